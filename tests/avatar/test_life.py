"""The avatar lives: deterministic from a seed, calm, and with the voice."""

import numpy as np
import pytest

from app.avatar.life import WAVE_SECONDS, Life, blink, gaze
from app.avatar.pose import EXPRESSIONS, REST_POINTS, Pose
from app.flow import Mouth, Performance

RATE = 30.0
SILENT = Performance()


def lived(seconds: float, *, seed: int = 1, lively: float = 1.0, calm: bool = False, performance=SILENT) -> list[Pose]:  # type: ignore[no-untyped-def]
    life = Life(seed, lively, calm)
    acted = performance if callable(performance) else (lambda at: performance)
    return [life.pose(number / RATE, acted(number / RATE)) for number in range(int(seconds * RATE))]


def values(poses: list[Pose], name: str) -> np.ndarray:
    return np.array([getattr(pose, name) for pose in poses])


def speech(at: float) -> Performance:
    """Two seconds of speech with stressed syllables, then one of silence."""
    speaking = at % 3 < 2
    level = (-14.0 if (at % 0.9) < 0.2 else -26.0) if speaking else -80.0
    return Performance(Mouth(REST_POINTS, 1.0 if speaking else 0.0, level))


def test_equal_seeds_give_equal_lives() -> None:
    one, two, other = (lived(20, seed=seed, performance=speech) for seed in (5, 5, 6))
    for name in ("angle_x", "angle_y", "angle_z", "breath", "eye_l_open", "eye_ball_x", "brow_l_y"):
        assert np.array_equal(values(one, name), values(two, name))
    assert not np.array_equal(values(one, "angle_x"), values(other, "angle_x"))


def test_a_life_that_begins_later_goes_on_where_another_was() -> None:
    """A character that is changed in a call does not jump."""
    first = Life(1, 1.0, False)
    for number in range(300):
        old = first.pose(number / RATE, SILENT)
    new = Life(1, 1.0, False).pose(299 / RATE, SILENT)
    for name in ("angle_x", "angle_y", "angle_z", "breath", "eye_l_open", "eye_ball_x"):
        assert getattr(new, name) == pytest.approx(getattr(old, name))


def test_people_blink_ten_to_twenty_times_a_minute_and_unevenly() -> None:
    times = np.arange(0, 600, 1 / RATE)
    shut = np.array([blink(3, at) for at in times])
    begins = times[1:][(shut[1:] > 0) & (shut[:-1] == 0)]
    assert 10 <= len(begins) / 10 <= 22
    gaps = np.diff(begins)
    assert gaps.std() > 0.8 and (gaps < 0.6).any(), "double blinks belong to it"
    assert shut.max() == 1.0


def test_a_blink_is_shut_for_a_moment_only() -> None:
    shut = np.array([blink(3, at) for at in np.arange(0, 60, 0.005)])
    lengths = [len(run) * 0.005 for run in np.split(shut, np.flatnonzero(np.diff(shut > 0)) + 1) if run[0] > 0]
    assert all(0.1 < length < 0.5 for length in lengths)


def test_the_eyes_look_at_the_viewer_most_of_the_time() -> None:
    looks = np.array([gaze(2, at) for at in np.arange(0, 300, 0.1)])
    assert (np.abs(looks).max(axis=1) < 0.1).mean() > 0.5
    assert np.abs(looks).max() > 0.2


def test_sway_is_calm_and_smooth() -> None:
    poses = lived(60)
    for name, most in (("angle_x", 4.0), ("angle_y", 4.0), ("angle_z", 2.5)):
        found = values(poses, name)
        assert 0.5 < np.abs(found).max() < most
        assert np.abs(np.diff(found)).max() * RATE < 8, "degrees a second"


def test_without_liveliness_or_with_reduced_motion_the_head_is_still() -> None:
    for poses in (lived(20, lively=0.0, performance=speech), lived(20, calm=True, performance=speech)):
        for name in ("angle_x", "angle_y", "angle_z", "body_angle_z", "brow_l_y"):
            assert np.abs(values(poses, name)).max() == 0
        assert values(poses, "eye_l_open").min() < 0.2, "it still blinks"


def test_nods_follow_the_voice_but_not_every_syllable() -> None:
    still, speaking = lived(60), lived(60, performance=speech)
    nods = values(still, "angle_y") - values(speaking, "angle_y")
    down = nods > 1.5
    count = int(((down[1:]) & ~down[:-1]).sum())
    assert 6 <= count <= 30, "some, of about 130 stressed syllables"
    assert values(speaking, "brow_l_y").max() > 0.2
    assert values(still, "brow_l_y").max() == 0


@pytest.mark.parametrize("name", [name for name in EXPRESSIONS if name != "neutral"])
def test_an_expression_comes_within_150_ms_and_goes(name: str) -> None:
    life = Life(1, 0.0, True)
    asked = Performance(expression=name)
    before = life.pose(0.0, SILENT)
    half = life.pose(0.075, asked)
    there = life.pose(0.16, asked)
    for _ in range(2):
        gone = life.pose(0.4, SILENT)
    for parameter, change in EXPRESSIONS[name].items():
        start, middle, end, back = (getattr(pose, parameter) for pose in (before, half, there, gone))
        assert end != start
        assert min(start, end) < middle < max(start, end), parameter
        assert back == pytest.approx(start, abs=0.05) or parameter in ("eye_ball_x", "eye_ball_y"), (parameter, change)


def test_an_unknown_expression_is_none() -> None:
    pose = Life(1, 0.0, True).pose(0.0, Performance(expression="angry"))
    assert pose.mouth_form == 0


def test_a_hand_comes_up_waves_and_goes() -> None:
    life = Life(1, 0.5, False)
    wave = [life.pose(n / RATE, Performance(gesture="wave" if n / RATE < WAVE_SECONDS else "")) for n in range(150)]
    hand, angle = values(wave, "hand"), values(wave, "hand_angle")
    assert hand[0] < 0.1 and hand[20] == 1.0 and hand[-1] == 0.0
    assert angle.max() > 8 and angle.min() < -8


def test_the_mouth_is_what_the_voice_says_less_its_rest() -> None:
    points = REST_POINTS.copy()
    points[18, 1] += 0.2
    pose = Life(1, 0.5, False).pose(0.0, Performance(Mouth(points, 1.0)))
    assert pose.mouth is not None and pose.mouth[18, 1] == pytest.approx(0.2) and pose.mouth[14, 1] == 0

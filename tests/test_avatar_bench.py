"""What the bench of avatars counts; how long it takes is no test's business."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.avatar_bench import SpeakingChain, Stage, WholeSvg, delays_ms, sounds_of, voice_of
from app.effects import Avatar, Scene
from app.flow import Planes, Size, Sound
from app.options import Options
from app.synthetic_voice import RATE, syllables

SCENE = Scene((Avatar(),))
OPTIONS = Options(size="640x360", rate=25, renderer="cpu")


def stage(shown: list[tuple[float, float]]) -> Any:
    """A stage whose recording began at time 0 and that handed over mouths: seconds, and how far apart the lips were."""
    heard = Sound(np.zeros(0, np.float32), RATE, RATE, 10**9)
    numbered = list(enumerate(shown, 1))
    return SimpleNamespace(
        microphone=SimpleNamespace(sound=SimpleNamespace(newest=lambda seconds: heard)),
        renderer=SimpleNamespace(gaps={number: gap for number, (_, gap) in numbered}),
        sent=[(int(at * 1e9), SimpleNamespace(timestamp_ns=number)) for number, (at, _) in numbered],
    )


def test_a_delay_goes_from_the_burst_to_the_first_picture_with_open_lips() -> None:
    shown = [(0.10, 0.0), (0.13, 0.01), (0.16, 0.1), (0.19, 0.2), (0.50, 0.0), (0.56, 0.3)]
    found = delays_ms(stage(shown), np.array([1920, 8320]))  # 0.12 and 0.52 s
    assert found == pytest.approx([40, 40], abs=0.1)


def test_a_syllable_counts_only_where_the_lips_were_shut_and_then_part() -> None:
    assert delays_ms(stage([(0.10, 0.2), (0.16, 0.2)]), np.array([1920])) == []
    assert delays_ms(stage([(0.10, 0.0), (0.16, 0.0)]), np.array([1920])) == []
    assert delays_ms(stage([(0.16, 0.2)]), np.array([1920])) == []


def test_each_syllable_begins_with_its_burst() -> None:
    sound, bursts = syllables(5)
    for burst in bursts:
        assert np.abs(sound[burst - 1600 : burst - 16]).max() < 0.005
        assert np.abs(sound[burst : burst + 160]).max() > 0.02


def test_ours_and_the_whole_svg_draw_the_same_character_of_the_same_size() -> None:
    scene = Scene((replace(Avatar(), gradient=False, reduce_motion=True),))
    size = Size(640, 360)
    ours, usual = SpeakingChain(OPTIONS, scene, RATE), WholeSvg(size, scene)
    one, other = (Planes.of(way(np.zeros(640, np.float32))) for way in (ours, usual))
    ours.close()
    assert one.luma.shape == other.luma.shape == (360, 640)
    assert np.abs(one.luma.astype(int) - other.luma).mean() < 8
    assert set(ours.stages) == {"mouth", "draw"}


def test_every_picture_has_the_sound_of_its_own_time() -> None:
    voice = voice_of("")
    sounds = sounds_of(replace(OPTIONS, rate=30), voice, 60)
    assert np.array_equal(np.concatenate(sounds), voice[0][: 2 * RATE])
    assert {len(sound) for sound in sounds} == {533, 534}


def test_the_stage_hands_over_pictures_whose_lips_were_noted(tmp_path: Any) -> None:
    import soundfile

    from tests.fake_sounddevice import wait_until

    sound, _ = syllables(3)
    soundfile.write(tmp_path / "voice.wav", sound, RATE)
    room = Stage(OPTIONS, SCENE, tmp_path / "voice.wav")

    def gaps() -> dict[int, float]:
        return room.renderer.gaps if room.renderer is not None else {}

    room.engine.start()
    try:
        wait_until(lambda: max(gaps().values(), default=0) > 0.05, 15)
        wait_until(lambda: any(picture.timestamp_ns in gaps() for _, picture in room.sent), 15)
    finally:
        room.engine.stop()

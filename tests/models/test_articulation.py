import numpy as np
import pytest

from models.mouth.articulation import (
    CON,
    FEATURES,
    FV,
    GRID_HZ,
    OPN,
    PBM,
    RND,
    SH,
    SIL,
    SPR,
    Phone,
    articulation,
    kinds,
    phones_from_ipa,
    points_from_features,
    rest_points,
    spoken,
)
from models.mouth.pose import Ramps, pose

UPPER, LOWER = [13, 14, 15], [19, 18, 17]


def points_of(*sounds: tuple[int, float | None]) -> np.ndarray:
    """The face in the middle of the second of three sounds of 0.1 s."""
    phones = [Phone(0.1 * k, 0.1 * k + 0.1, kind, opening) for k, (kind, opening) in enumerate(sounds)]
    middle = int(0.15 * GRID_HZ)
    shares = np.eye(9)[kinds(phones, 30)]
    return points_from_features(spoken(articulation(phones, 30), shares))[middle]


def gap(points: np.ndarray) -> float:
    return float((points[LOWER, 1] - points[UPPER, 1]).mean())


def width(points: np.ndarray) -> float:
    return float(points[6, 0] - points[0, 0])


AA, II, UU = (OPN, 1.0), (SPR, 0.28), (RND, 0.22)


@pytest.mark.parametrize("vowel", [AA, II, UU])
def test_lips_are_shut_in_p_b_m_between_vowels(vowel: tuple[int, float]) -> None:
    assert gap(points_of(vowel, (PBM, 0.0), vowel)) == pytest.approx(0.0, abs=1e-6)
    assert gap(points_of(AA, vowel, AA)) > 0.03


def test_lower_lip_is_at_the_teeth_in_f_v_but_the_mouth_is_not_shut() -> None:
    lips = points_of(AA, (FV, 0.12), AA)
    assert 0.0 < gap(lips) < 0.12 * gap(points_of(AA, AA, AA))
    assert lips[9, 1] < points_of(AA, (CON, None), AA)[9, 1]


def test_u_is_narrower_than_i_and_both_are_more_shut_than_a() -> None:
    assert width(points_of(UU, UU, UU)) < width(rest_points()) < width(points_of(II, II, II))
    assert gap(points_of(AA, AA, AA)) > gap(points_of(II, II, II)) > gap(points_of(UU, UU, UU)) > 0


def test_silence_is_rest() -> None:
    silent = (SIL, 0.0)
    assert np.allclose(points_of(silent, silent, silent), rest_points(), atol=1e-3)


def test_vowels_colour_the_consonant_between_them() -> None:
    assert width(points_of(UU, (CON, None), UU)) < width(points_of(II, (CON, None), II))


def test_chin_is_lowest_in_a() -> None:
    chin = [points_of(s, s, s)[25, 1] for s in (AA, II, (SIL, 0.0))]
    assert chin[0] > chin[1] > chin[2] == pytest.approx(0.82, abs=1e-3)


def test_points_are_in_the_order_and_frame_of_the_evaluator() -> None:
    rest = rest_points()
    assert rest.shape == (31, 2) and len(FEATURES) == 7
    assert width(rest) == pytest.approx(0.78) and rest[25, 1] == pytest.approx(0.82)
    assert np.allclose((rest[0] + rest[6]) / 2, 0, atol=1e-6)
    assert np.all(np.diff(rest[:7, 0]) > 0) and np.all(np.diff(rest[6:12, 0]) < 0)
    assert np.all(np.diff(rest[12:17, 0]) > 0) and np.all(np.diff(rest[16:20, 0]) < 0)
    assert np.all(np.diff(rest[20:, 0]) > 0) and rest[3, 1] < rest[9, 1] < rest[25, 1]
    assert gap(rest) == 0.0


def test_face_is_its_own_mirror_image() -> None:
    mirror = [6, 5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 16, 15, 14, 13, 12, 19, 18, 17, *range(30, 19, -1)]
    face = points_of(AA, AA, AA)
    assert np.allclose(face[mirror] * [-1, 1], face, atol=0.012)


def test_a_diphthong_is_two_vowels_and_an_affricate_one_sound() -> None:
    assert [p.kind for p in phones_from_ipa("aɪ", 0.0, 0.2)] == [OPN, SPR]
    assert [(p.kind, p.start, p.end) for p in phones_from_ipa("tʃ", 0.0, 0.2)] == [(SH, 0.0, 0.2)]
    assert [p.kind for p in phones_from_ipa("oː", 0.0, 0.2)] == [RND]


def test_russian_y_is_not_rounded() -> None:
    assert phones_from_ipa("y", 0.0, 0.1)[0].kind == RND
    assert phones_from_ipa("y", 0.0, 0.1, russian=True)[0].kind == SPR


def believing(kind: int, voice: float = 9.0) -> np.ndarray:
    output = np.full(13, -9.0)
    output[:3], output[3 + kind], output[-1] = (0.8, 0.2, 0.7), 9.0, voice
    return output


def shown(*outputs: np.ndarray) -> np.ndarray:
    """(frames, 7) of a face that believes these, one after the other."""
    return pose(np.array(outputs), Ramps())


def test_pose_shuts_the_mouth_for_closures_for_silence_and_without_a_voice() -> None:
    for output in (believing(PBM), believing(SIL), believing(OPN, voice=-9.0)):
        assert shown(output)[0, 0] == pytest.approx(0.0, abs=1e-6)
    assert shown(believing(OPN))[0, 0] == pytest.approx(0.8)
    assert shown(believing(SIL))[0, 1:3] == pytest.approx([0.0, 0.0], abs=1e-6)


def test_silence_in_the_closure_of_a_stop_leaves_the_mouth_as_it_is() -> None:
    opening = shown(believing(OPN), believing(SIL), believing(OPN), *[believing(SIL)] * 3)[:, 0]
    assert opening[:4] == pytest.approx([0.8] * 4)
    assert opening[4:] == pytest.approx([0.0, 0.0], abs=1e-6)

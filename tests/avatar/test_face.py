"""Lips, eyes and brows as they are drawn, on parts that can be checked by eye."""

from collections.abc import Callable
from functools import partial
from typing import Any

import cairocffi
import numpy as np
import pytest

from app.avatar.face import INNER_AT, Eye, Lips, bite, outline, spline
from app.avatar.pose import EXPRESSIONS, REST_POINTS, Pose
from app.avatar.svg import Shape, surface_on
from models.mouth.articulation import points_from_features

WHITE, RED, DARK, SKIN = (1.0, 1.0, 1.0), (0.8, 0.2, 0.2), (0.2, 0.0, 0.0), (0.5, 0.9, 0.5)
FEATURES = {
    "rest": (0, 0, 0, 0, 0, 0, 0),
    "p": (0, 0, 0.15, 1, 0, 0, 0),
    "f": (0.03, 0.1, 0.12, 0, 1, 0, 0),
    "a": (0.95, 0.25, 1.0, 0, 0, 0, 0),
    "i": (0.28, 0.95, 0.25, 0, 0, 0, 0),
    "u": (0.22, -1.0, 0.3, 0, 0, 0.5, 0),
}


def box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array(((left, top), (right, top), (right, bottom), (left, bottom), (left, top)), np.float32)


def lips() -> Lips:
    return Lips(
        {
            "lip_upper": (Shape((box(453, 600, 571, 612),), RED, None, 1),),
            "lip_lower": (Shape((box(453, 612, 571, 630),), RED, None, 1),),
            "mouth": (Shape((box(453, 612, 571, 640),), DARK, None, 1),),
            "teeth_upper": (Shape((box(470, 606, 554, 632),), WHITE, None, 1),),
        }
    )


def eye(brow: bool = True) -> Eye:
    shapes = {"eye_left": (Shape((box(390, 435, 470, 475),), WHITE, None, 1),)}
    if brow:
        shapes["brow_left"] = (Shape((box(390, 380, 466, 396),), DARK, None, 1),)
    return Eye(shapes, "left", None, DARK)


def drawn(draw: Callable[[Any], None]) -> np.ndarray:
    """The canvas as (1024, 1024, 3) RGB 0..1 on a green that nothing else has."""
    pixels = np.zeros((1024, 1024, 4), np.uint8)
    surface = surface_on(pixels)
    context = cairocffi.Context(surface)
    context.set_source_rgb(*SKIN)
    context.paint()
    draw(context)
    surface.flush()
    return pixels[..., 2::-1] / 255


def spoken(sound: str) -> Pose:
    points = points_from_features(np.array(FEATURES[sound], float))
    return Pose(mouth=points - REST_POINTS)


def column(pose: Pose, x: int = 512) -> np.ndarray:
    """The colours down through the mouth."""
    mouth = lips()
    return drawn(lambda context: mouth.draw(context, pose))[560:720, x]


def share(colours: np.ndarray, colour: tuple[float, ...]) -> int:
    return int((np.abs(colours - colour).max(axis=-1) < 0.1).sum())


def test_a_curve_goes_through_its_values() -> None:
    assert np.allclose(spline(INNER_AT, INNER_AT), np.eye(5))


def test_a_curve_through_equal_values_is_straight() -> None:
    weights = spline(np.linspace(-1.5, 1.5, 40), INNER_AT)
    assert np.allclose(weights.sum(axis=1), 1)


def test_the_outline_of_a_box_is_its_upper_and_lower_edge() -> None:
    top, bottom = outline(box(0, 10, 100, 30), np.linspace(0, 100, 11))
    assert np.allclose(top, 10) and np.allclose(bottom, 30)


@pytest.mark.parametrize("sound", ["rest", "p"])
def test_lips_meet_where_nothing_is_open(sound: str) -> None:
    for x in (470, 512, 550):
        seen = column(spoken(sound), x)
        assert share(seen, DARK) == share(seen, WHITE) == 0
        rows = np.flatnonzero(np.abs(seen - RED).max(axis=-1) < 0.1)
        assert len(rows) > 10 and np.all(np.diff(rows) == 1)


def test_lips_that_almost_meet_meet() -> None:
    pose = spoken("rest")
    moved = np.zeros((31, 2), np.float32)
    moved[17:20, 1] = 0.015
    assert share(column(Pose(mouth=moved)), DARK) == share(column(pose), DARK) == 0


def test_teeth_show_between_the_lips_in_f_and_not_in_p() -> None:
    assert bite(spoken("f").mouth) > 0.9  # type: ignore[arg-type]
    assert bite(spoken("p").mouth) == bite(spoken("a").mouth) == bite(spoken("rest").mouth) == 0  # type: ignore[arg-type]
    seen = column(spoken("f"))
    assert 3 <= share(seen, WHITE) <= 15 and share(seen, DARK) == 0


def test_an_open_mouth_is_dark_below_its_teeth() -> None:
    seen = column(spoken("a"))
    assert share(seen, WHITE) > 5 and share(seen, DARK) > 10


def test_rounded_lips_are_narrower_than_spread_ones_and_hide_the_teeth() -> None:
    mouth = lips()
    pictures = [drawn(partial(mouth.draw, pose=spoken(sound))) for sound in ("i", "u")]
    wide, narrow = (np.flatnonzero((np.abs(seen - RED).max(axis=-1) < 0.1).any(axis=0)) for seen in pictures)
    assert wide[-1] - wide[0] > narrow[-1] - narrow[0] + 20
    assert share(column(spoken("u")), WHITE) < share(column(spoken("i")), WHITE)


def test_an_open_mouth_is_round_not_pointed() -> None:
    """Half-way to the corner the opening is more than two thirds as high as in the middle."""
    seen = [column(spoken("a"), x) for x in (512, 512 + 28)]
    middle, beside = (share(colours, DARK) + share(colours, WHITE) for colours in seen)
    assert beside > 0.7 * middle


def test_a_smile_lifts_the_corners() -> None:
    moved = lips().moves(Pose().moved(EXPRESSIONS["smile"]))
    assert moved[0, 1] < -8 and moved[6, 1] < -8 and moved[0, 0] < 0 < moved[6, 0]
    assert abs(moved[14, 1]) < 5


def test_the_lips_stay_where_they_are_drawn_when_the_jaw_moves_them() -> None:
    """What the jaw's field will move down is drawn so much higher."""
    seen = [column(Pose(mouth=with_jaw(drop))) for drop in (0.0, 0.2)]
    lowest = [np.flatnonzero(np.abs(colours - RED).max(axis=-1) < 0.1)[-1] for colours in seen]
    assert lowest[1] <= lowest[0]


def with_jaw(drop: float) -> np.ndarray:
    moved = np.zeros((31, 2), np.float32)
    moved[17:20, 1], moved[7:12, 1] = 0.3, 0.3
    moved[20:, 1] = drop
    return moved


def test_an_open_eye_shows_its_white_and_a_shut_one_none() -> None:
    at = slice(430, 480), slice(385, 475)
    whites = [share(drawn(partial(eye().draw, pose=Pose(eye_l_open=opened)))[at], WHITE) for opened in (1.0, 0.5, 0.0)]
    assert whites[0] > 1.5 * whites[1] > 0 and whites[2] == 0


def test_a_shut_eye_is_a_line() -> None:
    seen = drawn(lambda context: eye(brow=False).draw(context, Pose(eye_l_open=0.0)))
    assert 100 < share(seen.reshape(-1, 3), DARK) < 800


def test_a_brow_rises_and_its_inner_end_with_the_angle() -> None:
    def rows(pose: Pose, columns: slice) -> np.ndarray:
        seen = drawn(lambda context: eye().draw(context, pose))[340:420, columns]
        return np.flatnonzero((np.abs(seen - DARK).max(axis=-1) < 0.1).any(axis=1))

    whole = slice(385, 470)
    assert rows(Pose(brow_l_y=1.0), whole)[0] < rows(Pose(), whole)[0] - 12
    inner, outer = slice(450, 466), slice(390, 406)
    worried = Pose(brow_l_angle=1.0)
    assert rows(worried, inner)[0] < rows(worried, outer)[0] - 5


def test_an_eye_moves_with_what_is_its_own() -> None:
    one = eye()
    assert np.array_equal(one.moves(Pose()), one.moves(Pose(mouth_form=1.0, eye_r_open=0.5)))
    assert np.abs(one.moves(Pose()) - one.moves(Pose(eye_l_open=0.5))).max() > 10

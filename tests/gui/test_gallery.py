"""The gallery: what each tile puts on air, and what it shows of that beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.gui.tiles import Tile
from app.opencv import cv2
from app.picture import fitted, read_picture
from app.resources import resource
from tests.gui.window_room import CONTROL, SIZE, WALL, WALL_AT, Shown, colour_in, near, on_air, pixels_of, room_in

CORNER = (0.03, 0.03)
GREEN = (43, 74, 63)
"""The colour of the tile "Colour", RGB."""


def of_picture(bgr: np.ndarray) -> float:
    """How far a picture is from the library that comes with the program, around the person: 0 = it is the library."""
    library = fitted(read_picture(resource("assets", "backgrounds", "library.jpg")), SIZE, "crop")
    away = np.abs(cv2.blur(bgr, (9, 9)).astype(float) - cv2.blur(library, (9, 9)))
    return float(max(away[20:200, 10:120].mean(), away[20:200, -120:-10].mean()))


def test_none_is_the_camera_s_picture(shown: Shown) -> None:
    shown.click(shown.tile("None"))
    shown.wait_for(lambda: room_in(on_air()) > 0.8)
    shown.wait_for_colour(WALL)
    shown.wait_for(lambda: shown.status["on_air"] == "No effect" and shown.window.raw_on_air)


def test_strong_blur_is_stronger_than_soft_blur(shown: Shown) -> None:
    soft = room_in(on_air())
    shown.click(shown.tile("Strong blur"))
    shown.wait_for(lambda: room_in(on_air()) < 0.7 * soft)
    assert soft < 0.5
    shown.click(shown.tile("Soft blur"))
    shown.wait_for(lambda: room_in(on_air()) > 0.9 * soft)


def test_colour_is_that_colour(shown: Shown) -> None:
    shown.click(shown.tile("Colour"))
    for uv in (WALL_AT, CORNER, (0.15, 0.5)):
        shown.wait_for_colour(GREEN, uv)


def test_a_picture_that_comes_with_the_program_is_behind_the_person(shown: Shown) -> None:
    shown.click(shown.tile("Library"))
    shown.wait_for(lambda: of_picture(on_air()) < 8)
    shown.wait_for(lambda: shown.tile("Library").isChecked())
    shown.wait_for(lambda: of_picture(cv2.resize(shown.picture, (SIZE.width, SIZE.height))) < 12)


@pytest.mark.parametrize(
    ("number", "values"),
    [
        (1, {"effect": "none"}),
        (2, {"effect": "blur", "radius": 0.025}),
        (3, {"effect": "blur", "radius": 0.06}),
        (4, {"effect": "replace", "file": ""}),
        (9, {"effect": "replace", "file": str(resource("assets", "backgrounds", "loft.jpg"))}),
    ],
)
def test_the_keys_ctrl_1_to_9_choose_tiles(shown: Shown, number: int, values: dict[str, Any]) -> None:
    shown.press(Qt.Key(Qt.Key.Key_0 + number), with_=CONTROL)
    shown.wait_for_scene(**values)
    shown.wait_for(lambda: [tile.isChecked() for tile in shown.window.gallery.tiles].index(True) == number - 1)


def painted(tile: Tile) -> np.ndarray:
    """A tile as it is on the screen, without edges and words: (H, W, 3) uint8 BGR."""
    area = tile.rect().adjusted(12, 12, -12, -tile.fontMetrics().height() - 16)
    return pixels_of(tile.grab(area).toImage())


def test_every_tile_shows_the_newest_frame_under_its_scene(shown: Shown) -> None:
    tiles = shown.window.gallery.tiles
    shown.wait_for(lambda: not any(tile.picture.isNull() for tile in tiles))
    found = {tile.text(): pixels_of(tile.picture) for tile in tiles}
    assert near(colour_in(found["Colour"], CORNER), GREEN)
    assert near(colour_in(found["None"], WALL_AT), WALL)
    assert of_picture(cv2.resize(found["Library"], (SIZE.width, SIZE.height))) < 25
    face = (0.5, 0.42)
    for picture in found.values():
        assert near(colour_in(picture, face), (228, 180, 150), 40)  # the drawn skin


def test_tiles_are_mirrored_as_the_preview_is(shown: Shown) -> None:
    tile, mirror = shown.tile("None"), shown.window.studio.devices.mirror_preview
    shown.click(tile)
    shown.wait_for(lambda: room_in(np.ascontiguousarray(pixels_of(shown.image)[:, ::-1])) > 0.8)
    assert mirror.isChecked()
    shown.wait_for(lambda: not tile.picture.isNull())
    shelves_right = painted(tile)
    shown.click(mirror)
    shown.wait_for(lambda: not shown.link.mirrored)
    shelves_left = painted(tile)
    near_edge = slice(0, shelves_left.shape[1] // 5)
    assert shelves_left[:, near_edge].std() > 1.5 * shelves_right[:, near_edge].std()
    shown.wait_for(lambda: room_in(pixels_of(shown.image)) > 0.8)
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    assert mirror.isChecked() and shown.link.mirrored

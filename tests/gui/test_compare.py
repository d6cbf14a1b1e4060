"""Before and after beside each other, and what is taken for the room."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.sources.files import drawn_room
from tests.gui.window_room import CONTROL, SIZE, Shown, detail, on_air, pixels_of, room_in


def shelves_on_screen(shown: Shown) -> float:
    """How much of the room's shelves the painted preview shows; they are at its right, as it is mirrored."""
    preview = shown.window.preview
    painted = pixels_of(preview.grab(preview.picture_area()).toImage())
    return room_in(np.ascontiguousarray(painted[:, ::-1]))


def line_to(shown: Shown, part: float) -> None:
    """Drags the line to a part of the picture's width."""
    preview = shown.window.preview
    area = preview.picture_area()
    y = area.center().y()
    begin, end = (QPoint(area.left() + round(at * area.width()), y) for at in (preview.split or 0.0, part))
    QTest.mousePress(preview, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(preview, (begin + end) / 2)
    QTest.mouseMove(preview, end)
    QTest.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=end)


def test_the_camera_is_left_of_the_line_and_what_others_see_right_of_it(shown: Shown) -> None:
    shown.click(shown.tile("Strong blur"))
    shown.wait_for(lambda: shelves_on_screen(shown) < 0.3)
    shown.press(Qt.Key.Key_B, with_=CONTROL)
    assert shown.window.preview.split == 0.5
    line_to(shown, 0.98)
    assert shown.window.preview.split is not None and abs(shown.window.preview.split - 0.98) < 0.01
    shown.wait_for(lambda: shelves_on_screen(shown) > 0.6)
    line_to(shown, 0.05)
    shown.wait_for(lambda: shelves_on_screen(shown) < 0.3)
    assert room_in(on_air()) < 0.4
    shown.press(Qt.Key.Key_B, with_=CONTROL)
    assert shown.window.preview.split is None


def test_the_line_moves_by_arrow_keys(shown: Shown) -> None:
    shown.click(shown.window.studio.compare)
    preview = shown.window.preview
    assert preview.hasFocus()
    for key, wanted in ((Qt.Key.Key_Left, 0.48), (Qt.Key.Key_Right, 0.5), (Qt.Key.Key_Right, 0.52)):
        shown.press(key)
        assert preview.split is not None and abs(preview.split - wanted) < 1e-6
    for _ in range(60):
        shown.press(Qt.Key.Key_Left)
    assert preview.split == 0.0


def test_the_split_is_only_in_the_window(shown: Shown) -> None:
    shown.click(shown.window.studio.compare)
    line_to(shown, 1.0)
    shown.wait_for(lambda: shelves_on_screen(shown) > 0.5)
    assert room_in(on_air()) < 0.5


def test_the_room_is_red_in_the_window_alone_while_the_mask_is_shown(shown: Shown) -> None:
    studio = shown.window.studio
    shown.click(studio.advanced)
    shown.wait_for(lambda: studio.mask_shown.isVisible())
    shown.click(studio.mask_shown)
    assert studio.mask_shown.isChecked()

    def redness(bgr: np.ndarray) -> float:
        wall = bgr[5:15, bgr.shape[1] // 2 : bgr.shape[1] // 2 + 60].astype(float)
        return float((wall[..., 2] - wall[..., 1]).mean())

    shown.wait_for(lambda: redness(pixels_of(shown.window.preview.image)) > 60)
    shown.wait_for(lambda: shown.window.preview.badge == "MASK · on air: Soft blur")
    assert redness(on_air()) < 30 and room_in(on_air()) < 0.5
    shown.click(studio.advanced)  # closing it leaves the mask too
    shown.wait_for(lambda: redness(pixels_of(shown.window.preview.image)) < 30)
    shown.wait_for(lambda: shown.window.preview.badge == "ON AIR: Soft blur")


def test_only_one_of_split_and_mask_is_shown(shown: Shown) -> None:
    studio = shown.window.studio
    shown.click(studio.advanced)
    shown.click(studio.compare)
    shown.wait_for(lambda: studio.mask_shown.isVisible())
    shown.click(studio.mask_shown)
    assert not studio.compare.isChecked() and shown.window.preview.split is None
    shown.click(studio.compare)
    assert not studio.mask_shown.isChecked()


def test_while_the_camera_rests_the_window_says_that_there_is_no_mask(shown: Shown) -> None:
    studio = shown.window.studio
    shown.press(Qt.Key.Key_Escape)
    shown.click(studio.advanced)
    shown.wait_for(lambda: studio.mask_shown.isVisible())
    shown.click(studio.mask_shown)
    shown.wait_for(lambda: "no mask" in studio.preview._words)


def test_detail_knows_the_room_from_a_wall() -> None:
    room = drawn_room(SIZE)
    assert room_in(room) > 0.99 and abs(room_in(np.full_like(room, 180))) < 0.01
    assert np.abs(detail(room)).mean() > 5

"""By keyboard alone: reached with Tab, worked with Space and the arrows, and named for those who listen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QSlider, QWidget

from app.gui.changes import AVATAR
from tests.gui.window_room import CONTROL, SHIFT, SOFT, Shown


def name_of(widget: QWidget) -> str:
    """What a screen reader says of a widget."""
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else "")


def focusable(shown: Shown) -> set[QWidget]:
    """What is in sight, works now, and is to be reached with Tab."""
    return {
        widget
        for widget in shown.window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }


def way_of_tab(shown: Shown, *, back: bool = False) -> list[QWidget]:
    """What has the keyboard, one Tab after the other, until it begins again."""
    shown.window.setFocus()
    way: list[QWidget] = []
    for _ in range(100):
        shown.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, with_=SHIFT if back else Qt.KeyboardModifier(0))
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in way:
            break
        way.append(widget)
    return [widget for widget in way if widget is not shown.window]


def test_tab_reaches_everything_on_the_main_page(shown: Shown) -> None:
    for title in ("Soft blur", "Colour", "Library"):
        shown.click(shown.tile(title))
        shown.window.studio.advanced.setChecked(True)
        shown.settled()
        missing = focusable(shown) - set(way_of_tab(shown))
        assert not missing, [(type(widget).__name__, name_of(widget)) for widget in missing]


def open_avatar(shown: Shown) -> None:
    shown.click(shown.window.studio.sides[AVATAR])
    shown.wait_for(lambda: shown.window.studio.wardrobe.tiles and shown.window.changes.side == AVATAR)
    shown.settled()


def open_editor(shown: Shown) -> None:
    open_avatar(shown)
    shown.click(shown.window.studio.edit)
    shown.settled()


def test_tab_reaches_everything_on_the_avatar_s_side_and_in_the_editor(shown: Shown) -> None:
    open_avatar(shown)
    missing = focusable(shown) - set(way_of_tab(shown))
    assert not missing, [(type(widget).__name__, name_of(widget)) for widget in missing]
    open_editor(shown)
    for row in (0, 6):
        shown.window.editor.categories.setCurrentRow(row)
        missing = focusable(shown) - set(way_of_tab(shown))
        assert not missing, [(type(widget).__name__, name_of(widget)) for widget in missing]


def test_the_editor_works_by_keyboard(shown: Shown) -> None:
    open_editor(shown)
    editor = shown.window.editor
    assert editor.categories.hasFocus()
    shown.press(Qt.Key.Key_Home)
    shown.press(Qt.Key.Key_Down)
    assert editor.category == "hair"
    shown.settled()
    tile = editor.parts.stops[0]
    assert tile in way_of_tab(shown)
    tile.setFocus()
    shown.press(Qt.Key.Key_Right)
    shown.press(Qt.Key.Key_Space)
    assert editor.parts.stops[1].isChecked() and editor.draft.unsaved
    shown.press(Qt.Key.Key_Left, with_=Qt.KeyboardModifier.AltModifier)
    assert shown.window.pages.currentWidget() is shown.window.studio
    shown.press(Qt.Key.Key_Escape)
    shown.wait_for(lambda: shown.status["card"])


def test_shift_tab_goes_the_same_way_back(shown: Shown) -> None:
    assert way_of_tab(shown, back=True) == way_of_tab(shown)[::-1]


def test_tab_goes_from_the_head_over_the_choices_to_the_devices(shown: Shown) -> None:
    shown.window.studio.advanced.setChecked(True)
    shown.settled()
    studio, window = shown.window.studio, shown.window
    assert studio.form is not None
    places: list[QWidget] = [window.header, studio.gallery, studio.form, studio.advanced, studio.options]
    places += [studio.devices, window.statusBar()]
    way = way_of_tab(shown)
    numbers = [next((n for n, p in enumerate(places) if p is w or p.isAncestorOf(w)), -1) for w in way]
    known = [number for number in numbers if number >= 0]
    assert known == sorted(known), [(number, name_of(widget)) for number, widget in zip(numbers, way, strict=True)]
    tiles = [widget for widget in way if widget in window.gallery.tiles]
    assert tiles == window.gallery.tiles


def test_everything_that_takes_the_keyboard_has_a_name(shown: Shown) -> None:
    window = shown.window
    pages: list[Callable[[], None]] = [window.open_studio, window.open_doctor, window.open_guide, window.open_studio]
    pages += [partial(open_avatar, shown), partial(open_editor, shown)]
    for open_page in pages:
        open_page()
        shown.settled()
        assert [type(widget).__name__ for widget in focusable(shown) if not name_of(widget)] == []


def test_space_chooses_a_tile_and_arrows_move_a_slider(shown: Shown) -> None:
    while QApplication.focusWidget() is not shown.tile("Strong blur"):
        shown.press(Qt.Key.Key_Tab)
    shown.press(Qt.Key.Key_Space)
    shown.wait_for_scene(radius=0.06)
    while not isinstance(QApplication.focusWidget(), QSlider):
        shown.press(Qt.Key.Key_Tab)
    shown.press(Qt.Key.Key_End)
    shown.wait_for_scene(radius=0.1)
    shown.press(Qt.Key.Key_Home)
    shown.wait_for_scene(radius=0.02)


def test_arrows_go_from_tile_to_tile_and_put_nothing_on_air(shown: Shown) -> None:
    shown.tile("Soft blur").setFocus()
    for key, title in ((Qt.Key.Key_Right, "Strong blur"), (Qt.Key.Key_Left, "Soft blur"), (Qt.Key.Key_Left, "None")):
        shown.press(key)
        assert QApplication.focusWidget() is shown.tile(title)
        assert shown.tile("Soft blur").isChecked() and shown.window.changes.scene == SOFT
    shown.click(shown.tile("Soft blur"))
    assert shown.tile("Soft blur").isChecked() and not shown.window.changes.history.canUndo()


def test_space_works_what_is_ticked_and_arrows_change_a_list(shown: Shown) -> None:
    devices = shown.window.studio.devices
    devices.mirror_others.setFocus()
    shown.press(Qt.Key.Key_Space)
    shown.wait_for(lambda: shown.status["mirror"])
    shown.press(Qt.Key.Key_Space)
    shown.wait_for(lambda: not shown.status["mirror"])
    advanced = shown.window.studio.advanced
    advanced.setFocus()
    shown.press(Qt.Key.Key_Space)
    quality = shown.window.studio.options.findChild(QComboBox, "quality")
    assert isinstance(quality, QComboBox)
    shown.wait_for(quality.isVisible)
    quality.setFocus()
    shown.press(Qt.Key.Key_Down)
    shown.wait_for(lambda: shown.status["quality"] != "auto")
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    shown.wait_for(lambda: shown.status["quality"] == "auto")


def test_the_buttons_of_the_page_work_with_space(shown: Shown) -> None:
    card = shown.window.studio.devices.card
    card.setFocus()
    shown.press(Qt.Key.Key_Space)
    shown.wait_for(lambda: shown.status["card"])
    shown.press(Qt.Key.Key_Space)
    shown.wait_for(lambda: not shown.status["card"])
    shown.window.profiles.keep.setFocus()
    shown.press(Qt.Key.Key_Space)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    shown.window.profiles.leave.setFocus()
    shown.press(Qt.Key.Key_Space)
    assert shown.window.profiles.list.isVisible()

"""Profiles in the window's head: kept, chosen, renamed, removed and brought back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.control import EngineClient
from app.gui.profiles import ProfileBar
from tests.gui.window_room import CONTROL, Shown


@pytest.fixture
def bar(shown: Shown) -> Iterator[ProfileBar]:
    bar = shown.window.profiles
    yield bar
    shown.settled()
    engine = EngineClient()
    for name in engine.call("status")["profiles"]:
        engine.call("delete_profile", name=name)
    bar.show_names([])
    bar.show_current("")
    engine.close()


def type_name(shown: Shown, name: str) -> None:
    """Types into the line for the name, as it was opened, and presses Enter."""
    shown.wait_for(shown.window.profiles.line.hasFocus)
    QTest.keyClicks(shown.window.profiles.line, name)
    shown.press(Qt.Key.Key_Return)


def keep(shown: Shown, name: str) -> None:
    """Keeps what is on air, as a user does."""
    shown.click(shown.window.profiles.keep)
    type_name(shown, name)
    shown.wait_for(lambda: name in shown.window.profiles.names)


def keep_two(shown: Shown) -> None:
    """Strong blur is kept as Work and a colour as Green, which is on air."""
    work, green = [{"effect": "blur", "radius": 0.06}], shown.scene_of("Colour")
    for name, scene in (("Work", work), ("Green", green)):
        shown.link.call("save_profile", name=name, effects=scene)
    shown.click(shown.tile("Colour"))
    shown.wait_for(lambda: shown.window.profiles.names == ["Work", "Green"] and shown.status["scene"] == green)
    shown.settled()


def test_what_is_on_air_is_kept_under_a_name_and_chosen_from_the_list(shown: Shown, bar: ProfileBar) -> None:
    for title, name, values in (("Strong blur", "Work", {"radius": 0.06}), ("Colour", "Green", {"effect": "replace"})):
        shown.click(shown.tile(title))
        shown.wait_for_scene(**values)
        keep(shown, name)
    shown.wait_for(lambda: shown.status["profiles"] == ["Work", "Green"])
    shown.wait_for(lambda: bar.current == bar.list.currentData() == "Green" and bar.more.isEnabled())
    bar.list.setFocus()
    shown.press(Qt.Key.Key_Up)
    shown.wait_for_scene(effect="blur", radius=0.06)
    shown.wait_for(lambda: bar.current == "Work" and shown.tile("Strong blur").isChecked())


def test_f1_and_f2_choose_the_first_profiles(shown: Shown, bar: ProfileBar) -> None:
    keep_two(shown)
    for key, values in ((Qt.Key.Key_F1, {"effect": "blur"}), (Qt.Key.Key_F2, {"effect": "replace"})):
        shown.press(key)
        shown.wait_for_scene(**values)
    shown.press(Qt.Key.Key_F8)  # there is no eighth
    shown.settled()
    assert shown.problem == ""


def test_choosing_a_profile_is_taken_back(shown: Shown, bar: ProfileBar) -> None:
    keep_two(shown)
    shown.press(Qt.Key.Key_F1)
    shown.wait_for_scene(effect="blur")
    shown.wait_for(lambda: shown.window.changes.scene and shown.window.changes.scene[0]["effect"] == "blur")
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    shown.wait_for_scene(effect="replace")


def test_a_profile_that_is_chosen_while_the_card_is_on_air_keeps_the_card(shown: Shown, bar: ProfileBar) -> None:
    keep_two(shown)
    shown.press(Qt.Key.Key_Escape)
    shown.wait_for(lambda: shown.status["card"])
    shown.press(Qt.Key.Key_F1)
    shown.wait_for_scene(effect="blur")
    assert shown.status["card"] and shown.window.card_shown


def test_a_profile_is_renamed_in_place(shown: Shown, bar: ProfileBar) -> None:
    keep_two(shown)
    bar.rename.trigger()
    assert bar.line.text() == "Green" and bar.line.selectedText() == "Green"
    type_name(shown, "  Forest   walk ")
    shown.wait_for(lambda: shown.status["profiles"] == ["Work", "Forest walk"] and bar.current == "Forest walk")
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    shown.wait_for(lambda: shown.status["profiles"] == ["Work", "Green"])


def test_a_profile_is_removed_and_brought_back_from_the_notice(shown: Shown, bar: ProfileBar) -> None:
    keep_two(shown)
    bar.remove.trigger()
    assert "Green was removed" in shown.window.notice.words.text()
    shown.wait_for(lambda: bar.names == ["Work"])
    shown.wait_for(shown.window.notice.isVisible)
    shown.click(shown.window.notice.buttons[0])
    shown.wait_for(lambda: sorted(bar.names) == ["Green", "Work"])
    assert not shown.window.notice.isVisible()
    shown.click(shown.tile("None"))
    shown.wait_for_scene(effect="none")
    shown.window.use_profile("Green")
    shown.wait_for_scene(effect="replace", colour="#2b4a3f")


def test_a_name_that_exists_is_refused_with_a_sentence(shown: Shown, bar: ProfileBar) -> None:
    keep_two(shown)
    bar.rename.trigger()
    type_name(shown, "Work")
    shown.wait_for(lambda: "There is a profile 'Work' already" in shown.problem)
    shown.settled()
    assert bar.names == ["Work", "Green"]
    assert bar.current == "Green" and bar.list.currentData() == "Green"


def test_without_a_name_nothing_is_kept_and_the_line_waits(shown: Shown, bar: ProfileBar) -> None:
    shown.click(bar.keep)
    type_name(shown, "   ")
    shown.settled()
    assert bar.line.isVisible() and bar.line.hasFocus() and not bar.names
    shown.click(bar.leave)
    assert bar.list.isVisible() and not bar.line.isVisible()


def test_escape_puts_the_card_on_air_while_a_name_is_typed_too(shown: Shown, bar: ProfileBar) -> None:
    shown.click(bar.keep)
    shown.wait_for(bar.line.hasFocus)
    shown.press(Qt.Key.Key_Escape)
    shown.wait_for(lambda: shown.status["card"])
    shown.click(bar.leave)


def test_the_list_takes_the_focus_of_nobody_when_profiles_come(shown: Shown, bar: ProfileBar) -> None:
    shown.tile("Library").setFocus()
    shown.link.call("save_profile", name="Elsewhere")
    shown.wait_for(lambda: "Elsewhere" in bar.names)
    assert QApplication.focusWidget() is shown.tile("Library")

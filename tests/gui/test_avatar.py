"""The avatar's side of the main page: the switch, the characters, what is behind them and what they act."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from app.avatar.character import DEFAULT, any_character, ready
from app.gui.changes import AVATAR, ME, Scene, side_of
from app.gui.preferences import PreferencesFile
from app.gui.studio import Studio
from app.gui.tray import Tray
from app.gui.wardrobe import CharacterTile
from app.gui.window import MainWindow
from app.resources import resource
from tests.gui.window_room import CONTROL, SOFT, Shown, colour_in, colour_picture, filled_video, near, on_air, wait_for

BLUE = (0, 0, 255)
CORNER = (0.04, 0.06)
AVATAR_SCENE = [{"effect": "avatar", "character": DEFAULT}]


@pytest.fixture
def drawn(shown: Shown) -> Shown:
    """The window with the default character on air."""
    shown.link.call("scene", effects=AVATAR_SCENE)
    shown.wait_for(lambda: side_of(shown.window.changes.scene) == AVATAR)
    shown.wait_for(lambda: shown.window.studio.wardrobe.tiles)
    shown.window.changes.history.clear()
    return shown


def studio(shown: Shown) -> Studio:
    return shown.window.studio


def character_tile(shown: Shown, name: str) -> CharacterTile:
    return next(tile for tile in studio(shown).wardrobe.tiles if tile.text() == name)


def on_air_name(shown: Shown) -> str:
    """Name of the character that the engine says is on air."""
    text = shown.status["scene"][0].get("character", "")
    return str(json.loads(text)["name"]) if text.startswith("{") else text


# --- the switch


def test_the_switch_puts_the_avatar_on_air_and_one_undo_takes_it_off(shown: Shown) -> None:
    sides = studio(shown).sides
    assert sides[ME].isChecked() and not studio(shown).wardrobe.isVisible()
    shown.click(sides[AVATAR])
    shown.wait_for_scene(effect="avatar")
    shown.wait_for(lambda: sides[AVATAR].isChecked() and studio(shown).wardrobe.isVisible())
    assert not studio(shown).gallery.isVisible() and not studio(shown).compare.isVisible()
    shown.wait_for(lambda: near(colour_in(on_air(), CORNER), (52, 77, 92), 25))
    shown.wait_for(lambda: shown.window.preview.badge == f"ON AIR: Avatar · {DEFAULT}")
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    shown.wait_for_scene(**SOFT[0])
    shown.wait_for(lambda: sides[ME].isChecked() and studio(shown).gallery.isVisible())


def test_the_switch_works_with_the_keyboard_and_says_where_it_stands(shown: Shown) -> None:
    button = studio(shown).sides[AVATAR]
    button.setFocus()
    shown.press(Qt.Key.Key_Space)
    shown.wait_for_scene(effect="avatar")
    assert button.isChecked() and button.hasFocus()
    shown.press(Qt.Key.Key_Space)  # it is there already
    shown.settled()
    assert button.isChecked() and shown.status["scene"][0]["effect"] == "avatar"


def test_each_side_comes_back_as_it_was(shown: Shown) -> None:
    shown.click(shown.tile("Strong blur"))
    shown.wait_for_scene(radius=0.06)
    shown.click(studio(shown).sides[AVATAR])
    shown.click(character_tile(shown, "Kenji"))
    shown.wait_for(lambda: on_air_name(shown) == "Kenji")
    shown.click(studio(shown).sides[ME])
    shown.wait_for_scene(effect="blur", radius=0.06)
    shown.click(studio(shown).sides[AVATAR])
    shown.wait_for(lambda: on_air_name(shown) == "Kenji")


def test_the_last_scenes_outlive_the_window_but_not_one_without_effect(fresh: Path) -> None:
    scenes: list[Scene] = [
        [{"effect": "avatar", "character": "Mei"}],
        [{"effect": "blur", "radius": 0.05}],
        [{"effect": "none"}],
    ]
    preferences = PreferencesFile()
    preferences.set_scenes(scenes)
    preferences.close()
    again = PreferencesFile()
    again.close()
    assert again.scenes == scenes[:2]


def test_a_side_begins_with_what_a_former_start_left(shown: Shown) -> None:
    changes = shown.window.changes
    changes.remember([{"effect": "avatar", "character": "Mei", "zoom": 1.3}])
    shown.click(studio(shown).sides[AVATAR])
    shown.wait_for_scene(character="Mei", zoom=1.3)
    shown.wait_for(lambda: character_tile(shown, "Mei").isChecked())


@pytest.mark.parametrize("scenes", ["x", [1, "a"], [[{"effect": "gone"}]], [[]], [[{"effect": "avatar", "zoom": "x"}]]])
def test_scenes_that_cannot_be_used_are_left_out(fresh: Path, scenes: Any) -> None:
    folder = fresh / "config"
    folder.mkdir()
    (folder / "window.json").write_text(json.dumps({"version": 1, "scenes": scenes, "drafts": scenes}))
    preferences = PreferencesFile()
    preferences.close()
    assert preferences.drafts == [] and all(scene[0]["effect"] == "avatar" for scene in preferences.scenes)


@pytest.mark.parametrize("name", ["Bob?", "", "Anna"])
def test_a_draft_is_kept_whatever_its_name_is_at_the_moment(fresh: Path, name: str) -> None:
    draft = {"character": {"version": 1, "name": name, "parts": {}, "colours": {}}, "of": ""}
    preferences = PreferencesFile()
    preferences.set_drafts([draft])
    preferences.close()
    again = PreferencesFile()
    again.close()
    assert again.drafts == [draft]


def test_a_profile_with_an_avatar_comes_with_its_key(shown: Shown) -> None:
    shown.link.call("save_profile", name="Drawn", effects=AVATAR_SCENE)
    shown.wait_for(lambda: "Drawn" in shown.window.profiles.names)
    shown.press(Qt.Key.Key_F1)
    shown.wait_for(lambda: studio(shown).sides[AVATAR].isChecked())
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    shown.wait_for(lambda: studio(shown).sides[ME].isChecked())
    shown.link.call("delete_profile", name="Drawn")
    shown.settled()


# --- the characters


def test_a_tile_puts_its_character_on_air_with_what_was_set_before(drawn: Shown) -> None:
    drawn.window.changes.set_value("zoom", 1.5)
    drawn.click(character_tile(drawn, "Leyla"))
    drawn.wait_for_scene(effect="avatar", zoom=1.5)
    drawn.wait_for(lambda: on_air_name(drawn) == "Leyla")
    drawn.wait_for(lambda: character_tile(drawn, "Leyla").isChecked())
    drawn.wait_for(lambda: drawn.window.preview.badge.endswith("Leyla"))
    drawn.press(Qt.Key.Key_Z, with_=CONTROL)
    drawn.wait_for(lambda: on_air_name(drawn) == DEFAULT and character_tile(drawn, DEFAULT).isChecked())


def test_the_ready_characters_are_drawn_once(drawn: Shown) -> None:
    wardrobe, asked = studio(drawn).wardrobe, list[str]()
    assert [tile.text() for tile in wardrobe.tiles] == ready()
    drawn.wait_for(lambda: wardrobe.drawn)
    drawn.wait_for(lambda: studio(drawn).backdrops.drawn)
    drawn.link.looked.connect(lambda key, image: asked.append(key))
    drawn.window.changes.set_value("zoom", 1.2)
    drawn.settled()
    drawn.settled()
    assert asked == []
    assert not any(tile.picture.isNull() for tile in wardrobe.tiles[:6])


def test_no_control_asks_for_the_text_of_a_character(drawn: Shown) -> None:
    form = studio(drawn).form
    assert form is not None and form.findChildren(QLineEdit) == []
    assert drawn.named(QApplication.__mro__[-2], "zoom") is not None


def test_a_file_that_is_dropped_is_one_of_the_user_s_characters(drawn: Shown, tmp_path: Path) -> None:
    path = tmp_path / "friend.json"
    path.write_text(json.dumps({**any_character(3).to_json(), "name": DEFAULT}))
    drawn.drop(path)
    name = f"{DEFAULT} 2"
    drawn.wait_for(lambda: studio(drawn).wardrobe.tiles[0].text() == name)
    assert name in drawn.window.notice.words.text() and on_air_name(drawn) == DEFAULT
    drawn.press(Qt.Key.Key_Z, with_=CONTROL)
    drawn.wait_for(lambda: studio(drawn).wardrobe.tiles[0].text() != name)


def test_a_file_that_is_no_character_is_refused_with_a_sentence(drawn: Shown, tmp_path: Path) -> None:
    path = tmp_path / "friend.json"
    path.write_text("{")
    drawn.click(studio(drawn).wardrobe.bring)
    dialog = drawn.window.findChild(QFileDialog)
    assert dialog is not None and "*.svg" in dialog.nameFilters()[0]
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    drawn.wait_for(lambda: "friend.json is no character" in drawn.problem)
    assert drawn.status["scene"][0]["effect"] == "avatar"


# --- what is behind


def test_a_place_and_the_colour_are_behind_the_avatar(drawn: Shown) -> None:
    backdrops = studio(drawn).backdrops
    library = next(tile for tile in backdrops.tiles if tile.text() == "Library")
    drawn.click(library)
    drawn.wait_for_scene(file=str(resource("assets", "backgrounds", "library.jpg")))
    drawn.wait_for(lambda: library.isChecked() and on_air_name(drawn) == DEFAULT)
    drawn.click(backdrops.tiles[0])
    drawn.wait_for_scene(file="")
    drawn.window.changes.set_value("colour", "#0000ff")
    drawn.window.changes.set_value("gradient", False)
    drawn.wait_for(lambda: near(colour_in(on_air(), CORNER), BLUE, 30))


def test_a_picture_that_is_dropped_is_behind_the_avatar_and_a_video_is_refused(drawn: Shown, tmp_path: Path) -> None:
    path = colour_picture(tmp_path / "sea.png", BLUE)
    drawn.drop(path)
    drawn.wait_for_scene(effect="avatar", file=str(path))
    drawn.wait_for(lambda: near(colour_in(on_air(), CORNER), BLUE, 30))
    tile = next(tile for tile in studio(drawn).backdrops.tiles if tile.text() == "sea")
    drawn.wait_for(tile.isChecked)
    drawn.drop(filled_video(tmp_path / "waves.mp4", (BLUE,)))
    drawn.wait_for(lambda: "waves.mp4" in drawn.problem)
    drawn.wait_for_scene(effect="avatar", file=str(path))


# --- what is acted


def test_keys_and_buttons_show_expressions(drawn: Shown) -> None:
    buttons = studio(drawn).acting.buttons
    drawn.press(Qt.Key.Key_2, with_=CONTROL)
    drawn.wait_for(lambda: drawn.status["expression"] == "smile" and buttons["smile"].isChecked())
    assert "Ctrl+2" in buttons["smile"].toolTip()
    drawn.click(buttons["sad"])
    drawn.wait_for(lambda: drawn.status["expression"] == "sad" and not buttons["smile"].isChecked())
    drawn.click(buttons["sad"])
    drawn.wait_for(lambda: drawn.status["expression"] == "neutral" and buttons["neutral"].isChecked())
    assert drawn.status["scene"][0]["effect"] == "avatar"


def test_a_raised_hand_stays_until_it_is_pressed_again(drawn: Shown) -> None:
    raised = studio(drawn).acting.buttons["raise"]
    drawn.press(Qt.Key.Key_9, with_=CONTROL)
    drawn.wait_for(lambda: drawn.status["gesture"] == "raise" and raised.isChecked())
    drawn.press(Qt.Key.Key_9, with_=CONTROL)
    drawn.wait_for(lambda: drawn.status["gesture"] == "" and not raised.isChecked())
    drawn.press(Qt.Key.Key_8, with_=CONTROL)
    drawn.wait_for(lambda: drawn.status["gesture"] == "wave")
    drawn.wait_for(lambda: drawn.status["gesture"] == "")


def test_an_avatar_without_a_microphone_says_why_its_mouth_is_shut(drawn: Shown) -> None:
    devices = studio(drawn).devices
    drawn.wait_for(devices.shut.isVisible)
    assert "choose a microphone" in devices.shut.text()
    drawn.click(studio(drawn).sides[ME])
    drawn.wait_for(lambda: not devices.shut.isVisible())


# --- the tray


def test_the_tray_has_the_sides_and_on_the_avatar_s_its_characters_and_expressions(drawn: Shown) -> None:
    tray = Tray(drawn.window, lambda: None, lambda: None)
    tray.menu.aboutToShow.emit()
    assert tray.sides[AVATAR].isChecked() and not tray.sides[ME].isChecked()
    assert [action.text() for action in tray.characters.actions()] == ready()
    assert [action.text() for action in tray.acts.actions()][:2] == ["Neutral", "Smile"]
    tray.acts.actions()[1].trigger()
    drawn.wait_for(lambda: drawn.status["expression"] == "smile")
    tray.acts.actions()[0].trigger()
    tray.characters.actions()[0].trigger()
    drawn.wait_for(lambda: on_air_name(drawn) == ready()[0])
    tray.sides[ME].trigger()
    drawn.wait_for(lambda: drawn.window.changes.side == ME)
    tray.menu.aboutToShow.emit()
    assert not tray.acts.menuAction().isVisible() and tray.sides[ME].isChecked()
    assert tray.backgrounds.actions()[0].text() == "None"
    tray.deleteLater()


@pytest.fixture
def other_window(drawn: Shown) -> Iterator[MainWindow]:
    """A window that is opened after the first, as in another language."""
    found = MainWindow(drawn.link, drawn.preferences)
    found.show()
    yield found
    found.retire()
    QApplication.processEvents()


def test_a_window_that_is_opened_while_an_avatar_is_on_air_shows_its_side(other_window: MainWindow) -> None:
    wait_for(lambda: other_window.studio.sides[AVATAR].isChecked() and other_window.studio.wardrobe.isVisible())

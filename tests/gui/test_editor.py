"""The editor: what it changes, what it keeps, and that nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QFileDialog

from app.avatar.character import CATEGORIES, NEEDED, OPTIONAL, SWATCHES, own_folder, ready, variants
from app.control import EngineClient
from app.gui.changes import AVATAR, side_of
from app.gui.draft import Draft, with_part
from app.gui.editor import Editor, PartTile
from app.gui.languages import install
from app.gui.names import category_title, part_titles, role_title
from app.gui.preferences import PreferencesFile
from app.gui.window import MainWindow
from tests.gui.window_room import CONTROL, SHIFT, Shown, pixels_of, wait_for


@pytest.fixture
def drawn(shown: Shown) -> Iterator[Shown]:
    """The editor with a copy of the ready character Robin, which is on air."""
    window = shown.window
    shown.link.call("scene", effects=[{"effect": "avatar", "character": "Robin"}])
    shown.wait_for(lambda: side_of(window.changes.scene) == AVATAR and window.studio.wardrobe.tiles)
    for draft in window.drafts.unsaved:
        window.drafts._discard(draft)
    window.changes.history.clear()
    shown.click(window.studio.edit)
    window.editor.categories.setCurrentRow(0)
    yield shown
    window.open_studio()
    engine = EngineClient()
    for character in engine.call("characters")["own"]:
        engine.call("delete_character", name=character["name"])
    engine.close()
    window.characters.ask()
    shown.settled()


def editor(shown: Shown) -> Editor:
    return shown.window.editor


def show_category(shown: Shown, category: str) -> None:
    editor(shown).categories.setCurrentRow(CATEGORIES.index(category))


def part(shown: Shown, variant: str) -> PartTile:
    return next(tile for tile in editor(shown).parts.stops if isinstance(tile, PartTile) and tile.variant == variant)


def character(shown: Shown) -> dict[str, Any]:
    return editor(shown).draft.character


def own_names() -> list[str]:
    """Names of the characters in the user's folder."""
    return sorted(path.stem for path in own_folder().glob("*.json"))


def tiles(shown: Shown) -> list[str]:
    return [tile.text() for tile in shown.window.studio.wardrobe.tiles]


# --- the page


def test_edit_opens_a_copy_of_a_ready_character_and_puts_nothing_on_air(drawn: Shown) -> None:
    page = editor(drawn)
    assert drawn.window.pages.currentWidget() is page and page.name.text() == "Robin 2"
    assert [page.categories.item(row).text() for row in range(page.categories.count())] == [
        category_title(category) for category in CATEGORIES
    ]
    page.surprise.click()
    drawn.settled()
    assert drawn.status["scene"][0]["character"] == "Robin"
    assert "Robin" in drawn.window.header.air.text()


def test_the_character_lives_while_it_is_in_sight_and_no_longer(drawn: Shown) -> None:
    page, seen = editor(drawn), list[np.ndarray]()
    keep = page.stage.show_picture
    page.stage.show_picture = lambda image, card: (seen.append(pixels_of(image)), keep(image, card))  # type: ignore
    try:
        drawn.wait_for(lambda: len(seen) > 12)
    finally:
        page.stage.show_picture = keep  # type: ignore[method-assign]
    assert max(float(np.abs(a.astype(float) - b).mean()) for a, b in pairwise(seen)) > 0.01
    drawn.click(page.back)
    drawn.settled()
    asked: list[str] = []
    drawn.link.looked.connect(lambda key, image: asked.append(key))
    drawn.settled()
    QTest.qWait(300)
    assert "stage" not in asked


def test_each_thumbnail_is_the_whole_character_with_one_part_changed(drawn: Shown) -> None:
    show_category(drawn, "hair")
    page = editor(drawn)
    drawn.wait_for(lambda: page.parts.drawn and not part(drawn, "bald").picture.isNull())
    pictures = [pixels_of(part(drawn, name).picture).astype(float) for name in ("afro", "bald", "bob")]
    assert all(np.abs(a - b).mean() > 2 for a, b in pairwise(pictures))
    before = pixels_of(part(drawn, "afro").picture).astype(float)
    show_category(drawn, "clothes")
    drawn.click(part(drawn, "hoodie"))
    show_category(drawn, "hair")
    drawn.wait_for(lambda: page.parts.drawn and not part(drawn, "afro").picture.isNull())
    after = pixels_of(part(drawn, "afro").picture).astype(float)
    half = after.shape[0] // 2
    assert np.abs(after - before)[half:].mean() > 1  # other clothes below


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_its_parts_by_name_and_its_colours(drawn: Shown, category: str) -> None:
    show_category(drawn, category)
    page = editor(drawn)
    names = [tile.variant for tile in page.parts.stops if isinstance(tile, PartTile)]
    assert names == [*([""] if category in OPTIONAL else []), *variants(category)]
    assert page.swatches.stops and part(drawn, character(drawn)["parts"].get(category, "")).isChecked()


def test_every_part_and_colour_has_words_of_its_own() -> None:
    titles = part_titles()
    for category in CATEGORIES:
        words = [titles[category, variant] for variant in variants(category)]
        assert len(set(words)) == len(words)
    assert titles.keys() == {(category, variant) for category in CATEGORIES for variant in variants(category)}
    assert len({role_title(role) for role in SWATCHES}) == len(SWATCHES)


# --- changing


def test_a_part_is_worn_taken_off_and_taken_back(drawn: Shown) -> None:
    show_category(drawn, "glasses")
    drawn.click(part(drawn, "bold"))
    assert character(drawn)["parts"]["glasses"] == "bold" and part(drawn, "bold").isChecked()
    drawn.click(part(drawn, ""))
    assert "glasses" not in character(drawn)["parts"] and part(drawn, "").isChecked()
    drawn.press(Qt.Key.Key_Z, with_=CONTROL)
    assert character(drawn)["parts"]["glasses"] == "bold"
    drawn.press(Qt.Key.Key_Z, with_=CONTROL | SHIFT)
    assert "glasses" not in character(drawn)["parts"]
    assert not drawn.window.changes.history.canUndo()
    editor(drawn).undo.click()
    editor(drawn).undo.click()
    assert character(drawn)["parts"]["glasses"] == "round" and not editor(drawn).undo.isEnabled()


def test_colours_are_chosen_from_swatches_and_from_all(drawn: Shown) -> None:
    show_category(drawn, "hair")
    swatch = editor(drawn).swatches.swatches["hair"][0]
    drawn.click(swatch)
    assert character(drawn)["colours"]["hair"] == swatch.colour and swatch.isChecked()
    other = editor(drawn).swatches.others["hair"]
    drawn.click(other)
    dialog = drawn.window.findChild(QColorDialog)
    assert dialog is not None
    dialog.setCurrentColor("#12ab34")
    assert character(drawn)["colours"]["hair"] == "#12ab34" and other.isChecked() and not swatch.isChecked()
    dialog.reject()
    assert character(drawn)["colours"]["hair"] == swatch.colour


def test_random_makes_another_one_each_time_and_can_be_taken_back(drawn: Shown) -> None:
    first = character(drawn)
    found = [first]
    for _ in range(3):
        editor(drawn).surprise.click()
        assert character(drawn)["name"] == first["name"] and character(drawn) not in found
        found.append(character(drawn))
    for former in found[-2::-1]:
        drawn.press(Qt.Key.Key_Z, with_=CONTROL)
        assert character(drawn) == former


def test_put_on_air_shows_the_draft_to_others_in_one_step(drawn: Shown) -> None:
    editor(drawn).surprise.click()
    drawn.click(editor(drawn).air)
    drawn.wait_for(lambda: drawn.status["scene"][0]["character"].startswith("{"))
    assert json.loads(drawn.status["scene"][0]["character"]) == character(drawn)
    assert not editor(drawn).air.isEnabled() and drawn.window.changes.history.count() == 1
    editor(drawn).surprise.click()
    assert editor(drawn).air.isEnabled()
    drawn.window.changes.history.undo()
    drawn.wait_for(lambda: drawn.status["scene"][0]["character"] == "Robin")


# --- keeping


def save_as(shown: Shown, name: str) -> None:
    """Types a name and saves."""
    line = editor(shown).name
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, name)
    shown.press(Qt.Key.Key_S, with_=CONTROL)
    shown.wait_for(lambda: name in own_names())
    shown.wait_for(lambda: not editor(shown).save.isEnabled())


def test_a_character_is_saved_under_its_name_and_undo_takes_it_away(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    drawn.click(editor(drawn).back)
    drawn.wait_for(lambda: tiles(drawn)[0] == "Anna" and len(tiles(drawn)) == len(ready()) + 1)
    assert not drawn.window.drafts.unsaved
    drawn.press(Qt.Key.Key_Z, with_=CONTROL)
    drawn.wait_for(lambda: own_names() == [] and "Anna" not in tiles(drawn))


def test_several_are_kept_and_one_that_is_replaced_comes_back(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    first = character(drawn)
    editor(drawn).duplicate.trigger()
    assert editor(drawn).name.text() == "Anna 2"
    editor(drawn).surprise.click()
    save_as(drawn, "Anna")
    assert own_names() == ["Anna"] and "in place of" in drawn.window.notice.words.text()
    drawn.click(drawn.window.notice.buttons[0])
    drawn.wait_for(lambda: drawn.window.characters.own_named("Anna") == first)


def test_another_name_renames_the_user_s_own_one(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    save_as(drawn, "Maria")
    drawn.wait_for(lambda: own_names() == ["Maria"])
    drawn.window.changes.history.undo()
    drawn.wait_for(lambda: own_names() == ["Anna"])


def test_the_field_of_the_name_takes_no_sign_that_a_name_cannot_have(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    name = editor(drawn).name
    name.setFocus()
    name.selectAll()
    QTest.keyClicks(name, "Bo/b?")
    assert name.text() == editor(drawn).draft.character["name"] == "Bob"
    editor(drawn).draft.rename(" .a/b? ")  # of a former version's draft
    editor(drawn).save.click()
    drawn.wait_for(lambda: own_names() == ["a b"])


def test_one_that_cannot_be_saved_costs_nothing_of_what_was_saved(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    art = {"svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'}
    drawn.link.call("save_character", data={"name": "Drawn", "parts": {}, "art": art})
    drawn.wait_for(lambda: own_names() == ["Anna", "Drawn"])
    editor(drawn).draft.rename("Drawn")
    editor(drawn).save.click()
    drawn.wait_for(lambda: "Choose another name" in drawn.problem)
    drawn.settled()
    assert own_names() == ["Anna", "Drawn"] and editor(drawn).draft.unsaved and editor(drawn).save.isEnabled()
    drawn.window._refusal_time.timeout.emit()
    assert drawn.problem == ""


def test_looks_do_not_depend_on_the_name(drawn: Shown) -> None:
    editor(drawn).draft.rename("")
    show_category(drawn, "nose")
    drawn.wait_for(lambda: editor(drawn).parts.drawn)
    assert drawn.problem == "" and not editor(drawn)._plain
    editor(drawn).air.click()
    drawn.wait_for(lambda: editor(drawn).air.text() == "Is on air")


def test_one_that_is_removed_comes_back(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    editor(drawn).remove.trigger()
    drawn.wait_for(lambda: own_names() == [] and "Anna" not in tiles(drawn))
    assert drawn.window.pages.currentWidget() is drawn.window.studio
    drawn.click(drawn.window.notice.buttons[0])
    drawn.wait_for(lambda: tiles(drawn)[0] == "Anna")


def test_changes_to_the_user_s_own_one_are_thrown_away_and_come_back(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    editor(drawn).surprise.click()
    changed = editor(drawn).draft.character
    editor(drawn).remove.trigger()
    drawn.wait_for(lambda: not drawn.window.drafts.unsaved)
    assert own_names() == ["Anna"] and drawn.window.pages.currentWidget() is drawn.window.studio
    drawn.window.changes.history.undo()
    assert [draft.character for draft in drawn.window.drafts.unsaved] == [changed]


def test_the_head_says_what_is_on_air_though_nobody_looks(drawn: Shown) -> None:
    drawn.wait_for(lambda: drawn.window._status["resting"] and drawn.window._status["on_air"] == "Card")
    drawn.settled()
    assert "Robin" in drawn.window.header.air.text()
    drawn.press(Qt.Key.Key_Escape)
    drawn.wait_for(lambda: "Robin" not in drawn.window.header.air.text())
    drawn.press(Qt.Key.Key_Return, with_=CONTROL)
    drawn.wait_for(lambda: "Robin" in drawn.window.header.air.text())


def test_what_is_shown_larger_is_drawn_larger(drawn: Shown) -> None:
    show_category(drawn, "clothes")
    worn = editor(drawn).draft.character["parts"]
    drawn.wait_for(lambda: part(drawn, worn["clothes"]).drawn)
    show_category(drawn, "nose")
    drawn.wait_for(lambda: editor(drawn).parts.drawn)
    widths = {tile.picture.width() for tile in editor(drawn).parts.stops if isinstance(tile, PartTile)}
    assert len(widths) == 1


def test_del_on_a_tile_removes_the_user_s_own_and_no_ready_one(drawn: Shown) -> None:
    save_as(drawn, "Anna")
    drawn.click(editor(drawn).back)
    wardrobe = drawn.window.studio.wardrobe
    drawn.wait_for(lambda: tiles(drawn)[0] == "Anna")
    for tile in (wardrobe.tiles[1], wardrobe.tiles[0]):
        tile.setFocus()
        drawn.press(Qt.Key.Key_Delete)
    drawn.wait_for(lambda: tiles(drawn) == ready())
    drawn.press(Qt.Key.Key_Z, with_=CONTROL)
    drawn.wait_for(lambda: tiles(drawn)[0] == "Anna")


def test_a_character_is_written_to_a_file_and_read_again(drawn: Shown, tmp_path: Path) -> None:
    editor(drawn).surprise.click()
    path = tmp_path / "anna.json"
    editor(drawn).export.trigger()
    dialog = drawn.window.findChild(QFileDialog)
    assert dialog is not None and dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    drawn.wait_for(path.exists)
    drawn.wait_for(lambda: "anna.json" in drawn.window.notice.words.text())
    written = character(drawn)
    editor(drawn).bring.trigger()
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    drawn.wait_for(lambda: character(drawn)["name"] == "Robin 3")  # Robin 2 is being made
    assert character(drawn)["parts"] == written["parts"] and character(drawn)["colours"] == written["colours"]
    drawn.wait_for(lambda: own_names() == ["Robin 3"])


def test_a_drawing_is_a_character_without_parts(drawn: Shown, tmp_path: Path) -> None:
    path = tmp_path / "Blob.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024"><circle cx="512" cy="512" r="300"/></svg>'
    )
    drawn.drop(path)
    drawn.wait_for(lambda: character(drawn)["name"] == "Blob")
    page = editor(drawn)
    assert "Blob" in drawn.window.notice.words.text() and "moves by itself" in drawn.window.notice.words.text()
    assert page.no_parts.isVisible() and not page.parts.stops and not page.surprise.isEnabled()
    assert own_names() == ["Blob"] and not page.draft.unsaved
    drawn.click(page.air)
    drawn.wait_for(lambda: "Blob" in drawn.status["scene"][0]["character"])
    save_as(drawn, "Ball")
    drawn.wait_for(lambda: own_names() == ["Ball"])
    drawn.window.changes.history.undo()
    drawn.wait_for(lambda: own_names() == ["Blob"])


# --- what is not saved


def test_what_is_not_saved_waits_in_the_gallery(drawn: Shown) -> None:
    editor(drawn).surprise.click()
    made = character(drawn)
    drawn.click(editor(drawn).back)
    assert "Robin 2" in drawn.window.notice.words.text() and tiles(drawn)[0] == "✎ Robin 2"
    drawn.click(drawn.window.notice.buttons[0])
    assert drawn.window.pages.currentWidget() is editor(drawn) and character(drawn) == made
    drawn.press(Qt.Key.Key_Z, with_=CONTROL)  # its steps are there, too
    drawn.press(Qt.Key.Key_Z, with_=CONTROL | SHIFT)
    drawn.click(editor(drawn).back)
    tile = drawn.window.studio.wardrobe.tiles[0]
    drawn.click(tile)
    assert character(drawn) == made
    drawn.click(editor(drawn).back)
    drawn.window.studio.wardrobe.remove(drawn.window.studio.wardrobe.tiles[0])
    assert tiles(drawn) == ready()
    drawn.press(Qt.Key.Key_Z, with_=CONTROL)
    assert tiles(drawn)[0] == "✎ Robin 2"


def test_nothing_is_kept_of_one_that_was_only_looked_at(drawn: Shown) -> None:
    drawn.click(editor(drawn).back)
    assert tiles(drawn) == ready() and not drawn.window.notice.isVisible()


def test_a_draft_outlives_the_window(drawn: Shown) -> None:
    editor(drawn).surprise.click()
    drawn.window.hide()
    preferences = PreferencesFile()
    wait_for(lambda: drawn.preferences.drafts == [editor(drawn).draft.to_json()])
    preferences.close()
    other = MainWindow(drawn.link, drawn.preferences)
    assert [draft.character for draft in other.drafts.unsaved] == [character(drawn)]
    other.retire()
    QApplication.processEvents()
    drawn.window.show()
    drawn.window.activateWindow()


def test_the_save_in_the_notice_saves(drawn: Shown) -> None:
    editor(drawn).surprise.click()
    drawn.click(editor(drawn).back)
    drawn.click(drawn.window.notice.buttons[1])
    drawn.wait_for(lambda: own_names() == ["Robin 2"] and tiles(drawn)[0] == "Robin 2")


def test_new_begins_with_one_by_chance(drawn: Shown) -> None:
    drawn.click(editor(drawn).back)
    drawn.window.studio.wardrobe.new.click()
    assert editor(drawn).name.text() == "My avatar" and set(NEEDED) <= character(drawn)["parts"].keys()
    assert editor(drawn).save.isEnabled()


def test_expressions_have_their_keys_here_whatever_is_on_air(drawn: Shown) -> None:
    drawn.link.call("scene", effects=[{"effect": "blur"}])
    drawn.wait_for(lambda: drawn.status["scene"][0]["effect"] == "blur")
    drawn.press(Qt.Key.Key_2, with_=CONTROL)
    drawn.wait_for(lambda: drawn.status["expression"] == "smile" and editor(drawn).acting.buttons["smile"].isChecked())
    drawn.press(Qt.Key.Key_1, with_=CONTROL)
    drawn.wait_for(lambda: drawn.status["expression"] == "neutral")
    assert drawn.status["scene"][0]["effect"] == "blur"


# --- a draft alone


def test_a_part_that_is_taken_off_leaves_no_trace(application: QApplication) -> None:
    base = {"version": 1, "name": "A", "parts": {"head": "oval", "beard": "goatee"}, "colours": {"hair": "#000000"}}
    assert with_part(base, "beard", "") == {**base, "parts": {"head": "oval"}}
    assert list(with_part(base, "hair", "bob")["parts"]) == ["head", "hair", "beard"]
    parent = QApplication.instance()
    assert parent is not None
    draft = Draft(parent, base, base=base)
    draft.paint("hair", "#111111")
    draft.paint("hair", "#222222")
    assert draft.unsaved and draft.history.count() == 1
    draft.history.undo()
    assert draft.character == base and not draft.unsaved
    draft.setParent(None)


def test_the_words_for_parts_are_in_the_window_s_language(application: QApplication) -> None:
    english = part_titles()
    install(application, "ru")
    try:
        russian = part_titles()
    finally:
        install(application, "en")
    assert not [place for place, words in english.items() if russian[place] == words]

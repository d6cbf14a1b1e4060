"""The first steps: shown once, gone through or left, and brought back with a key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.control import EngineClient
from app.engine import NO_CAMERA_AT_ALL
from app.gui.guide import CALL, CAMERA, LOOK, MICROPHONE, VIRTUAL_CAMERA
from app.gui.window import MainWindow
from app.resources import config_folder
from tests.gui.window_room import GLASS, GLASS_AT, Shown, colour_in, colour_picture, near, pixels_of


@pytest.fixture(scope="module")
def newcomer(application: QApplication, own_folders: Path) -> Iterator[Shown]:
    """A window that was never started before."""
    found = Shown()
    try:
        yield found
    finally:
        found.close()


@pytest.fixture
def guided(newcomer: Shown) -> Shown:
    newcomer.window.activateWindow()
    newcomer.window.open_guide()
    newcomer.wait_for(lambda: newcomer.status)
    return newcomer


def test_they_are_shown_at_the_first_start(newcomer: Shown) -> None:
    assert newcomer.window.pages.currentWidget() is newcomer.window.guide
    assert newcomer.window.guide.number.text() == "STEP 1 OF 5"


def test_next_and_back_go_through_all_five(guided: Shown) -> None:
    guide, seen = guided.window.guide, []
    for step in (CAMERA, MICROPHONE, VIRTUAL_CAMERA, LOOK, CALL):
        seen.append(guide.heading.text())
        assert guide.steps.currentIndex() == step and guide.number.text() == f"STEP {step + 1} OF 5"
        assert guide.back.isEnabled() == (step > CAMERA) and guide.skip.isVisible() == (step < CALL)
        if step < CALL:
            guided.click(guide.next)
    assert len(set(seen)) == 5 and guide.next.text() == "Done"
    guided.click(guide.back)
    assert guide.steps.currentIndex() == LOOK


def test_space_alone_goes_through(guided: Shown) -> None:
    for _ in range(5):
        guided.wait_for(guided.window.guide.next.hasFocus)
        guided.press(Qt.Key.Key_Space)
    assert guided.window.pages.currentWidget() is guided.window.studio


def test_the_camera_s_page_shows_what_others_see(guided: Shown) -> None:
    guide = guided.window.guide
    guided.wait_for(lambda: not guide.preview.image.isNull() and not guided.is_card)
    guided.wait_for(lambda: near(colour_in(pixels_of(guide.preview.image)[:, ::-1], GLASS_AT), GLASS, 30))
    assert guide.preview.isVisible()
    guided.wait_for(lambda: guide.preview.badge == "ON AIR: Soft blur")


def test_the_camera_s_page_says_that_there_is_none(guided: Shown) -> None:
    guide, status = guided.window.guide, guided.window._status
    guide.show_status({**status, "problems": {"camera": NO_CAMERA_AT_ALL}})
    assert guide.source_problem.text() == NO_CAMERA_AT_ALL
    guide.show_status(status)
    assert guide.source_problem.text() == ""


def test_cameras_are_listed_as_on_the_main_page(guided: Shown) -> None:
    guide, devices = guided.window.guide, guided.window.studio.devices
    guided.wait_for(lambda: guide.source.findData("pattern") >= 0)
    guided.wait_for(lambda: guide.source.currentData() == devices.source.currentData() == "pattern")


def test_the_camera_that_is_chosen_elsewhere_is_the_chosen_one_here_too(guided: Shown, tmp_path: Path) -> None:
    picture = colour_picture(tmp_path / "still.png", (0, 0, 255))
    engine = EngineClient()
    engine.call("source", name=str(picture))
    guided.wait_for(lambda: guided.window.guide.source.currentData() == str(picture))
    engine.call("source", name="pattern")
    guided.wait_for(lambda: guided.window.guide.source.currentData() == "pattern")
    engine.close()


def test_the_virtual_camera_s_page_shows_the_doctor_s_row(guided: Shown) -> None:
    guide = guided.window.guide
    guide.show_step(VIRTUAL_CAMERA)
    guided.wait_for(lambda: "Switched off" in guide.camera_state.text())
    assert "--virtual-camera" in guide.camera_fix.text()
    guided.click(guide.check)
    assert guide.camera_state.text() == "Checking …"
    guided.wait_for(lambda: "Switched off" in guide.camera_state.text())


def test_a_look_that_is_chosen_is_on_air(guided: Shown) -> None:
    guide = guided.window.guide
    guide.show_step(LOOK)
    guided.wait_for(guide.preview.isVisible)
    tile = next(tile for tile in guide.gallery.tiles if tile.text() == "Colour")
    guided.wait_for(lambda: not tile.picture.isNull())
    guided.click(tile)
    guided.wait_for_scene(effect="replace", colour="#2b4a3f")
    guided.wait_for(lambda: near(colour_in(pixels_of(guide.preview.image), (0.5, 0.03)), (43, 74, 63)))
    assert guided.tile("Colour").isChecked()


@pytest.mark.parametrize("door", ["skip", "done"])
def test_who_is_through_or_has_had_enough_is_not_asked_again(guided: Shown, door: str) -> None:
    window = guided.window
    guided.preferences.change(guided=False)
    window.guide.show_step(CALL if door == "done" else MICROPHONE)
    guided.wait_for(window.guide.next.isVisible)
    guided.click(window.guide.next if door == "done" else window.guide.skip)
    assert window.pages.currentWidget() is window.studio
    guided.wait_for(lambda: json.loads((config_folder() / "window.json").read_bytes())["preferences"]["guided"])
    again = MainWindow(guided.link, guided.preferences)
    assert again.pages.currentWidget() is again.studio
    again.retire()


def test_f11_and_the_question_mark_bring_them_back(guided: Shown) -> None:
    window = guided.window
    window.open_studio()
    guided.press(Qt.Key.Key_F11)
    assert window.pages.currentWidget() is window.guide
    window.open_studio()
    guided.wait_for(window.header.help.isVisible)
    guided.click(window.header.help)
    assert window.pages.currentWidget() is window.guide


def test_the_card_s_key_works_on_every_page(guided: Shown) -> None:
    guided.press(Qt.Key.Key_Escape)
    guided.wait_for(lambda: guided.status["card"] and guided.window.guide.preview.badge == "ON AIR: Card")
    guided.window.show_card(False)
    guided.wait_for(lambda: not guided.status["card"])

"""The program around the window: closing and quitting, a second start, the tray, starting with the computer."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QSystemTrayIcon

from app.control import EngineClient, EngineLock
from app.gui.autostart import autostart_file, starts_with_computer
from app.gui.preview import PreviewView
from app.gui.run import Program
from app.gui.theme import apply_theme
from app.gui.tray import Tray
from app.resources import program_words
from tests.gui.window_room import WORDS, end_engine, keep_preferences, pixels_of, runs, wait_for


class Running:
    """A program whose window is shown, and the engine's process."""

    def __init__(self, application: QApplication) -> None:
        self.program = Program(application, WORDS)
        self.pid = 0
        self.program.link.status.connect(self._keep_pid)
        self.program.link.start()
        self.program.window.show()
        wait_for(lambda: self.pid and not self.preview.image.isNull(), 30)

    def _keep_pid(self, status: dict[str, object]) -> None:
        self.pid = int(str(status.get("pid", self.pid)))

    @property
    def preview(self) -> PreviewView:
        return self.program.window.preview


@contextmanager
def running(application: QApplication) -> Iterator[Running]:
    keep_preferences(guided=True, language="en", appearance="light")
    found = Running(application)
    try:
        yield found
    finally:
        found.program.stop_engine = True
        found.program.close()
        found.program.window.retire()
        end_engine(found.pid)
        QApplication.processEvents()


@pytest.fixture(scope="module")
def one(application: QApplication, own_folders: Path) -> Iterator[Running]:
    with running(application) as found:
        yield found
    apply_theme(application, "light")


@pytest.fixture
def shown(one: Running) -> Running:
    one.program.preferences.change(stay_on_air=True, closing_told=False)
    one.program.window.open_studio()
    one.program.window.show()
    one.program.stop_engine = False
    return one


# --- closing


def test_the_first_closing_says_that_the_camera_stays_on_air_and_the_second_closes(shown: Running) -> None:
    window, closed = shown.program.window, list[bool]()
    window.closed.connect(lambda: closed.append(True))
    assert not window.close() and window.isVisible()
    assert "go on seeing you" in window.notice.words.text() and not closed
    assert [button.text() for button in window.notice.buttons] == ["Close the window", "End the camera too", "✕"]
    window.notice.buttons[0].click()
    assert not window.isVisible() and closed == [True]
    assert runs(shown.pid) and not shown.program.stop_engine
    window.show()
    assert window.close() and len(closed) == 2  # it was said


def test_it_closes_at_once_and_ends_the_engine_where_that_is_wanted(shown: Running) -> None:
    window = shown.program.window
    window.header.stay.setChecked(False)
    assert window.close() and not window.isVisible() and shown.program.stop_engine
    window.header.stay.setChecked(True)


def test_the_notice_can_end_the_camera_too(shown: Running) -> None:
    shown.program.window.close()
    shown.program.window.notice.buttons[1].click()
    assert shown.program.stop_engine


# --- language and appearance


def test_another_language_makes_the_window_anew_on_the_same_engine(shown: Running) -> None:
    program, profiles = shown.program, shown.program.window.profiles.names
    for language, words in (("ru", "Качество"), ("en", "Quality")):
        before = program.window
        program.window.header.language_chosen.emit(language)
        assert program.window is not before and program.window.isVisible() and not before.isVisible()
        assert words in [label.text() for label in program.window.studio.findChildren(QLabel)]
        wait_for(lambda: program.window.figures.text() and not shown.preview.image.isNull())
        assert program.window.profiles.names == profiles and program.preferences.values.language == language
    assert EngineClient().call("status")["pid"] == shown.pid


def test_another_appearance_paints_the_window_anew(shown: Running, application: QApplication) -> None:
    program = shown.program
    for appearance, darker in (("dark", True), ("light", False)):
        program.window.header.appearance_chosen.emit(appearance)
        edge = pixels_of(program.window.grab().toImage())[:5].mean()
        assert (edge < 80) == darker and program.preferences.values.appearance == appearance


# --- a second start


def test_a_second_start_brings_the_first_window_to_the_front(shown: Running) -> None:
    lock = EngineLock("window.lock")  # as run_window holds it
    shown.program.window.hide()
    second = subprocess.Popen([*program_words(), "gui"], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    wait_for(lambda: second.poll() is not None, 30)
    assert second.returncode == 0
    wait_for(shown.program.window.isVisible)
    lock.close()


# --- the tray


def test_the_tray_has_what_is_needed_while_the_window_is_closed(shown: Running) -> None:
    window, asked = shown.program.window, list[str]()
    tray = Tray(window, lambda: asked.append("open"), lambda: asked.append("quit"))
    window.keep_profile("Mine")
    wait_for(lambda: window.profiles.names == ["Mine"])
    tray.card.trigger()
    wait_for(lambda: EngineClient().call("status")["card"])
    wait_for(lambda: tray.card.isChecked() and tray.toolTip() == "Standin: ON AIR: Card")
    tray.on_air.trigger()
    wait_for(lambda: not EngineClient().call("status")["card"])
    wait_for(lambda: tray.on_air.isChecked() and tray.toolTip() == "Standin: ON AIR: Soft blur")
    tray.menu.aboutToShow.emit()
    titles = [action.text() for action in tray.backgrounds.actions()]
    assert titles[:4] == ["None", "Soft blur", "Strong blur", "Colour"]
    tray.backgrounds.actions()[3].trigger()
    wait_for(lambda: EngineClient().call("status")["on_air"] == "Replace")
    tray.profiles.actions()[0].trigger()
    wait_for(lambda: EngineClient().call("status")["on_air"] == "Blur")
    tray.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert asked == ["open"]
    tray.deleteLater()


def test_the_tray_s_icon_says_whether_the_room_is_seen(shown: Running) -> None:
    tray, seen = Tray(shown.program.window, lambda: None, lambda: None), {}
    window = shown.program.window
    for words, do in (
        ("No effect", partial(window.gallery.choose, 0)),
        ("Soft blur", partial(window.gallery.choose, 1)),
        ("Card", partial(window.show_card, True)),
    ):
        do()
        wait_for(lambda words=words: tray.toolTip() == f"Standin: ON AIR: {words}")  # type: ignore[misc]
        seen[words] = pixels_of(tray.icon().pixmap(64, 64).toImage())[51, 51].tolist()
    assert seen == {"No effect": [0x5D, 0x5D, 0xFF], "Soft blur": [0x8A, 0xC9, 0x39], "Card": [0x5A, 0xB9, 0xF0]}
    window.show_card(False)
    tray.deleteLater()


# --- starting with the computer


def test_it_starts_with_the_computer_where_that_is_wanted(shown: Running) -> None:
    header = shown.program.window.header
    assert not header.autostart.isChecked() and not autostart_file().exists()
    header.autostart.trigger()
    assert starts_with_computer() and autostart_file().read_text().startswith("[Desktop Entry]")
    assert "gui --hidden" in autostart_file().read_text()
    header.autostart.trigger()
    assert not autostart_file().exists()


def test_where_it_cannot_be_written_it_is_a_sentence_and_stays_off(
    shown: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    window = shown.program.window
    window.header.autostart.trigger()
    assert "cannot be changed" in window.problem.text() and not window.header.autostart.isChecked()


# --- quitting, at last


def test_the_engine_outlives_the_program_and_ends_with_quit(application: QApplication, fresh: Path) -> None:
    with running(application) as first:
        first.program.window.gallery.choose(3)
        wait_for(lambda: EngineClient().call("status")["on_air"] == "Replace")
        first.program.preferences.change(closing_told=True)
        first.program.window.close()
        first.program.close()
        assert runs(first.pid)
        with running(application) as second:
            assert second.pid == first.pid
            wait_for(lambda: [tile.isChecked() for tile in second.program.window.gallery.tiles][3])
            second.program.window.header.leave.trigger()
            second.program.close()
            wait_for(lambda: not runs(second.pid))

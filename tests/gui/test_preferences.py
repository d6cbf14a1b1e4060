"""What the window keeps for itself: on disk after it closed, and never a reason not to start."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.link import EngineLink
from app.gui.preferences import MOST_BACKGROUNDS, Preferences, PreferencesFile
from app.gui.window import MainWindow
from app.resources import config_folder
from tests.gui.window_room import wait_for


@pytest.fixture(autouse=True)
def folder(fresh: Path) -> Iterator[Path]:
    config_folder().mkdir()
    yield config_folder()


def written() -> dict[str, object]:
    return dict(json.loads((config_folder() / "window.json").read_bytes()))


def test_without_a_file_there_are_the_defaults() -> None:
    preferences = PreferencesFile()
    assert preferences.values == Preferences() and preferences.backgrounds == [] and not preferences.notices
    preferences.close()
    assert not (config_folder() / "window.json").exists()  # nothing was changed


def test_what_was_changed_is_on_disk_after_close() -> None:
    preferences = PreferencesFile()
    for language in ("en", "ru"):
        preferences.change(language=language, guided=True)
    preferences.set_backgrounds([f"/pictures/{number}.png" for number in range(MOST_BACKGROUNDS + 5)])
    preferences.close()
    again = PreferencesFile()
    assert again.values == Preferences(language="ru", guided=True)
    assert (
        len(again.backgrounds) == MOST_BACKGROUNDS and again.backgrounds[-1] == f"/pictures/{MOST_BACKGROUNDS + 4}.png"
    )
    again.close()


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b"\xff\xfe", b'{"version": 99}', b'{"version": 1, "preferences": {"appearance": "purple"}}'],
)
def test_a_file_that_cannot_be_used_is_a_sentence_in_the_window(application: QApplication, content: bytes) -> None:
    (config_folder() / "window.json").write_bytes(content)
    preferences = PreferencesFile()
    window = MainWindow(EngineLink(), preferences)
    assert preferences.values == Preferences() and window.notice.words.text() == preferences.notices[0]
    assert len(window.notice.words.text()) > 20
    window.retire()
    preferences.close()


@pytest.mark.parametrize(
    "data", [{"preferences": []}, {"backgrounds": "no list"}, {"backgrounds": [1, None, "/a.png"]}]
)
def test_what_has_another_shape_is_left_out(data: dict[str, object]) -> None:
    (config_folder() / "window.json").write_text(json.dumps({"version": 1, **data}))
    preferences = PreferencesFile()
    assert preferences.values == Preferences()
    assert preferences.backgrounds == (["/a.png"] if isinstance(data.get("backgrounds"), list) else [])
    preferences.close()


def test_what_a_newer_program_wrote_beside_is_kept() -> None:
    (config_folder() / "window.json").write_text(json.dumps({"version": 1, "later": {"a": 1}}))
    preferences = PreferencesFile()
    preferences.change(guided=True)
    preferences.close()
    assert written()["later"] == {"a": 1}


def test_a_folder_that_cannot_be_written_is_told_and_the_window_goes_on() -> None:
    config_folder().chmod(0o500)
    try:
        if os.access(config_folder(), os.W_OK):
            pytest.skip("permissions do not bind this user")
        told: list[str] = []
        preferences = PreferencesFile()
        preferences.troubled = told.append
        preferences.change(guided=True)
        preferences.close()
        assert "cannot be saved" in told[0] and preferences.values.guided
    finally:
        config_folder().chmod(0o700)


def test_the_window_says_that_it_cannot_save(application: QApplication) -> None:
    preferences, link = PreferencesFile(), EngineLink()
    config_folder().rmdir()
    config_folder().touch()  # a file where the folder is to be
    window = MainWindow(link, preferences)
    preferences.change(guided=True)
    preferences.close()
    wait_for(lambda: "cannot be saved" in window.problem.text())
    assert preferences.values.guided
    window.retire()


def test_the_window_opens_where_and_as_large_as_it_was(application: QApplication) -> None:
    preferences, link = PreferencesFile(), EngineLink()
    window = MainWindow(link, preferences)
    window.resize(1000, 660)  # the screen that is none is 800 pixels wide
    window.keep_geometry()
    again = MainWindow(link, preferences)
    assert again.height() == 660
    for one in (window, again):
        one.retire()
    preferences.close()

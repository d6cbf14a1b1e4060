"""What the window's tests share: an application without a screen, and one window on one engine for a file of tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.theme import apply_theme
from tests.gui.window_room import Shown, keep_preferences

os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(scope="session")
def application() -> QApplication:
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    found.setStyle("Fusion")
    apply_theme(found, "light")
    return found


@pytest.fixture(scope="module", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings and sockets of a file of tests are its own, as its tests share an engine."""
    with pytest.MonkeyPatch.context() as patch:
        yield fresh_folders(patch, tmp_path_factory.mktemp("gui"))


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and sockets of one test, as of a user who never started the program."""
    return fresh_folders(monkeypatch, tmp_path)


def fresh_folders(patch: pytest.MonkeyPatch, folder: Path) -> Path:
    (folder / "run").mkdir()
    patch.setenv("STANDIN_CONFIG_DIR", str(folder / "config"))
    patch.setenv("STANDIN_RUNTIME_DIR", str(folder / "run"))
    patch.setenv("XDG_CONFIG_HOME", str(folder / "system"))
    return folder


@pytest.fixture(scope="module")
def one_window(application: QApplication, own_folders: Path) -> Iterator[Shown]:
    keep_preferences(guided=True)
    found = Shown()
    try:
        yield found.ready()
    finally:
        found.close()


@pytest.fixture
def shown(one_window: Shown) -> Shown:
    """The window of this file of tests, as after a start."""
    one_window.start_over()
    return one_window

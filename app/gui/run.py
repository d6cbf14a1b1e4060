"""Starts the window."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from app.gui.link import EngineLink
from app.gui.window import MainWindow


def run_window(start_words: list[str]) -> int:
    """Shows the window until it is closed; gives the exit status.

    start_words: the verb and flags with which an engine is started where none runs
    """
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Standin")
    application.setDesktopFileName("standin")
    application.setStyle("Fusion")
    link = EngineLink(start_words)
    window = MainWindow(link)
    link.start()
    window.resize(1120, 700)
    window.show()
    status = application.exec()
    link.end(stop_engine=True)
    return status

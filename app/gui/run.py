"""Starts the window, keeps it the only one, and ends what it started."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.control import AlreadyRunning, EngineLock
from app.gui.languages import install
from app.gui.link import EngineLink
from app.gui.preferences import PreferencesFile
from app.gui.theme import apply_theme
from app.gui.tray import Tray, application_icon
from app.gui.window import MainWindow
from app.journal import watch_for_crash
from app.resources import runtime_folder


def _door() -> str:
    """Where a second start knocks."""
    return "standin-window" if sys.platform == "win32" else str(runtime_folder() / "window")


class Program(QObject):
    """The window with its tray and its link: made anew in another language, shown when a second start knocks."""

    def __init__(self, application: QApplication, start_words: list[str], notices: Sequence[str] = ()) -> None:
        super().__init__()
        self._application, self._notices = application, notices
        self.preferences = PreferencesFile()
        install(application, self.preferences.values.language)
        application.setStyle("Fusion")
        self._paint(self.preferences.values.appearance)
        QGuiApplication.styleHints().colorSchemeChanged.connect(
            lambda: apply_theme(application, self.preferences.values.appearance)
        )
        self.link = EngineLink(start_words)
        self.stop_engine = False
        self.window, self.tray = self._made()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_door())
        self._server.newConnection.connect(self._knocked)
        self._server.listen(_door())

    def _made(self) -> tuple[MainWindow, Tray | None]:
        window = MainWindow(self.link, self.preferences, self._notices)
        window.closed.connect(self._closed)
        window.header.quit_asked.connect(self.quit)
        window.header.language_chosen.connect(self._speak)
        window.header.appearance_chosen.connect(self._paint)
        tray = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            tray = Tray(window, self.open, self.quit)
            tray.show()
        return window, tray

    def open(self) -> None:
        """Brings the window to the front."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def quit(self) -> None:
        """Ends the window and the engine."""
        self.stop_engine = True
        self.window.keep_geometry()
        # Not quit(), which asks the window to close: it would say first that the camera stays on air.
        self._application.exit()

    def close(self) -> None:
        """Ends the link and writes what is to be kept."""
        self._server.close()
        if self.tray is not None:
            self.tray.hide()
        self.window.hide()
        self.link.end(stop_engine=self.stop_engine)
        self.preferences.close()

    def _closed(self) -> None:
        """Without a tray nothing is left to be seen, so this process ends; the engine goes on where it is to."""
        if not self.preferences.values.stay_on_air:
            self.quit()
        elif self.tray is None:
            self._application.exit()

    def _speak(self, language: str) -> None:
        """Makes the window anew in another language."""
        self.preferences.change(language=language)
        install(self._application, language)
        area, shown = self.window.geometry(), self.window.isVisible()
        if self.tray is not None:
            self.tray.hide()
            self.tray.deleteLater()
        self.window.retire()  # before the next one says what is in sight
        self.window, self.tray = self._made()
        self.window.setGeometry(area)
        if shown:
            self.window.show()

    def _paint(self, appearance: str) -> None:
        if appearance != self.preferences.values.appearance:
            self.preferences.change(appearance=appearance)
        apply_theme(self._application, appearance)

    def _knocked(self) -> None:
        while (guest := self._server.nextPendingConnection()) is not None:
            guest.disconnectFromServer()
            guest.deleteLater()
        self.open()


def _knock() -> bool:
    """Asks the window that is open to come to the front; False where it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(_door())
    return socket.waitForConnected(2000)


def run_window(start_words: list[str], *, hidden: bool = False, notices: Sequence[str] = ()) -> int:
    """Shows the window until it is closed; gives the exit status. A second start shows the first one's window.

    start_words: the verb and flags with which an engine is started where none runs
    hidden: whether only the tray is shown at first
    notices: sentences about the settings, to be told in the window
    Raises AlreadyRunning where a window is open and does not answer.
    """
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Standin")
    application.setDesktopFileName("standin")
    application.setWindowIcon(application_icon())
    application.setQuitOnLastWindowClosed(False)
    try:
        lock = EngineLock("window.lock")
    except AlreadyRunning:
        if _knock():
            return 0
        raise
    if reason := watch_for_crash("window"):
        notices = [
            *notices,
            f"The window crashed the last time ({reason}). 'standin doctor --report FILE' tells its makers",
        ]
    program = Program(application, start_words, notices)
    for number in {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        signal.signal(number, lambda *_: application.exit())
    program.link.start()
    if not hidden or program.tray is None:
        program.window.show()
    status = application.exec()
    program.close()
    lock.close()
    return status

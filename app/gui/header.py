"""The window's head: its name, the profiles, the first steps and the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from app.errors import StandinError
from app.gui.autostart import start_with_computer, starts_with_computer
from app.gui.changes import Changes
from app.gui.languages import languages, said
from app.gui.preferences import PreferencesFile
from app.gui.profiles import ProfileBar
from app.gui.theme import APPEARANCES, headline


class Header(QWidget):
    """Profiles at the left, help and settings at the right.

    help_asked, doctor_asked, quit_asked: chosen by the user
    language_chosen: code of a language, "" for that of the system
    appearance_chosen: one of APPEARANCES
    refused: a sentence, where a setting could not be changed
    """

    help_asked = Signal()
    doctor_asked = Signal()
    quit_asked = Signal()
    language_chosen = Signal(str)
    appearance_chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, preferences: PreferencesFile, changes: Changes) -> None:
        super().__init__()
        self._preferences, self._changes = preferences, changes
        self.profiles = ProfileBar()
        self.help = QPushButton("?")
        self.help.setObjectName("icon")
        self.help.setToolTip(self.tr("First steps, and how to choose the camera in a call (F11)"))
        self.help.setAccessibleName(self.tr("First steps"))
        self.help.clicked.connect(self.help_asked)
        self.gear = QToolButton()
        self.gear.setObjectName("icon")
        self.gear.setText("⚙")
        self.gear.setToolTip(self.tr("Settings"))
        self.gear.setAccessibleName(self.tr("Settings"))
        self.gear.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.gear.setMenu(self._menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 14, 8)
        row.addWidget(headline("Standin", name="title", scale=1.3))
        row.addSpacing(18)
        row.addWidget(self.profiles)
        row.addStretch(1)
        self.air = QPushButton()
        self.air.hide()
        row.addWidget(self.air)
        row.addSpacing(6)
        row.addWidget(self.help)
        row.addSpacing(6)
        row.addWidget(self.gear)

    def _menu(self) -> QMenu:
        menu, values = QMenu(self), self._preferences.values
        history = self._changes.history
        self.undo = history.createUndoAction(menu, self.tr("Undo"))
        self.redo = history.createRedoAction(menu, self.tr("Redo"))
        self.undo_with_keys(True)
        menu.addActions([self.undo, self.redo])
        menu.addSeparator()
        self.stay = self._switch(menu, self.tr("Stay on air when the window is closed"), values.stay_on_air)
        self.stay.toggled.connect(lambda on: self._preferences.change(stay_on_air=on))
        self.autostart = self._switch(menu, self.tr("Start with the computer"), starts_with_computer())
        self.autostart.toggled.connect(self._set_autostart)
        tongues = {"": self.tr("As the system"), **languages()}
        self._choices(menu.addMenu(self.tr("Language")), tongues, values.language, self.language_chosen.emit)
        looks = dict(zip(APPEARANCES, (self.tr("As the system"), self.tr("Light"), self.tr("Dark")), strict=True))
        self._choices(menu.addMenu(self.tr("Appearance")), looks, values.appearance, self.appearance_chosen.emit)
        menu.addSeparator()
        menu.addAction(self.tr("First steps")).triggered.connect(self.help_asked)
        menu.addAction(self.tr("Doctor")).triggered.connect(self.doctor_asked)
        self.leave = menu.addAction(self.tr("Quit and end the camera"))
        self.leave.setShortcut(QKeySequence("Ctrl+Q"))
        self.leave.triggered.connect(self.quit_asked)
        return menu

    @property
    def actions_with_keys(self) -> list[QAction]:
        """What the window does on a key, though the menu is closed."""
        return [self.undo, self.redo, self.leave]

    def undo_with_keys(self, on: bool) -> None:
        """Whether Ctrl+Z undoes what the menu does, or is left to a page with a history of its own."""
        # No QUndoGroup: with one, collecting the histories ended the process (PySide6 6.11).
        standard = QKeySequence.StandardKey
        for action, key in ((self.undo, standard.Undo), (self.redo, standard.Redo)):
            action.setShortcuts(QKeySequence.keyBindings(key) if on else [])

    @staticmethod
    def _switch(menu: QMenu, words: str, on: bool) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(on)
        return action

    def _choices(self, menu: QMenu, entries: dict[str, str], chosen: str, choose: Callable[[str], None]) -> None:
        group = QActionGroup(menu)
        for value, words in entries.items():
            action = self._switch(menu, words, value == chosen)
            group.addAction(action)
            action.triggered.connect(lambda _=False, value=value: choose(value))

    def _set_autostart(self, on: bool) -> None:
        try:
            start_with_computer(on)
        except StandinError as error:
            self.refused.emit(said(str(error)))
            with QSignalBlocker(self.autostart):
                self.autostart.setChecked(not on)

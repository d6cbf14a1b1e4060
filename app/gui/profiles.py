"""The profiles in the window's header: choose, keep, rename, remove."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

KEYS = 8
"""The first eight profiles have the keys F1 to F8."""


class ProfileBar(QWidget):
    """A list of profiles and what can be done with them; names are typed in place, not in a dialog.

    chosen: name of a profile to put on air
    kept: name under which what is on air is to be kept
    renamed: a profile's name and its new one
    removed: name of a profile to remove
    """

    chosen = Signal(str)
    kept = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inside")
        self.names: list[str] = []
        label = QLabel(self.tr("Profile"))
        self.list = QComboBox()
        self.list.setMinimumWidth(170)
        self.list.setAccessibleName(self.tr("Profile"))
        self.list.activated.connect(lambda index: self.chosen.emit(self.list.itemData(index)))
        label.setBuddy(self.list)
        self.line = QLineEdit()
        self.line.setMinimumWidth(170)
        self.line.setMaxLength(60)
        self.line.setPlaceholderText(self.tr("Name of the profile"))
        self.line.setAccessibleName(self.tr("Name of the profile"))
        self.line.returnPressed.connect(self._take_name)
        self.keep = QPushButton("+")
        self.keep.setObjectName("icon")
        self.keep.setToolTip(self.tr("Keep what is on air as a profile"))
        self.keep.setAccessibleName(self.tr("Keep what is on air as a profile"))
        self.keep.clicked.connect(lambda: self._ask_name("", self.kept.emit))
        self.more = QToolButton()
        self.more.setObjectName("icon")
        self.more.setText("⋯")
        self.more.setToolTip(self.tr("Rename or remove the profile"))
        self.more.setAccessibleName(self.tr("Rename or remove the profile"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.overwrite = menu.addAction(self.tr("Keep what is on air in it"), lambda: self.kept.emit(self.current))
        self.rename = menu.addAction(self.tr("Rename"), self._rename)
        self.remove = menu.addAction(self.tr("Remove"), lambda: self.removed.emit(self.current))
        self.more.setMenu(menu)
        self.take, self.leave = QPushButton(self.tr("Keep")), QPushButton(self.tr("Cancel"))
        self.take.clicked.connect(self._take_name)
        self.leave.clicked.connect(self._show_list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._listing: list[QWidget] = [self.list, self.keep, self.more]
        self._naming: list[QWidget] = [self.line, self.take, self.leave]
        for widget in (label, *self._listing, *self._naming):
            row.addWidget(widget)
        self._named: Callable[[str], None] = self.kept.emit
        self._show_list()
        self.show_current("")
        for number in range(KEYS):
            QShortcut(QKeySequence(f"F{number + 1}"), self, lambda number=number: self._choose(number))

    def show_names(self, names: list[str]) -> None:
        """Shows the profiles there are."""
        if names == self.names:
            return
        self.names = list(names)
        with QSignalBlocker(self.list):
            self.list.clear()
            for number, name in enumerate(names):
                self.list.addItem(f"{name}   F{number + 1}" if number < KEYS else name, name)
        self.show_current(self.current)

    def show_current(self, name: str) -> None:
        """Marks the profile that is on air, as soon as it is in the list; empty where it is none."""
        self.current = name
        self.list.setCurrentIndex(self.list.findData(name) if name else -1)
        self.list.setPlaceholderText(self.tr("Choose a profile") if self.names else self.tr("None kept yet"))
        self.more.setEnabled(name in self.names)

    def _choose(self, number: int) -> None:
        if number < len(self.names):
            self.chosen.emit(self.names[number])

    def _rename(self) -> None:
        old = self.current
        self._ask_name(old, lambda name: self.renamed.emit(old, name))

    def _ask_name(self, words: str, named: Callable[[str], None]) -> None:
        self._named = named
        self.line.setText(words)
        for widget in self._listing:
            widget.hide()
        for widget in self._naming:
            widget.show()
        self.line.setFocus()
        self.line.selectAll()

    def _take_name(self) -> None:
        name = " ".join(self.line.text().split())
        if name:
            self._show_list()
            self._named(name)
        else:
            self.line.setFocus()

    def _show_list(self) -> None:
        for widget in self._listing:
            widget.show()
        if any(widget.hasFocus() for widget in self._naming):
            self.keep.setFocus()  # else what comes next in the window would have the keyboard
        for widget in self._naming:
            widget.hide()

"""A line in the window, in place of a dialog, with answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

Answer = tuple[str, Callable[[], object]]


class Notice(QWidget):
    """Says something until it is answered, closed, or out of date."""

    def __init__(self) -> None:
        super().__init__()
        frame = QFrame()
        frame.setObjectName("notice")
        outside, self._row = QHBoxLayout(self), QHBoxLayout(frame)
        outside.setContentsMargins(14, 0, 14, 8)
        outside.addWidget(frame)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._row.addWidget(self.words, 1)
        self.buttons: list[QPushButton] = []
        self.passing = False
        self.hide()

    def say(self, words: str, answers: list[Answer], *, passing: bool = False) -> None:
        """Shows words and answers, any of which closes it; `passing` where the next change makes them out of date."""
        self.words.setText(words)
        self.passing = passing
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        for text, do in [*answers, ("✕", self.hide)]:
            button = QPushButton(text)
            button.setAutoDefault(True)
            button.clicked.connect(self.hide)
            button.clicked.connect(do)
            self._row.addWidget(button)
            self.buttons.append(button)
        self.buttons[-1].setAccessibleName(self.tr("Close this notice"))
        self.show()

    def pass_by(self) -> None:
        """Closes what is out of date."""
        if self.passing:
            self.hide()

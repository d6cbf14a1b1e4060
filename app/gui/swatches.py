"""Colours to choose for a character's roles: some that go well, and any other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.avatar.character import SWATCHES
from app.gui.controls import panic_in
from app.gui.names import role_title


class Swatch(QAbstractButton):
    """A round button of one colour; checked while that is worn, which only `Swatches.show_colours` says."""

    def __init__(self, colour: str, words: str) -> None:
        super().__init__()
        self.colour = colour
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(26, 26)

    def nextCheckState(self) -> None:  # noqa: N802
        """Nothing: what is worn is marked."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        ring = palette.color(QPalette.ColorRole.Highlight if self.isChecked() else QPalette.ColorRole.WindowText)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(ring, 2))
            painter.drawEllipse(QRectF(1, 1, 24, 24))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(QColor(self.colour))
        painter.drawEllipse(QRectF(4, 4, 18, 18))


class Swatches(QWidget):
    """A row of colours for each role.

    chosen: a role and its new colour, "#rrggbb"
    """

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inside")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(1)
        self._grid.setVerticalSpacing(2)
        self._colours: dict[str, str] = {}
        self._roles: tuple[str, ...] = ()
        self._dialog: QColorDialog | None = None
        self._painting, self._before = "", ""
        self.swatches: dict[str, list[Swatch]] = {}
        self.others: dict[str, QPushButton] = {}

    @property
    def stops(self) -> list[QWidget]:
        """What takes the keyboard, from top to bottom."""
        return [widget for role in self._roles for widget in (*self.swatches[role], self.others[role])]

    def show_roles(self, roles: Sequence[str]) -> None:
        """Shows rows for these roles."""
        if tuple(roles) == self._roles:
            return
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._roles = tuple(roles)
        self.swatches, self.others = {}, {}
        for number, role in enumerate(roles):
            self._add_row(2 * number, role)
        self.show_colours(self._colours)

    def _add_row(self, row: int, role: str) -> None:
        label = QLabel(role_title(role))
        label.setObjectName("quiet")
        self._grid.addWidget(label, row, 0, 1, 12)
        self.swatches[role] = []
        for column, colour in enumerate(SWATCHES[role]):
            swatch = Swatch(colour, f"{role_title(role)} {column + 1}")
            swatch.clicked.connect(partial(self.chosen.emit, role, colour))
            self._grid.addWidget(swatch, row + 1, column)
            self.swatches[role].append(swatch)
        other = self.others[role] = QPushButton("…")
        other.setObjectName("swatch")
        other.setToolTip(self.tr("Any other colour"))
        other.setAccessibleName(self.tr("{0}: any other colour").format(role_title(role)))
        other.clicked.connect(partial(self._ask, role))
        self._grid.addWidget(other, row + 1, len(SWATCHES[role]))
        self._grid.setColumnStretch(11, 1)

    def show_colours(self, colours: dict[str, str]) -> None:
        """Marks what is worn."""
        self._colours = colours
        for role, swatches in self.swatches.items():
            for swatch in swatches:
                swatch.setChecked(swatch.colour == colours.get(role))

    def _ask(self, role: str) -> None:
        """Opens the system's colours; each that is tried is worn at once."""
        if self._dialog is None:
            self._dialog = QColorDialog(self.window())
            panic_in(self._dialog)
            self._dialog.currentColorChanged.connect(lambda found: self._take(found.name()))
            self._dialog.rejected.connect(lambda: self._take(self._before))
        self._painting, self._before = role, self._colours[role]
        self._dialog.setWindowTitle(role_title(role))
        with QSignalBlocker(self._dialog):
            self._dialog.setCurrentColor(QColor(self._before))
        self._dialog.open()

    def _take(self, colour: str) -> None:
        if colour != self._colours[self._painting]:
            self.chosen.emit(self._painting, colour)

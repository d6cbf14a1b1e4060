"""Colours to choose for a character's roles: some that go well, and any other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QGridLayout, QLabel, QSizePolicy, QWidget

from app.avatar.character import SWATCHES
from app.gui.controls import panic_in
from app.gui.names import role_title

PER_ROW = 11


class Swatch(QAbstractButton):
    """A round button of one colour; checked while that is worn, which only `Swatches.show_colours` says.

    colour: "#rrggbb", "" where the button stands for any other colour
    """

    def __init__(self, colour: str, words: str) -> None:
        super().__init__()
        self.colour = colour
        self._free = not colour
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(25, 25)

    def nextCheckState(self) -> None:  # noqa: N802
        """Nothing: what is worn is marked."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        ring = palette.color(QPalette.ColorRole.Highlight if self.isChecked() else QPalette.ColorRole.WindowText)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(ring, 2))
            painter.drawEllipse(QRectF(1, 1, 23, 23))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(QColor(self.colour) if self.colour else palette.color(QPalette.ColorRole.Button))
        painter.drawEllipse(QRectF(4, 4, 17, 17))
        if self._free:
            dark = self.colour and QColor(self.colour).lightness() < 140
            ink = QColor("white" if dark else "black") if self.colour else palette.color(QPalette.ColorRole.ButtonText)
            painter.setBrush(ink)
            painter.setPen(Qt.PenStyle.NoPen)
            for x in (8.5, 12.5, 16.5):
                painter.drawEllipse(QPointF(x, 12.5), 1.3, 1.3)


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
        self.others: dict[str, Swatch] = {}

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
        row = 0
        for role in roles:
            row = self._add_role(row, role)
        self._grid.setColumnStretch(PER_ROW, 1)
        self.show_colours(self._colours)

    def _add_role(self, row: int, role: str) -> int:
        """Adds what belongs to a role from a row on; gives the row after it."""
        label = QLabel(role_title(role))
        label.setObjectName("quiet")
        self._grid.addWidget(label, row, 0, 1, PER_ROW + 1)
        found = [Swatch(colour, f"{role_title(role)} {number + 1}") for number, colour in enumerate(SWATCHES[role])]
        other = Swatch("", self.tr("{0}: any other colour").format(role_title(role)))
        for swatch in found:
            swatch.clicked.connect(partial(self.chosen.emit, role, swatch.colour))
        other.clicked.connect(partial(self._ask, role))
        self.swatches[role], self.others[role] = found, other
        for number, swatch in enumerate([*found, other]):
            self._grid.addWidget(swatch, row + 1 + number // PER_ROW, number % PER_ROW)
        return row + 2 + len(found) // PER_ROW

    def show_colours(self, colours: dict[str, str]) -> None:
        """Marks what is worn."""
        self._colours = colours
        for role, swatches in self.swatches.items():
            worn = colours.get(role, "")
            for swatch in swatches:
                swatch.setChecked(swatch.colour == worn)
            free = self.others[role]
            free.colour = "" if worn in SWATCHES[role] else worn
            free.setChecked(bool(free.colour))
            free.update()

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

"""Tiles: pictures with a word under each, in rows that the arrow keys walk along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QEnterEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QMenu, QSizePolicy, QWidget

COLUMNS = 3
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}
"""Arrows walk from tile to tile. They choose none: a picture of the room must not go out on the way to another."""
LOW, SQUARE = 54, 92
"""Heights of a tile's picture in pixels, for what is wide and for faces."""
Verb = tuple[str, Callable[[], object]]


class Tile(QAbstractButton):
    """A picture with a word under it; what checks it is what it stands for, never the click.

    sign: what is painted where there is no picture
    crop: how far down the middle of what is shown of a picture lies, and how much is shown; 0.5, 1 for all there is
    verbs: what a menu on it offers beside choosing it
    removed: the user wants it to be gone; only of tiles that are `removable`
    walked: how many tiles further the keyboard is to go
    """

    removed = Signal()
    walked = Signal(int)

    def __init__(self, title: str, *, height: int = LOW, sign: str = "", checkable: bool = True) -> None:
        super().__init__()
        self.picture = QImage()
        self.mirrored, self.removable = False, False
        self.problem, self.sign = "", sign
        self.crop = 0.5, 1.0
        self.verbs: list[Verb] = []
        self._height = height
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(92, self._height + self.fontMetrics().height() + 6)

    def show_picture(self, image: QImage) -> None:
        """Shows another picture; a null one leaves the last."""
        if not image.isNull():
            self.picture = image
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self.update()

    def nextCheckState(self) -> None:  # noqa: N802
        """Nothing: what is on air is marked. In a QButtonGroup, arrow keys would put a tile on air, None among them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.removable:
            self.removed.emit()
        elif event.key() in STEPS:
            self.walked.emit(STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if self.verbs:
            self.open_menu(event.globalPos())

    def open_menu(self, at: QPoint) -> None:
        """What can be done with what it stands for."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, do in self.verbs:
            action = QAction(words, menu)
            action.triggered.connect(do)
            menu.addAction(action)
        menu.popup(at)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        palette = self.palette()
        accent, line = palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.Mid)
        words_height = self.fontMetrics().height() + 4
        area = QRectF(2, 2, self.width() - 4, self.height() - words_height - 4)
        path = QPainterPath()
        path.addRoundedRect(area, 8, 8)
        painter.fillPath(path, palette.color(QPalette.ColorRole.Button))
        painter.save()
        painter.setClipPath(path)
        self._paint_picture(painter, area, palette)
        painter.restore()
        chosen = self.isChecked()
        edge = accent if chosen else palette.text().color() if self.hasFocus() or self.underMouse() else line
        painter.setPen(QPen(edge, 3 if chosen else 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 8, 8)
        if self.hasFocus() and chosen:
            painter.setPen(QPen(palette.text().color(), 2))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 6, 6)
        font = self.font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        below = QRectF(0, self.height() - words_height, self.width(), words_height)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_picture(self, painter: QPainter, area: QRectF, palette: QPalette) -> None:
        if not self.picture.isNull():
            image = self.picture.flipped(Qt.Orientation.Horizontal) if self.mirrored else self.picture
            scale = max(area.width() / image.width(), area.height() / image.height()) / self.crop[1]
            width, height = area.width() / scale, area.height() / scale
            part = QRectF((image.width() - width) / 2, image.height() * self.crop[0] - height / 2, width, height)
            painter.drawImage(area, image, part)
        elif self.sign or self.problem:
            font = self.font()
            font.setPointSizeF(font.pointSizeF() * 1.8)
            painter.setFont(font)
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "!" if self.problem else self.sign)


class TileGrid(QWidget):
    """Tiles in rows of three."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inside")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._shown: list[Tile] = []
        self._mirrored = True

    @property
    def stops(self) -> list[Tile]:
        """What takes the keyboard, in the order of the eyes."""
        return list(self._shown)

    def lay_out(self, tiles: Sequence[Tile]) -> None:
        """Shows these tiles; those that are not among them any more are gone."""
        while self._grid.count():
            self._grid.takeAt(0)
        for tile in self._shown:
            if tile not in tiles:
                tile.hide()
                tile.deleteLater()
        for number, tile in enumerate(tiles):
            if tile not in self._shown:
                tile.mirrored = self._mirrored
                tile.walked.connect(partial(self._walk, tile))
            self._grid.addWidget(tile, number // COLUMNS, number % COLUMNS)
        self._shown = list(tiles)
        # QWidget.setTabOrder does nothing behind a widget that takes no focus (Qt 6.11): new tiles would come last.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for before, after in pairwise([self, *self._shown]):
            self.setTabOrder(before, after)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _walk(self, tile: Tile, step: int) -> None:
        place = self._shown.index(tile) + step
        if 0 <= place < len(self._shown):
            self._shown[place].setFocus(Qt.FocusReason.TabFocusReason)

    def set_mirrored(self, mirrored: bool) -> None:
        """Whether the pictures are shown as in a looking-glass."""
        self._mirrored = mirrored
        for tile in self._shown:
            tile.mirrored = mirrored
            tile.update()

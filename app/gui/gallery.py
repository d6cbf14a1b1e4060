"""The gallery of backgrounds: what the user would look like with each, on their own newest frame."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QEnterEvent,
    QFontMetrics,
    QHideEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QMenu, QSizePolicy, QWidget

from app.effects import EFFECTS
from app.gui.controls import FileDialog
from app.gui.languages import said
from app.gui.link import EngineLink
from app.resources import resource

COLUMNS = 3
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}
"""Arrows walk from tile to tile. They choose none: a picture of the room must not go out on the way to another."""
REFRESH_MS, SOON_MS = 700, 30
"""One tile is looked at anew each time; soon where it has no picture yet."""
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Choice:
    """One tile: an effect and the values that make it this one; `file` is one the user added."""

    title: str
    effect: str
    values: tuple[tuple[str, Any], ...] = ()
    file: str = ""

    @property
    def key(self) -> str:
        """Names the choice in calls and menus."""
        return json.dumps([self.effect, self.values])

    def scene(self, remembered: dict[str, Any]) -> list[dict[str, Any]]:
        """The scene it puts on air, with what was last chosen for its effect."""
        return [{**remembered, **dict(self.values), "effect": self.effect}]

    def fits(self, scene: dict[str, Any]) -> bool:
        """True where a scene is this choice, whatever else is set in it."""
        if scene["effect"] != self.effect:
            return False
        for name, value in self.values:
            found = scene.get(name)
            same = abs(found - value) < 1e-6 if isinstance(value, float) and found is not None else found == value
            if not same:
                return False
        return True


def built_in_choices() -> list[Choice]:
    """No effect, the presets of the effects, a colour, the pictures that come with the program."""

    presets = {"soft": translate("Gallery", "Soft blur"), "strong": translate("Gallery", "Strong blur")}
    places = {
        "library": translate("Gallery", "Library"),
        "morning": translate("Gallery", "Morning"),
        "city": translate("Gallery", "City"),
        "studio": translate("Gallery", "Studio"),
        "loft": translate("Gallery", "Loft"),
    }
    found = [Choice(translate("Gallery", "None"), "none")]
    found += [Choice(presets[name], "blur", tuple(values.items())) for name, values in EFFECTS["blur"].presets.items()]
    found.append(Choice(translate("Gallery", "Colour"), "replace", (("file", ""),)))
    paths = {name: resource("assets", "backgrounds", f"{name}.jpg") for name in places}
    return found + [Choice(places[name], "replace", (("file", str(path)),)) for name, path in paths.items()]


def file_choice(path: str) -> Choice:
    """The tile of a picture or video of the user's."""
    return Choice(Path(path).stem, "replace", (("file", path),), path)


class Tile(QAbstractButton):
    """A picture with a word under it; checked while it is on air, which only `Gallery.mark` says.

    removed: the user wants it to be gone
    walked: how many tiles further the keyboard is to go
    """

    removed = Signal()
    walked = Signal(int)

    def __init__(self, choice: Choice | None, title: str) -> None:
        super().__init__()
        self.choice = choice
        self.picture = QImage()
        self.mirrored = False
        self.problem = ""
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setCheckable(choice is not None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(92, 54 + self.fontMetrics().height() + 6)

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
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.choice and self.choice.file:
            self.removed.emit()
        elif event.key() in STEPS:
            self.walked.emit(STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if self.choice and self.choice.file:
            self.open_menu(event.globalPos())

    def open_menu(self, at: QPoint) -> None:
        """What can be done with a file of the user's."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove = QAction(self.tr("Remove from the gallery"), menu)
        remove.triggered.connect(self.removed)
        menu.addAction(remove)
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
            scale = max(area.width() / image.width(), area.height() / image.height())
            width, height = area.width() / scale, area.height() / scale
            part = QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
            painter.drawImage(area, image, part)
        elif self.choice is None or self.problem:
            font = self.font()
            font.setPointSizeF(font.pointSizeF() * 1.8)
            painter.setFont(font)
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "!" if self.problem else "+")


class Gallery(QWidget):
    """Tiles to choose a background from.

    chosen: a Choice
    removed: a Choice, which the user wants to be gone
    files: paths that the user wants to add
    """

    chosen = Signal(object)
    removed = Signal(object)
    files = Signal(list)

    def __init__(self, link: EngineLink, scene_of: Callable[[Choice], list[dict[str, Any]]]) -> None:
        super().__init__()
        self.setObjectName("inside")
        self._link, self._scene_of = link, scene_of
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self.tiles: list[Tile] = []
        self._next, self._waiting = 0, ""
        self._mirrored = True
        self.add = Tile(None, self.tr("Add …"))
        self.add.setToolTip(self.tr("Add pictures or videos; they can be dropped into the window, too"))
        self.add.walked.connect(lambda step: self._walk(self.add, step))
        self.add.clicked.connect(lambda: FileDialog.of(self).ask(self.files.emit, several=True))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refresh)
        link.looked.connect(self._take)
        link.refused.connect(self._refuse)

    def show_choices(self, choices: list[Choice]) -> None:
        """Shows these tiles; pictures of those that were there are kept."""
        old = {tile.choice.key: tile for tile in self.tiles if tile.choice}
        for column in reversed(range(self._grid.count())):
            self._grid.takeAt(column)
        self.tiles = [old.pop(choice.key) if choice.key in old else self._made(choice) for choice in choices]
        for tile in old.values():
            tile.hide()
            tile.deleteLater()
        for number, tile in enumerate([*self.tiles, self.add]):
            self._grid.addWidget(tile, number // COLUMNS, number % COLUMNS)
            keys = f"Ctrl+{number + 1}" if number < 9 and tile.choice else ""
            if tile.choice:
                tile.setToolTip(f"{tile.choice.file or tile.text()}   {keys}".rstrip())
        # QWidget.setTabOrder does nothing behind a widget that takes no focus (Qt 6.11): new tiles would come last.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for before, after in pairwise([self, *self.stops]):
            self.setTabOrder(before, after)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer.start(SOON_MS)

    @property
    def stops(self) -> list[Tile]:
        """What takes the keyboard, in the order of the eyes."""
        return [*self.tiles, self.add]

    def _made(self, choice: Choice) -> Tile:
        tile = Tile(choice, choice.title)
        tile.mirrored = self._mirrored
        tile.clicked.connect(lambda: self.chosen.emit(choice))
        tile.removed.connect(lambda: self.removed.emit(choice))
        tile.walked.connect(lambda step: self._walk(tile, step))
        return tile

    def _walk(self, tile: Tile, step: int) -> None:
        place = self.stops.index(tile) + step
        if 0 <= place < len(self.stops):
            self.stops[place].setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, number: int) -> None:
        """Chooses the tile of this number, from 0; nothing where there is none."""
        if number < len(self.tiles):
            self.tiles[number].click()

    @property
    def chosen_title(self) -> str:
        """The word of the tile that is marked, empty where none is."""
        return next((tile.text() for tile in self.tiles if tile.isChecked()), "")

    def mark(self, scene: dict[str, Any]) -> None:
        """Marks the tile that a scene is of: the one that fits, else the first of its effect."""
        of_effect = [tile for tile in self.tiles if tile.choice and tile.choice.effect == scene["effect"]]
        exact = [tile for tile in of_effect if tile.choice and tile.choice.fits(scene)]
        near = [] if scene.get("file") else of_effect
        found = next(iter(exact or near), None)
        for tile in self.tiles:
            tile.setChecked(tile is found)

    def set_mirrored(self, mirrored: bool) -> None:
        """Whether the pictures are shown as in a looking-glass."""
        self._mirrored = mirrored
        for tile in self.tiles:
            tile.mirrored = mirrored
            tile.update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        for tile in self.tiles:
            tile.problem = ""  # a file may have come back
        self._timer.start(SOON_MS)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._timer.stop()

    def _refresh(self) -> None:
        """Looks at the next tile that is in sight; one look is under way at a time."""
        in_sight = [tile for tile in self.tiles if not tile.visibleRegion().isEmpty() and not tile.problem]
        if self._waiting or not in_sight or self.window().isMinimized():
            self._timer.start(REFRESH_MS)
            return
        empty = [tile for tile in in_sight if tile.picture.isNull()]
        self._next += 1
        tile = empty[self._next % len(empty)] if empty else in_sight[self._next % len(in_sight)]
        assert tile.choice is not None
        self._waiting = tile.choice.key
        width = round(tile.width() * self.devicePixelRatioF())
        self._link.look(self._waiting, width, self._scene_of(tile.choice))

    def _take(self, key: str, image: QImage) -> None:
        if key != self._waiting:
            return
        self._waiting = ""
        for tile in self.tiles:
            if tile.choice and tile.choice.key == key:
                tile.show_picture(image)
        empty = any(tile.picture.isNull() and not tile.problem for tile in self.tiles)
        self._timer.start(SOON_MS if empty and not image.isNull() else REFRESH_MS)

    def _refuse(self, name: str, arguments: dict[str, Any], sentence: str) -> None:
        if name != "look" or arguments["key"] != self._waiting:
            return
        self._waiting = ""
        for tile in self.tiles:
            if tile.choice and tile.choice.key == arguments["key"] and tile.choice.file:
                tile.problem = sentence
                tile.setToolTip(said(sentence))
                tile.update()
        self._timer.start(REFRESH_MS)

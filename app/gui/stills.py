"""Tiles of scenes that stand still, as of a character at rest: drawn by the engine once, and again when they change."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage, QPaintEvent

from app.gui.changes import Scene
from app.gui.languages import said
from app.gui.link import EngineLink
from app.gui.tiles import LOW, Tile, TileGrid

SOON_MS, AGAIN_MS = 20, 700
"""After a change, and until what could not be drawn is asked for again."""
MOST_KEPT = 160
WIDE = 16 / 9
"""Shape of the engine's pictures, of which a tile shows the middle."""
Still = tuple[str, int]
"""A scene as text, and how many pixels wide it is drawn: tiles that show a part of it larger need more."""


class StillTile(Tile):
    """A tile of a scene.

    wanted: the scene it is to show, as text; drawn: the one that its picture is of
    seen: it is in sight, and its picture is not the one that is wanted
    """

    seen = Signal()

    def __init__(self, title: str, scene: Scene, *, height: int = LOW, checkable: bool = True) -> None:
        super().__init__(title, height=height, checkable=checkable)
        self.wanted, self.drawn = "", ""
        self.show_scene(scene)

    def show_scene(self, scene: Scene) -> None:
        """Has it show another scene."""
        wanted = json.dumps(scene, ensure_ascii=False)
        if wanted != self.wanted:
            self.wanted, self.problem = wanted, ""
            self.update()

    @property
    def still(self) -> Still:
        """What is to be drawn for it."""
        size = self.sizeHint()  # it may have no place yet
        width = max(size.width(), size.height() * WIDE) / self.crop[1] * self.devicePixelRatioF()
        return self.wanted, round(width)

    @property
    def stale(self) -> bool:
        """True where another picture is wanted."""
        return self.drawn != self.wanted and not self.problem

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.stale:
            self.seen.emit()


class StillGrid(TileGrid):
    """Tiles of which those in sight are drawn, one after the other, by what they are to show when it is their turn."""

    def __init__(self, link: EngineLink, name: str) -> None:
        super().__init__()
        self._link, self._name = link, name
        self._number = 0
        self._waiting: tuple[str, Still] | None = None
        self._pictures: OrderedDict[Still, QImage] = OrderedDict()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_next)
        link.looked.connect(self._take)
        link.refused.connect(self._refuse)

    def lay_out(self, tiles: Sequence[Tile]) -> None:
        for tile in tiles:
            if isinstance(tile, StillTile) and tile not in self._shown:
                tile.seen.connect(self._wake)
        super().lay_out(tiles)

    @property
    def drawn(self) -> bool:
        """True where all tiles that are in sight show what they are to."""
        return not self._stale

    @property
    def _stale(self) -> list[StillTile]:
        tiles = [tile for tile in self._shown if isinstance(tile, StillTile) and tile.stale]
        return [tile for tile in tiles if not tile.visibleRegion().isEmpty()]

    def _wake(self) -> None:
        if self._waiting is None:
            self._timer.start(SOON_MS)

    def _draw_next(self) -> None:
        """Asks for the first tile's picture; the others' turn comes with the answer."""
        for tile in self._stale:
            if tile.still in self._pictures:
                self._pictures.move_to_end(tile.still)
                self._show_picture(tile.still, self._pictures[tile.still])
            elif self._waiting is None and not self.window().isMinimized():
                self._number += 1
                self._waiting = f"{self._name} {self._number}", tile.still
                self._link.look(self._waiting[0], tile.still[1], json.loads(tile.wanted))

    def _show_picture(self, still: Still, image: QImage) -> None:
        for tile in self._shown:
            if isinstance(tile, StillTile) and tile.still == still:
                tile.drawn = tile.wanted
                tile.show_picture(image)

    def _take(self, key: str, image: QImage) -> None:
        if self._waiting is None or key != self._waiting[0]:
            return
        still, self._waiting = self._waiting[1], None
        if image.isNull():  # the engine is away
            self._timer.start(AGAIN_MS)
            return
        self._pictures[still] = image
        while len(self._pictures) > MOST_KEPT:
            self._pictures.popitem(last=False)
        self._show_picture(still, image)
        self._timer.start(0)

    def _refuse(self, name: str, arguments: dict[str, Any], sentence: str) -> None:
        if name != "look" or self._waiting is None or arguments["key"] != self._waiting[0]:
            return
        still, self._waiting = self._waiting[1], None
        for tile in self._shown:
            if isinstance(tile, StillTile) and tile.still == still:
                tile.problem = sentence
                tile.setToolTip(said(sentence))
                tile.update()
        self._timer.start(0)

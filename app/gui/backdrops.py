"""What is behind the avatar: a colour, a place, or a picture of the user's."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from app.effects import Avatar
from app.gui.changes import Scene
from app.gui.controls import PICTURES, FileDialog
from app.gui.gallery import Choice, built_in_choices
from app.gui.link import EngineLink
from app.gui.stills import StillGrid, StillTile
from app.gui.tiles import Tile

SHOWN = ("character", "fit")
PAINTED = ("colour", "gradient")
"""What a tile shows of the scene on air, and what one without a picture shows beside that."""


class BackdropTile(StillTile):
    """The tile of one background."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.title, [])
        self.choice = choice
        self.removable = bool(choice.file)
        if choice.file:
            self.verbs = [(self.tr("Remove from the gallery"), self.removed.emit)]

    def show_behind(self, scene: dict[str, Any]) -> None:
        """Shows this background behind the avatar of a scene."""
        names = SHOWN if dict(self.choice.values)["file"] else (*SHOWN, *PAINTED)
        self.show_scene(self.choice.scene({name: scene[name] for name in names if name in scene}))


class Backdrops(StillGrid):
    """Tiles to choose a background from.

    chosen: path of a picture, "" for the colour
    removed: a Choice, which the user wants to be gone
    files: paths that the user wants to add
    """

    chosen = Signal(str)
    removed = Signal(object)
    files = Signal(list)

    def __init__(self, link: EngineLink) -> None:
        super().__init__(link, "backdrop")
        self._scene: dict[str, Any] = {}
        self.tiles: list[BackdropTile] = []
        self.add = Tile(self.tr("Add …"), sign="+", checkable=False)
        self.add.setToolTip(self.tr("Add pictures; they can be dropped into the window, too"))
        self.add.clicked.connect(lambda: FileDialog.of(self).ask(self.files.emit, several=True))

    def show_files(self, files: list[Choice]) -> None:
        """Shows the places that come with the program, and these files of the user's that are pictures."""
        choices = [choice for choice in built_in_choices() if choice.effect == "replace"]
        choices += [choice for choice in files if choice.file.lower().endswith(PICTURES)]
        old = {tile.choice.key: tile for tile in self.tiles}
        self.tiles = []
        for found in choices:
            choice = Choice(found.title, Avatar.name, found.values, found.file)
            self.tiles.append(old.get(choice.key) or self._made(choice))
        self.lay_out([*self.tiles, self.add])
        self._mark()

    def _made(self, choice: Choice) -> BackdropTile:
        tile = BackdropTile(choice)
        tile.clicked.connect(partial(self.chosen.emit, dict(choice.values)["file"]))
        tile.removed.connect(partial(self.removed.emit, choice))
        return tile

    def choose(self, number: int) -> None:
        """Chooses the tile of this number, from 0."""
        if number < len(self.tiles):
            self.tiles[number].click()

    def mark(self, scene: Scene) -> None:
        """Shows the avatar of a scene before each background, and marks the scene's."""
        self._scene = scene[0]
        self._mark()

    def _mark(self) -> None:
        for tile in self.tiles:
            tile.show_behind(self._scene)
            tile.setChecked(tile.choice.fits({"file": "", "effect": "", **self._scene}))

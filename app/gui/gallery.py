"""The gallery of backgrounds: what the user would look like with each, on their own newest frame."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent

from app.effects import EFFECTS
from app.gui.controls import FileDialog
from app.gui.languages import said
from app.gui.link import EngineLink
from app.gui.tiles import Tile, TileGrid
from app.resources import resource

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


class ChoiceTile(Tile):
    """The tile of a choice."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.title)
        self.choice = choice
        self.removable = bool(choice.file)
        if choice.file:
            self.verbs = [(self.tr("Remove from the gallery"), self.removed.emit)]


class Gallery(TileGrid):
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
        self._link, self._scene_of = link, scene_of
        self.tiles: list[ChoiceTile] = []
        self._next, self._waiting = 0, ""
        self.add = Tile(self.tr("Add …"), sign="+", checkable=False)
        self.add.setToolTip(self.tr("Add pictures or videos; they can be dropped into the window, too"))
        self.add.clicked.connect(lambda: FileDialog.of(self).ask(self.files.emit, several=True))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refresh)
        link.looked.connect(self._take)
        link.refused.connect(self._refuse)

    def show_choices(self, choices: list[Choice]) -> None:
        """Shows these tiles; pictures of those that were there are kept."""
        old = {tile.choice.key: tile for tile in self.tiles}
        self.tiles = [old[choice.key] if choice.key in old else self._made(choice) for choice in choices]
        for number, tile in enumerate(self.tiles):
            keys = f"Ctrl+{number + 1}" if number < 9 else ""
            tile.setToolTip(f"{tile.choice.file or tile.text()}   {keys}".rstrip())
        self.lay_out([*self.tiles, self.add])
        self._timer.start(SOON_MS)

    def _made(self, choice: Choice) -> ChoiceTile:
        tile = ChoiceTile(choice)
        tile.clicked.connect(lambda: self.chosen.emit(choice))
        tile.removed.connect(lambda: self.removed.emit(choice))
        return tile

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
        of_effect = [tile for tile in self.tiles if tile.choice.effect == scene["effect"]]
        exact = [tile for tile in of_effect if tile.choice.fits(scene)]
        near = [] if scene.get("file") else of_effect
        found = next(iter(exact or near), None)
        for tile in self.tiles:
            tile.setChecked(tile is found)

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
        self._waiting = tile.choice.key
        width = round(tile.width() * self.devicePixelRatioF())
        self._link.look(self._waiting, width, self._scene_of(tile.choice))

    def _take(self, key: str, image: QImage) -> None:
        if key != self._waiting:
            return
        self._waiting = ""
        for tile in self.tiles:
            if tile.choice.key == key:
                tile.show_picture(image)
        empty = any(tile.picture.isNull() and not tile.problem for tile in self.tiles)
        self._timer.start(SOON_MS if empty and not image.isNull() else REFRESH_MS)

    def _refuse(self, name: str, arguments: dict[str, Any], sentence: str) -> None:
        if name != "look" or arguments["key"] != self._waiting:
            return
        self._waiting = ""
        for tile in self.tiles:
            if tile.choice.key == arguments["key"] and tile.choice.file:
                tile.problem = sentence
                tile.setToolTip(said(sentence))
                tile.update()
        self._timer.start(REFRESH_MS)

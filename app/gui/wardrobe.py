"""The gallery of characters: the user's own and the ready ones, drawn at rest."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.gui.changes import Scene
from app.gui.characters import Characters, Data, scene_with
from app.gui.controls import FileDialog
from app.gui.draft import Draft, Drafts
from app.gui.link import EngineLink
from app.gui.stills import StillGrid, StillTile
from app.gui.tiles import SQUARE, Tile

PENCIL = "✎ "


class CharacterTile(StillTile):
    """The tile of a character, or of one that is being made, which opens the editor."""

    def __init__(self, character: Data, draft: Draft | None = None) -> None:
        super().__init__("", scene_with(character), height=SQUARE, checkable=draft is None)
        self.character, self.draft = character, draft
        self.show_character(character)

    def show_character(self, character: Data) -> None:
        """Shows another one in its place."""
        self.character = character
        name = character["name"]
        self.show_scene(scene_with(character))
        self.setText(f"{PENCIL}{name}" if self.draft else name)
        self.setAccessibleName(self.tr("Go on editing {0}").format(name) if self.draft else name)
        self.setToolTip(self.accessibleName())


class Wardrobe(StillGrid):
    """Tiles to choose a character from.

    chosen: a character that is wanted on air
    edited: a draft that is wanted in the editor
    """

    chosen = Signal(dict)
    edited = Signal(object)

    def __init__(self, link: EngineLink, characters: Characters, drafts: Drafts) -> None:
        super().__init__(link, "character")
        self._characters, self._drafts = characters, drafts
        self._scene: Scene = []
        self.tiles: list[CharacterTile] = []
        self.new = Tile(self.tr("New …"), height=SQUARE, sign="+", checkable=False)
        self.new.setToolTip(self.tr("Make a character of your own"))
        self.new.clicked.connect(lambda: self.edited.emit(drafts.new(self.tr("My avatar"))))
        self.bring = Tile(self.tr("Import …"), height=SQUARE, sign="↓", checkable=False)
        self.bring.setToolTip(self.tr("Take a character from a file; it can be dropped into the window, too"))
        self.bring.clicked.connect(lambda: FileDialog.of(self).ask_for_character(characters.read))
        characters.changed.connect(self._show)
        drafts.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """Shows what there is now; pictures of what was there are kept."""
        drafts = [(draft.character, draft) for draft in self._drafts.unsaved]
        wanted = [*drafts, *((character, None) for character in [*self._characters.own, *self._characters.ready])]
        old = {tile.draft or tile.character["name"]: tile for tile in self.tiles}
        tiles = []
        for character, draft in wanted:
            tile = old.get(draft or character["name"]) or self._made(character, draft)
            tile.show_character(character)
            self._offer(tile)
            tiles.append(tile)
        if tiles != self.tiles or not self.tiles:
            self.tiles = tiles
            self.lay_out([*tiles, self.new, self.bring])
        self.mark(self._scene)

    def _made(self, character: Data, draft: Draft | None) -> CharacterTile:
        tile = CharacterTile(character, draft)
        tile.clicked.connect(partial(self._choose, tile))
        tile.removed.connect(partial(self.remove, tile))
        return tile

    def _offer(self, tile: CharacterTile) -> None:
        """What can be done with a tile's character."""
        tile.removable = tile.draft is not None or tile.character in self._characters.own
        tile.verbs = [(self.tr("Edit"), partial(self.edit, tile))]
        if tile.draft is None:
            tile.verbs += [
                (self.tr("Duplicate"), lambda: self.edited.emit(self._drafts.copy(tile.character))),
                (self.tr("Export …"), partial(self._export, tile)),
            ]
        if tile.removable:
            tile.verbs.append((self.tr("Remove"), partial(self.remove, tile)))

    def _choose(self, tile: CharacterTile) -> None:
        if tile.draft is not None:
            self.edited.emit(tile.draft)
        else:
            self.chosen.emit(tile.character)

    def edit(self, tile: CharacterTile) -> None:
        """Opens a tile's character in the editor."""
        self.edited.emit(tile.draft or self._drafts.of(tile.character))

    def edit_worn(self) -> None:
        """Opens the character that is on air in the editor."""
        if worn := self._characters.worn(self._scene):
            name = worn["name"]
            made = next((draft for draft in self._drafts.unsaved if draft.character["name"] == name), None)
            self.edited.emit(made or self._drafts.of(self._characters.own_named(name) or worn))

    def remove(self, tile: CharacterTile) -> None:
        """Removes a character of the user's, or what is being made of one; it comes back by undo."""
        if tile.draft is not None:
            self._drafts.remove(tile.draft)
        else:
            self._characters.remove(tile.character)

    def _export(self, tile: CharacterTile) -> None:
        character = tile.character
        FileDialog.of(self).ask_where_to(partial(self._characters.write, character), character["name"])

    def choose(self, number: int) -> None:
        """Chooses the tile of this number, from 0."""
        if number < len(self.tiles):
            self.tiles[number].click()

    @property
    def worn_name(self) -> str:
        """Name of the character on air, empty where that is not known."""
        return str(self._characters.worn(self._scene).get("name", ""))

    def mark(self, scene: Scene) -> None:
        """Marks the character that a scene shows: itself, or a later one of its name."""
        self._scene = scene
        worn = self._characters.worn(scene)
        kept = [tile for tile in self.tiles if tile.draft is None]
        same = [tile for tile in kept if tile.character == worn]
        near = [tile for tile in kept if tile.character["name"] == worn.get("name")]
        found = next(iter(same or near), None)
        for tile in self.tiles:
            tile.setChecked(tile is found)

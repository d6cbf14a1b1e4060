"""Characters that are being made: their changes with their way back, and how none is lost."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from app.avatar.character import CATEGORIES, any_character
from app.gui.changes import MOST, Change, Changes
from app.gui.characters import Characters, Data
from app.gui.preferences import PreferencesFile

SAVE_MS = 1000


class Draft(QObject):
    """What the editor shows.

    character: as it is now, in JSON
    of: name of the user's own character that it will be kept in place of, empty where it is a new one
    base: what is kept of it already; None where nothing is
    changed: the character is another one now
    """

    changed = Signal()

    def __init__(self, parent: QObject, character: Data, of: str = "", base: Data | None = None) -> None:
        super().__init__(parent)
        self.character, self.of, self.base = character, of, base
        self._number = 0
        self.history = QUndoStack(self)
        self.history.setUndoLimit(MOST)

    @property
    def unsaved(self) -> bool:
        """True where it would be lost if it were thrown away."""
        return self.character != self.base

    def to_json(self) -> dict[str, Any]:
        """As the window keeps it."""
        return {"character": self.character, "of": self.of}

    def wear(self, category: str, variant: str) -> None:
        """Changes one part; "" for none."""
        self._put(with_part(self.character, category, variant))

    def paint(self, role: str, colour: str) -> None:
        """Changes one colour; many that follow each other are one step."""
        self._put({**self.character, "colours": {**self.character["colours"], role: colour}}, merging=f"colour {role}")

    def rename(self, name: str) -> None:
        """Changes the name, while it is typed."""
        self._put({**self.character, "name": name}, merging="name")

    def surprise(self) -> None:
        """Makes another character by chance, of the same name."""
        new = any_character()
        self._put({**self.character, "parts": dict(new.parts), "colours": dict(new.colours)})

    def _put(self, new: Data, *, merging: str = "") -> None:
        old = self.character
        if new == old:
            return
        self._number += 1
        step = Change(self._number, lambda key: self._show(new), lambda key: self._show(old), merging=merging)
        self.history.push(step)

    def _show(self, character: Data) -> None:
        self.character = character
        self.changed.emit()


def with_part(character: Data, category: str, variant: str) -> Data:
    """A character with another part, in the order of the categories; "" for none."""
    parts = {**character["parts"], category: variant}
    return {**character, "parts": {name: parts[name] for name in CATEGORIES if parts.get(name)}}


class Drafts(QObject):
    """The characters that are being made; those that are not kept yet outlive the editor and the window.

    changed: there are others, or one of them is another one now
    """

    changed = Signal()

    def __init__(self, characters: Characters, changes: Changes, preferences: PreferencesFile) -> None:
        super().__init__()
        self._characters, self._changes, self._preferences = characters, changes, preferences
        self._all: list[Draft] = []
        for stored in preferences.drafts:
            self._add(Draft(self, stored["character"], stored["of"]))
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVE_MS)
        self._saving.timeout.connect(self.save)
        self.changed.connect(self._saving.start)
        characters.reserved = lambda: [draft.character["name"] for draft in self._all]
        characters.kept.connect(self._kept)
        characters.changed.connect(self._compare)

    @property
    def unsaved(self) -> list[Draft]:
        """Those that are not kept, in the order in which they were begun."""
        return [draft for draft in self._all if draft.unsaved]

    def new(self, name: str) -> Draft:
        """One made by chance."""
        character = {**any_character().to_json(), "name": self._characters.free_name(name)}
        return self._add(Draft(self, character, base=character))

    def of(self, character: Data) -> Draft:
        """One of a character: the user's own is changed, of any other a copy is made."""
        name = character["name"]
        own = self._characters.own_named(name)
        if own != character:
            return self.copy(character)
        found = next((draft for draft in self._all if draft.of == name), None)
        return found or self._add(Draft(self, character, name, character))

    def copy(self, character: Data) -> Draft:
        """One that begins as a character is, under a name of its own."""
        copied = {**character, "name": self._characters.free_name(character["name"])}
        return self._add(Draft(self, copied, base=copied))

    def remove(self, draft: Draft) -> None:
        """Throws one away; it comes back by undo."""
        self._changes.make(lambda key: self._discard(draft), lambda key: self._bring_back(draft))
        self._characters.told.emit(self.tr("{0} was thrown away").format(draft.character["name"]))

    def _discard(self, draft: Draft) -> None:
        self._all = [other for other in self._all if other is not draft]
        self.changed.emit()

    def _bring_back(self, draft: Draft) -> None:
        self._all.append(draft)
        self.changed.emit()

    def save(self) -> None:
        """Has the window keep what is not kept."""
        self._saving.stop()
        self._preferences.set_drafts([draft.to_json() for draft in self.unsaved])

    def _add(self, draft: Draft) -> Draft:
        draft.changed.connect(self.changed)
        # One that was only looked at is no draft.
        self._all = [*(other for other in self._all if other.unsaved), draft]
        return draft

    def _kept(self, character: Data) -> None:
        for draft in self._all:
            if draft.character == character:
                draft.of, draft.base = character["name"], character

    def _compare(self) -> None:
        """Looks again at what is kept of each: it may have been removed, or brought back."""
        looked_at = [draft for draft in self._all if draft.of and not draft.unsaved]
        for draft in self._all:
            if draft.of:
                draft.base = self._characters.own_named(draft.of)
                draft.of = draft.of if draft.base else ""
                if draft.base and draft.character.get("art"):
                    # Imported art goes by the name of the character that it is kept with, which may be another now.
                    draft.character = {**draft.character, "art": draft.base["art"]}
        # What was removed is not to be left as a draft of itself.
        self._all = [draft for draft in self._all if draft.of or draft not in looked_at]
        self.changed.emit()

"""The characters there are, as the engine tells of them, and what the user does with theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.avatar.character import DEFAULT, LONGEST_NAME, usable_name
from app.effects import Avatar
from app.gui.changes import Changes, Scene
from app.gui.languages import said
from app.gui.link import EngineLink

Data = dict[str, Any]
"""A character in JSON, as `Character.brief` gives it."""


def as_text(character: Data) -> str:
    """What an avatar's setting holds for a character: all of it, so that nothing on air changes when one is saved."""
    return json.dumps(character, ensure_ascii=False, separators=(",", ":"))


def named(character: Data) -> Data:
    """A character under a name that can be one: the field in which it is typed is empty at times."""
    return {**character, "name": usable_name(character["name"]) or "–"}


def scene_with(character: Data, /, **values: Any) -> Scene:
    """A scene that shows a character."""
    return [{**values, "effect": Avatar.name, "character": as_text(named(character))}]


@lru_cache(maxsize=8)
def _from_text(text: str) -> Data:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class Characters(QObject):
    """The user's own characters and those that come with the program.

    own, ready: characters in JSON
    reserved: gives names that are in use by characters that are not kept yet
    changed: they are others now
    told: something was done that can be taken back; a sentence for the user
    kept: a character that is among the user's own now
    imported: a character that was taken from a file and kept
    """

    changed = Signal()
    told = Signal(str)
    kept = Signal(dict)
    imported = Signal(dict)

    def __init__(self, link: EngineLink, changes: Changes) -> None:
        super().__init__()
        self._link, self._changes = link, changes
        self.own: list[Data] = []
        self.ready: list[Data] = []
        self.reserved: Callable[[], Iterable[str]] = tuple
        self._brought = ""
        link.answered.connect(self._take)
        link.refused.connect(self._refused)

    def ask(self) -> None:
        """Asks the engine which there are."""
        self._link.call("characters")

    def _take(self, name: str, arguments: dict[str, Any], answer: Any) -> None:
        if name == "characters":
            names = {character["name"] for character in answer["own"]}
            ready = [character for character in answer["ready"] if character["name"] not in names]
            if (answer["own"], ready) != (self.own, self.ready):
                self.own, self.ready = answer["own"], ready
                self.changed.emit()
            if (brought := self.own_named(self._brought)) is not None:
                self._brought = ""
                self.imported.emit(brought)
        elif name == "save_character":
            self.kept.emit(arguments["data"])
        elif name == "import_character":
            notices = [said(notice) for notice in answer.pop("notices", [])]
            # Imported art is kept already, under a name that was free.
            name = answer["name"] if answer.get("art") else self.free_name(answer["name"])
            self._brought = name
            words = self.tr("{0} is among your characters now").format(name)
            self.keep({**answer, "name": name}, "\n".join([words, *notices]))
        elif name == "export_character":
            self.told.emit(self.tr("{0} was written").format(Path(arguments["path"]).name))

    def _refused(self, name: str, arguments: dict[str, Any], sentence: str) -> None:
        if name in ("save_character", "delete_character"):
            self.ask()

    # --- what is there

    def own_named(self, name: str) -> Data | None:
        """The user's character of this name, None where there is none."""
        return next((character for character in self.own if character["name"] == name), None)

    def worn(self, scene: Scene) -> Data:
        """The character that a scene shows, empty where it shows none that is known."""
        text = next((effect.get("character", DEFAULT) for effect in scene if effect["effect"] == Avatar.name), "")
        if text.lstrip().startswith("{"):
            return _from_text(text)
        return next((character for character in self._all if character["name"] == text), {})

    def free_name(self, name: str) -> str:
        """A name like this one that no character has."""
        taken = {character["name"] for character in self._all} | set(self.reserved())
        if name not in taken:
            return name
        first, _, last = name.rpartition(" ")
        stem = (first if first and last.isdigit() else name)[: LONGEST_NAME - 4]
        return next(found for number in range(2, 10_000) if (found := f"{stem} {number}") not in taken)

    @property
    def _all(self) -> list[Data]:
        return [*self.own, *self.ready]

    # --- what the user does

    def keep(self, character: Data, words: str, *, in_place_of: str = "") -> None:
        """Keeps a character as the user's own; one of its name, and the one it is in place of, come back by undo."""
        name = character["name"]
        gone = in_place_of if in_place_of != name else ""
        formers: list[Data | None] = []

        def do(key: str) -> None:
            formers[:] = [self.own_named(name), self.own_named(gone)]
            self._save(character, key, gone)
            self.ask()

        def take_back(key: str) -> None:
            if formers[0]:
                self._save(formers[0], key)
            else:
                self._delete(name, key)
            if formers[1]:
                self._save(formers[1])
            self.ask()

        self._changes.make(do, take_back)
        self.told.emit(words)

    def remove(self, character: Data) -> None:
        """Removes one of the user's characters; it comes back by undo."""

        def do(key: str) -> None:
            self._delete(character["name"], key)
            self.ask()

        def take_back(key: str) -> None:
            self._save(character, key)
            self.ask()

        self._changes.make(do, take_back)
        self.told.emit(self.tr("{0} was removed").format(character["name"]))

    def read(self, path: str) -> None:
        """Takes a character from a file: it is kept as the user's own."""
        self._link.call("import_character", path=path)

    def write(self, character: Data, path: str) -> None:
        """Writes a character as one file."""
        self._link.call("export_character", data=character, path=path if path.endswith(".json") else f"{path}.json")

    def _save(self, character: Data, key: str = "", in_place_of: str = "") -> None:
        self._link.call("save_character", key=key, data=character, in_place_of=in_place_of)

    def _delete(self, name: str, key: str = "") -> None:
        self._link.call("delete_character", key=key, name=name)

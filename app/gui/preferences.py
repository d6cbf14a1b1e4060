"""What the window keeps for itself: a file beside the engine's settings, written away from the window's thread."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.avatar.character import Character
from app.effects import NoEffect, Scene
from app.errors import StandinError
from app.flow import Mailbox
from app.resources import config_folder
from app.settings import SettingsFile, choice, from_json, text, to_json, toggle

MOST_BACKGROUNDS, MOST_DRAFTS = 60, 20
T = TypeVar("T")


@dataclass(frozen=True)
class Preferences:
    """What a user chose for the window."""

    language: str = text("", help="Language of the window, like ru; the system's where it is empty")
    appearance: str = choice("", ("", "light", "dark"), help="Light or dark; as the system where it is empty")
    stay_on_air: bool = toggle(True, help="Whether the camera stays on air when the window is closed")
    closing_told: bool = toggle(False, help="Whether it was said that closing keeps the camera on air")
    guided: bool = toggle(False, help="Whether the first steps were shown")
    mirror_preview: bool = toggle(True, help="Whether the preview is mirrored, as in a looking-glass")
    geometry: str = text("", help="Place and size of the window, as Qt writes them")


class PreferencesFile:
    """The window's settings file; what is changed is on disk a moment later, and at once on `close`.

    values: the preferences
    backgrounds: paths of the pictures and videos that the user added
    scenes: the last scene of each side that is not on air
    drafts: characters that are being made, each with the name of the user's own that it is of
    troubled: called, in the saving thread, with a sentence when they cannot be saved
    """

    def __init__(self) -> None:
        self._file = SettingsFile(config_folder() / "window.json")
        self.notices = self._file.notices
        data = self._file.data.get("preferences", {})
        self.values = from_json(Preferences, data if isinstance(data, dict) else {}, self.notices)
        self.backgrounds = self._stored("backgrounds", str)
        self.scenes = [scene for scene in self._stored("scenes", list) if _is_scene(scene)]
        self.drafts = [draft for draft in self._stored("drafts", dict) if _is_draft(draft)]
        self.troubled: Callable[[str], None] = lambda sentence: None
        self._changes: Mailbox[dict[str, Any]] = Mailbox()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._save, name="preferences", daemon=True)
        self._thread.start()

    def change(self, **values: Any) -> None:
        """Changes preferences by name."""
        self.values = dataclasses.replace(self.values, **values)
        self._put()

    def set_backgrounds(self, paths: list[str]) -> None:
        """Keeps the user's backgrounds, the newest MOST_BACKGROUNDS of them."""
        self.backgrounds = paths[-MOST_BACKGROUNDS:]
        self._put()

    def set_scenes(self, scenes: list[list[dict[str, Any]]]) -> None:
        """Keeps the last scenes of the sides. One without effect is not: a later start is not to show the room."""
        self.scenes = [scene for scene in scenes if scene[0]["effect"] != NoEffect.name]
        self._put()

    def set_drafts(self, drafts: list[dict[str, Any]]) -> None:
        """Keeps the characters that are being made, the newest MOST_DRAFTS of them."""
        self.drafts = drafts[-MOST_DRAFTS:]
        self._put()

    def _stored(self, name: str, kind: type[T]) -> list[T]:
        found = self._file.data.get(name, [])
        return [entry for entry in found if isinstance(entry, kind)] if isinstance(found, list) else []

    def _put(self) -> None:
        lists = {name: list(getattr(self, name)) for name in ("backgrounds", "scenes", "drafts")}
        self._changes.put({"preferences": to_json(self.values), **lists})

    def _save(self) -> None:
        while True:
            last_round = self._closed.is_set()
            changes = self._changes.take(0 if last_round else 0.25)
            if changes is not None:
                try:
                    self._file.save(changes)
                except StandinError as error:
                    self.troubled(str(error))
            elif last_round:
                return

    def close(self) -> None:
        """Writes what is not written yet."""
        self._closed.set()
        self._thread.join(5)


def _is_scene(data: list[Any]) -> bool:
    try:
        return bool(Scene.from_json(data, []).effects)
    except StandinError:
        return False


def _is_draft(data: dict[str, Any]) -> bool:
    try:
        Character.from_json({**data["character"], "name": "–"}, [])
    except (StandinError, KeyError, TypeError):
        return False
    return isinstance(data.get("of"), str) and isinstance(data["character"].get("name"), str)

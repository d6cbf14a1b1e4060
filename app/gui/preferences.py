"""What the window keeps for itself: a file beside the engine's settings, written away from the window's thread."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.errors import StandinError
from app.flow import Mailbox
from app.resources import config_folder
from app.settings import SettingsFile, choice, from_json, text, to_json, toggle

MOST_BACKGROUNDS = 60


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
    troubled: called, in the saving thread, with a sentence when they cannot be saved
    """

    def __init__(self) -> None:
        self._file = SettingsFile(config_folder() / "window.json")
        self.notices = self._file.notices
        data = self._file.data.get("preferences", {})
        self.values = from_json(Preferences, data if isinstance(data, dict) else {}, self.notices)
        paths = self._file.data.get("backgrounds", [])
        self.backgrounds = [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []
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

    def _put(self) -> None:
        self._changes.put({"preferences": to_json(self.values), "backgrounds": list(self.backgrounds)})

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

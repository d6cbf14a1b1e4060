"""What is kept of a run: a log without pictures and names, the place of a crash, and how many crashes in a row."""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import Any

from app.resources import PACKAGE, state_folder

LARGEST_BYTES = 500_000
SETTLED_SECONDS = 60.0
"""An engine that has run this long is no part of a row of crashes."""
MANY_CRASHES = 2
OWN_FOLDERS = re.compile(r"/(?:dev|sys|proc|usr|etc|lib|opt|bin|sbin)(?:/|$)")
PATHS = re.compile(
    r"(?<![\w.~/])(?:/[^\s'\"(),;:]+|[A-Za-z]:\\[^\s'\"(),;]+)(?: [^\s'\"(),;:/\\]+[/\\][^\s'\"(),;:]*)*(?<!\.)"
)
"""A full stop after a path is the sentence's. A word after a space that goes on with a slash belongs to the path."""
FOUND = re.compile(r"\(found: .*\)")
"""Devices that a sentence lists."""
NAMED = ("source", "microphone", "virtual_camera", "record")
"""Options that hold names."""
ORDINARY = {
    "",
    "off",
    "default",
    "pattern",
    "test pattern",
    "test pattern (no camera found)",
    "none",
    "pipewire",
    "Standin Camera",
    "root",
    "localhost",
}
"""Values of these that are no names, and users and hosts that everybody has."""
log = logging.getLogger("standin")


def log_file() -> Path:
    """The log."""
    return state_folder() / "standin.log"


def crash_file(name: str = "crash") -> Path:
    """Where Python writes what it was at when the process crashes."""
    return state_folder() / f"{name}.txt"


def read(path: Path) -> str:
    """A file's text; empty where it cannot be read."""
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without these names, whole words, and without the files and folders of anybody."""
    text = text.replace(f"{PACKAGE.parent}{os.sep}", "")
    wanted = sorted({*names} - ORDINARY, key=len, reverse=True)
    for path in sorted({path for name in wanted for path in _paths_of(name)}, key=len, reverse=True):
        text = text.replace(path, "(a file)")
    text = FOUND.sub("(found: other names)", text)
    text = PATHS.sub(lambda found: found[0] if OWN_FOLDERS.match(found[0]) else "(a file)", text)
    for name in wanted:
        file = PurePath(name)
        if file.suffix:  # a recording goes on in name-1, name-2 ...
            text = re.sub(rf"(?<!\w){re.escape(file.stem)}(-\d+)?{re.escape(file.suffix)}(?!\w)", "(a file)", text)
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "(a name)", text)
    return text


def _paths_of(name: str) -> list[str]:
    """A file's path, and those of its folders, as messages may have them; none for what is no path."""
    if "/" not in name and "\\" not in name:
        return []
    folders = [str(folder) for folder in PurePath(name).parents]
    return [name, *(folder for folder in folders if len(folder) > 1 and not OWN_FOLDERS.match(folder))]


def names_in(settings: dict[str, Any]) -> set[str]:
    """Names in the settings: those of profiles, files, devices and an avatar's characters."""
    profiles, options = settings.get("profiles"), settings.get("options")
    found = set(profiles if isinstance(profiles, dict) else ())
    found |= {str(options.get(name) or "") for name in NAMED} if isinstance(options, dict) else set()
    waiting: list[Any] = [settings]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
            found.add(_character_name(value.get("character")))
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and ("/" in value or "\\" in value):
            found.add(value)
    return found - ORDINARY


def strings_in(value: object) -> set[str]:
    """All texts in what somebody asked for, and the name in a character that is among them."""
    if isinstance(value, str):
        return {value, _character_name(value)}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else ()
    return {text for part in parts for text in strings_in(part)}


def _character_name(text: object) -> str:
    """Name of the character in an avatar's settings, which may be all of it in JSON; empty where there is none."""
    if not isinstance(text, str) or not text.startswith("{"):
        return text if isinstance(text, str) else ""
    try:
        return str(json.loads(text).get("name", ""))
    except (ValueError, RecursionError):
        return ""


class WithoutNames(logging.Filter):
    """Takes names out of what is logged; `names` gives those of now."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self._names = names

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.exc_info:  # an error's words hold names and paths as well as a message does
            text = f"{text}\n{logging.Formatter().formatException(record.exc_info)}"
        record.msg, record.args, record.exc_info = without_names(text, self._names()), (), None
        return True


def start_log(names: Callable[[], Iterable[str]]) -> None:
    """Has what the program logs written to the log, without names; where that cannot be written it goes nowhere."""
    from logging.handlers import RotatingFileHandler

    logging.raiseExceptions = False  # a full disk is no reason to write about it on the terminal, line by line
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.getLogger().level)
    try:
        state_folder().mkdir(parents=True, exist_ok=True)
        state_folder().chmod(0o700)
        handler = RotatingFileHandler(log_file(), maxBytes=LARGEST_BYTES, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(WithoutNames(names))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _marker() -> Path:
    """A file that is there while an engine runs."""
    return state_folder() / "running.json"


def crashes_so_far() -> int:
    """How many runs in a row did not end as they should, where no engine runs now."""
    text = read(_marker())
    if not text:
        return 0
    try:
        found = json.loads(text)
        return int(found["crashes"]) + (not _runs(found.get("pid")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return 1


def _runs(process: object) -> bool:
    """Whether another process has this number; one of the same user, in another session, is no crash."""
    if sys.platform == "win32" or not isinstance(process, int) or process in (0, os.getpid()):
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it is somebody else's
    return True


class Crashes:
    """Knows whether the former run ended as it should, and how many in a row did not.

    in_a_row: crashes before this run
    reason: what the former run crashed of; empty where it did not, or was killed
    """

    def __init__(self) -> None:
        self._marker, self._left = _marker(), False
        self.in_a_row, self.reason = crashes_so_far(), watch_for_crash()
        self._write(self.in_a_row)

    def _write(self, crashes: int) -> None:
        try:
            self._marker.parent.mkdir(parents=True, exist_ok=True)
            self._marker.write_text(json.dumps({"crashes": crashes, "pid": os.getpid()}))
        except OSError:
            pass  # nothing can be kept: then nothing is known of crashes

    def settle(self) -> None:
        """Says that this run is long enough to be no part of a row."""
        self.in_a_row = 0
        self._write(0)

    def leave(self) -> None:
        """Says that this run does not end as it should: the next one counts it."""
        self._left = True

    def end(self) -> None:
        """Says that this run ends as it should."""
        if self._left:
            return
        try:
            self._marker.unlink(missing_ok=True)
        except OSError:
            pass


def crash_notice(reason: str) -> str:
    """What the next start says of a run that crashed, or was killed where there is no reason."""
    if not reason:
        return "Standin was ended the last time before it could clean up"
    return f"Standin crashed the last time ({reason}). 'standin doctor --report FILE' tells its makers"


def watch_for_crash(name: str = "crash") -> str:
    """Has Python write where this process crashes; gives what the former one crashed of, empty where it did not.

    name: of the file; that of the former crash gets .old added
    """
    path = crash_file(name)
    text = read(path).strip()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            os.replace(path, crash_file(f"{name}.old"))
        faulthandler.enable(path.open("w"))
    except OSError:
        pass
    return text.splitlines()[0].removeprefix("Fatal Python error: ") if text else ""

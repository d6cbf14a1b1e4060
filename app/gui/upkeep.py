"""The engine's process: started where none runs, and again with what was on air where it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from app.control import CUT_OFF
from app.errors import in_short
from app.resources import program_words, runtime_folder
from app.settings import flag

ON_PURPOSE = (0, CUT_OFF)
"""What an engine ends with that was told to."""
RESTART_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 30.0
PARTS = {
    ("card", "shown"): "card",
    ("scene", "effects"): "scene",
    ("profile", "name"): "scene",
    ("quality", "tier"): "quality",
    ("source", "name"): "source_choice",
    ("source", "rotation"): "rotation",
    ("source", "mirror"): "mirror",
    ("microphone", "name"): "microphone",
}
"""What a call's argument changes, as the status names it."""
FLAGS = ("size", "rate", "quality", "rotation", "mirror", "microphone")


class Upkeep:
    """Starts the engine, and knows what it is to go on with; for any thread.

    start_words: the verb and flags of the first start
    """

    def __init__(self, start_words: list[str]) -> None:
        self._start_words = start_words
        self._lock = threading.Lock()
        self._status: dict[str, Any] = {}
        self._asked: dict[str, tuple[Any, float | None]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._starts: list[float] = []
        self._safe = False
        self.pid: int | None = None

    # --- what the engine is to go on with

    def asked(self, call: str, arguments: dict[str, Any]) -> None:
        """Notes a change that is on its way: an engine that ends now has not told of it in a status."""
        with self._lock:
            for argument, value in arguments.items():
                if (call, argument) in PARTS:
                    self._asked[PARTS[call, argument]] = value, None

    def answered(self, call: str, arguments: dict[str, Any]) -> None:
        """Notes that the engine has taken a change."""
        with self._lock:
            for argument, value in arguments.items():
                part = PARTS.get((call, argument), "")
                if part in self._asked and self._asked[part][0] == value:
                    self._asked[part] = value, time.monotonic()

    def refused(self, call: str, arguments: dict[str, Any]) -> None:
        """Notes that the engine has refused a change; one that never reached it is still to be made."""
        with self._lock:
            for argument, value in arguments.items():
                part = PARTS.get((call, argument), "")
                if part in self._asked and self._asked[part][0] == value:
                    del self._asked[part]

    def heard(self, status: dict[str, Any], asked_at: float) -> None:
        """Notes a status that was asked for at a time; what was answered before is in it."""
        with self._lock:
            self._status, self.pid = status, status["pid"]
            done = [part for part, (_, at) in self._asked.items() if at is not None and at < asked_at]
            for part in done:
                del self._asked[part]
            if self._process is not None and self._process.poll() is not None:
                self._process = None  # another engine runs now

    def lost(self) -> None:
        """Notes that the engine ended."""
        self.pid = None

    def _words_again(self) -> list[str]:
        """The flags with which an engine goes on where a former one stopped."""
        if not self._status:
            return []
        last = {**self._status, **{part: value for part, (value, _) in self._asked.items()}}
        words = [flag("scene", json.dumps(last["scene"])), flag("source", last["source_choice"])]
        words += [flag(part, last[part]) for part in FLAGS]
        return [*words, "--card"] if last["card"] else words

    # --- its process

    @property
    def stopped(self) -> bool:
        """True where the engine that this window started was ended on purpose, as by 'ctl stop'."""
        return self.pid is None and self._process is not None and self._process.poll() in ON_PURPOSE

    def start_safely(self) -> None:
        """Has the engine that is started next begin in safe mode, with nothing of what was on air."""
        with self._lock:
            self._safe = True

    def forgive(self) -> None:
        """Lets an engine be started again that was ended on purpose."""
        self._process = None

    def start(self) -> str:
        """Starts an engine where none is on its way; gives what the last one said that could not start, once."""
        with self._lock:
            status = None if self._process is None else self._process.poll()
            if self._process is not None and (status is None or (status in ON_PURPOSE and not self._safe)):
                return ""
            now = time.monotonic()
            wait = min(RESTART_SECONDS * 2.0 ** (len(self._starts) - 3), LONGEST_WAIT_SECONDS)
            if self._starts and now - self._starts[-1] < wait:
                return ""
            said = self._last_words() if status is not None and status > 0 else ""
            self._starts = [at for at in self._starts if now - at < 60] + [now]
            words = [*program_words(), *self._start_words, *(["--safe"] if self._safe else self._words_again())]
            self._safe = False
            # Not this process's own: the engine outlives the window, and its words would end it with the terminal.
            with _log_file().open("wb") as log:
                self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True)
            return said

    @staticmethod
    def _last_words() -> str:
        try:
            lines = _log_file().read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError as error:
            return in_short(error)
        return lines[-1].removeprefix("standin: ") if lines else ""

    def kill(self) -> None:
        """Ends an engine that hangs."""
        if self.pid is not None:
            try:
                os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            except OSError:
                pass  # it is gone already

    def wait(self, seconds: float) -> None:
        """Waits until the engine that was started here has ended; ends it where that takes too long."""
        if self._process is not None:
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()


def _log_file() -> Path:
    """What the engine said since it was started."""
    return runtime_folder() / "engine.log"

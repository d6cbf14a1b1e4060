"""The worker that has the microphone open while somebody listens."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.flow import SoundRing
from app.sources.microphone import OFF, SILENT, Microphone
from app.sources.sound_file import SoundFile
from app.worker import Worker

if TYPE_CHECKING:
    from app.engine import Engine

PART = "microphone"


class Listening:
    """Opens the chosen microphone when it is wanted, and closes it when nobody has wanted it for three seconds.

    name: "off", "default" or a device's name
    make_microphone: opens the one with this name
    on_error: told what a microphone raises
    """

    WANTED_SECONDS = 3.0

    def __init__(
        self,
        engine: Engine,
        name: str,
        make_microphone: Callable[[str], Microphone | SoundFile],
        on_error: Callable[[Exception], None],
    ) -> None:
        self.name = name
        self._engine, self._make_microphone, self._on_error = engine, make_microphone, on_error
        self._microphone: Microphone | SoundFile | None = None
        self._wanted_at = self._needed_at = -math.inf
        self.worker = Worker(PART, self._opened, self._failed, hang_seconds=3.0)

    def want(self) -> None:
        """Says that somebody listens now."""
        self._wanted_at = time.monotonic()
        self._open()

    def need(self) -> None:
        """Says that the scene on air listens now."""
        self._needed_at = time.monotonic()
        self._open()

    def need_no_more(self) -> None:
        """Says that nobody watches the scene on air: it does not listen from now on."""
        self._needed_at = -math.inf

    def _open(self) -> None:
        if self.name != OFF and not self.worker.running:
            self.worker.retry_now()
            self.worker.start()

    def choose(self, name: str) -> None:
        """Takes another microphone from now on, or none."""
        self.rest()
        self.name = name
        self._engine.set_status(PART, "")

    def rest(self, timeout_seconds: float = 2.0) -> None:
        """Closes the microphone until it is wanted again."""
        self.worker.stop(timeout_seconds)
        self._microphone = None

    def tend(self, now: float) -> None:
        """Closes a microphone that nobody wants any more; takes the word of a failure back when one is heard again."""
        microphone = self._microphone
        if microphone is not None and microphone.heard:
            self._engine.set_status(PART, "")
        if self.worker.running and now - max(self._wanted_at, self._needed_at) > self.WANTED_SECONDS:
            self.rest(timeout_seconds=0)

    @property
    def problem(self) -> str:
        """What is wrong with the microphone, empty where nothing is."""
        microphone = self._microphone
        silent = microphone is not None and microphone.silent(time.monotonic())
        return self._engine.status_of(PART) or (SILENT if silent else "")

    @property
    def sound(self) -> SoundRing | None:
        """What is heard; None while no microphone is open."""
        microphone = self._microphone
        return None if microphone is None else microphone.sound

    @property
    def level_db(self) -> float | None:
        """How loud it is in dBFS; None where nothing is heard."""
        microphone = self._microphone
        return None if microphone is None else microphone.level_db

    def _opened(self) -> Microphone | SoundFile:
        self.worker.join(2.0)  # the thread before this one may still be closing the same device
        microphone = self._make_microphone(self.name)
        if self.worker.is_current():
            self._microphone = microphone
        return microphone

    def _failed(self, error: Exception) -> None:
        self._microphone = None
        self._on_error(error)

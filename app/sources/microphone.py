"""The microphone: its newest sound and how loud it is."""

from __future__ import annotations

import math
import time

import numpy as np

from app.errors import DeviceLost
from app.flow import SoundRing
from app.sources.portaudio import InputStream

OFF = "off"
"""Chosen in place of a microphone's name where none is to be opened."""
SILENT = "The microphone gives silence. Check its switch and the system's volume"
FLOOR_DB = -90.0


def level_db(samples: np.ndarray) -> float:
    """How loud a sound is in dBFS, from -90 (and below) to 3.

    samples: (n,) float32
    The mean power against that of a sine of full scale, so that a sine of amplitude 0.1 is at -20 dBFS.
    Source: AES17, whose full scale is that of a sine.
    """
    power = float(np.square(samples, dtype=np.float64).mean()) if len(samples) else 0.0
    return max(FLOOR_DB, 10 * math.log10(2 * power)) if power > 0 else FLOOR_DB


class Microphone:
    """An open microphone, and a worker's device.

    name: "default" or a device's name
    sound: what it heard last
    Raises Unusable where it cannot be opened.
    """

    STEP_SECONDS = 0.1
    LEVEL_SECONDS = 0.1
    LOST_SECONDS = 1.0
    FIRST_SECONDS = 3.0
    """Until the first sound: a Bluetooth headset changes from music to speech first."""
    SILENT_SECONDS = 5.0

    def __init__(self, name: str) -> None:
        self._heard_at = self._loud_at = time.monotonic()
        self.heard = False
        self._stream = InputStream(name, self._hear)
        self.name = self._stream.name
        self.sound = SoundRing(self._stream.sample_rate_hz)
        try:
            self._stream.start()
        except BaseException:
            self._stream.close()
            raise

    def step(self) -> None:
        """Waits a moment, then sees whether the microphone is still there."""
        time.sleep(self.STEP_SECONDS)
        self.check(time.monotonic())

    def check(self, now: float) -> None:
        """Raises DeviceLost where nothing at all came for a second; `now` is on the monotonic clock."""
        if now - self._heard_at > (self.LOST_SECONDS if self.heard else self.FIRST_SECONDS):
            raise DeviceLost(
                f"The microphone {self.name} gives no sound any more. Plug it in again or choose another one"
            )

    @property
    def level_db(self) -> float | None:
        """How loud the last tenth of a second was, in dBFS, -90 at least; None before the first sound."""
        return level_db(self.sound.newest(self.LEVEL_SECONDS).samples) if self.heard else None

    def silent(self, now: float) -> bool:
        """True where it gave nothing but zeros for five seconds, as one does that is switched off or not allowed."""
        return now - self._loud_at > self.SILENT_SECONDS

    def close(self) -> None:
        """Lets the microphone go."""
        self._stream.close()

    def _hear(self, samples: np.ndarray, timestamp_ns: int) -> None:
        finite = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        self._heard_at = time.monotonic()
        if finite.any():
            self._loud_at = self._heard_at
        self.sound.put(finite.mean(axis=1), timestamp_ns)
        self.heard = True

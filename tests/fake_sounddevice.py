"""What stands in for the library `sounddevice`: made-up devices whose sound the test makes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

ALSA = ("USB Mic: Audio (hw:2,0)", "Mixer: PCM (hw:1,0)", "sysdefault", "surround40", "pulse", "default")


def sine(amplitude: float, rate_hz: int, seconds: float = 0.2, hertz: float = 440.0) -> np.ndarray:
    """(n,) float32."""
    return (amplitude * np.sin(2 * np.pi * hertz * np.arange(int(rate_hz * seconds)) / rate_hz)).astype(np.float32)


class PortAudioError(Exception):
    """As the library raises it."""


class FakeStream:
    """An open stream, which hears what it is told to."""

    def __init__(self, library: FakeLibrary, channels: int, samplerate: int, callback: Callable[..., None]) -> None:
        self.channels, self.samplerate = channels, float(samplerate)
        self._library, self._callback = library, callback
        self._closed = threading.Event()

    def start(self) -> None:
        if self._library.live is not None:
            threading.Thread(target=self._play, daemon=True).start()

    def hear(self, mono: np.ndarray) -> None:
        """The callback with this sound on every channel, in blocks of 10 ms."""
        for block in np.split(mono, range(160, len(mono), 160)):
            times = SimpleNamespace(currentTime=5.0, inputBufferAdcTime=5.0 - len(block) / self.samplerate)
            self._callback(np.tile(block[:, None], self.channels), len(block), times, None)

    def _play(self) -> None:
        while not self._closed.wait(0.01):
            if not self._library.unplugged and self._library.live is not None:
                self.hear(self._library.live[:160])

    def close(self) -> None:
        self._closed.set()
        self._library.open.remove(self)


class FakeLibrary:
    """The module; `install` puts it where the program imports it from.

    live: sound that open streams hear all the time; None where the test calls `hear` itself
    """

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ALSA
        self.only: tuple[int, int] | None = None
        self.busy = False
        self.unplugged = False
        self.live: np.ndarray | None = None
        self.open: list[FakeStream] = []
        self.opened = 0
        self._listed: tuple[str, ...] = ()

    def install(self, patch: pytest.MonkeyPatch) -> FakeLibrary:
        patch.setitem(sys.modules, "sounddevice", self)
        patch.setattr("app.sources.portaudio._streams", [])
        return self

    def _terminate(self) -> None:
        assert not self.open, "this would end the open stream"

    def _initialize(self) -> None:
        self._listed = () if self.unplugged else self.names

    def query_hostapis(self) -> Any:
        return ({"name": "ALSA"},)

    def query_devices(self, kind: str | None = None) -> Any:
        channels, rate = self.only or (2, 48000)
        listed = [
            {
                "name": name,
                "index": index,
                "hostapi": 0,
                "max_input_channels": channels,
                "default_samplerate": float(rate),
            }
            for index, name in enumerate(self._listed)
        ]
        if kind is None:
            return listed
        if not listed:
            raise PortAudioError("Error querying device -1")
        return listed[-1]

    def InputStream(self, *, device: int, channels: int, samplerate: int, **words: Any) -> FakeStream:  # noqa: N802
        assert words["dtype"] == "float32" and device < len(self._listed)
        if self.busy:
            raise PortAudioError("Device unavailable", -9985)
        if self.only and (channels, samplerate) != self.only:
            raise PortAudioError("Invalid sample rate", -9997)
        stream = FakeStream(self, channels, samplerate, words["callback"])
        self.open.append(stream)
        self.opened += 1
        return stream


def wait_until(what: Callable[[], object], seconds: float = 5.0) -> None:
    """Waits until something is so; fails when it does not become so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.005)

"""Marks in outgoing pictures, by which the doctor's self-test knows each and when it was sent.

The lowest bits of the first 64 samples of luma hold a sign and the time: nobody sees a step of 1/255, and
v4l2loopback hands on every byte as it is. A picture carries one only while a test asks for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.flow import Picture, Sink

BITS, SIGN = 64, 0x57A9


def marked(i420: np.ndarray, sent_us: int) -> np.ndarray:
    """A copy of a picture with a mark.

    i420: (H * 3 / 2, W) uint8
    sent_us: when it is sent, microseconds of the monotonic clock
    """
    bits = np.unpackbits(np.frombuffer((SIGN << 48 | sent_us).to_bytes(8, "big"), np.uint8))
    out = i420.copy()
    out[0, :BITS] = out[0, :BITS] & 0xFE | bits
    return out


def mark_in(samples: np.ndarray) -> int | None:
    """The time in a picture's mark, None where it has none; samples: uint8 of any shape, the picture's first ones."""
    number = int.from_bytes(np.packbits(samples.reshape(-1)[:BITS] & 1).tobytes(), "big")
    return number & (1 << 48) - 1 if number >> 48 == SIGN and samples.size >= BITS else None


class Marked:
    """A sink that marks pictures while `wanted` says so."""

    def __init__(self, sink: Sink, wanted: Callable[[], bool]) -> None:
        self._sink, self._wanted = sink, wanted

    def send(self, picture: Picture) -> None:
        """Hands a picture on."""
        if self._wanted():
            picture = replace(picture, i420=marked(picture.i420, time.monotonic_ns() // 1000))
        self._sink.send(picture)

    def watched(self) -> bool:
        """Whether somebody looks."""
        return self._sink.watched()

    def close(self) -> None:
        """Closes the sink."""
        self._sink.close()

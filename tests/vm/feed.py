"""Writes the marked room to a loopback device, each picture numbered along its top, and notes when it did.

    python -m tests.vm.feed DEVICE NOTES [RATE]

NOTES becomes a file of 256 int64: nanoseconds of the monotonic clock at which the picture with that number was written.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from pyvirtualcam.util import encode_fourcc

from app.picture import i420_from_bgr
from app.sinks.loopback import LoopbackWriter
from tests.engine_room import SIZE, marked_room

NUMBERS = 256
SQUARE, ROWS = 32, 16


def numbered(i420: np.ndarray, number: int) -> np.ndarray:
    """A copy of a picture with eight black or white squares along its top: the number's bits, lowest first."""
    made = i420.copy()
    for bit in range(8):
        made[:ROWS, bit * SQUARE : (bit + 1) * SQUARE] = 235 if number >> bit & 1 else 16
    return made


def number_in(picture: np.ndarray) -> int:
    """The number in a picture of (360, 640, 3) uint8."""
    return sum(int(picture[ROWS // 2, bit * SQUARE + SQUARE // 2].mean() > 128) << bit for bit in range(8))


def notes_in(path: Path) -> np.ndarray:
    """The notes in a file, made where there are none: (256,) int64, shared with whoever else has them."""
    return np.memmap(path, np.int64, "r+" if path.exists() else "w+", shape=(NUMBERS,))


def feed(device: str, notes: np.ndarray, rate_hz: float) -> None:
    """Writes until it is ended."""
    writer = LoopbackWriter(
        width=SIZE.width, height=SIZE.height, fps=rate_hz, fourcc=encode_fourcc("I420"), device=device
    )
    room = [i420_from_bgr(marked_room(number)) for number in range(7)]
    number, due = 0, time.monotonic()
    while True:
        picture = numbered(room[number % 7], number % NUMBERS)
        notes[number % NUMBERS] = time.monotonic_ns()
        writer.send(picture)
        number, due = number + 1, max(due + 1 / rate_hz, time.monotonic())
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    feed(sys.argv[1], notes_in(Path(sys.argv[2])), float((sys.argv[3:] or ["30"])[0]))

"""The outgoing picture in memory that the clients of this user can read."""

from __future__ import annotations

import mmap
import os
import struct
import time
from pathlib import Path

import numpy as np

from app.errors import Unusable
from app.flow import Picture, Size
from app.resources import runtime_folder

HEADER = struct.Struct("<8sIIQqQ")
MAGIC = b"standin1"
SLOTS = 2
ASKED_AT = HEADER.size
DATA = 64
WANTED_SECONDS = 2.0


def preview_file() -> Path:
    """Where the preview lies: a file of the runtime folder, mapped by both sides."""
    return runtime_folder() / "preview"


class Preview:
    """Writes each picture into one of two slots; does nothing while nobody reads.

    Layout: magic, width, height, number of the newest picture, its timestamp, unused; at 40 the time at which a
    reader last asked; at 64 the slots of I420. The newest picture lies in slot (number mod 2).
    """

    def __init__(self, size: Size) -> None:
        self._bytes = size.width * size.height * 3 // 2
        path = preview_file()
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, DATA + SLOTS * self._bytes)
            self._map = mmap.mmap(handle, DATA + SLOTS * self._bytes)
        finally:
            os.close(handle)
        self._size = size
        self._number = 0
        self._write_header(0)

    def send(self, picture: Picture) -> None:
        """Shows one picture to readers, where there are any."""
        (asked,) = struct.unpack_from("<q", self._map, ASKED_AT)
        if time.monotonic() - asked / 1e9 > WANTED_SECONDS:
            return
        self._number += 1
        start = DATA + self._number % SLOTS * self._bytes
        self._map[start : start + self._bytes] = picture.i420.tobytes()
        self._write_header(picture.timestamp_ns or 0)

    def _write_header(self, timestamp_ns: int) -> None:
        HEADER.pack_into(self._map, 0, MAGIC, self._size.width, self._size.height, self._number, timestamp_ns, 0)

    def close(self) -> None:
        """Lets the memory go."""
        self._map.close()


class PreviewReader:
    """Reads the preview of the running engine; raises Unusable where there is none."""

    def __init__(self) -> None:
        try:
            with preview_file().open("r+b") as stream:
                self._map = mmap.mmap(stream.fileno(), 0)
            magic, self._width, self._height, *_ = HEADER.unpack_from(self._map)
        except (OSError, ValueError, struct.error) as error:
            raise Unusable("There is no preview. Start Standin first") from error
        if magic != MAGIC:
            raise Unusable("The preview is of another version. Start Standin again")
        self.ask()

    def ask(self) -> None:
        """Says that somebody is reading; to be said again within two seconds."""
        struct.pack_into("<q", self._map, ASKED_AT, time.monotonic_ns())

    @property
    def is_card(self) -> bool:
        """True where the newest picture shows nothing of the camera."""
        return bool(HEADER.unpack_from(self._map)[4] == 0)

    def newest(self) -> int:
        """Number of the newest picture, 0 before the first."""
        self.ask()
        return int(HEADER.unpack_from(self._map)[3])

    def read(self) -> tuple[int, np.ndarray]:
        """Number of the newest picture, 0 before the first, and a copy of it: (H * 3 / 2, W) uint8 I420."""
        self.ask()
        size = self._width * self._height * 3 // 2
        while True:
            number = HEADER.unpack_from(self._map)[3]
            start = DATA + number % SLOTS * size
            data = bytes(self._map[start : start + size])
            # The writer touches this slot again only after it has shown the next number.
            if HEADER.unpack_from(self._map)[3] == number:
                return number, np.frombuffer(data, np.uint8).reshape(self._height * 3 // 2, self._width)

    def close(self) -> None:
        """Lets the memory go."""
        self._map.close()

"""The outgoing picture in memory that the clients of this user can read."""

from __future__ import annotations

import mmap
import os
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from app.errors import Unusable
from app.flow import Picture, Planes, Size
from app.opencv import cv2
from app.picture import resize_into
from app.resources import runtime_folder

T = TypeVar("T")
HEADER = struct.Struct("<8sIIQq")
ASKED = struct.Struct("<qqII")
MAGIC = b"standin2"
SLOTS = 2
ASKED_AT = 40
DATA = 64
WANTED_NS = 1_000_000_000


def preview_file() -> Path:
    """Where the preview lies: a file of the runtime folder, mapped by both sides."""
    return runtime_folder() / "preview"


class Preview:
    """Writes each picture into one of two slots, at the size that is wanted; does nothing while nobody reads.

    Layout: magic, width and height, number and timestamp (0 for a card) of the newest picture; at 40 when a reader
    last asked for pictures of full size, when one asked for smaller ones, and their width and height; at 64 the
    slots of I420. The newest picture lies in slot (number mod 2).
    The engine makes it smaller, as the picture is at hand there: in the window that took three times as long.
    """

    def __init__(self, size: Size) -> None:
        self._bytes = size.width * size.height * 3 // 2
        path = preview_file()
        if sys.platform != "win32":
            path.unlink(missing_ok=True)  # a file of another size would be cut under its readers, and end them
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, DATA + SLOTS * self._bytes)
            if sys.platform == "linux":
                # Without a place for every page a write to the map would end the process where the disk is full.
                os.posix_fallocate(handle, 0, DATA + SLOTS * self._bytes)
            self._map = mmap.mmap(handle, DATA + SLOTS * self._bytes)
            self._made = os.fstat(handle)
        except OSError as error:
            path.unlink(missing_ok=True)  # who read its holes would end
            raise Unusable(f"There is no preview ({error.strerror}). Make room in {path.parent}") from error
        finally:
            os.close(handle)
        self._number = 0
        self._write_header(size.width, size.height, 0)

    def send(self, picture: Picture) -> None:
        """Shows one picture to readers, where there are any."""
        full, small, width, height = self._asked()
        if not full and not small:
            return
        rows, full_width = picture.i420.shape
        if full or not (0 < width < full_width and 0 < height < rows * 2 // 3):
            width, height = full_width, rows * 2 // 3
        self._number += 1
        slot = np.frombuffer(self._map, np.uint8, width * height * 3 // 2, DATA + self._number % SLOTS * self._bytes)
        shown = slot.reshape(height * 3 // 2, width)
        if width == full_width:
            np.copyto(shown, picture.i420)
        else:
            resize_into(Planes.of(picture.i420), shown, cv2.INTER_LINEAR)
        del slot, shown  # while they live the map cannot be closed
        self._write_header(width, height, picture.timestamp_ns or 0)

    def watched(self) -> bool:
        """True while somebody reads."""
        return any(self._asked()[:2])

    def _asked(self) -> tuple[bool, bool, int, int]:
        """Whether pictures of full size are wanted now, whether smaller ones are, and their width and height."""
        full_asked, small_asked, width, height = ASKED.unpack_from(self._map, ASKED_AT)
        now = time.monotonic_ns()
        return now - full_asked < WANTED_NS, now - small_asked < WANTED_NS, width, height

    def _write_header(self, width: int, height: int, timestamp_ns: int) -> None:
        # In one piece: pack_into writes zeros first, which a reader may see.
        self._map[: HEADER.size] = HEADER.pack(MAGIC, width, height, self._number, timestamp_ns)

    def close(self) -> None:
        """Lets the memory go, and removes the file: no picture stays behind."""
        self._map.close()
        try:
            if os.path.samestat(preview_file().stat(), self._made):  # not that of one which took this one's place
                preview_file().unlink()
        except OSError:
            pass  # Windows: a reader still has it


class PreviewReader:
    """Reads the preview of the running engine; raises Unusable where there is none.

    largest: width and height that pictures need not exceed, full size unless given; may be changed at any time
    """

    def __init__(self, largest: tuple[int, int] | None = None) -> None:
        self.largest = largest
        try:
            with preview_file().open("r+b") as stream:
                self._map = mmap.mmap(stream.fileno(), 0)
            magic, width, height, *_ = self._header()
        except (OSError, ValueError, struct.error) as error:
            raise Unusable("There is no preview. Start Standin first") from error
        if magic != MAGIC:
            raise Unusable("The preview is of another version. Start Standin again")
        self._shape = height / width
        self._slot = (len(self._map) - DATA) // SLOTS
        self.newest()

    def newest(self) -> int:
        """Number of the newest picture, 0 before the first; says that somebody is reading, for a second."""
        now = time.monotonic_ns()
        if self.largest is None:
            struct.pack_into("<q", self._map, ASKED_AT, now)
        else:
            width = min(self.largest[0], self.largest[1] / self._shape)
            even = max(2, round(width) // 2 * 2), max(2, round(width * self._shape) // 2 * 2)
            struct.pack_into("<qII", self._map, ASKED_AT + 8, now, *even)
        return int(self._header()[3])

    def _header(self) -> tuple[bytes, int, int, int, int]:
        """The header, whole: read until it is the same twice."""
        first = b""
        while (found := bytes(self._map[: HEADER.size])) != first:
            first = found
        magic, width, height, number, timestamp_ns = HEADER.unpack(found)
        return magic, width, height, number, timestamp_ns

    @property
    def is_card(self) -> bool:
        """True where the newest picture shows nothing of the camera."""
        return self._header()[4] == 0

    def read(self) -> tuple[int, np.ndarray]:
        """Number of the newest picture, 0 before the first, and a copy of it: (H * 3 / 2, W) uint8 I420."""
        return self.read_as(np.copy)

    def read_as(self, made: Callable[[np.ndarray], T]) -> tuple[int, T]:
        """Number of the newest picture, and what `made` makes of it in place, which spares a copy.

        made: called with (H * 3 / 2, W) uint8 I420, again where the picture was written over meanwhile
        """
        while True:
            number = self.newest()
            _, width, height, *_ = self._header()
            picture = np.frombuffer(self._map, np.uint8, width * height * 3 // 2, DATA + number % SLOTS * self._slot)
            result = made(picture.reshape(height * 3 // 2, width))
            del picture  # while it lives the map cannot be closed
            # The writer touches this slot again only after it has shown the next number.
            if self.newest() == number:
                return number, result

    def close(self) -> None:
        """Lets the memory go."""
        self._map.close()

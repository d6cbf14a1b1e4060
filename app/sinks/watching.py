"""Who watches a v4l2loopback device: the driver's own word where it gives one, else who has the device open."""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import struct
from collections.abc import Iterator
from pathlib import Path

VIDIOC_SUBSCRIBE_EVENT, VIDIOC_DQEVENT = 0x4020565A, 0x80885659
CLIENT_USAGE = 0x08000000 + 0x08E00000 + 1
"""V4L2_EVENT_PRI_CLIENT_USAGE of v4l2loopback 0.13 and later: how many stream from the device."""
SEND_INITIAL = 1
IN_CLOSE_WRITE, IN_CLOSE_NOWRITE, IN_OPEN = 0x8, 0x10, 0x20
IN_OVERFLOW = 0x4000
UNKNOWN = ""
"""Stands for a program that the system does not name."""


class Watching:
    """Knows whether somebody watches a device that this process has open for writing.

    handle: the open device
    path: where it is
    Where neither the driver nor the system tells, it counts as watched.
    """

    def __init__(self, handle: int, path: str) -> None:
        self._handle, self._path = handle, path
        self._poll = select.poll()
        self._streams = _subscribed(handle)
        self._notes = -1 if self._streams else _noted(path)
        self._count = 0 if self._streams else len(holders(path))
        self._changes = 0
        self._named: tuple[int, tuple[str, ...]] = (-1, ())
        if self.tells:
            self._poll.register(*(handle, select.POLLPRI) if self._streams else (self._notes, select.POLLIN))

    @property
    def tells(self) -> bool:
        """False where nothing tells who watches."""
        return self._streams or self._notes >= 0

    def watched(self) -> bool:
        """True while somebody watches; a few microseconds, a look at every process when the last one has gone."""
        if not self.tells:
            return True
        while self._poll.poll(0):
            self._changes += 1
            if self._streams:
                self._count = _streams(self._handle)
            else:
                self._count_openings()
        return self._count > 0

    def names(self) -> tuple[str, ...] | None:
        """The programs that watched when it was last asked, sorted; None where nothing tells.

        Looks at every process after a change; from any thread, `watched` from one alone.
        """
        if not self.tells:
            return None
        if self._count <= 0:
            return ()
        changes, names = self._named
        if changes != self._changes:
            changes = self._changes
            names = tuple(sorted(map(_program, holders(self._path)))) or (UNKNOWN,)
            self._named = changes, names
        return names

    def _count_openings(self) -> None:
        for mask in _masks(os.read(self._notes, 4096)):
            if mask & IN_OPEN:
                self._count += 1
            elif mask & (IN_CLOSE_WRITE | IN_CLOSE_NOWRITE):
                self._count -= 1
            elif mask & IN_OVERFLOW:
                self._count = 0
        if self._count <= 0:
            # Equal notes in a row are given as one, so that an opening may have been missed.
            self._count = len(holders(self._path))

    def close(self) -> None:
        """Ends the watching; the device stays open."""
        if self._notes >= 0:
            os.close(self._notes)


def holders(path: str) -> list[int]:
    """Processes but this one, of those that may be looked at, which have a device open."""
    processes = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [process for process in processes if process != os.getpid() and path in _open_files(process)]


def _open_files(process: int) -> Iterator[str]:
    try:
        for handle in Path(f"/proc/{process}/fd").iterdir():
            try:
                yield str(handle.readlink())
            except OSError:
                continue  # it was closed meanwhile
    except OSError:
        return  # it ended, or is somebody else's


def _program(process: int) -> str:
    try:
        return Path("/proc", str(process), "comm").read_text().strip()
    except OSError:
        return UNKNOWN


def _subscribed(handle: int) -> bool:
    try:
        fcntl.ioctl(handle, VIDIOC_SUBSCRIBE_EVENT, struct.pack("3I20x", CLIENT_USAGE, 0, SEND_INITIAL))
    except OSError:
        return False  # the driver is older
    return True


def _streams(handle: int) -> int:
    """How many stream, as the newest event says."""
    event = bytearray(136)
    fcntl.ioctl(handle, VIDIOC_DQEVENT, event)
    return int(struct.unpack_from("I", event, 8)[0])


def _noted(path: str) -> int:
    """A handle of inotify that tells of a file's openings and closings; -1 where there is none."""
    libc = ctypes.CDLL(None, use_errno=True)
    notes = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if notes >= 0 and libc.inotify_add_watch(notes, os.fsencode(path), IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE) < 0:
        os.close(notes)
        return -1
    return int(notes)


def _masks(notes: bytes) -> Iterator[int]:
    at = 0
    while at < len(notes):
        _, mask, _, length = struct.unpack_from("iIII", notes, at)
        yield mask
        at += 16 + length

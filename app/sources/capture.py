"""Takes pictures from a source, turns them upright and hands them on as frames."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import Unusable
from app.flow import Frame, Mailbox, Size, Source
from app.picture import i420_from_bgr, upright
from app.sources.camera import Camera, camera_named, cameras
from app.sources.files import Clip, Still, TestPattern, is_picture
from app.video4linux import video_devices

PATTERN = "pattern"
NO_CAMERA_FOUND = "test pattern (no camera found)"


@dataclass(frozen=True)
class View:
    """How a source is looked at: its name, the rotation in degrees clockwise and whether others see it mirrored."""

    source: str
    rotation: int
    mirror: bool


def open_source(name: str, size: Size, rate_hz: float, own_label: str) -> tuple[Source, str]:
    """The source of a name, and the name it really has.

    name: a camera's name, the path of a clip or picture, "pattern", or empty for the first camera that opens,
        else the pattern
    Raises Unusable where it cannot be had.
    """
    if name == PATTERN:
        return TestPattern(size), "test pattern"
    if not name:
        for camera in cameras(own_label):
            try:
                return Camera(camera, size, rate_hz), camera.name
            except Unusable:
                continue
        return TestPattern(size), NO_CAMERA_FOUND
    if is_file_name(name):
        path = Path(name).expanduser()
        return (Still(path) if is_picture(path) else Clip(path)), path.name
    camera = camera_named(name, own_label)
    return Camera(camera, size, rate_hz), camera.name


def present_devices(own_label: str) -> tuple[str, ...]:
    """Names and places of the cameras and virtual cameras that are there now; a change means that one came or went."""
    return tuple(
        sorted(
            [f"{camera.name} {camera.where}" for camera in cameras(own_label)]
            + [f"{device.label} {device.path}" for device in video_devices() if device.is_loopback]
        )
    )


def is_file_name(name: str) -> bool:
    """True for the path of a file rather than a camera's name."""
    path = Path(name).expanduser()
    return not name.startswith("/dev/") and (path.suffix != "" or "/" in name or path.exists())


class Capture:
    """Reads an open source, one picture a step; keeps the time for sources that do not.

    arrived: called with each frame
    """

    STILL_SECONDS = 2.0

    def __init__(
        self, source: Source, size: Size, view: View, frames: Mailbox[Frame], arrived: Callable[[Frame], None]
    ) -> None:
        self.source = source
        self.frozen = False
        self._size, self._view, self._frames, self._arrived = size, view, frames, arrived
        self._due = time.monotonic()
        self._sample, self._changed = 0, time.monotonic()

    def step(self) -> None:
        """Reads one picture and puts it into the mailbox."""
        picture = self.source.read()
        if not self.source.live:
            wait = self._due - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            # A source that fell behind goes on from now: frames that are late are never hurried through.
            period = 1 / self.source.rate_hz
            self._due = (self._due if wait > -period else time.monotonic()) + period
        taken = self.source.timestamp_ns or time.monotonic_ns()
        if self.source.live:
            self._watch_for_stillness(zlib.crc32(picture[::16, ::16].tobytes()))
        i420 = i420_from_bgr(upright(picture, self._size, self._view.rotation, self._view.mirror))
        i420.flags.writeable = False
        frame = Frame(i420, taken)
        self._frames.put(frame)
        self._arrived(frame)

    def _watch_for_stillness(self, sample: int) -> None:
        """No sensor gives the same picture twice: a camera that does has stopped, whatever it says."""
        now = time.monotonic()
        if sample != self._sample:
            self._sample, self._changed = sample, now
        self.frozen = now - self._changed > self.STILL_SECONDS

    def close(self) -> None:
        """Closes the source."""
        self.source.close()

"""Takes pictures from a source, turns them upright and hands them on as frames."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import Unusable
from app.flow import Frame, Mailbox, Size, Source
from app.picture import check_file, i420_from_bgr, upright
from app.resources import user_path
from app.sources.camera import Camera, camera_named, cameras
from app.sources.files import Clip, Still, TestPattern, is_picture

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

    name: a camera's name, the path of a clip or picture, "pattern", or empty for the first camera that opens;
        the pattern where this machine has none
    Raises Unusable where it cannot be had.
    """
    if name == PATTERN:
        return TestPattern(size), "test pattern"
    if not name:
        refused: Unusable | None = None
        for camera in cameras(own_label):
            try:
                return Camera(camera, size, rate_hz), camera.name
            except Unusable as error:
                refused = refused or error
        if refused is not None:
            raise refused
        return TestPattern(size), NO_CAMERA_FOUND
    if is_file_name(name):
        path = user_path(name)
        return (Still(path) if is_picture(path) else Clip(path)), path.name
    camera = camera_named(name, own_label)
    return Camera(camera, size, rate_hz), camera.name


def check_source(name: str) -> None:
    """Raises Unusable where a file that is named as the source cannot be used. Cameras may still come."""
    if name and name != PATTERN and is_file_name(name):
        path = user_path(name)
        check_file(path, "source")
        (Still(path) if is_picture(path) else Clip(path)).close()


def is_file_name(name: str) -> bool:
    """True for the path of a file rather than a camera's name."""
    path = user_path(name)
    return not name.startswith("/dev/") and (path.suffix != "" or "/" in name or path.exists())


def is_camera_name(name: str) -> bool:
    """True where a source names one camera: it is neither a file, the pattern nor left to be chosen."""
    return bool(name) and name != PATTERN and not is_file_name(name)


class Capture:
    """Reads an open source, one picture a step; keeps the time for sources that do not.

    arrived: called with each frame
    wanted: asked before a frame is handed on; False in a thread that was given up
    """

    STILL_SECONDS = 5.0

    def __init__(
        self,
        source: Source,
        size: Size,
        view: View,
        frames: Mailbox[Frame],
        arrived: Callable[[Frame], None],
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        self.source = source
        self.frozen = False
        self._size, self._view, self._frames, self._arrived, self._wanted = size, view, frames, arrived, wanted
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
            self._watch_for_stillness(zlib.crc32(picture[::4, ::4].tobytes()))
        i420 = i420_from_bgr(upright(picture, self._size, self._view.rotation, self._view.mirror))
        i420.flags.writeable = False
        frame = Frame(i420, taken)
        if not self._wanted():
            return
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

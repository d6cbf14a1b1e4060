"""Clips, still pictures and the test pattern as sources."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from app.errors import DeviceLost, Unusable
from app.flow import Size
from app.opencv import MAX_PICTURE_PIXELS, cv2
from app.picture import as_bgr, check_file, read_picture

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".ppm", ".pgm")


def is_picture(path: Path) -> bool:
    """True where the name says that a file is a still picture."""
    return path.suffix.lower() in PICTURE_SUFFIXES


class Clip:
    """A video file, played from its start again when it ends, at its own rate.

    sound: the file, for whoever plays or hears its sound track
    frame_count: how many pictures it says it has, 0 where it does not say
    Raises Unusable where the file is missing, broken or has no picture.
    """

    live = False
    timestamp_ns: int | None = None

    def __init__(self, path: Path, *, loop: bool = True) -> None:
        check_file(path, "video")
        self.sound = path
        self._path, self._loop = path, loop
        self._capture = self._opened()
        self._read_any = False
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.rate_hz = rate if 1 <= rate <= 240 else 30.0
        self.frame_count = max(0, int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)))

    def _opened(self) -> cv2.VideoCapture:
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
        pixels = capture.get(cv2.CAP_PROP_FRAME_WIDTH) * capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if not capture.isOpened() or pixels < 1:
            raise Unusable(
                f"The video {self._path.name} is broken or of a kind that is not known. Choose an MP4, MKV or WebM"
            )
        if pixels > MAX_PICTURE_PIXELS:
            raise Unusable(f"The video {self._path.name} is larger than {MAX_PICTURE_PIXELS // 1_000_000} megapixels")
        return capture

    def read(self) -> np.ndarray:
        """The next picture, (H, W, 3) uint8 BGR; raises DeviceLost when there is none, and at the end without loop."""
        found, picture = self._capture.read()
        if not found and self._loop and self._read_any:
            self.close()
            self._capture = self._opened()
            found, picture = self._capture.read()
        if not found or picture is None:
            raise DeviceLost(f"The video {self._path.name} has no more pictures that can be read")
        self._read_any = True
        return as_bgr(picture)

    def close(self) -> None:
        """Closes the file."""
        self._capture.release()


class Still:
    """A picture file, shown for ever; raises Unusable where it cannot be read."""

    rate_hz = 30.0
    live = False
    timestamp_ns: int | None = None

    def __init__(self, path: Path) -> None:
        self._picture = read_picture(path)

    def read(self) -> np.ndarray:
        """The picture, (H, W, 3) uint8 BGR."""
        return self._picture

    def close(self) -> None:
        """Nothing to close."""


class TestPattern:
    """A drawn person who moves a little before a wall with shelves: something to look at without a camera."""

    __test__ = False
    rate_hz = 30.0
    live = False
    timestamp_ns: int | None = None

    def __init__(self, size: Size) -> None:
        self._size = size
        self._room = drawn_room(size)
        self._number = 0

    def read(self) -> np.ndarray:
        """The next picture, (height, width, 3) uint8 BGR."""
        picture = self._room.copy()
        seconds = self._number / self.rate_hz
        self._number += 1
        draw_person(picture, 0.5 + 0.05 * math.sin(seconds * 0.9), 0.012 * math.sin(seconds * 1.7))
        return picture

    def close(self) -> None:
        """Nothing to close."""


def drawn_room(size: Size) -> np.ndarray:
    """A wall with shelves and a window, (height, width, 3) uint8 BGR."""
    width, height = size.width, size.height
    room = np.full((height, width, 3), (176, 190, 198), np.uint8)
    colours = ((70, 90, 170), (120, 150, 60), (60, 140, 190), (150, 100, 80), (90, 60, 120))
    for row in range(3):
        base = int(height * (0.24 + 0.24 * row))
        cv2.rectangle(room, (0, base), (int(width * 0.3), base + max(2, height // 60)), (70, 100, 130), -1)
        for book in range(9):
            left = int(width * (0.01 + 0.031 * book))
            top = base - int(height * (0.10 + 0.018 * ((book * 7 + row * 3) % 5)))
            cv2.rectangle(room, (left, top), (left + int(width * 0.024), base - 1), colours[(book + 2 * row) % 5], -1)
    cv2.rectangle(
        room, (int(width * 0.72), int(height * 0.1)), (int(width * 0.95), int(height * 0.55)), (235, 222, 200), -1
    )
    for part in (0.0, 0.5, 1.0):
        x, y = int(width * (0.72 + 0.23 * part)), int(height * (0.1 + 0.45 * part))
        cv2.line(room, (x, int(height * 0.1)), (x, int(height * 0.55)), (110, 130, 150), max(2, width // 160))
        cv2.line(room, (int(width * 0.72), y), (int(width * 0.95), y), (110, 130, 150), max(2, width // 160))
    return room


def draw_person(picture: np.ndarray, centre: float, nod: float) -> None:
    """Draws head and shoulders into (H, W, 3) uint8 BGR; `centre` and `nod` are parts of the width and height."""
    height, width = picture.shape[:2]
    h = height

    def at(x: float, y: float) -> tuple[int, int]:
        return int(width * centre + x * h), int((y + nod) * h)

    def oval(
        x: float,
        y: float,
        rx: float,
        ry: float,
        colour: tuple[int, int, int],
        turn: float = 0,
        arc: tuple[int, int] = (0, 360),
    ) -> None:
        cv2.ellipse(picture, at(x, y), (int(rx * h), int(ry * h)), turn, *arc, colour, -1, cv2.LINE_AA)

    skin, shade, hair = (150, 180, 228), (126, 156, 208), (38, 50, 72)
    oval(0, 0.36, 0.185, 0.25, hair)
    oval(0, 1.08, 0.42, 0.36, (120, 84, 52))
    oval(0, 0.66, 0.075, 0.14, shade)
    oval(0, 0.745, 0.10, 0.055, shade)
    oval(0, 0.42, 0.145, 0.205, skin)
    oval(0, 0.27, 0.155, 0.09, hair, arc=(180, 360))
    for side in (-1, 1):
        oval(side * 0.148, 0.43, 0.022, 0.045, skin)
        oval(side * 0.058, 0.405, 0.026, 0.013, (245, 245, 245))
        oval(side * 0.058, 0.405, 0.011, 0.012, (60, 70, 60))
        oval(side * 0.058, 0.368, 0.034, 0.008, hair)
    oval(0, 0.46, 0.018, 0.035, shade)
    oval(0, 0.527, 0.052, 0.030, (96, 92, 190), arc=(0, 180))

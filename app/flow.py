"""The values that flow through the program, the protocols of their ends, and what carries them between threads."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True)
class Size:
    """Width and height of the output in pixels: multiples of 8, from 448 x 176 to 4096 x 2304.

    Multiples of 8 because quarter-size planes of luma and chroma must be whole; the least width because four
    pixels lie in at most three columns of a mask (matte.frag).
    Raises ValueError for other sizes.
    """

    width: int
    height: int

    def __post_init__(self) -> None:
        if not (448 <= self.width <= 4096 and 176 <= self.height <= 2304) or self.width % 8 or self.height % 8:
            raise ValueError(f"size {self} is not possible: width and height are multiples of 8, 448x176 to 4096x2304")

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @classmethod
    def parse(cls, text: str) -> Size:
        """Size from "1280x720"; raises ValueError where the text is no possible size."""
        width, cross, height = text.lower().partition("x")
        if not (cross and width.isdecimal() and height.isdecimal()):
            raise ValueError(f"'{text}' is not a size; write it like 1280x720")
        return cls(int(width), int(height))


@dataclass(frozen=True)
class Planes:
    """The three planes of a picture in I420: Y' (H, W), Cb and Cr (H/2, W/2), uint8, BT.601 limited range."""

    luma: np.ndarray
    cb: np.ndarray
    cr: np.ndarray

    @classmethod
    def of(cls, i420: np.ndarray) -> Planes:
        """Views into a picture of (H * 3 / 2, W) uint8; nothing is copied."""
        rows, width = i420.shape
        height = rows * 2 // 3
        cb, cr = i420[height:].reshape(2, height // 2, width // 2)
        return cls(i420[:height], cb, cr)


@dataclass(frozen=True, eq=False)
class Frame:
    """The picture as taken, upright and in the output's size.

    i420: (H * 3 / 2, W) uint8, read-only, BT.601 limited range
    timestamp_ns: monotonic clock, when it was taken
    """

    i420: np.ndarray
    timestamp_ns: int

    @property
    def planes(self) -> Planes:
        """Its three planes, as views."""
        return Planes.of(self.i420)


@dataclass(frozen=True, eq=False)
class Mask:
    """Where the person is in one frame.

    alpha: (h, w) float32, 0 = background .. 1 = person, at a network's size
    slope, offset: (h/2, w/2) float32; resized to a picture, slope * luma + offset is alpha at that picture's
        edges, luma being Y' from 0 to 255 (guided-filter coefficients)
    timestamp_ns: that of the frame it was made from
    """

    alpha: np.ndarray
    slope: np.ndarray
    offset: np.ndarray
    timestamp_ns: int

    @classmethod
    def of_nobody(cls, timestamp_ns: int) -> Mask:
        """The mask of a frame without a person in it."""
        cells = np.zeros((72, 128), np.float32)
        return cls(np.zeros((144, 256), np.float32), cells, cells, timestamp_ns)


@dataclass(frozen=True, eq=False)
class Observation:
    """A frame and what was seen in it; the mask, where there is one, belongs to this very frame.

    Raises ValueError when it does not.
    """

    frame: Frame
    mask: Mask | None = None

    def __post_init__(self) -> None:
        if self.mask is not None and self.mask.timestamp_ns != self.frame.timestamp_ns:
            raise ValueError("the mask belongs to another frame")


LIPS_MEET_BELOW = 0.02
"""A gap between the lips smaller than this, in the unit of a mouth's points, is none."""


@dataclass(frozen=True, eq=False)
class Mouth:
    """What the user's mouth does, as their voice tells.

    points: (31, 2) float32, read-only: iBUG-68 points 48-67 (12 of the outer lip, 8 of the inner), then 3-13 (the jaw
        line), x right and y down as a viewer sees them; the origin is the middle of the closed mouth, the unit the
        distance between the eyes' centres
    voice: 0 .. 1, how sure it is that the user speaks
    level_db: dBFS, how loud the sound was; -90 at least
    timestamp_ns: monotonic clock, the moment of the sound that it shows
    """

    points: np.ndarray
    voice: float
    level_db: float = -90.0
    timestamp_ns: int = 0

    @property
    def gap(self) -> float:
        """How far the lips are apart in their middle."""
        return float(self.points[18, 1] - self.points[14, 1])

    @property
    def shut(self) -> bool:
        """True where the lips meet."""
        return self.gap < LIPS_MEET_BELOW


@dataclass(frozen=True)
class Performance:
    """What an avatar is to act: the user's mouth, None where it is not known, a ready expression and a gesture."""

    mouth: Mouth | None = None
    expression: str = "neutral"
    gesture: str = ""


@dataclass(frozen=True, eq=False)
class Picture:
    """What other people see.

    i420: (H * 3 / 2, W) uint8, read-only
    timestamp_ns: that of the frame it shows, None where it shows none (a card)
    scene: the scene it was drawn from; whoever would show it again compares it with the present one
    """

    i420: np.ndarray
    timestamp_ns: int | None
    scene: object


@dataclass(frozen=True, eq=False)
class Sound:
    """What a microphone heard from one sample to another.

    samples: (n,) float32, full scale is -1 .. 1, finite
    first: number of the first of them, counted since the microphone was opened
    sample_rate_hz: samples a second
    timestamp_ns: monotonic clock, when the last one was taken; 0 before the first sound
    """

    samples: np.ndarray
    first: int
    sample_rate_hz: int
    timestamp_ns: int

    @property
    def end(self) -> int:
        """Number of the sample after the last: what to ask the ring for next time."""
        return self.first + len(self.samples)


class Source(Protocol):
    """Where pictures come from. Making one opens it; the thread that made it owns it."""

    rate_hz: float
    live: bool
    """True where `read` itself waits for the next picture, as a camera does."""
    timestamp_ns: int | None
    """When the last picture was taken, monotonic clock; None where the source cannot tell."""

    def read(self) -> np.ndarray:
        """The next picture, (H, W, 3) uint8 BGR, any size; raises DeviceLost when there is none."""
        ...

    def close(self) -> None: ...


class Sink(Protocol):
    """Where pictures go. Making one opens it; the thread that made it owns it."""

    def send(self, picture: Picture) -> None:
        """Hands one picture on; raises DeviceLost when that fails."""
        ...

    def watched(self) -> bool:
        """Whether somebody looks at the pictures now; True where nothing tells. Called before each picture."""
        ...

    def close(self) -> None: ...


class Mailbox(Generic[T]):
    """Holds the newest value for one taker: `put` replaces, so that nothing ever queues."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._value: T | None = None
        self._put_ns = 0
        self.dropped = 0

    def put(self, value: T) -> None:
        """Leaves `value` for the taker; one that was not taken yet is dropped and counted."""
        with self._condition:
            self.dropped += self._value is not None
            self._value = value
            self._put_ns = time.monotonic_ns()
            self._condition.notify()

    def take(self, timeout_seconds: float) -> T | None:
        """The newest value, removed; None when none came within the time."""
        with self._condition:
            if self._value is None:
                self._condition.wait(timeout_seconds)
            value, self._value = self._value, None
            return value

    @property
    def put_ns(self) -> int:
        """When the last value was put, monotonic clock; 0 before the first."""
        return self._put_ns


class SoundRing:
    """Keeps the newest sound for any number of readers: the oldest gives way, so that no delay can grow.

    Every reader asks for what came since the sample it knows; one that is slow misses sound, and sees that in
    `Sound.first`.
    """

    def __init__(self, sample_rate_hz: int, seconds: float = 1.0) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._samples = np.zeros(int(sample_rate_hz * seconds), np.float32)
        self._count = 0
        self._timestamp_ns = 0
        self._changed = threading.Condition()

    def put(self, samples: np.ndarray, timestamp_ns: int) -> None:
        """Adds (n,) float32; `timestamp_ns` is when the last of them was taken."""
        newest = samples[-len(self._samples) :]
        with self._changed:
            self._count += len(samples)
            begin = (self._count - len(newest)) % len(self._samples)
            rest = max(0, begin + len(newest) - len(self._samples))
            self._samples[begin : begin + len(newest)] = newest[: len(newest) - rest]
            self._samples[:rest] = newest[len(newest) - rest :]
            self._timestamp_ns = timestamp_ns
            self._changed.notify_all()

    def wait(self, first: int, timeout_seconds: float) -> None:
        """Waits until sample `first` has come, or for this long."""
        with self._changed:
            self._changed.wait_for(lambda: self._count > first, timeout_seconds)

    def since(self, first: int) -> Sound:
        """The sound from sample `first` on, or from the oldest that is kept; a copy."""
        with self._changed:
            first = min(max(first, self._count - len(self._samples), 0), self._count)
            begin, count = first % len(self._samples), self._count - first
            rest = max(0, begin + count - len(self._samples))
            samples = np.concatenate([self._samples[begin : begin + count - rest], self._samples[:rest]])
            return Sound(samples, first, self.sample_rate_hz, self._timestamp_ns)

    def newest(self, seconds: float) -> Sound:
        """The last sound, at most this long; a copy."""
        return self.since(self._count - int(self.sample_rate_hz * seconds))

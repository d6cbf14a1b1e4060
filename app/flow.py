"""The values that flow through the program, the protocols of their ends, and what carries them between threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

T = TypeVar("T")
SECOND_NS = 1_000_000_000


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


class Device(Protocol):
    """What a `Worker` runs: one unit of work a step, at most about half a second when there is nothing to do."""

    def step(self) -> None: ...

    def close(self) -> None: ...


class Worker:
    """A thread that opens a device, works it, and opens it again when it fails.

    open_device: makes the device, in the worker's thread; may raise
    A device that fails is closed and opened again after 0.5, 1, 2 .. 10 s. A step that takes longer than
    `hang_seconds`, or an opening longer than OPEN_SECONDS, is given up by `replace_if_hung`: another thread
    takes over, and the old one closes its device and ends whenever it returns.
    """

    OPEN_SECONDS = 20.0

    FIRST_WAIT_SECONDS = 0.5
    LONGEST_WAIT_SECONDS = 10.0
    HEALTHY_SECONDS = 5.0

    def __init__(
        self, name: str, open_device: Callable[[], Device], on_error: Callable[[Exception], None], hang_seconds: float
    ) -> None:
        self.name = name
        self.hang_seconds = hang_seconds
        self.failures = 0
        self.hangs = 0
        self._open_device = open_device
        self._on_error = on_error
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._busy_since: float | None = None
        self._limit_seconds = hang_seconds
        self._wait_seconds = self.FIRST_WAIT_SECONDS
        self._thread: threading.Thread | None = None
        self._stopped: threading.Thread | None = None

    def start(self) -> None:
        """Starts the thread, where none runs."""
        with self._lock:
            if self._thread is None:
                self._stop.clear()
                self._new_thread()

    def retry_now(self) -> None:
        """Ends a wait before the next opening, and begins again with the shortest one."""
        self._wait_seconds = self.FIRST_WAIT_SECONDS
        self._wake.set()

    def stop(self, timeout_seconds: float = 2.0) -> None:
        """Ends the thread and closes its device; one that hangs is left to end by itself."""
        with self._lock:
            self._stopped, self._thread = self._thread, None
            self._stop.set()
            self._wake.set()
        self.join(timeout_seconds)

    def join(self, timeout_seconds: float) -> None:
        """Waits until the thread that was stopped has ended."""
        thread = self._stopped
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout_seconds)

    @property
    def running(self) -> bool:
        return self._thread is not None

    def busy_seconds(self) -> float:
        """How long the present step, opening or closing has taken, 0 between them."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    def replace_if_hung(self) -> bool:
        """Gives up a thread whose step takes too long and starts another; True when it did."""
        with self._lock:
            if self._thread is None or self.busy_seconds() < self._limit_seconds:
                return False
            self.hangs += 1
            self._new_thread()
            return True

    def is_current(self) -> bool:
        """False in a thread that was given up or stopped: what it made is not wanted any more."""
        return self._thread is threading.current_thread() and not self._stop.is_set()

    def _new_thread(self) -> None:
        self._busy_since = None
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def _busy(self, limit_seconds: float | None) -> None:
        """Notes that something begins that may take so long, or, with None, that nothing is under way."""
        with self._lock:
            if self._thread is threading.current_thread():
                self._busy_since = None if limit_seconds is None else time.monotonic()
                self._limit_seconds = limit_seconds or self.hang_seconds

    def _failed(self, error: Exception) -> None:
        if self.is_current():
            self.failures += 1
            self._on_error(error)

    def _run(self) -> None:
        while self.is_current():
            opened = time.monotonic()
            device: Device | None = None
            try:
                self._busy(max(self.OPEN_SECONDS, self.hang_seconds))
                device = self._open_device()
                while self.is_current():
                    self._busy(self.hang_seconds)
                    device.step()
                    if time.monotonic() - opened > self.HEALTHY_SECONDS:
                        self._wait_seconds = self.FIRST_WAIT_SECONDS
            except Exception as error:  # the top of a thread: whatever a device raises, the program goes on
                self._failed(error)
            if device is not None:
                try:
                    self._busy(max(self.OPEN_SECONDS, self.hang_seconds))
                    device.close()
                except Exception as error:  # a device that is gone may refuse to close
                    self._failed(error)
            self._busy(None)
            if self.is_current():
                self._wake.wait(self._wait_seconds)
                self._wake.clear()
                self._wait_seconds = min(2 * self._wait_seconds, self.LONGEST_WAIT_SECONDS)

"""Threads that own a device, open it again when it fails, and are replaced when they hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Device(Protocol):
    """What a `Worker` runs: one unit of work a step, at most about half a second when there is nothing to do."""

    def step(self) -> None: ...

    def close(self) -> None: ...


class Worker:
    """A thread that opens a device, works it, and opens it again when it fails.

    open_device: makes the device, in the worker's thread; may raise
    finishes: whether an error at closing is told after `stop` too: what was made is then not whole
    A device that fails is closed and opened again after 0.5, 1, 2 .. 10 s. A step that takes longer than
    `hang_seconds`, or an opening longer than OPEN_SECONDS, is given up by `replace_if_hung`: another thread
    takes over, and the old one closes its device and ends whenever it returns.
    """

    OPEN_SECONDS = 20.0

    FIRST_WAIT_SECONDS = 0.5
    LONGEST_WAIT_SECONDS = 10.0
    HEALTHY_SECONDS = 5.0

    def __init__(
        self,
        name: str,
        open_device: Callable[[], Device],
        on_error: Callable[[Exception], None],
        hang_seconds: float,
        *,
        finishes: bool = False,
    ) -> None:
        self.name = name
        self.hang_seconds = hang_seconds
        self._open_device = open_device
        self._on_error = on_error
        self._finishes = finishes
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

    def _failed(self, error: Exception, *, closing: bool = False) -> None:
        finished = closing and self._finishes and self._stopped is threading.current_thread()
        if finished or self.is_current():
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
                    self._failed(error, closing=True)
            self._busy(None)
            if self.is_current():
                self._wake.wait(self._wait_seconds)
                self._wake.clear()
                self._wait_seconds = min(2 * self._wait_seconds, self.LONGEST_WAIT_SECONDS)

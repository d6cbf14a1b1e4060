"""Opens our own camera as a call app does, and looks whether what comes out is what the engine sends."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np

from app.control import EngineClient
from app.doctor.check import Check
from app.errors import StandinError
from app.sinks.marks import BITS, mark_in

ROW = "what others see"
ENOUGH_PICTURES, PATIENCE_SECONDS = 20, 4.0
NO_PICTURES = "The virtual camera gives no pictures, so others see nothing"


def frames_of(path: str) -> Iterator[np.ndarray]:
    """The first samples of what a program sees that opens a camera, uint8, as long as is worth while.

    By read(): beside a call that is on, a second stream (REQBUFS) would end the first one with v4l2loopback 0.12.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                yield np.frombuffer(os.read(handle, BITS), np.uint8)
            except BlockingIOError:
                time.sleep(0.001)
    finally:
        os.close(handle)


def check(path: str, frames: Callable[[str], Iterator[np.ndarray]] = frames_of) -> Check:
    """Whether others see what the running engine sends, and how much later; takes a second or two.

    path: of the virtual camera
    """
    try:
        with closing(EngineClient()) as engine:
            engine.call("mark", seconds=PATIENCE_SECONDS)
            times = _times(frames(path))
            status = engine.call("status")
    except StandinError as error:
        return Check(ROW, "warning", str(error), "Start Standin, then run the doctor again", "engine silent")
    except OSError as error:
        if error.errno == errno.EBUSY:  # from 0.13 on there is one stream at a time
            return Check(ROW, "ok", "another program watches, which leaves no room for the self-test")
        times, status = [], {}
    return _judged(times, status)


def _times(frames: Iterator[np.ndarray]) -> list[tuple[int | None, int]]:
    """When each picture was sent, None where it has no mark, and when it was read, in microseconds."""
    times: list[tuple[int | None, int]] = []
    until = time.monotonic() + PATIENCE_SECONDS
    for frame in frames:
        times.append((mark_in(frame), time.monotonic_ns() // 1000))
        if sum(sent is not None for sent, _ in times) >= ENOUGH_PICTURES or time.monotonic() > until:
            break
    return times


def _judged(times: list[tuple[int | None, int]], status: dict[str, Any]) -> Check:
    ours = [(sent, read) for sent, read in times if sent is not None]
    if not times:
        fix = "Close other programs that use it, then load the module again"
        return Check(ROW, "broken", NO_PICTURES, fix, "no pictures")
    if not ours:
        why = "The virtual camera gives pictures that are not ours, so others see another program"
        return Check(ROW, "broken", why, "End the other program that writes to it", "not ours")
    if any(later < earlier for (earlier, _), (later, _) in pairwise(ours)):
        why = "Pictures come in the wrong order, so others see you jump"
        return Check(ROW, "warning", why, "Load the module again with max_buffers=2", "wrong order")
    delay = median(read - sent for sent, read in ours) / 1000
    if status.get("card"):
        return Check(ROW, "ok", f"others see the card, delay {delay:.0f} ms")
    return Check(ROW, "ok", f"others see you, delay {delay:.0f} ms")

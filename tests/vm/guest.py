"""What the tests in the guest share: a fed webcam, the program as its user starts it, and somebody who watches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from app.control import EngineClient, EngineHangs
from app.errors import StandinError
from app.opencv import cv2
from app.sinks.watching import holders
from app.video4linux import video_devices
from tests.engine_room import MARK

OURS, WEBCAM = "/dev/video10", "/dev/video11"
PROGRAM = [built] if (built := os.environ.get("STANDIN_PROGRAM")) else [sys.executable, "-m", "app"]
"""The words that start what is tested: a built program, or this checkout."""
SIZE = ["--size", "640x360", "--rate", "15"]
SMALL = ["--source", "Test Webcam", *SIZE]
BLUR = [*SMALL, "--effect", "blur", "--radius", "0.06"]
GREEN = ["--effect", "replace", "--colour", "#00ff00", "--light-wrap", "0"]


def standin(*words: str) -> subprocess.CompletedProcess[str]:
    """A verb of the program, run to its end."""
    return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False, timeout=60)


def call(verb: str, /, **arguments: Any) -> Any:
    """What the running engine answers; raises StandinError where none runs. A process of its own takes seconds here."""
    client = EngineClient()
    try:
        return client.call(verb, **arguments)
    finally:
        client.close()


def show(effect: str, **settings: Any) -> None:
    """Puts an effect on air; beside a browser on the guest's one processor that may take longer than clients wait."""
    with suppress(EngineHangs):
        call("scene", effects=[{"effect": effect, **settings}])
    wait_for(lambda: status().get("scene", [{}])[0].get("effect") == effect, 150)


def status() -> dict[str, Any]:
    """What the running engine says; empty where none runs."""
    try:
        return dict(call("status"))
    except StandinError:
        return {}


def wait_for(what: Callable[[], object], seconds: float = 30) -> float:
    """Waits until something is so; gives how long that took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, status()
        time.sleep(0.05)
    return time.monotonic() - began


@contextmanager
def ended(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is ended, however it goes."""
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONFAULTHANDLER": "1"})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # says where each of its threads is
            time.sleep(2)
            process.kill()
            raise


def engine(*words: str) -> Any:
    """The program without its window."""
    return ended(*PROGRAM, "run", *words)


@contextmanager
def room(notes: Path, rate_hz: int = 15) -> Iterator[subprocess.Popen[bytes]]:
    """The webcam in the marked room, its pictures numbered."""
    with ended(sys.executable, "-m", "tests.vm.feed", WEBCAM, str(notes), str(rate_hz)) as feeder:
        wait_for(lambda: any(device.path == WEBCAM and device.captures for device in video_devices()))
        yield feeder


def mark_seen(picture: np.ndarray) -> float:
    """The most of the room's mark in any eighth of a band above the person: 0 = nothing .. 1 = the room as it is."""
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    if luma.shape != MARK.shape:
        luma = cv2.resize(luma, MARK.shape[::-1], interpolation=cv2.INTER_AREA)
    product = ((luma - cv2.blur(luma, (33, 33))) * MARK)[24:104]
    return float(product.reshape(80, 8, 80).mean(axis=(0, 2)).max() / 90)


def is_green(picture: np.ndarray) -> bool:
    """True where the picture's upper corners are green."""
    height, width = picture.shape[:2]
    upper, inner, outer = picture[height // 9 : height * 5 // 18], width // 32, width * 5 // 32
    corners = np.concatenate([upper[:, inner:outer], upper[:, -outer:-inner]]).reshape(-1, 3).mean(axis=0)
    return bool(np.abs(corners - (0, 255, 0)).max() < 40)


class Watcher:
    """Somebody who watches the virtual camera all the time, as a call app does; opens it again when it fails.

    pictures: the newest ones, each with the time at which it was read, monotonic clock in seconds
    opened: how often the camera was opened
    seen: the most of the room's mark in any picture; greatest_gap: the most seconds between two pictures
    """

    MOST = 300

    def __init__(self, path: str = OURS, *, searched: bool = True) -> None:
        self._path, self._searched = path, searched
        self.pictures: list[tuple[float, np.ndarray]] = []
        self.count = self.opened = 0
        self.seen = self.greatest_gap = 0.0
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._gone.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._gone.is_set():
            camera = cv2.VideoCapture(self._path, cv2.CAP_V4L2)
            self.opened += camera.isOpened()
            failures = 0
            # The driver's own picture comes with a failed read in between (0.15).
            while not self._gone.is_set() and camera.isOpened() and failures < 3:
                found, picture = camera.read()
                failures = 0 if found else failures + 1
                if found:
                    self._take(picture)
            camera.release()
            self._gone.wait(0.2)

    def _take(self, picture: np.ndarray) -> None:
        now = time.monotonic()
        if self.pictures:
            self.greatest_gap = max(self.greatest_gap, now - self.pictures[-1][0])
        self.pictures = [*self.pictures[-self.MOST :], (now, picture)]
        self.count += 1
        if self._searched:
            self.seen = max(self.seen, mark_seen(picture))

    def since(self, when: float) -> list[np.ndarray]:
        """The pictures that were read after a time."""
        return [picture for at, picture in self.pictures if at > when]

    def wait_for(self, what: Callable[[np.ndarray], bool], seconds: float = 30) -> float:
        """Waits for a picture of a kind that is read from now on; gives how long that took."""
        began = time.monotonic()
        return wait_for(lambda: any(what(picture) for picture in self.since(began)[-5:]), seconds)


def somebody_has(device: str) -> bool:
    """True where any program but this one has a device open."""
    return bool(holders(device))

"""The whole engine with made-up edges: a marked room, a person whose mask is known, and sinks that remember.

Every stage can be told to fail in some way; nothing between the edges is replaced.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from app.effects import Scene
from app.engine import Engine
from app.errors import DeviceLost
from app.flow import Observation, Performance, Picture, Planes, Size, Source
from app.opencv import cv2
from app.options import Options
from app.perception import matte
from app.perception.observer import Observer
from app.perception.segmentation import LANDSCAPE, SQUARE
from app.render.cpu import CpuRenderer
from app.render.renderer import STILL

SIZE = Size(640, 360)
RATE = 60.0
CELL = 8
MARK = np.kron(np.indices((45, 80)).sum(0) % 2, np.ones((CELL, CELL))).astype(np.float32) * 2 - 1
"""The room's mark: a checkerboard of -1 and 1."""
PERSON = np.zeros((360, 640), bool)
PERSON[120:, 220:420] = True
NEAR_PERSON = cv2.dilate(PERSON.astype(np.uint8), np.ones((41, 41), np.uint8)) > 0


def marked_room(number: int = 0) -> np.ndarray:
    """The room with its mark and a plain person, (360, 640, 3) uint8 BGR; a little different each time."""
    luma = 120 + 90 * MARK
    luma[PERSON] = 150 + number % 7
    return cv2.merge([np.clip(luma + number % 3, 0, 255).astype(np.uint8)] * 3)


def mark_in(picture: Picture) -> float:
    """How much of the room's mark a picture shows away from the person: 0 = nothing .. 1 = the room as it is."""
    luma = Planes.of(picture.i420).luma.astype(np.float32)
    product = (luma - cv2.blur(luma, (4 * CELL + 1, 4 * CELL + 1))) * MARK
    blocks = cv2.resize(np.where(NEAR_PERSON, 0, product), (16, 9), interpolation=cv2.INTER_AREA)
    away = cv2.resize((~NEAR_PERSON).astype(np.float32), (16, 9), interpolation=cv2.INTER_AREA)
    return float((blocks[away > 0.99] / (90 * 219 / 255)).max())


@dataclass
class Faults:
    """What goes wrong, by stage: "source", "network", "matte", "renderer", "sink"; one kind each."""

    kind: dict[str, str] = field(default_factory=dict)
    hang_seconds: float = 1.2
    unwatched: bool = False
    released: threading.Event = field(default_factory=threading.Event)

    def at(self, stage: str, result: Any = None) -> Any:
        """Raises, hangs or spoils the result of a stage, where it was told to."""
        kind = self.kind.get(stage)
        if kind is None:
            return result
        if kind == "exception":
            raise (OSError if stage == "source" else RuntimeError)(f"{stage} was told to fail")
        if kind == "hang":
            self.released.wait(self.hang_seconds)
            return result
        if not isinstance(result, np.ndarray):
            raise ValueError(f"{stage} has nothing to spoil")
        if kind == "nan":
            return np.full(result.shape, np.nan, np.float32) if result.dtype == np.float32 else result * 0
        if kind == "wrong shape":
            return result[..., :8, :8]
        assert kind == "empty"
        return result[:0]


class Room(Source):
    """A camera in the marked room."""

    rate_hz, live = RATE, True
    timestamp_ns: int | None = None
    opened = 0

    def __init__(self, faults: Faults) -> None:
        Room.opened += 1
        self._faults = faults
        self._number = 0
        self._due = time.monotonic()
        self.closed = False
        self._pictures = [marked_room(number) for number in range(21)]

    def read(self) -> np.ndarray:
        self._due = max(self._due + 1 / RATE, time.monotonic() - 1 / RATE)
        time.sleep(max(0.0, self._due - time.monotonic()))
        self._number += 1
        picture: np.ndarray = self._faults.at("source", self._pictures[self._number % 21])
        if picture.size == 0:
            raise DeviceLost("no picture")
        return picture

    def close(self) -> None:
        self.closed = True


class KnownNetwork:
    """A network that knows where the person is."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._stopped = threading.Event()

    def __call__(self, ycbcr: np.ndarray) -> np.ndarray:
        height, width = ycbcr.shape[2:]
        mask = cv2.resize(PERSON.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
        out: np.ndarray = self._faults.at("network", mask[None, None])
        return out

    def stop(self) -> None:
        self._stopped.set()


class KnownObserver(Observer):
    """The real observer on the known network."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("stable", 1 / RATE)
        self.segmentation.networks = {name: KnownNetwork(faults) for name in (LANDSCAPE, SQUARE)}  # type: ignore[misc]


def faulty_coefficients(faults: Faults) -> Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """The real edges, which can be spoilt."""

    def coefficients(alpha: np.ndarray, luma: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        slope, offset = matte.coefficients(alpha, luma)
        return faults.at("matte", slope), faults.at("matte", offset)

    return coefficients


class FaultyRenderer(CpuRenderer):
    """The real renderer on the CPU, whose effects and whose picture can be spoilt."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(SIZE)
        self._faults = faults

    def draw(
        self, layers: Any, observation: Observation | None, seconds: float, performance: Performance = STILL
    ) -> np.ndarray:
        picture: np.ndarray = self._faults.at("renderer", super().draw(layers, observation, seconds, performance))
        return picture


class Memory:
    """A sink that remembers what it was sent, and when; somebody watches unless a test sets `unwatched`."""

    def __init__(self, faults: Faults, sent: list[tuple[float, Picture]]) -> None:
        self._faults, self._sent = faults, sent

    def send(self, picture: Picture) -> None:
        self._sent.append((time.monotonic(), picture))
        self._faults.at("sink")

    def watched(self) -> bool:
        return not self._faults.unwatched

    def close(self) -> None:
        pass


@dataclass
class EngineRoom:
    """A running engine and what went out of it."""

    engine: Engine
    faults: Faults
    sent: list[tuple[float, Picture]]
    asked: list[tuple[float, str]]

    def wait_for(self, what: Callable[[], object], seconds: float = 6.0) -> None:
        """Waits until something is so; fails when it does not become so."""
        until = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < until, (self.engine.status(), len(self.sent))
            time.sleep(0.005)

    def last(self) -> Picture:
        """The newest picture that went out."""
        return self.sent[-1][1]

    def treated(self) -> bool:
        """True when the newest picture shows the person, and is fresh."""
        if not self.sent or self.last().timestamp_ns is None:
            return False
        return time.monotonic_ns() - self.last().timestamp_ns < 200_000_000  # type: ignore[operator]

    def ask(self, scene: Scene) -> None:
        """Asks for a scene, and remembers until when the room may still be seen."""
        self.asked.append((time.monotonic(), scene.effects[0].name))
        self.engine.set_scene(scene)

    def card(self, shown: bool) -> None:
        """Puts the card on air, or takes it off."""
        if shown:
            self.asked.append((time.monotonic(), "card"))
        else:
            self.asked.append((time.monotonic(), self.engine.scene.effects[0].name))
        self.engine.show_card(shown)

    def room_is_allowed(self, at: float) -> bool:
        """True where the user asked for no effect, or did until just before.

        A scene gives way to the next one within SCENE_WAIT_SECONDS, a card at once; a frame or two are on their way.
        """
        for (when, name), (end, after) in pairwise([*self.asked, (math.inf, "")]):
            grace = 0.04 if after == "card" else Engine.SCENE_WAIT_SECONDS + 0.04
            if name == "none" and when <= at < end + grace:
                return True
        return False

    def leaks(self) -> list[float]:
        """The mark in each picture that went out while the user wanted an effect."""
        pictures = [picture for at, picture in self.sent if not self.room_is_allowed(at)]
        return [found for found in map(mark_in, {id(p): p for p in pictures}.values()) if found > 0.15]


@contextmanager
def running(
    scene: Scene, broken: dict[str, str] | None = None, *, unwatched: bool = False, **changes: Any
) -> Iterator[EngineRoom]:
    """An engine with made-up edges, started and stopped; `broken` stages fail from the start."""
    faults, sent = Faults(dict(broken or {}), unwatched=unwatched), list[tuple[float, Picture]]()
    options = Options(size=str(SIZE), rate=RATE, renderer="cpu", virtual_camera="none")
    edges: dict[str, Any] = {
        "make_source": lambda: (Room(faults), "room"),
        "make_observer": lambda: KnownObserver(faults),
        "make_renderer": lambda: FaultyRenderer(faults),
        "sinks": {"memory": lambda: Memory(faults, sent)},
    }
    engine = Engine(options, scene, **{**edges, **changes})
    asked = [(0.0, scene.effects[0].name)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.perception.observer.coefficients", faulty_coefficients(faults))
        engine.start()
        try:
            yield EngineRoom(engine, faults, sent, asked)
        finally:
            faults.kind.clear()
            faults.released.set()
            engine.stop()

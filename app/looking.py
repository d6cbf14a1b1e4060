"""Pictures for the user's own window: the newest frame under any scene, small, without putting it on air."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

from app.effects import Avatar, Effect, Replace, Scene
from app.errors import Unusable
from app.flow import Frame, Mask, Observation, Planes, Size
from app.opencv import cv2
from app.picture import bgr_from_i420, resize_into
from app.render.cpu import CpuCanvas, CpuRenderer
from app.render.renderer import STILL
from app.resources import user_path

if TYPE_CHECKING:
    from app.engine import Engine

MOST_KEPT = 24
"""Backgrounds that are kept ready."""
MASK_WAIT_SECONDS = 0.3
NARROWEST, WIDEST = 64, 1280
JPEG_QUALITY = 82
ROOM_CB, ROOM_CR = 110, 190
"""Colour of the room in the picture of the mask: red, as a mask is painted in photographers' programs."""


class Looks:
    """Draws what a scene would show; for any thread, one picture at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._assets: OrderedDict[tuple[Any, ...], tuple[Effect, Any]] = OrderedDict()

    def look(self, scene: Scene, width: int, *, live: bool = False) -> bytes | None:
        """The newest frame under a scene, as a JPEG of about this width in pixels, 64 to 1280.

        live: has an avatar speak with the user's voice and move; else it is at rest
        Where there is no frame, as while the card lets the camera rest: the background alone, or None without one.
        Raises Unusable where the scene's file cannot be used.
        """
        size, shown = self._sizes(width)
        with self._lock:
            items = self._prepared(scene, size)
            seen = self._observation(scene.needs)
            if seen is None and "frame" in scene.needs and not all(isinstance(e, Replace) for e in scene.effects):
                return None
            small = _shrunk(seen, size) if seen else _nobody(size)
            seconds, acted = 0.0, STILL
            if live:
                seconds, acted = time.monotonic() - self._engine.started, self._engine.performance
            return _jpeg(CpuRenderer(size).draw(items, small, seconds, acted), shown)

    def look_at_mask(self, width: int) -> bytes | None:
        """The newest frame with all that is taken for the room in red, as a JPEG; None where there is no mask."""
        size, shown = self._sizes(width)
        seen = self._observation(frozenset({"frame", "mask"}))
        if seen is None:
            return None
        small = _shrunk(seen, size)
        room = small.frame.i420.copy()
        planes = Planes.of(room)
        planes.cb[:], planes.cr[:] = ROOM_CB, ROOM_CR
        canvas = CpuCanvas(size, {}, small, STILL)
        canvas.composite(room)
        return _jpeg(canvas.finished(), shown)

    def close(self) -> None:
        """Lets go of the backgrounds' files."""
        with self._lock:
            while self._assets:
                self._let_go()

    def _sizes(self, width: int) -> tuple[Size, tuple[int, int]]:
        """The size it is drawn at, which is the engine's shape in multiples of 8, and the one it is shown at."""
        full = self._engine.size
        width = min(max(int(width), NARROWEST), WIDEST)
        shape = full.height / full.width
        drawn = max(width, 448, round(176 / shape))
        size = Size(-(-drawn // 8) * 8, max(176, round(drawn * shape / 8) * 8))
        return size, (width, max(1, round(width * shape)))

    def _prepared(self, scene: Scene, size: Size) -> list[tuple[Effect, Any]]:
        return [(effect, self._asset(effect, size)) for effect in scene.effects]

    def _asset(self, effect: Effect, size: Size) -> Any:
        """What drawing an effect needs; kept where it comes from a file, whatever else is set, and of avatars."""
        key: tuple[Any, ...] = (effect, size)
        if isinstance(effect, Replace) and effect.file:
            path = user_path(effect.file)
            changed = path.stat().st_mtime_ns if path.exists() else 0
            key = effect.name, effect.file, effect.fit, size, changed
        elif not isinstance(effect, Avatar):
            return effect.prepared(size, live=False)
        if key not in self._assets:
            self._assets[key] = effect, effect.prepared(size, live=False)
            while len(self._assets) > MOST_KEPT:
                self._let_go()
        self._assets.move_to_end(key)
        return self._assets[key][1]

    def _let_go(self) -> None:
        _, (effect, asset) = self._assets.popitem(last=False)
        effect.release(asset)

    def _observation(self, needs: frozenset[str]) -> Observation | None:
        """The newest observation, waited for a little where it is to have a mask and has none yet."""
        until = time.monotonic() + MASK_WAIT_SECONDS
        while True:
            seen = self._engine.fresh_observation()
            if seen is None or "mask" not in needs or seen.mask is not None:
                return seen
            if time.monotonic() > until:
                return None
            self._engine.ask_for_mask()
            time.sleep(0.01)


def _shrunk(seen: Observation, size: Size) -> Observation:
    """An observation at another size; the mask has none of its own."""
    i420 = np.empty((size.height * 3 // 2, size.width), np.uint8)
    resize_into(seen.frame.planes, i420, cv2.INTER_AREA)
    return Observation(Frame(i420, seen.frame.timestamp_ns), seen.mask)


def _nobody(size: Size) -> Observation:
    """A black frame without a person in it."""
    return Observation(Frame(np.zeros((size.height * 3 // 2, size.width), np.uint8), 1), Mask.of_nobody(1))


def _jpeg(i420: np.ndarray, shown: tuple[int, int]) -> bytes:
    picture = bgr_from_i420(i420)
    if picture.shape[1::-1] != shown:
        picture = cv2.resize(picture, shown, interpolation=cv2.INTER_AREA)
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise Unusable("The picture could not be made smaller")
    return bytes(encoded)

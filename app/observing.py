"""The worker that turns frames into observations."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.errors import StandinError, in_short
from app.flow import Frame, Observation
from app.perception.observer import Observer

if TYPE_CHECKING:
    from app.engine import Engine


class Perception:
    """A worker's device: takes frames, gives observations."""

    MANY_FAILURES = 10

    RETRY_SECONDS = 10.0
    """Wait after networks could not be loaded."""
    AGAIN_SECONDS = 0.5
    """Wait before networks that failed many times are loaded anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._failures = 0
        self._view = engine.view
        self._retry_at = 0.0
        # Two networks are 60 MB that an avatar has no use for.
        self._observer = self._opened() if "mask" in engine.needs else None

    def step(self) -> None:
        """Observes one frame. Without a mask, where one is needed, nothing of the frame will be shown."""
        frame = self._engine.frames.take(0.25)
        if frame is None:
            return
        observation = Observation(frame)
        if self._engine.take_mask_asked():
            observation = self._seen(frame) or observation
        if self._engine.observing_here():
            self._engine.seen = observation
            self._engine.observations.put(observation)

    def _opened(self) -> Observer | None:
        """The networks; None, with a status, where they are missing: scenes without a mask still work."""
        self._retry_at = time.monotonic() + self.RETRY_SECONDS
        try:
            observer = self._engine.make_observer()
        except StandinError as error:
            self._engine.set_status("perception", str(error))
            return None
        self._engine.observer = observer
        return observer

    def _seen(self, frame: Frame) -> Observation | None:
        engine = self._engine
        if self._observer is None and time.monotonic() >= self._retry_at:
            self._observer = self._opened()
        if self._observer is None:
            return None
        if self._view is not engine.view:
            self._view = engine.view
            self._observer.reset()
        self._observer.set_quality(engine.quality)
        try:
            observation = self._observer.observe(frame)
        except RuntimeError as error:
            self._failures += 1
            engine.set_status("perception", f"The person cannot be told from the room: {in_short(error)}")
            if self._failures >= self.MANY_FAILURES:
                self._observer, self._failures = None, 0
                self._retry_at = time.monotonic() + self.AGAIN_SECONDS
            return None
        self._failures = 0
        engine.set_status("perception", "")
        return observation

    def close(self) -> None:
        """Nothing to close."""

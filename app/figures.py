"""Counts and times of what goes out."""

from __future__ import annotations

import time
from collections import deque
from statistics import median

from app.flow import Frame, Picture


class Figures:
    """Counts and times of the output, for the status line."""

    def __init__(self) -> None:
        self._delays_ms: deque[float] = deque(maxlen=300)
        self._sent: deque[float] = deque(maxlen=60)
        self._arrived: deque[float] = deque(maxlen=60)
        self._last_ns = 0
        self.shown = 0
        self.card_shown = True
        self.first_card_ns = self.first_treated_ns = 0

    def arrived(self, frame: Frame) -> None:
        """Notes that a frame came."""
        self._arrived.append(frame.timestamp_ns / 1e9)

    def sent(self, picture: Picture) -> None:
        """Notes that a picture was handed to the main sink."""
        now = time.monotonic_ns()
        self._sent.append(now / 1e9)
        self.card_shown = picture.scene is None
        if picture.scene is None:
            self.first_card_ns = self.first_card_ns or now
            return
        self.first_treated_ns = self.first_treated_ns or now
        if picture.timestamp_ns is not None and picture.timestamp_ns != self._last_ns:
            self._last_ns = picture.timestamp_ns
            self.shown += 1
            self._delays_ms.append((now - picture.timestamp_ns) / 1e6)

    def delay_ms(self) -> dict[str, float | None]:
        """Median and 95th percentile of the delay from camera to sink over the last 300 frames."""
        delays = sorted(self._delays_ms)
        if not delays:
            return {"median": None, "p95": None}
        return {"median": round(median(delays), 2), "p95": round(delays[int(0.95 * (len(delays) - 1))], 2)}

    @property
    def rates(self) -> tuple[float, float]:
        """Frames that came and pictures that went, per second."""
        return _rate(self._arrived), _rate(self._sent)


def _rate(times: deque[float]) -> float:
    recent = [t for t in tuple(times) if t > time.monotonic() - 3]
    return round((len(recent) - 1) / (recent[-1] - recent[0]), 1) if len(recent) > 2 and recent[-1] > recent[0] else 0.0

"""Frame in, observation out."""

from __future__ import annotations

import time
from typing import Literal

import numpy as np

from app.flow import Frame, Mask, Observation
from app.perception.matte import Steadier, coefficients
from app.perception.segmentation import Segmentation, WrongMask

Quality = Literal["auto", "light", "stable", "sharp"]
QUALITIES: tuple[Quality, ...] = ("auto", "light", "stable", "sharp")
HOLD = {"light": 0.9, "stable": 0.9, "sharp": 0.6}
"""How much of the former mask is kept where the picture stands still."""


class Governor:
    """Chooses the light tier on machines that are too slow for the stable one, from measured time per frame.

    period_seconds: time between two frames
    """

    TOO_SLOW, FAST_ENOUGH = 0.5, 0.12
    """Parts of the period: above the first the light tier is taken, below the second (in the light tier) it ends."""
    SMOOTHING = 0.05
    PATIENCE = 300
    """Frames that the light tier lasts at least."""

    def __init__(self, period_seconds: float) -> None:
        self.light = False
        self._period = period_seconds
        self._smoothed = 0.0
        self._since = 0

    def took(self, seconds: float) -> None:
        """Notes how long one frame took."""
        self._since += 1
        self._smoothed += (self.SMOOTHING if self._since > 1 else 1) * (seconds - self._smoothed)
        part = self._smoothed / self._period
        enough = self._since >= (self.PATIENCE if self.light else 1 / self.SMOOTHING)
        if enough and (part < self.FAST_ENOUGH if self.light else part > self.TOO_SLOW):
            self.light = not self.light
            self._since = 0


class Observer:
    """Sees what there is in a frame. Made, used and closed by one thread.

    quality: "light" for weak machines, "stable" for edges that stand still, "sharp" for edges that follow at
        once, "auto" for stable with light where the machine is too slow
    Raises Unusable where a network is missing or broken.
    """

    def __init__(self, quality: Quality, period_seconds: float) -> None:
        self.segmentation = Segmentation()
        self._steadier = Steadier(0.0)
        self._governor = Governor(period_seconds)
        self._last_ns = 0
        self.set_quality(quality)

    def set_quality(self, quality: Quality) -> None:
        """Changes the quality from the next frame on."""
        self.quality = quality

    @property
    def tier(self) -> str:
        """The quality in use: "light", "stable" or "sharp"."""
        if self.quality == "auto":
            return "light" if self._governor.light else "stable"
        return self.quality

    def observe(self, frame: Frame) -> Observation:
        """The frame with its mask; raises RuntimeError when a network fails or gives no mask."""
        began = time.perf_counter()
        if frame.timestamp_ns - self._last_ns > 500_000_000:
            self.reset()
        self._last_ns = frame.timestamp_ns
        tier = self.tier
        self.segmentation.tier = tier
        self._steadier.hold = HOLD[tier]
        alpha, luma = self.segmentation.mask(frame.planes)
        alpha = self._steadier.steadied(alpha, luma)
        slope, offset = coefficients(alpha, luma)
        if not (slope.shape == offset.shape == (alpha.shape[0] // 2, alpha.shape[1] // 2)):
            raise WrongMask(f"the edges have shape {slope.shape}")
        if not np.isfinite(slope.sum() + offset.sum()):
            raise WrongMask("the edges are not finite")
        self._governor.took(time.perf_counter() - began)
        return Observation(frame, Mask(alpha, slope, offset, frame.timestamp_ns))

    def reset(self) -> None:
        """Forgets the past, as after a gap or a change of camera."""
        self.segmentation.reset()
        self._steadier.reset()

    def stop(self) -> None:
        """Ends a run that hangs, from any thread."""
        self.segmentation.stop()

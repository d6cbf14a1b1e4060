"""The room out of focus, as through a lens: sharp person, no halo."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from app.effects.effect import Effect
from app.flow import Planes, Size
from app.opencv import cv2
from app.settings import slider

if TYPE_CHECKING:
    from app.render.cpu import CpuCanvas
    from app.render.gl import GlCanvas

FINE_RADIUS_PX = 16
"""Discs up to this size are drawn at a quarter of the picture's size, larger ones at an eighth."""
NO_BACKGROUND = 1e-3
"""Weight that a pixel of the person keeps, so that deep inside the person something is divided."""


@dataclass(frozen=True)
class Blur(Effect):
    """Blurs the room with a disc of `radius`; each pixel spreads as far as its own circle of confusion.

    A pixel of the person has a circle of zero, so it spreads nowhere: the person does not bleed into the room.
    Source: Google AI blog, "Background Features in Google Meet" (2020).
    """

    name: ClassVar[str] = "blur"
    title: ClassVar[str] = "Blur"
    needs: ClassVar[frozenset[str]] = frozenset({"frame", "mask"})
    presets: ClassVar[dict[str, dict[str, Any]]] = {"soft": {"radius": 0.025}, "strong": {"radius": 0.06}}

    radius: float = slider(0.04, 0.02, 0.10, unit="of height", help="Size of the blur disc", label="Strength")

    def scale(self, size: Size) -> int:
        """The blur is drawn at 1 / 4 or 1 / 8 of the picture's size."""
        return 4 if self.radius * size.height <= FINE_RADIUS_PX else 8

    def kernel(self, size: Size) -> np.ndarray:
        """Weights of the disc along one axis at the size it is drawn at: (2 n + 1,) float32, sum 1."""
        radius_px = max(1.0, self.radius * size.height / self.scale(size))
        steps = np.arange(-math.ceil(radius_px), math.ceil(radius_px) + 1)
        weights = np.exp(-2 * (steps / radius_px) ** 2)
        return (weights / weights.sum()).astype(np.float32)

    def prepared(self, size: Size, *, live: bool) -> np.ndarray:
        return self.kernel(size)

    def draw_cpu(self, canvas: CpuCanvas, asset: Any, seconds: float) -> None:
        small = canvas.small_frame(self.scale(canvas.size))
        weight = cv2.resize(certain_background(canvas.mask.alpha), small.luma.shape[::-1])
        planes = [cv2.multiply(plane, weight, dtype=cv2.CV_32F) for plane in (small.luma, small.cb, small.cr)]
        spread = cv2.sepFilter2D(cv2.merge([*planes, weight]), -1, asset, asset, borderType=cv2.BORDER_REPLICATE)
        *planes, total = cv2.split(spread)
        out = np.empty_like(canvas.frame.i420)
        canvas.enlarge(Planes(*(cv2.divide(plane, total, dtype=cv2.CV_8U) for plane in planes)), out)
        canvas.composite(out)

    def draw_gl(self, canvas: GlCanvas, asset: Any, seconds: float) -> None:
        scale, half = self.scale(canvas.size), (len(asset) - 1) // 2
        weights = np.zeros(canvas.MOST_TAPS, np.float32)
        weights[: half + 1] = asset[half:]
        weight = canvas.field("weight", certain_background(canvas.mask.alpha), scale)
        spread = canvas.draw_small("blur_gather", "gathered", scale, frame=canvas.frame_texture(), weight=weight)
        for name, step, last in (("across", (1, 0), False), ("spread", (0, 1), True)):
            spread = canvas.draw_small(
                "blur_spread", name, scale, gathered=spread, taps=half, weights=weights, step=step, divide=last
            )
        canvas.composite("blur", scale=scale, spread=spread)


def certain_background(alpha: np.ndarray) -> np.ndarray:
    """How far each pixel may spread, as a part of the disc: 0 at and around the person .. 1 in the room.

    alpha: (h, w) float32, 0 = background .. 1 = person
    Returns (h, w) float32, NO_BACKGROUND .. 1.
    """
    near = cv2.dilate(alpha, np.ones((3, 3), np.uint8))
    return np.clip((0.5 - near) / 0.4, NO_BACKGROUND, 1, out=near)

"""From a network's mask to an edge that follows the picture, and that stands still where the picture does."""

from __future__ import annotations

import numpy as np

from app.opencv import cv2

BOX_RADIUS = 2
"""Radius of the guided filter's window, in pixels of half the mask's size, at which it works (a radius of 4 at
the whole size costs 0.4 ms more a frame for .0003 of IoU)."""
EDGE_EPSILON = 1e-3
"""Variance of luma (0..1) above which the mask follows the picture's edges."""
RAMP_LOW, RAMP_HIGH = 0.4, 0.6
"""Filtered mask values below and above these are background and person for certain (.3 to .7: MAD 0.9 higher)."""


def shrunk(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A plane at a smaller size (width, height), free of aliasing.

    Halved as long as it stays at least as large, which is vectorised, then resized bilinearly: a tenth
    of the time of INTER_AREA at other ratios (0.08 against 0.28 ms from 720p).
    """
    while plane.shape[1] >= 2 * size[0] and plane.shape[0] >= 2 * size[1] and not (plane.shape[0] | plane.shape[1]) & 1:
        plane = cv2.resize(plane, (plane.shape[1] // 2, plane.shape[0] // 2), interpolation=cv2.INTER_AREA)
    if (plane.shape[1], plane.shape[0]) == size:
        return plane
    return cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)


def coefficients(alpha: np.ndarray, luma: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope and offset that carry a mask to the edges of the full picture: a fast guided filter and its ramp.

    alpha: (h, w) float32, 0 = background .. 1 = person
    luma: (h, w) uint8 of the same frame
    Returns slope and offset, (h/2, w/2) float32 each: resized to a picture, slope * luma + offset (luma 0..255)
    is below 0 in the background, above 1 in the person, and between at the edge.
    Source: He and Sun, "Fast Guided Filter" (2015).
    """
    half = (alpha.shape[1] // 2, alpha.shape[0] // 2)
    alpha, luma = (cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in (alpha, luma))
    guide = luma.astype(np.float32)
    guide *= 1 / 255
    stack = cv2.merge([guide, alpha, cv2.multiply(guide, alpha), cv2.multiply(guide, guide)])
    mean_guide, mean_alpha, mean_product, mean_square = cv2.split(_box(stack))
    covariance = mean_product - mean_guide * mean_alpha
    variance = mean_square - mean_guide * mean_guide
    variance += EDGE_EPSILON
    slope = np.divide(covariance, variance, out=covariance)
    offset = mean_alpha - slope * mean_guide
    slope, offset = cv2.split(_box(cv2.merge([slope, offset])))
    gain = 1 / (RAMP_HIGH - RAMP_LOW)
    slope *= gain / 255
    offset -= RAMP_LOW
    offset *= gain
    return slope, offset


def _box(values: np.ndarray) -> np.ndarray:
    side = 2 * BOX_RADIUS + 1
    return cv2.boxFilter(values, -1, (side, side), borderType=cv2.BORDER_REFLECT)


class Steadier:
    """Holds a mask still where the picture stands still.

    Each pixel keeps `hold` of its former value where its surroundings did not change, and nothing of it where
    they changed by `CHANGE_HIGH` or more: flicker goes and nothing lags behind a movement. The picture is
    compared with a reference that is held in the same way, so that slow changes count too.
    """

    CHANGE_LOW, CHANGE_HIGH = 2.0, 10.0
    """Change of luma (0..255), averaged over the surroundings, where holding begins to end and has ended."""
    SURROUNDINGS = 9
    """Side of the square, in pixels of the mask, over which change is averaged."""

    def __init__(self, hold: float) -> None:
        self.hold = hold
        self._alpha: np.ndarray | None = None
        self._reference: np.ndarray | None = None

    def reset(self) -> None:
        """Forgets the past: the next mask is taken as it is."""
        self._alpha = self._reference = None

    def steadied(self, alpha: np.ndarray, luma: np.ndarray) -> np.ndarray:
        """The mask (h, w) float32, held where the luma (h, w) uint8 did not change. The size may change."""
        picture = luma.astype(np.float32)
        if self._alpha is None or self._reference is None:
            self._alpha, self._reference = alpha, picture
            return alpha
        if self._alpha.shape != alpha.shape:
            size = alpha.shape[1], alpha.shape[0]
            self._alpha = cv2.resize(self._alpha, size, interpolation=cv2.INTER_LINEAR)
            self._reference = cv2.resize(self._reference, size, interpolation=cv2.INTER_LINEAR)
        side = (self.SURROUNDINGS, self.SURROUNDINGS)
        change = cv2.blur(cv2.absdiff(picture, self._reference), side)
        change -= self.CHANGE_LOW
        change *= 1 / (self.CHANGE_HIGH - self.CHANGE_LOW)
        kept = np.clip(np.subtract(1, change, out=change), 0, 1, out=change)
        kept *= self.hold
        self._alpha = alpha + kept * (self._alpha - alpha)
        self._reference = picture + kept * (self._reference - picture)
        return self._alpha


def full_alpha(slope: np.ndarray, offset: np.ndarray, luma: np.ndarray) -> np.ndarray:
    """The mask at the picture's size.

    slope, offset: (h, w) float32, from `coefficients`
    luma: (H, W) uint8
    Returns (H, W) uint8, 0 = background .. 255 = person.
    """
    size = luma.shape[1], luma.shape[0]
    value, shift = (cv2.resize(part, size, interpolation=cv2.INTER_LINEAR) for part in (slope, offset))
    return write_alpha(value, shift, luma, np.empty(luma.shape, np.uint8))


def write_alpha(slope: np.ndarray, offset: np.ndarray, luma: np.ndarray, out: np.ndarray) -> np.ndarray:
    """`full_alpha` of a slope and offset that have the picture's size; `slope` is written over, `out` is returned."""
    cv2.multiply(slope, luma, dst=slope, dtype=cv2.CV_32F)
    cv2.add(slope, offset, dst=slope)
    cv2.threshold(slope, 0, 1, cv2.THRESH_TOZERO, dst=slope)
    return cv2.convertScaleAbs(slope, dst=out, alpha=255)

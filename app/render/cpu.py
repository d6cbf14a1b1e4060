"""The renderer without OpenGL: OpenCV on the planes of the picture, into buffers that are used again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.flow import Mask, Observation, Performance, Planes, Size
from app.opencv import cv2
from app.perception.matte import write_alpha
from app.picture import Bent, Rect, resize_into, small
from app.render.renderer import LIGHT_SCALE, STILL, Canvas, Layer


class CpuCanvas(Canvas):
    """What a layer draws on with OpenCV."""

    def __init__(
        self, size: Size, buffers: dict[str, np.ndarray], observation: Observation | None, performance: Performance
    ) -> None:
        super().__init__(size, observation, performance)
        self._buffers = buffers

    def small_frame(self, scale: int) -> Planes:
        """The frame at 1 / `scale` of its size, 4 or 8."""
        return small(self.frame.planes, scale)

    def show(self, i420: np.ndarray) -> None:
        """Makes a whole picture, (H * 3 / 2, W) uint8, the canvas's picture."""
        self.picture = i420

    def composite(self, out: np.ndarray, light: Planes | None = None) -> None:
        """Draws the person of the frame over a background and makes that the canvas's picture.

        out: (H * 3 / 2, W) uint8 I420, the background; it is drawn into
        light: planes of 1 / LIGHT_SCALE of the size, to be added to the person, with black at (0, 128, 128)
        The person is untouched where the mask is one, and the background where it is zero.
        """
        self.picture = out
        window = person_window(self.mask, self.size)
        if window is None:
            return
        target, frame = Planes.of(out), self.frame.planes
        alpha = self._alpha(window, frame.luma)
        half = cv2.resize(alpha, (alpha.shape[1] // 2, alpha.shape[0] // 2), interpolation=cv2.INTER_AREA)
        for plane, scale, share in (("luma", 1, alpha), ("cb", 2, half), ("cr", 2, half)):
            into = window.of(getattr(target, plane), scale)
            self._blend(window.of(getattr(frame, plane), scale), share, into)
            if light is not None:
                self._add_light(window.of(getattr(light, plane), LIGHT_SCALE), into, plane)

    def enlarge(self, planes: Planes, out: np.ndarray) -> None:
        """Fills `out`, (H * 3 / 2, W) uint8 I420, with smaller planes."""
        resize_into(planes, out, cv2.INTER_LINEAR)

    def bend(self, background: np.ndarray, bent: Bent, former: np.ndarray | None = None) -> None:
        """Draws a bent picture over a background and makes that the canvas's picture.

        background: (H * 3 / 2, W) uint8 I420; it is not changed
        former: what became of it the last time, likewise; where there is none all is drawn
        """
        self.picture, parts = self._begun(background, bent, former)
        for part in parts:
            self._bend_part(Planes.of(background), bent, part, Planes.of(self.picture))

    def _bend_part(self, background: Planes, bent: Bent, part: Rect, target: Planes) -> None:
        half = part.width // 2, part.height // 2
        inside = Rect(part.left - bent.window.left, part.top - bent.window.top, part.width, part.height)
        warped = self._buffer("warped", (4 * part.width, part.height), np.uint8).reshape(part.height, part.width, 4)
        cv2.remap(
            *(bent.texture, inside.of(bent.map_x), inside.of(bent.map_y), cv2.INTER_LINEAR, warped),
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0,
        )
        luma, _, _, alpha = self._split("bent", warped)
        self._lay(luma, alpha, part.of(background.luma), part.of(target.luma))
        small = self._buffer("small", (4 * half[0], half[1]), np.uint8).reshape(half[1], half[0], 4)
        cv2.resize(warped, half, dst=small, interpolation=cv2.INTER_AREA)
        _, cb, cr, alpha = self._split("small bent", small)
        self._lay(cb, alpha, part.of(background.cb, 2), part.of(target.cb, 2))
        self._lay(cr, alpha, part.of(background.cr, 2), part.of(target.cr, 2))

    def _split(self, name: str, picture: np.ndarray) -> Sequence[np.ndarray]:
        """The four channels of a picture, (h, w, 4) uint8. One call is twice as fast as taking out two channels."""
        height, width = picture.shape[:2]
        return cv2.split(picture, [self._buffer(f"{name} {number}", (width, height), np.uint8) for number in range(4)])

    def _lay(self, before: np.ndarray, alpha: np.ndarray, background: np.ndarray, out: np.ndarray) -> None:
        """Draws a premultiplied plane over a part of the background."""
        behind = self._buffer("behind", (alpha.shape[1], alpha.shape[0]), np.uint8)
        cv2.bitwise_not(alpha, dst=behind)
        cv2.multiply(background, behind, dst=behind, scale=1 / 255)
        cv2.add(behind, before, dst=out)

    def _alpha(self, window: Window, luma: np.ndarray) -> np.ndarray:
        size = window.right - window.left, window.bottom - window.top
        slope, offset = (self._buffer(name, size, np.float32) for name in ("slope", "offset"))
        cv2.resize(self.mask.slope[window.cells], size, dst=slope, interpolation=cv2.INTER_LINEAR)
        cv2.resize(self.mask.offset[window.cells], size, dst=offset, interpolation=cv2.INTER_LINEAR)
        return write_alpha(slope, offset, window.of(luma), self._buffer("alpha", size, np.uint8))

    def _blend(self, person: np.ndarray, alpha: np.ndarray, out: np.ndarray) -> None:
        size = alpha.shape[1], alpha.shape[0]
        behind, before = self._buffer("behind", size, np.uint8), self._buffer("before", size, np.uint8)
        cv2.bitwise_not(alpha, dst=behind)
        cv2.multiply(out, behind, dst=behind, scale=1 / 255)
        cv2.multiply(person, alpha, dst=before, scale=1 / 255)
        cv2.add(behind, before, dst=out)

    def _add_light(self, light: np.ndarray, out: np.ndarray, plane: str) -> None:
        size = out.shape[1], out.shape[0]
        enlarged = self._buffer("light", size, np.uint8)
        cv2.resize(light, size, dst=enlarged, interpolation=cv2.INTER_LINEAR)
        if plane == "luma":
            cv2.add(out, enlarged, dst=out)
        else:
            cv2.addWeighted(out, 1, enlarged, 1, -128, dst=out)

    def _buffer(self, name: str, size: tuple[int, int], kind: type) -> np.ndarray:
        """A (height, width) array to write into; the next call with this name writes into it again.

        It is a flat piece of memory, never a part of a larger picture: with rows side by side the work on it
        takes two thirds of the time.
        """
        width, height = size
        held = self._buffers.get(name)
        if held is None or held.size < width * height:
            held = self._buffers[name] = np.empty(width * height, kind)
        return held[: width * height].reshape(height, width)


@dataclass(frozen=True)
class Window:
    """A part of the picture whose edges are multiples of 8 pixels and lie on edges of the mask's cells.

    cells: the rows and columns of the mask's slope and offset that it covers
    """

    top: int
    bottom: int
    left: int
    right: int
    cells: tuple[slice, slice]

    def of(self, plane: np.ndarray, down: int = 1) -> np.ndarray:
        """This part of a plane that is 1 / `down` of the picture's size, as a view."""
        return plane[self.top // down : self.bottom // down, self.left // down : self.right // down]


def person_window(mask: Mask, size: Size) -> Window | None:
    """The part of the picture outside of which the mask is zero for any luma; None where it is zero everywhere.

    What is outside need not be drawn: half the work for a person at webcam distance.
    """
    seen = cv2.max(mask.offset, mask.offset + 255 * mask.slope) > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows):
        return None
    top, bottom, row_cells = _covering(rows, seen.shape[0], size.height)
    left, right, column_cells = _covering(columns, seen.shape[1], size.width)
    return Window(top, bottom, left, right, (row_cells, column_cells))


def _covering(found: np.ndarray, cells: int, pixels: int) -> tuple[int, int, slice]:
    """First and last pixel, and cells, around the cells that were found and one more on each side."""
    parts = math.gcd(cells, pixels // 8)
    step = cells // parts
    first = max(0, (int(found[0]) - 1) // step)
    last = min(parts, (int(found[-1]) + 1) // step + 1)
    return first * pixels // parts, last * pixels // parts, slice(first * step, last * step)


class CpuRenderer:
    """Draws with OpenCV."""

    name = "cpu"

    def __init__(self, size: Size) -> None:
        self._size = size
        self._buffers: dict[str, np.ndarray] = {}

    def draw(
        self,
        layers: Sequence[tuple[Layer, Any]],
        observation: Observation | None,
        seconds: float,
        performance: Performance = STILL,
    ) -> np.ndarray:
        canvas = CpuCanvas(self._size, self._buffers, observation, performance)
        for layer, asset in layers:
            layer.draw_cpu(canvas, asset, seconds)
        return canvas.finished()

    def close(self) -> None:
        self._buffers.clear()

"""Another place behind the person: a picture, a looping video or a colour, and its light on the person's edge."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from app.effects.effect import Effect
from app.errors import DeviceLost, StandinError, Unusable
from app.flow import Planes, Size
from app.opencv import cv2
from app.perception.matte import RAMP_HIGH, RAMP_LOW
from app.picture import Fit, check_file, filled, fitted, i420_from_bgr, read_picture, small
from app.render.renderer import LIGHT_SCALE
from app.resources import user_path
from app.settings import choice, colour, file, slider
from app.sources.files import Clip, is_picture

if TYPE_CHECKING:
    from app.render.cpu import CpuCanvas
    from app.render.gl import GlCanvas

WRAP_RADIUS = 0.03
"""How far the background's light reaches over the person's edge, as a part of the mask's width."""
BLACK = 16, 128, 128


@dataclass(frozen=True, eq=False)
class Place:
    """One background picture, (H * 3 / 2, W) uint8 I420, and its light: float32 planes above black (LIGHT_SCALE)."""

    i420: np.ndarray
    light: tuple[np.ndarray, np.ndarray, np.ndarray]

    @classmethod
    def of(cls, picture: np.ndarray, size: Size, fit: Fit) -> Place:
        """From (h, w, 3) uint8 BGR of any size."""
        i420 = i420_from_bgr(fitted(picture, size, fit))
        shrunk = small(Planes.of(i420), LIGHT_SCALE)
        side = (shrunk.luma.shape[0] // 8 * 2 + 1,) * 2
        planes = (shrunk.luma, shrunk.cb, shrunk.cr)
        light = [cv2.blur(plane.astype(np.float32) - black, side) for plane, black in zip(planes, BLACK, strict=True)]
        return cls(i420, (light[0], light[1], light[2]))


@lru_cache(maxsize=8)
def _place_of_file(path: Path, changed_ns: int, size: Size, fit: Fit) -> Place:
    """Kept, because a slider that is dragged makes the scene anew at each step: 0.1 s for a photograph otherwise."""
    return Place.of(read_picture(path), size, fit)


class StillPlace:
    """A background that does not move."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def at(self, seconds: float) -> Place:
        """The background at a time."""
        return self._place

    def close(self) -> None:
        """Nothing to close."""


class MovingPlace:
    """A looping video, decoded as it is asked for; equal times give equal pictures."""

    def __init__(self, path: Path, size: Size, fit: Fit) -> None:
        self._clip = Clip(path)
        self._size, self._fit = size, fit
        self._number = -1
        self._place = self._next()
        self.rate_hz = self._clip.rate_hz

    def _next(self) -> Place:
        self._number += 1
        return Place.of(self._clip.read(), self._size, self._fit)

    def at(self, seconds: float) -> Place:
        """The background at a time, which never goes back."""
        while self._number < int(seconds * self.rate_hz + 1e-6):
            self._place = self._next()
        return self._place

    def close(self) -> None:
        """Closes the file."""
        self._clip.close()


class LivePlace:
    """A looping video that plays in a thread of its own, so that decoding never delays the drawing."""

    def __init__(self, path: Path, size: Size, fit: Fit) -> None:
        self._moving = MovingPlace(path, size, fit)
        self._place = self._moving.at(0)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._play, name="background video", daemon=True)
        self._thread.start()

    def at(self, seconds: float) -> Place:
        """The newest picture."""
        return self._place

    def close(self) -> None:
        """Ends the thread and closes the file."""
        self._closed.set()
        # A thread that is inside OpenCV when the interpreter ends aborts the process.
        self._thread.join(2)

    def _play(self) -> None:
        period, number, due = 1 / self._moving.rate_hz, 0, time.monotonic()
        try:
            while not self._closed.wait(max(0.0, due - time.monotonic())):
                self._place = self._moving.at(number * period)
                number += 1
                # A frame that is late is not made up for: the video goes on from now.
                due = max(due + period, time.monotonic() - period)
        except StandinError:
            pass  # the last picture stays
        finally:
            self._moving.close()


@dataclass(frozen=True)
class Replace(Effect):
    """Puts the person before a file's picture or video, or before a colour where no file is named."""

    name: ClassVar[str] = "replace"
    title: ClassVar[str] = "Replace"
    needs: ClassVar[frozenset[str]] = frozenset({"frame", "mask"})

    file: str = file(help="Picture or video to put behind the person; a colour where there is none", only_with="file")
    colour: str = colour("#2b4a3f", help="Colour behind the person where no file is given", only_without="file")
    fit: Fit = choice(
        "crop",
        ("crop", "fit", "fill"),
        help="Cut what stands over, show all between bars, or stretch",
        only_with="file",
    )
    light_wrap: float = slider(0.2, 0.0, 1.0, help="How much of the background's light falls over the person's edge")

    @property
    def moving(self) -> bool:
        return bool(self.file) and not is_picture(user_path(self.file))

    def continues(self, former: Effect) -> bool:
        same = isinstance(former, Replace) and (former.file, former.fit) == (self.file, self.fit)
        return same and self.moving

    def prepared(self, size: Size, *, live: bool) -> StillPlace | MovingPlace | LivePlace:
        if not self.file:
            return StillPlace(Place.of(filled(size, self.colour), size, "fill"))
        path = user_path(self.file)
        if is_picture(path):
            check_file(path, "picture")
            return StillPlace(_place_of_file(path, path.stat().st_mtime_ns, size, self.fit))
        try:
            return LivePlace(path, size, self.fit) if live else MovingPlace(path, size, self.fit)
        except DeviceLost as error:
            raise Unusable(f"The video {path.name} has no picture that can be read. Choose another one") from error

    def release(self, asset: Any) -> None:
        asset.close()

    def draw_cpu(self, canvas: CpuCanvas, asset: Any, seconds: float) -> None:
        place: Place = asset.at(seconds)
        canvas.composite(place.i420.copy(), self._light(canvas.mask.alpha, place))

    def draw_gl(self, canvas: GlCanvas, asset: Any, seconds: float) -> None:
        place: Place = asset.at(seconds)
        light = self._light(canvas.mask.alpha, place)
        planes = [] if light is None else [light.luma, light.cb, light.cr]
        canvas.composite(
            "replace",
            background=canvas.picture_texture("background", place.i420),
            light=canvas.small_texture("light", planes, LIGHT_SCALE),
            scale=LIGHT_SCALE,
            lit=light is not None,
        )

    def _light(self, alpha: np.ndarray, place: Place) -> Planes | None:
        if self.light_wrap == 0:
            return None
        return light_wrap(alpha, place.light, amount=self.light_wrap)


def light_wrap(alpha: np.ndarray, light: tuple[np.ndarray, np.ndarray, np.ndarray], *, amount: float) -> Planes:
    """Light that the background spills over the person's edge.

    alpha: (h, w) float32, 0 = background .. 1 = person
    light: three (H, W) float32 planes, Y', Cb, Cr of the blurred background above black
    amount: 0 = none .. 1 = as bright as the background
    Returns (H, W) uint8 planes to be added, black at (0, 128, 128); zero outside the person and deep inside.
    Source: Google AI blog, "Background Features in Google Meet" (2020).
    """
    reach = 2 * max(1, round(WRAP_RADIUS * alpha.shape[1])) + 1
    # What the matte will show, so that nothing is lit where the person is not drawn.
    person = np.clip((alpha - RAMP_LOW) / (RAMP_HIGH - RAMP_LOW), 0, 1)
    spill = person * (1 - cv2.blur(person, (reach, reach)))
    shape = light[0].shape
    spill = cv2.resize(spill, shape[::-1])
    planes = [cv2.multiply(plane, spill, scale=amount) for plane in light]
    return Planes(
        cv2.add(planes[0], 0, dtype=cv2.CV_8U),
        cv2.add(planes[1], 128, dtype=cv2.CV_8U),
        cv2.add(planes[2], 128, dtype=cv2.CV_8U),
    )

"""A set of pictures as a moving avatar: closed or open by the mouth, eyes by the blink, and a gentle bob."""

from __future__ import annotations

import base64
import binascii
import math

import numpy as np

from app.avatar.character import Character
from app.avatar.pose import Pose
from app.avatar.puppet import BASE, HEIGHT, in_texture, outward
from app.avatar.safety import picture_size
from app.errors import Unusable
from app.flow import Size
from app.opencv import cv2
from app.picture import Bent, Rect

MAX_PIXELS = 12_000_000
WIDEST = 1500.0
"""Width on the canvas up to which a picture is as high as the canvas is seen."""
BELOW = 24.0
"""How far pictures go on below the picture's edge, so that no gap shows when they bob, on the canvas."""
OPENS, SHUTS = 0.13, 0.1
"""Gap between the lips, in the points' unit, at which the mouth opens and at which it shuts again. In speech the median
is 0.12: with these the picture changes three times a second, with half of them once, and the mouth stands open."""
EDGE = 4
"""Empty pixels around a picture, so that nothing of it is repeated beside it."""
BLINKS, WAKES = 0.45, 0.6
BOB = 9.0
"""How far the open mouth lifts the picture, on the canvas."""


def decoded(data: bytes | str) -> np.ndarray:
    """A PNG, as bytes or in base64, as (h, w, 4) uint8 BGRA; raises Unusable where it is none or too large."""
    if isinstance(data, str):
        try:
            data = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            data = b""
    size = picture_size(data) if data.startswith(b"\x89PNG") else None
    if size is None:
        raise Unusable("The picture is no PNG. Save it as PNG")
    if size[0] * size[1] > MAX_PIXELS:
        raise Unusable(f"The picture is larger than {MAX_PIXELS // 1_000_000} megapixels. Make it smaller")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.size == 0:
        raise Unusable("The picture is damaged. Save it once more")
    if picture.dtype == np.uint16:
        picture = (picture >> 8).astype(np.uint8)
    kinds = {1: cv2.COLOR_GRAY2BGRA, 3: cv2.COLOR_BGR2BGRA}
    channels = 1 if picture.ndim == 2 else picture.shape[2]
    return cv2.cvtColor(picture, kinds[channels]) if channels in kinds else picture


class PictureSet:
    """Pictures drawn for one size of the output; moves as a Puppet does."""

    def __init__(self, character: Character, size: Size, zoom: float) -> None:
        found = {name: decoded(text) for name, text in character.art["pictures"].items()}
        height, width = found["closed"].shape[:2]
        unit = size.height / HEIGHT * zoom
        scale = unit * min((HEIGHT + BELOW) / height, WIDEST / width)
        across, down = max(8, round(scale * width)), max(8, round(scale * height))
        self._textures = {name: _texture(picture, (across, down)) for name, picture in found.items()}
        self._texture = self._textures["closed"].copy()
        self._whole = Rect(0, 0, across + 2 * EDGE, down + 2 * EDGE)
        self._shown = ""
        self._open = self._shut_eyes = False
        self._bobbed = 0.0
        self._unit = unit
        edge = size.height + (1024.0 - BASE + BELOW - 8) * unit
        self._left, self._top = size.width / 2 - across / 2 - EDGE, edge - down - EDGE
        reach = math.ceil(40 * unit)
        left, right = outward(self._left - reach, self._left + across + 2 * EDGE + reach, size.width)
        top, bottom = outward(self._top - reach, size.height, size.height)
        self._window = Rect(left, top, right - left, bottom - top)
        self._x = np.arange(left, right, dtype=np.float32) + 0.5
        self._y = np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5
        self._pivot = size.width / 2, float(size.height)

    def move(self, pose: Pose) -> Bent:
        """The set in a pose."""
        changed = self._show(self._wanted(pose))
        turn = math.radians(0.4 * pose.angle_z + pose.body_angle_z)
        cosine, sine = math.cos(turn), math.sin(turn)
        self._bobbed += 0.35 * ((BOB if self._open else 0.0) - self._bobbed)
        lift = (self._bobbed + 4.0 * pose.breath + 0.25 * pose.angle_y) * self._unit
        shift = 0.9 * pose.angle_x * self._unit
        x, y = self._x - self._pivot[0] - shift, self._y - self._pivot[1] + max(lift, -6 * self._unit)
        # Where a pixel of the output is found in the picture: turned back about the middle of the lower edge.
        map_x = (cosine * x + (self._pivot[0] - self._left - 0.5)) + sine * y
        map_y = (cosine * y + (self._pivot[1] - self._top - 0.5)) - sine * x
        # The picture's lower edge goes on below it: a lifted corner would show the background.
        np.minimum(map_y, self._whole.height - EDGE - 1.5, out=map_y)
        return Bent(self._texture, changed, map_x, map_y, self._window, (self._window,))

    def _wanted(self, pose: Pose) -> str:
        """The picture for a pose; a little more is needed to change it than to keep it."""
        gap = 0.3 * pose.mouth_open_y
        if pose.mouth is not None:
            gap += float(pose.mouth[18, 1] - pose.mouth[14, 1])
        self._open = gap > (SHUTS if self._open else OPENS)
        lids = min(pose.eye_l_open, pose.eye_r_open)
        self._shut_eyes = lids < (WAKES if self._shut_eyes else BLINKS)
        words = [word for word, true in (("open", self._open), ("blink", self._shut_eyes)) if true]
        return next(name for name in ("_".join(words), *words, "closed") if name in self._textures)

    def _show(self, name: str) -> tuple[Rect, ...]:
        if name == self._shown:
            return ()
        self._shown = name
        self._texture[:] = self._textures[name]
        return (self._whole,)


def multiplied(picture: np.ndarray) -> np.ndarray:
    """A BGRA picture with its colours multiplied by its alpha, as pictures are scaled and bent."""
    alpha = cv2.merge([picture[..., 3]] * 3)
    return np.dstack([cv2.multiply(picture[..., :3], alpha, scale=1 / 255), picture[..., 3]])


def unmultiplied(picture: np.ndarray) -> np.ndarray:
    """The reverse of `multiplied`."""
    share = 255 / np.maximum(picture[..., 3:].astype(np.float32), 1)
    return np.dstack([np.clip(share * picture[..., :3], 0, 255).astype(np.uint8), picture[..., 3]])


def _texture(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A BGRA picture at its size on the output, in the texture's colours, with an empty edge all around."""
    method = cv2.INTER_AREA if size[1] < picture.shape[0] else cv2.INTER_CUBIC
    laid = cv2.resize(multiplied(picture), size, interpolation=method)
    laid[..., :3] = np.minimum(laid[..., :3], laid[..., 3:])
    return cv2.copyMakeBorder(in_texture(laid), EDGE, EDGE, EDGE, EDGE, cv2.BORDER_CONSTANT, value=0)

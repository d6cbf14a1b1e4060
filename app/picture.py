"""Pictures: reading them from files, fitting them into a size, and between BGR and I420."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from app.errors import Unusable
from app.flow import Planes, Size
from app.opencv import MAX_PICTURE_PIXELS, cv2

Fit = Literal["crop", "fit", "fill"]
MAX_FILE_BYTES = 200_000_000
LARGEST_CROP = 0.3
"""A camera's picture is cropped to the output's shape up to this part, and shown whole between bars beyond it."""


@dataclass(frozen=True)
class Rect:
    """Whole pixels: left and top, width and height."""

    left: int
    top: int
    width: int
    height: int

    def of(self, plane: np.ndarray, down: int = 1) -> np.ndarray:
        """This part of a plane that is 1 / `down` of the picture's size, as a view."""
        left, top = self.left // down, self.top // down
        return plane[top : top + self.height // down, left : left + self.width // down]


@dataclass(frozen=True, eq=False)
class Bent:
    """A picture that is bent by a field when it is drawn.

    texture: (h, w, 4) uint8 Y', Cb, Cr (BT.601, limited range) and alpha, premultiplied
    changed: the parts of the texture that are new since the last time
    map_x, map_y: (rows, columns) float32: for each pixel of `window`, where in the texture it is found; as the texture,
        they are other ones after the next move
    window: the part of the output that it covers; all its numbers are multiples of 8
    parts: what of the window is to be drawn, likewise; beside them nothing of it shows or, with `kept`, all is as it
        was the last time
    """

    texture: np.ndarray
    changed: tuple[Rect, ...]
    map_x: np.ndarray
    map_y: np.ndarray
    window: Rect
    parts: tuple[Rect, ...]
    kept: bool = False


def i420_from_bgr(picture: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 BGR to (H * 3 / 2, W) uint8 I420, BT.601 limited range; H and W even."""
    return cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)


def bgr_from_i420(i420: np.ndarray) -> np.ndarray:
    """(H * 3 / 2, W) uint8 I420 to (H, W, 3) uint8 BGR."""
    return cv2.cvtColor(i420, cv2.COLOR_YUV2BGR_I420)


def rgb_from_hex(colour: str) -> tuple[int, int, int]:
    """(red, green, blue), 0..255, of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def filled(size: Size, colour: str) -> np.ndarray:
    """A BGR picture, (height, width, 3) uint8, of one colour "#rrggbb"."""
    return np.full((size.height, size.width, 3), rgb_from_hex(colour)[::-1], np.uint8)


def as_bgr(picture: np.ndarray) -> np.ndarray:
    """A picture of any usual layout (gray, BGR, BGRA over black) as (H, W, 3) uint8 BGR; raises Unusable for others."""
    if picture.dtype == np.uint16:
        picture = (picture >> 8).astype(np.uint8)
    if picture.dtype != np.uint8 or picture.ndim not in (2, 3) or picture.size == 0:
        raise Unusable("The picture has a layout that is not known")
    if picture.ndim == 2 or picture.shape[2] == 1:
        return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    if picture.shape[2] == 4:
        return cv2.multiply(picture[..., :3], cv2.merge([picture[..., 3]] * 3), scale=1 / 255)
    return picture


def fitted(picture: np.ndarray, size: Size, fit: Fit) -> np.ndarray:
    """A picture at another size and shape.

    picture: (h, w, 3) uint8 BGR
    fit: "crop" keeps the shape and cuts what stands over, "fit" keeps it and adds black bars, "fill" stretches
    Returns (height, width, 3) uint8 BGR.
    """
    height, width = picture.shape[:2]
    if (width, height) == (size.width, size.height):
        return picture
    if fit == "crop":
        part_width = max(1, min(width, round(height * size.width / size.height)))
        part_height = max(1, min(height, round(width * size.height / size.width)))
        left, top = (width - part_width) // 2, (height - part_height) // 2
        return _resized(picture[top : top + part_height, left : left + part_width], size.width, size.height)
    if fit == "fill":
        return _resized(picture, size.width, size.height)
    scale = min(size.width / width, size.height / height)
    inner_width, inner_height = max(1, round(width * scale)), max(1, round(height * scale))
    out = np.zeros((size.height, size.width, 3), np.uint8)
    left, top = (size.width - inner_width) // 2, (size.height - inner_height) // 2
    out[top : top + inner_height, left : left + inner_width] = _resized(picture, inner_width, inner_height)
    return out


def _resized(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    smaller = width < picture.shape[1] and height < picture.shape[0]
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(picture), (width, height), interpolation=method)


def upright(picture: np.ndarray, size: Size, rotation: int, mirror: bool) -> np.ndarray:
    """A camera's picture turned upright, and mirrored where asked, in the output's size.

    picture: (h, w, 3) uint8 BGR, any size
    rotation: degrees clockwise, 0, 90, 180 or 270
    Returns (height, width, 3) uint8 BGR.
    """
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if rotation:
        picture = cv2.rotate(picture, turns[rotation])
    shape, wanted = picture.shape[1] / picture.shape[0], size.width / size.height
    cut = 1 - min(shape / wanted, wanted / shape)
    picture = fitted(picture, size, "crop" if cut <= LARGEST_CROP else "fit")
    return cv2.flip(picture, 1) if mirror else picture


def check_file(path: Path, what: str) -> None:
    """Raises Unusable, with a sentence about `what`, where the path is no file that can be read and has content."""
    try:
        if path.is_dir():
            raise Unusable(f"{path.name} is a folder, not a {what}. Choose a file in it")
        if path.exists() and not path.is_file():
            raise Unusable(f"{path.name} is no file that can be read as a {what}. Choose another one")
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except FileNotFoundError as error:
        raise Unusable(f"The {what} {path} does not exist. Choose another one") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        raise Unusable(f"The {what} {path.name} cannot be read ({reason}). Choose another one") from error
    if empty:
        raise Unusable(f"The {what} {path.name} is empty. Choose another one")


def read_picture(path: Path) -> np.ndarray:
    """A picture file as (H, W, 3) uint8 BGR; raises Unusable for what is missing, broken or too large."""
    check_file(path, "picture")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise Unusable(f"The picture {path.name} is larger than {MAX_FILE_BYTES // 1_000_000} MB. Choose a smaller one")
    try:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    except cv2.error as error:
        limit = MAX_PICTURE_PIXELS // 1_000_000
        raise Unusable(
            f"The picture {path.name} is larger than {limit} megapixels or broken. Choose another one"
        ) from error
    if picture is None:
        raise Unusable(f"The picture {path.name} is broken or of a kind that is not known. Choose a PNG or JPEG")
    return as_bgr(picture)


def resize_into(planes: Planes, out: np.ndarray, interpolation: int) -> None:
    """Fills `out`, (H * 3 / 2, W) uint8 I420, with planes of another size; interpolation: one of OpenCV's."""
    target = Planes.of(out)
    for source, into in ((planes.luma, target.luma), (planes.cb, target.cb), (planes.cr, target.cr)):
        cv2.resize(source, into.shape[::-1], dst=into, interpolation=interpolation)


def small(planes: Planes, scale: int) -> Planes:
    """The picture at 1 / `scale` of its size, 4 or 8, all three planes alike: (H / scale, W / scale) uint8 each."""
    luma, cb, cr = planes.luma, planes.cb, planes.cr
    width, height = luma.shape[1], luma.shape[0]
    for step in range(1, scale.bit_length()):
        size = (width >> step, height >> step)
        luma = cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
        if step > 1:
            cb, cr = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (cb, cr))
    return Planes(luma, cb, cr)

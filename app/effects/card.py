""" "Be right back": a drawn picture, shown on request and whenever something fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from app.effects.effect import Effect
from app.flow import Size
from app.opencv import cv2
from app.picture import i420_from_bgr
from app.settings import text

if TYPE_CHECKING:
    from app.render.cpu import CpuCanvas
    from app.render.gl import GlCanvas

TOP, BOTTOM = np.array((92, 54, 38)), np.array((46, 26, 20))
ACCENT, PAPER, QUIET = (178, 214, 96), (250, 246, 240), (196, 178, 160)


@dataclass(frozen=True)
class Card(Effect):
    """A drawn picture with a line or two of text; it shows nothing of the camera."""

    name: ClassVar[str] = "card"
    title: ClassVar[str] = "Card"

    headline: str = text("Be right back", help="Large text on the card")
    line: str = text("", help="Small text under it")

    def prepared(self, size: Size, *, live: bool) -> np.ndarray:
        picture = i420_from_bgr(drawn_card(size, self.headline, self.line))
        picture.flags.writeable = False
        return picture

    def draw_cpu(self, canvas: CpuCanvas, asset: Any, seconds: float) -> None:
        canvas.show(asset)

    def draw_gl(self, canvas: GlCanvas, asset: Any, seconds: float) -> None:
        canvas.show(asset)


def drawn_card(size: Size, headline: str, line: str) -> np.ndarray:
    """The card as (height, width, 3) uint8 BGR. OpenCV brings the font along, so that no system font is needed."""
    width, height = size.width, size.height
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    picture = np.ascontiguousarray(np.broadcast_to(TOP * (1 - share) + BOTTOM * share, (height, width, 3)), np.uint8)
    unit = min(width, height * 16 // 9) / 1280
    _draw_mark(picture, (width // 2, int(height * 0.36)), unit)
    _draw_centred(picture, headline, int(height * 0.62), round(64 * unit), 600, PAPER)
    _draw_centred(picture, line, int(height * 0.71), round(30 * unit), 400, QUIET)
    return picture


def _draw_mark(picture: np.ndarray, centre: tuple[int, int], unit: float) -> None:
    """The product's mark: a head and shoulders standing in a camera's round eye."""
    eye = round(92 * unit)
    part = picture[centre[1] - eye : centre[1] + eye + 1, centre[0] - eye : centre[0] + eye + 1]
    inside, person = np.zeros(part.shape[:2], np.uint8), np.zeros(part.shape[:2], np.uint8)
    cv2.circle(inside, (eye, eye), eye, 255, -1, cv2.LINE_AA)
    cv2.circle(person, (eye, eye - round(22 * unit)), round(34 * unit), 255, -1, cv2.LINE_AA)
    shoulders = (round(66 * unit), round(62 * unit))
    cv2.ellipse(person, (eye, eye + round(84 * unit)), shoulders, 0, 0, 360, 255, -1, cv2.LINE_AA)
    for layer, colour in ((inside, ACCENT), (cv2.min(person, inside), PAPER)):
        share = layer[..., None].astype(np.float32) / 255
        part[:] = part * (1 - share) + np.array(colour, np.float32) * share


def _draw_centred(
    picture: np.ndarray, words: str, baseline: int, points: int, weight: int, colour: tuple[int, int, int]
) -> None:
    if not words:
        return
    face = cv2.FontFace("sans")
    area = (0, 0, picture.shape[1], picture.shape[0])
    _, _, wide, _ = cv2.getTextSize(area[2:], words, (0, 0), face, points, weight)
    if wide > 0.92 * area[2]:
        points = max(8, int(points * 0.92 * area[2] / wide))
        _, _, wide, _ = cv2.getTextSize(area[2:], words, (0, 0), face, points, weight)
    cv2.putText(picture, words, ((area[2] - wide) // 2, baseline), colour, face, points, weight)

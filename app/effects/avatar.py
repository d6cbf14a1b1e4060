"""A drawn character in the user's place, moved by the user's voice; nothing of the camera is needed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from app.avatar.character import DEFAULT, find
from app.avatar.life import Life
from app.effects.effect import Effect
from app.flow import Size
from app.picture import Fit, check_file, filled, fitted, i420_from_bgr, read_picture, rgb_from_hex
from app.resources import user_path
from app.settings import choice, colour, file, slider, text, toggle

if TYPE_CHECKING:
    from app.avatar.pictures import PictureSet
    from app.avatar.puppet import Puppet
    from app.picture import Bent
    from app.render.cpu import CpuCanvas
    from app.render.gl import GlCanvas

SEED = 7


@dataclass(frozen=True)
class Avatar(Effect):
    """A character that speaks with the user's voice."""

    name: ClassVar[str] = "avatar"
    title: ClassVar[str] = "Avatar"
    needs: ClassVar[frozenset[str]] = frozenset({"mouth"})

    character: str = text(DEFAULT, help="Name of a character, or the file of one")
    file: str = file(help="Picture behind the avatar; a colour where there is none", only_with="file")
    fit: Fit = choice(
        "crop",
        ("crop", "fit", "fill"),
        help="Cut what stands over, show all between bars, or stretch",
        only_with="file",
    )
    colour: str = colour("#3d5a6c", help="Colour behind the avatar", only_without="file")
    gradient: bool = toggle(True, help="Let the colour grow darker towards the edges", only_without="file")
    zoom: float = slider(1.0, 0.6, 1.8, help="Size of the avatar in the picture")
    liveliness: float = slider(0.6, 0.0, 1.0, help="How much the avatar moves by itself")
    reduce_motion: bool = toggle(False, label="Reduce motion", help="Keep the head still and blink seldom")

    @property
    def moving(self) -> bool:
        return True

    def prepared(self, size: Size, *, live: bool) -> Stage:
        # Imported by who needs it: what draws SVG takes 0.2 s, which the first card need not wait for.
        from app.avatar.pictures import PictureSet
        from app.avatar.puppet import Puppet

        notices: list[str] = []
        character = find(self.character, notices)
        figure: Puppet | PictureSet
        if "pictures" in character.art:
            figure = PictureSet(character, size, self.zoom)
        else:
            figure = Puppet(character, size, self.zoom, notices)
        return Stage(figure, Life(SEED, self.liveliness, self.reduce_motion), self._background(size), notices)

    def _background(self, size: Size) -> np.ndarray:
        if self.file:
            path = user_path(self.file)
            check_file(path, "picture")
            return i420_from_bgr(fitted(read_picture(path), size, self.fit))
        if self.gradient:
            return i420_from_bgr(lit(size, self.colour))
        return i420_from_bgr(filled(size, self.colour))

    def draw_cpu(self, canvas: CpuCanvas, asset: Stage, seconds: float) -> None:
        asset.draw(canvas, seconds)

    def draw_gl(self, canvas: GlCanvas, asset: Stage, seconds: float) -> None:
        asset.draw(canvas, seconds)


class Stage:
    """What drawing an avatar needs: its figure, its life and its background."""

    def __init__(self, figure: Puppet | PictureSet, life: Life, background: np.ndarray, notices: list[str]) -> None:
        self._figure, self._life = figure, life
        self._background = background
        self._background.flags.writeable = False
        self.notices = notices
        self._bent: Bent | None = None
        self._former: np.ndarray | None = None
        self._lock = threading.Lock()

    def draw(self, canvas: CpuCanvas | GlCanvas, seconds: float) -> None:
        """Draws the avatar at a time."""
        # A drawing that fails or hangs leaves no former picture: what had moved meanwhile would not be drawn again.
        with self._lock:
            former, self._former = self._former, None
            bent = self._bent = self._figure.move(self._life.pose(seconds, canvas.performance))
        canvas.bend(self._background, bent, former)
        with self._lock:
            if self._bent is bent:
                self._former = canvas.picture


@lru_cache(maxsize=2)
def lit(size: Size, colour: str) -> np.ndarray:
    """A BGR picture, (height, width, 3) uint8: a colour lit from the upper middle and darker towards the edges."""
    across = np.linspace(-1, 1, size.width, dtype=np.float32)[None, :]
    down = np.linspace(-0.35, 1, size.height, dtype=np.float32)[:, None]
    light = 1.14 - 0.34 * np.sqrt(np.minimum(0.55 * across**2 + 0.6 * down**2, 1.6))
    bgr = np.array(rgb_from_hex(colour)[::-1], np.float32)
    # A dither of one step, the same each time: bands would show on a smooth colour.
    grain = np.random.default_rng(1).random((size.height, size.width, 1), np.float32) - 0.5
    return np.clip(light[..., None] * bgr + grain, 0, 255).astype(np.uint8)

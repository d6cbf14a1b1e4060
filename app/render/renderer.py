"""The protocol of a renderer, and the choice of one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from app.flow import Frame, Mask, Observation, Performance, Size
from app.picture import Bent, Rect

if TYPE_CHECKING:
    from app.render.cpu import CpuCanvas
    from app.render.gl import GlCanvas

SOFTWARE_RENDERERS = ("llvmpipe", "softpipe", "swiftshader", "software rasterizer")
LIGHT_SCALE = 8
"""Light that is added to a picture is drawn at this part of its size."""
CHOICES = ("auto", "gl", "cpu")
STILL = Performance()


class Layer(Protocol):
    """Something that draws itself with either renderer; `asset` is what it prepared for the output's size."""

    def draw_cpu(self, canvas: CpuCanvas, asset: Any, seconds: float) -> None: ...

    def draw_gl(self, canvas: GlCanvas, asset: Any, seconds: float) -> None: ...


class Canvas:
    """What a layer draws on: one observation, what an avatar acts, and the picture that becomes of it."""

    def __init__(self, size: Size, observation: Observation | None, performance: Performance) -> None:
        self.size = size
        self.performance = performance
        self.picture: np.ndarray | None = None
        self._observation = observation

    @property
    def frame(self) -> Frame:
        """The frame; raises LookupError where there is none."""
        if self._observation is None:
            raise LookupError("there is no frame to draw")
        return self._observation.frame

    @property
    def mask(self) -> Mask:
        """The frame's mask; raises LookupError where there is none."""
        if self._observation is None or self._observation.mask is None:
            raise LookupError("there is no mask to draw by")
        return self._observation.mask

    def show(self, i420: np.ndarray) -> None:
        """Makes a whole picture, (H * 3 / 2, W) uint8, the canvas's picture."""
        self.picture = i420

    @staticmethod
    def _begun(background: np.ndarray, bent: Bent, former: np.ndarray | None) -> tuple[np.ndarray, tuple[Rect, ...]]:
        """The picture into which a bent one is drawn, and the parts of it that are drawn."""
        if not bent.kept:
            return background.copy(), bent.parts
        return (background.copy(), (bent.window,)) if former is None else (former.copy(), bent.parts)

    def finished(self) -> np.ndarray:
        """The picture, read-only; raises LookupError where nothing was drawn."""
        if self.picture is None:
            raise LookupError("the scene draws nothing")
        self.picture.flags.writeable = False
        return self.picture


class Renderer(Protocol):
    """Draws layers; made, used and closed by one thread."""

    name: str

    def draw(
        self,
        layers: Sequence[tuple[Layer, Any]],
        observation: Observation | None,
        seconds: float,
        performance: Performance = STILL,
    ) -> np.ndarray:
        """The layers in their order, drawn from one observation.

        seconds: the time at which moving layers are drawn
        performance: what an avatar acts
        Returns (H * 3 / 2, W) uint8 I420, read-only. Whatever it raises means that nothing was drawn.
        """
        ...

    def close(self) -> None: ...


def hardware_gl_possible() -> bool:
    """False where OpenGL can only be software, found without loading it (llvmpipe alone takes 100 MB)."""
    return sys.platform != "linux" or any(Path("/dev/dri").glob("renderD*"))


def is_software(gl_renderer: str) -> bool:
    """True for the name (GL_RENDERER) of an OpenGL that draws on the CPU."""
    return any(name in gl_renderer.lower() for name in SOFTWARE_RENDERERS)


def make_renderer(choice: str, size: Size) -> Renderer:
    """The renderer for a choice of "auto", "gl" or "cpu"; auto takes cpu where GL is missing, broken or software.

    Raises Unusable where gl was asked for and cannot be had.
    """
    from app.errors import Unusable
    from app.render.cpu import CpuRenderer

    if choice == "cpu" or (choice == "auto" and not hardware_gl_possible()):
        return CpuRenderer(size)
    from app.render.gl import GlRenderer

    try:
        renderer = GlRenderer(size)
    except Unusable:
        if choice == "gl":
            raise
        return CpuRenderer(size)
    if choice == "auto" and is_software(renderer.device):
        renderer.close()
        return CpuRenderer(size)
    return renderer

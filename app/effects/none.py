"""No effect: the camera's picture as it is, because the user chose so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from app.effects.effect import Effect

if TYPE_CHECKING:
    from app.render.cpu import CpuCanvas
    from app.render.gl import GlCanvas


@dataclass(frozen=True)
class NoEffect(Effect):
    """Shows the room. It is drawn only where a scene names it; nothing ever falls back to it."""

    name: ClassVar[str] = "none"
    title: ClassVar[str] = "No effect"
    needs: ClassVar[frozenset[str]] = frozenset({"frame"})

    def draw_cpu(self, canvas: CpuCanvas, asset: Any, seconds: float) -> None:
        canvas.show(canvas.frame.i420)

    def draw_gl(self, canvas: GlCanvas, asset: Any, seconds: float) -> None:
        canvas.show(canvas.frame.i420)

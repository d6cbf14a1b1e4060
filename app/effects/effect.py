"""What every effect is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from app.flow import Size

if TYPE_CHECKING:
    from app.render.cpu import CpuCanvas
    from app.render.gl import GlCanvas


@dataclass(frozen=True)
class Effect:
    """A frozen set of settings that draws itself, with OpenGL and with its CPU twin.

    name: in files and on the command line
    needs: "frame" where it shows the camera, "mask" where the room must be told from the person
    presets: named settings, ready to choose
    """

    name: ClassVar[str]
    title: ClassVar[str]
    needs: ClassVar[frozenset[str]] = frozenset()
    presets: ClassVar[dict[str, dict[str, Any]]] = {}

    @property
    def moving(self) -> bool:
        """True where the picture changes without a new observation, as before a video."""
        return False

    def continues(self, former: Effect) -> bool:
        """True where what `former` prepared is to be drawn on with, as a video that goes on playing."""
        return False

    def prepared(self, size: Size, *, live: bool) -> Any:
        """What drawing needs besides the observation; may take long, so it is called away from the drawing.

        live: True where moving things keep their own time, False where they follow the time they are drawn at
        Raises Unusable, with a sentence, where a file of the user's cannot be used.
        """
        return None

    def release(self, asset: Any) -> None:
        """Lets go of what `prepared` gave."""

    def draw_cpu(self, canvas: CpuCanvas, asset: Any, seconds: float) -> None:
        raise NotImplementedError

    def draw_gl(self, canvas: GlCanvas, asset: Any, seconds: float) -> None:
        raise NotImplementedError

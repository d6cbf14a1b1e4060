"""What the engine is set to."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Unusable
from app.flow import Size
from app.perception.observer import QUALITIES, Quality
from app.render.renderer import CHOICES
from app.settings import choice, slider, text, toggle


@dataclass(frozen=True)
class Options:
    """What the engine is set to. Each is a key of the settings file and a flag of the same name."""

    source: str = text("", help="Camera's name, a clip or picture file, or 'pattern'; the first camera unless told")
    size: str = text("1280x720", help="Size of the outgoing picture, multiples of 8")
    rate: float = slider(30, 5, 60, unit="Hz", help="Rate of the outgoing picture")
    rotation: int = choice(0, (0, 90, 180, 270), help="Degrees clockwise to turn the camera's picture upright")
    mirror: bool = toggle(False, help="Whether others see the camera's picture mirrored")
    microphone: str = text("off", help="Microphone's name, 'default' for the system's choice, 'off', or a recording")
    quality: Quality = choice("auto", QUALITIES, help="Tier of the person's mask")
    renderer: str = choice("auto", CHOICES, help="What draws")
    virtual_camera: str = text("Standin Camera", help="Label of the virtual camera, 'pipewire', or 'none'")
    record: str = text("", help="Video file (.mp4, .mkv) to write the outgoing picture to")

    @property
    def output_size(self) -> Size:
        """The size; raises Unusable where the text is none."""
        try:
            return Size.parse(self.size)
        except ValueError as error:
            raise Unusable(str(error)[0].upper() + str(error)[1:]) from error

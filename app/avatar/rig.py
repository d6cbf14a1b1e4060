"""The rig (assets/characters/README.md): the canvas, the groups of a character, their order and colours."""

from __future__ import annotations

import colorsys
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.avatar.character import COLOURS

CANVAS = 1024
BOTTOM = 1040
"""Drawings go on below the canvas's edge down to here, so that no gap shows when the body rises."""
AXIS = 512
EYES = {"left": (430.0, 455.0), "right": (594.0, 455.0)}
MOUTH = (512.0, 612.0)
MOUTH_UNIT = 150.0
"""Length of the mouth points' unit on the canvas."""
PIVOT = (512.0, 745.0)
"""What the head turns and nods around."""
HAND_PIVOT = (860.0, 1040.0)
SHADES = {"": (1.0, 1.0), "dark": (0.86, 1.1), "deep": (0.6, 1.15), "light": (1.09, 0.9)}
"""Lightness and saturation of a role's shades, as parts of the role's own."""
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Group:
    """A named group of a part: where it is drawn and how far before the face's outline it lies.

    depth: 0 = the plane of the face's outline .. 1 = the tip of the nose
    """

    name: str
    category: str
    depth: float
    moving: bool = False


def _both(name: str, category: str, depth: float, *, moving: bool = False) -> tuple[Group, Group]:
    return Group(f"{name}_left", category, depth, moving), Group(f"{name}_right", category, depth, moving)


GROUPS = (
    Group("hair_back", "hair", -0.5),
    Group("headwear_back", "headwear", -0.5),
    Group("extra_back", "extras", -0.6),
    Group("neck", "head", -0.2),
    Group("body", "clothes", -0.4),
    *_both("ear", "head", -0.3),
    Group("head", "head", 0.0),
    Group("jaw", "head", 0.1),
    Group("beard", "beard", 0.2),
    Group("nose", "nose", 0.9),
    Group("mouth", "mouth", 0.4, moving=True),
    Group("tongue", "mouth", 0.4, moving=True),
    Group("teeth_lower", "mouth", 0.4, moving=True),
    Group("teeth_upper", "mouth", 0.4, moving=True),
    Group("lip_upper", "mouth", 0.4, moving=True),
    Group("lip_lower", "mouth", 0.4, moving=True),
    Group("lip_shine", "mouth", 0.4, moving=True),
    Group("lip_line", "mouth", 0.4, moving=True),
    Group("moustache", "beard", 0.6),
    *_both("eye", "eyes", 0.3, moving=True),
    *_both("iris", "eyes", 0.3, moving=True),
    *_both("lid_lower", "eyes", 0.3, moving=True),
    *_both("lid_upper", "eyes", 0.3, moving=True),
    *_both("brow", "brows", 0.35, moving=True),
    *_both("earring", "earrings", -0.25),
    Group("hair_front", "hair", 0.25),
    Group("glasses", "glasses", 0.6),
    Group("headwear_front", "headwear", 0.3),
    Group("extra_front", "extras", 0.5),
    Group("hand", "hands", 0.0, moving=True),
)
"""Every group there is, from back to front; the moving ones are drawn anew while the avatar lives."""
HAIR_CUT = "hair_cut"
"""The shape, in a headwear's file, inside which no hair is shown."""
NAMES = frozenset(group.name for group in GROUPS) | {HAIR_CUT}


def groups_in(root: Element) -> dict[str, Element]:
    """The named groups of a part's drawing."""
    return {name: child for child in root if (name := child.get("id", "")) in NAMES}


SKIN_SHADES = {
    "": (0.0, 1.0, 0.0, 1.0, 0.0),
    "dark": (-0.008, 1.1, 0.05, 0.92, 0.0),
    "deep": (-0.016, 1.1, 0.2, 0.6, 0.0),
    "light": (0.0, 0.88, 0.0, 0.92, 0.13),
}
"""Of skin: what is added to the hue, and factor and addend of saturation and value. By lightness, light skin would get
orange shades: it looks saturated where it is nearly white."""


def shades_of(colours: Mapping[str, str]) -> dict[str, str]:
    """The colour, "#rrggbb", of every class that a drawing may use: "skin", "skin-dark" ..."""
    found = {}
    for role in COLOURS:
        for shade, (light, rich) in SHADES.items():
            colour = colours.get(role, COLOURS[role])
            made = _skin(colour, shade) if role == "skin" else _shaded(colour, light, rich)
            found[f"{role}-{shade}" if shade else role] = made
    return found


def _skin(colour: str, shade: str) -> str:
    turn, richer, rich, brighter, bright = SKIN_SHADES[shade]
    hue, saturation, value = colorsys.rgb_to_hsv(*_parts(colour))
    return _hex(
        colorsys.hsv_to_rgb((hue + turn) % 1, min(saturation * richer + rich, 1), min(value * brighter + bright, 1))
    )


def _shaded(colour: str, light: float, rich: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    # Very dark colours get a shade that can still be told from them.
    lightness = lightness * light if light <= 1 else lightness + (light - 1) * (0.65 + 0.35 * lightness)
    return _hex(colorsys.hls_to_rgb(hue, min(lightness, 1.0), min(saturation * rich, 1.0)))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def coloured(element: Element, shades: Mapping[str, str]) -> Element:
    """A copy in which classes such as "fill-skin" became colours."""
    made = copy.deepcopy(element)
    for child in made.iter():
        for attribute, shade in _classes(child):
            if shade in shades:
                child.set("stop-color" if attribute == "stop" else attribute, shades[shade])
        others = [word for word in child.get("class", "").split() if word.partition("-")[2] not in shades]
        child.attrib.pop("class", None)
        if others:
            child.set("class", " ".join(others))
    return made


def _classes(element: Element) -> Iterator[tuple[str, str]]:
    for word in element.get("class", "").split():
        attribute, dash, shade = word.partition("-")
        if dash and attribute in ("fill", "stroke", "stop"):
            yield attribute, shade

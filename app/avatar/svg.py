"""SVG files: read safely, drawn by cairo, and their paths as polygons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

import cairocffi
import cairosvg.path
import cairosvg.surface
import numpy as np
from cairosvg.parser import Tree
from defusedxml.ElementTree import fromstring

from app.avatar.rig import SVG
from app.errors import Unusable, in_short
from app.picture import rgb_from_hex

TOLERANCE = 0.15
"""How far a polygon may lie from the curve that it stands for, on the canvas."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A flat path of a moving part.

    polygons: each (n, 2) float32, on the canvas
    fill, stroke: (red, green, blue) 0..1, None where there is none
    width: of the stroke, on the canvas
    """

    polygons: tuple[np.ndarray, ...]
    fill: tuple[float, float, float] | None
    stroke: tuple[float, float, float] | None
    width: float


def parsed(data: bytes, name: str) -> Element:
    """The drawing in an SVG file without its name spaces; raises Unusable, with a sentence, where it is none."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except Exception as error:  # expat, defusedxml and recursion raise errors of their own
        raise Unusable(f"The drawing {name} cannot be read ({in_short(error)}). Choose another one") from error
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
        for key in [key for key in element.attrib if "}" in key]:
            element.set(key.rpartition("}")[2], element.attrib.pop(key))
    if root.tag != "svg":
        raise Unusable(f"{name} is no SVG drawing. Choose another file")
    return root


def read(path: Path) -> Element:
    """The drawing in a file; raises Unusable where it cannot be read."""
    try:
        return parsed(path.read_bytes(), path.name)
    except OSError as error:
        raise Unusable(f"The drawing {path.name} cannot be read ({error.strerror}). Choose another one") from error


class _Raster(cairosvg.surface.Surface):  # type: ignore[misc]
    """A cairosvg surface whose pixels are kept, not written as PNG."""

    device_units_per_user_units = 1

    def _create_surface(self, width: float, height: float) -> tuple[Any, int, int]:
        size = max(1, round(width)), max(1, round(height))
        return cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, *size), *size


def drawn(elements: Iterable[Element], defs: Iterable[Element], box: tuple[float, ...], scale: float) -> np.ndarray:
    """Elements drawn in one picture.

    defs: gradients and clips that they use
    box: left, top, width and height on the canvas of what is to be drawn
    scale: pixels for one unit of the canvas
    Returns (h, w, 4) uint8 BGRA, premultiplied. Nothing outside the file is fetched.
    """
    left, top, width, height = box
    root = Element("svg", {"xmlns": SVG, "viewBox": f"{left} {top} {width} {height}"})
    root.set("width", str(round(width * scale)))
    root.set("height", str(round(height * scale)))
    root.set("preserveAspectRatio", "none")
    root.extend([*defs, *elements])
    surface = _Raster(Tree(bytestring=tostring(root)), None, 96)
    return pixels_of(surface.cairo)


def surface_on(pixels: np.ndarray) -> Any:
    """A cairo surface that draws into (h, w, 4) uint8 BGRA, premultiplied; the array must be kept."""
    height, width = pixels.shape[:2]
    data = memoryview(pixels.data).cast("B")
    return cairocffi.ImageSurface.create_for_data(data, cairocffi.FORMAT_ARGB32, width, height, 4 * width)


def pixels_of(surface: Any) -> np.ndarray:
    """The pixels of a cairo surface, (h, w, 4) uint8 BGRA, premultiplied; a copy."""
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(surface.get_height(), surface.get_stride())
    return rows[:, : 4 * surface.get_width()].reshape(surface.get_height(), -1, 4).copy()


def shapes_of(group: Element) -> tuple[Shape, ...]:
    """The flat paths of a moving part's group, coloured."""
    inherited = {key: group.get(key, "") for key in ("fill", "stroke", "stroke-width")}
    found = []
    for element in group.iter("path"):
        style = {key: element.get(key, value) for key, value in inherited.items()}
        polygons = polygons_of(element.get("d", ""))
        if polygons:
            found.append(
                Shape(polygons, _rgb(style["fill"] or "#000000"), _rgb(style["stroke"]), _length(style["stroke-width"]))
            )
    return tuple(found)


def polygons_of(d: str) -> tuple[np.ndarray, ...]:
    """The subpaths of a path's data as polygons, each (n, 2) float32."""

    class Bare:
        """What cairosvg's path drawing asks of a surface."""

        context = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_A8, 1, 1))
        context_width = context_height = 1024

    class Node(dict[str, str]):
        vertices: list[Any]

    Bare.context.set_tolerance(TOLERANCE)
    cairosvg.path.path(Bare, Node(d=d))
    polygons: list[list[tuple[float, ...]]] = []
    for kind, points in Bare.context.copy_path_flat():
        if kind == cairocffi.PATH_MOVE_TO:
            polygons.append([points])
        elif kind == cairocffi.PATH_LINE_TO and polygons:
            polygons[-1].append(points)
        elif kind == cairocffi.PATH_CLOSE_PATH and polygons and polygons[-1]:
            polygons[-1].append(polygons[-1][0])
    return tuple(np.array(polygon, np.float32) for polygon in polygons if len(polygon) > 1)


def _rgb(colour: str) -> tuple[float, float, float] | None:
    names: Mapping[str, str] = {"white": "#ffffff", "black": "#000000"}
    colour = names.get(colour, colour)
    if len(colour) == 4 and colour.startswith("#"):
        colour = "#" + "".join(2 * letter for letter in colour[1:])
    if len(colour) != 7 or not colour.startswith("#"):
        return None
    red, green, blue = rgb_from_hex(colour)
    return red / 255, green / 255, blue / 255


def _length(text: str) -> float:
    try:
        number = float(text or 1)
    except ValueError:
        return 1.0
    return number if math.isfinite(number) else 1.0

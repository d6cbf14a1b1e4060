"""SVG files: read safely, drawn by cairo, and their paths as polygons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

import cairocffi
import numpy as np
from cairosvg.colors import color
from cairosvg.helpers import PointError, paint, size, transform
from cairosvg.parser import Tree
from cairosvg.surface import INVISIBLE_TAGS, PATH_TAGS, TAGS, Surface
from defusedxml.ElementTree import fromstring

from app.avatar.rig import SVG
from app.errors import Unusable, in_short
from app.opencv import cv2

TOLERANCE = 0.15
"""How far a polygon may lie from the curve that it stands for, on the canvas."""


Colour = tuple[float, float, float]
"""What cairo takes for red, green and blue, 0..1."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A flat path of a moving part.

    polygons: each (n, 2) float32, on the canvas
    fill, stroke: None where there is none
    width: of the stroke, on the canvas
    """

    polygons: tuple[np.ndarray, ...]
    fill: Colour | None
    stroke: Colour | None
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


class _Raster(Surface):  # type: ignore[misc]
    """A cairosvg surface whose pixels are kept, not written as PNG."""

    device_units_per_user_units = 1

    def _create_surface(self, width: float, height: float) -> tuple[Any, int, int]:
        width, height = max(1, round(width)), max(1, round(height))
        self.pixels = np.zeros((height, width, 4), np.uint8)
        return surface_on(self.pixels), width, height


def drawn(elements: Iterable[Element], defs: Iterable[Element], box: tuple[float, ...], scale: float) -> np.ndarray:
    """Elements drawn in one picture.

    defs: gradients and clips that they use
    box: left, top, width and height on the canvas of what is to be drawn
    scale: pixels for one unit of the canvas
    Returns (h, w, 4) uint8 BGRA, premultiplied. Nothing outside the file is fetched. Raises Unusable where something
    in them cannot be read.
    """
    left, top, width, height = box
    root = Element("svg", {"xmlns": SVG, "viewBox": f"{left} {top} {width} {height}"})
    root.set("width", str(round(width * scale)))
    root.set("height", str(round(height * scale)))
    root.set("preserveAspectRatio", "none")
    root.extend([*defs, *elements])
    try:
        surface = _Raster(Tree(bytestring=tostring(root)), None, 96)
    except (ValueError, TypeError, KeyError, IndexError, PointError, cairocffi.CairoError) as error:
        raise Unusable(f"A drawing cannot be drawn ({in_short(error)}). Save it as plain SVG") from error
    surface.cairo.flush()
    return surface.pixels


def surface_on(pixels: np.ndarray) -> Any:
    """A cairo surface that draws into (h, w, 4) uint8 BGRA, premultiplied; the array must be kept."""
    height, width = pixels.shape[:2]
    data = memoryview(pixels.data).cast("B")
    return cairocffi.ImageSurface.create_for_data(data, cairocffi.FORMAT_ARGB32, width, height, 4 * width)


def cut(picture: np.ndarray) -> tuple[np.ndarray, int, int] | None:
    """A picture, (h, w, 4), without the empty part around it, and its left and top; None where it is empty."""
    left, top, width, height = cv2.boundingRect(cv2.extractChannel(picture, 3))
    if not width:
        return None
    return np.ascontiguousarray(picture[top : top + height, left : left + width]), left, top


def number(text: str | None, default: float) -> float:
    """The depth in an attribute, -2..2."""
    try:
        found = float(text or "")
    except ValueError:
        return default
    return min(max(found, -2.0), 2.0) if math.isfinite(found) else default


class _Outlines:
    """What cairosvg's drawing of paths asks of a surface, on which nothing is drawn."""

    context_width = context_height = 1024.0
    width = height = 1024.0
    font_size, dpi = 16.0, 96.0

    def __init__(self) -> None:
        self.context = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_A8, 1, 1))
        self.context.set_tolerance(TOLERANCE)

    def found(self, node: Any) -> Iterator[Shape]:
        """The shapes of a node and of those in it, on the canvas."""
        if node.tag in INVISIBLE_TAGS or node.tag == "defs" or node.get("display") == "none":
            return
        self.context.save()
        transform(self, node.get("transform"), transform_origin=node.get("transform-origin"))
        if node.tag in PATH_TAGS and node.get("visibility", "visible") == "visible":
            self.context.new_path()
            TAGS[node.tag](self, node)
            matrix = self.context.get_matrix()
            self.context.identity_matrix()
            polygons = tuple(_polygons(self.context.copy_path_flat()))
            self.context.set_matrix(matrix)
            width = size(self, node.get("stroke-width", "1")) * math.sqrt(
                abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx)
            )
            if polygons:
                yield Shape(polygons, _rgb(node.get("fill", "black")), _rgb(node.get("stroke")), width)
        for child in node.children:
            yield from self.found(child)
        self.context.restore()


def outlines(elements: Iterable[Element], defs: Iterable[Element] = ()) -> tuple[Shape, ...]:
    """The flat shapes of a moving part's drawing, on the canvas.

    defs: style and what else the elements refer to
    """
    root = Element("svg", {"xmlns": SVG, "viewBox": "0 0 1024 1024"})
    root.extend([*defs, *elements])
    try:
        return tuple(_Outlines().found(Tree(bytestring=tostring(root))))
    except (ValueError, TypeError, KeyError, IndexError, PointError, cairocffi.CairoError) as error:
        raise Unusable(f"A moving part cannot be read ({in_short(error)}). Draw it as plain paths") from error


def _polygons(path: Iterable[tuple[int, tuple[float, ...]]]) -> Iterator[np.ndarray]:
    polygons: list[list[tuple[float, ...]]] = []
    for kind, points in path:
        if kind == cairocffi.PATH_MOVE_TO:
            polygons.append([points])
        elif kind == cairocffi.PATH_LINE_TO and polygons:
            polygons[-1].append(points)
        elif kind == cairocffi.PATH_CLOSE_PATH and polygons and polygons[-1]:
            polygons[-1].append(polygons[-1][0])
    return (np.array(polygon, np.float32) for polygon in polygons if len(polygon) > 1)


def _rgb(value: str | None) -> Colour | None:
    """A flat colour; of a gradient or pattern, which does not bend, what stands in for it."""
    _, colour = paint(value)
    red, green, blue, alpha = color(colour)
    return (red, green, blue) if alpha > 0 else None

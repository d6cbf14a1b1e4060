"""Drawings that others made, drawn in a process of their own with little memory and time; nothing in them is trusted.

The process is this program with the words "avatar draw". It reads one JSON object (drawing, colours, scale), and
answers with a line of JSON, after which the pixels follow. It fetches nothing: cairosvg's own rule, and everything that
refers to another place is refused before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from app.avatar import safety, svg
from app.avatar.rig import BOTTOM, CANVAS, EYES, GROUPS, HAIR_CUT, MOUTH, NAMES, Group, coloured
from app.avatar.svg import Shape
from app.errors import Unusable, in_short
from app.resources import program_words

MEMORY_BYTES = 210 << 20
SURFACES = 8
"""What drawing may take beside Python and its libraries: so many bytes, and so many pictures of the size drawn."""
CPU_SECONDS = 5
WALL_SECONDS = 12
"""The processor's time is the limit; a machine that is busy takes longer."""
MAX_PIXELS = 50_000_000
"""Of all groups together."""
MAX_POINTS = 4_000
"""Of all moving parts together: they are drawn anew for each picture."""
DEFS = frozenset("linearGradient radialGradient clipPath mask pattern symbol marker filter style".split())
DRAWN = frozenset("g path circle ellipse rect line polyline polygon use image text svg a switch".split())
REACH = {"mouth": (92.0, 48.0), "eyes": (79.0, 53.0), "brows": (79.0, 98.0)}
"""How far from its place a moving part may lie, across and down."""
TOO_HEAVY = "The drawing takes too long or too much memory to be drawn. Simplify it"


@dataclass(frozen=True, eq=False)
class Drawn:
    """What was drawn of one drawing.

    groups: those that were found, as they are used: a moving one that cannot move stands still
    pictures: by group: (h, w, 4) uint8 BGRA, premultiplied, and left and top in the picture of the box
    shapes: by group: of those that move
    notices: what the one who drew it may want to know
    """

    groups: Mapping[str, Group]
    pictures: Mapping[str, tuple[np.ndarray, int, int]]
    shapes: Mapping[str, tuple[Shape, ...]]
    notices: tuple[str, ...]


@lru_cache(maxsize=3)
def drawn(text: str, shades: tuple[tuple[str, str], ...], box: tuple[float, ...], scale: float) -> Drawn:
    """A drawing's groups, drawn in a process with limits.

    text: of an SVG file
    shades: colours of the roles' classes (rig.shades_of)
    box: left, top, width and height of what is drawn of the canvas
    scale: pixels for one unit of the canvas
    Raises Unusable, with a sentence, where the drawing is refused or takes too much.
    """
    given = json.dumps({"svg": text, "shades": dict(shades), "box": box, "scale": scale}).encode()
    # One thread: each one more reserves memory, which is limited.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    words = [*program_words(), "avatar", "draw"]
    try:
        done = subprocess.run(
            words, input=given, capture_output=True, check=False, timeout=WALL_SECONDS, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise Unusable(TOO_HEAVY) from error
    first, _, pixels = done.stdout.partition(b"\n")
    try:
        return _read(json.loads(first), pixels)
    except (ValueError, KeyError, TypeError) as error:
        if done.returncode > 0 and done.stderr:
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1]
            raise Unusable(
                f"The process that draws imports failed ({said[:120]}). Install the program again"
            ) from error
        raise Unusable(TOO_HEAVY) from error


def _read(answer: dict[str, Any], pixels: bytes) -> Drawn:
    if "error" in answer:
        raise Unusable(str(answer["error"]))
    known = {group.name: group for group in GROUPS} | {HAIR_CUT: Group(HAIR_CUT, "headwear", 0.0)}
    groups = {
        name: replace(known[name], depth=float(depth), moving=bool(moving))
        for name, (depth, moving) in answer["groups"].items()
    }
    pictures, at = {}, 0
    for name, (left, top, width, height) in answer["pictures"].items():
        size = 4 * width * height
        picture = np.frombuffer(pixels[at : at + size], np.uint8).reshape(height, width, 4)
        pictures[name], at = (picture, int(left), int(top)), at + size
    shapes = {name: tuple(_shape(*given) for given in found) for name, found in answer["shapes"].items()}
    return Drawn(groups, pictures, shapes, tuple(map(str, answer["notices"])))


def _shape(polygons: list[Any], fill: Any, stroke: Any, width: float) -> Shape:
    fill, stroke = (None if colour is None else tuple(colour) for colour in (fill, stroke))
    return Shape(tuple(np.array(polygon, np.float32) for polygon in polygons), fill, stroke, float(width))


# --- in the process of its own


def answer() -> int:
    """Draws what standard input asks for, within the limits; gives the exit status."""
    given = json.load(sys.stdin.buffer)
    _limit(MEMORY_BYTES + SURFACES * round(4 * given["box"][2] * given["box"][3] * given["scale"] ** 2))
    try:
        line, pixels = _answered(given["svg"], given["shades"], tuple(given["box"]), given["scale"])
    except Unusable as error:
        line, pixels = {"error": str(error)}, []
    except (MemoryError, RecursionError):
        line, pixels = {"error": TOO_HEAVY}, []
    except Exception as error:  # cairosvg meets what it does not know with errors of all kinds
        line, pixels = {"error": f"The drawing cannot be drawn ({in_short(error)[:80]}). Save it as plain SVG"}, []
    out = sys.stdout.buffer
    out.write(json.dumps(line).encode() + b"\n")
    for picture in pixels:
        out.write(picture.tobytes())
    out.flush()
    return 0


def _limit(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the time is limited by who waits
        return
    try:
        in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        in_use = 400 << 20
    for kind, most in (
        (resource.RLIMIT_AS, in_use + memory_bytes),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of memory
            pass


def _answered(
    text: str, shades: Mapping[str, str], box: tuple[float, ...], scale: float
) -> tuple[dict[str, Any], list[np.ndarray]]:
    plan = Plan(safety.checked(text.encode()), shades)
    pictures, pixels, left_over = {}, [], MAX_PIXELS
    for name, elements in plan.still.items():
        found = svg.cut(svg.drawn(elements, plan.defs, box, scale))
        if found is None:
            continue
        picture, left, top = found
        left_over -= picture.shape[0] * picture.shape[1]
        if left_over < 0:
            raise Unusable(TOO_HEAVY)
        pictures[name] = left, top, picture.shape[1], picture.shape[0]
        pixels.append(picture)
    shapes = {
        name: [([p.tolist() for p in shape.polygons], shape.fill, shape.stroke, shape.width) for shape in found]
        for name, found in plan.shapes.items()
    }
    groups = {name: (group.depth, group.moving) for name, group in plan.groups.items()}
    return {"groups": groups, "pictures": pictures, "shapes": shapes, "notices": plan.notices}, pixels


Way = tuple[Element, ...]
"""An element and those around it, the outermost first."""


class Plan:
    """What of a drawing is drawn as which group.

    groups: as in Drawn
    still: elements to draw, by group; shapes: outlines of the groups that move; defs: what both may refer to
    """

    def __init__(self, root: Element, shades: Mapping[str, str]) -> None:
        self.notices: list[str] = []
        self._root = coloured(root, shades)
        self._fit = _fit(self._root)
        self.defs = [element for element in self._root.iter() if element.tag in DEFS]
        if any(element.tag == "use" for element in self._root.iter()):
            everything = Element("defs")
            everything.extend(list(self._root))
            self.defs = [everything]
        paths = dict(_named(self._root, ()))
        known = {group.name: group for group in GROUPS} | {HAIR_CUT: Group(HAIR_CUT, "headwear", 0.0)}
        self.groups = {name: replace(known[name], depth=_depth(path[-1], known[name])) for name, path in paths.items()}
        self.shapes = self._moving(paths)
        self._place_by_face()
        self._let_stand()
        drawings = {name: self._within(path) for name, path in paths.items() if name not in self.shapes}
        rest = _without(self._root, NAMES)
        if rest is not None:
            name = "extra_back" if "head" in paths else "head"
            drawings[name] = [rest, *drawings.get(name, [])]
            self.groups.setdefault(name, known[name])
        self.still = {name: [self._placed(element) for element in found] for name, found in drawings.items()}
        self._tell()

    def _within(self, path: Way) -> list[Element]:
        """An element without the named ones in it, in groups that stand for those around it."""
        inner = _without(path[-1], NAMES, outermost=True)
        if inner is None:
            return []
        for outer in reversed(path[:-1]):
            inner = _around(outer, [inner])
        return [inner]

    def _placed(self, element: Element) -> Element:
        scale, x, y = self._fit
        group = Element("g", {"transform": f"translate({x} {y}) scale({scale})"})
        group.append(element)
        return group

    def _moving(self, paths: Mapping[str, Way]) -> dict[str, tuple[Shape, ...]]:
        found = {}
        for name, path in paths.items():
            if self.groups[name].moving and not name.startswith("iris") and name != "hand":
                shapes = svg.outlines([self._placed(element) for element in self._within(path)], self.defs)
                if shapes:
                    found[name] = shapes
        points = sum(len(polygon) for shapes in found.values() for shape in shapes for polygon in shape.polygons)
        if points > MAX_POINTS:
            raise Unusable("Mouth, eyes and brows have too many points to move. Simplify their paths")
        return found

    def _place_by_face(self) -> None:
        """Where there is a whole face, the drawing is placed so that eyes and mouth lie where the rig has them."""
        if not {"eye_left", "eye_right", "lip_upper", "lip_lower"} <= self.shapes.keys():
            return
        left, right = (_middle(self.shapes[f"eye_{side}"]) for side in ("left", "right"))
        mouth = _middle((*self.shapes["lip_upper"], *self.shapes["lip_lower"]))
        eyes = (left + right) / 2
        apart, level = right[0] - left[0], abs(right[1] - left[1])
        if not 5 < mouth[1] - eyes[1] < 3 * apart or max(level, abs(mouth[0] - eyes[0])) > 0.3 * apart:
            return  # no face seen from before
        wanted = np.array((MOUTH[0], EYES["left"][1]))
        grown = float((MOUTH[1] - EYES["left"][1]) / (mouth[1] - eyes[1]))
        if np.abs(eyes - wanted).max() < 12 and 0.93 < grown < 1.07:
            return
        shift = wanted - grown * eyes
        scale, x, y = self._fit
        self._fit = scale * grown, x * grown + float(shift[0]), y * grown + float(shift[1])
        for name, shapes in self.shapes.items():
            self.shapes[name] = tuple(
                replace(shape, polygons=tuple(grown * p + shift for p in shape.polygons), width=grown * shape.width)
                for shape in shapes
            )

    def _let_stand(self) -> None:
        """What cannot move where it lies, or lacks its other half, is drawn and stands still."""
        for kind, needed in (("mouth", ("lip_upper", "lip_lower")), ("left", ("eye_left",)), ("right", ("eye_right",))):
            parts = [name for name in self.groups if _belongs(name, kind) and self.groups[name].moving]
            missing = [name for name in needed if name not in self.shapes]
            far = [name for name in parts if name in self.shapes and not _in_place(name, self.shapes[name])]
            if not parts or not (missing or far):
                continue
            if far:
                self.notices.append(f"'{far[0]}' lies too far from its place, so that part does not move")
            else:
                self.notices.append(f"'{missing[0]}' is missing or holds no paths, so that part does not move")
            for name in parts:
                self.shapes.pop(name, None)
                self.groups[name] = replace(self.groups[name], moving=False)
        for name, group in self.groups.items():
            if name.startswith(("lid", "brow")) and name not in self.shapes:
                self.groups[name] = replace(group, moving=False)

    def _tell(self) -> None:
        if not self.shapes:
            self.notices.append(
                "Nothing in the drawing moves by itself. Name groups in it as the guide for artists says: lip_upper, "
                "lip_lower, eye_left, eye_right"
            )
        elif "lip_upper" not in self.shapes and not any(_belongs(name, "mouth") for name in self.groups):
            self.notices.append("The mouth does not move. Name its groups lip_upper and lip_lower")


def _named(element: Element, around: Way) -> Iterator[tuple[str, Way]]:
    """The elements with a group's name (their id, or the label that Inkscape shows), the first of each."""
    path = (*around, element)
    name = next((word for key in ("id", "label") if (word := element.get(key, "")) in NAMES), "")
    if name and element.tag in DRAWN:
        yield name, path
    for child in reversed(element):  # of two with one name, the first is kept
        yield from _named(child, path)


def _is_named(element: Element, names: frozenset[str]) -> bool:
    return element.tag in DRAWN and (element.get("id") in names or element.get("label") in names)


def _without(element: Element, names: frozenset[str], *, outermost: bool = False) -> Element | None:
    """A copy without the named elements in it; None where nothing is left that is drawn."""
    if element.tag not in DRAWN or (_is_named(element, names) and not outermost):
        return None
    if element.tag not in ("g", "svg", "a", "switch"):
        return element
    kept = [found for child in element if (found := _without(child, names)) is not None]
    return _around(element, kept, element.tag) if kept else None


def _around(element: Element, inside: list[Element], tag: str = "g") -> Element:
    out = ("viewBox", "width", "height", "x", "y", "preserveAspectRatio") if element.tag == "svg" else ()
    made = Element(
        "g" if tag == "svg" else tag, {key: value for key, value in element.attrib.items() if key not in out}
    )
    made.extend(inside)
    return made


def _fit(root: Element) -> tuple[float, float, float]:
    """Scale and shift that put a drawing's page onto the canvas: as large as can be, in the middle, at the bottom."""
    left, top, width, height = safety.canvas_of(root) or (0, 0, CANVAS, CANVAS)
    if (left, top, width, height) == (0, 0, CANVAS, CANVAS):
        return 1.0, 0.0, 0.0
    scale = min(CANVAS / width, CANVAS / height)
    return scale, (CANVAS - scale * width) / 2 - scale * left, BOTTOM - 8 - scale * (top + height)


def _depth(element: Element, group: Group) -> float:
    return svg.number(element.get("data-depth"), group.depth)


def _middle(shapes: tuple[Shape, ...]) -> np.ndarray:
    points = np.concatenate([polygon for shape in shapes for polygon in shape.polygons])
    return (points.min(axis=0) + points.max(axis=0)) / 2


def _belongs(name: str, kind: str) -> bool:
    category = next((group.category for group in GROUPS if group.name == name), "")
    return category == "mouth" if kind == "mouth" else name.endswith(kind) and category in ("eyes", "brows")


def place_of(name: str) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Where a moving part belongs, and how far from there it may lie, across and down; None for others."""
    category = next((group.category for group in GROUPS if group.name == name), "")
    if category not in REACH:
        return None
    place = MOUTH if category == "mouth" else EYES["left" if name.endswith("left") else "right"]
    return place, REACH[category]


def _in_place(name: str, shapes: tuple[Shape, ...]) -> bool:
    place, reach = place_of(name) or (MOUTH, (0.0, 0.0))
    points = np.concatenate([polygon for shape in shapes for polygon in shape.polygons])
    return bool((np.abs(points - place) <= reach).all())

"""How a drawing of the user's own is rigged: what of it is drawn as which group, where, and what moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

import numpy as np

from app.avatar import safety, svg
from app.avatar.rig import BOTTOM, CANVAS, EYES, GROUPS, HAIR_CUT, MOUTH, NAMES, Group, coloured
from app.avatar.svg import Shape
from app.errors import Unusable

MAX_POINTS = 4_000
"""Of all moving parts together: they are drawn anew for each picture."""
DEFS = frozenset("linearGradient radialGradient clipPath mask pattern symbol marker filter style".split())
DRAWN = frozenset("g path circle ellipse rect line polyline polygon use image text svg a switch".split())
REACH = {"mouth": (92.0, 48.0), "eyes": (79.0, 53.0), "brows": (79.0, 98.0)}
"""How far from its place a moving part may lie, across and down."""
Way = tuple[Element, ...]
"""An element and those around it, the outermost first."""


class Plan:
    """What of a drawing is drawn as which group.

    groups: those that were found, as they are used: a moving one that cannot move stands still
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

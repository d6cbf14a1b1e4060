"""What is wrong with a part or a drawing, for the people who draw: each with its line and what to do about it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from app.avatar import safety, svg
from app.avatar.character import CATEGORIES
from app.avatar.imports import imported
from app.avatar.plan import Plan, place_of
from app.avatar.rig import CANVAS, GROUPS, HAIR_CUT, NAMES, coloured, groups_in, shades_of
from app.errors import Unusable

MAX_PART_BYTES = 12_000
MAX_PART_ELEMENTS = 70
NEEDED_GROUPS = {
    "head": ("head", "neck", "ear_left", "ear_right"),
    "eyes": ("eye_left", "eye_right", "iris_left", "iris_right"),
    "brows": ("brow_left", "brow_right"),
    "nose": ("nose",),
    "mouth": ("mouth", "lip_upper", "lip_lower", "teeth_upper", "teeth_lower", "tongue"),
    "clothes": ("body",),
    "glasses": ("glasses",),
    "hands": ("hand",),
}
"""Groups without which a part of the category is not whole; of the other categories one group is enough."""
ONE_PATH = ("eye_left", "eye_right", "lip_upper", "lip_lower", "mouth")
PLACES = {
    "head": ((512.0, 467.0), (45.0, 60.0)),
    "neck": ((512.0, 735.0), (45.0, 110.0)),
    "ear_left": ((326.0, 478.0), (35.0, 35.0)),
    "ear_right": ((698.0, 478.0), (35.0, 35.0)),
    "nose": ((512.0, 515.0), (20.0, 50.0)),
    "body": ((512.0, 900.0), (60.0, 90.0)),
    "glasses": ((512.0, 460.0), (30.0, 35.0)),
    "brow_left": ((428.0, 388.0), (25.0, 30.0)),
    "brow_right": ((596.0, 388.0), (25.0, 30.0)),
    "eye_left": ((430.0, 455.0), (16.0, 16.0)),
    "eye_right": ((594.0, 455.0), (16.0, 16.0)),
    "iris_left": ((430.0, 455.0), (16.0, 16.0)),
    "iris_right": ((594.0, 455.0), (16.0, 16.0)),
}
"""Where the middle of a group lies, and how far from there it may, across and down."""
NOT_IN_PARTS = frozenset("filter mask text image use marker pattern symbol switch a svg".split())
FLAT = frozenset("d fill stroke stroke-width stroke-linecap stroke-linejoin fill-rule class id".split())
RULE = re.compile(r"\s*((?:\.[\w-]+\s*(?:,\s*)?)+)\{[^{}]*\}\s*")


@dataclass(frozen=True)
class Problem:
    """Something to mend: the line in the file, what is wrong, and what to do."""

    line: int
    what: str
    hint: str

    def to_json(self) -> dict[str, Any]:
        """As it is printed for other programs."""
        return asdict(self)


def problems_in(path: Path) -> list[Problem]:
    """Everything that is wrong with a file, by line.

    It is looked at as a part where it lies in the folder of a category, as a character (.json), or as a drawing.
    """
    if path.suffix == ".json":
        return list(_in_character(path))
    try:
        data = path.read_bytes()
        drawing = safety.read(data)
    except OSError as error:
        return [Problem(0, f"The file cannot be read ({error.strerror})", "Check its name and its rights")]
    except safety.Unsafe as fault:
        return [_problem(fault, 0)]
    faults = list(safety.faults(drawing.root))
    lines = drawing.lines
    found = [_problem(fault, lines.get(fault.element, 0) if fault.element is not None else 0) for fault in faults]
    if not faults:
        category = path.parent.name
        if category in (*CATEGORIES, "hands"):
            found += _Part(path, len(data), drawing).problems()
        else:
            found += _in_drawing(drawing.root)
    return sorted(found, key=lambda problem: problem.line)


def _problem(fault: safety.Unsafe, line: int) -> Problem:
    what, _, hint = str(fault).rpartition(". ")
    return Problem(line, what, hint)


def _in_character(path: Path) -> Iterator[Problem]:
    notices: list[str] = []
    try:
        imported(path, notices)
    except Unusable as error:
        notices.append(str(error))
    for notice in notices:
        what, _, hint = notice.partition(". ")
        yield Problem(0, what, hint or "Choose one of those that 'avatar list' and the folders name")


def _in_drawing(root: Element) -> Iterator[Problem]:
    try:
        notices = Plan(root, shades_of({})).notices
    except Unusable as error:
        notices = [str(error)]
    for notice in notices:
        what, _, hint = notice.partition(". ")
        yield Problem(0, what, hint or "See assets/characters/README.md for names and places")


class _Part:
    """A part of the kit, looked at."""

    def __init__(self, path: Path, size: int, drawing: safety.Drawing) -> None:
        self._path, self._size = path, size
        self._root, self._lines = drawing.root, drawing.lines
        self._category = path.parent.name
        self._groups = groups_in(self._root)
        self._moving = {group.name for group in GROUPS if group.moving and not group.name.startswith(("iris", "hand"))}

    def problems(self) -> Iterator[Problem]:
        """What is wrong, in no order."""
        yield from self._file()
        yield from self._top()
        yield from self._missing()
        for element in self._root.iter():
            yield from self._element(element)
        for name, group in self._groups.items():
            if name in self._moving:
                yield from self._flat(name, group)
            yield from self._place(name, group)

    def _at(self, element: Element, what: str, hint: str) -> Problem:
        return Problem(self._lines.get(element, 0), what, hint)

    def _file(self) -> Iterator[Problem]:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self._path.stem):
            yield Problem(1, f"The name '{self._path.name}' is not plain", "Use a to z, 0 to 9 and _, in lower case")
        if self._size > MAX_PART_BYTES:
            yield Problem(1, f"The file has {self._size} bytes", f"Simplify it to {MAX_PART_BYTES} at most")
        if len(self._lines) > MAX_PART_ELEMENTS:
            hint = f"Simplify it to {MAX_PART_ELEMENTS} at most"
            yield Problem(1, f"The file has {len(self._lines)} elements", hint)
        if safety.canvas_of(self._root) != (0, 0, CANVAS, CANVAS) or not self._root.get("viewBox"):
            yield self._at(self._root, "The canvas is not that of the rig", 'Set viewBox="0 0 1024 1024"')
        if {self._root.get("width"), self._root.get("height")} != {str(CANVAS)}:
            yield self._at(self._root, "The page is not 1024 wide and high", 'Set width="1024" height="1024"')

    def _top(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for child in self._root:
            name = child.get("id", "")
            if child.tag in (
                "style",
                "defs",
                "title",
                "desc",
                "metadata",
                "linearGradient",
                "radialGradient",
                "clipPath",
            ):
                continue
            if child.tag != "g" or name not in NAMES:
                near = get_close_matches(name.lower(), NAMES, 1, 0.6)
                hint = f"Did you mean '{near[0]}'?" if near and child.tag == "g" else "Put it into a group of the rig"
                yield self._at(child, f"'{name or child.tag}' is no group of the rig and is not drawn", hint)
            elif name in seen:
                yield self._at(child, f"There are two groups '{name}'", "Put both into one")
            else:
                category = next((group.category for group in GROUPS if group.name == name), "headwear")
                if category != self._category:
                    yield self._at(
                        child, f"'{name}' is not drawn from a file of {self._category}", f"Move it to {category}"
                    )
                if child.get("transform"):
                    yield self._at(child, f"The group '{name}' is transformed", "Apply the transform to what is in it")
            seen.add(name)

    def _missing(self) -> Iterator[Problem]:
        needed = NEEDED_GROUPS.get(self._category)
        if needed is None and not self._groups.keys() - {HAIR_CUT} and self._path.stem != "bald":
            needed = (next(group.name for group in GROUPS if group.category == self._category),)
        for name in needed or ():
            if name not in self._groups:
                yield self._at(self._root, f"There is no group '{name}'", f'Add <g id="{name}">')

    def _element(self, element: Element) -> Iterator[Problem]:
        if element.tag in NOT_IN_PARTS and element is not self._root:
            yield self._at(element, f"'{element.tag}' is not used in parts", "Draw it with paths and groups")
        if element.tag == "style" and RULE.sub("", element.text or "").strip():
            yield self._at(
                element, "The style holds more than plain class rules", "Keep rules such as .fill-skin{fill:…}"
            )
        known = shades_of({})
        for word in element.get("class", "").split():
            kind, _, shade = word.partition("-")
            if kind not in ("fill", "stroke", "stop") or shade not in known:
                near = get_close_matches(word, [f"{k}-{s}" for k in ("fill", "stroke", "stop") for s in known], 1, 0.5)
                hint = f"Did you mean '{near[0]}'?" if near else "Roles are listed in assets/characters/README.md"
                yield self._at(element, f"The class '{word}' is none of the rig's", hint)
            elif element.get("stop-color" if kind == "stop" else kind) not in (None, "none"):
                yield self._at(element, f"'{word}' has a colour of its own too", f"Remove the attribute '{kind}'")
        depth = element.get("data-depth")
        if depth is not None and not -2 <= _number(depth) <= 2:
            yield self._at(element, f"data-depth is {depth!r}", "Use a number from -2 to 2, as 0.3")

    def _flat(self, name: str, group: Element) -> Iterator[Problem]:
        """Moving parts are bent: paths of one colour, nothing else."""
        for child in group.iter():
            if child is group:
                extra = set(child.attrib) - {"id", "data-depth", "class", "fill", "stroke", "stroke-width"}
            elif child.tag != "path":
                yield self._at(child, f"'{name}' moves, and holds a '{child.tag}'", "Turn it into a path")
                continue
            else:
                extra = set(child.attrib) - FLAT
            extra |= {key for key in ("fill", "stroke") if "url(" in child.get(key, "")}
            for key in sorted(extra - {"transform"} if child is group else extra):
                yield self._at(child, f"'{name}' moves, and has '{key}'", "Draw it as flat paths of one colour each")
        paths = sum(child.tag == "path" for child in group.iter())
        if name in ONE_PATH and paths != 1:
            yield self._at(group, f"'{name}' has {paths} paths", "Make it one path")

    def _place(self, name: str, group: Element) -> Iterator[Problem]:
        try:
            shapes = svg.outlines([coloured(group, shades_of({}))])
        except Unusable as error:
            what, _, hint = str(error).partition(". ")
            yield self._at(group, f"'{name}': {what}", hint)
            return
        if not shapes:
            return
        points = np.concatenate([polygon for shape in shapes for polygon in shape.polygons])
        # Of these the first shape tells the place: light and shade may reach beyond it and are cut.
        body = np.concatenate(shapes[0].polygons) if name in ("head", "neck", "body") else points
        middle = (body.min(axis=0) + body.max(axis=0)) / 2
        if name in PLACES:
            place, reach = PLACES[name]
            if (np.abs(middle - place) > reach).any():
                where = f"({middle[0]:.0f}, {middle[1]:.0f})"
                yield self._at(group, f"'{name}' lies at {where}", f"Its place is ({place[0]:.0f}, {place[1]:.0f})")
        elif (found := place_of(name)) is not None and (np.abs(points - found[0]) > found[1]).any():
            yield self._at(group, f"'{name}' reaches too far from its place", f"Keep it near {_words(found[0])}")


def _words(place: Iterable[float]) -> str:
    return "({:.0f}, {:.0f})".format(*place)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan

"""A character's groups as pictures: read from the parts' files, coloured, drawn once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, fromstring, tostring

import numpy as np

from app.avatar import apart, svg
from app.avatar.character import CATEGORIES, Character, part_file
from app.avatar.rig import BOTTOM, CANVAS, GROUPS, HAIR_CUT, Group, coloured, groups_in, shades_of
from app.avatar.svg import Shape
from app.errors import Unusable
from app.opencv import cv2

MARGIN = 40
BOX = (-MARGIN, -MARGIN, CANVAS + 3 * MARGIN, BOTTOM + MARGIN + 8)
"""Left, top, width and height of what is drawn of the canvas; a waving hand needs more on the right."""
MOST_KEPT = 64


@dataclass(frozen=True)
class Piece:
    """A group of a character, coloured.

    drawing, defs: XML text of the group, and of the gradients and clips that it may use
    depth: see rig.Group
    drawn: what is drawn already of an imported drawing, whose text stays unread here
    """

    group: Group
    drawing: str
    defs: str
    depth: float
    drawn: apart.Drawn | None = None

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The flat paths of a moving part."""
        if self.drawn is not None:
            return self.drawn.shapes.get(self.group.name, ())
        return _shapes(self.drawing)


@dataclass(frozen=True, eq=False)
class Cel:
    """A group's picture without the empty part around it.

    bgra: (h, w, 4) uint8, premultiplied, read-only
    left, top: of its first pixel in the picture of BOX
    """

    bgra: np.ndarray
    left: int
    top: int

    @property
    def part(self) -> tuple[slice, slice]:
        """Rows and columns that it covers in the picture of BOX."""
        height, width = self.bgra.shape[:2]
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def pieces_of(character: Character, scale: float, notices: list[str]) -> dict[str, Piece]:
    """The groups of a character by name; a part that cannot be read is left out, with a sentence in `notices`.

    scale: pixels for one unit of the canvas, at which an imported drawing is drawn at once
    """
    shades = shades_of(character.colours)
    if character.art:
        drawn = apart.drawn(str(character.art["svg"]), tuple(shades.items()), BOX, round(scale, 6))
        notices.extend(drawn.notices)
        return {name: Piece(group, "", "", group.depth, drawn) for name, group in drawn.groups.items()}
    known = {group.name: group for group in GROUPS} | {HAIR_CUT: Group(HAIR_CUT, "headwear", 0.0)}
    found: dict[str, Piece] = {}
    for category in CATEGORIES:
        variant = character.parts.get(category)
        if variant is None:
            continue
        try:
            root = svg.read(part_file(category, variant))
        except Unusable as error:
            notices.append(f"The {category} is left out: {error}")
            continue
        found.update(_pieces_in(root, shades, {name: g for name, g in known.items() if g.category == category}))
    return found


def hand_of(character: Character, scale: float) -> Cel | None:
    """The hand of gestures in the character's colours; None where there is none that can be drawn."""
    path = part_file("hands", "open")
    if character.art or not path.exists():
        return None
    group = next(group for group in GROUPS if group.name == "hand")
    try:
        piece = _pieces_in(svg.read(path), shades_of(character.colours), {"hand": group}).get("hand")
        return None if piece is None else cel_of(piece, scale)
    except Unusable:
        return None


def _pieces_in(root: Element, shades: dict[str, str], groups: dict[str, Group]) -> dict[str, Piece]:
    defs = Element("defs")
    for element in root.iter():
        if element.tag in ("linearGradient", "radialGradient", "clipPath"):
            defs.append(coloured(element, shades))
    text = tostring(defs, encoding="unicode")
    found = {}
    for name, element in groups_in(root).items():
        if name in groups:
            drawing = tostring(coloured(element, shades), encoding="unicode")
            found[name] = Piece(groups[name], drawing, text, svg.number(element.get("data-depth"), groups[name].depth))
    return found


def cel_of(piece: Piece, scale: float) -> Cel | None:
    """A group's picture at so many pixels a unit of the canvas; None where it is empty."""
    if piece.drawn is not None:
        picture = piece.drawn.pictures.get(piece.group.name)
        return None if picture is None else Cel(*picture)
    return _cel(piece.drawing, piece.defs, round(scale, 6))


@lru_cache(maxsize=MOST_KEPT)
def _cel(drawing: str, defs: str, scale: float) -> Cel | None:
    picture = svg.drawn([fromstring(drawing)], [fromstring(defs)], BOX, scale)
    found = svg.cut(picture)
    if found is None:
        return None
    found[0].flags.writeable = False
    return Cel(*found)


@lru_cache(maxsize=MOST_KEPT)
def _shapes(drawing: str) -> tuple[Shape, ...]:
    return svg.outlines([fromstring(drawing)])


def over(below: np.ndarray, above: np.ndarray) -> None:
    """Draws a premultiplied picture over another one of its size, (h, w, 4) uint8 each, into `below`."""
    through = cv2.merge([cv2.bitwise_not(above[..., 3])] * 4)
    cv2.multiply(below, through, dst=through, scale=1 / 255)
    cv2.add(through, above, dst=through)
    below[:] = through


def hidden_hair(pieces: dict[str, Piece], scale: float, size: tuple[int, int]) -> np.ndarray | None:
    """What is left of the hair under a headwear, (height, width) uint8, 0 = none .. 255 = all; None where all is."""
    cut = cel_of(pieces[HAIR_CUT], scale) if HAIR_CUT in pieces else None
    if cut is None:
        return None
    kept = np.full(size[::-1], 255, np.uint8)
    kept[cut.part] = cv2.bitwise_not(cut.bgra[..., 3])
    return kept


def still(
    pieces: dict[str, Piece], order: Sequence[Group], scale: float, notices: list[str]
) -> list[tuple[Piece, Cel]]:
    """The groups that do not move, drawn, from back to front; one that cannot be drawn is left out with a notice."""
    size = round(BOX[2] * scale), round(BOX[3] * scale)
    kept, found = None, []
    try:
        kept = hidden_hair(pieces, scale, size)
    except Unusable as error:
        notices.append(f"The headwear hides no hair: {error}")
    for group in order:
        piece = pieces.get(group.name)
        if piece is None or piece.group.moving:
            continue
        try:
            cel = cel_of(piece, scale)
        except Unusable as error:
            notices.append(f"The {group.category} is left out: {error}")
            continue
        if cel is None:
            continue
        if kept is not None and group.category == "hair":
            share = cv2.merge([np.ascontiguousarray(kept[cel.part])] * 4)
            cel = Cel(cv2.multiply(cel.bgra, share, scale=1 / 255), cel.left, cel.top)
        found.append((piece, cel))
    return found

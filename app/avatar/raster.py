"""A character's groups as pictures: read from the parts' files, coloured, drawn once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, fromstring, tostring

import numpy as np

from app.avatar import svg
from app.avatar.character import CATEGORIES, Character, part_file
from app.avatar.rig import BOTTOM, CANVAS, GROUPS, HAIR_CUT, Group, coloured, groups_in, shades_of
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
    """

    group: Group
    drawing: str
    defs: str
    depth: float

    @property
    def element(self) -> Element:
        """The group's drawing."""
        return fromstring(self.drawing)


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


def pieces_of(character: Character, notices: list[str]) -> dict[str, Piece]:
    """The groups of a character by name; a part that cannot be read is left out, with a sentence in `notices`."""
    shades = shades_of(character.colours)
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


def hand_of(character: Character, name: str) -> Piece | None:
    """The hand of a gesture in the character's colours; None where there is none."""
    path = part_file("hands", name)
    if not path.exists():
        return None
    group = next(group for group in GROUPS if group.name == "hand")
    return _pieces_in(svg.read(path), shades_of(character.colours), {"hand": group}).get("hand")


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
            found[name] = Piece(groups[name], drawing, text, _number(element.get("data-depth"), groups[name].depth))
    return found


def _number(text: str | None, default: float) -> float:
    try:
        return min(max(float(text or ""), -2.0), 2.0)
    except ValueError:
        return default


def cel_of(piece: Piece, scale: float) -> Cel | None:
    """A group's picture at so many pixels a unit of the canvas; None where it is empty."""
    return _cel(piece.drawing, piece.defs, round(scale, 6))


@lru_cache(maxsize=MOST_KEPT)
def _cel(drawing: str, defs: str, scale: float) -> Cel | None:
    picture = svg.drawn([fromstring(drawing)], [fromstring(defs)], BOX, scale)
    rows, columns = (np.flatnonzero(picture[..., 3].max(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    top, left = int(rows[0]), int(columns[0])
    cut = np.ascontiguousarray(picture[top : rows[-1] + 1, left : columns[-1] + 1])
    cut.flags.writeable = False
    return Cel(cut, left, top)


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


def still(pieces: dict[str, Piece], order: Sequence[Group], scale: float) -> list[tuple[Piece, Cel]]:
    """The groups that do not move, drawn, from back to front."""
    size = round(BOX[2] * scale), round(BOX[3] * scale)
    kept = hidden_hair(pieces, scale, size)
    found = []
    for group in order:
        piece = pieces.get(group.name)
        cel = cel_of(piece, scale) if piece is not None and not group.moving else None
        if piece is None or cel is None:
            continue
        if kept is not None and group.category == "hair":
            share = cv2.merge([np.ascontiguousarray(kept[cel.part])] * 4)
            cel = Cel(cv2.multiply(cel.bgra, share, scale=1 / 255), cel.left, cel.top)
        found.append((piece, cel))
    return found

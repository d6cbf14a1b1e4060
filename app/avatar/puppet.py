"""A character as a moving picture: one texture whose eyes and mouth are drawn anew, and a field that bends it.

Everything lies in one texture, so that no seam or hole can open; head turn, nod and tilt, jaw and breath are one smooth
field of displacements, worked out on a coarse grid from each place's depth and weight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import cairocffi
import numpy as np

from app.avatar.character import Character
from app.avatar.face import DARK, WHITE, Eye, Lips, Shapes, bite_of, jaw_drop, jaw_weight, ramp
from app.avatar.pose import Pose
from app.avatar.raster import BOX, Cel, Piece, cel_of, hand_of, over, pieces_of, still
from app.avatar.rig import AXIS, EYES, GROUPS, HAND_PIVOT, MOUTH, PIVOT
from app.avatar.svg import Colour, Shape, surface_on
from app.errors import Unusable, in_short
from app.flow import Size
from app.opencv import cv2
from app.picture import Bent, Rect

BASE = 1016.0
"""Row of the canvas that lies at the picture's bottom edge."""
HEIGHT = 980.0
"""Part of the canvas's height that the picture shows at zoom 1."""
REACH = 44
"""How far the field may move something, in units of the canvas."""
HAND_LEFT, HAND_TOP = 620, 515
"""On the canvas; no hand comes farther."""
STILL, STILL_PIXELS = 0.35, 0.25
"""What is nearer to its place, on the canvas and in the picture, stays where it is: nobody sees the difference, and of
a calm head's pictures two in three need only the mouth drawn anew."""
BANDS = 5
"""Strips of the picture, each drawn as wide as the character is there: a quarter fewer pixels than in two."""
CELL = 16.0
"""Width of a cell of the field's grid on the canvas."""
REACH_OF_CELL = 0.75
"""How far from its middle a cell shows the texture, in cells: half a one, which may be stretched by a half."""
TURN, NOD = 105.0, 80.0
"""How far the tip of the nose moves when the head turns or nods by 90 degrees, on the canvas."""
YCBCRA = np.array(
    (
        (25.064 / 256, 129.057 / 256, 65.738 / 256, 16 / 255),
        (112.439 / 256, -74.494 / 256, -37.945 / 256, 128 / 255),
        (-18.285 / 256, -94.154 / 256, 112.439 / 256, 128 / 255),
        (0, 0, 0, 1),
    ),
    np.float32,
)
"""From premultiplied BGRA to premultiplied Y', Cb, Cr and alpha (BT.601, limited range).

Laying one colour over another mixes both in the same way, so that cairo draws in the texture's colours as well."""
LASHES = (0.2, 0.13, 0.11)
Block = tuple[int, int, int, int]
"""Cells of the field's grid: from and up to which row, from and up to which column."""


class Region:
    """A part of the texture whose drawing changes: what lies below, what is drawn, what lies above.

    below, above: (h, w, 4) uint8 of the texture's colours
    """

    def __init__(self, rect: Rect, scale: float) -> None:
        self.rect = rect
        self.below = np.zeros((rect.height, rect.width, 4), np.uint8)
        self.above = np.zeros_like(self.below)
        self._buffer = np.zeros((rect.height, rect.width, 4), np.uint8)
        self._surface = surface_on(self._buffer)
        self._context = cairocffi.Context(self._surface)
        self._context.scale(scale, scale)
        self._context.translate(-(rect.left / scale + BOX[0]), -(rect.top / scale + BOX[1]))
        self.moves: np.ndarray | None = None

    @cached_property
    def _covered(self) -> bool:
        """Whether anything lies above; asked once all that does not move is in its place."""
        return bool(self.above.any())

    def drawn(self, draw: Any) -> np.ndarray:
        """The region with what `draw` adds to it, as (h, w, 4) of the texture's colours, until the next call."""
        self._buffer[:] = self.below
        self._surface.mark_dirty()
        draw(self._context)
        self._surface.flush()
        if self._covered:
            over(self._buffer, self.above)
        return self._buffer


class Puppet:
    """A character drawn for one size of the picture. Making one takes a while; `move` is quick."""

    def __init__(self, character: Character, size: Size, zoom: float, notices: list[str]) -> None:
        self._size, self._scale = size, size.height / HEIGHT * zoom
        self._still = still_at(self._scale)
        self._character = character
        pieces = pieces_of(character, self._scale, notices)
        self._hand_piece = pieces.get("hand")  # an imported drawing's own
        shapes = _shapes(pieces, notices)
        told: list[str] = [] if character.art else notices  # of an import was told what does not move
        self._lips = _lips(shapes, told)
        self._eyes = _eyes(shapes, pieces, self._scale, told)
        self._regions = self._made_regions()
        cels = still(pieces, GROUPS, self._scale, notices)
        self.texture = self._composed(cels)
        self._hand: Hand | None = None
        self._layout(cels)

    # --- making

    def _made_regions(self) -> dict[str, Region]:
        boxes = {}
        if self._lips is not None:
            boxes["mouth"] = (MOUTH[0] - 104, MOUTH[1] - 56, 208, 172)
        for side in self._eyes:
            x, y = EYES[side]
            boxes[f"eye_{side}"] = (x - 81, y - 118, 162, 172)
        return {name: Region(self._rect(*box), self._scale) for name, box in boxes.items()}

    def _rect(self, left: float, top: float, width: float, height: float) -> Rect:
        """A part of the canvas as pixels of the texture, even in all."""
        x, y = (2 * math.floor((a - b) * self._scale / 2) for a, b in ((left, BOX[0]), (top, BOX[1])))
        return Rect(x, y, 2 * math.ceil(width * self._scale / 2), 2 * math.ceil(height * self._scale / 2))

    def _composed(self, cels: list[tuple[Piece, Cel]]) -> np.ndarray:
        """All that does not move in one texture; the regions get what lies below and above them."""
        order = {group.name: number for number, group in enumerate(GROUPS)}
        picture = np.zeros((round(BOX[3] * self._scale), round(BOX[2] * self._scale), 4), np.uint8)
        waiting = {name: order["mouth" if name == "mouth" else "eye_left"] for name in self._regions}
        for piece, cel in cels:
            number = order[piece.group.name]
            for name in [name for name, first in waiting.items() if first < number]:
                self._regions[name].below = in_texture(self._regions[name].rect.of(picture))
                del waiting[name]
            part = picture[cel.part]
            over(part, cel.bgra)
            for name, region in self._regions.items():
                if name not in waiting:
                    _add_above(region, cel)
        for name in waiting:
            self._regions[name].below = in_texture(self._regions[name].rect.of(picture))
        return in_texture(picture)

    def _layout(self, cels: list[tuple[Piece, Cel]]) -> None:
        """The window on the picture, and the field's grid with its depths."""
        alpha = self.texture[..., 3]
        rows, columns = np.flatnonzero(alpha.max(axis=1)), np.flatnonzero(alpha.max(axis=0))
        reach = round(REACH * self._scale)
        self._seen = (
            (int(columns[0]) - reach, int(rows[0]) - reach, int(columns[-1]) + reach, int(rows[-1]) + reach)
            if len(rows)
            else (0, 0, 8, 8)
        )
        self._shown = self._places(alpha)
        self._depth = self._depths(cels)
        self._grids: dict[Rect, _Grid] = {}

    def _depths(self, cels: list[tuple[Piece, Cel]]) -> np.ndarray:
        """Depth of each place of the canvas, one value for 8 units, smoothed: a step would tear the picture."""
        # Two looks a place each way, and no mean of all pixels, which took a quarter of the time a character needs.
        rows, columns = self._looks(2)
        depth = np.zeros((len(rows), len(columns)), np.float32)
        for piece, cel in cels:
            inside = [
                slice(*np.searchsorted(looks, (part.start, part.stop)))
                for looks, part in zip((rows, columns), cel.part, strict=True)
            ]
            found = np.ix_(rows[inside[0]] - cel.top, columns[inside[1]] - cel.left)
            share = cel.bgra[..., 3][found].astype(np.float32) / 255
            below = depth[inside[0], inside[1]]
            below += share * (piece.depth - below)
        small = cv2.resize(depth, (len(columns) // 2, len(rows) // 2), interpolation=cv2.INTER_AREA)
        return cv2.GaussianBlur(small, (0, 0), 4.0)

    def _looks(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of the texture's pixels in the places of the canvas, so many a place each way."""
        height, width = self.texture.shape[:2]
        return tuple(
            np.minimum(((np.arange(number * math.ceil(length / 8)) + 0.5) * 8 / number * self._scale).astype(int), most)
            for length, most in ((BOX[3], height - 1), (BOX[2], width - 1))
        )

    def _places(self, alpha: np.ndarray) -> np.ndarray:
        """Whether anything is seen at each place of the canvas, one value for 8 units: (h, w) uint8, 0 or 255."""
        shown = cv2.threshold(alpha, 0, 255, cv2.THRESH_BINARY)[1]
        for region in self._regions.values():
            region.rect.of(shown)[:] = 255
        near = 2 * math.ceil(4 * self._scale) + 1
        return cv2.dilate(shown, np.ones((near, near), np.uint8))[np.ix_(*self._looks(1))]

    def _window(self, hand: bool) -> Rect:
        """The part of the picture that is drawn, edges multiples of 8."""
        left, top, right, bottom = self._seen
        if hand:
            right, top = self.texture.shape[1], min(top, round((HAND_TOP - BOX[1]) * self._scale))
        x, y = self._origin()
        left, right = outward(left + x, right + x, self._size.width)
        top, bottom = outward(top + y, bottom + y, self._size.height)
        return Rect(left, top, right - left, bottom - top)

    def _origin(self) -> tuple[float, float]:
        """Where the texture's first pixel lies on the picture."""
        return (
            self._size.width / 2 - (AXIS - BOX[0]) * self._scale,
            self._size.height - (BASE - BOX[1]) * self._scale,
        )

    # --- moving

    def move(self, pose: Pose) -> Bent:
        """The puppet in a pose."""
        changed = []
        if self._lips is None:
            pose = replace(pose, mouth=None, mouth_open_y=0.0)  # no chin falls where no mouth opens
        else:
            lips = self._lips
            moves = np.append(lips.moves(pose), (jaw_drop(pose), bite_of(pose) > 0))
            changed += self._redrawn("mouth", moves, lambda context: lips.draw(context, pose))
        for side, eye in self._eyes.items():
            changed += self._redrawn(f"eye_{side}", eye.moves(pose), lambda context, eye=eye: eye.draw(context, pose))
        changed += self._with_hand(pose)
        grid = self._grid(self._window(pose.hand > 0))
        parts, kept = grid.follow(pose, changed)
        if pose.hand > 0:
            parts, kept = (grid.window,), False
        return Bent(self.texture, tuple(changed), grid.map_x, grid.map_y, grid.window, parts, kept)

    def _redrawn(self, name: str, moves: np.ndarray, draw: Any) -> list[Rect]:
        region = self._regions[name]
        if region.moves is not None and np.abs(moves - region.moves).max() <= self._still:
            return []
        region.moves = moves
        region.rect.of(self.texture)[:] = region.drawn(draw)
        return [region.rect]

    def _with_hand(self, pose: Pose) -> list[Rect]:
        if pose.hand <= 0:
            return self._hand.away(self.texture) if self._hand is not None else []
        if self._hand is None:
            piece = self._hand_piece
            cel = cel_of(piece, self._scale) if piece is not None else hand_of(self._character, self._scale)
            if cel is None:
                return []
            self._hand = Hand(cel, self.texture, self._scale)
        return self._hand.show(self.texture, pose.hand, pose.hand_angle)

    def _grid(self, window: Rect) -> _Grid:
        if window not in self._grids:
            self._grids = {window: _Grid(window, self._scale, self._origin(), self._depth, self._shown)}
        return self._grids[window]


class Hand:
    """A hand that comes up from below, turned about its elbow, drawn over the texture."""

    def __init__(self, cel: Cel, texture: np.ndarray, scale: float) -> None:
        self._cel, self._scale = cel, scale
        height, width = texture.shape[:2]
        # It lies beside the regions of eyes and mouth: what is put back when it goes must not be of another moment.
        left, top = round((HAND_LEFT - BOX[0]) * scale), round((HAND_TOP - BOX[1]) * scale)
        self._rect = Rect(left, top, width - left, height - top)
        self._below: np.ndarray | None = None

    def show(self, texture: np.ndarray, raised: float, angle: float) -> list[Rect]:
        """Draws the hand so far raised, 0..1, and turned by so many degrees."""
        rect, cel = self._rect, self._cel
        if self._below is None:
            self._below = rect.of(texture).copy()
        pivot = (HAND_PIVOT[0] - BOX[0]) * self._scale - rect.left, (HAND_PIVOT[1] - BOX[1]) * self._scale - rect.top
        matrix = cv2.getRotationMatrix2D(pivot, angle, 1.0)
        matrix[:, 2] += matrix[:, :2] @ np.array((cel.left - rect.left, cel.top - rect.top), np.float64)
        matrix[1, 2] += (1 - raised) * 0.95 * cel.bgra.shape[0]
        hand = cv2.warpAffine(cel.bgra, matrix, (rect.width, rect.height))
        rect.of(texture)[:] = self._below
        over(rect.of(texture), in_texture(hand))
        return [rect]

    def away(self, texture: np.ndarray) -> list[Rect]:
        """Takes the hand away."""
        if self._below is None:
            return []
        self._rect.of(texture)[:] = self._below
        self._below = None
        return [self._rect]


class _Grid:
    """The field over one window of the picture, on a grid one cell wider than it on each side.

    map_x, map_y: where each pixel of the window is found in the texture, (rows, columns) float32
    """

    def __init__(
        self, window: Rect, scale: float, origin: tuple[float, float], depth: np.ndarray, shown: np.ndarray
    ) -> None:
        self.window = window
        self._step = step = max(8, 8 * round(CELL * scale / 8))
        columns, rows = math.ceil(window.width / step) + 2, math.ceil(window.height / step) + 2
        cut = slice(step, step + window.height), slice(step, step + window.width)
        self._full_x, self._full_y = (np.empty((rows * step, columns * step), np.float32) for _ in range(2))
        self.map_x, self.map_y = self._full_x[cut], self._full_y[cut]
        # A cell's value belongs to its middle, as cv2.resize has it.
        x = window.left - step + (np.arange(columns) + 0.5) * step
        y = window.top - step + (np.arange(rows) + 0.5) * step
        self._scale, self._still = scale, still_at(scale)
        grid = np.meshgrid((x - origin[0]) / scale + BOX[0], (y - origin[1]) / scale + BOX[1])
        across, down = (axis.astype(np.float32) for axis in grid)
        places = (across - BOX[0]) / 8 - 0.5, (down - BOX[1]) / 8 - 0.5
        found = cv2.remap(depth, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        # Wider than the face: an edge of the dome at the ears would bend them and what hangs from them.
        round_face = np.clip(1 - ((across - AXIS) / 300) ** 2 - ((down - 470) / 400) ** 2, 0, 1)
        head = ramp(down, 850, 690)
        self._fine = across, down, (found + 0.75 * round_face) * head, head, ramp(down, 640, 860)
        # The field is smooth: one cell of sixteen tells whether it moves.
        self._coarse = tuple(np.ascontiguousarray(values[::4, ::4]) for values in self._fine)
        self._jaw = jaw_weight(across, down)
        # A cell shows something where that lies within its reach.
        reach = math.ceil(REACH_OF_CELL * step / scale / 8)
        self._shown = cv2.dilate(shown, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
        self._edges = np.unique(np.linspace(1, rows - 1, BANDS + 1).round().astype(int))
        self._chin = self._block(self._jaw > 0, 1)
        self._seen: tuple[np.ndarray, np.ndarray] | None = None
        self._held = across, down
        self._drop = 0.0

    def follow(self, pose: Pose, changed: Sequence[Rect]) -> tuple[tuple[Rect, ...], bool]:
        """Brings the field to a pose, but for what is too little to be seen.

        changed: the parts of the texture that are new
        Gives the parts of the picture to draw, and whether all beside them is as it was.
        """
        seen = self._places(pose, self._coarse)
        kept = self._seen is not None and all(map(self._near, self._seen, seen))
        if not kept:
            self._seen, self._held = seen, self._places(pose, self._fine)
        columns, rows = self._held
        drop = float(jaw_drop(pose))
        falls = not kept or abs(drop - self._drop) > self._still
        if falls:
            self._drop = drop
        rows = rows - self._scale * self._drop * self._jaw
        if not kept:
            for values, full in ((columns, self._full_x), (rows, self._full_y)):
                cv2.resize(values, full.shape[::-1], dst=full, interpolation=cv2.INTER_LINEAR)
            return self._bands(columns, rows), False
        blocks = [block for rect in changed if (block := self._block(self._shows(rect, columns, rows)))]
        if falls and self._chin is not None:
            self._fall(rows, self._chin)
            blocks.append(self._chin)
        return self._joined(blocks), True

    def _near(self, held: np.ndarray, places: np.ndarray) -> bool:
        return cv2.norm(held, places, cv2.NORM_INF) <= self._still * self._scale

    def _shows(self, rect: Rect, columns: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether each cell may show something of a part of the texture: (rows, columns) bool."""
        reach = REACH_OF_CELL * self._step
        left, top = rect.left - reach, rect.top - reach
        right, bottom = rect.left + rect.width + reach, rect.top + rect.height + reach
        return (columns > left) & (columns < right) & (rows > top) & (rows < bottom)

    @staticmethod
    def _block(cells: np.ndarray, more: int = 0) -> Block | None:
        """The cells around those that are true, and so many more, but for the outermost; None where none is."""
        found = []
        for axis in (1, 0):
            inside, last = np.flatnonzero(cells.any(axis=axis)), cells.shape[1 - axis] - 1
            if not len(inside):
                return None
            found += [max(int(inside[0]) - more, 1), min(int(inside[-1]) + 1 + more, last)]
        return tuple(found)

    def _fall(self, rows: np.ndarray, block: Block) -> None:
        """Brings the map to the rows in some cells."""
        top, bottom, left, right = block
        step = self._step
        around = rows[top - 1 : bottom + 1, left - 1 : right + 1]
        height, width = around.shape
        fine = cv2.resize(around, (width * step, height * step), interpolation=cv2.INTER_LINEAR)
        self._full_y[top * step : bottom * step, left * step : right * step] = fine[step:-step, step:-step]

    def _joined(self, blocks: list[Block]) -> tuple[Rect, ...]:
        """The part of the picture around some blocks of cells."""
        if not blocks:
            return ()
        tops, bottoms, lefts, rights = zip(*blocks, strict=True)
        return (self._part(min(tops), max(bottoms), min(lefts), max(rights)),)

    def _part(self, top: int, bottom: int, left: int, right: int) -> Rect:
        """The part of the picture under a block of cells, without what lies beyond the window."""
        step, window = self._step, self.window
        x, y = (left - 1) * step, (top - 1) * step
        width, height = min((right - 1) * step, window.width) - x, min((bottom - 1) * step, window.height) - y
        return Rect(window.left + x, window.top + y, width, height)

    def _places(self, pose: Pose, cells: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Where the middle of each cell is found in the texture while the chin rests: two (rows, columns) float32."""
        x, y, depth, head, body = cells
        y = y + 5.0 * pose.breath * (0.45 + 0.55 * body)
        if pose.body_angle_z:
            x, y = _turned(x, y, (AXIS, 1300.0), -math.radians(pose.body_angle_z))
        if pose.angle_z:
            x, y = _turned(x, y, PIVOT, -math.radians(pose.angle_z) * head)
        x = x - TURN * math.sin(math.radians(pose.angle_x)) * depth
        y = y + NOD * math.sin(math.radians(pose.angle_y)) * depth
        # Pixels have their middle at .5, on the picture and in the texture alike.
        left, top = BOX[0], BOX[1]
        columns, rows = (x - left) * self._scale - 0.5, (y - top) * self._scale - 0.5
        return columns.astype(np.float32, copy=False), rows.astype(np.float32, copy=False)

    def _bands(self, columns: np.ndarray, rows: np.ndarray) -> tuple[Rect, ...]:
        """The parts of the picture in which the character is seen, strips one below the other."""
        x, y = ((places + 0.5) / (8 * self._scale) - 0.5 for places in (columns, rows))
        seen = cv2.remap(self._shown, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
        found = []
        for top, bottom in pairwise(self._edges.tolist()):
            inside = np.flatnonzero(seen[top:bottom, 1:-1].max(axis=0)) + 1
            if len(inside):
                found.append(self._part(top, bottom, int(inside[0]), int(inside[-1]) + 1))
        return tuple(found)


def still_at(scale: float) -> float:
    """How far from its place something may be, on the canvas, at so many pixels for a unit of it."""
    return min(STILL, STILL_PIXELS / scale)


def _turned(
    x: np.ndarray, y: np.ndarray, pivot: tuple[float, float], radians: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    cosine, sine = np.cos(radians), np.sin(radians)
    across, down = x - pivot[0], y - pivot[1]
    return pivot[0] + cosine * across - sine * down, pivot[1] + sine * across + cosine * down


def outward(first: float, last: float, length: int) -> tuple[int, int]:
    """From and up to which pixel, in steps of 8, something is drawn that lies between two places."""
    start = min(max(0, math.floor(first / 8) * 8), length - 8)
    return start, max(start + 8, min(length, math.ceil(last / 8) * 8))


def in_texture(bgra: np.ndarray) -> np.ndarray:
    """A premultiplied picture in the texture's colours, (h, w, 4) uint8."""
    return cv2.transform(bgra, YCBCRA)


def _colour_in_texture(rgb: Colour) -> Colour:
    """What cairo takes for red, green and blue, Cr, Cb and Y', where a colour is meant."""
    luma, cb, cr = (YCBCRA[:3, :3] @ rgb[::-1] + YCBCRA[:3, 3]).tolist()
    return cr, cb, luma


def _shape_in_texture(shape: Shape) -> Shape:
    """A shape with its colours as cairo is to take them."""
    fill, stroke = (None if colour is None else _colour_in_texture(colour) for colour in (shape.fill, shape.stroke))
    return replace(shape, fill=fill, stroke=stroke)


def _shapes(pieces: dict[str, Piece], notices: list[str]) -> dict[str, tuple[Shape, ...]]:
    """The moving parts' shapes, in the texture's colours."""
    found = {}
    for name, piece in pieces.items():
        if piece.group.moving:
            try:
                found[name] = tuple(map(_shape_in_texture, piece.shapes))
            except Unusable as error:
                notices.append(f"The {piece.group.category} is left out: {error}")
    return found


def _lips(shapes: Shapes, notices: list[str]) -> Lips | None:
    if not (shapes.get("lip_upper") and shapes.get("lip_lower")):
        notices.append("The character has no lips that can move; choose another mouth")
        return None
    try:
        return Lips(shapes, _colour_in_texture(DARK))
    except (ValueError, IndexError) as error:
        notices.append(f"The lips cannot move ({in_short(error)}); choose another mouth")
        return None


def _eyes(shapes: Shapes, pieces: dict[str, Piece], scale: float, notices: list[str]) -> dict[str, Eye]:
    found = {}
    for side in ("left", "right"):
        if not shapes.get(f"eye_{side}"):
            notices.append(f"The character has no {side} eye that can move; choose other eyes")
            continue
        piece = pieces.get(f"iris_{side}")
        try:
            cel = cel_of(piece, scale) if piece is not None else None
            iris = None
            if cel is not None:
                iris = surface_on(in_texture(cel.bgra)), cel.left / scale + BOX[0], cel.top / scale + BOX[1]
            found[side] = Eye(shapes, side, iris, _colour_in_texture(LASHES), _colour_in_texture(WHITE))
        except (Unusable, ValueError, IndexError) as error:
            notices.append(f"The {side} eye cannot move ({in_short(error)}); choose other eyes")
    return found


def _add_above(region: Region, cel: Cel) -> None:
    """Draws what a group shows inside a region over what already lies above it."""
    rect, (rows, columns) = region.rect, cel.part
    top, bottom = max(rows.start, rect.top), min(rows.stop, rect.top + rect.height)
    left, right = max(columns.start, rect.left), min(columns.stop, rect.left + rect.width)
    if top < bottom and left < right:
        part = cel.bgra[top - rows.start : bottom - rows.start, left - columns.start : right - columns.start]
        over(region.above[top - rect.top : bottom - rect.top, left - rect.left : right - rect.left], in_texture(part))

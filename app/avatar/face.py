"""The moving parts of a face, drawn by cairo as smooth curves: lips with what is between them, eyes and brows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import cairocffi
import numpy as np
from cairocffi import cairo, ffi

from app.avatar.pose import REST_POINTS, Pose
from app.avatar.rig import AXIS, MOUTH_UNIT
from app.avatar.svg import Colour, Shape
from app.flow import LIPS_MEET_BELOW

Shapes = Mapping[str, Sequence[Shape]]
OUTER_UPPER, OUTER_LOWER = (0, 1, 2, 3, 4, 5, 6), (0, 11, 10, 9, 8, 7, 6)
INNER_UPPER, INNER_LOWER = (12, 13, 14, 15, 16), (12, 19, 18, 17, 16)
OUTER_AT = np.arcsin((-1.0, -0.667, -0.282, 0.0, 0.282, 0.667, 1.0))
INNER_AT = np.arcsin((-1.0, -0.485, 0.0, 0.485, 1.0))
"""Where those points lie between the corners of a mouth at rest, as angles: curves over angles leave the corners
upright, as an ellipse does, so that an open mouth is round and not pointed."""
MOST_GAIN = 1.4
"""Wide openings are drawn wider and narrow ones narrower than they are: a drawn mouth is small and must be read."""
UPPER_LIP = (1, 2, 3, 4, 5, 13, 14, 15)
BITE = 0.04
"""How far the upper lip rises from teeth that touch the lower lip, in the points' unit."""
EYE_UNITS = np.array((60.0, 30.0, 17.0, 15.0, 11.0, 7.0))
"""How far anything goes where an eye's opening or smile, its brow's height or angle, or its look changes by 1."""
SLIT = 0.06
"""An eye that is less open is drawn shut."""
DARK, WHITE = (0.23, 0.08, 0.09), (1.0, 1.0, 1.0)


def spline(at: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """Weights of a Catmull-Rom curve through values at `knots`, for each place of `at`: (n, len(knots)) float64."""
    count = len(knots)
    unit = np.eye(count)
    slopes = np.empty((count, count))
    slopes[1:-1] = (unit[2:] - unit[:-2]) / (knots[2:] - knots[:-2])[:, None]
    slopes[0] = (unit[1] - unit[0]) / (knots[1] - knots[0])
    slopes[-1] = (unit[-1] - unit[-2]) / (knots[-1] - knots[-2])
    place = np.clip(at, knots[0], knots[-1])
    left = np.clip(np.searchsorted(knots, place, side="right") - 1, 0, count - 2)
    length = (knots[left + 1] - knots[left])[:, None]
    t = ((place - knots[left])[:, None]) / length
    return (
        (2 * t**3 - 3 * t**2 + 1) * unit[left]
        + (t**3 - 2 * t**2 + t) * length * slopes[left]
        + (3 * t**2 - 2 * t**3) * unit[left + 1]
        + (t**3 - t**2) * length * slopes[left + 1]
    )


def dense(polygon: np.ndarray, step: float = 6.0) -> np.ndarray:
    """A polygon with further vertices on its long edges, so that they can bend."""
    edges = np.diff(polygon, axis=0)
    counts = np.maximum(1, np.ceil(np.hypot(*edges.T) / step)).astype(int)
    edge = np.repeat(np.arange(len(edges)), counts)
    vertex = np.arange(1, len(edge) + 1) - (np.cumsum(counts) - counts)[edge]
    return np.concatenate([polygon[:1], polygon[:-1][edge] + edges[edge] * (vertex / counts[edge])[:, None]])


def outline(polygon: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The upper and the lower edge of a closed polygon at places along x; each (len(at),) float64."""
    closed = np.concatenate([polygon, polygon[:1]]).astype(np.float64)
    fine = (closed[:-1, None] + np.diff(closed, axis=0)[:, None] * (np.arange(8) / 8)[:, None]).reshape(-1, 2)
    half = (at[-1] - at[0]) / (len(at) - 1) / 2 + 1e-6
    near = np.abs(fine[:, 0][None] - at[:, None]) <= half
    upper = np.where(near, fine[:, 1][None], np.inf).min(axis=1)
    lower = np.where(near, fine[:, 1][None], -np.inf).max(axis=1)
    known = np.isfinite(upper)
    return np.interp(at, at[known], upper[known]), np.interp(at, at[known], lower[known])


def ramp(values: np.ndarray, zero: float, one: float) -> np.ndarray:
    """0 at `zero` .. 1 at `one`, smooth at both ends."""
    share = np.clip((values - zero) / (one - zero), 0, 1)
    return share * share * (3 - 2 * share)


def jaw_weight(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How much each place of the canvas follows the chin, 0..1."""
    return ramp(np.abs(x - AXIS), 205, 80) * ramp(y, 628, 712) * ramp(y, 815, 735)


def jaw_drop(pose: Pose) -> float:
    """How far the chin is below its rest, on the canvas."""
    drop = 0.13 * pose.mouth_open_y
    if pose.mouth is not None:
        drop += float(pose.mouth[25, 1])
    return MOUTH_UNIT * max(min(drop, 0.4), -0.1)


def bite(moved: np.ndarray) -> float:
    """How much the upper teeth touch the lower lip, 0..1, as in f and v.

    moved: (20 or more, 2), how far the points are from rest. In these sounds the lower lip is drawn in and the upper
    one is not, and the gap is nearly none.
    """
    above, below = float(moved[14, 1]), float(moved[18, 1])
    upper, lower = above - float(moved[3, 1]), float(moved[9, 1]) - below
    drawn_in, meeting = ((upper - lower) / 0.075 - 0.35) / 0.4, (0.07 - (below - above)) / 0.03
    return min(max(drawn_in, 0.0), 1.0) * min(max(meeting, 0.0), 1.0)


def bite_of(pose: Pose) -> float:
    """The same of a pose; none where no voice moves the mouth."""
    return 0.0 if pose.mouth is None else bite(pose.mouth)


def _form() -> np.ndarray:
    """How far the 20 points go when the corners rise by one, in the points' unit."""
    x = REST_POINTS[:20, 0] / REST_POINTS[6, 0]
    return np.stack([0.075 * x, 0.03 - 0.15 * np.abs(x) ** 1.6], 1)


def _opened() -> np.ndarray:
    """How far the 20 points go when the mouth is opened by one."""
    moved = np.zeros((20, 2))
    bow = np.array((0.55, 0.9, 1.0, 0.9, 0.55))
    moved[1:6, 1], moved[7:12, 1] = -0.05 * bow, 0.3 * bow
    moved[13:16, 1], moved[17:20, 1] = -0.05 * bow[1:4] / 1.1, 0.3 * bow[1:4] / 1.1
    moved[[0, 6, 12, 16], 1] = 0.05
    return moved


FORM, OPENED = _form(), _opened()


class Lips:
    """A mouth style, moved by the mouth's points.

    dark: what is seen between the lips where the style does not say
    """

    FINE = 25

    def __init__(self, shapes: Shapes, dark: Colour = DARK) -> None:
        self._shapes = shapes
        inside = shapes["mouth"][0].fill if shapes.get("mouth") else None
        self._dark = inside or dark
        upper, lower = (shapes[name][0].polygons[0] for name in ("lip_upper", "lip_lower"))
        across = np.concatenate([upper, lower])[:, 0]
        left, right = float(across.min()), float(across.max())
        self._centre, self._half = (left + right) / 2, (right - left) / 2
        at = np.linspace(left, right, self.FINE)
        top, line_above = outline(upper, at)
        line_below, bottom = outline(lower, at)
        line = (line_above + line_below) / 2
        self._edges = at, top, line, bottom
        place = self._place(at)
        # All that moves lies in one array, the edges of the inside first: one product and one field for a picture.
        middle = np.stack([at, line], 1)
        pieces = [(middle, self._matrix(spline(place, INNER_AT), points)) for points in (INNER_UPPER, INNER_LOWER)]
        self._parts: dict[str, list[list[slice]]] = {}
        count = 2 * self.FINE
        for name in ("lip_upper", "lip_lower", "lip_shine", "lip_line"):
            self._parts[name] = []
            for shape in shapes.get(name, ()):
                polygons = [dense(polygon) for polygon in shape.polygons]
                pieces += [(polygon, self._weights(polygon)) for polygon in polygons]
                ends = count + np.cumsum([0, *map(len, polygons)])
                self._parts[name].append([slice(*ends[k : k + 2]) for k in range(len(polygons))])
                count = int(ends[-1])
        self._rest, self._follow = (np.concatenate(arrays) for arrays in zip(*pieces, strict=True))
        self._width = 2 * self._half / (0.78 * MOUTH_UNIT)

    def _place(self, x: np.ndarray) -> np.ndarray:
        return np.arcsin(np.clip((x - self._centre) / self._half, -1, 1))

    @staticmethod
    def _matrix(weights: np.ndarray, points: Sequence[int]) -> np.ndarray:
        full = np.zeros((len(weights), 20))
        for column, point in enumerate(points):
            full[:, point] += weights[:, column]
        return full

    def _weights(self, polygon: np.ndarray) -> np.ndarray:
        """How each vertex follows the 20 points: between the lips' inner and outer edges."""
        at, top, line, bottom = self._edges
        x, y = polygon[:, 0], polygon[:, 1]
        t = self._place(x)
        middle, above, below = np.interp(x, at, line), np.interp(x, at, top), np.interp(x, at, bottom)
        upper = np.clip((middle - y) / np.maximum(middle - above, 1.0), 0, 1)[:, None]
        lower = np.clip((y - middle) / np.maximum(below - middle, 1.0), 0, 1)[:, None]
        share, inner, outer = (
            (upper, INNER_UPPER, OUTER_UPPER) if y.mean() < middle.mean() else (lower, INNER_LOWER, OUTER_LOWER)
        )
        inside, outside = self._matrix(spline(t, INNER_AT), inner), self._matrix(spline(t, OUTER_AT), outer)
        return (1 - share) * inside + share * outside

    def moves(self, pose: Pose) -> np.ndarray:
        """How far each of the 20 points is from rest, on the canvas: (20, 2) float64."""
        moved = np.zeros((20, 2)) if pose.mouth is None else pose.mouth[:20].astype(np.float64)
        gap = moved[18, 1] - moved[14, 1]
        moved[:, 1] *= min(max(0.55 + 3.2 * gap, 0.55), MOST_GAIN)
        if (teeth := bite_of(pose)) > 0:
            moved[[*UPPER_LIP], 1] -= BITE * teeth
        elif gap < LIPS_MEET_BELOW:
            for above, below in ((13, 19), (14, 18), (15, 17)):
                moved[above] = moved[below] = (moved[above] + moved[below]) / 2
        moved = moved + min(max(pose.mouth_form, -1.0), 1.0) * FORM + min(pose.mouth_open_y, 1.0) * OPENED
        moved[:, 0] -= 0.3 * pose.mouth_pucker * REST_POINTS[:20, 0]
        return moved * MOUTH_UNIT * np.array((self._width, 1.0))

    def draw(self, context: Any, pose: Pose) -> None:
        """Draws the mouth; the context's units are the canvas's."""
        moved = self.moves(pose)
        placed = self._placed(self._rest + self._follow @ moved, jaw_drop(pose))
        above, below = placed[: self.FINE], placed[self.FINE : 2 * self.FINE]
        gap = float((below - above)[self.FINE // 2, 1])
        if gap > 0.5:
            self._draw_inside(context, above, below, moved)
        for name in ("lip_upper", "lip_lower", "lip_shine"):
            self._draw_moved(context, name, placed)
        if (teeth := bite_of(pose)) > 0:
            self._draw_bite(context, above, below, moved, teeth)
        elif gap < 5.0:
            self._draw_moved(context, "lip_line", placed, 1 - max(gap, 0.0) / 5.0)

    def _draw_moved(self, context: Any, name: str, placed: np.ndarray, share: float = 1.0) -> None:
        for shape, parts in zip(self._shapes.get(name, ()), self._parts[name], strict=True):
            for part in parts:
                trace(context, placed[part])
            paint(context, shape, share)

    @staticmethod
    def _placed(points: np.ndarray, drop: float) -> np.ndarray:
        """Where points are to be drawn so that they are seen in their place once the jaw's field has moved them."""
        placed = points.copy()
        placed[:, 1] -= drop * jaw_weight(points[:, 0], points[:, 1])
        return placed

    def _draw_inside(self, context: Any, above: np.ndarray, below: np.ndarray, moved: np.ndarray) -> None:
        context.save()
        trace(context, np.concatenate([above, below[::-1]]))
        context.set_source_rgb(*self._dark)
        context.fill_preserve()
        context.clip()
        upper, lower = moved[14, 1], moved[18, 1]
        # Lips that are rounded hide the teeth.
        rounded = min(max((moved[12, 0] - moved[16, 0]) / (0.12 * MOUTH_UNIT), 0.0), 1.0)
        for name, shift in (
            ("tongue", 0.55 * lower - 10.0),
            ("teeth_lower", lower + 9.0 + 8.0 * rounded),
            ("teeth_upper", 0.7 * upper - max(3.0, 17.0 - 0.55 * (lower - upper)) - 15.0 * rounded),
        ):
            self._draw_shifted(context, name, (0.0, shift))
        context.restore()

    def _draw_bite(self, context: Any, above: np.ndarray, below: np.ndarray, moved: np.ndarray, teeth: float) -> None:
        """The upper teeth on the lower lip, as in f and v."""
        context.save()
        trace(context, np.concatenate([above, below[::-1] + np.array((0.0, 2.5 * teeth))]))
        context.clip()
        self._draw_shifted(context, "teeth_upper", (0.0, moved[14, 1] - 2.0))
        context.restore()

    def _draw_shifted(self, context: Any, name: str, shift: tuple[float, float]) -> None:
        for shape in self._shapes.get(name, ()):
            for polygon in shape.polygons:
                trace(context, polygon + shift)
            paint(context, shape)


class Eye:
    """An eye and its brow, on one side.

    iris: a surface, and its left and top on the canvas
    line: the edge of a lid that the drawing lacks
    white: of an eye that has no colour
    """

    FINE = 25

    def __init__(
        self, shapes: Shapes, side: str, iris: tuple[Any, float, float] | None, line: Colour, white: Colour = WHITE
    ) -> None:
        self._left = side == "left"
        self._white = shapes[f"eye_{side}"][0].fill or white
        self._upper_lid, self._lower_lid = (
            [(shape, [dense(polygon) for polygon in shape.polygons]) for shape in shapes.get(f"lid_{edge}_{side}", ())]
            for edge in ("upper", "lower")
        )
        self._brow = shapes.get(f"brow_{side}", ())
        self._iris, self._line = iris, line
        polygon = shapes[f"eye_{side}"][0].polygons[0]
        at = np.linspace(polygon[:, 0].min(), polygon[:, 0].max(), self.FINE)
        top, bottom = outline(polygon, at)
        self._at, self._top, self._bottom = at, top, bottom
        u = np.linspace(-1, 1, self.FINE)
        corners = np.interp(u, (-1, 1), ((top[0] + bottom[0]) / 2, (top[-1] + bottom[-1]) / 2))
        bulge = 1 - u**2
        self._shut = corners + 0.5 * max(bottom[self.FINE // 2] - corners[self.FINE // 2], 4.0) * bulge
        self._shut_smiling = corners - 0.35 * max(corners[self.FINE // 2] - top[self.FINE // 2], 6.0) * bulge
        self.centre = float(at.mean()), float((top.min() + bottom.max()) / 2)
        brows = [p for shape in self._brow for p in shape.polygons]
        self._brow_centre = np.concatenate(brows).mean(axis=0) if brows else np.array(self.centre)

    def moves(self, pose: Pose) -> np.ndarray:
        """How far lids, brow and iris are from their place at zero, on the canvas, and if it is open: (7,) float64."""
        values = self._values(pose)
        return np.append(values * EYE_UNITS, values[0] > SLIT)

    def _values(self, pose: Pose) -> tuple[float, ...]:
        side = "l" if self._left else "r"
        names = (f"eye_{side}_open", f"eye_{side}_smile", f"brow_{side}_y", f"brow_{side}_angle")
        looks = (min(max(look, -1.0), 1.0) for look in (pose.eye_ball_x, pose.eye_ball_y))
        return (*(getattr(pose, name) for name in names), *looks)

    def draw(self, context: Any, pose: Pose) -> None:
        """Draws eye and brow; the context's units are the canvas's."""
        opened, smile, brow_y, brow_angle, gaze_x, gaze_y = self._values(pose)
        opened = min(max(opened, 0.0), 1.3)
        shut = self._shut + (self._shut_smiling - self._shut) * min(max(smile, 0.0), 1.0) * (opened < 0.999)
        top = shut + (self._top - shut) * opened
        bottom = shut + (self._bottom - shut) * min(opened, 1.0) ** 0.5
        bottom = np.maximum(bottom - 0.4 * smile * (self._bottom - self._shut).clip(0) * min(opened, 1.0), top)
        if opened > SLIT:
            self._draw_opening(context, top, bottom, gaze_x, gaze_y)
        lids = ((self._lower_lid, bottom - self._bottom), (self._upper_lid, top - self._top))
        for lid, moved in lids:
            for shape, polygons in lid:
                for polygon in polygons:
                    shift = np.interp(polygon[:, 0], self._at, moved)
                    trace(context, polygon + np.stack([np.zeros_like(shift), shift], 1))
                paint(context, shape)
        if not self._upper_lid:
            trace(context, np.stack([self._at, top], 1))
            paint(context, Shape((), None, self._line, 4.0))
        self._draw_brow(context, brow_y, brow_angle)

    def _draw_opening(self, context: Any, top: np.ndarray, bottom: np.ndarray, gaze_x: float, gaze_y: float) -> None:
        context.save()
        trace(context, np.concatenate([np.stack([self._at, top], 1), np.stack([self._at, bottom], 1)[::-1]]))
        context.set_source_rgb(*self._white)
        context.fill_preserve()
        context.clip()
        if self._iris is not None:
            surface, left, top_left = self._iris
            pattern = cairocffi.SurfacePattern(surface)
            scale = context.get_matrix().xx
            moved_x, moved_y = left + EYE_UNITS[4] * gaze_x, top_left - EYE_UNITS[5] * gaze_y
            pattern.set_matrix(cairocffi.Matrix(scale, 0, 0, scale, -moved_x * scale, -moved_y * scale))
            context.set_source(pattern)
            context.paint()
        context.restore()

    def _draw_brow(self, context: Any, up: float, angle: float) -> None:
        turn = np.radians(13.0 * angle) * (-1 if self._left else 1)
        cosine, sine = np.cos(turn), np.sin(turn)
        for shape in self._brow:
            for polygon in shape.polygons:
                around = polygon - self._brow_centre
                turned = around @ np.array(((cosine, sine), (-sine, cosine))) + self._brow_centre
                trace(context, turned - (0.0, EYE_UNITS[2] * min(max(up, -1.0), 1.2)))
            paint(context, shape)


@lru_cache(maxsize=256)
def _path_heads(count: int) -> np.ndarray:
    """The memory of a cairo path of so many points, the points left out: (count, 2, 2) float64."""
    path = np.zeros((count, 2, 2))
    kinds = path.view(np.int32).reshape(count, 2, 4)[:, 0]
    kinds[:, 0], kinds[:, 1] = cairocffi.PATH_LINE_TO, 2
    kinds[0, 0] = cairocffi.PATH_MOVE_TO
    return path


def trace(context: Any, polygon: np.ndarray) -> None:
    """Adds a polygon to the context's path."""
    # All points at once, as cairo keeps them in memory: a call for each took a fifth of a picture's time.
    path = _path_heads(len(polygon)).copy()
    path[:, 1] = polygon
    data = ffi.cast("cairo_path_data_t *", ffi.from_buffer(path))
    cairo.cairo_append_path(context._pointer, ffi.new("cairo_path_t *", (0, data, 2 * len(polygon))))


def paint(context: Any, shape: Shape, share: float = 1.0) -> None:
    """Fills and strokes the context's path as a shape asks, and clears it."""
    if shape.fill is not None:
        context.set_source_rgba(*shape.fill, share)
        context.fill_preserve()
    if shape.stroke is not None:
        context.set_source_rgba(*shape.stroke, share)
        context.set_line_width(shape.width)
        context.set_line_cap(cairocffi.LINE_CAP_ROUND)
        context.set_line_join(cairocffi.LINE_JOIN_ROUND)
        context.stroke_preserve()
    context.new_path()

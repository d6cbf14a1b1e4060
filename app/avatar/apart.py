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
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from app.avatar import safety, svg
from app.avatar.plan import Plan
from app.avatar.rig import GROUPS, HAIR_CUT, Group
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

"""Draws the built-in backgrounds: rooms far out of focus, with a calm middle for the person.

Run from the repository root: python -m assets.backgrounds.make [name ...]
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.opencv import cv2
from assets.backgrounds.paint import (
    UNIT_PX,
    X,
    Y,
    box,
    clouds,
    defocus,
    empty,
    fill,
    glow,
    leaf,
    light,
    linear,
    oval,
    over,
    photograph,
    plain,
    pool,
)

MAX_BYTES = 140_000


def library(rng: np.random.Generator) -> np.ndarray:
    """A wall of books in the evening, lit by a lamp on the right."""
    wood, warm = linear("5c4232"), linear("ffdfb8")
    spines = linear("63382f 3a4a3e 334458 a8977c 74573e c4b79c 463730 5f6650 87694a 3a3c40")
    room = plain(wood * 0.16)
    for shelf in (1.5, 3.75, 6.0, 8.25, 10.5):
        for left in (0.1, 4.1, 8.1, 12.1):
            x, end = left, left + 3.8 - rng.choice([0, 0.3, 1.2])
            while x < end - 0.1:
                width, height = rng.uniform(0.14, 0.4), rng.uniform(1.25, 1.65)
                box(room, x, shelf - height, min(x + width, end), shelf, spines[rng.integers(10)] * rng.uniform(0.5, 1))
                x += width + 0.02
            if end < left + 3:
                oval(room, end + 0.6, shelf - 0.36, 0.3, 0.36, linear("a08a70"))
        # A board keeps the light from what stands under it.
        light(room, 1 - 0.6 * np.exp(-(((Y - shelf + 2.0) / 0.4) ** 2)))
        box(room, 0, shelf, 16, shelf + 0.22, wood)
    for x in (-0.12, 3.88, 7.88, 11.88, 15.88):
        box(room, x, 0, x + 0.24, 9, wood * 0.8)
    light(room, (0.55 + 3.2 * glow(13.6, 5.4, 2.6, 2.4) + 0.5 * glow(1, 0, 4, 4)) * warm)
    lamp = empty()
    fill(lamp, [(13.05, 4.5), (14.15, 4.5), (14.75, 6.1), (12.45, 6.1)], linear("ffd9a8"))
    light(lamp, 0.7 + 1.7 * glow(13.6, 5.75, 0.5, 0.6))
    box(lamp, 13.53, 6.1, 13.67, 9, linear("a8875a") * 0.7)
    return over(defocus(lamp, 0.24), defocus(room, 0.26))


def morning(rng: np.random.Generator) -> np.ndarray:
    """A sage green wall with the sun of two windows on it, behind the shadows of a tree."""
    wall, sun, white = plain(linear("acb7a0")), empty(), np.ones(3, np.float32)
    light(wall, 1 + 0.04 * clouds(rng, size=1.5))
    for column in (-0.5, 0.5, 3.9, 4.9):
        for row in range(5):
            x, y = 0.4 + 2.3 * column + 0.5 * row, -3.4 + 0.6 * column + 2.3 * row
            fill(sun, [(x, y), (x + 2.1, y + 0.55), (x + 2.56, y + 2.65), (x + 0.46, y + 2.1)], white)
    tree = [empty(), empty()]
    for branch in range(44):
        x, y, angle = rng.uniform(-2, 14), rng.gamma(2, 1.6) - 3, rng.uniform(0.1, 1.1)
        for _ in range(8):
            x, y, angle = x + 0.4 * np.cos(angle), y + 0.4 * np.sin(angle), angle + rng.normal(0, 0.12)
            for side in (-0.8, 0.8):
                leaf(tree[branch % 2], x, y, rng.uniform(0.6, 1), 0.25, angle + side + rng.normal(0, 0.25), white)
    shade = (1 - 0.6 * defocus(tree[0], 0.12)[..., 3:]) * (1 - 0.5 * defocus(tree[1], 0.26)[..., 3:])
    rays = defocus(sun, 0.16)[..., :1] * shade * glow(3, 2, 12, 8)
    light(wall, 0.5 * glow(6, 3, 18, 12) * linear("f4f8fc") + 1.3 * rays * linear("ffddc6"))
    return wall


def city(rng: np.random.Generator) -> np.ndarray:
    """A city at dusk through a large window; every light is a disc."""
    high, low = np.clip(1 - Y / 5, 0, 1), np.exp(-(((Y - 5.2) / 1.5) ** 2))
    night = plain(linear("46507c"))
    night[..., :3] = night[..., :3] * (1 - 0.72 * high) + 0.8 * low * linear("f0a070") * glow(10, 5, 7, 5)
    tints = linear("ffb868 ffc888 ffd9a8 ffa050 ffe8cc d8e6ff ff6a48")
    for base, spread, colour in ((4.9, 0.9, "4c4660"), (5.6, 0.7, "343248"), (6.7, 0.4, "1c1c28")):
        x = 0.0
        while x < 16:
            width, top = rng.uniform(0.7, 1.6), base - rng.gamma(2, 0.5) * spread
            box(night, x, top, x + width, 9, linear(colour) * rng.uniform(0.75, 1.1))
            for _ in range(rng.integers(4, 26)):
                row = int(rng.uniform(top + 0.1, 8.5) * UNIT_PX)
                column = int((x + rng.uniform(0.1, width)) * UNIT_PX)
                night[row : row + 2, column : column + 2, :3] += tints[rng.integers(7)] * rng.lognormal(1.6, 1.2)
            x += width * rng.uniform(0.8, 1.2)
    frame = empty()
    for x in (3.0, 12.7):
        box(frame, x, 0, x + 0.34, 9, linear("1b1b20"))
    box(frame, 0, 8.2, 16, 9, linear("3a2c22"))
    light(frame, 0.35 + 1.6 * glow(15, 9, 3, 2))
    return over(defocus(frame, 0.09), defocus(night, 0.25))


def studio(rng: np.random.Generator) -> np.ndarray:
    """A dark studio: a soft light on a charcoal wall, a tube lamp on the left, slats on the right."""
    wall, tube, warm = plain(linear("6e7074")), empty(), linear("ffd0a0")
    light(wall, 1 + 0.04 * clouds(rng, size=1.6))
    for x in np.arange(11.6, 16, 0.46):
        box(wall, x, 0, x + 0.46, 9, linear("141314"))
        box(wall, x, 0, x + 0.3, 9, linear("7d736b") * rng.uniform(0.75, 1))
    lamp = np.exp(-np.hypot(X - 2.3, np.maximum(2.2 - Y, 0)) / 1.5)
    light(
        wall,
        0.07 * linear("c8d8f4")
        + 0.6 * pool(9, 3.6, 4.6, 3.8) * linear("fff4ea")
        + 0.8 * lamp * warm
        + 0.5 * pool(14, 3, 2.6, 5) * warm,
    )
    box(tube, 2.22, 2.2, 2.38, 9, warm * 6)
    return over(defocus(tube, 0.16), defocus(wall, 0.2))


def loft(rng: np.random.Generator) -> np.ndarray:
    """A bright room: steel window and sofa on the left, plant, print and sideboard on the right."""
    room, garden = plain(linear("ebe6dd")), plain(linear("eef4fa") * 1.7)
    opening, steel, sun, things, plant = (empty() for _ in range(5))
    for _ in range(160):
        green = linear("a3b08e") * rng.uniform(0.5, 2)
        oval(garden, rng.uniform(-1, 6), 7 - rng.gamma(2, 0.7), rng.uniform(0.2, 0.5), rng.uniform(0.2, 0.5), green)
    box(opening, 0, 0, 5.0, 6.4, np.ones(3, np.float32))
    for x in (0.0, 1.6, 3.2, 4.8):
        box(steel, x, 0, x + 0.16, 6.4, linear("3c3d3e"))
    for y in (1.9, 4.1, 6.3):
        box(steel, 0, y, 4.96, y + 0.14, linear("3c3d3e"))
    box(steel, 0, 6.44, 5.2, 6.62, linear("f4f0ea"))
    light(room, (0.5 + 0.45 * glow(5, 3, 5, 5)) * linear("fffaf2"))
    for x in (9.2, 11.0, 12.8):
        fill(sun, [(x, -0.5), (x + 1.6, 0), (x + 2.8, 5.5), (x + 1.2, 5.0)], np.ones(3, np.float32))
    sunlight = 1 + 0.4 * defocus(sun, 0.25)[..., 3:] * linear("ffd8a8")
    light(room, sunlight)

    oval(things, 2, 8.9, 3.6, 1.6, linear("857e74"), power=0.3)
    oval(things, 0.9, 8.4, 1.0, 0.85, linear("a3a593"), power=0.6)
    oval(things, 4.0, 8.5, 1.1, 0.85, linear("c9ab90"), power=0.6)
    box(things, 10.2, 7.0, 16, 9, linear("9c8468"))
    box(things, 10.1, 6.92, 16, 7.1, linear("c4aa8a"))
    for x in (12.1, 14.05):
        box(things, x, 7.15, x + 0.06, 9, linear("54442f"))
    box(things, 10.3, 1.3, 12.5, 4.3, linear("5a4c40"))
    box(things, 10.42, 1.42, 12.38, 4.18, linear("efeae2"))
    fill(things, [(10.42, 3.3), (11.2, 2.9), (12.38, 3.4), (12.38, 4.18), (10.42, 4.18)], linear("a9b3b0"))
    fill(things, [(10.42, 3.7), (11.6, 3.5), (12.38, 3.6), (12.38, 4.18), (10.42, 4.18)], linear("7d8884"))
    oval(things, 10.95, 6.5, 0.42, 0.45, linear("94796a"))
    box(things, 10.79, 5.8, 11.11, 6.3, linear("94796a"))
    for angle in np.linspace(-2, -1.15, 6):
        leaf(things, 10.95, 5.9, rng.uniform(0.9, 1.4), 0.16, angle, linear("b59a76"))
    for level, colour in enumerate(linear("8a9aa0 d8c8a8 a8705a")):
        box(things, 11.8, 6.76 - 0.17 * level, 13.1 - 0.15 * level, 6.93 - 0.17 * level, colour)
    for angle in np.linspace(-2.0, -1.0, 7) + rng.normal(0, 0.1, 7):
        x, y, bend = 14.9, 6.2, rng.uniform(0.0, 0.1) * np.sign(angle + np.pi / 2)
        for _ in range(rng.integers(4, 9)):
            x, y, angle = x + 0.5 * np.cos(angle), y + 0.5 * np.sin(angle), angle + bend
            for side in (-0.8, 0.8):
                leaf(plant, x, y, rng.uniform(0.7, 1), 0.5, angle + side, linear("6f7f62") * rng.uniform(0.3, 1.3))
    fill(plant, [(14.1, 5.6), (15.5, 5.6), (15.25, 7.0), (14.35, 7.0)], linear("8a827a"))
    for layer in (things, plant):
        light(layer, (0.45 + 0.5 * glow(6, 4, 6, 5)) * sunlight)
        light(room, 1 - 0.35 * defocus(layer, 0.5)[..., 3:])
    view = defocus(garden, 0.35) * defocus(opening, 0.18)[..., 3:]
    far = over(defocus(steel, 0.18), over(view, defocus(room, 0.18)))
    return over(defocus(plant, 0.2), over(defocus(things, 0.18), far))


def jpeg(picture: np.ndarray) -> bytes:
    """The best JPEG of a picture that is small enough.

    Raises ValueError when it would be a poor one.
    """
    for quality in range(96, 80, -1):
        options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
        data = cv2.imencode(".jpg", picture, options)[1].tobytes()
        if len(data) <= MAX_BYTES:
            return data
    raise ValueError("The picture has too much detail")


SCENES: tuple[Callable[[np.random.Generator], np.ndarray], ...] = (library, morning, city, studio, loft)


def main() -> None:
    """Draws the named backgrounds, or all."""
    for seed, scene in enumerate(SCENES):
        if len(sys.argv) == 1 or scene.__name__ in sys.argv[1:]:
            rng = np.random.default_rng(seed)
            Path(__file__).with_name(f"{scene.__name__}.jpg").write_bytes(jpeg(photograph(scene(rng), rng)))


if __name__ == "__main__":
    main()

"""Paints out of focus: shapes on layers, light, a lens and film, all in linear light.

A layer is (H, W, 4) float32, premultiplied linear RGBA. Places and lengths are in units: a picture is 16 wide
and 9 high, from the top left, y down.
"""

from collections.abc import Iterable

import numpy as np

from app.opencv import cv2

UNIT_PX = 60  # Half the size of the photograph: nothing is sharp, and the disc blur takes a quarter of the time.
HEIGHT, WIDTH = 9 * UNIT_PX, 16 * UNIT_PX
Y, X = np.mgrid[0.5:HEIGHT, 0.5:WIDTH].astype(np.float32)[..., None] / UNIT_PX


def linear(codes: str) -> np.ndarray:
    """(3,) float32 linear RGB of an sRGB colour such as "c8a27a"; of several with spaces between, (N, 3)."""
    srgb = np.array([list(bytes.fromhex(code)) for code in codes.split()], np.float32).squeeze() / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def empty() -> np.ndarray:
    """A layer in which everything is transparent."""
    return np.zeros((HEIGHT, WIDTH, 4), np.float32)


def plain(colour: np.ndarray) -> np.ndarray:
    """A layer of one colour."""
    return np.full((HEIGHT, WIDTH, 4), [*colour, 1], np.float32)


def fill(layer: np.ndarray, points: Iterable[tuple[float, float]], colour: np.ndarray) -> None:
    """Fills a polygon."""
    corners = np.round(np.array(list(points)) * UNIT_PX).astype(np.int32)
    cv2.fillPoly(layer, [corners], [*map(float, colour), 1.0])


def box(layer: np.ndarray, left: float, top: float, right: float, bottom: float, colour: np.ndarray) -> None:
    """Fills an upright rectangle."""
    fill(layer, [(left, top), (right, top), (right, bottom), (left, bottom)], colour)


def oval(
    layer: np.ndarray, x: float, y: float, width: float, height: float, colour: np.ndarray, *, power: float = 1
) -> None:
    """Fills an ellipse of half a width and height around x, y; a power of 1 is round, towards 0 it is a rectangle."""
    turn = np.linspace(0, 2 * np.pi, 60)
    across, down = (np.sign(side) * np.abs(side) ** power for side in (np.cos(turn), np.sin(turn)))
    fill(layer, zip(x + width * across, y + height * down, strict=True), colour)


def leaf(layer: np.ndarray, x: float, y: float, length: float, width: float, angle: float, colour: np.ndarray) -> None:
    """Fills a pointed leaf that starts at x, y and grows along the angle, in radians."""
    along = np.linspace(0, 1, 14)
    across = width / 2 * np.sin(np.pi * along**0.8)
    outline = np.concatenate([along * length + 1j * across, (along * length - 1j * across)[::-1]])
    turned = outline * np.exp(1j * angle) + complex(x, y)
    fill(layer, zip(turned.real, turned.imag, strict=True), colour)


def glow(x: float, y: float, width: float, height: float) -> np.ndarray:
    """(H, W, 1) float32 light of 1 at x, y that is halved a width or height away and has a long tail."""
    return 1 / (1 + ((X - x) / width) ** 2 + ((Y - y) / height) ** 2)


def pool(x: float, y: float, width: float, height: float) -> np.ndarray:
    """(H, W, 1) float32 light of 1 at x, y that is a third a width or height away and soon gone."""
    return np.exp(-(((X - x) / width) ** 2) - ((Y - y) / height) ** 2)


def clouds(rng: np.random.Generator, *, size: float) -> np.ndarray:
    """(H, W, 1) float32 unevenness around 0, about -1..1, in patches of a size."""
    total = np.zeros((HEIGHT, WIDTH), np.float32)
    for octave in range(4):
        cells = size / 2**octave
        grid = rng.normal(0, 0.5**octave, (int(9 / cells) + 3, int(16 / cells) + 3)).astype(np.float32)
        total += cv2.resize(grid, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return total[..., None] / 2


def light(layer: np.ndarray, amount: np.ndarray) -> None:
    """Lights what a layer shows; amount is (H, W, 1 or 3)."""
    layer[..., :3] *= amount


def defocus(layer: np.ndarray, radius: float) -> np.ndarray:
    """The layer out of focus; radius is that of the circle of confusion."""
    reach = int(radius * UNIT_PX) + 2
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance_px = np.hypot(x, y)
    # The rim is brighter than the middle, as with real lenses: even discs look drawn.
    disc = np.clip(radius * UNIT_PX + 0.5 - distance_px, 0, 1) * (1 + 0.5 * (distance_px / reach) ** 4)
    return cv2.filter2D(layer, -1, disc / disc.sum(), borderType=cv2.BORDER_REPLICATE)


def over(top: np.ndarray, below: np.ndarray) -> np.ndarray:
    """One layer laid over another."""
    return top + below * (1 - top[..., 3:])


def photograph(scene: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(2 H, 2 W, 3) uint8 BGR picture of a layer, with the lens's glare and vignette and the film's curve and grain."""
    colour = scene[..., :3]
    colour = 0.94 * colour + 0.06 * cv2.GaussianBlur(colour, (0, 0), 0.9 * UNIT_PX)
    colour = colour * (1 - 0.2 * np.clip(((X - 8) / 8) ** 2 + ((Y - 4.5) / 4.5) ** 2, 0, 2))
    colour = cv2.resize(colour, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).clip(0)
    # Source: Krzysztof Narkowicz, "ACES Filmic Tone Mapping Curve" (2016).
    film = colour * (2.51 * colour + 0.03) / (colour * (2.43 * colour + 0.59) + 0.14)
    srgb = np.where(film <= 0.0031308, film * 12.92, 1.055 * film.clip(1e-6) ** (1 / 2.4) - 0.055)
    # Without grain the 8 bits show as steps on a wall; grey grain costs a JPEG less than coloured grain.
    grain = cv2.GaussianBlur(rng.normal(0, 2, srgb.shape[:2]).astype(np.float32), (0, 0), 0.7)
    return np.round(srgb * 255 + grain[..., None]).clip(0, 255).astype(np.uint8)[..., ::-1]

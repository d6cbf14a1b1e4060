"""Where the person is: two networks, and the choice between them."""

from __future__ import annotations

import numpy as np

from app.flow import Planes
from app.perception.inference import Network
from app.perception.matte import RAMP_LOW, shrunk

LANDSCAPE = "selfie_segmentation_landscape"
SQUARE = "selfie_segmentation"
CLOSE_UP_SIZE = (256, 256)
LANDSCAPE_SIZES = {"light": (160, 96), "stable": (288, 160), "sharp": (320, 176)}
"""Width and height of the landscape network's input. It was trained at 256 x 144 and is better a little above it: IoU
.9493 against .9465 and boundary F .8935 against .8843 on the development set; at 320 x 176 the finest edges win
(boundary F within 0.2 % .800 against .788) and IoU loses (.9475). Light costs a third of stable: IoU .9225."""
BLACK = 16, 128, 128


class WrongMask(RuntimeError):
    """A network gave something that is no mask; nothing may be shown by it."""


class Segmentation:
    """The two person-segmentation networks.

    The square network is better where the person fills much of
    the picture, the landscape one at webcam distance; the choice follows a smoothed share of the picture and
    has two thresholds, so that it does not flutter. `tier` is "light", "stable" or "sharp".
    """

    CLOSE_UP, NOT_CLOSE_UP = 0.50, 0.42
    """Shares of the picture above and below which the square and the landscape network are taken."""
    SMOOTHING = 0.1
    """Weight of the newest frame in the smoothed share."""
    WHOLE_PICTURE = 0.97
    """A mask that shows more than this is no person: nothing of the room would be covered."""

    def __init__(self) -> None:
        free: list[int | None] = [1, 3, None, None]
        out: list[int | None] = [1, 1, None, None]
        self.networks = {name: Network(name, {"ycbcr": free}, {"mask": out}) for name in (LANDSCAPE, SQUARE)}
        self.tier = "stable"
        self._inputs: dict[tuple[int, int], np.ndarray] = {}
        for network in self.networks.values():
            # The first run plans its memory, which takes long enough on a slow machine to look like a hang.
            network(ycbcr=np.zeros((1, 3, 96, 160), np.float32))
        self.reset()

    def reset(self) -> None:
        """Forgets the past: the next picture decides the network by itself."""
        self._share: float | None = None
        self._close_up = False

    def mask(self, planes: Planes) -> tuple[np.ndarray, np.ndarray]:
        """The mask of one picture, and the luma it was made from.

        Returns (h, w) float32, 0 = background .. 1 = person, and (h, w) uint8, at the size of the network that
        was chosen. Raises WrongMask when the network gives no mask, RuntimeError when it fails.
        """
        alpha, luma = self._run(self._close_up, planes)
        share = float(alpha.mean())
        first = self._share is None
        self._share = share if self._share is None else self._share + self.SMOOTHING * (share - self._share)
        self._close_up = self._share > (self.NOT_CLOSE_UP if self._close_up else self.CLOSE_UP)
        if first and self._close_up:
            return self._run(True, planes)
        return alpha, luma

    def stop(self) -> None:
        """Ends a run that hangs, from any thread."""
        for network in self.networks.values():
            network.stop()

    def _run(self, close_up: bool, planes: Planes) -> tuple[np.ndarray, np.ndarray]:
        square = close_up and self.tier != "light"
        name, size = (SQUARE, CLOSE_UP_SIZE) if square else (LANDSCAPE, LANDSCAPE_SIZES[self.tier])
        tensor = self._inputs.setdefault(size, np.empty((1, 3, size[1], size[0]), np.float32))
        small = [shrunk(plane, size) for plane in (planes.luma, planes.cb, planes.cr)]
        for channel, plane, black in zip(tensor[0], small, BLACK, strict=True):
            np.subtract(plane, black, out=channel, dtype=np.float32)
        return self._checked(self.networks[name](ycbcr=tensor), size), small[0]

    def _checked(self, output: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        if output.shape != (1, 1, size[1], size[0]) or output.dtype != np.float32:
            raise WrongMask(f"the mask has shape {output.shape}")
        alpha: np.ndarray = output[0, 0]
        low, high = float(alpha.min()), float(alpha.max())
        shown = float((alpha > RAMP_LOW).mean())
        # Written so that NaN, which compares false, is refused too.
        if not (low >= -0.001 and high <= 1.001 and shown <= self.WHOLE_PICTURE):
            raise WrongMask(f"the mask goes from {low:.3g} to {high:.3g} and shows {shown:.0%}")
        return alpha

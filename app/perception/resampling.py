"""A stream of sound at another rate, with hardly any delay (soxr holds back 15 to 30 ms of 10 ms blocks)."""

from __future__ import annotations

from math import gcd

import numpy as np

REACH = 24
"""Zero crossings of the filter on each side."""
ROLLOFF = 0.95
"""Where the filter begins to fall, against the lower rate's half."""


class Resampler:
    """Brings a stream to another rate; the pieces it comes in make no difference.

    from_hz, to_hz: samples a second
    delay_seconds: how much of the newest sound waits for what follows it
    Source: J. O. Smith, "Digital Audio Resampling" (windowed sinc, one filter for each phase).
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        common = gcd(from_hz, to_hz)
        self._up, self._down = to_hz // common, from_hz // common
        half = int(np.ceil(REACH * max(1.0, from_hz / to_hz) / ROLLOFF))
        self.delay_seconds = half / from_hz
        self._filters = _filters(self._up, half, ROLLOFF * min(1.0, to_hz / from_hz))
        self._waiting = np.zeros(half, np.float32)
        self._next = half * self._up
        """Place of the next sample, in parts of 1 / up of a given one, from the first that waits."""

    def __call__(self, samples: np.ndarray) -> np.ndarray:
        """The new samples that these complete. samples: (n,) float32. Returns (m,) float32."""
        sound = np.concatenate([self._waiting, samples.astype(np.float32, copy=False)])
        taps = self._filters.shape[1]
        last = (len(sound) - taps // 2) * self._up
        places = np.arange(self._next, last, self._down)
        if not len(places):
            self._waiting = sound
            return np.zeros(0, np.float32)
        first = places // self._up - (taps // 2 - 1)
        # The samples under the filter wherever it may lie. By hand: numpy's own view takes as long as all the rest.
        windows = np.ndarray((len(sound) - taps + 1, taps), np.float32, sound, strides=(4, 4))
        if self._up == 1:
            made = np.einsum("ij,j->i", windows[first[0] :: self._down], self._filters[0])
        else:
            made = np.einsum("ij,ij->i", windows[first], self._filters[places % self._up])
        following = int(places[-1]) + self._down
        done = max(0, following // self._up - (taps // 2 - 1))
        self._next = following - done * self._up
        self._waiting = sound[done:]
        return made.astype(np.float32, copy=False)


def _filters(phases: int, half: int, cutoff: float) -> np.ndarray:
    """(phases, 2 half) float32: what each of the samples around a place between two of them counts."""
    at = np.arange(-half + 1, half + 1)[None, :] - np.arange(phases)[:, None] / phases
    filters = cutoff * np.sinc(cutoff * at) * np.cos(np.pi * at / (2 * half + 1)) ** 2
    return (filters / filters.sum(axis=1, keepdims=True)).astype(np.float32)

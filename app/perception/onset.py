"""A voice that begins after a pause, heard 30 ms sooner than by the mouth network, which wants to be sure of it."""

from __future__ import annotations

import numpy as np

from app.perception.log_mel import LEVEL_FLOOR_DB, SAMPLE_RATE_HZ, band_centres_hz, loudness_db

PAUSE_HOPS = 20
"""So long it has to be quiet before. In running speech the network is as quick: lips begin to part before the sound."""
WINDOW_HOPS = 6
"""So soon after the pause the voice has to be loud: what swells slowly is none that begins."""
SHOWN_HOPS = 6
"""So long the lips stay parted, till the network says what they do."""
LOUD_DB, LOUDEST_DB = 15.0, -45.0
"""A voice is no further below its running level, and above this in any case."""
QUIET_DB, QUIETEST_DB = 20.0, -53.0
"""A pause is so far below the running level, or below this in any case."""
HIGH_HZ, HIGH_DB = 500.0, -6.0
"""Open lips let sounds above this pass: their power against that of all. Through m and b hardly any comes."""
PERIODIC = 0.7
"""Likeness of a voice to itself one period before; clicks, breath and wind have less."""
PITCHES_HZ = 80.0, 400.0
COMPARED = 200
"""Samples that are compared with those one period before them."""
_LAGS = np.arange(int(SAMPLE_RATE_HZ / PITCHES_HZ[1]), int(SAMPLE_RATE_HZ / PITCHES_HZ[0]))
SAMPLES = COMPARED + int(_LAGS[-1]) + 1
"""How many samples up to a hop's end are looked at."""
_HIGH = band_centres_hz()[1:-1] > HIGH_HZ


class Onset:
    """Follows a stream hop by hop."""

    def __init__(self) -> None:
        self._level_db = LEVEL_FLOOR_DB
        self._quiet, self._since, self._left = PAUSE_HOPS, WINDOW_HOPS, 0

    def hear(self, samples: np.ndarray, bands: np.ndarray, loud_db: float, level_db: float) -> bool:
        """Whether the lips are to be parted at this hop.

        samples: (SAMPLES,) float32, -1..1, 16 kHz, up to the hop's end
        bands: (40,) dB of the hop; loud_db: of all of them together, in dB; level_db: the running level after it
        """
        if loud_db < max(self._level_db - QUIET_DB, QUIETEST_DB):
            self._quiet += 1
            self._since += 1
        else:
            self._since = 0 if self._quiet >= PAUSE_HOPS else self._since + 1
            self._quiet = 0
        self._level_db = level_db
        self._left -= 1
        if self._since < WINDOW_HOPS and loud_db > max(level_db - LOUD_DB, LOUDEST_DB):
            high = float(loudness_db(bands[_HIGH])) - loud_db
            if high > HIGH_DB and periodicity(samples) > PERIODIC:
                self._since, self._left = WINDOW_HOPS, SHOWN_HOPS
        return self._left > 0


def periodicity(samples: np.ndarray) -> float:
    """How alike a sound's last 12 ms are to those one period of a voice before: -1..1, 1 where they are the same.

    samples: (SAMPLES,) float32
    """
    last = samples[-COMPARED:]
    before = np.lib.stride_tricks.sliding_window_view(samples[-COMPARED - int(_LAGS[-1]) - 1 :], COMPARED)[::-1][_LAGS]
    power = np.sqrt((last @ last) * np.square(before).sum(axis=1)) + 1e-9
    return float((before @ last / power).max())

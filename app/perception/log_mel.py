"""Sound as the mouth network hears it: log-mel bands against the running level of the voice."""

from __future__ import annotations

import functools
import math

import numpy as np

SAMPLE_RATE_HZ = 16000
HOP = 160
"""Samples between two hops: 10 ms."""
WINDOW = 400
SPECTRUM = 512
BANDS = 40
LOWEST_HZ, HIGHEST_HZ = 60.0, 7600.0
DB = math.log(10.0) / 10.0
"""A decibel as the logarithm of a power."""
SILENCE_DB = -100.0
SINE_DB = 2.8
"""Loudness of all bands of a sine of full scale: the window spreads it over neighbouring bins."""
LEVEL_FLOOR_DB = -50.0
"""The running level never sinks below this, so that a silent room is not blown up to a voice."""
ATTACK = 0.2
"""Share of the way to a louder hop that the running level goes in that hop."""
RELEASE_DB = 0.02
"""How far the running level sinks in a hop that is quieter: 2 dB a second."""
SCALE_DB = 20.0
LOWEST, HIGHEST = -4.0, 1.0


def mel_from_hz(hz: np.ndarray | float) -> np.ndarray:
    """Mel of a frequency in Hz. Source: O'Shaughnessy, Speech Communication (1987)."""
    return 2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0)


def hz_from_mel(mel: np.ndarray | float) -> np.ndarray:
    """The inverse of `mel_from_hz`."""
    return 700.0 * (10.0 ** (np.asarray(mel) / 2595.0) - 1.0)


@functools.cache
def band_centres_hz() -> np.ndarray:
    """(42,) frequencies in Hz: the lower edge of the first band, the centres of the 40, the upper edge of the last."""
    return hz_from_mel(np.linspace(mel_from_hz(LOWEST_HZ), mel_from_hz(HIGHEST_HZ), BANDS + 2))


@functools.cache
def band_weights() -> np.ndarray:
    """(257, 40) float32 triangles with a peak of 1, from bins of the power spectrum to bands."""
    edges = band_centres_hz()
    hz = np.arange(SPECTRUM // 2 + 1)[:, None] * (SAMPLE_RATE_HZ / SPECTRUM)
    rising = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    weights = np.clip(np.minimum(rising, falling), 0.0, None)
    # The lowest bands are narrower than a bin: one that holds none takes the nearest.
    for band in np.flatnonzero(weights.sum(axis=0) < 0.5):
        weights[np.abs(hz[:, 0] - edges[band + 1]).argmin(), band] = 1.0
    return weights.astype(np.float32)


@functools.cache
def _window() -> np.ndarray:
    window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(WINDOW) + 0.5) / WINDOW)
    return (window * 2.0 / window.sum()).astype(np.float32)


def bands_db(samples: np.ndarray) -> np.ndarray:
    """Power in each band, hop by hop, in dB.

    samples: (240 + 160 n,) float32, -1..1, 16 kHz; hop k is heard through samples 160 k to 160 k + 400
    Returns (n, 40) float32, -100 (silence) .. about 0 (a sine of full scale); rest of less than a hop is left.
    """
    hops = (len(samples) - (WINDOW - HOP)) // HOP
    if hops <= 0:
        return np.zeros((0, BANDS), np.float32)
    samples = samples.astype(np.float32, copy=False)
    # One hop is what a microphone's block makes; the view of windows takes longer than the slice.
    frames = (
        samples[None, :WINDOW] if hops == 1 else np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP][:hops]
    )
    spectrum = np.fft.rfft(frames * _window(), SPECTRUM, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ band_weights()
    return 10.0 * np.log10(power + np.float32(10.0 ** (SILENCE_DB / 10)))


def power_of(bands: np.ndarray) -> np.ndarray:
    """dB as power, float32. A power of ten takes four times as long (measured)."""
    return np.exp(bands.astype(np.float32, copy=False) * np.float32(DB))


def loudness_db(bands: np.ndarray) -> np.ndarray:
    """Power of all bands together in dB. bands: (..., 40) in dB. Returns (...)."""
    return 10.0 * np.log10(power_of(bands).sum(axis=-1))


def running_level(loudness: np.ndarray, level: np.ndarray) -> np.ndarray:
    """The level of the voice up to each hop: quick to rise, slow to sink.

    loudness: (n, ...) dB of each hop, finite
    level: (...) dB before the first of them; LEVEL_FLOOR_DB where nothing was heard yet
    Returns (n, ...) dB, at least LEVEL_FLOOR_DB.
    """
    levels = np.empty(np.shape(loudness), np.float64)
    for hop, loud in enumerate(loudness):
        louder = loud > level
        # Not np.where, which takes three times as long for the one number of a stream.
        level = np.maximum(level + louder * ATTACK * (loud - level) - (1 - louder) * RELEASE_DB, LEVEL_FLOOR_DB)
        levels[hop] = level
    return levels


def against_level(bands: np.ndarray, level: np.ndarray) -> np.ndarray:
    """What the network reads. bands: (..., 40) dB; level: (...) dB. Returns (..., 40) float32, -4..1."""
    against = (bands - level[..., None]) / SCALE_DB
    return np.minimum(np.maximum(against, LOWEST), HIGHEST).astype(np.float32)


class LogMel:
    """Hears a stream of sound piece by piece; the pieces' lengths make no difference.

    level_db: running level after the last hop
    bands_db, louds_db, levels_db: (hops, 40) power, (hops,) loudness and running level of each hop of the last call
    """

    def __init__(self) -> None:
        self.level_db = LEVEL_FLOOR_DB
        self.bands_db = np.zeros((0, BANDS), np.float32)
        self.louds_db = self.levels_db = np.zeros(0)
        self._waiting = np.zeros(WINDOW - HOP, np.float32)

    def __call__(self, samples: np.ndarray) -> np.ndarray:
        """The hops that end in these samples.

        samples: (n,) float32, -1..1, 16 kHz, as they follow the last ones
        Returns (hops, 40) float32, -4..1; what is left of a hop waits for the next samples.
        """
        sound = np.concatenate([self._waiting, samples.astype(np.float32, copy=False)])
        bands = bands_db(sound)
        self._waiting = sound[len(bands) * HOP :]
        louds = loudness_db(bands)
        levels = running_level(louds, np.array(self.level_db))
        self.bands_db, self.louds_db, self.levels_db = bands, louds, levels
        if len(levels):
            self.level_db = float(levels[-1])
        return against_level(bands, levels)

    @property
    def samples_waiting(self) -> int:
        """Samples that came after the last hop's end."""
        return len(self._waiting) - (WINDOW - HOP)


def silent_hops(count: int) -> np.ndarray:
    """What was heard before the first sound. Returns (count, 40) float32."""
    return np.full((count, BANDS), (SILENCE_DB - LEVEL_FLOOR_DB) / SCALE_DB, np.float32)

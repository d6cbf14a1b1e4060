"""A voice to measure and to test with: a glottal source through formants that move from vowel to vowel, with pauses."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

RATE = 16000
VOWELS = {
    "a": (730, 1090, 2440),
    "i": (290, 2150, 2900),
    "u": (320, 870, 2240),
    "e": (530, 1840, 2480),
    "o": (570, 840, 2410),
}
SYLLABLES = "ma si bo te na lu se da ko mi "
"""A consonant and a vowel each; the space is a pause."""
BANDWIDTHS = (80, 110, 160)


@lru_cache(maxsize=8)
def spoken(seconds: float) -> np.ndarray:
    """(n,) float32 at 16 kHz, peak 0.3; the same each time."""
    random = np.random.default_rng(7)
    parts: list[np.ndarray] = []
    while sum(map(len, parts)) < seconds * RATE:
        for word in SYLLABLES.split(" ")[:-1]:
            parts.append(_syllable(word[0], VOWELS[word[1]], random))
        parts.append(np.zeros(int(0.4 * RATE)))
    sound = np.concatenate(parts)[: int(seconds * RATE)]
    sound = sound + 1e-4 * random.standard_normal(len(sound))
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


@lru_cache(maxsize=2)
def syllables(count: int) -> tuple[np.ndarray, np.ndarray]:
    """The syllable /pa/ so many times, after silences of 0.30 to 0.36 s.

    Returns (n,) float32 at 16 kHz, peak 0.3, and (count,) the samples at which the lips part: where the bursts begin.
    """
    random = np.random.default_rng(11)
    parts, bursts = [], []
    for _ in range(count):
        parts.append(np.zeros(int((0.24 + 0.06 * random.random()) * RATE)))
        syllable = _syllable("p", VOWELS["a"], random)
        bursts.append(sum(map(len, parts)) + int(np.flatnonzero(syllable)[0]))
        parts.append(syllable)
    sound = np.concatenate(parts)
    sound = sound + 1e-4 * random.standard_normal(len(sound))
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32), np.array(bursts)


def _syllable(consonant: str, formants: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    vowel = _vowel(int((0.13 + 0.06 * random.random()) * RATE), formants, random)
    if consonant in "mn":
        before = 0.25 * _vowel(int(0.07 * RATE), (250, 1100, 2200), random)
    elif consonant == "s":
        before = 0.1 * np.diff(random.standard_normal(int(0.09 * RATE) + 1))
    else:
        before = np.concatenate([np.zeros(int(0.06 * RATE)), 0.15 * random.standard_normal(int(0.01 * RATE))])
    return np.concatenate([before, vowel])


def _vowel(count: int, formants: tuple[int, ...], random: np.random.Generator) -> np.ndarray:
    pitch = (125 + 25 * random.random()) * np.linspace(1.1, 0.9, count) * (1 + 0.01 * random.standard_normal(count))
    pulses = (np.diff(np.floor(np.cumsum(pitch) / RATE), prepend=0) > 0).astype(float)
    sound = pulses + 0.01 * random.standard_normal(count)
    for centre, bandwidth in zip(formants, BANDWIDTHS, strict=True):
        sound = _resonated(sound, centre, bandwidth)
    edges = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.02 * RATE))
    return edges * sound / max(np.abs(sound).max(), 1e-9)


def _resonated(sound: np.ndarray, centre_hz: float, bandwidth_hz: float) -> np.ndarray:
    radius = np.exp(-np.pi * bandwidth_hz / RATE)
    first, second = 2 * radius * np.cos(2 * np.pi * centre_hz / RATE), -radius * radius
    out = np.zeros(len(sound) + 2)
    for n, value in enumerate(sound):
        out[n + 2] = value + first * out[n + 1] + second * out[n]
    return out[2:]

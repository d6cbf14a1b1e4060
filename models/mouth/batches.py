"""Draws training batches: changed voices in rooms and noises, and noises in which the mouth stays shut."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.perception.log_mel import (
    BANDS,
    DB,
    LEVEL_FLOOR_DB,
    SILENCE_DB,
    against_level,
    band_centres_hz,
    loudness_db,
    mel_from_hz,
    power_of,
    running_level,
)
from models.mouth.articulation import CLOSED_SOMEHOW, PBM, SIL
from models.mouth.make_corpus import BANDS_STEP_DB
from models.mouth.network import WINDOW_HOPS
from models.mouth.pose import HOPS_PER_FRAME

HISTORY = WINDOW_HOPS - HOPS_PER_FRAME
EARLY = 2
"""Hops by which the mouth is taught to lead; without, it trailed the labels by 10 ms."""
LATE = 4
"""Hops by which lips shut later than the rest, 20 ms after p, b and m: what follows tells them from t, d, k, n."""
GROUPS = {
    "festvox-ru": 0.1,
    "librispeech": 0.08,
    "librispeech-weak": 0.22,
    "speech": 0.34,
    "face": 0.06,
    "synthetic": 0.1,
    "voice": 0.1,
}
"""How often the speech of a batch is of each kind of file."""
SHUT = 0.22
"""Share of excerpts in which nobody near speaks."""


@dataclass(frozen=True)
class Batch:
    """Excerpts for one step. sound: (B, 16 + 4 T, 40); moves: (B, T, 3); kinds, groups: (B, T); voice: (B, T) 0..1."""

    sound: np.ndarray
    moves: np.ndarray
    kinds: np.ndarray
    groups: np.ndarray
    voice: np.ndarray


@dataclass(frozen=True)
class _Excerpt:
    bands: np.ndarray
    moves: np.ndarray
    kinds: np.ndarray
    groups: np.ndarray


Piece = tuple[np.ndarray, ...]
"""Bands (n, 40), moves (n, 3), kinds and groups (n,) of a file or of a part of it."""


class Corpus:
    """The files that `make_corpus` made.

    folder: of the files; without: beginnings of names that are left out (for ablations)
    """

    def __init__(self, folder: Path, without: tuple[str, ...] = ()) -> None:
        self.speech: dict[str, list[Piece]] = {group: [] for group in GROUPS}
        self.noise: dict[str, Piece] = {}
        for path in sorted(folder.glob("*.npz")):
            if path.name.endswith(".part.npz") or any(path.stem.startswith(w) for w in without if w):
                continue
            with np.load(path) as data:
                shard = data["bands"], data["moves"], data["kinds"], data["groups"]
            kind = path.stem.split("_")[0]
            if kind == "noise":
                self.noise[path.stem] = shard
            else:
                corpus = path.stem.split("_")[1]
                group = corpus if corpus in GROUPS else kind
                self.speech[group].append(shard)
        self.speech = {group: shards for group, shards in self.speech.items() if shards}
        weights = np.array([GROUPS[group] for group in self.speech])
        self._groups, self._weights = list(self.speech), weights / weights.sum()

    @property
    def hours(self) -> float:
        """Of speech, changed versions counted."""
        return sum(len(s[2]) for shards in self.speech.values() for s in shards) / 360_000

    def batch(self, rng: np.random.Generator, size: int, frames: int) -> Batch:
        """`size` excerpts of `frames` frames."""
        hops = HISTORY + HOPS_PER_FRAME * frames
        excerpts = [self._excerpt(rng, hops) for _ in range(size)]
        bands = np.stack([e.bands for e in excerpts], 1)
        loudness = loudness_db(bands)
        # Half of the excerpts begin as a stream does, the others in the middle of one.
        warm = np.maximum(np.percentile(loudness, 97, axis=0) - rng.uniform(0, 12, size), LEVEL_FLOOR_DB)
        level = running_level(loudness, np.where(rng.random(size) < 0.5, LEVEL_FLOOR_DB, warm))
        sound = np.ascontiguousarray(against_level(bands, level).transpose(1, 0, 2))
        for number in np.flatnonzero(rng.random(size) < 0.25):
            _hide_bands(rng, sound[number])
        at = slice(HISTORY + EARLY, HISTORY + EARLY + HOPS_PER_FRAME * frames, HOPS_PER_FRAME)
        spoken = np.stack([~np.isin(e.kinds, (SIL, CLOSED_SOMEHOW)) for e in excerpts]).astype(np.float32)
        near = np.stack([np.convolve(row, np.ones(41), "same") > 0 for row in spoken])
        return Batch(
            sound,
            np.stack([e.moves[at] for e in excerpts]),
            np.stack([shut_late(e.kinds, e.kinds)[at] for e in excerpts]),
            np.stack([shut_late(e.groups, e.kinds)[at] for e in excerpts]),
            near[:, at].astype(np.float32),
        )

    def _excerpt(self, rng: np.random.Generator, hops: int) -> _Excerpt:
        if rng.random() < SHUT:
            bands = self._shut_sound(rng, hops)
            bands = bands + rng.uniform(-60, -5) - np.percentile(loudness_db(bands), 90)
            if rng.random() < 0.45:
                bands = telephone(rng, bands)
            still = np.zeros((hops, 3), np.float32), *np.zeros((2, hops), np.uint8)
            return _Excerpt(_with_floor(rng, bands), *still)
        bands, moves, kinds, groups = self._speech(rng, hops)
        if rng.random() < 0.3:
            start = int(rng.integers(0, hops - 100))
            stop = start + int(rng.integers(100, 350))
            bands[start:stop], moves[start:stop] = SILENCE_DB, 0.0
            kinds[start:stop], groups[start:stop] = SIL, 0
        loud = np.percentile(loudness_db(bands), 90)
        bands = bands + rng.uniform(-42, -4) - loud
        loud = np.percentile(loudness_db(bands), 90)
        if rng.random() < 0.3:
            bands = in_a_room(rng, bands, rng.uniform(3, 18))
        if rng.random() < 0.55:
            noise, babble = self._noise(rng, hops)
            distance = rng.uniform(8 if babble else 1, 42)
            bands = added(bands, noise + loud - distance - np.percentile(loudness_db(noise), 90))
        if rng.random() < 0.12:
            other = in_a_room(rng, self._speech(rng, hops)[0], rng.uniform(-6, 4))
            bands = added(bands, other + loud - rng.uniform(12, 28) - np.percentile(loudness_db(other), 90))
        if rng.random() < 0.45:
            bands = telephone(rng, bands)
        return _Excerpt(_with_floor(rng, bands), moves, kinds, groups)

    def _shut_sound(self, rng: np.random.Generator, hops: int) -> np.ndarray:
        sound, _ = self._noise(rng, hops)
        if rng.random() < 0.3:
            other, _ = self._noise(rng, hops)
            sound = added(sound, other + rng.uniform(-20, 5))
        return sound

    def _noise(self, rng: np.random.Generator, hops: int) -> tuple[np.ndarray, bool]:
        draw = rng.random()
        if draw < 0.3:
            return self._babble(rng, hops), True
        names = list(self.noise)
        name = "noise_recorded" if draw < 0.55 and "noise_recorded" in names else str(rng.choice(names))
        bands = _decoded(self.noise[name][0], rng, hops)
        bands = np.maximum(bands, np.percentile(loudness_db(bands), 90) - 90)
        return warped(bands, float(np.exp(rng.uniform(-0.25, 0.25)))) + tilt(rng), False

    def _babble(self, rng: np.random.Generator, hops: int) -> np.ndarray:
        total = np.full((hops, BANDS), SILENCE_DB, np.float32)
        for _ in range(int(rng.integers(3, 9))):
            voice = self._speech(rng, hops)[0]
            voice = voice - np.percentile(loudness_db(voice), 90) + rng.uniform(-8, 0)
            total = added(total, voice)
        return in_a_room(rng, total, rng.uniform(-8, 6)) + tilt(rng)

    def _speech(self, rng: np.random.Generator, hops: int) -> Piece:
        group = self._groups[int(rng.choice(len(self._groups), p=self._weights))]
        shards = self.speech[group]
        sizes = np.array([len(s[2]) for s in shards], np.float64) ** 0.7
        bands, moves, kinds, groups = shards[int(rng.choice(len(shards), p=sizes / sizes.sum()))]
        tempo = float(np.exp(rng.uniform(-0.2, 0.2)))
        length = int(hops * tempo) + 2
        start = int(rng.integers(0, max(1, len(kinds) - length)))
        at = np.minimum(start + np.arange(hops) * tempo, len(kinds) - 2)
        whole, part = at.astype(int), (at % 1)[:, None].astype(np.float32)
        decoded = bands[whole] * (1 - part) + bands[whole + 1] * part
        sound = decoded.astype(np.float32) * BANDS_STEP_DB + SILENCE_DB
        sound = warped(sound, float(np.exp(rng.uniform(-0.14, 0.14))), rng.uniform(-0.06, 0.06)) + tilt(rng)
        nearest = np.minimum((at + 0.5).astype(int), len(kinds) - 1)
        return sound, moves[nearest].astype(np.float32) / 100, kinds[nearest], groups[nearest]


def shut_late(values: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """Values of hops, with those of p, b and m LATE hops later; values, kinds: (n,)."""
    before, lips = np.roll(values, LATE), kinds == PBM
    return np.where(np.roll(lips, LATE) | lips, before, values)


def _decoded(bands: np.ndarray, rng: np.random.Generator, hops: int) -> np.ndarray:
    start = int(rng.integers(0, max(1, len(bands) - hops)))
    piece = bands[start : start + hops].astype(np.float32) * BANDS_STEP_DB + SILENCE_DB
    return np.resize(piece, (hops, BANDS))


def db_of(power: np.ndarray) -> np.ndarray:
    """Power as dB, float32."""
    return np.log(power) * np.float32(1 / DB)


def added(bands: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Two sounds at once, both in dB."""
    return db_of(power_of(bands) + power_of(others))


def _with_floor(rng: np.random.Generator, bands: np.ndarray) -> np.ndarray:
    """Adds the hiss that every microphone has."""
    floor = rng.uniform(-98, -62) + tilt(rng)
    return added(bands, floor + rng.normal(0, 2.5, bands.shape).astype(np.float32))


def _hide_bands(rng: np.random.Generator, sound: np.ndarray) -> None:
    """Puts a few neighbouring bands at their mean, so that no narrow trait of one voice is relied on.

    Source: Park et al., "SpecAugment" (2019), its frequency masks.
    """
    first = int(rng.integers(0, BANDS - 3))
    hidden = slice(first, first + int(rng.integers(2, 8)))
    sound[:, hidden] = sound[:, hidden].mean(axis=0)


def tilt(rng: np.random.Generator) -> np.ndarray:
    """(40,) dB of a microphone or a distance that favours some bands."""
    x = np.linspace(-1, 1, BANDS)
    bump = rng.uniform(-5, 5) * np.exp(-(((x - rng.uniform(-1, 1)) / 0.3) ** 2))
    return (rng.uniform(-7, 7) * x + rng.uniform(-4, 4) * (x**2 - 0.3) + bump).astype(np.float32)


def warped(bands: np.ndarray, factor: float, bend: float = 0.0) -> np.ndarray:
    """Bands of a voice whose throat is 1 / factor times as long.

    bend: how much more, in nepers, the highest band is moved than the middle, and the lowest less
    """
    centres = band_centres_hz()[1:-1]
    factors = factor * np.exp(np.linspace(-bend, bend, BANDS))
    step = mel_from_hz(centres[1]) - mel_from_hz(centres[0])
    place = (mel_from_hz(centres / factors) - mel_from_hz(centres[0])) / step
    place = np.clip(place, 0, BANDS - 1.001)
    whole, part = place.astype(int), (place % 1).astype(np.float32)
    return bands[:, whole] * (1 - part) + bands[:, whole + 1] * part


def telephone(rng: np.random.Generator, bands: np.ndarray) -> np.ndarray:
    """Bands after a line that passes 300 to 3400 Hz, or a little more."""
    centres = band_centres_hz()[1:-1]
    low, high = (300.0, 3400.0) if rng.random() < 0.65 else (rng.uniform(50, 250), rng.uniform(3400, 6000))
    below, above = (np.clip(np.log2(ratio), 0, None) for ratio in (low / centres, centres / high))
    lost = below * rng.uniform(12, 90) + above * 96
    return np.maximum(bands - lost.astype(np.float32), SILENCE_DB)


def in_a_room(rng: np.random.Generator, bands: np.ndarray, direct_db: float) -> np.ndarray:
    """Bands with the echo of a room; direct_db: how much louder than the echo the speaker is."""
    keep = np.float32(10 ** (-6.0 / (rng.uniform(0.2, 0.8) * 100)))
    power = power_of(bands)
    echo = np.empty_like(power)
    last = np.zeros(BANDS, np.float32)
    for hop, now in enumerate(power):
        echo[hop] = last
        last = keep * (last + (1 - keep) * now)
    return db_of(power + echo * np.float32(10 ** (-direct_db / 10)) + np.float32(1e-10))

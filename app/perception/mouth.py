"""The mouth that the user's voice moves: 31 points, 25 times a second."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np

from app.flow import Mouth
from app.perception.inference import Network
from app.perception.log_mel import (
    BANDS,
    HOP,
    SAMPLE_RATE_HZ,
    SINE_DB,
    LogMel,
    silent_hops,
)
from app.perception.onset import SAMPLES, Onset
from app.perception.resampling import Resampler

FRAME_RATE_HZ = 25
HOPS_PER_FRAME = SAMPLE_RATE_HZ // HOP // FRAME_RATE_HZ
WINDOW_HOPS = 20
POINTS = 31
READINGS = 4
"""How many times the sound is read for pictures: a new mouth every 10 ms is 15 ms fresher than one every 40 ms."""
EASE_SECONDS = 0.06
FLOOR_DB = -90.0

PARTED = np.zeros((POINTS, 2), np.float32)
"""How the lips part where a voice begins, against rest."""
PARTED[1:6, 1], PARTED[13:16, 1] = -0.01, -0.01
PARTED[7:12, 1], PARTED[17:20, 1] = (0.025, 0.035, 0.04, 0.035, 0.025), 0.04
PARTED[20:31, 1] = 0.03 * np.sin(np.linspace(0, np.pi, 11))


class MouthNetwork:
    """The trained network, one frame a call, with everything it remembers in a state that the caller keeps.

    look_ahead_seconds: how much sound after a frame's time is in its window
    rest: (31, 2) float32, the closed mouth
    Raises Unusable where the file is missing, damaged or another network.
    Source: models/mouth/card.md.
    """

    def __init__(self) -> None:
        self._network = Network(
            "mouth",
            {"sound": [1, WINDOW_HOPS, BANDS], "state": [1, None]},
            {"points": [1, 2 * POINTS], "voice": [1], "next_state": [1, None], "phones": [1, 8]},
        )
        properties = self._network.properties
        self.look_ahead_seconds = float(properties["look_ahead_ms"]) / 1e3
        self.rest = np.array(json.loads(properties["rest"]), np.float32).reshape(POINTS, 2)

    @cached_property
    def first_state(self) -> np.ndarray:
        """What it remembers before the first frame: (1, S) float32."""
        return np.zeros((1, self._network.sizes["state"][1]), np.float32)

    def __call__(self, sound: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
        """One frame.

        sound: (20, 40) float32, log-mel bands of the last 20 hops (app.perception.log_mel)
        state: (1, S) float32, `first_state` or what the last call gave
        Returns points (31, 2) float32, the voice's probability, and the next state.
        Raises RuntimeError where the run fails or gives what is no number.
        """
        points, voice, next_state, _ = self._network.all_of(sound=sound[None], state=state)
        if not (np.isfinite(points).all() and np.isfinite(next_state).all()):
            raise RuntimeError("the network mouth gives what is no number")
        return points.reshape(POINTS, 2), float(voice[0]), next_state


class MouthReader:
    """Turns a stream of sound into mouths; the pieces it comes in make no difference.

    sample_rate_hz: of the sound; it is brought to 16 kHz
    readings: how many times the network reads the same sound: 1 gives just what it says, 25 times a second.
        Of 2 or 4 each begins a part of a frame after the one before and remembers for itself, which gives 50 or 100
        mouths a second, for pictures: of the three nearest in time the one neither most nor least open, for readings
        differ a little; and where a voice begins after a pause the lips part before the network is sure
    look_ahead_seconds: how much sound after its moment a mouth depends on
    """

    def __init__(self, sample_rate_hz: int, network: MouthNetwork | None = None, readings: int = 1) -> None:
        self._network = network or MouthNetwork()
        reading_seconds = 1 / (FRAME_RATE_HZ * readings)
        self.look_ahead_seconds = self._network.look_ahead_seconds + (reading_seconds if readings > 1 else 0.0)
        self.rest = self._network.rest
        self._sample_rate_hz = sample_rate_hz
        same = sample_rate_hz == SAMPLE_RATE_HZ
        self._resampler = None if same else Resampler(sample_rate_hz, SAMPLE_RATE_HZ)
        self._features = LogMel()
        self._hops = silent_hops(WINDOW_HOPS)
        self._powers = [0.0] * HOPS_PER_FRAME
        self._sound = np.zeros(SAMPLES, np.float32)
        self._onset = Onset()
        self._parted = self.rest + PARTED
        self._parted.flags.writeable = False
        self._states = [self._network.first_state] * readings
        self._turn = 0
        self._read: list[Mouth] = []
        # Frame 0 is shown at time 0 and hears what comes until the look-ahead's end.
        self._until_next = max(1, round(self._network.look_ahead_seconds * SAMPLE_RATE_HZ / HOP))

    @property
    def rate_hz(self) -> int:
        """Mouths a second."""
        return FRAME_RATE_HZ * len(self._states)

    def hear(self, samples: np.ndarray, timestamp_ns: int = 0) -> list[Mouth]:
        """The mouths that these samples complete.

        samples: (n,) float32, -1..1, as they follow the last ones; what is no number is silence
        timestamp_ns: monotonic clock, when the last of them was taken
        Raises RuntimeError where the network fails; then it begins anew with the next samples.
        """
        if not math.isfinite(float(samples.sum())):
            samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        sound = np.minimum(np.maximum(samples, -1), 1).astype(np.float32, copy=False)
        held_back_seconds = 0.0
        if self._resampler is not None:
            sound, held_back_seconds = self._resampler(sound), self._resampler.delay_seconds
        mouths = []
        features = self._features
        hops = features(sound)
        self._sound = np.concatenate([self._sound, sound])
        after = len(hops) * HOP + features.samples_waiting
        heard = hops, features.bands_db, features.louds_db.tolist(), features.levels_db.tolist()
        for hop, bands, loud_db, level_db in zip(*heard, strict=True):
            after -= HOP
            self._hops = np.concatenate([self._hops[1:], hop[None]])
            self._powers = [*self._powers[1:], 10 ** (loud_db / 10)]
            end = len(self._sound) - after
            begins = self._onset.hear(self._sound[end - SAMPLES : end], bands, loud_db, level_db)
            self._until_next -= 1
            if self._until_next == 0:
                self._until_next = HOPS_PER_FRAME // len(self._states)
                late = after / SAMPLE_RATE_HZ + held_back_seconds + self._network.look_ahead_seconds
                mouths += self._shown(self._next(timestamp_ns - round(late * 1e9)), begins)
        self._sound = self._sound[-SAMPLES - HOP :]
        return mouths

    def hear_whole(self, samples: np.ndarray) -> Iterator[Mouth]:
        """The mouths of a recording, and of silence after it, without an end. samples: (n,) float32, -1..1."""
        piece = self._sample_rate_hz  # a second: all at once takes gigabytes
        for first in range(0, len(samples), piece):
            yield from self.hear(samples[first : first + piece])
        while True:
            yield from self.hear(np.zeros(piece, np.float32))

    def _next(self, timestamp_ns: int) -> Mouth:
        turn = self._turn
        self._turn = (turn + 1) % len(self._states)
        try:
            points, voice, self._states[turn] = self._network(self._hops, self._states[turn])
        except RuntimeError:
            self._states = [self._network.first_state] * len(self._states)
            raise
        points.flags.writeable = False
        power = max(sum(self._powers) / HOPS_PER_FRAME, 1e-12)
        return Mouth(points, voice, max(10 * math.log10(power) - SINE_DB, FLOOR_DB), timestamp_ns)

    def _shown(self, newest: Mouth, begins: bool) -> list[Mouth]:
        """What is shown once a reading is there: of several, that of the moment before it."""
        if len(self._states) == 1:
            return [newest]
        first = not self._read
        self._read = [*(self._read or [newest] * 2)[-2:], newest]
        if first:
            return []
        middle = sorted(self._read, key=lambda mouth: mouth.gap)[1]
        points = self._parted if begins and middle.shut else middle.points
        return [replace(self._read[1], points=points)]


def eased(mouth: Mouth, rest: np.ndarray, seconds: float) -> Mouth:
    """A mouth on its way to rest, which it reaches (but for 4 %) in a fifth of a second without sound."""
    left = float(np.exp(-seconds / EASE_SECONDS))
    points = (rest + (mouth.points - rest) * left).astype(np.float32)
    level_db = FLOOR_DB + (mouth.level_db - FLOOR_DB) * left
    return Mouth(points, mouth.voice * left, level_db, mouth.timestamp_ns + round(seconds * 1e9))

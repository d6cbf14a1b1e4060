"""The mouth that the user's voice moves: 31 points, 25 times a second."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cached_property

import numpy as np

from app.flow import Mouth
from app.perception.inference import Network
from app.perception.log_mel import (
    BANDS,
    HOP,
    SAMPLE_RATE_HZ,
    SILENCE_DB,
    SINE_DB,
    LogMel,
    loudness_db,
    silent_hops,
)

FRAME_RATE_HZ = 25
HOPS_PER_FRAME = SAMPLE_RATE_HZ // HOP // FRAME_RATE_HZ
WINDOW_HOPS = 20
POINTS = 31
READINGS = 4
"""How many times the sound is read for a picture: a new mouth every 10 ms, 13 ms sooner than one every 40 ms (mean)."""
EASE_SECONDS = 0.08
FLOOR_DB = -90.0


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
    readings: how many times the network reads the same sound, 1, 2 or 4: each begins a part of a frame after the one
        before and remembers for itself, so that there are 25, 50 or 100 mouths a second
    """

    def __init__(self, sample_rate_hz: int, network: MouthNetwork | None = None, readings: int = 1) -> None:
        self._network = network or MouthNetwork()
        self.look_ahead_seconds = self._network.look_ahead_seconds
        self.rest = self._network.rest
        self._rate = sample_rate_hz
        self._resampler = self._new_resampler()
        self._features = LogMel()
        self._hops = silent_hops(WINDOW_HOPS)
        self._loudness = np.full(HOPS_PER_FRAME, SILENCE_DB)
        self._states = [self._network.first_state] * readings
        self._turn = 0
        self._former: Mouth | None = None
        # Frame 0 is shown at time 0 and hears what comes until the look-ahead's end.
        self._until_next = max(1, round(self.look_ahead_seconds * SAMPLE_RATE_HZ / HOP))

    def _new_resampler(self) -> object | None:
        if self._rate == SAMPLE_RATE_HZ:
            return None
        # Imported by who needs it: 20 ms that the first card need not wait for.
        import soxr

        return soxr.ResampleStream(self._rate, SAMPLE_RATE_HZ, 1, dtype="float32", quality="MQ")

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
        sound = np.clip(np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0), -1, 1).astype(np.float32)
        held_back = 0.0
        if self._resampler is not None:
            sound = self._resampler.resample_chunk(sound)  # type: ignore[attr-defined]
            held_back = self._resampler.delay()  # type: ignore[attr-defined]
        mouths = []
        hops = self._features(sound)
        after = len(hops) * HOP + self._features.samples_waiting + held_back
        for hop, loud in zip(hops, self._features.loudness_db, strict=True):
            after -= HOP
            self._hops = np.concatenate([self._hops[1:], hop[None]])
            self._loudness = np.append(self._loudness[1:], loud)
            self._until_next -= 1
            if self._until_next == 0:
                self._until_next = HOPS_PER_FRAME // len(self._states)
                shown_ns = timestamp_ns - round((after / SAMPLE_RATE_HZ + self.look_ahead_seconds) * 1e9)
                mouths.append(self._next(shown_ns))
        return mouths

    def _next(self, timestamp_ns: int) -> Mouth:
        turn = self._turn
        self._turn = (turn + 1) % len(self._states)
        try:
            points, voice, self._states[turn] = self._network(self._hops, self._states[turn])
        except RuntimeError:
            self._states = [self._network.first_state] * len(self._states)
            raise
        level_db = float(loudness_db(self._loudness)) - 10 * math.log10(HOPS_PER_FRAME) - SINE_DB
        read = Mouth(points, voice, max(level_db, FLOOR_DB), timestamp_ns)
        points.flags.writeable = False
        former, self._former = self._former, read
        if len(self._states) == 1 or former is None or former.shut or read.shut:
            return read  # lips part and meet at once
        # Readings differ a little, which would flicker.
        both = (points + former.points) / 2
        both.flags.writeable = False
        return replace(read, points=both)


def eased(mouth: Mouth, rest: np.ndarray, seconds: float) -> Mouth:
    """A mouth on its way to rest, which it reaches (but for 5 %) in a quarter of a second without sound."""
    left = float(np.exp(-seconds / EASE_SECONDS))
    points = (rest + (mouth.points - rest) * left).astype(np.float32)
    level_db = FLOOR_DB + (mouth.level_db - FLOOR_DB) * left
    return Mouth(points, mouth.voice * left, level_db, mouth.timestamp_ns + round(seconds * 1e9))

"""The mouth that the user's voice moves: 31 points, 25 times a second."""

from __future__ import annotations

import json
from functools import cached_property

import numpy as np

from app.flow import Mouth
from app.perception.inference import Network
from app.perception.log_mel import BANDS, HOP, SAMPLE_RATE_HZ, LogMel, silent_hops

FRAME_RATE_HZ = 25
HOPS_PER_FRAME = SAMPLE_RATE_HZ // HOP // FRAME_RATE_HZ
WINDOW_HOPS = 20
POINTS = 31
EASE_SECONDS = 0.08


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
    """

    def __init__(self, sample_rate_hz: int, network: MouthNetwork | None = None) -> None:
        self._network = network or MouthNetwork()
        self.look_ahead_seconds = self._network.look_ahead_seconds
        self.rest = self._network.rest
        self._rate = sample_rate_hz
        self._resampler = self._new_resampler()
        self._features = LogMel()
        self._hops = silent_hops(WINDOW_HOPS)
        self._state = self._network.first_state
        # Frame 0 is shown at time 0 and hears what comes until the look-ahead's end.
        self._until_next = max(1, round(self.look_ahead_seconds * SAMPLE_RATE_HZ / HOP))

    def _new_resampler(self) -> object | None:
        if self._rate == SAMPLE_RATE_HZ:
            return None
        # Imported by who needs it: 20 ms that the first card need not wait for.
        import soxr

        return soxr.ResampleStream(self._rate, SAMPLE_RATE_HZ, 1, dtype="float32", quality="MQ")

    def hear(self, samples: np.ndarray) -> list[Mouth]:
        """The mouths that these samples complete.

        samples: (n,) float32, -1..1, as they follow the last ones; what is no number is silence
        Raises RuntimeError where the network fails; then it begins anew with the next samples.
        """
        sound = np.clip(np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0), -1, 1).astype(np.float32)
        if self._resampler is not None:
            sound = self._resampler.resample_chunk(sound)  # type: ignore[attr-defined]
        mouths = []
        for hop in self._features(sound):
            self._hops = np.concatenate([self._hops[1:], hop[None]])
            self._until_next -= 1
            if self._until_next == 0:
                self._until_next = HOPS_PER_FRAME
                mouths.append(self._next())
        return mouths

    def _next(self) -> Mouth:
        try:
            points, voice, self._state = self._network(self._hops, self._state)
        except RuntimeError:
            self._state = self._network.first_state
            raise
        points.flags.writeable = False
        return Mouth(points, voice)


def eased(mouth: Mouth, rest: np.ndarray, seconds: float) -> Mouth:
    """A mouth on its way to rest, which it reaches (but for 5 %) in a quarter of a second without sound."""
    left = float(np.exp(-seconds / EASE_SECONDS))
    return Mouth((rest + (mouth.points - rest) * left).astype(np.float32), mouth.voice * left)

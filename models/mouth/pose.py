"""From what the network believes to what the face shows, the same in numpy as in the exported graph."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.mouth.articulation import CLASSES, CON, FV, PBM, SH, SIL, points_from_features

TEETH_GAP = 0.03
"""Opening that is left while the lower lip touches the teeth."""


SILENT_FRAMES = 2
"""Silence shuts the mouth when it has lasted so long: the closure of a stop is silence too."""
HOPS_PER_FRAME = 4

PRESS_FIRST, PRESS_WIDTH = 0.3, 0.14
"""The belief in p, b and m that half shuts the lips of a voice that was not heard yet, and how wide their ramp is."""
PRESS_SHARE, PRESS_FRAMES = 0.1, 1.5
"""Share of a talk's frames in which lips are to be shut, and how quickly the belief that suffices follows it: it rises
by 0.6 in a frame in which they are, and sinks by 0.07 in one in which they are not. Voices are believed to say p, b and
m more or less often than they do, by how like they are to those of the training; all say them about as often."""

QUIET_FIRST, QUIET_RISE = -1.2, 0.03
"""The quietest that was heard of late, as the loudest band against the running level (in 20 dB), at first and how much
it rises in a frame: 15 dB a second."""
NEAR, QUIET_NEAR = 0.1, -2.0
"""A band that is so loud stands out of all before: somebody near speaks, and what was heard of late counts as so quiet.
In babble none does."""
NOISY, DOUBT = (-1.3, -1.1), 2.0
"""Where the quietest lies while it is never quiet, as in a cafe, and by how much a voice is then believed less, as a
logit.

A voice alone pauses, or shuts its lips, every other second. Of the frames in which talk begins the voice is doubted in
one of ten where it hisses at -50 dBFS; of the babble of four or seven voices, in nine of ten.
"""


@dataclass(frozen=True)
class Ramps:
    """Where a belief begins to show and where it shows fully, 0..1; chosen on the development set.

    press: of the lips' closure, how low and how high the belief that half shuts them may go
    """

    press: tuple[float, float] = (0.2, 0.7)
    teeth: tuple[float, float] = (0.1, 0.5)
    silent: tuple[float, float] = (0.2, 0.45)
    voice: tuple[float, float] = (0.9, 0.985)


def ramps_from(path: Path) -> Ramps:
    """The ramps in a JSON file."""
    return Ramps(**{name: (float(a), float(b)) for name, (a, b) in json.loads(path.read_text()).items()})


def ramp(belief: np.ndarray | float, ends: tuple[float, float]) -> np.ndarray:
    """0 up to the first end, 1 from the second on."""
    return np.clip((belief - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0)


def lasting(sounding: np.ndarray) -> np.ndarray:
    """The most of this frame and the SILENT_FRAMES - 1 before; nothing sounded before the first. sounding: (T,)."""
    before = np.concatenate([np.zeros(SILENT_FRAMES - 1), sounding])
    return np.lib.stride_tricks.sliding_window_view(before, SILENT_FRAMES).max(axis=-1)


def pressed(belief: np.ndarray, speaking: np.ndarray, ends: tuple[float, float]) -> np.ndarray:
    """How far the lips are shut in each frame, 0..1.

    belief: (T,) in p, b and m; speaking: (T,) how much the voice sounds, 0..1; ends: of the belief that half shuts them
    """
    enough, shut = PRESS_FIRST, np.empty(len(belief))
    for frame, (now, sounds) in enumerate(zip(belief, speaking, strict=True)):
        shut[frame] = ramp(now, (enough - PRESS_WIDTH / 2, enough + PRESS_WIDTH / 2))
        enough = min(max(enough + sounds / PRESS_FRAMES * ((now > enough) - PRESS_SHARE), ends[0]), ends[1])
    return shut


def doubted(output: np.ndarray, hops: np.ndarray) -> np.ndarray:
    """What the network said, with its voice believed less where it is never quiet.

    output: (T, 13); hops: (16 + 4 T, 40), those that it heard
    """
    heard = hops.reshape(-1, HOPS_PER_FRAME, hops.shape[1])[-len(output) :]
    quiet, doubts = QUIET_FIRST, np.empty(len(output))
    for frame, loudest in enumerate(heard.mean(axis=1).max(axis=1).tolist()):
        quiet = QUIET_NEAR if loudest > NEAR else min(loudest, quiet + QUIET_RISE)
        doubts[frame] = DOUBT * ramp(quiet, NOISY)
    return np.concatenate([output[:, :-1], (output[:, -1] - doubts)[:, None]], axis=1)


def pose(output: np.ndarray, ramps: Ramps) -> np.ndarray:
    """FEATURES of the face, frame after frame. output: (T, 13) of the network. Returns (T, 7)."""
    logits = output[..., 3 : 3 + len(CLASSES)]
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    voice = 1.0 / (1.0 + np.exp(-output[..., -1]))
    silence = 1.0 - lasting(1.0 - shares[..., SIL])
    speaking = (1.0 - ramp(silence, ramps.silent)) * ramp(voice, ramps.voice)
    press, teeth = pressed(shares[..., PBM], speaking, ramps.press), ramp(shares[..., FV], ramps.teeth)
    opening = np.maximum(output[..., 0], 0.0) * (1.0 - teeth) + TEETH_GAP * teeth
    opening = opening * (1.0 - press) * speaking
    width, jaw = output[..., 1] * speaking, output[..., 2] * speaking
    return np.stack([opening, width, jaw, press, teeth, shares[..., SH], shares[..., CON]], -1)


def points_of(output: np.ndarray, ramps: Ramps) -> np.ndarray:
    """(T, 31, 2) float32 points of what the network said, (T, 13)."""
    return points_from_features(pose(output, ramps))

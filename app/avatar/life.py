"""What makes a character live: blinking, gaze, breath, sway, and emphasis that follows the voice.

All but the emphasis is a function of time and a seed, so that a character that is changed goes on where the former was.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from app.avatar.pose import EXPRESSIONS, REST_POINTS, Pose
from app.flow import Performance

BLEND_SECONDS = 0.15
"""An expression comes and goes in this time."""
BLINK_SLOT_SECONDS = 3.7
"""One blink falls into each slot, or none, or two: about 16 a minute, as people do while they talk."""
GAZE_SLOT_SECONDS = 2.3
SACCADE_SECONDS = 0.06
WAVE_SECONDS = 2.4
HAND_SECONDS = 0.35
SWAYS = (
    ("angle_x", 3.4, (9.1, 5.3, 3.1)),
    ("angle_y", 2.0, (7.7, 4.1, 2.9)),
    ("angle_z", 1.8, (11.3, 6.1, 3.7)),
    ("body_angle_z", 0.5, (13.7, 8.3, 5.9)),
)
"""How far each parameter sways at liveliness 1, degrees, and the periods of which it is made, seconds."""


class Life:
    """Gives the pose of each moment.

    seed: of all that is left to chance
    liveliness: 0 = only blinking .. 1 = as lively as it gets
    reduce_motion: keeps the head still and blinks seldom
    """

    def __init__(self, seed: int, liveliness: float, reduce_motion: bool) -> None:
        self._seed = seed
        self._lively = 0.0 if reduce_motion else liveliness
        self._calm = reduce_motion
        self._shown: dict[str, float] = {"neutral": 1.0}
        self._hand, self._gesture_shown, self._hand_since = 0.0, "wave", 0.0
        self._last: float | None = None
        self._emphasis = Emphasis(seed)

    def pose(self, seconds: float, performance: Performance) -> Pose:
        """The pose at a time, which does not go back, while this is performed."""
        passed = 0.0 if self._last is None else min(max(seconds - self._last, 0.0), 1.0)
        self._last = seconds
        speaking = self._emphasis.hear(seconds, passed, performance)
        pose = self._alive(seconds, speaking)
        for name, share in self._blended(performance.expression, passed).items():
            if share > 0:
                pose = pose.moved(EXPRESSIONS[name], share)
        values = {"mouth": self._mouth(performance), **self._gesture(seconds, passed, performance.gesture)}
        return replace(pose, **values)

    def _alive(self, seconds: float, speaking: float) -> Pose:
        lively = self._lively
        values: dict[str, Any] = {
            name: lively * reach * _sway(self._seed, name, seconds, periods) for name, reach, periods in SWAYS
        }
        nod, raised = self._emphasis.nod, self._emphasis.brows
        values["angle_y"] += lively * (-4.0 * nod + 0.8 * speaking)
        values["angle_x"] *= 1 + 0.35 * speaking
        opened = 1 - blink(self._seed, seconds, seldom=self._calm)
        gaze_x, gaze_y = gaze(self._seed, seconds)
        reach = 0.25 + 0.75 * lively
        return Pose(
            **values,
            breath=(0.5 - 0.5 * math.cos(2 * math.pi * seconds / 4.2)) * (0.3 if self._calm else 0.5 + 0.5 * lively),
            eye_l_open=opened,
            eye_r_open=opened,
            eye_ball_x=gaze_x * reach - 0.015 * values["angle_x"],
            eye_ball_y=gaze_y * reach - 0.02 * values["angle_y"],
            brow_l_y=lively * 0.6 * raised,
            brow_r_y=lively * 0.6 * raised,
        )

    def _blended(self, wanted: str, passed: float) -> dict[str, float]:
        step = passed / BLEND_SECONDS
        wanted = wanted if wanted in EXPRESSIONS else "neutral"
        for name in {*self._shown, wanted}:
            now = self._shown.get(name, 0.0)
            self._shown[name] = min(1.0, now + step) if name == wanted else max(0.0, now - step)
        self._shown = {name: share for name, share in self._shown.items() if share > 0 or name == wanted}
        return {name: share * share * (3 - 2 * share) for name, share in self._shown.items()}

    def _gesture(self, seconds: float, passed: float, wanted: str) -> dict[str, Any]:
        if wanted and (self._hand == 0 or wanted == self._gesture_shown):
            if self._hand == 0:
                self._hand_since = seconds
            self._gesture_shown = wanted
            self._hand = min(1.0, self._hand + passed / HAND_SECONDS)
        else:
            self._hand = max(0.0, self._hand - passed / HAND_SECONDS)
        share = self._hand * self._hand * (3 - 2 * self._hand)
        angle = 13.0 * math.sin(2 * math.pi * 1.6 * (seconds - self._hand_since)) * share
        return {"hand": share, "hand_angle": angle if self._gesture_shown == "wave" else 0.0}

    @staticmethod
    def _mouth(performance: Performance) -> np.ndarray | None:
        mouth = performance.mouth
        return None if mouth is None else mouth.points - REST_POINTS


class Emphasis:
    """Nods and raised brows that follow the voice: at its beginnings and its loudest moments, and not at every one."""

    PAUSE_SECONDS = 0.45
    NOD_SECONDS, BROW_SECONDS = 0.42, 0.6

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._speaking, self._level, self._usual = 0.0, 0.0, 0.3
        self._silent_for = 1.0
        self._nod_at = self._brows_at = -10.0
        self._nod_free = self._brows_free = 0.0
        self.nod = self.brows = 0.0

    def hear(self, seconds: float, passed: float, performance: Performance) -> float:
        """Follows the voice; gives how much the user speaks at the moment, 0..1, changing slowly."""
        mouth = performance.mouth
        voice = 0.0 if mouth is None else mouth.voice
        loud = 0.0 if mouth is None else voice * min(max((mouth.level_db + 50) / 40, 0.0), 1.0)
        self._level += (loud - self._level) * min(1.0, passed / 0.08)
        if voice > 0.5:
            self._usual += (self._level - self._usual) * min(1.0, passed / 3.0)
            begins = self._silent_for > self.PAUSE_SECONDS
            self._silent_for = 0.0
            self._stress(seconds, begins=begins)
        else:
            self._silent_for += passed
        self._speaking += ((voice > 0.5) - self._speaking) * min(1.0, passed / 0.4)
        self.nod = _bump((seconds - self._nod_at) / self.NOD_SECONDS)
        self.brows = _bump((seconds - self._brows_at) / self.BROW_SECONDS)
        return self._speaking

    def _stress(self, seconds: float, *, begins: bool) -> None:
        stressed = begins or self._level > 1.2 * self._usual + 0.03
        if not stressed:
            return
        if seconds >= self._nod_free:
            self._nod_at, self._nod_free = seconds, seconds + self._chance.uniform(1.6, 4.2)
        if seconds >= self._brows_free:
            self._brows_at, self._brows_free = seconds, seconds + self._chance.uniform(2.4, 6.5)


def blink(seed: int, seconds: float, *, seldom: bool = False) -> float:
    """How far the lids are shut at a time, 0..1."""
    slot = int(seconds // BLINK_SLOT_SECONDS)
    return max(_lids(seconds - at) for number in (slot - 1, slot) for at in _blinks(seed, number, seldom))


@lru_cache(maxsize=16)
def _blinks(seed: int, slot: int, seldom: bool) -> tuple[float, ...]:
    """When the blinks of a slot begin; a time long past where there is none."""
    chance = random.Random(f"blink {seed} {slot}")
    first = slot * BLINK_SLOT_SECONDS + chance.uniform(0.3, BLINK_SLOT_SECONDS - 0.8)
    kind = chance.random()
    if kind < 0.1 or (seldom and slot % 2):
        return (-1e9,)
    return (first, first + chance.uniform(0.28, 0.4)) if kind > 0.9 else (first,)


def _lids(since: float) -> float:
    """Lids shut in 70 ms, rest 40 ms and open in 130 ms."""
    if since <= 0 or since >= 0.24:
        return 0.0
    if since < 0.07:
        return since / 0.07
    return 1.0 if since < 0.11 else max(0.0, 1 - (since - 0.11) / 0.13)


def gaze(seed: int, seconds: float) -> tuple[float, float]:
    """Where the eyes look at a time, each -1..1: mostly at the viewer, beside now and then, in jumps."""
    slot = int(seconds // GAZE_SLOT_SECONDS)
    turn, x, y = _look(seed, slot)
    since = seconds - turn
    _, from_x, from_y = _look(seed, slot - 1)
    share = min(max(since / SACCADE_SECONDS, 0.0), 1.0)
    return from_x + (x - from_x) * share, from_y + (y - from_y) * share


@lru_cache(maxsize=16)
def _look(seed: int, slot: int) -> tuple[float, float, float]:
    chance = random.Random(f"gaze {seed} {slot}")
    at = slot * GAZE_SLOT_SECONDS + chance.uniform(0.0, 1.2)
    if chance.random() < 0.68:
        return at, chance.uniform(-0.06, 0.06), chance.uniform(-0.05, 0.05)
    return at, chance.uniform(-0.5, 0.5), chance.uniform(-0.3, 0.3)


def _sway(seed: int, name: str, seconds: float, periods: tuple[float, ...]) -> float:
    phases = _phases(seed, name)
    waves = (math.sin(2 * math.pi * (seconds / period + phase)) for period, phase in zip(periods, phases, strict=True))
    return sum(share * wave for share, wave in zip((0.55, 0.3, 0.15), waves, strict=True))


@lru_cache(maxsize=16)
def _phases(seed: int, name: str) -> tuple[float, float, float]:
    chance = random.Random(f"sway {seed} {name}")
    return chance.random(), chance.random(), chance.random()


def _bump(share: float) -> float:
    return math.sin(math.pi * share) ** 2 if 0 < share < 1 else 0.0

"""What a character does at one moment, in the field's parameters, and ready expressions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Pose:
    """The moving parameters of a character; the names are those of Live2D's standard list in Python's spelling.

    angle_x, angle_y, angle_z: degrees, -30..30: the head turns to the viewer's right, up, and tilts to the right
    body_angle_z: degrees, -10..10
    breath: 0..1
    eye_l_open, eye_r_open: 0 = shut .. 1 = open, up to 1.3 = wide; l is the viewer's left
    eye_l_smile, eye_r_smile: 0..1, how far the lower lid is raised
    eye_ball_x, eye_ball_y: -1..1, to the viewer's right and up
    brow_l_y, brow_r_y: -1..1, up
    brow_l_angle, brow_r_angle: -1..1, the inner end up
    mouth_form: -1 = corners down .. 1 = corners up
    mouth_open_y: 0..1, opened beside what the points say
    mouth_pucker: 0..1, narrower than the points say
    mouth: (20, 2) float32, how far the lips' points are from their rest, and (11, 2) of the jaw line after them, in
        the points' unit; None at rest
    hand: 0 = away .. 1 = raised; hand_angle: degrees
    """

    angle_x: float = 0.0
    angle_y: float = 0.0
    angle_z: float = 0.0
    body_angle_z: float = 0.0
    breath: float = 0.0
    eye_l_open: float = 1.0
    eye_r_open: float = 1.0
    eye_l_smile: float = 0.0
    eye_r_smile: float = 0.0
    eye_ball_x: float = 0.0
    eye_ball_y: float = 0.0
    brow_l_y: float = 0.0
    brow_r_y: float = 0.0
    brow_l_angle: float = 0.0
    brow_r_angle: float = 0.0
    mouth_form: float = 0.0
    mouth_open_y: float = 0.0
    mouth_pucker: float = 0.0
    mouth: np.ndarray | None = None
    hand: float = 0.0
    hand_angle: float = 0.0

    def moved(self, by: Mapping[str, float], amount: float = 1.0) -> Pose:
        """Parameters with these added to them; eyes are multiplied where they are made smaller."""
        changes = {}
        for name, value in by.items():
            now = getattr(self, name)
            if name in ("eye_l_open", "eye_r_open"):
                changes[name] = now * (1 + amount * (value - 1))
            else:
                changes[name] = now + amount * value
        return replace(self, **changes)


_OUTER = (
    *((-0.39, 0.0), (-0.26, -0.065), (-0.11, -0.095), (0.0, -0.085), (0.11, -0.095), (0.26, -0.065), (0.39, 0.0)),
    *((0.26, 0.075), (0.12, 0.115), (0.0, 0.125), (-0.12, 0.115), (-0.26, 0.075)),
)
_JAW = np.linspace(-1.4, 1.4, 11)
REST_POINTS = np.concatenate(
    [
        np.array(_OUTER),
        np.stack([(-0.33, -0.16, 0.0, 0.16, 0.33, 0.16, 0.0, -0.16), np.zeros(8)], 1),
        np.stack([0.98 * np.sin(_JAW), 0.82 * np.cos(_JAW)], 1),
    ]
).astype(np.float32)
"""(31, 2) float32: the mouth's points at rest, as the mouth network has them (flow.Mouth)."""

PARAMETERS = {
    "ParamAngleX": "angle_x",
    "ParamAngleY": "angle_y",
    "ParamAngleZ": "angle_z",
    "ParamBodyAngleZ": "body_angle_z",
    "ParamBreath": "breath",
    "ParamEyeLOpen": "eye_l_open",
    "ParamEyeROpen": "eye_r_open",
    "ParamEyeLSmile": "eye_l_smile",
    "ParamEyeRSmile": "eye_r_smile",
    "ParamEyeBallX": "eye_ball_x",
    "ParamEyeBallY": "eye_ball_y",
    "ParamBrowLY": "brow_l_y",
    "ParamBrowRY": "brow_r_y",
    "ParamBrowLAngle": "brow_l_angle",
    "ParamBrowRAngle": "brow_r_angle",
    "ParamMouthForm": "mouth_form",
    "ParamMouthOpenY": "mouth_open_y",
}
"""Live2D's name of each parameter, and the one here."""

EXPRESSIONS: dict[str, dict[str, float]] = {
    "neutral": {},
    "smile": {"mouth_form": 0.75, "eye_l_smile": 0.35, "eye_r_smile": 0.35, "brow_l_y": 0.1, "brow_r_y": 0.1},
    "laugh": {
        "mouth_form": 1.0,
        "mouth_open_y": 0.45,
        "eye_l_open": 0.15,
        "eye_r_open": 0.15,
        "eye_l_smile": 1.0,
        "eye_r_smile": 1.0,
        "brow_l_y": 0.3,
        "brow_r_y": 0.3,
        "angle_y": 4.0,
    },
    "surprised": {
        "eye_l_open": 1.25,
        "eye_r_open": 1.25,
        "brow_l_y": 0.9,
        "brow_r_y": 0.9,
        "mouth_open_y": 0.6,
        "mouth_form": -0.2,
        "mouth_pucker": 1.0,
        "angle_y": 2.0,
    },
    "sad": {
        "mouth_form": -0.8,
        "brow_l_angle": 0.9,
        "brow_r_angle": 0.9,
        "brow_l_y": 0.1,
        "brow_r_y": 0.1,
        "eye_l_open": 0.8,
        "eye_r_open": 0.8,
        "eye_ball_y": -0.35,
        "angle_y": -5.0,
    },
    "wink": {"eye_r_open": 0.0, "eye_r_smile": 0.7, "mouth_form": 0.6, "brow_r_y": -0.25, "angle_z": 3.0},
    "thinking": {
        "eye_ball_x": 0.75,
        "eye_ball_y": 0.7,
        "brow_l_y": 0.45,
        "brow_r_y": -0.1,
        "brow_l_angle": -0.2,
        "mouth_form": -0.25,
        "angle_z": -4.0,
        "angle_x": 6.0,
        "angle_y": 3.0,
    },
}
"""What each ready expression adds to the parameters; eyes' opening is multiplied."""
GESTURES = ("wave", "raise")
HELD = ("raise",)
"""Gestures that last until they are taken back; the others end by themselves."""

_ARKIT: dict[str, tuple[tuple[str, float], ...]] = {
    "eyeBlinkLeft": (("eye_r_open", -1.0),),
    "eyeBlinkRight": (("eye_l_open", -1.0),),
    "eyeWideLeft": (("eye_r_open", 0.3),),
    "eyeWideRight": (("eye_l_open", 0.3),),
    "eyeSquintLeft": (("eye_r_smile", 1.0),),
    "eyeSquintRight": (("eye_l_smile", 1.0),),
    "eyeLookUpLeft": (("eye_ball_y", 0.5),),
    "eyeLookUpRight": (("eye_ball_y", 0.5),),
    "eyeLookDownLeft": (("eye_ball_y", -0.5),),
    "eyeLookDownRight": (("eye_ball_y", -0.5),),
    "eyeLookInLeft": (("eye_ball_x", -0.5),),
    "eyeLookOutLeft": (("eye_ball_x", 0.5),),
    "eyeLookInRight": (("eye_ball_x", 0.5),),
    "eyeLookOutRight": (("eye_ball_x", -0.5),),
    "browInnerUp": (("brow_l_angle", 0.7), ("brow_r_angle", 0.7), ("brow_l_y", 0.4), ("brow_r_y", 0.4)),
    "browOuterUpLeft": (("brow_r_y", 0.7), ("brow_r_angle", -0.3)),
    "browOuterUpRight": (("brow_l_y", 0.7), ("brow_l_angle", -0.3)),
    "browDownLeft": (("brow_r_y", -0.8), ("brow_r_angle", -0.4)),
    "browDownRight": (("brow_l_y", -0.8), ("brow_l_angle", -0.4)),
    "mouthSmileLeft": (("mouth_form", 0.5),),
    "mouthSmileRight": (("mouth_form", 0.5),),
    "mouthFrownLeft": (("mouth_form", -0.5),),
    "mouthFrownRight": (("mouth_form", -0.5),),
    "jawOpen": (("mouth_open_y", 1.0),),
    "mouthPucker": (("mouth_pucker", 1.0),),
    "mouthFunnel": (("mouth_pucker", 0.5), ("mouth_open_y", 0.2)),
}
"""What a coefficient of ARKit's moves. Its left is the person's own: the viewer's right in a plain picture.
Of its 52 those that are not named here move nothing: the lips' shape comes from the mouth's points."""


_UNIT_RANGE = ("eye_l_smile", "eye_r_smile", "eye_ball", "mouth_form", "mouth_open_y", "mouth_pucker", "brow")


def pose_from_arkit(coefficients: Mapping[str, float], yaw: float, pitch: float, roll: float) -> Pose:
    """The pose that ARKit's coefficients stand for.

    coefficients: 0..1 by name; unknown ones move nothing
    yaw, pitch, roll: radians, of the head: to the viewer's right, up, tilted to the viewer's right
    """
    values: dict[str, Any] = {field.name: 0.0 for field in fields(Pose) if isinstance(field.default, float)}
    for name, value in coefficients.items():
        for parameter, gain in _ARKIT.get(name, ()):
            values[parameter] += gain * min(max(value, 0.0), 1.0)
    unit: dict[str, Any] = {name: _limited(value, 1) for name, value in values.items() if name.startswith(_UNIT_RANGE)}
    return Pose(
        angle_x=_limited(math.degrees(yaw), 30),
        angle_y=_limited(math.degrees(pitch), 30),
        angle_z=_limited(math.degrees(roll), 30),
        eye_l_open=min(max(1 + values["eye_l_open"], 0.0), 1.3),
        eye_r_open=min(max(1 + values["eye_r_open"], 0.0), 1.3),
        **unit,
    )


def _limited(value: float, most: float) -> float:
    return min(max(value, -most), most)

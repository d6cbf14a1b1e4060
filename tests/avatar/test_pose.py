"""The parameters' names, expressions, and ARKit's coefficients."""

import dataclasses
import math

import pytest

from app.avatar.pose import EXPRESSIONS, PARAMETERS, REST_POINTS, Pose, pose_from_arkit
from app.perception.mouth import MouthNetwork

NAMES = {field.name for field in dataclasses.fields(Pose)}


def test_every_named_parameter_is_one() -> None:
    assert set(PARAMETERS.values()) <= NAMES
    assert all(set(changes) <= NAMES for changes in EXPRESSIONS.values())


def test_the_rest_is_the_mouth_networks() -> None:
    assert abs(MouthNetwork().rest - REST_POINTS).max() < 1e-5


def test_moving_adds_and_shuts_eyes_by_a_factor() -> None:
    pose = Pose(angle_x=2, eye_l_open=0.5).moved({"angle_x": 4, "eye_l_open": 0.0}, 0.5)
    assert pose.angle_x == 4 and pose.eye_l_open == 0.25


def test_a_face_at_rest_is_the_pose_at_rest() -> None:
    pose = pose_from_arkit({}, 0, 0, 0)
    assert all(getattr(pose, name) == getattr(Pose(), name) for name in NAMES if name != "mouth")


def test_arkits_left_eye_is_the_viewers_right() -> None:
    pose = pose_from_arkit({"eyeBlinkLeft": 1.0}, 0, 0, 0)
    assert pose.eye_r_open == 0 and pose.eye_l_open == 1


@pytest.mark.parametrize(
    ("name", "parameter", "sign"),
    [
        ("jawOpen", "mouth_open_y", 1),
        ("mouthSmileLeft", "mouth_form", 1),
        ("mouthFrownRight", "mouth_form", -1),
        ("browDownLeft", "brow_r_y", -1),
        ("eyeLookUpLeft", "eye_ball_y", 1),
        ("eyeLookOutLeft", "eye_ball_x", 1),
        ("eyeSquintRight", "eye_l_smile", 1),
        ("mouthPucker", "mouth_pucker", 1),
    ],
)
def test_coefficients_move_their_parameter(name: str, parameter: str, sign: int) -> None:
    assert sign * getattr(pose_from_arkit({name: 1.0}, 0, 0, 0), parameter) > 0


def test_angles_and_coefficients_stay_in_range() -> None:
    pose = pose_from_arkit({"jawOpen": 7.0, "mouthSmileLeft": 5.0, "eyeWideLeft": 9.0}, math.pi, -math.pi, 2)
    assert (pose.angle_x, pose.angle_y, pose.angle_z) == (30, -30, 30)
    assert pose.mouth_open_y <= 1 and pose.mouth_form <= 1 and pose.eye_r_open <= 1.3

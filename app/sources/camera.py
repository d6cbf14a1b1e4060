"""Webcams through OpenCV, chosen by name."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np

from app.errors import DeviceLost, Unusable
from app.flow import Size
from app.opencv import cv2
from app.picture import as_bgr
from app.video4linux import explained, video_devices

MJPG = cv2.VideoWriter.fourcc(*"MJPG")


@dataclass(frozen=True)
class CameraInfo:
    """A camera: a name that stays the same when it is plugged elsewhere, and where it is now."""

    name: str
    where: str | int
    backend: int = cv2.CAP_ANY
    problem: str = ""


def cameras(own_label: str) -> tuple[CameraInfo, ...]:
    """The cameras of this machine, without our own virtual camera, whose label is given.

    Two with the same name get their connection added to it.
    """
    if sys.platform == "linux":
        found = [
            device
            for device in video_devices()
            if own_label not in (device.label, device.path)
            and (device.captures or (device.problem and not device.is_loopback))
        ]
        labels = [device.label for device in found]
        return tuple(
            CameraInfo(
                device.label if labels.count(device.label) == 1 else f"{device.label} ({device.bus or device.path})",
                device.path,
                cv2.CAP_V4L2,
                device.problem,
            )
            for device in found
        )
    from cv2_enumerate_cameras import enumerate_cameras

    backend = cv2.CAP_AVFOUNDATION if sys.platform == "darwin" else cv2.CAP_MSMF
    listed = [camera for camera in enumerate_cameras(backend) if own_label not in camera.name]
    names = [camera.name for camera in listed]
    return tuple(
        CameraInfo(c.name if names.count(c.name) == 1 else f"{c.name} ({c.index})", c.index, backend) for c in listed
    )


def camera_named(name: str, own_label: str) -> CameraInfo:
    """The camera with this name, a part of it, or this path; raises Unusable where there is none."""
    known = cameras(own_label)
    for camera in known:
        if name in (camera.name, camera.where):
            return camera
    for camera in known:
        if name.lower() in camera.name.lower():
            return camera
    listed = ", ".join(camera.name for camera in known) or "none"
    raise Unusable(f"There is no camera '{name}' (found: {listed}). Plug it in or choose another one")


class Camera:
    """An open camera.

    rate_hz: what it says it delivers
    Raises Unusable where it cannot be opened, with who or what stands in the way where the system tells.
    """

    live = True

    def __init__(self, info: CameraInfo, size: Size, rate_hz: float) -> None:
        if info.problem:
            raise Unusable(f"The camera {info.name} cannot be opened: {explained(info.problem)}")
        self.name = info.name
        self._capture = cv2.VideoCapture(info.where, info.backend)
        if not self._capture.isOpened():
            raise Unusable(
                f"The camera {info.name} is used by another program. Close it there or choose another camera"
            )
        # MJPG before size and rate: uncompressed 720p often comes at 10 frames a second.
        self._capture.set(cv2.CAP_PROP_FOURCC, MJPG)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, size.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size.height)
        self._capture.set(cv2.CAP_PROP_FPS, rate_hz)
        told = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.rate_hz = told if 1 <= told <= 240 else rate_hz
        self.timestamp_ns: int | None = None

    @property
    def format(self) -> str:
        """What it delivers, like "1280x720 MJPG at 30"."""
        code = int(self._capture.get(cv2.CAP_PROP_FOURCC))
        letters = "".join(chr(code >> shift & 255) for shift in (0, 8, 16, 24)).strip("\0 ") if code > 0 else "?"
        width, height = (self._capture.get(p) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        return f"{width:.0f}x{height:.0f} {letters} at {self.rate_hz:g}"

    def read(self) -> np.ndarray:
        """The next picture, (H, W, 3) uint8 BGR; waits for it, raises DeviceLost when none comes."""
        found, picture = self._capture.read()
        if not found or picture is None:
            raise DeviceLost(
                f"The camera {self.name} gives no pictures any more. Plug it in again or choose another one"
            )
        self.timestamp_ns = self._taken_ns()
        return as_bgr(picture)

    def _taken_ns(self) -> int:
        now = time.monotonic_ns()
        # V4L2 stamps a buffer on the monotonic clock; where a driver or system does not, now is the best guess.
        stamp = int(self._capture.get(cv2.CAP_PROP_POS_MSEC) * 1e6)
        return stamp if 0 <= now - stamp < 1_000_000_000 else now

    def close(self) -> None:
        """Lets the camera go; its light goes out."""
        self._capture.release()

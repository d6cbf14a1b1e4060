"""The virtual camera that call apps open: through pyvirtualcam, or PipeWire's."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pyvirtualcam

from app.errors import DeviceLost, Unusable, in_short
from app.flow import Picture, Planes, Size
from app.opencv import cv2
from app.video4linux import VideoDevice, explained, video_devices

if TYPE_CHECKING:
    from app.sinks.loopback import LoopbackWriter
    from app.sinks.pipewire import PipeWireCamera
    from app.sinks.watching import Watching

LABEL = "Standin Camera"
PIPEWIRE = "pipewire"
"""Chosen in place of a label where PipeWire's camera is wanted."""


def how_to_load(label: str) -> str:
    """The command that makes a virtual camera with this label."""
    return f'sudo modprobe v4l2loopback exclusive_caps=1 card_label="{label}"'


def loopback_named(label: str) -> VideoDevice:
    """The v4l2loopback device with this label; raises Unusable, with what to do, where there is none."""
    loopbacks = [
        device for device in video_devices() if device.is_loopback or (device.problem and device.label == label)
    ]
    for device in loopbacks:
        if device.label == label or device.path == label:
            if device.problem:
                raise Unusable(f"The virtual camera '{label}' cannot be opened: {explained(device.problem)}")
            return device
    if loopbacks:
        others = ", ".join(f"'{device.label}'" for device in loopbacks)
        raise Unusable(
            f"There is no virtual camera '{label}', but there is {others}. Choose one with --virtual-camera, or load"
            f" the module again: sudo modprobe -r v4l2loopback && {how_to_load(label)}"
        )
    raise Unusable(f"There is no virtual camera. Install v4l2loopback-dkms, then: {how_to_load(label)}")


def open_virtual_camera(name: str, size: Size, rate_hz: float, spare: np.ndarray) -> VirtualCamera | PipeWireCamera:
    """The virtual camera of this name; PipeWire's where that is chosen, and where there is no other.

    name: a label, or "pipewire"
    spare: a picture for the driver to show when none comes any more, (H * 3 / 2, W) uint8 I420
    Raises Unusable, with what to do, where it cannot be had.
    """
    from app.sinks.pipewire import PipeWireCamera, pipewire_runs

    if name == PIPEWIRE:
        return PipeWireCamera(LABEL, size, rate_hz)
    if sys.platform == "linux" and pipewire_runs() and not any(device.is_loopback for device in video_devices()):
        try:
            return PipeWireCamera(name, size, rate_hz)
        except Unusable:
            pass  # v4l2loopback is what most call apps know: its absence is what is told
    return VirtualCamera(name, size, rate_hz, spare)


class VirtualCamera:
    """The virtual camera, open for writing; one size and rate from the first picture to the last.

    label: which one, on Linux the card label of a v4l2loopback device
    spare: a picture for the driver to show when none comes any more, (H * 3 / 2, W) uint8 I420
    Raises Unusable, with what to do, where it cannot be had.
    """

    def __init__(self, label: str, size: Size, rate_hz: float, spare: np.ndarray | None = None) -> None:
        formats = {"win32": pyvirtualcam.PixelFormat.NV12, "darwin": pyvirtualcam.PixelFormat.UYVY}
        self._format = formats.get(sys.platform, pyvirtualcam.PixelFormat.I420)
        self._path = loopback_named(label).path if sys.platform == "linux" else None
        self._label = label
        self._watching: Watching | None = None
        backend, own = None, {}
        if sys.platform == "linux":
            backend, own = "standin", {"spare": spare}
            pyvirtualcam.register_backend(backend, self._writer)
        try:
            self._camera = pyvirtualcam.Camera(
                size.width, size.height, rate_hz, fmt=self._format, device=self._path, backend=backend, **own
            )
        except (RuntimeError, ValueError) as error:
            raise Unusable(
                f"The virtual camera '{label}' cannot be opened ({in_short(error)}). Close other programs that write"
                " to it, then run the doctor"
            ) from error

    def _writer(self, **given: Any) -> LoopbackWriter:
        from app.sinks.loopback import LoopbackWriter

        writer = LoopbackWriter(**given)
        self._watching = writer.watching
        return writer

    def watched(self) -> bool:
        """False where nobody watches; True where somebody does, or where nothing tells."""
        return self._watching is None or self._watching.watched()

    @property
    def watchers(self) -> tuple[str, ...] | None:
        """The programs that watch; None where nothing tells."""
        return None if self._watching is None else self._watching.names()

    @property
    def device(self) -> str:
        """Where it is, like /dev/video10."""
        return str(self._camera.device)

    def send(self, picture: Picture) -> None:
        """Hands one picture to whoever watches; raises DeviceLost when the device is gone."""
        try:
            self._camera.send(converted(picture.i420, self._format))
        except (RuntimeError, ValueError) as error:
            raise DeviceLost(
                f"The virtual camera '{self._label}' takes no pictures ({in_short(error)}). Run the doctor"
            ) from error

    def close(self) -> None:
        """Closes the device."""
        self._camera.close()


def converted(i420: np.ndarray, wanted: pyvirtualcam.PixelFormat) -> np.ndarray:
    """A picture, (H * 3 / 2, W) uint8 I420, in a virtual camera's format: I420, NV12 or UYVY, uint8."""
    if wanted == pyvirtualcam.PixelFormat.NV12:
        planes = Planes.of(i420)
        chroma = cv2.merge([planes.cb, planes.cr]).reshape(planes.cb.shape[0], -1)
        return np.vstack([planes.luma, chroma])
    if wanted == pyvirtualcam.PixelFormat.UYVY:
        planes = Planes.of(i420)
        height, width = planes.luma.shape
        out = np.empty((height, width // 2, 4), np.uint8)
        out[..., 0], out[..., 2] = np.repeat(planes.cb, 2, axis=0), np.repeat(planes.cr, 2, axis=0)
        out[..., 1], out[..., 3] = planes.luma[:, 0::2], planes.luma[:, 1::2]
        return out.reshape(height, width, 2)
    return i420

"""A writer for v4l2loopback, as a backend of pyvirtualcam.

pyvirtualcam's own one keeps Python's lock while it writes, tells of a failing write on stderr only, and leaves a
device of v4l2loopback 0.12 that takes no writer any more until the module is loaded again (pyvirtualcam 0.15: "is not a
video output device" at the second start): a writer is forgotten there unless it said VIDIOC_STREAMON.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

import numpy as np
from pyvirtualcam.util import encode_fourcc

from app.video4linux import OUTPUT, VIDIOC_QUERYCAP

VIDIOC_S_FMT, VIDIOC_S_PARM, VIDIOC_STREAMON = 0xC0D05605, 0xC0CC5616, 0x40045612
BUFFER_OUTPUT = 2
YUV420 = int.from_bytes(b"YU12", "little")
FIELD_NONE, SMPTE170M, ENCODING_601, LIMITED_RANGE = 1, 1, 1, 2


class LoopbackWriter:
    """An open v4l2loopback device that takes I420 of one size.

    The arguments are those that pyvirtualcam gives; `device` is its path.
    Raises RuntimeError where the device cannot be opened or takes no pictures.
    """

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None) -> None:
        if device is None or fourcc != encode_fourcc("I420"):
            raise RuntimeError("a v4l2loopback device takes I420 and is named")
        self._path = device
        self._bytes = width * height * 3 // 2
        old_driver = not Path("/sys/class/video4linux", Path(device).name, "state").exists()
        try:
            if old_driver:
                self._wake()
            self._handle = os.open(device, os.O_RDWR)
        except OSError as error:
            raise RuntimeError(error.strerror) from error
        try:
            if not _capabilities(self._handle) & OUTPUT:
                raise RuntimeError("another program writes to it")
            self._set_format(width, height)
            self._set_rate(fps)
            if old_driver:
                fcntl.ioctl(self._handle, VIDIOC_STREAMON, struct.pack("i", BUFFER_OUTPUT))
        except OSError as error:
            os.close(self._handle)
            raise RuntimeError(f"it refuses {width}x{height}: {error.strerror}") from error
        except RuntimeError:
            os.close(self._handle)
            raise

    def _wake(self) -> None:
        """Frees a device of an old driver from a writer that it still believes in though nobody has it open."""
        if _holders(self._path):
            return
        handle = os.open(self._path, os.O_RDWR)
        try:
            if not _capabilities(handle) & OUTPUT:
                fcntl.ioctl(handle, VIDIOC_STREAMON, struct.pack("i", BUFFER_OUTPUT))
        finally:
            os.close(handle)

    def _set_format(self, width: int, height: int) -> None:
        pixels = (
            width,
            height,
            YUV420,
            FIELD_NONE,
            width,
            self._bytes,
            SMPTE170M,
            0,
            0,
            ENCODING_601,
            LIMITED_RANGE,
            0,
        )
        request = bytearray(208)
        struct.pack_into("I4x12I", request, 0, BUFFER_OUTPUT, *pixels)
        fcntl.ioctl(self._handle, VIDIOC_S_FMT, request)
        _, *taken = struct.unpack_from("I4x3I", request)
        if taken != [width, height, YUV420]:
            raise RuntimeError(f"it is locked to {taken[0]}x{taken[1]} while somebody watches")

    def _set_rate(self, fps: float) -> None:
        request = bytearray(204)
        struct.pack_into("5I", request, 0, BUFFER_OUTPUT, 0, 0, 1000, round(1000 * fps))
        fcntl.ioctl(self._handle, VIDIOC_S_PARM, request)

    def send(self, frame: np.ndarray) -> None:
        """Writes one picture; raises RuntimeError when the driver does not take it whole."""
        try:
            written = os.write(self._handle, frame.reshape(-1).data)
        except OSError as error:
            raise RuntimeError(error.strerror) from error
        if written < self._bytes:
            raise RuntimeError(f"it took {written} of {self._bytes} bytes")

    def close(self) -> None:
        """Closes the device."""
        os.close(self._handle)

    def device(self) -> str:
        """Its path."""
        return self._path

    def native_fourcc(self) -> int:
        """I420."""
        return int(encode_fourcc("I420"))


def _capabilities(handle: int) -> int:
    answer = bytearray(104)
    fcntl.ioctl(handle, VIDIOC_QUERYCAP, answer)
    return int(struct.unpack_from("I", answer, 88)[0])


def _holders(path: str) -> list[int]:
    """Processes, of those that may be looked at, which have a device open."""
    found = []
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) == path:
                found.append(int(link.parts[2]))
        except OSError:
            continue  # it ended, or is somebody else's
    return found

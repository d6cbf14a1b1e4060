"""A writer for v4l2loopback, as a backend of pyvirtualcam.

pyvirtualcam's own one keeps Python's lock while it writes, tells of a failing write on stderr only, and leaves a
device of v4l2loopback 0.12 that takes no writer any more until the module is loaded again (pyvirtualcam 0.15: "is not a
video output device" at the second start): a writer is forgotten there unless it said VIDIOC_STREAMON.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from pathlib import Path

import numpy as np
from pyvirtualcam.util import encode_fourcc

from app.sinks.watching import Watching, holders
from app.video4linux import OUTPUT, VIDIOC_QUERYCAP

VIDIOC_S_FMT, VIDIOC_S_PARM, VIDIOC_STREAMON = 0xC0D05605, 0xC0CC5616, 0x40045612
VIDIOC_S_CTRL, VIDIOC_REQBUFS, VIDIOC_QUERYBUF = 0xC008561C, 0xC0145608, 0xC0585609
CONTROL_TIMEOUT, CONTROL_TIMEOUT_PICTURE = 0x0098F902, 0x0098F903
TIMEOUT_MS = 700
"""The driver shows the spare picture when none came for so long: because the program was killed, or hangs.

Chromium waits 1000 ms for a picture and then starts the stream again, which v4l2loopback 0.15 refuses without a writer:
the call would lose its camera."""
MEMORY_MMAP = 1
BUFFER_OUTPUT = 2
YUV420 = int.from_bytes(b"YU12", "little")
FIELD_NONE, SMPTE170M, ENCODING_601, LIMITED_RANGE = 1, 1, 1, 2


class LoopbackWriter:
    """An open v4l2loopback device that takes I420 of one size.

    The arguments are those that pyvirtualcam gives; `device` is its path.
    spare: a picture that the driver shows by itself when none comes any more, (H * 3 / 2, W) uint8 I420
    Raises RuntimeError where the device cannot be opened or takes no pictures.
    """

    def __init__(
        self, *, width: int, height: int, fps: float, fourcc: int, device: str | None, spare: np.ndarray | None = None
    ) -> None:
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
            if spare is not None:
                self._leave(spare)
            if old_driver:
                fcntl.ioctl(self._handle, VIDIOC_STREAMON, struct.pack("i", BUFFER_OUTPUT))
        except OSError as error:
            os.close(self._handle)
            raise RuntimeError(f"it refuses {width}x{height}: {error.strerror}") from error
        except RuntimeError:
            os.close(self._handle)
            raise
        self.watching = Watching(self._handle, device)

    def _wake(self) -> None:
        """Frees a device of an old driver from a writer that it still believes in though nobody has it open."""
        if holders(self._path):
            return
        handle = os.open(self._path, os.O_RDWR)
        try:
            if not _capabilities(handle) & OUTPUT:
                try:
                    fcntl.ioctl(handle, VIDIOC_STREAMON, struct.pack("i", BUFFER_OUTPUT))
                except OSError:
                    pass  # it has no format yet; to have asked is enough
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

    def _leave(self, spare: np.ndarray) -> None:
        """Leaves a picture with the driver for when none comes; nothing where it takes none."""
        try:
            self._control(CONTROL_TIMEOUT, TIMEOUT_MS)
            # The next one to open the device gets the spare picture's memory. Off first: a control that is on
            # already does nothing in 0.12.
            self._control(CONTROL_TIMEOUT_PICTURE, 0)
            self._control(CONTROL_TIMEOUT_PICTURE, 1)
            handle = os.open(self._path, os.O_RDWR)
        except OSError:
            return
        try:
            fcntl.ioctl(handle, VIDIOC_REQBUFS, bytearray(struct.pack("5I", 1, BUFFER_OUTPUT, MEMORY_MMAP, 0, 0)))
            buffer = bytearray(88)
            struct.pack_into("2I", buffer, 0, 0, BUFFER_OUTPUT)
            struct.pack_into("I", buffer, 60, MEMORY_MMAP)
            fcntl.ioctl(handle, VIDIOC_QUERYBUF, buffer)
            (offset,), (length,) = struct.unpack_from("I", buffer, 64), struct.unpack_from("I", buffer, 72)
            with mmap.mmap(handle, length, offset=offset) as picture:
                picture[: self._bytes] = spare.tobytes()
        except OSError:
            self._control(CONTROL_TIMEOUT, 0)  # what lies there is no picture
        finally:
            os.close(handle)

    def _control(self, number: int, value: int) -> None:
        fcntl.ioctl(self._handle, VIDIOC_S_CTRL, bytearray(struct.pack("Ii", number, value)))

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
        self.watching.close()
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

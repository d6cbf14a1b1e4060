"""Writing to a v4l2loopback device, with a made-up one in its place; tests/vm has real ones."""

import os
from pathlib import Path

import numpy as np
import pytest

from app.errors import DeviceLost
from app.flow import Picture
from app.sinks import loopback, virtual_camera
from app.sinks.loopback import LoopbackWriter
from app.sinks.virtual_camera import VirtualCamera
from app.video4linux import OUTPUT, VideoDevice
from tests.conftest import SMALL

WHITE = Picture(np.full((540, 640), 235, np.uint8), 1, None)


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VirtualCamera:
    """A virtual camera on a file, which takes every request."""
    path = tmp_path / "video9"
    path.write_bytes(b"")
    device = VideoDevice(str(path), "Standin Camera", "v4l2 loopback", outputs=True)
    monkeypatch.setattr(virtual_camera, "video_devices", lambda: (device,))
    monkeypatch.setattr(loopback, "_capabilities", lambda handle: OUTPUT)
    monkeypatch.setattr(loopback.fcntl, "ioctl", lambda *given: 0)  # type: ignore[attr-defined]
    monkeypatch.setattr(LoopbackWriter, "_set_format", lambda self, width, height: None)
    return VirtualCamera("Standin Camera", SMALL, 30)


def test_a_picture_is_written_whole(camera: VirtualCamera) -> None:
    camera.send(WHITE)
    camera.send(WHITE)
    assert Path(camera.device).read_bytes() == 2 * WHITE.i420.tobytes()
    camera.close()


@pytest.mark.parametrize(("fault", "told"), [("gone", "No such device"), ("half", "took 100 of 345600 bytes")])
def test_a_write_that_fails_is_told(
    camera: VirtualCamera, fault: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(handle: int, data: bytes) -> int:
        if fault == "gone":
            raise OSError(19, os.strerror(19))
        return 100

    monkeypatch.setattr(loopback.os, "write", write)  # type: ignore[attr-defined]
    with pytest.raises(DeviceLost, match=rf"takes no pictures.*{told}.*doctor"):
        camera.send(WHITE)
    monkeypatch.undo()
    camera.close()

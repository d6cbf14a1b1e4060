import time
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from app.errors import DeviceLost, Unusable
from app.flow import Frame, Mailbox
from app.opencv import cv2
from app.sources import camera as camera_module
from app.sources import capture as capture_module
from app.sources.camera import Camera, CameraInfo, camera_named, cameras
from app.sources.capture import NO_CAMERA_FOUND, Capture, View, open_source
from app.sources.files import Clip, Still, TestPattern
from app.video4linux import VideoDevice
from tests.conftest import SMALL

SEEN = (
    VideoDevice("/dev/video0", "C920", "uvcvideo", "usb-1", captures=True),
    VideoDevice("/dev/video1", "C920", "uvcvideo", "usb-1"),  # its metadata node
    VideoDevice("/dev/video2", "Pocket", "uvcvideo", "usb-2", captures=True),
    VideoDevice("/dev/video3", "Pocket", "uvcvideo", "usb-3", captures=True),
    VideoDevice("/dev/video10", "Standin Camera", "v4l2 loopback", captures=True),
    VideoDevice("/dev/video11", "OBS", "v4l2 loopback", outputs=True),
    VideoDevice("/dev/video12", "Locked", problem="Permission denied"),
)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_module, "video_devices", lambda: SEEN)


def clip_of(path: Path, levels: list[int], rate: float = 10, size: tuple[int, int] = (64, 48)) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, size)
    for level in levels:
        writer.write(np.full((size[1], size[0], 3), level, np.uint8))
    writer.release()
    return path


def test_clip_plays_at_its_rate_and_begins_again(tmp_path: Path) -> None:
    clip = Clip(clip_of(tmp_path / "clip.avi", [40, 120, 200]))
    assert clip.rate_hz == 10
    levels = [int(clip.read()[0, 0, 0]) for _ in range(7)]
    assert [abs(a - b) < 6 for a, b in zip(levels, [40, 120, 200, 40, 120, 200, 40], strict=True)] == [True] * 7
    assert clip.sound == tmp_path / "clip.avi"


def test_clip_without_loop_ends(tmp_path: Path) -> None:
    clip = Clip(clip_of(tmp_path / "clip.avi", [40, 120]), loop=False)
    clip.read(), clip.read()
    with pytest.raises(DeviceLost):
        clip.read()


@pytest.mark.parametrize(
    "content", [None, b"", b"text", b"RIFF\x00\x00\x00\x00AVI "], ids=["missing", "empty", "text", "cut"]
)
def test_clips_that_cannot_be_read_get_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "clip.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unusable, match="Choose"):
        Clip(path)
    with pytest.raises(Unusable, match="folder"):
        Clip(tmp_path)


def test_a_truncated_clip_plays_as_far_as_it_goes_and_begins_again(tmp_path: Path) -> None:
    path = clip_of(tmp_path / "clip.avi", [40] * 30)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    clip = Clip(path)
    for _ in range(60):
        assert clip.read().shape == (48, 64, 3)


def test_still_and_pattern_are_sources(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "still.png"), np.full((9, 16, 3), 77, np.uint8))
    assert (Still(tmp_path / "still.png").read() == 77).all()
    pattern = TestPattern(SMALL)
    first, moved = pattern.read(), [pattern.read() for _ in range(15)][-1]
    assert first.shape == (360, 640, 3)
    assert not np.array_equal(first, moved)


@pytest.mark.usefixtures("seen")
def test_cameras_are_named_without_ours_and_without_nodes_that_give_no_picture() -> None:
    assert [camera.name for camera in cameras("Standin Camera")] == [
        "C920",
        "Pocket (usb-2)",
        "Pocket (usb-3)",
        "Locked",
    ]


@pytest.mark.usefixtures("seen")
def test_a_camera_is_found_by_name_part_or_path() -> None:
    assert camera_named("C920", "").where == "/dev/video0"
    assert camera_named("c92", "").where == "/dev/video0"
    assert camera_named("/dev/video3", "").name == "Pocket (usb-3)"
    with pytest.raises(Unusable, match="found: C920"):
        camera_named("Brio", "Standin Camera")


def test_a_camera_without_permission_says_what_to_do() -> None:
    with pytest.raises(Unusable, match="group 'video'"):
        Camera(CameraInfo("Locked", "/dev/video12", problem="Permission denied"), SMALL, 30)


class FakeVideoCapture:
    """cv2.VideoCapture, remembering what was set and in which order."""

    set_properties: ClassVar[list[int]] = []
    pictures: ClassVar[list[Any]] = []

    def __init__(self, where: object, backend: int) -> None:
        FakeVideoCapture.set_properties = []

    def isOpened(self) -> bool:  # noqa: N802
        return True

    def set(self, name: int, value: float) -> None:
        self.set_properties.append(name)

    def get(self, name: int) -> float:
        return {cv2.CAP_PROP_FPS: 30.0, cv2.CAP_PROP_POS_MSEC: (time.monotonic() - 0.02) * 1000}.get(name, 0.0)

    def read(self) -> tuple[bool, Any]:
        return (True, self.pictures.pop(0)) if self.pictures else (False, None)

    def release(self) -> None:
        pass


def test_mjpg_is_set_before_size_and_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2, "VideoCapture", FakeVideoCapture)
    FakeVideoCapture.pictures = [np.zeros((48, 64, 3), np.uint8)]
    camera = Camera(CameraInfo("Fake", 0), SMALL, 30)
    assert FakeVideoCapture.set_properties[0] == cv2.CAP_PROP_FOURCC
    assert FakeVideoCapture.set_properties[1:] == [
        cv2.CAP_PROP_FRAME_WIDTH,
        cv2.CAP_PROP_FRAME_HEIGHT,
        cv2.CAP_PROP_FPS,
    ]
    camera.read()
    assert camera.timestamp_ns is not None
    assert 15e6 < time.monotonic_ns() - camera.timestamp_ns < 500e6
    with pytest.raises(DeviceLost, match="Plug it in"):
        camera.read()


class ListedSource:
    """A live source that gives these pictures."""

    rate_hz, live = 30.0, True
    timestamp_ns: int | None = None

    def __init__(self, pictures: list[np.ndarray]) -> None:
        self.pictures = pictures

    def read(self) -> np.ndarray:
        return self.pictures.pop(0)

    def close(self) -> None:
        pass


def test_a_camera_that_changes_its_size_in_mid_stream_gives_frames_of_one_size() -> None:
    shapes = [(480, 640), (1, 1), (719, 1279), (240, 320), (1080, 1920)]
    source, box = ListedSource([np.full((*shape, 3), 9, np.uint8) for shape in shapes]), Mailbox[Frame]()
    capture = Capture(source, SMALL, View("", 0, False), box, lambda frame: None)
    for _ in shapes:
        capture.step()
        frame = box.take(0)
        assert frame is not None and frame.i420.shape == (540, 640) and not frame.i420.flags.writeable


def test_a_camera_that_repeats_itself_is_noticed() -> None:
    picture = np.full((48, 64, 3), 9, np.uint8)
    capture = Capture(
        ListedSource([picture, picture, picture + 1]), SMALL, View("", 0, False), Mailbox(), lambda frame: None
    )
    capture.step()
    capture._changed -= 9
    capture.step()
    assert capture.frozen
    capture.step()
    assert not capture.frozen


def test_a_clip_is_paced_and_a_late_one_is_not_hurried(tmp_path: Path) -> None:
    clip = Clip(clip_of(tmp_path / "clip.avi", [40] * 20, rate=50))
    times: list[int] = []
    capture = Capture(clip, SMALL, View("", 0, False), Mailbox(), lambda frame: times.append(frame.timestamp_ns))
    for _ in range(6):
        capture.step()
    time.sleep(0.3)
    for _ in range(6):
        capture.step()
    gaps = np.diff(times) / 1e6
    assert 15 < np.median(gaps[:5]) < 40
    assert min(gaps[6:]) > 5  # nothing in a burst after the pause


def test_without_a_camera_the_pattern_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture_module, "cameras", lambda own_label: ())
    source, name = open_source("", SMALL, 30, "Standin Camera")
    assert isinstance(source, TestPattern) and name == NO_CAMERA_FOUND

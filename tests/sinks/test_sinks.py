import errno
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import pyvirtualcam

from app.errors import DeviceLost, Unusable
from app.flow import Mailbox, Picture, Size
from app.opencv import cv2
from app.sinks import virtual_camera
from app.sinks.output import Output
from app.sinks.preview import Preview, PreviewReader, preview_file
from app.sinks.video_file import VideoFile
from app.sinks.virtual_camera import converted, loopback_named
from app.video4linux import VideoDevice
from tests.conftest import SMALL, drawn_frame, plain_frame

CARD = Picture(plain_frame(SMALL, 30).i420, None, None)


def picture(level: int, scene: object = "scene") -> Picture:
    return Picture(plain_frame(SMALL, level).i420, level, scene)


class Recorder:
    def __init__(self) -> None:
        self.sent: list[Picture] = []

    def send(self, picture: Picture) -> None:
        self.sent.append(picture)

    def watched(self) -> bool:
        return True

    def close(self) -> None:
        pass


def output_to(sink: Recorder, box: Mailbox[Picture], right: Callable[[Picture], bool] = lambda p: True) -> Output:
    return Output(sink, box, 0.01, right, lambda: CARD, lambda p: None, lambda watched: watched)


def test_output_repeats_the_last_picture_then_shows_the_card() -> None:
    sink, box = Recorder(), Mailbox[Picture]()
    output = output_to(sink, box)
    box.put(picture(100))
    output.step()
    output.step()
    assert [p.timestamp_ns for p in sink.sent] == [100, 100]
    output._came -= 1
    output.step()
    assert sink.sent[-1] is CARD


def test_output_begins_with_the_card_and_shows_no_picture_of_another_scene() -> None:
    sink, box = Recorder(), Mailbox[Picture]()
    output = output_to(sink, box, lambda p: p.scene == "new")
    output.step()
    box.put(picture(100, "old"))
    output.step()
    output.step()
    assert [p is CARD for p in sink.sent] == [True, True, True]


def test_preview_gives_the_newest_picture_only_while_somebody_reads() -> None:
    preview = Preview(SMALL)
    preview.send(picture(50))
    reader = PreviewReader()
    assert reader.read()[0] == 0  # nobody had asked yet
    for level in (60, 70, 80):
        preview.send(picture(level))
    number, i420 = reader.read()
    assert number == 3
    assert np.array_equal(i420, picture(80).i420)
    reader.close()
    preview.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only there its room is taken at once")
def test_preview_without_room_for_it_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", full)
    with pytest.raises(Unusable, match="Make room in"):
        Preview(SMALL)
    assert not preview_file().exists()


def test_preview_that_was_given_up_leaves_the_file_of_the_next_one() -> None:
    given_up, following = Preview(SMALL), Preview(SMALL)
    given_up.close()
    assert preview_file().exists()
    following.close()
    assert not preview_file().exists()


def test_preview_is_as_small_as_its_reader_asks_and_whole_for_one_that_asks_for_all() -> None:
    preview = Preview(SMALL)
    window = PreviewReader((201, 4000))
    preview.send(picture(90))
    number, small = window.read()
    assert (number, small.shape) == (1, (112 * 3 // 2, 200)) and (small[:112] == 90).all()
    window.largest = (5000, 5000)
    window.newest()
    preview.send(picture(91))
    assert window.read()[1].shape == (540, 640)
    window.largest = (100, 100)
    whole = PreviewReader()
    window.newest()
    preview.send(picture(92))
    assert whole.read()[1].shape == window.read()[1].shape == (540, 640)
    for reader in (window, whole):
        reader.close()
    preview.close()


def test_preview_is_never_read_torn() -> None:
    preview, reader = Preview(SMALL), PreviewReader()
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            preview.send(picture(1 + preview._number % 200))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        until = time.monotonic() + 1
        while time.monotonic() < until:
            number, i420 = reader.read()
            if number:
                assert i420.shape == (540, 640) and i420[:360].min() == i420[:360].max()
    finally:
        ended.set()
        writer.join()
    reader.close()
    preview.close()


def test_preview_belongs_to_its_user_alone(tmp_path: Path) -> None:
    preview = Preview(SMALL)
    assert (tmp_path / "run/preview").stat().st_mode & 0o077 == 0
    preview.close()


def test_without_an_engine_there_is_no_preview(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="Start Standin"):
        PreviewReader()
    (tmp_path / "run/preview").write_bytes(b"something else" * 100)
    with pytest.raises(Unusable):
        PreviewReader()


def frames_in(path: Path) -> int:
    clip, count = cv2.VideoCapture(str(path)), 0
    while clip.read()[0]:
        count += 1
    return count


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_video_file_holds_every_picture_and_equal_pictures_give_equal_bytes(tmp_path: Path, suffix: str) -> None:
    contents = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}{suffix}"
        sink = VideoFile(path, SMALL, 30)
        for level in range(20, 50):
            sink.send(picture(level))
        sink.close()
        assert frames_in(path) == 30
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [f"a{suffix}", f"b{suffix}"]


RECORD_AND_DIE = """
import sys, os, signal, time
from pathlib import Path
from tests.sinks.test_sinks import picture, SMALL, VideoFile
sink = VideoFile(Path(sys.argv[1]), SMALL, 30)
for number in range(150):
    sink.send(picture(20 + number))
time.sleep(1)
os.kill(sink._process.pid, signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_killed_recording_is_playable(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"clip{suffix}"
    subprocess.run([sys.executable, "-c", RECORD_AND_DIE, str(path)], check=False, cwd=Path(__file__).parents[2])
    assert frames_in(path) > 30


def test_a_recording_on_a_full_disk_ends_and_stays_playable(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    sink = VideoFile(path, SMALL, 5)
    subprocess.run(["prlimit", f"--pid={sink._process.pid}", "--fsize=6000000"], check=True)
    noise = np.random.default_rng(0)
    with pytest.raises(DeviceLost, match=r"clip\.mp4"):
        for number in range(3000):
            sink.send(Picture(noise.integers(0, 255, (540, 640), np.uint8), number, None))
    with pytest.raises(DeviceLost):
        sink.close()
    assert frames_in(path) > 0


def test_no_recording_begins_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    with pytest.raises(Unusable, match="too little room"):
        VideoFile(tmp_path / "clip.mp4", SMALL, 30)
    assert list(tmp_path.glob("*.mp4")) == []


@pytest.mark.parametrize("name", ["clip.txt", "missing/clip.mp4", "folder.mp4"])
def test_places_where_no_video_can_be_written_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(Unusable):
        VideoFile(tmp_path / name, SMALL, 30)


def test_formats_of_the_virtual_cameras_hold_the_same_picture() -> None:
    i420 = drawn_frame().i420
    bgr = cv2.cvtColor(i420, cv2.COLOR_YUV2BGR_I420).astype(int)
    nv12 = converted(i420, pyvirtualcam.PixelFormat.NV12)
    uyvy = converted(i420, pyvirtualcam.PixelFormat.UYVY)
    assert converted(i420, pyvirtualcam.PixelFormat.I420) is i420
    assert np.abs(cv2.cvtColor(nv12, cv2.COLOR_YUV2BGR_NV12) - bgr).max() <= 1
    assert np.abs(cv2.cvtColor(uyvy, cv2.COLOR_YUV2BGR_UYVY) - bgr).max() <= 1


def test_virtual_camera_is_chosen_by_its_label_never_the_first_one(monkeypatch: pytest.MonkeyPatch) -> None:
    obs = VideoDevice("/dev/video4", "OBS Virtual Camera", "v4l2 loopback", outputs=True)
    ours = VideoDevice("/dev/video9", "Standin Camera", "v4l2 loopback", outputs=True)
    monkeypatch.setattr(virtual_camera, "video_devices", lambda: (obs, ours))
    assert loopback_named("Standin Camera") is ours
    monkeypatch.setattr(virtual_camera, "video_devices", lambda: (obs,))
    with pytest.raises(Unusable, match=r"OBS Virtual Camera.*--virtual-camera"):
        loopback_named("Standin Camera")
    monkeypatch.setattr(virtual_camera, "video_devices", lambda: ())
    with pytest.raises(Unusable, match="v4l2loopback-dkms"):
        loopback_named("Standin Camera")


def test_readers_of_a_former_preview_live_when_one_of_another_size_takes_its_place() -> None:
    former, reader = Preview(Size(1280, 720)), PreviewReader()
    former.send(Picture(plain_frame(Size(1280, 720), 60).i420, 1, "scene"))
    preview = Preview(SMALL)
    assert (reader.read()[1][:720] == 60).all()
    preview.close()
    reader.close()
    former.close()


def test_no_picture_stays_behind(tmp_path: Path) -> None:
    preview = Preview(SMALL)
    preview.close()
    assert not (tmp_path / "run/preview").exists()

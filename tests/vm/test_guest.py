"""Real devices: a fed webcam, a microphone that hears a tone, our virtual camera, and somebody who reads it as a call
app would.

Runs in the guest only (./run test --vm): video10 is "Standin Camera", video11 "Test Webcam", video20 "vivid".
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.control import EngineClient
from app.opencv import cv2
from app.video4linux import video_devices
from tests.conftest import CLIP
from tests.engine_room import MARK, marked_room

pytestmark = pytest.mark.vm
OURS, WEBCAM = "/dev/video10", "/dev/video11"


def standin(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words], capture_output=True, text=True, check=False, timeout=60
    )


@contextmanager
def fed(clip: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The webcam, fed with a clip."""
    words = ["ffmpeg", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(clip)]
    feeder = subprocess.Popen([*words, "-pix_fmt", "yuv420p", "-f", "v4l2", WEBCAM])
    try:
        until = time.monotonic() + 10
        while not any(d.path == WEBCAM and d.captures for d in video_devices()) and time.monotonic() < until:
            time.sleep(0.1)
        yield feeder
    finally:
        feeder.terminate()
        feeder.wait()


@contextmanager
def engine(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "app", "run", *words])
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(20)


def status() -> dict[str, object]:
    answer = standin("ctl", "status")
    return dict(json.loads(answer.stdout)) if answer.returncode == 0 else {}


@contextmanager
def tone(rate_hz: int, layout: str) -> Iterator[None]:
    """A sine of 1/8 of full scale (of eight channels the middle one has it), played to a card that hears itself."""
    sine = f"sine=frequency=440:sample_rate={rate_hz},aformat=channel_layouts={layout}"
    words = ["ffmpeg", "-loglevel", "error", "-re", "-f", "lavfi", "-i", sine, "-f", "alsa", "hw:0,0"]
    player = subprocess.Popen(words)
    try:
        yield
    finally:
        player.terminate()
        player.wait()


def wait_for_treated(seconds: float = 30) -> dict[str, object]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = status()
        if found.get("shown") and not found["problems"]:
            return found
        time.sleep(0.3)
    raise AssertionError(found)


def read_ours(count: int) -> list[np.ndarray]:
    """Pictures as a call app gets them."""
    reader = cv2.VideoCapture(OURS, cv2.CAP_V4L2)
    pictures = [reader.read() for _ in range(count)]
    reader.release()
    assert all(found for found, _ in pictures)
    return [picture for _, picture in pictures]


def mark_seen(picture: np.ndarray) -> float:
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return float(((luma - luma.mean()) * MARK)[:100].mean() / 90)


@pytest.fixture(scope="module")
def room_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("room") / "room.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (640, 360))
    for number in range(30):
        writer.write(marked_room(number))
    writer.release()
    return path


def test_devices_are_found_by_name() -> None:
    listed = json.loads(standin("devices", "--json").stdout)
    assert "vivid" in [camera["camera"] for camera in listed["cameras"]]
    assert listed["virtual_camera"] == {"label": "Standin Camera", "at": OURS, "problem": ""}


def test_a_call_app_gets_the_replaced_room(room_clip: Path) -> None:
    clip = CLIP if CLIP.exists() else room_clip
    with (
        fed(clip),
        engine("--source", "Test Webcam", "--effect", "replace", "--colour", "#00ff00", "--light-wrap", "0"),
    ):
        found = wait_for_treated()
        pictures = read_ours(15)
        assert {picture.shape for picture in pictures} == {(720, 1280, 3)}
        corner = pictures[-1][100:300, 20:200].reshape(-1, 3).mean(axis=0)
        assert np.abs(corner - (0, 255, 0)).max() < 15
        assert found["source"] == "Test Webcam"
        reader = subprocess.run(
            ["ffmpeg", "-loglevel", "error", "-f", "v4l2", "-i", OURS, "-frames:v", "5", "-f", "null", "-"], check=False
        )
        assert reader.returncode == 0


def test_the_webcam_stops_and_is_fed_again_while_a_call_goes_on(room_clip: Path) -> None:
    words = ["--source", "Test Webcam", "--effect", "blur", "--radius", "0.06", "--size", "640x360"]
    with fed(room_clip) as feeder, engine(*words):
        wait_for_treated()
        feeder.terminate()
        feeder.wait()
        time.sleep(2)
        card = read_ours(3)[-1]
        assert abs(mark_seen(card)) < 0.1
        assert "camera" in status()["problems"]  # type: ignore[operator]
        with fed(room_clip):
            wait_for_treated(15)
            assert abs(mark_seen(read_ours(3)[-1])) < 0.15


def test_the_room_s_mark_never_reaches_a_call_app(room_clip: Path) -> None:
    with fed(room_clip):
        raw = cv2.VideoCapture(WEBCAM, cv2.CAP_V4L2)
        assert mark_seen(raw.read()[1]) > 0.7
        raw.release()
        with engine("--source", "Test Webcam", "--effect", "blur", "--radius", "0.06", "--size", "640x360") as process:
            wait_for_treated()
            seen = read_ours(30)
            standin("ctl", "scene", "--effect", "replace")
            seen += read_ours(15)
            process.send_signal(signal.SIGSTOP)
            time.sleep(2)
            process.send_signal(signal.SIGCONT)
            seen += read_ours(20)
            standin("ctl", "card", "on")
            seen += read_ours(10)
            assert max(map(mark_seen, seen)) < 0.15


def test_a_killed_engine_leaves_nothing_that_stops_the_next(room_clip: Path) -> None:
    with fed(room_clip):
        for _ in range(2):
            with engine("--source", "Test Webcam", "--size", "640x360") as process:
                wait_for_treated()
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        with engine("--source", "Test Webcam", "--size", "640x360"):
            wait_for_treated()


def test_a_missing_virtual_camera_is_a_sentence() -> None:
    with engine("--source", "pattern", "--virtual-camera", "Nobody's Camera"):
        until = time.monotonic() + 20
        while "virtual camera" not in status().get("problems", {}) and time.monotonic() < until:  # type: ignore[operator]
            time.sleep(0.3)
        problem = status()["problems"]["virtual camera"]  # type: ignore[index]
        assert "'Standin Camera'" in problem and "--virtual-camera" in problem


def test_a_tone_s_level_is_heard_and_the_microphone_closed_when_nobody_listens() -> None:
    names = json.loads(standin("devices", "--json").stdout)["microphones"]["names"]
    assert names == ["default", "Loopback: PCM (hw:0,0)", "Loopback: PCM (hw:0,1)"]
    with engine("--source", "pattern", "--virtual-camera", "none", "--effect", "card"):
        until = time.monotonic() + 30
        while not status() and time.monotonic() < until:
            time.sleep(0.3)
        assert standin("ctl", "microphone", "Nobody's").returncode == 1
        client = EngineClient()
        for rate_hz, layout, expected in ((48000, "mono", -18.1), (96000, "7.1", -36.1)):
            assert standin("ctl", "microphone", "Loopback: PCM (hw:0,1)").returncode == 0
            with tone(rate_hz, layout):
                time.sleep(2)
                found: dict[str, Any] = {}
                until = time.monotonic() + 10
                while (found.get("level_db") or -90) < -60 and time.monotonic() < until:
                    time.sleep(0.2)
                    found = client.call("level")
                assert abs(found["level_db"] - expected) < 0.5, found
            time.sleep(4)
            busy = Path("/proc/asound/card0/pcm1c/sub0/status").read_text()
            assert busy.strip() == "closed"  # nobody listened for three seconds
        client.close()

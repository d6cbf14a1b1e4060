"""Real devices: a fed webcam, a microphone that hears, our virtual camera, and somebody who watches as a call app does.

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

from app.doctor import self_test
from app.errors import StandinError
from app.opencv import cv2
from app.sinks.watching import holders
from app.synthetic_voice import RATE, spoken
from tests.conftest import CLIP
from tests.vm.feed import NUMBERS, notes_in, number_in
from tests.vm.guest import (
    BLUR,
    GREEN,
    OURS,
    SIZE,
    SMALL,
    WEBCAM,
    Watcher,
    call,
    ended,
    engine,
    is_green,
    mark_seen,
    room,
    show,
    somebody_has,
    standin,
    status,
    wait_for,
)

pytestmark = pytest.mark.vm
FFMPEG = ("ffmpeg", "-loglevel", "error")


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """When each picture of the room was written; the room is there for all tests of this file."""
    path = tmp_path_factory.mktemp("room") / "notes"
    notes_in(path)
    return path


@pytest.fixture
def fed(notes: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The webcam in the marked room."""
    with room(notes) as feeder:
        yield feeder


def problem_of(part: str, word: str, seconds: float = 30) -> None:
    """Waits until a part's problem has a word in it."""
    wait_for(lambda: word in status().get("problems", {}).get(part, ""), seconds)


def test_devices_are_found_by_name() -> None:
    listed = json.loads(standin("devices", "--json").stdout)
    assert "vivid" in [camera["camera"] for camera in listed["cameras"]]
    assert listed["virtual_camera"] == {"label": "Standin Camera", "at": OURS, "problem": ""}


def test_a_call_app_gets_the_replaced_room_in_the_usual_size() -> None:
    words = [*FFMPEG, "-re", "-stream_loop", "-1", "-i", str(CLIP), "-pix_fmt", "yuv420p", "-f", "v4l2", WEBCAM]
    with ended(*words), engine("--source", "Test Webcam", *GREEN), Watcher(searched=False) as watcher:
        watcher.wait_for(lambda picture: picture.shape == (720, 1280, 3) and is_green(picture))
        assert status()["source"] == "Test Webcam"


def test_consumers_come_late_leave_and_come_back_and_the_camera_rests_meanwhile(
    fed: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    with engine(*SMALL, *GREEN) as process:
        wait_for(lambda: status().get("watchers") == [])
        assert status()["resting"] and not webcam_in_use(process)
        with Watcher() as late:
            first = late.wait_for(is_green)
            assert webcam_in_use(process)
            assert status()["watchers"] == [Path(f"/proc/{os.getpid()}/comm").read_text().strip()]
            read = subprocess.run([*FFMPEG, "-f", "v4l2", "-i", OURS, "-frames:v", "2", "-f", "null", "-"], check=False)
            two_at_once = read.returncode == 0
            late.wait_for(is_green)
        released = wait_for(lambda: not webcam_in_use(process), 6)
        wait_for(lambda: status()["watchers"] == [])
        spent = [cpu_seconds(process)]
        time.sleep(10)
        spent.append(cpu_seconds(process))
        with Watcher() as back:
            again = back.wait_for(is_green)
            opened = back.opened
            tested = self_test.check(OURS)
            back.wait_for(is_green)
            assert tested.state == "ok" and back.opened == opened, tested
        assert max(late.seen, back.seen) < 0.15
    with capsys.disabled():
        print(
            f"\nfirst treated picture after {first:.2f} s, again after {again:.2f} s; camera released after"
            f" {released:.2f} s; idle {10 * (spent[1] - spent[0]):.1f} % of the core; ffmpeg beside: {two_at_once};"
            f" {tested.why}"
        )
    assert released < 3.5 and again < 2.5


def webcam_in_use(process: subprocess.Popen[bytes]) -> bool:
    return process.pid in holders(WEBCAM)


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_frames_come_in_order_and_fresh(notes: Path, fed: subprocess.Popen[bytes]) -> None:
    with engine(*SMALL, "--effect", "none"), Watcher(searched=False) as watcher:
        watcher.wait_for(lambda picture: mark_seen(picture) > 0.7)
        time.sleep(1)
        began = time.monotonic()
        numbers: list[int] = []
        ages: list[float] = []
        while len(numbers) < 60 and time.monotonic() < began + 10:
            at, picture = watcher.pictures[-1]
            numbers.append(number_in(picture))
            ages.append(at - notes_in(notes)[numbers[-1]] / 1e9)
            time.sleep(1 / 30)
        assert_in_order(numbers)
        assert np.median(ages) < 0.3 and np.percentile(ages, 90) < 1.0, (np.median(ages), max(ages))


def assert_in_order(numbers: list[int]) -> None:
    """Fails where pictures came out of order; one may: 0.12 writes over a picture that a slow consumer still reads."""
    steps = (np.diff(numbers) + 2) % NUMBERS - 2
    assert steps.min() >= -1 and steps.max() < 30 and (steps < 0).mean() < 0.05, steps


def test_the_room_s_mark_never_reaches_a_call_app(notes: Path) -> None:
    with engine(*BLUR) as process, Watcher() as watcher:
        with room(notes) as feeder:
            wait_for(lambda: status().get("shown"))
            watcher.wait_for(lambda picture: picture.std() > 5)
            for effect, settings in (("blur", {"radius": 0.08}), ("avatar", {}), ("replace", {"colour": "#00ff00"})):
                show(effect, **settings)
                time.sleep(1)
            watcher.wait_for(is_green)
            process.send_signal(signal.SIGSTOP)
            spare = watcher.wait_for(lambda picture: not is_green(picture))
            process.send_signal(signal.SIGCONT)
            watcher.wait_for(is_green)
            feeder.kill()
        problem_of("camera", "camera")
        watcher.wait_for(lambda picture: not is_green(picture))
        with room(notes):
            watcher.wait_for(is_green)
            call("card", shown=True)
            watcher.wait_for(lambda picture: not is_green(picture))
        assert watcher.seen < 0.15 and watcher.opened == 1 and spare < 3


def test_a_call_survives_an_engine_that_is_killed(
    fed: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    with Watcher() as watcher:
        with engine(*SMALL, *GREEN) as process:
            watcher.wait_for(is_green)
            opened, watcher.greatest_gap = watcher.opened, 0.0
            process.kill()
            process.wait()
            watcher.wait_for(lambda picture: not is_green(picture))
        with engine(*SMALL, *GREEN):
            back = watcher.wait_for(is_green)
        with capsys.disabled():
            print(f"\ntreated {back:.2f} s after the restart; greatest gap {watcher.greatest_gap:.2f} s")
        with engine("--source", "Test Webcam", "--size", "1280x720", "--effect", "blur"):
            problem_of("virtual camera", "locked to 640x360 while somebody watches")
        assert watcher.greatest_gap < 2 and watcher.opened == opened and watcher.seen < 0.15
        assert {picture.shape for _, picture in watcher.pictures} == {(360, 640, 3)}


def test_the_mouth_moves_with_the_sound_and_rests_in_silence(tmp_path: Path) -> None:
    speech = tmp_path / "speech.wav"
    samples = (spoken(6.0) * 32767).astype("<i2").tobytes()
    pcm = tmp_path / "speech.raw"
    pcm.write_bytes(samples)
    raw = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(pcm)]
    subprocess.run([*FFMPEG, *raw, "-ar", "48000", str(speech)], check=True)
    still = ["--effect", "avatar", "--character", "Robin", "--liveliness", "0", "--reduce-motion", "on"]
    still += ["--colour", "#00ff00", "--gradient", "off"]
    with engine(*still, "--microphone", "Loopback: PCM (hw:0,1)", *SIZE), Watcher() as watcher:
        wait_for(lambda: status().get("on_air") == "Avatar")
        watcher.wait_for(is_green)
        time.sleep(2)
        began = time.monotonic()
        time.sleep(4)
        silent = watcher.since(began)
        began = time.monotonic()
        subprocess.run([*FFMPEG, "-re", "-i", str(speech), "-f", "alsa", "plughw:0,0"], check=True, timeout=60)
        speaking = watcher.since(began)
        time.sleep(1.5)
        began = time.monotonic()
        time.sleep(2)
        after = watcher.since(began)
    moved = cv2.blur(
        np.std([cv2.cvtColor(p, cv2.COLOR_BGR2GRAY) for p in speaking], axis=0).astype(np.float32), (32, 16)
    )
    y, x = np.unravel_index(int(moved[120:].argmax()), moved[120:].shape)
    box = np.s_[int(y) + 112 : int(y) + 128, max(0, int(x) - 16) : int(x) + 16]
    motion = [float(np.std([p[box].mean(axis=2) for p in found], axis=0).mean()) for found in (speaking, silent, after)]
    assert motion[0] > 6 and motion[0] > 4 * max(motion[1:]), (motion, y, x)
    assert abs(int(x) - 320) < 60, "in the middle, where the mouth is"


def test_devices_that_others_have_are_waited_for() -> None:
    size = ["-f", "lavfi", "-i", "testsrc=size=640x360:rate=15", "-pix_fmt", "yuv420p"]
    with ended(*FFMPEG, "-re", *size, "-f", "v4l2", OURS) as other:
        wait_for(lambda: somebody_has(OURS))
        time.sleep(1)
        with engine("--source", "pattern", *SIZE, *GREEN):
            problem_of("virtual camera", "another program writes to it")
            other.kill()
            other.wait()
            wait_for(lambda: "virtual camera" not in status()["problems"], 15)
            with Watcher(searched=False) as watcher:
                watcher.wait_for(is_green)
                with ended(*FFMPEG, "-f", "v4l2", "-i", "/dev/video20", "-f", "null", "-"):
                    wait_for(lambda: somebody_has("/dev/video20"))
                    time.sleep(1)
                    call("source", name="vivid")
                    problem_of("camera", "another program")
                watcher.wait_for(is_green)
                wait_for(lambda: not status()["problems"])


def test_a_missing_virtual_camera_is_a_sentence_until_it_is_there() -> None:
    with engine("--source", "pattern", "--virtual-camera", "Nobody's Camera"):
        problem_of("virtual camera", "--virtual-camera")
        assert "'Standin Camera'" in status()["problems"]["virtual camera"]
    options = ["video_nr=10,11", "exclusive_caps=1,1", "card_label=Standin Camera,Test Webcam"]
    subprocess.run(["modprobe", "-r", "v4l2loopback"], check=True)
    try:
        with engine("--source", "pattern", *SIZE, *GREEN):
            problem_of("virtual camera", "Install v4l2loopback-dkms")
            subprocess.run(["modprobe", "v4l2loopback", *options], check=True)
            wait_for(lambda: not status()["problems"], 15)
            with Watcher(searched=False) as watcher:
                watcher.wait_for(is_green)
    finally:
        subprocess.run(["modprobe", "v4l2loopback", *options], check=True)


@contextmanager
def tone(rate_hz: int, layout: str) -> Iterator[None]:
    """A sine of 1/8 of full scale (of eight channels the middle one has it), played to a card that hears itself."""
    sine = f"sine=frequency=440:sample_rate={rate_hz},aformat=channel_layouts={layout}"
    with ended(*FFMPEG, "-re", "-f", "lavfi", "-i", sine, "-f", "alsa", "hw:0,0"):
        # The first to open this card decides how it sounds.
        wait_for(lambda: Path("/proc/asound/card0/pcm0p/sub0/status").read_text().strip() != "closed")
        yield


def test_a_tone_s_level_is_heard_and_the_microphone_closed_when_nobody_listens() -> None:
    names = json.loads(standin("devices", "--json").stdout)["microphones"]["names"]
    assert names == ["default", "Loopback: PCM (hw:0,0)", "Loopback: PCM (hw:0,1)"]
    with engine("--source", "pattern", "--virtual-camera", "none", "--effect", "card"):
        wait_for(status)
        with pytest.raises(StandinError):
            call("microphone", name="Nobody's")
        for rate_hz, layout, expected in ((48000, "mono", -18.1), (96000, "7.1", -36.1)):
            call("microphone", name="Loopback: PCM (hw:0,1)")
            with tone(rate_hz, layout):
                found: dict[str, Any] = {}
                until = time.monotonic() + 10
                while (found.get("level_db") or -90) < -60 and time.monotonic() < until:
                    time.sleep(0.2)
                    found = call("level")
                assert abs(found["level_db"] - expected) < 0.5, found
            time.sleep(4)
            busy = Path("/proc/asound/card0/pcm1c/sub0/status").read_text()
            assert busy.strip() == "closed"  # nobody listened for three seconds


def test_transport_from_the_sink_to_a_consumer(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (
        ended(sys.executable, "-m", "tests.vm.feed", OURS, str(notes)),
        Watcher(searched=False) as watcher,
    ):
        wait_for(lambda: watcher.count > 30)
        delays: list[float] = []
        numbers: list[int] = []
        seen = watcher.count
        until = time.monotonic() + 8
        while time.monotonic() < until:
            if watcher.count > seen:
                seen = watcher.count
                at, picture = watcher.pictures[-1]
                numbers.append(number_in(picture))
                delays.append(1000 * (at - notes_in(notes)[numbers[-1]] / 1e9))
            time.sleep(0.002)
    with capsys.disabled():
        print(
            f"\ntransport of {len(delays)} pictures: median {np.median(delays):.1f} ms,"
            f" p95 {np.percentile(delays, 95):.1f} ms"
        )
    assert len(delays) > 100 and np.median(delays) < 100  # a millisecond where the core is free
    assert_in_order(numbers)

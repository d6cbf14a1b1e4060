"""A camera of PipeWire, seen by Chromium through a stand-in for the desktop's portal; and what pw-dump's words mean."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.control import EngineClient
from app.errors import StandinError, Unusable
from app.opencv import cv2
from app.sinks import pipewire, virtual_camera
from app.sinks.pipewire import Looking, PipeWireCamera
from app.sinks.virtual_camera import open_virtual_camera
from tests.conftest import SMALL

ROOT = Path(__file__).resolve().parents[2]
CHECKS = ROOT.parent / "shared/vm"
NEEDED = ("pipewire", "wireplumber", "gst-launch-1.0", "pw-dump", "dbus-daemon", "chromium")


def node(number: int, name: str, **more: object) -> dict[str, object]:
    return {"id": number, "info": {"props": {"node.name": name, **more}}}


def link(number: int, output: int, to: int) -> dict[str, object]:
    return {"id": number, "info": {"output-node-id": output, "input-node-id": to, "props": {}}}


def test_watchers_are_the_programs_whose_streams_are_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    looking = Looking("standin-1")
    looking.take([node(1, "microphone")])
    assert looking.watchers is None
    looking.take([node(2, "standin-1"), node(3, "chromium-input", **{"client.id": 4}), node(5, "player")])
    assert looking.watchers == ()
    looking.take([{"id": 4, "info": {"props": {"application.name": "Chromium"}}}, link(6, 2, 3), link(7, 1, 5)])
    assert looking.watchers == ("Chromium",)
    looking.take([link(8, 2, 5)])
    assert looking.watchers == ("Chromium", "player")
    looking.take([{"id": 6, "info": None}, {"id": 8, "type": None}])
    assert looking.watchers == ()


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("PIPEWIRE_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(shutil, "which", lambda program: "/usr/bin/it")
    with pytest.raises(Unusable, match="PipeWire does not run"):
        PipeWireCamera("Standin Camera", SMALL, 30)
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(Unusable, match=r"GStreamer.*gstreamer1.0-pipewire"):
        PipeWireCamera("Standin Camera", SMALL, 30)


@pytest.mark.parametrize(
    ("name", "runs", "opened"),
    [("pipewire", False, "pipewire"), ("mine", True, "pipewire"), ("mine", False, "loopback")],
)
def test_pipewire_s_camera_takes_the_place_of_a_missing_module(
    name: str, runs: bool, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virtual_camera, "video_devices", lambda: ())
    monkeypatch.setattr(pipewire, "pipewire_runs", lambda: runs)
    monkeypatch.setattr(pipewire, "PipeWireCamera", lambda *given: "pipewire")
    monkeypatch.setattr(virtual_camera, "VirtualCamera", lambda *given: "loopback")
    assert str(open_virtual_camera(name, SMALL, 30, np.zeros((540, 640), np.uint8))) == opened


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """A session bus, PipeWire and its portal, as a desktop has them; starts programs in it and ends them."""
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing or not CHECKS.exists():
        pytest.skip(f"needs {', '.join(missing) or 'the checks beside the project'}")
    (tmp_path / "session").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "session"))
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, cwd=ROOT))
        return started[-1]

    address = f"unix:path={tmp_path}/session/bus"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    try:
        start("dbus-daemon", "--session", "--nofork", f"--address={address}")
        wait_for((tmp_path / "session/bus").exists)
        start("pipewire")
        wait_for(pipewire.pipewire_runs)
        start("wireplumber")
        start("/usr/bin/python3", str(CHECKS / "pipewire/portal.py"))
        yield start
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def wait_for(what: Callable[[], object], seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_chromium_calls_with_pipewire_s_camera(desktop: Callable[..., subprocess.Popen[bytes]], tmp_path: Path) -> None:
    room = tmp_path / "room.png"
    cv2.imwrite(str(room), np.random.default_rng(1).integers(0, 255, (360, 640, 3), np.uint8))
    green = ["--effect", "replace", "--colour", "#00ff00", "--source", str(room), "--size", "640x360", "--rate", "15"]
    engine = desktop(sys.executable, "-m", "app", "run", *green, "--virtual-camera", "pipewire")

    def status(key: str) -> object:
        try:
            client = EngineClient()
        except StandinError:
            return None
        found = client.call("status")[key]
        client.close()
        return found

    wait_for(lambda: status("watchers") == [])
    wait_for(lambda: status("resting"))
    environment = {"CHECK_PUBLISH": "0", "CHECK_LABEL": "Standin Camera", "CHECK_STEPS": "chromium", "CHECK_SECS": "6"}
    environment |= {"CHECK_MODE": "640x360x15", "CHECK_FLAGS": "--enable-features=WebRtcPipeWireCamera"}
    checked = subprocess.Popen(
        [sys.executable, str(CHECKS / "check/check.py")],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    seen = set[str]()
    while checked.poll() is None:
        seen.update(map(str, status("watchers") or ()))  # type: ignore[call-overload]
        time.sleep(0.2)
    assert checked.stdout is not None
    words = checked.stdout.read()
    for told in ("ok   Chromium lists it", "ok   a WebRTC call carries it"):
        assert told in words, words
    played = re.search(r"getUserMedia plays it Standin Camera: (\d+) frames", words)  # "FAIL", as green stands still
    assert played and int(played[1]) > 30, words
    assert any("chrom" in name.lower() for name in seen), seen
    told = next(line for line in words.splitlines() if "page: call" in line)
    red, green_seen, blue = json.loads(told[told.index('"mid": [') + 7 :].split("]")[0] + "]")
    assert green_seen > 200 and max(red, blue) < 60, told
    engine.send_signal(signal.SIGKILL)
    engine.wait()
    wait_for(lambda: "standin-" not in subprocess.run(["pw-dump"], capture_output=True, text=True, check=True).stdout)

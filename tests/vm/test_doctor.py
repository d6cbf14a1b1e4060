"""The doctor on the real driver: what stands in the way is named and cured, and the self-test reads marks back.

Runs in the guest only (./run test --vm); it leaves the module as it was.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.video4linux import video_devices
from tests.vm.guest import OURS, SIZE, ended, engine, somebody_has, standin, status, wait_for

pytestmark = pytest.mark.vm
CONFIGURATION = Path("/etc/modprobe.d/standin.conf")
OPTIONS = ["video_nr=10,11", "exclusive_caps=1,1", "card_label=Standin Camera,Test Webcam"]


def row(name: str, *words: str) -> dict[str, Any]:
    """A row of the doctor."""
    rows = json.loads(standin("doctor", "--json", *words).stdout)
    return dict(next(row for row in rows if row["name"] == name))


def modprobe(*words: str) -> None:
    subprocess.run(["modprobe", *words], check=True)


@pytest.fixture
def module() -> Iterator[None]:
    """The module may be unloaded and loaded in another way; it is brought back."""
    yield
    CONFIGURATION.unlink(missing_ok=True)
    modprobe("-r", "v4l2loopback")
    modprobe("v4l2loopback", *OPTIONS)


def test_the_self_test_sees_what_others_see() -> None:
    with engine("--source", "pattern", *SIZE, "--effect", "blur"):
        wait_for(lambda: status() and "virtual camera" not in status()["problems"])
        found = row("what others see", *SIZE, "--self-test")
    assert found["state"] == "ok" and "others see you, delay" in found["why"], found


def test_another_program_that_writes_is_named() -> None:
    picture = ["-f", "lavfi", "-i", "testsrc=size=640x360:rate=15", "-pix_fmt", "yuv420p"]
    with ended("ffmpeg", "-loglevel", "error", "-re", *picture, "-f", "v4l2", OURS):
        wait_for(lambda: somebody_has(OURS))
        wait_for(lambda: row("virtual camera")["cause"] == "busy")
        assert "ffmpeg" in row("virtual camera")["why"]


def test_a_module_that_is_not_there_or_loaded_by_others_is_named_and_cured(module: None) -> None:
    causes = []
    modprobe("-r", "v4l2loopback")
    causes.append(row("virtual camera")["cause"])
    modprobe("v4l2loopback", "card_label=OBS Virtual Camera")
    causes.append(row("virtual camera")["cause"])
    assert standin("doctor", "--fix", "load").returncode == 0
    assert row("virtual camera")["state"] == "ok"
    assert {"OBS Virtual Camera", "Standin Camera"} <= {device.label for device in video_devices()}
    assert 'card_label="OBS Virtual Camera,Standin Camera"' in CONFIGURATION.read_text()
    CONFIGURATION.unlink()  # modprobe reads it
    modprobe("-r", "v4l2loopback")
    modprobe("v4l2loopback", "card_label=Standin Camera")
    causes.append(row("virtual camera")["cause"])
    assert causes == ["module not loaded", "other label", "exclusive_caps"]
    assert standin("doctor", "--fix", "load").returncode == 0
    assert row("virtual camera")["state"] == "ok"
    assert "works" in standin("doctor", "--fix", "load").stderr

"""Starts where no display answers: a sentence, never Qt's abort."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.gui.display import display_found

ROOT = Path(__file__).resolve().parents[2]
WORDS = ["--source", "pattern", "--virtual-camera", "none", "--size", "640x360"]
NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")


def started(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    others = {name: value for name, value in os.environ.items() if name not in NAMES}
    return subprocess.run(
        [sys.executable, "-P", "-m", "app", *words, *WORDS],
        env={**others, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_the_engine_runs_alone() -> None:
    found = started("--seconds", "0.3")
    assert found.returncode == 0 and found.stderr.startswith("on air")


@pytest.mark.parametrize(("name", "display"), [("DISPLAY", ":987"), ("WAYLAND_DISPLAY", "wayland-987")])
def test_a_display_that_is_gone_is_a_sentence_and_the_engine_runs_alone(name: str, display: str) -> None:
    found = started("--seconds", "0.3", **{name: display})
    assert found.returncode == 0 and "on air" in found.stderr
    assert found.stderr.startswith(f"standin: The display '{display}' does not answer, so there is no window\n")


@pytest.mark.parametrize("display", ["", ":987"])
def test_a_window_that_is_asked_for_is_refused_where_no_display_answers(display: str) -> None:
    found = started("gui", DISPLAY=display)
    assert found.returncode == 1
    assert found.stderr.startswith("standin: No display answers.") and found.stderr.count("\n") == 1


def test_a_platform_that_needs_no_display_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display_found()


def test_a_wayland_display_is_found_where_its_socket_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not display_found()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert display_found()
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        assert not display_found()

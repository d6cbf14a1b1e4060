"""The doctor's other rows: each cause made up at the edge, with its cure."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import doctor
from app.doctor import cures, elsewhere, surroundings
from app.doctor.check import Check, State
from app.errors import Unusable
from app.flow import Size
from app.options import Options


def says_what_to_do(row: Check, cause: str) -> bool:
    return row.state != "ok" and row.cause == cause and bool(row.why and row.fix)


# --- the program's own parts


def test_a_damaged_network_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(name: str) -> bytes:
        raise Unusable(f"The network {name} is damaged. Install Standin again")

    monkeypatch.setattr("app.perception.inference.checked_model", damaged)
    assert all(says_what_to_do(row, "network damaged") for row in doctor._models())


def test_opengl_that_is_missing_or_in_software_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    class Renderer:
        device = "llvmpipe (LLVM 15)"

        def __init__(self, size: Size) -> None:
            pass

        def close(self) -> None:
            pass

    monkeypatch.setattr("app.render.gl.GlRenderer", Renderer)
    assert says_what_to_do(doctor._gl(Size(640, 360)), "OpenGL in software")
    Renderer.device = "NVIDIA"
    assert doctor._gl(Size(640, 360)).state == "ok"

    def missing(size: Size) -> None:
        raise Unusable("OpenGL cannot be used")

    monkeypatch.setattr("app.render.gl.GlRenderer", missing)
    assert says_what_to_do(doctor._gl(Size(640, 360)), "OpenGL missing")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the camera is another program's")
def test_a_self_test_that_is_not_possible_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def tested(state: State, label: str = "Standin Camera") -> Check:
        camera = Check("virtual camera", state, "as it is")
        monkeypatch.setattr(doctor.loopback, "check", lambda *_, **__: camera)
        monkeypatch.setattr(doctor.loopback, "path_of", lambda *_: "/dev/video10")
        rows = list(doctor._virtual_camera(replace(Options(), virtual_camera=label), test=True))
        return next(row for row in rows if row.name == doctor.self_test.ROW)

    assert says_what_to_do(tested("broken"), "no camera")
    assert says_what_to_do(tested("ok", "none"), "off")
    assert says_what_to_do(tested("ok", "pipewire"), "camera of PipeWire")
    assert says_what_to_do(tested("ok"), "engine silent")  # no engine runs here


def test_a_running_engines_camera_that_gives_less_than_asked_is_told() -> None:
    assert says_what_to_do(doctor._in_use({"fps": {"in": 10.0}, "problems": {}}, 30), "camera slow")
    assert doctor._in_use({"fps": {"in": 29.5}, "problems": {}}, 30).state == "ok"
    lost = {"fps": {"in": 0.0}, "problems": {"camera": "It is gone. Plug it in"}}
    assert says_what_to_do(doctor._in_use(lost, 30), "camera lost")


def test_no_camera_and_no_ffmpeg_are_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sources.camera.cameras", lambda label: ())
    monkeypatch.setattr("shutil.which", lambda name: None)
    (row,) = doctor._cameras(Options())
    assert says_what_to_do(row, "no camera") and says_what_to_do(doctor._ffmpeg(), "ffmpeg missing")


@pytest.mark.parametrize("source", ["/nowhere/clip.mp4", "Nobody's camera"])
def test_a_source_that_is_not_there_is_told(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sources.camera.cameras", lambda label: ())
    rows = list(doctor._cameras(replace(Options(), source=source)))
    assert says_what_to_do(rows[0], "no source")


# --- around it


def test_the_disk_is_full_nearly_full_or_has_room(tmp_path: Path) -> None:
    assert says_what_to_do(surroundings.disk("disk", tmp_path, "what you change", lambda path: 0), "disk full")
    assert says_what_to_do(
        surroundings.disk("disk", tmp_path, "what you change", lambda path: 50 << 20), "disk nearly full"
    )
    assert surroundings.disk("disk", tmp_path, "what you change", lambda path: 5 << 30) == Check(
        "disk", "ok", "5 GB free"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is what root cannot write either")
def test_a_folder_that_cannot_be_written_is_told() -> None:
    row = surroundings.settings_folder(Path("/proc/standin"))
    assert says_what_to_do(row, "home missing") and "home" in row.why


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is what root cannot write either")
def test_a_home_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/proc")
    row = surroundings.settings_folder(Path("/proc/.config/standin"))
    assert says_what_to_do(row, "read-only") and "/proc" in row.why


def test_the_clock_is_wrong_slow_uneven_or_right() -> None:
    assert says_what_to_do(surroundings.clock("tsc", 0.0001, 1970), "clock wrong")
    assert says_what_to_do(surroundings.clock("acpi_pm", 0.0001, 2027), "clock slow")
    assert says_what_to_do(surroundings.clock("tsc", 0.03, 2027), "clock uneven")
    assert surroundings.clock("tsc", 0.0001, 2027).state == "ok"


# --- other systems


def test_windows_knows_obs_unity_capture_or_neither() -> None:
    assert says_what_to_do(elsewhere.on_windows(lambda class_id: False), "not registered")
    for name, class_id in elsewhere.CLASSES.items():
        assert name in elsewhere.on_windows(lambda known, wanted=class_id: known == wanted).why  # type: ignore[misc]


@pytest.mark.parametrize(
    ("listed", "permission", "causes"),
    [
        ("", 3, ["no extension", ""]),
        (f"* * X {elsewhere.EXTENSION} (1/1) [activated waiting for user]", 3, ["not approved", ""]),
        (f"* * X {elsewhere.EXTENSION} (1/1) [activated enabled]", 0, ["", ""]),
        (f"* * X {elsewhere.EXTENSION} (1/1) [activated enabled]", 2, ["", "no permission"]),
    ],
)
def test_macos_says_whether_obs_is_approved_and_cameras_are_allowed(
    listed: str, permission: int, causes: list[str]
) -> None:
    rows = list(elsewhere.on_macos(lambda: listed, lambda: permission))
    assert [row.cause for row in rows] == causes


# --- cures


class Ran:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, status: int = 0, user: int = 1000, pkexec: bool = True) -> None:
        self.words: list[str] = []
        self.status = status
        monkeypatch.setattr("os.geteuid", lambda: user)
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if pkexec else None)
        monkeypatch.setattr("subprocess.run", self)

    def __call__(self, words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.words = words
        return subprocess.CompletedProcess(words, self.status, "", "modprobe: FATAL: Key was rejected")


def needs(cure: str) -> Check:
    return Check("virtual camera", "broken", "It is not there", "make it", "cause", cure)


@pytest.mark.parametrize("name", cures.CURES)
def test_a_cure_is_one_fixed_command_that_asks_for_the_password(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran(monkeypatch)
    assert cures.can_cure(name)
    cures.cure(name, needs(name))
    assert ran.words == ["/usr/bin/pkexec", "sh", "-c", cures.CURES[name].script]


def test_root_is_asked_for_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran(monkeypatch, user=0)
    cures.cure("load", needs("load"))
    assert ran.words[0] == "sh"


def test_without_pkexec_there_is_no_button_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    Ran(monkeypatch, pkexec=False)
    assert not cures.can_cure("load")
    with pytest.raises(Unusable, match="as root: standin doctor --fix load"):
        cures.cure("load", needs("load"))


@pytest.mark.parametrize(("status", "says"), [(126, "password"), (1, "Key was rejected"), (65, "pipewire")])
def test_a_cure_that_fails_says_why(status: int, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Ran(monkeypatch, status)
    with pytest.raises(Unusable, match=says):
        cures.cure("install", needs("install"))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (Check("virtual camera", "ok", "it is there"), "works"),
        (needs("install"), "--fix install"),
        (needs(""), "make it"),
    ],
)
def test_what_needs_no_cure_is_left_as_it_is(row: Check, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran(monkeypatch)
    with pytest.raises(Unusable, match=says):
        cures.cure("load", row)
    assert not ran.words


@pytest.mark.skipif(sys.platform != "linux", reason="cures are Linux's")
def test_a_cure_looks_at_the_camera_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.loopback, "check", lambda *_, **__: needs("load"))
    ran = Ran(monkeypatch)
    doctor.mend("load", Options())
    assert ran.words
    with pytest.raises(Unusable, match="--fix load"):
        doctor.mend("build", Options())


@pytest.mark.skipif(sys.platform != "linux", reason="cures are Linux's")
def test_root_itself_joins_no_group(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran(monkeypatch, user=0)
    monkeypatch.delenv("SUDO_UID", raising=False)
    monkeypatch.delenv("PKEXEC_UID", raising=False)
    with pytest.raises(Unusable, match="sudo"):
        doctor.mend("join", Options())
    assert not ran.words


@pytest.mark.parametrize("name", cures.CURES)
def test_a_cures_script_can_be_read_by_the_shell(name: str) -> None:
    assert subprocess.run(["sh", "-n", "-c", cures.CURES[name].script], check=False).returncode == 0

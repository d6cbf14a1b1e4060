"""The bundle for bug reports: what helps is in it, what is private is not."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.doctor.check import Check
from app.doctor.report import report
from app.journal import log_file
from app.options import Options
from app.resources import config_folder
from app.settings import SettingsFile

PRIVATE = ("Anna", "Holiday", "Family call", "anna-pc", "annalogin", "C920", "Uncle Bob")


@pytest.fixture
def private_life(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings, a log and devices that are full of names."""
    monkeypatch.setenv("HOME", str(tmp_path / "annalogin"))
    monkeypatch.setattr("getpass.getuser", lambda: "annalogin")
    monkeypatch.setattr("socket.gethostname", lambda: "anna-pc")
    monkeypatch.setattr("app.sources.portaudio.input_names", lambda: ["default", "Anna's headset"])
    config_folder().mkdir(parents=True)
    scene = [{"effect": "replace", "file": "/home/annalogin/My Holiday/Anna.jpg"}]
    options = {"source": "C920 of Anna", "microphone": "Anna's headset", "record": "/home/annalogin/Family call.mp4"}
    (config_folder() / "settings.json").write_text(
        json.dumps({"version": 1, "scene": scene, "profiles": {"Family call": scene}, "options": options})
    )
    (config_folder() / "characters").mkdir()
    (config_folder() / "characters" / "Uncle Bob.json").write_text("{")
    log_file().write_text(
        "camera: The camera C920 of Anna is used by /home/annalogin/x on anna-pc\n"
        "Uncle Bob.json is no character (Expecting a property name). Choose another file\n"
    )


def test_a_report_helps_and_is_private(private_life: None, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    main(["doctor", "--report", str(path)])
    text = path.read_text()
    found = json.loads(text)
    assert [name for name in PRIVATE if name in text] == []
    assert {row["name"] for row in found["doctor"]} >= {"virtual camera", "OpenGL", "disk", "clock"}
    assert found["log"] and "used by" in found["log"][0]
    assert found["system"]["kernel"] and found["version"] and found["options"]["source"] == "(a name)"


def test_names_that_only_the_engine_or_a_driver_knows_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    status = {
        "source": "test pattern",
        "source_choice": "Annas iPhone",
        "microphone": "Annas AirPods",
        "profiles": ["Dr. Miller"],
        "scene": [{"effect": "avatar", "character": "Jane Doe"}],
        "problems": {"camera": "There is no camera 'Annas iPhone' (found: Bobs C920). Plug it in"},
        "notices": ["Jane Doe cannot be read", "The profile Dr. Miller is gone"],
    }
    monkeypatch.setattr("app.doctor.report.status_if_any", lambda: status)

    def no_answer(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("app.doctor.report.answer_of", no_answer)
    rows = [Check("camera Bobs C920", "ok", "says so"), Check("microphone", "ok", "Annas headset at 16000 Hz")]
    settings = SettingsFile(config_folder() / "settings.json")
    text = json.dumps(report(rows, Options(), settings))
    assert not [name for name in ("Anna", "Bob", "Miller", "Jane") if name in text]
    assert '"effects": ["avatar"]' in text and "There is no camera" in text


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names")
def test_what_is_no_file_is_not_replaced_and_a_report_can_be_read_by_others(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert main(["doctor", "--report", str(tmp_path / "pipe")]) == 1 and (tmp_path / "pipe").is_fifo()
    former = os.umask(0o022)
    try:
        main(["doctor", "--report", str(tmp_path / "report.json")])
    finally:
        os.umask(former)
    assert (tmp_path / "report.json").stat().st_mode & 0o777 == 0o644


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.json"
    path.write_text("mine")
    assert main(["doctor", "--report", str(path)]) == 1
    assert path.read_text() == "mine" and "already" in capsys.readouterr().err

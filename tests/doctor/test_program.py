"""The doctor's row for the program itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.control import EngineHangs, EngineLock
from app.doctor import program
from app.journal import Crashes
from app.resources import runtime_folder


def test_a_program_that_does_not_run_is_ok_and_says_its_version() -> None:
    assert program.check().state == "ok" and "does not run" in program.check().why


def test_one_that_hangs_is_broken_and_its_process_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from app import control

    lock = EngineLock()

    def hang() -> None:
        raise control._hangs()

    monkeypatch.setattr(program, "EngineClient", hang)
    row = program.check()
    lock.close()
    assert row.cause == "engine hangs" and f"kill -9 {os.getpid()}" in row.fix
    assert isinstance(control._hangs(), EngineHangs)


def test_crashes_in_a_row_offer_safe_mode() -> None:
    for _ in range(3):
        Crashes()
    row = program.check()
    assert row.cause == "crashes" and "3 times" in row.why and "--safe" in row.fix


def test_a_session_without_a_folder_of_its_own_uses_another_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STANDIN_RUNTIME_DIR")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "gone"))
    row = program.check()
    assert row.cause == "other session folder" and "gone is missing" in row.why
    assert runtime_folder() == tmp_path / f"standin-{os.getuid()}"


def test_no_folder_at_all_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDIN_RUNTIME_DIR", "/dev/null/standin")
    row = program.check()
    assert row.state == "broken" and row.cause == "no session folder" and row.fix


def test_an_engine_that_starts_just_now_is_no_crash() -> None:
    for _ in range(2):
        Crashes()
    lock = EngineLock()
    row = program.check()
    lock.close()
    assert row.state == "ok" and "is starting" in row.why


def test_a_folder_that_somebody_planted_is_to_be_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STANDIN_RUNTIME_DIR")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    (tmp_path / f"standin-{os.getuid()}").write_text("")
    row = program.check()
    assert row.cause == "other session folder" and "Remove" in row.fix


def test_what_only_the_engine_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = {"camera": "It has a row of its own", "recording": "The disk is full. Make room there"}
    monkeypatch.setattr(program, "running", lambda: True)
    monkeypatch.setattr(program, "status", lambda: {"problems": problems, "crashes": 0})
    row = program.check()
    assert (row.cause, row.why, row.fix) == ("engine problem", "The disk is full", "Make room there")

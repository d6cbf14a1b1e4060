"""The log, crashes and what the next start is told of them."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import journal
from app.journal import Crashes, crash_file, crash_notice, log_file, names_in, start_log, watch_for_crash, without_names

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    for handler in list(journal.log.handlers):
        journal.log.removeHandler(handler)
        handler.close()
    journal.log.setLevel(logging.NOTSET)


# --- names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The camera Anna's C920 is used", "The camera (a name) is used"),
        ("/home/anna/My.mp4 does not exist", "(a file) does not exist"),
        (r"C:\Users\anna\x.mp4 does not exist", "(a file) does not exist"),
        ("/dev/video10 is busy", "/dev/video10 is busy"),
        ("no room in /home/Anna Smith/films. Make some", "no room in (a file). Make some"),
        ("/mnt/Max Born/films/Our talk.mp4: no space", "(a file): no space"),
        ("The video Our talk.mp4 ends, Our talk-11.mp4 goes on", "The video (a file) ends, (a file) goes on"),
        ("It cannot be written to /mnt/Max Born/films", "It cannot be written to (a file)"),
        ("anna is not in the group; annabel is", "(a name) is not in the group; annabel is"),
        ("1280x720 at 30/1", "1280x720 at 30/1"),
    ],
)
def test_names_and_files_are_left_out(text: str, left: str) -> None:
    assert without_names(text, ["anna", "Anna's C920", "/mnt/Max Born/films/Our talk.mp4"]) == left


@pytest.mark.parametrize("text", ["Anna", '{"name": "Anna", "parts": {}}'])
def test_the_name_of_an_avatar_is_one(text: str) -> None:
    scene = [{"effect": "avatar", "character": text}]
    assert "Anna" in names_in({"scene": scene, "profiles": {"Work": scene}})


@pytest.mark.parametrize("text", ["", "{", "{}", 5, None, "{" * 9000])
def test_what_is_no_character_has_no_name(text: object) -> None:
    assert names_in({"scene": [{"effect": "avatar", "character": text}]}) == set()


def test_the_log_holds_no_names_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LARGEST_BYTES", 2000)
    start_log(lambda: ["Anna's C920"])
    for number in range(200):
        journal.log.info("camera: The camera %s is used (%d)", "Anna's C920", number)
    text = journal.read(log_file())
    assert "(199)" in text and "Anna" not in text
    files = list(log_file().parent.glob("standin.log*"))
    assert len(files) == 2 and sum(file.stat().st_size for file in files) < 5000


def test_where_an_error_came_from_is_logged_without_its_names() -> None:
    start_log(lambda: ["/mnt/Max Born/talk.mp4"])
    try:
        Path("/mnt/Max Born/talk.mp4").read_bytes()
    except OSError:
        journal.log.exception("It ended")
    text = journal.read(log_file())
    assert "FileNotFoundError" in text and "read_bytes" in text
    assert "Born" not in text and "talk" not in text and str(ROOT) not in text


def test_a_log_that_cannot_be_written_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STANDIN_CONFIG_DIR", "/proc/nowhere")
    start_log(list)
    journal.log.info("heard by nobody")
    assert Crashes().in_a_row == 0 and watch_for_crash() == ""
    assert capsys.readouterr().err == ""


# --- crashes


def test_a_run_that_ends_as_it_should_leaves_nothing() -> None:
    Crashes().end()
    found = Crashes()
    assert found.in_a_row == 0 and found.reason == ""


def test_crashes_in_a_row_are_counted_until_one_run_ends_well() -> None:
    assert [Crashes().in_a_row for _ in range(3)] == [0, 1, 2]
    Crashes().end()
    assert Crashes().in_a_row == 0


def test_a_crash_after_a_long_run_begins_a_row() -> None:
    Crashes()
    Crashes().settle()
    assert Crashes().in_a_row == 1


def test_a_marker_that_cannot_be_read_counts_as_one_crash() -> None:
    marker = crash_file().with_name("running.json")
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_bytes(b"\xff{")
    assert Crashes().in_a_row == 1


def test_the_next_start_is_told_what_a_crash_was(tmp_path: Path) -> None:
    words = "import ctypes; from app.journal import Crashes; Crashes(); ctypes.string_at(0)"
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGSEGV
    found = Crashes()
    assert found.reason == "Segmentation fault" and found.in_a_row == 1
    assert "--report" in crash_notice(found.reason) and "ended" in crash_notice("")
    assert "string_at" in journal.read(crash_file("crash.old"))


def test_a_run_that_ends_by_an_error_counts_as_a_crash() -> None:
    for leaves, counted in ((True, 1), (False, 0)):
        crashes = Crashes()
        if leaves:
            crashes.leave()
        crashes.end()
        assert Crashes().in_a_row == counted
        crashes.settle()
        Crashes().end()


def test_an_engine_of_another_session_that_runs_is_no_crash() -> None:
    Crashes()
    marker = journal.log_file().with_name("running.json")
    marker.write_text(json.dumps({"crashes": 0, "pid": os.getppid()}))
    assert journal.crashes_so_far() == 0
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    marker.write_text(json.dumps({"crashes": 0, "pid": gone.pid}))
    assert journal.crashes_so_far() == 1


# --- the program


def run(*words: str, **environment: str) -> subprocess.Popen[bytes]:
    words = (*words, "--source", "pattern", "--virtual-camera", "none")
    return subprocess.Popen(
        [sys.executable, "-m", "app", "run", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )


def said_until(process: subprocess.Popen[bytes], word: bytes) -> bytes:
    said = b""
    assert process.stderr is not None
    for line in process.stderr:
        said += line
        if word in line:
            break
    return said


def test_two_kills_in_a_row_offer_safe_mode_which_starts_with_the_card_on_the_cpu() -> None:
    for _ in range(2):
        process = run()
        said_until(process, b"on air")
        process.kill()
        process.wait()
    process = run()
    said = said_until(process, b"on air")
    process.terminate()
    assert process.wait(20) == 0
    assert b"crashed 2 times in a row" in said and b"run --safe" in said
    process = run("--safe", "--effect", "none", "--seconds", "1.5")
    assert process.stderr is not None
    said = process.stderr.read()
    assert process.wait(20) == 0
    assert b"on air: Card\n" in said and b"renderer: cpu" in said and b"times" not in said
    assert b"Safe mode" in said and b"until it is taken off" in said
    log = journal.read(journal.log_file())
    assert "ended: told to by SIGTERM" in log and "ended: 1.5 s are over" in log


def test_a_home_that_cannot_be_written_or_is_missing_keeps_the_program_on_air(tmp_path: Path) -> None:
    for home in ("/proc", str(tmp_path / "missing" / "home")):
        process = run("--seconds", "1.5", HOME=home, STANDIN_CONFIG_DIR=f"{home}/config")
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(20) == 0 and b"on air" in said and b"Traceback" not in said
        if home == "/proc":
            assert b"Nothing that you change is kept, as /proc cannot be written" in said
        time.sleep(0.1)


def test_while_nobody_watches_it_says_what_will_be_seen_and_what_is_missing() -> None:
    words = ["--effect", "replace", "--source", "Nobody's camera", "--microphone", "Nobody's", "--seconds", "2.5"]
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "run", *words, "--virtual-camera", "none"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    assert process.wait(20) == 0
    assert b"on air: Card, as nobody watches; Replace when somebody does" in said
    assert b"There is no camera" in said and b"microphone: " in said


def test_a_start_that_is_refused_and_a_change_that_is_refused_are_logged(tmp_path: Path) -> None:
    process = run()
    said_until(process, b"on air")
    gone = str(tmp_path / "gone.png")
    for words in (
        ["ctl", "scene", "--effect", "replace", "--file", gone],
        ["ctl", "scene", "--effect", "replace", "--file", gone],
        ["ctl", "profile", "Dr. Miller's"],
        ["ctl", "microphone", "Jane's AirPods"],
        ["ctl", "scene", "--effect", "avatar", "--character", "Jane Doe"],
        ["run", "--effect", "avatar", "--character", "Jane Doe"],
        ["run", "--profile", "Dr. Miller's"],
        ["run", "--source", "pattern"],
    ):
        done = subprocess.run([sys.executable, "-m", "app", *words], cwd=ROOT, check=False, capture_output=True)
        assert done.returncode in (0, 1, 3)
    process.terminate()
    assert process.wait(20) == 0
    log = journal.read(journal.log_file())
    assert log.count("scene refused: The picture (a file) does not exist") == 1  # not once for each look
    assert "not started: Standin is running already" in log and "profile refused: There is no profile" in log
    assert not [name for name in (gone, "Miller", "Jane") if name in log], log

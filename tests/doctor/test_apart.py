"""Rows made in a process of their own: a driver that ends or holds it up is a row, and the others are there."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator

import pytest

from app.doctor import apart
from app.doctor.check import Check
from app.options import Options

CHILD = """
import json, os, sys, time
for part in sys.argv[sys.argv.index("--only") + 1].split(","):
    {deed}
    row = {{"name": part, "state": "ok", "why": "it works"}}
    print(json.dumps({{"row": row}}), flush=True)
    print(json.dumps({{"done": part}}), flush=True)
"""


def rows(deed: str) -> list[tuple[str, str, str]]:
    found = apart.checks(Options(), [sys.executable, "-c", CHILD.format(deed=deed)])
    return [(row.name, row.state, row.cause) for row in found]


def test_every_part_has_its_rows() -> None:
    assert rows("pass") == [(part, "ok", "") for part in apart.PARTS]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_a_driver_that_crashes_is_a_row_and_the_others_are_there() -> None:
    assert rows("part != 'OpenGL' or os.abort()") == [
        ("OpenGL", "broken", "crashes"),
        ("camera", "ok", ""),
        ("microphone", "ok", ""),
    ]


def test_a_driver_that_hangs_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE_SECONDS", 1.5)
    assert rows("part != 'microphone' or time.sleep(60)")[1:] == [
        ("camera", "ok", ""),
        ("microphone", "broken", "hangs"),
    ]


def test_a_check_that_fails_by_itself_is_a_row() -> None:
    assert rows("assert part != 'camera', 'the reason'")[1] == ("camera", "warning", "check ended")
    found = list(apart.checks(Options(), [sys.executable, "-c", CHILD.format(deed="assert part != 'camera', 'why'")]))
    assert "AssertionError: why" in found[1].why


def test_one_that_ends_in_the_middle_of_a_line_is_a_row() -> None:
    assert [row[2] for row in rows("part != 'camera' or os.write(1, b'{') and os.abort()")] == ["", "crashes", ""]


def test_what_a_library_prints_is_no_row(capfd: pytest.CaptureFixture[str]) -> None:
    def part() -> Iterator[Check]:
        os.write(1, b"I am a driver\n")
        yield Check("camera", "ok", "it works")

    kept = os.dup(1)
    try:
        apart.tell([("camera", part())])
    finally:
        os.dup2(kept, 1)
        os.close(kept)
    out, err = capfd.readouterr()
    assert [json.loads(line) for line in out.splitlines()][-1] == {"done": "camera"} and "driver" in err


@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes")
def test_what_a_child_started_does_not_hold_its_end_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE_SECONDS", 1.5)
    deed = "part != 'microphone' or os.system('sleep 30')"
    began = time.monotonic()
    assert rows(deed)[-1] == ("microphone", "broken", "hangs") and time.monotonic() - began < 15

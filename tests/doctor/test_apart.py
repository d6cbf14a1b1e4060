"""Rows made in a process of their own: a driver that ends or holds it up is a row, and the others are there."""

from __future__ import annotations

import sys

import pytest

from app.doctor import apart
from app.options import Options

CHILD = """
import json, os, sys, time
for part in sys.argv[sys.argv.index("--only") + 1].split(","):
    {deed}
    row = {{"name": part, "state": "ok", "why": "it works"}}
    print(json.dumps({{"part": part, "rows": [row]}}), flush=True)
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
    assert rows("assert part != 'camera'")[1] == ("camera", "warning", "check ended")

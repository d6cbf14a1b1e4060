"""Checks that a driver may end or hold up, made in a process of their own: the other rows are there all the same.

The child prints a line for each part that is done: {"part": name, "rows": [row ..]}.
"""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence

from app.doctor.check import Check
from app.options import Options
from app.resources import program_words
from app.settings import flag, to_json

OPENGL, CAMERA, MICROPHONE = "OpenGL", "camera", "microphone"
PARTS = OPENGL, CAMERA, MICROPHONE
PATIENCE_SECONDS = 20.0
"""How long one part may take."""


def options_words(options: Options) -> list[str]:
    """Flags that give another process these options."""
    return [flag(name, value) for name, value in to_json(options).items()]


def checks(options: Options, program: Sequence[str] = ()) -> Iterator[Check]:
    """The rows of all PARTS in turn; one whose process ends or hangs has a row that says so.

    program: the words that start the child, for tests
    """
    left = list(PARTS)
    while left:
        words = [*(program or program_words()), "doctor", "--only", ",".join(left), *options_words(options)]
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        hung = threading.Event()
        try:
            while left and (line := _line(child, hung)):
                yield from (Check(**row) for row in json.loads(line)["rows"])
                left.pop(0)
        finally:
            child.kill()
            status = child.wait()
        if left:
            yield _ended(left.pop(0), status, hung=hung.is_set())


def _line(child: subprocess.Popen[bytes], hung: threading.Event) -> bytes:
    """The child's next line; empty where it ended, or was ended because none came in time."""

    def end() -> None:
        hung.set()
        child.kill()

    timer = threading.Timer(PATIENCE_SECONDS, end)
    timer.start()
    assert child.stdout is not None
    try:
        return child.stdout.readline()
    finally:
        timer.cancel()


def _ended(part: str, status: int, *, hung: bool) -> Check:
    if hung:
        why = f"did not answer in {PATIENCE_SECONDS:.0f} s, so Standin may hang at it too"
        return Check(part, "broken", why, _without(part), "hangs")
    if status >= 0:
        why = f"could not be looked at: the check ended early ({status})"
        return Check(part, "warning", why, "Run the doctor again, or install Standin again", "check ended")
    why = f"ended the check ({signal.Signals(-status).name}), as a broken driver does, so it may end Standin too"
    return Check(part, "broken", why, _without(part), "crashes")


def _without(part: str) -> str:
    """How to go on without a part whose driver is broken."""
    if part == OPENGL:
        return "Draw without it: standin run --renderer cpu. Update the graphics card's driver"
    if part == CAMERA:
        return "Plug the camera in again, then run the doctor again"
    return "Plug the microphone in again, then run the doctor again; or use --microphone off"

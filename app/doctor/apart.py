"""Checks that a driver may end or hold up, made in a process of their own: the other rows are there all the same.

The child prints a line for each row, {"row": {..}}, and one for each part that is done, {"done": name}.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from app.doctor.check import Check
from app.options import Options
from app.resources import program_words
from app.settings import flag, to_json

OPENGL, CAMERA, MICROPHONE = "OpenGL", "camera", "microphone"
PARTS = OPENGL, CAMERA, MICROPHONE
PATIENCE_SECONDS = 15.0
"""How long one row may take: OpenCV waits ten seconds for a camera that gives nothing."""


def options_words(options: Options) -> list[str]:
    """Flags that give another process these options."""
    return [flag(name, value) for name, value in to_json(options).items()]


def answer_of(words: Sequence[str], seconds: float) -> Any:
    """What this program prints as JSON when it is called with these words.

    Raises ValueError where that is none, TimeoutError where it takes longer; whatever it started is ended then.
    """
    with started([*program_words(), *words], subprocess.DEVNULL) as child:
        try:
            answer, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            end(child)
            raise TimeoutError(f"no answer in {seconds:.0f} s") from error
    return json.loads(answer)


def started(words: Sequence[str], errors: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """A child with what it prints, in a group of its own: it and what it starts are ended together."""
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=pipe, stderr=errors, start_new_session=True)


def end(child: subprocess.Popen[bytes]) -> None:
    """Ends a child and what it started."""
    if sys.platform == "win32":
        child.kill()
        return
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # all of them ended already


def tell(parts: Iterable[tuple[str, Iterable[Check]]]) -> None:
    """Prints the rows of parts, as the child does; what libraries print goes elsewhere."""
    with os.fdopen(os.dup(1), "w") as out:
        os.dup2(2, 1)
        for name, rows in parts:
            for row in rows:
                print(json.dumps({"row": row.to_json()}), file=out, flush=True)
            print(json.dumps({"done": name}), file=out, flush=True)


def checks(options: Options, program: Sequence[str] = ()) -> Iterator[Check]:
    """The rows of all PARTS in turn; one whose process ends or hangs has a row that says so.

    program: the words that start the child, for tests
    """
    left = list(PARTS)
    while left:
        words = [*(program or program_words()), "doctor", "--only", ",".join(left), *options_words(options)]
        hung = threading.Event()
        with tempfile.TemporaryFile() as errors, started(words, errors) as child:
            try:
                while left and (answer := _line(child, hung)):
                    if "row" in answer:
                        yield Check(**answer["row"])
                    else:
                        left.pop(0)
            finally:
                end(child)
                status = child.wait()
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
        if left:
            yield _ended(left.pop(0), status, said[-1] if said else "", hung=hung.is_set())


def _line(child: subprocess.Popen[bytes], hung: threading.Event) -> dict[str, Any]:
    """The child's next line; empty where it ended in the middle of one, or was ended because none came in time."""

    def give_up() -> None:
        hung.set()
        end(child)

    timer = threading.Timer(PATIENCE_SECONDS, give_up)
    timer.start()
    assert child.stdout is not None
    try:
        return dict(json.loads(child.stdout.readline()))
    except ValueError:
        child.wait()
        return {}
    finally:
        timer.cancel()


def _ended(part: str, status: int, said: str, *, hung: bool) -> Check:
    if hung:
        why = f"did not answer in {PATIENCE_SECONDS:.0f} s, so Standin may hang at it too"
        return Check(part, "broken", why, _without(part), "hangs")
    if status >= 0:
        why = f"could not be looked at: the check ended early ({said or status})"
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

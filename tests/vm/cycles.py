"""Starts, stops and kills the program over and over while a call goes on, and looks for the room in the call.

    VM_LABELS="Standin Camera,Test Webcam" ../shared/vm/run -t 3000 python -m tests.vm.cycles [CYCLES]

Gives the exit status 1 where the room was seen, or where the call had no picture for two seconds. Not part of the
tests: 200 cycles take about half an hour.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.vm.feed import notes_in
from tests.vm.guest import BLUR, GREEN, PROGRAM, SIZE, SMALL, Watcher, room, status

SCENES = (BLUR, [*SMALL, *GREEN], [*SIZE, "--source", "Test Webcam", "--effect", "avatar"])
ENDS = ("stop", "kill", "hang and kill", "stop")


def cycle(number: int, watcher: Watcher, chance: random.Random) -> float | None:
    """One start and one end; seconds until something treated was on air, None where the end came before."""
    scene, end = SCENES[number % len(SCENES)], ENDS[number // len(SCENES) % len(ENDS)]
    process = subprocess.Popen([*PROGRAM, "run", *scene], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    began, treated = time.monotonic(), None
    early = began + (30 if chance.random() < 0.7 else chance.uniform(0.3, 6))
    while time.monotonic() < early and treated is None:
        time.sleep(0.1)
        if status().get("on_air", "Card") != "Card":
            treated = time.monotonic() - began
            time.sleep(chance.uniform(0, 1.5))
    if end == "hang and kill":
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
    process.send_signal(signal.SIGTERM if end == "stop" else signal.SIGKILL)
    process.wait(60)
    return treated


def main(cycles: int) -> int:
    """Runs them all and says what was seen."""
    folder = Path(tempfile.mkdtemp())
    (folder / "run").mkdir(mode=0o700)
    os.environ |= {"STANDIN_RUNTIME_DIR": str(folder / "run"), "STANDIN_CONFIG_DIR": str(folder / "config")}
    notes_in(folder / "notes")
    chance, took = random.Random(1), []
    with room(folder / "notes"), Watcher() as watcher:
        for number in range(cycles):
            took.append(cycle(number, watcher, chance))
            if number % 10 == 9:
                print(
                    f"{number + 1} cycles: {watcher.count} pictures, most of the room {watcher.seen:.3f}, greatest gap"
                    f" {watcher.greatest_gap:.2f} s, opened {watcher.opened} times, treated in"
                    f" {sum(seconds is not None for seconds in took)}",
                    flush=True,
                )
    known = [seconds for seconds in took if seconds is not None]
    print(f"treated after a start: {len(known)} times, median {np.median(known):.1f} s, longest {max(known):.1f} s")
    return int(watcher.seen > 0.3 or watcher.greatest_gap > 2)


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["200"])[0])))

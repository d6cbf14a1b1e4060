"""What every program needs: room on the disk, folders that can be written, a clock that runs evenly."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from app.doctor.check import Check
from app.doctor.machine import Machine
from app.errors import in_short
from app.options import Options
from app.resources import config_folder, user_path
from app.settings import unwritable

LITTLE_MB = 200
SLOW_CLOCKS = ("hpet", "acpi_pm", "jiffies")
NAP_SECONDS, LATE_SECONDS = 0.002, 0.012
FIRST_YEAR = 2026


def checks(options: Options) -> Iterator[Check]:
    """Every check of what is around the program."""
    yield settings_folder(config_folder())
    if options.record:
        yield disk("disk of the recording", user_path(options.record).parent, "the recording")
    yield clock(Machine().clock_source if sys.platform == "linux" else "", late_seconds(), time.gmtime().tm_year)


def settings_folder(folder: Path, free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free) -> Check:
    """Whether settings can be kept: a home that is missing, read-only or full is told apart."""
    wall = unwritable(folder)
    if wall is not None:
        missing = wall != folder and Path.home() not in (wall, *wall.parents)
        why = "Your home folder is missing" if missing else f"{wall} cannot be written"
        fix = "Make it writable for you, or name a folder in STANDIN_CONFIG_DIR"
        cause = "home missing" if missing else "read-only"
        return Check("disk", "warning", f"{why}, so nothing that you change is kept", fix, cause)
    return disk(
        "disk", next(parent for parent in (folder, *folder.parents) if parent.exists()), "what you change", free
    )


def disk(
    name: str, folder: Path, what: str, free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
) -> Check:
    """How much room there is for something."""
    try:
        megabytes = free(folder) // 2**20
    except OSError as error:
        return Check(
            name, "warning", f"{folder}: {error.strerror or in_short(error)}", "Check that place", "unreadable"
        )
    if megabytes < 1:
        why = f"The disk is full, so {what} cannot be kept"
        return Check(name, "broken", why, "Delete what you no longer need", "disk full")
    if megabytes < LITTLE_MB:
        why = f"{megabytes} MB are free, which may soon be too little for {what}"
        return Check(name, "warning", why, "Delete what you no longer need", "disk nearly full")
    return Check(name, "ok", f"{megabytes / 1024:.0f} GB free")


def late_seconds() -> float:
    """How much longer than asked a short wait takes, median of nine."""
    naps = []
    for _ in range(9):
        began = time.monotonic()
        time.sleep(NAP_SECONDS)
        naps.append(time.monotonic() - began - NAP_SECONDS)
    return median(naps)


def clock(source: str, late: float, year: int) -> Check:
    """Whether the clock is right enough for secure calls, and even enough for pictures."""
    if year < FIRST_YEAR:
        why = f"The clock says {year}, so call apps refuse secure connections"
        return Check("clock", "warning", why, "Set the clock: sudo timedatectl set-ntp true", "clock wrong")
    if source in SLOW_CLOCKS:
        why = f"The system fell back to the slow clock {source}, so all of the program takes longer"
        return Check("clock", "warning", why, "Start the computer again; update its firmware", "clock slow")
    if late > LATE_SECONDS:
        why = f"Waits take {1e3 * late:.0f} ms too long, so pictures come unevenly"
        return Check("clock", "warning", why, "Close programs that are busy", "clock uneven")
    return Check("clock", "ok", "right and even")

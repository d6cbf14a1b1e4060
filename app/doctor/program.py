"""Whether Standin itself runs, answers, and ended as it should the last time."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from app.control import AlreadyRunning, EngineClient, EngineHangs, EngineLock
from app.doctor.check import Check
from app.errors import StandinError
from app.journal import MANY_CRASHES, crashes_so_far
from app.resources import not_private, runtime_folder, runtime_folders
from app.version import version

ROW = "Standin"
OWN_PARTS = {"recording", "renderer", "scene", "perception", "drawing", "mouth"}
"""Parts of a running engine that no other row looks at."""


def running() -> bool:
    """Whether an engine of this user runs, which then has the devices."""
    try:
        EngineLock().close()
    except AlreadyRunning:
        return True
    except StandinError:
        pass  # there is no place for one
    return False


def status() -> dict[str, Any]:
    """The running engine's status; empty where there is none. Raises EngineHangs where it does not answer."""
    try:
        with closing(EngineClient()) as engine:
            return dict(engine.call("status"))
    except EngineHangs:
        raise
    except StandinError:
        return {}


def status_if_any() -> dict[str, Any]:
    """The running engine's status; empty where it does not answer either."""
    try:
        return status()
    except StandinError:
        return {}


def check() -> Check:
    """The first thing that is wrong with the program itself, or that it runs."""
    try:
        runtime_folder()
        alive = running()
        found = status() if alive else {}
    except EngineHangs as error:
        return Check.said(ROW, "broken", error, "engine hangs")
    except StandinError as error:
        why, _, fix = str(error).partition(". ")
        return Check(ROW, "broken", f"{why}, so Standin cannot start", fix, "no session folder")
    wanted = runtime_folders()[0]
    passed_over = not_private(wanted)
    if passed_over:
        why = f"{wanted} cannot be used ({passed_over}), so Standin is not found from another login"
        fix = f"Remove {wanted}, or name a folder of your own in STANDIN_RUNTIME_DIR"
        if passed_over.startswith(str(wanted.parent)):  # the session's folder is not this user's
            fix = "Log in as this user, not with su, or unset XDG_RUNTIME_DIR"
        return Check(ROW, "warning", why, fix, "other session folder")
    for part in OWN_PARTS & found.get("problems", {}).keys():
        why, _, fix = str(found["problems"][part]).partition(". ")
        return Check(ROW, "warning", why, fix or "Look at what standin ctl status says", "engine problem")
    crashes = found.get("crashes", 0) if alive else crashes_so_far()
    if crashes >= MANY_CRASHES:
        why = f"Standin was ended {crashes} times in a row before it could clean up"
        fix = "Start it in safe mode: standin run --safe. standin doctor --report FILE tells its makers"
        return Check(ROW, "warning", why, fix, "crashes")
    if alive:
        return Check(ROW, "ok", f"runs, version {version()}" if found else f"is starting, version {version()}")
    return Check(ROW, "ok", f"does not run now, version {version()}")

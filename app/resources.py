"""Where the program finds its own files and keeps those of its user."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import platformdirs

from app.errors import Unusable

NAME = "standin"
PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """A file of shaders/, models/ or assets/, in a checkout, a wheel or a frozen build.

    It lies beside the package's own files in a wheel and a frozen build, else one folder up.
    """
    inside = PACKAGE.joinpath(*parts)
    return inside if inside.exists() else PACKAGE.parent.joinpath(*parts)


def program_words() -> list[str]:
    """The words that start this program once more: the frozen program itself, or this Python with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "app"]


def user_path(text: str) -> Path:
    """A path as people write it: ~ is their home; ~nobody stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def config_folder() -> Path:
    """The folder of the settings file; STANDIN_CONFIG_DIR names another one. It may not exist yet."""
    return Path(os.environ.get("STANDIN_CONFIG_DIR") or platformdirs.user_config_dir(NAME, appauthor=False))


def state_folder() -> Path:
    """The folder of the log and of crashes; beside the settings where STANDIN_CONFIG_DIR names their folder."""
    named = os.environ.get("STANDIN_CONFIG_DIR")
    return Path(named or platformdirs.user_state_dir(NAME, appauthor=False))


def runtime_folders() -> list[Path]:
    """Where socket, lock and preview may lie, best first; only what STANDIN_RUNTIME_DIR names, where it is set."""
    if named := os.environ.get("STANDIN_RUNTIME_DIR"):
        return [Path(named)]
    if sys.platform != "linux":
        return [Path(platformdirs.user_runtime_dir(NAME, appauthor=False))]
    session = os.environ.get("XDG_RUNTIME_DIR")
    found = [Path(session) / NAME] if session else []
    return [*found, Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}", state_folder() / "run"]


def runtime_folder() -> Path:
    """The folder of socket, lock and preview, for this user alone: the first of `runtime_folders` that can be used.

    Raises Unusable where there is none.
    """
    problems = []
    for folder in runtime_folders():
        if not (why := not_private(folder)):
            return folder
        problems.append((folder, why))
    wanted, why = problems[0]
    raise Unusable(f"{wanted} cannot be used ({why}). Check that place, or name another in STANDIN_RUNTIME_DIR")


def not_private(folder: Path) -> str:
    """Why a folder cannot hold what is this user's alone; empty where it can: it is made where it is not there."""
    try:
        session = os.environ.get("XDG_RUNTIME_DIR", "")
        if folder == Path(session) / NAME and not os.environ.get("STANDIN_RUNTIME_DIR"):
            if not Path(session).is_dir():
                return f"{session} is missing"
            if Path(session).stat().st_uid != os.getuid():
                return f"{session} belongs to another user"  # as after su
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sys.platform != "win32":
            # A link that somebody else made leads where they like.
            if {folder.lstat().st_uid, folder.stat().st_uid} != {os.getuid()}:
                return "it belongs to another user"
            if folder.stat().st_mode & 0o077:
                folder.chmod(0o700)
        return "" if os.access(folder, os.W_OK | os.X_OK) else "it cannot be written"
    except OSError as error:
        return (error.strerror or str(error)).lower()

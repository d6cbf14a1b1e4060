"""Where the program finds its own files and keeps those of its user."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import platformdirs

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


def runtime_folder() -> Path:
    """The folder of socket, lock and preview, made for this user alone; STANDIN_RUNTIME_DIR names another one.

    Raises OSError where it cannot be made or belongs to somebody else.
    """
    named = os.environ.get("STANDIN_RUNTIME_DIR")
    if named:
        folder = Path(named)
    elif os.environ.get("XDG_RUNTIME_DIR"):
        folder = Path(os.environ["XDG_RUNTIME_DIR"]) / NAME
    elif sys.platform == "linux":
        folder = Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}"
    else:
        folder = Path(platformdirs.user_runtime_dir(NAME, appauthor=False))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        found = folder.lstat()
        if found.st_uid != os.getuid() or found.st_mode & 0o077:
            folder.chmod(0o700)
    return folder

"""Starting with the computer."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from app.errors import Unusable
from app.resources import PACKAGE, program_words


def _command() -> list[str]:
    """What starts the program in the tray: the frozen program, the checkout's `run`, or this Python."""
    script = PACKAGE.parent / "run"
    in_checkout = script.exists() and sys.platform != "win32"
    return [*([str(script)] if in_checkout else program_words()), "gui", "--hidden"]


def autostart_file() -> Path:
    """The file whose presence makes the system start the program when the user logs in."""
    home = Path.home()
    if sys.platform == "win32":
        return home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/standin.cmd"
    if sys.platform == "darwin":
        return home / "Library/LaunchAgents/standin.plist"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "autostart/standin.desktop"


def starts_with_computer() -> bool:
    """True where it was switched on."""
    return autostart_file().exists()


def start_with_computer(on: bool) -> None:
    """Switches it on or off; raises Unusable where the file cannot be written."""
    path = autostart_file()
    try:
        if on:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_content())
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Unusable(f"This cannot be changed ({error.strerror}). Check {path.parent}") from error


def _content() -> bytes:
    words = _command()
    if sys.platform == "win32":
        return f'@start "" {" ".join(chr(34) + word + chr(34) for word in words)}\r\n'.encode()
    if sys.platform == "darwin":
        import plistlib

        return plistlib.dumps({"Label": "standin", "ProgramArguments": words, "RunAtLoad": True})
    # In a desktop file a percent sign is doubled; shlex quotes the rest as its words are read.
    line = shlex.join(words).replace("%", "%%")
    return f"[Desktop Entry]\nType=Application\nName=Standin\nExec={line}\nIcon=standin\nTerminal=false\n".encode()

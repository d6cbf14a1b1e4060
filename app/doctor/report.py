"""A bundle for bug reports: the doctor's rows, versions and the log, without pictures, names or paths of home."""

from __future__ import annotations

import dataclasses
import getpass
import json
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app import journal
from app.avatar.character import own, removed
from app.doctor.check import Check
from app.doctor.machine import Machine
from app.doctor.program import status_if_any
from app.journal import NAMED, ORDINARY, names_in, without_names
from app.options import Options
from app.resources import program_words
from app.settings import SettingsFile
from app.version import version
from app.video4linux import video_devices

WHEELS = ("numpy", "opencv-python-headless", "onnxruntime", "moderngl", "PySide6-Essentials", "pyvirtualcam")
LEFT_OUT = ("scene", "source", "source_choice", "microphone", "profiles", "notices")
"""Of the engine's status: what holds names, or is told elsewhere."""
LINES = 500
"""Of the log."""


def report(rows: Iterable[Check], options: Options, settings: SettingsFile) -> dict[str, Any]:
    """Everything, as JSON."""
    crashes = [journal.read(journal.crash_file(name)) for name in ("crash", "crash.old", "window", "window.old")]
    told = dataclasses.asdict(options)
    told |= {name: told[name] if told[name] in ORDINARY else "(a name)" for name in NAMED}
    found = {
        "version": version(),
        "system": {**_system(), "python": sys.version, "packages": _packages()},
        "options": told,
        "doctor": [row.to_json() for row in rows],
        "engine": _engine(),
        "notices": settings.notices,
        "log": journal.read(journal.log_file()).splitlines()[-LINES:],
        "crashes": [line for crash in crashes for line in crash.splitlines()],
    }
    characters = *own(), *removed()
    return dict(_cleaned(found, [*names(options), *names_in(settings.data), *characters, *_who()]))


def names(options: Options) -> set[str]:
    """Names that devices and files have here, which may be those of people."""
    found = {getattr(options, name) for name in NAMED} | {Path(options.record).name, Path(options.source).name}
    found |= {device.label for device in video_devices()}
    try:  # in a process of its own: a driver may end it
        done = subprocess.run([*program_words(), "devices", "--json"], capture_output=True, check=False, timeout=20)
        devices = json.loads(done.stdout)
        found |= {camera["camera"] for camera in devices["cameras"]} | {*devices["microphones"]["names"]}
    except (ValueError, KeyError, subprocess.TimeoutExpired):
        pass  # then the log, which is without names already, is all that may hold one
    return found - ORDINARY


def _engine() -> dict[str, Any]:
    """What the running engine says of itself; empty where none runs."""
    status = status_if_any()
    found = {key: value for key, value in status.items() if key not in LEFT_OUT}
    return {**found, "effects": [layer["effect"] for layer in status["scene"]]} if found else {}


def _who() -> list[str]:
    try:
        return [getpass.getuser(), socket.gethostname()]
    except (OSError, KeyError):
        return [socket.gethostname()]


def _system() -> dict[str, str]:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        name = ""
    return {
        "name": name,
        "system": platform.system(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "desktop": os.environ.get("XDG_CURRENT_DESKTOP", ""),
        "session": os.environ.get("XDG_SESSION_TYPE", ""),
        "v4l2loopback": Machine().module_version if sys.platform == "linux" else "",
    }


def _packages() -> dict[str, str]:
    from importlib import metadata

    found = {}
    for package in WHEELS:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "in the bundle" if getattr(sys, "frozen", False) else "missing"
    return found


def _cleaned(value: Any, private: list[str]) -> Any:
    if isinstance(value, str):
        return without_names(value, private)
    if isinstance(value, dict):
        return {key: _cleaned(part, private) for key, part in value.items()}
    return [_cleaned(part, private) for part in value] if isinstance(value, list) else value

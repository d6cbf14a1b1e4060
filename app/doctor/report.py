"""A bundle for bug reports: the doctor's rows, versions and the log, without pictures, names or paths of home."""

from __future__ import annotations

import dataclasses
import getpass
import os
import platform
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app import journal
from app.avatar.character import own, removed
from app.doctor.apart import CAMERA, MICROPHONE, answer_of
from app.doctor.check import Check
from app.doctor.machine import Machine
from app.doctor.program import status_if_any
from app.journal import NAMED, ORDINARY, names_in, strings_in, without_names
from app.options import Options
from app.settings import SettingsFile
from app.version import version
from app.video4linux import video_devices

WHEELS = ("numpy", "opencv-python-headless", "onnxruntime", "moderngl", "PySide6-Essentials", "pyvirtualcam")
NAMES = ("source", "source_choice", "microphone", "profiles")
"""Of the engine's status: what holds names."""
DEVICES_SECONDS = 20.0
LINES = 500
"""Of the log."""


def report(rows: Iterable[Check], options: Options, settings: SettingsFile) -> dict[str, Any]:
    """Everything, as JSON."""
    crashes = [journal.read(journal.crash_file(name)) for name in ("crash", "crash.old", "window", "window.old")]
    told = dataclasses.asdict(options)
    told |= {name: told[name] if told[name] in ORDINARY else "(a name)" for name in NAMED}
    engine, devices = status_if_any(), _devices()
    found = {
        "version": version(),
        "system": {**_system(), "python": sys.version, "packages": _packages()},
        "options": told,
        "doctor": [row.to_json() for row in (rows if devices is not None else map(_unnamed, rows))],
        "engine": _told(engine),
        "notices": settings.notices,
        "log": journal.read(journal.log_file()).splitlines()[-LINES:],
        "crashes": [line for crash in crashes for line in crash.splitlines()],
    }
    names = {*_names(options), *(devices or ()), *names_in(settings.data), *own(), *removed(), *_who()}
    names |= names_in({"scene": engine.get("scene")}) | strings_in([engine.get(key) for key in NAMES])
    return dict(_cleaned(found, [*names - ORDINARY]))


def _names(options: Options) -> set[str]:
    """Names that this user's files and virtual cameras have."""
    found = {getattr(options, name) for name in NAMED} | {Path(options.record).name, Path(options.source).name}
    return found | {device.label for device in video_devices()}


def _devices() -> set[str] | None:
    """Names of cameras and microphones, from a process of their own; None where a driver does not let them be had."""
    try:
        found = answer_of(["devices", "--json"], DEVICES_SECONDS)
        return {camera["camera"] for camera in found["cameras"]} | {*found["microphones"]["names"]}
    except (ValueError, KeyError, TimeoutError, OSError):
        return None


def _unnamed(row: Check) -> Check:
    """A row without what may be a device's name, where these are not known."""
    part = row.name.split()[0]
    if part not in (CAMERA, MICROPHONE):
        return row
    return dataclasses.replace(row, name=part, why="(left out: it may hold a name)")


def _told(status: dict[str, Any]) -> dict[str, Any]:
    """What the running engine says of itself; empty where none runs."""
    found = {key: value for key, value in status.items() if key not in (*NAMES, "scene")}
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
            found[package] = "missing"
    return found


def _cleaned(value: Any, private: list[str]) -> Any:
    if isinstance(value, str):
        return without_names(value, private)
    if isinstance(value, dict):
        return {key: _cleaned(part, private) for key, part in value.items()}
    return [_cleaned(part, private) for part in value] if isinstance(value, list) else value

"""The declaration of one setting, and the settings file.

A setting is a field of a frozen dataclass, declared once with slider, toggle, choice, colour, file or text:
its default, range, unit and sentence. The control in the window, the key in the file, the flag on the command
line and the uniform in the shader follow from the declaration and have the field's name.
"""

from __future__ import annotations

import argparse
import dataclasses
import errno
import json
import math
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from app.errors import Unusable, in_short

S = TypeVar("S")
Kind = Literal["slider", "toggle", "choice", "colour", "file", "text"]
VERSION = 1


@dataclass(frozen=True)
class Setting:
    """What is known of one setting.

    low, high: bounds of a slider
    options: those of a choice
    label: what the window calls it, where its name is no word for everybody
    only_with, only_without: another setting without, or with, whose value this one has no meaning
    """

    name: str
    kind: Kind
    default: Any
    help: str
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    options: tuple[Any, ...] = ()
    label: str = ""
    only_with: str = ""
    only_without: str = ""

    @property
    def title(self) -> str:
        """The words for it in the window."""
        return self.label or self.name.replace("_", " ").capitalize()

    def parse(self, value: object) -> Any:
        """The value as this setting holds it, clamped into its range.

        value: from a file (JSON) or the command line (text)
        Raises ValueError, with a sentence, where it is none.
        """
        return getattr(self, f"_parse_{self.kind}")(value)

    def _parse_slider(self, value: object) -> float:
        try:
            number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if math.isnan(number):
            raise ValueError(f"{self.name} is a number from {self.low:g} to {self.high:g}, not {value!r}")
        return min(max(number, self.low), self.high)

    def _parse_toggle(self, value: object) -> bool:
        words = {
            "true": True,
            "on": True,
            "yes": True,
            "1": True,
            "false": False,
            "off": False,
            "no": False,
            "0": False,
        }
        found = words.get(str(value).lower())
        if found is None:
            raise ValueError(f"{self.name} is on or off, not {value!r}")
        return found

    def _parse_choice(self, value: object) -> Any:
        for option in self.options:
            if str(option) == str(value):
                return option
        raise ValueError(f"{self.name} is one of {', '.join(map(str, self.options))}, not {value!r}")

    def _parse_colour(self, value: object) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(value)):
            raise ValueError(f"{self.name} is a colour like #1e90ff, not {value!r}")
        return str(value).lower()

    def _parse_file(self, value: object) -> str:
        if not isinstance(value, str) or "\0" in value:
            raise ValueError(f"{self.name} is the path of a file, not {value!r}")
        return value

    def _parse_text(self, value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(f"{self.name} is a text, not {value!r}")
        return value


def _declared(kind: Kind, default: Any, **known: Any) -> Any:
    return dataclasses.field(default=default, metadata={"setting": {"kind": kind, "default": default, **known}})


def slider(default: float, low: float, high: float, *, help: str, unit: str = "", **known: str) -> Any:
    """Declares a number from `low` to `high`; `known` is a label or a condition, as of every kind."""
    return _declared("slider", default, low=low, high=high, unit=unit, help=help, **known)


def toggle(default: bool, *, help: str, **known: str) -> Any:
    """Declares on or off."""
    return _declared("toggle", default, help=help, **known)


def choice(default: Any, options: tuple[Any, ...], *, help: str, **known: str) -> Any:
    """Declares one of `options`, which are texts or whole numbers."""
    return _declared("choice", default, options=options, help=help, **known)


def colour(default: str, *, help: str, **known: str) -> Any:
    """Declares a colour, "#rrggbb"."""
    return _declared("colour", default, help=help, **known)


def file(*, help: str, **known: str) -> Any:
    """Declares the path of a file of the user's; empty where there is none."""
    return _declared("file", "", help=help, **known)


def text(default: str, *, help: str, **known: str) -> Any:
    """Declares a line of text."""
    return _declared("text", default, help=help, **known)


def settings_of(kind: type) -> tuple[Setting, ...]:
    """The settings that a dataclass declares, in their order."""
    fields = dataclasses.fields(kind)
    return tuple(Setting(f.name, **f.metadata["setting"]) for f in fields if "setting" in f.metadata)


def from_json(kind: type[S], data: Mapping[str, object], notices: list[str]) -> S:
    """`kind` with the values that `data` has for it.

    A value that cannot be used is left at its default and one out of range is clamped, each with a
    sentence added to `notices`. Keys it does not know are not touched.
    """
    values = {}
    for setting in settings_of(kind):
        if setting.name not in data:
            continue
        try:
            values[setting.name] = setting.parse(data[setting.name])
        except ValueError as error:
            notices.append(f"{in_short(error)}; using {setting.default}")
            continue
        if setting.kind == "slider" and values[setting.name] != data[setting.name]:
            notices.append(f"{setting.name} was {data[setting.name]}; using {values[setting.name]:g}")
    return kind(**values)


def to_json(value: Any) -> dict[str, Any]:
    """The declared settings of a dataclass as JSON values."""
    return {setting.name: getattr(value, setting.name) for setting in settings_of(type(value))}


def add_flags(parser: argparse.ArgumentParser, kind: type, leave_out: tuple[str, ...] = ()) -> None:
    """One flag for each setting that `kind` declares; those not given are absent from the result."""

    def parsed(setting: Setting) -> Any:
        def parse(value: str) -> Any:
            found = setting.parse(value)
            if setting.kind == "slider" and found != float(value):
                raise argparse.ArgumentTypeError(f"{value} is not between {setting.low:g} and {setting.high:g}")
            return found

        parse.__name__ = setting.name
        return parse

    for setting in settings_of(kind):
        if setting.name in leave_out:
            continue
        name = "--" + setting.name.replace("_", "-")
        note = (
            f"{setting.help} ({setting.low:g} to {setting.high:g}{' ' + setting.unit if setting.unit else ''})"
            if setting.kind == "slider"
            else setting.help
        )
        usual = ("on" if setting.default else "off") if setting.kind == "toggle" else setting.default
        default = f"; {usual} unless told" if usual != "" else ""
        options = ("on", "off") if setting.kind == "toggle" else setting.options
        names = "{" + ",".join(map(str, options)) + "}" if options else setting.name.upper()
        parser.add_argument(
            name,
            type=_with_sentence(parsed(setting)),
            default=argparse.SUPPRESS,
            metavar=names,
            help=(note + default).replace("%", "%%"),
        )


def flag(name: str, value: Any) -> str:
    """A setting as `add_flags` reads it, in one word: a device's name may begin with a dash."""
    text = ("on" if value else "off") if isinstance(value, bool) else str(value)
    return f"--{name.replace('_', '-')}={text}"


def _with_sentence(parse: Any) -> Any:
    def checked(value: str) -> Any:
        try:
            return parse(value)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return checked


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes a file whole or not at all, by way of a temporary one; raises OSError, with the old file kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # QSaveFile commits a truncated file on a nearly full disk; os.replace after fsync keeps the old one.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def unwritable(folder: Path) -> Path | None:
    """What keeps a folder, which need not be there yet, from being written: it, or one above; None where it can be."""
    there = next(parent for parent in (folder, *folder.parents) if os.access(parent, os.F_OK))
    try:
        tempfile.TemporaryFile(dir=there).close()  # /proc and the like refuse root too, whom access() lets in
    except OSError as error:
        return None if error.errno == errno.ENOSPC else there
    return None


class SettingsFile:
    """The settings file: read once, written whole, never lost.

    Unknown keys are kept. A file that cannot be read as JSON, or is of a newer version, is set aside as .bak
    and defaults take its place; `notices` says so.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        self._unreadable = ""
        self.data: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self.path.read_bytes())
            if not isinstance(data, dict):
                raise ValueError("it holds no settings")
            version = data.get("version", VERSION)
            if not isinstance(version, int) or isinstance(version, bool) or version > VERSION:
                raise ValueError(f"it is of version {version!r}, which this program does not know")
            return data
        except FileNotFoundError:
            return {"version": VERSION}
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
            self._set_aside(ValueError("it is damaged"))
        except ValueError as error:
            self._set_aside(error)
        except OSError as error:
            self._unreadable = f"The settings at {self.path} cannot be read ({error.strerror})"
            self.notices.append(f"{self._unreadable}; using the defaults, and nothing is saved")
        return {"version": VERSION}

    def _set_aside(self, cause: BaseException) -> None:
        backup = self.path.with_name(self.path.name + ".bak")
        number = 1
        while backup.exists():
            number += 1
            backup = self.path.with_name(f"{self.path.name}.bak{number}")
        try:
            os.replace(self.path, backup)
            kept = f"it is kept as {backup.name}"
        except OSError:
            kept = "it is left as it is"
        self.notices.append(f"The settings file cannot be used ({in_short(cause)}); {kept} and the defaults are used")

    def save(self, changes: Mapping[str, Any]) -> None:
        """Writes the file with `changes` merged in, by way of a temporary file; raises Unusable when it cannot."""
        if self._unreadable:
            raise Unusable(f"{self._unreadable}, so they are not overwritten. Check that file")
        data = {**self.data, **changes, "version": VERSION}
        try:
            write_whole(self.path, json.dumps(data, indent=2))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or in_short(error)
            raise Unusable(
                f"The settings cannot be saved ({reason}). The old file is kept; make room or check {self.path.parent}"
            ) from error
        self.data = data

"""What Linux tells of its modules, cameras and programs, read from a tree that tests can make up."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.sinks.pipewire import PROGRAM

MODULE = "v4l2loopback"
SECURE_BOOT = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
SIGNED = b"~Module signature appended~\n"


@dataclass(frozen=True)
class Loopback:
    """A v4l2loopback device, from /sys alone.

    fed: whether somebody writes to it
    size: what it is set to, like "1280x720", empty where it is set to nothing
    exclusive: whether it shows itself as a camera only; None where nothing tells
    users: programs that have it open, of those that may be looked at
    """

    path: str
    label: str
    fed: bool
    size: str
    exclusive: bool | None
    allowed: bool
    users: tuple[str, ...]


@dataclass(frozen=True)
class Machine:
    """A Linux machine.

    root: where its /proc, /sys, /dev, /etc, /lib and /usr are
    groups: numbers of the groups of this session
    allowed: whether a path can be read and written
    """

    root: Path = Path("/")
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    groups: Callable[[], list[int]] = lambda: os.getgroups()
    allowed: Callable[[Path], bool] = lambda path: os.access(path, os.R_OK | os.W_OK)

    # --- the module

    @property
    def kernel(self) -> str:
        """The kernel's release, like "6.1.0-30-amd64"."""
        return self._line("proc/sys/kernel/osrelease")

    @property
    def module_loaded(self) -> bool:
        return (self.root / "sys/module" / MODULE).exists()

    @property
    def module_version(self) -> str:
        return self._line(f"sys/module/{MODULE}/version")

    @property
    def module_file(self) -> Path | None:
        """The module that is built for this kernel."""
        folder = self.root / "lib/modules" / self.kernel
        found = re.search(rf"^(\S*/{MODULE}\.ko[.\w]*):", self._text(folder / "modules.dep"), re.MULTILINE)
        return folder / found[1] if found else None

    @property
    def module_signed(self) -> bool | None:
        """Whether the module's file is signed; None where that cannot be told, as of a compressed one."""
        path = self.module_file
        if path is None or path.suffix != ".ko":
            return None
        try:
            with path.open("rb") as stream:
                stream.seek(-len(SIGNED), os.SEEK_END)
                return stream.read() == SIGNED
        except OSError:
            return None

    @property
    def module_source(self) -> bool:
        """Whether the package is there that the module is built from."""
        return any((self.root / "usr/src").glob(f"{MODULE}-*"))

    @property
    def headers(self) -> bool:
        """Whether modules can be built for this kernel."""
        return (self.root / "lib/modules" / self.kernel / "build").exists()

    @property
    def secure_boot(self) -> bool:
        try:
            return (self.root / SECURE_BOOT).read_bytes()[-1:] == b"\1"
        except OSError:
            return False

    # --- devices

    def loopbacks(self) -> tuple[Loopback, ...]:
        """The devices of v4l2loopback in the order of their numbers."""
        nodes = [node.parent for node in (self.root / "sys/class/video4linux").glob("video*/max_openers")]
        exclusive = self._line(f"sys/module/{MODULE}/parameters/exclusive_caps").split(",")
        found = []
        for number, node in enumerate(sorted(nodes, key=lambda node: int(node.name[5:]))):
            format_, path = self._line(node / "format"), f"/dev/{node.name}"
            fed = self._line(node / "state") == "capture" if (node / "state").exists() else bool(format_)
            size = re.search(r"\d+x\d+", format_)
            found.append(
                Loopback(
                    path,
                    self._line(node / "name"),
                    fed,
                    size[0] if size else "",
                    exclusive[number] in ("Y", "1") if number < len(exclusive) and exclusive[number] else None,
                    self.allowed(self.root / path[1:]),
                    self.users(path),
                )
            )
        return tuple(found)

    def users(self, device: str) -> tuple[str, ...]:
        """Names of the programs that have a device open, of those that may be looked at; each once."""
        found = set()
        for link in (self.root / "proc").glob("[0-9]*/fd/*"):
            try:
                if str(link.readlink()) == device:
                    found.add(self._line(link.parents[1] / "comm"))
            except OSError:
                continue  # it ended, or is somebody else's
        return tuple(sorted(found - {""}))

    @property
    def waits_for_login(self) -> bool:
        """True where this user is in the group that may use cameras, but was not yet at login."""
        group = re.search(r"^video:[^:]*:(\d+):(.*)$", self._text("etc/group"), re.MULTILINE)
        name = self.environment.get("USER") or self.environment.get("LOGNAME") or ""
        return bool(group and name in group[2].split(",") and int(group[1]) not in self.groups())

    # --- the session

    @cached_property
    def programs(self) -> frozenset[str]:
        """Names of the programs that run, the first 15 letters of each."""
        return frozenset(self._line(path) for path in (self.root / "proc").glob("[0-9]*/comm"))

    @property
    def pipewire(self) -> bool:
        """Whether PipeWire answers in this session."""
        folder = self.environment.get("PIPEWIRE_RUNTIME_DIR") or self.environment.get("XDG_RUNTIME_DIR")
        # Another user's folder, as after su, may not be looked into: exists() would raise.
        return bool(folder) and os.access(self.root / str(folder).lstrip("/") / "pipewire-0", os.F_OK)

    @property
    def gstreamer(self) -> bool:
        """Whether the program is there that feeds PipeWire's camera."""
        return (self.root / "usr/bin" / PROGRAM).exists()

    @property
    def portal(self) -> bool:
        """Whether the desktop portal runs, which lists cameras for browsers and sandboxed apps."""
        return "xdg-desktop-por" in self.programs

    @property
    def bus(self) -> bool:
        """Whether the session has a bus of its own."""
        folder = self.environment.get("XDG_RUNTIME_DIR", "")
        named = self.environment.get("DBUS_SESSION_BUS_ADDRESS")
        return bool(named) or (bool(folder) and os.access(self.root / folder.lstrip("/") / "bus", os.F_OK))

    @property
    def clock_source(self) -> str:
        return self._line("sys/devices/system/clocksource/clocksource0/current_clocksource")

    def _text(self, path: str | Path) -> str:
        try:
            return (self.root / path).read_text(errors="replace")
        except OSError:
            return ""

    def _line(self, path: str | Path) -> str:
        return self._text(path).strip()

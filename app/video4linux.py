"""What Linux says of its video devices: names, drivers and abilities."""

from __future__ import annotations

import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from app.errors import in_short

VIDIOC_QUERYCAP = 0x80685600
CAPTURE, OUTPUT = 0x1, 0x2
LOOPBACK_DRIVER = "v4l2 loopback"


@dataclass(frozen=True)
class VideoDevice:
    """One /dev/videoN; `problem` says why it could not be asked, empty where it could."""

    path: str
    label: str
    driver: str = ""
    bus: str = ""
    captures: bool = False
    outputs: bool = False
    problem: str = ""

    @property
    def is_loopback(self) -> bool:
        return self.driver == LOOPBACK_DRIVER


def video_devices() -> tuple[VideoDevice, ...]:
    """The video devices of this machine in the order of their numbers; none on other systems than Linux."""
    if sys.platform != "linux":
        return ()
    nodes = [node for node in Path("/dev").glob("video*") if node.name[5:].isdecimal()]
    return tuple(_asked(str(node)) for node in sorted(nodes, key=lambda node: int(node.name[5:])))


def devices_at_a_glance() -> tuple[str, ...]:
    """A word for each video device, without opening any; one changes when a device comes, goes or is fed."""
    found = []
    for node in sorted(Path("/sys/class/video4linux").glob("video*")):
        found.append(" ".join([node.name, *(_line(node / fact) for fact in ("name", "format", "state"))]))
    return tuple(found)


def _asked(path: str) -> VideoDevice:
    facts = Path("/sys/class/video4linux", Path(path).name)
    label = _line(facts / "name") or path
    if (facts / "max_openers").exists():
        return _loopback(path, label, facts)
    import fcntl

    answer = bytearray(104)
    try:
        handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        try:
            fcntl.ioctl(handle, VIDIOC_QUERYCAP, answer)
        finally:
            os.close(handle)
    except OSError as error:
        return VideoDevice(path, label, problem=error.strerror or in_short(error))
    driver, card, bus, _, _, caps = struct.unpack_from("16s32s32sIII", answer)
    texts = [part.split(b"\0")[0].decode(errors="replace") for part in (driver, card, bus)]
    return VideoDevice(path, texts[1], texts[0], texts[2], bool(caps & CAPTURE), bool(caps & OUTPUT))


def _loopback(path: str, label: str, facts: Path) -> VideoDevice:
    """A v4l2loopback device, from /sys alone.

    v4l2loopback 0.12 takes no writer any more (VIDIOC_G_FMT: Invalid argument) once a device that nobody feeds was
    asked with VIDIOC_QUERYCAP; no longer needed where tests/vm passes with the ioctl on that version.
    """
    problem = "" if os.access(path, os.R_OK | os.W_OK) else "Permission denied"
    fed = _line(facts / "state") == "capture" if (facts / "state").exists() else bool(_line(facts / "format"))
    return VideoDevice(path, label, LOOPBACK_DRIVER, captures=fed and not problem, outputs=not fed, problem=problem)


def _line(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def explained(problem: str) -> str:
    """A system's reason with what to do about it."""
    cures = {
        "Permission denied": "permission denied. Add yourself to the group 'video' and log in again",
        "Device or resource busy": "another program uses it. Close it there or choose another camera",
        "No such device": "it is gone. Plug it in again",
    }
    return cures.get(problem, problem)

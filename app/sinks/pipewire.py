"""A camera that PipeWire lists, through a pipe into GStreamer: new desktops have it without any kernel module.

GStreamer's pipewiresink keeps up with PipeWire's protocol and is installed with most desktops; libpipewire's own
interface is made of C macros, and Python has no kept binding of it.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any

from app.errors import DeviceLost, Unusable
from app.flow import Picture, Size

PROGRAM = "gst-launch-1.0"
PACKAGES = "gstreamer1.0-tools gstreamer1.0-pipewire gstreamer1.0-plugins-base"
LOST_SECONDS = 2.0
"""A pipeline that takes nothing for so long is given up."""


def pipewire_runs() -> bool:
    """True where a PipeWire of this user answers."""
    folder = os.environ.get("PIPEWIRE_RUNTIME_DIR") or os.environ.get("XDG_RUNTIME_DIR") or "/nowhere"
    found = Path(folder, os.environ.get("PIPEWIRE_REMOTE") or "pipewire-0")
    return os.access(found, os.F_OK) and found.is_socket()  # is_socket() raises where it may not look, as after su


class PipeWireCamera:
    """A camera of PipeWire; it is there while this is open, and while this program lives.

    label: what call apps list
    Raises Unusable, with what to do, where it cannot be had.
    """

    def __init__(self, label: str, size: Size, rate_hz: float) -> None:
        if not shutil.which(PROGRAM):
            raise Unusable(f"The PipeWire camera needs GStreamer. Install it (on Debian: sudo apt install {PACKAGES})")
        if not pipewire_runs():
            raise Unusable("PipeWire does not run. Log in to a desktop that has it, or choose another virtual camera")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed in close
        node = f"standin-{os.getpid()}"
        name = "".join(sign for sign in label if sign not in '"\\')
        # Quoted twice: for gst-launch, and for the structure in it.
        properties = rf'"props,media.class=Video/Source,media.role=Camera,node.name={node},node.description=\"{name}\""'
        pipeline = [
            f"fdsrc fd=0 blocksize={size.width * size.height * 3 // 2}",
            f"rawvideoparse format=i420 width={size.width} height={size.height} framerate={round(rate_hz)}/1",
            "queue max-size-buffers=2 leaky=downstream",
            # Without it pipewiresink 0.3.65 crashes on buffers that are not of its own pool.
            "identity drop-allocation=true",
        ]
        words = [word for element in pipeline for word in [*element.split(), "!"]]
        sink = ["pipewiresink", "mode=provide", "sync=false", f"stream-properties={properties}"]
        self._process = subprocess.Popen(
            [PROGRAM, "-q", *words, *sink],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            start_new_session=True,  # Ctrl-C is for us: it ends when its input does
        )
        assert self._process.stdin is not None
        self._pipe = self._process.stdin.fileno()
        os.set_blocking(self._pipe, False)
        self._looking = Looking(node)

    @property
    def device(self) -> str:
        """Where it is."""
        return "PipeWire"

    def watched(self) -> bool:
        """False where nobody watches; True where somebody does, or where nothing tells."""
        watchers = self._looking.watchers
        return watchers is None or bool(watchers)

    @property
    def watchers(self) -> tuple[str, ...] | None:
        """The programs that watch; None where nothing tells."""
        return self._looking.watchers

    def send(self, picture: Picture) -> None:
        """Hands one picture to whoever watches; raises DeviceLost when the camera is gone."""
        data = picture.i420.reshape(-1).data
        until = time.monotonic() + LOST_SECONDS
        while data:
            try:
                data = data[os.write(self._pipe, data) :]
            except BlockingIOError:
                if time.monotonic() > until:
                    raise DeviceLost("The PipeWire camera takes no pictures any more. Run the doctor") from None
                select.select([], [self._pipe], [], 0.1)
            except OSError as error:
                raise DeviceLost(f"The PipeWire camera ended ({self._reason()}). Run the doctor") from error

    def close(self) -> None:
        """Takes the camera away."""
        assert self._process.stdin is not None
        self._looking.close()
        self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _reason(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[0] if lines else "without a word"


class Looking:
    """Knows who watches a camera of PipeWire, from what pw-dump tells of every change.

    node: the camera's node.name
    watchers: the programs that watch; None before the first word, and where nothing tells
    """

    def __init__(self, node: str) -> None:
        self._node = node
        self._objects: dict[int, dict[str, Any]] = {}
        self.watchers: tuple[str, ...] | None = None
        self._process: subprocess.Popen[str] | None = None
        if shutil.which("pw-dump"):
            self._process = subprocess.Popen(
                ["pw-dump", "--monitor", "--no-colors"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
            assert self._process.stdout is not None
            threading.Thread(target=self._read, args=(self._process.stdout,), name="watchers", daemon=True).start()

    def _read(self, told: IO[str]) -> None:
        text = ""
        try:
            for line in told:
                text += line
                if line.rstrip() == "]":  # each change is a list of its own
                    self.take(json.loads(text))
                    text = ""
        except ValueError:
            pass  # it was closed, or it is another version's
        self.watchers = None

    def take(self, objects: list[dict[str, Any]]) -> None:
        """Takes what changed: objects as pw-dump writes them, without `info` where they are gone."""
        for found in objects:
            if found.get("info"):
                self._objects[found["id"]] = found["info"]
            else:
                self._objects.pop(found["id"], None)
        links = [info for info in self._objects.values() if "input-node-id" in info]
        ours = {key for key, info in self._objects.items() if info.get("props", {}).get("node.name") == self._node}
        if ours:
            readers = {info["input-node-id"] for info in links if info.get("output-node-id") in ours}
            self.watchers = tuple(sorted(self._program(reader) for reader in readers))

    def _program(self, node: int) -> str:
        properties = self._objects.get(node, {}).get("props", {})
        client = self._objects.get(properties.get("client.id"), {}).get("props", {})
        names = (properties.get("application.name"), client.get("application.name"), properties.get("node.name"))
        return next((str(name) for name in names if name), "")

    def close(self) -> None:
        """Ends the looking."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

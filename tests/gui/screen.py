"""An X server without a screen, its picture, and a user's hands: keys, mouse, the button that closes a window."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, HEIGHT = 1280, 900
NEEDED = ("Xvfb", "xdotool")


def missing() -> str:
    """The programs that are not there, "" where all are."""
    return ", ".join(name for name in NEEDED if shutil.which(name) is None)


def wait_for(what: Callable[[], Any], seconds: float = 15.0) -> Any:
    """What `what` gives, once that is true; fails when it is not in time."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "this did not happen in time"
        time.sleep(0.02)
    return found


class Screen:
    """An Xvfb of its own.

    name: for DISPLAY
    """

    def __init__(self, folder: Path) -> None:
        read, write = os.pipe()
        words = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)]
        self._server = subprocess.Popen(
            [*words, "-nolisten", "tcp"], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.name = ":" + pipe.readline().strip()
        self._file = folder / "Xvfb_screen0"
        self._x11 = X11(self.name)

    def picture(self) -> np.ndarray:
        """What is shown now: (HEIGHT, WIDTH, 3) uint8 BGR."""
        # Xvfb keeps its memory as a file of xwd: a header of big-endian words, colours, rows of 32-bit pixels.
        data = self._file.read_bytes()
        words = struct.unpack(">25I", data[:100])
        start, row, colours = words[0], words[12], words[19]
        pixels = np.frombuffer(data, np.uint8, HEIGHT * row, start + colours * 12)
        return pixels.reshape(HEIGHT, row // 4, 4)[:, :WIDTH, :3].copy()

    def do(self, *words: object) -> str:
        """Runs xdotool, as in do("key", "ctrl+1"); gives what it says."""
        environment = {**os.environ, "DISPLAY": self.name}
        found = subprocess.run(
            ["xdotool", *map(str, words)], env=environment, capture_output=True, text=True, timeout=20, check=False
        )
        return found.stdout.strip()

    def window(self, title: str, seconds: float = 15.0) -> int:
        """Waits for a window with this title, puts it at the upper left at 1160x720 and gives it the keyboard."""
        found = wait_for(lambda: self.do("search", "--onlyvisible", "--name", f"^{title}$"), seconds)
        number = int(found.split()[-1])
        self.do("windowmove", number, 0, 0, "windowsize", "--sync", number, 1160, 720, "windowfocus", "--sync", number)
        return number

    def ask_to_close(self, window: int) -> None:
        """Does what the button in a window's title does (xdotool 3.2016 can only kill)."""
        self._x11.ask_to_close(window)

    def cover(self) -> None:
        """Puts a white window over everything."""
        self._x11.cover()

    def close(self) -> None:
        """Ends the server."""
        self._server.terminate()
        self._server.wait(10)


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent, as long as an XEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    )


class X11:
    """The few calls of Xlib that xdotool does not have."""

    CLIENT_MESSAGE = 33

    def __init__(self, display: str) -> None:
        self._xlib = ctypes.CDLL("libX11.so.6")
        for name in ("XOpenDisplay", "XInternAtom", "XDefaultRootWindow", "XCreateSimpleWindow"):
            getattr(self._xlib, name).restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._xlib.XOpenDisplay(display.encode()))

    def ask_to_close(self, window: int) -> None:
        protocols, delete = (
            self._xlib.XInternAtom(self._display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
        )
        event = ClientMessage(self.CLIENT_MESSAGE, window=window, message_type=protocols, format=32)
        event.data[0] = delete
        self._xlib.XSendEvent(self._display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))
        self._xlib.XSync(self._display, 0)

    def cover(self) -> None:
        root = ctypes.c_ulong(self._xlib.XDefaultRootWindow(self._display))
        white = ctypes.c_ulong(0xFFFFFF)
        window = self._xlib.XCreateSimpleWindow(self._display, root, 0, 0, WIDTH, HEIGHT, 0, white, white)
        self._xlib.XMapRaised(self._display, ctypes.c_ulong(window))
        self._xlib.XSync(self._display, 0)

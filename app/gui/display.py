"""Whether a window can be shown: asked before Qt is, which ends the process where no display answers."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path


def display_found() -> bool:
    """True where a window can be shown."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if sys.platform != "linux" or (platform and not platform.startswith(("xcb", "wayland"))):
        return True
    return ("xcb" not in platform and _wayland_answers()) or ("wayland" not in platform and _x_answers())


def display_named() -> str:
    """What the environment calls the display, "" where it names none."""
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")


def _x_answers() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        # The library that Qt connects with: it knows of cookies and of displays on other machines.
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    for call in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        call.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name
    if not name or not path.is_absolute():
        return False
    with socket.socket(socket.AF_UNIX) as guest:
        try:
            guest.connect(str(path))
        except OSError:
            return False
    return True

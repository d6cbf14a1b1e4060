"""The virtual cameras of Windows and macOS, which come from other programs; not tested on these systems yet."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from app.doctor.check import Check

ROW = "virtual camera"
CLASSES = {
    "OBS Virtual Camera": "{A3FCE0F5-3493-419F-958A-ABA1250EC20B}",
    "Unity Video Capture": "{5C2CD55C-92AD-4999-8666-912BD3E70010}",
}
EXTENSION = "com.obsproject.obs-studio.mac-camera-extension"
ALLOWED, ASKS = 3, 0
"""AVFoundation's AVAuthorizationStatus."""


def registered(class_id: str) -> bool:
    """Whether Windows knows a DirectShow filter."""
    if sys.platform != "win32":
        return False
    import winreg

    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, rf"CLSID\{class_id}"))
    except OSError:
        return False
    return True


def on_windows(known: Callable[[str], bool] = registered) -> Check:
    """The cameras that are registered."""
    found = [name for name, class_id in CLASSES.items() if known(class_id)]
    if found:
        return Check(ROW, "ok", f"{found[0]} is registered. Choose it as the camera in your call app")
    why = "No virtual camera is registered, so call apps find no camera of ours"
    return Check(ROW, "broken", why, "Install OBS Studio, or UnityCapture", "not registered")


def extensions() -> str:
    """What macOS says of its system extensions."""
    try:
        return subprocess.run(["systemextensionsctl", "list"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def camera_permission() -> int:
    """What macOS lets this program do with cameras, as AVAuthorizationStatus."""
    try:
        import AVFoundation  # type: ignore[import-not-found, unused-ignore]

        return int(AVFoundation.AVCaptureDevice.authorizationStatusForMediaType_("vide"))
    except ImportError:
        return ALLOWED


def on_macos(
    listed: Callable[[], str] = extensions, permission: Callable[[], int] = camera_permission
) -> Iterator[Check]:
    """OBS's camera extension, and the permission to use cameras."""
    line = next((line for line in listed().splitlines() if EXTENSION in line), "")
    if "activated enabled" in line:
        yield Check(ROW, "ok", "OBS Virtual Camera is approved. Choose it as the camera in your call app")
    elif line:
        why = "The camera of OBS waits to be approved, so call apps find no camera of ours"
        yield Check(ROW, "broken", why, "Approve OBS in the system's settings, Privacy & Security", "not approved")
    else:
        why = "The camera of OBS is not there, so call apps find no camera of ours"
        fix = "Install OBS 30 or newer in Applications and start its virtual camera once"
        yield Check(ROW, "broken", why, fix, "no extension")
    allowed = permission()
    if allowed == ALLOWED:
        yield Check("camera permission", "ok", "given")
    elif allowed == ASKS:
        yield Check("camera permission", "ok", "The system will ask for it")
    else:
        why = "The system does not let Standin use cameras, so others see the card"
        fix = "Allow it in the system's settings, Privacy & Security > Camera"
        yield Check("camera permission", "broken", why, fix, "no permission")

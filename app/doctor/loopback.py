"""The virtual camera of Linux: what stands in its way, first cause first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.doctor.check import Check
from app.doctor.machine import Loopback, Machine
from app.flow import Size
from app.sinks.pipewire import PACKAGES
from app.sinks.virtual_camera import LABEL, PIPEWIRE, how_to_load

ROW = "virtual camera"
NO_CAMERA = "so call apps find no camera of ours"


def check(machine: Machine, label: str, size: Size, *, ours: bool) -> Check:
    """The first thing that is wrong with the virtual camera of this label, or that it is there.

    ours: whether our own engine runs, which then is who writes to it
    """
    if label == PIPEWIRE:
        return _pipewires_camera(machine)
    found = _named(machine, label)
    if found is None:
        cause = next(_module(machine, label))
        if label != LABEL and cause.cure == "load":  # which makes a camera with our label
            cause = replace(cause, cure="")
        return cause if machine.loopbacks() or not machine.pipewire else _beside_pipewire(machine, cause)
    for cause in _device(machine, found, size, ours):
        return cause if found.label == LABEL or cause.cure != "load" else replace(cause, cure="")
    return Check(ROW, "ok", f"{found.path} '{found.label}'. Choose it as the camera in your call app")


def path_of(machine: Machine, label: str) -> str:
    """Where the virtual camera of this label is, empty where there is none."""
    found = _named(machine, label)
    return found.path if found else ""


def _named(machine: Machine, label: str) -> Loopback | None:
    return next((device for device in machine.loopbacks() if label in (device.label, device.path)), None)


def _module(machine: Machine, label: str) -> Iterator[Check]:
    """Why there is no device with a label."""
    kernel, load = machine.kernel, how_to_load(label)
    others = machine.loopbacks()
    if others:
        names = ", ".join(f"'{device.label}'" for device in others)
        why = f"The module was loaded by another program, as {names}: there is no '{label}', {NO_CAMERA}"
        busy = sorted({user for device in others for user in device.users})
        fix = f"Choose one of these with --virtual-camera, or load it again: sudo modprobe -r v4l2loopback && {load}"
        if busy:
            fix = f"Close {', '.join(busy)} first, then load it again: sudo modprobe -r v4l2loopback && {load}"
        yield Check(ROW, "broken", why, fix, "other label", "" if busy else "load")
    elif machine.module_loaded:
        yield Check(ROW, "broken", f"The module is loaded without a device, {NO_CAMERA}", load, "no device", "load")
    elif machine.module_file is None and not machine.module_source:
        why = f"The module v4l2loopback is not installed, {NO_CAMERA}"
        yield Check(ROW, "broken", why, f"sudo apt install v4l2loopback-dkms, then: {load}", "module absent", "install")
    elif machine.module_file is None and not machine.headers:
        why = f"The module could not be built for the kernel {kernel}: its headers are missing, {NO_CAMERA}"
        fix = f"sudo apt install linux-headers-{kernel} && sudo dkms autoinstall, then: {load}"
        yield Check(ROW, "broken", why, fix, "headers missing", "install")
    elif machine.module_file is None:
        why = f"The module was not built for the kernel {kernel}, as after an update, {NO_CAMERA}"
        yield Check(ROW, "broken", why, f"sudo dkms autoinstall, then: {load}", "module not built", "build")
    elif machine.secure_boot and machine.module_signed is False:
        why = f"Secure boot refuses the module, which nobody signed, {NO_CAMERA}"
        fix = "sudo apt install --reinstall v4l2loopback-dkms signs it; then as for a signed one: enroll the key"
        yield Check(ROW, "broken", why, fix, "secure boot, not signed")
    elif machine.secure_boot:
        why = f"The module is not loaded, and secure boot refuses it until its key is enrolled, {NO_CAMERA}"
        fix = (
            f"{load}; where that is refused: sudo mokutil --import /var/lib/dkms/mok.pub, then start the computer again"
        )
        yield Check(ROW, "broken", why, fix, "secure boot", "load")
    else:
        yield Check(ROW, "broken", f"The module is not loaded, {NO_CAMERA}", load, "module not loaded", "load")


def _device(machine: Machine, device: Loopback, size: Size, ours: bool) -> Iterator[Check]:
    """What is wrong with the device itself."""
    if not device.allowed:
        why = f"{device.path} may not be opened by you, so nothing can be sent to it"
        if machine.waits_for_login:
            yield Check(
                ROW, "broken", why, "Log out and in again: you are in the group 'video' now", "group not active"
            )
        else:
            fix = 'sudo usermod -a -G video "$USER", then log out and in again'
            yield Check(ROW, "broken", why, fix, "group video", "join")
    if not ours and device.fed:
        who = ", ".join(device.users) or "another program"
        why = f"{device.path} is written to by {who}, so others see that program's picture"
        yield Check(ROW, "broken", why, "End that program, then start Standin", "busy")
    if not ours and device.users and device.size not in ("", str(size)):
        who = ", ".join(device.users)
        why = f"{device.path} is locked to {device.size} while {who} has it open, so {size} is refused"
        yield Check(ROW, "broken", why, f"Close {who}, or use --size {device.size}", "format locked")
    if device.exclusive is False:
        why = f"{device.path} was loaded without exclusive_caps, so browsers do not list it"
        fix = f"Close what uses it, then: sudo modprobe -r v4l2loopback && {how_to_load(device.label)}"
        yield Check(ROW, "broken", why, fix, "exclusive_caps", "load")


def _pipewires_camera(machine: Machine) -> Check:
    """PipeWire's camera where it is chosen."""
    if not machine.pipewire:
        why = f"PipeWire does not run in this session, {NO_CAMERA}"
        fix = f"Log in to a desktop that has it, or use --virtual-camera '{LABEL}'"
        return Check(ROW, "broken", why, fix, "no PipeWire")
    if not machine.gstreamer:
        why = f"GStreamer is missing, which feeds PipeWire, {NO_CAMERA}"
        return Check(ROW, "broken", why, f"sudo apt install {PACKAGES}", "GStreamer missing")
    return Check(ROW, "ok", f"PipeWire's '{LABEL}'. Choose it as the camera in your call app")


def _beside_pipewire(machine: Machine, cause: Check) -> Check:
    """A cause where there is no v4l2loopback at all, but PipeWire, whose camera takes its place."""
    if not machine.gstreamer:
        fix = f"{cause.fix}; or have PipeWire's camera: sudo apt install {PACKAGES}"
        return Check(ROW, cause.state, cause.why, fix, cause.cause, cause.cure)
    why = "PipeWire's camera is used, as there is no v4l2loopback: apps that know no PipeWire do not find it"
    return Check(ROW, "warning", why, cause.fix, "PipeWire only", cause.cure)


def check_pipewire(machine: Machine) -> Check:
    """Whether programs that take their cameras from PipeWire find any."""
    if not machine.pipewire:
        why = "does not run here; call apps take their cameras from the system itself"
        return Check("PipeWire", "ok", why)
    if not machine.bus:
        why = "The session has no bus, so browsers cannot ask for the cameras of PipeWire"
        return Check("PipeWire", "warning", why, "Start Standin and the browser from the desktop", "no bus")
    if "wireplumber" not in machine.programs and "pipewire-media-" not in machine.programs:
        why = "PipeWire runs without a session manager, so browsers that use it find no cameras"
        return Check(
            "PipeWire", "warning", why, "sudo apt install wireplumber, then log in again", "no session manager"
        )
    if not machine.portal:
        why = "The desktop portal does not run, so sandboxed apps and some browsers find no cameras"
        fix = "sudo apt install xdg-desktop-portal and the one of your desktop, then log in again"
        return Check("PipeWire", "warning", why, fix, "no portal")
    return Check("PipeWire", "ok", "runs, with the desktop portal")

"""Checks what the program needs, each with its cause and what to do."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from app.doctor import apart, cures, elsewhere, loopback, self_test, surroundings
from app.doctor.check import Check
from app.doctor.machine import Machine
from app.doctor.program import check as check_standin
from app.doctor.program import running, status_if_any
from app.errors import StandinError, Unusable
from app.flow import Size
from app.options import Options

FASTER = "More light, another USB port, or a smaller size make it faster"
ENOUGH = 0.8
"""Of the rate that is asked for."""


def checks(options: Options, *, test: bool = False) -> Iterator[Check]:
    """Every check in turn; slow ones (a second for a camera) are worked out as they are asked for.

    test: whether the self-test is made, where an engine runs
    """
    yield check_standin()
    yield from _models()
    yield from apart.checks(options)
    yield from _virtual_camera(options, test)
    yield _ffmpeg()
    yield from surroundings.checks(options)


def part(name: str, options: Options) -> Iterator[Check]:
    """The rows of one of apart.PARTS, made in this process."""
    if name == apart.OPENGL:
        yield _gl(options.output_size)
    elif name == apart.CAMERA:
        yield from _cameras(options)
    else:
        yield _microphone(options.microphone)


def mend(name: str, options: Options) -> None:
    """Carries out a cure of the virtual camera, where that is what it needs; raises Unusable where it does not."""
    if sys.platform != "linux":
        raise Unusable("There is nothing to mend on this system. Run the doctor")
    if options.virtual_camera == "none":
        raise Unusable("Nothing was changed, as the virtual camera is switched off. Choose one with --virtual-camera")
    row = loopback.check(Machine(), options.virtual_camera, options.output_size, ours=running())
    if name == "join" and os.geteuid() == 0:
        if not {"SUDO_UID", "PKEXEC_UID"} & os.environ.keys():
            raise Unusable("Root may open every camera. Run this with sudo, as the user who is to have it")
        row = replace(row, state="broken", cure=name)  # root may open every device: what the user may is not seen
    cures.cure(name, row)


def _models() -> Iterator[Check]:
    from app.perception.inference import checked_model
    from app.perception.segmentation import LANDSCAPE, SQUARE

    for name in (LANDSCAPE, SQUARE, "mouth"):
        yield _tried(f"network {name}", lambda name=name: f"{len(checked_model(name)) // 1024} KB, checksum right")  # type: ignore[misc]


def _gl(size: Size) -> Check:
    from app.render.gl import GlRenderer
    from app.render.renderer import is_software

    try:
        renderer = GlRenderer(size)
    except StandinError as error:
        fix = "Drawing is done on the CPU, which works everywhere"
        return Check("OpenGL", "warning", str(error), fix, "OpenGL missing")
    device = renderer.device
    renderer.close()
    if is_software(device):
        why = f"{device}: drawn on the CPU, so the cpu renderer is used, which is faster"
        return Check(
            "OpenGL",
            "warning",
            why,
            "Install your graphics card's driver where the machine has one",
            "OpenGL in software",
        )
    return Check("OpenGL", "ok", device)


def _cameras(options: Options) -> Iterator[Check]:
    from app.sources.camera import Camera, camera_named, cameras
    from app.sources.capture import check_source, is_camera_name
    from app.video4linux import explained

    try:
        check_source(options.source)
        if is_camera_name(options.source):
            camera_named(options.source, options.virtual_camera)
    except StandinError as error:
        yield Check.said("source", "broken", error, "no source")
    known = cameras(options.virtual_camera)
    if not known:
        why = "no camera was found; a drawn person takes its place"
        yield Check("camera", "warning", why, "Plug one in", "no camera")
        return
    if running():
        yield _in_use(status_if_any(), options.rate)
        return
    for info in known:
        name = f"camera {info.name}"
        if info.problem:
            yield Check(name, "broken", info.problem, explained(info.problem), "camera refused")
            continue
        try:
            camera = Camera(info, options.output_size, options.rate)
        except StandinError as error:
            yield Check(name, "broken", str(error), "Close the program that uses it", "camera busy")
            continue
        yield _delivered(name, camera, options.rate)


def _delivered(name: str, camera: Any, wanted_hz: float) -> Check:
    """What a camera really delivers, measured over a second after the first picture."""
    try:
        picture = camera.read()
        started, count = time.monotonic(), 0
        while time.monotonic() - started < 1.0:
            camera.read()
            count += 1
        rate = count / (time.monotonic() - started)
        told = camera.format
    except StandinError as error:
        return Check(name, "broken", str(error), "Plug it in again", "camera lost")
    finally:
        camera.close()
    what = f"says {told}, delivers {picture.shape[1]}x{picture.shape[0]} at {rate:.1f}"
    return Check(name, "warning", what, FASTER, "camera slow") if rate < ENOUGH * wanted_hz else Check(name, "ok", what)


def _in_use(status: dict[str, Any], wanted_hz: float) -> Check:
    """What the running engine says of the camera it has."""
    rate = status.get("fps", {}).get("in", 0)
    if problem := status.get("problems", {}).get("camera"):
        return Check.said("camera", "warning", problem, "camera lost")
    if 0 < rate < ENOUGH * wanted_hz:
        why = f"delivers {rate:.1f} pictures a second, less than the {wanted_hz:g} that are asked for"
        return Check("camera", "warning", why, FASTER, "camera slow")
    return Check("camera", "ok", "in use by Standin, which is running")


def _microphone(name: str) -> Check:
    from app.sources.microphone import OFF, SILENT, Microphone

    if name == OFF:
        return Check("microphone", "ok", "switched off")
    if running():
        if problem := status_if_any().get("problems", {}).get("microphone"):
            return Check.said("microphone", "warning", problem, "microphone silent")
        return Check("microphone", "ok", "left to Standin, which is running; its status says what is wrong")
    try:
        microphone = Microphone(name)
        try:
            for _ in range(5):
                microphone.step()
            while not microphone.heard:
                microphone.step()
            level = microphone.level_db
            silent = not microphone.sound.since(0).samples.any()
        finally:
            microphone.close()
    except StandinError as error:
        return Check.said("microphone", "warning", error, "microphone refused")
    if silent:
        return Check.said("microphone", "warning", SILENT, "microphone silent")
    return Check("microphone", "ok", f"{microphone.name} at {microphone.sound.sample_rate_hz} Hz, {level:.0f} dBFS now")


def _virtual_camera(options: Options, test: bool) -> Iterator[Check]:
    wanted = options.virtual_camera
    if wanted == "none":
        yield Check("virtual camera", "warning", "switched off", "Choose one with --virtual-camera", "off")
        if test:
            why = "not tested: the virtual camera is switched off"
            yield Check(self_test.ROW, "warning", why, "Choose one with --virtual-camera", "off")
    elif sys.platform == "win32":
        yield elsewhere.on_windows()
    elif sys.platform == "darwin":
        yield from elsewhere.on_macos()
    else:
        from app.sinks.virtual_camera import PIPEWIRE

        machine, ours = Machine(), running()
        row = loopback.check(machine, wanted, options.output_size, ours=ours)
        yield row
        if test and row.state != "ok":
            why = "not tested: the virtual camera does not work yet"
            yield Check(self_test.ROW, "warning", why, "Do what its line says, then test again", "no camera")
        elif test and wanted == PIPEWIRE:
            why = "not tested: PipeWire's camera is seen by call apps only"
            yield Check(self_test.ROW, "warning", why, "Look at it in a call app", "camera of PipeWire")
        elif test:
            yield self_test.check(loopback.path_of(machine, wanted))
        yield loopback.check_pipewire(machine)


def _ffmpeg() -> Check:
    path = shutil.which("ffmpeg")
    if path:
        return Check("ffmpeg", "ok", path)
    why = "missing: video files cannot be written"
    return Check("ffmpeg", "warning", why, "sudo apt install ffmpeg", "ffmpeg missing")


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, "ok", look())
    except StandinError as error:
        return Check.said(name, "broken", error, "network damaged")

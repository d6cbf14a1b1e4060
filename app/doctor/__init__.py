"""Checks what the program needs, each with its cause and what to do."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.control import AlreadyRunning, EngineLock
from app.errors import StandinError
from app.flow import Size
from app.options import Options

State = Literal["ok", "warning", "broken"]


@dataclass(frozen=True)
class Check:
    """One row: what was looked at, how it is, why, and what to do (empty where nothing is to be done)."""

    name: str
    state: State
    why: str
    fix: str = ""

    def to_json(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def checks(options: Options) -> Iterator[Check]:
    """Every check in turn; slow ones (a second for a camera) are worked out as they are asked for."""
    yield from _models()
    yield _gl(options.output_size)
    yield from _cameras(options)
    yield _microphone(options.microphone)
    yield _virtual_camera(options)
    yield _ffmpeg()


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
        return Check("OpenGL", "warning", str(error), "Drawing is done on the CPU, which works everywhere")
    device = renderer.device
    renderer.close()
    if is_software(device):
        why = f"{device}: drawn on the CPU, so the cpu renderer is used, which is faster"
        return Check("OpenGL", "warning", why, "Install your graphics card's driver where the machine has one")
    return Check("OpenGL", "ok", device)


def _cameras(options: Options) -> Iterator[Check]:
    from app.sources.camera import Camera, cameras
    from app.video4linux import explained

    known = cameras(options.virtual_camera)
    if not known:
        yield Check("camera", "warning", "no camera was found; a test pattern takes its place", "Plug one in")
        return
    try:
        EngineLock().close()
    except AlreadyRunning:
        yield Check("camera", "ok", "in use by Standin, which is running")
        return
    for info in known:
        name = f"camera {info.name}"
        if info.problem:
            yield Check(name, "broken", info.problem, explained(info.problem))
            continue
        try:
            camera = Camera(info, options.output_size, options.rate)
        except StandinError as error:
            yield Check(name, "broken", str(error), "Close the program that uses it")
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
        return Check(name, "broken", str(error), "Plug it in again")
    finally:
        camera.close()
    what = f"says {told}, delivers {picture.shape[1]}x{picture.shape[0]} at {rate:.1f}"
    if rate < 0.8 * wanted_hz:
        return Check(name, "warning", what, "More light, another USB port, or a smaller size make it faster")
    return Check(name, "ok", what)


def _microphone(name: str) -> Check:
    from app.sources.microphone import OFF, SILENT, Microphone

    if name == OFF:
        return Check("microphone", "ok", "switched off")
    try:
        EngineLock().close()
    except AlreadyRunning:
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
        why, _, fix = str(error).partition(". ")
        return Check("microphone", "warning", why, fix)
    if silent:
        why, _, fix = SILENT.partition(". ")
        return Check("microphone", "warning", why, fix)
    return Check("microphone", "ok", f"{microphone.name} at {microphone.sound.sample_rate_hz} Hz, {level:.0f} dBFS now")


def _virtual_camera(options: Options) -> Check:
    import sys

    from app.sinks.virtual_camera import LABEL, loopback_named

    if options.virtual_camera == "none":
        return Check("virtual camera", "warning", "switched off", "Choose one with --virtual-camera")
    if sys.platform != "linux":
        return Check("virtual camera", "ok", f"{LABEL} comes from OBS or UnityCapture; see the README")

    def found() -> str:
        device = loopback_named(options.virtual_camera)
        return f"{device.path} '{device.label}'. Choose it as the camera in your call app"

    return _tried("virtual camera", found)


def _ffmpeg() -> Check:
    path = shutil.which("ffmpeg")
    if path:
        return Check("ffmpeg", "ok", path)
    return Check("ffmpeg", "warning", "missing: video files cannot be written", "sudo apt install ffmpeg")


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, "ok", look())
    except StandinError as error:
        why, _, fix = str(error).partition(". ")
        return Check(name, "broken", why, fix)

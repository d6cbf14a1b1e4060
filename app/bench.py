"""Speed, beside the usual way in the same run.

Flat out: frames decoded ahead go through observation and drawing in one thread, a few by us, then the same few in
the usual way, in turns. Paced: the real engine in a process of its own, from its start on.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from app.avatar_bench import (
    REFERENCE_MS,
    SpeakingChain,
    WholeSvg,
    from_sound_to_sink,
    sounds_of,
    voice_of,
    write_voice,
)
from app.control import EngineClient
from app.effects import Layers, Replace, Scene
from app.errors import DeviceLost, StandinError, Unusable
from app.flow import Frame, Mask, Observation, Size
from app.opencv import cv2
from app.options import Options
from app.perception.matte import Steadier, coefficients
from app.perception.observer import HOLD
from app.perception.segmentation import LANDSCAPE, Segmentation
from app.picture import fitted, i420_from_bgr, read_picture, upright
from app.render.renderer import make_renderer
from app.resources import program_words, user_path
from app.settings import flag
from app.sinks.preview import PreviewReader
from app.sources.files import Clip, TestPattern

TURN = 20
"""Frames of one turn of ours and of the baseline."""
KEPT = 120
"""Frames decoded ahead at most; they are gone through again and again."""
WARM_UP_SECONDS, PACED_SECONDS = 4.0, 12.0


def frames_of(options: Options, count: int) -> list[np.ndarray]:
    """Pictures decoded ahead, (H, W, 3) uint8 BGR in the output's size."""
    size = options.output_size
    source = TestPattern(size) if options.source in ("", "pattern") else Clip(user_path(options.source))
    pictures = []
    try:
        for _ in range(min(count, KEPT)):
            pictures.append(np.ascontiguousarray(upright(source.read(), size, options.rotation, options.mirror)))
    except DeviceLost:
        if not pictures:
            raise
    finally:
        source.close()
    return pictures


class Chain:
    """Ours: from a decoded picture to I420, with the CPU time of each stage."""

    def __init__(self, options: Options, scene: Scene) -> None:
        self.size = options.output_size
        self.renderer = make_renderer(options.renderer, self.size)
        self.stages: dict[str, list[float]] = defaultdict(list)
        self._layers = Layers(scene, self.size, live=False)
        self._needs_mask = "mask" in scene.needs
        self._segmentation = Segmentation()
        tier = "stable" if options.quality == "auto" else options.quality
        self._segmentation.tier = tier
        self._steadier = Steadier(HOLD[tier])
        self._number = 0

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        self._number += 1
        began = time.process_time()
        frame = Frame(i420_from_bgr(picture), self._number)
        began = self._lap("convert", began)
        mask = None
        if self._needs_mask:
            alpha, luma = self._segmentation.mask(frame.planes)
            began = self._lap("network", began)
            alpha = self._steadier.steadied(alpha, luma)
            began = self._lap("steady", began)
            mask = Mask(alpha, *coefficients(alpha, luma), frame.timestamp_ns)
            began = self._lap("matte", began)
        out = self.renderer.draw(self._layers.items, Observation(frame, mask), self._number / 30)
        self._lap("draw", began)
        return out

    def _lap(self, stage: str, began: float) -> float:
        now = time.process_time()
        self.stages[stage].append(now - began)
        return now

    def close(self) -> None:
        """Closes renderer and files."""
        self.renderer.close()
        self._layers.release()


class UsualWay:
    """The baseline: 256x144 mask of the same network, full-size blur or picture, float blend, I420."""

    def __init__(self, size: Size, scene: Scene) -> None:
        self._network = Segmentation().networks[LANDSCAPE]
        self._size = size
        self._needs_mask = "mask" in scene.needs
        self._background: np.ndarray | None = None
        effect = scene.effects[0]
        if isinstance(effect, Replace):
            path = Path(effect.file)
            colour = np.full((size.height, size.width, 3), 90, np.uint8)
            try:
                self._background = fitted(read_picture(path), size, "crop") if effect.file else colour
            except StandinError:
                self._background = colour  # a video: the usual way is measured before a still one

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        if self._needs_mask:
            small = cv2.resize(picture, (256, 144), interpolation=cv2.INTER_AREA)
            ycrcb = cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb).astype(np.float32)
            # From full range to the network's limited range.
            planes = [
                ycrcb[..., 0] * (219 / 255),
                (ycrcb[..., 2] - 128) * (224 / 255),
                (ycrcb[..., 1] - 128) * (224 / 255),
            ]
            mask = self._network(ycbcr=np.stack(planes)[None])[0, 0]
            # Three equal channels: a third faster than letting numpy broadcast one.
            alpha = cv2.merge([cv2.resize(mask, (self._size.width, self._size.height))] * 3)
            behind = cv2.GaussianBlur(picture, (55, 55), 0) if self._background is None else self._background
            picture = (picture * alpha + behind * (1 - alpha)).astype(np.uint8)
        return i420_from_bgr(picture)


def bench(options: Options, scene: Scene, frames: int, *, paced: bool, audio: str = "") -> dict[str, Any]:
    """Every figure as JSON: flat out beside the baseline, and, where `paced`, the engine in real time.

    audio: the recording that an avatar speaks with; a built-in voice unless given
    """
    if len(scene.effects) != 1:
        raise Unusable("The bench measures scenes of one effect")
    speaks = "mouth" in scene.needs
    ours: Chain | SpeakingChain
    usual: UsualWay | WholeSvg
    if speaks:
        voice = voice_of(audio)
        given = sounds_of(options, voice, min(frames, KEPT))
        ours, usual = SpeakingChain(options, scene, voice[1]), WholeSvg(options.output_size, scene)
    else:
        given = frames_of(options, frames)
        ours, usual = Chain(options, scene), UsualWay(options.output_size, scene)
    try:
        for one in given[:TURN]:
            ours(one)
            usual(one)
        ours.stages.clear()
        took = _in_turns([ours, usual], given, frames)
    finally:
        ours.close()
    (cpu, wall), (base_cpu, base_wall) = took
    result: dict[str, Any] = {
        "effect": scene.effects[0].name,
        "renderer": ours.renderer.name,
        "size": str(options.output_size),
        "frames": len(cpu),
        "fps": round(1 / median(wall), 1),
        "cpu_ms_per_frame": round(1e3 * median(cpu), 2),
        "stages_ms": {stage: round(1e3 * median(times), 2) for stage, times in ours.stages.items()},
        "baseline": {"cpu_ms_per_frame": round(1e3 * median(base_cpu), 2), "fps": round(1 / median(base_wall), 1)},
    }
    result["ratio_cpu"] = round(result["baseline"]["cpu_ms_per_frame"] / result["cpu_ms_per_frame"], 2)
    if speaks:
        result.update(reference_ms=REFERENCE_MS, reference_note="the reference's own figure, not measured here")
    if paced:
        result.update(in_real_time(options, scene, voice if speaks else None))
        result.update(from_sound_to_sink(options, scene) if speaks else {})
    return result


def _in_turns(
    ways: list[Callable[[np.ndarray], np.ndarray]], pictures: list[np.ndarray], frames: int
) -> list[tuple[list[float], list[float]]]:
    """CPU and wall seconds of each frame, for each way."""
    took: list[tuple[list[float], list[float]]] = [([], []) for _ in ways]
    gc.disable()
    for start in range(0, frames, TURN):
        for way, (cpu, wall) in zip(ways, took, strict=True):
            for number in range(start, min(start + TURN, frames)):
                picture = pictures[number % len(pictures)]
                began_cpu, began = time.process_time(), time.perf_counter()
                way(picture)
                cpu.append(time.process_time() - began_cpu)
                wall.append(time.perf_counter() - began)
    gc.enable()
    return took


def by_size(options: Options, scene: Scene, frames: int, audio: str = "") -> dict[str, Any]:
    """Cost of a frame against the size of the picture."""
    sizes = {}
    for text in ("640x360", "1280x720", "1920x1080"):
        sized = dataclasses.replace(options, size=text)
        sizes[text] = bench(sized, scene, frames, paced=False, audio=audio)["cpu_ms_per_frame"]
    return {"effect": scene.effects[0].name, "cpu_ms_per_frame_by_size": sizes}


def in_real_time(options: Options, scene: Scene, voice: tuple[np.ndarray, int] | None) -> dict[str, Any]:
    """Delay, drops, CPU and memory of the real engine at its rate, and how soon it shows something.

    voice: what its microphone hears, (n,) float32 and the rate in Hz; None where it is to have none
    """
    words = [*program_words(), "run", "--source", options.source or "pattern", "--virtual-camera", "none"]
    words += ["--size", options.size, "--rate", f"{options.rate:g}", "--renderer", options.renderer]
    words += ["--quality", options.quality, "--rotation", str(options.rotation), "--record", ""]
    for name, value in scene.to_json()[0].items():
        words.append(flag(name, value))
    with tempfile.TemporaryDirectory() as folder:
        if voice is not None:
            words.append(f"--microphone={write_voice(voice, Path(folder))}")
        before_folder = os.environ.get("STANDIN_RUNTIME_DIR")
        os.environ["STANDIN_RUNTIME_DIR"] = folder  # for the client here, and the engine
        environment = {**os.environ, "STANDIN_CONFIG_DIR": folder}
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parent.parent)
        started = time.monotonic_ns()
        preview: PreviewReader | None = None
        process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            preview = _looked_at(None, WARM_UP_SECONDS)
            engine = EngineClient()
            before = engine.call("status")
            _looked_at(preview, PACED_SECONDS)
            after = engine.call("status")
        finally:
            process.terminate()
            process.wait()
            if preview is not None:
                preview.close()
            os.environ.pop("STANDIN_RUNTIME_DIR")
            if before_folder is not None:
                os.environ["STANDIN_RUNTIME_DIR"] = before_folder
    first = {name: round((at - started) / 1e9, 3) if at else None for name, at in after["first_ns"].items()}
    return {
        "delay_ms": after["delay_ms"],
        "dropped": after["dropped"] - before["dropped"],
        "shown": after["shown"] - before["shown"],
        "cpu_percent": after["cpu_percent"],
        "rss_mb": after["rss_mb"],
        "start_s": first,
    }


def _looked_at(preview: PreviewReader | None, seconds: float) -> PreviewReader | None:
    """Looks at the engine's pictures for so long, as soon as there are any: it makes none while nobody does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            preview = preview or PreviewReader()
            preview.newest()
        except Unusable:
            pass  # the engine is still starting
        time.sleep(0.02)
    return preview


def as_text(result: dict[str, Any], indent: str = "") -> str:
    """The figures, one a line."""
    lines = []
    for key, value in result.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}", as_text(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key:<{24 - len(indent)}}{value}")
    return "\n".join(lines)

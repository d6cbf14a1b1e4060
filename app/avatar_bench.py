"""How soon and how cheaply an avatar speaks, beside drawing its whole SVG for every picture."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import numpy as np
from cairosvg.parser import Tree
from cairosvg.surface import PNGSurface

from app.avatar import character
from app.avatar.puppet import BASE, HEIGHT
from app.avatar.raster import pieces_of
from app.avatar.rig import AXIS, GROUPS, SVG
from app.drawing import FADE_SECONDS
from app.effects import Avatar, Layers, Scene
from app.engine import Engine
from app.flow import LIPS_MEET_BELOW, Mouth, Observation, Performance, Picture, Size
from app.opencv import cv2
from app.options import Options
from app.perception.mouth import READINGS, MouthReader
from app.picture import i420_from_bgr
from app.render.renderer import STILL, Renderer, make_renderer
from app.resources import user_path
from app.sources.sound_file import SoundFile, read_sound
from app.synthetic_voice import RATE, spoken, syllables

REFERENCE_MS = 13.0
"""What the reference says a picture takes on its server (REFERENCES 3): its own figure, not measured here."""
SYLLABLES = 60
CHANGES = 8


def voice_of(audio: str) -> tuple[np.ndarray, int]:
    """The sound to measure with, (n,) float32, and its rate in Hz: a recording, or the built-in voice without one."""
    return read_sound(user_path(audio)) if audio else (spoken(12.0), RATE)


def write_voice(voice: tuple[np.ndarray, int], folder: Path) -> Path:
    """Writes a sound as a file to be heard in a microphone's place."""
    import soundfile

    path = folder / "voice.wav"
    soundfile.write(path, *voice)
    return path


def sounds_of(options: Options, voice: tuple[np.ndarray, int], count: int) -> list[np.ndarray]:
    """The sound of each picture, (n,) float32 at a rate of its own."""
    samples, rate = voice
    edges = (np.arange(count + 1) * rate / options.rate).astype(int)
    return [samples[np.arange(first, last) % len(samples)] for first, last in pairwise(edges)]


class SpeakingChain:
    """Ours: from the sound of a picture to I420, with the CPU time of each stage."""

    def __init__(self, options: Options, scene: Scene, rate_hz: int) -> None:
        self.renderer = make_renderer(options.renderer, options.output_size)
        self.stages: dict[str, list[float]] = defaultdict(list)
        self._layers = Layers(scene, options.output_size, live=False)
        self._reader = MouthReader(rate_hz, readings=READINGS)
        self._mouth: Mouth | None = None
        self._number, self._rate = 0, options.rate

    def __call__(self, sound: np.ndarray) -> np.ndarray:
        self._number += 1
        began = time.process_time()
        # In pieces of 10 ms, as a microphone gives them.
        for piece in np.array_split(sound, max(1, round(100 / self._rate))):
            for mouth in self._reader.hear(piece):
                self._mouth = mouth
        drawing = time.process_time()
        acted = Performance(self._mouth)
        out = self.renderer.draw(self._layers.items, None, self._number / self._rate, acted)
        self.stages["mouth"].append(drawing - began)
        self.stages["draw"].append(time.process_time() - drawing)
        return out

    def close(self) -> None:
        """Closes renderer and files."""
        self.renderer.close()
        self._layers.release()


class WholeSvg:
    """The baseline: cairosvg draws every group of the character anew, then BGRA becomes I420. Nothing moves."""

    def __init__(self, size: Size, scene: Scene) -> None:
        effect = scene.effects[0]
        assert isinstance(effect, Avatar)
        scale = size.height / HEIGHT * effect.zoom
        box = AXIS - size.width / 2 / scale, BASE - size.height / scale, size.width / scale, size.height / scale
        root = Element("svg", {"xmlns": SVG, "viewBox": " ".join(f"{value:.3f}" for value in box)})
        root.set("width", str(size.width))
        root.set("height", str(size.height))
        x, y, width, height = map(str, box)
        root.append(Element("rect", {"x": x, "y": y, "width": width, "height": height, "fill": effect.colour}))
        pieces = pieces_of(character.find(effect.character, []), 1.0, [])
        for piece in (pieces[group.name] for group in GROUPS if group.name in pieces):
            root.extend([fromstring(piece.defs), fromstring(piece.drawing)])
        self._svg = tostring(root)

    def __call__(self, _: np.ndarray) -> np.ndarray:
        drawn = PNGSurface(Tree(bytestring=self._svg), None, 96).cairo
        drawn.flush()
        bgra = np.frombuffer(drawn.get_data(), np.uint8).reshape(drawn.get_height(), drawn.get_width(), 4)
        return i420_from_bgr(cv2.cvtColor(bgra, cv2.COLOR_BGRA2BGR))


class Watched:
    """A renderer that notes how far apart the lips were in what it drew."""

    def __init__(self, renderer: Renderer) -> None:
        self.name, self._renderer = renderer.name, renderer
        self.gaps: dict[int, float] = {}

    def draw(
        self, layers: Any, observation: Observation | None, seconds: float, performance: Performance = STILL
    ) -> np.ndarray:
        if (mouth := performance.mouth) is not None:
            self.gaps[mouth.timestamp_ns] = mouth.gap
        return self._renderer.draw(layers, observation, seconds, performance)

    def close(self) -> None:
        self._renderer.close()


class Stage:
    """A running engine whose microphone is a recording and whose sink remembers."""

    def __init__(self, options: Options, scene: Scene, recording: Path) -> None:
        self.microphone: SoundFile | None = None
        self.renderer: Watched | None = None
        self.sent: list[tuple[int, Picture]] = []
        self.engine = Engine(
            replace(options, microphone=str(recording), virtual_camera="none", record=""),
            scene,
            make_microphone=self._heard,
            make_renderer=self._watched,
            sinks={"memory": lambda: self},
        )

    def _heard(self, name: str) -> SoundFile:
        self.microphone = SoundFile(Path(name))
        return self.microphone

    def _watched(self) -> Renderer:
        self.renderer = Watched(make_renderer(self.engine.renderer_choice, self.engine.size))
        return self.renderer

    def send(self, picture: Picture) -> None:
        """Remembers when a picture was handed over."""
        self.sent.append((time.monotonic_ns(), picture))

    def watched(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing to close."""


def from_sound_to_sink(options: Options, scene: Scene) -> dict[str, Any]:
    """From the microphone to the sink through the running engine, in real time, in milliseconds.

    sound_to_picture_ms: from the burst of /pa/ to the first picture with lips apart; `missed` syllables had none
    character_change_ms: from the call to the first picture that differs, and to the first that is all new
    """
    samples, bursts = syllables(SYLLABLES)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(options, scene, write_voice((samples, RATE), Path(folder)))
        stage.engine.start()
        try:
            time.sleep(1.0 + len(samples) / RATE)
            delays = delays_ms(stage, bursts)
            changes = [_change_ms(stage, scene, name) for name in character.ready()[:CHANGES]]
        finally:
            stage.engine.stop()
    first, whole = zip(*changes, strict=True)
    return {
        "sound_to_picture_ms": {**_spread(delays), "syllables": len(delays), "missed": SYLLABLES - len(delays)},
        "character_change_ms": {"first": _spread(list(first)), "whole": _spread(list(whole))},
    }


def delays_ms(stage: Stage, bursts: np.ndarray) -> list[float]:
    """How long each syllable took; of those before which the lips were shut."""
    assert stage.microphone is not None and stage.renderer is not None
    heard, gaps = stage.microphone.sound.newest(0), stage.renderer.gaps
    began_ns = heard.timestamp_ns - heard.end * 10**9 // RATE
    shown = [(at, gaps[picture.timestamp_ns]) for at, picture in stage.sent if picture.timestamp_ns in gaps]
    delays = []
    for burst in (began_ns + bursts * (10**9 / RATE)).tolist():
        before = [gap for at, gap in shown if at <= burst]
        opened = [at for at, gap in shown if burst < at < burst + 250e6 and gap >= LIPS_MEET_BELOW]
        if before and before[-1] < LIPS_MEET_BELOW and opened:
            delays.append((opened[0] - burst) / 1e6)
    return delays


def _change_ms(stage: Stage, scene: Scene, name: str) -> tuple[float, float]:
    """How long it takes to put another character on air: to the first picture of it, and to the first without fade."""
    effect = scene.effects[0]
    assert isinstance(effect, Avatar)
    called, known = time.monotonic_ns(), len(stage.sent)
    former = stage.sent[-1][1]
    stage.engine.set_scene(Scene((replace(effect, character=name),)))
    time.sleep(0.6)
    new = [(at, picture) for at, picture in stage.sent[known:] if picture.scene is not former.scene]
    last = next(picture for _, picture in reversed(stage.sent) if picture.scene is former.scene)
    first = next(at for at, picture in new if not np.array_equal(picture.i420, last.i420))
    whole = next(at for at, _ in new if at >= new[0][0] + FADE_SECONDS * 1e9)
    return (first - called) / 1e6, (whole - called) / 1e6


def _spread(values: list[float]) -> dict[str, float | None]:
    if not values:
        return {"median": None, "p95": None}
    ordered = sorted(values)
    return {"median": round(median(ordered), 1), "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1)}

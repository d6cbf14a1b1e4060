"""A file through a scene into a file: every frame once, not in real time, the same bytes each time."""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.effects import Layers, Scene
from app.errors import DeviceLost, Unusable
from app.flow import Frame, Mouth, Observation, Performance, Picture
from app.mouth_points import read_points
from app.options import Options
from app.perception.mouth import READINGS, MouthReader
from app.perception.observer import Observer
from app.picture import i420_from_bgr, upright
from app.render.renderer import make_renderer
from app.sinks.video_file import VideoFile, check_new_video
from app.sources.files import Clip
from app.sources.sound_file import sound_in


@dataclass(frozen=True)
class Material:
    """What a video is made from: a clip, or speech, or the mouth's points of a talk; points go before the sound.

    Raises Unusable where nothing is given.
    """

    clip: Path | None = None
    audio: Path | None = None
    points: Path | None = None

    def __post_init__(self) -> None:
        if not (self.clip or self.audio or self.points):
            raise Unusable("Name a clip, or speech with --audio: standin render --audio speech.wav --out clip.mp4")


class Mouths:
    """The mouth of each moment, moments never going back.

    mouths: one after the other; silence is to follow where a picture may come after them
    """

    def __init__(self, mouths: Iterator[Mouth], rate_hz: int) -> None:
        self._mouths, self._rate = mouths, rate_hz
        self._number = -1
        self._mouth: Mouth | None = None

    def at(self, seconds: float) -> Mouth | None:
        """The mouth nearest to a moment, None after the last: a mean of two would lose closures."""
        wanted = int(seconds * self._rate + 0.5)
        while self._number < wanted:
            self._mouth = next(self._mouths, None)
            self._number += 1
        return self._mouth


def render(material: Material, out: Path, scene: Scene, options: Options) -> int:
    """Writes a clip with the scene drawn into it, or a scene that needs no frame for as long as somebody speaks.

    The sound goes along. Returns the number of pictures. Raises Unusable where a file cannot be read or written,
    DeviceLost where the clip has no picture, and RuntimeError where a picture could not be treated: nothing untreated
    is written.
    """
    check_new_video(out)
    if material.clip is None and "frame" in scene.needs:
        raise Unusable(f"{scene.title} needs a clip. Name one: standin render clip.mp4 --out out.mp4")
    size = options.output_size
    clip = Clip(material.clip, loop=False) if material.clip else None
    mouths, seconds = _mouths(material, scene)
    rate = clip.rate_hz if clip else options.rate
    seen = _observations(clip, scene, options) if clip else itertools.repeat(None, math.ceil(seconds * rate - 1e-6))
    layers = Layers(scene, size, live=False)
    for notice in layers.notices:
        print(notice, file=sys.stderr)
    renderer = make_renderer(options.renderer, size)
    sink = VideoFile(out, size, rate, material.audio or material.clip)
    count = 0
    try:
        for observation in seen:
            moment = count / rate
            drawn = renderer.draw(layers.items, observation, moment, Performance(mouths.at(moment)))
            sink.send(Picture(drawn, round(moment * 1e9) + 1, layers))
            count += 1
            if count % 100 == 0 and sys.stderr.isatty():
                print(f"\r{count} pictures", end="", file=sys.stderr, flush=True)
    finally:
        sink.close()
        renderer.close()
        layers.release()
        if clip is not None:
            clip.close()
    return count


def _observations(clip: Clip, scene: Scene, options: Options) -> Iterator[Observation | None]:
    """What is seen in each picture of a clip, None where the scene needs no frame."""
    observer = Observer("stable" if options.quality == "auto" else options.quality, 1 / clip.rate_hz)
    for number in itertools.count():
        try:
            picture = clip.read()
        except DeviceLost:
            if number == 0:
                raise
            if number < 0.95 * clip.frame_count:
                print(f"{clip.sound.name} ends early: {number} of {clip.frame_count} pictures", file=sys.stderr)
            return
        if "frame" not in scene.needs:
            yield None
            continue
        i420 = i420_from_bgr(upright(picture, options.output_size, options.rotation, options.mirror))
        frame = Frame(i420, round(number / clip.rate_hz * 1e9) + 1)
        yield observer.observe(frame) if "mask" in scene.needs else Observation(frame)


def _mouths(material: Material, scene: Scene) -> tuple[Mouths, float]:
    """What the mouth does where the scene shows one, and how long it does in seconds, 0 where that is not known."""
    audio = material.audio
    if "mouth" not in scene.needs and audio is None:
        return Mouths(iter(()), 1), 0.0
    if material.points is not None:
        notices: list[str] = []
        talk = read_points(material.points, notices)
        for notice in notices:
            print(notice, file=sys.stderr)
        seconds = len(talk.mouths) / talk.rate_hz
        if audio is not None:
            samples, rate = sound_in(audio)
            seconds = len(samples) / rate
        return Mouths(iter(talk.mouths), talk.rate_hz), seconds
    try:
        samples, rate = sound_in(audio or material.clip or Path())
    except Unusable as error:
        if audio is not None:
            raise
        print(f"{error}; the avatar stays silent", file=sys.stderr)
        return Mouths(iter(()), 1), 0.0
    reader = MouthReader(rate, readings=READINGS)
    return Mouths(reader.hear_whole(samples), reader.rate_hz), len(samples) / rate

"""A file through a scene into a file: every frame once, not in real time, the same bytes each time."""

from __future__ import annotations

import sys
from pathlib import Path

from app.effects import Layers, Scene
from app.errors import DeviceLost
from app.flow import Frame, Observation, Picture
from app.options import Options
from app.perception.observer import Observer
from app.picture import i420_from_bgr, upright
from app.render.renderer import make_renderer
from app.sinks.video_file import VideoFile
from app.sources.files import Clip


def render(source: Path, out: Path, scene: Scene, options: Options) -> int:
    """Writes the clip `source` as `out` with the scene drawn into it, its sound going along.

    Returns the number of pictures. Raises Unusable where a file cannot be read or written, DeviceLost where the
    clip has no picture, and RuntimeError where a picture could not be treated: nothing untreated is written.
    """
    size = options.output_size
    clip = Clip(source, loop=False)
    layers = Layers(scene, size, live=False)
    observer = Observer("stable" if options.quality == "auto" else options.quality, 1 / clip.rate_hz)
    renderer = make_renderer(options.renderer, size)
    needs_mask = "mask" in scene.needs
    number = 0
    sink = VideoFile(out, size, clip.rate_hz, clip.sound)
    try:
        while True:
            try:
                picture = clip.read()
            except DeviceLost:
                if number == 0:
                    raise
                if number < 0.95 * clip.frame_count:
                    print(f"{source.name} ends early: {number} of {clip.frame_count} pictures", file=sys.stderr)
                return number
            seconds = number / clip.rate_hz
            i420 = i420_from_bgr(upright(picture, size, options.rotation, options.mirror))
            frame = Frame(i420, round(seconds * 1e9) + 1)
            observation = observer.observe(frame) if needs_mask else Observation(frame)
            drawn = renderer.draw(layers.items, observation, seconds)
            sink.send(Picture(drawn, frame.timestamp_ns, layers))
            number += 1
            if number % 100 == 0 and sys.stderr.isatty():
                print(f"\r{number} pictures", end="", file=sys.stderr, flush=True)
    finally:
        sink.close()
        renderer.close()
        layers.release()
        clip.close()

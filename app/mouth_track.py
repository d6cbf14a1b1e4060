"""The mouth of a recording: its points in a file, and a picture of what they do."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from app.errors import Unusable
from app.flow import Mouth
from app.mouth_points import encoded
from app.opencv import cv2
from app.perception.mouth import FRAME_RATE_HZ, MouthReader
from app.picture import check_file
from app.sources.sound_file import sound_in

WIDTH_A_SECOND, MARGIN, ROW = 240, 90, 150
WIDEST = 24_000
INK, QUIET, PAPER = (40, 34, 30), (150, 140, 132), (250, 248, 246)
CURVES = (("opening", (60, 130, 40)), ("closed", (60, 60, 200)), ("narrow", (190, 110, 30)), ("voice", (130, 70, 140)))


@dataclass(frozen=True)
class Track:
    """Points of a recording.

    points: (T, 31, 2) float32, the order and frame of flow.Mouth
    voice: (T,) float32, 0 .. 1, how sure it is that the user speaks
    level_db: (T,) float32, dBFS, how loud it is
    look_ahead_seconds: how much sound after a frame's time it depends on
    samples, sample_rate_hz: the recording, (n,) float32
    """

    points: np.ndarray
    voice: np.ndarray
    level_db: np.ndarray
    look_ahead_seconds: float
    samples: np.ndarray
    sample_rate_hz: int

    @property
    def opening(self) -> np.ndarray:
        """(T,) float32: the gap between the lips' inner edges in the middle, inter-ocular units."""
        return self.points[:, 17:20, 1].mean(axis=1) - self.points[:, 13:16, 1].mean(axis=1)

    @property
    def width(self) -> np.ndarray:
        """(T,) float32: from corner to corner, inter-ocular units."""
        return self.points[:, 6, 0] - self.points[:, 0, 0]


def track_of(path: Path) -> Track:
    """The mouth of a recording; raises Unusable where it cannot be read."""
    samples, rate = sound_in(path)
    reader = MouthReader(rate)
    frames = int(np.ceil(len(samples) / rate * FRAME_RATE_HZ))
    mouths = list(islice(reader.hear_whole(samples), frames))
    points = np.stack([mouth.points for mouth in mouths])
    voice = np.array([mouth.voice for mouth in mouths], np.float32)
    level_db = np.array([mouth.level_db for mouth in mouths], np.float32)
    return Track(points, voice, level_db, reader.look_ahead_seconds, samples, rate)


def save_track(track: Track, path: Path) -> None:
    """Writes points, rate and look-ahead as npz, or in little room where the file is named .points."""
    if path.suffix.lower() == ".points":
        mouths = map(Mouth, track.points, track.voice.tolist(), track.level_db.tolist())
        path.write_bytes(encoded(mouths, FRAME_RATE_HZ, track.look_ahead_seconds))
        return
    np.savez_compressed(
        path, points=track.points, voice=track.voice, fps=FRAME_RATE_HZ, t0=0.0, delay_ms=1e3 * track.look_ahead_seconds
    )


def save_plot(track: Track, path: Path, phones: Path | None) -> None:
    """Draws waveform, phones where a table of them is given, and what the mouth does, as a PNG."""
    seconds = len(track.samples) / track.sample_rate_hz
    width = min(int(seconds * WIDTH_A_SECOND), WIDEST) + MARGIN + 20
    picture = np.full((ROW * (1 + len(CURVES)) + 60, width, 3), PAPER, np.uint8)
    scale = (width - MARGIN - 20) / seconds
    _draw_waveform(picture, track, scale)
    if phones is not None:
        _draw_phones(picture, phones, scale)
    largest = max(float(np.quantile(track.opening, 0.95)), 1e-3)
    rest = float(np.median(track.width))
    values: dict[str, np.ndarray] = {
        "opening": track.opening / largest,
        "closed": (track.opening / largest < 0.12).astype(np.float32),
        "narrow": 0.5 + 2 * (rest - track.width),
        "voice": track.voice,
    }
    for number, (name, colour) in enumerate(CURVES):
        base = 60 + ROW * (number + 2) - 20
        _write(picture, name, (8, base - ROW // 3))
        cv2.line(picture, (MARGIN, base), (width - 20, base), QUIET, 1)
        x = MARGIN + (np.arange(len(track.points)) / FRAME_RATE_HZ) * scale
        y = base - np.clip(values[name], -0.1, 1.25) * (ROW - 50)
        cv2.polylines(picture, [np.stack([x, y], 1).astype(np.int32)], False, colour, 2, cv2.LINE_AA)
    for second in range(int(seconds) + 1):
        at = MARGIN + int(second * scale)
        cv2.line(picture, (at, 50), (at, picture.shape[0] - 10), (228, 224, 220), 1)
        _write(picture, f"{second} s", (at + 3, 24))
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())


def _draw_waveform(picture: np.ndarray, track: Track, scale: float) -> None:
    columns = int(len(track.samples) / track.sample_rate_hz * scale)
    edges = np.linspace(0, len(track.samples), columns + 1).astype(int)
    middle, half = 60 + ROW // 2, ROW // 2 - 10
    largest = max(float(np.abs(track.samples).max()), 1e-6)
    _write(picture, "sound", (8, middle))
    for column, (first, last) in enumerate(pairwise(edges)):
        part = track.samples[first : max(last, first + 1)] / largest
        low, high = (int(middle - half * float(value)) for value in (part.max(), part.min()))
        cv2.line(picture, (MARGIN + column, low), (MARGIN + column, high), INK, 1)


def _draw_phones(picture: np.ndarray, path: Path, scale: float) -> None:
    check_file(path, "table of phones")
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = [(float(row["start"]), row["phone"]) for row in csv.DictReader(stream)]
        if not all(row[1] is not None and math.isfinite(row[0]) for row in rows):
            raise ValueError
    except (KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise Unusable(f"{path.name} is no table of phones. It has the columns start, end and phone") from error
    for start, phone in rows:
        if not 0 <= start * scale < picture.shape[1] - MARGIN:
            continue
        at = MARGIN + int(start * scale)
        cv2.line(picture, (at, 34), (at, picture.shape[0] - 10), (214, 206, 198), 1)
        _write(picture, phone, (at + 2, 46))


def _write(picture: np.ndarray, words: str, at: tuple[int, int]) -> None:
    cv2.putText(picture, words, at, INK, cv2.FontFace("sans"), 14, 500)


def check_new_files(track: Path | None, plot: Path | None) -> None:
    """Raises Unusable where a track or a plot cannot be written."""
    for path, endings in ((track, (".npz", ".points")), (plot, (".png",))):
        if path is None:
            continue
        if path.suffix.lower() not in endings:
            raise Unusable(f"{path.name} is to be named {' or '.join(endings)}")
        if not path.parent.is_dir():
            raise Unusable(f"There is no folder {path.parent}. Make it first")

"""Recordings: read whole, or heard in their own time as a microphone is."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import numpy as np

from app.errors import Unusable
from app.flow import SoundRing
from app.picture import check_file
from app.sources.microphone import level_db

LONGEST_SECONDS = 4 * 3600
RATES_HZ = 4000, 400_000
TRACK_RATE_HZ = 16000
"""A video's sound is read at this rate."""
SOUND_SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".aif")


def is_sound_file(name: str) -> bool:
    """True where a microphone's name is that of a recording to be heard in its place."""
    return Path(name).suffix.lower() in SOUND_SUFFIXES


def read_sound(path: Path) -> tuple[np.ndarray, int]:
    """A recording as (n,) float32 mono, -1..1, and its rate in Hz; channels are averaged, NaN is silence.

    Raises Unusable for what is missing, empty, too long or no sound.
    """
    check_file(path, "recording")
    # Imported by who needs it: 30 ms that the first card need not wait for.
    import soundfile

    try:
        with soundfile.SoundFile(path) as recording:
            rate = int(recording.samplerate)
            if not RATES_HZ[0] <= rate <= RATES_HZ[1]:
                raise Unusable(f"The recording {path.name} has {rate} samples a second. Choose one of 8000 to 192000")
            if recording.frames > LONGEST_SECONDS * rate:
                raise Unusable(f"The recording {path.name} is longer than 4 hours. Cut it")
            samples = recording.read(dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError, MemoryError) as error:
        raise Unusable(f"The recording {path.name} is no sound that can be read. Choose a WAV or FLAC file") from error
    if not len(samples):
        raise Unusable(f"The recording {path.name} holds no sound. Choose another one")
    return np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0).mean(axis=1, dtype=np.float32), rate


def sound_in(path: Path) -> tuple[np.ndarray, int]:
    """The sound of a recording or a video, as `read_sound` gives it; raises Unusable where there is none."""
    if is_sound_file(path.name):
        return read_sound(path)
    check_file(path, "recording")
    if not shutil.which("ffmpeg"):
        raise Unusable("The sound of videos needs ffmpeg. Install it (on Debian: sudo apt install ffmpeg)")
    words = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-t", str(LONGEST_SECONDS), "-i", str(path)]
    words += ["-map", "0:a:0", "-ac", "1", "-ar", str(TRACK_RATE_HZ), "-f", "f32le", "-"]
    done = subprocess.run(words, capture_output=True, check=False)
    samples = np.frombuffer(done.stdout[: len(done.stdout) // 4 * 4], "<f4")
    if not len(samples):
        raise Unusable(f"{path.name} has no sound that can be read. Choose a WAV or FLAC file, or a video with sound")
    return np.clip(np.nan_to_num(samples), -1, 1), TRACK_RATE_HZ


class SoundFile:
    """A recording heard over and over in its own time: a worker's device like Microphone, for tests and trials.

    Raises Unusable where it cannot be read.
    """

    STEP_SECONDS = 0.01
    LEVEL_SECONDS = 0.1

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._samples, rate = read_sound(path)
        self.sound = SoundRing(rate)
        self.heard = False
        self._started, self._told = time.monotonic_ns(), 0

    def step(self) -> None:
        """Waits a moment and hears what has been played meanwhile."""
        time.sleep(self.STEP_SECONDS)
        self.hear_until(time.monotonic_ns())

    def hear_until(self, now_ns: int) -> None:
        """Hears what is played up to now, on the monotonic clock; after a long sleep the last second of it."""
        rate = self.sound.sample_rate_hz
        due = (now_ns - self._started) * rate // 10**9
        first = max(self._told, due - rate)
        if due > first:
            self.sound.put(self._samples[np.arange(first, due) % len(self._samples)], now_ns)
            self._told, self.heard = due, True

    @property
    def level_db(self) -> float | None:
        """How loud the last tenth of a second was, in dBFS; None before the first sound."""
        return level_db(self.sound.newest(self.LEVEL_SECONDS).samples) if self.heard else None

    def silent(self, now: float) -> bool:
        """A recording is never a switched-off microphone."""
        return False

    def close(self) -> None:
        """Nothing to close."""

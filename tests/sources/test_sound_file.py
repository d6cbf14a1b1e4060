"""Recordings of every kind, good and bad."""

import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.errors import Unusable
from app.sources.sound_file import SoundFile, is_sound_file, read_sound


def tone(rate: int, seconds: float = 0.5, amplitude: float = 0.1) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 96000])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT"])
def test_a_wav_of_any_usual_kind_is_read(tmp_path: Path, rate: int, subtype: str) -> None:
    soundfile.write(tmp_path / "a.wav", tone(rate), rate, subtype=subtype)
    samples, found = read_sound(tmp_path / "a.wav")
    assert found == rate and samples.dtype == np.float32
    assert np.abs(samples - tone(rate)).max() < (0.01 if subtype == "PCM_U8" else 1e-4)


def test_channels_are_averaged_and_what_is_no_number_is_silence(tmp_path: Path) -> None:
    sound = np.array([[0.5, 0.1], [np.nan, 1.0], [np.inf, np.inf]], np.float32)
    soundfile.write(tmp_path / "a.wav", sound, 16000, subtype="FLOAT")
    assert read_sound(tmp_path / "a.wav")[0] == pytest.approx([0.3, 0.5, 0.0])


def test_a_truncated_wav_gives_what_is_there(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(16000), 16000, subtype="PCM_16")
    data = (tmp_path / "a.wav").read_bytes()
    (tmp_path / "a.wav").write_bytes(data[: len(data) // 2])
    assert 3000 < len(read_sound(tmp_path / "a.wav")[0]) < 5000


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "does not exist"), (b"", "is empty"), (b"no sound at all" * 99, "no sound")]
)
def test_what_is_no_recording_is_a_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(Unusable, match=sentence):
        read_sound(tmp_path / "a.wav")


def test_a_recording_without_samples_is_a_sentence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(0, np.float32), 16000)
    with pytest.raises(Unusable, match="holds no sound"):
        read_sound(tmp_path / "a.wav")


def test_a_recording_is_heard_in_its_own_time_and_again_from_its_start(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(8000, 0.25), 8000, subtype="FLOAT")
    recording = SoundFile(tmp_path / "a.wav")
    start = recording._started
    assert recording.level_db is None
    recording.hear_until(start + 400_000_000)
    heard = recording.sound.since(0).samples
    assert len(heard) == 3200 and np.array_equal(heard[2000:], tone(8000, 0.25)[:1200])
    assert recording.level_db == pytest.approx(-20, abs=0.5) and not recording.silent(time.monotonic())
    recording.hear_until(start + 100_000_000_000)  # the program slept: only the newest second is heard
    assert len(recording.sound.since(0).samples) == 8000


def test_a_recording_is_told_from_a_microphone_by_its_name() -> None:
    assert is_sound_file("/home/a/speech.WAV") and not is_sound_file("USB Audio") and not is_sound_file("default")

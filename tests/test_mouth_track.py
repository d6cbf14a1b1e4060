"""The verb that gives the mouth of a recording."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.mouth_points import read_points
from app.opencv import cv2
from tests.perception.test_mouth import gap, voice

ROOT = Path(__file__).resolve().parents[1]


def mouth(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "app", "mouth", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "speech.wav", np.concatenate([voice(2), np.zeros(16000, np.float32)]), 16000)
    return tmp_path / "speech.wav"


def test_the_track_has_25_mouths_a_second_and_says_its_look_ahead(speech: Path, tmp_path: Path) -> None:
    assert mouth(speech, tmp_path / "track.npz").returncode == 0
    track = np.load(tmp_path / "track.npz")
    assert track["points"].shape == (75, 31, 2) and track["points"].dtype == np.float32
    assert track["fps"] == 25 and track["t0"] == 0 and 0 <= track["delay_ms"] <= 40
    openings = gap(track["points"])
    assert openings[10:45].mean() > 5 * max(openings[62:].max(), 0.002)


def test_a_track_named_points_is_written_in_little_room(speech: Path, tmp_path: Path) -> None:
    assert mouth(speech, tmp_path / "talk.points").returncode == 0 and mouth(speech, tmp_path / "t.npz").returncode == 0
    talk = read_points(tmp_path / "talk.points", [])
    whole = np.load(tmp_path / "t.npz")["points"]
    assert np.abs(np.stack([found.points for found in talk.mouths]) - whole).max() <= 0.001


def test_the_plot_shows_sound_phones_and_curves(speech: Path, tmp_path: Path) -> None:
    # As Excel writes it, with a phone that lies beyond the recording.
    (tmp_path / "phones.csv").write_text("start,end,phone\n0.1,0.4,AA\n1e12,1e12,B\n", encoding="utf-8-sig")
    assert mouth(speech, "--plot", tmp_path / "plot.png", "--phones", tmp_path / "phones.csv").returncode == 0
    picture = cv2.imread(str(tmp_path / "plot.png"))
    assert picture is not None and picture.shape[1] > 600
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("speech.wav",), 2, "Name a file"),
        (("none.wav", "track.npz"), 1, "does not exist"),
        (("speech.wav", "track.txt"), 1, "named .npz"),
        (("speech.wav", "nowhere/track.npz"), 1, "no folder"),
        (("speech.wav", "--plot", "plot.png", "--phones", "speech.wav"), 1, "no table of phones"),
        (("speech.wav", "--plot", "plot.png", "--phones", "nan.csv"), 1, "no table of phones"),
        (("speech.wav", "t.npz", "--phones", "nan.csv"), 2, "--plot"),
    ],
)
def test_wrong_use_is_a_sentence(
    speech: Path, tmp_path: Path, words: tuple[str, ...], status: int, sentence: str
) -> None:
    (tmp_path / "nan.csv").write_text("start,end,phone\nnan,0.4,AA\n")
    found = mouth(*(word if word.startswith("--") else tmp_path / word for word in words))
    assert found.returncode == status and sentence in found.stderr and "Traceback" not in found.stderr

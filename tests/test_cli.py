"""The program as its user meets it: real processes, exit codes and sentences."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.opencv import cv2
from tests.conftest import somebody_looks
from tests.sources.test_sources import clip_of

ROOT = Path(__file__).resolve().parents[1]


def standin(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_version_is_said_in_a_word() -> None:
    result = standin("--version")
    assert result.returncode == 0 and result.stdout.split()[0] == "standin" and len(result.stdout.split()) == 2


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "text.mp4").write_text("no video")
    (folder / "text.png").write_text("no picture")
    (folder / "folder.png").mkdir()
    return folder


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["run", "--radius", "wide", "--effect", "blur"], 2, "radius"),
        (["run", "--effect", "blur", "--radius", "9"], 2, "between"),
        (["run", "--effect", "magic"], 2, "magic"),
        (["run", "--size", "1279x719"], 2, "multiples of 8"),
        (["run", "--size", "large"], 2, "1280x720"),
        (["run", "--rate", "fast"], 2, "rate"),
        (["run", "--rate", "1000"], 2, "between"),
        (["run", "--rotation", "45"], 2, "rotation"),
        (["run", "--source", "{bad}/missing.mp4"], 1, "does not exist"),
        (["run", "--microphone", "{bad}/none.wav"], 1, "does not exist"),
        (["run", "--source", "{bad}/empty.mp4"], 1, "empty"),
        (["run", "--source", "{bad}/text.mp4"], 1, "broken"),
        (["run", "--source", "{bad}/folder.png"], 1, "folder"),
        (["run", "--effect", "replace", "--file", "{bad}/text.png"], 1, "broken"),
        (["run", "--effect", "replace", "--file", "{bad}/folder.png"], 1, "folder"),
        (["run", "--effect", "replace", "--colour", "red"], 2, "#1e90ff"),
        (["run", "--profile", "Work"], 1, "no profile"),
        (["run", "--seconds", "-3"], 2, "above 0"),
        (["run", "--renderer", "magic"], 2, "renderer"),
        (["render", "{bad}/text.mp4", "--out", "{bad}/out.mp4"], 1, "broken"),
        (["render", "{bad}/missing.mp4", "--out", "{bad}/out.mp4"], 1, "does not exist"),
        (["render", "--out", "{bad}/out.mp4"], 1, "--audio"),
        (["render", "--audio", "{bad}/none.wav", "--out", "{bad}/out.mp4"], 1, "does not exist"),
        (["render", "--audio", "{bad}/empty.mp4", "--character", "Nobody", "--out", "{bad}/out.mp4"], 1, "empty"),
        (["render", "{bad}/text.mp4", "--rate", "25", "--out", "{bad}/out.mp4"], 2, "own rate"),
        (["bench", "--frames", "many"], 2, "whole number"),
        (["ctl", "perform"], 2, "--expression"),
        (["ctl", "perform", "--expression", "angry"], 2, "smile"),
        (["ctl", "perform", "--gesture", "none"], 1, "not running"),
        (["ctl", "status"], 1, "not running"),
        (["ctl", "card", "maybe"], 2, "maybe"),
        (["ctl", "microphone"], 2, "name"),
        (["ctl", "microphone", "off"], 1, "not running"),
        (["ctl", "snapshot", "{bad}/x.txt"], 1, "png"),
        (["fly"], 2, "fly"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_gets_a_sentence_and_an_exit_code(bad: Path, words: list[str], status: int, says: str) -> None:
    result = standin(*[word.replace("{bad}", str(bad)) for word in words])
    assert result.returncode == status
    assert says in result.stderr
    assert "Traceback" not in result.stderr + result.stdout


def test_an_unwritable_runtime_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = standin("run", "--source", "pattern", "--seconds", "1", STANDIN_RUNTIME_DIR=str(tmp_path / "file" / "x"))
    assert result.returncode == 1
    assert "Check that place" in result.stderr and "Traceback" not in result.stderr


def test_a_broken_settings_file_is_set_aside_and_the_engine_runs(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/settings.json").write_text('{"options": {"rate": "x"')
    result = standin("run", "--source", "pattern", "--virtual-camera", "none", "--seconds", "1")
    assert result.returncode == 0
    assert "kept as settings.json.bak" in result.stderr


def test_an_engine_that_is_started_again_with_a_profile_that_is_gone_shows_no_room() -> None:
    words = ["--source", "pattern", "--virtual-camera", "none", "--seconds", "1"]
    result = standin("run", "--scene", '"Work"', *words)
    assert result.returncode == 0
    assert "no profile 'Work'; the room is blurred" in result.stderr and "Blur" in result.stderr


def test_the_engine_runs_is_controlled_and_refuses_a_second_one(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "app", "run", "--source", "pattern", "--size", "640x360", "--effect", "blur"]
    first = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while standin("ctl", "status").returncode and time.monotonic() < until:
            time.sleep(0.2)
        second = standin("run", "--source", "pattern")
        assert second.returncode == 3 and "running already" in second.stderr

        assert standin("ctl", "scene", "--effect", "replace", "--colour", "#00ff00").returncode == 0
        assert standin("ctl", "perform", "--expression", "smile", "--gesture", "raise").returncode == 0
        with somebody_looks():
            time.sleep(1.5)
            status = json.loads(standin("ctl", "status").stdout)
        assert status["expression"] == "smile" and status["gesture"] == "raise"
        assert standin("ctl", "perform", "--gesture", "none").returncode == 0
        assert status["on_air"] == "Replace" and status["source"] == "test pattern"
        assert "virtual camera" in status["problems"] or status["problems"] == {}

        shot = tmp_path / "shot.png"
        assert standin("ctl", "snapshot", str(shot)).returncode == 0
        picture = cv2.imread(str(shot))
        assert picture is not None
        corner = picture[5, 5].astype(int)
        assert np.abs(corner - (0, 255, 0)).max() < 12

        assert standin("ctl", "card", "on").returncode == 0
        time.sleep(0.2)
        assert json.loads(standin("ctl", "status").stdout)["on_air"] == "Card"
        assert standin("ctl", "card", "off").returncode == 0
        assert standin("ctl", "save-profile", "Green").returncode == 0
        assert standin("ctl", "scene", "--effect", "blur", "--preset", "strong").returncode == 0
        assert standin("ctl", "rename-profile", "Green", "Lime").returncode == 0
        assert "no profile" in standin("ctl", "rename-profile", "Green", "Lime").stderr
        assert standin("ctl", "profile", "Lime").returncode == 0
        bad = standin("ctl", "scene", "--effect", "replace", "--file", str(tmp_path / "none.png"))
        assert bad.returncode == 1 and "does not exist" in bad.stderr
        with somebody_looks():
            time.sleep(1.5)
            assert json.loads(standin("ctl", "status").stdout)["on_air"] == "Replace"
        assert standin("ctl", "quality", "sharp").returncode == 0
        assert standin("ctl", "quality", "best").returncode == 2
        absent = standin("ctl", "microphone", "Nobody's")
        assert absent.returncode == 1 and "microphone" in absent.stderr
        soundfile.write(tmp_path / "talk.wav", np.zeros(16000, np.float32), 16000)
        (tmp_path / "me.json").write_text((ROOT / "assets/characters/ready/Mei.json").read_text())
        here = Path(os.path.relpath(tmp_path, ROOT))  # the engine runs in another folder than the client
        assert standin("ctl", "microphone", str(here / "talk.wav")).returncode == 0
        me = ("scene", "--effect", "avatar", "--character", str(here / "me.json"))
        assert standin("ctl", *me).returncode == 0
        status = json.loads(standin("ctl", "status").stdout)
        named = status["microphone"], status["scene"][0]["character"]
        assert [os.path.normpath(name) for name in named] == [str(tmp_path / name) for name in ("talk.wav", "me.json")]
        assert standin("ctl", "microphone", "default").returncode == 0
        assert standin("ctl", "stop").returncode == 0
        assert first.wait(10) == 0
    finally:
        first.kill()
        assert first.stderr is not None
        said = first.stderr.read()
    assert "Traceback" not in said
    stored = json.loads((tmp_path / "config/settings.json").read_text())
    assert stored["profiles"]["Lime"][0]["colour"] == "#00ff00"
    assert stored["options"]["quality"] == "sharp"
    assert stored["options"]["microphone"] == "default"


def test_render_writes_every_picture_and_the_same_bytes(tmp_path: Path) -> None:
    clip = clip_of(tmp_path / "in.avi", list(range(40, 70)), rate=25, size=(640, 360))
    contents = []
    for name in ("a.mp4", "b.mp4"):
        result = standin("render", str(clip), "--out", str(tmp_path / name), "--effect", "blur", "--size", "640x360")
        assert result.returncode == 0, result.stderr
        assert "30 pictures" in result.stdout
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]


def test_no_file_of_the_user_is_overwritten(tmp_path: Path) -> None:
    clip = clip_of(tmp_path / "in.avi", [40] * 10)
    taken = tmp_path / "taken.mp4"
    taken.write_bytes(b"precious")
    for words in (
        ["render", str(clip), "--out", str(taken), "--effect", "card"],
        ["run", "--source", "pattern", "--seconds", "1", "--record", str(taken)],
    ):
        result = standin(*words)
        assert result.returncode == 1 and "already a file" in result.stderr
    assert taken.read_bytes() == b"precious"


def test_a_source_that_is_not_there_is_refused_and_not_kept(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "app", "run", "--source", "pattern", "--size", "640x360", "--virtual-camera", "none"]
    engine = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while standin("ctl", "status").returncode and time.monotonic() < until:
            time.sleep(0.2)
        for name in ("Nobody's Camera", "/nowhere/clip.mp4"):
            assert standin("ctl", "source", name).returncode == 1
        assert json.loads(standin("ctl", "status").stdout)["source_choice"] == "pattern"
        assert standin("ctl", "stop").returncode == 0
        assert standin("run", "--source", "pattern", "--seconds", "0.5").returncode == 0  # nobody is in the way
    finally:
        engine.kill()
    assert not (tmp_path / "config/settings.json").exists()


def test_stored_values_that_cannot_be_do_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    stored = {
        "options": {"size": "3x3", "source": "/nowhere/clip.mp4", "rate": 10**400},
        "scene": [{"effect": "magic"}],
    }
    (tmp_path / "config/settings.json").write_text(json.dumps(stored))
    with somebody_looks():
        result = standin("run", "--virtual-camera", "none", "--seconds", "2")
    assert result.returncode == 0
    assert "3x3" in result.stderr and "magic" in result.stderr and "does not exist" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_video_behind_the_person_does_not_crash_the_end(tmp_path: Path) -> None:
    clip = clip_of(tmp_path / "place.avi", list(range(40, 100)), rate=60, size=(640, 360))
    for _ in range(4):
        words = ["run", "--source", "pattern", "--seconds", "1", "--virtual-camera", "none", "--size", "640x360"]
        assert standin(*words, "--effect", "replace", "--file", str(clip)).returncode == 0


def test_nothing_is_looked_up_and_nothing_written_by_the_networks_runtime(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    words = ["run", "--source", "pattern", "--virtual-camera", "none", "--seconds", "2", "--effect", "blur"]
    assert standin(*words, HOME=str(home)).returncode == 0
    assert list(home.rglob("*")) == []


def test_doctor_and_devices_speak_json() -> None:
    rows = json.loads(standin("doctor", "--json").stdout)
    names = [row["name"] for row in rows]
    assert {"OpenGL", "microphone", "virtual camera", "ffmpeg", "network selfie_segmentation"} <= set(names)
    assert all(row["state"] == "ok" or row["fix"] for row in rows)
    assert set(json.loads(standin("devices", "--json").stdout)) == {"cameras", "microphones", "virtual_camera"}


def test_bench_prints_the_agreed_keys() -> None:
    result = standin("bench", "--frames", "20", "--size", "640x360", "--no-paced", "--effect", "blur", "--json")
    figures = json.loads(result.stdout)
    assert {"fps", "cpu_ms_per_frame", "stages_ms", "baseline", "ratio_cpu", "renderer", "size"} <= set(figures)
    assert figures["frames"] == 20 and figures["baseline"]["cpu_ms_per_frame"] > 0


def test_bench_of_an_avatar_prints_the_same_keys_and_its_own() -> None:
    words = ["--frames", "20", "--size", "640x360", "--no-paced", "--effect", "avatar", "--json", "--renderer", "cpu"]
    figures = json.loads(standin("bench", *words).stdout)
    assert {"fps", "cpu_ms_per_frame", "stages_ms", "baseline", "ratio_cpu", "renderer", "size"} <= set(figures)
    assert set(figures["stages_ms"]) == {"mouth", "draw"} and figures["baseline"]["cpu_ms_per_frame"] > 0
    assert figures["reference_ms"] == 13 and "not measured" in figures["reference_note"]

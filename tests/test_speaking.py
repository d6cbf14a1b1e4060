"""The mouth inside the engine: from the microphone's ring to the mouth of the moment."""

import math
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.drawing import shown_ns
from app.effects import Avatar, Card, Layers, Scene
from app.flow import Mouth, Performance, SoundRing
from app.service import Service
from app.settings import SettingsFile
from app.speaking import Speaking
from tests.conftest import SMALL
from tests.engine_room import running
from tests.perception.test_mouth import gap, voice


class Ears:
    """A stand-in for the engine: a ring that a test fills."""

    def __init__(self) -> None:
        self.sound: SoundRing | None = SoundRing(16000)
        self.listening = self
        self.mouth: Any = None
        self.lips_moved = threading.Event()


def test_the_newest_mouth_is_left_with_the_engine_and_shuts_within_300_ms_when_sound_ends() -> None:
    ears = Ears()
    speaking = Speaking(ears)  # type: ignore[arg-type]
    now, sound = time.monotonic(), voice(2)
    speaking.listen(now)
    nobody = ears.mouth
    assert nobody is None
    for at in range(0, len(sound), 320):
        now += 0.02
        assert ears.sound is not None
        ears.sound.put(sound[at : at + 320], 0)
        speaking.listen(now)
    spoken = gap(ears.mouth.points[None])[0]
    for _ in range(15):  # 300 ms after the last sound
        now += 0.02
        speaking.listen(now)
    assert gap(ears.mouth.points[None])[0] < max(0.05 * spoken, 0.003)


def test_the_drawing_is_told_when_the_lips_part_and_when_they_meet() -> None:
    ears = Ears()
    speaking = Speaking(ears)  # type: ignore[arg-type]
    speaking.listen(0.0)
    told = []
    for at, piece in enumerate(np.split(np.concatenate([voice(1), np.zeros(8000, np.float32)]), 150)):
        assert ears.sound is not None
        ears.sound.put(piece, 0)
        speaking.listen(0.01 * (at + 1))
        if ears.lips_moved.is_set():
            ears.lips_moved.clear()
            told.append(ears.mouth.shut)
    assert len(told) >= 4 and told == [number % 2 == 1 for number in range(len(told))]


def test_shut_lips_wait_for_one_block_of_sound_and_lips_that_are_apart_for_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ears = Ears()
    speaking = Speaking(ears)  # type: ignore[arg-type]
    speaking.listen(0.0)
    assert ears.sound is not None
    waits: list[int] = []
    monkeypatch.setattr(ears.sound, "wait", lambda first, _: waits.append(first))
    shut, apart = np.zeros((2, 31, 2), np.float32)
    apart[17:20, 1] = 0.2
    for points in (None, shut, apart):
        ears.mouth = None if points is None else Mouth(points, 1.0)
        speaking.step()
    # Of sound that comes in bursts nothing waits for the next one: that what is more comes is waited for a moment only.
    assert waits[:3] == [0, 0, 0] and len(waits) == 4 and 160 < waits[3] < 320


def test_a_picture_shows_the_moment_of_its_mouth_and_one_without_frame_and_voice_the_present() -> None:
    avatar = Layers(Scene((Avatar(),)), SMALL, live=False)
    card = Layers(Scene((Card(),)), SMALL, live=False)
    mouth = Mouth(np.zeros((31, 2), np.float32), 1.0, timestamp_ns=77)
    assert shown_ns(avatar, None, Performance(mouth)) == 77
    assert abs((shown_ns(avatar, None, Performance()) or 0) - time.monotonic_ns()) < 1e9
    assert shown_ns(card, None, Performance(mouth)) is None


def test_an_avatar_is_on_air_without_a_camera() -> None:
    with running(Scene((Avatar(),))) as room:
        room.wait_for(room.treated)
        status = room.engine.status()
        assert status["on_air"] == "Avatar" and status["first_ns"]["treated"] and status["source"] == ""


def test_sound_that_was_missed_and_another_microphone_begin_anew() -> None:
    ears = Ears()
    speaking = Speaking(ears)  # type: ignore[arg-type]
    speaking.listen(0.0)
    assert ears.sound is not None
    ears.sound.put(voice(0.5), 0)
    speaking.listen(0.1)
    first = speaking._reader
    ears.sound.put(voice(3), 0)  # the ring holds a second
    speaking.listen(3.1)
    assert speaking._reader is not first
    ears.sound = SoundRing(48000)
    speaking.listen(3.2)
    ears.sound.put(voice(0.5, 48000), 0)
    speaking.listen(3.7)
    assert ears.mouth is not None and np.isfinite(ears.mouth.points).all()


def test_a_recording_as_microphone_moves_the_mouth_while_somebody_looks(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "speech.wav", voice(2), 16000)
    with running(Scene((Card(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        assert service.mouth() == {"points": None, "voice": None}
        service.microphone(str(tmp_path / "speech.wav"))
        room.wait_for(lambda: service.mouth()["points"] is not None and (service.level()["level_db"] or -90) > -40)
        points = np.array(service.mouth()["points"])
        assert points.shape == (31, 2)
        room.engine._mouth_wanted_at = -math.inf
        room.wait_for(lambda: room.engine.mouth is None)
        assert "mouth" not in room.engine.status()["problems"]


def test_a_missing_network_is_a_status_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.perception.inference.model_file", lambda name: tmp_path / name)
    with running(Scene((Card(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        service.mouth()
        told = "The network mouth is missing. Make it with ./run train-mouth"
        room.wait_for(lambda: told in room.engine.status()["problems"].get("mouth", ""))
        room.wait_for(lambda: len(room.sent) > 10)

"""The mouth inside the engine: from the microphone's ring to the mouth of the moment."""

import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.effects import Card, Scene
from app.flow import SoundRing
from app.service import Service
from app.settings import SettingsFile
from app.speaking import Speaking
from tests.engine_room import running
from tests.perception.test_mouth import gap, voice


class Ears:
    """A stand-in for the engine: a ring that a test fills."""

    def __init__(self) -> None:
        self.sound: SoundRing | None = SoundRing(16000)
        self.listening = self
        self.mouth: Any = None


def test_the_newest_mouth_is_left_with_the_engine_and_shuts_when_sound_ends() -> None:
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
    for _ in range(20):
        now += 0.02
        speaking.listen(now)
    assert gap(ears.mouth.points[None])[0] < max(0.05 * spoken, 0.003)


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
        room.wait_for(lambda: "mouth is missing" in room.engine.status()["problems"].get("mouth", ""))
        room.wait_for(lambda: len(room.sent) > 10)

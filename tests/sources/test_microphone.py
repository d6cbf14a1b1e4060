"""The microphone on a made-up PortAudio: level, ring, names and faults."""

import ctypes.util
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from app.errors import DeviceLost, Unusable
from app.flow import SoundRing
from app.sources import portaudio
from app.sources.microphone import FLOOR_DB, Microphone, level_db
from app.sources.portaudio import DEFAULT, input_named, input_names
from app.worker import Worker
from tests.fake_sounddevice import FakeLibrary, sine, wait_until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    return FakeLibrary().install(monkeypatch)


@pytest.mark.parametrize("only", [None, (8, 96000), (2, 44100)])
def test_a_sine_of_minus_20_dbfs_is_at_minus_20(library: FakeLibrary, only: tuple[int, int] | None) -> None:
    library.only = only
    microphone = Microphone(DEFAULT)
    channels, rate = only or (1, 16000)
    assert microphone.sound.sample_rate_hz == rate and library.open[0].channels == channels
    assert microphone.level_db is None
    library.open[0].hear(sine(0.1, rate))
    assert microphone.level_db == pytest.approx(-20, abs=0.5)
    microphone.close()
    assert library.open == []


def test_the_level_follows_the_last_tenth_of_a_second(library: FakeLibrary) -> None:
    microphone = Microphone(DEFAULT)
    library.open[0].hear(sine(1.0, 16000, 0.5))
    library.open[0].hear(sine(0.01, 16000, 0.1))
    assert microphone.level_db == pytest.approx(-40, abs=0.5)
    microphone.close()


def test_level_has_a_floor_and_doubles_by_six_decibels() -> None:
    assert level_db(np.zeros(100, np.float32)) == level_db(np.zeros(0, np.float32)) == FLOOR_DB
    assert level_db(np.full(100, 1e-9, np.float32)) == FLOOR_DB
    loud, soft = sine(0.5, 16000), sine(0.25, 16000)
    assert level_db(loud) - level_db(soft) == pytest.approx(6.02, abs=0.01)


def test_channels_are_averaged(library: FakeLibrary) -> None:
    library.only = (2, 16000)
    microphone = Microphone(DEFAULT)
    microphone._hear(np.array([[0.5, 0.1], [1.0, -1.0]], np.float32), 7)
    assert microphone.sound.since(0).samples == pytest.approx([0.3, 0.0])
    microphone.close()


def test_what_is_no_number_is_silence(library: FakeLibrary) -> None:
    microphone = Microphone(DEFAULT)
    library.open[0].hear(np.array([np.nan, np.inf, -np.inf, 0.5], np.float32))
    assert microphone.sound.since(0).samples.tolist() == [0, 0, 0, 0.5]
    microphone.close()


def test_the_ring_gives_each_sample_once_and_keeps_the_newest() -> None:
    ring = SoundRing(10)
    ring.put(np.arange(4, dtype=np.float32), 100)
    first = ring.since(0)
    assert first.samples.tolist() == [0, 1, 2, 3] and (first.first, first.end, first.timestamp_ns) == (0, 4, 100)
    assert ring.since(first.end).samples.size == 0
    ring.put(np.arange(4, 16, dtype=np.float32), 200)
    late = ring.since(first.end)
    assert late.samples.tolist() == list(range(6, 16)) and late.first == 6  # two were missed
    assert ring.newest(0.3).samples.tolist() == [13, 14, 15]
    ring.put(np.arange(100, dtype=np.float32), 300)
    assert ring.since(0).samples.tolist() == list(range(90, 100)) and ring.since(0).end == 116


def test_the_ring_never_grows_and_never_falls_behind() -> None:
    ring = SoundRing(16000)
    for number in range(1000):
        ring.put(np.full(160, number, np.float32), number)
        assert len(ring.since(0).samples) <= 16000
        assert ring.newest(0.01).samples[-1] == number


def test_sound_read_while_it_is_written_is_in_order() -> None:
    ring, done = SoundRing(16000), threading.Event()

    def write() -> None:
        for number in range(2000):
            ring.put(np.arange(number * 16, number * 16 + 16, dtype=np.float32), number)
        done.set()

    threading.Thread(target=write).start()
    end = 0
    while not done.is_set():
        sound = ring.since(end)
        assert np.array_equal(sound.samples, np.arange(sound.first, sound.end, dtype=np.float32))
        end = sound.end


def test_sound_is_stamped_when_its_last_sample_was_taken(library: FakeLibrary) -> None:
    microphone = Microphone(DEFAULT)
    before = time.monotonic_ns()
    library.open[0].hear(sine(0.1, 16000, 0.01))
    assert before <= microphone.sound.since(0).timestamp_ns <= time.monotonic_ns()
    microphone.close()


def test_names_stay_when_a_device_is_plugged_in_elsewhere(library: FakeLibrary) -> None:
    assert input_names() == ["default", "USB Mic: Audio", "Mixer: PCM"]
    library.names = tuple(name.replace("hw:2", "hw:5") for name in library.names)
    assert input_names() == ["default", "USB Mic: Audio", "Mixer: PCM"]
    assert input_named("USB Mic: Audio").full_name == "USB Mic: Audio (hw:5,0)"
    assert input_named("usb mic").index == 0 and input_named("pulse").index == 4
    with pytest.raises(Unusable, match="USB Mic: Audio, Mixer: PCM"):
        input_named("Nobody's")


def test_two_of_the_same_kind_are_told_apart(library: FakeLibrary) -> None:
    library.names = ("Mic: Audio (hw:1,0)", "Mic: Audio (hw:2,0)", "Mic: Audio (hw:2,0)")
    assert input_names() == ["default", "Mic: Audio (hw:1,0)", "Mic: Audio (hw:2,0)"]


def test_devices_are_looked_for_again_only_while_none_is_open(library: FakeLibrary) -> None:
    library.names = ("One: PCM (hw:0,0)",)
    microphone = Microphone(DEFAULT)
    library.names = ("One: PCM (hw:0,0)", "Two: PCM (hw:1,0)")
    assert input_names() == ["default", "One: PCM"]
    microphone.close()
    assert input_names() == ["default", "One: PCM", "Two: PCM"]


def test_no_device_and_a_busy_one_are_sentences(library: FakeLibrary) -> None:
    library.busy = True
    with pytest.raises(Unusable, match=r"used by another program\. Close it there"):
        Microphone("USB Mic: Audio")
    library.names = ()
    assert input_names() == []
    with pytest.raises(Unusable, match="Plug one in"):
        Microphone(DEFAULT)
    assert portaudio._streams == []


def test_without_portaudio_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(Unusable, match="libportaudio2"):
        Microphone(DEFAULT)
    with pytest.raises(Unusable, match="libportaudio2"):
        input_names()


def test_the_program_starts_without_loading_portaudio() -> None:
    words = "import sys, app.service; sys.exit('sounddevice' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False).returncode == 0


def test_sound_that_hangs_is_a_sentence(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portaudio, "PATIENCE_SECONDS", 0.01)
    with portaudio._one_at_a_time, pytest.raises(Unusable, match="does not answer"):
        input_names()


def test_a_microphone_is_lost_after_a_second_without_sound(library: FakeLibrary) -> None:
    microphone = Microphone(DEFAULT)
    opened = time.monotonic()
    microphone.check(opened + Microphone.FIRST_SECONDS - 0.1)
    with pytest.raises(DeviceLost):
        microphone.check(opened + Microphone.FIRST_SECONDS + 0.1)
    library.open[0].hear(sine(0.1, 16000))
    heard = time.monotonic()
    microphone.check(heard + 0.9)
    with pytest.raises(DeviceLost, match="Plug it in again"):
        microphone.check(heard + 1.1)
    microphone.close()


def test_zeros_are_silence_after_five_seconds_and_noise_is_not(library: FakeLibrary) -> None:
    microphone = Microphone(DEFAULT)
    library.open[0].hear(np.zeros(1600, np.float32))
    opened = time.monotonic()
    assert microphone.level_db == FLOOR_DB
    assert not microphone.silent(opened + 4.9) and microphone.silent(opened + 5.1)
    library.open[0].hear(np.full(1600, 1e-5, np.float32))
    assert not microphone.silent(time.monotonic() + 4.9)
    microphone.close()


def test_a_worker_gets_a_lost_microphone_back(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Microphone, "LOST_SECONDS", 0.1)
    monkeypatch.setattr(Microphone, "STEP_SECONDS", 0.02)
    monkeypatch.setattr(Worker, "FIRST_WAIT_SECONDS", 0.05)
    library.live = sine(0.1, 16000)
    errors: list[Exception] = []
    worker = Worker("microphone", lambda: Microphone("USB Mic: Audio"), errors.append, hang_seconds=3)
    worker.start()
    wait_until(lambda: library.opened == 1)
    library.unplugged = True
    wait_until(lambda: len(errors) > 1)
    assert isinstance(errors[0], DeviceLost) and isinstance(errors[1], Unusable)
    assert library.open == []
    library.unplugged = False
    wait_until(lambda: library.opened == 2)
    worker.stop()
    assert library.open == []

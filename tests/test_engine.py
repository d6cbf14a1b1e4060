"""The whole engine: real threads and clocks, made-up edges."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.drawing import OutputClock
from app.effects import Avatar, Blur, Card, NoEffect, Replace, Scene
from app.engine import Engine
from app.errors import Unusable
from app.flow import Picture, Planes
from app.listening import Listening
from app.options import Options
from app.render.gl import GlRenderer
from app.service import Service
from app.settings import SettingsFile
from app.sources.microphone import SILENT, Microphone
from tests.conftest import CLIP
from tests.engine_room import PERSON, RATE, SIZE, Faults, Memory, Room, marked_room, running
from tests.fake_sounddevice import FakeLibrary, sine

PERIOD = int(1e9 / 30)


def test_clock_gives_equal_periods() -> None:
    clock = OutputClock(PERIOD, 0)
    assert [clock.next(number * PERIOD) for number in range(5)] == [PERIOD * (number + 1) for number in range(5)]


def test_clock_leaves_missed_deadlines_out() -> None:
    clock = OutputClock(PERIOD, 0)
    clock.next(0)
    late = clock.next(10 * PERIOD + 5)
    assert late == 10 * PERIOD + 5
    assert clock.next(late) == late + PERIOD


@pytest.mark.parametrize("phase", [0.0, 0.2, 0.5, 0.8])
def test_clock_settles_just_after_frames_arrive(phase: float) -> None:
    clock, tick = OutputClock(PERIOD, 0), 0
    for number in range(300):
        tick = clock.next(tick)
        arrival = int((number + phase) * PERIOD)
        clock.arrived(arrival)
    after = (clock.deadline_ns - int((300 + phase) * PERIOD)) % PERIOD
    assert abs(after - OutputClock.MARGIN_NS) < 1_000_000


def test_a_clock_that_jumps_an_hour_gives_no_burst() -> None:
    clock = OutputClock(PERIOD, 0)
    hour = 3600 * 10**9
    assert clock.next(hour) == hour
    assert clock.next(hour) == hour + PERIOD


def test_card_first_then_the_treated_picture_at_the_output_s_rate() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(lambda: room.treated() and len(room.sent) > 120)
        assert room.sent[0][1].timestamp_ns is None
        times = np.array([at for at, _ in room.sent[-60:]])
        assert abs(np.diff(times).mean() - 1 / RATE) < 0.1 / RATE
        numbers = [picture.timestamp_ns for _, picture in room.sent if picture.timestamp_ns]
        assert numbers == sorted(numbers)


def test_the_person_is_untouched_and_the_size_never_changes() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        room.engine.set_scene(Scene((Replace(),)))
        room.engine.show_card(True)
        time.sleep(0.2)
        room.engine.show_card(False)
        room.wait_for(room.treated)
        inside = Planes.of(room.last().i420).luma[PERSON].reshape(240, 200)[60:, 60:140]
        assert inside.std() < 3
        assert {picture.i420.shape for _, picture in room.sent} == {(SIZE.height * 3 // 2, SIZE.width)}


def test_panic_card_is_on_air_within_two_frames_and_the_camera_rests_after_a_while() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        room.engine.show_card(True)
        asked = time.monotonic()
        room.wait_for(lambda: room.last().timestamp_ns is None)
        assert time.monotonic() - asked < 3 / RATE
        room.wait_for(lambda: not room.engine._camera.running)
        opened = Room.opened
        room.engine.show_card(False)
        room.wait_for(room.treated)
        assert Room.opened == opened + 1


def test_the_card_lets_the_microphone_go(sound: FakeLibrary) -> None:
    with running(Scene((Avatar(),))) as room:
        room.engine.set_microphone("default")
        room.wait_for(lambda: room.treated() and sound.open)
        room.engine.show_card(True)
        room.wait_for(lambda: not sound.open and not room.engine._speaking.running, 6)
        room.engine.show_card(False)
        room.wait_for(lambda: room.treated() and sound.open)


def test_a_camera_that_is_wanted_and_does_not_run_is_started_again() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        opened = Room.opened
        room.engine._let_camera_go()  # as the watch does, at the very moment at which the card is taken off
        room.wait_for(lambda: Room.opened == opened + 1)
        room.wait_for(room.treated)


def test_the_camera_that_is_started_while_the_former_one_closes_is_the_chosen_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        stop, seen = room.engine._camera.stop, []

        def noted(timeout_seconds: float = 2.0) -> None:
            stop(timeout_seconds)
            seen.append(room.engine.view.source)

        monkeypatch.setattr(room.engine._camera, "stop", noted)
        room.engine.set_source("another")
        assert seen == ["another"]


def test_a_first_scene_that_cannot_be_shown_opens_no_camera() -> None:
    with running(Scene((Replace(file="/nowhere.png"),))) as room:
        room.wait_for(lambda: "scene" in room.engine.status()["problems"])
        room.wait_for(lambda: not room.engine._camera.running, 6)
        room.ask(Scene((NoEffect(),)))
        room.wait_for(room.treated)


def test_an_engine_that_nobody_watches_rests_and_is_back_when_somebody_does(sound: FakeLibrary) -> None:
    with running(Scene((Blur(), Avatar()))) as room:
        room.engine.set_microphone("default")
        room.wait_for(lambda: room.treated() and sound.open)
        room.faults.unwatched = True
        left = time.monotonic()
        room.wait_for(lambda: not room.engine._camera.running and not sound.open)
        assert time.monotonic() - left < 3
        room.wait_for(lambda: room.last().timestamp_ns is None)
        sent = len(room.sent)
        time.sleep(1)
        assert 3 <= len(room.sent) - sent <= 7 and room.engine.status()["resting"]
        assert {picture.timestamp_ns for _, picture in room.sent[sent:]} == {None}
        room.faults.unwatched = False
        came = time.monotonic()
        room.wait_for(lambda: room.treated() and sound.open)
        assert time.monotonic() - came < 1


def test_no_camera_is_opened_before_somebody_watches() -> None:
    opened = Room.opened
    with running(Scene((NoEffect(),)), unwatched=True) as room:
        room.wait_for(lambda: len(room.sent) > 3)
        assert Room.opened == opened
        room.faults.unwatched = False
        room.wait_for(room.treated)


def test_a_scene_of_a_card_alone_opens_no_camera() -> None:
    opened = Room.opened
    with running(Scene((Card(),))) as room:
        room.wait_for(lambda: len(room.sent) > 20)
        assert Room.opened == opened


def test_a_lost_camera_is_a_card_within_five_frames_and_comes_back_within_two_seconds() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        lost = time.monotonic()
        room.faults.kind["source"] = "exception"
        room.wait_for(lambda: room.last().timestamp_ns is None)
        assert time.monotonic() - lost < 0.4
        assert "camera" in room.engine.status()["problems"]
        room.faults.kind.clear()
        found = time.monotonic()
        room.wait_for(room.treated)
        assert time.monotonic() - found < 2
        times = [at for at, _ in room.sent if at > lost]
        assert max(np.diff(times)) < 0.1  # the output never paused


def test_a_frozen_camera_is_reopened_not_hammered() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        opened = Room.opened
        room.faults.hang_seconds = 30
        room.faults.kind["source"] = "hang"
        time.sleep(4.5)
        assert 1 <= Room.opened - opened <= 3
        assert room.last().timestamp_ns is None


def test_a_renderer_that_fails_is_rebuilt_once_then_the_cpu_draws_without_a_gap() -> None:
    made: list[str] = []

    class Lost(GlRenderer):
        def __init__(self) -> None:
            super().__init__(SIZE)
            made.append("gl")
            self._left = 30

        def draw(self, *words: Any) -> np.ndarray:
            self._left -= 1
            if self._left < 0:
                raise RuntimeError("GL_CONTEXT_LOST")
            return super().draw(*words)

    with running(Scene((Blur(),)), make_renderer=lambda: Lost() if len(made) < 2 else _cpu(made)) as room:
        room.wait_for(lambda: "cpu" in made and room.treated() and len(room.sent) > 150, 10)
        assert made == ["gl", "gl", "cpu"]
        treated = [at for at, picture in room.sent if picture.timestamp_ns]
        assert max(np.diff(treated)) < 0.5
        assert room.engine.renderer_choice == "cpu"
        assert room.leaks() == []


def _cpu(made: list[str]) -> Any:
    from app.render.cpu import CpuRenderer

    made.append("cpu")
    return CpuRenderer(SIZE)


def test_a_hanging_renderer_is_replaced() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        room.faults.hang_seconds = 20
        room.faults.kind["renderer"] = "hang"
        time.sleep(0.1)
        room.wait_for(lambda: room.last().timestamp_ns is None, 3)  # the sink shows the card by itself
        room.faults.kind.clear()
        room.wait_for(room.treated, 5)


def test_a_blocked_sink_does_not_hold_up_the_other() -> None:
    faults, blocked = Faults(hang_seconds=2.0, kind={"sink": "hang"}), list[tuple[float, Picture]]()
    free: list[tuple[float, Picture]] = []
    sinks = {"blocked": lambda: Memory(faults, blocked), "free": lambda: Memory(Faults(), free)}
    with running(Scene((Blur(),)), sinks=sinks) as room:
        room.wait_for(lambda: len(free) > 60)
        assert len(blocked) <= 2
        faults.released.set()


def test_a_sink_that_fails_says_so_and_comes_back() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        room.faults.kind["sink"] = "exception"
        room.wait_for(lambda: "memory" in room.engine.status()["problems"])
        room.faults.kind.clear()
        room.wait_for(lambda: room.engine.status()["problems"] == {} and room.treated())


def test_a_scene_that_cannot_be_drawn_leaves_the_old_one_on_air() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        with pytest.raises(Unusable):
            room.engine.set_scene(Scene((Replace(file="/nowhere/place.png"),)))
        assert room.engine.status()["on_air"] == "Blur"


def test_the_camera_can_be_turned_and_mirrored_while_it_runs() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        room.engine.set_source(mirror=True)
        time.sleep(0.3)
        room.wait_for(room.treated)
        mirrored = Planes.of(room.last().i420).luma
        straight = marked_room()[..., 0][:, ::-1]
        assert np.corrcoef(mirrored.ravel(), straight.ravel())[0, 1] > 0.99


def test_the_whole_program_on_a_clip_or_the_drawn_person() -> None:
    sent: list[tuple[float, Picture]] = []
    source = str(CLIP) if CLIP.exists() else "pattern"
    engine = Engine(
        Options(source=source, virtual_camera="none"),
        Scene((Replace(colour="#00ff00", light_wrap=0.0),)),
        sinks={"memory": lambda: Memory(Faults(), sent)},
    )
    engine.start()
    time.sleep(4)
    status = engine.status()
    engine.stop()
    treated = [picture for _, picture in sent if picture.timestamp_ns]
    assert len(treated) > 60
    cr = Planes.of(treated[-1].i420).cr
    assert np.abs(cr[:100, :100].astype(int) - 34).max() <= 2  # the wall on the left is green now
    person = (
        Planes.of(treated[-1].i420).luma[300:700, 860:1000]
        if CLIP.exists()
        else Planes.of(treated[-1].i420).luma[560:, 560:720]
    )
    assert (np.abs(person.astype(int) - 145) > 10).mean() > 0.5
    assert status["source"] in (CLIP.name, "test pattern")
    assert 28 < status["fps"]["out"] < 32
    assert status["delay_ms"]["median"] < 100


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """A sound system whose microphones hear a sine of -20 dBFS."""
    library = FakeLibrary().install(monkeypatch)
    library.live = sine(0.1, 16000, hertz=400)
    return library


def test_the_microphone_is_open_only_while_it_is_chosen_and_wanted(
    sound: FakeLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Listening, "WANTED_SECONDS", 0.5)
    with running(Scene((Card(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        assert service.level() == {"level_db": None, "name": "off", "problem": ""}
        time.sleep(0.3)
        assert sound.opened == 0  # none is chosen
        service.microphone("USB Mic")
        time.sleep(0.3)
        assert sound.opened == 0  # nobody listens
        room.wait_for(lambda: service.level()["level_db"] is not None)
        assert service.level()["level_db"] == pytest.approx(-20, abs=0.5)
        assert room.engine.status()["microphone"] == "USB Mic: Audio"
        for _ in range(10):
            time.sleep(0.1)
            room.engine.want_sound()
        assert sound.opened == 1
        room.wait_for(lambda: not sound.open)
        room.wait_for(lambda: service.level()["level_db"] is not None)
        assert sound.opened == 2
        service.microphone("off")
        assert not sound.open and service.level()["level_db"] is None
        assert service._settings.data["options"]["microphone"] == "off"


def test_a_lost_microphone_is_a_problem_until_it_is_back_or_switched_off(
    sound: FakeLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Microphone, "LOST_SECONDS", 0.2)
    with running(Scene((Card(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        service.microphone("default")
        room.wait_for(lambda: service.level()["level_db"])
        sound.unplugged = True
        room.wait_for(lambda: "Plug" in service.level()["problem"])
        assert room.engine.status()["problems"]["microphone"] == service.level()["problem"]
        assert service.level()["level_db"] is None
        sound.unplugged = False
        room.wait_for(lambda: service.level()["level_db"] and not service.level()["problem"])
        sound.unplugged = True
        room.wait_for(lambda: service.level()["problem"])
        service.microphone("off")
        assert room.engine.status()["problems"] == {}


def test_a_microphone_that_gives_zeros_is_a_sentence_not_a_failure(
    sound: FakeLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Microphone, "SILENT_SECONDS", 0.3)
    sound.live = np.zeros(160, np.float32)
    with running(Scene((Card(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        service.microphone("default")
        room.wait_for(lambda: service.level()["problem"] == SILENT)
        assert service.level()["level_db"] == -90
        sound.live = sine(0.1, 16000)
        room.wait_for(lambda: not service.level()["problem"])
        sound.live = np.zeros(160, np.float32)
        room.wait_for(lambda: room.engine.status()["problems"] and service.level())
        service.microphones()  # closes it: nothing is known of it then
        assert room.engine.status()["problems"] == {}
        assert sound.opened == 1 and "microphone" not in room.engine.status()["failures"]


def test_a_microphone_that_is_not_there_is_refused_and_the_former_one_goes_on(
    sound: FakeLibrary, tmp_path: Path
) -> None:
    with running(Scene((Card(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        service.microphone("Mixer: PCM")
        room.wait_for(lambda: service.level()["level_db"])
        sound.names = ("New Headset: Audio (hw:7,0)", *sound.names)
        assert service.microphones() == ["default", "New Headset: Audio", "USB Mic: Audio", "Mixer: PCM"]
        with pytest.raises(Unusable, match="no microphone 'Nobody's'"):
            service.microphone("Nobody's")
        assert service.level()["name"] == "Mixer: PCM"
        room.wait_for(lambda: service.level()["level_db"])
        service.microphone("Headset")
        assert service._settings.data["options"]["microphone"] == "New Headset: Audio"


def test_the_engine_takes_a_microphone_of_the_caller_and_closes_it_at_the_end(sound: FakeLibrary) -> None:
    asked: list[str] = []

    def make(name: str) -> Microphone:
        asked.append(name)
        return Microphone("default")

    with running(Scene((Card(),)), make_microphone=make) as room:
        room.engine.set_microphone("of the test")
        room.engine.want_sound()
        room.wait_for(lambda: room.engine.listening.level_db)
        assert asked == ["of the test"]
    assert not sound.open


def test_what_is_missing_is_told_while_nobody_watches_only() -> None:
    with running(Scene((Blur(),)), unwatched=True) as room:
        engine = room.engine
        engine.listening.name = "Nobody's"
        engine.look_for_devices()
        room.wait_for(lambda: "microphone" in engine.status()["problems"])
        room.faults.unwatched = False
        room.wait_for(room.treated)
        assert "microphone" not in engine.status()["problems"]


def test_what_fails_in_the_same_way_again_and_again_is_logged_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(Options(virtual_camera="none"))
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    for sentence in ("no camera", "no camera", "busy", "no camera"):
        now += 10
        engine.failed("virtual camera", sentence)
    monkeypatch.undo()
    assert [record.getMessage() for record in caplog.records] == [
        "virtual camera: no camera",
        "virtual camera: busy",
        "virtual camera: no camera",
    ]
    assert engine.status()["failures"] == {"virtual camera": 4}

"""No frame of the room leaves the program, whatever goes wrong."""

import itertools
import threading
import time
from functools import partial
from typing import Any

import numpy as np
import pytest

from app.effects import Blur, Card, Effect, Layers, NoEffect, Replace, Scene
from app.errors import StandinError
from app.flow import Picture
from app.perception.segmentation import LANDSCAPE, SQUARE
from app.picture import i420_from_bgr
from tests.engine_room import EngineRoom, mark_in, marked_room, running

STAGES = ("source", "network", "matte", "renderer", "sink")
KINDS = ("exception", "hang", "nan", "wrong shape", "empty")
EFFECTS: list[Effect] = [Blur(0.02), Blur(0.06), Replace(colour="#406080", light_wrap=1.0), Card()]


def test_the_mark_is_seen_where_it_is() -> None:
    assert mark_in(Picture(i420_from_bgr(marked_room()), 1, None)) > 0.8
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        assert mark_in(room.last()) > 0.8


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", STAGES)
def test_the_room_stays_inside_through_every_fault(stage: str, kind: str) -> None:
    effect = EFFECTS[(STAGES.index(stage) + KINDS.index(kind)) % 3]
    with running(Scene((effect,))) as room:
        room.wait_for(room.treated)
        room.faults.kind[stage] = kind
        time.sleep(0.9)
        room.faults.kind.clear()
        room.wait_for(lambda: len(room.sent) > 20 and room.treated())
        assert room.leaks() == []


@pytest.mark.parametrize("stage", ["source", "network", "matte"])
def test_a_fault_from_the_start_shows_the_card_and_nothing_else(stage: str) -> None:
    with running(Scene((Blur(),)), broken={stage: "exception"}) as room:
        room.wait_for(lambda: len(room.sent) > 40)
        assert all(picture.timestamp_ns is None for _, picture in room.sent)


def test_a_renderer_broken_from_the_start_is_replaced() -> None:
    with running(Scene((Blur(),)), broken={"renderer": "exception"}) as room:
        room.wait_for(room.treated)
        assert room.leaks() == []


def test_the_room_stays_inside_over_a_thousand_changes() -> None:
    effects = itertools.cycle([*EFFECTS, NoEffect()])
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        for number in range(900):
            if number % 10 == 9:
                room.card(number % 20 == 9)
            elif number % 90 == 50:
                room.engine.set_source(mirror=number % 180 == 50)
            else:
                room.ask(Scene((next(effects),)))
            time.sleep(0.012)
            if number % 100 == 99:
                assert room.leaks() == []
                room.sent.clear()
        room.ask(Scene((Blur(),)))
        room.card(False)
        room.wait_for(room.treated)


@pytest.mark.parametrize("network", ["exception", "nan", ""])
def test_after_the_card_nothing_of_a_former_scene_comes_back(network: str) -> None:
    for _ in range(5):
        with running(Scene((NoEffect(),))) as room:
            room.wait_for(room.treated)
            room.card(True)
            room.wait_for(lambda room=room: room.last().timestamp_ns is None)  # type: ignore[misc]
            if network:
                room.faults.kind["network"] = network
            room.ask(Scene((Blur(),)))
            room.engine.show_card(False)
            asked = time.monotonic()
            time.sleep(0.3)
            assert max(mark_in(picture) for at, picture in room.sent if at > asked) < 0.15


def test_drawing_that_stalls_does_not_keep_the_room_on_air() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        room.faults.kind["renderer"] = "hang"
        time.sleep(0.1)
        room.ask(Scene((Blur(),)))
        time.sleep(1.0)
        room.faults.kind.clear()
        room.wait_for(room.treated)
        assert room.leaks() == []


def test_a_mask_that_shows_nearly_everything_shows_nothing() -> None:
    for value in (0.45, 0.7, 0.96):
        with running(Scene((Blur(),))) as room:
            room.wait_for(room.treated)
            assert room.engine.observer is not None
            everything = lambda ycbcr, value=value: np.full((1, 1, *ycbcr.shape[2:]), value, np.float32)  # noqa: E731
            room.engine.observer.segmentation.networks = dict.fromkeys((LANDSCAPE, SQUARE), everything)  # type: ignore[arg-type]
            time.sleep(0.3)
            assert room.leaks() == []


def test_a_turned_camera_does_not_keep_the_old_mask() -> None:
    with running(Scene((Blur(),))) as room:
        for number in range(6):
            room.wait_for(room.treated)
            room.engine.set_source(mirror=number % 2 == 0)
            time.sleep(0.15)
        assert room.leaks() == []


def test_the_room_stays_inside_over_a_hundred_starts() -> None:
    for number in range(100):
        with running(Scene((EFFECTS[number % 3],))) as room:
            room.wait_for(partial(_sent_more_than, room, number % 5 + 1))
            assert room.leaks() == []
        assert room.leaks() == []


def _sent_more_than(room: EngineRoom, count: int) -> bool:
    return len(room.sent) > count


def test_after_no_effect_the_room_is_gone_within_a_tenth_of_a_second() -> None:
    with running(Scene((NoEffect(),))) as room:
        for effect in (Blur(), Card(), Replace()):
            room.ask(Scene((NoEffect(),)))
            room.wait_for(lambda room=room: room.treated() and mark_in(room.last()) > 0.8)  # type: ignore[misc]
            room.ask(Scene((effect,)))
            asked = time.monotonic()
            time.sleep(0.4)
            late = [picture for at, picture in room.sent if at > asked + 0.15]
            assert late and max(map(mark_in, late)) < 0.15


def test_after_no_effect_the_room_is_gone_while_the_next_effect_is_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(lambda: room.treated() and mark_in(room.last()) > 0.8)

        def slow(scene: Scene, *arguments: Any, **named: Any) -> Layers:
            time.sleep(0.6)
            return Layers(scene, *arguments, **named)

        monkeypatch.setattr("app.engine.Layers", slow)
        asked = time.monotonic() + 0.1  # the threads take a while to start
        for effect in (Blur(), Replace()):  # the second waits until the first is ready
            threading.Thread(target=room.engine.set_scene, args=[Scene((effect,))]).start()
        time.sleep(1.5)
        late = [picture for at, picture in room.sent if at > asked + 0.15]
        assert late and max(map(mark_in, late)) < 0.15
        assert room.treated()


def test_a_refused_effect_leaves_no_effect_on_air() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        with pytest.raises(StandinError):
            room.engine.set_scene(Scene((Replace(file="/nowhere.png"),)))
        time.sleep(0.3)
        assert mark_in(room.last()) > 0.8


def test_with_broken_networks_no_effect_that_was_taken_off_comes_back() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        room.faults.kind["network"] = "exception"
        room.ask(Scene((Blur(),)))
        asked = time.monotonic()
        time.sleep(0.6)
        assert max(mark_in(picture) for at, picture in room.sent if at > asked + 0.15) < 0.15


def test_a_scene_that_is_changed_on_and_on_keeps_nobody_on_air_without_an_effect() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        room.faults.kind["network"] = "exception"  # no mask comes: the new scene can never be drawn
        for number in range(40):
            room.ask(Scene((Blur(0.02 + 0.001 * number),)))
            time.sleep(0.01)
        assert room.leaks() == []
        assert room.last().timestamp_ns is None

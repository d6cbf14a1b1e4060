"""No frame of the room leaves the program, whatever goes wrong."""

import itertools
import time
from functools import partial

import pytest

from app.effects import Blur, Card, Effect, NoEffect, Replace, Scene
from app.flow import Picture
from app.picture import i420_from_bgr
from tests.engine_room import EngineRoom, mark_in, marked_room, running

STAGES = ("source", "network", "observer", "renderer", "sink")
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


@pytest.mark.parametrize("stage", ["source", "network", "observer", "renderer"])
def test_a_fault_from_the_start_shows_the_card(stage: str) -> None:
    with running(Scene((Blur(),))) as room:
        room.faults.kind[stage] = "exception"
        room.wait_for(lambda: len(room.sent) > 30)
        assert room.leaks() == []


def test_the_room_stays_inside_over_a_thousand_changes() -> None:
    effects = itertools.cycle([*EFFECTS, NoEffect()])
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        for number in range(900):
            if number % 10 == 9:
                room.engine.show_card(number % 20 == 9)
            else:
                room.engine.set_scene(Scene((next(effects),)))
            time.sleep(0.012)
            if number % 100 == 99:
                assert room.leaks() == []
                room.sent.clear()
        room.engine.show_card(False)
        room.engine.set_scene(Scene((Blur(),)))
        room.wait_for(room.treated)


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
            room.engine.set_scene(Scene((NoEffect(),)))
            room.wait_for(lambda room=room: room.treated() and mark_in(room.last()) > 0.8)  # type: ignore[misc]
            room.engine.set_scene(Scene((effect,)))
            asked = time.monotonic()
            time.sleep(0.4)
            late = [picture for at, picture in room.sent if at > asked + 0.15]
            assert late and max(map(mark_in, late)) < 0.15


def test_with_broken_networks_no_effect_that_was_taken_off_comes_back() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(room.treated)
        room.faults.kind["network"] = "exception"
        room.engine.set_scene(Scene((Blur(),)))
        asked = time.monotonic()
        time.sleep(0.6)
        assert max(mark_in(picture) for at, picture in room.sent if at > asked + 0.15) < 0.15

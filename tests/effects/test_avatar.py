"""The avatar on air: no camera, the user's voice, and changes without a gap."""

import threading
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.avatar.character import any_character, find
from app.avatar.pose import REST_POINTS
from app.drawing import FADE_SECONDS
from app.effects import Avatar, Blur, Card, Layers, NoEffect, Scene
from app.errors import Unusable
from app.flow import Mouth, Performance, Planes, Size
from app.looking import Looks
from app.opencv import cv2
from app.picture import Bent
from app.render.cpu import CpuCanvas, CpuRenderer
from app.render.gl import GlRenderer
from tests.avatar.test_face import spoken
from tests.engine_room import EngineRoom, Room, mark_in, running

SIZE = Size(640, 360)


def avatar_on_air(room: EngineRoom) -> bool:
    return bool(room.sent) and room.last().scene is not None and "mouth" in room.last().scene.scene.needs  # type: ignore[attr-defined]


def speaking(sound: str) -> Performance:
    moved = spoken(sound).mouth
    assert moved is not None
    return Performance(Mouth(REST_POINTS + moved, 1.0, -20.0))


def test_the_camera_stays_closed() -> None:
    before = Room.opened
    with running(Scene((Avatar(),))) as room:
        room.wait_for(lambda: avatar_on_air(room))
        time.sleep(0.3)
        assert room.engine.status()["on_air"] == "Avatar"
        assert room.engine.status()["problems"] == {}
    assert Room.opened == before


def test_the_camera_is_let_go_and_nothing_of_the_room_is_seen() -> None:
    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        room.ask(Scene((Avatar(),)))
        room.wait_for(lambda: avatar_on_air(room))
        room.wait_for(lambda: not room.engine._camera.running)
        room.ask(Scene((NoEffect(),)))
        room.wait_for(lambda: room.treated() and mark_in(room.last()) > 0.5)
        room.ask(Scene((Avatar(),)))
        room.wait_for(lambda: avatar_on_air(room))
        assert room.leaks() == []


def test_a_change_from_the_room_to_the_avatar_does_not_blend() -> None:
    with running(Scene((NoEffect(),))) as room:
        room.wait_for(lambda: room.treated() and mark_in(room.last()) > 0.5)
        room.ask(Scene((Avatar(),)))
        room.wait_for(lambda: avatar_on_air(room))
        time.sleep(0.2)
        marks = [mark_in(p) for _, p in room.sent if p.scene is not None and avatar_of(p)]
        assert len(marks) > 5 and max(marks) < 0.1


def avatar_of(picture: object) -> bool:
    return "mouth" in picture.scene.scene.needs  # type: ignore[attr-defined]


def test_a_change_of_character_fades_with_every_picture_whole() -> None:
    one, two = (Avatar(character=name, liveliness=0.0) for name in ("Robin", "Kenji"))
    with running(Scene((one,))) as room:
        room.wait_for(lambda: avatar_on_air(room))
        time.sleep(0.3)
        room.sent.clear()
        room.engine.set_scene(Scene((two,)))
        changed = time.monotonic()
        time.sleep(FADE_SECONDS + 0.35)
        pictures = [(at, Planes.of(picture.i420).luma.astype(int)) for at, picture in room.sent]
        first, last = pictures[0][1], pictures[-1][1]
        assert np.abs(first - last).max() > 60
        apart = [np.abs(luma - last).mean() for at, luma in pictures if at > changed]
        assert all(later <= earlier + 0.2 for earlier, later in pairwise(apart))
        steps = [np.abs(a - b).mean() for (_, a), (_, b) in pairwise(pictures)]
        assert max(steps) < 0.6 * np.abs(first - last).mean(), "it does not jump"
        gaps = np.diff([at for at, _ in pictures])
        assert gaps.max() < 0.3, "no picture is left out for long"


def test_a_character_that_cannot_be_used_leaves_the_former_on_air(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"version": 99}')
    with running(Scene((Avatar(),))) as room:
        room.wait_for(lambda: avatar_on_air(room))
        for name in ("Nobody", str(broken), '{"parts"'):
            with pytest.raises(Unusable):
                room.engine.set_scene(Scene((Avatar(character=name),)))
        time.sleep(0.1)
        assert avatar_on_air(room)
        assert room.engine.scene == Scene((Avatar(),))


def test_a_part_that_is_missing_is_a_sentence_and_the_rest_is_drawn() -> None:
    character = find("Robin", [])
    text = character.text.replace(f'"{character.parts["clothes"]}"', '"cloak"')
    with running(Scene((Avatar(character=text),))) as room:
        room.wait_for(lambda: avatar_on_air(room))
        assert "cloak" in room.engine.status()["problems"]["scene"]


def test_an_expression_is_seen_at_once_and_a_wave_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine.WAVE_SECONDS", 0.5)
    with running(Scene((Avatar(reduce_motion=True),))) as room:
        room.wait_for(lambda: avatar_on_air(room))
        time.sleep(0.2)
        before = Planes.of(room.last().i420).luma.astype(int)
        room.engine.perform("surprised", None)
        room.wait_for(lambda: np.abs(Planes.of(room.last().i420).luma - before).max() > 60)
        assert room.engine.status()["expression"] == "surprised"
        room.engine.perform(None, "wave")
        assert room.engine.status()["gesture"] == "wave"
        room.wait_for(lambda: room.engine.status()["gesture"] == "")
        room.engine.perform(None, "raise")
        time.sleep(0.6)
        assert room.engine.status()["gesture"] == "raise"
        room.engine.perform("neutral", "")
        assert room.engine.status()["gesture"] == ""


def test_the_card_covers_the_avatar() -> None:
    with running(Scene((Avatar(),))) as room:
        room.wait_for(lambda: avatar_on_air(room))
        room.card(True)
        room.wait_for(lambda: room.last().scene is None)
        room.card(False)
        room.wait_for(lambda: avatar_on_air(room))


def test_a_look_shows_a_character_without_a_camera() -> None:
    with running(Scene((Card(),))) as room:
        room.wait_for(lambda: len(room.sent) > 3)
        looks = Looks(room.engine)
        pictures = [looks.look(Scene((Avatar(character=any_character(seed).text),)), 160) for seed in (1, 2)]
        assert pictures[0] and pictures[1] and pictures[0] != pictures[1]
        assert looks.look(Scene((Avatar(),)), 160) == looks.look(Scene((Avatar(),)), 160)
        live = set()
        for _ in range(4):
            live.add(looks.look(Scene((Avatar(liveliness=1.0),)), 320, live=True))
            time.sleep(0.15)
        assert len(live) == 4, "it moves"
        looks.close()


@pytest.mark.gl
@pytest.mark.parametrize("size", [SIZE, Size(1280, 720), Size(448, 704)], ids=str)
@pytest.mark.parametrize("setting", [{}, {"zoom": 1.7}, {"zoom": 0.6, "gradient": False}], ids=["plain", "near", "far"])
def test_twins_draw_the_same_avatar(size: Size, setting: dict[str, float]) -> None:
    effect = Avatar(character="Leyla", **setting)  # type: ignore[arg-type]
    cpu, gl = CpuRenderer(size), GlRenderer(size)
    ours, theirs = (Layers(Scene((effect,)), size, live=False) for _ in range(2))
    for number, acted in enumerate((Performance(), speaking("a"), Performance(gesture="wave"), speaking("p"))):
        for step in range(4):
            seconds = number + step / 10
            drawn = [r.draw(layers.items, None, seconds, acted) for r, layers in ((cpu, ours), (gl, theirs))]
            difference = np.abs(drawn[0].astype(int) - drawn[1])
            assert difference.mean() <= 0.2 and np.percentile(difference, 99.9) <= 6
    gl.close()


def test_drawing_again_gives_the_same_bytes() -> None:
    pictures = []
    for _ in range(2):
        layers = Layers(Scene((Avatar(),)), SIZE, live=False)
        renderer = CpuRenderer(SIZE)
        pictures.append([renderer.draw(layers.items, None, at / 30, speaking("a")).tobytes() for at in range(20)])
    assert pictures[0] == pictures[1]


SMALL = Size(640, 360)
STILL = Avatar(character="Kenji", liveliness=0.0, reduce_motion=True)


def drawn_anew(pictures: list[tuple[float, Performance]]) -> np.ndarray:
    """The last picture of a Stage that was told all of them and drew it whole."""
    stage = STILL.prepared(SMALL, live=False)
    renderer = CpuRenderer(SMALL)
    for seconds, acted in pictures:
        stage._former = None
        drawn = renderer.draw([(STILL, stage)], None, seconds, acted)
    return drawn


def test_what_is_kept_is_what_would_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [(number / 30, speaking("aup"[number % 3])) for number in range(12)]
    stage, renderer, formers = STILL.prepared(SMALL, live=False), CpuRenderer(SMALL), []
    bend = CpuCanvas.bend

    def noting(canvas: CpuCanvas, background: np.ndarray, bent: Bent, former: np.ndarray | None) -> None:
        formers.append(former is not None and bent.kept)
        bend(canvas, background, bent, former)

    monkeypatch.setattr(CpuCanvas, "bend", noting)
    for number, (seconds, acted) in enumerate(told):
        kept = renderer.draw([(STILL, stage)], None, seconds, acted)
        assert np.abs(kept.astype(int) - drawn_anew(told[: number + 1])).max() <= 1
    assert sum(formers) >= 8


@pytest.mark.parametrize("hangs", [False, True])
def test_what_a_drawing_that_fails_or_hangs_left_out_is_drawn_by_the_next(
    hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, renderer = STILL.prepared(SMALL, live=False), CpuRenderer(SMALL)
    told = [(0.0, speaking("a")), (0.03, speaking("p")), (0.06, speaking("p"))]
    renderer.draw([(STILL, stage)], None, *told[0])
    entered, released = threading.Event(), threading.Event()
    bend = CpuCanvas.bend

    def broken(canvas: CpuCanvas, background: np.ndarray, bent: Bent, former: np.ndarray | None) -> None:
        if threading.current_thread() is thread:
            entered.set()
            released.wait(30 if hangs else 0)
            canvas.picture = np.zeros_like(background)
            if not hangs:
                raise RuntimeError("the context is lost")
        else:
            bend(canvas, background, bent, former)

    def draw() -> None:
        with suppress(RuntimeError):
            renderer.draw([(STILL, stage)], None, *told[1])

    monkeypatch.setattr(CpuCanvas, "bend", broken)
    thread = threading.Thread(target=draw)
    thread.start()
    assert entered.wait(10)
    if not hangs:
        thread.join()
    after = [CpuRenderer(SMALL).draw([(STILL, stage)], None, *told[2])]
    released.set()
    thread.join()
    after.append(CpuRenderer(SMALL).draw([(STILL, stage)], None, *told[2]))
    for drawn in after:
        assert np.array_equal(drawn, drawn_anew(told))


def test_backgrounds(tmp_path: Path) -> None:
    picture = tmp_path / "place.png"
    cv2.imwrite(str(picture), np.full((90, 160, 3), (0, 0, 200), np.uint8))

    def corner(effect: Avatar) -> tuple[int, int]:
        layers = Layers(Scene((effect,)), SIZE, live=False)
        planes = Planes.of(CpuRenderer(SIZE).draw(layers.items, None, 0.0))
        return int(planes.luma[4, 4]), int(planes.cr[2, 2])

    assert corner(Avatar(file=str(picture)))[1] > 200
    plain, lit = (corner(Avatar(colour="#808080", gradient=on)) for on in (False, True))
    assert plain[0] > lit[0] + 10
    with pytest.raises(Unusable, match="does not exist"):
        Layers(Scene((Avatar(file=str(tmp_path / "none.png")),)), SIZE, live=False)

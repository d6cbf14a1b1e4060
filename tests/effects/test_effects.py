from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.effects import EFFECTS, Blur, Card, Effect, Layers, NoEffect, Replace, Scene
from app.effects.replace import light_wrap
from app.errors import Unusable
from app.flow import Observation, Planes, Size
from app.opencv import cv2
from app.render.cpu import CpuRenderer
from tests.conftest import SMALL, drawn_frame, observation_with, plain_frame

LEFT_HALF = np.zeros((144, 256), np.float32)
LEFT_HALF[:, :128] = 1


def drawn(effect: Effect, observation: Observation | None, size: Size = SMALL, seconds: float = 0.0) -> Planes:
    layers = Layers(Scene((effect,)), size, live=False)
    picture = CpuRenderer(size).draw(layers.items, observation, seconds)
    layers.release()
    return Planes.of(picture)


@pytest.fixture(scope="module")
def background(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("place") / "place.png"
    cv2.imwrite(str(path), np.random.default_rng(1).integers(0, 255, (90, 160, 3), np.uint8))
    return str(path)


@pytest.mark.parametrize("make", [lambda file: Blur(), lambda file: Replace(file=file, light_wrap=0.0)])
def test_person_is_untouched_where_the_mask_is_one(make: Callable[[str], Effect], background: str) -> None:
    frame = drawn_frame()
    out = drawn(make(background), observation_with(LEFT_HALF, frame))
    assert np.array_equal(out.luma[:, :270], frame.planes.luma[:, :270])
    assert np.array_equal(out.cb[:, :135], frame.planes.cb[:, :135])
    assert not np.array_equal(out.luma[:, 370:], frame.planes.luma[:, 370:])


def test_background_is_the_place_where_the_mask_is_zero(background: str) -> None:
    place = Replace(file=background, light_wrap=0.5)
    nobody = drawn(place, observation_with(np.zeros((144, 256), np.float32), drawn_frame()))
    half = drawn(place, observation_with(LEFT_HALF, drawn_frame()))
    assert np.array_equal(nobody.luma[:, 400:], half.luma[:, 400:])
    assert np.array_equal(nobody.cr[:, 200:], half.cr[:, 200:])


def test_no_effect_is_the_frame() -> None:
    frame = drawn_frame()
    assert np.array_equal(drawn(NoEffect(), Observation(frame)).luma, frame.planes.luma)


@pytest.mark.parametrize("size", [SMALL, Size(1280, 720), Size(448, 176)])
@pytest.mark.parametrize("radius", [0.02, 0.03, 0.1])
def test_blur_keeps_an_even_room_and_its_mean(size: Size, radius: float) -> None:
    nobody = np.zeros((144, 256), np.float32)
    even = drawn(Blur(radius), observation_with(nobody, plain_frame(size, 120, 90, 160)), size)
    assert (even.luma == 120).all() and (even.cb == 90).all() and (even.cr == 160).all()
    room = drawn_frame(size)
    blurred = drawn(Blur(radius), observation_with(nobody, room), size)
    assert abs(float(blurred.luma.mean()) - float(room.planes.luma.mean())) < 1.5


def test_a_larger_disc_leaves_less_detail() -> None:
    nobody = np.zeros((144, 256), np.float32)
    detail = [
        np.abs(np.diff(drawn(Blur(radius), observation_with(nobody, drawn_frame())).luma.astype(int))).mean()
        for radius in (0.02, 0.03, 0.06, 0.1)
    ]
    assert detail == sorted(detail, reverse=True)
    blurred_little = drawn(Blur(0.02), observation_with(nobody, drawn_frame())).luma
    strongest = [np.abs(np.diff(plane.astype(int))).max() for plane in (blurred_little, drawn_frame().planes.luma)]
    assert strongest[0] < 0.25 * strongest[1]


@pytest.mark.parametrize("radius", [0.02, 0.03, 0.06, 0.1])
def test_no_halo_the_person_does_not_bleed_into_the_room(radius: float) -> None:
    frame = plain_frame(SMALL, 60)
    frame.planes.luma[:, :320] = 220  # a bright person before a dark room
    out = drawn(Blur(radius), observation_with(LEFT_HALF, frame))
    assert out.luma[:, 340:].max() <= 62


def test_light_wrap_lies_on_the_person_s_edge_only() -> None:
    light = (np.full((45, 80), 100, np.float32), np.full((45, 80), 20, np.float32), np.full((45, 80), -20, np.float32))
    out = light_wrap(LEFT_HALF, light, amount=1.0)
    assert out.luma[:, 38].min() > 20
    assert (out.luma[:, :30] == 0).all() and (out.luma[:, 42:] == 0).all()
    assert (out.cb[:, 42:] == 128).all() and (out.cb[:, 38] > 128).all() and (out.cr[:, 38] < 128).all()
    assert (light_wrap(LEFT_HALF, light, amount=0.0).luma == 0).all()


def test_replacing_by_a_colour_gives_that_colour() -> None:
    out = drawn(Replace(colour="#ff0000"), observation_with(np.zeros((144, 256), np.float32), drawn_frame()))
    assert (np.abs(out.luma.astype(int) - 81) <= 2).all() and (np.abs(out.cr.astype(int) - 240) <= 2).all()


def test_a_looping_video_moves_with_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "video.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 360))
    for level in (50, 150, 250):
        writer.write(np.full((360, 640, 3), level, np.uint8))
    writer.release()
    observation = observation_with(np.zeros((144, 256), np.float32), drawn_frame())
    layers = Layers(Scene((Replace(file=str(path), light_wrap=0.0),)), SMALL, live=False)
    renderer = CpuRenderer(SMALL)
    levels = [int(renderer.draw(layers.items, observation, t / 10)[100, 100]) for t in (0, 0.5, 1, 2, 3, 4)]
    layers.release()
    assert levels[0] == levels[1] == levels[4]
    assert levels[0] < levels[2] < levels[3]
    assert layers.moving


@pytest.mark.parametrize(
    "content",
    [None, b"", b"no video at all", b"\x00\x00\x00\x18ftypmp42" + b"\0" * 64],
    ids=["missing", "empty", "text", "cut"],
)
@pytest.mark.parametrize("name", ["place.mp4", "place.png"])
def test_a_place_that_cannot_be_used_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unusable, match="Choose"):
        Layers(Scene((Replace(file=str(path)),)), SMALL, live=True)


@pytest.mark.parametrize("size", [SMALL, Size(1920, 1080), Size(448, 704)])
def test_card_is_drawn_in_every_size_and_shows_its_words(size: Size) -> None:
    blank, card = (drawn(Card(words, ""), None, size).luma for words in ("", "Скоро вернусь"))
    assert card.shape == (size.height, size.width)
    assert (np.abs(card.astype(int) - blank) > 50).sum() > 200
    long = drawn(Card("Be right back, in a very long while, after lunch and a walk", ""), None, size).luma
    assert (long[:, : size.width // 50] < 100).all()  # nothing runs over the edge


def test_scene_round_trip() -> None:
    scene = Scene((Blur(0.05), Replace(colour="#010203", fit="fit")))
    assert Scene.from_json(scene.to_json(), []) == scene


@pytest.mark.parametrize("data", [None, [], {}, "blur", [{}], [{"effect": "magic"}], [{"effect": ["blur"]}], [3]])
def test_what_is_no_scene_is_refused(data: object) -> None:
    with pytest.raises(Unusable):
        Scene.from_json(data, [])


def test_every_effect_says_what_it_needs() -> None:
    assert {name: sorted(effect.needs) for name, effect in EFFECTS.items()} == {
        "none": ["frame"],
        "blur": ["frame", "mask"],
        "replace": ["frame", "mask"],
        "avatar": ["mouth"],
        "card": [],
    }


@pytest.mark.parametrize("effect", [Blur(), Replace(), NoEffect()])
def test_nothing_is_drawn_without_what_an_effect_needs(effect: Effect) -> None:
    for observation in (None, Observation(drawn_frame())) if "mask" in effect.needs else (None,):
        with pytest.raises(LookupError):
            drawn(effect, observation)

"""A character as a moving picture: what bends, what is drawn anew, and every part of the kit."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.avatar.character import CATEGORIES, COLOURS, NEEDED, Character, any_character, find, ready, variants
from app.avatar.pose import EXPRESSIONS, REST_POINTS, Pose
from app.avatar.puppet import BASE, HEIGHT, YCBCRA, Puppet
from app.avatar.raster import Piece, pieces_of
from app.avatar.rig import AXIS, MOUTH, coloured, shades_of
from app.flow import Planes, Size
from app.opencv import cv2
from app.picture import bgr_from_i420, filled, i420_from_bgr, rgb_from_hex
from app.render.cpu import CpuCanvas
from app.render.renderer import STILL
from tests.avatar.test_face import spoken

SIZE = Size(640, 360)
BACK = "#20c040"


def kenji() -> Character:
    return find("Kenji", [])


def shown(puppet: Puppet, pose: Pose, size: Size = SIZE) -> np.ndarray:
    """The picture, (H, W, 3) uint8 BGR, before a green that nothing else has."""
    canvas = CpuCanvas(size, {}, None, STILL)
    canvas.bend(i420_from_bgr(filled(size, BACK)), puppet.move(pose))
    return bgr_from_i420(canvas.finished())


def made(character: Character, size: Size = SIZE) -> Puppet:
    notices: list[str] = []
    puppet = Puppet(character, size, 1.0, notices)
    assert notices == []
    return puppet


def place(x: float, y: float, size: Size = SIZE) -> tuple[int, int]:
    """Column and row of the picture at which a place of the canvas is seen at rest."""
    scale = size.height / HEIGHT
    return round(size.width / 2 + (x - AXIS) * scale), round(size.height - (BASE - y) * scale)


def around(picture: np.ndarray, x: float, y: float, reach: int, size: Size = SIZE) -> np.ndarray:
    column, row = place(x, y, size)
    return picture[row - reach : row + reach, column - reach : column + reach].astype(int)


def is_back(picture: np.ndarray) -> np.ndarray:
    return np.abs(picture.astype(int) - (0x40, 0xC0, 0x20)).max(axis=-1) < 24


@pytest.mark.parametrize("bare", [False, True], ids=["as drawn", "without mouth, lids and the eyes' colour"])
def test_every_part_is_drawn_in_the_textures_colours(bare: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def bared(*of: Any) -> dict[str, Piece]:
        pieces = pieces_of(*of)
        for name in ("mouth", "lid_upper_left", "lid_upper_right") if bare else ():
            del pieces[name]
        white = pieces["eye_left"]
        pieces["eye_left"] = replace(white, drawing=re.sub('fill="[^"]*"', 'fill="none"', white.drawing))
        return pieces

    if bare:
        monkeypatch.setattr("app.avatar.puppet.pieces_of", bared)
    character = replace(kenji(), parts={**kenji().parts, "glasses": variants("glasses")[0]})
    poses = [spoken("a"), Pose(eye_l_open=0.0, eye_ball_x=1.0, hand=1.0), spoken("f"), spoken("p")]
    told = [made(character).move(pose).texture for pose in poses]
    monkeypatch.setattr("app.avatar.puppet.YCBCRA", np.eye(4, dtype=np.float32))
    for texture, pose in zip(told, poses, strict=True):
        wanted = cv2.transform(made(character).move(pose).texture, YCBCRA)
        assert np.abs(texture.astype(int) - wanted).max() <= 4


def test_the_background_stays_as_it_is_where_nobody_is() -> None:
    canvas = CpuCanvas(SIZE, {}, None, STILL)
    background = i420_from_bgr(np.random.default_rng(1).integers(0, 255, (360, 640, 3), np.uint8))
    kept = background.copy()
    canvas.bend(background, made(kenji()).move(Pose()))
    out = Planes.of(canvas.finished())
    assert np.array_equal(background, kept), "it is not drawn into"
    assert np.array_equal(out.luma[:, :120], Planes.of(background).luma[:, :120])
    assert not np.array_equal(out.luma[:, 250:390], Planes.of(background).luma[:, 250:390])


def test_equal_poses_are_equal_pictures_whatever_was_before() -> None:
    puppet = made(kenji())
    first = shown(puppet, Pose())
    shown(puppet, Pose(angle_x=20, eye_l_open=0, mouth_form=1, hand=1.0))
    assert np.array_equal(shown(puppet, Pose()), first)


@pytest.mark.parametrize(
    ("pose", "x", "y"),
    [
        (Pose(angle_x=20), 1, 0),
        (Pose(angle_x=-20), -1, 0),
        (Pose(angle_y=20), 0, -1),
        (Pose(angle_y=-20), 0, 1),
        (Pose(angle_z=12), 1, 0),
    ],
    ids=["right", "left", "up", "down", "tilt"],
)
def test_the_face_goes_where_the_head_turns(pose: Pose, x: int, y: int) -> None:
    puppet = made(kenji())
    before, after = (shown(puppet, p) for p in (Pose(), pose))
    column, row = place(512, 470)
    face = before[row - 30 : row + 30, column - 40 : column + 40]
    _, _, _, found = cv2.minMaxLoc(cv2.matchTemplate(after, face, cv2.TM_CCOEFF_NORMED))
    moved = np.array(found) - (column - 40, row - 30)
    assert moved @ (x, y) > 3


def test_turning_shows_no_hole() -> None:
    puppet = made(kenji())
    for pose in (Pose(angle_x=30), Pose(angle_x=-30, angle_y=20), Pose(angle_z=20, angle_y=-20), Pose(angle_z=-20)):
        face = around(shown(puppet, pose), 512, 520, 15)
        assert not is_back(face).any()


def test_only_what_moves_is_drawn_anew() -> None:
    puppet = made(kenji())
    assert len(puppet.move(Pose()).changed) == 3
    assert puppet.move(Pose(angle_x=10)).changed == ()
    assert len(puppet.move(Pose(mouth_open_y=0.5)).changed) == 1
    assert len(puppet.move(Pose(mouth_open_y=0.5, eye_l_open=0.2)).changed) == 1


@pytest.mark.parametrize("name", ready())
def test_lips_meet_in_every_ready_character(name: str) -> None:
    """Nothing of the mouth's inside is seen at rest and in p, b and m, and much of it in a."""
    puppet, size = made(find(name, []), Size(1280, 720)), Size(1280, 720)
    rest, closed, opened = (
        around(shown(puppet, pose, size), MOUTH[0], MOUTH[1] + 8, 26, size)
        for pose in (Pose(), spoken("p"), spoken("a"))
    )
    assert np.abs(rest - closed).max(axis=-1).mean() < 0.6 * np.abs(rest - opened).max(axis=-1).mean()
    assert teeth(rest) == teeth(closed) == 0 and teeth(opened) > 20


def teeth(part: np.ndarray) -> int:
    return int((part.min(axis=-1) > 225).sum())


@pytest.mark.parametrize("expression", [name for name in EXPRESSIONS if name != "neutral"])
def test_every_expression_is_another_face(expression: str) -> None:
    puppet = made(kenji())
    plain, other = (shown(puppet, pose) for pose in (Pose(), Pose().moved(EXPRESSIONS[expression])))
    assert np.abs(plain.astype(int) - other).max() > 60


def test_a_hand_is_shown_and_taken_away() -> None:
    puppet = made(kenji())
    before = shown(puppet, Pose())
    raised = shown(puppet, Pose(hand=1.0))
    beside = slice(180, 360), slice(400, 520)
    assert not is_back(raised[beside]).all(axis=None)
    assert np.abs(raised[beside].astype(int) - before[beside]).max(axis=-1).mean() > 10
    assert np.array_equal(shown(puppet, Pose()), before)


def test_hair_does_not_stand_out_of_a_hijab() -> None:
    parts = {**kenji().parts, "headwear": "hijab"}
    for hair in variants("hair"):
        wanted = made(Character("x", {**parts, "hair": hair}, COLOURS)).texture[..., 3]
        bald = made(Character("x", {**parts, "hair": "bald"}, COLOURS)).texture[..., 3]
        assert (wanted.astype(int) - bald > 128).sum() < 40, hair


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_part_can_be_drawn_and_is_not_another(category: str) -> None:
    seen: dict[bytes, str] = {}
    base = dict(kenji().parts)
    for variant in variants(category):
        puppet = made(Character("x", {**base, category: variant}, COLOURS))
        picture = shown(puppet, Pose()).tobytes()
        assert picture not in seen, f"{variant} looks like {seen.get(picture)}"
        seen[picture] = variant
    least = {"head": 4, "hair": 12, "eyes": 6, "brows": 6, "nose": 4, "mouth": 6, "clothes": 8}
    assert len(seen) >= least.get(category, 3)


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_any_character_is_whole(first: int) -> None:
    """Its face has no hole, its shoulders reach the bottom, and nothing but the body is cut by the picture's edge."""
    for seed in range(first, first + 10):
        character = any_character(seed)
        assert set(NEEDED) <= set(character.parts)
        picture = shown(made(character), Pose())
        assert not is_back(around(picture, 512, 500, 40)).any(), character.parts
        assert not is_back(picture[-2, 290:350]).any(), character.parts
        assert is_back(picture[:4]).all() and is_back(picture[:, :60]).all() and is_back(picture[:, -60:]).all()


def test_equal_seeds_are_equal_characters() -> None:
    assert any_character(3) == any_character(3) != any_character(4)


@pytest.mark.parametrize("size", [Size(448, 256), Size(1920, 1080), Size(3840, 2160), Size(448, 704)], ids=str)
def test_it_is_drawn_for_every_size(size: Size) -> None:
    picture = shown(made(kenji(), size), spoken("a"), size)
    assert not is_back(around(picture, 512, 520, size.height // 12, size)).any()
    assert is_back(picture[:2]).all()


def test_a_larger_picture_is_sharper_not_enlarged() -> None:
    small, large = (shown(made(kenji(), size), Pose(), size) for size in (Size(640, 360), Size(1920, 1080)))
    enlarged = cv2.resize(small, (1920, 1080), interpolation=cv2.INTER_CUBIC)
    edges = [float(cv2.Laplacian(picture, cv2.CV_64F).var()) for picture in (large, enlarged)]
    assert edges[0] > 1.5 * edges[1]


def test_the_palette_is_seen() -> None:
    pictures = [
        around(shown(made(Character("x", kenji().parts, {**COLOURS, "skin": skin})), Pose()), 512, 330, 6)
        for skin in ("#f6d7c3", "#553322")
    ]
    assert pictures[0].mean() > pictures[1].mean() + 80


def test_shades_are_darker_and_lighter() -> None:
    for role in COLOURS:
        shades = shades_of({**COLOURS, role: "#808890"})
        steps = [shades[f"{role}{shade}"] for shade in ("-deep", "-dark", "", "-light")]
        light = [sum(rgb_from_hex(colour)) for colour in steps]
        assert light == sorted(light) and len(set(light)) == 4


def test_classes_become_colours() -> None:
    from xml.etree.ElementTree import fromstring

    made_of = coloured(fromstring('<g><path class="fill-skin stroke-hair-dark" d=""/></g>'), shades_of(COLOURS))
    assert made_of[0].get("fill") == COLOURS["skin"] and made_of[0].get("stroke") != COLOURS["hair"]
    assert "class" not in made_of[0].attrib


def test_jaw_and_breath_move_what_they_should() -> None:
    puppet = made(kenji())
    rest = shown(puppet, Pose())
    moved = REST_POINTS * 0
    moved[20:, 1] = 0.2
    jaw = shown(puppet, Pose(mouth=moved))
    changed = np.abs(rest.astype(int) - jaw).max(axis=-1) > 24
    assert changed[place(512, 730)[1] - 4 : place(512, 760)[1], 280:360].any()
    assert not changed[: place(512, 560)[1]].any()
    assert (np.abs(rest.astype(int) - shown(puppet, Pose(breath=1.0))).max(axis=-1) > 24).any()


def test_many_moves_leave_nothing_behind() -> None:
    puppet = made(kenji())
    first = shown(puppet, Pose())
    chance = np.random.default_rng(1)
    for _ in range(50):
        turn, mouth, eye, brow = chance.uniform(-1, 1, 4)
        puppet.move(Pose(angle_x=20 * turn, mouth_open_y=abs(mouth), eye_l_open=abs(eye), brow_r_y=brow))
    assert np.array_equal(shown(puppet, Pose()), first)


@pytest.mark.parametrize("name", ["Kenji", "Harpreet", "Priya"])
def test_the_widest_mouth_and_highest_brow_are_not_cut(name: str) -> None:
    """What is drawn anew stays inside its part of the texture: along the edge nothing differs from the still face."""
    puppet = made(find(name, []), Size(1280, 720))
    widest = spoken("a").moved({"mouth_open_y": 1.0, "mouth_form": 1.0, "brow_l_y": 3.0, "brow_r_y": 3.0})
    puppet.move(Pose())
    rest = puppet.texture.copy()
    for rect in puppet.move(widest).changed:
        before, after = (rect.of(texture).astype(int) for texture in (rest, puppet.texture))
        different = np.abs(before - after).max(axis=-1) > 8
        assert different.any()
        assert not (different[0].any() or different[-1].any() or different[:, 0].any() or different[:, -1].any())


@pytest.mark.parametrize("size", [SIZE, Size(1280, 720), Size(448, 176)], ids=str)
@pytest.mark.parametrize("name", ["Kenji", "Priya", "Leyla", "Amara"])
def test_nothing_is_seen_beside_the_parts_that_are_drawn(name: str, size: Size) -> None:
    puppet = made(find(name, []), size)
    open_wide = spoken("a").moved({"mouth_open_y": 1.0, "brow_l_y": 3.0})
    extremes = (Pose(), Pose(angle_z=25), Pose(angle_z=-25), Pose(angle_x=30, angle_y=20), open_wide)
    for pose in (*extremes, Pose(body_angle_z=5, breath=1), Pose(angle_x=-30, angle_y=-30, angle_z=10)):
        pictures, bent = [], puppet.move(pose)
        assert 3 <= len(bent.parts) <= 5
        assert sum(part.width * part.height for part in bent.parts) < 0.9 * bent.window.width * bent.window.height
        for parts in (bent.parts, (bent.window,)):
            canvas = CpuCanvas(size, {}, None, STILL)
            canvas.bend(i420_from_bgr(filled(size, BACK)), replace(bent, parts=parts))
            pictures.append(canvas.finished().astype(int))
        # Half-size chroma may differ by one along the seams.
        assert np.abs(pictures[0] - pictures[1]).max() <= 1, pose
    bent = puppet.move(Pose(hand=1.0))
    assert bent.parts == (bent.window,)


def nearly_still(number: int) -> Pose:
    """A calm head whose mouth speaks and whose eyes blink."""
    pose = spoken("aup"[number % 3]) if number % 4 else Pose()
    return replace(pose, angle_x=0.02 * number, breath=0.02 * number, eye_l_open=1.0 - 0.25 * (number % 3))


@pytest.mark.parametrize("size", [SIZE, Size(1280, 720), Size(448, 176)], ids=str)
@pytest.mark.parametrize("name", ["Kenji", "Leyla"])
def test_where_the_head_hardly_moves_only_the_face_is_drawn_and_nothing_is_missed(name: str, size: Size) -> None:
    puppet = made(find(name, []), size)
    background, former, kept = i420_from_bgr(filled(size, BACK)), None, 0
    for number in range(24):
        bent = puppet.move(nearly_still(number))
        kept += bent.kept
        canvas = CpuCanvas(size, {}, None, STILL)
        canvas.bend(background, bent, former)
        former = canvas.finished()
        if bent.kept:
            drawn = sum(part.width * part.height for part in bent.parts)
            assert 0 < drawn < 0.5 * bent.window.width * bent.window.height
        canvas.bend(background, replace(bent, parts=(bent.window,), kept=False))
        # Half-size chroma may differ by one along the seams.
        assert np.abs(former.astype(int) - canvas.finished()).max() <= 1, number
    assert 12 <= kept < 23, "now and then it moves so far that all is drawn"


def test_what_did_not_move_is_not_drawn_at_all() -> None:
    puppet = made(kenji())
    background, canvas = i420_from_bgr(filled(SIZE, BACK)), CpuCanvas(SIZE, {}, None, STILL)
    canvas.bend(background, puppet.move(Pose()))
    former = canvas.finished()
    bent = puppet.move(Pose(angle_z=0.01))
    assert bent.kept and bent.parts == ()
    canvas.bend(background, bent, former)
    assert np.array_equal(canvas.finished(), former)
    canvas.bend(background, bent)
    assert np.array_equal(canvas.finished(), former), "without a former picture all is drawn"
    assert not puppet.move(Pose(angle_z=1)).kept


def test_a_drawing_of_nothing_is_bent_all_the_same() -> None:
    nothing = Character("x", {}, COLOURS, {"svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'})
    assert is_back(shown(Puppet(nothing, SIZE, 1.0, []), Pose())).all()

"""The user's own drawings and pictures as characters."""

import base64
import json
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import numpy as np
import pytest

from app.avatar import apart, character, svg
from app.avatar.apart import TOO_HEAVY
from app.avatar.imports import imported, picture_files, picture_kind
from app.avatar.pictures import PictureSet, decoded
from app.avatar.pose import REST_POINTS, Pose
from app.avatar.puppet import Puppet
from app.avatar.raster import BOX
from app.avatar.rig import MOUTH, NAMES, SVG, shades_of
from app.effects import Avatar, Layers, Scene
from app.errors import Unusable
from app.flow import Mouth, Performance, Planes, Size
from app.opencv import cv2
from app.picture import bgr_from_i420, filled, i420_from_bgr
from app.render.cpu import CpuCanvas, CpuRenderer
from app.render.gl import GlRenderer
from app.render.renderer import STILL
from app.resources import config_folder
from app.settings import SettingsFile
from tests.avatar.test_face import spoken

SIZE = Size(640, 360)
BACK = "#20c040"
LAYER = "{http://www.inkscape.org/namespaces/inkscape}label"
SHADES = tuple(shades_of({}).items())
Figure = Puppet | PictureSet


def whole(name: str = "Amara") -> Element:
    """One drawing that holds all groups of a ready character."""
    root = Element("svg", {"xmlns": SVG, "viewBox": "0 0 1024 1024"})
    for category, variant in character.find(name, []).parts.items():
        root.extend(child for child in svg.read(character.part_file(category, variant)) if child.tag != "style")
    return root


def saved(root: Element | str, path: Path) -> Path:
    path.write_text(root if isinstance(root, str) else tostring(root, encoding="unicode"))
    return path


def taken(path: Path) -> tuple[character.Character, list[str]]:
    notices: list[str] = []
    return imported(path, notices), notices


def shown(figure: Figure, pose: Pose) -> np.ndarray:
    """The picture, (H, W, 3) uint8 BGR, before a green that nothing else has."""
    canvas = CpuCanvas(SIZE, {}, None, STILL)
    canvas.bend(i420_from_bgr(filled(SIZE, BACK)), figure.move(pose))
    return bgr_from_i420(canvas.finished())


def puppet(made: character.Character) -> Puppet:
    return Puppet(made, SIZE, 1.0, [])


def changed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two pictures differ, (H, W) bool."""
    return np.abs(one.astype(int) - other).max(axis=2) > 24


# --- drawings


def test_a_drawing_with_the_rigs_groups_looks_and_moves_as_its_parts_do(tmp_path: Path) -> None:
    made, notices = taken(saved(whole(), tmp_path / "Me.svg"))
    assert notices == [] and made.name == "Me" and made.parts == {}
    kit = puppet(character.Character("Kit", character.find("Amara", []).parts))
    for pose in (Pose(), Pose(angle_x=20, eye_l_open=0), spoken("a"), Pose(eye_ball_x=1, brow_l_y=1, mouth_form=1)):
        difference = np.abs(shown(puppet(made), pose).astype(int) - shown(kit, pose))
        assert difference.mean() < 0.2


def test_the_roles_colours_are_the_users_where_a_drawing_uses_them(tmp_path: Path) -> None:
    made, _ = taken(saved(whole(), tmp_path / "Me.svg"))
    red = character.Character("Red", {}, {**made.colours, "clothes": "#ff0000"}, made.art)
    row, column = 350, 240
    assert changed(shown(puppet(made), Pose()), shown(puppet(red), Pose()))[row, column]


def test_a_page_of_any_size_with_layers_is_placed_by_its_eyes_and_mouth(tmp_path: Path) -> None:
    page = Element("svg", {"xmlns": SVG, "viewBox": "10 0 400 500", "width": "80mm", "height": "100mm"})
    layer = Element("g", {"transform": "translate(20 130) scale(.35)", "style": "opacity:1"})
    for child in whole():
        if child.get("id") in NAMES:  # as Inkscape writes what people call a layer
            child.set(LAYER, child.attrib.pop("id"))
        layer.append(child)
    page.append(layer)
    made, notices = taken(saved(page, tmp_path / "a.svg"))
    assert notices == []
    straight, _ = taken(saved(whole(), tmp_path / "b.svg"))
    for pose in (Pose(), spoken("a")):
        assert changed(shown(puppet(made), pose), shown(puppet(straight), pose)).mean() < 0.02


def test_a_drawing_without_groups_is_shown_and_sways_but_nothing_in_it_moves(tmp_path: Path) -> None:
    face = f'<svg xmlns="{SVG}" viewBox="0 0 50 100"><ellipse cx="25" cy="50" rx="20" ry="49" fill="#c03020"/></svg>'
    made, notices = taken(saved(face, tmp_path / "egg.svg"))
    assert len(notices) == 1 and "Nothing in the drawing moves by itself" in notices[0]
    figure = puppet(made)
    rest = shown(figure, Pose())
    red = changed(rest, filled(SIZE, BACK))
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    assert rows[0] < 20 and rows[-1] > 350 and abs((columns[0] + columns[-1]) / 2 - 320) < 3  # fitted, at the bottom
    assert (len(rows) / len(columns)) == pytest.approx(98 / 40, rel=0.05)
    assert not changed(rest, shown(figure, spoken("a"))).any()
    assert not changed(rest, shown(figure, Pose(eye_l_open=0, brow_l_y=1))).any()
    assert changed(rest, shown(figure, Pose(angle_z=10))).any()


def test_only_the_groups_that_are_there_move(tmp_path: Path) -> None:
    root = whole()
    for child in root:
        if not child.get("id", "").startswith(("lip", "teeth", "tongue", "mouth")):
            child.attrib.pop("id", None) if child.tag == "g" else None
    made, notices = taken(saved(root, tmp_path / "me.svg"))
    assert notices == []
    figure = puppet(made)
    rest = shown(figure, Pose())
    assert changed(rest, shown(figure, spoken("a"))).any()
    assert not changed(rest, shown(figure, Pose(eye_l_open=0))).any()


def test_a_moving_part_far_from_its_place_stands_still_with_a_notice(tmp_path: Path) -> None:
    root = whole()
    for child in root:
        if child.get("id", "").startswith("eye_left"):
            child.set("transform", "translate(0 200)")
    made, notices = taken(saved(root, tmp_path / "me.svg"))
    assert notices == ["'eye_left' lies too far from its place, so that part does not move"]
    figure = puppet(made)
    assert not changed(shown(figure, Pose()), shown(figure, Pose(eye_l_open=0))).any()


def test_brows_that_are_no_paths_are_drawn_and_stand_still(tmp_path: Path) -> None:
    root = whole()
    brow = next(child for child in root if child.get("id") == "brow_left")
    for child in list(brow):
        brow.remove(child)
    brow.append(Element("image", {"x": "390", "y": "370", "width": "80", "height": "30", "href": address((0, 0, 255))}))
    figure = puppet(taken(saved(root, tmp_path / "me.svg"))[0])
    rest = shown(figure, Pose())
    assert rest[128, 290].tolist() == pytest.approx([0, 0, 255], abs=9)
    assert not changed(rest, shown(figure, Pose(brow_l_y=1)))[:160].any()


def address(colour: tuple[int, int, int]) -> str:
    """A picture of one colour, BGR, as a data: address."""
    picture = cv2.imencode(".png", np.full((4, 4, 3), colour, np.uint8))[1]
    return "data:image/png;base64," + base64.b64encode(picture.tobytes()).decode()


def test_a_drawing_has_its_own_hand_or_none(tmp_path: Path) -> None:
    hand = '<g id="hand"><rect x="800" y="600" width="100" height="440" fill="red"/></g></svg>'
    plain = tostring(whole(), encoding="unicode")
    for text, there in ((plain, False), (plain.replace("</svg>", hand), True)):
        figure = puppet(taken(saved(text, tmp_path / "me.svg"))[0])
        rest = shown(figure, Pose())
        assert changed(rest, shown(figure, Pose(hand=1.0))).any() == there


def test_a_depth_that_is_no_number_is_the_usual_one(tmp_path: Path) -> None:
    text = tostring(whole(), encoding="unicode").replace('<g id="head"', '<g data-depth="nan" id="head"')
    figure = puppet(taken(saved(text, tmp_path / "me.svg"))[0])
    assert np.isfinite(figure.move(Pose(angle_x=20)).map_x).all()


def test_shapes_of_any_kind_with_styles_move(tmp_path: Path) -> None:
    x, y = MOUTH
    face = (
        f'<svg xmlns="{SVG}" viewBox="0 0 1024 1024"><style>.red{{fill:#c03020}}</style>'
        '<rect width="1024" height="1024" fill="#f0d0b0"/>'
        f'<path id="lip_upper" class="red" d="M{x - 60} {y}Q{x} {y - 40} {x + 60} {y}Z"/>'
        f'<g id="lip_lower"><path style="fill:#c03020;stroke:none" d="M{x - 60} {y}Q{x} {y + 40} {x + 60} {y}Z"/></g>'
        '<g id="eye_left"><ellipse cx="430" cy="455" rx="40" ry="25" fill="white"/></g>'
        '<g id="iris_left"><circle cx="430" cy="455" r="20"/></g></svg>'
    )
    made, notices = taken(saved(face, tmp_path / "me.svg"))
    assert notices == []
    figure = puppet(made)
    rest = shown(figure, Pose())
    eye, mouth = np.s_[130:170, 260:310], np.s_[200:250, 295:345]
    moved = changed(rest, shown(figure, Pose(eye_l_open=0)))
    assert moved[eye].any() and not moved[mouth].any()
    assert changed(rest, shown(figure, spoken("a")))[mouth].any()


def test_an_imported_drawing_is_the_same_in_both_renderers(tmp_path: Path) -> None:
    made, _ = taken(saved(whole(), tmp_path / "Me.svg"))
    character.keep(made)
    _twins("Me")


def _twins(name: str) -> None:
    moved = spoken("a").mouth
    assert moved is not None
    acted = Performance(Mouth(REST_POINTS + moved, 1.0, -20.0), "smile")
    cpu, gl = CpuRenderer(SIZE), GlRenderer(SIZE)
    pairs = []
    for renderer in (cpu, gl):
        layers = Layers(Scene((Avatar(character=name),)), SIZE, live=False)
        pairs.append([renderer.draw(layers.items, None, at / 30, acted).copy() for at in (0, 1, 2, 5, 40)])
    for ours, shader in zip(*pairs, strict=True):
        difference = np.abs(ours.astype(int) - shader)
        assert difference.mean() <= 2 and np.percentile(difference, 99.9) <= 8
    gl.close()


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        # Rules of style that refer to each other cannot be counted beforehand.
        (
            '<style>.a{fill:url(#p)}</style><pattern id="p" width="1" height="1"><rect class="a" width="9" height="9"/>'
            '</pattern><rect class="a" width="9" height="9"/>',
            TOO_HEAVY,
        ),
        (
            '<mask id="m" maskUnits="userSpaceOnUse" width="90000" height="90000"><rect width="9" height="9"/></mask>'
            '<rect width="9" height="9" mask="url(#m)"/>',
            TOO_HEAVY,
        ),
        (f'<path id="lip_upper" d="M0 0{"C90000 90000 -90000 50000 3 3" * 4000}"/>', TOO_HEAVY),
        (f'<path id="lip_upper" d="M0 0{"L90 9L0 9" * 4000}"/>', "too many points"),
        ('<rect width="9" height="9" opacity="much"/>', "plain SVG"),
    ],
)
def test_what_gets_past_the_check_is_stopped_by_the_limits(inside: str, said: str) -> None:
    text = f'<svg xmlns="{SVG}" viewBox="0 0 100 100">{inside}</svg>'
    with pytest.raises(Unusable, match=said):
        apart.drawn(text, SHADES, BOX, 0.5)


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.05)
    with pytest.raises(Unusable, match="too long"):
        apart.drawn(f'<svg xmlns="{SVG}" viewBox="0 0 7 7"><rect width="7" height="7"/></svg>', SHADES, BOX, 0.31)


def test_a_page_of_90_000_pixels_is_only_a_drawing() -> None:
    text = f'<svg xmlns="{SVG}" width="90000" height="90000"><rect width="90000" height="90000"/></svg>'
    drawn = apart.drawn(text, SHADES, BOX, 0.5)
    assert drawn.pictures["head"][0].shape == (512, 512, 4)


# --- sets of pictures


def png(path: Path, colour: tuple[int, int, int, int], size: tuple[int, int] = (90, 60)) -> Path:
    """A picture of one colour, BGRA, whose upper half is empty."""
    picture = np.zeros((*size, 4), np.uint8)
    picture[size[0] // 2 :] = colour
    cv2.imwrite(str(path), picture)
    return path


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """A folder with the four pictures of one set: blue, green, red and white."""
    folder = tmp_path / "mia"
    folder.mkdir()
    colours = ((255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 255))
    for name, colour in zip(("mia", "mia_open", "mia-blink", "mia open blink"), colours, strict=True):
        png(folder / f"{name}.png", colour)
    return folder


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        ("mia", ("mia", "closed")),
        ("mia_closed", ("mia", "closed")),
        ("Mia-Talk", ("Mia", "open")),
        ("mia.blink", ("mia", "blink")),
        ("mia_blink_open", ("mia", "open_blink")),
        ("open", ("", "open")),
        ("open_mind", ("open mind", "closed")),
    ],
)
def test_a_pictures_name_says_what_it_is(stem: str, kind: tuple[str, str]) -> None:
    assert picture_kind(stem) == kind


@pytest.mark.parametrize("chosen", [".", "mia.png", "mia_open.png"])
def test_a_set_is_found_by_its_folder_or_any_of_its_pictures(four: Path, chosen: str) -> None:
    png(four.parent / "other.png", (1, 2, 3, 255))
    name, files = picture_files(four / chosen)
    assert name == "mia" and set(files) == set(character.PICTURES)
    made, notices = taken(four / chosen)
    assert notices == [] and made.name == "mia" and set(made.art["pictures"]) == set(character.PICTURES)


def opened(gap: float) -> Pose:
    mouth = np.zeros((31, 2), np.float32)
    mouth[18, 1] = gap
    return Pose(mouth=mouth)


def test_mouth_and_eyes_choose_the_picture_and_a_little_change_does_not(four: Path) -> None:
    figure = PictureSet(taken(four)[0], SIZE, 1.0)

    def colour(pose: Pose) -> list[int]:
        return [round(float(value) / 255) for value in shown(figure, pose)[340, 320]]

    blue, green, red, white = [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]
    assert colour(Pose()) == blue
    assert colour(opened(0.115)) == blue
    assert colour(opened(0.15)) == green
    assert colour(opened(0.115)) == green
    assert colour(opened(0.0)) == blue
    assert colour(Pose(eye_l_open=0.0)) == red
    assert colour(Pose(eye_l_open=0.0, mouth_open_y=1.0)) == white


def test_pictures_stay_transparent_bob_and_leave_no_gap_below(four: Path) -> None:
    figure = PictureSet(taken(four)[0], SIZE, 1.0)
    rest = shown(figure, Pose())
    background = ~changed(rest, filled(SIZE, BACK))
    assert background[:150].all() and background[:, :150].all() and not background[-1, 250:390].any()
    for _ in range(20):
        talking = shown(figure, opened(0.3))
    assert not (~changed(talking, filled(SIZE, BACK)))[-1, 250:390].any()
    tilted = shown(figure, Pose(angle_z=-10, body_angle_z=-5))
    assert not (~changed(tilted, filled(SIZE, BACK)))[-1, 270:370].any()
    top = [int(np.flatnonzero(changed(picture, filled(SIZE, BACK))[:, 320])[0]) for picture in (rest, talking)]
    assert 1 <= top[0] - top[1] <= 8
    moved = figure.move(Pose(angle_z=10, body_angle_z=5, breath=1)).window
    assert all(number % 8 == 0 for number in (moved.left, moved.top, moved.width, moved.height))


def test_one_picture_is_enough(tmp_path: Path) -> None:
    made, _ = taken(png(tmp_path / "me.png", (0, 0, 255, 255)))
    figure = PictureSet(made, SIZE, 1.0)
    rest = shown(figure, Pose())
    assert not changed(rest, shown(figure, Pose(eye_l_open=0.0))).any()


def test_pictures_are_the_same_in_both_renderers(four: Path) -> None:
    character.keep(taken(four)[0])
    _twins("mia")


def test_large_pictures_are_made_smaller_until_they_fit_into_a_file(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1024, 1024, 4), np.uint8)
    for name in ("me", "me_open", "me_blink"):
        cv2.imwrite(str(tmp_path / f"{name}.png"), noise)
    made, _ = taken(tmp_path / "me.png")
    assert decoded(made.art["pictures"]["closed"]).shape == (512, 512, 4)
    character.keep(made)
    assert character.find("me", []).art == made.art


def test_edges_keep_their_colour_when_pictures_are_made_smaller(tmp_path: Path) -> None:
    made, _ = taken(png(tmp_path / "me.png", (0, 0, 255, 255), (2001, 1000)))
    picture = decoded(made.art["pictures"]["closed"])
    assert picture.shape[0] == 1024
    assert (picture[picture[..., 3] > 20][:, :3].astype(int) - (0, 0, 255) >= -12).all()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: png(folder / "me_open.png", (1, 1, 1, 255), (91, 60)), "differ in size"),
        (lambda folder: (folder / "me_open.png").write_bytes(b"GIF89a"), "me_open.png: The picture is no PNG"),
        (lambda folder: (folder / "me_open.png").write_bytes((folder / "me.png").read_bytes()[:70]), "damaged"),
        (
            lambda folder: (folder / "me_open.png").write_bytes(
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\0\x80\0" * 2 + b"\x08\x06\0\0\0"
            ),
            "megapixels",
        ),
    ],
)
def test_pictures_that_cannot_be_used_are_refused(make: object, said: str, tmp_path: Path) -> None:
    png(tmp_path / "me.png", (1, 1, 1, 255))
    make(tmp_path)  # type: ignore[operator]
    with pytest.raises(Unusable, match=said):
        imported(tmp_path / "me.png", [])


def test_a_folder_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no pictures"):
        imported(tmp_path, [])
    png(tmp_path / "a.png", (1, 1, 1, 255))
    png(tmp_path / "b.png", (1, 1, 1, 255))
    with pytest.raises(Unusable, match="several characters"):
        imported(tmp_path, [])
    with pytest.raises(Unusable, match=r"\.svg"):
        imported(tmp_path / "a.gif", [])
    with pytest.raises(Unusable, match="cannot be read"):
        imported(tmp_path / "a.svg", [])


# --- characters that hold them


def test_an_import_is_one_file_that_can_be_imported_elsewhere(four: Path, tmp_path: Path) -> None:
    made, _ = taken(four)
    character.write(made, tmp_path / "mia.json")
    again, _ = taken(tmp_path / "mia.json")
    assert (again.name, set(again.art["pictures"])) == (made.name, set(made.art["pictures"]))


def test_a_character_with_a_drawing_that_does_harm_is_refused(tmp_path: Path) -> None:
    data = {"version": 1, "name": "x", "art": {"svg": f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><script/></svg>'}}
    (tmp_path / "x.json").write_text(json.dumps(data))
    with pytest.raises(Unusable, match="script"):
        imported(tmp_path / "x.json", [])
    character.own_folder().mkdir(parents=True)
    (character.own_folder() / "x.json").write_text(json.dumps(data))
    with pytest.raises(Unusable, match="script"):  # also where somebody puts it past the import
        Layers(Scene((Avatar(character="x"),)), SIZE, live=False)


@pytest.mark.parametrize(
    "art",
    [{"pictures": {}}, {"pictures": {"open": "x"}}, {"pictures": {"closed": 5}}, {"svg": 5}, {"film": "x"}, [], 5],
)
def test_art_that_is_not_known_is_refused(art: object) -> None:
    with pytest.raises(Unusable, match="Import it again"):
        character.Character.from_json({"name": "x", "art": art}, [])
    broken = {"pictures": {"closed": base64.b64encode(b"text").decode()}}
    with pytest.raises(Unusable, match="no PNG"):
        PictureSet(character.Character("x", {}, art=broken), SIZE, 1.0)


def test_scenes_and_clients_get_the_name_and_not_the_art(four: Path) -> None:
    made, _ = taken(four)
    character.keep(made)
    assert made.brief()["art"] == {"kept": "mia"} and len(made.text) < 1000
    assert character.find(made.text, []) == made
    with pytest.raises(Unusable, match="too large for a scene"):
        character.find(json.dumps(made.to_json()) + " " * 64_000, [])
    removed = character.remove("mia")
    assert character.find(removed.text, []) == made  # so that it can be brought back
    for number in range(character.MOST_REMOVED):
        character.keep(character.Character(f"other {number}", {}, art=made.art))
        character.remove(f"other {number}")
    assert len(list(character.own_folder().iterdir())) == character.MOST_REMOVED
    with pytest.raises(Unusable, match="not there any more"):
        character.find(removed.text, [])


def test_a_drawing_that_takes_the_place_of_a_removed_one_goes_by_another_name(four: Path) -> None:
    made, _ = taken(four)
    character.keep(made)
    character.remove(made.name)
    assert taken(four)[0].name == f"{made.name} 2"
    character.forget_removed()
    assert taken(four)[0].name == made.name


@pytest.mark.parametrize("name", ["me_v3", "Änna B"])
def test_art_that_a_profile_or_a_draft_shows_outlives_its_character(name: str, four: Path) -> None:
    made = replace(taken(four)[0], name=name)
    character.keep(made)
    character.keep(replace(made, name="unused"))
    removed = character.remove(name)
    character.remove("unused")
    scene = Scene((Avatar(character=removed.text),)).to_json()
    SettingsFile(config_folder() / "settings.json").save({"profiles": {"Work": scene}})
    character.forget_removed()
    assert [path.name for path in character.own_folder().iterdir()] == [f"{name}{character.REMOVED}"]
    assert character.find(removed.text, []) == made
    SettingsFile(config_folder() / "settings.json").save({"profiles": {}})
    SettingsFile(config_folder() / "window.json").save({"drafts": [{"of": "", "character": removed.brief()}]})
    character.forget_removed()
    assert character.find(removed.text, []) == made
    SettingsFile(config_folder() / "window.json").save({"drafts": []})
    character.forget_removed(days=1)
    assert character.find(removed.text, []) == made  # a window may yet bring it back
    character.forget_removed()
    assert list(character.own_folder().iterdir()) == []


@pytest.mark.parametrize("kept", ["../x", "", "nobody", "{", "a/b"])
def test_kept_art_is_looked_for_in_the_users_folder_alone(kept: str, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "x.json").write_text(json.dumps({"art": {"svg": "x"}}))
    with pytest.raises(Unusable):
        character.Character.from_json({"name": "y", "art": {"kept": kept}}, [])


def test_a_broken_import_leaves_the_former_picture(four: Path) -> None:
    """As every effect: what cannot be made ready raises, and what is on air stays (Engine.set_scene)."""
    character.keep(taken(four)[0])
    layers = Layers(Scene((Avatar(character="mia"),)), SIZE, live=False)
    before = CpuRenderer(SIZE).draw(layers.items, None, 0.0)
    path = character.own_folder() / "mia.json"
    path.write_text(path.read_text()[:400])
    with pytest.raises(Unusable, match="no character"):
        Layers(Scene((Avatar(character="mia"),)), SIZE, live=False)
    assert Planes.of(before).luma.shape == (360, 640)

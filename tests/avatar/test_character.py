"""The user's characters: what is in a file, what is mended, and how they are kept."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from app.avatar import character, raster
from app.avatar.character import COLOURS, NEEDED, Character, find, keep, own, ready, remove, variants
from app.avatar.pose import Pose
from app.avatar.puppet import Puppet
from app.errors import Unusable
from app.flow import Size


def stored(**changes: object) -> dict[str, object]:
    return {**find("Kenji", []).to_json(), **changes}


def mended(data: object) -> tuple[Character, list[str]]:
    notices: list[str] = []
    return Character.from_json(data, notices), notices


def test_a_character_is_the_same_after_it_was_written_and_read() -> None:
    for name in ready():
        made = find(name, [])
        assert mended(made.to_json()) == (made, [])
        assert find(made.text, []) == made


@pytest.mark.parametrize("version", [2, 99, "1", 1.5, None, True])
def test_one_of_a_newer_version_is_refused(version: object) -> None:
    with pytest.raises(Unusable, match="Update Standin"):
        mended(stored(version=version))


@pytest.mark.parametrize("data", [None, 5, "text", [], [{}]])
def test_what_is_no_character_is_refused(data: object) -> None:
    with pytest.raises(Unusable, match="no character"):
        mended(data)


@pytest.mark.parametrize("name", ["Nobody", "a" * 300, "../ready/Robin", "x\0y", "", "Robin\n"])
def test_a_name_that_nobody_has_is_refused(name: str) -> None:
    with pytest.raises(Unusable, match="There is no character"):
        find(name, [])


def test_a_part_that_is_not_there_is_left_out_or_replaced_with_a_notice() -> None:
    made, notices = mended(stored(parts={"hair": "of_gold", "glasses": "x-ray", "beard": ["a"], "wings": "large"}))
    assert made.parts == {category: variants(category)[0] for category in NEEDED}
    assert notices == [
        "There is no hair 'of_gold'; it is left out",
        "There is no beard '['a']'; it is left out",
        "There is no glasses 'x-ray'; it is left out",
    ]
    assert mended(stored(parts="none"))[0].parts == made.parts


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "#1234567", "", 5, None, [1, 2, 3], "#fff\n"])
def test_a_colour_that_is_none_is_the_usual_one_with_a_notice(colour: object) -> None:
    made, notices = mended(stored(colours={"hair": colour, "skin": "#ABCDEF", "wings": "#000000"}))
    assert made.colours == {**COLOURS, "skin": "#abcdef"}
    assert len(notices) == 1 and "The colour of hair is one like #1e90ff" in notices[0]


@pytest.mark.parametrize("name", ["", "  ", "a/b", "..", ".a", "a\\b", "{", "a:b", "a\0b", "x" * 41, 'a"b', "a*"])
def test_a_name_that_is_no_files_name_is_refused(name: str) -> None:
    with pytest.raises(Unusable):
        mended(stored(name=name))


@pytest.mark.parametrize(("name", "kept"), [("  Two  words ", "Two words"), ("Łucja", "Łucja"), ("7", "7"), (5, "5")])
def test_names_are_kept_tidy(name: object, kept: str) -> None:
    assert mended(stored(name=name))[0].name == kept


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 100_000, b"\xff\xfe\x00", b'{"version": 1, "name"', b"null", b'"text"']
)
def test_a_broken_file_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(Unusable, match="no character"):
        find(str(tmp_path / "x.json"), [])


def test_what_cannot_be_found_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"there are .*Kenji"):
        find("Nobody", [])
    with pytest.raises(Unusable, match="cannot be read"):
        find(str(tmp_path / "x.json"), [])
    with pytest.raises(Unusable):
        find("../ready/Kenji", [])
    with pytest.raises(Unusable, match="by its name"):
        find("{broken", [])
    with (tmp_path / "large.json").open("wb") as stream:
        stream.truncate(character.MAX_FILE_BYTES + 1)
    with pytest.raises(Unusable, match="too large"):
        find(str(tmp_path / "large.json"), [])


def test_the_users_own_goes_before_a_ready_one_of_its_name() -> None:
    keep(mended(stored(name="Robin", colours={"hair": "#00ff00"}))[0])
    assert own() == ["Robin"] and find("Robin", []).colours["hair"] == "#00ff00"
    removed = remove("Robin")
    assert removed.colours["hair"] == "#00ff00" and own() == []
    assert find("Robin", []).colours["hair"] != "#00ff00"
    with pytest.raises(Unusable, match="no character 'Robin' of yours"):
        remove("Robin")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config").chmod(0o500)
    with pytest.raises(Unusable, match="cannot be written"):
        keep(find("Kenji", []))


def test_a_full_disk_keeps_the_former_file(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(mended(stored(name="Me"))[0])
    before = (character.own_folder() / "Me.json").read_text()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unusable, match=r"Me\.json cannot be written \(No space left on device\)"):
        keep(mended(stored(name="Me", colours={}))[0])
    assert (character.own_folder() / "Me.json").read_text() == before
    assert [path.name for path in character.own_folder().iterdir()] == ["Me.json"]


def test_a_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="cannot be written"):
        character.write(find("Kenji", []), tmp_path / "file" / "x.json")


@pytest.mark.parametrize(
    ("category", "content", "said"),
    [
        ("glasses", None, "glasses is left out"),
        ("hair", b"<svg", "hair is left out"),
        ("hair", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "hair is left out"),
        ("nose", b"<svg><g id='nose'><path d='M1 1L5 5' stroke='red' opacity='much'/></g></svg>", "nose is left out"),
        ("mouth", b"<svg><g id='lip_upper'><path d='M1 1'/></g></svg>", "no lips that can move"),
        (
            "mouth",
            b"<svg><g id='lip_upper'><path d='Lx'/></g><g id='lip_lower'><path d='M1 1L1 1Z'/></g></svg>",
            "lips",
        ),
        ("eyes", b"<svg><g id='eye_left'><path d='M1 1L1 1Z'/></g></svg>", "right eye"),
        ("mouth", b"<svg><g id='lip_upper'><path d='S1 1 2 2'/></g></svg>", "mouth is left out"),
        (
            "headwear",
            b"<svg><g id='hair_cut'><path d='M1 1L5 5' stroke='red' opacity='much'/></g></svg>",
            "hides no hair",
        ),
    ],
)
def test_a_missing_or_broken_part_is_left_out_and_the_rest_is_drawn(
    category: str, content: bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = character.part_file

    def one_is_broken(of: str, variant: str) -> Path:
        if of != category:
            return usual(of, variant)
        if content is not None:
            (tmp_path / "broken.svg").write_bytes(content)
        return tmp_path / "broken.svg"

    made = find("Kenji", [])
    worn = {name: variants(name)[0] for name in ("glasses", "headwear")}
    made = Character("x", {**made.parts, **worn}, made.colours)
    monkeypatch.setattr(raster, "part_file", one_is_broken)
    notices: list[str] = []
    puppet = Puppet(made, Size(640, 360), 1.0, notices)
    assert any(said in notice for notice in notices), notices
    bent = puppet.move(Pose(eye_l_open=0.3, mouth_open_y=0.5))
    assert (bent.texture[..., 3] > 0).mean() > 0.1 and np.isfinite(bent.map_x).all()


def test_a_broken_hand_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.svg").write_text("<svg")
    puppet = Puppet(find("Kenji", []), Size(640, 360), 1.0, [])
    monkeypatch.setattr(raster, "part_file", lambda *_: tmp_path / "broken.svg")
    before = puppet.move(Pose()).texture.copy()
    assert np.array_equal(puppet.move(Pose(hand=1.0)).texture, before)


def test_ready_characters_are_whole() -> None:
    assert len(ready()) >= 8
    for name in ready():
        data = json.loads((character.folder() / "ready" / f"{name}.json").read_text())
        assert data["name"] == name and data["version"] == character.VERSION and set(NEEDED) <= set(data["parts"])

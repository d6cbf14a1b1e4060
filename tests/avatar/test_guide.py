"""The guide for artists says what the program does."""

import json
import re

import pytest

from app.avatar import pose
from app.avatar.character import COLOURS, NEEDED, OPTIONAL, PICTURES, Character, folder
from app.avatar.imports import picture_kind
from app.avatar.lint import MAX_PART_ELEMENTS, problems_in
from app.avatar.rig import GROUPS, HAIR_CUT, SHADES

GUIDE = (folder() / "README.md").read_text("utf-8")


def table(first: str) -> list[list[str]]:
    """The rows of the table whose head begins with a word; without the marks of code."""
    lines = iter(GUIDE.splitlines())
    next(line for line in lines if line.startswith(f"| {first} |"))
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("`", "") for cell in line.strip("|").split("|")])
    return rows


def test_the_groups_are_those_of_the_rig_in_their_order() -> None:
    told = [(name, category, float(depth), moves == "yes") for name, category, depth, moves, _ in table("group")]
    assert told == [(group.name, group.category, group.depth, group.moving) for group in GROUPS]
    assert f"`{HAIR_CUT}`" in GUIDE


def test_the_roles_and_shades_are_those_of_the_program() -> None:
    assert {role: colour for role, colour, _ in table("role")} == COLOURS
    assert re.findall(r"`-(\w+)`", GUIDE) == [shade for shade in SHADES if shade]


def test_the_parameters_are_those_of_a_pose() -> None:
    rows = table("Live2D")
    assert {live: name for live, name, *_ in rows if live != "–"} == pose.PARAMETERS
    assert {name for _, name, *_ in rows} >= {name for moved in pose._ARKIT.values() for name, _ in moved}
    for _, name, _, _, arkit in rows:
        assert arkit.split(", ") == ([c for c, moved in pose._ARKIT.items() if name in dict(moved)] or [""])


def test_categories_names_of_pictures_and_limits_are_told() -> None:
    words = " ".join(GUIDE.split())
    assert f"Needed are a variant of {', '.join(NEEDED)}; {', '.join(OPTIONAL)} may be left out." in words
    assert f"{MAX_PART_ELEMENTS} elements" in GUIDE
    for names, kind in zip([names for _, names in table("picture")], PICTURES, strict=True):
        assert {picture_kind(name.removesuffix(".png")) for name in names.split(", ")} == {("me", kind)}


@pytest.mark.parametrize("kind", ["svg", "json"])
def test_the_examples_are_good(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    found = re.search(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    if kind == "json":
        notices: list[str] = []
        Character.from_json(json.loads(found[1]), notices)
        assert notices == []
    else:
        path = tmp_path_factory.mktemp("parts") / "earrings" / "mine.svg"
        path.parent.mkdir()
        path.write_text(found[1])
        assert problems_in(path) == []

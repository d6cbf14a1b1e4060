"""What the people who draw are told about their files."""

from pathlib import Path

import pytest

from app.avatar.character import folder
from app.avatar.lint import RULE, Problem, problems_in
from app.avatar.rig import SVG

PAGE = f'<svg xmlns="{SVG}" viewBox="0 0 1024 1024" width="1024" height="1024">\n'
EYES = """<style>.fill-eyes{fill:#5b3a1e}</style>
<g id="eye_left"><path fill="#fff" d="M390 455L470 455L430 480Z"/></g>
<g id="eye_right"><path fill="#fff" d="M554 455L634 455L594 480Z"/></g>
<g id="iris_left"><circle class="fill-eyes" cx="430" cy="455" r="20"/></g>
<g id="iris_right"><circle class="fill-eyes" cx="594" cy="455" r="20"/></g>
"""


def told(tmp_path: Path, inside: str, place: str = "eyes/mine.svg", page: str = PAGE) -> list[Problem]:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{page}{inside}</svg>")
    return problems_in(path)


@pytest.mark.parametrize("path", sorted(folder().glob("*/*.svg")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_part_of_the_kit_is_as_it_should_be(path: Path) -> None:
    assert problems_in(path) == []


def test_a_good_part_has_no_problems(tmp_path: Path) -> None:
    assert told(tmp_path, EYES) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "hint"),
    [
        ('"eye_left"', '"eye_lft"', 3, "'eye_lft' is no group", "Did you mean 'eye_left'?"),
        ('"eye_left"', '"nose"', 3, "not drawn from a file of eyes", "Move it to nose"),
        ('"eye_right"', '"eye_left"', 4, "two groups 'eye_left'", "one"),
        ('<g id="iris_left">', '<circle r="5"/><g id="iris_left">', 5, "'circle' is no group", "group of the rig"),
        ('<g id="iris_left">', '<g id="iris_left" transform="scale(1)">', 5, "transformed", "Apply"),
        ('class="fill-eyes" cx="430"', 'class="fill-eye" cx="430"', 5, "class 'fill-eye'", "'fill-eyes'"),
        ('class="fill-eyes" cx="430"', 'class="fill-eyes" fill="#000" cx="430"', 5, "colour of its own", "Remove"),
        ('cx="430"', 'cx="530"', 5, "'iris_left' lies at (530, 455)", "Its place is (430, 455)"),
        ("M390 455L470", "M390 395L470", 3, "lies at", "Its place is"),
        ('path fill="#fff" d="M390', 'path fill="url(#a)" d="M390', 3, "has 'fill'", "flat paths"),
        ('path fill="#fff" d="M390', 'path transform="scale(1)" fill="#fff" d="M390', 3, "has 'transform'", "flat"),
        ('<path fill="#fff" d="M390', '<circle r="1"/><path fill="#fff" d="M390', 3, "holds a 'circle'", "path"),
        ('"M390', '"M1 1L2 2Z"/><path d="M390', 3, "has 2 paths", "one path"),
        ('<g id="eye_left">', '<g id="eye_left" data-depth="far">', 3, "data-depth is 'far'", "number"),
        ("<style>", "<style>@media print{a{b:c}}", 2, "plain class rules", "Keep"),
        ('<circle class="fill-eyes" cx="594"', '<text>x</text><circle cx="594"', 6, "'text' is not used", "paths"),
        ('<circle class="fill-eyes" cx="594"', '<script/><circle cx="594"', 6, "script", "Remove it"),
        ("M390 455L470", "M390 455LQ470", 3, "", ""),
    ],
)
def test_a_fault_is_told_with_its_line_and_a_hint(
    old: str, new: str, line: int, what: str, hint: str, tmp_path: Path
) -> None:
    assert EYES.count(old) == 1
    found = told(tmp_path, EYES.replace(old, new))
    assert any(p.line == line and what in p.what and hint in p.hint for p in found), found


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "")
    assert [problem.what for problem in found] == [
        f"There is no group '{name}'" for name in ("eye_left", "eye_right", "iris_left", "iris_right")
    ]
    assert [problem.what for problem in told(tmp_path, "", "hair/mine.svg")] == ["There is no group 'hair_back'"]


def test_page_name_and_weight_are_looked_at(tmp_path: Path) -> None:
    page = PAGE.replace('0 1024 1024"', '0 512 512"').replace('width="1024"', 'width="512"')
    found = told(tmp_path, EYES, "eyes/My Eyes.svg", page)
    assert [problem.hint for problem in found] == [
        "Use a to z, 0 to 9 and _, in lower case",
        'Set viewBox="0 0 1024 1024"',
        'Set width="1024" height="1024"',
    ]
    heavy = EYES.replace("<circle", f"{'<g/>' * 100}<title>{'x' * 13_000}</title><circle", 1)
    assert [problem.what for problem in told(tmp_path, heavy)] == [
        f"The file has {len(PAGE + heavy) + 6} bytes",
        "The file has 111 elements",
    ]


def test_a_drawing_of_the_users_is_told_what_of_it_moves(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, '<rect width="500" height="500"/>', "me.svg")
    assert "Nothing in the drawing moves" in problem.what and "lip_upper" in problem.hint


def test_a_characters_file_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"name": "a", "parts": {"hair": "of_gold"}}')
    (problem,) = problems_in(tmp_path / "a.json")
    assert "no hair 'of_gold'" in problem.what
    (tmp_path / "a.json").write_text("{}")
    assert [problem.what for problem in problems_in(tmp_path / "a.json")] == ["a.json is no character"]
    (tmp_path / "a.json").write_text('{"name": "a", "version": 7}')
    assert [problem.hint for problem in problems_in(tmp_path / "a.json")] == ["Update Standin"]


def test_files_that_are_no_drawings_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg")
    assert "damaged" in problems_in(tmp_path / "a.svg")[0].what
    assert "cannot be read" in problems_in(tmp_path / "b.svg")[0].what


def test_a_style_is_looked_at_in_a_time_that_its_length_explains() -> None:
    assert RULE.sub("", ".a  " * 300 + "x") != ""
    assert RULE.sub("", ".a, .b  .c,.d { fill: red }\n.e{}") == ""

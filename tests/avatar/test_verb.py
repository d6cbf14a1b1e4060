"""`standin avatar` and the calls of clients that bring characters in."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.avatar import character
from app.avatar.character import find
from app.cli import main
from app.effects import Avatar, Scene
from app.errors import Unusable
from app.opencv import cv2
from app.service import Service
from app.settings import SettingsFile
from tests.avatar.test_imports import png, saved, whole
from tests.engine_room import running


def test_an_import_can_be_listed_shown_exported_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawing = saved(whole(), tmp_path / "me.svg")
    assert main(["avatar", "import", str(drawing), "--name", "My self"]) == 0
    assert "My self is kept" in capsys.readouterr().out
    assert main(["avatar", "list"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "My self (own)"
    assert main(["avatar", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["own"] == ["My self"]
    assert main(["avatar", "show", "My self", "--out", str(tmp_path / "me.png"), "--size", "448x704"]) == 0
    picture = cv2.imread(str(tmp_path / "me.png"))
    assert picture is not None and picture.shape == (704, 448, 3)
    assert main(["avatar", "export", "My self", str(tmp_path / "me.json")]) == 0
    assert character.read(tmp_path / "me.json", []) == find("My self", [])
    assert main(["avatar", "check", str(drawing)]) == 0
    assert "nothing wrong" in capsys.readouterr().err


def test_what_is_wrong_is_printed_with_its_line_and_the_status_is_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nose").mkdir()
    (tmp_path / "nose" / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<script/></svg>'
    )
    assert main(["avatar", "check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == f"{tmp_path}/nose/a.svg:2: The drawing has a script. Remove it\n"
    assert main(["avatar", "check", "--json", str(tmp_path)]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["line"], problem["hint"]) == (2, "Remove it")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["import", "{bad}/missing.svg"], 1, "cannot be read"),
        (["import", "{bad}/text.svg"], 1, "damaged"),
        (["import", "{bad}/text.gif"], 1, "Choose one of these"),
        (["import", "{bad}"], 1, "holds no pictures"),
        (["import", "{bad}/me.png", "--name", "Robin"], 1, "already"),
        (["import", "{bad}/me.png", "--name", "a/b"], 1, "cannot be called"),
        (["show", "Nobody", "--out", "{bad}/x.png"], 1, "no character"),
        (["show", "Robin", "--out", "{bad}/x.txt"], 1, "png"),
        (["show", "Robin", "--out", "{bad}/x.png", "--size", "large"], 2, "1280x720"),
        (["show", "Robin", "--out", "{bad}/none/x.png"], 1, "There is no folder"),
        (["export", "Robin", "{bad}/me.png/x.json"], 1, "cannot be written"),
        (["check", "{bad}/none"], 1, ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_gets_a_sentence_and_an_exit_code(
    words: list[str], status: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "text.svg").write_text("no drawing")
    (bad / "text.gif").write_text("no drawing")
    if "{bad}/me.png" in " ".join(words):
        png(bad / "me.png", (1, 1, 1, 255))
    assert main(["avatar", *[word.replace("{bad}", str(bad)) for word in words]]) == status
    assert says in capsys.readouterr().err
    assert character.own() == []


def test_the_process_that_draws_says_what_is_wrong_in_json() -> None:
    given = {"svg": "<svg><script/></svg>", "shades": {}, "box": [0, 0, 9, 9], "scale": 1}
    done = subprocess.run(
        [sys.executable, "-m", "app", "avatar", "draw"],
        input=json.dumps(given).encode(),
        capture_output=True,
        env=os.environ,
        timeout=60,
        check=True,
    )
    assert "error" in json.loads(done.stdout)


def test_clients_import_get_the_name_and_bring_back_what_they_removed(tmp_path: Path) -> None:
    with running(Scene((Avatar(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        drawing = saved(whole(), tmp_path / "me.svg")
        made = service.import_character(str(drawing))
        assert made["art"] == {"kept": "me"} and "notices" not in made
        assert made in service.characters()["own"]
        again = service.import_character(str(drawing))
        assert again["name"] == "me 2"
        lone = service.import_character(str(png(tmp_path / "face.png", (1, 1, 1, 255))))
        assert lone["name"] == "face"
        art = find("me", []).art
        renamed = {**made, "name": "I", "colours": {**made["colours"], "skin": "#112233"}}
        service.save_character(renamed)
        gone = service.delete_character("me")
        assert find("I", []).art == art  # a copy of its own
        service.delete_character("I")
        service.save_character(gone)
        assert find("me", []).art == art
        with pytest.raises(Unusable, match="already"):
            service.save_character({**lone, "name": "me"})
        service.export_character(made, str(tmp_path / "out.json"))
        assert character.read(tmp_path / "out.json", []).art == art
        still = saved(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
            tmp_path / "x.svg",
        )
        assert "Nothing in the drawing moves" in service.import_character(str(still))["notices"][0]
        service.scene([{"effect": "avatar", "character": "me"}])
        room.wait_for(lambda: room.engine.status()["on_air"] == "Avatar")
        broken = character.own_folder() / "x.json"
        broken.write_text(broken.read_text().replace("<rect", "<script/><rect"))
        with pytest.raises(Unusable, match="script"):
            service.scene([{"effect": "avatar", "character": "x"}])
        assert room.engine.scene.effects[0].character == "me"  # type: ignore[attr-defined]


def test_a_damaged_character_is_told_and_set_aside_when_its_name_is_taken(tmp_path: Path) -> None:
    with running(Scene((Avatar(),))) as room:
        service = Service(room.engine, SettingsFile(tmp_path / "settings.json"))
        data = find("Robin", []).to_json()
        service.save_character({**data, "name": "Me"})
        path = character.own_folder() / "Me.json"
        path.write_text("{")
        assert service.characters()["own"] == service.characters()["own"] == []
        assert [notice for notice in service.status()["notices"] if "Me.json" in notice]
        assert len(service.status()["notices"]) == 1
        assert service.save_character({**data, "name": "Me"}) is None
        assert path.with_name("Me.json.bak").read_text() == "{"
        assert service.characters()["own"][0]["name"] == "Me"

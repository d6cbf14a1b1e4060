import argparse
import json
import resource
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.errors import Unusable
from app.settings import SettingsFile, add_flags, choice, colour, file, from_json, settings_of, slider, to_json, toggle


@dataclass(frozen=True)
class Example:
    radius: float = slider(0.03, 0.0, 0.1, unit="of height", help="Size")
    on: bool = toggle(False, help="Switch")
    fit: str = choice("crop", ("crop", "fit"), help="Fit")
    tint: str = colour("#112233", help="Tint")
    path: str = file(help="File")


def test_json_round_trip() -> None:
    example = Example(0.05, True, "fit", "#abcdef", "a.png")
    assert from_json(Example, to_json(example), []) == example


def test_values_out_of_range_are_clamped_with_a_notice() -> None:
    notices: list[str] = []
    assert from_json(Example, {"radius": 7}, notices).radius == 0.1
    assert "radius was 7" in notices[0]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("radius", "wide"),
        ("radius", True),
        ("radius", float("nan")),
        ("on", "?"),
        ("fit", "x"),
        ("tint", "red"),
        ("path", 3),
    ],
)
def test_values_that_are_none_leave_the_default_with_a_notice(key: str, value: object) -> None:
    notices: list[str] = []
    assert from_json(Example, {key: value}, notices) == Example()
    assert len(notices) == 1


def test_one_declaration_gives_key_and_flag() -> None:
    parser = argparse.ArgumentParser()
    add_flags(parser, Example)
    given = vars(parser.parse_args(["--radius", "0.07", "--tint", "#ABCDEF"]))
    assert given == {"radius": 0.07, "tint": "#abcdef"}
    assert [setting.name for setting in settings_of(Example)] == ["radius", "on", "fit", "tint", "path"]


def test_text_for_a_number_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_flags(parser, Example)
    for value in ("wide", "7", "nan"):
        with pytest.raises(SystemExit) as stopped:
            parser.parse_args(["--radius", value])
        assert stopped.value.code == 2
        assert "0.1" in capsys.readouterr().err


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"version": 1, "from_a_plugin": {"a": 1}}')
    SettingsFile(path).save({"scene": []})
    assert json.loads(path.read_text())["from_a_plugin"] == {"a": 1}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[1, 2]", b"null", b'{"version": 99}', b'{"version": "x"}', b"[" * 100000],
)
def test_a_file_that_cannot_be_used_is_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings = SettingsFile(path)
    assert settings.data == {"version": 1}
    assert len(settings.notices) == 1
    assert (tmp_path / "settings.json.bak").read_bytes() == content
    settings.save({"scene": []})
    assert (tmp_path / "settings.json.bak").read_bytes() == content


def test_a_second_broken_file_does_not_replace_the_first_backup(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for content in ("first", "second"):
        path.write_text(content)
        SettingsFile(path)
    assert (tmp_path / "settings.json.bak").read_text() == "first"
    assert (tmp_path / "settings.json.bak2").read_text() == "second"


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = SettingsFile(path)
    settings.save({"scene": ["old"]})
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    import signal

    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(Unusable, match="cannot be saved"):
            settings.save({"scene": ["x" * 5000]})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*.tmp")) == []


def test_a_folder_in_the_file_s_place_is_a_notice_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    settings = SettingsFile(tmp_path / "settings.json")
    assert settings.notices
    with pytest.raises(Unusable):
        settings.save({})

"""Which version this is, in a checkout and elsewhere."""

import re
import subprocess
from pathlib import Path

import pytest

import app.version
from app.version import version


def checkout(folder: Path, *commands: str) -> None:
    (folder / "app").mkdir()
    who = ["-c", "user.name=somebody", "-c", "user.email=nobody"]
    for command in ("init -q", "commit -q --allow-empty -m First", *commands):
        subprocess.run(["git", "-C", str(folder), *who, *command.split()], check=True)


def test_a_checkout_says_its_tag_and_what_came_since(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.version, "PACKAGE", tmp_path / "app")
    checkout(tmp_path, "tag v0.2.0")
    assert version() == "0.2.0"
    subprocess.run(
        ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x", "commit", "--allow-empty", "-qm", "x"],
        check=True,
    )
    assert re.fullmatch(r"0\.2\.0-1-g[0-9a-f]+", version())


def test_a_checkout_without_tags_says_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.version, "PACKAGE", tmp_path / "app")
    checkout(tmp_path)
    assert re.fullmatch("[0-9a-f]{7,}", version())


def test_neither_git_nor_a_package_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.version, "PACKAGE", tmp_path / "app")
    monkeypatch.setattr("importlib.metadata.version", _missing)
    assert version() == "unknown"


def _missing(name: str) -> str:
    from importlib.metadata import PackageNotFoundError

    raise PackageNotFoundError(name)

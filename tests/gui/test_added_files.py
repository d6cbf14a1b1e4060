"""The user's own pictures and videos: added by dropping, refused with a sentence, removed and brought back."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog

from app.opencv import cv2
from app.resources import config_folder
from tests.gui.window_room import CONTROL, SOFT, Shown, colour_picture, filled_video

BLUE, RED = (0, 0, 255), (255, 0, 0)


def large_png(path: Path) -> Path:
    """A PNG of 30000 x 30000 pixels in some 100 kB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = bytes(1 + 30000 // 8)
    data = b"".join(packer.compress(row) for _ in range(30000)) + packer.flush()
    header = struct.pack(">IIBBBBB", 30000, 30000, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    return path


def cut(path: Path, part: float) -> Path:
    """A file that ends early."""
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    return path


def text(path: Path) -> Path:
    path.write_text("no picture")
    return path


def empty(path: Path) -> Path:
    path.touch()
    return path


def test_a_picture_that_is_dropped_becomes_a_tile_and_is_on_air(shown: Shown, tmp_path: Path) -> None:
    shown.drop(colour_picture(tmp_path / "my beach.png", BLUE))
    shown.wait_for_colour(BLUE)
    shown.wait_for(lambda: shown.tile("my beach").isChecked())
    shown.wait_for(lambda: not shown.tile("my beach").picture.isNull())
    assert shown.problem == ""


def test_a_video_that_is_dropped_becomes_a_tile_and_plays(shown: Shown, tmp_path: Path) -> None:
    shown.drop(filled_video(tmp_path / "waves.mp4", (RED, BLUE)))
    shown.wait_for(lambda: shown.tile_or_none("waves") is not None)
    for colour in (RED, BLUE, RED):
        shown.wait_for_colour(colour)


def test_several_files_are_added_and_none_is_chosen(shown: Shown, tmp_path: Path) -> None:
    shown.drop(colour_picture(tmp_path / "one.png", RED), colour_picture(tmp_path / "two.png", BLUE))
    shown.wait_for(lambda: shown.tile_or_none("one") and shown.tile_or_none("two"))
    shown.settled()
    assert shown.status["scene"] == SOFT


def test_a_file_is_added_through_the_dialog_too(shown: Shown, tmp_path: Path) -> None:
    shown.click(shown.window.gallery.add)
    dialog = shown.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(colour_picture(tmp_path / "chosen.png", RED))])
    dialog.close()
    shown.wait_for_colour(RED)
    assert shown.tile("chosen").isChecked()


@pytest.mark.parametrize(
    ("name", "made", "sentence"),
    [
        ("text.png", text, "is broken or of a kind that is not known"),
        ("notes.txt", text, "notes.txt"),
        ("empty.png", empty, "is empty"),
        ("empty.mp4", empty, "is empty"),
        ("huge.png", large_png, "megapixels"),
        ("cut.png", lambda path: cut(colour_picture(path, BLUE, (400, 600)), 0.1), "cut.png"),
        ("cut.mp4", lambda path: cut(filled_video(path, (RED, BLUE)), 0.5), "cut.mp4"),
        ("gone.png", lambda path: path, "does not exist"),
        ("folder", lambda path: path.mkdir() or path, "folder"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_nothing_changes(
    shown: Shown, tmp_path: Path, name: str, made: Callable[[Path], Path], sentence: str
) -> None:
    tiles = [tile.text() for tile in shown.window.gallery.tiles]
    shown.drop(made(tmp_path / name))
    shown.wait_for(lambda: sentence in shown.problem)
    assert "Traceback" not in shown.problem and len(shown.problem.splitlines()) == 1 and len(shown.problem) < 250
    assert [tile.text() for tile in shown.window.gallery.tiles] == tiles
    assert shown.status["scene"] == SOFT and shown.tile("Soft blur").isChecked()
    assert not shown.window.changes.history.canUndo()
    shown.click(shown.tile("Strong blur"))  # the window goes on
    shown.wait_for_scene(radius=0.06)
    assert shown.problem == ""


def test_a_link_from_the_web_is_a_sentence(shown: Shown) -> None:
    shown.drop(QUrl("https://example.org/beach.png"))
    assert shown.problem.startswith("Only files of this computer")
    assert shown.status["scene"] == SOFT


def test_delete_removes_a_tile_of_the_user_s_and_undo_brings_it_back(shown: Shown, tmp_path: Path) -> None:
    path = colour_picture(tmp_path / "mine.png", BLUE)
    shown.drop(path)
    shown.wait_for_colour(BLUE)
    shown.tile("mine").setFocus()
    shown.press(Qt.Key.Key_Delete)
    assert shown.tile_or_none("mine") is None and path.exists()
    shown.wait_for(lambda: shown.window.notice.isVisible())
    assert "mine was removed" in shown.window.notice.words.text()
    shown.click(shown.window.notice.buttons[0])
    assert shown.tile_or_none("mine") is not None and shown.tile("mine").isChecked()
    assert not shown.window.notice.isVisible()


def test_delete_leaves_a_tile_that_came_with_the_program(shown: Shown) -> None:
    shown.tile("Library").setFocus()
    shown.press(Qt.Key.Key_Delete)
    assert shown.tile_or_none("Library") is not None and not shown.window.notice.isVisible()


def test_added_files_are_kept_for_the_next_start(shown: Shown, tmp_path: Path) -> None:
    path = colour_picture(tmp_path / "kept.png", BLUE)
    shown.drop(path)
    shown.wait_for(lambda: shown.tile_or_none("kept"))
    shown.wait_for(lambda: json.loads((config_folder() / "window.json").read_bytes())["backgrounds"] == [str(path)])


def test_a_background_whose_file_is_gone_is_a_sentence_when_it_is_chosen(shown: Shown, tmp_path: Path) -> None:
    path = colour_picture(tmp_path / "lent.png", BLUE)
    shown.drop(path)
    shown.wait_for_colour(BLUE)
    shown.wait_for_scene(file=str(path))
    shown.press(Qt.Key.Key_2, with_=CONTROL)
    shown.wait_for(lambda: shown.status["scene"] == SOFT)
    path.unlink()
    shown.click(shown.tile("lent"))
    shown.wait_for(lambda: "does not exist" in shown.problem)
    shown.wait_for(lambda: shown.tile("Soft blur").isChecked())
    assert shown.status["scene"] == SOFT
    assert cv2.imwrite(str(path), cv2.imread(str(colour_picture(tmp_path / "other.png", RED))))
    shown.click(shown.tile("lent"))
    shown.wait_for_colour(RED)

import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest

from app.errors import Unusable
from app.flow import Planes, Size
from app.opencv import cv2
from app.picture import bgr_from_i420, fitted, i420_from_bgr, read_picture, small, upright
from tests.conftest import SMALL, drawn_frame

LEFT_RED = np.zeros((100, 200, 3), np.uint8)
LEFT_RED[:, :100] = (0, 0, 255)


def test_i420_round_trip_keeps_colours() -> None:
    picture = np.full((4, 8, 3), (40, 120, 200), np.uint8)
    assert np.abs(bgr_from_i420(i420_from_bgr(picture)).astype(int) - picture).max() <= 3


@pytest.mark.parametrize("fit", ["crop", "fit", "fill"])
@pytest.mark.parametrize("shape", [(1, 1), (719, 1279), (4320, 7680), (3, 5000), (5000, 3)])
def test_every_size_fits(fit: str, shape: tuple[int, int]) -> None:
    assert fitted(np.zeros((*shape, 3), np.uint8), SMALL, fit).shape == (360, 640, 3)  # type: ignore[arg-type]


def test_crop_cuts_fit_adds_bars_fill_stretches() -> None:
    white = np.full((100, 100, 3), 255, np.uint8)
    size = Size(640, 360)
    assert (fitted(white, size, "crop") == 255).all()
    assert (fitted(white, size, "fill") == 255).all()
    fit = fitted(white, size, "fit")
    assert (fit[:, :139] == 0).all() and (fit[:, 141:499] == 255).all() and (fit[:, 501:] == 0).all()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_camera_comes_out_upright(rotation: int) -> None:
    picture = cv2.resize(LEFT_RED, (640, 360))
    back = {0: None, 90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}[rotation]
    turned = picture if back is None else cv2.rotate(picture, back)
    assert np.array_equal(upright(turned, SMALL, rotation, False), picture)


def test_mirror_swaps_left_and_right() -> None:
    picture = cv2.resize(LEFT_RED, (640, 360))
    assert np.array_equal(upright(picture, SMALL, 0, True), picture[:, ::-1])


def test_a_4_to_3_camera_fills_the_picture_and_a_portrait_one_is_shown_whole() -> None:
    assert (upright(np.full((480, 640, 3), 255, np.uint8), SMALL, 0, False) == 255).all()
    portrait = upright(np.full((640, 360, 3), 255, np.uint8), SMALL, 0, False)
    assert (portrait[:, 0] == 0).all() and (portrait[:, 320] == 255).all()


@pytest.mark.parametrize("scale", [4, 8])
def test_small_planes_have_one_size(scale: int) -> None:
    planes = small(Planes.of(drawn_frame().i420), scale)
    assert planes.luma.shape == planes.cb.shape == planes.cr.shape == (360 // scale, 640 // scale)


def huge_png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_bad_pictures_get_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.png").write_text("no picture")
    whole = cv2.imencode(".png", np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8))[1].tobytes()
    (tmp_path / "cut.png").write_bytes(whole[:40])
    (tmp_path / "folder.png").mkdir()
    for name in ("empty.png", "text.png", "cut.png", "folder.png", "missing.png", "nul\0.png"):
        with pytest.raises(Unusable) as refused:
            read_picture(tmp_path / name)
        assert str(refused.value).count("\n") == 0
        assert "Choose" in str(refused.value)


def test_a_huge_png_in_a_small_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(huge_png(30000))
    assert path.stat().st_size < 200_000
    began = time.monotonic()
    with pytest.raises(Unusable, match="megapixels"):
        read_picture(path)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 4), (5, 7, 3)])
def test_gray_and_transparent_pictures_are_read(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = tmp_path / "picture.png"
    cv2.imwrite(str(path), np.full(shape, 200, np.uint8))
    assert read_picture(path).shape == (5, 7, 3)

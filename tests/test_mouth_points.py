"""A talk's points in a file and in a stream."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from app.errors import Unusable
from app.flow import Mouth
from app.mouth_points import END, HEADER, LAST, MAGIC, VERSION, Decoder, Encoder, encoded, read_points
from app.perception.mouth import MouthReader
from tests.perception.test_mouth import voice

LARGEST_ERROR = 0.5 / 512 + 1e-6


@pytest.fixture(scope="module")
def talk() -> list[Mouth]:
    return MouthReader(16000).hear(voice(4))


def file_with(folder: Path, data: bytes) -> Path:
    path = folder / "talk.points"
    path.write_bytes(data)
    return path


def errors(found: list[Mouth], talk: list[Mouth]) -> float:
    return float(np.abs(np.stack([m.points for m in found]) - np.stack([m.points for m in talk])).max())


def test_a_talk_comes_back_nearly_as_it_was_and_takes_little_room(talk: list[Mouth], tmp_path: Path) -> None:
    data = encoded(talk, 25, 0.04)
    notices: list[str] = []
    found = read_points(file_with(tmp_path, data), notices)
    assert notices == [] and found.rate_hz == 25 and found.look_ahead_seconds == 0.04
    assert len(found.mouths) == len(talk) and errors(list(found.mouths), talk) <= LARGEST_ERROR
    assert max(abs(a.voice - b.voice) for a, b in zip(found.mouths, talk, strict=True)) <= 0.5 / 255 + 1e-6
    assert max(abs(a.level_db - b.level_db) for a, b in zip(found.mouths, talk, strict=True)) <= 0.5
    assert [mouth.timestamp_ns for mouth in found.mouths[:3]] == [0, 40_000_000, 80_000_000]
    assert 8 * len(data) / (len(talk) / 25) < 50_000


def test_errors_do_not_add_up_and_a_jump_is_a_whole_frame() -> None:
    random = np.random.default_rng(3)
    steps = random.normal(0, 0.1, (200, 31, 2)).cumsum(axis=0)
    steps[100] += 3
    talk = [Mouth(points.astype(np.float32), 0.5) for points in steps]
    found = Decoder().feed(encoded(talk, 25, 0.0))
    assert errors(found, talk) <= LARGEST_ERROR + 1e-5


@pytest.mark.parametrize("piece", [1, 7, 64, 5000])
def test_every_frame_can_be_decoded_as_soon_as_its_bytes_have_come(talk: list[Mouth], piece: int) -> None:
    encoder, decoder = Encoder(25, 0.04), Decoder()
    assert decoder.feed(encoder.header) == [] and decoder.rate_hz == 25
    for mouth in talk[:30]:
        data = encoder.frame(mouth)
        found = [m for at in range(0, len(data), piece) for m in decoder.feed(data[at : at + piece])]
        assert len(found) == 1 and errors(found, [mouth]) <= LARGEST_ERROR


def test_who_joins_late_sees_the_talk_after_a_second_at_most(talk: list[Mouth]) -> None:
    encoder, late = Encoder(25, 0.04), Decoder()
    late.feed(encoder.header)
    frames = [encoder.frame(mouth) for mouth in talk[:60]]
    found = [mouth for frame in frames[3:] for mouth in late.feed(frame)]
    assert len(found) >= 57 - 25 and errors(found, talk[60 - len(found) : 60]) <= LARGEST_ERROR


def test_a_file_that_ends_early_is_as_long_as_it_goes(talk: list[Mouth], tmp_path: Path) -> None:
    notices: list[str] = []
    whole = encoded(talk, 25, 0.04)
    found = read_points(file_with(tmp_path, whole[: len(whole) // 2]), notices)
    assert 40 < len(found.mouths) < 60 and "ends early" in notices[0]
    assert errors(list(found.mouths), talk[: len(found.mouths)]) <= LARGEST_ERROR


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: b"RIFF" + data, "no mouth's points"),
        (lambda data: b"", "empty"),
        (lambda data: data[:12], "holds no mouth"),
        (lambda data: data[:16], "holds no mouth"),
        (lambda data: MAGIC + bytes([VERSION + 1]) + data[9:], "version 2"),
        (lambda data: HEADER.pack(MAGIC, VERSION, 0, 31, 0, 40, 512) + data[16:], "damaged"),
        (lambda data: HEADER.pack(MAGIC, VERSION, 25, 30, 0, 40, 512) + data[16:], "damaged"),
        (lambda data: data[:-30] + b"\x09" + data[-29:], "damaged"),
        (lambda data: data[:16] + b"\x09" + data[17:], "damaged"),
        (lambda data: data[:-9] + END.pack(LAST, 7, zlib.crc32(data[:-9])), "damaged"),
        (lambda data: data[:-4] + struct.pack("<I", 1), "damaged"),
    ],
    ids=[
        "foreign",
        "empty",
        "cut header",
        "header alone",
        "newer",
        "no rate",
        "other points",
        "changed",
        "kind",
        "count",
        "sum",
    ],
)
def test_a_foreign_a_newer_and_a_damaged_file_are_a_sentence(
    talk: list[Mouth], tmp_path: Path, spoil: object, says: str
) -> None:
    path = file_with(tmp_path, spoil(encoded(talk, 25, 0.04)))  # type: ignore[operator]
    with pytest.raises(Unusable, match=says):
        read_points(path, [])


def test_bytes_that_mean_nothing_never_break_the_reader(talk: list[Mouth], tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    data = encoded(talk, 25, 0.04)
    for _ in range(200):
        spoilt = bytearray(data)
        for at in random.integers(0, len(data), 3):
            spoilt[at] = int(random.integers(256))
        try:
            found = read_points(file_with(tmp_path, bytes(spoilt)), [])
        except Unusable:
            continue
        assert all(np.isfinite(mouth.points).all() for mouth in found.mouths)

"""Marks in pictures, and what the self-test makes of what it reads."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.doctor import self_test
from app.flow import Picture
from app.sinks.marks import Marked, mark_in, marked

GREY = np.full((270, 320), 126, np.uint8)


def test_a_mark_comes_back_and_cannot_be_seen() -> None:
    picture = marked(GREY, 123_456_789)
    assert mark_in(picture) == 123_456_789
    assert np.abs(picture.astype(int) - GREY).max() <= 1 and GREY.min() == 126


def test_a_picture_without_a_mark_has_none() -> None:
    rng = np.random.default_rng(1)
    assert mark_in(GREY) is None and mark_in(GREY[:0]) is None
    assert mark_in(rng.integers(0, 256, 5000).astype(np.uint8)) is None


def test_pictures_are_marked_only_while_that_is_wanted() -> None:
    sent: list[Picture] = []

    class Sink:
        def send(self, picture: Picture) -> None:
            sent.append(picture)

        def watched(self) -> bool:
            return True

        def close(self) -> None:
            sent.clear()

    wanted = False
    sink = Marked(Sink(), lambda: wanted)
    sink.send(Picture(GREY, None, None))
    wanted = True
    sink.send(Picture(GREY, None, None))
    assert sent[0].i420 is GREY and mark_in(sent[1].i420) is not None
    sink.close()
    assert not sent


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The running engine's status; it takes marks."""
    status: dict[str, Any] = {"card": False}

    class Client:
        def call(self, name: str, **_: Any) -> dict[str, Any]:
            return status

        def close(self) -> None:
            pass

    monkeypatch.setattr(self_test, "EngineClient", Client)
    return status


def sent_before(*milliseconds: float) -> Iterator[np.ndarray]:
    """Pictures that were sent this long before they are read."""
    for past in milliseconds:
        yield marked(GREY, time.monotonic_ns() // 1000 - int(1000 * past))


def test_what_others_see_is_ours_with_its_delay(engine: dict[str, Any]) -> None:
    row = self_test.check("/dev/video10", lambda path: sent_before(*[12.0] * 40))
    assert (row.state, row.why) == ("ok", "others see you, delay 12 ms")
    engine["card"] = True
    assert "the card" in self_test.check("/dev/video10", lambda path: sent_before(*[12.0] * 40)).why


@pytest.mark.parametrize(
    ("frames", "cause"),
    [([], "no pictures"), ([GREY] * 30, "not ours")],
)
def test_nothing_or_another_picture_is_broken(engine: dict[str, Any], frames: list[np.ndarray], cause: str) -> None:
    row = self_test.check("/dev/video10", lambda path: iter(frames))
    assert (row.state, row.cause) == ("broken", cause) and row.fix


def test_pictures_in_the_wrong_order_are_told(engine: dict[str, Any]) -> None:
    row = self_test.check("/dev/video10", lambda path: sent_before(5, 5, 90, 5))
    assert row.cause == "wrong order"


def test_an_engine_that_does_not_answer_is_told() -> None:
    assert self_test.check("/dev/video10", lambda path: iter(())).cause == "engine silent"


def test_a_camera_that_another_program_watches_is_left_to_it(engine: dict[str, Any]) -> None:
    def busy(path: str) -> Iterator[np.ndarray]:
        raise OSError(errno.EBUSY, "Device or resource busy")
        yield GREY

    row = self_test.check("/dev/video10", busy)
    assert row.state == "ok" and "another program watches" in row.why


def test_the_first_samples_of_each_picture_are_read(tmp_path: Path) -> None:
    path = tmp_path / "video10"
    path.write_bytes(marked(GREY, 77).tobytes())
    assert mark_in(next(self_test.frames_of(str(path)))) == 77

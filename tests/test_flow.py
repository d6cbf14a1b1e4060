import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from app.errors import DeviceLost
from app.flow import Frame, Mailbox, Mask, Observation, Size, SoundRing
from app.worker import Worker
from tests.conftest import SMALL, plain_frame


def wait_for(what: Callable[[], object], seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_size_is_read_as_it_is_written() -> None:
    assert str(Size.parse("1280x720")) == "1280x720"


@pytest.mark.parametrize(
    "text", ["", "1280", "axb", "1281x720", "0x0", "-8x-8", "80000x80000", "1280x720x3", "1e3x720"]
)
def test_impossible_sizes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="size"):
        Size.parse(text)


def test_planes_are_views_of_the_picture() -> None:
    frame = plain_frame(SMALL, 10, 20, 30)
    planes = frame.planes
    assert planes.luma.shape == (360, 640)
    assert planes.cb.shape == planes.cr.shape == (180, 320)
    assert (planes.luma == 10).all() and (planes.cb == 20).all() and (planes.cr == 30).all()
    assert np.shares_memory(planes.cr, frame.i420)


def test_a_mask_of_another_frame_is_refused() -> None:
    field = np.zeros((2, 2), np.float32)
    with pytest.raises(ValueError, match="another frame"):
        Observation(plain_frame(SMALL, 0, timestamp_ns=1), Mask(field, field, field, 2))


def test_mailbox_keeps_the_newest_and_counts_the_rest() -> None:
    box: Mailbox[int] = Mailbox()
    for number in range(5):
        box.put(number)
    assert box.take(0) == 4
    assert box.take(0) is None
    assert box.dropped == 4


def test_mailbox_wakes_its_taker() -> None:
    box: Mailbox[str] = Mailbox()
    threading.Timer(0.05, box.put, ["news"]).start()
    assert box.take(5) == "news"


class FailingDevice:
    def __init__(self, log: list[str]) -> None:
        self.log = log
        log.append("open")

    def step(self) -> None:
        raise OSError("gone")

    def close(self) -> None:
        self.log.append("close")


def test_worker_opens_a_failing_device_again_and_closes_each() -> None:
    log: list[str] = []
    errors: list[Exception] = []
    worker = Worker("w", lambda: FailingDevice(log), errors.append, hang_seconds=5)
    worker.FIRST_WAIT_SECONDS = worker._wait_seconds = 0.01
    worker.start()
    wait_for(lambda: log.count("open") >= 3)
    worker.stop()
    assert log[:4] == ["open", "close", "open", "close"]
    assert len(errors) >= 3


def test_worker_waits_longer_each_time() -> None:
    times: list[float] = []

    def open_device() -> FailingDevice:
        times.append(time.monotonic())
        raise OSError("not there")

    worker = Worker("w", open_device, lambda error: None, hang_seconds=5)
    worker._wait_seconds = 0.02
    worker.start()
    wait_for(lambda: len(times) >= 4)
    worker.stop()
    waits = np.diff(times)
    assert waits[1] > 1.5 * waits[0] and waits[2] > 1.5 * waits[1]


def test_an_error_at_closing_is_told_after_the_end_where_something_was_to_be_finished() -> None:
    class File:
        def step(self) -> None:
            time.sleep(0.01)

        def close(self) -> None:
            raise DeviceLost("no room")

    for finishes in (True, False):
        told: list[Exception] = []
        worker = Worker("file", File, told.append, hang_seconds=1, finishes=finishes)
        worker.start()
        time.sleep(0.1)
        worker.stop()
        assert [str(error) for error in told] == (["no room"] if finishes else [])


def test_worker_that_hangs_is_replaced_and_its_device_closed_when_it_returns() -> None:
    release, closed = threading.Event(), threading.Event()
    steps: list[object] = []

    class Hanging:
        def __init__(self) -> None:
            self.first = not steps

        def step(self) -> None:
            steps.append(self)
            if self.first:
                release.wait(10)
            time.sleep(0.005)

        def close(self) -> None:
            if self.first:
                closed.set()

    worker = Worker("w", Hanging, lambda error: None, hang_seconds=0.1)
    worker.start()
    wait_for(lambda: worker.replace_if_hung())
    wait_for(lambda: len(steps) > 3)
    assert not closed.is_set()
    release.set()
    assert closed.wait(5)
    worker.stop()


def test_frames_compare_by_identity() -> None:
    assert plain_frame(SMALL, 1) != plain_frame(SMALL, 1)
    assert isinstance(plain_frame(SMALL, 1), Frame)


def test_a_reader_of_sound_is_woken_by_new_sound() -> None:
    ring = SoundRing(16000)
    woken = threading.Event()

    def read() -> None:
        ring.wait(0, 10)
        woken.set()

    reader = threading.Thread(target=read)
    reader.start()
    ring.put(np.zeros(160, np.float32), 1)
    assert woken.wait(5)
    ring.wait(159, 10)  # sample 159 is there: no waiting
    reader.join()


def test_a_reader_that_wants_more_sound_sleeps_on() -> None:
    ring, heard = SoundRing(16000), list[int]()

    def read() -> None:
        ring.wait(160, 10)
        heard.append(ring.newest(0).end)

    reader = threading.Thread(target=read)
    reader.start()
    while not ring._changed._waiters:  # type: ignore[attr-defined]
        time.sleep(0.001)
    ring.put(np.zeros(160, np.float32), 1)
    time.sleep(0.05)
    assert reader.is_alive()
    ring.put(np.zeros(160, np.float32), 2)
    reader.join(5)
    assert heard == [320]


@pytest.mark.parametrize("piece", [1, 3, 7, 10, 23])
def test_a_ring_gives_the_newest_sound_however_it_came(piece: int) -> None:
    ring, told = SoundRing(10), np.arange(69, dtype=np.float32)
    for at in range(0, 69, piece):
        ring.put(told[at : at + piece], at)
        end = min(at + piece, 69)
        for first in range(end + 1):
            sound = ring.since(first)
            assert sound.end == end and np.array_equal(sound.samples, told[max(first, end - 10) : end])

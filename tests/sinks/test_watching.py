"""Who has a device open, told with a file in its place: a driver without events of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.sinks import watching
from app.sinks.watching import Watching, holders


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "video9"
    path.write_bytes(b"")
    return path


@contextmanager
def writer_of(device: Path) -> Iterator[Watching]:
    handle = os.open(device, os.O_RDWR)
    found = Watching(handle, str(device))
    yield found
    found.close()
    os.close(handle)


@contextmanager
def reader_of(device: Path) -> Iterator[None]:
    words = "import sys; f = open(sys.argv[1], 'rb'); print(flush=True); sys.stdin.read()"
    reader = subprocess.Popen([sys.executable, "-c", words, str(device)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert reader.stdout is not None and reader.stdin is not None
    reader.stdout.readline()
    yield
    reader.stdin.close()
    reader.wait()


def soon(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + 2
    while not what() and time.monotonic() < until:
        time.sleep(0.01)
    return what()


def test_somebody_who_opens_the_device_watches_until_it_is_closed(device: Path) -> None:
    with writer_of(device) as found:
        assert not found.watched() and found.names() == ()
        with reader_of(device):
            assert soon(found.watched)
            names = found.names()
            assert names and len(names) == 1 and names[0].startswith("python")
            with reader_of(device):
                assert found.watched()
                assert len(found.names() or ()) == 2
            assert soon(lambda: found.watched() and len(found.names() or ()) == 1)
        assert soon(lambda: not found.watched()) and found.names() == ()


def test_somebody_who_was_there_before_is_known(device: Path) -> None:
    with reader_of(device):
        with writer_of(device) as found:
            assert found.watched() and len(found.names() or ()) == 1
        assert len(holders(str(device))) == 1


def test_openings_that_the_system_told_as_one_are_not_forgotten(device: Path) -> None:
    with writer_of(device) as found, reader_of(device):
        assert found.watched()
        found._count = 0
        with reader_of(device):
            pass
        assert soon(lambda: found.watched() and found._changes > 1)


def test_where_nothing_tells_the_device_counts_as_watched(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_noted", lambda path: -1)
    with writer_of(device) as found:
        assert found.watched() and found.names() is None

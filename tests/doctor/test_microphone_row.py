"""The doctor's row for the microphone, on a made-up PortAudio."""

import sys

import numpy as np
import pytest

from app.control import EngineLock
from app.doctor import _microphone
from app.doctor.check import Check
from tests.fake_sounddevice import FakeLibrary, sine


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    found = FakeLibrary().install(monkeypatch)
    found.live = sine(0.1, 16000)
    return found


def test_a_microphone_that_works_is_ok_and_closed_again(library: FakeLibrary) -> None:
    assert _microphone("USB Mic") == Check("microphone", "ok", "USB Mic: Audio at 16000 Hz, -20 dBFS now")
    assert library.opened == 1 and not library.open


def test_no_microphone_is_opened_where_it_is_off_or_in_use_by_the_engine(library: FakeLibrary) -> None:
    assert _microphone("off").state == "ok"
    lock = EngineLock()
    assert "running" in _microphone("default").why
    lock.close()
    assert library.opened == 0


def test_silence_absence_and_a_missing_library_are_warnings_that_say_what_to_do(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.live = np.zeros(160, np.float32)
    rows = [_microphone("default"), _microphone("Nobody's")]
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    rows.append(_microphone("default"))
    assert [row.state for row in rows] == ["warning"] * 3
    for row, says in zip(rows, ("switch", "choose another", "install"), strict=True):
        assert says in row.fix.lower()

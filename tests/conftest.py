"""What tests share: small made-up pictures, and folders of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from app.errors import Unusable
from app.flow import Frame, Mask, Observation, Planes, Size
from app.perception.matte import coefficients
from app.picture import i420_from_bgr
from app.sinks.preview import PreviewReader
from app.sources.files import TestPattern

SMALL = Size(640, 360)
CLIP = Path(__file__).resolve().parent.parent.parent / "shared/data/clips/webcam_720p.mp4"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings and sockets of a test are its own."""
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("STANDIN_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("STANDIN_RUNTIME_DIR", str(tmp_path / "run"))
    yield


def drawn_frame(size: Size = SMALL, timestamp_ns: int = 1) -> Frame:
    """The test pattern's person as a frame."""
    return Frame(i420_from_bgr(TestPattern(size).read()), timestamp_ns)


def observation_with(alpha: np.ndarray, frame: Frame) -> Observation:
    """A frame with this mask, (h, w) float32, made ready as perception does."""
    from app.perception.matte import shrunk

    luma = shrunk(frame.planes.luma, (alpha.shape[1], alpha.shape[0]))
    return Observation(frame, Mask(alpha, *coefficients(alpha, luma), frame.timestamp_ns))


def plain_frame(size: Size, luma: int, cb: int = 128, cr: int = 128, timestamp_ns: int = 1) -> Frame:
    """A frame of one colour."""
    i420 = np.empty((size.height * 3 // 2, size.width), np.uint8)
    planes = Planes.of(i420)
    planes.luma[:], planes.cb[:], planes.cr[:] = luma, cb, cr
    return Frame(i420, timestamp_ns)


@contextmanager
def somebody_looks() -> Iterator[None]:
    """Somebody reads the preview, as the window does: an engine that nobody watches makes no pictures."""
    gone = threading.Event()

    def look() -> None:
        reader: PreviewReader | None = None
        while not gone.wait(0.1):
            try:
                reader = reader or PreviewReader()
                reader.newest()
            except Unusable:
                continue  # no engine runs yet
        if reader is not None:
            reader.close()

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield
    finally:
        gone.set()
        looker.join()

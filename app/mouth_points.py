"""The mouth's points of a talk in little room: a file, and a stream whose every frame can be decoded as it comes.

Numbers are little-endian. A header of 16 bytes comes first:

    8 bytes   "StandinM"
    4 uint8   version (1), frames a second, points (31), 0
    2 uint16  look-ahead in milliseconds, steps in one unit of the points

Frames follow; each begins with its kind (uint8), the voice (uint8, 0 .. 255 for 0 .. 1) and the level (int8, dBFS):

    1 whole   62 int16, the points in steps, x then y
    2 change  62 int8, to be added to the frame before

The first frame is whole, and so is one in each second at least: who joins late waits no longer.
A file ends with a byte 0, the number of frames (uint32) and the CRC-32 (uint32) of all that lies before it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.errors import Unusable
from app.flow import Mouth
from app.picture import check_file

MAGIC, VERSION = b"StandinM", 1
HEADER = struct.Struct("<8sBBBBHH")
END = struct.Struct("<BII")
FACTS = struct.Struct("<BBb")
POINTS = 31
STEPS = 512
"""Steps in a unit of the points: the error is at most 1/1024."""
WHOLE, CHANGE, LAST = 1, 2, 0
LENGTHS = {WHOLE: FACTS.size + 4 * POINTS, CHANGE: FACTS.size + 2 * POINTS, LAST: END.size}


class Encoder:
    """Turns mouths into bytes, one frame a call.

    rate_hz: frames a second, 1 to 255
    look_ahead_seconds: how much sound after its moment a frame depends on
    """

    def __init__(self, rate_hz: int, look_ahead_seconds: float) -> None:
        self.header = HEADER.pack(MAGIC, VERSION, rate_hz, POINTS, 0, round(1e3 * look_ahead_seconds), STEPS)
        self._rate = rate_hz
        self._since_whole = rate_hz
        self._steps = np.zeros(2 * POINTS, np.int64)

    def frame(self, mouth: Mouth) -> bytes:
        """One frame; what is beyond 63 units is drawn in."""
        steps = np.clip(np.rint(mouth.points.ravel() * float(STEPS)), -32767, 32767).astype(np.int64)
        change, self._steps = steps - self._steps, steps
        self._since_whole += 1
        voice, level = round(255 * min(max(mouth.voice, 0.0), 1.0)), round(min(max(mouth.level_db, -128.0), 127.0))
        if self._since_whole >= self._rate or np.abs(change).max() > 127:
            self._since_whole = 0
            return FACTS.pack(WHOLE, voice, level) + steps.astype("<i2").tobytes()
        return FACTS.pack(CHANGE, voice, level) + change.astype("i1").tobytes()


class Decoder:
    """Turns bytes, in pieces of any length, into mouths; changes before the first whole frame are passed over.

    rate_hz, look_ahead_seconds: as the header says, 0 before it has come
    ended: True after the end of a file
    Raises Unusable, with a sentence, where the bytes are no mouth's points, of a newer version, or damaged.
    """

    def __init__(self, name: str = "The stream") -> None:
        self.rate_hz = 0
        self.look_ahead_seconds = 0.0
        self.ended = False
        self._name = name
        self._waiting = b""
        self._steps: np.ndarray | None = None
        self._unit = STEPS
        self._count = self._crc = 0

    def feed(self, data: bytes) -> list[Mouth]:
        """The mouths that these bytes complete; the moment of each is its number over the rate."""
        self._waiting += data
        if not self.rate_hz and not self._header():
            return []
        mouths, at = [], 0
        while at < len(self._waiting) and not self.ended:
            length = LENGTHS.get(self._waiting[at])
            if length is None:
                raise self._damaged()
            if at + length > len(self._waiting):
                break
            record = self._waiting[at : at + length]
            at += length
            if record[0] == LAST:
                self._end(record)
            elif (mouth := self._mouth(record)) is not None:
                mouths.append(mouth)
        self._waiting = self._waiting[at:]
        return mouths

    def _header(self) -> bool:
        known = min(len(self._waiting), len(MAGIC))
        if self._waiting[:known] != MAGIC[:known]:
            raise Unusable(f"{self._name} holds no mouth's points. Choose a file that 'standin mouth' has written")
        if len(self._waiting) < HEADER.size:
            return False
        _, version, rate, points, _, look_ahead_ms, unit = HEADER.unpack_from(self._waiting)
        if version > VERSION:
            raise Unusable(f"{self._name} is of version {version}, which this program does not know. Update Standin")
        if not rate or not unit or points != POINTS:
            raise self._damaged()
        self._crc = zlib.crc32(self._waiting[: HEADER.size])
        self._waiting = self._waiting[HEADER.size :]
        self.rate_hz, self.look_ahead_seconds, self._unit = rate, look_ahead_ms / 1e3, unit
        return True

    def _mouth(self, record: bytes) -> Mouth | None:
        self._crc = zlib.crc32(record, self._crc)
        moment_ns = self._count * 10**9 // self.rate_hz
        self._count += 1
        kind, voice, level = FACTS.unpack_from(record)
        if kind == WHOLE:
            self._steps = np.frombuffer(record, "<i2", offset=FACTS.size).astype(np.int64)
        elif self._steps is not None:
            self._steps = self._steps + np.frombuffer(record, "i1", offset=FACTS.size)
        if self._steps is None:
            return None
        points = (self._steps / self._unit).astype(np.float32).reshape(POINTS, 2)
        points.flags.writeable = False
        return Mouth(points, voice / 255, float(level), moment_ns)

    def _end(self, record: bytes) -> None:
        _, count, crc = END.unpack(record)
        if (count, crc) != (self._count, self._crc):
            raise self._damaged()
        self.ended = True

    def _damaged(self) -> Unusable:
        return Unusable(f"{self._name} is damaged. Make it again with 'standin mouth'")


@dataclass(frozen=True)
class Talk:
    """The mouths of a talk, equally long after each other.

    look_ahead_seconds: how much sound after its moment a mouth depends on
    """

    mouths: tuple[Mouth, ...]
    rate_hz: int
    look_ahead_seconds: float


def encoded(mouths: Iterable[Mouth], rate_hz: int, look_ahead_seconds: float) -> bytes:
    """A whole talk as a file holds it."""
    encoder = Encoder(rate_hz, look_ahead_seconds)
    frames = [encoder.frame(mouth) for mouth in mouths]
    data = b"".join([encoder.header, *frames])
    return data + END.pack(LAST, len(frames), zlib.crc32(data))


def read_points(path: Path, notices: list[str]) -> Talk:
    """The talk in a file; one that ends early is as long as it goes, with a sentence in `notices`.

    Raises Unusable where it is missing, no mouth's points, of a newer version, or damaged.
    """
    check_file(path, "file of points")
    decoder, mouths = Decoder(path.name), list[Mouth]()
    with path.open("rb") as stream:
        while data := stream.read(65536):
            mouths += decoder.feed(data)
    if not mouths:
        raise Unusable(f"{path.name} holds no mouth. Make it again with 'standin mouth'")
    if not decoder.ended:
        notices.append(f"{path.name} ends early; its first {len(mouths) / decoder.rate_hz:.1f} s are used")
    return Talk(tuple(mouths), decoder.rate_hz, decoder.look_ahead_seconds)

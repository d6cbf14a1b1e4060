"""The worker that turns the microphone's sound into the mouth of the moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.flow import SoundRing
from app.perception.mouth import READINGS, MouthNetwork, MouthReader, eased
from app.sources.portaudio import BLOCKS_A_SECOND

if TYPE_CHECKING:
    from app.engine import Engine


class Speaking:
    """A worker's device: reads what was heard since the last step, and leaves the newest mouth with the engine.

    Where no sound comes the mouth eases shut. Raises Unusable where the network is missing or damaged.
    """

    WAIT_SECONDS = 0.02
    MORE_SECONDS = 0.012
    """Lips that are apart wait so long for a second block of sound: two in one go take a fifth less time than one by
    one, for what they need is still in the processor's cache. A mouth in speech is 5 ms older for it; shut lips part at
    once."""
    DEAD_SECONDS = 0.1
    """So long without new sound the mouth begins to shut."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._network = MouthNetwork()
        self._ring: SoundRing | None = None
        self._reader: MouthReader | None = None
        self._heard, self._heard_at, self._eased_at = 0, time.monotonic(), time.monotonic()

    def step(self) -> None:
        """Listens as soon as there is something to hear, or after a moment."""
        ring = self._engine.listening.sound
        if ring is None:
            time.sleep(self.WAIT_SECONDS)
        elif ring is self._ring:
            ring.wait(self._heard, self.WAIT_SECONDS)
            mouth = self._engine.mouth
            if mouth is not None and not mouth.shut:
                ring.wait(self._heard + int(1.5 * ring.sample_rate_hz / BLOCKS_A_SECOND), self.MORE_SECONDS)
        self.listen(time.monotonic())

    def listen(self, now: float) -> None:
        """Takes what was heard up to now, on the monotonic clock."""
        ring = self._engine.listening.sound
        if ring is not self._ring:
            self._begin(ring)
        sound = ring.since(self._heard) if ring is not None else None
        if sound is None or not len(sound.samples):
            self._rest(now)
            return
        assert ring is not None
        if self._reader is None or sound.first != self._heard:
            # Sound was missed: what the network remembers belongs to another moment.
            self._reader = MouthReader(ring.sample_rate_hz, self._network, READINGS)
        self._heard, self._heard_at, self._eased_at = sound.end, now, now
        for mouth in self._reader.hear(sound.samples, sound.timestamp_ns):
            former, self._engine.mouth = self._engine.mouth, mouth
            if mouth.shut != (former is None or former.shut):
                self._engine.lips_moved.set()

    def _begin(self, ring: SoundRing | None) -> None:
        self._ring, self._reader = ring, None
        self._heard = ring.newest(0).end if ring is not None else 0

    def _rest(self, now: float) -> None:
        mouth = self._engine.mouth
        if mouth is not None and now - self._heard_at > self.DEAD_SECONDS:
            self._engine.mouth = eased(mouth, self._network.rest, now - self._eased_at)
        self._eased_at = now

    def close(self) -> None:
        """Leaves no mouth behind."""
        self._engine.mouth = None

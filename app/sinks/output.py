"""Feeds one sink at a steady rate, whatever the rest of the program does."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.flow import Mailbox, Picture, Sink

FRESH_SECONDS = 0.5
"""A picture older than this is not shown again: the card is."""


class Output:
    """Sends each picture once, the last one again when none comes, and the card when none came for half a second.

    pictures: where pictures come from
    allowed: whether a picture may go out now, as when its scene is still on air
    card: the card to show
    sent: called after each picture that was handed over
    wanted: told before each picture whether somebody watches; says whether pictures are made now
    While none are made the card is sent now and then, so that a call app takes the camera for a live one.
    """

    REST_SECONDS = 0.2
    """Between cards while no pictures are made; somebody who comes is seen within this time."""

    def __init__(
        self,
        sink: Sink,
        pictures: Mailbox[Picture],
        period_seconds: float,
        allowed: Callable[[Picture], bool],
        card: Callable[[], Picture],
        sent: Callable[[Picture], None],
        wanted: Callable[[bool], bool],
    ) -> None:
        self._sink, self._pictures, self._period = sink, pictures, period_seconds
        self._allowed, self._card, self._sent = allowed, card, sent
        self._wanted = wanted
        self._last: Picture | None = None
        self._came = 0.0

    def step(self) -> None:
        """Sends one picture."""
        awake = self._wanted(self._sink.watched())
        picture = self._pictures.take(1.5 * self._period if awake else self.REST_SECONDS)
        now = time.monotonic()
        if picture is not None:
            self._last, self._came = picture, now
        if self._last is not None and now - self._came < FRESH_SECONDS and self._allowed(self._last):
            picture = self._last
        else:
            picture = self._card()
        self._sink.send(picture)
        self._sent(picture)

    def close(self) -> None:
        """Closes the sink."""
        self._sink.close()

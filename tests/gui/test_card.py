"""The card: on air with one key, off only when the user says so. Meanwhile nothing is seen of the room."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.engine import Engine
from app.picture import bgr_from_i420
from app.sinks.preview import PreviewReader
from tests.gui.window_room import CARD, CONTROL, Shown, colour_in, near, on_air, room_in

GRACE_SECONDS = Engine.SCENE_WAIT_SECONDS + 0.15
"""A scene gives way to the next one within a tenth of a second; this machine may look a little later."""


def card_is_on_air() -> bool:
    return near(colour_in(on_air(), (0.5, 0.01)), CARD)


class Watcher:
    """Every picture that went out: when it was seen, how much of the room was in it, and whether it was a card."""

    def __init__(self) -> None:
        self.pictures: list[tuple[float, float, bool]] = []
        self.ended = threading.Event()

    def watch(self) -> None:
        reader, last = PreviewReader(), -1
        while not self.ended.wait(0.003):
            if reader.newest() != last:
                is_card = reader.is_card
                last, i420 = reader.read()
                self.pictures.append((time.monotonic(), room_in(bgr_from_i420(i420)), is_card))
        reader.close()

    def room_after(self, since: float) -> float:
        """The most that was seen of the room since a time."""
        return max(room for at, room, _ in self.pictures if at > since)


def longer_than(values: list[Any], length: int) -> bool:
    return len(values) > length


@contextmanager
def watching() -> Iterator[Watcher]:
    watcher = Watcher()
    thread = threading.Thread(target=watcher.watch)
    thread.start()
    try:
        yield watcher
    finally:
        watcher.ended.set()
        thread.join()


def test_escape_puts_the_card_on_air_and_never_takes_it_off(shown: Shown) -> None:
    for _ in range(2):
        shown.press(Qt.Key.Key_Escape)
        shown.wait_for(lambda: card_is_on_air() and shown.is_card)
        shown.wait_for(lambda: shown.status["card"] and "Card" in shown.window.preview.badge)
    assert shown.window.card_shown


@pytest.mark.parametrize("door", ["key", "keypad", "button"])
def test_the_card_is_taken_off_with_a_key_and_with_the_button(shown: Shown, door: str) -> None:
    button = shown.window.studio.devices.card
    shown.click(button)
    shown.wait_for(card_is_on_air)
    assert "GO ON AIR" in button.text()
    if door == "button":
        shown.click(button)
    else:
        shown.press(Qt.Key.Key_Return if door == "key" else Qt.Key.Key_Enter, with_=CONTROL)
    shown.wait_for(lambda: not card_is_on_air() and not shown.is_card)
    shown.wait_for(lambda: not shown.status["card"])
    assert button.text().startswith("CARD")


def test_a_background_that_is_chosen_while_the_card_is_on_air_keeps_the_card(shown: Shown) -> None:
    shown.press(Qt.Key.Key_Escape)
    shown.wait_for(card_is_on_air)
    with watching() as watcher:
        shown.wait_for(lambda: watcher.pictures)
        for title, values in (("None", {"effect": "none"}), ("Colour", {"effect": "replace"}), ("Soft blur", {})):
            shown.click(shown.tile(title))
            shown.wait_for_scene(**values)
    assert all(is_card for _, _, is_card in watcher.pictures)
    assert shown.status["card"] and shown.window.card_shown
    shown.press(Qt.Key.Key_Return, with_=CONTROL)
    shown.wait_for(lambda: not shown.is_card and room_in(on_air()) < 0.5)


def test_no_untreated_picture_goes_out_once_a_background_was_chosen(shown: Shown) -> None:
    shown.click(shown.tile("None"))
    shown.wait_for(lambda: room_in(on_air()) > 0.8)
    acknowledged: list[float] = []
    shown.link.answered.connect(lambda name, *_: acknowledged.append(time.monotonic()) if name == "scene" else None)
    with watching() as watcher:
        for number, title in enumerate(("Strong blur", "Library", "Colour", "Strong blur", "City", "Soft blur")):
            shown.click(shown.tile(title))
            shown.wait_for(partial(longer_than, acknowledged, number))
            shown.wait_for(partial(longer_than, watcher.pictures, len(watcher.pictures) + 10))
    assert len(watcher.pictures) > 40
    assert watcher.room_after(acknowledged[0] + GRACE_SECONDS) < 0.6


def test_the_card_comes_and_goes_without_an_untreated_picture(shown: Shown) -> None:
    with watching() as watcher:
        for _ in range(3):
            shown.press(Qt.Key.Key_Escape)
            shown.wait_for(card_is_on_air)
            shown.press(Qt.Key.Key_Return, with_=CONTROL)
            shown.wait_for(lambda: not card_is_on_air())
    assert watcher.room_after(0.0) < 0.6

"""An engine that is killed, hangs or starts with settings of another time: the window goes on and says so."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider

from app.control import EngineClient
from app.gui.upkeep import FLAGS, Upkeep
from app.resources import config_folder
from app.settings import flag
from tests.gui.window_room import CARD, CONTROL, SOFT, WORDS, Shown, colour_in, keep_preferences, near, on_air, runs

LONGEST_GAP_SECONDS = 0.25
"""How long the window may do nothing else; a picture is 0.033 s, what people notice is 0.1 s, and cores are shared."""


def kill(shown: Shown) -> int:
    """Kills the engine as nobody can prevent; gives its id."""
    pid = int(shown.status["pid"])
    os.kill(pid, signal.SIGKILL)
    return pid


def back(shown: Shown, former: int) -> None:
    """Waits for the next engine."""
    shown.wait_for(lambda: shown.status.get("pid") not in (None, former), 30)


def test_a_killed_engine_is_back_with_the_same_scene_and_options(shown: Shown) -> None:
    shown.click(shown.tile("Colour"))
    shown.link.call("source", rotation=180)
    shown.link.call("quality", tier="light")
    shown.settled()
    shown.wait_for_scene(effect="replace")
    shown.wait_for(lambda: shown.status["quality"] == "light" and shown.status["rotation"] == 180)
    killed, former = time.monotonic(), kill(shown)
    shown.wait_for(lambda: "starting again" in shown.problem and shown.window.preview.image.isNull())
    assert shown.window.preview.badge == "CARD"
    back(shown, former)
    assert time.monotonic() - killed < 10
    shown.wait_for_scene(effect="replace", colour="#2b4a3f")
    assert (shown.status["quality"], shown.status["rotation"], shown.status["size"]) == ("light", 180, "640x360")
    shown.wait_for_colour((43, 74, 63), (0.05, 0.5))
    shown.wait_for(lambda: shown.problem == "")
    shown.link.call("source", rotation=0)
    shown.settled()


def test_a_killed_engine_is_back_with_the_card_where_the_card_was_on_air(shown: Shown) -> None:
    shown.press(Qt.Key.Key_Escape)
    shown.wait_for(lambda: shown.status["card"])
    former = kill(shown)
    back(shown, former)
    assert shown.status["card"] and shown.window.card_shown
    shown.wait_for(lambda: near(colour_in(on_air(), (0.5, 0.01)), CARD))


def test_what_is_chosen_while_the_engine_is_away_is_on_air_when_it_is_back(shown: Shown) -> None:
    former = kill(shown)
    shown.wait_for(lambda: not runs(former))
    shown.click(shown.tile("Colour"))
    back(shown, former)
    shown.wait_for_scene(effect="replace")
    shown.wait_for(lambda: shown.tile("Colour").isChecked())


class Ticks:
    """Measures the longest time in which the window did nothing else."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(5)

    def _tick(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now

    def stop(self) -> None:
        self._timer.stop()


@contextmanager
def stopped(shown: Shown) -> Iterator[int]:
    """An engine that says nothing any more."""
    pid = int(shown.status["pid"])
    os.kill(pid, signal.SIGSTOP)
    try:
        yield pid
    finally:
        if runs(pid):
            os.kill(pid, signal.SIGCONT)


def drive(shown: Shown) -> None:
    """Uses every kind of control once."""
    strength = shown.window.studio.form.findChild(QSlider)  # type: ignore[union-attr]
    if strength is not None:
        strength.setFocus()
        for _ in range(5):
            shown.press(Qt.Key.Key_Right)
            QTest.qWait(10)
    for title in ("Library", "Strong blur"):
        shown.click(shown.tile(title))
        QTest.qWait(10)
    shown.press(Qt.Key.Key_B, with_=CONTROL)
    shown.press(Qt.Key.Key_Escape)
    QTest.qWait(10)
    shown.press(Qt.Key.Key_B, with_=CONTROL)
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    QTest.qWait(10)


def test_the_window_never_waits_for_an_engine_that_hangs_and_can_start_it_again(shown: Shown) -> None:
    drive(shown)
    shown.settled()
    shown.window.show_card(False)
    shown.settled()
    with stopped(shown) as former:
        ticks = Ticks()
        until = time.monotonic() + 2
        while time.monotonic() < until:
            drive(shown)
        shown.wait_for(lambda: "does not answer" in shown.problem)
        assert shown.window.fix.text() == "Start it again"
        ticks.stop()
        assert ticks.longest < LONGEST_GAP_SECONDS
        shown.click(shown.window.fix)
        shown.wait_for(lambda: not runs(former))
        back(shown, former)
    shown.wait_for(lambda: shown.problem == "" and shown.window.fix.text() != "Start it again")


def test_the_window_turns_while_the_engine_is_killed_and_comes_back(shown: Shown) -> None:
    drive(shown)
    shown.settled()
    ticks, former = Ticks(), kill(shown)
    back(shown, former)
    drive(shown)
    shown.settled()
    ticks.stop()
    assert ticks.longest < LONGEST_GAP_SECONDS


# --- settings of another time


def test_settings_of_a_newer_version_are_kept_and_the_window_says_so(application: QApplication, fresh: Path) -> None:
    keep_preferences(guided=True)
    newer = {"version": 99, "scene": [{"effect": "hologram"}]}
    (config_folder() / "settings.json").write_text(json.dumps(newer))
    found = Shown(WORDS)
    try:
        found.ready()
        found.wait_for(lambda: "is kept as settings.json.bak" in found.window.notice.words.text())
        assert json.loads((config_folder() / "settings.json.bak").read_bytes()) == newer
        found.wait_for(lambda: found.status["on_air"] == "Blur")
        assert found.window.fix.text() != "Fix"
    finally:
        found.close()


@pytest.mark.parametrize("profiles", [{"Work": SOFT}, "no profiles"])
def test_profiles_of_a_former_start_are_listed(application: QApplication, fresh: Path, profiles: object) -> None:
    keep_preferences(guided=True)
    (config_folder() / "settings.json").write_text(json.dumps({"version": 1, "profiles": profiles}))
    found = Shown(WORDS)
    try:
        found.ready()
        assert found.window.profiles.names == (["Work"] if isinstance(profiles, dict) else [])
    finally:
        found.close()


def test_a_card_that_was_asked_for_just_before_the_engine_died_is_on_air_when_it_is_back(shown: Shown) -> None:
    shown.settled()
    shown.press(Qt.Key.Key_Escape)
    shown.settled()  # the engine has taken it, and no status tells of it yet, or has
    former = kill(shown)
    back(shown, former)
    assert shown.status["card"]


def test_escape_while_the_engine_hangs_replaces_it_by_one_that_shows_the_card(shown: Shown) -> None:
    with stopped(shown) as former:
        shown.wait_for(lambda: "does not answer" in shown.problem)
        assert "NO ANSWER" in shown.window.preview.badge
        shown.press(Qt.Key.Key_Escape)
        back(shown, former)
    assert shown.status["card"]
    shown.wait_for(lambda: near(colour_in(on_air(), (0.5, 0.01)), CARD))


@pytest.mark.parametrize(("call", "arguments"), [("scene", {"effects": SOFT}), ("profile", {"name": "Soft"})])
def test_what_the_engine_took_just_before_it_died_is_on_air_when_it_is_back(
    call: str, arguments: dict[str, Any], shown: Shown
) -> None:
    shown.link.call("save_profile", name="Soft", effects=SOFT)
    shown.click(shown.tile("None"))
    shown.wait_for_scene(effect="none")
    shown.link.call(call, **arguments)
    shown.settled()
    former = kill(shown)
    back(shown, former)
    assert shown.status["scene"] == SOFT


def test_a_profile_that_ended_the_engine_is_what_it_comes_back_with() -> None:
    upkeep = Upkeep([])
    status = {"scene": [{"effect": "none"}], "card": False, "source_choice": "", "pid": 1}
    upkeep.heard({**status, **dict.fromkeys(FLAGS, "")}, 0.0)
    assert flag("scene", json.dumps(status["scene"])) in upkeep._words_again()
    upkeep.asked("scene", {"effects": SOFT})
    upkeep.asked("profile", {"name": "Work"})
    upkeep.refused("scene", {"effects": SOFT})  # of what was replaced meanwhile
    upkeep.answered("profile", {"name": "Work"})
    assert '--scene="Work"' in upkeep._words_again()
    upkeep.heard({**upkeep._status, "scene": SOFT}, time.monotonic() + 1)
    assert flag("scene", json.dumps(SOFT)) in upkeep._words_again()


def test_an_engine_that_was_ended_on_purpose_is_started_again_when_asked(shown: Shown) -> None:
    engine, former = EngineClient(), int(shown.status["pid"])
    engine.call("stop")
    engine.close()
    shown.wait_for(lambda: "was ended" in shown.problem, 20)
    shown.click(shown.window.fix)
    back(shown, former)
    shown.wait_for(lambda: shown.problem == "")


def test_safe_mode_replaces_an_engine_that_was_started_again_and_keeps_the_start_s_flags(shown: Shown) -> None:
    shown.press(Qt.Key.Key_Escape)  # by a connection that leads nowhere after the kill
    shown.wait_for(lambda: shown.status["card"])
    back(shown, kill(shown))
    again = int(shown.status["pid"])
    shown.window.start_safely()
    back(shown, again)
    words = Path(f"/proc/{shown.status['pid']}/cmdline").read_text().split("\0")
    assert "--safe" in words and set(WORDS) <= set(words)

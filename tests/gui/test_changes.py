"""What the controls change on air, and taking it back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)

from app.control import EngineClient
from app.gui.controls import Form
from app.settings import choice, colour, file, settings_of, slider, text, toggle
from tests.gui.window_room import CONTROL, SHIFT, SOFT, WALL_AT, Shown, colour_in, colour_picture, near, on_air, room_in

RED, BLUE = (255, 0, 0), (0, 0, 255)


def drag(handle: QSlider, to: float) -> None:
    """Drags a slider's handle along its groove to a part of its length."""
    y, start, end = handle.height() // 2, handle.sliderPosition() / 100, round(to * (handle.width() - 1))
    begin = round(8 + start * (handle.width() - 16))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(begin, y))
    for part in range(1, 11):
        QTest.mouseMove(handle, QPoint(begin + (end - begin) * part // 10, y))
        QApplication.processEvents()
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(end, y))


def test_the_strength_acts_while_it_is_moved_and_is_one_step_back(shown: Shown) -> None:
    strength = shown.named(QSlider, "radius")
    seen: list[float] = []
    shown.window.changes.scene_shown.connect(lambda scene: seen.append(scene[0].get("radius", 0)))
    before = room_in(on_air())
    drag(strength, 1.0)
    assert len(seen) > 3 and seen == sorted(seen)
    shown.wait_for_scene(radius=0.1)
    shown.wait_for(lambda: room_in(on_air()) < 0.5 * before)
    assert shown.window.changes.history.count() == 1
    shown.press(Qt.Key.Key_Z, with_=CONTROL)
    shown.wait_for_scene(radius=0.025)
    shown.wait_for(lambda: room_in(on_air()) > 0.8 * before)
    assert strength.value() == 6 and not shown.window.changes.history.canUndo()


def test_changes_are_undone_and_redone_in_their_order(shown: Shown) -> None:
    for title in ("Strong blur", "Colour", "None"):
        shown.click(shown.tile(title))
    for key, effect in (("undo", "replace"), ("undo", "blur"), ("redo", "replace"), ("redo", "none")):
        shown.press(Qt.Key.Key_Z, with_=CONTROL if key == "undo" else CONTROL | SHIFT)
        shown.wait_for_scene(effect=effect)
    for _ in range(3):
        shown.press(Qt.Key.Key_Z, with_=CONTROL)
    shown.wait_for(lambda: shown.status["scene"] == SOFT)
    shown.press(Qt.Key.Key_Z, with_=CONTROL)  # nothing is left
    assert shown.window.changes.scene == SOFT


def test_light_wrap_puts_the_background_s_light_on_the_person(shown: Shown) -> None:
    shown.window.changes.set_scene([{"effect": "replace", "file": "", "colour": "#ff0000", "light_wrap": 0.0}])
    shown.wait_for_colour(RED)
    before = on_air()
    drag(shown.named(QSlider, "light_wrap"), 1.0)
    shown.wait_for_scene(light_wrap=1.0)
    shown.wait_for(lambda: near(colour_in(on_air(), WALL_AT), RED))

    def redder(bgr: np.ndarray) -> float:
        return float(np.clip(bgr[..., 2].astype(float) - bgr[..., 0], 0, 254).sum())

    shown.wait_for(lambda: redder(on_air()) > 1.005 * redder(before))


def test_fit_shows_all_of_a_square_picture_between_bars(shown: Shown, tmp_path: Path) -> None:
    square = colour_picture(tmp_path / "square.png", BLUE, (200, 200))
    shown.window.changes.set_scene([{"effect": "replace", "file": str(square), "light_wrap": 0.0}])
    shown.wait_for_colour(BLUE, (0.05, 0.05))
    fit = shown.named(QComboBox, "fit")
    fit.setFocus()
    shown.press(Qt.Key.Key_Down)
    assert fit.currentText() == "Fit"
    shown.wait_for_colour((0, 0, 0), (0.05, 0.05))
    shown.wait_for_colour(BLUE, (0.28, 0.05))


def test_a_colour_acts_while_the_dialog_is_open_and_goes_when_it_is_left(shown: Shown) -> None:
    shown.click(shown.tile("Colour"))
    shown.wait_for_scene(effect="replace")
    before = shown.status["scene"][0]["colour"]
    button = shown.named(QPushButton, "colour")
    shown.click(button)
    dialog = shown.window.findChild(QColorDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.setCurrentColor("#0000ff")
    shown.wait_for_colour(BLUE)
    shown.wait_for_scene(colour="#0000ff")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    shown.wait_for_scene(colour=before)


def test_a_control_appears_only_where_it_has_a_meaning(shown: Shown) -> None:
    shown.wait_for(lambda: shown.named(QSlider, "radius").isVisible())
    for title, there, missing in (("Colour", "colour", "fit"), ("Library", "fit", "colour")):
        shown.click(shown.tile(title))
        shown.wait_for(shown.named(QWidget, there).isVisible)
        assert not shown.named(QWidget, missing).isVisible()
        assert shown.named(QSlider, "radius") is None
    shown.click(shown.tile("None"))
    assert not shown.window.studio.form.findChildren(QSlider)  # type: ignore[union-attr]


def test_what_was_set_for_an_effect_is_there_when_it_is_chosen_again(shown: Shown) -> None:
    shown.click(shown.tile("Colour"))
    drag(shown.named(QSlider, "light_wrap"), 1.0)
    shown.click(shown.tile("None"))
    shown.click(shown.tile("Library"))
    shown.wait_for_scene(light_wrap=1.0)


def test_a_change_that_the_engine_refuses_is_a_sentence_and_no_step_back(shown: Shown, tmp_path: Path) -> None:
    shown.window.changes.set_scene([{"effect": "replace", "file": str(tmp_path / "gone.png")}])
    shown.wait_for(lambda: "does not exist" in shown.problem)
    shown.wait_for(lambda: shown.window.changes.scene == SOFT)
    assert not shown.window.changes.history.canUndo()
    assert shown.status["scene"] == SOFT and shown.tile("Soft blur").isChecked()


# --- the controls themselves


@dataclass(frozen=True)
class MadeUp:
    size: float = slider(0.5, 0, 1, help="h")
    bright: bool = toggle(False, help="h")
    kind: str = choice("a", ("a", "b"), help="h")
    ink: str = colour("#000000", help="h")
    picture: str = file(help="h")
    words: str = text("", help="h")


def test_each_kind_of_setting_has_its_control_which_says_what_changed(
    application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, told = Form(settings_of(MadeUp), {}), list[tuple[str, Any]]()
    form.changed.connect(lambda name, value: told.append((name, value)))
    form.show()
    kinds: dict[str, type[QWidget]] = {
        "size": QSlider,
        "bright": QCheckBox,
        "kind": QComboBox,
        "ink": QPushButton,
        "picture": QPushButton,
        "words": QLineEdit,
    }
    found: dict[str, Any] = {name: form.findChild(kind, name) for name, kind in kinds.items()}
    assert all(found.values()) and all(control.accessibleName() for control in found.values())
    QTest.keyClick(found["size"], Qt.Key.Key_End)
    QTest.keyClick(found["bright"], Qt.Key.Key_Space)
    QTest.keyClick(found["kind"], Qt.Key.Key_Down)
    QTest.keyClicks(found["words"], "hi")
    QTest.mouseClick(found["ink"], Qt.MouseButton.LeftButton)
    colours = form.findChild(QColorDialog)
    assert colours is not None
    colours.setCurrentColor("#00ff00")
    QTest.mouseClick(found["picture"], Qt.MouseButton.LeftButton)
    dialog = form.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(tmp_path / "beach.png")])
    dialog.close()
    assert told == [
        ("size", 1.0),
        ("bright", True),
        ("kind", "b"),
        ("words", "h"),
        ("words", "hi"),
        ("ink", "#00ff00"),
        ("picture", str(tmp_path / "beach.png")),
    ]
    told.clear()
    form.show_values({"size": 0.2, "bright": False, "kind": "a", "ink": "#123456", "picture": "x.png", "words": "ho"})
    assert not told and found["size"].value() == 20 and found["words"].text() == "ho"
    form.close()


def test_a_refused_change_is_taken_out_alone_whatever_was_done_meanwhile(shown: Shown) -> None:
    changes, link = shown.window.changes, shown.link
    changes.make(lambda key: link.call("source", key=key, name="/nowhere.mp4"), lambda key: None)
    shown.click(shown.tile("Colour"))
    shown.wait_for(lambda: "does not exist" in shown.problem)
    shown.press(Qt.Key.Key_Z, with_=Qt.KeyboardModifier.ControlModifier)
    shown.wait_for_scene(effect="blur")


def test_two_profiles_and_undo_at_once_do_no_harm(shown: Shown) -> None:
    for name in ("One", "Two"):
        shown.link.call("save_profile", name=name, effects=[{"effect": "blur", "radius": 0.06}])
    shown.settled()
    for name in ("One", "Two"):
        shown.window.use_profile(name)
    for _ in range(3):
        shown.window.changes.history.undo()
    shown.settled()
    shown.wait_for_scene(effect="blur")


def test_a_profile_is_brought_back_though_undone_before_the_engine_answered(shown: Shown) -> None:
    strong = [{"effect": "blur", "radius": 0.06}]
    shown.link.call("save_profile", name="Kept", effects=strong)
    shown.settled()
    for change in (shown.window.keep_profile, shown.window.remove_profile):
        change("Kept")
        shown.window.changes.history.undo()
        shown.settled()
        engine = EngineClient()
        engine.call("profile", name="Kept")
        assert engine.call("status")["scene"] == strong
        engine.close()


def test_a_status_from_before_a_change_says_nothing_however_often_it_comes(shown: Shown) -> None:
    old = {**shown.status, "asked_at": time.monotonic()}
    shown.click(shown.tile("Strong blur"))
    shown.settled()
    for _ in range(3):
        shown.window.show_status(old)
    assert shown.window.changes.scene[0]["radius"] == 0.06 and old["scene"] == SOFT
    shown.wait_for_scene(radius=0.06)

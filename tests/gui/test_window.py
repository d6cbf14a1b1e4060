"""The real window, offscreen, on the real engine in a process of its own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QSlider

from app.gui.link import EngineLink
from app.gui.window import MainWindow
from app.opencv import cv2

WORDS = ["run", "--source", "pattern", "--virtual-camera", "none", "--size", "640x360", "--effect", "blur"]


class Shown:
    """A window on the screen and what its preview showed last."""

    def __init__(self) -> None:
        self.link = EngineLink(WORDS)
        self.window = MainWindow(self.link)
        self.image = QImage()
        self.status: dict[str, object] = {}
        self.link.preview.connect(self._keep_image)
        self.link.status.connect(self._keep_status)
        self.link.start()
        self.window.resize(1120, 700)
        self.window.show()

    def _keep_image(self, image: QImage, is_card: bool) -> None:
        self.image = image

    def _keep_status(self, status: dict[str, object]) -> None:
        self.status = status

    def wait_for(self, what: Callable[[], object], seconds: float = 15) -> None:
        until = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < until, self.status
            QApplication.processEvents()
            time.sleep(0.005)

    def corner(self) -> np.ndarray:
        """Mean colour of the room at the upper left of the preview, RGB."""
        if self.image.isNull():
            return np.zeros(3)
        pixels = [self.image.pixelColor(x, y) for x in range(4, 40, 6) for y in range(4, 20, 4)]
        return np.array([[p.red(), p.green(), p.blue()] for p in pixels]).mean(axis=0)

    def choice(self, title: str) -> QPushButton:
        return next(button for button in self.window.choices.buttons() if button.text() == title)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def application() -> Iterator[QApplication]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    yield found
    del os.environ["QT_QPA_PLATFORM"]


@pytest.fixture
def shown(application: QApplication) -> Iterator[Shown]:
    found = Shown()
    try:
        found.wait_for(lambda: found.status and not found.image.isNull())
        yield found
    finally:
        found.link.end(stop_engine=True)
        found.window.close()


def near(colour: np.ndarray, wanted: tuple[int, int, int], distance: float = 14) -> bool:
    return bool(np.abs(colour - wanted).max() < distance)


def test_each_choice_is_on_air_as_it_says(shown: Shown, tmp_path: Path) -> None:
    assert shown.choice("Strong blur").isEnabled()
    picture = tmp_path / "blue.png"
    cv2.imwrite(str(picture), np.full((90, 160, 3), (255, 0, 0), np.uint8))
    shown.window.choose("replace", {"file": str(picture), "light_wrap": 0.0})
    shown.wait_for(lambda: near(shown.corner(), (0, 0, 255)))
    shown.wait_for(lambda: shown.choice("Picture or video").isChecked())

    QTest.mouseClick(shown.choice("None"), Qt.MouseButton.LeftButton)
    shown.wait_for(lambda: near(shown.corner(), (198, 190, 176)))  # the drawn wall

    QTest.keyClick(shown.window, Qt.Key.Key_F3)
    shown.wait_for(lambda: shown.status.get("scene") == [{"effect": "blur", "radius": 0.06}])


def test_escape_puts_the_card_on_air_and_takes_it_off(shown: Shown) -> None:
    QTest.keyClick(shown.window, Qt.Key.Key_Escape)
    shown.wait_for(lambda: near(shown.corner(), (38, 54, 92)))
    shown.wait_for(lambda: shown.window.card.isChecked() and shown.status.get("on_air") == "Card")
    QTest.keyClick(shown.window, Qt.Key.Key_Escape)
    shown.wait_for(lambda: not near(shown.corner(), (38, 54, 92)))


def test_the_slider_acts_while_it_is_moved(shown: Shown) -> None:
    slider = shown.window.findChild(QSlider)
    assert slider is not None and slider.accessibleName() == "Radius"
    for step in (20, 60, 100):
        slider.setValue(step)
    shown.wait_for(lambda: shown.status.get("scene") == [{"effect": "blur", "radius": 0.1}])


def test_a_dropped_file_that_is_no_picture_is_a_sentence_and_nothing_changes(shown: Shown, tmp_path: Path) -> None:
    bad = tmp_path / "text.png"
    bad.write_text("no picture")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bad))])
    drop = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    shown.window.dropEvent(drop)
    shown.wait_for(lambda: "broken" in shown.window.problem.text())
    shown.wait_for(lambda: shown.choice("Soft blur").isChecked() or shown.choice("Strong blur").isChecked())
    assert shown.status["on_air"] == "Blur"


def test_a_killed_engine_is_back_with_the_same_scene(shown: Shown) -> None:
    shown.window.choose("replace", {"colour": "#ff0000", "light_wrap": 0.0})
    shown.wait_for(lambda: near(shown.corner(), (255, 0, 0)))
    shown.link._start_words = WORDS[:-2]  # without --effect: what was stored comes back
    first = shown.status["pid"]
    os.kill(int(str(first)), signal.SIGKILL)
    killed = time.monotonic()
    shown.wait_for(lambda: shown.status.get("pid") not in (None, first))
    assert time.monotonic() - killed < 4
    shown.wait_for(lambda: near(shown.corner(), (255, 0, 0)))


def test_the_doctor_s_page_has_its_rows(shown: Shown) -> None:
    shown.window.open_doctor()
    shown.wait_for(lambda: shown.window.doctor.rows.rowCount() > 4)
    rows = shown.window.doctor.rows
    names = [item.text() for row in range(rows.rowCount()) if (item := rows.item(row, 1)) is not None]
    assert "OpenGL" in names and "network selfie_segmentation" in names


def test_everything_can_be_reached_by_keyboard_and_has_a_name(shown: Shown) -> None:
    named = [shown.window.quality, shown.window.source]
    buttons = [shown.window.card, *shown.window.choices.buttons()]
    assert all(control.focusPolicy() & Qt.FocusPolicy.TabFocus for control in (*named, *buttons))
    assert all(control.accessibleName() for control in named) and all(button.text() for button in buttons)


def test_a_profile_is_kept_and_brought_back(shown: Shown) -> None:
    shown.window.choose("replace", {"colour": "#ff0000", "light_wrap": 0.0})
    shown.wait_for(lambda: near(shown.corner(), (255, 0, 0)))
    shown.window.profile.setEditText("Red")
    shown.window.keep_profile.click()
    shown.wait_for(lambda: shown.window.profile.findText("Red") >= 0)
    shown.window.choose("replace", {"colour": "#0000ff"})
    shown.wait_for(lambda: near(shown.corner(), (0, 0, 255)))
    shown.window.profile.activated.emit(shown.window.profile.findText("Red"))
    shown.wait_for(lambda: near(shown.corner(), (255, 0, 0)))


def test_changes_are_undone_and_redone(shown: Shown) -> None:
    shown.window.choose("replace", {"colour": "#ff0000", "light_wrap": 0.0})
    shown.wait_for(lambda: near(shown.corner(), (255, 0, 0)))
    QTest.keyClick(shown.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    shown.wait_for(lambda: shown.status.get("on_air") == "Blur")
    QTest.keyClick(shown.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    shown.wait_for(lambda: near(shown.corner(), (255, 0, 0)))


def test_a_profile_without_a_name_is_refused(shown: Shown) -> None:
    shown.window.profile.setEditText(" ")
    shown.window.keep_profile.click()
    shown.wait_for(lambda: "name" in shown.window.problem.text())


def test_another_camera_can_be_chosen(shown: Shown) -> None:
    shown.window.source.setCurrentIndex(shown.window.source.count() - 1)
    shown.window.source.activated.emit(shown.window.source.count() - 1)
    shown.wait_for(lambda: shown.window.problem.text() == "" and shown.status.get("source") == "test pattern")

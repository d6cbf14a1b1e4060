"""The real window, offscreen, on a real engine in a process of its own, with the drawn person in the drawn room."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from app.control import EngineClient
from app.flow import Size
from app.gui.gallery import ChoiceTile
from app.gui.link import EngineLink
from app.gui.preferences import PreferencesFile
from app.gui.window import MainWindow
from app.opencv import cv2
from app.picture import bgr_from_i420
from app.resources import config_folder
from app.sinks.preview import PreviewReader
from app.sources.files import drawn_room

SIZE = Size(640, 360)
WORDS = ["run", "--source", "pattern", "--virtual-camera", "none", "--size", str(SIZE)]
SOFT = [{"effect": "blur", "radius": 0.025}]
WALL, GLASS, CARD = (198, 190, 176), (200, 222, 235), (38, 54, 92)
"""Colours of the drawn room and of the card's upper edge, RGB."""
WALL_AT, GLASS_AT, SHELVES = (0.63, 0.04), (0.78, 0.3), (slice(24, 250), slice(6, 180))
"""Places in the camera's picture: uv of the wall and of the window's glass, rows and columns of the shelves."""
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def wait_for(what: Callable[[], object], seconds: float = 15, told: Callable[[], object] = lambda: "") -> None:
    """Lets the window live until something is so; fails with what `told` gives when it does not become so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, told()
        QApplication.processEvents()
        time.sleep(0.005)


def near(colour: np.ndarray, wanted: tuple[int, int, int], distance: float = 14) -> bool:
    """True for two colours that look alike."""
    return bool(np.abs(colour - wanted).max() < distance)


def detail(bgr: np.ndarray) -> np.ndarray:
    """The fine lines of the shelves in a picture of what the camera sees, any size, not mirrored."""
    luma = cv2.cvtColor(cv2.resize(bgr, (SIZE.width, SIZE.height)), cv2.COLOR_BGR2GRAY).astype(np.float32)
    return (luma - cv2.blur(luma, (7, 7)))[SHELVES]


ROOM_DETAIL = detail(drawn_room(SIZE))


def room_in(bgr: np.ndarray) -> float:
    """How much of the room's shelves a picture shows: 0 = nothing .. 1 = the room as it is."""
    return float((detail(bgr) * ROOM_DETAIL).sum() / np.square(ROOM_DETAIL).sum())


def pixels_of(image: QImage) -> np.ndarray:
    """A QImage as (H, W, 3) uint8 BGR."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return np.ascontiguousarray(rows[:, : image.width(), :3])


def colour_in(bgr: np.ndarray, uv: tuple[float, float]) -> np.ndarray:
    """Mean colour around a place of a picture, RGB; zeros where there is no picture."""
    if bgr.size == 0:
        return np.zeros(3)
    y, x = round(uv[1] * bgr.shape[0]), round(uv[0] * bgr.shape[1])
    return bgr[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3].reshape(-1, 3).mean(axis=0)[::-1]


def colour_picture(path: Path, rgb: tuple[int, int, int], shape: tuple[int, int] = (90, 160)) -> Path:
    """Writes a picture file of one colour."""
    assert cv2.imwrite(str(path), np.full((*shape, 3), rgb[::-1], np.uint8))
    return path


def filled_video(path: Path, colours: tuple[tuple[int, int, int], ...]) -> Path:
    """Writes a video that shows each of some colours for a second."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10.0, (320, 184))
    for rgb in colours:
        for _ in range(10):
            writer.write(np.full((184, 320, 3), rgb[::-1], np.uint8))
    writer.release()
    assert path.exists()
    return path


def on_air() -> np.ndarray:
    """What others see now, (H, W, 3) uint8 BGR; nothing where no engine runs."""
    try:
        reader = PreviewReader()
    except Exception:  # the engine is on its way
        return np.zeros((0, 0, 3), np.uint8)
    try:
        return bgr_from_i420(reader.read()[1])
    finally:
        reader.close()


def keep_preferences(**values: Any) -> None:
    """Writes the window's file as a former start left it."""
    config_folder().mkdir(parents=True, exist_ok=True)
    (config_folder() / "window.json").write_text(json.dumps({"version": 1, "preferences": values}))


class Shown:
    """A window on the screen, what its preview showed last and what its engine said last."""

    def __init__(self, words: list[str] = WORDS) -> None:
        self.preferences = PreferencesFile()
        self.link = EngineLink(words)
        self.window = MainWindow(self.link, self.preferences)
        self.image, self.is_card = QImage(), False
        self.status: dict[str, Any] = {}
        self.pids: set[int] = set()
        self.answers = 0
        self.link.answered.connect(self._count_answers)
        self.link.preview.connect(self._keep_image)
        self.link.status.connect(self._keep_status)
        self.link.start()
        self.window.show()
        self.window.activateWindow()

    def _keep_image(self, image: QImage, is_card: bool) -> None:
        self.image, self.is_card = image, is_card

    def _keep_status(self, status: dict[str, Any]) -> None:
        self.status = status
        if status:
            self.pids.add(status["pid"])

    def _count_answers(self, name: str, arguments: dict[str, Any], answer: object) -> None:
        self.answers += name == "status"

    def close(self) -> None:
        """Ends the window and the engine."""
        self.window.hide()
        self.link.end(stop_engine=True)
        self.preferences.close()
        self.window.retire()
        QApplication.processEvents()
        for pid in self.pids:
            end_engine(pid)

    def ready(self) -> Shown:
        """Waits until the engine shows the person and the window shows that."""
        self.wait_for(lambda: self.status and not self.image.isNull() and not self.is_card, 30)
        return self

    def start_over(self) -> None:
        """As after a start: soft blur on air, no card, nothing to take back, the main page."""
        window = self.window
        window.notice.hide()
        window.open_studio()
        window.studio.compare.setChecked(False)
        window.studio.advanced.setChecked(False)
        window._show_backgrounds([])
        window.activateWindow()
        window.setFocus()
        self.settled()
        self.link.call("scene", effects=SOFT)
        self.link.call("card", shown=False)
        self.settled()
        engine, window.changes._take_next = EngineClient(), True
        self._keep_status(engine.call("status"))
        engine.close()
        window.show_status(self.status)
        self.wait_for(lambda: not self.is_card and room_in(on_air()) < 0.5)
        window.changes.history.clear()
        window.show_problem("")

    def settled(self) -> None:
        """Waits until the engine has answered all that was asked for."""
        answers = self.answers
        for line in ("changes", "quick"):
            self.link._lines[line].put("status", {})
        self.wait_for(lambda: self.answers == answers + 2)

    # --- what is seen

    def wait_for(self, what: Callable[[], object], seconds: float = 15) -> None:
        """Waits until something is so."""
        wait_for(what, seconds, lambda: (self.status, self.window.problem.text()))

    @property
    def picture(self) -> np.ndarray:
        """The picture in the preview as the camera sees it, (H, W, 3) uint8 BGR."""
        shown = self.window.preview.image
        if shown.isNull():
            return np.zeros((0, 0, 3), np.uint8)
        mirrored = self.link.mirrored and not self.is_card
        return np.ascontiguousarray(pixels_of(shown)[:, ::-1]) if mirrored else pixels_of(shown)

    def colour(self, uv: tuple[float, float] = WALL_AT) -> np.ndarray:
        """Colour at a place of the camera's picture in the preview, RGB."""
        return colour_in(self.picture, uv)

    def wait_for_colour(self, wanted: tuple[int, int, int], uv: tuple[float, float] = WALL_AT) -> None:
        """Waits until the preview has a colour at a place of the camera's picture."""
        wait_for(lambda: near(self.colour(uv), wanted), told=lambda: (self.colour(uv), self.status))

    def wait_for_scene(self, **values: Any) -> None:
        """Waits until the engine says that a scene with these values is on air."""
        self.wait_for(lambda: self.status and self.status["scene"][0] | values == self.status["scene"][0])

    @property
    def problem(self) -> str:
        """The sentence in the status line."""
        return self.window.problem.text()

    # --- what is done

    def tile(self, title: str) -> ChoiceTile:
        """The tile with this word under it."""
        return next(tile for tile in self.window.gallery.tiles if tile.text() == title)

    def tile_or_none(self, title: str) -> ChoiceTile | None:
        """The tile with this word under it, where there is one."""
        return next((tile for tile in self.window.gallery.tiles if tile.text() == title), None)

    def scene_of(self, title: str) -> list[dict[str, Any]]:
        """What a tile puts on air."""
        return self.window.studio.scene_of(self.tile(title).choice)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Clicks with the left button, in the middle unless told; on the mark of what is ticked."""
        middle = QPoint(12, widget.height() // 2) if isinstance(widget, QCheckBox) else widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or middle)

    def press(self, key: Qt.Key, *, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, with_)

    def drop(self, *urls: QUrl | Path) -> None:
        """Drags files over the window and drops them."""
        data = QMimeData()
        data.setUrls([url if isinstance(url, QUrl) else QUrl.fromLocalFile(str(url)) for url in urls])
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, left, none)
        QApplication.sendEvent(self.window, entering)
        assert entering.isAccepted()
        QApplication.sendEvent(self.window, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none))

    def named(self, kind: type[QObject], name: str) -> Any:
        """The control of a setting in the form of the effect on air."""
        assert self.window.studio.form is not None
        return self.window.studio.form.findChild(kind, name)


def runs(pid: int) -> bool:
    """True while a process runs; one that ended and is not waited for yet does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def end_engine(pid: int) -> None:
    """Ends an engine that a test left."""
    if runs(pid):
        os.kill(pid, signal.SIGKILL)

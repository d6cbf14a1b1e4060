"""The window's connection to the engine: preview and status come in, changes go out, and the engine is kept up."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QImage

from app.control import EngineClient
from app.errors import StandinError
from app.flow import Mailbox
from app.opencv import cv2
from app.sinks.preview import PreviewReader

TELL_MS = 12
PREVIEW_SECONDS, STATUS_SECONDS, RESTART_SECONDS = 1 / 30, 0.5, 1.0


class EngineLink(QObject):
    """Talks to the engine in threads of its own, so that the window never waits.

    What the threads find is left in a mailbox and a queue, and a timer of the window's thread tells it: signals that
    Python threads emit reach receivers that are gone, which ended the process (PySide6 6.11).

    preview_size: width and height in pixels that pictures need not exceed
    preview: a QImage of what others see, each time it changes, and whether it is a card
    status: the engine's status, twice a second
    refused: a sentence, when a change was refused
    answered: name and answer of a call
    """

    preview = Signal(QImage, bool)
    status = Signal(dict)
    refused = Signal(str)
    answered = Signal(str, object)

    def __init__(self, start_words: list[str] | None = None) -> None:
        super().__init__()
        self.preview_size = (4096, 4096)
        self._start_words = start_words if start_words is not None else ["run"]
        self._calls: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._pictures: Mailbox[tuple[QImage, bool]] = Mailbox()
        self._news: queue.SimpleQueue[tuple[SignalInstance, tuple[Any, ...]]] = queue.SimpleQueue()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tell)
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._talk, self._look)]

    def start(self) -> None:
        """Finds the engine, or starts one."""
        self._timer.start(TELL_MS)
        for thread in self._threads:
            thread.start()

    def call(self, name: str, /, **arguments: Any) -> None:
        """Sends a change; of several scenes that wait, the newest is sent."""
        self._calls.put((name, arguments))

    def end(self, *, stop_engine: bool) -> None:
        """Ends the threads, and the engine where that is asked and this window started it."""
        if stop_engine and self._process is not None:
            self.call("stop")
        self._timer.stop()
        self._ended.set()
        self._calls.put(("", {}))
        for thread in self._threads:
            thread.join(3)
        if stop_engine and self._process is not None:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.terminate()

    def _tell(self) -> None:
        """Tells the window what came, in its own thread; of several pictures the newest."""
        while not self._news.empty():
            signal, words = self._news.get()
            signal.emit(*words)
        picture = self._pictures.take(0)
        if picture is not None:
            self.preview.emit(*picture)

    def _start_engine(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return  # it is on its way
        words = [sys.executable, "-P", "-m", "app", *self._start_words]
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)

    def _talk(self) -> None:
        """Calls and status, over one connection that is made again when it breaks."""
        engine: EngineClient | None = None
        tried, asked = -RESTART_SECONDS, 0.0
        while True:
            if engine is None and self._ended.is_set():
                return
            if engine is None:
                try:
                    engine = EngineClient()
                except StandinError:
                    if time.monotonic() - tried > RESTART_SECONDS:
                        tried = time.monotonic()
                        self._start_engine()
                    time.sleep(0.05)
                    continue
            try:
                name, arguments = self._newest_call()
                if engine is not None and name:
                    self._news.put((self.answered, (name, engine.call(name, **arguments))))
                if self._ended.is_set() and self._calls.empty():
                    return
                if engine is not None and time.monotonic() - asked > STATUS_SECONDS:
                    asked = time.monotonic()
                    self._news.put((self.status, (engine.call("status"),)))
            except StandinError as error:
                if not self._alive(engine):
                    engine = None
                    self._news.put((self.status, ({},)))
                else:
                    self._news.put((self.refused, (str(error),)))

    def _newest_call(self) -> tuple[str, dict[str, Any]]:
        try:
            call = self._calls.get(timeout=STATUS_SECONDS / 5)
            while call[0] == "scene" and not self._calls.empty() and self._calls.queue[0][0] == "scene":
                call = self._calls.get_nowait()
            return call
        except queue.Empty:
            return "", {}

    @staticmethod
    def _alive(engine: EngineClient | None) -> bool:
        try:
            return engine is not None and engine.call("status") is not None
        except StandinError:
            return False

    def _image(self, i420: np.ndarray) -> QImage:
        """The picture at the preview's size: Qt takes four times as long to make it smaller while it paints."""
        bgra = cv2.cvtColor(i420, cv2.COLOR_YUV2BGRA_I420)
        scale = min(self.preview_size[0] / bgra.shape[1], self.preview_size[1] / bgra.shape[0])
        if scale < 1:
            size = max(1, round(scale * bgra.shape[1])), max(1, round(scale * bgra.shape[0]))
            bgra = cv2.resize(bgra, size, interpolation=cv2.INTER_LINEAR)
        height, width = bgra.shape[:2]
        return QImage(bgra.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()

    def _look(self) -> None:
        """Reads the preview; a new reader when the engine is a new one."""
        reader: PreviewReader | None = None
        shown, since = -1, time.monotonic()
        while not self._ended.wait(PREVIEW_SECONDS):
            try:
                reader = reader or PreviewReader()
                number, i420 = reader.read()
            except StandinError:
                reader = None
                continue
            if number != shown:
                shown, since = number, time.monotonic()
                self._pictures.put((self._image(i420), reader.is_card))
            elif time.monotonic() - since > 1:
                reader.close()
                reader, since = None, time.monotonic()

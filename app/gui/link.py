"""The window's connection to the engine: pictures and status come in, changes go out, and the engine is kept up."""

from __future__ import annotations

import base64
import json
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QSocketNotifier, Signal, SignalInstance
from PySide6.QtGui import QImage

from app.control import EngineClient, EngineGone
from app.errors import StandinError
from app.flow import Mailbox
from app.opencv import cv2
from app.resources import program_words
from app.sinks.preview import PreviewReader

STATUS_SECONDS, LEVEL_SECONDS, RESTART_SECONDS = 0.5, 0.1, 1.0
REST_SECONDS, LOOK_AGAIN_SECONDS = 0.026, 0.004
"""After a preview's picture the next is 33 ms away: a rest, then looking again soon."""
PATIENCE_SECONDS = 10.0
"""How long a change waits for an engine that is being started again."""
SILENCE_SECONDS = 2.5
"""An engine that says nothing for this long hangs."""
LINES = {"card": "quick", "look": "looks", "doctor": "slow", "cameras": "slow", "microphones": "slow"}
"""Which connection a call goes over; changes have one of their own."""


class EngineLink(QObject):
    """Talks to the engine in threads of its own, so that the window never waits.

    There is a connection for changes, one for what must be quick (the card, the status), one for looks and one for
    what takes long. What the threads find is left in a mailbox and a queue, and told by the window's thread, woken
    through a socket: signals that Python threads emit reach receivers that are gone, which ended the process
    (PySide6 6.11).

    preview: a QImage of what others see, each time it changes, and whether it is a card
    looked: the key of a look and its picture, a null one where there is nothing to see
    status: the engine's status, twice a second; empty while it is being started again
    level: what the microphone hears, while `level_wanted`
    refused: name of a call, its arguments and a sentence
    answered: name, arguments and answer of a call
    """

    preview = Signal(QImage, bool)
    looked = Signal(str, QImage)
    status = Signal(dict)
    level = Signal(dict)
    refused = Signal(str, dict, str)
    answered = Signal(str, dict, object)

    def __init__(self, start_words: list[str] | None = None) -> None:
        super().__init__()
        self.preview_size = (4096, 4096)
        self.mirrored = True
        self.preview_wanted = True
        self.level_wanted = False
        self._start_words = start_words if start_words is not None else ["run"]
        self._last_status: dict[str, Any] = {}
        self._heard_at = time.monotonic()
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._starts: list[float] = []
        self._pictures: Mailbox[tuple[QImage, bool]] = Mailbox()
        self._news: queue.SimpleQueue[tuple[SignalInstance, tuple[Any, ...]]] = queue.SimpleQueue()
        self._buffers: dict[str, np.ndarray] = {}
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._tell)
        self._lines = {name: Line(self) for name in ("changes", "quick", "looks", "slow")}
        threads = [(self._keep_up, ()), (self._look, ()), *((line.work, ()) for line in self._lines.values())]
        self._threads = [threading.Thread(target=run, daemon=True) for run, _ in threads]

    def start(self) -> None:
        """Finds the engine, or starts one."""
        for thread in self._threads:
            thread.start()

    def call(self, name: str, /, **arguments: Any) -> None:
        """Sends a call; of several scenes that wait, the newest is sent."""
        self._lines[LINES.get(name, "changes")].put(name, arguments)

    def look(self, key: str, width: int, effects: list[dict[str, Any]] | None) -> None:
        """Asks what a scene would show, or for the mask where it is None; `looked` or `refused` brings the answer."""
        self._lines["looks"].put("look", {"key": key, "width": width, "effects": effects})

    @property
    def ended(self) -> bool:
        """True once the link is to end."""
        return self._ended.is_set()

    @property
    def hangs(self) -> bool:
        """True where an engine that answered before says nothing any more."""
        return bool(self._last_status) and time.monotonic() - self._heard_at > SILENCE_SECONDS

    @property
    def stopped(self) -> bool:
        """True where the engine that this window started was ended on purpose, as by 'ctl stop'."""
        return self._process is not None and self._process.poll() == 0

    def start_again(self) -> None:
        """Starts an engine after one was ended on purpose."""
        self._process = None

    def kill_engine(self) -> None:
        """Ends an engine that hangs; a new one is started with what was on air."""
        if pid := self._last_status.get("pid"):
            try:
                os.kill(int(pid), getattr(signal, "SIGKILL", signal.SIGTERM))
            except OSError:
                pass  # it is gone already

    def end(self, *, stop_engine: bool) -> None:
        """Ends the threads, and the engine where that is asked."""
        if stop_engine:
            self._lines["quick"].put("stop", {})
        self._ended.set()
        for line in self._lines.values():
            line.put("", {})
        for thread in self._threads:
            thread.join(3)
        self._notifier.setEnabled(False)
        self._bell.close()
        self._ear.close()
        if stop_engine and self._process is not None:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.terminate()

    # --- telling the window

    def tell(self, signal_to_emit: SignalInstance, *words: Any) -> None:
        """Has a signal emitted by the window's thread; for any thread."""
        self._news.put((signal_to_emit, words))
        self._ring()

    def _ring(self) -> None:
        try:
            self._bell.send(b"!")
        except OSError:
            pass  # it rings already, or the window is gone

    def _tell(self) -> None:
        """Tells the window what came, in its own thread; of several pictures the newest."""
        try:
            self._ear.recv(4096)
        except OSError:
            return
        while not self._news.empty():
            signal_to_emit, words = self._news.get()
            signal_to_emit.emit(*words)
        picture = self._pictures.take(0)
        if picture is not None:
            self.preview.emit(*picture)

    # --- the engine's life

    def _keep_up(self) -> None:
        """Asks for the status and the level, and starts the engine where none runs."""
        engine: EngineClient | None = None
        asked = 0.0
        while not self._ended.wait(LEVEL_SECONDS if self.level_wanted else STATUS_SECONDS / 5):
            try:
                engine = engine or EngineClient()
                if time.monotonic() - asked > STATUS_SECONDS - 0.01:
                    asked = time.monotonic()
                    self._last_status = engine.call("status")
                    self.tell(self.status, self._last_status)
                if self.level_wanted:
                    self.tell(self.level, engine.call("level"))
                self._heard_at = time.monotonic()
            except EngineGone:
                if engine is not None:
                    engine, asked = None, 0.0
                    self.tell(self.status, {})
                if not self._ended.is_set():
                    self._start_engine()
            except StandinError as error:
                self.level_wanted = False
                self.tell(self.refused, "level", {}, str(error))

    def _start_engine(self) -> None:
        if self._process is not None and self._process.poll() in (None, 0):
            return  # it is on its way, or was ended on purpose
        now = time.monotonic()
        if self._starts and now - self._starts[-1] < min(RESTART_SECONDS * 2 ** (len(self._starts) - 3), 30):
            return
        self._starts = [at for at in self._starts if now - at < 60] + [now]
        words = [*program_words(), *self._start_words, *self._words_again()]
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)

    def _words_again(self) -> list[str]:
        """The flags with which an engine goes on where a former one stopped."""
        last = self._last_status
        if not last:
            return []
        wanted = self._lines["changes"].last_scene or last["scene"]
        words = ["--scene", json.dumps(wanted), "--quality", last["quality"], "--rotation", str(last["rotation"])]
        words += ["--mirror", "on" if last["mirror"] else "off", "--source", last["source_choice"]]
        words += ["--microphone", last["microphone"]]
        return [*words, "--card"] if last["card"] else words

    # --- the preview

    def _picture(self, reader: PreviewReader, i420: np.ndarray) -> tuple[QImage, bool]:
        """The picture for the window, mirrored where asked, and whether it is a card."""
        is_card = reader.is_card
        bgra = self._buffer("bgra", (i420.shape[0] * 2 // 3, i420.shape[1], 4))
        cv2.cvtColor(i420, cv2.COLOR_YUV2BGRA_I420, dst=bgra)
        # A card is never mirrored: it has words on it.
        if self.mirrored and not is_card:
            bgra = cv2.flip(bgra, 1, dst=self._buffer("mirrored", bgra.shape))
        return image_of(bgra), is_card

    def _buffer(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """An array that is used again with the next picture: memory that is new each time costs more than the work."""
        if name not in self._buffers or self._buffers[name].shape != shape:
            self._buffers[name] = np.empty(shape, np.uint8)
        return self._buffers[name]

    def _look(self) -> None:
        """Reads the preview; a new reader when the engine is a new one."""
        reader: PreviewReader | None = None
        shown, since = -1, time.monotonic()
        pause = REST_SECONDS
        while not self._ended.wait(pause):
            pause = REST_SECONDS
            if not self.preview_wanted:
                continue
            try:
                reader = reader or PreviewReader(self.preview_size)
                reader.largest = self.preview_size
                number = reader.newest()
                if number == shown:
                    pause = LOOK_AGAIN_SECONDS
                    if time.monotonic() - since > 1:
                        reader.close()
                        reader, since = None, time.monotonic()
                    continue
                number, picture = reader.read_as(partial(self._picture, reader))
            except StandinError:
                reader = None
                continue
            shown, since = number, time.monotonic()
            self._pictures.put(picture)
            self._ring()


class Line:
    """One connection to the engine and the calls that wait for it, worked through by a thread of the link."""

    def __init__(self, link: EngineLink) -> None:
        self._link = link
        self._calls: queue.Queue[tuple[str, dict[str, Any], float]] = queue.Queue()
        self._engine: EngineClient | None = None
        self.last_scene: list[dict[str, Any]] | None = None
        """The scene that was sent last, until the engine has taken or refused it."""

    def put(self, name: str, arguments: dict[str, Any]) -> None:
        """Leaves a call for the thread."""
        self._calls.put((name, arguments, time.monotonic()))

    def work(self) -> None:
        """Makes the calls until the link ends."""
        while True:
            name, arguments, since = self._calls.get()
            while name == "scene" and not self._calls.empty() and self._calls.queue[0][0] == "scene":
                name, arguments, since = self._calls.get()
            if not name:
                break
            if name == "scene":
                self.last_scene = arguments["effects"]
            key = arguments.pop("key", "")
            try:
                answer = self._answer(name, arguments, since)
                if name == "look":
                    self._link.tell(self._link.looked, key, _decoded(answer))
                else:
                    self._link.tell(self._link.answered, name, arguments, answer)
            except StandinError as error:
                if name == "look" and isinstance(error, EngineGone):
                    self._link.tell(self._link.looked, key, QImage())
                else:
                    self._link.tell(self._link.refused, name, {**arguments, "key": key}, str(error))
            if name == "scene":
                self.last_scene = None
        if self._engine is not None:
            self._engine.close()

    def _answer(self, name: str, arguments: dict[str, Any], since: float) -> Any:
        """The engine's answer; an engine that is away is waited for a while, as what the user did is not to be lost."""
        while True:
            try:
                self._engine = self._engine or EngineClient()
                return self._engine.call(name, **arguments)
            except EngineGone:
                self._engine = None
                waited = time.monotonic() - since
                if name in ("look", "stop") or waited > PATIENCE_SECONDS or self._link.ended:
                    raise
                time.sleep(0.05)


def image_of(bgra: np.ndarray) -> QImage:
    """(H, W, 4) uint8 BGRA as a QImage of its own."""
    height, width = bgra.shape[:2]
    return QImage(bgra.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def _decoded(jpeg: str | None) -> QImage:
    if not jpeg:
        return QImage()
    return QImage.fromData(base64.b64decode(jpeg)).convertToFormat(QImage.Format.Format_RGB32)

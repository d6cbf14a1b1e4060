"""The window's connection to the engine: pictures and status come in, changes go out, and the engine is kept up."""

from __future__ import annotations

import base64
import math
import queue
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QSocketNotifier, Signal, SignalInstance
from PySide6.QtGui import QImage

from app.control import EngineClient, EngineGone, EngineHangs
from app.errors import StandinError, in_short
from app.flow import Mailbox
from app.gui.upkeep import Upkeep
from app.opencv import cv2
from app.sinks.preview import PreviewReader

STATUS_SECONDS, LEVEL_SECONDS = 0.5, 0.1
REST_SECONDS, LOOK_AGAIN_SECONDS = 0.026, 0.004
"""After a preview's picture the next is 33 ms away: a rest, then looking again soon."""
PATIENCE_SECONDS = 10.0
"""How long a change waits for an engine that is being started again."""
SILENCE_SECONDS = 2.5
"""An engine that says nothing for this long hangs."""
ADDED = "added "
"""Begins the key of a look at a file that is to be added to the gallery."""
LINES = {
    **dict.fromkeys(("card", "perform"), "quick"),
    "look": "looks",
    **dict.fromkeys(("doctor", "cameras", "microphones", "import_character", "export_character"), "slow"),
}
"""Which connection a call goes over; changes have one of their own."""


class EngineLink(QObject):
    """Talks to the engine in threads of its own, so that the window never waits.

    There is a connection for changes, one for what must be quick (the card, the status), one for looks and one for
    what takes long. What the threads find is left in a mailbox and a queue, and told by the window's thread, woken
    through a socket: signals that Python threads emit reach receivers that are gone, which ended the process
    (PySide6 6.11).

    preview: a QImage of what others see, each time it changes, and whether it is a card
    looked: the key of a look and its picture, a null one where there is nothing to see
    status: the engine's status, twice a second, with the time at which it was asked for as asked_at; empty while it
        is being started again
    changed_at: when the last change was answered; a status that was asked for earlier may be from before it
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
        self.upkeep = Upkeep(start_words if start_words is not None else ["run"])
        self._status_wanted = threading.Event()
        self.changed_at = -math.inf
        self._heard_at = time.monotonic()
        self._ended = threading.Event()
        self._pictures: Mailbox[tuple[QImage, bool]] = Mailbox()
        self._news: queue.SimpleQueue[tuple[SignalInstance, tuple[Any, ...]]] = queue.SimpleQueue()
        self._buffers: dict[str, np.ndarray] = {}
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._tell)
        self._lines = {name: Line(self) for name in ("changes", "quick", "looks", "slow")}
        runs = (self._keep_up, self._look, *(line.work for line in self._lines.values()))
        self._threads = [threading.Thread(target=self._going_on, args=(run,), daemon=True) for run in runs]

    def start(self) -> None:
        """Finds the engine, or starts one."""
        for thread in self._threads:
            thread.start()

    def _going_on(self, run: Callable[[], None]) -> None:
        """Runs a thread's work, again after what nobody foresaw: a click must never be lost without a word."""
        while not self.ended:
            try:
                run()
            except Exception as error:  # the top of a thread
                self.tell(self.refused, "", {}, f"This did not work ({type(error).__name__}: {in_short(error)})")
                time.sleep(1)

    def call(self, name: str, /, *, key: str = "", **arguments: Any) -> None:
        """Sends a call; of several scenes that wait, the newest is sent.

        key: comes back with the answer or refusal; an `AnswerOf` it in a later call stands for the answer
        """
        self.upkeep.asked(name, arguments)
        self._lines[LINES.get(name, "changes")].put(name, {**arguments, "key": key})

    def look(self, key: str, width: int, effects: list[dict[str, Any]] | None, *, live: bool = False) -> None:
        """Asks what a scene would show, or for the mask where it is None; `looked` or `refused` brings the answer.

        live: has an avatar in it move, and speak with the user's voice
        """
        how = {"live": True, "voice": True} if live else {}
        self._lines["looks"].put("look", {"key": key, "width": width, "effects": effects, **how})

    @property
    def ended(self) -> bool:
        """True once the link is to end."""
        return self._ended.is_set()

    @property
    def changing(self) -> bool:
        """True while a change is on its way."""
        return self._lines["changes"].busy

    @property
    def hangs(self) -> bool:
        """True where an engine that answered before is there and says nothing any more."""
        return self.upkeep.pid is not None and time.monotonic() - self._heard_at > SILENCE_SECONDS

    def end(self, *, stop_engine: bool) -> None:
        """Ends the threads, and the engine where that is asked."""
        if stop_engine:
            if self.hangs:
                self.upkeep.kill()
            self._lines["quick"].put("stop", {"key": ""})
        self._ended.set()
        self._status_wanted.set()
        for line in self._lines.values():
            line.put("", {})
        for thread in self._threads:
            thread.join(3)
        self._notifier.setEnabled(False)
        self._bell.close()
        self._ear.close()
        if stop_engine:
            self.upkeep.wait(10)

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
        while not self.ended:
            soon = self._status_wanted.wait(LEVEL_SECONDS if self.level_wanted else STATUS_SECONDS / 5)
            self._status_wanted.clear()
            try:
                engine = engine or EngineClient()
                if soon or time.monotonic() - asked > STATUS_SECONDS - 0.01:
                    asked = time.monotonic()
                    status = engine.call("status")
                    self.upkeep.heard(status, asked)
                    self.tell(self.status, {**status, "asked_at": asked})
                if self.level_wanted:
                    self.tell(self.level, engine.call("level"))
                self._heard_at = time.monotonic()
            except EngineHangs:
                engine = None  # what it answers late would be taken for another answer
            except EngineGone:
                if engine is not None:
                    engine, asked = None, 0.0
                    self.upkeep.lost()
                    self.tell(self.status, {})
                if not self.ended and (said := self.upkeep.start()):
                    self.tell(self.refused, "", {}, said)
            except StandinError as error:
                self.level_wanted = False
                self.tell(self.refused, "level", {}, str(error))

    def changed(self) -> None:
        """Has the status asked for at once, as a change was taken."""
        self.changed_at = time.monotonic()
        self._status_wanted.set()

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
                if number in (0, shown):  # there is no picture yet, or no new one
                    pause = LOOK_AGAIN_SECONDS
                    if time.monotonic() - since > 1:
                        reader.close()
                        reader, since = None, time.monotonic()
                    continue
                number, picture = reader.read_as(partial(self._picture, reader))
            except (StandinError, ValueError):  # none is there, or it is of another engine
                reader = None
                continue
            shown, since = number, time.monotonic()
            self._pictures.put(picture)
            self._ring()


@dataclass(frozen=True)
class AnswerOf:
    """Stands in a call for what the call with this key answered, on the same connection."""

    key: str


class Line:
    """One connection to the engine and the calls that wait for it, worked through by a thread of the link."""

    MOST_ANSWERS = 400

    def __init__(self, link: EngineLink) -> None:
        self._link = link
        self._calls: queue.Queue[tuple[str, dict[str, Any], float]] = queue.Queue()
        self._engine: EngineClient | None = None
        self._answers: dict[str, Any] = {}
        self._at_work = False

    @property
    def busy(self) -> bool:
        """True while a call waits or is under way."""
        return self._at_work or not self._calls.empty()

    def put(self, name: str, arguments: dict[str, Any]) -> None:
        """Leaves a call for the thread."""
        self._calls.put((name, arguments, time.monotonic()))

    def work(self) -> None:
        """Makes the calls until the link ends."""
        while True:
            name, arguments, since = self._calls.get()
            self._at_work = True
            while name == "scene" and not self._calls.empty() and self._calls.queue[0][0] == "scene":
                name, arguments, since = self._calls.get()
            if not name:
                break
            key = arguments.pop("key", "")
            try:
                self._make(name, key, self._with_answers(arguments), since)
            finally:
                self._at_work = False
        if self._engine is not None:
            self._engine.close()

    def _with_answers(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._answers.get(value.key) if isinstance(value, AnswerOf) else value
            for name, value in arguments.items()
        }

    def _make(self, name: str, key: str, arguments: dict[str, Any], since: float) -> None:
        link = self._link
        try:
            answer = self._answer(name, arguments, since)
        except EngineGone as error:
            if name == "look" and not key.startswith(ADDED):
                link.tell(link.looked, key, QImage())
            else:
                link.tell(link.refused, name, {**arguments, "key": key}, str(error))
        except StandinError as error:
            link.upkeep.refused(name, arguments)
            link.tell(link.refused, name, {**arguments, "key": key}, str(error))
        else:
            if name == "look":
                link.tell(link.looked, key, _decoded(answer))
                return
            link.upkeep.answered(name, arguments)
            if key:
                self._answers[key] = answer
                if len(self._answers) > self.MOST_ANSWERS:
                    del self._answers[next(iter(self._answers))]
            if LINES.get(name, "changes") in ("changes", "quick"):
                link.changed()
            link.tell(link.answered, name, arguments, answer)

    def _answer(self, name: str, arguments: dict[str, Any], since: float) -> Any:
        """The engine's answer; an engine that is away is waited for a while, as what the user did is not to be lost."""
        while True:
            known = self._engine is not None
            try:
                self._engine = self._engine or EngineClient()
                return self._engine.call(name, **arguments)
            except EngineGone as error:
                self._engine = None
                if known and not isinstance(error, EngineHangs):
                    continue  # the connection was to an engine before the one that runs now
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

"""How fast the window is: its share of a core, how long it is busy at most, and how soon a change is on air.

Run by `bench --window` in a process of its own, with folders of its own, on the real engine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from app.errors import Unusable
from app.resources import program_words

FIGURES = (
    ("up_s", "window up with a picture, after the start of the process, s"),
    ("cpu_percent", "share of one core with the preview in sight, %"),
    ("previews_per_second", "pictures shown a second"),
    ("busy_ms", "longest time that the window was busy, by what was done, ms"),
    ("on_air_ms", "from a click to the first picture on air with the change, median and largest, ms"),
    ("untreated", "pictures without an effect seen in between"),
)
ROUNDS = 20


def bench_window(source: str) -> dict[str, Any]:
    """Measures the window in another process; raises Unusable where it could not be shown."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "run").mkdir(mode=0o700)
        own = {"STANDIN_RUNTIME_DIR": f"{folder}/run", "STANDIN_CONFIG_DIR": f"{folder}/config"}
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **own}
        environment |= {"STANDIN_BENCH": source, "STANDIN_BENCH_STARTED": str(time.time())}
        words = [*program_words(), "bench", "--window"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=180)
    try:
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (ValueError, IndexError) as error:
        raise Unusable(f"The window could not be measured: {done.stderr.strip()[-300:]}") from error


def as_text(result: dict[str, Any]) -> str:
    """The figures as lines."""
    return "\n".join(f"{words}: {result[key]}" for key, words in FIGURES)


def measure(source: str) -> int:
    """Measures this process's window and prints JSON; gives the exit status."""
    from PySide6.QtWidgets import QApplication

    from app.gui.run import Program

    application = QApplication(sys.argv[:1])
    program = Program(application, ["run", "--source", source, "--virtual-camera", "none", "--effect", "blur"])
    program.preferences.change(guided=True)
    program.window.open_studio()
    program.link.start()
    program.window.show()
    desk = Desk(application, program)
    try:
        desk.turn_until(lambda: not program.window.preview.image.isNull(), 30)
        up = time.time() - float(os.environ["STANDIN_BENCH_STARTED"])
        desk.turn(4)
        result = {"up_s": round(up, 2), **desk.idle(), "busy_ms": desk.controls(), **desk.changes()}
        print(json.dumps(result), flush=True)
    finally:
        program.stop_engine = True
        program.close()
    return 0


class Desk:
    """Drives a window and watches the clock."""

    def __init__(self, application: Any, program: Any) -> None:
        self._application, self._window, self._link = application, program.window, program.link
        self._shown = 0
        self._link.preview.connect(self._count)

    def _count(self) -> None:
        self._shown += 1

    def turn(self, seconds: float) -> float:
        """Lets the window work for a while; gives the longest time in ms that one round of events took."""
        longest, until = 0.0, time.monotonic() + seconds
        while time.monotonic() < until:
            started = time.monotonic()
            self._application.processEvents()
            longest = max(longest, time.monotonic() - started)
            time.sleep(0.001)
        return longest * 1e3

    def turn_until(self, what: Callable[[], bool], seconds: float) -> None:
        """Lets the window work until something holds."""
        until = time.monotonic() + seconds
        while not what():
            if time.monotonic() > until:
                raise Unusable("The window shows no picture")
            self._application.processEvents()
            time.sleep(0.002)

    def idle(self, seconds: float = 10) -> dict[str, float]:
        """The window's share of a core while it only shows the preview, by its own event loop."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop, shown, used, started = QEventLoop(), self._shown, time.process_time(), time.monotonic()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()
        wall = time.monotonic() - started
        return {
            "cpu_percent": round(100 * (time.process_time() - used) / wall, 1),
            "previews_per_second": round((self._shown - shown) / wall, 1),
        }

    def controls(self) -> dict[str, float]:
        """Longest time in ms that each control, with what follows it, kept the window busy."""
        from app.opencv import cv2

        window, studio = self._window, self._window.studio
        noise = np.random.default_rng(1).integers(0, 255, (61, 87, 3), np.uint8)
        large = os.path.join(os.environ["STANDIN_RUNTIME_DIR"], "large.jpg")  # noqa: PTH118
        cv2.imwrite(large, cv2.resize(noise, (8700, 5800), interpolation=cv2.INTER_CUBIC))  # 50 megapixels
        actions: dict[str, Callable[[], Any]] = {
            "tile": lambda: window.gallery.choose(2),
            "strength": lambda: studio.form.changed.emit("radius", 0.05),
            "other effect": lambda: window.gallery.choose(3),
            "colour dialog": lambda: self._button("colour").click(),
            "no dialog": self._close_dialog,
            "file dialog": window.gallery.add.click,
            "no file dialog": self._close_dialog,
            "50 megapixels": lambda: window.add_files([large]),
            "undo": window.changes.history.undo,
            "card": lambda: window.show_card(True),
            "on air": lambda: window.show_card(False),
            "split": studio.compare.click,
            "no split": studio.compare.click,
            "advanced": studio.advanced.click,
            "mask": studio.mask_shown.click,
            "no mask": studio.mask_shown.click,
            "keep profile": lambda: window.keep_profile("Bench"),
            "profile": lambda: window.use_profile("Bench"),
            "camera": lambda: studio.devices.choose_source("pattern"),
            "doctor": window.open_doctor,
            "back": window.open_studio,
            "avatar": studio.sides["avatar"].click,
            "character": lambda: studio.wardrobe.choose(3),
            "expression": lambda: studio.actor.act("smile"),
            "behind it": lambda: studio.backdrops.choose(2),
            "editor": studio.edit.click,
            "category": lambda: window.editor.categories.setCurrentRow(1),
            "part": lambda: window.editor.parts.stops[4].click(),
            "colour": lambda: window.editor.swatches.stops[2].click(),
            "random": window.editor.surprise.click,
            "editor's undo": window.editor.undo.click,
            "save": window.editor.save.click,
            "put on air": window.editor.air.click,
            "leave editor": window.editor.back.click,
            "me": studio.sides["me"].click,
            "first steps": window.open_guide,
            "through": window.guide.next.click,
            "done": window.guide.done.emit,
        }
        longest = {}
        for name, act in actions.items():
            started = time.monotonic()
            act()
            own = (time.monotonic() - started) * 1e3
            longest[name] = round(max(own, self.turn(2.5 if name in ("50 megapixels", "doctor") else 0.6)), 1)
        return longest

    def _button(self, name: str) -> Any:
        from PySide6.QtWidgets import QPushButton

        return self._window.studio.form.findChild(QPushButton, name)

    def _close_dialog(self) -> None:
        if (dialog := self._application.activeModalWidget()) is not None:
            dialog.reject()

    def changes(self) -> dict[str, Any]:
        """How soon a colour is on air after the click, and whether the room was seen on the way."""
        sight = Sight()
        times = []
        for number in range(ROUNDS):
            colour = ("#ff0000", "#0000ff")[number % 2]
            sight.look_for(colour)
            clicked = time.monotonic()
            self._window.changes.set_scene([{"effect": "replace", "file": "", "colour": colour, "light_wrap": 0.0}])
            self.turn_until(sight.seen.is_set, 5)
            times.append(1e3 * (sight.at - clicked))
            self.turn(0.3)
        sight.close()
        return {
            "on_air_ms": [round(statistics.median(times)), round(max(times))],
            "untreated": sight.strange,
        }


class Sight:
    """Looks at every picture on air, in a thread of its own, for a colour in its corner."""

    def __init__(self) -> None:
        from app.sinks.preview import PreviewReader

        self.seen = threading.Event()
        self.at, self.strange = 0.0, 0
        self._wanted, self._former = (0, 0), (0, 0)
        self._reader = PreviewReader()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def look_for(self, colour: str) -> None:
        """Sets `seen` once this colour is on air."""
        from app.flow import Planes, Size
        from app.picture import filled, i420_from_bgr

        planes = Planes.of(i420_from_bgr(filled(Size(448, 176), colour)))
        self._former, self._wanted = self._wanted, (int(planes.cb[0, 0]), int(planes.cr[0, 0]))
        self.seen.clear()

    def _look(self) -> None:
        from app.flow import Planes

        last = 0
        while not self._ended.wait(0.001):
            if (number := self._reader.newest()) == last:
                continue
            last = number
            _, (i420, is_card) = self._reader.read_as(lambda i420: (i420.copy(), self._reader.is_card))
            planes = Planes.of(i420)
            corner = int(planes.cb[2, 2]), int(planes.cr[2, 2])
            near = [max(abs(a - b) for a, b in zip(corner, of, strict=True)) < 6 for of in (self._wanted, self._former)]
            if near[0] and not self.seen.is_set():
                self.at = time.monotonic()
                self.seen.set()
            elif not any(near) and not is_card and self._former != (0, 0):
                self.strange += 1

    def close(self) -> None:
        """Ends the thread."""
        self._ended.set()
        self._thread.join(2)
        self._reader.close()

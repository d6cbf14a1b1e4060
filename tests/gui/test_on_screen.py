"""The program as its user has it: started in a process of its own, real keys and mouse, and what comes out of it."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.control import AlreadyRunning, EngineClient, EngineLock
from app.errors import StandinError
from app.opencv import cv2
from app.resources import resource
from app.sinks.preview import PreviewReader
from tests.gui.screen import Screen, missing, wait_for

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()} (apt install xvfb xdotool)"),
]
ROOT = Path(__file__).resolve().parents[2]
WORDS = ["--source", "pattern", "--virtual-camera", "none", "--size", "640x360"]
CARD = (38, 54, 92)
LIBRARY = str(resource("assets", "backgrounds", "library.jpg"))
BESIDE = 815
"""Where the choices begin, at the right of the preview."""
UNDER = 120
"""Where they begin under the switch between the user and their avatar, which is of the accent's colour, too."""
ACCENT = np.array((0xA2, 0xD6, 0x5F))
"""Of the dark theme, BGR."""


class Desk:
    """A screen, the program on it, and the engine's answers."""

    def __init__(self, screen: Screen, home: Path) -> None:
        self.screen, self._home = screen, home
        self._log = (home / "log").open("wb")
        self._started: list[subprocess.Popen[bytes]] = []
        self.window = 0

    def run(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts the program, as a user does."""
        gone = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
        environment = {name: value for name, value in os.environ.items() if name not in gone}
        environment |= {"DISPLAY": self.screen.name, "HOME": str(self._home), "PYTHONPATH": str(ROOT)}
        environment |= {"XDG_CONFIG_HOME": str(self._home / ".config"), "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app", *WORDS, *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._started.append(process)
        return process

    def open(self) -> subprocess.Popen[bytes]:
        """Starts the program and waits until its window is there and others see more than the card of the start."""
        process = self.run()
        self.window = self.screen.window("Standin")
        wait_for(lambda: self.status().get("fps", {}).get("out"))
        wait_for(lambda: not self.others_see(CARD))
        return process

    def end(self) -> None:
        """Ends what was started, the engine too; fails where something of it was not caught."""
        for process in self._started:
            process.kill()
            process.wait(10)
        try:
            EngineLock().close()
        except AlreadyRunning:
            pid = wait_for(lambda: self.status().get("pid"))
            os.kill(pid, signal.SIGTERM)
            wait_for(lambda: not self.status())
        self._log.close()
        said = (self._home / "log").read_text()
        assert "Traceback" not in said, said

    # --- what the user does

    def press(self, *keys: str) -> None:
        self.screen.do("key", "--delay", 30, *keys)

    def mouse(self, x: float, y: float, *do: object) -> None:
        self.screen.do("mousemove", round(x), round(y), *do)

    # --- what comes of it

    def status(self) -> dict[str, Any]:
        """The engine's, empty where none answers."""
        try:
            engine = EngineClient()
            found = engine.call("status")
            engine.close()
        except StandinError:
            return {}
        return dict(found)

    def scene(self) -> dict[str, Any]:
        """The first effect on air."""
        return dict(self.status()["scene"][0])

    def output(self) -> np.ndarray:
        """The picture that others see: BGR."""
        reader = PreviewReader()
        try:
            first = reader.newest()
            wait_for(lambda: reader.newest() > first + 1)
            return cv2.cvtColor(reader.read()[1], cv2.COLOR_YUV2BGR_I420)
        finally:
            reader.close()

    def others_see(self, rgb: tuple[int, int, int]) -> bool:
        """True where the room's upper left corner has this colour."""
        return near(self.output()[4:20, 4:40], rgb)

    def kept(self) -> dict[str, Any]:
        """What the window has kept for itself, with the defaults."""
        path = self._home / "config/window.json"
        kept = json.loads(path.read_text())["preferences"] if path.exists() else {}
        return {"guided": False, "closing_told": False, **kept}


def near(pixels: np.ndarray, rgb: tuple[int, int, int], distance: float = 14) -> bool:
    return bool(np.abs(pixels.reshape(-1, 3).mean(axis=0) - rgb[::-1]).max() < distance)


def place_of(picture: np.ndarray, small: np.ndarray, widths: range) -> tuple[float, float]:
    """The middle of where a small picture lies in a large one, in one of these widths; only its middle is compared."""
    best = (0.0, 0.0, 0.0)
    for width in widths:
        sized = cv2.resize(small, (width, round(width * small.shape[0] / small.shape[1])), interpolation=cv2.INTER_AREA)
        part = sized[sized.shape[0] // 5 : -(sized.shape[0] // 5), width // 5 : -(width // 5)]
        _, score, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(picture, part, cv2.TM_CCOEFF_NORMED))
        best = max(best, (score, x + part.shape[1] / 2, y + part.shape[0] / 2))
    assert best[0] > 0.9, f"it is not in sight ({best[0]:.2f})"
    return best[1:]


def slider_handle(picture: np.ndarray) -> tuple[float, float]:
    """The middle of the only disc of the accent's colour beside the preview that is as large as a slider's handle."""
    picture = np.where(np.arange(picture.shape[1])[:, None] > BESIDE, picture, 0)
    mask = (np.abs(picture.astype(int) - ACCENT).max(axis=2) < 30).astype(np.uint8)
    mask[:UNDER] = 0
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))
    rows, columns = np.nonzero(cv2.morphologyEx(mask, cv2.MORPH_OPEN, disc))
    assert rows.size and np.ptp(columns) < 20 and np.ptp(rows) < 20, "there is no such disc, or more than one"
    return float(columns.mean()), float(rows.mean())


def split_line(picture: np.ndarray) -> int | None:
    """Column of the white line in the preview; None where there is none."""
    white = (picture[80:500, 30:780].min(axis=2) > 215).mean(axis=0)
    return 30 + int(white.argmax()) if white.max() > 0.7 else None


def split_line_lies_at(screen: Screen, column: int) -> bool:
    return abs((split_line(screen.picture()) or 0) - column) < 3


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    found = Screen(tmp_path_factory.mktemp("screen"))
    yield found
    found.close()


@pytest.fixture
def new_user(screen: Screen, tmp_path: Path, fresh: Path) -> Iterator[Desk]:
    """Somebody who never started the program."""
    found = Desk(screen, tmp_path)
    yield found
    found.end()


@pytest.fixture
def desk(new_user: Desk, tmp_path: Path) -> Desk:
    """Somebody who has been through the first steps."""
    (tmp_path / "config").mkdir()
    preferences = {"preferences": {"guided": True, "appearance": "dark", "language": "en"}}
    (tmp_path / "config/window.json").write_text(json.dumps(preferences))
    return new_user


# --- what is on air


def test_a_click_on_a_tile_changes_what_is_on_air(desk: Desk) -> None:
    desk.open()
    engine = EngineClient()

    def tile() -> tuple[float, float] | None:
        # Asked for each time: the first one may be of before the person was found.
        look = base64.b64decode(engine.call("look", width=184, effects=[{"effect": "replace", "file": LIBRARY}]))
        small = cv2.flip(cv2.imdecode(np.frombuffer(look, np.uint8), cv2.IMREAD_COLOR), 1)
        try:
            x, y = place_of(desk.screen.picture()[:720, BESIDE:1160], small, range(84, 110, 2))
        except AssertionError:
            return None  # its picture is still to come
        return BESIDE + x, y

    desk.mouse(*wait_for(tile, 30), "click", 1)
    engine.close()
    wait_for(lambda: desk.scene().get("file") == LIBRARY)
    library = cv2.resize(cv2.imread(LIBRARY), (640, 360), interpolation=cv2.INTER_AREA)
    wait_for(lambda: np.abs(desk.output()[:, :80].astype(int) - library[:, :80]).mean() < 8)


def test_keys_with_numbers_choose_the_tiles(desk: Desk) -> None:
    desk.open()
    desk.press("ctrl+4")
    wait_for(lambda: desk.scene()["effect"] == "replace")
    wait_for(lambda: desk.others_see((0x2B, 0x4A, 0x3F)))
    desk.press("ctrl+1")
    wait_for(lambda: desk.scene()["effect"] == "none")
    wait_for(lambda: desk.others_see((198, 190, 176)))  # the drawn wall
    desk.press("ctrl+z")
    wait_for(lambda: desk.scene()["effect"] == "replace")


def test_arrows_walk_through_the_tiles_and_the_space_bar_chooses_one(desk: Desk) -> None:
    desk.open()
    desk.press("ctrl+2")
    wait_for(lambda: desk.scene()["effect"] == "blur")
    before = desk.scene()
    desk.press(*["Tab"] * 6)  # profiles, +, ?, settings, Before | After, and the tile without effect
    desk.press("Right", "Right", "Left", "Left", "Down")
    assert desk.scene() == before
    desk.press("space")
    wait_for(lambda: desk.others_see((0x2B, 0x4A, 0x3F)))
    desk.press("Up", "Left", "space")  # there is nothing at the left of the first
    wait_for(lambda: desk.scene()["effect"] == "none")


def test_escape_puts_the_card_on_air_and_ctrl_enter_takes_it_off(desk: Desk) -> None:
    desk.open()
    desk.press("Escape")
    wait_for(lambda: desk.others_see(CARD))
    wait_for(lambda: near(desk.screen.picture()[100:130, 40:90], CARD))
    assert desk.status()["card"]
    desk.press("ctrl+Return")
    wait_for(lambda: not desk.others_see(CARD))
    assert not desk.status()["card"]


def test_the_slider_acts_while_the_button_is_down(desk: Desk) -> None:
    desk.open()
    desk.press("ctrl+2")
    wait_for(lambda: desk.scene()["effect"] == "blur")
    x, y = wait_for(lambda: slider_handle(desk.screen.picture()))
    first = desk.scene()["radius"]
    seen = [first]
    desk.mouse(x, y, "mousedown", 1)
    for further in (20, 45, 70):
        desk.mouse(x + further, y)
        seen.append(wait_for(lambda: (now := desk.scene()["radius"]) > seen[-1] and now))
    desk.screen.do("mouseup", 1)
    desk.press("ctrl+z")
    wait_for(lambda: desk.scene()["radius"] == pytest.approx(first))


def test_the_line_between_before_and_after_is_dragged(desk: Desk) -> None:
    desk.open()
    before = desk.output()
    assert split_line(desk.screen.picture()) is None
    desk.press("ctrl+b")
    x = wait_for(lambda: split_line(desk.screen.picture()))
    desk.mouse(x, 300, "mousedown", 1)
    for further in (40, 90, 150):
        desk.mouse(x + further, 300)
        wait_for(partial(split_line_lies_at, desk.screen, x + further))
    desk.screen.do("mouseup", 1)
    assert np.abs(desk.output()[:, :200].astype(int) - before[:, :200]).mean() < 3, "others see something else"
    desk.press("ctrl+b")
    wait_for(lambda: split_line(desk.screen.picture()) is None)


def test_a_profile_is_kept_by_typing_its_name_and_used_by_its_key(desk: Desk) -> None:
    desk.open()
    desk.press("ctrl+4")
    wait_for(lambda: desk.scene()["effect"] == "replace")
    desk.press("Tab", "Tab", "space")  # the list, then +
    desk.screen.do("type", "--delay", 30, "Dark green")
    desk.press("Return")
    wait_for(lambda: desk.status()["profiles"] == ["Dark green"])
    desk.press("ctrl+1")
    wait_for(lambda: desk.scene()["effect"] == "none")
    desk.press("F1")
    wait_for(lambda: desk.scene()["effect"] == "replace")
    wait_for(lambda: desk.others_see((0x2B, 0x4A, 0x3F)))


# --- the window's life


def test_the_first_start_shows_the_first_steps_and_enter_goes_through_them(new_user: Desk) -> None:
    desk = new_user
    process = desk.open()
    steps: list[np.ndarray] = []
    for _ in range(5):
        heading = wait_for(lambda: (now := desk.screen.picture()[50:125, :600]).std() > 5 and [now])[0]
        assert all((heading != other).any() for other in steps)
        steps.append(heading)
        desk.press("Return")
        wait_for(lambda: (desk.screen.picture()[50:125, :600] != steps[-1]).any())
    wait_for(lambda: desk.kept()["guided"])
    desk.press("ctrl+q")
    assert process.wait(10) == 0


def test_closing_says_once_that_the_camera_stays_on_air(desk: Desk) -> None:
    process = desk.open()
    pid = desk.status()["pid"]
    before = desk.screen.picture()
    desk.screen.ask_to_close(desk.window)
    wait_for(lambda: (desk.screen.picture()[50:90] != before[50:90]).any())
    wait_for(lambda: desk.kept()["closing_told"])
    assert process.poll() is None
    desk.screen.ask_to_close(desk.window)
    assert process.wait(10) == 0
    assert desk.status()["pid"] == pid and desk.status()["on_air"] == "Blur"
    process = desk.open()
    assert desk.status()["pid"] == pid
    desk.screen.ask_to_close(desk.window)
    assert process.wait(10) == 0, "it is said only once"


def test_ctrl_q_ends_the_camera_too(desk: Desk) -> None:
    process = desk.open()
    desk.press("ctrl+q")
    assert process.wait(10) == 0
    wait_for(lambda: not desk.status())


def test_a_second_start_shows_the_first_window(desk: Desk) -> None:
    first = desk.open()
    pid = desk.status()["pid"]
    desk.screen.cover()
    wait_for(lambda: desk.screen.picture()[:720, :1160].mean() > 254)
    assert desk.run().wait(20) == 0
    wait_for(lambda: desk.screen.picture()[:720, :1160].mean() < 200)
    assert first.poll() is None and desk.status()["pid"] == pid


def test_a_window_that_is_killed_leaves_the_engine_on_air(desk: Desk) -> None:
    process = desk.open()
    desk.press("ctrl+4")
    wait_for(lambda: desk.others_see((0x2B, 0x4A, 0x3F)))
    pid = desk.status()["pid"]
    process.kill()
    process.wait(10)
    assert desk.others_see((0x2B, 0x4A, 0x3F))
    desk.open()
    assert desk.status()["pid"] == pid
    desk.press("Escape")
    wait_for(lambda: desk.others_see(CARD))

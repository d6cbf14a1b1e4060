"""A call in Chromium, opened once: every effect reaches its far end, the room never does; it outlives the program."""

from __future__ import annotations

import json
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.vm.feed import notes_in
from tests.vm.guest import BLUR, GREEN, SMALL, call, engine, is_green, mark_seen, room, show, status, wait_for

pytestmark = pytest.mark.vm
FEW = ["--size", "512x288", "--rate", "5"]
"""What leaves room beside a browser that encodes and decodes on the guest's one processor."""
PAGE = Path(__file__).with_name("call.html")
CHROMIUM = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    *("--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns"),
    *("--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"),
)


class FarEnd:
    """What the call's far end shows.

    pictures: each with the time at which it came, (height, width, 3) uint8 BGR
    decoded: how many frames the far end has decoded; track: "live", or "ended" where the camera was lost
    """

    def __init__(self) -> None:
        self.pictures: list[tuple[float, np.ndarray]] = []
        self.devices: list[str] = []
        self.decoded, self.track, self.error = 0, "", ""

    def take(self, path: str, body: bytes) -> None:
        """Takes what the page posts."""
        what, *facts = path.strip("/").split("/")
        if what == "picture":
            width, height, self.decoded, self.track = int(facts[0]), int(facts[1]), int(facts[2]), facts[3]
            picture = np.frombuffer(body, np.uint8).reshape(height, width, 4)[..., 2::-1]
            self.pictures.append((time.monotonic(), picture))
        elif what == "devices":
            self.devices = json.loads(body)
        else:
            self.error = body.decode()

    def wait_for(self, what: Callable[[np.ndarray], bool], seconds: float = 100) -> float:
        """Waits for a picture of a kind that comes from now on; gives how long that took."""
        began = time.monotonic()

        def found() -> bool:
            assert not self.error, self.error
            return any(what(picture) for at, picture in self.pictures[-5:] if at > began)

        return wait_for(found, seconds)

    @property
    def room_seen(self) -> float:
        """The most of the room's mark in any picture."""
        return max(mark_seen(picture) for _, picture in self.pictures)


@pytest.fixture
def far_end(tmp_path: Path) -> Iterator[FarEnd]:
    found = FarEnd()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(PAGE.read_bytes())

        def do_POST(self) -> None:
            found.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.answer(b"")

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    query = urllib.parse.urlencode({"label": "Standin Camera"})
    address = f"http://127.0.0.1:{server.server_port}/?{query}"
    log = (tmp_path / "chromium.log").open("wb")
    browser = subprocess.Popen([*CHROMIUM, f"--user-data-dir={tmp_path}/chromium", address], stdout=log, stderr=log)
    try:
        yield found
    finally:
        browser.terminate()
        browser.wait(20)
        server.shutdown()
        log.close()


def test_a_call_shows_every_effect_never_the_room_and_outlives_the_program(
    tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    notes_in(tmp_path / "notes")
    decoded: dict[str, int] = {}
    with room(tmp_path / "notes", 5):
        with engine(*BLUR, *FEW) as process:
            wait_for(status)
            far: FarEnd = request.getfixturevalue("far_end")
            far.wait_for(lambda picture: picture.shape == (288, 512, 3) and picture.std() > 5, 150)
            assert any(name.startswith("Standin Camera") for name in far.devices)
            wait_for(lambda: status()["on_air"] == "Blur")
            assert any("chrom" in name for name in status()["watchers"])
            decoded["blur"] = passed(far, lambda picture: mark_seen(picture) < 0.15)
            show("replace", colour="#00ff00", light_wrap=0)
            decoded["replace"] = passed(far, is_green)
            show("avatar", character="Robin")
            decoded["avatar"] = passed(far, lambda picture: picture.std() > 15 and not is_green(picture))
            process.kill()
            process.wait()
            began = time.monotonic()
        with engine(*SMALL, *FEW, *GREEN):
            far.wait_for(is_green)
            back = time.monotonic() - began
            call("stop")
    assert far.track == "live" and far.room_seen < 0.15
    with capsys.disabled():
        print(f"\nChromium's far end decoded {decoded}; treated again {back:.1f} s after the program was killed")


def passed(far: FarEnd, what: Callable[[np.ndarray], bool]) -> int:
    """Waits for a kind of picture and a few frames after it; gives how many frames were decoded meanwhile."""
    before = far.decoded
    far.wait_for(what)
    wait_for(lambda: far.decoded > before + 10)
    far.wait_for(what)
    return far.decoded - before

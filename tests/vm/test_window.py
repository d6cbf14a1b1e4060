"""The window on a screen in the guest: what is chosen with its keys is what a call app gets from the virtual camera."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.gui.screen import Screen
from tests.vm.feed import notes_in
from tests.vm.guest import PROGRAM, SMALL, Watcher, call, ended, mark_seen, room, status, wait_for

pytestmark = pytest.mark.vm
COLOUR, CARD = (0x2B, 0x4A, 0x3F), (38, 54, 92)
"""Of the tile Ctrl+4 and of the card, RGB."""


def has_in_its_corner(picture: np.ndarray, rgb: tuple[int, int, int]) -> bool:
    corner = picture[4:20, 4:40].reshape(-1, 3).mean(axis=0)
    return bool(np.abs(corner - rgb[::-1]).max() < 20)


def test_what_is_chosen_in_the_window_is_what_a_call_app_gets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes_in(tmp_path / "notes")
    config = Path(os.environ["STANDIN_CONFIG_DIR"])
    config.mkdir(parents=True, exist_ok=True)
    kept = {"preferences": {"guided": True, "appearance": "dark", "language": "en"}}
    (config / "window.json").write_text(json.dumps(kept))
    screen = Screen(tmp_path)
    monkeypatch.setenv("DISPLAY", screen.name)
    try:
        with room(tmp_path / "notes"), ended(*PROGRAM, "gui", *SMALL):
            screen.window("Standin", 90)
            wait_for(lambda: status().get("fps", {}).get("out"), 90)
            with Watcher() as watcher:
                screen.do("key", "ctrl+3")
                wait_for(lambda: status()["scene"][0]["effect"] == "blur")
                watcher.wait_for(lambda picture: mark_seen(picture) < 0.15 and not has_in_its_corner(picture, CARD))
                screen.do("key", "ctrl+4")
                watcher.wait_for(lambda picture: has_in_its_corner(picture, COLOUR))
                screen.do("key", "Escape")
                watcher.wait_for(lambda picture: has_in_its_corner(picture, CARD))
                screen.do("key", "ctrl+Return")
                watcher.wait_for(lambda picture: has_in_its_corner(picture, COLOUR))
                assert watcher.seen < 0.15
            call("stop")
    finally:
        screen.close()

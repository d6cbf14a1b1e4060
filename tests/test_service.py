"""What clients call, on the real engine with made-up edges."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.control import CUT_OFF
from app.effects import Blur, Replace, Scene
from app.engine import Engine
from app.errors import Unusable
from app.service import Service
from app.settings import SettingsFile
from tests.engine_room import running

ROOT = Path(__file__).parents[1]


def service_on(engine: Engine, folder: Path) -> Service:
    return Service(engine, SettingsFile(folder / "settings.json"))


def test_a_card_that_is_put_on_air_while_a_scene_is_made_ready_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    usual = Replace.prepared

    def slow(self: Replace, *arguments: object, **named: object) -> object:
        begun.set()
        assert go_on.wait(10)
        return usual(self, *arguments, **named)  # type: ignore[arg-type]

    with running(Scene((Blur(),))) as room:
        room.wait_for(room.treated)
        service = service_on(room.engine, tmp_path)
        monkeypatch.setattr(Replace, "prepared", slow)
        change = threading.Thread(target=service.scene, args=([{"effect": "replace"}],))
        change.start()
        assert begun.wait(10)
        service.card(True)
        go_on.set()
        change.join(10)
        assert room.engine.card_shown


def test_a_scene_ends_the_card_unless_it_is_to_be_kept(tmp_path: Path) -> None:
    with running(Scene((Blur(),))) as room:
        service = service_on(room.engine, tmp_path)
        service.card(True)
        service.scene([{"effect": "replace"}], keep_card=True)
        assert room.engine.card_shown
        time.sleep(0.1)
        assert all(picture.timestamp_ns is None for _, picture in room.sent[-3:])
        service.scene([{"effect": "replace"}])
        assert not room.engine.card_shown


def test_profiles_are_kept_renamed_at_their_place_removed_and_brought_back(tmp_path: Path) -> None:
    with running(Scene((Blur(),))) as room:
        service = service_on(room.engine, tmp_path)
        for name in ("One", "  Two  words ", "Three"):
            service.save_profile(name)
        service.rename_profile("Two words", "Second")
        assert service.status()["profiles"] == ["One", "Second", "Three"]
        scene = service.delete_profile("Second")
        service.save_profile("Second", scene)
        assert set(service.status()["profiles"]) == {"One", "Second", "Three"}
        for name, new_name in (("One", "Three"), ("None", "Four"), ("One", " "), ("One", "x" * 61)):
            with pytest.raises(Unusable):
                service.rename_profile(name, new_name)
        assert set(service.status()["profiles"]) == {"One", "Second", "Three"}


def test_a_recording_that_was_cut_off_is_told_by_the_exit(tmp_path: Path) -> None:
    """/dev/full takes nothing: the recording ends as on a full disk."""
    words = ["--source", "pattern", "--virtual-camera", "none", "--size", "640x360", "--seconds", "3"]
    program = "import app.sinks.video_file as v; v.FRAGMENTED = ['-f', 'mp4', *v.FRAGMENTED, '/dev/full', '-t', '1'];"
    program += "from app.cli import main; raise SystemExit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, "run", *words, "--record", str(tmp_path / "call.mp4")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == CUT_OFF and done.stderr.splitlines()[-1].startswith("recording: The video call")
    assert "the disk is full" in done.stderr and "Traceback" not in done.stderr

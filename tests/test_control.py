import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from app.control import AlreadyRunning, EngineClient, EngineGone, EngineHangs, EngineLock, Server
from app.errors import Unusable
from app.resources import runtime_folder, state_folder


def greet(name: str, times: int = 1) -> str:
    return " ".join(["hello", *[name] * times])


def refuse() -> None:
    raise Unusable("Not today. Try tomorrow")


def break_down() -> None:
    raise ZeroDivisionError("a bug")


@pytest.fixture
def server() -> Server:
    return Server({"greet": greet, "refuse": refuse, "break_down": break_down})


def test_calls_and_answers(server: Server) -> None:
    engine = EngineClient()
    assert engine.call("greet", name="you", times=2) == "hello you you"
    assert engine.call("greet", name="Женя") == "hello Женя"
    server.close()


def test_refusals_are_sentences_and_the_connection_goes_on(server: Server) -> None:
    engine = EngineClient()
    with pytest.raises(Unusable, match="Not today"):
        engine.call("refuse")
    with pytest.raises(Unusable, match="ZeroDivisionError"):
        engine.call("break_down")
    with pytest.raises(Unusable, match="not known"):
        engine.call("format_disk")
    with pytest.raises(Unusable, match="not known"):
        engine.call("greet", whom="you")
    assert engine.call("greet", name="you") == "hello you"
    server.close()


@pytest.mark.parametrize(
    "message", [b"", b"{", b"[]", b"3", b'{"call": ["greet"]}', b'{"call": "greet", "with": 3}', b"\xff"]
)
def test_messages_that_are_none_get_an_answer(server: Server, message: bytes, tmp_path: Path) -> None:
    client = Client(str(tmp_path / "run/control"), authkey=(tmp_path / "run/key").read_bytes())
    client.send_bytes(message)
    assert "error" in json.loads(client.recv_bytes())
    server.close()


def test_strangers_and_noise_do_not_stop_the_server(server: Server, tmp_path: Path) -> None:
    address = str(tmp_path / "run/control")
    with pytest.raises(Exception, match=r"digest|reject"):
        Client(address, authkey=b"guess")
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(address)
        raw.sendall(os.urandom(4096))
    assert EngineClient().call("greet", name="you") == "hello you"
    server.close()


def test_key_is_private(server: Server, tmp_path: Path) -> None:
    assert (tmp_path / "run/key").stat().st_mode & 0o077 == 0
    server.close()


@contextmanager
def hanging_engine(backlog: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An engine that takes so many connections and answers none; clients wait for a moment only."""
    monkeypatch.setattr("app.control.ANSWER_SECONDS", 0.2)
    folder = runtime_folder()
    (folder / "key").write_bytes(b"key")
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(folder / "control"))
        silent.listen(backlog)
        yield


def test_an_engine_that_hangs_is_a_sentence_before_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    with hanging_engine(128, monkeypatch), pytest.raises(EngineHangs, match="does not answer"):
        EngineClient()


def test_the_queue_of_an_engine_that_hangs_may_be_full(monkeypatch: pytest.MonkeyPatch) -> None:
    with hanging_engine(0, monkeypatch):
        for _ in range(3):
            with pytest.raises(EngineHangs):
                EngineClient()


def test_without_a_server_there_is_a_sentence() -> None:
    with pytest.raises(EngineGone, match="not running"):
        EngineClient()


def test_one_engine_at_a_time_and_a_killed_one_leaves_no_lock() -> None:
    lock = EngineLock()
    with pytest.raises(AlreadyRunning):
        EngineLock()
    lock.close()
    holder = subprocess.Popen(
        [sys.executable, "-c", "from app.control import EngineLock; l = EngineLock(); print(1, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert holder.stdout is not None and holder.stdout.readline()
    with pytest.raises(AlreadyRunning):
        EngineLock()
    holder.kill()
    holder.wait()
    time.sleep(0.05)
    EngineLock().close()


# --- the folder


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session of the desktop, with folders of its own; gives the one for temporary files."""
    monkeypatch.delenv("STANDIN_RUNTIME_DIR")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "session"))
    (tmp_path / "session").mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "tmp"))
    return tmp_path / "tmp"


def test_the_sessions_own_folder_comes_first_and_is_private(session: Path) -> None:
    folder = runtime_folder()
    assert folder == session.parent / "session/standin" and folder.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make what belongs to somebody else")
def test_a_session_of_somebody_else_is_left_alone(session: Path) -> None:
    theirs = session.parent / "session"
    os.chown(theirs, 12345, 12345)
    assert runtime_folder() == session / f"standin-{os.getuid()}" and not list(theirs.iterdir())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make what belongs to somebody else")
@pytest.mark.parametrize("trap", ["folder", "link"])
def test_a_folder_or_link_that_somebody_else_made_is_not_used(
    session: Path, monkeypatch: pytest.MonkeyPatch, trap: str
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    (session / "theirs").mkdir()
    planted = session / f"standin-{os.getuid()}"
    planted.symlink_to(session / "theirs") if trap == "link" else planted.mkdir()
    os.chown(planted, 12345, 12345, follow_symlinks=False)
    assert runtime_folder() == state_folder() / "run"
    assert not list((session / "theirs").iterdir())

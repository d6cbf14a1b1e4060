"""The protocol between the engine and its clients: JSON over a local socket of this user alone.

A request is {"call": name, "with": {argument: value}}; the answer is {"value": ...} or {"error": sentence}.
The socket lies in the runtime folder (a named pipe on Windows), and each side proves that it can read the key
beside it.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from app.errors import StandinError, Unusable, in_short
from app.journal import strings_in, without_names
from app.resources import runtime_folder

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

# multiprocessing.connection is imported where it is used: 30 ms that the first card need not wait for.
LONGEST_MESSAGE = 1 << 20
CUT_OFF = 4
"""What an engine ends with that was told to end, and whose recording ended early."""
ANSWER_SECONDS = 15.0
"""How long a client waits: longer than it takes to decode the largest picture."""
SLOW_SECONDS = {"doctor": 90.0}
"""Calls that may take longer."""
Call = Callable[..., Any]
log = logging.getLogger("standin")


class AlreadyRunning(StandinError):
    """Another engine of this user is running."""


def _address() -> str:
    if sys.platform == "win32":
        return rf"\\.\pipe\standin-{os.environ.get('USERNAME', 'user')}"
    return str(runtime_folder() / "control")


def _key_file() -> Path:
    return runtime_folder() / "key"


class EngineGone(StandinError):
    """No engine is running, or it does not answer."""


class EngineHangs(EngineGone):
    """An engine that is there does not answer."""


def _hangs() -> EngineHangs:
    if not (process := _holder()):
        return EngineHangs("Standin does not answer. Wait a moment, or end it and start it again")
    return EngineHangs(f"Standin does not answer. Wait a moment, or end it (kill -9 {process}) and start it again")


def _holder() -> int:
    """The process that holds the engine's lock; 0 where that is not known."""
    try:
        return int((runtime_folder() / "lock").read_text())
    except (OSError, ValueError):
        return 0


def _connected(address: str) -> Connection:
    """A connection to the engine; raises EngineHangs where it takes none, OSError where nobody listens."""
    if sys.platform == "win32":
        from multiprocessing.connection import Client

        return Client(address)
    from multiprocessing.connection import Connection as Connected

    until = time.monotonic() + ANSWER_SECONDS
    with socket.socket(socket.AF_UNIX) as found:
        # One that hangs has a queue of clients; a connection that waits for a place in it waits for ever.
        found.setblocking(False)
        while True:
            try:
                found.connect(address)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise _hangs() from error
                time.sleep(0.05)
        found.setblocking(True)
        return Connected(found.detach())


class EngineLock:
    """Held by the one engine of a user; the system lets it go when the process ends, however it ends.

    name: of the lock; the one window of a user holds another one
    Raises AlreadyRunning where another one holds it, Unusable where this user has no folder for it.
    """

    def __init__(self, name: str = "lock") -> None:
        self._file: BinaryIO = (runtime_folder() / name).open("ab")
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            number = f" (process {holder})" if name == "lock" and (holder := _holder()) else ""
            raise AlreadyRunning(
                f"Standin is running already{number}. Use it with 'standin ctl', or end it with 'standin ctl stop'"
            ) from error
        if sys.platform != "win32":  # where what is locked depends on how long the file is
            with contextlib.suppress(OSError):  # no room
                self._file.truncate(0)
                self._file.write(str(os.getpid()).encode())
                self._file.flush()

    def close(self) -> None:
        """Lets another engine start."""
        self._file.close()


class Server:
    """Answers clients, each in a thread of its own.

    calls: what clients can call; a call's parameters are those of the message, its result goes back as JSON, and
        a StandinError it raises goes back as its sentence
    """

    def __init__(self, calls: Mapping[str, Call]) -> None:
        from multiprocessing.connection import Listener

        self._calls = calls
        self._refusal = ""
        self._key = secrets.token_bytes(32)
        _write_private(_key_file(), self._key)
        address = _address()
        if sys.platform != "win32":
            Path(address).unlink(missing_ok=True)
        self._listener = Listener(address, backlog=16)
        threading.Thread(target=self._accept, name="control", daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._serve, args=(connection,), name="control client", daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        from multiprocessing import AuthenticationError
        from multiprocessing.connection import answer_challenge, deliver_challenge

        with connection:
            try:
                # Here rather than in accept: a stranger who says nothing must not keep others waiting.
                deliver_challenge(connection, self._key)
                answer_challenge(connection, self._key)
                while True:
                    answer = self._answer(connection.recv_bytes(LONGEST_MESSAGE))
                    connection.send_bytes(json.dumps(answer).encode())
            except (EOFError, OSError, AuthenticationError, ValueError):
                return  # the client left, sent too much, or could not prove itself

    def _answer(self, message: bytes) -> dict[str, Any]:
        try:
            request = json.loads(message)
            call = self._calls[request["call"]]
            arguments = request.get("with", {})
            inspect.signature(call).bind(**arguments)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {"error": "This request is not known here. Use the same version on both sides"}
        try:
            return {"value": call(**arguments)}
        except StandinError as error:
            # What was asked for is in the sentence and may be a name that nobody keeps.
            refusal = f"{request['call']} refused: {without_names(str(error), strings_in(arguments))}"
            if refusal != self._refusal:  # what looks fifteen times a second is refused as often
                log.info("%s", refusal)
            self._refusal = refusal
            return {"error": str(error)}
        except Exception as error:  # the top of a client's thread: a bug must not end the call
            log.exception("%s failed", request["call"])
            return {"error": f"This did not work ({type(error).__name__}: {in_short(error)})"}

    def close(self) -> None:
        """Stops listening."""
        self._listener.close()
        _key_file().unlink(missing_ok=True)


class EngineClient:
    """The running engine, as its clients see it: `call(name, argument=value)`.

    Raises EngineGone where no engine is running, EngineHangs where one does not answer, Unusable where this user has no
    folder for one.
    """

    def __init__(self) -> None:
        from multiprocessing.connection import answer_challenge, deliver_challenge

        try:
            key = _key_file().read_bytes()
            self._connection = _connected(_address())
            # An engine that hangs takes connections all the same.
            if not self._connection.poll(ANSWER_SECONDS):
                self._connection.close()
                raise _hangs()
            answer_challenge(self._connection, key)
            deliver_challenge(self._connection, key)
        except StandinError:
            raise
        except Exception as error:  # no file, nobody listening, or another key: nobody is there for us
            raise EngineGone("Standin is not running. Start it with ./run or 'standin run'") from error

    def call(self, name: str, /, **arguments: Any) -> Any:
        """The answer of the engine; raises Unusable with its sentence where it refuses, EngineGone when it is gone."""
        try:
            self._connection.send_bytes(json.dumps({"call": name, "with": arguments}).encode())
            if not self._connection.poll(SLOW_SECONDS.get(name, ANSWER_SECONDS)):
                raise _hangs()
            answer = json.loads(self._connection.recv_bytes(LONGEST_MESSAGE))
        except (EOFError, OSError, ValueError) as error:
            raise EngineGone("Standin stopped. Start it again with ./run or 'standin run'") from error
        if "error" in answer:
            raise Unusable(str(answer["error"]))
        return answer.get("value")

    def close(self) -> None:
        """Ends the connection; the engine goes on."""
        self._connection.close()


def _write_private(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)

"""Sound inputs of the system through PortAudio: their names, and the open stream of one."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.errors import Unusable, in_short

DEFAULT = "default"
"""The name of the input that the system's own settings choose."""
WANTED_RATE_HZ = 16000
LATENCY_SECONDS = 0.04
"""What the system may hold back: four blocks, so that a busy moment here loses no sound."""
BLOCKS_A_SECOND = 100
PATIENCE_SECONDS = 5.0
DEVICE_UNAVAILABLE = -9985
HOST_APIS = ("PulseAudio", "ALSA", "Core Audio", "Windows WASAPI")
"""Which of the system's lists is shown, the first that has inputs: several show the same device."""
NUMBERED = re.compile(r" \(hw:\d+,\d+\)$")
"""Where ALSA has a device now; the number changes when it is plugged in again."""

_one_at_a_time = threading.Lock()
_streams: list[Any] = []
"""What is open, for PortAudio looks for devices only when it is started, which would end every stream."""


@dataclass(frozen=True)
class Input:
    """A sound input: a name that stays the same when it is plugged in again, PortAudio's name and number for it."""

    name: str
    full_name: str
    index: int
    channels: int
    sample_rate_hz: int


def input_names() -> list[str]:
    """Names of the inputs there are, each once; "default" comes first where the system has chosen one.

    While one is open the list is that of when it was opened. Raises Unusable where there is no PortAudio.
    """
    with _portaudio() as library:
        _look_again(library)
        names = [found.name for found in _listed(library)]
        return [DEFAULT, *names] if _default(library) else names


def input_named(name: str) -> Input:
    """The input with this name, PortAudio's name, or a part of it; raises Unusable where there is none."""
    with _portaudio() as library:
        _look_again(library)
        return _named(library, name)


class InputStream:
    """An open input: mono at 16 kHz where it can be had, else as many channels and samples as the device has.

    heard: called with (n, channels) float32, valid during the call only, and when the last sample was taken
        (ns, monotonic clock), 100 times a second in a thread of PortAudio
    Nothing is heard before `start`. Raises Unusable where it cannot be opened.
    """

    def __init__(self, name: str, heard: Callable[[np.ndarray, int], None]) -> None:
        def callback(samples: np.ndarray, count: int, times: Any, _: Any) -> None:
            now = time.monotonic_ns()
            held_back = times.currentTime - times.inputBufferAdcTime - count / self.sample_rate_hz
            # Some drivers leave the times at 0 or on another clock; then now is the best guess.
            heard(samples, now - int(held_back * 1e9) if 0 <= held_back < 1 else now)

        with _portaudio() as library:
            _look_again(library)
            found = _named(library, name)
            self.name = found.name
            try:
                self._stream = _first_that_opens(library, found, callback)
            except library.PortAudioError as error:
                raise _refused(found.name, error) from error
            self.sample_rate_hz = int(self._stream.samplerate)
            _streams.append(self._stream)

    def start(self) -> None:
        """Begins to hear."""
        with _portaudio() as library:
            try:
                self._stream.start()
            except library.PortAudioError as error:
                raise _refused(self.name, error) from error

    def close(self) -> None:
        """Lets the device go; the system's sign for an open microphone goes out."""
        with _portaudio():
            try:
                self._stream.close()
            finally:
                _streams.remove(self._stream)


@contextmanager
def _portaudio() -> Iterator[Any]:
    """The library, for this thread alone: PortAudio is not made for several."""
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise Unusable("The system's sound does not answer. Plug the microphone in again, or start Standin again")
    try:
        yield _library()
    finally:
        _one_at_a_time.release()


def _library() -> Any:
    # Imported when somebody listens: 20 ms and a look at every sound device, which the first card need not wait for.
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        how = "sudo apt install libportaudio2" if sys.platform == "linux" else "Run the set-up again"
        raise Unusable(f"PortAudio is missing, so no microphone can be heard. {how}") from error
    return sounddevice


def _look_again(library: Any) -> None:
    """Finds devices that came and forgets those that went, where no stream is open."""
    if _streams:
        return
    try:
        library._terminate()
    except library.PortAudioError:
        pass  # it could not be started the last time
    try:
        library._initialize()
    except library.PortAudioError as error:
        raise Unusable(f"The system's sound cannot be used ({in_short(error)}). Check the sound settings") from error


def _inputs(library: Any) -> list[tuple[str, Input]]:
    """Every input and the host API that offers it; names are PortAudio's."""
    apis = library.query_hostapis()
    return [(apis[device["hostapi"]]["name"], _input(device)) for device in library.query_devices() if _hears(device)]


def _hears(device: dict[str, Any]) -> bool:
    return device["max_input_channels"] > 0 and not device["name"].startswith("Monitor of ")


def _input(device: dict[str, Any]) -> Input:
    name, rate = device["name"], int(device["default_samplerate"])
    return Input(name, name, device["index"], device["max_input_channels"], rate)


def _listed(library: Any) -> list[Input]:
    """The inputs that a person would call devices, under names that stay."""
    inputs = _inputs(library)
    offered = [api for api, _ in inputs]
    chosen = next((api for api in HOST_APIS if api in offered), None)
    # ALSA lists its plugins too (sysdefault, surround40, samplerate, pulse ...): ways to the same devices.
    found = [
        item
        for api, item in inputs
        if chosen in (api, None) and (api != "ALSA" or NUMBERED.search(item.full_name)) and item.name != DEFAULT
    ]
    names = [NUMBERED.sub("", item.full_name) for item in found]
    unique: dict[str, Input] = {}
    for item, name in zip(found, names, strict=True):
        name = name if names.count(name) == 1 else item.full_name
        unique.setdefault(name, replace(item, name=name))
    return list(unique.values())


def _default(library: Any) -> Input | None:
    try:
        device = library.query_devices(kind="input")
    except library.PortAudioError:
        return None
    return replace(_input(device), name=DEFAULT)


def _named(library: Any, name: str) -> Input:
    if name == DEFAULT:
        found = _default(library)
        if found is None:
            raise Unusable("No microphone was found. Plug one in, or choose one in the system's sound settings")
        return found
    listed = _listed(library)
    for item in [*listed, *(other for _, other in _inputs(library))]:
        if name in (item.name, item.full_name):
            return item
    for item in listed:
        if name and name.lower() in item.name.lower():
            return item
    known = ", ".join(item.name for item in listed) or "none"
    # PortAudio leaves out an ALSA device that another program has open.
    raise Unusable(
        f"There is no microphone '{name}' (found: {known}), or another program uses it. "
        "Plug it in, close that program or choose another one"
    )


def _first_that_opens(library: Any, found: Input, callback: Callable[..., None]) -> Any:
    """The stream, as speech networks want it or else as the device has it."""
    for channels, rate in ((1, WANTED_RATE_HZ), (found.channels, found.sample_rate_hz)):
        try:
            return library.InputStream(
                device=found.index,
                channels=channels,
                samplerate=rate,
                blocksize=rate // BLOCKS_A_SECOND,
                latency=LATENCY_SECONDS,
                dtype="float32",
                callback=callback,
            )
        except library.PortAudioError as error:
            refused = error
    raise refused


def _refused(name: str, error: Exception) -> Unusable:
    if DEVICE_UNAVAILABLE in error.args:
        return Unusable(
            f"The microphone {name} is used by another program. Close it there or choose another microphone"
        )
    return Unusable(
        f"The microphone {name} cannot be opened ({in_short(error)}). Plug it in again or choose another one"
    )

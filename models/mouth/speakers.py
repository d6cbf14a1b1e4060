"""Makes synthetic voices speak, with the phones they spoke: espeak-ng, Flite and Festival."""

from __future__ import annotations

import ctypes
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from models.mouth.articulation import ARPABET, CON, SIL, Phone, phones_from_ipa
from models.mouth.labels import FORBIDDEN_VOICE

Spoken = tuple[np.ndarray, int, list[Phone]]
"""Samples (n,) float32, their rate in Hz, the phones."""

SHORT_PAUSE_SECONDS = 0.06
"""A pause this short is the closure or the release of the sound before it."""
_PHONEME_EVENT, _END_OF_EVENTS = 7, 0
_UTF8, _RATE, _PITCH, _RANGE = 1, 1, 3, 4


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


class Espeak:
    """espeak-ng in this process.

    Raises OSError where libespeak-ng is not installed.
    """

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        synchronous, phoneme_events_in_ipa = 2, 3
        self.sample_rate_hz = int(self._library.espeak_Initialize(synchronous, 0, None, phoneme_events_in_ipa))
        self._pieces: list[np.ndarray] = []
        self._starts: list[tuple[float, str]] = []
        # The library keeps only the address: the callback must live as long.
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
        self._callback = kind(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, voice: str, *, rate: int, pitch: int, pitch_range: int) -> Spoken:
        """Speaks a text.

        voice: language, "+" and variant; rate: words a minute; pitch, pitch_range: 0..100
        Raises ValueError where the voice is not known.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((_RATE, rate), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._pieces, self._starts = [], []
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        sound = np.concatenate([np.zeros(0, np.int16), *self._pieces])
        return (
            sound.astype(np.float32) / 32768,
            self.sample_rate_hz,
            self._phones(len(sound) / self.sample_rate_hz, russian=voice.startswith("ru")),
        )

    def names(self, text: str, voice: str) -> list[str]:
        """How a text is pronounced: names of phones, "" for a pause. Raises ValueError as `speak` does."""
        self.speak(text, voice, rate=175, pitch=50, pitch_range=50)
        named = [name for _, name in self._starts if not name.startswith("(") and name != "ʲ"]
        return ["" if name.startswith("_") else name for name in named]

    def _hear(self, samples: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != _END_OF_EVENTS:
            event = events[index]
            if event.type == _PHONEME_EVENT:
                name = event.id.string.split(b"\0")[0].decode(errors="ignore")
                self._starts.append((event.sample / self.sample_rate_hz, name))
            index += 1
        return 0

    def _phones(self, seconds: float, *, russian: bool) -> list[Phone]:
        named = [(start, name) for start, name in self._starts if not name.startswith("(")]
        phones: list[Phone] = []
        for (start, name), (end, _) in zip(named, [*named[1:], (seconds, "")], strict=True):
            if end <= start:
                continue
            silent = not name or name.startswith("_")
            if phones and (name == "ʲ" or (silent and end - start < SHORT_PAUSE_SECONDS)):
                phones.append(replace(phones.pop(), end=end))
            elif silent:
                phones.append(Phone(start, end, SIL, 0.0, 0))
            else:
                phones += phones_from_ipa(name, start, end, russian=russian)
        return phones


def flite(text: str, voice: str) -> Spoken:
    """Flite speaking: one of its voices kal16, awb, rms, slt."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        command = ["flite", "-voice", voice, "-psdur", "-t", text, "-o", str(path)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        sound, rate = soundfile.read(path, dtype="float32")
    start, phones = 0.0, []
    for name, end in re.findall(r"(\S+):([\d.]+)", printed):
        if float(end) > start:
            phones.append(Phone(start, float(end), *ARPABET.get(name, (CON, None, -1))))
        start = float(end)
    return sound, rate, phones


def festival(texts: Sequence[str], voice: str) -> Iterator[tuple[np.ndarray, int, str]]:
    """Festival speaking: samples, rate in Hz and label file of each text that it could speak.

    Raises ValueError for the voice that is cut from recordings which are kept for the judgement.
    """
    if voice == FORBIDDEN_VOICE:
        raise ValueError(f"{voice} must not be trained on")
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"(voice_{voice})"]
        for index, text in enumerate(texts):
            safe = re.sub(r'["\\]', " ", text)
            lines.append(
                f'(unwind-protect (let ((u (utt.synth (Utterance Text "{safe}"))))'
                f' (utt.save.wave u "{folder}/{index}.wav" \'riff) (utt.save.segs u "{folder}/{index}.lab")))'
            )
        script = Path(folder) / "speak.scm"
        script.write_text("\n".join(lines))
        subprocess.run(["festival", "-b", str(script)], capture_output=True, check=False)
        for index in range(len(texts)):
            wave, labels = Path(folder) / f"{index}.wav", Path(folder) / f"{index}.lab"
            if wave.exists() and labels.exists():
                sound, rate = soundfile.read(wave, dtype="float32")
                yield sound, rate, labels.read_text()

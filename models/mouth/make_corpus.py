"""Makes the training sound: bands, movements and classes of every recording and every synthetic voice.

    python -m models.mouth.make_corpus --out DIR --labels DIR [--data DIR] [--jobs 2]

Each file of DIR is a voice or a noise; what is there is not made again. The labels are those that `align` made.
Nothing here is committed.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import soundfile

from app.perception.log_mel import HOP, SAMPLE_RATE_HZ, SILENCE_DB, WINDOW, bands_db
from models.mouth.articulation import (
    CLOSED_SOMEHOW,
    OPEN_SOMEHOW,
    UNKNOWN,
    Phone,
    articulation,
    groups,
    kinds,
)
from models.mouth.labels import (
    FESTVOX_RU,
    captured,
    english_phones,
    letter_phones,
    may_be_trained_on,
    phones_from_csv,
    russian_phones,
)
from models.mouth.prompts import PROMPTS, prompts
from models.mouth.rooms import NOISES, changed, resampled
from models.mouth.speakers import Espeak, festival, flite

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED_SPEECH = REPOSITORY.parent / "shared/data/speech"
RATE = SAMPLE_RATE_HZ
HELD_OUT_LANGUAGE = "it"
BANDS_STEP_DB = 0.5

SHARED = ("coffee", "wakewords", "mycroft", "librispeech", "asterisk-ru", "kerstin-de", "librispeech-weak")
FESTIVAL_VOICES: dict[str, Callable[[str], list[Phone]]] = {
    **dict.fromkeys(("kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts"), english_phones),
    **dict.fromkeys(("czech_dita", "czech_machac", "czech_krb", "czech_ph"), letter_phones),
    **dict.fromkeys(("suo_fi_lj_diphone", "hy_fi_mv_diphone", "upc_ca_ona_hts"), letter_phones),
}
LATIN = (
    "af an az bs ca cs cy da de en en-029 en-gb-scotland en-gb-x-rp en-us eo es es-419 et eu fi fr fr-be fr-ch ga gd"
    " hr ht hu id is ku la lb lt lv mi ms mt nb nl om pap pl pt pt-br ro sk sl sq sv sw tn tr uz vi"
).split()
CYRILLIC = "ru ru bg be uk mk sr kk ky tt".split()
VARIANTS = (
    "m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 adam anika announcer antonio aunty belinda benjamin boris caleb david ed"
    " edward edward2 gustave iven iven2 iven3 john kaukovalta klatt klatt2 klatt3 klatt4 linda marcelo max michel"
    " miguel norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 steph3 travis victor zac Alex"
    " Alicia Andrea Andy Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario Michael Mike Mr Nguyen"
).split()


def hops_of(sound: np.ndarray) -> np.ndarray:
    """(n, 40) uint8 bands in steps of half a dB from -100."""
    bands = bands_db(np.concatenate([np.zeros(WINDOW - HOP, np.float32), sound.astype(np.float32)]))
    return np.clip((bands - SILENCE_DB) / BANDS_STEP_DB + 0.5, 0, 255).astype(np.uint8)


class Shard:
    """Hops of one voice or noise, one recording after the other."""

    def __init__(self) -> None:
        self._parts: list[tuple[np.ndarray, ...]] = []

    def speech(self, sound: np.ndarray, phones: list[Phone]) -> None:
        """Adds 16 kHz sound with its phones."""
        bands = hops_of(sound)
        hops = len(bands)
        self._add(bands, articulation(phones, hops), kinds(phones, hops), groups(phones, hops))

    def face(self, sound: np.ndarray, opening: np.ndarray, rounding: np.ndarray) -> None:
        """Adds 16 kHz sound with a captured face, (hops,) each."""
        bands = hops_of(sound)
        opening, rounding = (np.resize(v, len(bands)) for v in (opening, rounding))
        moves = np.stack([np.clip(opening, 0, 1.2), 0.5 - 1.4 * np.clip(rounding, 0, 1.1), np.clip(opening, 0, 1)], 1)
        kind = np.where(opening < 0.06, CLOSED_SOMEHOW, np.where(opening > 0.2, OPEN_SOMEHOW, UNKNOWN))
        self._add(bands, moves.astype(np.float32), kind.astype(np.uint8), np.full(len(bands), UNKNOWN, np.uint8))

    def noise(self, sound: np.ndarray) -> None:
        """Adds 16 kHz sound in which nobody speaks."""
        bands = hops_of(sound)
        self._add(bands, np.zeros((len(bands), 3), np.float32), *np.zeros((2, len(bands)), np.uint8))

    @property
    def heard(self) -> bool:
        """False where nothing was added."""
        return bool(self._parts)

    def save(self, path: Path) -> None:
        """Writes bands (n, 40) uint8, moves (n, 3) int8 in hundredths, kinds and groups (n,) uint8."""
        bands, moves, kind, group = (np.concatenate(p) for p in zip(*self._parts, strict=True))
        part = path.with_suffix(".part.npz")
        np.savez(part, bands=bands, moves=moves, kinds=kind, groups=group)
        part.rename(path)

    def _add(self, bands: np.ndarray, moves: np.ndarray, kind: np.ndarray, group: np.ndarray) -> None:
        self._parts.append((bands, np.clip(moves * 100, -127, 127).astype(np.int8), kind, group))


def scaled(phones: Iterable[Phone], factor: float) -> list[Phone]:
    """Phones of a sound that became `factor` times as long."""
    return [replace(p, start=p.start * factor, end=p.end * factor) for p in phones]


def recordings(corpus: str, data: Path, labels: Path) -> Iterator[tuple[str, np.ndarray, list[Phone]]]:
    """Name, 16 kHz samples and phones of every recording of a corpus that may be trained on.

    data: the shared recordings; labels: their phones as `align` wrote them
    """
    if corpus == "festvox-ru":
        for path in sorted((FESTVOX_RU / "wav").glob("ru_*.wav")):
            if may_be_trained_on(corpus, path.stem, "train"):
                yield path.stem, soundfile.read(path, dtype="float32")[0], russian_phones(path.stem)
        return
    if corpus in PROMPTS:
        for name, sound, _ in prompts(corpus):
            yield name, sound, phones_from_csv(labels / corpus / f"{name}.csv")
        return
    for item in json.loads((data / corpus / "manifest.json").read_text())["items"]:
        name = item["name"]
        if may_be_trained_on(corpus, name, item["split"]):
            sound, _ = soundfile.read(data / corpus / f"{name}.opus", dtype="float32")
            yield name, sound, phones_from_csv(labels / corpus / f"{name}.csv", russian=corpus == "asterisk-ru")


def recorded(corpus: str, version: int, data: Path, labels: Path, rng: np.random.Generator) -> Shard:
    """A corpus: as it is (version 0), or as higher and lower voices in other rooms."""
    shard = Shard()
    for _, sound, phones in recordings(corpus, data, labels):
        if version:
            factor = float(np.exp(rng.uniform(-0.2, 0.2)))
            sound, phones = changed(resampled(sound, factor), rng), scaled(phones, factor)
        shard.speech(sound, phones)
    return shard


def faces(version: int, data: Path, rng: np.random.Generator) -> Shard:
    """The captured faces that may be trained on."""
    shard = Shard()
    for path in sorted((data / "facegood").glob("*.wav")):
        if not may_be_trained_on("facegood", path.stem, "train"):
            continue
        sound = soundfile.read(path, dtype="float32")[0]
        opening, rounding = captured(path.with_suffix(".bs.npz"), len(sound) // HOP)
        if version:
            factor = float(np.exp(rng.uniform(-0.2, 0.2)))
            sound = changed(resampled(sound, factor), rng)
            moments = np.arange(len(sound) // HOP) / factor
            opening, rounding = (
                np.interp(moments, np.arange(len(v)), v).astype(np.float32) for v in (opening, rounding)
            )
        shard.face(sound, opening, rounding)
    return shard


def sentences(data: Path) -> list[str]:
    """Texts of the recordings that may be trained on: English and German."""
    texts = []
    for corpus in ("coffee", "librispeech", "librispeech-weak", "kerstin-de"):
        items = json.loads((data / corpus / "manifest.json").read_text())["items"]
        texts += [item["text"] for item in items if may_be_trained_on(corpus, item["name"], item["split"])]
    return texts


def nonsense(rng: np.random.Generator, *, cyrillic: bool = False) -> str:
    """Six to twelve words that mean nothing, rich in lips and vowels."""
    onsets = "p b m f v p b m f v t d n s z l r k g sh ch w h j".split()
    vowels = "a a e i o u a e i o u ai au ei".split()
    codas = ["", "", "", "n", "m", "l", "s", "r", "t", "p", "f", "k"]
    if cyrillic:
        onsets, vowels = "п б м ф в п б м ф в т д н с з л р к г ш ч ж х".split(), "а е и о у ы э ю я а о и у".split()
        codas = ["", "", "", "н", "м", "л", "с", "р", "т", "п", "ф", "к"]
    words = []
    for _ in range(int(rng.integers(6, 13))):
        syllables = range(int(rng.integers(1, 4)))
        words.append("".join(f"{rng.choice(onsets)}{rng.choice(vowels)}{rng.choice(codas)}" for _ in syllables))
    middle = len(words) // 2
    return " ".join(words[:middle]) + ", " + " ".join(words[middle:]) + "."


def pinyin(rng: np.random.Generator) -> str:
    """Ten Mandarin syllables in pinyin, tones as numbers."""
    onsets = "b p m f d t n l g k h j q x zh ch sh r z c s y w".split()
    ends = "a ai ao an ang e ei en eng i ia ie iu in ing o ou ong u ua uo ui un".split()
    return " ".join(f"{rng.choice(onsets)}{rng.choice(ends)}{rng.integers(1, 5)}" for _ in range(10)) + "."


def synthetic(minutes: float, data: Path, rng: np.random.Generator) -> Shard:
    """espeak-ng in a new voice and language for every text."""
    speaker, shard, texts, seconds = Espeak(), Shard(), sentences(data), 0.0
    russian = [text for text in _russian_texts() if text]
    while seconds < minutes * 60:
        draw = rng.random()
        if draw < 0.07:
            language, text = "cmn-latn-pinyin", pinyin(rng)
        elif draw < 0.25:
            language = str(rng.choice(CYRILLIC))
            text = str(rng.choice(russian)) if rng.random() < 0.5 and russian else nonsense(rng, cyrillic=True)
        else:
            language = (
                str(rng.choice(LATIN)) if rng.random() < 0.75 else str(rng.choice(["en-us", "en", "de", "es", "fr"]))
            )
            text = str(rng.choice(texts)) if rng.random() < 0.4 else nonsense(rng)
        voice = f"{language}+{rng.choice(VARIANTS)}"
        try:
            sound, rate, phones = speaker.speak(
                text,
                voice,
                rate=int(rng.integers(110, 230)),
                pitch=int(rng.integers(15, 85)),
                pitch_range=int(rng.integers(20, 80)),
            )
        except ValueError:
            continue
        if len(sound) < rate // 2:
            continue
        factor = float(np.exp(rng.uniform(-0.12, 0.12)))
        sound = resampled(sound, RATE / rate * factor)
        shard.speech(changed(sound, rng), scaled(phones, factor))
        seconds += len(sound) / RATE
    return shard


def _russian_texts() -> list[str]:
    texts = FESTVOX_RU / "etc/txt.done.data"
    lines = texts.read_text().splitlines() if texts.exists() else []
    named = [line.split(maxsplit=2)[1:] for line in lines if '"' in line]
    return [
        text.strip('" )').replace("+", "") for name, text in named if may_be_trained_on("festvox-ru", name, "train")
    ]


def flite_voice(voice: str, count: int, data: Path, rng: np.random.Generator) -> Shard:
    """A voice of Flite."""
    shard, texts = Shard(), sentences(data)
    for _ in range(count):
        text = str(rng.choice(texts)) if rng.random() < 0.6 else nonsense(rng)
        sound, rate, phones = flite(text, voice)
        if phones:
            _add_varied(shard, sound, rate, phones, rng)
    return shard


def festival_voice(voice: str, count: int, data: Path, rng: np.random.Generator) -> Shard:
    """A voice of Festival."""
    shard, english = Shard(), FESTIVAL_VOICES[voice] is english_phones
    texts = [
        str(rng.choice(sentences(data))) if english and rng.random() < 0.6 else nonsense(rng) for _ in range(count)
    ]
    for sound, rate, labels in festival(texts, voice):
        _add_varied(shard, sound, rate, FESTIVAL_VOICES[voice](labels), rng)
    return shard


def _add_varied(shard: Shard, sound: np.ndarray, rate: int, phones: list[Phone], rng: np.random.Generator) -> None:
    factor = float(np.exp(rng.uniform(-0.18, 0.18)))
    shard.speech(changed(resampled(sound, RATE / rate * factor), rng), scaled(phones, factor))


def recorded_noise(data: Path, rng: np.random.Generator) -> Shard:
    """The recorded noises that may be trained on."""
    shard = Shard()
    for item in json.loads((data / "noise/manifest.json").read_text())["items"]:
        if may_be_trained_on("noise", item["name"], item["split"], item["family"]):
            shard.noise(soundfile.read(data / "noise" / f"{item['name']}.opus", dtype="float32")[0])
    return shard


def made_noise(kind: str, minutes: float, rng: np.random.Generator) -> Shard:
    """One of NOISES, 20 seconds at a time."""
    shard = Shard()
    for _ in range(round(minutes * 3)):
        shard.noise(np.clip(NOISES[kind](rng, 20 * RATE), -1, 1))
    return shard


def jobs(data: Path, labels: Path, synthetic_hours: float) -> dict[str, Callable[[np.random.Generator], Shard]]:
    """What is made: file name -> maker. The first ones are those that training needs first."""
    made: dict[str, Callable[[np.random.Generator], Shard]] = {}
    made["noise_recorded"] = partial(recorded_noise, data)
    for version in range(5):
        made[f"speech_festvox-ru_{version}"] = partial(recorded, "festvox-ru", version, data, labels)
    for corpus in (*SHARED, *PROMPTS):
        for version in range(2 if corpus in PROMPTS else 4):
            made[f"speech_{corpus}_{version}"] = partial(recorded, corpus, version, data, labels)
    for version in range(4):
        made[f"face_facegood_{version}"] = partial(faces, version, data)
    for kind in NOISES:
        made[f"noise_{kind}"] = partial(made_noise, kind, 12.0)
    parts = max(1, round(synthetic_hours * 2))
    for part in range(parts):
        made[f"synthetic_espeak_{part:02}"] = partial(synthetic, 30.0, data)
        if part == 1 or parts == 1:
            for voice in ("kal16", "awb", "rms", "slt"):
                made[f"voice_flite_{voice}"] = partial(flite_voice, voice, 300, data)
            for voice in FESTIVAL_VOICES:
                made[f"voice_festival_{voice}"] = partial(festival_voice, voice, 300, data)
    return made


def make(name: str, out: Path, data: Path, labels: Path, synthetic_hours: float) -> str:
    """Makes one file, unless it is there or what speaks in it is not installed. Returns a line about it."""
    path = out / f"{name}.npz"
    if path.exists():
        return f"{name}: is there"
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    try:
        shard = jobs(data, labels, synthetic_hours)[name](rng)
    except FileNotFoundError as error:
        return f"{name}: left out, {error.filename} is missing"
    if not shard.heard:
        return f"{name}: left out, its package is not installed"
    shard.save(path)
    return f"{name}: {len(np.load(path)['kinds']) / 6000:.1f} minutes"


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the training sound of the mouth network")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True, help="what models.mouth.align wrote")
    parser.add_argument("--data", type=Path, default=SHARED_SPEECH, help="the shared recordings")
    parser.add_argument("--synthetic-hours", type=float, default=4.0)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    names = list(jobs(arguments.data, arguments.labels, arguments.synthetic_hours))
    with ProcessPoolExecutor(arguments.jobs) as pool:
        one = partial(make, out=arguments.out, data=arguments.data, labels=arguments.labels)
        for line in pool.map(partial(one, synthetic_hours=arguments.synthetic_hours), names):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Makes a set of voices, a language and noises that training never hears, in the evaluator's format.

python -m models.mouth.unseen --out DIR [--data DIR]
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import soundfile

from app.perception.log_mel import SAMPLE_RATE_HZ as RATE
from models.mouth.labels import UNSEEN_NOISE
from models.mouth.make_corpus import SHARED_SPEECH
from models.mouth.rooms import in_a_room, through_opus

SEED = 25


def held_out_speech(data: Path, out: Path) -> list[dict[str, object]]:
    """Every fourth Italian prompt and the readers of LibriSpeech that are kept for development."""
    items: list[dict[str, object]] = []
    for corpus, step in (("asterisk-it", 4), ("librispeech", 1)):
        listed = [i for i in json.loads((data / corpus / "manifest.json").read_text())["items"] if i["split"] == "dev"]
        for item in listed[::step]:
            name = item["name"]
            sound, _ = soundfile.read(data / corpus / f"{name}.opus", dtype="float32")
            soundfile.write(out / f"{name}.wav", sound, RATE, subtype="PCM_16")
            shutil.copyfile(data / corpus / f"{name}.csv", out / f"{name}.csv")
            duration = round(len(sound) / RATE, 3)
            items.append(
                {
                    "name": name,
                    "duration": duration,
                    "corpus": corpus,
                    "speaker": item["speaker"],
                    "lang": item["lang"],
                    "kind": "phones",
                }
            )
    return items


def held_out_noise(data: Path, out: Path, rng: np.random.Generator) -> list[dict[str, object]]:
    """Recorded noises of held-out files and families, babble of held-out voices, music by frequency modulation."""
    sounds: dict[str, np.ndarray] = {}
    for item in json.loads((data / "noise/manifest.json").read_text())["items"]:
        human = item["family"] in ("esc10 baby cry", "esc10 person sneeze")
        if not human and (item["split"] == "dev" or item["family"] in UNSEEN_NOISE):
            sounds.setdefault(
                item["family"].split(" (")[0].replace(" ", "_"),
                soundfile.read(data / "noise" / f"{item['name']}.opus", dtype="float32")[0][: 20 * RATE],
            )
    voices = [soundfile.read(p, dtype="float32")[0] for p in sorted(out.glob("*.wav")) if not p.name.startswith("ns_")]
    for count in (4, 7):
        mixed = np.zeros(20 * RATE)
        for _ in range(count):
            order = rng.permutation(len(voices))
            stream = np.concatenate([voices[i] / (np.abs(voices[i]).max() + 1e-6) for i in order[:12]])[: 20 * RATE]
            mixed[: len(stream)] += stream * rng.uniform(0.4, 1.0)
        sounds[f"cafe_{count}_voices"] = in_a_room(mixed.astype(np.float32), rng, -3.0)
    sounds["fm_music"] = _frequency_modulated_tune(rng)
    items: list[dict[str, object]] = []
    for name, sound in sounds.items():
        sound = sound / (np.abs(sound).max() + 1e-6) * 0.3
        soundfile.write(out / f"ns_{name}.wav", sound, RATE, subtype="PCM_16")
        items.append(
            {
                "name": f"ns_{name}",
                "duration": round(len(sound) / RATE, 3),
                "corpus": "nonspeech",
                "speaker": "-",
                "lang": "-",
                "kind": "nonspeech",
            }
        )
    return items


def _frequency_modulated_tune(rng: np.random.Generator) -> np.ndarray:
    tune = np.zeros(20 * RATE)
    for step in range(76):
        for voice in range(2):
            time = np.arange(int(0.5 * RATE)) / RATE
            hz = 110 * 2 ** (rng.choice([0, 3, 5, 7, 10, 12, 15, 19]) / 12) * (1 + voice)
            tone = np.sin(
                2 * np.pi * hz * time
                + rng.uniform(0.5, 4) * np.exp(-4 * time) * np.sin(2 * np.pi * hz * rng.choice([1, 2, 1.41]) * time)
            )
            piece = tune[int(step * 0.25 * RATE) :][: len(time)]
            piece += (tone * np.exp(-5 * time))[: len(piece)]
    return tune


def telephone_line(taps: int = 511) -> np.ndarray:
    """A filter for 16 kHz that passes 300 to 3400 Hz, (taps,) float64, and is 45 dB down 50 Hz beside them.

    Not the file's spectrum with bands set to zero: edges without any width ring for as long as the file, and fill its
    pauses with tones of 300 and 3400 Hz, which no line does.
    """
    at = np.arange(taps) - (taps - 1) / 2
    low, high = (2 * hz / RATE * np.sinc(2 * hz / RATE * at) for hz in (300.0, 3400.0))
    return (high - low) * np.hamming(taps)


def changed_set(source: Path, out: Path, how: str) -> None:
    """The same set as a telephone (300 to 3400 Hz), Opus, a quiet (-45 dBFS) or a clipping microphone gives it."""
    out.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.suffix != ".wav":
            shutil.copyfile(path, out / path.name)
            continue
        sound, _ = soundfile.read(path, dtype="float32")
        if how == "opus":
            sound = through_opus(sound)
        elif how == "telephone":
            sound = np.convolve(sound, telephone_line(), "same")
        elif how == "quiet":
            sound = sound * (10 ** (-45 / 20) / (np.sqrt((sound**2).mean()) + 1e-9))
        elif how == "clipping":
            sound = np.clip(sound * (0.5 / (np.sqrt((sound**2).mean()) + 1e-9)), -1, 1)
        soundfile.write(out / path.name, sound, RATE, subtype="PCM_16")


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the set of held-out voices and noises")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=SHARED_SPEECH)
    parser.add_argument(
        "--change", choices=("opus", "telephone", "quiet", "clipping"), help="change the set at --data instead"
    )
    arguments = parser.parse_args()
    if arguments.change:
        changed_set(arguments.data, arguments.out, arguments.change)
        return 0
    arguments.out.mkdir(parents=True, exist_ok=True)
    items = held_out_speech(arguments.data, arguments.out)
    items += held_out_noise(arguments.data, arguments.out, np.random.default_rng(SEED))
    (arguments.out / "manifest.json").write_text(json.dumps({"items": items}, indent=1))
    print(f"{len(items)} items, {sum(float(str(i['duration'])) for i in items) / 60:.1f} minutes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

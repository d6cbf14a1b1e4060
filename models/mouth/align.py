"""Puts the phones of the shared recordings where they sound, and marks those that are not heard.

    python -m models.mouth.align --out DIR [--data DIR] [--steps N]

The recordings' labels come from several aligners and, in librispeech-weak, from a recogniser that got a third of the
words wrong; the prompts have texts only. A network that hears both sides of a moment learns from the trusted labels,
finds the best path through each recording's phones (Viterbi), learns from that, and does it once more. Phones that the
sound does not bear out get the class "?" and are not learnt from. Writes DIR/<corpus>/<name>.csv.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
import torch
from torch import nn

from app.perception.log_mel import BANDS
from models.mouth.articulation import CLASSES, GROUPS, RUSSIAN, group_of, phones_from_ipa
from models.mouth.labels import FESTVOX_RU, may_be_trained_on
from models.mouth.make_corpus import BANDS_STEP_DB, SHARED_SPEECH, hops_of
from models.mouth.network import half_precision
from models.mouth.prompts import PROMPTS, prompts
from models.mouth.speakers import Espeak

SHARES = {"festvox-ru": 0.15, "coffee": 0.2, "wakewords": 0.06, "mycroft": 0.04, "librispeech": 0.2}
SHARES |= {"asterisk-ru": 0.15, "kerstin-de": 0.12, "librispeech-weak": 0.25}
SHARES |= dict.fromkeys(PROMPTS, 0.08)
UNTRUSTED = ("librispeech-weak", *PROMPTS)
HELD_OUT = ("librispeech", "asterisk-it")
"""Corpora whose development parts are aligned too, into DIR/dev, to measure by; nothing learns from them."""
"""How often a recording of each corpus is drawn."""
SHORTEST = 3
"""Hops that a phone lasts at least."""
HEARD, HEARD_FOR_SURE = -2.2, -1.3
"""Mean log share of its group below which a phone, with its two neighbours, counts as not heard; the second is for what
is learnt from untrusted labels."""
SIZE, HOPS, RATE, SEED = 24, 400, 1.5e-3, 9


@dataclass(frozen=True)
class Sound:
    """A phone of a label file: seconds, name, class and opening as they are written there."""

    start: float
    end: float
    name: str
    kind: str
    opening: str

    @property
    def group(self) -> int:
        """Index of GROUPS."""
        return group_of(self.name, CLASSES.index("RND" if self.kind == "W" else self.kind))


@dataclass(frozen=True)
class Recording:
    """bands: (n, 40) float32 against the recording's own mean; sounds: in order of time."""

    corpus: str
    name: str
    bands: np.ndarray
    sounds: list[Sound]


def read_sounds(path: Path) -> list[Sound]:
    """The phones of a label file."""
    with path.open() as file:
        return [
            Sound(float(r["start"]), float(r["end"]), r["phone"], r["class"], r["open"]) for r in csv.DictReader(file)
        ]


def write_sounds(path: Path, sounds: list[Sound]) -> None:
    """Writes a label file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{s.start:.3f},{s.end:.3f},{s.name},{s.kind},{s.opening}" for s in sounds]
    path.write_text("\n".join(["start,end,phone,class,open", *lines]) + "\n")


def heard(sound: np.ndarray) -> np.ndarray:
    """(n, 40) float32 bands of 16 kHz sound against their own mean while it is loud."""
    bands = hops_of(sound).astype(np.float32) * BANDS_STEP_DB
    level = bands.max(axis=1)
    loud = bands[level >= np.percentile(level, 40)]
    return np.clip((bands - loud.mean(axis=0)) / 15.0, -4, 3)


def recordings_of(corpus: str, data: Path, *, held_out: bool = False) -> Iterator[Recording]:
    """The recordings of a corpus that may be trained on, or those that may not."""
    if corpus in PROMPTS:
        speaker = Espeak()
        for name, sound, text in prompts(corpus):
            names = speaker.names(text, PROMPTS[corpus][1])
            yield Recording(corpus, name, heard(sound), [s for n in names for s in _pronounced(n)])
        return
    if corpus == "festvox-ru":
        for path in sorted((FESTVOX_RU / "wav").glob("ru_*.wav")):
            if may_be_trained_on(corpus, path.stem, "train"):
                yield Recording(corpus, path.stem, heard(soundfile.read(path)[0]), _russian_sounds(path.stem))
        return
    for item in json.loads((data / corpus / "manifest.json").read_text())["items"]:
        if may_be_trained_on(corpus, item["name"], item["split"]) != held_out:
            yield _shared(corpus, item["name"], data)


def _shared(corpus: str, name: str, data: Path) -> Recording:
    sound = soundfile.read(data / corpus / f"{name}.opus", dtype="float32")[0]
    return Recording(corpus, name, heard(sound), read_sounds(data / corpus / f"{name}.csv"))


def _pronounced(name: str) -> list[Sound]:
    if not name:
        return [Sound(0.0, 0.0, "SIL", "SIL", "0")]
    phones = phones_from_ipa(name, 0.0, 1.0)
    return [Sound(0.0, 0.0, name, CLASSES[p.kind], "" if p.opening is None else f"{p.opening:g}") for p in phones]


def _russian_sounds(name: str) -> list[Sound]:
    lines = [line.split() for line in (FESTVOX_RU / "lab" / f"{name}.lab").read_text().splitlines()]
    start, sounds = 0.0, []
    for end, _, phone in (line[:3] for line in lines[lines.index(["#"]) + 1 :] if len(line) >= 3):
        kind = CLASSES[RUSSIAN[phone][0]] if phone in RUSSIAN else "CON"
        sounds.append(Sound(start, float(end), phone, kind, ""))
        start = float(end)
    return sounds


class Listener(nn.Module):  # type: ignore[misc]  # torch is not installed with the tests
    """Logits of GROUPS for every hop, from about 0.6 s on both sides."""

    def __init__(self, width: int = 192) -> None:
        super().__init__()
        self.first = nn.Conv1d(BANDS, width, 5, padding=2)
        reaches = (1, 2, 4, 8, 16, 1, 2, 4, 8)
        self.layers = nn.ModuleList(nn.Conv1d(width, width, 3, padding=r, dilation=r) for r in reaches)
        self.norms = nn.ModuleList(nn.GroupNorm(1, width) for _ in reaches)
        self.drop = nn.Dropout(0.15)
        self.last = nn.Conv1d(width, len(GROUPS), 1)

    def forward(self, bands: torch.Tensor) -> torch.Tensor:
        """(B, n, 40) to (B, n, 19)."""
        x = self.first(bands.transpose(1, 2))
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = x + self.drop(torch.relu(layer(norm(x))))
        return self.last(torch.relu(x)).transpose(1, 2).float()


def targets(recording: Recording) -> np.ndarray:
    """(n,) group at each hop, -1 where it is not known."""
    groups = np.full(len(recording.bands), -1, np.int64)
    for sound in recording.sounds:
        groups[round(sound.start * 100) : round(sound.end * 100)] = -1 if sound.kind == "?" else sound.group
    return groups


def learn(listener: Listener, recordings: list[Recording], steps: int, rng: np.random.Generator) -> None:
    """Trains on the recordings' labels."""
    optimizer = torch.optim.AdamW(listener.parameters(), lr=RATE, weight_decay=1e-2)
    by_corpus = {c: [r for r in recordings if r.corpus == c] for c in SHARES}
    corpora = [c for c in SHARES if by_corpus[c]]
    shares = np.array([SHARES[c] for c in corpora])
    listener.train()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 50, 1.02 - step / steps)
        bands, wanted = np.zeros((SIZE, HOPS, BANDS), np.float32), np.full((SIZE, HOPS), -1)
        for row in range(SIZE):
            those = by_corpus[corpora[int(rng.choice(len(corpora), p=shares / shares.sum()))]]
            one = those[int(rng.integers(len(those)))]
            tempo = float(np.exp(rng.uniform(-0.2, 0.2)))
            at = rng.uniform(0, max(1, len(one.bands) - HOPS * tempo)) + np.arange(HOPS) * tempo
            at = at[at < len(one.bands) - 1].astype(int)
            throat = np.clip(np.arange(BANDS) * np.exp(rng.uniform(-0.12, 0.12)) + rng.uniform(-1, 1), 0, BANDS - 1)
            bands[row, : len(at)] = one.bands[at][:, (throat + 0.5).astype(int).clip(0, BANDS - 1)]
            bands[row] += rng.normal(0, 0.2, BANDS) + rng.normal(0, rng.uniform(0, 0.25), (HOPS, BANDS))
            bands[row] = np.maximum(bands[row], rng.uniform(-4, -1.2))
            wanted[row, : len(at)] = targets(one)[at]
        with half_precision():
            logits = listener(torch.from_numpy(bands))
        loss = nn.functional.cross_entropy(
            logits.flatten(0, 1), torch.from_numpy(wanted).flatten(), ignore_index=-1, label_smoothing=0.05
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(listener.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 100 == 0:
            print(f"{step + 1} loss {float(loss.detach()):.3f}", flush=True)


def log_shares(listener: Listener, bands: np.ndarray) -> np.ndarray:
    """(n, 19) log shares of GROUPS."""
    listener.eval()
    with torch.no_grad():
        return torch.log_softmax(listener(torch.from_numpy(bands[None])), -1)[0].numpy()


def best_path(shares: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """First hop of every phone on the best way through the sound.

    shares: (n, 19) log; groups: (p,) of the phones, the first and the last SIL; inner SILs may be passed over
    Returns (p,) int; a phone that is passed over begins where the next one does.
    """
    states = np.repeat(np.arange(len(groups)), SHORTEST)
    emitted = shares[:, groups[states]]
    first = np.arange(len(states)) % SHORTEST == 0
    stays = np.arange(len(states)) % SHORTEST == SHORTEST - 1
    over = np.zeros(len(states), bool)
    over[np.flatnonzero(first)[2:]] = (groups == GROUPS.index("SIL"))[1:-1]
    score = np.full(len(states), -np.inf)
    score[0] = emitted[0, 0]
    back = np.zeros((len(shares), len(states)), np.int32)
    here = np.arange(len(states))
    for hop in range(1, len(shares)):
        step = np.concatenate([[-np.inf], score[:-1]])
        stay = np.where(stays, score, -np.inf)
        skip = np.where(over, np.concatenate([np.full(SHORTEST + 1, -np.inf), score[: -SHORTEST - 1]]), -np.inf)
        ways = np.stack([stay, step, skip])
        chosen = ways.argmax(axis=0)
        back[hop] = here - np.array([0, 1, SHORTEST + 1])[chosen]
        score = ways.max(axis=0) + emitted[hop]
    state, starts = len(states) - 1, np.full(len(groups), len(shares))
    for hop in range(len(shares) - 1, -1, -1):
        starts[states[state]] = hop
        state = back[hop, state]
    return np.minimum.accumulate(starts[::-1])[::-1]


def aligned(listener: Listener, recording: Recording, least: float = HEARD) -> list[Sound]:
    """The recording's sounds where they are heard, those that are heard less than `least` with the class "?"."""
    sounds = list(recording.sounds)
    if sounds[0].kind != "SIL":
        sounds.insert(0, Sound(0.0, 0.0, "SIL", "SIL", "0"))
    if sounds[-1].kind != "SIL":
        sounds.append(Sound(0.0, 0.0, "SIL", "SIL", "0"))
    groups = np.array([s.group for s in sounds])
    shares = log_shares(listener, recording.bands)
    if len(groups) * SHORTEST > len(shares):
        return [replace(s, kind="?") for s in recording.sounds]
    starts = best_path(shares, groups)
    ends = np.append(starts[1:], len(shares))
    lasting = np.maximum(ends - starts, 0)
    sums = np.array([shares[a:b, g].sum() for a, b, g in zip(starts, ends, groups, strict=True)])
    near = np.ones(3)
    mean = np.convolve(sums, near, "same") / np.maximum(np.convolve(lasting, near, "same"), 1)
    return [
        replace(s, start=a / 100, end=b / 100, kind=s.kind if m > least else "?")
        for s, a, b, m in zip(sounds, starts, ends, mean, strict=True)
        if b > a
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Aligns the shared recordings")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=SHARED_SPEECH)
    parser.add_argument("--steps", type=int, default=1200, help="of each of the two rounds")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    listener = Listener()
    recordings = [r for corpus in SHARES for r in recordings_of(corpus, arguments.data)]
    print(f"{sum(len(r.bands) for r in recordings) / 360000:.1f} hours", flush=True)
    learn(listener, [r for r in recordings if r.corpus not in UNTRUSTED], arguments.steps, rng)
    shared = [r for r in recordings if r.corpus != "festvox-ru"]
    first = [replace(r, sounds=aligned(listener, r)) for r in shared]
    learn(listener, [r for r in recordings if r.corpus == "festvox-ru"] + first, arguments.steps, rng)
    torch.save(listener.state_dict(), arguments.out / "listener.pt")
    for recording in shared:
        sounds = aligned(listener, recording, HEARD_FOR_SURE if recording.corpus in UNTRUSTED else HEARD)
        write_sounds(arguments.out / recording.corpus / f"{recording.name}.csv", sounds)
    for corpus in HELD_OUT:
        for recording in recordings_of(corpus, arguments.data, held_out=True):
            write_sounds(arguments.out / "dev" / corpus / f"{recording.name}.csv", aligned(listener, recording))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Trains the mouth network; stops and goes on where it stopped.

    python -m models.mouth.train --corpus DIR --out DIR [--iterations N] [--threads 2]

Writes DIR/checkpoint.pt every 50 steps (read again at the next start) and DIR/log.txt. Steps are a third faster with
MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=4000000000 in the environment: glibc otherwise gives the large
arrays of each step back to the system.
"""

from __future__ import annotations

import argparse
import copy
import math
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn

from models.mouth.articulation import CLASSES, CLOSED_SOMEHOW, CON, FV, OPEN_SOMEHOW, PBM, RND, SH, SIL, UNKNOWN
from models.mouth.batches import Batch, Corpus
from models.mouth.network import MouthNetwork, half_precision

SIZE, FRAMES = 48, 150
WARM_UP, DECAY = 100, 0.997
LEGS = ((0, 8100, 2e-3), (0, 11000, 2e-3), (11000, 13700, 1e-3))
"""Half cosines of the learning rate, one after the other: the step that each is counted from, its end and its height.
What each gained stands in card.md."""
SEED = 4


def weights_by_kind(values: dict[int, float], other: float) -> torch.Tensor:
    """(256,) weight of a frame by its class, zero where the class is not known."""
    table = torch.zeros(256)
    table[: len(CLASSES)] = other
    for kind, value in values.items():
        table[kind] = value
    return table


CLASS_WEIGHT = weights_by_kind({SIL: 0.7, PBM: 2.2, FV: 2.6, RND: 1.2, SH: 1.3, CON: 0.8}, 1.0)
OPENING_WEIGHT = weights_by_kind({SIL: 0.0, PBM: 0.1, FV: 0.1, CON: 0.5, SH: 0.5, OPEN_SOMEHOW: 1.0}, 2.0)
WIDTH_WEIGHT = weights_by_kind({SIL: 0.0, PBM: 0.1, FV: 0.2, CON: 0.3, SH: 0.6, OPEN_SOMEHOW: 0.6}, 1.0)


def loss_of(output: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, dict[str, float]]:
    """What is wrong with (B, T, 32) of the network, and its parts by name."""
    output, finer = output[..., : 4 + len(CLASSES)], output[..., 4 + len(CLASSES) :]
    moves = torch.from_numpy(batch.moves)
    kinds = torch.from_numpy(batch.kinds.astype(np.int64))
    known = kinds < len(CLASSES)
    logits = output[..., 3 : 3 + len(CLASSES)]
    log_shares = torch.log_softmax(logits, dim=-1)
    shares = log_shares.exp()
    picked = log_shares.gather(2, torch.where(known, kinds, 0)[..., None])[..., 0]
    # Labels are right within a frame: a closure may be believed a frame early or late, and costs less beside one.
    lips = (kinds == PBM) | (kinds == FV)
    beside = nn.functional.max_pool1d(lips.float()[:, None], 3, 1, 1)[:, 0] - lips.float()
    pooled = nn.functional.max_pool1d(log_shares.transpose(1, 2)[:, PBM : FV + 1], 3, 1, 1)
    tolerant = torch.where(kinds == PBM, pooled[:, 0], pooled[:, 1])
    picked = torch.where(lips, 0.3 * picked + 0.7 * tolerant, picked)
    weight = CLASS_WEIGHT[kinds] * known * (1 - 0.5 * beside)
    classes = -(weight * (0.97 * picked + 0.03 * log_shares.mean(-1))).sum() / weight.sum().clamp(min=1)

    named = torch.from_numpy(batch.groups.astype(np.int64)).flatten()
    groups = nn.functional.cross_entropy(finer.flatten(0, 1), named, ignore_index=UNKNOWN, label_smoothing=0.03)

    shut = shares[..., SIL] + shares[..., PBM]
    captured = -torch.where(kinds == CLOSED_SOMEHOW, torch.log(shut + shares[..., FV] + 1e-4), 0.0)
    captured = captured - torch.where(kinds == OPEN_SOMEHOW, torch.log(1.0 - shut + 1e-4), 0.0)
    captured = captured.mean()

    error = (output[..., :3] - moves) ** 2
    opening = (OPENING_WEIGHT[kinds] * error[..., 0]).mean()
    width = (WIDTH_WEIGHT[kinds] * error[..., 1]).mean()
    jaw = (WIDTH_WEIGHT[kinds] * error[..., 2]).mean()

    free = 1.0 - shares[..., FV]
    shown = output[..., 0] * (1 - shut) * free + 0.1 * shares[..., FV]
    wanted = moves[..., 0] * ((kinds != SIL) & (kinds != PBM) & (kinds != FV)) + 0.1 * (kinds == FV)
    certain = (known | (kinds == CLOSED_SOMEHOW) | (kinds == OPEN_SOMEHOW)).float()
    final = (certain * (shown - wanted) ** 2).mean()
    pairs = certain[:, 1:] * certain[:, :-1]
    speed = (pairs * ((shown - wanted)[:, 1:] - (shown - wanted)[:, :-1]) ** 2).mean()

    voice = nn.functional.binary_cross_entropy_with_logits(output[..., -1], torch.from_numpy(batch.voice))
    parts = {"classes": classes, "groups": groups, "captured": captured, "opening": opening, "width": width, "jaw": jaw}
    parts |= {"final": final, "speed": speed, "voice": voice}
    scale = {"groups": 0.5, "opening": 3.0, "width": 1.0, "jaw": 1.0, "final": 5.0, "speed": 2.0, "voice": 0.5}
    total = torch.stack([scale.get(name, 1.0) * part for name, part in parts.items()]).sum()
    return total, {name: float(part.detach()) for name, part in parts.items()}


def batches(corpus: Corpus, first: int) -> Iterator[Batch]:
    """Batches number `first` and on, made ahead by a process; each has the random numbers of its own number."""
    # Forked, so that the corpus is shared, before torch has worked: its threads do not survive a fork.
    forked = multiprocessing.get_context("fork")
    ready = forked.Queue(3)

    def make() -> None:
        number = first
        while True:
            ready.put(corpus.batch(np.random.default_rng([SEED, number]), SIZE, FRAMES))
            number += 1

    forked.Process(target=make, daemon=True).start()
    while True:
        yield ready.get()


def rate_at(step: int) -> float:
    """The learning rate of a step: a short rise at a cosine's first step, then down to a hundredth."""
    first, last, height = next((leg for leg in LEGS if step < leg[1]), LEGS[-1])
    if step - first < WARM_UP:
        return height * (step - first + 1) / WARM_UP
    return height * max(0.01, 0.5 * (1 + math.cos(math.pi * min(1.0, (step - first) / (last - first)))))


def train(corpus: Corpus, out: Path, steps: int) -> MouthNetwork:
    """Trains up to `steps` steps. Returns the running mean of the weights."""
    torch.manual_seed(SEED)
    network = MouthNetwork()
    mean = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate_at(0), weight_decay=1e-3, betas=(0.9, 0.98))
    first, checkpoint = 0, out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        network.load_state_dict(saved["network"])
        mean.load_state_dict(saved["mean"])
        optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"]
    started, sums = time.monotonic(), dict[str, float]()
    for step, batch in zip(range(first, steps), batches(corpus, first), strict=False):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step)
        with half_precision():
            output, _ = network(torch.from_numpy(batch.sound))
        loss, parts = loss_of(output, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        keep = min(DECAY, (step + 1) / (step + 10))
        with torch.no_grad():
            for slow, fast in zip(mean.parameters(), network.parameters(), strict=True):
                slow.lerp_(fast, 1 - keep)
        for name, part in parts.items():
            sums[name] = sums.get(name, 0.0) + part
        if (step + 1) % 50 == 0 or step + 1 == steps:
            line = " ".join(f"{name} {value / 50:.4f}" for name, value in sums.items())
            pace = (step + 1 - first) / (time.monotonic() - started)
            with (out / "log.txt").open("a") as log:
                log.write(f"{step + 1} {pace:.2f}/s {line}\n")
            sums.clear()
            state = {"network": network.state_dict(), "mean": mean.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save({**state, "step": step + 1}, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
    return mean


def main() -> int:
    parser = argparse.ArgumentParser(description="Trains the mouth network")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--iterations", type=int, default=LEGS[-1][1], help="where to stop; sooner the rate is still high"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--without", default="", help="beginnings of file names to leave out, with commas")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(arguments.corpus, tuple(arguments.without.split(",")))
    print(f"{corpus.hours:.1f} hours of speech", flush=True)
    train(corpus, arguments.out, arguments.iterations)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

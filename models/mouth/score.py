"""Scores a network with the evaluator, on its development set or on voices and noises that were held out.

    python -m models.mouth.score --data DIR (--onnx FILE | --checkpoint FILE) [--json FILE] [--tune]

`python -m models.mouth.unseen` makes the folder of held-out voices and noises.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from app.perception.log_mel import BANDS, HOP, LogMel, silent_hops
from models.mouth.make_corpus import REPOSITORY
from models.mouth.pose import HOPS_PER_FRAME, Ramps, doubted, points_of, ramps_from

EVALUATOR = REPOSITORY.parent / "shared/eval/speech/evaluate.py"
WINDOW_HOPS, LOOK_AHEAD_MS, FPS = 20, 40, 25


def evaluator() -> Any:
    """The evaluator's module."""
    spec = importlib.util.spec_from_file_location("evaluate", EVALUATOR)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hops_of_file(path: Path) -> np.ndarray:
    """(16 + 4 T, 40) float32: what is heard before and during the frames of a 16 kHz sound file."""
    sound, _ = soundfile.read(path, dtype="float32")
    frames = -(-len(sound) // (HOP * HOPS_PER_FRAME))
    padded = np.pad(sound, (0, frames * HOP * HOPS_PER_FRAME - len(sound)))
    return np.concatenate([silent_hops(WINDOW_HOPS - HOPS_PER_FRAME), LogMel()(padded)])


def hops_of_set(data: Path) -> dict[str, np.ndarray]:
    """The hops of every item of a folder, by name."""
    items = json.loads((data / "manifest.json").read_text())["items"]
    return {i["name"]: hops_of_file(data / f"{i['name']}.wav") for i in items}


def torch_outputs(checkpoint: Path) -> Callable[[np.ndarray], np.ndarray]:
    """Runs a checkpoint over the hops of a file, doubts and all: (16 + 4 T, 40) to (T, 13)."""
    import torch

    from models.mouth.network import MouthNetwork

    network = MouthNetwork()
    network.load_state_dict(torch.load(checkpoint)["mean"])
    network.eval()

    def run(hops: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return doubted(network(torch.from_numpy(hops[None]))[0][0].numpy(), hops)

    return run


def onnx_points(path: Path) -> Callable[[np.ndarray], np.ndarray]:
    """Runs an exported network over the hops of a file, frame by frame: (16 + 4 T, 40) to (T, 31, 2)."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    size = session.get_inputs()[1].shape[1]

    def run(hops: np.ndarray) -> np.ndarray:
        state, points = np.zeros((1, size), np.float32), []
        for start in range(0, len(hops) - WINDOW_HOPS + 1, HOPS_PER_FRAME):
            window = hops[None, start : start + WINDOW_HOPS].reshape(1, WINDOW_HOPS, BANDS)
            now, state = session.run(["points", "next_state"], {"sound": window, "state": state})
            points.append(now.reshape(31, 2))
        return np.array(points)

    return run


def scored(points: dict[str, np.ndarray], data: Path, only: str = "") -> dict[str, Any]:
    """The evaluator's figures for points by item; only: a corpus (noises always count)."""
    items = json.loads((data / "manifest.json").read_text())["items"]
    items = [i for i in items if not only or i["corpus"] in (only, "nonspeech")]
    tracks = {i["name"]: (points[i["name"]].astype(np.float64), FPS, 0.0, float(LOOK_AHEAD_MS)) for i in items}
    module = evaluator()
    return module.rnd(module.evaluate(tracks, items, str(data)))


Heard = tuple[dict[str, np.ndarray], Path, str]
"""What the network said, by item, the folder of the items, the corpus of it that counts ("" = all)."""


def tuned(sets: list[Heard], ramps: Ramps) -> Ramps:
    """The ramps with the best mean score over the sets, one at a time, twice over."""

    def score(candidate: Ramps) -> float:
        return float(
            np.mean(
                [
                    scored({n: points_of(o, candidate) for n, o in said.items()}, data, only)["score"]
                    for said, data, only in sets
                ]
            )
        )

    grids = {
        "press": [(a, b) for a in (0.1, 0.2, 0.3) for b in (0.5, 0.6, 0.7, 0.8)],
        "teeth": [(a, a + w) for a in (0.03, 0.08, 0.15, 0.25) for w in (0.2, 0.4)],
        "silent": [(a, a + w) for a in (0.2, 0.35, 0.5, 0.65) for w in (0.2, 0.35)],
        "voice": [(a, a + w) for a in (0.1, 0.3, 0.5, 0.65) for w in (0.15, 0.3)],
    }
    best = score(ramps)
    for _ in range(2):
        for name, grid in grids.items():
            for ends in grid:
                candidate = dataclasses.replace(ramps, **{name: ends})
                value = score(candidate)
                if value > best:
                    best, ramps = value, candidate
    return ramps


def summary(result: dict[str, Any]) -> str:
    """The figures that matter in a line."""
    closure, noise = result["closure"], result["nonspeech_open_fraction"]["mean"]
    return (
        f"score {result['score']} closure {closure['recall']:.2f} ({closure['recall_chance']:.2f})"
        f" / {closure['precision']:.2f} openness {result['openness']['spearman']:.2f}"
        f" rounding {result['rounding']['auc_round_vs_spread']:.2f}"
        f" labiodental {result['labiodental']['auc_vs_consonant']:.2f}"
        f" probe {result['viseme_probe']['balanced_accuracy']:.2f}"
        f" silence open {result['silence']['open_fraction']:.2f} noise open {noise:.2f}"
        f" captured {result.get('captured', {}).get('open_corr_zero', float('nan')):.2f}"
        f" lag {result['timing']['lag_ms_median']:.0f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Scores a mouth network with the evaluator")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--onnx", type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--tracks", type=Path, help="folder for tracks in the evaluator's format")
    parser.add_argument("--only", default="", help="one corpus of the folder")
    parser.add_argument(
        "--ramps", type=Path, help="JSON of the ramps; with --tune they are written, with --checkpoint read"
    )
    parser.add_argument(
        "--tune", type=Path, help="look for ramps on --data and on LibriSpeech's readers in this folder"
    )
    arguments = parser.parse_args()
    hops = hops_of_set(arguments.data)
    if arguments.onnx:
        run = onnx_points(arguments.onnx)
        points = {name: run(h) for name, h in hops.items()}
    else:
        run = torch_outputs(arguments.checkpoint)
        outputs = {name: run(h) for name, h in hops.items()}
        ramps = ramps_from(arguments.ramps) if arguments.ramps and not arguments.tune else Ramps()
        if arguments.tune:
            others = {name: run(h) for name, h in hops_of_set(arguments.tune).items()}
            ramps = tuned([(outputs, arguments.data, ""), (others, arguments.tune, "librispeech")], ramps)
            print(ramps)
            if arguments.ramps:
                arguments.ramps.write_text(json.dumps(dataclasses.asdict(ramps)))
        points = {name: points_of(o, ramps) for name, o in outputs.items()}
    if arguments.tracks:
        arguments.tracks.mkdir(parents=True, exist_ok=True)
        for name, track in points.items():
            np.savez(arguments.tracks / f"{name}.npz", points=track, fps=FPS, t0=0.0, delay_ms=LOOK_AHEAD_MS)
    result = scored(points, arguments.data, arguments.only)
    print(summary(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

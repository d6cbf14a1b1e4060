"""Writes a trained mouth network as ONNX: one frame a call, everything it remembers in `state`.

    python -m models.mouth.export [--checkpoint FILE] [--ramps JSON] [--out models/mouth]

Writes weights.npz where a checkpoint is given, and from the weights mouth.onnx and mouth.sha256. The graph holds the
network, the ramps of `pose` and the face of `articulation`; its large products are in 8 bits.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from app.perception.log_mel import BANDS, HOP, SAMPLE_RATE_HZ
from models.mouth.articulation import CLASSES, CON, FV, PBM, SH, SIL, face_basis, rest_points
from models.mouth.pose import (
    DOUBT,
    HOPS_PER_FRAME,
    NEAR,
    NOISY,
    PRESS_FIRST,
    PRESS_FRAMES,
    PRESS_SHARE,
    PRESS_WIDTH,
    QUIET_FIRST,
    QUIET_NEAR,
    QUIET_RISE,
    SILENT_FRAMES,
    TEETH_GAP,
    Ramps,
    ramps_from,
)

WINDOW_HOPS, LOOK_AHEAD_MS, MEMORY_FRAMES = 20, 40, 200.0
LARGE = 20_000
"""Weights from which on a product is done in 8 bits."""
PHONES = "SIL PBM FV ROUND OPEN MID SPREAD CONS"
OPSET, IR_VERSION = 17, 9
WEIGHTS = Path(__file__).resolve().parent / "weights.npz"
"""The shipped weights as float16, but those that are needed in training only: what is exported again."""


class Graph:
    """Nodes and weights of an ONNX graph, written one after the other."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, value: np.ndarray | float | list[int]) -> str:
        """Adds a constant: whole numbers as int64, else float32. Returns its name."""
        array = np.asarray(value)
        array = array.astype(np.int64 if array.dtype.kind == "i" else np.float32)
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, *inputs: str, name: str = "", **attributes: object) -> str:
        """Adds a node with one output. Returns the output's name."""
        output = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], output, **attributes))
        return output

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray, name: str = "") -> str:
        """x times the transposed weight plus bias."""
        return self.node("Add", self.node("MatMul", x, self.weight(weight.T)), self.weight(bias), name=name)

    def split(self, x: str, *sizes: int, axis: int = 1) -> list[str]:
        """Neighbouring parts of these sizes."""
        outputs = [f"n{len(self.nodes)}_{part}" for part in range(len(sizes))]
        self.nodes.append(helper.make_node("Split", [x, self.weight(list(sizes))], outputs, axis=axis))
        return outputs

    def rest_of(self, x: str) -> str:
        """1 - x."""
        return self.node("Sub", self.weight(1.0), x)


def _speaker(graph: Graph, newest: str, loudest: str, mean: str, spread: str, heard: str) -> tuple[str, str]:
    """Mean and spread of the speaker in one, and their weight, after this frame."""
    raised = graph.node("Mul", graph.node("Add", loudest, graph.weight(1.0)), graph.weight(8.0))
    weight = graph.node("Sigmoid", raised)
    heard = graph.node("Min", graph.node("Add", heard, weight), graph.weight(MEMORY_FRAMES))
    step = graph.node("Div", weight, graph.node("Add", heard, graph.weight(1.0)))
    away = graph.node("Sub", newest, mean)
    wider = graph.node("Sub", graph.node("Abs", away), spread)
    known = graph.node("Concat", mean, spread, axis=1)
    return graph.node("Add", known, graph.node("Mul", step, graph.node("Concat", away, wider, axis=1))), heard


def _layer(graph: Graph, x: str, rows: int, weights: np.ndarray, bias: str) -> str:
    """A convolution of stride 2 over (rows, channels) as one product over its windows: a third of Conv's time.

    rows and the kernel's width are even.
    """
    outputs, channels, width = weights.shape
    windows = (rows - width) // 2 + 1
    pairs = graph.node("Reshape", x, graph.weight([rows // 2, 2 * channels]))
    order = np.arange(windows)[:, None] + np.arange(width // 2)
    cut = graph.node("Gather", pairs, graph.weight(order), axis=0)
    cut = graph.node("Reshape", cut, graph.weight([windows, width * channels]))
    product = graph.node("MatMul", cut, graph.weight(weights.transpose(2, 1, 0).reshape(width * channels, outputs)))
    return graph.node("Relu", graph.node("Add", product, bias))


def _gated_unit(graph: Graph, x: str, memory: str, weights: dict[str, np.ndarray], hidden: int) -> str:
    new = graph.linear(x, weights["memory.weight_ih_l0"], weights["memory.bias_ih_l0"])
    old = graph.linear(memory, weights["memory.weight_hh_l0"], weights["memory.bias_hh_l0"])
    (new_gates, new), (old_gates, old) = (graph.split(v, 2 * hidden, hidden) for v in (new, old))
    gates = graph.node("Sigmoid", graph.node("Add", new_gates, old_gates))
    reset, keep = graph.split(gates, hidden, hidden)
    fresh = graph.node("Tanh", graph.node("Add", new, graph.node("Mul", reset, old)))
    return graph.node("Add", fresh, graph.node("Mul", keep, graph.node("Sub", memory, fresh)))


def _ramps(graph: Graph, beliefs: str, ends: list[tuple[float, float]]) -> str:
    """Each belief as far as it shows: 0 up to its first end, 1 from the second on."""
    first, second = np.array(ends).T
    rising = graph.node("Mul", graph.node("Sub", beliefs, graph.weight(first)), graph.weight(1.0 / (second - first)))
    return graph.node("Clip", rising, graph.weight(0.0), graph.weight(1.0))


def _pressed(graph: Graph, belief: str, raised: str, speaking: str, ends: tuple[float, float]) -> tuple[str, str]:
    """How far the lips are shut, as `pose.pressed`, and by how much more than at first suffices for it after this."""
    above = graph.node("Sub", graph.node("Sub", belief, graph.weight(PRESS_FIRST)), raised)
    shut = graph.node("Add", graph.node("Mul", above, graph.weight(1.0 / PRESS_WIDTH)), graph.weight(0.5))
    shut = graph.node("Clip", shut, graph.weight(0.0), graph.weight(1.0))
    enough = graph.node("Cast", graph.node("Greater", above, graph.weight(0.0)), to=TensorProto.FLOAT)
    step = graph.node("Sub", enough, graph.weight(PRESS_SHARE))
    step = graph.node("Mul", graph.node("Mul", step, speaking), graph.weight(1.0 / PRESS_FRAMES))
    least, most = (graph.weight(end - PRESS_FIRST) for end in ends)
    return shut, graph.node("Clip", graph.node("Add", raised, step), least, most)


def _doubt(graph: Graph, loudest: str, quiet: str) -> tuple[str, str]:
    """By how much the voice is believed less, as in `pose.doubted`, and how quiet it was, from QUIET_FIRST on."""
    now = graph.node("Sub", loudest, graph.weight(QUIET_FIRST))
    quiet = graph.node("Min", now, graph.node("Add", quiet, graph.weight(QUIET_RISE)))
    near = graph.node("Greater", loudest, graph.weight(NEAR))
    quiet = graph.node("Where", near, graph.weight(QUIET_NEAR - QUIET_FIRST), quiet)
    noisy = _ramps(graph, quiet, [(NOISY[0] - QUIET_FIRST, NOISY[1] - QUIET_FIRST)])
    return graph.node("Mul", noisy, graph.weight(DOUBT)), quiet


def _pose(graph: Graph, output: str, doubt: str, sounded: str, raised: str, ramps: Ramps) -> tuple[str, str]:
    """Points, voice and phones of what the network says, as `pose.pose`; the next of `sounded` and `raised`."""
    moves, logits, voice = graph.split(output, 3, len(CLASSES), 1)
    shares = graph.node("Softmax", logits, axis=1)
    voice = graph.node("Sigmoid", graph.node("Sub", voice, doubt))
    graph.node("Reshape", voice, graph.weight([1]), name="voice")
    told = np.eye(len(CLASSES), 8)
    told[SH, CON] = 1.0
    graph.node("MatMul", shares, graph.weight(told), name="phones")
    silent, lips, teeth, hushing, others = (
        graph.node("Gather", shares, graph.weight([kind]), axis=1) for kind in (SIL, PBM, FV, SH, CON)
    )
    sounding = graph.node("Concat", sounded, graph.rest_of(silent), axis=1)
    lasting = graph.node("ReduceMax", sounding, axes=[1], keepdims=1)
    # The ramp of silence seen from its other end.
    ends = [(1.0 - ramps.silent[1], 1.0 - ramps.silent[0]), ramps.voice, ramps.teeth]
    beliefs = graph.node("Concat", lasting, voice, teeth, axis=1)
    sounds, speaks, teeth = graph.split(_ramps(graph, beliefs, ends), 1, 1, 1)
    speaking = graph.node("Mul", sounds, speaks)
    press, raised = _pressed(graph, lips, raised, speaking, ramps.press)
    opening, moves = graph.split(moves, 1, 2)
    opening = graph.node("Mul", graph.node("Relu", opening), graph.rest_of(teeth))
    opening = graph.node("Add", opening, graph.node("Mul", teeth, graph.weight(TEETH_GAP)))
    moves = graph.node("Concat", graph.node("Mul", opening, graph.rest_of(press)), moves, axis=1)
    moves = graph.node("Mul", moves, speaking)
    features = graph.node("Concat", moves, press, teeth, hushing, others, axis=1)
    graph.linear(features, face_basis().reshape(7, 62).T, rest_points().reshape(62), name="points")
    return graph.split(sounding, 1, SILENT_FRAMES - 1)[1], raised


def model(weights: dict[str, np.ndarray], ramps: Ramps) -> onnx.ModelProto:
    """The ONNX model of a network. weights: by the names of `MouthNetwork`."""
    graph, hidden = Graph(), weights["memory.weight_hh_l0"].shape[1]
    parts = hidden, BANDS, BANDS, 1, SILENT_FRAMES - 1, 1, 1
    memory, mean, spread, heard, sounded, raised, quiet = graph.split("state", *parts)
    newest = graph.split("sound", WINDOW_HOPS - HOPS_PER_FRAME, HOPS_PER_FRAME)[1]
    newest = graph.node("ReduceMean", newest, axes=[1], keepdims=0)
    loudest = graph.node("ReduceMax", newest, axes=[1], keepdims=1)
    known, weight = _speaker(graph, newest, loudest, mean, spread, heard)
    line = graph.linear(known, weights["line.weight"], weights["first.bias"])
    first, second = weights["first.weight"], weights["second.weight"]
    window = _layer(graph, "sound", WINDOW_HOPS, first, line)
    window = _layer(
        graph, window, (WINDOW_HOPS - first.shape[2]) // 2 + 1, second, graph.weight(weights["second.bias"])
    )
    window = graph.node("Reshape", window, graph.weight([1, -1]))
    speaker = graph.node("Tanh", graph.linear(known, weights["speaker.weight"], weights["speaker.bias"]))
    joined = graph.node("Concat", window, speaker, axis=1)
    joined = graph.node("Relu", graph.linear(joined, weights["join.weight"], weights["join.bias"]))
    memory = _gated_unit(graph, joined, memory, weights, hidden)
    output = graph.linear(memory, weights["head.weight"], weights["head.bias"])
    doubt, quiet = _doubt(graph, loudest, quiet)
    sounded, raised = _pose(graph, output, doubt, sounded, raised, ramps)
    graph.node("Concat", memory, known, weight, sounded, raised, quiet, name="next_state", axis=1)
    size = sum(parts)

    def value(name: str, *shape: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))

    made = helper.make_graph(
        graph.nodes,
        "mouth",
        [value("sound", 1, WINDOW_HOPS, BANDS), value("state", 1, size)],
        [value("points", 1, 62), value("voice", 1), value("next_state", 1, size), value("phones", 1, 8)],
        graph.weights,
    )
    result = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    properties = {
        "sample_rate": SAMPLE_RATE_HZ,
        "hop": HOP,
        "bands": BANDS,
        "window_hops": WINDOW_HOPS,
        "hops_per_frame": HOPS_PER_FRAME,
        "look_ahead_ms": LOOK_AHEAD_MS,
        "phones": PHONES,
        "ramps": json.dumps(dataclasses.asdict(ramps)),
        "rest": json.dumps([round(float(v), 5) for v in rest_points().reshape(62)]),
    }
    helper.set_model_props(result, {name: str(text) for name, text in properties.items()})
    onnx.checker.check_model(result)
    return result


def in_8_bits(made: onnx.ModelProto) -> bytes:
    """The model with its large products in 8 bits: a quarter of the memory to go through, which is what takes time.

    Unsigned: AVX2 multiplies signed ones through sums that may overflow. The scores are within 0.2 (card.md).
    """
    sizes = {weight.name: int(np.prod(weight.dims)) for weight in made.graph.initializer}
    large = [n.name for n in made.graph.node if n.op_type == "MatMul" and sizes.get(n.input[1], 0) >= LARGE]
    if not large:
        return made.SerializeToString(deterministic=True)  # an empty list means all of them to ONNX Runtime
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mouth.onnx"
        quantize_dynamic(made, path, ["MatMul"], weight_type=QuantType.QUInt8, nodes_to_quantize=large)
        return onnx.load(path).SerializeToString(deterministic=True)


def write(data: bytes, folder: Path) -> None:
    """Writes mouth.onnx and its checksum."""
    (folder / "mouth.onnx").write_bytes(data)
    (folder / "mouth.sha256").write_text(hashlib.sha256(data).hexdigest() + "\n")
    print(f"{len(data) / 1e6:.2f} MB")


def kept_weights(path: Path = WEIGHTS) -> dict[str, np.ndarray]:
    """The weights of the shipped network, or those in another file, by the names of `MouthNetwork`, float32."""
    with np.load(path) as kept:
        return {name: values.astype(np.float32) for name, values in kept.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes a trained mouth network as ONNX")
    parser.add_argument("--checkpoint", type=Path, help="what train.py wrote; weights.npz unless told")
    parser.add_argument("--ramps", type=Path, help="JSON of the ramps that score.py chose")
    parser.add_argument("--out", type=Path, default=WEIGHTS.parent)
    arguments = parser.parse_args()
    weights = WEIGHTS
    if arguments.checkpoint:
        import torch

        weights = arguments.out / WEIGHTS.name
        trained = torch.load(arguments.checkpoint)["mean"].items()
        np.savez(
            weights, **{name: tensor.numpy().astype(np.float16) for name, tensor in trained if "groups" not in name}
        )
    made = model(kept_weights(weights), ramps_from(arguments.ramps) if arguments.ramps else Ramps())
    write(in_8_bits(made), arguments.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

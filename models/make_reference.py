"""Stores what an independent runtime (LiteRT, the maker's own) gives for a few inputs, for tests/models.

    pip install ai-edge-litert; python models/make_reference.py mediapipe-0.10.21-….whl

Only the networks' makers' runtime and file take part: nothing of our converter.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.flow import Size
from app.opencv import cv2
from app.sources.files import TestPattern
from models.convert import MODELS, NETWORKS


def inputs(height: int, width: int) -> dict[str, np.ndarray]:
    """Two pictures, (H, W, 3) uint8 RGB: the drawn person, and the same one mirrored in the dark."""
    drawn = cv2.resize(TestPattern(Size(1280, 720)).read(), (width, height), interpolation=cv2.INTER_AREA)
    person = np.ascontiguousarray(drawn[..., ::-1])
    return {"person": person, "dark": person[:, ::-1] // 3}


def main() -> int:
    from ai_edge_litert.interpreter import Interpreter

    stored = {}
    with zipfile.ZipFile(sys.argv[1]) as archive:
        for network in NETWORKS:
            interpreter = Interpreter(model_content=archive.read(network.member))
            interpreter.allocate_tensors()
            given, out = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
            _, height, width, _ = given["shape"]
            for name, picture in inputs(height, width).items():
                interpreter.set_tensor(given["index"], picture[None].astype(np.float32) / 255)
                interpreter.invoke()
                stored[f"{network.name} {name} input"] = picture
                stored[f"{network.name} {name} output"] = interpreter.get_tensor(out["index"])[0, :, :, 0]
    np.savez_compressed(MODELS / "reference.npz", **stored)  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    sys.exit(main())

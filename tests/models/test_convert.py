import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.perception.inference import Network
from models import convert

REFERENCE = np.load(convert.MODELS / "reference.npz")
YCBCR_FROM_RGB = np.linalg.inv(convert.RGB_FROM_YCBCR)


@pytest.mark.parametrize("case", ["person", "dark"])
@pytest.mark.parametrize("name", [network.name for network in convert.NETWORKS])
def test_converted_network_equals_the_makers_runtime(name: str, case: str) -> None:
    rgb = REFERENCE[f"{name} {case} input"].astype(np.float64) / 255
    tensor = np.einsum("ij,hwj->ihw", YCBCR_FROM_RGB, rgb)[None].astype(np.float32)
    network = Network(name, {"ycbcr": [1, 3, None, None]}, {"mask": [1, 1, None, None]})
    expected = REFERENCE[f"{name} {case} output"]
    assert 0.1 < expected.mean() < 0.9
    difference = np.abs(network(ycbcr=tensor)[0, 0] - expected)
    assert difference.max() < 2e-3 and difference.mean() < 1e-5


def test_a_wheel_with_another_checksum_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "mediapipe.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(ValueError, match="checksum"):
        convert.convert_all(wheel)


def test_a_network_with_another_checksum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "mediapipe.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for network in convert.NETWORKS:
            archive.writestr(network.member, b"something else")
    monkeypatch.setattr(convert, "WHEEL_SHA256", convert.sha256(wheel.read_bytes()))
    with pytest.raises(ValueError, match=r"\.tflite has not the expected checksum"):
        convert.convert_all(wheel)


def test_colour_conversion_of_black_is_zero_so_that_padding_keeps_its_meaning() -> None:
    assert np.allclose(convert.RGB_FROM_YCBCR @ np.zeros(3), 0)
    white = convert.RGB_FROM_YCBCR @ np.array([235 - 16, 0, 0])
    assert np.allclose(white, 1, atol=1e-3)

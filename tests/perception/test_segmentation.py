import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest

from app.errors import Unusable
from app.flow import Frame, Size
from app.opencv import cv2
from app.perception import inference
from app.perception.observer import Governor, Observer
from app.perception.segmentation import LANDSCAPE, SQUARE, Segmentation, WrongMask
from app.picture import i420_from_bgr
from app.sources.files import TestPattern, drawn_room
from tests.conftest import SMALL, drawn_frame


class FakeNetwork:
    """Gives a mask whose person fills a part of the picture."""

    def __init__(self, name: str, share: Callable[[], float], used: list[str]) -> None:
        self.name, self.share, self.used = name, share, used

    def __call__(self, ycbcr: np.ndarray) -> np.ndarray:
        self.used.append(self.name)
        out = np.zeros((1, 1, *ycbcr.shape[2:]), np.float32)
        out[:, :, :, : round(self.share() * out.shape[3])] = 1
        return out


def segmentation_with(share: Callable[[], float], used: list[str]) -> Segmentation:
    segmentation = Segmentation()
    segmentation.networks = {name: FakeNetwork(name, share, used) for name in (LANDSCAPE, SQUARE)}  # type: ignore[misc]
    return segmentation


def test_a_drawn_person_is_found() -> None:
    size = Size(1280, 720)
    frame = drawn_frame(size)
    alpha, luma = Segmentation().mask(frame.planes)
    room = np.abs(TestPattern(size).read().astype(int) - drawn_room(size)).sum(axis=2) > 0
    found = alpha > 0.5
    truth = cv2.resize(room.astype(np.uint8), (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    assert (found & truth).sum() / (found | truth).sum() > 0.9
    assert luma.shape == alpha.shape


def test_network_follows_the_person_s_share_and_does_not_flutter() -> None:
    share, used = 0.3, []  # type: float, list[str]
    segmentation = segmentation_with(lambda: share, used)
    planes = drawn_frame().planes
    for _ in range(60):
        segmentation.mask(planes)
    assert used[-1] == LANDSCAPE
    share = 0.6
    for _ in range(60):
        segmentation.mask(planes)
    assert used[-1] == SQUARE
    used.clear()
    for number in range(200):
        share = 0.46 + 0.06 * (-1) ** number
        segmentation.mask(planes)
    assert len(set(used)) == 1


def test_a_close_up_is_seen_by_the_square_network_at_once() -> None:
    used: list[str] = []
    alpha, _ = segmentation_with(lambda: 0.7, used).mask(drawn_frame().planes)
    assert used == [LANDSCAPE, SQUARE]
    assert alpha.shape == (256, 256)


def test_light_tier_is_smaller_and_never_square() -> None:
    used: list[str] = []
    segmentation = segmentation_with(lambda: 0.7, used)
    segmentation.tier = "light"
    for _ in range(3):
        alpha, _ = segmentation.mask(drawn_frame().planes)
    assert alpha.shape == (96, 160)
    assert set(used) == {LANDSCAPE}


@pytest.mark.parametrize(
    "output",
    [
        np.full((1, 1, 160, 288), np.nan, np.float32),
        np.full((1, 1, 160, 288), 2.0, np.float32),
        np.full((1, 1, 160, 288), -1.0, np.float32),
        np.ones((1, 1, 160, 288), np.float32),
        np.zeros((1, 1, 8, 8), np.float32),
        np.zeros((0,), np.float32),
        np.zeros((1, 1, 160, 288), np.float64),
    ],
    ids=["nan", "above", "below", "everything is person", "wrong shape", "empty", "wrong dtype"],
)
def test_what_is_no_mask_is_refused(output: np.ndarray) -> None:
    segmentation = Segmentation()
    segmentation.networks = dict.fromkeys((LANDSCAPE, SQUARE), lambda ycbcr: output)  # type: ignore[arg-type]
    with pytest.raises(WrongMask):
        segmentation.mask(drawn_frame().planes)


@pytest.mark.parametrize("damage", ["missing", "truncated", "flipped", "empty", "another"])
def test_a_broken_model_is_refused_with_a_sentence(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = inference.model_file(LANDSCAPE)
    model = tmp_path / f"{LANDSCAPE}.onnx"
    data = bytearray(good.read_bytes())
    if damage == "flipped":
        data[len(data) // 2] ^= 255
    if damage != "missing":
        model.write_bytes({"truncated": bytes(data[:1000]), "empty": b""}.get(damage, bytes(data)))
    checksum = good.with_suffix(".sha256").read_text()
    if damage == "another":
        other = onnx.load_from_string(bytes(data))
        other.graph.input[0].name = other.graph.node[0].input[0] = "picture"
        model.write_bytes(other.SerializeToString())
        checksum = hashlib.sha256(model.read_bytes()).hexdigest()
    model.with_suffix(".sha256").write_text(checksum)
    monkeypatch.setattr(inference, "model_file", lambda name: model)
    with pytest.raises(Unusable, match=r"\./run models"):
        Segmentation()


def test_observation_carries_the_mask_of_its_frame() -> None:
    observer = Observer("stable", 1 / 30)
    frame = Frame(i420_from_bgr(TestPattern(SMALL).read()), 77)
    mask = observer.observe(frame).mask
    assert mask is not None and mask.timestamp_ns == 77
    assert mask.slope.shape == mask.offset.shape == (80, 144)


def test_governor_goes_light_when_slow_and_comes_back_when_fast() -> None:
    governor = Governor(1 / 30)
    for _ in range(50):
        governor.took(0.005)
    assert not governor.light
    for _ in range(200):
        governor.took(0.025)
    assert governor.light
    for _ in range(governor.PATIENCE + 200):
        governor.took(0.002)
    assert not governor.light


def test_governor_does_not_flutter_between_tiers() -> None:
    governor, changes, light = Governor(1 / 30), 0, False
    for _ in range(5000):  # light takes a third of stable, which is too slow here
        governor.took(0.006 if governor.light else 0.018)
        changes += governor.light != light
        light = governor.light
    assert changes <= 1


def test_a_run_that_is_ended_took_too_long_and_the_next_one_runs() -> None:
    network = Segmentation().networks[LANDSCAPE]
    assert isinstance(network, inference.Network)
    network.stop()
    with pytest.raises(RuntimeError, match="took too long"):
        network(ycbcr=np.zeros((1, 3, 96, 160), np.float32))
    assert network(ycbcr=np.zeros((1, 3, 96, 160), np.float32)).shape == (1, 1, 96, 160)

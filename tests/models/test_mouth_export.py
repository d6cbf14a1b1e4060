"""The exported network against straightforward numpy over a whole sound; torch is not needed."""

import hashlib
import json

import numpy as np
import onnx
import onnxruntime
import pytest

from app.perception.inference import checked_model, model_file
from app.perception.log_mel import BANDS, SAMPLE_RATE_HZ, LogMel, silent_hops
from app.synthetic_voice import syllables
from models.mouth import export
from models.mouth.articulation import rest_points
from models.mouth.export import in_8_bits, kept_weights, model
from models.mouth.pose import DOUBT, Ramps, doubted, points_of, pose, pressed

HIDDEN, FRAMES, WINDOW, STEP = 16, 30, 20, 4
Weights = dict[str, np.ndarray]


@pytest.fixture
def weights() -> Weights:
    rng = np.random.default_rng(3)
    shapes = {
        "first.weight": (12, 40, 6),
        "first.bias": (12,),
        "second.weight": (20, 12, 4),
        "second.bias": (20,),
        "line.weight": (12, 80),
        "speaker.weight": (48, 80),
        "speaker.bias": (48,),
        "join.weight": (24, 108),
        "join.bias": (24,),
        "memory.weight_ih_l0": (3 * HIDDEN, 24),
        "memory.weight_hh_l0": (3 * HIDDEN, HIDDEN),
        "memory.bias_ih_l0": (3 * HIDDEN,),
        "memory.bias_hh_l0": (3 * HIDDEN,),
        "head.weight": (13, HIDDEN),
        "head.bias": (13,),
    }
    return {
        name: (rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]) or 1)).astype(np.float32)
        for name, shape in shapes.items()
    }


def session_of(data: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])


def streamed(session: onnxruntime.InferenceSession, hops: np.ndarray) -> dict[str, np.ndarray]:
    """All outputs, frame by frame, the state given back each time."""
    names = [output.name for output in session.get_outputs()]
    state = np.zeros((1, session.get_inputs()[1].shape[1]), np.float32)
    frames = []
    for start in range(0, len(hops) - WINDOW + 1, STEP):
        frames.append(
            dict(
                zip(
                    names, session.run(None, {"sound": hops[None, start : start + WINDOW], "state": state}), strict=True
                )
            )
        )
        state = frames[-1]["next_state"]
    return {name: np.concatenate([frame[name] for frame in frames]) for name in names}


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """(n, channels) every second hop, over the whole sound at once, not yet cut off at zero."""
    width = kernel.shape[2]
    pieces = [x[start : start + width] for start in range(0, len(x) - width + 1, 2)]
    return np.einsum("nkc,ock->no", np.array(pieces), kernel) + bias


def batch_outputs(w: Weights, hops: np.ndarray) -> np.ndarray:
    """(T, 13) of the network as training computes it: the first layer once over the whole sound."""
    x = hops.astype(np.float64)
    first = convolved(x, w["first.weight"], w["first.bias"])
    memory, mean, spread, weight_heard = np.zeros(HIDDEN), np.zeros(BANDS), np.zeros(BANDS), 0.0
    outputs = []
    for frame in range((len(hops) - WINDOW) // STEP + 1):
        newest = x[WINDOW - STEP + frame * STEP : WINDOW + frame * STEP].mean(axis=0)
        weight = float(sigmoid(8 * (newest.max() + 1)))
        weight_heard = min(weight_heard + weight, 200.0)
        away, step = newest - mean, weight / (weight_heard + 1)
        mean, spread = mean + step * away, spread + step * (np.abs(away) - spread)
        known = np.tanh(w["speaker.weight"] @ np.r_[mean, spread] + w["speaker.bias"])
        lined = np.maximum(first[2 * frame : 2 * frame + 8] + w["line.weight"] @ np.r_[mean, spread], 0)
        heard = np.maximum(convolved(lined, w["second.weight"], w["second.bias"]), 0)
        joined = np.maximum(w["join.weight"] @ np.r_[heard.ravel(), known] + w["join.bias"], 0)
        new = w["memory.weight_ih_l0"] @ joined + w["memory.bias_ih_l0"]
        old = w["memory.weight_hh_l0"] @ memory + w["memory.bias_hh_l0"]
        reset, keep = (sigmoid(new[k * HIDDEN :][:HIDDEN] + old[k * HIDDEN :][:HIDDEN]) for k in (0, 1))
        fresh = np.tanh(new[2 * HIDDEN :] + reset * old[2 * HIDDEN :])
        memory = (1 - keep) * fresh + keep * memory
        outputs.append(w["head.weight"] @ memory + w["head.bias"])
    return np.array(outputs)


def test_frame_by_frame_equals_the_whole_sound_at_once(weights: Weights) -> None:
    hops = np.random.default_rng(5).uniform(-3, 0.5, (WINDOW - STEP + STEP * FRAMES, BANDS)).astype(np.float32)
    # Made to open the mouth, to speak, and to press the lips now and then.
    weights["head.bias"][0] += 1.5
    ramps = Ramps(press=(0.05, 0.3), teeth=(0.01, 0.05), silent=(0.6, 0.8), voice=(0.1, 0.2))
    frames = streamed(session_of(model(weights, ramps).SerializeToString()), hops)
    said = batch_outputs(weights, hops)
    outputs = doubted(said, hops)
    assert 0 < (outputs[:, -1] < said[:, -1]).mean() < 1
    shown = pose(outputs, ramps)
    assert len(np.unique(shown[:, 0].round(3))) > 3 and len(np.unique(shown[:, 3].round(3))) > 1
    assert frames["points"].shape == (FRAMES, 62)
    assert np.abs(frames["points"].reshape(-1, 31, 2) - points_of(outputs, ramps)).max() < 1e-5
    assert np.abs(frames["voice"] - sigmoid(outputs[:, -1])).max() < 1e-5
    assert np.allclose(frames["phones"].sum(axis=1), 1, atol=1e-5)


@pytest.fixture(scope="module")
def shipped() -> onnxruntime.InferenceSession:
    return session_of(checked_model("mouth"))


def test_shipped_network_is_small_and_its_checksum_right() -> None:
    data = model_file("mouth").read_bytes()
    assert len(data) <= 1_300_000
    assert hashlib.sha256(data).hexdigest() == model_file("mouth").with_suffix(".sha256").read_text().strip()


def test_shipped_network_says_what_it_needs(shipped: onnxruntime.InferenceSession) -> None:
    said = shipped.get_modelmeta().custom_metadata_map
    assert {k: int(said[k]) for k in ("sample_rate", "hop", "bands", "window_hops", "hops_per_frame")} == {
        "sample_rate": SAMPLE_RATE_HZ,
        "hop": 160,
        "bands": BANDS,
        "window_hops": WINDOW,
        "hops_per_frame": STEP,
    }
    assert 0 <= int(said["look_ahead_ms"]) <= 40
    assert np.allclose(np.reshape(json.loads(said["rest"]), (31, 2)), rest_points(), atol=1e-4)
    assert len(said["phones"].split()) == 8
    opsets = {o.domain: o.version for o in onnx.load_from_string(checked_model("mouth")).opset_import}
    assert opsets[""] <= 21
    shapes = {value.name: value.shape for value in (*shipped.get_inputs(), *shipped.get_outputs())}
    assert shapes["sound"] == [1, WINDOW, BANDS] and shapes["points"] == [1, 62] and shapes["voice"] == [1]
    assert shapes["state"] == shapes["next_state"]


def heard(samples: np.ndarray) -> np.ndarray:
    return np.concatenate([silent_hops(WINDOW - STEP), LogMel()(samples.astype(np.float32))])


def test_shipped_network_keeps_the_mouth_at_rest_in_silence_and_hiss(shipped: onnxruntime.InferenceSession) -> None:
    hiss = np.random.default_rng(1).standard_normal(5 * SAMPLE_RATE_HZ)
    for level in (0.0, 0.001, 0.05):
        points = streamed(shipped, heard(hiss * level))["points"].reshape(-1, 31, 2)[25:]
        assert np.abs(points[:, [13, 14, 15, 17, 18, 19]] - rest_points()[[13, 14, 15, 17, 18, 19]]).max() < 0.02


def test_shipped_network_stays_finite_on_any_sound(shipped: onnxruntime.InferenceSession) -> None:
    square = np.sign(np.sin(np.arange(3 * SAMPLE_RATE_HZ) * 0.05))
    square[::7000] = 0
    for output in streamed(shipped, heard(square)).values():
        assert np.isfinite(output).all()


def test_a_voice_that_is_believed_less_shuts_its_lips_as_often() -> None:
    """Every tenth frame of a talk is a p, in which one voice is believed three times as much as the other."""
    sure = np.where(np.arange(400) % 10 == 0, 0.9, 0.15)
    speaking = np.ones(400)

    def often(belief: np.ndarray, ends: tuple[float, float]) -> float:
        return float((pressed(belief, speaking, ends)[100:] > 0.9).mean())

    assert often(sure, Ramps().press) == often(0.35 * sure, Ramps().press) == pytest.approx(0.1)
    assert often(0.35 * sure, (0.3, 0.3)) == 0  # were it always the belief of the start


def test_lips_stay_shut_for_no_voice_that_is_always_believed_a_little() -> None:
    assert (pressed(np.full(400, 0.35), np.ones(400), Ramps().press) > 0.5).mean() < 0.15


def test_what_is_said_in_silence_does_not_count() -> None:
    belief = np.r_[np.full(100, 0.9), 0.35]
    assert pressed(belief, np.zeros(101), Ramps().press)[-1] == pytest.approx(0.5 + 0.05 / 0.14)


def test_a_voice_is_doubted_where_it_is_never_quiet() -> None:
    said = np.full((100, 13), 3.0)
    babble = np.full((16 + 4 * 100, BANDS), -0.5, np.float32)
    pausing, rising = babble.copy(), babble.copy()
    for hop in range(4):
        pausing[hop::100] = -2.5
    rising[16 + 4 * 60 : 16 + 4 * 61] = 0.3
    heard = doubted(said, babble)
    assert (heard[10:, -1] == 3.0 - DOUBT).all() and (heard[:, :-1] == 3.0).all()
    assert (doubted(said, pausing)[21:, -1] == 3.0).all(), "a voice that pauses is believed"
    near = doubted(said, rising)[:, -1]
    assert (near[10:60] == 3.0 - DOUBT).all() and (near[60:80] == 3.0).all(), "and one that stands out"


def test_products_in_8_bits_say_nearly_the_same(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "LARGE", 1)
    made = model(weights, Ramps())
    hops = np.random.default_rng(6).uniform(-3, 0.5, (WINDOW - STEP + STEP * FRAMES, BANDS)).astype(np.float32)
    plain, small = (streamed(session_of(data), hops) for data in (made.SerializeToString(), in_8_bits(made)))
    assert 0 < np.abs(plain["phones"] - small["phones"]).max() < 0.03


def test_the_shipped_network_is_made_of_the_weights_beside_it(shipped: onnxruntime.InferenceSession) -> None:
    sound, _ = syllables(8)
    again = streamed(session_of(in_8_bits(model(kept_weights(), Ramps()))), heard(sound))
    for name, values in streamed(shipped, heard(sound)).items():
        assert np.allclose(values, again[name], atol=1e-4), name

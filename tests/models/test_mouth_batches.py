"""The training batches; skipped where the group "mouth" of dependencies is not installed."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("soundfile", reason="needs the dependency group mouth")
pytest.importorskip("torch", reason="needs the dependency group mouth")

from app.perception.log_mel import BANDS
from models.mouth import batches, make_corpus
from models.mouth.articulation import OPN, PBM, SIL, UNKNOWN, Phone
from models.mouth.batches import Corpus
from models.mouth.make_corpus import Shard, scaled
from models.mouth.recurrence import GatedUnit
from models.mouth.rooms import resampled


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    rng = np.random.default_rng(0)
    phones = [Phone(t, t + 0.2, (SIL, PBM, OPN)[k % 3], 0.9) for k, t in enumerate(np.arange(0, 30, 0.2))]
    for name in ("speech_a_0", "speech_librispeech-weak_0", "noise_recorded"):
        shard, sound = Shard(), rng.standard_normal(30 * 16000).astype(np.float32) * 0.1
        if name == "noise_recorded":
            shard.noise(sound)
        else:
            shard.speech(sound, phones)
        shard.save(tmp_path / f"{name}.npz")
    return Corpus(tmp_path)


def test_a_batch_is_the_same_for_the_same_seed(corpus: Corpus) -> None:
    one, two = (corpus.batch(np.random.default_rng(7), 3, 40) for _ in range(2))
    assert one.sound.shape == (3, 16 + 160, BANDS) and one.sound.dtype == np.float32
    assert np.array_equal(one.sound, two.sound) and np.array_equal(one.kinds, two.kinds)
    assert np.isfinite(one.sound).all()


def test_phones_that_are_not_heard_are_not_learnt(tmp_path: Path) -> None:
    shard = Shard()
    shard.speech(np.zeros(16000, np.float32), [Phone(0.0, 0.5, OPN, 0.9), Phone(0.5, 1.0, UNKNOWN)])
    shard.save(tmp_path / "speech_librispeech-weak_0.npz")
    kinds = Corpus(tmp_path).speech["librispeech-weak"][0][2]
    assert (kinds[:50] == OPN).all() and (kinds[50:100] == UNKNOWN).all()


def test_some_excerpts_have_no_voice_and_nothing_to_say(corpus: Corpus) -> None:
    batch = corpus.batch(np.random.default_rng(1), 40, 40)
    shut = ~batch.voice.any(axis=1)
    assert 2 <= shut.sum() <= 20
    assert (batch.kinds[shut] == SIL).all() and not batch.moves[shut].any()


def test_a_voice_that_is_not_installed_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.mouth.prompts.TEXTS", tmp_path)
    said = make_corpus.make("speech_asterisk-fr_0", tmp_path, tmp_path, tmp_path, 1.0)
    assert "left out" in said and not list(tmp_path.glob("*.npz"))


def test_lips_may_shut_late() -> None:
    kinds = np.repeat(np.array([OPN, PBM, OPN], np.uint8), 10)
    late = batches.shut_late(kinds, kinds)
    assert list(np.flatnonzero(late == PBM)) == list(range(10 + batches.LATE, 20 + batches.LATE))


def test_two_equal_sounds_are_three_decibels_louder_than_one() -> None:
    one = np.full((2, BANDS), -30.0, np.float32)
    assert np.allclose(batches.added(one, one), -26.99, atol=0.01)


def test_a_warp_by_one_changes_nothing() -> None:
    bands = np.random.default_rng(0).uniform(-60, 0, (5, BANDS)).astype(np.float32)
    assert np.allclose(batches.warped(bands, 1.0), bands, atol=0.1)


def test_labels_of_a_longer_sound_are_longer_too() -> None:
    sine = np.sin(2 * np.pi * 440 * np.arange(16000) / 16000).astype(np.float32)
    longer = resampled(sine, 1.25)
    assert len(longer) == 20000
    assert np.abs(np.fft.rfft(longer)).argmax() == 440
    assert scaled([Phone(0.4, 0.8, PBM, 0.0)], 1.25) == [Phone(0.5, 1.0, PBM, 0.0)]


def test_our_recurrent_unit_equals_torchs_own() -> None:
    import torch

    torch.manual_seed(0)
    unit, inputs = torch.nn.GRU(5, 7), torch.randn(6, 2, 5, requires_grad=True)
    expected, _ = unit(inputs)
    expected.square().sum().backward()
    wanted = [inputs.grad.clone(), *(p.grad.clone() for p in unit.parameters())]
    inputs.grad = None
    unit.zero_grad()
    linear = torch.nn.functional.linear(inputs, unit.weight_ih_l0, unit.bias_ih_l0)
    got = GatedUnit.apply(linear, torch.zeros(2, 7), unit.weight_hh_l0, unit.bias_hh_l0)
    got.square().sum().backward()
    assert torch.allclose(got, expected, atol=1e-6)
    for gradient, parameter in zip(wanted, [inputs, *unit.parameters()], strict=True):
        assert torch.allclose(gradient, parameter.grad, atol=1e-5)

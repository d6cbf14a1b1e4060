import numpy as np
import pytest

from app.perception import log_mel
from app.perception.log_mel import BANDS, HOP, LEVEL_FLOOR_DB, SAMPLE_RATE_HZ, LogMel


def sound(seconds: float = 0.5) -> np.ndarray:
    rng = np.random.default_rng(1)
    return (rng.standard_normal(int(seconds * SAMPLE_RATE_HZ)) * 0.1).astype(np.float32)


def slow_hop(samples: np.ndarray) -> list[float]:
    """The bands of 400 samples, written out sum by sum."""
    n = np.arange(400)
    window = np.sin(np.pi * (n + 0.5) / 400) ** 2
    edges = log_mel.band_centres_hz()
    power = []
    for k in range(257):
        wave = np.exp(-2j * np.pi * k * n / 512)
        power.append(abs((samples * window * wave).sum() * 2 / window.sum()) ** 2)
    bands = []
    for low, centre, high in zip(edges[:-2], edges[1:-1], edges[2:], strict=True):
        weights = []
        for k in range(257):
            hz = k * 31.25
            weights.append(max(0.0, min((hz - low) / (centre - low), (high - hz) / (high - centre))))
        if sum(weights) < 0.5:
            weights[round(centre / 31.25)] = 1.0
        bands.append(10 * np.log10(np.dot(weights, power) + 1e-10))
    return bands


def test_bands_equal_a_slow_reference() -> None:
    samples = sound(0.045)
    bands = log_mel.bands_db(samples)
    assert bands.shape == (3, BANDS)
    for hop in range(3):
        assert np.allclose(bands[hop], slow_hop(samples[hop * HOP : hop * HOP + 400].astype(np.float64)), atol=0.01)


def test_a_sine_of_full_scale_is_loudest_in_its_own_band_at_about_zero() -> None:
    sine = np.sin(2 * np.pi * 1000 * np.arange(4000) / SAMPLE_RATE_HZ).astype(np.float32)
    bands = log_mel.bands_db(sine)[5]
    assert abs(log_mel.band_centres_hz()[1 + bands.argmax()] - 1000) < 60
    assert -3 < bands.max() < 2


@pytest.mark.parametrize("piece", [1, 37, 160, 640, 5000])
def test_pieces_of_any_length_give_the_same_hops(piece: int) -> None:
    samples, whole, parts = sound(), LogMel(), LogMel()
    expected = whole(samples)
    heard = np.concatenate([parts(samples[start : start + piece]) for start in range(0, len(samples), piece)])
    assert heard.shape == (len(samples) // HOP, BANDS)
    assert np.allclose(heard, expected, atol=1e-5)
    assert whole.level_db == pytest.approx(parts.level_db)


def test_level_rises_within_a_quarter_second_and_sinks_two_decibels_a_second() -> None:
    loud = log_mel.running_level(np.full(25, -10.0), np.array(LEVEL_FLOOR_DB))
    assert loud[-1] > -10.5
    after = log_mel.running_level(np.full(300, -90.0), loud[-1])
    assert loud[-1] - after[-1] == pytest.approx(6.0)


def test_level_never_sinks_below_its_floor() -> None:
    assert log_mel.running_level(np.full(5000, -100.0), np.array(-40.0)).min() == LEVEL_FLOOR_DB


def test_gain_makes_no_difference_once_the_level_has_followed() -> None:
    samples = sound(1.0)
    quiet, loud = (LogMel()(samples * gain)[60:] for gain in (0.3, 1.0))
    assert np.allclose(quiet, loud, atol=0.05)


def test_digital_silence_reads_as_nothing_heard_yet() -> None:
    assert np.allclose(LogMel()(np.zeros(1600, np.float32)), log_mel.silent_hops(10), atol=1e-5)


def test_less_than_a_hop_gives_none() -> None:
    assert LogMel()(np.zeros(159, np.float32)).shape == (0, BANDS)

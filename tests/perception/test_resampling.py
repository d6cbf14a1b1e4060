"""Sound at another rate, piece by piece."""

import numpy as np
import pytest

from app.perception.resampling import Resampler

RATE = 16000


def sine(hertz: float, rate: int, seconds: float = 0.5) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate).astype(np.float32)


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000, 96000])
@pytest.mark.parametrize("hertz", [100, 1000, 1900])
def test_a_tone_stays_the_same_tone_at_the_same_time(rate: int, hertz: int) -> None:
    made = Resampler(rate, RATE)(sine(hertz, rate))
    assert np.abs(made - sine(hertz, RATE)[: len(made)])[400:].max() < 0.01
    assert 0 <= RATE // 2 - len(made) <= 100


@pytest.mark.parametrize("rate", [8000, 44100, 48000])
@pytest.mark.parametrize("piece", [1, 100, 441])
def test_the_pieces_make_no_difference(rate: int, piece: int) -> None:
    sound = np.random.default_rng(1).standard_normal(rate // 10).astype(np.float32)
    resampler = Resampler(rate, RATE)
    parts = np.concatenate([resampler(sound[at : at + piece]) for at in range(0, len(sound), piece)])
    assert np.abs(parts - Resampler(rate, RATE)(sound)).max() < 1e-5


def test_what_is_too_high_for_the_new_rate_is_left_out() -> None:
    assert np.abs(Resampler(48000, RATE)(sine(9000, 48000)))[200:].max() < 0.005
    assert np.abs(Resampler(44100, RATE)(sine(15000, 44100)))[200:].max() < 0.001


@pytest.mark.parametrize("rate", [8000, 44100, 48000, 192000])
def test_only_two_milliseconds_are_held_back_where_there_is_more_than_enough(rate: int) -> None:
    resampler = Resampler(rate, RATE)
    assert resampler.delay_seconds < (0.002 if rate > RATE else 0.004)
    assert len(resampler(np.zeros(rate // 100, np.float32))) >= 160 - round(RATE * resampler.delay_seconds) - 1

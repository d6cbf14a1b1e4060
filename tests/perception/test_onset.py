"""When a voice begins: what parts the lips at once, and what does not."""

import numpy as np
import pytest

from app.perception.log_mel import HOP, LogMel
from app.perception.mouth import MouthNetwork, MouthReader
from app.perception.onset import SAMPLES, Onset, periodicity
from app.synthetic_voice import spoken, syllables

RATE = 16000


def heard(sound: np.ndarray) -> np.ndarray:
    """Moments in seconds at which the lips are to be parted."""
    features, onset = LogMel(), Onset()
    features(sound)
    before = np.concatenate([np.zeros(SAMPLES, np.float32), sound])
    ends = (np.arange(len(features.bands_db)) + 1) * HOP
    begins = [
        onset.hear(before[end : end + SAMPLES], bands, loud, level)
        for end, bands, loud, level in zip(ends, features.bands_db, features.louds_db, features.levels_db, strict=True)
    ]
    return ends[np.array(begins)] / RATE


def after_a_pause(sound: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros(RATE // 2, np.float32), sound.astype(np.float32)])


def test_a_syllable_after_a_pause_is_heard_within_50_ms() -> None:
    sound, bursts = syllables(10)
    found = heard(sound)
    for burst in bursts / RATE:
        assert any(0.0 < at - burst <= 0.05 for at in found)


@pytest.mark.parametrize("hertz", [60, 110, 200])
def test_a_hum_as_through_shut_lips_is_no_beginning(hertz: int) -> None:
    assert not len(heard(after_a_pause(0.3 * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE))))


def test_clicks_and_breath_are_no_beginning() -> None:
    random = np.random.default_rng(2)
    clicks = np.zeros(3 * RATE)
    for at in range(RATE // 2, 3 * RATE - 400, RATE // 3):
        clicks[at : at + 240] = 0.4 * random.standard_normal(240) * np.exp(-np.arange(240) / 60)
    assert not len(heard(clicks.astype(np.float32)))
    assert not len(heard(after_a_pause(0.1 * random.standard_normal(2 * RATE))))


def test_within_a_talk_nothing_begins() -> None:
    talk = spoken(3.0)
    talk = talk[: np.flatnonzero(np.convolve(np.abs(talk) > 0.01, np.ones(2400))[2400:] == 0)[0]]
    found = heard(after_a_pause(talk))
    assert len(found) <= 6 and (found < 0.7).all()


def test_a_sound_is_periodic_where_it_repeats() -> None:
    sound, _ = syllables(2)
    vowel = sound[np.abs(sound).argmax() :][:SAMPLES]
    assert periodicity(vowel) > 0.8
    assert periodicity(np.random.default_rng(1).standard_normal(SAMPLES).astype(np.float32)) < 0.6
    assert periodicity(np.zeros(SAMPLES, np.float32)) == 0


def test_the_lips_part_before_the_network_says_so_and_only_in_pictures() -> None:
    sound, bursts = syllables(6)
    network = MouthNetwork()
    opened = {}
    for readings in (1, 4):
        reader = MouthReader(RATE, network, readings)
        gaps = [
            (end / RATE, mouth.gap)
            for end in range(160, len(sound), 160)
            for mouth in reader.hear(sound[end - 160 : end])
        ]
        opened[readings] = [next(at for at, gap in gaps if at > burst and gap >= 0.02) for burst in bursts / RATE]
    assert all(0 < at - burst < 0.055 for at, burst in zip(opened[4], bursts / RATE, strict=True))
    assert np.mean(opened[4]) < np.mean(opened[1]) - 0.02

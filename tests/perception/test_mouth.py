"""The trained mouth network, frame by frame: streaming, levels, silence and faults."""

import numpy as np
import pytest
import soxr

from app.flow import Mouth
from app.perception.mouth import FRAME_RATE_HZ, POINTS, MouthNetwork, MouthReader, eased
from app.synthetic_voice import spoken

RATE = 16000


@pytest.fixture(scope="module")
def network() -> MouthNetwork:
    return MouthNetwork()


def voice(seconds: float, rate: int = RATE, amplitude: float = 0.3) -> np.ndarray:
    """Syllables at a rate; above 1 they are clipped, as by a microphone that is too loud."""
    sound = np.clip(spoken(seconds) * (amplitude / 0.3), -1, 1)
    return sound if rate == RATE else np.asarray(soxr.resample(sound, RATE, rate))


def points_of(reader: MouthReader, sound: np.ndarray, piece: int) -> np.ndarray:
    mouths = [mouth for at in range(0, len(sound), piece) for mouth in reader.hear(sound[at : at + piece])]
    return np.stack([mouth.points for mouth in mouths])


def gap(points: np.ndarray) -> np.ndarray:
    return points[:, 18, 1] - points[:, 14, 1]


class Scripted(MouthNetwork):
    """A network whose lips are as far apart as was written down, reading after reading; its state counts its calls."""

    def __init__(self, gaps: list[float]) -> None:
        self.look_ahead_seconds = 0.04
        self.rest = np.zeros((POINTS, 2), np.float32)
        self.first_state = np.zeros((1, 1), np.float32)
        self.states: list[int] = []
        self._gaps = iter(gaps)

    def __call__(self, sound: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
        self.states.append(int(state[0, 0]))
        points = self.rest.copy()
        points[18, 1] = next(self._gaps)
        return points, 1.0, state + 1


@pytest.mark.parametrize("piece", [37, 160, 640, 16000])
@pytest.mark.parametrize("readings", [1, 2, 4])
def test_the_pieces_that_sound_comes_in_make_no_difference(network: MouthNetwork, readings: int, piece: int) -> None:
    sound = voice(2)
    whole = points_of(MouthReader(RATE, network, readings), sound, len(sound))
    parts = points_of(MouthReader(RATE, network, readings), sound, piece)
    assert whole.shape == ({1: 50, 2: 98, 4: 196}[readings], POINTS, 2)
    assert np.abs(whole - parts).max() < 1e-5


def test_each_reading_goes_on_from_its_own_last_one() -> None:
    network = Scripted([0.1] * 12)
    mouths = MouthReader(RATE, network, readings=4).hear(np.zeros(RATE * 15 // 100, np.float32))
    assert network.states == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2] and len(mouths) == 11


def test_of_three_readings_the_one_in_the_middle_is_shown_at_its_own_time() -> None:
    network = Scripted([0.2, 0.2, 0.0, 0.2, 0.2, 0.0, 0.0, 0.2, 0.0, 0.0])
    mouths = MouthReader(RATE, network, readings=4).hear(np.zeros(RATE * 13 // 100, np.float32))
    assert [round(mouth.gap, 3) for mouth in mouths] == [0.2, 0.2, 0.2, 0.2, 0.2, 0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(("rate", "piece"), [(16000, 160), (16000, 1000), (48000, 480), (44100, 441)])
def test_a_mouth_says_which_moment_it_shows(network: MouthNetwork, rate: int, piece: int) -> None:
    reader = MouthReader(rate, network, readings=4)
    found = []
    for end in range(piece, rate, piece):
        found += reader.hear(np.zeros(piece, np.float32), 10**9 + end * 10**9 // rate)
    moments = np.array([mouth.timestamp_ns for mouth in found])
    # The first shows the beginning of the sound, and each that follows 10 ms later.
    assert np.abs(moments - 10**9 - np.arange(len(found)) * 10_000_000).max() < 1_000_000


def test_a_mouth_says_how_loud_it_was(network: MouthNetwork) -> None:
    sine = 0.1 * np.sin(2 * np.pi * 500 * np.arange(RATE) / RATE).astype(np.float32)
    assert MouthReader(RATE, network).hear(sine)[-1].level_db == pytest.approx(-20, abs=0.5)
    assert MouthReader(RATE, network).hear(np.zeros(RATE, np.float32))[-1].level_db < -85


def test_there_are_25_mouths_a_second_after_the_look_ahead(network: MouthNetwork) -> None:
    reader = MouthReader(RATE, network)
    assert 0 <= reader.look_ahead_seconds <= 0.04
    first = int(max(reader.look_ahead_seconds, 0.01) * RATE)
    assert reader.hear(np.zeros(first - 1, np.float32)) == [] and len(reader.hear(np.zeros(1, np.float32))) == 1
    assert len(reader.hear(np.zeros(RATE, np.float32))) == FRAME_RATE_HZ


def test_a_voice_opens_the_mouth_and_silence_shuts_it(network: MouthNetwork) -> None:
    reader = MouthReader(RATE, network)
    spoken = gap(points_of(reader, voice(2), 640))[12:]
    silent = gap(points_of(reader, np.zeros(2 * RATE, np.float32), 640))[12:]
    assert spoken.mean() > 5 * max(silent.max(), 0.002)


@pytest.mark.parametrize("rate", [8000, 44100, 48000, 96000])
def test_any_rate_gives_nearly_the_same_mouth(network: MouthNetwork, rate: int) -> None:
    at_16 = gap(points_of(MouthReader(RATE, network), voice(3), 640))
    other = gap(points_of(MouthReader(rate, network), voice(3, rate), rate // 50))
    count = min(len(at_16), len(other))
    assert abs(len(at_16) - len(other)) <= 1  # the filter holds some sound back
    assert np.corrcoef(at_16[10:count], other[10:count])[0, 1] > 0.8


@pytest.mark.parametrize("amplitude", [0.006, 0.05, 4.0])
def test_a_soft_and_a_clipped_voice_move_the_mouth_too(network: MouthNetwork, amplitude: float) -> None:
    usual = gap(points_of(MouthReader(RATE, network), voice(4), 640))[50:].mean()
    found = gap(points_of(MouthReader(RATE, network), voice(4, amplitude=amplitude), 640))[50:].mean()
    assert 0.4 * usual < found < 2.5 * usual


def test_what_is_no_number_and_hours_of_silence_leave_it_sound(network: MouthNetwork) -> None:
    reader = MouthReader(RATE, network)
    reader.hear(np.full(RATE, np.nan, np.float32))
    reader.hear(np.full(RATE, np.inf, np.float32))
    for _ in range(60):
        rest = reader.hear(np.zeros(RATE, np.float32))
    assert np.isfinite(rest[-1].points).all() and gap(rest[-1].points[None])[0] < 0.02
    assert gap(points_of(reader, voice(2), 640))[12:].mean() > 0.02


def test_a_mouth_eases_shut_in_a_fifth_of_a_second(network: MouthNetwork) -> None:
    mouth = Mouth(network.rest + np.float32(0.2), 1.0)
    for _ in range(10):
        mouth = eased(mouth, network.rest, 0.02)
    assert np.abs(mouth.points - network.rest).max() < 0.05 * 0.2 and mouth.voice < 0.05


def test_a_network_that_gives_no_numbers_is_told_and_begins_anew(
    network: MouthNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = MouthReader(RATE, network)
    reader.hear(voice(0.5))
    reader._states = [np.full_like(state, np.nan) for state in reader._states]
    with pytest.raises(RuntimeError, match="no number"):
        reader.hear(voice(0.5))
    assert len(reader.hear(voice(0.5))) > 5

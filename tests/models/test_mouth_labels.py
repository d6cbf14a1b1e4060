from pathlib import Path

import pytest

from models.mouth.articulation import CON, PBM, RND, RUSSIAN, SIL, Phone
from models.mouth.labels import may_be_trained_on, phones_from_csv, phones_from_ends


def test_no_sentence_from_740_on_is_trained_on() -> None:
    trained = [n for n in range(1000) if may_be_trained_on("festvox-ru", f"ru_{n:04}", "train")]
    assert trained == list(range(740))


def test_names_that_are_no_sentence_are_not_trained_on() -> None:
    assert not any(may_be_trained_on("festvox-ru", n, "train") for n in ("ru_0792", "ru_1", "ru_00011", "x", ""))


def test_the_last_face_is_not_trained_on() -> None:
    assert [n for n in range(1, 7) if may_be_trained_on("facegood", f"facegood_2_0{n}", "train")] == [1, 2, 3, 4]


@pytest.mark.parametrize("corpus", ["asterisk-it", "librispeech", "noise", "coffee"])
def test_development_recordings_are_not_trained_on(corpus: str) -> None:
    assert not may_be_trained_on(corpus, "any", "dev")
    assert may_be_trained_on(corpus, "any", "train")


def test_whole_families_of_noise_are_held_out() -> None:
    assert not may_be_trained_on("noise", "esc10_rooster_fold1", "train", "esc10 rooster")
    assert may_be_trained_on("noise", "esc10_rain_fold1", "train", "esc10 rain")


def test_phones_are_read_from_labels_with_ends(tmp_path: Path) -> None:
    text = "separator ;\n#\n0.3 125 pau\n0.4 125 pp\n0.4 125 x\n0.55 125 t\n"
    assert phones_from_ends(text, RUSSIAN) == [
        Phone(0.0, 0.3, SIL, 0.0),
        Phone(0.3, 0.4, PBM, 0.0),
        Phone(0.4, 0.55, CON, None),
    ]


def test_phones_are_read_from_the_evaluators_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("start,end,phone,class,open\n0.000,0.1,W,W,0.2\n0.1,0.2,T,CON,\n")
    assert phones_from_csv(path) == [Phone(0.0, 0.1, RND, 0.2), Phone(0.1, 0.2, CON, None)]

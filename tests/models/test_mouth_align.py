"""The alignment of phones; skipped where the group "mouth" of dependencies is not installed."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("soundfile", reason="needs the dependency group mouth")
pytest.importorskip("torch", reason="needs the dependency group mouth")

from models.mouth import align
from models.mouth.align import Listener, Recording, Sound, aligned, best_path, read_sounds, write_sounds
from models.mouth.articulation import GROUPS


def indices(names: str) -> np.ndarray:
    """Indices of groups by their names."""
    return np.array([GROUPS.index(name) for name in names.split()])


def shares_of(spoken: str) -> np.ndarray:
    """Log shares of a sound that is certain: ten hops of every group named."""
    groups = np.repeat(indices(spoken), 10)
    return np.log(np.where(np.arange(len(GROUPS)) == groups[:, None], 0.9, 0.1 / 18)).astype(np.float32)


def test_phones_begin_where_they_are_heard() -> None:
    groups = indices("SIL M A SIL P SIL")
    assert list(best_path(shares_of("SIL M A SIL P SIL"), groups)) == [0, 10, 20, 30, 40, 50]


def test_a_pause_that_is_not_made_is_passed_over() -> None:
    groups = indices("SIL M SIL A SIL")
    assert list(best_path(shares_of("SIL M A SIL"), groups)) == [0, 10, 20, 20, 30]


def test_phones_that_are_not_heard_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(align, "log_shares", lambda listener, bands: shares_of("SIL M A T A K S SIL"))
    sounds = [Sound(0, 0, name, kind, "") for name, kind in (("m", "PBM"), ("a", "OPN"), ("p", "PBM"))]
    sounds += [Sound(0, 0, "f", "FV", ""), Sound(0, 0, "b", "PBM", ""), Sound(0, 0, "s", "CON", "")]
    found = aligned(Listener(8), Recording("", "", np.zeros((80, 40), np.float32), sounds))
    kinds = {s.name: s.kind for s in found}
    assert kinds["m"] == "PBM" and kinds["f"] == "?" and kinds["b"] == "?"


def test_labels_are_read_as_they_were_written(tmp_path: Path) -> None:
    sounds = [Sound(0.0, 0.25, "SIL", "SIL", "0"), Sound(0.25, 0.5, "m", "?", "")]
    write_sounds(tmp_path / "a" / "b.csv", sounds)
    assert read_sounds(tmp_path / "a" / "b.csv") == sounds


def test_stops_and_nasals_of_other_places_are_other_groups() -> None:
    def group(name: str, kind: str) -> str:
        return GROUPS[Sound(0, 1, name, kind, "").group]

    assert (group("mʲ", "PBM"), group("bb", "PBM"), group("N", "CON"), group("tʲ", "CON")) == ("M", "P", "N", "T")
    assert (group("ts", "CON"), group("ŋ", "CON"), group("AA", "OPN"), group("SIL", "SIL")) == ("S", "N", "A", "SIL")

"""Reads phones of recordings from their label files, and says which recordings may be trained on."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np

from models.mouth.articulation import (
    ARPABET,
    CLASSES,
    CON,
    RND,
    RUSSIAN,
    RUSSIAN_Y,
    SAMPA,
    UNKNOWN,
    Kind,
    Phone,
    group_of,
)

FESTVOX_RU = Path("/usr/share/festival/voices/russian/msu_ru_nsh_clunits")
LAST_TRAINED_SENTENCE = 739
TRAINED_FACES = ("facegood_2_01", "facegood_2_02", "facegood_2_03", "facegood_2_04")
FORBIDDEN_VOICE = "msu_ru_nsh_clunits"
"""Cut from all of festvox-ru's recordings, those of the judgement too: never to be heard speaking."""
UNSEEN_NOISE = ("city", "storm", "kitchen", "esc10 helicopter", "esc10 rooster")
"""Families of noise that are kept for the "unseen" figures, whatever split they are in."""


def may_be_trained_on(corpus: str, name: str, split: str, family: str = "") -> bool:
    """True where a recording may become training sound.

    corpus: "festvox-ru" or the folder of the shared recordings; name: of the recording, like ru_0001
    split: "train", "weak" or "dev" in its folder's manifest; family: of a noise
    """
    if corpus == "festvox-ru":
        number = re.fullmatch(r"ru_(\d{4})", name)
        return number is not None and int(number.group(1)) <= LAST_TRAINED_SENTENCE
    if corpus == "facegood":
        return name in TRAINED_FACES
    return split in ("train", "weak") and family not in UNSEEN_NOISE


def phones_from_csv(path: Path, *, russian: bool = False) -> list[Phone]:
    """The phones of a file start,end,phone,class,open; "?" is a class that is not known."""
    phones = []
    with path.open() as file:
        for row in csv.DictReader(file):
            kind = {"W": RND, "?": UNKNOWN}.get(row["class"])
            kind = CLASSES.index(row["class"]) if kind is None else kind
            opening = float(row["open"]) if row["open"] else None
            group = group_of(row["phone"], kind)
            if russian and row["phone"] == "y" and kind != UNKNOWN:
                kind, opening, group = RUSSIAN_Y
            phones.append(Phone(float(row["start"]), float(row["end"]), kind, opening, group))
    return phones


def phones_from_ends(text: str, table: dict[str, Kind]) -> list[Phone]:
    """The phones of a Festival label file: after a line "#", lines of end in seconds, a number, name."""
    lines = [line.split() for line in text.splitlines()]
    start, phones = 0.0, []
    for end, _, name, *_ in (line for line in lines[lines.index(["#"]) + 1 :] if len(line) >= 3):
        if float(end) > start:
            phones.append(Phone(start, float(end), *table.get(name, (CON, None, group_of(name, CON)))))
        start = float(end)
    return phones


def russian_phones(name: str) -> list[Phone]:
    """The phones of a sentence of festvox-ru."""
    return phones_from_ends((FESTVOX_RU / "lab" / f"{name}.lab").read_text(), RUSSIAN)


def letter_phones(text: str) -> list[Phone]:
    """The phones that one of Festival's Czech, Finnish or Catalan voices spoke; their names are letters (SAMPA)."""
    return phones_from_ends(text, SAMPA)


def english_phones(text: str) -> list[Phone]:
    """The phones that one of Festival's English voices spoke."""
    return phones_from_ends(text, ARPABET)


def captured(path: Path, hops: int) -> tuple[np.ndarray, np.ndarray]:
    """Opening and rounding of a captured face, each about 0..1, 10 ms apart.

    path: a file of the folder facegood, whose notes say how the two are read from its coefficients
    Returns two (hops,) float32.
    """
    data = np.load(path)
    names, weights, fps = [str(n) for n in data["names"]], data["weights"].astype(np.float64), float(data["fps"])

    def mean(*wanted: str) -> np.ndarray:
        return weights[:, [names.index(name) for name in wanted]].mean(axis=1)

    sides = ("l", "r")
    funnel = mean(*(f"mouth_funnel_{p}" for p in ("dl", "dr", "ul", "ur")))
    roll = mean(*(f"mouth_suck_{p}" for p in ("dl", "dr", "ul", "ur")), "mouth_press_l", "mouth_press_r")
    depress, lift = (mean(*(f"mouth_{n}_{s}" for s in sides)) for n in ("lowerLipDepress", "upperLipRaise"))
    pucker, pull = (mean(*(f"mouth_{n}_{s}" for s in sides)) for n in ("pucker", "lipCornerPull"))
    oh = mean("mouth_oh_c")
    opening = np.clip(
        mean("mouth_stretch_c") + 0.5 * oh + 0.35 * depress + 0.25 * lift + 0.25 * funnel - 0.5 * roll, 0, None
    )
    rounding = pucker + 0.7 * mean("mouth_oo_c") + 0.5 * oh + 0.3 * funnel - 0.5 * pull
    time, known = np.arange(hops) / 100, np.arange(len(opening)) / fps
    both = [np.interp(time, known, signal) / np.percentile(signal, 95) for signal in (opening, rounding)]
    return both[0].astype(np.float32), both[1].astype(np.float32)

"""What a mouth does in each sound of speech, and the 31 points of a face that does it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

CLASSES = ("SIL", "PBM", "FV", "RND", "OPN", "MID", "SPR", "CON", "SH")
"""Classes of sounds; "W" counts as "RND". The first eight, with "SH" put to "CON", are those of the evaluator."""
SIL, PBM, FV, RND, OPN, MID, SPR, CON, SH = range(9)
CLOSED_SOMEHOW, OPEN_SOMEHOW, UNKNOWN = 253, 254, 255
"""In place of a class where only a captured face is known, or nothing."""
GRID_HZ = 100
GROUPS = "SIL P M F W A E I U T K N S TH SH L R H J".split()
"""Sounds by how they are made, finer than CLASSES: stops and nasals have other places than the lips too."""


@dataclass(frozen=True)
class Phone:
    """A sound of speech with its place in time.

    start, end: seconds
    kind: index of CLASSES
    opening: of the mouth, 0 = shut .. 1 = as in "father"; None where the sound leaves it free
    group: index of GROUPS, -1 where it is not known
    """

    start: float
    end: float
    kind: int
    opening: float | None = None
    group: int = field(default=-1, compare=False)


_GROUP_OF_CLASS = {SIL: "SIL", FV: "F", OPN: "A", MID: "E", SPR: "I", RND: "U", SH: "SH"}
# Of the International Phonetic Alphabet, of English names in both cases and of the Russian ones.
_GROUP_LETTERS = {
    "TH": "θ ð TH DH th dh",
    "N": "n ŋ ɲ ɳ nn N NG ng nx en",
    "S": "s z ss zz c S Z",
    "T": "t d ʈ ɖ tt dd T D dx",
    "K": "k g ɡ q ɟ kk gg K G",
    "L": "l ɭ ʎ ɫ ll L el",
    "R": "r ɾ ɹ ɻ ʀ rr R",
    "J": "j Y",
    "H": "x h χ ç ħ ɦ ʁ ɣ ʔ hh HH hv",
}
_GROUP_OF_LETTER = {letter: group for group, letters in _GROUP_LETTERS.items() for letter in letters.split()}


def group_of(name: str, kind: int) -> int:
    """Index of GROUPS of a phone by its name, whoever wrote it, and its class."""
    if kind == PBM:
        return GROUPS.index("M" if "m" in name.lower() else "P")
    if kind == RND and name.lower() in ("w", "ʍ", "ɥ"):
        return GROUPS.index("W")
    if kind in _GROUP_OF_CLASS:
        return GROUPS.index(_GROUP_OF_CLASS[kind])
    if name in _GROUP_OF_LETTER:
        return GROUPS.index(_GROUP_OF_LETTER[name])
    # The last letter that is known: of "ts", s.
    known = [_GROUP_OF_LETTER[c] for c in unicodedata.normalize("NFD", name) if c in _GROUP_OF_LETTER]
    return GROUPS.index(known[-1] if known else "H")


Kind = tuple[int, float | None, int]
"""Class, opening and group of a phone."""

# International Phonetic Alphabet: opening of each vowel, by class.
_VOWELS = {
    OPN: "a=.95 ɑ=1 ɐ=.75 ʌ=.75 ɒ=.8 æ=.95 ɶ=.9",
    MID: "e=.5 ɛ=.62 ə=.4 ɜ=.5 ɚ=.4 ɝ=.4 ɤ=.45 ɘ=.45 ᵊ=.35",
    SPR: "i=.28 ɪ=.38 ɨ=.33 ɯ=.28 ᵻ=.35 ỹ=.3",
    RND: "u=.22 ʊ=.3 o=.45 ɔ=.55 y=.22 ø=.45 œ=.5 ɵ=.4 ʉ=.25 ʏ=.3 ɞ=.5",
}
_CONSONANTS = {
    PBM: "p b m ɓ",
    FV: "f v ɱ ʋ",
    RND: "w ʍ ɥ",
    SH: "ʃ ʒ ɕ ʑ ʂ ʐ",
    CON: "t d n s z l r k g ɡ x h j ŋ ɲ ʎ ɾ ɹ ɻ ɽ ɭ ɬ ɮ ç ʝ θ ð ʈ ɖ ɳ ɢ q χ ʁ ɣ ħ ʕ ɦ ʔ c ɟ ɗ ɠ ʄ ʙ ʀ ɫ ɰ β ɸ ʟ",
}


def _table(openings: dict[int, str]) -> dict[str, Kind]:
    """Phones of a text like "aa=1 iy=.28" by class."""
    pairs = [(kind, pair.split("=")) for kind, text in openings.items() for pair in text.split()]
    return {name: (kind, float(opening), group_of(name, kind)) for kind, (name, opening) in pairs}


IPA: dict[str, Kind] = {
    **_table(_VOWELS),
    **{
        p: (kind, {PBM: 0.0, FV: 0.12, RND: 0.2, SH: 0.25}.get(kind), group_of(p, kind))
        for kind, text in _CONSONANTS.items()
        for p in text.split()
    },
}

# Phone names of the voices of Festival and Flite, and of the evaluator's English labels.
_ARPABET = {
    OPN: "aa=1 ae=.95 ao=.75 aw=.9 ay=.9",
    MID: "ah=.55 eh=.65 er=.35 ey=.5 ax=.4 axr=.35",
    SPR: "ih=.38 iy=.28 ix=.35",
    RND: "ow=.45 oy=.5 uh=.3 uw=.22 w=.2",
    PBM: "b=0 m=0 p=0 em=0",
    FV: "f=.12 v=.12",
    SH: "ch=.25 jh=.25 sh=.25 zh=.25",
    SIL: "pau=0 sil=0 h#=0 brth=0 #=0",
}
ARPABET: dict[str, Kind] = {
    **_table(_ARPABET),
    **{p: (CON, None, group_of(p, CON)) for p in "d dh g hh hv k l n ng r s t th z dx nx el en".split()},
    "y": (CON, None, GROUPS.index("J")),
}
# Letters of the Speech Assessment Methods Phonetic Alphabet and of the Czech voices; "1" marks stress, ":" length.
_SAMPA = {
    OPN: "a=.95 A=1",
    MID: "e=.5 E=.62 ax=.4",
    SPR: "i=.28",
    RND: "u=.22 o=.45 O=.55 y=.22 w=.2",
    PBM: "p=0 b=0 m=0",
    FV: "f=.12 v=.12",
    SH: "S=.25 Z=.25 tS=.25 dZ=.25 s~=.25 z~=.25 c~=.25 dz~=.25",
}
SAMPA: dict[str, Kind] = {
    **{name + mark: sound for name, sound in _table(_SAMPA).items() for mark in ("", "1", ":")},
    **dict.fromkeys(("pau", "#", "_"), (SIL, 0.0, 0)),
}
# The voice msu_ru_nsh_clunits: Russian, stressed vowels are doubled.
_RUSSIAN = {
    SIL: "pau=0 #=0 H#=0",
    PBM: "p=0 pp=0 b=0 bb=0 m=0 mm=0",
    FV: "f=.12 ff=.12 v=.12 vv=.12",
    RND: "uu=.22 u=.25 ur=.3 oo=.5",
    OPN: "aa=1 a=.75",
    MID: "ay=.45 ae=.4 ee=.6 e=.6",
    SPR: "ii=.28 i=.3 yy=.35 y=.35",
    SH: "sh=.25 zh=.25 ch=.25 sch=.25",
}
RUSSIAN = _table(_RUSSIAN)


RUSSIAN_Y: Kind = (SPR, 0.35, GROUPS.index("I"))
"""espeak-ng writes the Russian vowel of "мы" as the rounded y; lips are spread in it."""


def phones_from_ipa(name: str, start: float, end: float, *, russian: bool = False) -> list[Phone]:
    """The sounds that a written name stands for, sharing its time: a diphthong is two, an affricate its second part.

    name: letters of the International Phonetic Alphabet; length, stress and tone are left out
    """
    if russian and name.startswith("y"):
        return [Phone(start, end, *RUSSIAN_Y)]
    plain = unicodedata.normalize("NFD", name)
    known = [IPA[letter] for letter in plain if letter in IPA]
    if not known:
        return [Phone(start, end, CON, None, group_of(plain, CON))]
    vowels = [sound for sound in known if sound[0] in (OPN, MID, SPR, RND) and sound[1] is not None]
    if not vowels or len(vowels) < len(known):
        # "pf" begins with lips together, "tʃ" ends with lips forward: what the lips must do is the name's sound.
        chosen = min(
            known, key=lambda sound: (PBM, FV, SH, RND).index(sound[0]) if sound[0] in (PBM, FV, SH, RND) else 9
        )
        return [Phone(start, end, *chosen)]
    edges = np.linspace(start, end, len(vowels) + 1)
    return [Phone(float(a), float(b), *sound) for a, b, sound in zip(edges[:-1], edges[1:], vowels, strict=True)]


# By class: (opening, width, jaw) and how firmly each is held (dominance). Width: -1 = rounded, 0 = rest, 1 = spread.
_TARGETS: dict[int, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    SIL: ((0.0, 0.0, 0.0), (0.0, 0.5, 0.7)),
    PBM: ((0.25, 0.0, 0.15), (0.05, 0.1, 0.4)),
    FV: ((0.3, 0.1, 0.12), (0.05, 0.2, 0.6)),
    RND: ((0.35, -0.9, 0.35), (1.0, 1.0, 0.7)),
    OPN: ((0.9, 0.25, 1.0), (1.0, 0.5, 1.0)),
    MID: ((0.5, 0.35, 0.55), (1.0, 0.5, 0.7)),
    SPR: ((0.3, 0.95, 0.25), (1.0, 0.9, 0.6)),
    SH: ((0.3, -0.45, 0.1), (0.5, 0.7, 0.8)),
    CON: ((0.32, 0.25, 0.22), (0.25, 0.15, 0.5)),
}
_REACH_SECONDS = (0.03, 0.07, 0.05)


def articulation(phones: Sequence[Phone], hops: int) -> np.ndarray:
    """What lips and jaw do while the phones are spoken, before lips are shut or touch the teeth.

    phones: in order of time
    hops: number of moments, 10 ms apart, the first at 0 s
    Returns (hops, 3) float32: opening 0..1, width -1 = rounded .. 1 = spread, jaw 0 = up .. 1 = down.
    Source: Cohen & Massaro, "Modeling coarticulation in synthetic visual speech" (1993): every sound pulls towards its
    own values, the less the farther away in time, and holds its middle half.
    """
    time = np.arange(hops)[:, None] / GRID_HZ
    total = np.full((hops, 3), 1e-6)
    values = np.zeros((hops, 3))
    for phone in phones:
        quarter = (phone.end - phone.start) / 4
        near = slice(max(0, int((phone.start - 0.4) * GRID_HZ)), max(0, int((phone.end + 0.4) * GRID_HZ)))
        moment = time[near]
        away = np.maximum(np.maximum(phone.start + quarter - moment, moment - phone.end + quarter), 0.0)
        target, dominance = (np.array(v) for v in _TARGETS.get(phone.kind, _TARGETS[CON]))
        if phone.kind in (RND, OPN, MID, SPR) and phone.opening is not None:
            target[0] = phone.opening
            if phone.kind == RND:
                target[1] = -1.0 + 1.0 * max(0.0, phone.opening - 0.25)
        pull = dominance * np.exp(-away / np.array(_REACH_SECONDS)) + 1e-9
        total[near] += pull
        values[near] += pull * target
    return (values / total).astype(np.float32)


def kinds(phones: Sequence[Phone], hops: int) -> np.ndarray:
    """(hops,) uint8: index of CLASSES of the sound at each moment, silence where there is none."""
    return _lasting(phones, [phone.kind for phone in phones], hops)


def groups(phones: Sequence[Phone], hops: int) -> np.ndarray:
    """(hops,) uint8: index of GROUPS of the sound at each moment, UNKNOWN where that is not known."""
    known = [UNKNOWN if p.kind == UNKNOWN or p.group < 0 else p.group for p in phones]
    return _lasting(phones, known, hops)


def _lasting(phones: Sequence[Phone], values: Sequence[int], hops: int) -> np.ndarray:
    line = np.zeros(hops, np.uint8)
    for phone, value in zip(phones, values, strict=True):
        line[max(0, round(phone.start * GRID_HZ)) : max(0, round(phone.end * GRID_HZ))] = value
    return line


# ---- the face

_OUTER_X = np.r_[-0.39, -0.26, -0.11, 0.0, 0.11, 0.26, 0.39, 0.26, 0.12, 0.0, -0.12, -0.26]
_OUTER_Y = np.r_[0.0, -0.065, -0.095, -0.085, -0.095, -0.065, 0.0, 0.075, 0.115, 0.125, 0.115, 0.075]
_INNER_X = np.r_[-0.33, -0.16, 0.0, 0.16, 0.33, 0.16, 0.0, -0.16]
_JAW_ANGLE = np.linspace(-1.4, 1.4, 11)
FEATURES = ("opening", "width", "jaw", "press", "teeth", "flare", "tongue")
"""What the face is moved by: `articulation`'s three, lips pressed together, lower lip at the teeth, lips pushed
forward, tongue at the teeth; the last four 0..1."""


def rest_points() -> np.ndarray:
    """(31, 2) float32 of a mouth at rest: lips together, 0.78 wide, chin at 0.82."""
    points = np.zeros((31, 2))
    points[:12] = np.stack([_OUTER_X, _OUTER_Y], 1)
    points[12:20, 0] = _INNER_X
    points[20:] = np.stack([0.98 * np.sin(_JAW_ANGLE), 0.82 * np.cos(_JAW_ANGLE)], 1)
    return points.astype(np.float32)


def face_basis() -> np.ndarray:
    """(7, 31, 2) float32: how far each of FEATURES, at 1, moves the points from rest."""
    basis = np.zeros((7, 31, 2))
    opening, width, jaw, press, teeth, flare, tongue = basis
    upper, lower = slice(1, 6), slice(7, 12)
    bow = np.r_[0.55, 0.9, 1.0, 0.9, 0.55]
    opening[upper, 1], opening[lower, 1] = -0.05 * bow, 0.25 * bow
    opening[13:16, 1], opening[17:20, 1] = -0.05 * np.r_[0.8, 1, 0.8], 0.25 * np.r_[0.8, 1, 0.8]
    opening[[0, 6, 12, 16], 1] = 0.05
    opening[[0, 12], 0], opening[[6, 16], 0] = 0.02, -0.02
    width[:12, 0], width[12:20, 0] = 0.2 * _OUTER_X, 0.2 * _INNER_X
    width[[0, 6, 12, 16], 1] = -0.02
    width[lower, 1], width[upper, 1] = -0.012, 0.008
    jaw[20:, 1] = 0.22 * np.cos(_JAW_ANGLE * 0.9).clip(0)
    jaw[20:, 0] = -0.03 * np.sin(_JAW_ANGLE)
    press[upper, 1], press[lower, 1] = 0.03 * bow, -0.035 * bow
    press[[0, 12], 0], press[[6, 16], 0] = -0.01, 0.01
    teeth[upper, 1], teeth[lower, 1] = -0.02 * bow, -0.055 * bow
    teeth[23:28, 1] = -0.02
    flare[upper, 1], flare[lower, 1] = -0.03 * bow, 0.04 * bow
    flare[:12, 0] = -0.05 * _OUTER_X
    tongue[lower, 1] = 0.015 * bow
    tongue[[0, 6], 1] = -0.012
    return basis.astype(np.float32)


def points_from_features(features: np.ndarray) -> np.ndarray:
    """The 31 points of the face. features: (..., 7) as FEATURES says. Returns (..., 31, 2) float32."""
    moved = np.tensordot(features, face_basis(), axes=1)
    return (rest_points() + moved).astype(np.float32)


def spoken(articulated: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Puts lips together, to the teeth or at rest as far as the sound asks for it.

    articulated: (..., 3) of `articulation`
    shares: (..., 9) how much of each of CLASSES there is, 0..1
    Returns (..., 7), see FEATURES.
    """
    silent, press, teeth = shares[..., SIL], shares[..., PBM], shares[..., FV]
    speaking = 1.0 - silent
    opening = articulated[..., 0] * speaking * (1.0 - press)
    opening = opening * (1.0 - teeth) + 0.1 * teeth * speaking
    width, jaw = articulated[..., 1] * speaking, articulated[..., 2] * speaking
    return np.stack([opening, width, jaw, press, teeth, shares[..., SH], shares[..., CON]], -1)

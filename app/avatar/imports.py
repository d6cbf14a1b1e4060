"""Characters from files: those of this program, drawings of the user's own, and sets of pictures as PNG avatars use."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import numpy as np

from app.avatar import apart, safety
from app.avatar.character import (
    LONGEST_NAME,
    MAX_FILE_BYTES,
    PICTURES,
    Character,
    checked_name,
    own,
    read,
    ready,
    removed,
)
from app.avatar.pictures import decoded, multiplied, unmultiplied
from app.avatar.raster import BOX
from app.avatar.rig import shades_of
from app.errors import Unusable
from app.opencv import cv2

HEIGHTS = (1024, 768, 512, 384)
"""A set's pictures are made smaller until they fit into a character's file."""
MOST_LETTERS = MAX_FILE_BYTES - 200_000
MAX_PICTURE_BYTES = 30_000_000
TRIAL_SCALE = 0.5
"""Pixels for one unit of the canvas when a drawing is tried."""
PARTS = re.compile(r"[\s_.\-]+")
SHUT_WORDS, OPEN_WORDS, BLINK_WORDS = {"closed", "shut", "idle"}, {"open", "talk", "speak", "speaking"}, {"blink"}


def imported(path: Path, notices: list[str]) -> Character:
    """The character in a file, or of the pictures in a folder; it is not kept.

    path: a character (.json), a drawing (.svg, .svgz), a picture (.png; others of its set lie beside it), or the folder
        of a set
    Raises Unusable, with a sentence, where it cannot be used; what its maker may want to know is said in `notices`.
    """
    kind = path.suffix.lower()
    if not path.is_dir() and kind == ".json":
        found = read(path, notices)
        art = dict(found.art)
        if "svg" in art:
            art = drawing_art(art["svg"].encode(), notices)
        elif art:
            art = {
                "pictures": {
                    name: _picture_text(_lowered(decoded(text), HEIGHTS[0])) for name, text in art["pictures"].items()
                }
            }
        return Character(found.name, found.parts, found.colours, art)
    if not path.is_dir() and kind in (".svg", ".svgz"):
        return Character(free_name(path.stem), {}, art=drawing_art(_bytes(path, safety.MAX_BYTES), notices))
    if path.is_dir() or kind == ".png":
        base, files = picture_files(path)
        return Character(free_name(base), {}, art={"pictures": pictures_art(files)})
    raise Unusable(f"{path.name} is no character (.json), drawing (.svg) or picture (.png). Choose one of these")


def free_name(words: str) -> str:
    """A name for a new character like these words, which none has yet."""
    words = " ".join(re.sub(r"[^\w ]+|_", " ", words).split())[: LONGEST_NAME - 4].strip()
    name, number = checked_name(words or "Imported"), 1
    # One that was removed keeps its name: pictures that were drawn of it are known by that.
    taken = {*own(), *ready(), *removed()}
    while name in taken:
        number += 1
        name = f"{words or 'Imported'} {number}"
    return name


def drawing_art(data: bytes, notices: list[str]) -> dict[str, Any]:
    """The art of a drawing, which is checked and tried; raises Unusable where it cannot be drawn."""
    text = tostring(safety.checked(data), encoding="unicode")
    drawn = apart.drawn(text, tuple(shades_of({}).items()), BOX, TRIAL_SCALE)
    if not drawn.pictures and not drawn.shapes:
        raise Unusable("The drawing is empty on its page. Choose another one")
    notices.extend(drawn.notices)
    return {"svg": text}


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not possible"
        raise Unusable(f"{path.name} cannot be read ({reason}). Choose another file") from error
    if len(data) > most:
        raise Unusable(f"{path.name} is larger than {most // 1_000_000} MB. Make it smaller")
    return data


# --- sets of pictures


def picture_files(path: Path) -> tuple[str, dict[str, Path]]:
    """The name of a picture set, and the file of each of its pictures (character.PICTURES).

    path: one of its pictures, or the folder in which it lies alone
    """
    folder = path if path.is_dir() else path.parent
    sets: dict[str, dict[str, Path]] = {}
    for file in sorted(folder.glob("*.[pP][nN][gG]")):
        base, kind = picture_kind(file.stem)
        sets.setdefault(base, {}).setdefault(kind, file)
    if not path.is_dir():
        base, _ = picture_kind(path.stem)
        found = sets.get(base, {})
        if path not in found.values():  # another file says the same: the chosen one alone
            base, found = path.stem, {"closed": path}
    elif len(sets) == 1:
        base, found = next(iter(sets.items()))
    elif sets:
        raise Unusable(f"The folder {path.name} holds pictures of several characters. Choose one picture of the set")
    else:
        raise Unusable(f"The folder {path.name} holds no pictures (.png). Choose another one")
    if "closed" not in found:
        found = {"closed": found.get("open", next(iter(found.values()))), **found}
    return base or folder.name, found


def picture_kind(stem: str) -> tuple[str, str]:
    """What a picture's name begins with, and which of PICTURES it says to be."""
    words = PARTS.split(stem)
    opened = blinks = False
    while words and words[-1].lower() in SHUT_WORDS | OPEN_WORDS | BLINK_WORDS:
        word = words.pop().lower()
        opened, blinks = opened or word in OPEN_WORDS, blinks or word in BLINK_WORDS
    kind = ("open_blink" if blinks else "open") if opened else "blink" if blinks else "closed"
    return " ".join(words), kind


def pictures_art(files: Mapping[str, Path]) -> dict[str, str]:
    """The pictures of a set as PNG in base64, small enough for a character's file."""
    pictures, sizes = {}, set()
    for name, path in files.items():
        try:
            picture = decoded(_bytes(path, MAX_PICTURE_BYTES))
        except Unusable as error:
            raise Unusable(f"{path.name}: {error}") from error
        sizes.add(picture.shape)
        pictures[name] = _lowered(picture, HEIGHTS[0])
    if len(sizes) > 1:
        raise Unusable("The pictures of the set differ in size. Save all of them in one size")
    for height in HEIGHTS:
        texts = {name: _picture_text(_lowered(picture, height)) for name, picture in pictures.items()}
        if sum(map(len, texts.values())) <= MOST_LETTERS:
            return {name: texts[name] for name in PICTURES if name in texts}
    raise Unusable("The pictures are too large even when made smaller. Choose simpler ones")


def _lowered(picture: np.ndarray, highest: int) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = min(1.0, highest / height, 2 * highest / width)
    if scale == 1:
        return picture
    size = max(1, round(scale * width)), max(1, round(scale * height))
    return unmultiplied(cv2.resize(multiplied(picture), size, interpolation=cv2.INTER_AREA))


def _picture_text(picture: np.ndarray) -> str:
    return base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()

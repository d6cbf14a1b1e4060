"""A character: the parts it is made of and their colours, and where characters are kept."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import Unusable, in_short
from app.resources import config_folder, resource, user_path
from app.settings import write_whole

VERSION = 1
MAX_FILE_BYTES = 8_000_000
MAX_INLINE = 64_000
"""Letters of a character that is written out in a scene, which is a short text."""
PICTURES = ("closed", "open", "blink", "open_blink")
"""The pictures of a set: at rest, mouth open, eyes shut, both."""
LONGEST_NAME = 40
NOT_IN_NAMES = r'[/\\:*?"<>|\x00-\x1f]'
REMOVED = ".json.removed"
MOST_REMOVED = 8
DEFAULT = "Robin"
NEEDED = ("head", "hair", "eyes", "brows", "nose", "mouth", "clothes")
OPTIONAL = ("beard", "glasses", "headwear", "earrings", "extras")
CATEGORIES = (*NEEDED, *OPTIONAL)
"""What a character is made of; of the optional ones it may have none."""
COLOURS = {
    "skin": "#e0ac8a",
    "hair": "#3b2a20",
    "eyes": "#5b4030",
    "lips": "#b96a60",
    "clothes": "#2f4f74",
    "headwear": "#39424e",
    "glasses": "#2b2b30",
    "accent": "#c9a24b",
}
"""The colour roles, and what they are unless told."""


@dataclass(frozen=True)
class Character:
    """The user's choices.

    parts: a variant's name for each category; optional categories may be absent
    colours: "#rrggbb" for each role of COLOURS
    art: what was imported in place of parts: {"svg": text} or {"pictures": {name: PNG in base64}}; empty for the kit.
        Where it has to be short it is {"kept": name}: the art of the user's character of that name
    """

    name: str
    parts: Mapping[str, str]
    colours: Mapping[str, str] = field(default_factory=lambda: dict(COLOURS))
    art: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        data = {"version": VERSION, "name": self.name, "parts": dict(self.parts), "colours": dict(self.colours)}
        return {**data, "art": dict(self.art)} if self.art else data

    def brief(self) -> dict[str, Any]:
        """As it is sent to clients and written into scenes: imported art as the name under which it is kept."""
        data = self.to_json()
        return {**data, "art": {"kept": self.name}} if self.art else data

    @property
    def text(self) -> str:
        """The whole character in one line, as `find` reads it."""
        return json.dumps(self.brief(), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, data: object, notices: list[str]) -> Character:
        """The character of a file; raises Unusable where it is none, or one of a newer version.

        A part that is not there is left out, or replaced where one is needed, and a colour that is none is the
        default, each with a sentence in `notices`.
        """
        if not isinstance(data, Mapping):
            raise Unusable("This is no character. Choose a file that Standin has written")
        version = data.get("version", VERSION)
        if not isinstance(version, int) or isinstance(version, bool) or version > VERSION:
            raise Unusable(f"The character is of version {version!r}, which this program does not know. Update Standin")
        name = checked_name(data.get("name", "Unnamed"))
        art = checked_art(data.get("art", {}), name)
        chosen = data.get("parts", {})
        parts = _checked_parts(chosen if isinstance(chosen, Mapping) else {}, notices, needed=not art)
        given = data.get("colours", {})
        return cls(name, parts, _checked_colours(given if isinstance(given, Mapping) else {}, notices), art)


def checked_art(art: object, name: str) -> dict[str, Any]:
    """The art of a character, with what is kept in another file brought in; raises Unusable where it is none."""
    match art:
        case {"kept": str(kept)}:
            return _kept_art(kept, name)
        case {"svg": str(text)}:
            return {"svg": text}
        case {"pictures": {"closed": _, **others} as pictures}:
            if set(others) < set(PICTURES) and all(isinstance(text, str) for text in pictures.values()):
                return {"pictures": dict(pictures)}
        case {}:
            if not art:
                return {}
    raise Unusable(f"The character {name} holds no art that is known. Import it again")


def _kept_art(kept: str, name: str) -> dict[str, Any]:
    for path in (own_folder() / f"{kept}.json", own_folder() / f"{kept}{REMOVED}"):
        if path.name.startswith(f"{checked_name(kept)}.") and path.exists():
            art = _json_in(path).get("art", {})
            if isinstance(art, dict) and "kept" not in art:
                return checked_art(art, name)
    raise Unusable(f"The art of the character {name} is not there any more. Import it again")


def _checked_parts(chosen: Mapping[str, object], notices: list[str], *, needed: bool) -> dict[str, str]:
    parts = {}
    for category in CATEGORIES:
        there, wanted = variants(category), chosen.get(category)
        if wanted in there:
            parts[category] = str(wanted)
        elif wanted not in (None, "", "none"):
            notices.append(f"There is no {category} '{wanted}'; it is left out")
        if needed and category in NEEDED and category not in parts and there:
            parts[category] = there[0]
    return parts


def _checked_colours(given: Mapping[str, object], notices: list[str]) -> dict[str, str]:
    colours = dict(COLOURS)
    for role, value in given.items():
        if role not in COLOURS:
            continue
        if isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            colours[role] = value.lower()
        else:
            notices.append(f"The colour of {role} is one like #1e90ff, not {value!r}; using {COLOURS[role]}")
    return colours


def checked_name(name: object) -> str:
    """A name as it is kept; raises Unusable where it is none or very long."""
    words = " ".join(str(name).split())
    if not words or words.startswith(("{", ".")) or re.search(NOT_IN_NAMES, words):
        raise Unusable(f"A character cannot be called {words!r}. Use letters and digits")
    if len(words) > LONGEST_NAME:
        raise Unusable(f"A character's name has {LONGEST_NAME} letters at most. Choose a shorter one")
    return words


def usable_name(words: str) -> str:
    """What is left of a name that is being typed, as `checked_name` takes it; empty where nothing is."""
    return " ".join(re.sub(NOT_IN_NAMES, " ", words).split()).lstrip("{. ")[:LONGEST_NAME].strip()


def folder() -> Path:
    """Where the parts and the ready characters lie."""
    return resource("assets", "characters")


def own_folder() -> Path:
    """Where the user's characters are kept, one file each; it may not exist."""
    return config_folder() / "characters"


def variants(category: str) -> list[str]:
    """Names of what can be chosen of a category."""
    return sorted(path.stem for path in (folder() / category).glob("*.svg"))


def part_file(category: str, variant: str) -> Path:
    """The file of a part."""
    return folder() / category / f"{variant}.svg"


def ready() -> list[str]:
    """Names of the characters that come with the program."""
    return sorted(path.stem for path in (folder() / "ready").glob("*.json"))


def own() -> list[str]:
    """Names of the characters that the user keeps."""
    return sorted(path.stem for path in own_folder().glob("*.json"))


def removed() -> list[str]:
    """Names of the user's imports that were removed and can be brought back."""
    return sorted(path.name.removesuffix(REMOVED) for path in own_folder().glob(f"*{REMOVED}"))


def find(text: str, notices: list[str]) -> Character:
    """The character that a text names: one of the user's, a ready one, a file, or a whole one in JSON.

    Raises Unusable, with a sentence, where there is none; what was mended is said in `notices`.
    """
    if text.lstrip().startswith("{"):
        if len(text) > MAX_INLINE:
            raise Unusable("The character is too large for a scene. Keep it under a name, and choose that")
        try:
            return Character.from_json(json.loads(text), notices)
        except (ValueError, RecursionError) as error:
            raise Unusable("This is no character. Choose one by its name") from error
    for there, place in ((own, own_folder()), (ready, folder() / "ready")):
        if text in there():
            return read(place / f"{text}.json", notices)
    if text.endswith(".json"):
        return read(user_path(text), notices)
    raise Unusable(f"There is no character '{text}'; there are {', '.join([*own(), *ready()])}")


def keep(character: Character) -> None:
    """Keeps a character among the user's, in place of the one with its name; raises Unusable where it cannot be."""
    write(character, own_folder() / f"{checked_name(character.name)}.json")


def write(character: Character, path: Path) -> None:
    """Writes a character as one file; raises Unusable, with what was there kept, where it cannot be written."""
    try:
        write_whole(path, json.dumps(character.to_json(), indent=1, ensure_ascii=False))
    except OSError as error:
        raise Unusable(f"{path.name} cannot be written ({error.strerror}). Check {path.parent} or make room") from error


def kept(name: str) -> Character | None:
    """The user's character of a name; None where there is none. A file that cannot be read is set aside as .bak."""
    path = own_folder() / f"{name}.json"
    if name not in own():
        return None
    try:
        return read(path, [])
    except Unusable:
        try:
            os.replace(path, path.with_name(f"{path.name}.bak"))
        except OSError as error:
            raise Unusable(
                f"{path.name} cannot be written ({error.strerror}). Check {path.parent} or make room"
            ) from error
        return None


def remove(name: str) -> Character:
    """Removes one of the user's characters; gives it, so that it can be brought back.

    Imported art stays in a file for a while, since it is given as {"kept": name} (see forget_removed).
    """
    path = own_folder() / f"{name}.json"
    if name not in own():
        raise Unusable(f"There is no character '{name}' of yours")
    character = read(path, [])
    try:
        with contextlib.suppress(OSError):
            forget_removed(keep=MOST_REMOVED - 1)
        if character.art:
            path.touch()  # the newest are those that were removed last
            os.replace(path, path.with_name(f"{name}{REMOVED}"))
        else:
            path.unlink()
    except OSError as error:
        raise Unusable(f"The character {name} cannot be removed ({error.strerror})") from error
    return character


def forget_removed(*, keep: int = 0, days: float = 0.0) -> None:
    """Deletes what is left of removed imports, but for the newest and what profiles, scenes and drafts still show.

    They serve undo, while the program runs. days: those that were removed so long ago at least
    """
    until = time.time() - days * 86_400
    left = sorted(own_folder().glob(f"*{REMOVED}"), key=lambda path: path.stat().st_mtime_ns)
    old = [path for path in left[: max(0, len(left) - keep)] if path.stat().st_mtime <= until]
    if not old:
        return
    stored = _plain("".join(path.read_text("utf-8", "replace") for path in config_folder().glob("*.json")))
    for path in old:
        if _plain(f'"kept":{json.dumps(path.name.removesuffix(REMOVED))}') not in stored:
            path.unlink(missing_ok=True)


def _plain(text: str) -> str:
    """JSON without what differs where it stands in JSON once more, as characters do in scenes."""
    return text.replace("\\", "").replace(" ", "")


def read(path: Path, notices: list[str]) -> Character:
    """The character in a file; raises Unusable where it cannot be read as one."""
    data = _json_in(path)
    found = Character.from_json(data, notices)
    if not data.get("parts") and not found.art:  # all of it is what stands in for what is missing
        raise Unusable(f"{path.name} is no character. Choose a file that Standin has written")
    return found


def _json_in(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Unusable(f"{path.name} is too large for a character. Choose another file")
        return json.loads(path.read_bytes())
    except OSError as error:
        raise Unusable(f"The character {path.name} cannot be read ({error.strerror}). Choose another one") from error
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path.name} is no character ({in_short(error)}). Choose another file") from error


_AT_THE_NECK = {"pearls", "necklace", "bow_tie", "scarf", "badge"}
CLASHES = (
    ({"hijab"}, _AT_THE_NECK | {"beard", "flower", "earbuds", "drops", "hoops"}),
    ({"shirt_tie", "suit_tie", "turtleneck", "kurta", "hoodie"}, _AT_THE_NECK),
    ({"headset"}, {"flower", "earbuds"}),
)
"""What is worn, and the variants and categories that chance does not put to it; people may."""
SWATCHES = {
    "skin": (
        "#fae3d3",
        "#f4d3ba",
        "#ebbf9b",
        "#e0ac82",
        "#cf9769",
        "#b57d51",
        "#9a6640",
        "#7b4c2f",
        "#5e3824",
        "#43271a",
    ),
    "hair": (
        "#17120f",
        "#2b1d16",
        "#4a2f20",
        "#6b4229",
        "#93602f",
        "#c08f4e",
        "#dfc28a",
        "#8f3f22",
        "#8d8b8a",
        "#dcd8d2",
    ),
    "eyes": ("#2f1d12", "#4a2d1a", "#6b4a26", "#8a7036", "#5f7a4a", "#4f7a9c", "#6c7f8c"),
    "lips": ("#d08a7c", "#c07468", "#b3625a", "#9a4f4a", "#7a443a", "#b8485a", "#9c2f3f"),
    "clothes": (
        "#2b3f5c",
        "#20293a",
        "#4a4f57",
        "#8fb0c4",
        "#e9e6e0",
        "#cdb899",
        "#b9812f",
        "#b5533c",
        "#8a2f3d",
        "#6a4f7a",
        "#2f6158",
        "#6f8262",
    ),
    "headwear": ("#2b3342", "#6f8f88", "#8a2f3d", "#b5603c", "#cdbba0", "#5b4a78", "#33556e", "#e6e1d8"),
    "glasses": ("#221e1b", "#5a3d2a", "#8c8f94", "#b08d4f", "#6b3a4a", "#2f4a6d"),
    "accent": ("#cfa24a", "#c3c7cd", "#f0e9dc", "#a8303c", "#2f6f6a", "#33507a"),
}
"""Colours that go well, for each role."""


def any_character(seed: int | None = None) -> Character:
    """A character by chance; the same one for the same seed."""
    chance = random.Random(seed)
    parts = {category: chance.choice(variants(category)) for category in NEEDED if variants(category)}
    for category in ("headwear", "glasses", "beard", "earrings", "extras"):
        wanted = variants(category) and chance.random() < 0.25 and chance.choice(variants(category))
        if wanted and not any({category, wanted} & out for worn, out in CLASHES if worn & set(parts.values())):
            parts[category] = wanted
    colours = {role: chance.choice(SWATCHES[role]) for role in COLOURS}
    return Character("Random", parts, colours)

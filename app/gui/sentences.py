"""Finished sentences of the engine in another language, by templates with numbered places for the values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

PLACE = re.compile(r"\{(\d+)\}")
DEEPEST = 4
"""How far values inside values are translated."""
LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Template:
    """A sentence with places, like "There is no profile '{0}'", and its translation with the same places.

    It is matched by looking for its parts from left to right: values are as short as they can be, and no text, however
    long, takes more than one pass. (A regular expression of four places takes minutes on 10 kB that nearly match.)
    """

    source: str
    translation: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The words before, between and after the places."""
        return tuple(PLACE.split(self.source)[::2])

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The numbers of the places, in their order."""
        return tuple(PLACE.findall(self.source))

    @cached_property
    def weight(self) -> int:
        """How much of it is words: of two that match, the heavier one is meant."""
        return sum(map(len, self.parts))

    def values(self, sentence: str) -> tuple[str, ...] | None:
        """The values of a sentence that it is the template of, else None."""
        first, *between, last = self.parts
        end = len(sentence) - len(last)
        if not sentence.startswith(first) or not sentence.endswith(last) or end < len(first):
            return None
        found, start = [], len(first)
        for part in between:
            at = sentence.find(part, start, end)
            if at < 0:
                return None
            found.append(sentence[start:at])
            start = at + len(part)
        return (*found, sentence[start:end])

    def is_name(self, number: int) -> bool:
        """True for a place in quotes: somebody gave that name, so it stays as it is."""
        return self.parts[number].endswith("'") and self.parts[number + 1].startswith("'")


class Phrasebook:
    """Translates sentences.

    texts: translations by source, with places {0}, {1} .. in both
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        known = {form: text for pair in texts.items() for form, text in _forms(*pair)} | dict(texts)
        self._exact = {source: text for source, text in known.items() if not PLACE.search(source)}
        templates = [Template(source, text) for source, text in known.items() if PLACE.search(source)]
        self._templates = sorted(templates, key=lambda template: (-template.weight, template.source))

    def translated(self, sentence: str) -> str:
        """The sentence in the other language; as it is where nothing is known of it."""
        return self._found(sentence, DEEPEST) or sentence

    def _found(self, sentence: str, depth: int) -> str | None:
        if sentence in self._exact:
            return self._exact[sentence]
        for template in self._templates if depth else ():
            values = template.values(sentence)
            if values is not None:
                return self._filled(template, values, depth - 1)
        return None

    def _filled(self, template: Template, values: tuple[str, ...], depth: int) -> str:
        words = {
            place: value if template.is_name(number) else self._value(value, depth)
            for number, (place, value) in enumerate(zip(template.places, values, strict=True))
        }
        return PLACE.sub(lambda place: words.get(place[1], place[0]), template.translation)

    def _value(self, value: str, depth: int) -> str:
        """A value of a sentence: a sentence itself, a word, or the name of a setting, like light_wrap."""
        found = self._found(value, depth)
        if found is None and value.islower():
            title = self._exact.get(value.replace("_", " ").capitalize())
            found = title and title[:1].lower() + title[1:]
        return found or value


def _forms(source: str, translation: str) -> Iterator[tuple[str, str]]:
    """A text as the engine may also say it: with a capital letter, or only what happened, or only what to do."""
    yield source[:1].upper() + source[1:], translation[:1].upper() + translation[1:]
    # The doctor parts a sentence where its cure begins.
    halves, others = source.split(". ", 1), translation.split(". ", 1)
    if len(halves) == len(others) == 2:
        for half, other in zip(halves, others, strict=True):
            if set(PLACE.findall(half)) == set(PLACE.findall(other)) and LETTERS.search(PLACE.sub("", half)):
                yield half, other

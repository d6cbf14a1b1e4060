"""One row of the doctor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

State = Literal["ok", "warning", "broken"]


@dataclass(frozen=True)
class Check:
    """What was looked at, how it is, why and what follows from it, and what to do (empty where nothing is to be done).

    cause: a word for what is wrong, the same in every version and language; empty where nothing is
    cure: name of the cure that can be carried out, see cures.CURES; empty where there is none
    """

    name: str
    state: State
    why: str
    fix: str = ""
    cause: str = ""
    cure: str = ""

    @classmethod
    def said(cls, name: str, state: State, sentence: object, cause: str) -> Check:
        """A row of a sentence, or an error, that says what happened, then what to do."""
        why, _, fix = str(sentence).partition(". ")
        return cls(name, state, why, fix, cause)

    def to_json(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

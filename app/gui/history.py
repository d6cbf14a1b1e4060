"""Changes that can be undone."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

TOGETHER_SECONDS = 1.0
MERGING = 1


class Change(QUndoCommand):
    """What was done, and what takes it back.

    merging: name of the control it came from; changes of one control that follow each other at once are one
    """

    def __init__(self, do: Callable[[], None], take_back: Callable[[], None], *, merging: str = "") -> None:
        super().__init__()
        self._do, self._take_back, self._merging = do, take_back, merging
        self._at = time.monotonic()

    def redo(self) -> None:
        self._do()

    def undo(self) -> None:
        self._take_back()

    def forget(self) -> None:
        """Makes it one that changes nothing."""
        self._do = self._take_back = lambda: None

    def id(self) -> int:
        return MERGING if self._merging else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        if not isinstance(other, Change) or other._merging != self._merging:
            return False
        if other._at - self._at > TOGETHER_SECONDS:
            return False
        self._do, self._at = other._do, other._at
        return True

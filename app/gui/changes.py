"""What the user changes: sent to the engine, remembered, taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.gui.link import EngineLink

MOST = 200
TOGETHER_SECONDS = 1.0
Scene = list[dict[str, Any]]


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
        """Makes it one that changes nothing, to be removed by the next undo."""
        self._do = self._take_back = lambda: None
        self.setObsolete(True)

    def id(self) -> int:
        return 1 if self._merging else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        if not isinstance(other, Change) or other._merging != self._merging:
            return False
        if other._at - self._at > TOGETHER_SECONDS:
            return False
        self._do, self._at = other._do, other._at
        return True


class Changes(QObject):
    """The scene on air as the user wants it, and every change with its way back.

    scene_shown: a scene that the window is to show
    """

    scene_shown = Signal(list)

    UNDONE_BY_REFUSAL = ("scene", "profile", "source", "quality", "microphone", "save_profile", "rename_profile")

    def __init__(self, link: EngineLink) -> None:
        super().__init__()
        self._link = link
        self.scene: Scene = []
        self._remembered: dict[str, dict[str, Any]] = {}
        self._removed_profiles: dict[str, Scene] = {}
        self._overwritten: dict[str, Scene] = {}
        self._differs = 0
        self.history = QUndoStack(self)
        self.history.setUndoLimit(MOST)

    def make(self, do: Callable[[], None], take_back: Callable[[], None], *, merging: str = "") -> None:
        """Does something that can be taken back."""
        self.history.push(Change(do, take_back, merging=merging))

    # --- the scene

    def remembered(self, effect: str) -> dict[str, Any]:
        """What was last chosen for an effect."""
        return self._remembered.get(effect, {})

    def set_scene(self, scene: Scene, *, merging: str = "") -> None:
        """Puts a scene on air."""
        old = self.scene
        if scene == old:
            return
        if old:
            self.make(lambda: self._put_on_air(scene), lambda: self._put_on_air(old), merging=merging)
        else:
            self._put_on_air(scene)

    def set_value(self, name: str, value: Any) -> None:
        """Changes one setting of the first effect; many that follow each other are one change."""
        if self.scene:
            self.set_scene([{**self.scene[0], name: value}, *self.scene[1:]], merging=name)

    def adopt(self, scene: Scene) -> None:
        """Takes over what the engine says is on air, once it says so twice: the first may be from before a change."""
        if scene == self.scene:
            self._differs = 0
            return
        self._differs += 1
        if not self.scene or self._differs > 1:
            self._differs = 0
            self._show(scene)

    def _put_on_air(self, scene: Scene) -> None:
        self._show(scene)
        # A card stays until it is taken off: nobody is shown to others by choosing a background.
        self._link.call("scene", effects=scene, keep_card=True)

    def _show(self, scene: Scene) -> None:
        self.scene = scene
        effect = scene[0]["effect"]
        self._remembered[effect] = {**self._remembered.get(effect, {}), **scene[0]}
        self.scene_shown.emit(scene)

    def refused(self, call: str) -> None:
        """Takes the change that the engine refused out of the history; what is on air comes with the next status."""
        if call not in self.UNDONE_BY_REFUSAL:
            return
        command = self.history.command(self.history.index() - 1)
        if isinstance(command, Change):
            command.forget()
            self.history.undo()
        self.scene = []

    # --- options and profiles

    def set_option(self, call: str, argument: str, old: Any, new: Any) -> None:
        """Changes what a call sets, as "source" sets its "mirror"."""
        if old != new:
            self.make(
                lambda: self._link.call(call, **{argument: new}),
                lambda: self._link.call(call, **{argument: old}),
            )

    def use_profile(self, name: str) -> None:
        """Puts a profile on air; its scene comes with the next status."""
        old = self.scene

        def use() -> None:
            self._link.call("profile", name=name, keep_card=True)
            self.scene = []

        self.make(use, lambda: self._put_on_air(old))

    def keep_profile(self, name: str) -> None:
        """Keeps what is on air under a name, in place of what a profile of that name held."""
        effects = self.scene or None

        def take_back() -> None:
            if former := self._overwritten.pop(name, None):
                self._link.call("save_profile", name=name, effects=former)
            else:
                self._link.call("delete_profile", name=name)

        self.make(lambda: self._link.call("save_profile", name=name, effects=effects), take_back)

    def rename_profile(self, name: str, new_name: str) -> None:
        """Gives a profile another name."""
        if name != new_name:
            self.make(
                lambda: self._link.call("rename_profile", name=name, new_name=new_name),
                lambda: self._link.call("rename_profile", name=new_name, new_name=name),
            )

    def remove_profile(self, name: str) -> None:
        """Removes a profile."""

        def bring_back() -> None:
            if name in self._removed_profiles:
                self._link.call("save_profile", name=name, effects=self._removed_profiles[name])

        self.make(lambda: self._link.call("delete_profile", name=name), bring_back)

    def profile_kept(self, name: str, former: Scene | None) -> None:
        """Keeps what a profile held before it was overwritten."""
        if former:
            self._overwritten[name] = former

    def profile_removed(self, name: str, scene: Scene) -> None:
        """Keeps the scene of a profile that was removed."""
        self._removed_profiles[name] = scene

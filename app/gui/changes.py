"""What the user changes: sent to the engine, remembered, taken back."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.effects import DEFAULT_SCENE, Avatar
from app.gui.link import AnswerOf, EngineLink

ME, AVATAR = "me", "avatar"
"""The two sides: what is made of the camera's picture, and a drawn character."""
MOST = 200
TOGETHER_SECONDS = 1.0
Scene = list[dict[str, Any]]
Step = Callable[[str], None]


def side_of(scene: Scene) -> str:
    """Which side a scene is of."""
    return AVATAR if any(effect["effect"] == Avatar.name for effect in scene) else ME


class Change(QUndoCommand):
    """What was done, and what takes it back; each is called with the key of its call to the engine.

    merging: name of the control it came from; changes of one control that follow each other at once are one
    """

    def __init__(self, number: int, do: Step, take_back: Step, *, merging: str = "") -> None:
        super().__init__()
        self.number = number
        self._do, self._take_back, self._merging = do, take_back, merging
        self._at = time.monotonic()

    @property
    def key(self) -> str:
        """Names the call that does it."""
        return f"do {self.number}"

    def redo(self) -> None:
        self._do(self.key)

    def undo(self) -> None:
        self._take_back(f"undo {self.number}")

    def forget(self) -> None:
        """Makes it one that changes nothing, to be removed when it is undone."""
        self._do = self._take_back = lambda key: None
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
    side_left: the last scene of a side that is on air no more
    """

    scene_shown = Signal(list)
    side_left = Signal(list)

    def __init__(self, link: EngineLink) -> None:
        super().__init__()
        self._link = link
        self.scene: Scene = []
        self._remembered: dict[str, dict[str, Any]] = {}
        self._last: dict[str, Scene] = {ME: DEFAULT_SCENE.to_json(), AVATAR: [{"effect": Avatar.name}]}
        self._options: dict[tuple[str, str], tuple[Any, float]] = {}
        self._differs, self._number = 0, 0
        self._take_next = True
        self.history = QUndoStack(self)
        self.history.setUndoLimit(MOST)

    def make(self, do: Step, take_back: Step, *, merging: str = "") -> None:
        """Does something that can be taken back."""
        self._number += 1
        self.history.push(Change(self._number, do, take_back, merging=merging))

    def refused(self, key: str) -> None:
        """Takes what the engine refused out of the history; what is on air comes with the next status."""
        self._take_next = True
        for index in range(self.history.count()):
            change = self.history.command(index)
            if isinstance(change, Change) and change.key == key:
                # QUndoStack's own copy is const for C++ alone: this is the very object.
                change.forget()
                if index == self.history.index() - 1:
                    self.history.undo()

    # --- the scene

    def remembered(self, effect: str) -> dict[str, Any]:
        """What was last chosen for an effect."""
        return self._remembered.get(effect, {})

    @property
    def side(self) -> str:
        """The side that is on air."""
        return side_of(self.scene)

    def remember(self, scene: Scene) -> None:
        """Takes a scene of a former start for the last one of its side."""
        self._last[side_of(scene)] = scene
        for effect in scene:
            self._remembered.setdefault(effect["effect"], effect)

    def show_side(self, side: str) -> None:
        """Puts the last scene of a side on air."""
        if self.scene and side != self.side:
            self.set_scene(self._last[side])

    def set_scene(self, scene: Scene, *, merging: str = "") -> None:
        """Puts a scene on air."""
        old = self.scene
        if scene == old:
            return
        if old:
            self.make(lambda key: self._put_on_air(scene, key), lambda key: self._put_on_air(old, key), merging=merging)
        else:
            self._put_on_air(scene, "")

    def set_value(self, name: str, value: Any) -> None:
        """Changes one setting of the first effect; many that follow each other are one change."""
        if self.scene:
            self.set_scene([{**self.scene[0], name: value}, *self.scene[1:]], merging=name)

    def adopt(self, scene: Scene, asked_at: float = math.inf) -> None:
        """Takes over what the engine says is on air, once it says so twice: the first may be from before a change.

        asked_at: when it was asked; what was asked before the last change was answered says nothing
        """
        if scene == self.scene:
            self._differs, self._take_next = 0, False
            return
        if self._link.changing or asked_at < self._link.changed_at:
            return
        self._differs += 1
        if self._take_next or self._differs > 1:
            self._differs, self._take_next = 0, False
            self._show(scene)

    def _put_on_air(self, scene: Scene, key: str) -> None:
        self._differs, self._take_next = 0, False
        self._show(scene)
        # A card stays until it is taken off: nobody is shown to others by choosing a background.
        self._link.call("scene", key=key, effects=scene, keep_card=True)

    def _show(self, scene: Scene) -> None:
        left, self.scene = self.scene, scene
        self._last[self.side] = scene
        if left and side_of(left) != self.side:
            self.side_left.emit(left)
        effect = scene[0]["effect"]
        self._remembered[effect] = {**self._remembered.get(effect, {}), **scene[0]}
        self.scene_shown.emit(scene)

    # --- options and profiles

    def set_option(self, call: str, argument: str, old: Any, new: Any) -> None:
        """Changes what a call sets, as "source" sets its "mirror"; `old` is what the last status says."""
        asked, at = self._options.get((call, argument), (old, -math.inf))
        if time.monotonic() - at < TOGETHER_SECONDS:
            old = asked  # the status may be from before that
        if old != new:
            self.make(lambda key: self._ask(call, argument, new, key), lambda key: self._ask(call, argument, old, key))

    def _ask(self, call: str, argument: str, value: Any, key: str) -> None:
        self._options[call, argument] = value, time.monotonic()
        self._link.call(call, key=key, **{argument: value})

    def use_profile(self, name: str) -> None:
        """Puts a profile on air; its scene comes with the next status."""
        old = self.scene

        def use(key: str) -> None:
            self._link.call("profile", key=key, name=name, keep_card=True)
            self._take_next = True

        self.make(use, lambda key: self._put_on_air(old, key) if old else None)

    def keep_profile(self, name: str) -> None:
        """Keeps what is on air under a name, in place of what a profile of that name held."""
        effects = self.scene or None
        self._change_profile(name, lambda key: self._link.call("save_profile", key=key, name=name, effects=effects))

    def remove_profile(self, name: str) -> None:
        """Removes a profile."""
        self._change_profile(name, lambda key: self._link.call("delete_profile", key=key, name=name))

    def _change_profile(self, name: str, do: Step) -> None:
        """Does what the engine answers with what the profile held before, which comes back when it is undone."""
        done: list[str] = []

        def make(key: str) -> None:
            done[:] = [key]
            do(key)

        self.make(make, lambda key: self._link.call("restore_profile", key=key, name=name, effects=AnswerOf(done[0])))

    def rename_profile(self, name: str, new_name: str) -> None:
        """Gives a profile another name."""
        if name != new_name:
            self.make(
                lambda key: self._link.call("rename_profile", key=key, name=name, new_name=new_name),
                lambda key: self._link.call("rename_profile", key=key, name=new_name, new_name=name),
            )

"""The effects, and scenes made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.effects.avatar import Avatar
from app.effects.blur import Blur
from app.effects.card import Card
from app.effects.effect import Effect
from app.effects.none import NoEffect
from app.effects.replace import Replace
from app.errors import Unusable
from app.flow import Size
from app.settings import from_json, to_json

EFFECTS: dict[str, type[Effect]] = {effect.name: effect for effect in (NoEffect, Blur, Replace, Avatar, Card)}


@dataclass(frozen=True)
class Scene:
    """Effects in drawing order; what a profile stores. A scene without effects is the card."""

    effects: tuple[Effect, ...]

    def __post_init__(self) -> None:
        if len(self.effects) > 1 and self.shows_room:
            raise Unusable("No effect stands alone: it would show the room beside the others")

    @property
    def needs(self) -> frozenset[str]:
        """What its effects need: "frame", "mask"."""
        return frozenset().union(*(effect.needs for effect in self.effects))

    @property
    def shows_room(self) -> bool:
        """True where the user chose no effect."""
        return any(isinstance(effect, NoEffect) for effect in self.effects)

    @property
    def title(self) -> str:
        """What it is, for the status line."""
        return " + ".join(effect.title for effect in self.effects) or Card.title

    def to_json(self) -> list[dict[str, Any]]:
        """As it is stored: one object an effect."""
        return [{"effect": effect.name, **to_json(effect)} for effect in self.effects]

    @classmethod
    def from_json(cls, data: object, notices: list[str]) -> Scene:
        """The scene of a file or a message; raises Unusable where it is none.

        Values out of range are clamped, with a sentence in `notices`.
        """
        if not isinstance(data, list) or not data:
            raise Unusable("A scene is a list of effects")
        effects = []
        for entry in data:
            name = entry.get("effect") if isinstance(entry, Mapping) else None
            if not isinstance(name, str) or name not in EFFECTS:
                raise Unusable(f"There is no effect {name!r}; there are {', '.join(EFFECTS)}")
            effects.append(from_json(EFFECTS[name], entry, notices))
        return cls(tuple(effects))


DEFAULT_SCENE = Scene((Blur(),))


class Layers:
    """A scene made ready to draw: its effects, each with what it prepared. Slow to make, so not by the drawing thread.

    former: the layers that these will replace, of the same size; a video that both show plays on
    Raises Unusable where a file cannot be used.
    """

    def __init__(self, scene: Scene, size: Size, *, live: bool, former: Layers | None = None) -> None:
        self.scene = scene
        self.items: list[tuple[Effect, Any]] = []
        self._handed_on: list[Any] = []
        taken = []
        try:
            for effect in scene.effects or (Card(),):
                asset = former.asset_for(effect) if former else None
                taken += [asset] if asset is not None else []
                self.items.append((effect, effect.prepared(size, live=live) if asset is None else asset))
        except BaseException:
            self._handed_on = taken
            self.release()
            raise
        if former is not None:
            former._handed_on = taken

    def asset_for(self, effect: Effect) -> Any:
        """What was prepared here and serves another effect as it is; None where nothing does."""
        return next((asset for own, asset in self.items if effect.continues(own)), None)

    @property
    def notices(self) -> list[str]:
        """What was left out or mended while it was made ready, in sentences."""
        return [sentence for _, asset in self.items for sentence in getattr(asset, "notices", ())]

    @property
    def moving(self) -> bool:
        """True where it changes without a new observation."""
        return any(effect.moving for effect, _ in self.items)

    def release(self) -> None:
        """Lets go of files and threads that no later layers took over."""
        for effect, asset in self.items:
            if not any(asset is taken for taken in self._handed_on):
                effect.release(asset)


__all__ = ["DEFAULT_SCENE", "EFFECTS", "Avatar", "Blur", "Card", "Effect", "Layers", "NoEffect", "Replace", "Scene"]

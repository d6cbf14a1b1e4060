"""Refuses to build a wheel or sdist without the networks, which set-up makes."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WithNetworks(BuildHookInterface):  # type: ignore[misc]
    """Looks for models/<name>/<name>.onnx beside each model's card."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        cards = Path(self.root, "models").glob("*/card.md")
        missing = [card.parent.name for card in cards if not (card.parent / f"{card.parent.name}.onnx").exists()]
        if missing:
            self.app.abort(f"Networks are missing: {', '.join(missing)}. Make them with ./run models, then build again")

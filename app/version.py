"""Which version this is: as git's tags say in a checkout, as the package says elsewhere."""

from __future__ import annotations

import subprocess

from app.resources import PACKAGE


def version() -> str:
    """The version, like "0.2.0"; in a checkout with the commits since then, like "0.2.0-5-g3623cd4"."""
    if (PACKAGE.parent / ".git").exists():
        words = ["git", "-C", str(PACKAGE.parent), "describe", "--tags", "--match", "v[0-9]*", "--always", "--dirty"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=10)
            return done.stdout.strip().removeprefix("v")
        except (OSError, subprocess.SubprocessError):
            return "unknown"
    from importlib import metadata

    try:
        return metadata.version("standin")
    except metadata.PackageNotFoundError:
        return "unknown"

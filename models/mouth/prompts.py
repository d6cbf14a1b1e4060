"""Telephone prompts of Debian's packages asterisk-core-sounds-{en,fr,es} and -g722: one voice each, with texts."""

from __future__ import annotations

import gzip
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np

SOUNDS = Path("/usr/share/asterisk/sounds")
TEXTS = Path("/usr/share/doc")
PROMPTS = {
    "asterisk-en": ("en_US_f_Allison", "en-us"),
    "asterisk-fr": ("fr_CA_f_June", "fr"),
    "asterisk-es": ("es_MX_f_Allison", "es-419"),
}
"""By corpus: the folder of the voice, its language for espeak-ng."""


def prompts(corpus: str) -> Iterator[tuple[str, np.ndarray, str]]:
    """Name, 16 kHz samples and text of every prompt that is spoken; none where the packages are not installed."""
    folder, language = SOUNDS / PROMPTS[corpus][0], corpus[-2:]
    texts = TEXTS / f"asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz"
    if not texts.exists():
        return
    for line in gzip.decompress(texts.read_bytes()).decode(errors="replace").splitlines():
        name, _, text = line.partition(":")
        path = folder / f"{name.strip()}.g722"
        if line.startswith(";") or not re.search(r"\w", text) or "[" in text or "(" in text or not path.exists():
            continue
        command = ["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-f", "f32le", "-"]
        sound = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)
        yield name.strip().replace("/", "_"), sound, text.strip()

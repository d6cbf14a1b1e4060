"""The drawings that Qt's own renderer shows, which knows SVG Tiny 1.2."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.resources import resource

DRAWINGS = ("standin.svg", "guide/zoom.svg", "guide/meet.svg", "guide/vk.svg")


@pytest.fixture(scope="module", autouse=True)
def application() -> Iterator[None]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    keep = QApplication.instance() or QApplication([])
    yield
    del os.environ["QT_QPA_PLATFORM"], keep


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_small_whole_and_needs_nothing_else(name: str) -> None:
    text = resource("assets", name).read_text("utf-8")
    assert len(text) < 8000 and "href" not in text
    assert not re.search(r"<(filter|mask|clipPath|style|image|script|foreignObject)|class=", text)
    assert re.findall(r"<text[^>]*>([^<]*)", text) == ([] if name == "standin.svg" else ["Standin Camera"])


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_fills_its_place_but_the_corners(name: str) -> None:
    renderer = QSvgRenderer(str(resource("assets", name)))
    assert renderer.isValid()
    image = QImage(renderer.defaultSize() / 4, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    width, height = image.width(), image.height()
    assert image.pixelColor(width // 2, height // 2).alpha() == image.pixelColor(width // 2, 2).alpha() == 255
    assert image.pixelColor(0, 0).alpha() < 40 and image.pixelColor(width - 1, height - 1).alpha() < 40

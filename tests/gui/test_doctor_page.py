"""The doctor's page, on an engine whose virtual camera is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.window_room import WORDS, Shown, keep_preferences


@pytest.fixture(scope="module")
def troubled(application: QApplication, own_folders: Path) -> Iterator[Shown]:
    keep_preferences(guided=True)
    found = Shown([*WORDS, "--virtual-camera", "Nobody"])
    try:
        yield found.ready()
    finally:
        found.close()


def names(shown: Shown) -> list[str]:
    rows = shown.window.doctor.rows
    return [item.text() for row in range(rows.rowCount()) if (item := rows.item(row, 1)) is not None]


def test_fix_opens_it_at_the_row_of_what_has_a_problem(troubled: Shown) -> None:
    window = troubled.window
    troubled.wait_for(lambda: "Nobody" in troubled.problem)
    troubled.wait_for(lambda: window.fix.text() == "Fix")
    troubled.click(window.fix)
    assert window.pages.currentWidget() is window.doctor and window.doctor.summary.text() == "Checking …"
    rows = window.doctor.rows
    troubled.wait_for(lambda: rows.selectionModel().hasSelection(), 30)
    assert names(troubled)[rows.currentRow()] == "virtual camera" and rows.hasFocus()
    cells = [rows.item(rows.currentRow(), column) for column in range(4)]
    assert all(cell is not None and cell.text() for cell in cells)


def test_the_broken_row_is_first_and_the_others_are_there(troubled: Shown) -> None:
    troubled.window.open_doctor()
    troubled.wait_for(lambda: troubled.window.doctor.run_again.isEnabled(), 30)
    assert names(troubled)[0] == "virtual camera"
    assert {"network selfie_segmentation", "OpenGL", "camera", "microphone", "ffmpeg"} <= set(names(troubled))
    assert "to mend: 1" in troubled.window.doctor.summary.text()


def test_the_checks_run_again_and_the_way_back_is_there(troubled: Shown) -> None:
    window = troubled.window
    window.open_doctor()
    troubled.wait_for(lambda: window.doctor.run_again.isEnabled(), 30)
    window.doctor.rows.setRowCount(0)
    troubled.click(window.doctor.run_again)
    assert not window.doctor.run_again.isEnabled()
    troubled.wait_for(lambda: window.doctor.rows.rowCount() > 4, 30)
    troubled.click(window.doctor.back)
    assert window.pages.currentWidget() is window.studio

"""The doctor's page, on an engine whose virtual camera is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication, QFileDialog

from app.gui.doctor import DoctorPage
from app.gui.preview import UNSEEN
from app.resources import state_folder
from tests.gui.window_room import WORDS, Shown, keep_preferences, wait_for


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
    assert window.preview.badge.startswith("ONLY HERE: ") and window.preview._dot == UNSEEN
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


# --- cures

ROW = {"name": "virtual camera", "state": "broken", "why": "it is not loaded", "fix": "load it", "cause": "x"}


@pytest.fixture
def page(application: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[DoctorPage]:
    monkeypatch.setattr("app.gui.doctor.can_cure", lambda name: True)
    found = DoctorPage(again=lambda: found.show_rows([]), back=lambda: None)
    found.show()
    yield found
    found.close()


def test_a_button_offers_the_cure_of_a_row_and_no_other(page: DoctorPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.show_rows([{**ROW, "cure": "load"}])
    assert page.cure.isVisible() and "Load the module" in page.cure.text()
    page.show_rows([{**ROW, "cure": ""}])
    assert not page.cure.isVisible()
    monkeypatch.setattr("app.gui.doctor.can_cure", lambda name: False)
    page.show_rows([{**ROW, "cure": "load"}])
    assert not page.cure.isVisible()


def cure(page: DoctorPage, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr("app.gui.doctor.program_words", lambda: ["sh", "-c", script])
    page.show_rows([{**ROW, "cure": "load"}])
    page.cure.click()
    assert not page.cure.isEnabled() and page.summary.text() == "Being mended …"
    wait_for(lambda: page._working.state() == QProcess.ProcessState.NotRunning and page.cure.isEnabled())


def test_the_checks_run_again_after_a_cure(page: DoctorPage, monkeypatch: pytest.MonkeyPatch) -> None:
    cure(page, monkeypatch, "exit 0")
    assert page.rows.rowCount() == 0 and "all green" in page.summary.text()


def test_a_cure_that_fails_says_why(page: DoctorPage, monkeypatch: pytest.MonkeyPatch) -> None:
    cure(page, monkeypatch, "echo 'standin: Nobody gave the password' >&2; exit 1")
    assert page.summary.text() == "Nobody gave the password" and page.rows.rowCount() == 1


def test_a_report_is_written_where_the_dialog_says_though_something_is_to_be_mended(
    troubled: Shown, tmp_path: Path
) -> None:
    page, path = troubled.window.doctor, tmp_path / "report.json"
    troubled.window.open_doctor()
    troubled.wait_for(page.report.isEnabled, 30)
    troubled.click(page.report)
    dialog = troubled.window.findChild(QFileDialog)
    assert dialog is not None and dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.selectFile(str(path))
    dialog.accept()
    troubled.wait_for(lambda: page.summary.text() == f"The report is written: {path}. Read it before you send it", 60)
    rows = json.loads(path.read_text())["doctor"]
    assert {row["state"] for row in rows} <= {"ok", "warning", "broken"} and len(rows) > 4
    page.save_report(str(path))
    troubled.wait_for(lambda: "There is already a file" in page.summary.text(), 60)
    assert page.report.isEnabled()


def test_safe_mode_is_offered_after_two_crashes_and_starts_with_the_card(
    application: QApplication, fresh: Path
) -> None:
    keep_preferences(guided=True)
    marker = state_folder() / "running.json"
    marker.write_text('{"crashes": 1}')
    shown = Shown(WORDS)
    try:
        notice = shown.ready().window.notice
        shown.wait_for(lambda: "2 times" in notice.words.text())
        shown.click(notice.buttons[0])
        shown.wait_for(lambda: shown.window.card_shown and shown.window._status.get("renderer") == "cpu", 30)
    finally:
        shown.close()
    assert not marker.exists()

"""The doctor's page: what was checked, how it is, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.doctor.cures import CURES, can_cure
from app.gui.controls import FileDialog
from app.gui.languages import said
from app.gui.theme import colours, headline
from app.resources import program_words

MARKS = {"ok": "✓", "warning": "!", "broken": "✗"}
ORDER = {"broken": 0, "warning": 1, "ok": 2}


class DoctorPage(QWidget):
    """Shows rows of the engine's doctor; `again` runs the checks, `back` leaves the page."""

    def __init__(self, again: Callable[[], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._again = again
        self._wanted_row = ""
        self.heading, self.summary = headline(self.tr("Doctor")), QLabel()
        self.summary.setObjectName("quiet")
        self.summary.setWordWrap(True)
        self.rows = QTableWidget(0, 4)
        self.rows.setHorizontalHeaderLabels([self.tr("State"), self.tr("Check"), self.tr("Why"), self.tr("What to do")])
        self.rows.verticalHeader().hide()
        self.rows.setShowGrid(False)
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.rows.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.rows.setTabKeyNavigation(False)
        self.rows.setWordWrap(True)
        header = self.rows.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._fit_rows)
        # As high as its rows, where there is room for that.
        self.rows.setSizeAdjustPolicy(QTableWidget.SizeAdjustPolicy.AdjustToContents)
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.rows.setAccessibleName(self.tr("Checks"))
        self.cure, self._cure = QPushButton(), ""
        self.cure.hide()
        self.cure.clicked.connect(lambda: self._start(self.tr("Being mended …"), "--fix", self._cure))
        self.report = QPushButton(self.tr("Save a report …"))
        self.report.setToolTip(self.tr("All that a bug report needs, without pictures, names or paths of yours"))
        self.report.clicked.connect(lambda: FileDialog.of(self).ask_where_to_report(self.save_report))
        self._working, self._report = QProcess(self), ""
        self._working.finished.connect(self._end)
        self._working.errorOccurred.connect(self._end)
        self.run_again, self.back = QPushButton(self.tr("Run again")), QPushButton(self.tr("Back"))
        self.run_again.clicked.connect(self._run)
        self.back.clicked.connect(back)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cure)
        buttons.addWidget(self.run_again)
        buttons.addWidget(self.report)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(18, 14, 18, 14)
        column_layout.setSpacing(10)
        column_layout.addWidget(self.heading)
        column_layout.addWidget(self.summary)
        column_layout.addWidget(self.rows)
        column_layout.addStretch(1)
        column_layout.addLayout(buttons)

    def _run(self) -> None:
        self.wait()
        self._again()

    def wait(self, row: str = "") -> None:
        """Says that the checks are under way; the row of this name is chosen when they are there."""
        self._wanted_row = row
        self.summary.setText(self.tr("Checking …"))
        self._rest(False)

    def give_up(self) -> None:
        """Says that the checks could not be run."""
        self.summary.setText(self.tr("The checks could not be run"))
        self._rest(True)

    def show_rows(self, rows: list[dict[str, Any]]) -> None:
        """Shows the checks, the broken ones first."""
        rows = sorted(rows, key=lambda row: ORDER[row["state"]])
        found = colours()
        inks = {"ok": found.accent, "warning": found.warning, "broken": found.danger}
        self.rows.setRowCount(len(rows))
        for number, row in enumerate(rows):
            texts = (MARKS[row["state"]], *(said(row[part]) for part in ("name", "why", "fix")))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 0:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                    item.setForeground(QColor(inks[row["state"]]))
                    item.setToolTip(self.state_words(row["state"]))
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, self.state_words(row["state"]))
                item.setData(Qt.ItemDataRole.UserRole, row["name"])
                self.rows.setItem(number, column, item)
        self._fit_rows()
        self._offer_cure(next((row["cure"] for row in rows if row["cure"] and can_cure(row["cure"])), ""))
        self.summary.setText(self.tr("Result: {0}").format(self.summary_of(rows)))
        self._rest(True)
        self._choose_wanted_row()

    # --- cures

    def _offer_cure(self, name: str) -> None:
        self._cure = name
        self.cure.setVisible(bool(name))
        self.cure.setText(f"{said(CURES[name].title)} …" if name else "")

    def save_report(self, path: str) -> None:
        """Has a report written, and says where it is or why there is none."""
        self._start(self.tr("The report is being written …"), "--report", path)

    def _start(self, doing: str, flag: str, value: str) -> None:
        """Has the doctor work in a process of its own: the system may ask for a password, and it takes its time."""
        self._report = value if flag == "--report" else ""
        self._rest(False)
        self.summary.setText(doing)
        program, *words = program_words()
        self._working.start(program, [*words, "doctor", flag, value])

    def _rest(self, on: bool) -> None:
        """Whether nothing is under way, so that something else may be begun."""
        for button in (self.cure, self.report, self.run_again):
            button.setEnabled(on)

    def _end(self) -> None:
        self._rest(True)
        failed = self._working.exitStatus() != QProcess.ExitStatus.NormalExit or self._working.exitCode() != 0
        words = bytes(self._working.readAllStandardError().data()).decode(errors="replace").strip().splitlines()
        refusal = words[-1].removeprefix("standin: ") if words else self.tr("That did not work")
        if self._report and words and words[-1].startswith(f"{self._report}: "):
            # The exit status is that of the checks: a report is needed most where something is to be mended.
            told = self.tr("The report is written: {0}. Read it before you send it")
            self.summary.setText(told.format(self._report))
        elif failed or self._report:
            self.summary.setText(said(refusal))
        else:
            self._run()

    def _fit_rows(self) -> None:
        self.rows.resizeRowsToContents()
        self.rows.updateGeometry()

    def state_words(self, state: str) -> str:
        """A row's state in words."""
        return {"ok": self.tr("Works"), "warning": self.tr("To know"), "broken": self.tr("To mend")}[state]

    def summary_of(self, rows: list[dict[str, Any]]) -> str:
        """How it is, in a line."""
        broken = sum(row["state"] == "broken" for row in rows)
        notes = sum(row["state"] == "warning" for row in rows)
        if broken:
            return self.tr("to mend: {0}").format(broken)
        return self.tr("works, notes: {0}").format(notes) if notes else self.tr("all green")

    def _choose_wanted_row(self) -> None:
        self.rows.clearSelection()
        self.rows.setCurrentCell(-1, -1)
        for number in range(self.rows.rowCount()):
            item = self.rows.item(number, 1)
            name = item.data(Qt.ItemDataRole.UserRole) if item else ""
            if self._wanted_row and name.startswith(self._wanted_row):
                self.rows.selectRow(number)
                self.rows.setFocus()
                return

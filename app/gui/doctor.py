"""The doctor's page: what was checked, how it is, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

MARKS = {"ok": "✓", "warning": "!", "broken": "✗"}


class DoctorPage(QWidget):
    """Shows rows of the engine's doctor; `again` runs the checks, `back` leaves the page."""

    def __init__(self, again: Callable[[], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._again = again
        self.heading = QLabel()
        self.rows = QTableWidget(0, 4)
        self.rows.setHorizontalHeaderLabels([self.tr("State"), self.tr("Check"), self.tr("Why"), self.tr("What to do")])
        self.rows.verticalHeader().hide()
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.setWordWrap(True)
        self.rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (2, 3):
            self.rows.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.rows.setAccessibleName(self.tr("Checks"))
        self.run_again, leave = QPushButton(self.tr("Run again")), QPushButton(self.tr("Back"))
        self.run_again.clicked.connect(self._run)
        leave.clicked.connect(back)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_again)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        column_layout = QVBoxLayout(self)
        column_layout.addWidget(self.heading)
        column_layout.addWidget(self.rows)
        column_layout.addLayout(buttons)

    def _run(self) -> None:
        self.wait()
        self._again()

    def wait(self) -> None:
        """Says that the checks are under way."""
        self.heading.setText(self.tr("Checking …"))
        self.run_again.setEnabled(False)

    def show_rows(self, rows: list[dict[str, Any]]) -> None:
        """Shows the checks, the broken ones first."""
        order = {"broken": 0, "warning": 1, "ok": 2}
        rows = sorted(rows, key=lambda row: order[row["state"]])
        self.rows.setRowCount(len(rows))
        for number, row in enumerate(rows):
            texts = (MARKS[row["state"]], row["name"], row["why"], row["fix"])
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 0:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                    item.setToolTip(row["state"])
                self.rows.setItem(number, column, item)
        self.rows.resizeRowsToContents()
        broken = sum(row["state"] == "broken" for row in rows)
        notes = sum(row["state"] == "warning" for row in rows)
        words = self.tr("{} to mend").format(broken) if broken else self.tr("Everything needed works")
        self.heading.setText(words + (self.tr(", {} to know").format(notes) if notes else ""))
        self.run_again.setEnabled(True)

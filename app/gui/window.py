"""The main window."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.effects import EFFECTS
from app.gui.controls import form_of
from app.gui.doctor import DoctorPage
from app.gui.link import EngineLink
from app.gui.preview import PreviewView
from app.perception.observer import QUALITIES
from app.settings import settings_of

MOST_UNDONE = 100
STYLE = """
QPushButton#choice { padding: 10px 6px; border-radius: 8px; border: 1px solid palette(mid); }
QPushButton#choice:checked { border: 2px solid #2f9e72; font-weight: bold; }
QPushButton#choice:focus { border: 2px solid palette(highlight); }
QPushButton#card { padding: 8px 18px; border-radius: 8px; font-weight: bold; border: 1px solid palette(mid); }
QPushButton#card:checked { background: #c0392b; color: white; }
QLabel#heading { font-weight: bold; letter-spacing: 1px; }
QLabel#problem { color: #c0392b; }
QFrame#panel { border: 1px solid palette(mid); border-radius: 12px; }
"""


class MainWindow(QMainWindow):
    """Preview in the middle, choices on the right, devices and the card below, figures at the bottom."""

    def __init__(self, link: EngineLink) -> None:
        super().__init__()
        self._link = link
        self._scene: list[dict[str, Any]] = []
        self._remembered: dict[str, dict[str, Any]] = {}
        self._problem = ""
        self._changed_at = 0.0
        self._done: list[list[dict[str, Any]]] = []
        self._undone: list[list[dict[str, Any]]] = []
        self.setWindowTitle("Standin")
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self.setStyleSheet(STYLE)
        self.preview = PreviewView()
        self.preview.resized.connect(self._size_preview)
        self._build()
        link.preview.connect(self.preview.show_picture)
        link.status.connect(self.show_status)
        link.refused.connect(self.show_problem)
        link.answered.connect(self.show_answer)
        link.call("cameras")
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.card.toggle)
        QShortcut(QKeySequence.StandardKey.Undo, self, lambda: self._step_back(self._done, self._undone))
        QShortcut(QKeySequence.StandardKey.Redo, self, lambda: self._step_back(self._undone, self._done))

    # --- building

    def _build(self) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(14, 14, 14, 8)
        grid.setSpacing(12)
        grid.addWidget(self.preview, 0, 0)
        grid.addWidget(self._panel(), 0, 1)
        grid.addLayout(self._bar(), 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(0, 1)
        self.doctor = DoctorPage(again=lambda: self._link.call("doctor"), back=lambda: self.pages.setCurrentIndex(0))
        self.pages = QStackedWidget()
        self.pages.addWidget(body)
        self.pages.addWidget(self.doctor)
        self.setCentralWidget(self.pages)
        self.fix = QPushButton(self.tr("Doctor"))
        self.fix.setFlat(True)
        self.fix.setToolTip(self.tr("Checks what is needed, and says what to do"))
        self.fix.clicked.connect(self.open_doctor)
        self.figures, self.problem = QLabel(), QLabel()
        self.problem.setObjectName("problem")
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.statusBar().addWidget(self.figures)
        self.statusBar().addPermanentWidget(self.problem, 1)
        self.statusBar().addPermanentWidget(self.fix)

    def _panel(self) -> QWidget:
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(300)
        column = QVBoxLayout(panel)
        column.addLayout(self._profiles())
        heading = QLabel(self.tr("BACKGROUND"))
        heading.setObjectName("heading")
        column.addWidget(heading)
        tiles = QGridLayout()
        self.choices = QButtonGroup(self)
        self.choices.setExclusive(True)
        entries = [
            (self.tr("None"), "none", {}),
            (self.tr("Soft blur"), "blur", EFFECTS["blur"].presets["soft"]),
            (self.tr("Strong blur"), "blur", EFFECTS["blur"].presets["strong"]),
            (self.tr("Picture or video"), "replace", {}),
        ]
        for number, (title, effect, values) in enumerate(entries):
            button = QPushButton(title)
            button.setObjectName("choice")
            button.setCheckable(True)
            button.setProperty("effect", effect)
            button.setProperty("values", values)
            button.setToolTip(f"F{number + 1}")
            button.clicked.connect(lambda _=False, e=effect, v=values: self.choose(e, v))
            QShortcut(QKeySequence(f"F{number + 1}"), self, button.click)
            self.choices.addButton(button)
            tiles.addWidget(button, number // 2, number % 2)
        column.addLayout(tiles)
        self.form_place = QVBoxLayout()
        column.addLayout(self.form_place)
        column.addStretch(1)
        quality = QHBoxLayout()
        label = QLabel(self.tr("Quality"))
        self.quality = QComboBox()
        self.quality.setAccessibleName(self.tr("Quality"))
        for tier in QUALITIES:
            self.quality.addItem(tier.capitalize(), tier)
        self.quality.activated.connect(lambda index: self._link.call("quality", tier=QUALITIES[index]))
        label.setBuddy(self.quality)
        quality.addWidget(label)
        quality.addWidget(self.quality, 1)
        column.addLayout(quality)
        area = QScrollArea()
        area.setWidget(panel)
        area.setWidgetResizable(True)
        area.setFixedWidth(318)
        area.setFrameShape(QFrame.Shape.NoFrame)
        return area

    def _profiles(self) -> QHBoxLayout:
        """A list to choose a profile from, in which a new name is typed and kept with the button beside it."""
        row = QHBoxLayout()
        label = QLabel(self.tr("Profile"))
        self.profile = QComboBox()
        self.profile.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.profile.setAccessibleName(self.tr("Profile"))
        name = QLineEdit()
        name.setPlaceholderText(self.tr("Name a new one"))
        self.profile.setLineEdit(name)
        self.profile.activated.connect(lambda index: self._use_profile(self.profile.itemText(index)))
        self.keep_profile = QPushButton(self.tr("Keep"))
        self.keep_profile.setToolTip(self.tr("Keeps what is on air under this name"))
        self.keep_profile.clicked.connect(lambda: self._link.call("save_profile", name=self.profile.currentText()))
        label.setBuddy(self.profile)
        row.addWidget(label)
        row.addWidget(self.profile, 1)
        row.addWidget(self.keep_profile)
        return row

    def _use_profile(self, name: str) -> None:
        self.show_problem("")
        self._scene = []  # what the profile holds comes with the next status
        self._link.call("profile", name=name)

    def _list_profiles(self, names: list[str]) -> None:
        if names != [self.profile.itemText(index) for index in range(self.profile.count())]:
            words = self.profile.currentText()
            self.profile.clear()
            self.profile.addItems(names)
            self.profile.setEditText(words)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self.card = QPushButton(self.tr("CARD   Esc"))
        self.card.setObjectName("card")
        self.card.setCheckable(True)
        self.card.setToolTip(self.tr("Puts a drawn card on air at once"))
        self.card.toggled.connect(lambda on: self._link.call("card", shown=on))
        self.mirror_preview = QCheckBox(self.tr("Mirror my preview"))
        self.mirror_preview.setChecked(True)
        self.mirror_preview.toggled.connect(self._mirror_preview)
        self.mirror_others = QCheckBox(self.tr("Others see me mirrored"))
        self.mirror_others.clicked.connect(lambda on: self._link.call("source", mirror=on))
        self.source = QComboBox()
        self.source.setAccessibleName(self.tr("Camera"))
        self.source.setMinimumWidth(220)
        self.source.activated.connect(self._choose_source)
        self._list_sources([])
        bar.addWidget(self.card)
        bar.addWidget(self.mirror_preview)
        bar.addWidget(self.mirror_others)
        bar.addStretch(1)
        bar.addWidget(QLabel(self.tr("Camera")))
        bar.addWidget(self.source)
        return bar

    def _list_sources(self, cameras: list[str]) -> None:
        chosen = self.source.currentData()
        self.source.clear()
        self.source.addItem(self.tr("First camera found"), "")
        for name in cameras:
            self.source.addItem(name, name)
        self.source.addItem(self.tr("Test pattern"), "pattern")
        self.source.setCurrentIndex(max(0, self.source.findData(chosen)))

    def _choose_source(self, index: int) -> None:
        self._link.call("source", name=self.source.itemData(index))
        self._link.call("cameras")

    # --- what the user does

    def choose(self, effect: str, values: dict[str, Any]) -> None:
        """Puts an effect on air, with what was last chosen for it."""
        scene = {**self._remembered.get(effect, {}), **values, "effect": effect}
        self._send([scene])
        self._show_form(scene)

    def _changed(self, name: str, value: Any) -> None:
        self._send([{**self._scene[0], name: value}])

    def _step_back(self, taken: list[list[dict[str, Any]]], kept: list[list[dict[str, Any]]]) -> None:
        """Undoes or redoes: the last scene of one list goes on air, the present one to the other."""
        if taken and self._scene:
            kept.append(self._scene)
            scene = taken.pop()
            self._put_on_air(scene)
            self._show_form(scene[0])

    def _send(self, scene: list[dict[str, Any]]) -> None:
        same_setting = bool(self._scene) and scene[0]["effect"] == self._scene[0]["effect"]
        # A slider that is dragged is one change, not a hundred.
        if self._scene and not (same_setting and time.monotonic() - self._changed_at < 1):
            self._done = [*self._done[1 - MOST_UNDONE :], self._scene]
        self._undone.clear()
        self._changed_at = time.monotonic()
        self._put_on_air(scene)

    def _put_on_air(self, scene: list[dict[str, Any]]) -> None:
        self._scene = scene
        self._remembered[scene[0]["effect"]] = scene[0]
        self.show_problem("")
        self._link.call("scene", effects=scene)

    def open_doctor(self) -> None:
        """Shows the doctor's page and runs the checks."""
        self.pages.setCurrentIndex(1)
        self.doctor.wait()
        self._link.call("doctor")

    def _size_preview(self, width: int, height: int) -> None:
        self._link.preview_size = width, height

    def _mirror_preview(self, on: bool) -> None:
        self.preview.mirrored = on
        self.preview.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """A picture or video that is dropped becomes the background; the engine refuses others with a sentence."""
        paths = [url.toLocalFile() for url in event.mimeData().urls()]
        if paths:
            self.choose("replace", {"file": str(Path(paths[0]))})

    # --- what the engine says

    def show_status(self, status: dict[str, Any]) -> None:
        """Shows the engine's status; an empty one means that it is being started again."""
        if not status:
            self.figures.setText(self.tr("The engine is starting …"))
            self.preview.show_badge(self.tr("CARD"), alert=True)
            return
        if status["scene"] != self._scene and not self._scene:
            self._scene = status["scene"]
            self._show_form(self._scene[0])
        on_air = status["on_air"]
        raw = not status["card"] and any(effect["effect"] == "none" for effect in status["scene"])
        self.preview.show_badge(self.tr("ON AIR: {}").format(on_air), alert=raw)
        for button, value in ((self.card, status["card"]), (self.mirror_others, status["mirror"])):
            button.blockSignals(True)
            button.setChecked(value)
            button.blockSignals(False)
        self.quality.setCurrentIndex(QUALITIES.index(status["quality"]))
        self.source.setToolTip(status["source"])
        self._check_choice()
        self._list_profiles(status["profiles"])
        delay = status["delay_ms"]["median"]
        words = [
            self.tr("camera {:.0f} fps").format(status["fps"]["in"]),
            self.tr("out {:.0f} fps").format(status["fps"]["out"]),
        ]
        words += [self.tr("delay {:.0f} ms").format(delay)] if delay is not None else []
        words.append(self.tr("CPU {:.0f} %").format(status["cpu_percent"]))
        self.figures.setText("   |   ".join(words))
        problems = [self._problem] if self._problem else list(status["problems"].values())
        self.problem.setText(problems[0] if problems else "")
        self.problem.setToolTip("\n".join(problems))

    def show_problem(self, sentence: str) -> None:
        """Says why something was refused, until the next change; the choices go back to what is on air."""
        self._problem = sentence
        self.problem.setText(sentence)
        if sentence:
            self._scene = []

    def show_answer(self, name: str, answer: Any) -> None:
        """Takes the answers of calls that give something back."""
        if name == "cameras":
            self._list_sources(answer)
        elif name == "doctor":
            self.doctor.show_rows(answer)

    def _check_choice(self) -> None:
        if not self._scene:
            return
        best = None
        for button in self.choices.buttons():
            values = button.property("values") or {}
            if button.property("effect") != self._scene[0]["effect"]:
                continue
            exact = all(abs(self._scene[0].get(key, 0) - value) < 1e-6 for key, value in values.items())
            best = button if exact or best is None else best
        if best is not None:
            best.setChecked(True)

    def _show_form(self, scene: dict[str, Any]) -> None:
        while self.form_place.count():
            item = self.form_place.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.deleteLater()
        kind = EFFECTS[scene["effect"]]
        self.form_place.addWidget(form_of(settings_of(kind), scene, self._changed))
        self._check_choice()

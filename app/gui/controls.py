"""Controls made from the declarations of an effect: one kind of widget for each kind of setting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)

from app.settings import Setting

Changed = Callable[[str, Any], None]
STEPS = 100


def title_of(setting: Setting) -> str:
    """The words for a setting, from its name."""
    return setting.name.replace("_", " ").capitalize()


def form_of(settings: tuple[Setting, ...], values: dict[str, Any], changed: Changed) -> QWidget:
    """A form with a control for each setting; `changed` is called with name and value while it is changed."""
    form = QWidget()
    layout = QFormLayout(form)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    for setting in settings:
        value = values.get(setting.name, setting.default)
        control = MAKERS[setting.kind](setting, value, changed)
        control.setObjectName(setting.name)
        control.setToolTip(setting.help)
        control.setAccessibleName(title_of(setting))
        label = QLabel(title_of(setting))
        label.setBuddy(control)
        layout.addRow(label, control)
    return form


def _slider(setting: Setting, value: float, changed: Changed) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    slider, number = QSlider(Qt.Orientation.Horizontal), QLabel()
    number.setMinimumWidth(28)
    number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    slider.setRange(0, STEPS)
    slider.setValue(round(STEPS * (value - setting.low) / (setting.high - setting.low)))
    slider.setAccessibleName(title_of(setting))
    number.setText(str(slider.value()))

    def moved(step: int) -> None:
        number.setText(str(step))
        changed(setting.name, setting.low + (setting.high - setting.low) * step / STEPS)

    slider.valueChanged.connect(moved)
    layout.addWidget(slider)
    layout.addWidget(number)
    row.setFocusProxy(slider)
    return row


def _toggle(setting: Setting, value: bool, changed: Changed) -> QWidget:
    box = QCheckBox()
    box.setChecked(value)
    box.toggled.connect(lambda on: changed(setting.name, on))
    return box


def _choice(setting: Setting, value: Any, changed: Changed) -> QWidget:
    box = QComboBox()
    for option in setting.options:
        box.addItem(str(option).capitalize(), option)
    box.setCurrentIndex(setting.options.index(value))
    box.currentIndexChanged.connect(lambda index: changed(setting.name, setting.options[index]))
    return box


def _colour(setting: Setting, value: str, changed: Changed) -> QWidget:
    button = QPushButton(value)

    def paint(colour: str) -> None:
        ink = "#000000" if QColor(colour).lightness() > 140 else "#ffffff"
        button.setText(colour)
        button.setStyleSheet(f"background: {colour}; color: {ink};")

    def take(found: QColor) -> None:
        paint(found.name())
        changed(setting.name, found.name())

    def choose() -> None:
        dialog = QColorDialog(QColor(button.text()), button)
        dialog.currentColorChanged.connect(take)
        dialog.open()

    paint(value)
    button.clicked.connect(choose)
    return button


def _file(setting: Setting, value: str, changed: Changed) -> QWidget:
    button = QPushButton(Path(value).name or "Choose …")

    def choose() -> None:
        path, _ = QFileDialog.getOpenFileName(button, setting.help)
        if path:
            button.setText(Path(path).name)
            changed(setting.name, path)

    button.clicked.connect(choose)
    return button


def _text(setting: Setting, value: str, changed: Changed) -> QWidget:
    line = QLineEdit(value)
    line.textEdited.connect(lambda words: changed(setting.name, words))
    return line


MAKERS: dict[str, Callable[[Setting, Any, Changed], QWidget]] = {
    "slider": _slider,
    "toggle": _toggle,
    "choice": _choice,
    "colour": _colour,
    "file": _file,
    "text": _text,
}

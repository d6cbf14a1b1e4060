"""Controls made from the declarations of an effect: one kind of widget for each kind of setting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, QStandardPaths, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)

from app.gui.languages import said
from app.settings import Setting

STEPS = 100


class Form(QWidget):
    """A control for each setting that has a meaning now.

    changed: name and new value, while a control is moved
    """

    changed = Signal(str, object)

    def __init__(self, settings: tuple[Setting, ...], values: dict[str, Any]) -> None:
        super().__init__()
        self.setObjectName("inside")
        self._settings = {setting.name: setting for setting in settings}
        self._values = dict(values)
        self._controls: dict[str, Control] = {}
        self._rows: dict[str, list[QWidget]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, setting in enumerate(settings):
            control = CONTROLS[setting.kind](setting)
            control.show_value(values.get(setting.name, setting.default))
            control.changed.connect(self._take)
            label = QLabel(said(setting.title))
            label.setBuddy(control.focus)
            for widget in (control.widget, control.focus):
                widget.setToolTip(said(setting.help))
                widget.setAccessibleName(said(setting.title))
            control.focus.setObjectName(setting.name)
            grid.addWidget(label, row, 0)
            grid.addWidget(control.widget, row, 1)
            self._controls[setting.name] = control
            self._rows[setting.name] = [label, control.widget]
        self._show_rows()

    @property
    def stops(self) -> list[QWidget]:
        """What takes the keyboard, from top to bottom."""
        return [control.focus for control in self._controls.values()]

    def show_values(self, values: dict[str, Any]) -> None:
        """Shows other values of the same settings, without saying that they changed."""
        self._values = {**self._values, **values}
        for name, control in self._controls.items():
            if name in values:
                control.show_value(values[name])
        self._show_rows()

    def _take(self, name: str, value: Any) -> None:
        self._values[name] = value
        self._show_rows()
        self.changed.emit(name, value)

    def _show_rows(self) -> None:
        for name, setting in self._settings.items():
            with_it = not setting.only_with or bool(self._values.get(setting.only_with))
            without = not setting.only_without or not self._values.get(setting.only_without)
            for widget in self._rows[name]:
                widget.setVisible(with_it and without)


class Control(QObject):
    """What changes one setting.

    widget: what lies in the form
    focus: the part of it that takes the keyboard
    """

    changed = Signal(str, object)

    def __init__(self, setting: Setting, widget: QWidget, focus: QWidget | None = None) -> None:
        super().__init__(widget)
        self.setting, self.widget, self.focus = setting, widget, focus or widget

    def say(self, value: Any) -> None:
        """Tells the form of a change by the user."""
        self.changed.emit(self.setting.name, value)

    def show_value(self, value: Any) -> None:
        """Shows a value."""
        raise NotImplementedError


class SliderControl(Control):
    def __init__(self, setting: Setting) -> None:
        row, self._slider, self._number = QWidget(), QSlider(Qt.Orientation.Horizontal), QLabel()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        self._number.setMinimumWidth(28)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._slider.setRange(0, STEPS)
        self._slider.setMinimumWidth(60)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._number)
        super().__init__(setting, row, self._slider)
        self._slider.valueChanged.connect(self._moved)

    def _moved(self, step: int) -> None:
        self._number.setText(str(step))
        self.say(self.setting.low + (self.setting.high - self.setting.low) * step / STEPS)

    def show_value(self, value: float) -> None:
        step = round(STEPS * (value - self.setting.low) / (self.setting.high - self.setting.low))
        with QSignalBlocker(self._slider):
            self._slider.setValue(step)
        self._number.setText(str(step))


class ToggleControl(Control):
    def __init__(self, setting: Setting) -> None:
        self._box = QCheckBox()
        super().__init__(setting, self._box)
        self._box.toggled.connect(self.say)

    def show_value(self, value: bool) -> None:
        with QSignalBlocker(self._box):
            self._box.setChecked(value)


class ChoiceControl(Control):
    def __init__(self, setting: Setting) -> None:
        self._box = CalmComboBox()
        for option in setting.options:
            self._box.addItem(said(str(option).capitalize()), option)
        super().__init__(setting, self._box)
        self._box.currentIndexChanged.connect(lambda index: self.say(setting.options[index]))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(self.setting.options.index(value))


class ColourControl(Control):
    def __init__(self, setting: Setting) -> None:
        self._button = QPushButton()
        super().__init__(setting, self._button)
        self._dialog: QColorDialog | None = None
        self._before = ""
        self._button.clicked.connect(self._choose)

    def show_value(self, value: str) -> None:
        ink = "#000000" if QColor(value).lightness() > 140 else "#ffffff"
        self._button.setText(value)
        self._button.setStyleSheet(f"background: {value}; color: {ink};")

    def _choose(self) -> None:
        if self._dialog is None:
            self._dialog = QColorDialog(self._button.window())
            self._dialog.setWindowTitle(said(self.setting.title))
            panic_in(self._dialog)
            self._button.destroyed.connect(self._dialog.deleteLater)
            self._dialog.currentColorChanged.connect(self._take)
            self._dialog.rejected.connect(lambda: self._take(QColor(self._before)))
        self._before = self._button.text()
        with QSignalBlocker(self._dialog):
            self._dialog.setCurrentColor(QColor(self._before))
        self._dialog.open()

    def _take(self, found: QColor) -> None:
        if found.name() != self._button.text():
            self.show_value(found.name())
            self.say(found.name())


class FileControl(Control):
    def __init__(self, setting: Setting) -> None:
        self._button = QPushButton()
        super().__init__(setting, self._button)
        self._button.clicked.connect(self._choose)

    def show_value(self, value: str) -> None:
        name = Path(value).name or self.tr("Choose …")
        self._button.setText(self._button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 150))

    def _choose(self) -> None:
        FileDialog.of(self._button).ask(lambda paths: self.say(paths[0]), several=False)


class TextControl(Control):
    def __init__(self, setting: Setting) -> None:
        self._line = QLineEdit()
        super().__init__(setting, self._line)
        self._line.textEdited.connect(self.say)

    def show_value(self, value: str) -> None:
        if value != self._line.text():
            self._line.setText(value)


def panic_in(dialog: QDialog) -> None:
    """Has Esc put the card on air in a dialog, too, which it closes."""

    def panic() -> None:
        dialog.reject()
        parent = dialog.parentWidget()
        if show_card := getattr(parent and parent.window(), "show_card", None):
            show_card(True)

    QShortcut(QKeySequence(Qt.Key.Key_Escape), dialog, panic)


class CalmComboBox(QComboBox):
    """A list that the mouse's wheel does not change: what it chooses is on air."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()


class FileDialog(QFileDialog):
    """A window's dialog for files, made once: making and ending one keeps the window busy for 60 ms."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self.setDirectory(pictures if Path(pictures).is_dir() else str(Path.home()))
        panic_in(self)
        self._take: Callable[[list[str]], None] = lambda paths: None
        self.filesSelected.connect(lambda paths: self._take(paths))

    def ask(self, take: Callable[[list[str]], None], *, several: bool) -> None:
        """Opens for pictures and videos; `take` gets the paths that the user chooses, and is not called without one."""
        self._show_kind(self.tr("Add pictures or videos"), self.tr("Pictures and videos"), PICTURES_AND_VIDEOS)
        self.setFileMode(self.FileMode.ExistingFiles if several else self.FileMode.ExistingFile)
        self._open(take)

    def ask_for_character(self, take: Callable[[str], None]) -> None:
        """Opens for the file of a character."""
        self._show_kind(self.tr("Import a character"), self.tr("Characters"), CHARACTERS)
        self.setFileMode(self.FileMode.ExistingFile)
        self._open(lambda paths: take(paths[0]))

    def ask_where_to(self, take: Callable[[str], None], name: str) -> None:
        """Opens for the place of a character's file that is to be written."""
        self._show_kind(self.tr("Export a character"), self.tr("Characters"), CHARACTERS[:1])
        self._open_to_save(take, f"{name}{CHARACTERS[0]}")

    def ask_where_to_report(self, take: Callable[[str], None]) -> None:
        """Opens for the place of a report that is to be written; of a file that is there the doctor says so."""
        self._show_kind(self.tr("Save a report"), self.tr("Reports"), (".json",))
        self._open_to_save(take, "standin-report.json", replacing=False)

    def _show_kind(self, title: str, kind: str, endings: tuple[str, ...]) -> None:
        patterns = " ".join(f"*{ending} *{ending.upper()}" for ending in endings)
        self.setAcceptMode(self.AcceptMode.AcceptOpen)
        self.setNameFilters([f"{kind} ({patterns})", self.tr("All files") + " (*)"])
        self.setWindowTitle(title)
        if typed := self.findChild(QLineEdit, "fileNameEdit"):
            typed.clear()  # of the last time

    def _open_to_save(self, take: Callable[[str], None], name: str, *, replacing: bool = True) -> None:
        self.setOption(self.Option.DontConfirmOverwrite, not replacing)
        self.setAcceptMode(self.AcceptMode.AcceptSave)
        self.setFileMode(self.FileMode.AnyFile)
        self.setDefaultSuffix(Path(name).suffix[1:])
        self.selectFile(name)
        self._open(lambda paths: take(paths[0]))

    def _open(self, take: Callable[[list[str]], None]) -> None:
        self._take = take
        self.open()

    @classmethod
    def of(cls, widget: QWidget) -> FileDialog:
        """The dialog of the window in which a widget lies."""
        return widget.window().findChild(FileDialog) or FileDialog(widget.window())


PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp")
PICTURES_AND_VIDEOS = (*PICTURES, ".mp4", ".mkv", ".webm", ".mov", ".avi")
CHARACTERS = (".json", ".svg", ".png")
"""Endings of a character's file: Standin's own, a drawing, and pictures of one."""
CONTROLS: dict[str, Callable[[Setting], Control]] = {
    "slider": SliderControl,
    "toggle": ToggleControl,
    "choice": ChoiceControl,
    "colour": ColourControl,
    "file": FileControl,
    "text": TextControl,
}

"""The first steps: camera, microphone, virtual camera, a look, and where a call app has its choice of cameras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.devices import OFF, DeviceBar, DeviceList, LevelMeter
from app.gui.doctor import MARKS
from app.gui.gallery import Choice, Gallery, built_in_choices
from app.gui.languages import said
from app.gui.link import EngineLink
from app.gui.preview import PreviewView
from app.gui.theme import headline
from app.resources import resource

CAMERA, MICROPHONE, VIRTUAL_CAMERA, LOOK, CALL = range(5)
BESIDE = 360
"""Width of what lies beside the preview, in pixels."""
QWIDGETSIZE_MAX = 16777215
"""Qt's word for no limit, which PySide does not have."""


class Guide(QWidget):
    """Five steps, any of which can be skipped.

    done: the user is through, or has had enough
    source_chosen, microphone_chosen: value of a device, as the main page's lists have them
    background_chosen: a Choice
    step_changed: another step is shown
    """

    done = Signal()
    source_chosen = Signal(str)
    microphone_chosen = Signal(str)
    background_chosen = Signal(object)
    step_changed = Signal()

    def __init__(self, link: EngineLink, scene_of: Callable[[Choice], list[dict[str, Any]]]) -> None:
        super().__init__()
        self._link = link
        self.preview = PreviewView(at_top=True)
        self.gallery = Gallery(link, scene_of)
        self.gallery.add.hide()
        self.gallery.chosen.connect(self.background_chosen)
        self.steps = QStackedWidget()
        for page in (self._camera(), self._microphone(), self._virtual_camera(), _panel(self.gallery), self._call()):
            self.steps.addWidget(page)
        self.heading, self.words = headline(), QLabel()
        self.words.setObjectName("quiet")
        self.words.setWordWrap(True)
        self.number = QLabel()
        self.number.setObjectName("heading")
        self.skip, self.back = QPushButton(self.tr("Skip all")), QPushButton(self.tr("Back"))
        self.next = QPushButton()
        self.next.setObjectName("primary")
        for button in (self.skip, self.back, self.next):
            button.setAutoDefault(True)  # Enter presses it, too
        self.skip.clicked.connect(self.done)
        self.back.clicked.connect(lambda: self.show_step(self.steps.currentIndex() - 1))
        self.next.clicked.connect(self._go_on)
        buttons, both = QHBoxLayout(), QHBoxLayout()
        buttons.addWidget(self.skip)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        both.setSpacing(14)
        both.addWidget(self.preview, 1)
        both.addWidget(self.steps)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 8, 28, 18)
        column.setSpacing(8)
        for widget in (self.number, self.heading, self.words):
            column.addWidget(widget)
        column.addSpacing(6)
        column.addLayout(both, 1)
        column.addSpacing(6)
        column.addLayout(buttons)

    # --- pages

    def _camera(self) -> QWidget:
        self.source = DeviceList(self.tr("Camera"), [], [])
        self.source.chosen.connect(self.source_chosen)
        self.source_problem = QLabel()
        self.source_problem.setWordWrap(True)
        return _panel(QLabel(self.tr("Camera")), self.source, self.source_problem)

    def _microphone(self) -> QWidget:
        self.microphone = DeviceList(self.tr("Microphone"), [], [])
        self.microphone.chosen.connect(self.microphone_chosen)
        self.microphone.currentIndexChanged.connect(self._say_off)
        self.level, self.level_words = LevelMeter(), QLabel()
        self.level.setObjectName("large")
        self.level_words.setWordWrap(True)
        return _panel(QLabel(self.tr("Microphone")), self.microphone, self.level, self.level_words)

    def _virtual_camera(self) -> QWidget:
        self.camera_state, self.camera_fix = QLabel(), QLabel()
        for label in (self.camera_state, self.camera_fix):
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.check = QPushButton(self.tr("Check again"))
        self.check.clicked.connect(self._check_again)
        self.check.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.camera_state.setObjectName("title")
        return _panel(self.camera_state, self.camera_fix, self.check)

    def _call(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for app, name, where in (
            ("zoom", "Zoom", self.tr("The arrow beside the video button, or Settings › Video › Camera")),
            ("meet", "Google Meet", self.tr("Three dots › Settings › Video › Camera")),
            ("vk", "VK", self.tr("The gear in the call › Camera")),
        ):
            picture, title, words = Drawing(f"{app}.svg"), QLabel(name), QLabel(where)
            picture.setAccessibleName(self.tr("Where {0} has its choice of cameras").format(name))
            title.setObjectName("title")
            words.setWordWrap(True)
            words.setObjectName("quiet")
            words.setMinimumHeight(3 * words.fontMetrics().height())
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            column = QVBoxLayout()
            column.setSpacing(6)
            column.addStretch(1)
            for widget in (picture, title, words):
                column.addWidget(widget)
            column.addStretch(2)
            row.addLayout(column, 1)
        return page

    # --- what the user does

    def begin(self, scene: list[dict[str, Any]]) -> None:
        """Shows the first step; `scene` is what is on air, empty where that is not known yet."""
        self.gallery.show_choices(built_in_choices())
        if scene:
            self.gallery.mark(scene[0])
        self.show_step(CAMERA)

    def show_step(self, step: int) -> None:
        """Shows one step."""
        headings = [
            self.tr("Your camera"),
            self.tr("Your microphone"),
            self.tr("The virtual camera"),
            self.tr("Your look"),
            self.tr("Choose Standin Camera in your call"),
        ]
        words = [
            self.tr("This is what others will see. Your room stays on this computer."),
            self.tr("Speak: the bar moves with your voice. Nothing is recorded or sent. It can stay off."),
            self.tr("Call apps find Standin as a camera. The system needs a driver for that, once."),
            self.tr("Each picture is you, now. It can be changed in the middle of a call."),
            self.tr("Start Standin first, then the call. What others see is what Standin's window shows."),
        ]
        self.steps.setCurrentIndex(step)
        self.number.setText(self.tr("STEP {0} OF {1}").format(step + 1, len(headings)))
        self.heading.setText(headings[step])
        self.words.setText(words[step])
        self.back.setEnabled(step > CAMERA)
        self.next.setText(self.tr("Done") if step == CALL else self.tr("Next"))
        self.skip.setVisible(step < CALL)
        self.preview.setVisible(step != CALL)
        self.steps.setMinimumWidth(0 if step == CALL else BESIDE)
        self.steps.setMaximumWidth(QWIDGETSIZE_MAX if step == CALL else BESIDE)
        self.next.setFocus()
        self.step_changed.emit()

    @property
    def sees(self) -> bool:
        """True where the preview is in sight."""
        return self.steps.currentIndex() != CALL

    @property
    def hears(self) -> bool:
        """True where the microphone's level is in sight."""
        return self.steps.currentIndex() == MICROPHONE

    def _go_on(self) -> None:
        if self.steps.currentIndex() == CALL:
            self.done.emit()
        else:
            self.show_step(self.steps.currentIndex() + 1)

    def _say_off(self) -> None:
        if self.microphone.currentData() == OFF:
            self.level_words.setText(self.tr("Choose a microphone to see how loud it is"))

    def _check_again(self) -> None:
        self.camera_state.setText(self.tr("Checking …"))
        self.camera_fix.setText("")
        self._link.call("doctor")

    # --- what the engine says

    def show_devices(self, devices: DeviceBar) -> None:
        """Lists the devices of the main page's lists."""
        self.source.copy(devices.source)
        self.microphone.copy(devices.microphone)
        self._say_off()

    def show_status(self, status: dict[str, Any]) -> None:
        """Shows which devices are chosen, and what is wrong with the camera."""
        self.source.show_chosen(status["source_choice"])
        self.source_problem.setText(said(status.get("problems", {}).get("camera", "")))
        self.microphone.show_chosen(status["microphone"])
        self._say_off()

    def show_level(self, heard: dict[str, Any]) -> None:
        """Shows how loud the microphone is, or why nothing is heard."""
        words = self.level.show_level(heard.get("level_db"))
        self.level_words.setText(said(heard.get("problem") or "") or words)

    def show_rows(self, rows: list[dict[str, Any]]) -> None:
        """Shows what the doctor found about the virtual camera."""
        for row in rows:
            if row["name"] == "virtual camera":
                why = said(row["why"])
                self.camera_state.setText(f"{MARKS[row['state']]}  {why[:1].upper()}{why[1:]}")
                self.camera_fix.setText(said(row["fix"]))


class Drawing(QSvgWidget):
    """A drawing of the guide, as wide as there is room."""

    def __init__(self, name: str) -> None:
        super().__init__(str(resource("assets", "guide", name)))
        self.renderer().setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        size = self.renderer().defaultSize()
        return width * size.height() // size.width()


def _panel(*parts: QWidget) -> QWidget:
    """What lies beside the preview, no higher than it has to be."""
    page, panel = QWidget(), QFrame()
    panel.setObjectName("panel")
    outside, column = QVBoxLayout(page), QVBoxLayout(panel)
    outside.setContentsMargins(0, 0, 0, 0)
    outside.addWidget(panel)
    outside.addStretch(1)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(10)
    for part in parts:
        column.addWidget(part)
    return page

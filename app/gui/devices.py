"""The bar under the preview: camera, microphone and its level, the card, and the two mirrors."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from app.gui.changes import Changes
from app.gui.controls import CalmComboBox
from app.gui.link import EngineLink

QUIETEST_DB = -60
OFF = "off"


class LevelMeter(QProgressBar):
    """How loud the microphone is, from -60 to 0 dBFS."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(QUIETEST_DB, 0)
        self.setValue(QUIETEST_DB)
        self.setTextVisible(False)
        self.setAccessibleName(self.tr("Level of the microphone"))

    def show_level(self, level_db: float | None) -> str:
        """Shows a level, none where nothing is heard; gives it in words."""
        self.setValue(QUIETEST_DB if level_db is None else max(QUIETEST_DB, min(0, round(level_db))))
        return "" if level_db is None else self.tr("{0} dB").format(f"{level_db:.0f}".replace("-", "−"))


class DeviceList(CalmComboBox):
    """A list of devices; what is chosen stays chosen, even where it is not there now.

    fixed: words and values of the entries before the devices' names
    last: those of the entries behind them
    """

    chosen = Signal(str)

    def __init__(self, title: str, fixed: list[tuple[str, str]], last: list[tuple[str, str]]) -> None:
        super().__init__()
        self._fixed, self._last = fixed, last
        self.setAccessibleName(title)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))
        self.show_names([])

    def show_names(self, names: list[str]) -> None:
        """Lists the devices that are there."""
        known = [value for _, value in self._fixed]
        self._fill([*self._fixed, *((name, name) for name in names if name not in known), *self._last])

    def show_chosen(self, value: str) -> None:
        """Marks what is chosen."""
        if self.currentData() == value or self.view().isVisible():
            return
        if self.findData(value) < 0:
            self.addItem(value, value)
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(value))

    def copy(self, other: QComboBox) -> None:
        """Lists what another list does."""
        if not self.view().isVisible():
            self._fill([(other.itemText(index), other.itemData(index)) for index in range(other.count())])
            self.show_chosen(other.currentData())

    def _fill(self, entries: list[tuple[str, str]]) -> None:
        value = self.currentData()
        if value and value not in [known for _, known in entries]:
            entries = [*entries, (value, value)]
        with QSignalBlocker(self):
            self.clear()
            for words, known in entries:
                self.addItem(words, known)
            self.setCurrentIndex(max(0, self.findData(value)))


def shut_mouth() -> QLabel:
    """The sentence about an avatar without a voice."""
    label = QLabel(QCoreApplication.translate("DeviceBar", "The avatar's mouth stays shut: choose a microphone"))
    label.setObjectName("warning")
    label.setWordWrap(True)
    label.hide()
    return label


class DeviceBar(QFrame):
    """Shows and changes the devices.

    card_asked: whether the card is wanted on air
    mirror_asked: whether the preview is wanted mirrored
    """

    card_asked = Signal(bool)
    mirror_asked = Signal(bool)

    def __init__(self, link: EngineLink, changes: Changes) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._link, self._changes = link, changes
        self._status: dict[str, Any] = {}
        self.card_shown = False
        self._card_waits = False
        pattern = [(self.tr("Test pattern"), "pattern")]
        self.source = DeviceList(self.tr("Camera"), [(self.tr("First camera found"), "")], pattern)
        off = [(self.tr("Off"), OFF), (self.tr("The system's"), "default")]
        self.microphone = DeviceList(self.tr("Microphone"), off, [])
        self.source.chosen.connect(self.choose_source)
        self.microphone.chosen.connect(self.choose_microphone)
        self.level, self.level_words = LevelMeter(), QLabel()
        self.level.setFixedWidth(120)
        self.level_words.setFixedWidth(self.level_words.fontMetrics().horizontalAdvance("−88 dBB"))
        self.card = QPushButton()
        self.card.setObjectName("card")
        self.card.clicked.connect(lambda: self.card_asked.emit(not self.card_shown))
        self.mirror_preview = QCheckBox(self.tr("Mirror my preview"))
        self.mirror_preview.clicked.connect(self.mirror_asked)
        self.mirror_others = QCheckBox(self.tr("Others see me mirrored"))
        self.mirror_others.setToolTip(self.tr("Rarely needed: words behind you would be the wrong way round"))
        self.mirror_others.clicked.connect(lambda on: changes.set_option("source", "mirror", not on, on))
        self._speaks = False
        self.shut = shut_mouth()
        self._lay_out()
        self.show_card(False)

    def _lay_out(self) -> None:
        first, second, rows = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        rows.setContentsMargins(14, 10, 14, 10)
        for box in (self.source, self.microphone):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            first.addWidget(label)
            first.addWidget(box, 1)
            if box is self.source:
                first.addSpacing(8)
        first.addWidget(self.level)
        first.addWidget(self.level_words)
        for widget in (self.card, self.mirror_preview, self.mirror_others):
            second.addWidget(widget)
            second.addSpacing(10)
        second.addWidget(self.shut, 1)
        second.addStretch(0)
        rows.addLayout(first)
        rows.addLayout(second)

    def choose_source(self, name: str) -> None:
        """Changes the camera."""
        self._choose(self.source, "source", self._status.get("source_choice", ""), name)

    def choose_microphone(self, name: str) -> None:
        """Changes the microphone."""
        self._choose(self.microphone, "microphone", self._status.get("microphone", OFF), name)

    def _choose(self, box: DeviceList, call: str, old: str, new: str) -> None:
        box.show_chosen(new)
        self._changes.set_option(call, "name", old, new)
        self.list_devices()

    def list_devices(self) -> None:
        """Asks which devices there are."""
        for call in ("cameras", "microphones"):
            self._link.call(call)

    def show_status(self, status: dict[str, Any]) -> None:
        """Shows what is chosen."""
        self._status = status
        with QSignalBlocker(self.mirror_others):
            self.mirror_others.setChecked(status["mirror"])
        self.source.show_chosen(status["source_choice"])
        self.source.setToolTip(status["source"])
        self.microphone.show_chosen(status["microphone"])
        if not self._card_waits:  # else the status is from before the engine took it
            self.show_card(status["card"])
        heard = status["microphone"] != OFF
        self.level.setVisible(heard)
        self.level_words.setVisible(heard)
        self._show_shut()
        if not heard:
            self.show_level({})

    @property
    def speaks(self) -> bool:
        """Whether an avatar speaks with the microphone's voice."""
        return self._speaks

    @speaks.setter
    def speaks(self, speaks: bool) -> None:
        self._speaks = speaks
        self._show_shut()

    def _show_shut(self) -> None:
        self.shut.setVisible(self._speaks and self._status.get("microphone", "") == OFF)

    def show_level(self, heard: dict[str, Any]) -> None:
        """Shows how loud the microphone is."""
        self.level_words.setText(self.level.show_level(heard.get("level_db")))

    def ask_for_card(self, shown: bool) -> None:
        """Puts the card on air, or takes it off."""
        self._card_waits = True
        self._link.call("card", shown=shown)
        self.show_card(shown)

    def card_answered(self) -> None:
        """Goes by the status again, as the engine has answered."""
        self._card_waits = False

    def show_card(self, shown: bool) -> None:
        """Shows whether the card is on air, and how to change that."""
        if shown == self.card_shown and self.card.text():
            return
        self.card_shown = shown
        self.card.setText(self.tr("GO ON AIR   Ctrl+Enter") if shown else self.tr("CARD   Esc"))
        self.card.setToolTip(
            self.tr("Shows you to others again") if shown else self.tr("Puts a drawn card on air at once")
        )
        self.card.setProperty("shown", shown)
        self.card.style().polish(self.card)

    def show_found(self, call: str, names: list[str]) -> None:
        """Lists the devices that the engine found."""
        (self.source if call == "cameras" else self.microphone).show_names(names)

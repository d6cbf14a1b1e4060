"""The main page: preview at the left, the choices at the right for either side, the devices below."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.effects import EFFECTS, Avatar
from app.gui.acting import ActingBar, Actor
from app.gui.backdrops import Backdrops
from app.gui.changes import AVATAR, ME, Changes
from app.gui.characters import Characters
from app.gui.controls import Form
from app.gui.devices import DeviceBar
from app.gui.draft import Drafts
from app.gui.gallery import Choice, Gallery
from app.gui.languages import said
from app.gui.link import EngineLink
from app.gui.preview import PreviewView
from app.gui.wardrobe import Wardrobe
from app.options import Options
from app.settings import Setting, settings_of

BEFORE, MASK = "before", "mask"
"""Keys of the looks at what the camera sees and at the mask."""
LOOK_MS = 66


class Studio(QWidget):
    """What a user has before them in a call."""

    def __init__(self, link: EngineLink, changes: Changes, characters: Characters, drafts: Drafts) -> None:
        super().__init__()
        self._link, self._changes = link, changes
        self._status: dict[str, Any] = {}
        self._waits: set[str] = set()
        self.preview = PreviewView()
        self.compare = QPushButton(self.tr("Before | After"))
        self.compare.setObjectName("onpicture")
        self.compare.setCheckable(True)
        self.compare.setToolTip(self.tr("Your camera at the left, what others see at the right of a line (Ctrl+B)"))
        self.compare.toggled.connect(self._compare)
        self.preview.set_corner_widget(self.compare)
        self.wardrobe, self.backdrops = Wardrobe(link, characters, drafts), Backdrops(link)
        self.actor = Actor(link, self)
        self.acting = ActingBar(self.actor)
        self.devices = DeviceBar(link, changes)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 2, 14, 10)
        grid.setSpacing(12)
        grid.addWidget(self.preview, 0, 0)
        grid.addWidget(self._panel(), 0, 1, 2, 1)
        grid.addWidget(self.acting, 1, 0)
        grid.addWidget(self.devices, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(0, 1)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        link.looked.connect(self._show_look)
        link.refused.connect(lambda name, arguments, sentence: self._waits.discard(str(arguments.get("key"))))
        changes.scene_shown.connect(self.show_scene)

    def _panel(self) -> QWidget:
        panel, area, inside = QFrame(), QScrollArea(), QWidget()
        panel.setObjectName("panel")
        panel.setFixedWidth(336)
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 4, 14, 12)
        column.setSpacing(8)
        self.gallery = Gallery(self._link, self.scene_of)
        self.edit = QPushButton(self.tr("Edit"))
        self.edit.setToolTip(self.tr("Change how the character on air looks"))
        self.edit.clicked.connect(self.wardrobe.edit_worn)
        self._sides = {ME: QWidget(), AVATAR: QWidget()}
        mine, drawn = (QVBoxLayout(side) for side in self._sides.values())
        for layout in (mine, drawn):
            layout.setContentsMargins(0, 0, 0, 0)
        mine.addWidget(_heading(self.tr("BACKGROUND")))
        mine.addWidget(self.gallery)
        above = QHBoxLayout()
        above.addWidget(_heading(self.tr("CHARACTER")), 1)
        above.addWidget(self.edit)
        drawn.addLayout(above)
        drawn.addWidget(self.wardrobe)
        drawn.addSpacing(6)
        drawn.addWidget(_heading(self.tr("BACKGROUND")))
        drawn.addWidget(self.backdrops)
        for side in self._sides.values():
            side.setObjectName("inside")
            column.addWidget(side)
        self._form_place = QVBoxLayout()
        column.addLayout(self._form_place)
        self.form: Form | None = None
        self._form_of = ""
        column.addWidget(self._advanced())
        column.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame = QVBoxLayout(panel)
        frame.setContentsMargins(1, 12, 1, 6)
        frame.addWidget(self._switch())
        frame.addWidget(area)
        # After the layout has given it its place.
        self.advanced.toggled.connect(lambda: QTimer.singleShot(0, area, partial(self._show_all_advanced, area)))
        return panel

    def _switch(self) -> QWidget:
        """Me or the avatar; what is on air is marked, whatever is clicked."""
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(14, 0, 14, 4)
        row.setSpacing(0)
        self.sides = {ME: QPushButton(self.tr("Me")), AVATAR: QPushButton(self.tr("Avatar"))}
        self.sides[ME].setToolTip(self.tr("Others see you, with your room blurred or replaced"))
        self.sides[AVATAR].setToolTip(self.tr("Others see a drawn character that speaks with your voice; no camera"))
        for side, button in self.sides.items():
            button.setObjectName(f"switch_{side}")
            button.setCheckable(True)
            button.clicked.connect(partial(self._show_side, side))
            row.addWidget(button, 1)
        return whole

    def _show_side(self, side: str) -> None:
        self._mark_side()
        self._changes.show_side(side)

    def _mark_side(self) -> None:
        for side, button in self.sides.items():
            button.setChecked(side == self._changes.side)

    def _show_all_advanced(self, area: QScrollArea) -> None:
        if self.advanced.isChecked():
            area.ensureWidgetVisible(self.numbers)

    def _advanced(self) -> QWidget:
        whole, inside = QWidget(), QWidget()
        self.advanced = QToolButton()
        self.advanced.setObjectName("disclosure")
        self.advanced.setText(self.tr("Advanced"))
        self.advanced.setCheckable(True)
        self.advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced.setArrowType(Qt.ArrowType.RightArrow)
        self.advanced.toggled.connect(inside.setVisible)
        self.advanced.toggled.connect(self._open_advanced)
        self.mask_shown = QCheckBox(self.tr("Show the mask"))
        self.mask_shown.setToolTip(self.tr("Shows here, not on air, what is taken for the room in red"))
        self.mask_shown.toggled.connect(self._show_mask)
        self.options = Form(tuple(s for s in settings_of(Options) if s.name in ("quality", "rotation")), {})
        self.options.changed.connect(self._set_option)
        self.numbers = QLabel()
        self.numbers.setObjectName("quiet")
        self.numbers.setWordWrap(True)
        column, rows = QVBoxLayout(whole), QVBoxLayout(inside)
        for layout in (column, rows):
            layout.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.advanced)
        column.addWidget(inside)
        for widget in (self.options, self.mask_shown, self.numbers):
            rows.addWidget(widget)
        inside.hide()
        return whole

    def _open_advanced(self, on: bool) -> None:
        self.advanced.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        if not on:
            self.mask_shown.setChecked(False)
        elif self._status:
            self._show_numbers(self._status)

    def order_tabs(self) -> None:
        """Has the Tab key go from top to bottom: Qt puts what was made later behind all others."""
        form = self.form.stops if self.form is not None else []
        avatar = [*self.acting.buttons.values(), *self.sides.values(), *self.gallery.stops, self.edit]
        stops = [self.compare, *avatar, *self.wardrobe.stops, *self.backdrops.stops, *form, self.advanced]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def scene_of(self, choice: Choice) -> list[dict[str, Any]]:
        """The scene that a tile of the gallery stands for."""
        return choice.scene(self._changes.remembered(choice.effect))

    def _set_option(self, name: str, value: Any) -> None:
        call, argument = ("quality", "tier") if name == "quality" else ("source", name)
        self._changes.set_option(call, argument, self._status.get(name), value)

    # --- what is shown

    def show_scene(self, scene: list[dict[str, Any]]) -> None:
        """Shows the controls of a scene."""
        effect = scene[0]["effect"]
        self._show_what_belongs_to(self._changes.side)
        if self.form is not None and self._form_of == effect:
            self.form.show_values(scene[0])
        else:
            old, self.form, self._form_of = self.form, Form(_settings_shown(effect), scene[0]), effect
            self.form.changed.connect(self._changes.set_value)
            self._form_place.addWidget(self.form)
            self.order_tabs()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.gallery.mark(scene[0])
        self.wardrobe.mark(scene)
        if self._changes.side == AVATAR:
            self.backdrops.mark(scene)

    def _show_what_belongs_to(self, side: str) -> None:
        """Shows one side's choices; the camera, which an avatar does without, is compared with nothing."""
        for other, widget in self._sides.items():
            widget.setVisible(other == side)
        drawn = side == AVATAR
        self.acting.setVisible(drawn)
        self.compare.setVisible(not drawn)
        self.mask_shown.setVisible(not drawn)
        self.devices.speaks = drawn
        if drawn:
            self.compare.setChecked(False)
            self.mask_shown.setChecked(False)
        self._mark_side()

    def show_status(self, status: dict[str, Any]) -> None:
        """Shows the engine's status."""
        self._status = status
        self.options.show_values({name: status[name] for name in ("quality", "rotation")})
        self.devices.show_status(status)
        self.actor.show_status(status)
        if self.advanced.isChecked():
            self._show_numbers(status)

    def _show_numbers(self, status: dict[str, Any]) -> None:
        p95 = status["delay_ms"]["p95"]
        lines = [
            self.tr("Mask {0}, drawn by {1}, {2}").format(
                said(status["tier"].capitalize()) or "–", status["renderer"], status["size"]
            ),
            self.tr("Delay p95 {0} ms, dropped {1}, memory {2:.0f} MB").format(
                "–" if p95 is None else round(p95), status["dropped"], status["rss_mb"]
            ),
        ]
        self.numbers.setText("\n".join(lines))

    def show_picture(self, image: QImage, is_card: bool) -> None:
        """Shows what others see, unless the mask is looked at."""
        if not self.mask_shown.isChecked():
            self.preview.show_picture(image, is_card)

    # --- looks at what is not on air

    def _compare(self, on: bool) -> None:
        if on:
            self.mask_shown.setChecked(False)
        self.preview.show_split(on)
        if on:
            self.preview.setFocus()
        self.look_as_wanted()

    def _show_mask(self, on: bool) -> None:
        if on:
            self.compare.setChecked(False)
        self.look_as_wanted()

    def look_as_wanted(self) -> None:
        """Looks on while that is wanted and in sight."""
        if self.isVisible() and (self.compare.isChecked() or self.mask_shown.isChecked()):
            self._timer.start(LOOK_MS)
        else:
            self._timer.stop()

    def _look(self) -> None:
        """Asks for what the camera sees, or for the mask; one look of each is under way at a time."""
        key = MASK if self.mask_shown.isChecked() else BEFORE
        if key not in self._waits:
            self._waits.add(key)
            width = min(1280, round(self.preview.picture_area().width() * self.devicePixelRatioF()))
            self._link.look(key, width, None if key == MASK else [{"effect": "none"}])

    def _show_look(self, key: str, image: QImage) -> None:
        if key not in (BEFORE, MASK):
            return
        self._waits.discard(key)
        if self._link.mirrored and not image.isNull():
            image = image.flipped(Qt.Orientation.Horizontal)
        if key == BEFORE:
            self.preview.show_before(image)
        elif self.mask_shown.isChecked() and image.isNull():
            self.preview.show_words(self.tr("There is no mask: the camera rests or sees nobody"))
        elif self.mask_shown.isChecked():
            self.preview.show_picture(image, False)


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("heading")
    return label


def _settings_shown(effect: str) -> tuple[Setting, ...]:
    """The settings of an effect that have a control; a character is chosen from its gallery."""
    chosen = ("character",) if effect == Avatar.name else ()
    return tuple(setting for setting in settings_of(EFFECTS[effect]) if setting.name not in chosen)

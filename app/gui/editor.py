"""The page on which a character is made: its parts at the right, itself in the middle, alive."""

from __future__ import annotations

from functools import cache, partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPoint, QRegularExpression, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QRegularExpressionValidator, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.avatar.character import CATEGORIES, LONGEST_NAME, NEEDED, NOT_IN_NAMES, Character, usable_name, variants
from app.effects import Avatar
from app.gui.acting import ActingBar, Actor
from app.gui.changes import Changes, Scene
from app.gui.characters import Characters, named, scene_with
from app.gui.controls import FileDialog
from app.gui.devices import OFF, DeviceBar, DeviceList, LevelMeter, shut_mouth
from app.gui.draft import Draft, Drafts, with_part
from app.gui.link import EngineLink
from app.gui.names import category_title, part_title, part_titles
from app.gui.preview import PreviewView
from app.gui.stills import StillGrid, StillTile
from app.gui.swatches import Swatches
from app.gui.tiles import SQUARE

STAGE = "stage"
STAGE_MS = 66
ROLES = {
    "head": ("skin",),
    "hair": ("hair",),
    "eyes": ("eyes", "skin"),
    "brows": ("hair",),
    "nose": ("skin",),
    "mouth": ("lips",),
    "clothes": ("clothes", "accent"),
    "beard": ("hair",),
    "glasses": ("glasses",),
    "headwear": ("headwear",),
    "earrings": ("accent",),
    "extras": ("accent",),
}
"""The colours that matter to each category."""
CLOSE = ("eyes", "brows", "nose", "mouth", "beard", "glasses", "earrings")
FACE = 0.42, 0.56
"""Parts of the face are shown larger: where its middle is in a picture, and how much of that it takes."""


@cache
def parts_of(category: str) -> tuple[str, ...]:
    """What can be chosen of a category; "" is none of it."""
    return (*(() if category in NEEDED else ("",)), *variants(category))


class PartTile(StillTile):
    """The whole character with one part changed."""

    def __init__(self, category: str, variant: str, title: str) -> None:
        super().__init__(title, [], height=SQUARE)
        self.category, self.variant = category, variant
        if category in CLOSE:
            self.crop = FACE

    def show_draft(self, draft: Draft) -> None:
        """Shows the part on a character."""
        self.show_scene(scene_with(with_part(draft.character, self.category, self.variant)))
        self.setChecked(draft.character["parts"].get(self.category, "") == self.variant)


class Editor(QWidget):
    """Changes a draft. What is done here is on air only when that is asked for.

    left: the user goes back to the main page
    opened: another draft is wanted here
    microphone_chosen: value of a device, as the main page's list has it
    """

    left = Signal()
    opened = Signal(object)
    microphone_chosen = Signal(str)

    def __init__(
        self, link: EngineLink, changes: Changes, characters: Characters, drafts: Drafts, actor: Actor
    ) -> None:
        super().__init__()
        self._link, self._changes, self._characters, self._drafts = link, changes, characters, drafts
        self._waits, self._plain = False, False
        self._titles = part_titles()
        self._bar()
        self._stage(actor)
        self._choices()
        self._follow(self._blank())
        both, column = QHBoxLayout(), QVBoxLayout(self)
        both.setSpacing(12)
        both.addWidget(self.categories)
        both.addLayout(self._middle, 1)
        both.addWidget(self._panel)
        column.setContentsMargins(14, 2, 14, 10)
        column.setSpacing(10)
        column.addLayout(self._top)
        column.addLayout(both, 1)
        # Not the buttons' own shortcuts: they take a tenth of a second, in which another press is lost.
        standard = QKeySequence.StandardKey
        QShortcut(QKeySequence("Alt+Left"), self, self.back.click)
        for key, button in ((standard.Save, self.save), (standard.Undo, self.undo), (standard.Redo, self.redo)):
            QShortcut(key, self, button.click)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        link.looked.connect(self._show_look)
        link.refused.connect(self._refused)
        changes.scene_shown.connect(lambda scene: self._show_buttons())
        characters.changed.connect(self._show_buttons)

    # --- building

    def _bar(self) -> None:
        self.back = QPushButton(self.tr("‹  Back"))
        self.back.setToolTip(self.tr("To the main page (Alt+Left); what is not saved is kept"))
        self.back.clicked.connect(self.left)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(self.tr("Name of the character"))
        self.name.setPlaceholderText(self.tr("Name of the character"))
        self.name.setValidator(QRegularExpressionValidator(QRegularExpression(f"[^{NOT_IN_NAMES[1:]}*"), self.name))
        self.name.inputRejected.connect(self._refuse_sign)
        self.name.textEdited.connect(lambda words: self.draft.rename(words))
        self.save, self.air = QPushButton(self.tr("Save")), QPushButton()
        self.save.setToolTip(self.tr("Keep the character among yours (Ctrl+S)"))
        self.save.clicked.connect(self.keep)
        self.air.setObjectName("primary")
        self.air.clicked.connect(self.put_on_air)
        self.surprise = QPushButton(self.tr("Random"))
        self.surprise.setToolTip(self.tr("Another character by chance"))
        self.surprise.clicked.connect(lambda: self.draft.surprise())
        self.undo, self.redo = QPushButton("↶"), QPushButton("↷")
        standard = QKeySequence.StandardKey
        for button, words, key, do in (
            (self.undo, self.tr("Undo"), standard.Undo, lambda: self.draft.history.undo()),
            (self.redo, self.tr("Redo"), standard.Redo, lambda: self.draft.history.redo()),
        ):
            button.setObjectName("icon")
            button.setAccessibleName(words)
            button.setToolTip(f"{words}   {QKeySequence(key).toString()}")
            button.clicked.connect(do)
        self.more = QToolButton()
        self.more.setObjectName("icon")
        self.more.setText("⋯")
        self.more.setToolTip(self.tr("Duplicate, import, export, remove"))
        self.more.setAccessibleName(self.more.toolTip())
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.duplicate = menu.addAction(self.tr("Duplicate"), self._duplicate)
        self.bring = menu.addAction(
            self.tr("Import …"), lambda: FileDialog.of(self).ask_for_character(self._characters.read)
        )
        self.export = menu.addAction(self.tr("Export …"), self._export)
        self.remove = menu.addAction(self.tr("Remove"), self._remove)
        self.more.setMenu(menu)
        self._top = QHBoxLayout()
        self._top.setSpacing(8)
        first: tuple[QWidget, ...] = (self.back, self.name, self.save, self.air)
        last: tuple[QWidget, ...] = (self.surprise, self.undo, self.redo, self.more)
        for widget in first:
            self._top.addWidget(widget, 1 if widget is self.name else 0)
        self._top.addSpacing(16)
        for widget in last:
            self._top.addWidget(widget)

    def _stage(self, actor: Actor) -> None:
        self.categories = QListWidget()
        self.categories.setAccessibleName(self.tr("Parts of the character"))
        self.categories.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for category in CATEGORIES:
            item = QListWidgetItem(category_title(category), self.categories)
            item.setData(Qt.ItemDataRole.UserRole, category)
        self.categories.setFixedWidth(self.categories.sizeHintForColumn(0) + 24)
        self.categories.setCurrentRow(0)
        self.categories.currentRowChanged.connect(lambda row: self._show_category())
        self.stage = PreviewView()
        self.stage.setAccessibleName(self.tr("The character that you edit"))
        self.stage.setMinimumSize(QSize(300, 170))
        self.acting = ActingBar(actor)
        self.microphone = DeviceList(self.tr("Microphone"), [], [])
        self.microphone.chosen.connect(self.microphone_chosen)
        self.level = LevelMeter()
        self.level.setFixedWidth(90)
        self.shut = shut_mouth()
        label, row = QLabel(self.tr("Microphone")), QHBoxLayout()
        label.setBuddy(self.microphone)
        row.addWidget(label)
        row.addWidget(self.microphone, 1)
        row.addWidget(self.level)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(10)
        self._middle.addWidget(self.stage, 1)
        self._middle.addWidget(self.acting)
        self._middle.addLayout(row)
        self._middle.addWidget(self.shut)

    def _choices(self) -> None:
        self._panel, area, inside = QFrame(), QScrollArea(), QWidget()
        self._panel.setObjectName("panel")
        self._panel.setFixedWidth(322)
        self.swatches = Swatches()
        self.swatches.chosen.connect(lambda role, colour: self.draft.paint(role, colour))
        self.parts = StillGrid(self._link, "part")
        self.no_parts = QLabel(self.tr("This character was imported as a whole: it has no parts to change"))
        self.no_parts.setWordWrap(True)
        inside.setObjectName("inside")
        column, frame = QVBoxLayout(inside), QVBoxLayout(self._panel)
        column.setContentsMargins(14, 4, 14, 8)
        for widget in (self.no_parts, self.parts):
            column.addWidget(widget)
        column.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        frame.setContentsMargins(1, 10, 1, 6)
        colours = QHBoxLayout()
        colours.setContentsMargins(14, 0, 14, 0)
        colours.addWidget(self.swatches)
        frame.addLayout(colours)
        frame.addWidget(area, 1)

    def order_tabs(self) -> None:
        """Has the Tab key go from the left to the right, as the tiles and colours are made anew."""
        middle = [*self.acting.buttons.values(), self.microphone]
        stops = [self.more, self.categories, *self.swatches.stops, *self.parts.stops, *middle]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    # --- the draft

    def edit(self, draft: Draft) -> None:
        """Shows a draft."""
        self.draft.changed.disconnect(self._show_draft)
        self.draft.history.canUndoChanged.disconnect(self.undo.setEnabled)
        self.draft.history.canRedoChanged.disconnect(self.redo.setEnabled)
        self._follow(draft)
        self._plain = False
        self._show_category()

    def _follow(self, draft: Draft) -> None:
        self.draft = draft
        draft.changed.connect(self._show_draft)
        # No slot of Python's: a history says this once more when it goes, and the draft is gone by then.
        draft.history.canUndoChanged.connect(self.undo.setEnabled)
        draft.history.canRedoChanged.connect(self.redo.setEnabled)
        self.undo.setEnabled(draft.history.canUndo())
        self.redo.setEnabled(draft.history.canRedo())

    def _blank(self) -> Draft:
        """What is shown before a draft is opened."""
        character = Character("–", {}).to_json()
        return Draft(self, character, base=character)

    @property
    def category(self) -> str:
        """The category of parts that is shown."""
        return str(self.categories.currentItem().data(Qt.ItemDataRole.UserRole))

    def _show_category(self) -> None:
        """Shows the parts there are of a category, and its colours."""
        whole = bool(self.draft.character.get("art"))
        self.no_parts.setVisible(whole)
        self.categories.setEnabled(not whole)
        self.swatches.show_roles(() if whole else ROLES.get(self.category, ()))
        self.parts.lay_out([] if whole else [self._tile(self.category, part) for part in parts_of(self.category)])
        self._area.verticalScrollBar().setValue(0)
        self.order_tabs()
        self._show_draft()

    def _tile(self, category: str, variant: str) -> PartTile:
        tile = PartTile(category, variant, self._titles.get((category, variant)) or part_title(variant))
        tile.clicked.connect(lambda: self.draft.wear(category, variant))
        return tile

    def _show_draft(self) -> None:
        """Shows the draft as it is now."""
        if self.name.text() != self.draft.character["name"]:
            self.name.setText(self.draft.character["name"])
        self.swatches.show_colours(self.draft.character["colours"])
        for tile in self.parts.stops:
            if isinstance(tile, PartTile):
                tile.show_draft(self.draft)
        self._show_buttons()

    def _show_buttons(self) -> None:
        draft = self.draft
        self.save.setEnabled(draft.unsaved or not draft.of)
        worn = self._characters.worn(self._changes.scene) == named(draft.character)
        self.air.setEnabled(not worn)
        self.air.setText(self.tr("Is on air") if worn else self.tr("Put on air"))
        self.air.setToolTip(self.tr("Others see this character from now on"))
        self.surprise.setEnabled(not draft.character.get("art"))

    # --- what the user does

    def keep(self) -> None:
        """Keeps the draft among the user's characters, in place of the one that it was begun from."""
        draft = self.draft
        draft.rename(usable_name(draft.character["name"]) or self.tr("My avatar"))
        name, former = draft.character["name"], draft.of
        replaced = former != name and self._characters.own_named(name)
        words = self.tr("{0} is saved in place of the one of that name") if replaced else self.tr("{0} is saved")
        self._characters.keep(draft.character, words.format(name), in_place_of=former)

    def _refuse_sign(self) -> None:
        below = self.name.mapToGlobal(QPoint(0, self.name.height() // 2))
        QToolTip.showText(
            below, self.tr("A name has no {0}, and {1} letters at most").format('/ \\ : * ? " < > |', LONGEST_NAME)
        )

    def put_on_air(self) -> None:
        """Has others see the draft as it is now."""
        self._changes.set_scene(self._scene_of(self.draft))

    def _scene_of(self, draft: Draft) -> Scene:
        behind = {} if self._plain else self._changes.remembered(Avatar.name)
        return scene_with(draft.character, **behind)

    def _duplicate(self) -> None:
        self.opened.emit(self._drafts.copy(self.draft.character))

    def _export(self) -> None:
        character = self.draft.character
        FileDialog.of(self).ask_where_to(partial(self._characters.write, character), character["name"])

    def _remove(self) -> None:
        draft = self.draft
        own = self._characters.own_named(draft.of) if draft.of else None
        if own is not None and not draft.unsaved:
            self._characters.remove(own)
        else:
            self._drafts.remove(draft)
            self.edit(self._blank())
        self.left.emit()

    # --- the stage

    def look_as_wanted(self) -> None:
        """Has the character live while it is in sight."""
        if self.isVisible() and not self.window().isMinimized():
            self._timer.start(STAGE_MS)
        else:
            self._timer.stop()

    def _look(self) -> None:
        """Asks for the next picture; one is under way at a time."""
        if not self._waits:
            self._waits = True
            width = min(1280, round(self.stage.picture_area().width() * self.devicePixelRatioF()))
            self._link.look(STAGE, width, self._scene_of(self.draft), live=True)

    def _show_look(self, key: str, image: QImage) -> None:
        if key != STAGE:
            return
        self._waits = False
        if not image.isNull():
            mirrored = self._link.mirrored
            self.stage.show_picture(image.flipped(Qt.Orientation.Horizontal) if mirrored else image, False)

    def _refused(self, name: str, arguments: dict[str, Any], sentence: str) -> None:
        if name == "look" and arguments.get("key") == STAGE:
            self._waits, self._plain = False, True  # the picture behind it may be gone

    # --- what the engine says

    def show_devices(self, devices: DeviceBar) -> None:
        """Lists the microphones of the main page's list."""
        self.microphone.copy(devices.microphone)

    def show_status(self, status: dict[str, Any]) -> None:
        """Shows which microphone is chosen."""
        with QSignalBlocker(self.microphone):
            self.microphone.show_chosen(status["microphone"])
        off = status["microphone"] == OFF
        self.shut.setVisible(off)
        self.level.setVisible(not off)

    def show_level(self, heard: dict[str, Any]) -> None:
        """Shows how loud the microphone is."""
        self.level.show_level(heard.get("level_db"))

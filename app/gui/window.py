"""The main window: preview, choices, devices, the card, what is on air."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.effects import EFFECTS
from app.errors import StandinError
from app.gui.autostart import start_with_computer, starts_with_computer
from app.gui.controls import Form
from app.gui.doctor import DoctorPage
from app.gui.gallery import Choice, Gallery, built_in_choices, file_choice
from app.gui.guide import Guide
from app.gui.history import Change
from app.gui.languages import languages, said
from app.gui.link import EngineLink
from app.gui.preferences import PreferencesFile
from app.gui.preview import PreviewView
from app.gui.profiles import ProfileBar
from app.gui.theme import headline
from app.options import Options
from app.settings import settings_of

STUDIO, DOCTOR, GUIDE = range(3)
BEFORE, MASK, ADDED = "before", "mask", "added "
"""Keys of looks; a file that is to be added follows the last."""
LOOK_MS = 66
QUIETEST_DB = -60
ROW_OF_PART = {"perception": "network", "renderer": "OpenGL", "recording": "ffmpeg"}
"""The doctor's row for a part that has a problem, where it has another name."""


class MainWindow(QMainWindow):
    """Preview at the left, choices at the right, devices and the card below, figures at the bottom.

    changed: what is on air, or a list that the tray shows, may have changed
    closed: the user closed the window
    quit_asked: the user wants to end the program
    language_chosen: code of a language, "" for that of the system
    """

    changed = Signal()
    closed = Signal()
    quit_asked = Signal()
    language_chosen = Signal(str)

    def __init__(self, link: EngineLink, preferences: PreferencesFile) -> None:
        super().__init__()
        self._link, self._preferences = link, preferences
        self._scene: list[dict[str, Any]] = []
        self._differs = 0
        self._remembered: dict[str, dict[str, Any]] = {}
        self._status: dict[str, Any] = {}
        self._problem = ""
        self._look_waits: set[str] = set()
        self._removed_profiles: dict[str, Any] = {}
        self.card_shown = self.raw_on_air = False
        self.history = QUndoStack(self)
        self.history.setUndoLimit(200)
        self.setWindowTitle("Standin")
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._set_mirrored(preferences.values.mirror_preview)
        self.gallery.show_choices(self._choices())
        if preferences.notices:
            self.show_problem(said(preferences.notices[0]))
        if not (geometry := preferences.values.geometry) or not self.restoreGeometry(
            QByteArray.fromBase64(geometry.encode())
        ):
            self.resize(1160, 720)
        if not preferences.values.guided:
            self.open_guide()

    # --- building

    def _build(self) -> None:
        self.preview = PreviewView()
        self.compare = QPushButton(self.tr("Before | After"))
        self.compare.setCheckable(True)
        self.compare.setToolTip(self.tr("Your camera at the left, what others see at the right of a line (Ctrl+B)"))
        self.preview.set_corner_widget(self.compare)
        studio = QWidget()
        grid = QGridLayout(studio)
        grid.setContentsMargins(14, 2, 14, 10)
        grid.setSpacing(12)
        grid.addWidget(self.preview, 0, 0)
        grid.addWidget(self._panel(), 0, 1)
        grid.addWidget(self._bar(), 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(0, 1)
        self.doctor = DoctorPage(again=lambda: self._link.call("doctor"), back=self.open_studio)
        self.guide = Guide(self._link, self._scene_of)
        self.pages = QStackedWidget()
        for page in (studio, self.doctor, self.guide):
            self.pages.addWidget(page)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._header())
        column.addWidget(self._notice())
        column.addWidget(self.pages, 1)
        self.setCentralWidget(body)
        self._build_status_bar()

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 10, 14, 8)
        self.profiles = ProfileBar()
        self.help = QPushButton("?")
        self.help.setToolTip(self.tr("First steps, and how to choose the camera in a call (F11)"))
        self.help.setAccessibleName(self.tr("First steps"))
        self.gear = QToolButton()
        self.gear.setText("⚙")
        self.gear.setToolTip(self.tr("Settings"))
        self.gear.setAccessibleName(self.tr("Settings"))
        self.gear.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.gear.setMenu(self._settings_menu())
        row.addWidget(headline("Standin", name="title", scale=1.3))
        row.addSpacing(18)
        row.addWidget(self.profiles)
        row.addStretch(1)
        row.addWidget(self.help)
        row.addWidget(self.gear)
        return row

    def _settings_menu(self) -> QMenu:
        menu = QMenu(self)
        values = self._preferences.values
        undo = self.history.createUndoAction(menu, self.tr("Undo"))
        redo = self.history.createRedoAction(menu, self.tr("Redo"))
        for action, keys in ((undo, QKeySequence.StandardKey.Undo), (redo, QKeySequence.StandardKey.Redo)):
            action.setShortcuts(keys)
            menu.addAction(action)
            self.addAction(action)
        menu.addSeparator()
        self.stay = menu.addAction(self.tr("Stay on air when the window is closed"))
        self.stay.setCheckable(True)
        self.stay.setChecked(values.stay_on_air)
        self.stay.toggled.connect(lambda on: self._preferences.change(stay_on_air=on))
        self.autostart = menu.addAction(self.tr("Start with the computer"))
        self.autostart.setCheckable(True)
        self.autostart.setChecked(starts_with_computer())
        self.autostart.toggled.connect(self._set_autostart)
        tongues = menu.addMenu(self.tr("Language"))
        for code, name in {"": self.tr("As the system"), **languages()}.items():
            action = tongues.addAction(name)
            action.setCheckable(True)
            action.setChecked(code == values.language)
            action.triggered.connect(lambda _=False, code=code: self.language_chosen.emit(code))
        menu.addSeparator()
        menu.addAction(self.tr("First steps")).triggered.connect(self.open_guide)
        menu.addAction(self.tr("Doctor")).triggered.connect(lambda: self.open_doctor())
        leave = menu.addAction(self.tr("Quit and end the camera"))
        leave.setShortcut(QKeySequence("Ctrl+Q"))
        leave.triggered.connect(self.quit_asked)
        self.addAction(leave)
        return menu

    def _notice(self) -> QWidget:
        """A line in the window, in place of a dialog, with up to two answers."""
        self.notice = QFrame()
        self.notice.setObjectName("notice")
        row = QHBoxLayout(self.notice)
        self._notice_words = QLabel()
        self._notice_words.setWordWrap(True)
        row.addWidget(self._notice_words, 1)
        self._notice_row = row
        self._notice_buttons: list[QPushButton] = []
        self.notice.hide()
        return self.notice

    def _panel(self) -> QWidget:
        panel = QFrame()
        panel.setObjectName("panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        heading = QLabel(self.tr("BACKGROUND"))
        heading.setObjectName("heading")
        column.addWidget(heading)
        self.gallery = Gallery(self._link, self._scene_of)
        column.addWidget(self.gallery)
        self.form_place = QVBoxLayout()
        column.addLayout(self.form_place)
        self.form: Form | None = None
        column.addWidget(self._advanced())
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(panel)
        area.setWidgetResizable(True)
        area.setFixedWidth(336)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _advanced(self) -> QWidget:
        whole, inside = QWidget(), QWidget()
        whole.setObjectName("inside")
        inside.setObjectName("inside")
        self.advanced = QToolButton()
        self.advanced.setObjectName("flat")
        self.advanced.setText(self.tr("Advanced"))
        self.advanced.setCheckable(True)
        self.advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced.setArrowType(Qt.ArrowType.RightArrow)
        self.advanced.toggled.connect(inside.setVisible)
        self.advanced.toggled.connect(
            lambda on: self.advanced.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        )
        self.mask = QCheckBox(self.tr("Show the mask"))
        self.mask.setToolTip(self.tr("Shows here, not on air, what is taken for the room in red"))
        self.options = Form(tuple(s for s in settings_of(Options) if s.name in ("quality", "rotation")), {})
        self.numbers = QLabel()
        self.numbers.setObjectName("quiet")
        self.numbers.setWordWrap(True)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.advanced)
        column.addWidget(inside)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        for widget in (self.options, self.mask, self.numbers):
            rows.addWidget(widget)
        inside.hide()
        return whole

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("panel")
        rows = QVBoxLayout(bar)
        rows.setContentsMargins(14, 10, 14, 10)
        self.source, self.microphone = QComboBox(), QComboBox()
        first, second = QHBoxLayout(), QHBoxLayout()
        for box, words in ((self.source, self.tr("Camera")), (self.microphone, self.tr("Microphone"))):
            label = QLabel(words)
            label.setBuddy(box)
            box.setAccessibleName(words)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
            first.addWidget(label)
            first.addWidget(box, 1)
            first.addSpacing(8)
        self.level, self.level_words = QProgressBar(), QLabel()
        self.level.setRange(QUIETEST_DB, 0)
        self.level.setValue(QUIETEST_DB)
        self.level.setTextVisible(False)
        self.level.setFixedWidth(120)
        self.level.setAccessibleName(self.tr("Level of the microphone"))
        self.level_words.setFixedWidth(self.level_words.fontMetrics().horizontalAdvance("−88 dB") + 8)
        first.addWidget(self.level)
        first.addWidget(self.level_words)
        self.card = QPushButton(self.tr("CARD   Esc"))
        self.card.setObjectName("card")
        self.card.setToolTip(self.tr("Puts a drawn card on air at once"))
        self.mirror_preview = QCheckBox(self.tr("Mirror my preview"))
        self.mirror_others = QCheckBox(self.tr("Others see me mirrored"))
        self.mirror_others.setToolTip(self.tr("Rarely needed: words behind you would be the wrong way round"))
        for widget in (self.card, self.mirror_preview, self.mirror_others):
            second.addWidget(widget)
            second.addSpacing(10)
        second.addStretch(1)
        rows.addLayout(first)
        rows.addLayout(second)
        self._list(self.source, [])
        self._list(self.microphone, [])
        return bar

    def _build_status_bar(self) -> None:
        self.figures, self.problem, self.fix = QLabel(), QLabel(), QPushButton(self.tr("Doctor"))
        self.problem.setObjectName("problem")
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.fix.setObjectName("fix")
        self.fix.setToolTip(self.tr("Checks what is needed, and says what to do"))
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(10, 2, 10, 2)
        bar.addWidget(self.figures)
        bar.addPermanentWidget(self.problem, 1)
        bar.addPermanentWidget(self.fix)
        self._doctor_words = self.tr("Doctor")

    def _connect(self) -> None:
        link = self._link
        link.preview.connect(self._show_picture)
        link.looked.connect(self._show_look)
        link.status.connect(self.show_status)
        link.level.connect(self.show_level)
        link.refused.connect(self.show_refusal)
        link.answered.connect(self.show_answer)
        self.preview.resized.connect(self._size_preview)
        self.guide.preview.resized.connect(self._size_preview)
        self.gallery.chosen.connect(self.choose)
        self.gallery.removed.connect(self.remove_background)
        self.gallery.files.connect(self.add_files)
        self.profiles.chosen.connect(self.use_profile)
        self.profiles.kept.connect(self.keep_profile)
        self.profiles.renamed.connect(self.rename_profile)
        self.profiles.removed.connect(self.remove_profile)
        self.options.changed.connect(self._set_option)
        self.compare.toggled.connect(self._compare)
        self.mask.toggled.connect(self._show_mask)
        self.card.clicked.connect(lambda: self.show_card(not self.card_shown))
        self.mirror_preview.clicked.connect(self._mirror_preview)
        self.mirror_others.clicked.connect(lambda on: self._change_option("source", "mirror", not on, on))
        self.source.activated.connect(self._choose_source)
        self.microphone.activated.connect(self._choose_microphone)
        self.help.clicked.connect(self.open_guide)
        self.fix.clicked.connect(self._fix)
        self.guide.done.connect(self._end_guide)
        self.guide.source_chosen.connect(lambda name: self._pick(self.source, name, self._choose_source))
        self.guide.microphone_chosen.connect(lambda name: self._pick(self.microphone, name, self._choose_microphone))
        self.guide.background_chosen.connect(self.choose)
        self.guide.step_changed.connect(self._show_wanted)
        keys: dict[Any, Callable[[], Any]] = {
            Qt.Key.Key_Escape: lambda: self.show_card(True),
            "Ctrl+Return": lambda: self.show_card(False),
            "Ctrl+B": self.compare.toggle,
            Qt.Key.Key_F11: self.open_guide,
        }
        keys |= {f"Ctrl+{number + 1}": lambda number=number: self.gallery.choose(number) for number in range(9)}
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self, do)
        self._look_timer = QTimer(self)
        self._look_timer.timeout.connect(self._look)
        self._watch_timer = QTimer(self)
        self._watch_timer.timeout.connect(self._watch)
        self._watch_timer.start(500)
        for name in ("cameras", "microphones"):
            link.call(name)
        QTimer.singleShot(3000, self, lambda: link.call("doctor"))

    # --- devices

    def _list(self, box: QComboBox, names: list[str]) -> None:
        """Lists devices; what is chosen stays chosen, even where it is not there now."""
        chosen = box.currentData()
        fixed = (
            [(self.tr("First camera found"), "")]
            if box is self.source
            else [(self.tr("Off"), "off"), (self.tr("The system's"), "default")]
        )
        entries = fixed + [(name, name) for name in names if name != "default"]
        entries += [(self.tr("Test pattern"), "pattern")] if box is self.source else []
        if chosen and chosen not in [value for _, value in entries]:
            entries.append((chosen, chosen))
        with QSignalBlocker(box):
            box.clear()
            for words, value in entries:
                box.addItem(words, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _pick(self, box: QComboBox, name: str, choose: Callable[[int], None]) -> None:
        if (index := box.findData(name)) >= 0:
            box.setCurrentIndex(index)
            choose(index)

    def _choose_source(self, index: int) -> None:
        name = self.source.itemData(index)
        self._change_option("source", "name", self._status.get("source_choice", ""), name)
        self._link.call("cameras")

    def _choose_microphone(self, index: int) -> None:
        name = self.microphone.itemData(index)
        self._change_option("microphone", "name", self._status.get("microphone", "off"), name)
        self._link.call("microphones")

    def _set_option(self, name: str, value: Any) -> None:
        call, argument = ("quality", "tier") if name == "quality" else ("source", name)
        self._change_option(call, argument, self._status.get(name), value)

    def _change_option(self, call: str, argument: str, old: Any, new: Any) -> None:
        if old is None or old == new:
            self._link.call(call, **{argument: new})
            return
        self.show_problem("")
        self.history.push(
            Change(
                lambda: self._link.call(call, **{argument: new}),
                lambda: self._link.call(call, **{argument: old}),
            )
        )

    def show_level(self, heard: dict[str, Any]) -> None:
        """Shows how loud the microphone is."""
        level = heard.get("level_db")
        self.level.setValue(QUIETEST_DB if level is None else max(QUIETEST_DB, min(0, round(level))))
        self.level_words.setText("" if level is None else f"{max(-90, level):.0f} dB".replace("-", "−"))
        self.guide.show_level(level, said(heard.get("problem", "")))

    # --- backgrounds

    def _choices(self) -> list[Choice]:
        return built_in_choices() + [file_choice(path) for path in self._preferences.backgrounds]

    def choose(self, choice: Choice) -> None:
        """Puts a background on air, with what was last chosen for its effect."""
        self.set_scene(self._scene_of(choice))

    def _scene_of(self, choice: Choice) -> list[dict[str, Any]]:
        return choice.scene(self._remembered.get(choice.effect, {}))

    def set_scene(self, scene: list[dict[str, Any]], *, dragging: str = "") -> None:
        """Puts a scene on air, as a change that can be undone; those of one control are one while it is moved."""
        old = self._scene
        if scene == old:
            return
        if not old:
            self._put_on_air(scene)
            return
        self.history.push(Change(lambda: self._put_on_air(scene), lambda: self._put_on_air(old), merging=dragging))

    def _put_on_air(self, scene: list[dict[str, Any]]) -> None:
        self.show_problem("")
        self._show_scene(scene)
        self._link.call("scene", effects=scene, keep_card=True)

    def _changed(self, name: str, value: Any) -> None:
        self.set_scene([{**self._scene[0], name: value}, *self._scene[1:]], dragging=name)

    def add_files(self, paths: list[str]) -> None:
        """Adds pictures or videos to the gallery, and chooses the last, once the engine could show each."""
        self.show_problem("")
        for path in paths:
            self._link.look(ADDED + path, 200, [{"effect": "replace", "file": path}])

    def _file_added(self, path: str) -> None:
        paths = [other for other in self._preferences.backgrounds if other != path] + [path]
        self._preferences.set_backgrounds(paths)
        self.gallery.show_choices(self._choices())
        self.choose(file_choice(path))

    def remove_background(self, choice: Choice) -> None:
        """Removes a file of the user's from the gallery; the file stays where it is."""
        old = self._preferences.backgrounds
        new = [path for path in old if path != choice.file]
        self.history.push(Change(lambda: self._show_backgrounds(new), lambda: self._show_backgrounds(old)))
        self.show_notice(
            self.tr("{0} was removed from the gallery").format(choice.title), [(self.tr("Undo"), self.history.undo)]
        )

    def _show_backgrounds(self, paths: list[str]) -> None:
        self._preferences.set_backgrounds(paths)
        self.gallery.show_choices(self._choices())
        if self._scene:
            self.gallery.mark(self._scene[0])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Files that are dropped are added; the engine refuses what is no picture or video, with a sentence."""
        paths = [url.toLocalFile() for url in event.mimeData().urls()]
        if all(paths):
            self.add_files(paths)
        else:
            self.show_problem(self.tr("Only files of this computer can be added. Save it first, then drop the file"))
        event.acceptProposedAction()

    # --- profiles

    def use_profile(self, name: str) -> None:
        """Puts a profile on air."""
        old = self._scene
        self.history.push(
            Change(
                lambda: self._link.call("profile", name=name, keep_card=True),
                lambda: self._put_on_air(old),
            )
        )
        self._scene = []  # what the profile holds comes with the next status

    def keep_profile(self, name: str) -> None:
        """Keeps what is on air under a name."""
        scene = self._scene
        known = name in self.profiles.names

        def undo() -> None:
            if not known:
                self._link.call("delete_profile", name=name)

        self.profiles.current = name
        self.history.push(Change(lambda: self._link.call("save_profile", name=name, effects=scene or None), undo))

    def rename_profile(self, name: str, new_name: str) -> None:
        """Gives a profile another name."""
        if name == new_name:
            return
        self.profiles.current = new_name
        self.history.push(
            Change(
                lambda: self._link.call("rename_profile", name=name, new_name=new_name),
                lambda: self._link.call("rename_profile", name=new_name, new_name=name),
            )
        )

    def remove_profile(self, name: str) -> None:
        """Removes a profile; it can be brought back."""

        def undo() -> None:
            if name in self._removed_profiles:
                self._link.call("save_profile", name=name, effects=self._removed_profiles[name])

        self.history.push(Change(lambda: self._link.call("delete_profile", name=name), undo))
        self.show_notice(self.tr("The profile {0} was removed").format(name), [(self.tr("Undo"), self.history.undo)])

    # --- card and pages

    def show_card(self, shown: bool) -> None:
        """Puts the card on air, or takes it off."""
        self._link.call("card", shown=shown)
        self._show_card(shown)

    def _show_card(self, shown: bool) -> None:
        if shown != self.card_shown or not self.card.text():
            self.card_shown = shown
            self.card.setText(self.tr("GO ON AIR   Ctrl+Enter") if shown else self.tr("CARD   Esc"))
            self.card.setToolTip(
                self.tr("Shows you to others again") if shown else self.tr("Puts a drawn card on air at once")
            )
            self.card.setProperty("shown", shown)
            self.card.style().polish(self.card)
            self.changed.emit()

    def open_studio(self) -> None:
        """Shows the main page."""
        self._open(STUDIO)

    def open_doctor(self, row: str = "") -> None:
        """Shows the doctor's page and runs the checks; the row of this name is chosen."""
        self._open(DOCTOR)
        self.doctor.wait(row)
        self._link.call("doctor")

    def open_guide(self) -> None:
        """Shows the first steps."""
        self.guide.begin(self._status)
        self._open(GUIDE)
        self._link.call("doctor")

    def _end_guide(self) -> None:
        self._preferences.change(guided=True)
        self.open_studio()

    def _open(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        for widget in (self.profiles, self.help):
            widget.setVisible(page == STUDIO)
        self._show_wanted()

    def _fix(self) -> None:
        if self._link.hangs:
            self._link.kill_engine()
            return
        problems = self._status.get("problems", {})
        part = next(iter(problems), "") if not self._problem else ""
        self.open_doctor(ROW_OF_PART.get(part, part))

    def show_notice(self, words: str, answers: list[tuple[str, Callable[[], None]]]) -> None:
        """Says something in a line of the window, with buttons; any of them closes it."""
        self._notice_words.setText(words)
        for button in self._notice_buttons:
            button.deleteLater()
        self._notice_buttons = []
        for text, do in [*answers, ("✕", lambda: None)]:
            button = QPushButton(text)
            button.clicked.connect(self.notice.hide)
            button.clicked.connect(do)
            self._notice_row.addWidget(button)
            self._notice_buttons.append(button)
        self._notice_buttons[-1].setAccessibleName(self.tr("Close this notice"))
        self.notice.show()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Says once that the camera stays on air; the next time the window closes."""
        values = self._preferences.values
        if values.stay_on_air and not values.closing_told and self.isVisible():
            event.ignore()
            self._preferences.change(closing_told=True)
            self.show_notice(
                self.tr("Others go on seeing you when this window is closed. Settings (⚙) can change that"),
                [(self.tr("Close the window"), self.close), (self.tr("End the camera too"), self.quit_asked.emit)],
            )
            self._notice_buttons[0].setFocus()
            return
        self.keep_geometry()
        event.accept()
        self.closed.emit()

    def retire(self) -> None:
        """Makes place for another window."""
        self.hide()
        self.deleteLater()

    def keep_geometry(self) -> None:
        """Keeps the window's place and size."""
        self._preferences.change(geometry=self.saveGeometry().toBase64().toStdString())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.WindowStateChange:
            self._show_wanted()

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        self._show_wanted()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._show_wanted()

    def _show_wanted(self) -> None:
        """Has only what is in sight read from the engine."""
        in_sight = self.isVisible() and not self.isMinimized()
        page = self.pages.currentIndex()
        self._link.preview_wanted = in_sight and page in (STUDIO, GUIDE)
        heard = page == STUDIO or (page == GUIDE and self.guide.hears)
        self._link.level_wanted = in_sight and heard and self._status.get("microphone", "off") != "off"
        if page == GUIDE:
            self.guide.preview.tell_size()
        else:
            self.preview.tell_size()
        self._show_looks()

    # --- pictures

    def _show_picture(self, image: QImage, is_card: bool) -> None:
        if self.pages.currentIndex() == GUIDE:
            self.guide.preview.show_picture(image, is_card)
        elif not self.mask.isChecked():
            self.preview.show_picture(image, is_card)

    def _size_preview(self, width: int, height: int) -> None:
        in_sight = self.guide.preview if self.pages.currentIndex() == GUIDE else self.preview
        if self.sender() is in_sight:
            self._link.preview_size = width, height

    def _mirror_preview(self, on: bool) -> None:
        self.history.push(Change(lambda: self._set_mirrored(on), lambda: self._set_mirrored(not on)))

    def _set_autostart(self, on: bool) -> None:
        try:
            start_with_computer(on)
        except StandinError as error:
            self.show_problem(said(str(error)))
            with QSignalBlocker(self.autostart):
                self.autostart.setChecked(not on)

    def _set_mirrored(self, on: bool) -> None:
        self._link.mirrored = on
        with QSignalBlocker(self.mirror_preview):
            self.mirror_preview.setChecked(on)
        self.gallery.set_mirrored(on)
        if on != self._preferences.values.mirror_preview:
            self._preferences.change(mirror_preview=on)

    def _compare(self, on: bool) -> None:
        if on and self.mask.isChecked():
            self.mask.setChecked(False)
        self.preview.show_split(on)
        if on:
            self.preview.setFocus()
        self._show_looks()

    def _show_mask(self, on: bool) -> None:
        if on and self.compare.isChecked():
            self.compare.setChecked(False)
        self._show_looks()

    def _show_looks(self) -> None:
        wanted = self._link.preview_wanted and (self.compare.isChecked() or self.mask.isChecked())
        if wanted and not self._look_timer.isActive():
            self._look_timer.start(LOOK_MS)
        elif not wanted:
            self._look_timer.stop()

    def _look(self) -> None:
        """Asks for what the camera sees, or for the mask; one look of each is under way at a time."""
        key = MASK if self.mask.isChecked() else BEFORE
        if key not in self._look_waits:
            self._look_waits.add(key)
            width = min(1280, round(self.preview.picture_area().width() * self.devicePixelRatioF()))
            self._link.look(key, width, None if key == MASK else [{"effect": "none"}])

    def _show_look(self, key: str, image: QImage) -> None:
        self._look_waits.discard(key)
        if key.startswith(ADDED):
            self._file_added(key.removeprefix(ADDED))
        if key not in (BEFORE, MASK):
            return
        if self._link.mirrored and not image.isNull():
            image = image.flipped(Qt.Orientation.Horizontal)
        if key == BEFORE:
            self.preview.show_before(image)
        elif self.mask.isChecked():
            if image.isNull():
                self.preview.show_words(self.tr("There is no mask: the camera rests or shows nobody"))
            else:
                self.preview.show_picture(image, False)

    # --- what the engine says

    def show_status(self, status: dict[str, Any]) -> None:
        """Shows the engine's status; an empty one means that it is being started again."""
        if not status:
            self._say_starting(self.tr("The engine is starting again. Others see the last picture or a card"))
            return
        first = not self._status
        self._status = status
        self._adopt(status["scene"])
        self._show_card(status["card"])
        self._show_on_air(status)
        self._show_options(status)
        self.profiles.show_names(status["profiles"])
        self._show_figures(status)
        self._show_first_problem()
        if first:
            self.guide.show_status(status)
            self._show_wanted()
        self.changed.emit()

    def _adopt(self, scene: list[dict[str, Any]]) -> None:
        """Takes over a scene that another client put on air: one that two statuses in a row have."""
        if scene == self._scene:
            self._differs = 0
            return
        self._differs += 1
        if not self._scene or self._differs > 1:
            self._differs = 0
            self._show_scene(scene)

    def _show_scene(self, scene: list[dict[str, Any]]) -> None:
        former, self._scene = self._scene, scene
        effect = scene[0]["effect"]
        self._remembered[effect] = {**self._remembered.get(effect, {}), **scene[0]}
        if self.form is not None and former and former[0]["effect"] == effect:
            self.form.show_values(scene[0])
        else:
            self._make_form(scene[0])
        self.gallery.mark(scene[0])

    def _make_form(self, scene: dict[str, Any]) -> None:
        if self.form is not None:
            self.form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = Form(settings_of(EFFECTS[scene["effect"]]), scene)
        self.form.changed.connect(self._changed)
        self.form_place.addWidget(self.form)

    def _show_on_air(self, status: dict[str, Any]) -> None:
        self.raw_on_air = not status["card"] and any(effect["effect"] == "none" for effect in status["scene"])
        if self.mask.isChecked() and self.advanced.isChecked():
            self.preview.show_badge(self.tr("MASK · on air: {0}").format(said(status["on_air"])), alert=self.raw_on_air)
        else:
            self.preview.show_badge(self.tr("ON AIR: {0}").format(said(status["on_air"])), alert=self.raw_on_air)
        self.guide.preview.show_badge(self.preview.badge, alert=self.raw_on_air)

    def _show_options(self, status: dict[str, Any]) -> None:
        with QSignalBlocker(self.mirror_others):
            self.mirror_others.setChecked(status["mirror"])
        self.options.show_values({name: status[name] for name in ("quality", "rotation")})
        for box, name in ((self.source, status["source_choice"]), (self.microphone, status.get("microphone", "off"))):
            if box.currentData() != name and not box.view().isVisible():
                if box.findData(name) < 0:
                    box.addItem(name, name)
                box.setCurrentIndex(box.findData(name))
        self.source.setToolTip(status["source"])
        silent = status.get("microphone", "off") == "off"
        if silent:
            self.show_level({})
        if silent == self._link.level_wanted:
            self._show_wanted()

    def _show_figures(self, status: dict[str, Any]) -> None:
        fps, delay = status["fps"], status["delay_ms"]
        words = [
            self.tr("camera {0:.0f} fps").format(fps["in"]),
            self.tr("out {0:.0f} fps").format(fps["out"]),
        ]
        words += [self.tr("delay {0:.0f} ms").format(delay["median"])] if delay["median"] is not None else []
        words.append(self.tr("CPU {0:.0f} %").format(status["cpu_percent"]))
        self.figures.setText("  |  ".join(words))
        if self.advanced.isChecked():
            lines = [
                self.tr("Mask {0}, drawn by {1}, {2}").format(
                    said(status["tier"].capitalize()) or "–", status["renderer"], status["size"]
                ),
                self.tr("Delay p95 {0} ms, dropped {1}, memory {2:.0f} MB").format(
                    "–" if delay["p95"] is None else round(delay["p95"]), status["dropped"], status["rss_mb"]
                ),
            ]
            self.numbers.setText("\n".join(lines))

    def _show_first_problem(self) -> None:
        problems = [self._problem] if self._problem else []
        problems += [said(sentence) for sentence in self._status.get("problems", {}).values()]
        problems += [said(sentence) for sentence in self._status.get("notices", [])] if not problems else []
        words = problems[0] if problems else ""
        self.problem.setText(words)
        self.problem.setToolTip("\n".join(problems))
        fixable = bool(self._status.get("problems")) and not self._problem
        self.fix.setText(self.tr("Fix") if fixable else self._doctor_words)

    def _say_starting(self, words: str) -> None:
        self.figures.setText("")
        self.problem.setText(words)
        self.preview.show_words(words)
        self.preview.show_badge(self.tr("CARD"), alert=True)
        self.guide.preview.show_words(words)

    def _watch(self) -> None:
        """Says that the engine hangs, where it does."""
        if self._link.hangs:
            self.problem.setText(self.tr("The engine does not answer. Others see the last picture"))
            self.fix.setText(self.tr("Start it again"))

    def show_problem(self, sentence: str) -> None:
        """Says why something was refused, until the next change."""
        self._problem = sentence
        self._show_first_problem()

    def show_refusal(self, name: str, arguments: dict[str, Any], sentence: str) -> None:
        """Says why the engine refused a call; what the window shows goes back to what is on air."""
        key = str(arguments.get("key", ""))
        self._look_waits.discard(key)
        if name == "look" and not key.startswith(ADDED):
            return
        if name == "doctor":
            self.doctor.give_up()
        if name in ("scene", "profile", "source", "microphone", "save_profile", "rename_profile"):
            self._take_back_refused()
        self.show_problem(said(sentence))

    def _take_back_refused(self) -> None:
        """Removes the change that was refused from the history, so that undo does not meet it again."""
        command = self.history.command(self.history.index() - 1)
        if isinstance(command, Change):
            command.forget()
            command.setObsolete(True)
            self.history.undo()
        self._scene = []

    def show_answer(self, name: str, arguments: dict[str, Any], answer: Any) -> None:
        """Takes the answers of calls that give something back."""
        if name == "cameras":
            self._list(self.source, answer)
            self.guide.show_devices(self.source, self.microphone)
        elif name == "microphones":
            self._list(self.microphone, answer)
            self.guide.show_devices(self.source, self.microphone)
        elif name == "doctor":
            self.doctor.show_rows(answer)
            self.guide.show_rows(answer)
            self._doctor_words = self.tr("Doctor: {0}").format(self.doctor.summary_of(answer))
            self._show_first_problem()
        elif name == "delete_profile":
            self._removed_profiles[arguments["name"]] = answer
        elif name == "profile":
            self._scene = []
            self.profiles.show_current(arguments["name"])
        elif name == "save_profile":
            self.profiles.current = arguments["name"]

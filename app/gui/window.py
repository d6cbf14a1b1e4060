"""The main window: its pages, what is always in sight, and what the engine says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.effects import Avatar, Card, NoEffect
from app.gui.acting import ACTS
from app.gui.changes import AVATAR, ME, Changes, Scene, side_of
from app.gui.characters import Characters, Data, scene_with
from app.gui.controls import PICTURES_AND_VIDEOS, FileDialog
from app.gui.devices import OFF
from app.gui.doctor import DoctorPage
from app.gui.draft import Draft, Drafts
from app.gui.editor import Editor
from app.gui.elided import ElidedLabel
from app.gui.gallery import Choice, built_in_choices, file_choice
from app.gui.guide import Guide
from app.gui.header import Header
from app.gui.languages import said
from app.gui.link import ADDED, EngineLink
from app.gui.notice import Notice
from app.gui.preferences import PreferencesFile
from app.gui.studio import Studio
from app.journal import MANY_CRASHES

ROW_OF_PART = {"perception": "network", "renderer": "OpenGL", "recording": "ffmpeg"}
"""The doctor's row for a part that has a problem, where it has another name."""
REFUSAL_MS = 20_000
DOCTOR_AFTER_MS = 3000


class MainWindow(QMainWindow):
    """A head, one of the pages, and figures at the bottom.

    changed: what is on air, or a list that the tray shows, may have changed
    closed: the user closed the window
    """

    changed = Signal()
    closed = Signal()

    def __init__(self, link: EngineLink, preferences: PreferencesFile, notices: Sequence[str] = ()) -> None:
        super().__init__()
        self._link, self._preferences = link, preferences
        self._status: dict[str, Any] = {}
        self._problem, self._away = "", False
        self._refusal_time = QTimer(self, interval=REFUSAL_MS, singleShot=True)
        self._refusal_time.timeout.connect(lambda: self.show_problem(""))
        self._alone, self._not_added = True, list[str]()
        self.raw_on_air = False
        self.changes = Changes(link)
        for scene in preferences.scenes:
            self.changes.remember(scene)
        self.setWindowTitle("Standin")
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._set_mirrored(preferences.values.mirror_preview)
        self._show_backgrounds(preferences.backgrounds)
        preferences.troubled = partial(link.tell, link.refused, "preferences", {})
        self._told: set[str] = set()
        self._crashes_told = 0
        self._tell([*notices, *preferences.notices])
        geometry = QByteArray.fromBase64(preferences.values.geometry.encode())
        if not self.restoreGeometry(geometry):
            self.resize(1160, 720)
        if not preferences.values.guided:
            self.open_guide()

    # --- building

    def _build(self) -> None:
        self.header = Header(self._preferences, self.changes)
        self.characters = Characters(self._link, self.changes)
        self.drafts = Drafts(self.characters, self.changes, self._preferences)
        self.studio = Studio(self._link, self.changes, self.characters, self.drafts)
        self.preview, self.gallery = self.studio.preview, self.studio.gallery
        self.profiles = self.header.profiles
        self.doctor = DoctorPage(again=lambda: self._link.call("doctor", self_test=True), back=self.open_studio)
        for model in (self.changes, self.characters, self.drafts):
            model.setParent(self)  # else another thread may collect it
        self.guide = Guide(self._link, self.studio.scene_of)
        self.editor = Editor(self._link, self.changes, self.characters, self.drafts, self.studio.actor)
        self.pages = QStackedWidget()
        for page in (self.studio, self.doctor, self.guide, self.editor):
            self.pages.addWidget(page)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self.notice = Notice()
        column.addWidget(self.pages, 1)
        column.addWidget(self.notice)  # below, so that nothing slides away from under the pointer when it comes
        self.setCentralWidget(body)
        self._build_status_bar()

    def _build_status_bar(self) -> None:
        self.figures, self.problem, self.fix = QLabel(), ElidedLabel(), QPushButton(self.tr("Doctor"))
        self.problem.setObjectName("problem")
        self.fix.setObjectName("fix")
        self.fix.setToolTip(self.tr("Checks what is needed, and says what to do"))
        self._doctor_words = self.tr("Doctor")
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(10, 2, 10, 2)
        bar.addWidget(self.figures)
        bar.addPermanentWidget(self.problem, 1)
        bar.addPermanentWidget(self.fix)

    def _connect(self) -> None:
        link, changes = self._link, self.changes
        link.preview.connect(self._show_picture)
        link.looked.connect(self._file_looked_at)
        link.status.connect(self.show_status)
        link.level.connect(self._show_level)
        link.refused.connect(self.show_refusal)
        link.answered.connect(self.show_answer)
        for view in (self.preview, self.guide.preview):
            view.resized.connect(partial(self._size_preview, view))
        changes.history.indexChanged.connect(self._forget_problem)
        changes.scene_shown.connect(lambda scene: self.guide.gallery.mark(scene[0]))
        self.gallery.chosen.connect(self.choose)
        self.gallery.removed.connect(self.remove_background)
        self.gallery.files.connect(self.add_files)
        self._connect_avatar()
        self.profiles.chosen.connect(self.use_profile)
        self.profiles.kept.connect(self.keep_profile)
        self.profiles.renamed.connect(self.rename_profile)
        self.profiles.removed.connect(self.remove_profile)
        devices = self.studio.devices
        devices.card_asked.connect(self.show_card)
        self.header.air.clicked.connect(lambda: self.show_card(not self.card_shown))
        devices.mirror_asked.connect(self._mirror_preview)
        self.header.help_asked.connect(self.open_guide)
        self.header.doctor_asked.connect(self.open_doctor)
        self.header.refused.connect(self.show_problem)
        self.fix.clicked.connect(self._fix)
        self.guide.done.connect(self._end_guide)
        self.guide.background_chosen.connect(self.choose)
        self.guide.source_chosen.connect(devices.choose_source)
        self.guide.microphone_chosen.connect(devices.choose_microphone)
        self.guide.step_changed.connect(self._read_what_is_in_sight)
        self.addActions(self.header.actions_with_keys)
        self._connect_keys()
        watch = QTimer(self)
        watch.timeout.connect(self._watch)
        watch.start(500)
        devices.list_devices()
        self.characters.ask()
        QTimer.singleShot(DOCTOR_AFTER_MS, self, lambda: link.call("doctor"))
        QTimer.singleShot(DOCTOR_AFTER_MS, self, lambda: FileDialog.of(self))

    def _connect_avatar(self) -> None:
        wardrobe, backdrops, editor = self.studio.wardrobe, self.studio.backdrops, self.editor
        self.changes.side_left.connect(self._keep_scene)
        self.characters.told.connect(self._offer_undo)
        self.characters.imported.connect(self._imported)
        wardrobe.chosen.connect(self.wear)
        wardrobe.edited.connect(self.open_editor)
        backdrops.chosen.connect(lambda file: self.changes.set_value("file", file))
        backdrops.removed.connect(self.remove_background)
        backdrops.files.connect(self.add_files)
        editor.left.connect(self._leave_editor)
        editor.opened.connect(self.open_editor)
        editor.microphone_chosen.connect(self.studio.devices.choose_microphone)

    def _connect_keys(self) -> None:
        keys: dict[str, Callable[[], Any]] = {
            "Esc": partial(self.show_card, True),
            "Ctrl+Return": partial(self.show_card, False),
            "Ctrl+Enter": partial(self.show_card, False),
            "Ctrl+B": self.studio.compare.toggle,
            "F11": self.open_guide,
        }
        keys |= {f"Ctrl+{number + 1}": partial(self._choose_or_act, number) for number in range(9)}
        for key, do in keys.items():
            QShortcut(QKeySequence(key), self, do)

    def _choose_or_act(self, number: int) -> None:
        """A background where the user is on air, an expression or a gesture where their avatar is, or is edited."""
        if self.changes.side == ME and self.pages.currentWidget() is not self.editor:
            self.gallery.choose(number)
        elif number < len(ACTS):
            self.studio.actor.act(ACTS[number])

    # --- the avatar

    def wear(self, character: Data) -> None:
        """Puts a character on air, with the background and the settings that the avatar had."""
        self.show_problem("")
        self.changes.set_scene(scene_with(character, **self.changes.remembered(Avatar.name)))

    def open_editor(self, draft: Draft) -> None:
        """Shows the editor with a character that is being made."""
        self.notice.pass_by()
        self.editor.edit(draft)
        self._open(self.editor)
        self.editor.categories.setFocus()

    def _leave_editor(self) -> None:
        """Shows the main page; what was not kept waits there."""
        draft = self.editor.draft
        self.open_studio()
        if draft.unsaved:
            words = self.tr("Your changes to {0} are not saved, but they are kept here")
            go_on = (self.tr("Go on editing"), partial(self.open_editor, draft))
            save = (self.tr("Save"), self.editor.keep)
            self.notice.say(words.format(draft.character["name"]), [go_on, save], passing=True)

    def _imported(self, character: Data) -> None:
        if self.pages.currentWidget() is self.editor:
            self.open_editor(self.drafts.of(character))

    def _keep_scene(self, left: Scene) -> None:
        others = [scene for scene in self._preferences.scenes if side_of(scene) != side_of(left)]
        self._preferences.set_scenes([*others, left])

    # --- backgrounds

    def choose(self, choice: Choice) -> None:
        """Puts a background on air, with what was last chosen for its effect."""
        self.show_problem("")
        self.changes.set_scene(self.studio.scene_of(choice))

    def add_files(self, paths: list[str]) -> None:
        """Adds pictures or videos to the gallery once the engine could show them; one that comes alone is chosen."""
        self.show_problem("")
        self._alone, self._not_added = len(paths) == 1, []
        behind = Avatar.name if self.changes.side == AVATAR else "replace"  # an avatar's are no videos
        for path in paths:
            if self._is_character(path):
                self.characters.read(path)
            else:
                self._link.look(ADDED + path, 200, [{"effect": behind, "file": path}])

    def _is_character(self, path: str) -> bool:
        """True for a file, or a folder of pictures, that is more likely a character than a background here."""
        if self.pages.currentWidget() is self.editor:
            return True
        return self.changes.side == AVATAR and not path.lower().endswith(PICTURES_AND_VIDEOS)

    def _file_looked_at(self, key: str, image: QImage) -> None:
        if key.startswith(ADDED) and not image.isNull():
            path = key.removeprefix(ADDED)
            self._show_backgrounds([other for other in self._preferences.backgrounds if other != path] + [path])
            if self._alone and self.changes.side == AVATAR:
                self.changes.set_value("file", path)
            elif self._alone:
                self.choose(file_choice(path))

    def _say_not_added(self, sentence: str) -> None:
        """Says of every file why it was not added: in the status line, of several in a notice."""
        self._not_added.append(sentence)
        self.show_problem(sentence)
        if len(self._not_added) > 1:
            self.notice.say("\n".join(self._not_added), [], passing=True)

    def remove_background(self, choice: Choice) -> None:
        """Removes a file of the user's from the gallery; the file stays where it is."""
        place = self._preferences.backgrounds.index(choice.file)

        def remove(key: str) -> None:
            self._show_backgrounds([path for path in self._preferences.backgrounds if path != choice.file])

        def bring_back(key: str) -> None:
            others = [path for path in self._preferences.backgrounds if path != choice.file]
            self._show_backgrounds([*others[:place], choice.file, *others[place:]])

        self.changes.make(remove, bring_back)
        self._offer_undo(self.tr("{0} was removed from the gallery").format(choice.title))

    def _show_backgrounds(self, paths: list[str]) -> None:
        if paths != self._preferences.backgrounds:
            self._preferences.set_backgrounds(paths)
        files = [file_choice(path) for path in paths]
        self.gallery.show_choices(built_in_choices() + files)
        self.studio.backdrops.show_files(files)
        self.studio.order_tabs()
        if self.changes.scene:
            self.gallery.mark(self.changes.scene[0])

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
        self.changes.use_profile(name)

    def keep_profile(self, name: str) -> None:
        """Keeps what is on air under a name."""
        self.changes.keep_profile(name)

    def rename_profile(self, name: str, new_name: str) -> None:
        """Gives a profile another name."""
        self.changes.rename_profile(name, new_name)

    def remove_profile(self, name: str) -> None:
        """Removes a profile; it can be brought back."""
        self.changes.remove_profile(name)
        self._offer_undo(self.tr("The profile {0} was removed").format(name))

    # --- card, pages, notices

    @property
    def card_shown(self) -> bool:
        """True where the card is on air, or asked for."""
        return self.studio.devices.card_shown

    def show_card(self, shown: bool) -> None:
        """Puts the card on air, or takes it off."""
        self.studio.devices.ask_for_card(shown)
        if shown and self._link.hangs:
            self._link.upkeep.kill()  # the one that is started in its place begins with the card
        self._show_air_button()
        self.changed.emit()

    def open_studio(self) -> None:
        """Shows the main page."""
        self._open(self.studio)

    def open_doctor(self, row: str = "") -> None:
        """Shows the doctor's page and runs the checks; the row of this name is chosen."""
        self._open(self.doctor)
        self.doctor.wait(row)
        self._link.call("doctor", self_test=True)

    def open_guide(self) -> None:
        """Shows the first steps."""
        self.guide.begin(self.changes.scene)
        self._open(self.guide)
        self._link.call("doctor")

    def _end_guide(self) -> None:
        self._preferences.change(guided=True)
        self.open_studio()

    def _open(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        self.profiles.setVisible(page is self.studio)
        self.header.air.setVisible(page is not self.studio)
        self.header.undo_with_keys(page is not self.editor)
        if page is self.studio:
            self.setFocus()
        self._read_what_is_in_sight()

    def _fix(self) -> None:
        upkeep = self._link.upkeep
        if upkeep.stopped:
            upkeep.forgive()
            return
        if self._link.hangs:
            upkeep.kill()
            return
        part = next(iter(self._status.get("problems", {})), "") if not self._problem else ""
        self.open_doctor(ROW_OF_PART.get(part, part))

    def _offer_undo(self, words: str) -> None:
        self.notice.say(words, [(self.tr("Undo"), self.changes.history.undo)], passing=True)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Says once that the camera stays on air; the next time the window closes."""
        values = self._preferences.values
        if values.stay_on_air and not values.closing_told and self.isVisible():
            event.ignore()
            self._preferences.change(closing_told=True)
            words = self.tr("Others go on seeing you when this window is closed. Settings (⚙) can change that")
            quit_too = (self.tr("End the camera too"), self.header.quit_asked.emit)
            self.notice.say(words, [(self.tr("Close the window"), self.close), quit_too])
            self.notice.buttons[0].setFocus()
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
            self._read_what_is_in_sight()

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        if self.pages.currentWidget() is self.studio:
            self.setFocus()  # else the first tile seems to be chosen
        self._read_what_is_in_sight()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self.drafts.save()
        self._read_what_is_in_sight()

    def _read_what_is_in_sight(self) -> None:
        """Has only what is in sight read from the engine."""
        in_sight, page = self.isVisible() and not self.isMinimized(), self.pages.currentWidget()
        heard = page in (self.studio, self.editor) or (page is self.guide and self.guide.hears)
        self._link.preview_wanted = in_sight and (page is self.studio or (page is self.guide and self.guide.sees))
        self._link.level_wanted = in_sight and heard and self._status.get("microphone", OFF) != OFF
        (self.guide if page is self.guide else self.studio).preview.tell_size()
        self.studio.look_as_wanted()
        self.editor.look_as_wanted()

    # --- pictures

    def _show_picture(self, image: QImage, is_card: bool) -> None:
        page = self.pages.currentWidget()
        if page is self.guide:
            self.guide.preview.show_picture(image, is_card)
        else:
            self.studio.show_picture(image, is_card)

    def _size_preview(self, view: QWidget, width: int, height: int) -> None:
        page = self.pages.currentWidget()
        if view is (self.guide.preview if page is self.guide else self.preview):
            self._link.preview_size = width, height

    def _mirror_preview(self, on: bool) -> None:
        self.changes.make(lambda key: self._set_mirrored(on), lambda key: self._set_mirrored(not on))

    def _set_mirrored(self, on: bool) -> None:
        self._link.mirrored = on
        self.studio.devices.mirror_preview.setChecked(on)
        self.gallery.set_mirrored(on)
        for grid in (self.guide.gallery, self.studio.wardrobe, self.studio.backdrops, self.editor.parts):
            grid.set_mirrored(on)
        if on != self._preferences.values.mirror_preview:
            self._preferences.change(mirror_preview=on)

    # --- what the engine says

    def show_status(self, status: dict[str, Any]) -> None:
        """Shows the engine's status; an empty one means that it is being started again."""
        if not status:
            self._away = True
            self._say_starting(self.tr("The engine is starting again …"))
            return
        if self._away:
            self._away, self._problem = False, ""
        microphone = self._status.get("microphone", OFF)
        self._status = status
        self.changes.adopt(status["scene"], status.get("asked_at", math.inf))
        self.studio.show_status(status)
        self.guide.show_status(status)
        self.editor.show_status(status)
        self._show_on_air(status)
        self.profiles.show_names(status["profiles"])
        self._show_figures(status)
        self._show_first_problem()
        self._tell(status["notices"])
        self._offer_safe_mode(status["crashes"])
        if microphone != status["microphone"]:
            self._read_what_is_in_sight()
        self.changed.emit()

    def _show_on_air(self, status: dict[str, Any]) -> None:
        self.raw_on_air = not status["card"] and any(effect["effect"] == "none" for effect in status["scene"])
        looking = self.studio.mask_shown.isChecked()
        words = self.tr("MASK · on air: {0}") if looking else self.tr("ON AIR: {0}")
        seen = "virtual camera" not in status.get("problems", {})
        if not seen and not looking:
            words = self.tr("ONLY HERE: {0}")
        # While nobody looks the card stands in for the scene, which whoever looks will see.
        stands_in = status["resting"] and not status["card"]
        on_air = said(NoEffect.title if stands_in and self.raw_on_air else status["on_air"])
        covered = status["on_air"] == Card.title and not stands_in
        if status["scene"] == self.changes.scene and not covered and on_air != said(NoEffect.title):
            if self.changes.side == AVATAR:
                name = self.studio.wardrobe.worn_name
                on_air = self.tr("Avatar · {0}").format(name) if name else on_air
            else:
                on_air = self.gallery.chosen_title or on_air
        for view in (self.preview, self.guide.preview):
            view.show_badge(words.format(on_air), alert=self.raw_on_air, seen=seen)
        self._show_air_button()

    def _show_air_button(self) -> None:
        """Says in the head what is on air, where the studio is not in sight, and takes the card off or puts it on."""
        off = self.tr("GO ON AIR   Ctrl+Enter") if self.card_shown else self.tr("CARD   Esc")
        self.header.air.setText(f"{self.preview.badge}   ·   {off}")

    def _show_figures(self, status: dict[str, Any]) -> None:
        fps, delay = status["fps"], status["delay_ms"]["median"]
        camera = self.tr("camera {0:.0f} fps").format(fps["in"]) if self.changes.side == ME else self.tr("no camera")
        words = [camera, self.tr("out {0:.0f} fps").format(fps["out"])]
        words += [self.tr("delay {0:.0f} ms").format(delay)] if delay is not None else []
        words.append(self.tr("CPU {0:.0f} %").format(status["cpu_percent"]))
        watchers = status.get("watchers")
        if watchers is not None:
            names = sorted({name or self.tr("a program") for name in watchers})
            words.append(self.tr("watched by {0}").format(", ".join(names)) if names else self.tr("nobody watches"))
        self.figures.setText(" | ".join(words))  # narrow: at "CPU 100 %" the line was cut off in Russian

    def _show_first_problem(self) -> None:
        found = self._status.get("problems", {})
        # Without a virtual camera nobody sees anything: that is said before all else.
        of_parts = [said(found[part]) for part in sorted(found, key=lambda part: part != "virtual camera")]
        problems = [self._problem] if self._problem else of_parts
        self._say_problems(problems)
        self.fix.setText(self.tr("Fix") if of_parts and not self._problem else self._doctor_words)

    def _say_problems(self, sentences: list[str]) -> None:
        """Says the first of them; in place of the figures, as it needs the room and matters more."""
        self.problem.setText(sentences[0] if sentences else "")
        self.problem.setToolTip("\n".join(sentences))
        self.figures.setVisible(not sentences)

    def _tell(self, notices: list[str]) -> None:
        """Shows what has not been told yet, in a line that can be closed."""
        new = [notice for notice in notices if notice not in self._told]
        self._told.update(new)
        if new:
            self.notice.say("\n".join(said(notice) for notice in new), [])

    def _offer_safe_mode(self, crashes: int) -> None:
        if crashes >= MANY_CRASHES and crashes != self._crashes_told:
            words = self.tr("Standin crashed {0} times in a row. Safe mode draws on the CPU, and shows the card first")
            self.notice.say(words.format(crashes), [(self.tr("Safe mode"), self.start_safely)])
        self._crashes_told = crashes

    def start_safely(self) -> None:
        """Starts the engine again in safe mode."""
        self._link.upkeep.start_safely()
        self._link.call("stop")

    def _say_starting(self, words: str) -> None:
        self._say_problems([words])
        for view in (self.preview, self.guide.preview):
            view.show_words(words)
            view.show_badge(self.tr("CARD"), alert=True)
        self._show_air_button()

    def _watch(self) -> None:
        """Says that the engine hangs, or was ended on purpose, where that is so."""
        if self._link.upkeep.stopped:
            self._say_starting(self.tr("The camera was ended. Others see nothing of you"))
            self.fix.setText(self.tr("Start it again"))
        elif self._link.hangs:
            self._away = True
            self._say_problems([self.tr("The engine does not answer. Others see the last picture")])
            self.fix.setText(self.tr("Start it again"))
            for view in (self.preview, self.guide.preview):
                view.show_badge(self.tr("NO ANSWER: others see the last picture"), alert=True)
            self._show_air_button()

    def _show_level(self, heard: dict[str, Any]) -> None:
        self.studio.devices.show_level(heard)
        self.guide.show_level(heard)
        self.editor.show_level(heard)

    def show_problem(self, sentence: str) -> None:
        """Says why something was refused, until the next change or a while later: it covers what lasts."""
        self._problem = sentence
        self._refusal_time.start()
        self._show_first_problem()

    def _forget_problem(self, index: int) -> None:
        # No lambda: the history says this once more when it goes, and the window's labels are gone by then.
        self.show_problem("")
        self.notice.pass_by()

    def show_refusal(self, name: str, arguments: dict[str, Any], sentence: str) -> None:
        """Says why the engine refused a call; what the window shows goes back to what is on air."""
        if name == "look" and not str(arguments.get("key", "")).startswith(ADDED):
            return
        if name == "doctor":
            self.doctor.give_up()
        if name == "card" and arguments["shown"]:
            self._link.call("card", shown=True)  # nothing but "on air" takes back that it is wanted
            return
        if name == "card":
            self.studio.devices.card_answered()
        if name == "look":
            self._say_not_added(said(sentence))
            return
        self.changes.refused(str(arguments.get("key", "")))
        self.show_problem(said(sentence))

    def show_answer(self, name: str, arguments: dict[str, Any], answer: Any) -> None:
        """Takes the answers of calls that give something back."""
        if name == "card":
            self.studio.devices.card_answered()
        elif name in ("cameras", "microphones"):
            self.studio.devices.show_found(name, answer)
            self.guide.show_devices(self.studio.devices)
            self.editor.show_devices(self.studio.devices)
        elif name == "doctor":
            self.doctor.show_rows(answer)
            self.guide.show_rows(answer)
            self._doctor_words = self.tr("Doctor: {0}").format(self.doctor.summary_of(answer))
            self._show_first_problem()
        elif name in ("profile", "save_profile"):
            if arguments["name"] not in self.profiles.names:
                self.profiles.show_names([*self.profiles.names, arguments["name"]])
            self.profiles.show_current(arguments["name"])
        elif name == "rename_profile":
            self.profiles.show_current(arguments["new_name"])

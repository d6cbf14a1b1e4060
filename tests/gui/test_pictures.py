"""Every page by day and by night, in every language: nothing empty, nothing cut off, everything readable.

STANDIN_SCREENSHOTS names a folder for the pictures; ./run test --screenshots FOLDER sets it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QScrollArea, QToolButton, QWidget

from app.avatar.character import CATEGORIES
from app.gui import theme
from app.gui.changes import AVATAR, ME
from app.gui.guide import CALL, CAMERA, LOOK, MICROPHONE, VIRTUAL_CAMERA
from app.gui.languages import SOURCE_LANGUAGE, install
from app.gui.link import EngineLink
from app.gui.preferences import PreferencesFile
from app.gui.window import MainWindow
from app.resources import program_words, resource
from tests.gui.screen import wait_for

WORDS = ["run", "--source", "pattern", "--virtual-camera", "none", "--size", "1280x720", "--effect", "blur"]
LARGE, SMALL = (1160, 720), (960, 600)
FOLDER = os.environ.get("STANDIN_SCREENSHOTS", "")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings and sockets of the one engine that all pictures are of."""
    found = {name: tmp_path_factory.mktemp(name) for name in ("config", "runtime")}
    return {f"STANDIN_{name.upper()}_DIR": str(path) for name, path in found.items()}


@pytest.fixture(autouse=True)
def shared_folders(own_folders: Path, folders: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, path in folders.items():
        monkeypatch.setenv(name, path)


@pytest.fixture(scope="module")
def engine(folders: dict[str, str]) -> Iterator[None]:
    environment = {**os.environ, **folders, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    process = subprocess.Popen([*program_words(), *WORDS], env=environment, stderr=subprocess.DEVNULL)
    yield
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module", autouse=True)
def usual_look(application: QApplication) -> Iterator[None]:
    yield
    theme.apply_theme(application, "light")
    install(application, SOURCE_LANGUAGE)


@dataclass
class Shown:
    """A window in a look and a language, and how it is brought to each page."""

    window: MainWindow
    link: EngineLink
    name: str
    bad_file: str

    def wait_for(self, what: Callable[[], object]) -> None:
        def come() -> object:
            QApplication.processEvents()
            return what()

        wait_for(come, 20)

    def studio(self) -> None:
        """The main page as it is at first, whatever was shown before."""
        window, studio = self.window, self.window.studio
        window.notice.hide()
        window.open_studio()
        window.profiles.leave.click()
        studio.compare.setChecked(False)
        studio.advanced.setChecked(False)
        window.show_problem("")
        if window.card_shown:
            window.show_card(False)
            self.wait_for(lambda: not self.link.upkeep._status["card"] and not window.card_shown)
            self.wait_for(lambda: not card_in(window.preview.image))
        if window.changes.side == AVATAR:
            studio.sides[ME].click()
        self.wait_for(lambda: window._status and window._status["scene"] == window.changes.scene)
        window.setFocus()
        wait = window.gallery.tiles
        self.wait_for(lambda: not any(tile.picture.isNull() for tile in wait) and window.figures.text())
        self.wait_for(lambda: not window.preview.image.isNull())

    def advanced(self) -> None:
        self.studio()
        self.window.studio.advanced.setChecked(True)

    def split(self) -> None:
        self.studio()
        self.window.studio.compare.setChecked(True)
        self.wait_for(lambda: not self.window.preview._before.isNull())

    def mask(self) -> None:
        self.advanced()
        self.window.studio.mask_shown.setChecked(True)
        self.wait_for(lambda: redness(self.window.preview.image) > 30)

    def card(self) -> None:
        self.studio()
        self.window.show_card(True)
        self.wait_for(lambda: self.window._status["card"])
        self.wait_for(lambda: card_in(self.window.preview.image))

    def problem(self) -> None:
        self.studio()
        self.window.add_files([self.bad_file])
        self.wait_for(lambda: self.window.problem.text())

    def notice(self) -> None:
        self.studio()
        self.window._preferences.change(closing_told=False)
        self.window.close()
        assert self.window.isVisible() and self.window.notice.isVisible()

    def naming(self) -> None:
        self.studio()
        self.window.profiles.keep.click()
        self.window.profiles.line.setText("Work")

    def avatar(self, *, down: bool = False) -> None:
        self.studio()
        studio = self.window.studio
        studio.sides[AVATAR].click()
        self.wait_for(lambda: self.window._status and self.window._status["scene"][0]["effect"] == "avatar")
        self.wait_for(lambda: "Robin" in self.window.preview.badge)
        bar = next(area.verticalScrollBar() for area in studio.findChildren(QScrollArea))
        QApplication.processEvents()
        bar.setValue(bar.maximum() if down else 0)
        self.wait_for(lambda: studio.wardrobe.drawn and studio.backdrops.drawn)

    def editor(self, category: str) -> None:
        self.avatar()
        self.window.studio.edit.click()
        editor = self.window.editor
        editor.categories.setCurrentRow(CATEGORIES.index(category))
        QApplication.processEvents()
        self.wait_for(lambda: editor.parts.drawn and not editor.stage.image.isNull())

    def draft(self) -> None:
        self.editor("hair")
        self.window.editor.draft.wear("hair", "afro")
        self.window.editor.back.click()
        self.wait_for(lambda: self.window.studio.wardrobe.drawn)
        assert self.window.notice.isVisible()
        self.window.drafts._discard(self.window.drafts.unsaved[0])

    def doctor(self) -> None:
        self.studio()
        self.window.open_doctor()
        self.wait_for(lambda: self.window.doctor.run_again.isEnabled())

    def guide(self, step: int) -> None:
        self.studio()
        guide = self.window.guide
        self.window.open_guide()
        guide.show_step(step)
        self.wait_for(lambda: guide.source.currentData() == "pattern")
        self.wait_for(lambda: guide.camera_state.text() and (step == CALL or not guide.preview.image.isNull()))
        if step == LOOK:
            self.wait_for(lambda: not any(tile.picture.isNull() for tile in guide.gallery.tiles))

    def picture(self, name: str, size: tuple[int, int]) -> np.ndarray:
        """The window as it is now, RGB; kept where a folder for pictures is named."""
        self.window.resize(*size)
        for _ in range(3):
            QApplication.processEvents()
        if self.window.pages.currentWidget() is not self.window.doctor:
            page, window = self.window.pages.currentWidget(), self.window
            others = {window.guide: window.guide.preview, window.editor: window.editor.stage}
            view = next((view for other, view in others.items() if other is page), window.preview)
            self.wait_for(lambda: not view.isVisible() or view.image.width() >= view.picture_area().width() - 4)
        grids = (self.window.studio.wardrobe, self.window.studio.backdrops, self.window.editor.parts)
        self.wait_for(lambda: all(grid.drawn for grid in grids))
        image = self.window.grab().toImage()
        if FOLDER:
            Path(FOLDER).mkdir(parents=True, exist_ok=True)
            assert image.save(str(Path(FOLDER) / f"{name}-{self.name}.png"))
        return pixels_of(image)


PAGES: dict[str, tuple[Callable[[Shown], None], tuple[int, int]]] = {
    "studio": (Shown.studio, LARGE),
    "studio-small": (Shown.studio, SMALL),
    "advanced": (Shown.advanced, LARGE),
    "advanced-small": (Shown.advanced, SMALL),
    "split": (Shown.split, LARGE),
    "mask": (Shown.mask, LARGE),
    "card": (Shown.card, LARGE),
    "problem": (Shown.problem, LARGE),
    "notice": (Shown.notice, LARGE),
    "naming": (Shown.naming, LARGE),
    "avatar": (Shown.avatar, LARGE),
    "avatar-small": (Shown.avatar, SMALL),
    "avatar-background": (lambda shown: shown.avatar(down=True), LARGE),
    "avatar-draft": (Shown.draft, SMALL),
    "editor-head": (lambda shown: shown.editor("head"), LARGE),
    "editor-hair": (lambda shown: shown.editor("hair"), LARGE),
    "editor-eyes": (lambda shown: shown.editor("eyes"), LARGE),
    "editor-clothes-small": (lambda shown: shown.editor("clothes"), SMALL),
    "editor-headwear-small": (lambda shown: shown.editor("headwear"), SMALL),
    "doctor": (Shown.doctor, LARGE),
    "guide-camera": (lambda shown: shown.guide(CAMERA), LARGE),
    "guide-microphone": (lambda shown: shown.guide(MICROPHONE), LARGE),
    "guide-virtual-camera": (lambda shown: shown.guide(VIRTUAL_CAMERA), LARGE),
    "guide-look": (lambda shown: shown.guide(LOOK), LARGE),
    "guide-call": (lambda shown: shown.guide(CALL), LARGE),
    "guide-call-small": (lambda shown: shown.guide(CALL), SMALL),
}
LANGUAGES = [SOURCE_LANGUAGE, *sorted(path.stem for path in resource("assets", "languages").glob("*.ts"))]
ALL = [(look, language) for language in LANGUAGES for look in ("light", "dark")]
SOME = [("light", SOURCE_LANGUAGE), *(("dark", language) for language in LANGUAGES[1:])]
"""Every look and every language once: half the time of all, which are for whoever looks at them."""


@pytest.fixture(scope="module", params=ALL if FOLDER else SOME, ids="-".join)
def shown(
    request: pytest.FixtureRequest,
    application: QApplication,
    engine: None,
    folders: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shown]:
    look, language = request.param
    bad = tmp_path_factory.mktemp("bad") / "holiday.png"
    bad.write_text("no picture")
    with pytest.MonkeyPatch.context() as patch:
        for name, path in folders.items():
            patch.setenv(name, path)
        preferences = PreferencesFile()
        preferences.change(guided=True)
        install(application, language)
        application.setStyle("Fusion")
        theme.apply_theme(application, look)
        link = EngineLink(WORDS)
        window = MainWindow(link, preferences)
        found = Shown(window, link, f"{look}-{language}", str(bad))
        link.start()
        window.resize(*LARGE)
        window.show()
        try:
            yield found
        finally:
            found.studio()
            preferences.change(closing_told=True)
            window.close()
            link.end(stop_engine=False)
            preferences.close()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_full_and_nothing_on_it_is_cut_off(shown: Shown, page: str) -> None:
    go, size = PAGES[page]
    go(shown)
    picture = shown.picture(page, size)
    assert picture.shape == (size[1], size[0], 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 100
    for view in (shown.window.preview, shown.window.guide.preview, shown.window.editor.stage):
        if view.isVisible():
            assert pixels_of(view.image).std() > 20
    assert not cut_off(shown.window)


def pixels_of(image: QImage) -> np.ndarray:
    """(H, W, 3) float64 RGB."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return data[:, :, 2::-1].astype(float)


def card_in(image: QImage) -> bool:
    """True where a picture is the card, by the colour near its upper left corner."""
    return image.isNull() or float(np.abs(pixels_of(image)[20, 20] - (38, 54, 92)).max()) < 9


def redness(image: QImage) -> float:
    """How much redder than green the picture's upper left corner is."""
    corner = pixels_of(image)[4:20, 4:20] if not image.isNull() else np.zeros((1, 1, 3))
    return float((corner[..., 0] - corner[..., 1]).mean())


def cut_off(window: QWidget) -> list[str]:
    """The words that have less room than they need."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, (QLabel, QPushButton, QToolButton, QCheckBox)):
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            fits = widget.heightForWidth(widget.width()) <= widget.height()
        else:
            fits = widget.sizeHint().width() <= widget.width() and widget.sizeHint().height() <= widget.height() + 1
        if not fits:
            found.append(f"{widget.text()} {widget.sizeHint().toTuple()} in {widget.size().toTuple()}")
    return found


# --- what is readable


def luminance(colour: str) -> float:
    """Relative luminance, 0 = black .. 1 = white. Source: WCAG 2.2."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 = the same .. 21 = black on white. Source: WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground(colours: theme.Colours) -> None:
    for ground in (colours.window, colours.panel, colours.raised):
        for ink in (colours.text, colours.quiet):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    for ink in (colours.danger, colours.warning, colours.accent):
        assert contrast(ink, colours.panel) >= 4.5, ink
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    for ground in (colours.window, colours.panel, colours.raised):
        assert contrast(colours.accent, ground) >= 3, "a chosen tile or a ring around what has the keyboard"

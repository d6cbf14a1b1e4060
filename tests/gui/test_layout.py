"""Nothing that is to be read is cut off, in any language, in the smallest window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QToolButton, QWidget

from app.avatar.character import CATEGORIES
from app.gui.changes import AVATAR, ME
from app.gui.guide import CALL
from app.gui.languages import install, languages
from app.gui.window import MainWindow
from tests.gui.window_room import Shown

SMALLEST = 960, 600
READ = (QLabel, QPushButton, QCheckBox, QToolButton)


@pytest.fixture(scope="module", params=sorted(languages()))
def small(request: pytest.FixtureRequest, one_window: Shown, application: QApplication) -> Iterator[MainWindow]:
    """The smallest window, in a language."""
    one_window.window.hide()
    install(application, request.param)
    window = MainWindow(one_window.link, one_window.preferences)
    window.resize(*SMALLEST)
    window.show()
    one_window.wait_for(lambda: window.figures.text() and not window.preview.image.isNull())
    yield window
    window.retire()
    install(application, "en")
    QApplication.processEvents()


def room_for(widget: QWidget) -> QRect:
    """The part of a widget that nothing around it cuts off, besides what can be scrolled to."""
    rect, parent, scrolls = widget.rect(), widget.parentWidget(), False
    while parent is not None:
        place = QRect(widget.mapFrom(parent, parent.rect().topLeft()), parent.size())
        scrolls = scrolls or parent.objectName() == "qt_scrollarea_viewport"
        if scrolls:
            place.setTop(rect.top())
            place.setBottom(rect.bottom())
        rect &= place
        parent = None if parent.isWindow() else parent.parentWidget()
    return rect


def wanted_size(widget: QWidget) -> tuple[int, int]:
    """Width and height that a widget's words need."""
    if isinstance(widget, QLabel):
        flags = Qt.AlignmentFlag.AlignLeft | (Qt.TextFlag.TextWordWrap if widget.wordWrap() else Qt.AlignmentFlag(0))
        words = widget.fontMetrics().boundingRect(
            QRect(0, 0, widget.contentsRect().width(), 10_000), int(flags), widget.text()
        )
        return words.width(), words.height()
    return widget.minimumSizeHint().width(), widget.minimumSizeHint().height()


def cut_off(window: MainWindow) -> list[str]:
    """Words in sight that are cut off, and by how much."""
    for _ in range(5):
        QApplication.processEvents()
    for _ in range(5):  # figures that came with the last of these have not found their room yet
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    found = []
    for kind in READ:
        for widget in window.findChildren(kind):
            assert isinstance(widget, READ)
            if not widget.isVisible() or not widget.text():
                continue
            width, height = wanted_size(widget)
            room = room_for(widget)
            if room.width() < width or room.height() < height:
                found.append(f"{widget.text()!r}: {room.width()} x {room.height()} for {width} x {height}")
    return found


def advanced(window: MainWindow) -> None:
    window.studio.advanced.setChecked(True)


def notice(window: MainWindow) -> None:
    """The longest notice there is."""
    window._preferences.change(closing_told=False, stay_on_air=True)
    window.close()


@pytest.mark.parametrize("number", [0, 1, 3, 4])
@pytest.mark.parametrize("also", [lambda window: None, advanced, notice], ids=["plain", "advanced", "notice"])
def test_the_main_page_can_be_read(small: MainWindow, number: int, also: Callable[[MainWindow], None]) -> None:
    small.open_studio()
    small.studio.advanced.setChecked(False)
    small.notice.hide()
    small.gallery.choose(number)
    also(small)
    assert cut_off(small) == []
    small.notice.hide()


def test_the_words_on_the_card_s_button_can_be_read(small: MainWindow) -> None:
    small.open_studio()
    for shown in (True, False):
        small.show_card(shown)
        assert cut_off(small) == []


def test_the_line_for_a_profile_s_name_can_be_read(small: MainWindow) -> None:
    small.open_studio()
    small.profiles.keep.click()
    assert small.profiles.line.isVisible() and cut_off(small) == []
    small.profiles.leave.click()


def test_the_words_under_the_tiles_can_be_read(small: MainWindow) -> None:
    small.open_studio()
    for tile in [*small.gallery.tiles, small.gallery.add]:
        font = tile.font()
        font.setBold(True)  # as it is where the tile is chosen
        assert QFontMetrics(font).horizontalAdvance(tile.text()) <= tile.width(), tile.text()


def test_the_avatar_s_side_can_be_read(small: MainWindow, one_window: Shown) -> None:
    small.open_studio()
    small.studio.sides[AVATAR].click()
    one_window.wait_for(lambda: small.studio.devices.shut.isVisible() and small.studio.wardrobe.tiles)
    assert cut_off(small) == []
    small.studio.sides[ME].click()
    one_window.wait_for(lambda: small.studio.gallery.isVisible())


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_editor_can_be_read(small: MainWindow, one_window: Shown, category: str) -> None:
    one_window.wait_for(lambda: small.characters.ready)
    small.open_editor(small.drafts.of(small.characters.ready[0]))
    small.editor.categories.setCurrentRow(CATEGORIES.index(category))
    assert cut_off(small) == []
    small.open_studio()


@pytest.mark.parametrize("step", range(CALL + 1))
def test_the_first_steps_can_be_read(small: MainWindow, step: int) -> None:
    small.open_guide()
    small.guide.show_step(step)
    assert cut_off(small) == []


def test_the_doctor_s_page_can_be_read(small: MainWindow, one_window: Shown) -> None:
    small.open_doctor()
    one_window.wait_for(lambda: small.doctor.run_again.isEnabled(), 30)
    assert cut_off(small) == []
    small.open_studio()


def test_a_sentence_in_the_status_line_can_be_read(small: MainWindow) -> None:
    small.open_studio()
    small.show_refusal("scene", {}, "The picture beach.png is larger than 64 megapixels or broken. Choose another one")
    assert cut_off(small) == [] and small.statusBar().height() < 50
    small.show_problem("")


def test_the_figures_say_who_watches(one_window: Shown) -> None:
    window = one_window.window
    one_window.wait_for(lambda: one_window.status)
    nobody, somebody = window.tr("nobody watches"), window.tr("watched by {0}").format("chromium, zoom")
    for watchers, words in (([], nobody), (["zoom", "chromium", "zoom"], somebody)):
        window._show_figures({**one_window.status, "watchers": watchers})
        assert words in window.figures.text()
    window._show_figures({**one_window.status, "watchers": None})
    assert nobody not in window.figures.text()

"""The icon in the system's tray: the verbs that are needed while the window is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.gui.acting import ACTS, act_title
from app.gui.changes import AVATAR, ME
from app.gui.tiles import Tile
from app.resources import resource

if TYPE_CHECKING:
    from app.gui.window import MainWindow

DOTS = {"air": "#39c98a", "raw": "#ff5d5d", "card": "#f0b95a"}


class Tray(QSystemTrayIcon):
    """On air or card, backgrounds, profiles, open, quit."""

    def __init__(self, window: MainWindow, open_window: Callable[[], None], quit_program: Callable[[], None]) -> None:
        super().__init__(_icon("air"))
        self._window, self._state = window, ""
        self.menu = QMenu()
        self.on_air, self.card = (self.menu.addAction(words) for words in (self.tr("On air"), self.tr("Card")))
        both = QActionGroup(self.menu)
        for action, shown in ((self.on_air, False), (self.card, True)):
            action.setCheckable(True)
            both.addAction(action)
            action.triggered.connect(lambda _=False, shown=shown: window.show_card(shown))
        self.menu.addSeparator()
        self.sides = {}
        both = QActionGroup(self.menu)
        for side, words in ((ME, self.tr("Me")), (AVATAR, self.tr("Avatar"))):
            action = self.sides[side] = both.addAction(words)
            action.setCheckable(True)
            action.triggered.connect(partial(window.changes.show_side, side))
            self.menu.addAction(action)
        self.menu.addSeparator()
        self.characters = self.menu.addMenu(self.tr("Character"))
        self.acts = self.menu.addMenu(self.tr("Expression"))
        self.backgrounds = self.menu.addMenu(self.tr("Background"))
        self.profiles = self.menu.addMenu(self.tr("Profile"))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Open Standin")).triggered.connect(open_window)
        self.menu.addAction(self.tr("Quit and end the camera")).triggered.connect(quit_program)
        self.menu.aboutToShow.connect(self._fill)
        self.setContextMenu(self.menu)
        self._open_window = open_window
        self.activated.connect(self._clicked)
        window.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """Shows what is on air, as a dot on the icon and in its words."""
        window = self._window
        self.setToolTip("Standin: " + window.preview.badge)
        state = "card" if window.card_shown else "raw" if window.raw_on_air else "air"
        self.card.setChecked(window.card_shown)
        self.on_air.setChecked(not window.card_shown)
        if state != self._state:
            self._state = state
            self.setIcon(_icon(state))

    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != self.ActivationReason.Context:
            self._open_window()

    def _fill(self) -> None:
        """Lists what there is to choose on the side that is on air, and the profiles."""
        window, studio = self._window, self._window.studio
        drawn = window.changes.side == AVATAR
        for side, action in self.sides.items():
            action.setChecked(side == window.changes.side)
        for menu in (self.characters, self.acts):
            menu.menuAction().setVisible(drawn)
        kept = [tile for tile in studio.wardrobe.tiles if tile.draft is None] if drawn else []
        _list(self.characters, [(tile.text(), tile.isChecked(), tile.click) for tile in kept])
        acts = [(act, partial(studio.actor.act, act)) for act in ACTS] if drawn else []
        _list(self.acts, [(act_title(act), studio.actor.acts(act), do) for act, do in acts])
        behind: Sequence[Tile] = studio.backdrops.tiles if drawn else window.gallery.tiles
        _list(self.backgrounds, [(tile.text(), tile.isChecked(), tile.click) for tile in behind])
        names, current = window.profiles.names, window.profiles.current
        _list(self.profiles, [(name, name == current, partial(window.use_profile, name)) for name in names])


def _list(menu: QMenu, entries: Iterable[tuple[str, bool, Callable[[], object]]]) -> None:
    """Fills a menu with words that can be ticked, each of which does something."""
    menu.clear()
    for words, on, do in entries:
        action = menu.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _=False, do=do: do())
    menu.setEnabled(bool(menu.actions()))


def application_icon() -> QIcon:
    """The program's icon."""
    return QIcon(str(resource("assets", "standin.svg")))


def _icon(state: str) -> QIcon:
    """The icon with a dot that says what is on air."""
    pixmap: QPixmap = application_icon().pixmap(64, 64)
    if pixmap.isNull():
        pixmap = QPixmap(64, 64)
        pixmap.fill(QColor("#2f9e72"))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(DOTS[state]))
    painter.setPen(QColor("#14161c"))
    painter.drawEllipse(40, 40, 22, 22)
    painter.end()
    return QIcon(pixmap)

"""How the window looks, by day and by night."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from app.resources import resource


@dataclass(frozen=True)
class Colours:
    """The colours of a theme, "#rrggbb"."""

    window: str
    panel: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    danger: str
    warning: str


LIGHT = Colours(
    "#f3f4f7", "#ffffff", "#eceef2", "#d3d7df", "#1a1e27", "#586170", "#1a7f56", "#ffffff", "#c02b2b", "#8a5a00"
)
DARK = Colours(
    "#14161c", "#1d2029", "#292d38", "#3a3f4d", "#eef0f5", "#a0a8b8", "#5fd6a2", "#0c2419", "#ff6b6b", "#f0b95a"
)

CHEVRON = resource("assets", "icons", "chevron.svg").as_posix()
TICK = resource("assets", "icons", "tick.svg").as_posix()
STYLE = """
* {{ outline: 0; }} /* Fusion's own mark of the keyboard, inside ours */
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QLabel#title, QLabel#large {{ font-weight: 700; }}
QLabel#heading {{ font-weight: 700; letter-spacing: 1px; color: {quiet}; }}
QLabel#quiet {{ color: {quiet}; }}
QLabel#warning {{ color: {warning}; font-weight: 600; }}
QLabel#problem {{ color: {danger}; font-weight: 600; }}
QFrame#panel, QFrame#notice {{ background: {panel}; border: 1px solid {line}; border-radius: 12px; }}
QScrollArea, QWidget#inside {{ background: transparent; border: none; }}
QPushButton, QToolButton {{
    background: {raised}; color: {text}; border: 1px solid {line}; border-radius: 8px; padding: 6px 12px;
}}
QPushButton:hover, QToolButton:hover {{ border-color: {quiet}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus {{ border: 2px solid {accent}; }}
QPushButton:focus, QToolButton:focus {{ padding: 5px 11px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {quiet}; }}
QPushButton:checked, QToolButton:checked {{ border: 2px solid {accent}; padding: 5px 11px; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border: 2px solid {accent}; font-weight: 700; }}
QPushButton#primary:focus {{ border: 2px solid {text}; }}
QPushButton#primary:disabled {{ background: {raised}; color: {quiet}; border: 2px solid {line}; }}
QPushButton#card {{ font-weight: 700; padding: 8px 18px; }}
QPushButton#card:focus {{ padding: 7px 17px; }}
QPushButton#card[shown="true"] {{ background: {accent}; color: {on_accent}; border: 2px solid {accent}; }}
QPushButton#card[shown="true"]:focus {{ border: 2px solid {text}; }}
QPushButton#act {{ padding: 0; border-radius: 18px; }}
QPushButton#act:focus, QPushButton#act:checked {{ padding: 0; }}
QPushButton#act:checked:focus {{ border: 2px solid {text}; }}
QPushButton#switch_me {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
QPushButton#switch_avatar {{ border-top-left-radius: 0; border-bottom-left-radius: 0; border-left-width: 0; }}
QPushButton#switch_me:checked, QPushButton#switch_avatar:checked {{
    background: {accent}; color: {on_accent}; border: 2px solid {accent}; font-weight: 700;
}}
QPushButton#switch_me:focus, QPushButton#switch_avatar:focus {{ border: 2px solid {text}; padding: 5px 11px; }}
QPushButton#flat, QToolButton#flat {{ background: transparent; border: 1px solid transparent; }}
QPushButton#flat:hover, QToolButton#flat:hover {{ background: {raised}; }}
QPushButton#flat:focus, QToolButton#flat:focus {{ border: 2px solid {accent}; }}
QToolButton#disclosure {{ background: transparent; border: 2px solid transparent; padding: 4px 6px 4px 0; }}
QToolButton#disclosure:focus {{ border-color: {accent}; }}
QPushButton#onpicture {{
    background: rgba(16, 18, 24, 210); color: #f2f4f8; border: none; border-radius: 15px; padding: 0 16px;
    font-weight: 600;
}}
QPushButton#onpicture:hover, QPushButton#onpicture:checked {{ border: 2px solid #f2f4f8; padding: 0 14px; }}
QPushButton#onpicture:focus {{ border: 2px solid #5fd6a2; padding: 0 14px; }}
QPushButton#icon, QToolButton#icon {{ min-width: 2.2em; min-height: 1.8em; }}
QPushButton#icon {{ padding: 2px 2px 3px 3px; }} /* a tool button is 3 px larger by itself */
QToolButton#icon {{ padding: 1px; }}
QPushButton#icon:focus {{ padding: 1px 1px 2px 2px; }}
QToolButton#icon:focus {{ padding: 0; }}
QFileDialog QToolButton {{ padding: 2px; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton#fix {{ padding: 2px 10px; }}
QPushButton#fix:focus {{ padding: 1px 9px; }}
QComboBox, QLineEdit {{
    background: {raised}; color: {text}; border: 1px solid {line}; border-radius: 8px; padding: 5px 8px;
}}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{
    background: {panel}; color: {text}; selection-background-color: {accent}; selection-color: {on_accent};
}}
QCheckBox {{ spacing: 8px; padding: 2px; border: 2px solid transparent; border-radius: 6px; }}
QCheckBox:focus {{ border-color: {accent}; }}
QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {quiet}; border-radius: 4px; background: {raised};
}}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QMenu {{ background: {panel}; color: {text}; border: 1px solid {line}; padding: 6px; }}
QMenu::item {{ padding: 6px 22px; border-radius: 6px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {quiet}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QStatusBar {{ background: {panel}; border-top: 1px solid {line}; color: {quiet}; }}
QStatusBar::item {{ border: none; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{
    background: {accent}; width: 16px; margin: -6px 0; border-radius: 8px; border: 1px solid {panel};
}}
QSlider::handle:horizontal:focus {{ border: 2px solid {text}; }}
QListWidget {{ background: transparent; border: 2px solid transparent; border-radius: 10px; outline: 0; }}
QListWidget:focus {{ border-color: {accent}; }}
QListWidget::item {{ padding: 6px 10px; border-radius: 8px; color: {text}; }}
QListWidget::item:hover {{ background: {raised}; }}
QListWidget::item:selected {{ background: {accent}; color: {on_accent}; }}
QListWidget::item:disabled {{ background: transparent; color: {quiet}; }}
QTableWidget {{
    outline: 0; background: {panel}; border: 1px solid {line}; border-radius: 12px; padding: 0 1px 8px 1px;
}}
QTableWidget::item {{ padding: 6px; border-bottom: 1px solid {raised}; }}
QTableWidget::item:selected {{ background: {raised}; color: {text}; }}
QHeaderView, QHeaderView::section {{ background: transparent; border: none; }}
QHeaderView::section {{ color: {quiet}; padding: 8px 9px; font-weight: 600; }}
QScrollBar:vertical {{ width: 10px; background: transparent; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 5px; min-height: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QProgressBar {{ background: {line}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar#large, QProgressBar#large::chunk {{ border-radius: 6px; }}
QProgressBar#large {{ max-height: 12px; min-height: 12px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
"""


APPEARANCES = ("", "light", "dark")
"""That of the system, and the two."""
_chosen = ""


def colours() -> Colours:
    """The colours by the user's choice between light and dark, else by the system's."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return {"light": LIGHT, "dark": DARK, "": DARK if dark else LIGHT}[_chosen]


def apply_theme(application: QApplication, appearance: str) -> None:
    """Paints the application as one of APPEARANCES; to be called again when the system changes its own."""
    global _chosen
    _chosen = appearance if appearance in APPEARANCES else ""
    found, palette = colours(), QPalette()
    role = QPalette.ColorRole
    for names, colour in (
        ((role.Window,), found.window),
        ((role.Base,), found.panel),
        ((role.AlternateBase, role.Button, role.ToolTipBase), found.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), found.text),
        ((role.PlaceholderText,), found.quiet),
        ((role.Highlight,), found.accent),
        ((role.HighlightedText,), found.on_accent),
        ((role.Mid,), found.line),
    ):
        for name in names:
            palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(found.quiet))
    application.setPalette(palette)
    application.setStyleSheet(STYLE.format(**vars(found), tick=TICK, chevron=CHEVRON))


def headline(words: str = "", *, name: str = "large", scale: float = 1.5) -> QLabel:
    """A label in large letters, in proportion to the system's."""
    label = QLabel(words)
    label.setObjectName(name)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    label.setFont(font)
    return label

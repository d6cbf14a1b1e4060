"""What the avatar acts when asked: expressions and gestures, as buttons with keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.avatar.pose import EXPRESSIONS, GESTURES, HELD
from app.gui.link import EngineLink

NEUTRAL = "neutral"
ACTS = (*EXPRESSIONS, *GESTURES)
"""What can be acted, in the order of the keys Ctrl+1 to Ctrl+9."""
translate = QCoreApplication.translate


def act_title(act: str) -> str:
    """The words for an expression or a gesture."""
    return {
        "neutral": translate("Acting", "Neutral"),
        "smile": translate("Acting", "Smile"),
        "laugh": translate("Acting", "Laugh"),
        "surprised": translate("Acting", "Surprised"),
        "sad": translate("Acting", "Sad"),
        "wink": translate("Acting", "Wink"),
        "thinking": translate("Acting", "Thinking"),
        "wave": translate("Acting", "Wave"),
        "raise": translate("Acting", "Raise a hand"),
    }.get(act, act.replace("_", " ").capitalize())


class Actor(QObject):
    """What the avatar acts now, as the engine says, or as it was asked a moment ago.

    changed: it acts something else
    """

    changed = Signal()

    def __init__(self, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self.expression, self.gesture = NEUTRAL, ""
        self._asked = 0
        link.answered.connect(lambda name, arguments, answer: self._done(name))
        link.refused.connect(lambda name, arguments, sentence: self._done(name))

    def act(self, act: str) -> None:
        """Shows an expression, or the neutral one where it is shown already; makes a gesture, or ends one."""
        if act in GESTURES:
            self._ask(self.expression, "" if act == self.gesture and act in HELD else act)
        else:
            self._ask(NEUTRAL if act == self.expression else act, self.gesture)

    def acts(self, act: str) -> bool:
        """True while this is acted."""
        return act in (self.expression, self.gesture)

    def _ask(self, expression: str, gesture: str) -> None:
        self._asked += 1
        if expression != self.expression:
            self._link.call("perform", expression=expression)
        else:
            self._link.call("perform", gesture=gesture)
        self._show(expression, gesture)

    def _done(self, name: str) -> None:
        if name == "perform":
            self._asked -= 1

    def show_status(self, status: dict[str, Any]) -> None:
        """Takes what the engine says, unless it was said before what was asked."""
        if not self._asked:
            self._show(status["expression"], status["gesture"])

    def _show(self, expression: str, gesture: str) -> None:
        if (expression, gesture) != (self.expression, self.gesture):
            self.expression, self.gesture = expression, gesture
            self.changed.emit()


class ActingBar(QWidget):
    """A button for each expression and gesture."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.setObjectName("inside")
        self._actor = actor
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addStretch(1)
        self.buttons: dict[str, ActButton] = {}
        for number, act in enumerate(ACTS):
            button = self.buttons[act] = ActButton(act, number + 1)
            button.clicked.connect(lambda _=False, act=act: actor.act(act))
            if act == GESTURES[0]:
                row.addSpacing(10)
            row.addWidget(button)
        row.addStretch(1)
        actor.changed.connect(self._mark)
        self._mark()

    def _mark(self) -> None:
        for act, button in self.buttons.items():
            button.setChecked(self._actor.acts(act))


class ActButton(QPushButton):
    """A button with a drawn face or hand; checked while that is acted, which only the actor says."""

    def __init__(self, act: str, number: int) -> None:
        super().__init__()
        self._act = act
        self.setObjectName("act")
        self.setCheckable(True)
        self.setAccessibleName(act_title(act))
        self.setToolTip(f"{act_title(act)}   Ctrl+{number}" if number <= 9 else act_title(act))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(42, 36)

    def nextCheckState(self) -> None:  # noqa: N802
        """Nothing: the actor says what is acted."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(self.width() / 2, self.height() / 2))
        palette = self.palette()
        role = QPalette.ColorRole.Highlight if self.isChecked() else QPalette.ColorRole.ButtonText
        ink = palette.color(role)
        painter.setPen(QPen(ink, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        if self._act in GESTURES:
            _paint_hand(painter, waving=self._act == "wave")
        else:
            _paint_face(painter, self._act, ink)


def _paint_face(painter: QPainter, expression: str, ink: QColor) -> None:
    """A round face, 22 pixels wide, around the origin."""
    painter.drawEllipse(QPointF(0, 0), 11, 11)
    for side in (-1, 1):
        x, y = 4.0 * side, -2.5
        if expression == "laugh" or (expression == "wink" and side > 0):
            painter.drawPath(
                _curve(x - 2.2, y + 0.5, x, y - 2.5 if expression == "laugh" else y + 2.5, x + 2.2, y + 0.5)
            )
            continue
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        away = {"thinking": (1.2, -1.8), "sad": (0.0, 0.8)}.get(expression, (0.0, 0.0))
        size = 2.1 if expression == "surprised" else 1.5
        painter.drawEllipse(QPointF(x + away[0], y + away[1]), size, size)
        painter.restore()
    if expression == "surprised":
        painter.drawEllipse(QPointF(0, 5), 2.2, 2.8)
    elif expression == "laugh":
        path = _curve(-5.5, 2, 0, 2, 5.5, 2)
        path.quadTo(0, 13, -5.5, 2)
        painter.setBrush(ink)
        painter.drawPath(path)
    elif expression == "thinking":
        painter.drawLine(QPointF(-2.5, 5.5), QPointF(3.5, 4.2))
    else:
        bend = {"smile": 9.5, "wink": 8.5, "sad": 1.0}.get(expression, 4.5)
        ends = {"smile": 3.0, "wink": 3.5, "sad": 6.5}.get(expression, 4.5)
        painter.drawPath(_curve(-4.5, ends, 0, bend, 4.5, ends))


def _paint_hand(painter: QPainter, *, waving: bool) -> None:
    """An open hand, upright or waving, around the origin."""
    painter.save()
    if waving:
        painter.rotate(-18)
    painter.scale(0.92, 0.92)
    path = QPainterPath(QPointF(-5, 3))
    for x, top in ((-5.0, -6.5), (-1.7, -10.5), (1.7, -10.0), (5.0, -7.0)):
        path.lineTo(x - 1.65, top + 1.6)
        path.arcTo(QRectF(x - 1.65, top, 3.3, 3.2), 180, -180)
        path.lineTo(x + 1.65, -1)
    path.lineTo(6.65, 5)
    path.cubicTo(6.65, 12, -2, 13, -5, 7)
    path.lineTo(-9, 2.5)
    path.cubicTo(-10.5, 0.5, -8, -1, -6.65, 1)
    path.lineTo(-6.65, -4.9)
    painter.drawPath(path)
    painter.restore()
    if waving:
        for out in (9.5, 12.5):
            painter.drawPolyline(QPolygonF([QPointF(out - 0.5, -7), QPointF(out + 0.8, -4), QPointF(out + 0.5, -1)]))


def _curve(x: float, y: float, over_x: float, over_y: float, to_x: float, to_y: float) -> QPainterPath:
    path = QPainterPath(QPointF(x, y))
    path.quadTo(over_x, over_y, to_x, to_y)
    return path

"""What others see, as large as there is room, and beside it what the camera sees."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

BACK, INK, GOOD, ALERT, UNSEEN = "#14161c", "#f2f4f8", "#5fd6a2", "#ff5d5d", "#9aa0ab"
CORNER, REACH = 12, 14
"""Radius of the picture's corners, and how near to the split's line the mouse takes hold of it, in pixels."""
BADGE_HEIGHT, MARGIN = 30, 14
"""Of what lies in the picture's lower corners, in pixels."""
STEP = 0.02


class PreviewView(QWidget):
    """Paints the newest picture with a badge that says what is on air. A QOpenGLWidget costs 18 times the CPU here.

    at_top: whether a picture that leaves room lies at the top of it, not in the middle
    resized: width and height of the place for the picture in the screen's pixels
    """

    resized = Signal(int, int)

    def __init__(self, *, at_top: bool = False) -> None:
        super().__init__()
        self._at_top = at_top
        self._image, self._before = QImage(), QImage()
        self._words = self.tr("Starting …")
        self._badge, self._dot = "", GOOD
        self._split: float | None = None
        self._corner_widget: QWidget | None = None
        self._corners_of = QRect(), QPainterPath()
        self._badge_of: tuple[tuple[str, str, float], QImage] = ("", GOOD, 0.0), QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(320, 180))
        self.setAccessibleName(self.tr("Preview: what others see"))

    # --- what is shown

    def show_picture(self, image: QImage, is_card: bool) -> None:
        """Shows a picture, best of the size that `resized` told."""
        grown = image.size() != self._image.size()
        self._image, self._words = image, ""
        if grown:
            self._place_corner_widget()
            self.update()
        else:
            self.update(self.picture_area())

    def show_words(self, words: str) -> None:
        """Shows words in place of a picture that is not there."""
        self._image, self._words = QImage(), words
        self.update()

    def show_badge(self, words: str, *, alert: bool, seen: bool = True) -> None:
        """Says what is on air; an alert is red, what nobody else can see is grey."""
        dot = ALERT if alert else GOOD if seen else UNSEEN
        if (words, dot) != (self._badge, self._dot):
            self._badge, self._dot = words, dot
            self.setAccessibleDescription(words)
            self.update()

    @property
    def badge(self) -> str:
        """What is said to be on air."""
        return self._badge

    @property
    def image(self) -> QImage:
        """The picture that is shown."""
        return self._image

    def show_split(self, on: bool) -> None:
        """Shows what the camera sees at the left of a line that can be moved, or not any more."""
        self._split, self._before = (0.5 if on else None), QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(on)
        self.unsetCursor()
        self.update()

    @property
    def split(self) -> float | None:
        """Where the line lies, 0 = left .. 1 = right edge; None where there is none."""
        return self._split

    def show_before(self, image: QImage) -> None:
        """What the camera sees now; a null picture where it sees nothing."""
        self._before = image
        if self._split is not None:
            self.update(self.picture_area())

    def set_corner_widget(self, widget: QWidget) -> None:
        """Keeps a widget in the picture's lower right corner."""
        self._corner_widget = widget
        widget.setParent(self)
        self._place_corner_widget()

    def _place_corner_widget(self) -> None:
        if self._corner_widget is not None:
            size, area = self._corner_widget.sizeHint(), self.picture_area()
            left, top = area.right() - size.width() - MARGIN, area.bottom() - BADGE_HEIGHT - MARGIN
            self._corner_widget.setGeometry(QRect(left, top, size.width(), BADGE_HEIGHT))

    # --- geometry

    def picture_area(self) -> QRect:
        """Where the picture lies: 16:9 or whatever shape it has, in the middle."""
        shape = self._image.width() / self._image.height() if not self._image.isNull() else 16 / 9
        scale = self.devicePixelRatioF()
        width = min(float(self.width()), self.height() * shape)
        if not self._image.isNull() and self._image.width() / scale <= width < self._image.width() / scale + 3:
            width = self._image.width() / scale  # as it comes, so that nothing is scaled while painting
        height = round(width / shape)
        top = 0 if self._at_top else (self.height() - height) // 2
        return QRect((self.width() - round(width)) // 2, top, round(width), height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._place_corner_widget()
        self.tell_size()

    def tell_size(self) -> None:
        """Says how large pictures are best."""
        scale = self.devicePixelRatioF()
        self.resized.emit(round(self.width() * scale), round(self.height() * scale))

    # --- the split's line

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._split is not None:
            self._move_split(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._split is None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_split(event.position().x())
        near = abs(event.position().x() - self._line_x()) < REACH
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}
        if self._split is None or event.key() not in steps:
            super().keyPressEvent(event)
            return
        self._split = min(max(self._split + steps[Qt.Key(event.key())], 0.0), 1.0)
        self.update()

    def _move_split(self, x: float) -> None:
        area = self.picture_area()
        self._split = min(max((x - area.left()) / area.width(), 0.0), 1.0)
        self.update()

    def _line_x(self) -> int:
        area = self.picture_area()
        return area.left() + round((self._split or 0.0) * area.width())

    # --- painting

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        area = self.picture_area()
        if self._image.isNull():
            painter.fillRect(area, QColor(BACK))
            painter.setPen(QColor("#9aa3b2"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        else:
            if self._image.width() < area.width() * self.devicePixelRatioF():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self._image)
            if self._split is not None:
                self._paint_before(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._corners(area), self.palette().window())
        if self._badge:
            badge = self._badge_picture()
            painter.drawImage(QPointF(area.left() + MARGIN, area.bottom() - BADGE_HEIGHT - MARGIN), badge)

    def _paint_before(self, painter: QPainter, area: QRect) -> None:
        line = self._line_x()
        left = QRect(area.left(), area.top(), line - area.left(), area.height())
        painter.save()
        painter.setClipRect(left)
        if self._before.isNull():
            painter.fillRect(left, QColor(BACK))
            painter.setPen(QColor("#9aa3b2"))
            painter.drawText(left, Qt.AlignmentFlag.AlignCenter, self.tr("No camera picture"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self._before)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255, 230), 2))
        painter.drawLine(line, area.top(), line, area.bottom())
        painter.setPen(QPen(QColor(20, 22, 28, 160), 1))
        painter.setBrush(QColor("white"))
        painter.drawEllipse(QPointF(line, area.center().y()), 13, 13)
        painter.setPen(QPen(QColor("#3a3f4d"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            for up in (-4, 4):
                tip = QPointF(line + side * 8, area.center().y())
                painter.drawLine(tip, QPointF(line + side * 4, area.center().y() + up))
        if self.hasFocus():
            painter.setPen(QPen(QColor(GOOD), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(line, area.center().y()), 16, 16)

    def _corners(self, area: QRect) -> QPainterPath:
        """What is painted over to round the corners: a clip would cost a third of the painting."""
        if self._corners_of[0] != area:
            whole, round_area = QPainterPath(), QPainterPath()
            for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
                left, top = area.left() + x * (area.width() - CORNER), area.top() + y * (area.height() - CORNER)
                whole.addRect(QRectF(left, top, CORNER, CORNER))
            round_area.addRoundedRect(QRectF(area), CORNER, CORNER)
            self._corners_of = area, whole.subtracted(round_area)
        return self._corners_of[1]

    def _badge_picture(self) -> QImage:
        """The badge, kept: to draw it with every picture took half of the window's time."""
        key = (self._badge, self._dot, self.devicePixelRatioF())
        if self._badge_of[0] != key:
            self._badge_of = key, self._drawn_badge()
        return self._badge_of[1]

    def _drawn_badge(self) -> QImage:
        font = QFont(self.font())
        font.setBold(True)
        scale = self.devicePixelRatioF()
        width = QFontMetrics(font).horizontalAdvance(self._badge) + 42
        image = QImage(round(width * scale), round(BADGE_HEIGHT * scale), QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 18, 24, 210))
        painter.drawRoundedRect(QRectF(0, 0, width, BADGE_HEIGHT), BADGE_HEIGHT / 2, BADGE_HEIGHT / 2)
        painter.setBrush(QColor(self._dot))
        painter.drawEllipse(QRectF(12, BADGE_HEIGHT / 2 - 5, 10, 10))
        painter.setPen(QColor(INK))
        painter.drawText(QRectF(30, 0, width - 30, BADGE_HEIGHT), Qt.AlignmentFlag.AlignVCenter, self._badge)
        painter.end()
        return image

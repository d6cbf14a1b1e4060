"""What others see, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class PreviewView(QWidget):
    """Paints the newest picture with a badge that says what is on air. A QOpenGLWidget costs 18 times the CPU here."""

    resized = Signal(int, int)
    """Width and height in the screen's pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._is_card = False
        self._badge, self._alert = "", False
        self.mirrored = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(480, 270))
        self.setAccessibleName("Preview: what others see")

    def show_picture(self, image: QImage, is_card: bool) -> None:
        """Shows a picture of any size. A card is never mirrored: it has words on it."""
        self._image, self._is_card = image, is_card
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        scale = self.devicePixelRatioF()
        self.resized.emit(round(self.width() * scale), round(self.height() * scale))

    def show_badge(self, words: str, *, alert: bool) -> None:
        """Says what is on air; an alert is red."""
        if (words, alert) != (self._badge, self._alert):
            self._badge, self._alert = words, alert
            self.update()

    def picture_area(self) -> QRectF:
        """Where the picture lies: 16:9 or whatever shape it has, in the middle."""
        shape = self._image.width() / self._image.height() if not self._image.isNull() else 16 / 9
        width = min(float(self.width()), self.height() * shape)
        return QRectF((self.width() - width) / 2, (self.height() - width / shape) / 2, width, width / shape)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = self.picture_area()
        outline = QPainterPath()
        outline.addRoundedRect(area, 12, 12)
        painter.fillPath(outline, QColor("#14161c"))
        painter.setClipPath(outline)
        if self._image.isNull():
            painter.setPen(QColor("#9aa3b2"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("Starting …"))
        else:
            mirrored = self.mirrored and not self._is_card
            painter.drawImage(area, self._image.flipped(Qt.Orientation.Horizontal) if mirrored else self._image)
        if self._badge:
            self._paint_badge(painter, area)

    def _paint_badge(self, painter: QPainter, area: QRectF) -> None:
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        words = painter.fontMetrics().horizontalAdvance(self._badge)
        box = QRectF(area.left() + 14, area.bottom() - 44, words + 42, 30)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 18, 24, 210))
        painter.drawRoundedRect(box, 15, 15)
        painter.setBrush(QColor("#ff5d5d" if self._alert else "#5fd6a2"))
        painter.drawEllipse(QRectF(box.left() + 12, box.center().y() - 5, 10, 10))
        painter.setPen(QColor("#f2f4f8"))
        painter.drawText(box.adjusted(30, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._badge)

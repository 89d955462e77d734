"""A chart on the screen: the same picture that the PDF prints, zoomed, moved and asked Why?."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QToolTip,
    QWidget,
)

from exports.charts.picture import Band, Box, Line, Part, Picture, Role, Text
from ui.theme import apply

SMALLEST, LARGEST = 0.1, 12.0
#: At this scale the smallest words of a picture can be read.
READABLE = 1.1
#: A whole picture that is not much smaller than that is better than a part of it.
NEARLY = 0.85
#: How far letters may be narrowed before a text is cut.
NARROWEST = 70


def colour(role: Role) -> QColor:
    """What a role looks like in the theme that is on."""
    now = apply.current()
    found = {
        "ink": now.text, "muted": now.muted, "rule": now.line, "panel": now.surface,
        "accent": now.accent, "traced": now.caution, "clean": now.muted, "wrong": now.red,
        "paper": now.window,
    }[role]  # fmt: skip
    made = QColor(found)
    if role == "clean":
        made.setAlpha(110)
    return made


def _chosen(part: Part) -> Part:
    """The part as it looks when its figure is chosen: in the accent, and a line is broader."""
    if isinstance(part, Line):
        return replace(part, role="accent", weight=part.weight + 1.5)
    if isinstance(part, Band):
        return replace(part, fill="accent")
    if isinstance(part, Text):
        return replace(part, role="accent")
    return part


class _Item(QGraphicsItem):
    """The whole picture as one item: thousands of parts are drawn in one go."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.chosen = ""
        self._family = apply.text_font(9).family()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.picture.width, self.picture.height)

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in self.picture.parts:
            chosen = bool(self.chosen) and part.figure == self.chosen
            self._draw(painter, _chosen(part) if chosen else part)

    def _draw(self, painter: QPainter, part: Part) -> None:
        if isinstance(part, Box):
            self._box(painter, part)
        elif isinstance(part, Band):
            self._band(painter, part)
        elif isinstance(part, Line):
            self._line(painter, part)
        else:
            self._text(painter, part)

    def _box(self, painter: QPainter, part: Box) -> None:
        pen = QPen(colour("muted"), 0.8)
        if part.outline == "dashed":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen if part.outline else Qt.PenStyle.NoPen)
        painter.setBrush(colour(part.fill) if part.fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            QRectF(part.x, part.y, part.width, part.height), part.corner, part.corner
        )

    def _band(self, painter: QPainter, part: Band) -> None:
        middle = (part.x + part.to_x) / 2
        path = QPainterPath(QPointF(part.x, part.y))
        path.cubicTo(middle, part.y, middle, part.to_y, part.to_x, part.to_y)
        path.lineTo(part.to_x, part.to_y + part.width)
        path.cubicTo(
            middle, part.to_y + part.width, middle, part.y + part.width, part.x,
            part.y + part.width,
        )  # fmt: skip
        path.closeSubpath()
        fill = colour(part.fill)
        fill.setAlpha(min(fill.alpha(), 130))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPath(path)

    def _line(self, painter: QPainter, part: Line) -> None:
        pen = QPen(colour(part.role), part.weight)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if part.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = [QPointF(x, y) for x, y in part.points]
        painter.drawPolyline(QPolygonF(points))
        if part.arrow and len(points) > 1:
            self._head(painter, points[-2], points[-1], part)

    def _head(self, painter: QPainter, start: QPointF, end: QPointF, part: Line) -> None:
        along = end - start
        length = (along.x() ** 2 + along.y() ** 2) ** 0.5 or 1
        size = 4 + part.weight
        unit = QPointF(along.x() / length * size, along.y() / length * size)
        side = QPointF(-unit.y() / 2, unit.x() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(part.role))
        painter.drawPolygon(QPolygonF([end, end - unit + side, end - unit - side]))

    def _text(self, painter: QPainter, part: Text) -> None:
        font = QFont(self._family)
        font.setPixelSize(100)
        font.setWeight(QFont.Weight.DemiBold if part.strong else QFont.Weight.Normal)
        scale = part.size / 100
        metrics = QFontMetricsF(font)
        text = part.text
        room = part.fit / scale if part.fit else 0
        wide = metrics.horizontalAdvance(text)
        if room and wide > room:
            stretch = max(NARROWEST, int(100 * room / wide))
            font.setStretch(stretch)
            metrics = QFontMetricsF(font)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            wide = metrics.horizontalAdvance(text)
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}[part.anchor]
        painter.save()
        painter.translate(part.x, part.y)
        painter.scale(scale, scale)
        painter.setFont(font)
        painter.setPen(colour(part.role))
        painter.drawText(QPointF(-shift, 0), text)
        painter.restore()


class PictureView(QGraphicsView):
    """Shows a picture; `figure` says which figure was clicked."""

    figure = Signal(str)

    def __init__(self, name: str) -> None:
        """An empty view."""
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self.setAccessibleName(name)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setMinimumHeight(160)
        self.viewport().setMouseTracking(True)
        self.picture: Picture | None = None
        self._fitted, self._whole = True, False
        self._pressed = QPointF()

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture: whole where its words can be read so, else from its top left."""
        self.scene().clear()
        self.picture = picture
        if picture is None:
            return
        self.setAccessibleDescription(picture.described)
        self.scene().addItem(_Item(picture))
        self.scene().setSceneRect(-4, -4, picture.width + 8, picture.height + 8)
        self._fitted, self._whole = True, False
        self._fit()

    def choose(self, figure: str) -> None:
        """Mark what stands for a figure, if the picture shows it."""
        for item in self.scene().items():
            if isinstance(item, _Item) and item.chosen != figure:
                item.chosen = figure
                item.update()

    def retint(self) -> None:
        """Take the colours of the theme that is on."""
        self.setBackgroundBrush(colour("paper"))
        self.viewport().update()

    def zoom(self, factor: float) -> None:
        """Nearer or farther, within what can be read."""
        after = self.transform().m11() * factor
        if SMALLEST <= after <= LARGEST:
            self._fitted = False
            self.scale(factor, factor)

    def fit(self) -> None:
        """The whole picture, however small."""
        self._fitted, self._whole = True, True
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A picture that was fitted stays fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms."""
        self.zoom(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom, zero shows the whole."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1.25)
            case Qt.Key.Key_Minus:
                self.zoom(0.8)
            case Qt.Key.Key_0:
                self.fit()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, to tell a click from a drag."""
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks Why? of what lies under it."""
        super().mouseReleaseEvent(event)
        moved = event.position() - self._pressed
        if abs(moved.x()) + abs(moved.y()) < 4 and (part := self._at(event)) and part.figure:
            self.figure.emit(part.figure)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What lies under the pointer says what it is."""
        super().mouseMoveEvent(event)
        part = self._at(event)
        tip = getattr(part, "tip", "") if part else ""
        if tip:
            QToolTip.showText(event.globalPosition().toPoint(), _plain(tip), self.viewport())

    def _at(self, event: QMouseEvent) -> Part | None:
        if self.picture is None:
            return None
        where = self.mapToScene(event.position().toPoint())
        return self.picture.at(where.x(), where.y())

    def _fit(self) -> None:
        self.setBackgroundBrush(colour("paper"))
        if self.picture is None:
            return
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        bar = self.verticalScrollBar().sizeHint().width()
        readable = min((self.width() - bar) / self.sceneRect().width(), READABLE)
        if not self._whole and self.transform().m11() < NEARLY * readable:
            self.resetTransform()
            self.scale(readable, readable)
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().minimum())
            self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())


def _plain(text: str) -> str:
    """A tip that Qt does not take for markup: a name from a bank is only ever text."""
    from html import escape

    return f"<span>{escape(text)}</span>"

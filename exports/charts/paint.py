"""Draws a picture on a page (reportlab)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from exports.charts.picture import Band, Box, Line, Picture, Role, Text
from exports.paper import type as faces

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

#: Colours on white paper. Each keeps its difference in greyscale: traced is darker than clean.
INKS: Final[dict[Role, str]] = {
    "ink": "#1b1f24",
    "muted": "#5b6470",
    "rule": "#c9ced6",
    "panel": "#f3f5f8",
    "accent": "#1f4e8c",
    "traced": "#8c5a14",
    "clean": "#b9c7d8",
    "wrong": "#a1201d",
    "paper": "#ffffff",
}
#: A painter narrows words that do not fit down to this share of their size.
NARROWEST: Final = 0.7


def draw(canvas: Canvas, picture: Picture, x: float, y: float, width: float) -> float:
    """Draw the picture with its top left corner at (x, y) in points; returns its height."""
    scale = width / picture.width
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(scale, -scale)
    for part in picture.parts:
        if isinstance(part, Box):
            _box(canvas, part)
        elif isinstance(part, Band):
            _band(canvas, part)
        elif isinstance(part, Line):
            _line(canvas, part)
        else:
            _text(canvas, part)
    canvas.restoreState()
    return picture.height * scale


def _box(canvas: Canvas, box: Box) -> None:
    if box.fill:
        canvas.setFillColor(INKS[box.fill])
    canvas.setStrokeColor(INKS["ink"])
    canvas.setLineWidth(0.6)
    canvas.setDash([3, 2] if box.outline == "dashed" else [])
    fill, stroke = int(box.fill is not None), int(bool(box.outline))
    if box.corner:
        canvas.roundRect(box.x, box.y, box.width, box.height, box.corner, fill=fill, stroke=stroke)
    else:
        canvas.rect(box.x, box.y, box.width, box.height, fill=fill, stroke=stroke)


def _band(canvas: Canvas, band: Band) -> None:
    middle = (band.x + band.to_x) / 2
    path = canvas.beginPath()
    path.moveTo(band.x, band.y)
    path.curveTo(middle, band.y, middle, band.to_y, band.to_x, band.to_y)
    path.lineTo(band.to_x, band.to_y + band.width)
    low, to_low = band.y + band.width, band.to_y + band.width
    path.curveTo(middle, to_low, middle, low, band.x, low)
    path.close()
    canvas.saveState()
    canvas.setFillColor(INKS[band.fill])
    canvas.setFillAlpha(0.55)
    canvas.drawPath(path, fill=1, stroke=0)
    canvas.restoreState()


def _line(canvas: Canvas, line: Line) -> None:
    canvas.setStrokeColor(INKS[line.role])
    canvas.setLineWidth(line.weight)
    canvas.setDash([3, 2] if line.dashed else [])
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    path.moveTo(*line.points[0])
    for point in line.points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path, fill=0, stroke=1)
    canvas.setDash([])
    if line.arrow and len(line.points) > 1:
        _head(canvas, line)


def _head(canvas: Canvas, line: Line) -> None:
    (x0, y0), (x1, y1) = line.points[-2:]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    size = 4 + line.weight
    path = canvas.beginPath()
    path.moveTo(x1, y1)
    path.lineTo(x1 - ux * size - uy * size / 2, y1 - uy * size + ux * size / 2)
    path.lineTo(x1 - ux * size + uy * size / 2, y1 - uy * size - ux * size / 2)
    path.close()
    canvas.setFillColor(INKS[line.role])
    canvas.drawPath(path, fill=1, stroke=0)


def _text(canvas: Canvas, text: Text) -> None:
    face = faces.STRONG if text.strong else faces.PLAIN
    words, squeeze = fitted(faces.visible(text.text), face, text.size, text.fit)
    long = faces.width(words, face, text.size) * squeeze
    start = text.x - {"start": 0, "middle": long / 2, "end": long}[text.anchor]
    canvas.saveState()
    canvas.translate(start, text.y)
    canvas.scale(squeeze, -1)
    canvas.setFillColor(INKS[text.role])
    canvas.setFont(face, text.size)
    canvas.drawString(0, 0, words)
    canvas.restoreState()


def fitted(words: str, face: str, size: float, fit: float) -> tuple[str, float]:
    """Words that fit in a width, and how far they are narrowed for it."""
    long = faces.width(words, face, size)
    if not fit or long <= fit:
        return words, 1
    if long * NARROWEST <= fit:
        return words, fit / long
    while words and faces.width(words + "…", face, size) * NARROWEST > fit:
        words = words[:-1]
    return words.rstrip() + "…", NARROWEST

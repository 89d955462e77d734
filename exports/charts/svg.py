"""Draws a picture as SVG: lines and letters for a page of the web, and words for who listens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from exports.charts.on_paper import write_picture
from exports.charts.paint import INKS, fitted
from exports.charts.picture import Band, Box, Line, Part, Picture, Text
from exports.paper import type as faces
from workbench.errors import Refused

#: Words that take so much of their room are held to it.
_NEAR: Final = 0.7


def write_chart(picture: Picture, out: Path) -> str:
    """Write a picture as PDF or as SVG, as its name ends; returns where it stands.

    Raises:
        Refused: if the file's ending is another, or it cannot be written.
    """
    ending = out.suffix.casefold()
    if ending == ".pdf":
        return write_picture(picture, out)
    if ending != ".svg":
        raise Refused(
            "a picture is written as PDF or SVG", where=str(out), remedy="Name it OUT.pdf or .svg."
        )
    try:
        out.write_text(as_svg(picture), encoding="utf-8")
    except OSError as error:
        raise Refused("cannot be written", where=str(out)) from error
    return str(out)


def as_svg(picture: Picture) -> str:
    """The picture as one SVG document that needs nothing else."""
    faces.ready()
    wide, high = _number(picture.width), _number(picture.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" '
        f'height="{high}" role="img" aria-labelledby="title about" '
        'font-family="IBM Plex Sans, Arial, Helvetica, sans-serif">'
    )
    lines = [
        head,
        f'<title id="title">{escape(picture.title)}</title>',
        f'<desc id="about">{escape(picture.described)}</desc>',
        f'<rect width="{wide}" height="{high}" fill="{INKS["paper"]}"/>',
    ]
    for part in picture.parts:
        lines += _drawn(part)
    return "\n".join((*lines, "</svg>", ""))


def _drawn(part: Part) -> Iterator[str]:
    if isinstance(part, Text):
        yield _text(part)
        return
    tip = f"<title>{escape(part.tip)}</title>" if part.tip else ""
    if isinstance(part, Box):
        dashes = ' stroke-dasharray="3 2"' if part.outline == "dashed" else ""
        line = f' stroke="{INKS["ink"]}" stroke-width="0.6"{dashes}' if part.outline else ""
        fill = INKS[part.fill] if part.fill else "none"
        place = " ".join(
            f'{name}="{_number(value)}"'
            for name, value in (("x", part.x), ("y", part.y), ("width", part.width),
                                ("height", part.height), ("rx", part.corner))
        )  # fmt: skip
        yield f'<rect {place} fill="{fill}"{line}>{tip}</rect>'
    elif isinstance(part, Band):
        x, to_x, half = part.x, part.to_x, (part.x + part.to_x) / 2
        low, to_low = part.y + part.width, part.to_y + part.width
        way = (
            f"M{_pair(x, part.y)} C{_pair(half, part.y)} {_pair(half, part.to_y)} "
            f"{_pair(to_x, part.to_y)} L{_pair(to_x, to_low)} C{_pair(half, to_low)} "
            f"{_pair(half, low)} {_pair(x, low)} Z"
        )
        yield f'<path d="{way}" fill="{INKS[part.fill]}" fill-opacity="0.55">{tip}</path>'
    elif isinstance(part, Line):
        yield from _line(part, tip)


def _line(line: Line, tip: str) -> Iterator[str]:
    points = " ".join(_pair(x, y) for x, y in line.points)
    dashes = ' stroke-dasharray="3 2"' if line.dashed else ""
    ink = INKS[line.role]
    yield (
        f'<polyline points="{points}" fill="none" stroke="{ink}" '
        f'stroke-width="{_number(line.weight)}"{dashes}>{tip}</polyline>'
    )
    if line.arrow and len(line.points) > 1:
        (x0, y0), (x1, y1) = line.points[-2:]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1
        size = 4 + line.weight
        ux, uy = (x1 - x0) / length * size, (y1 - y0) / length * size
        head = (
            (x1, y1), (x1 - ux - uy / 2, y1 - uy + ux / 2), (x1 - ux + uy / 2, y1 - uy - ux / 2),
        )  # fmt: skip
        yield f'<polygon points="{" ".join(_pair(x, y) for x, y in head)}" fill="{ink}"/>'


def _text(text: Text) -> str:
    face = faces.STRONG if text.strong else faces.PLAIN
    words, squeeze = fitted(faces.visible(text.text), face, text.size, text.fit)
    narrow = ""
    long = faces.width(words, face, text.size) * squeeze
    if text.fit and long > text.fit * _NEAR:
        # Whoever has not these letters has broader ones: they too stay within their box.
        narrow = f' textLength="{_number(long)}" lengthAdjust="spacingAndGlyphs"'
    weight = ' font-weight="600"' if text.strong else ""
    return (
        f'<text x="{_number(text.x)}" y="{_number(text.y)}" font-size="{_number(text.size)}" '
        f"fill={quoteattr(INKS[text.role])} text-anchor={quoteattr(text.anchor)}"
        f"{weight}{narrow}>{escape(words)}</text>"
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _pair(x: float, y: float) -> str:
    return f"{_number(x)},{_number(y)}"

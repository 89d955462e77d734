"""A picture as a file of its own: one page of PDF, drawn in lines and letters, not in dots."""

from __future__ import annotations

import io
from pathlib import Path

from exports.charts.paint import draw
from exports.charts.picture import Picture
from exports.paper.type import ready
from workbench.errors import Refused


def write_picture(picture: Picture, out: Path) -> str:
    """Write the picture as a page of its own size; returns where it stands.

    Raises:
        Refused: if the file's ending is another than .pdf, or it cannot be written.
    """
    from reportlab.pdfgen.canvas import Canvas

    if out.suffix.casefold() != ".pdf":
        raise Refused("a picture is written as PDF", where=str(out), remedy="Name it OUT.pdf.")
    ready()
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(picture.width, picture.height), invariant=1)
    canvas.setTitle(picture.title)
    canvas.setSubject(picture.described)
    draw(canvas, picture, 0, picture.height, picture.width)
    canvas.showPage()
    canvas.save()
    try:
        out.write_bytes(made.getvalue())
    except OSError as error:
        raise Refused("cannot be written", where=str(out)) from error
    return str(out)

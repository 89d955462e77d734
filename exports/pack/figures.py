"""The figures of a case: all of them as data, and those printed as an appendix."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from exports.paper.document import headed, stated
from exports.paper.measures import LANDSCAPE, room
from exports.paper.notes import NoteMark, Notes, name, ranges
from exports.paper.styles import CELL, CELL_STRONG, INK, PANEL, RULE
from exports.paper.type import PLAIN, linked, para
from workbench.figures import Book, Figure, as_data

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

FORMAT: Final = "asset-recovery-workbench/figures"
FORMAT_VERSION: Final = 1


def every(book: Book) -> Iterator[Figure]:
    """Every figure of the case and all that they are made from, each once."""
    seen: set[str] = set()
    for figure_id in book.ids():
        waiting = [figure_id]
        while waiting:
            current = waiting.pop(0)
            if current in seen:
                continue
            seen.add(current)
            figure = book.figure(current)
            yield figure
            waiting.extend(cause for cause in figure.because if cause not in seen)


def lines(figures: Iterator[Figure]) -> Iterator[str]:
    """Figures as one JSON document, one figure a line."""
    yield f'{{"format": {json.dumps(FORMAT)}, "format_version": {FORMAT_VERSION}, "figures": ['
    for number, figure in enumerate(figures):
        yield ("," if number else "") + "\n" + json.dumps(as_data(figure), ensure_ascii=False)
    yield "\n]}\n"


def appendix(notes: Notes) -> tuple[list[Flowable], int]:
    """What stands behind every note: label, amount, rule, causes and source line."""
    from reportlab.platypus import LongTable

    explained = notes.explained()
    made: list[Any] = [
        headed("Appendix A  Figures"),
        stated(
            "Each figure that carries a note, and every figure that it was made from, down to the "
            "line of a record. “Made from” names other figures of this appendix by their number. "
            "The same explanations stand as data in figures.json, by the id given here."
        ),
    ]
    if not explained:
        made.append(stated("No figure is printed in this pack."))
        return made, 0
    width = room(LANDSCAPE)[0]
    widths = [26.0, 178.0, 74.0, 196.0, 92.0]
    widths.append(width - sum(widths))
    heads = ("No.", "Figure", "Amount", "Rule", "Made from", "Source")
    rows: list[list[Any]] = [[para(head, CELL_STRONG) for head in heads]]
    for number, figure, causes in explained:
        rows.append(
            [
                NoteMark(number, anchor=True),
                para(f"{figure.label} [{figure.id}]", CELL),
                figure.written,
                para(figure.rule, CELL),
                linked(
                    [(name(a), f"{a}" if a == b else f"{a}–{b}") for a, b in ranges(causes)], CELL
                ),
                para(_source(figure), CELL),
            ]
        )
    made.append(
        LongTable(
            rows,
            colWidths=widths,
            repeatRows=1,
            splitInRow=1,
            style=[
                ("FONT", (0, 0), (-1, -1), PLAIN, CELL.fontSize, CELL.leading),
                ("TEXTCOLOR", (0, 0), (-1, -1), INK),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (2, 1), (2, -1), "RIGHT"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ("BACKGROUND", (0, 0), (-1, 0), PANEL),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, INK),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
            ],
        )
    )
    return made, len(explained)


def _source(figure: Figure) -> str:
    if figure.source is None:
        return ""
    cited = f"{figure.source.file}, {figure.source.where}"
    return f"{cited}: {figure.source.raw}" if figure.source.raw else cited

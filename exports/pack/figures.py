"""The figures of a case: all of them as data, and those printed as an appendix."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from exports.figures import SUMS
from exports.paper.document import headed, stated
from exports.paper.measures import LANDSCAPE, room
from exports.paper.notes import Explained, NoteMark, Notes, name, ranges
from exports.paper.styles import CELL, CELL_STRONG, INK, PANEL, RULE
from exports.paper.type import PLAIN, linked, para
from exports.schedules.schedule import Amount, Column, Schedule
from workbench.figures import Book, Figure, as_data
from workbench.words import counted

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

FORMAT: Final = "asset-recovery-workbench/figures"
FORMAT_VERSION: Final = 1


def every(book: Book, cited: Iterable[str] = ()) -> Iterator[Figure]:
    """Every figure of the case, those cited, and all that they are made from, each once."""
    return book.walk(*book.ids(), *cited)


def lines(figures: Iterable[Figure]) -> Iterator[str]:
    """Figures as one JSON document, one figure a line."""
    yield f'{{"format": {json.dumps(FORMAT)}, "format_version": {FORMAT_VERSION}, "figures": ['
    for number, figure in enumerate(figures):
        yield ("," if number else "") + "\n" + json.dumps(as_data(figure), ensure_ascii=False)
    yield "\n]}\n"


def schedule(figures: Iterable[Figure]) -> Schedule:
    """Figures as a sheet of the workbook."""
    return Schedule(
        "figures",
        "Figures",
        "Every figure of the case with its rule and what it was made from.",
        (
            Column("Figure", "code"), Column("Label"), Column("Amount", "money"),
            Column("Count", "count"), Column("Unit", "code"), Column("Rule"),
            Column("Made from"), Column("File"), Column("Where"), Column("As it stands"),
        ),
        tuple(
            (
                figure.id, figure.label,
                None if figure.unit else Amount(figure.minor, figure.currency),
                figure.minor if figure.unit else None, figure.unit, figure.rule,
                ", ".join(figure.because),
                figure.source.file if figure.source else "",
                figure.source.where if figure.source else "",
                figure.source.raw if figure.source else "",
            )
            for figure in figures
        ),
        "The case has no figure yet.",
        on="workbook",
    )  # fmt: skip


def appendix(notes: Notes) -> list[Flowable]:
    """What stands behind every note: label, amount, rule, causes and source line."""
    from reportlab.platypus import LongTable

    explained = list(notes.explained(SUMS))
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
        return made
    width = room(LANDSCAPE)[0]
    widths = [26.0, 178.0, 74.0, 196.0, 92.0]
    widths.append(width - sum(widths))
    heads = ("No.", "Figure", "Amount", "Rule", "Made from", "Source")
    rows: list[list[Any]] = [[para(head, CELL_STRONG) for head in heads]]
    rows.extend(
        [
            NoteMark(note.number, anchor=True),
            para(f"{note.figure.label} [{note.figure.id}]", CELL),
            note.figure.written,
            para(note.figure.rule, CELL),
            made_from(note),
            para(_source(note.figure), CELL),
        ]
        for note in explained
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
    return made


def made_from(note: Explained) -> Flowable:
    """Links to the causes that have a number, then how many stand elsewhere."""
    links = [(name(a), f"{a}" if a == b else f"{a}–{b}") for a, b in ranges(note.causes)]
    rest = ""
    if note.others:
        more = counted(len(note.others), "figure")
        rest = f"{'; ' if links else ''}{more} of figures.json"
    return linked(links, CELL, rest)


def _source(figure: Figure) -> str:
    if figure.source is None:
        return ""
    cited = f"{figure.source.file}, {figure.source.where}"
    return f"{cited}: {figure.source.raw}" if figure.source.raw else cited

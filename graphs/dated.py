"""Figures of a trace that ends on an earlier day: what each would be by the records up to then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.words import day_written

#: The kinds of figure that are of a trace; their ids name its rule next.
OF_A_TRACE: Final = frozenset({"held", "repaid", "flow", "move", "traced-by"})
#: What every trace has alike, whenever it ends.
_ALIKE: Final = frozenset({"origin", "payment"})


def dated_id(figure: str, to: date) -> str:
    """The id of a figure of the trace up to a day; "" where it has none.

    >>> dated_id("flow:fifo:1:P4", date(2026, 1, 6)), dated_id("account:Shaw:closing", date.max)
    ('until:2026-01-06:flow:fifo:1:P4', '')
    """
    kind = figure.partition(":")[0]
    if kind in _ALIKE:
        return figure
    return f"until:{to.isoformat()}:{figure}" if kind in OF_A_TRACE else ""


def _until(book: Book, key: str) -> Figure:
    """The same figure of the case traced up to the day, which is done again for it.

    Raises:
        Refused: if the key names no day, or no figure of a trace.
    """
    from graphs.supposed import Supposition, supposed

    day, _, inner = key.partition(":")
    kind, rule = (*inner.split(":"), "")[:2]
    try:
        to = date.fromisoformat(day)
    except ValueError:
        to = None
    if to is None or kind not in OF_A_TRACE:
        raise Refused(
            f"there is no figure until:{key}", remedy="It is until:DATE:FIGURE, of a trace."
        )
    other: Book = book.recall(
        f"until:{day}:{rule}", lambda _: supposed(book, Supposition(rule, to=to))
    )
    figure = other.figure(inner)
    return replace(
        figure,
        id=f"until:{key}",
        rule=f"{figure.rule} The records are taken up to {day_written(to)}.",
        because=tuple(dated_id(cause, to) or cause for cause in figure.because),
    )


FIGURES: Final = {"until": Kind(_until)}

"""The form for an outcome: what a programme or a grant achieved, from a return that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.forms import Field
from ui.models.columns import Row
from ui.pages.listed import ListedPage


def ask_outcome(
    page: ListedPage,
    programmes: Sequence[tuple[int, str]],
    measures: Sequence[str],
    grants: Sequence[tuple[Any, str]],
    earlier: Sequence[Row],
) -> None:
    """Ask for an outcome of one of the programmes; `measures` are those of their kinds."""
    from workbench.reinvestment.outcomes import add_outcome

    corrects: tuple[Field, ...] = ()
    if earlier:
        corrects = (
            Field("replaces", "Corrects", choices=(
                (None, "no other"),
                *((o["outcome"], f"{o['value']:,} {o['unit']}: {o['measure']}") for o in earlier),
            )),
        )  # fmt: skip
    which: tuple[Field, ...] = ()
    if len(programmes) > 1:
        which = (Field("programme", "Of", choices=tuple(programmes)),)
    page.ask(
        "Record an outcome",
        (
            *which,
            Field("measure", "What", needed=True, hint=measures[0] if measures else ""),
            Field("value", "Number", "number", needed=True),
            Field("unit", "Unit, if it is not known", hint="people"),
            Field("start", "From", "day", needed=True),
            Field("end", "To", "day", needed=True),
            Field("source", "The return it is from", "file", needed=True),
            Field("grant_id", "Paid by", choices=tuple(grants)),
            Field("target", "Target", "number"),
            Field("baseline", "Before it", "number"),
            Field("counterfactual", "What would have been without it"),
            Field("note", "Note"),
            *corrects,
        ),
        lambda case, v: add_outcome(
            case, v.pop("programme", programmes[0][0]), v.pop("measure"), v.pop("value"), **v
        ),
        about=f"Measures of this kind: {'; '.join(measures)}." if measures else "",
    )  # fmt: skip

"""Every figure of a case: the rooms' explanations joined into one book."""

from __future__ import annotations

from workbench.case import Case
from workbench.figures import Book


def book_of(case: Case) -> Book:
    """The figures of a case as it stands. Make a new book after a change."""
    from exports.figures import FIGURES as PRINTED
    from graphs.accounts import FIGURES as CHARTED
    from graphs.figures import FIGURES as TRACING
    from graphs.sweeping.figures import FIGURES as SWEPT
    from graphs.thing_figures import FIGURES as THINGS
    from graphs.typologies.figures import FIGURES as SCREENED
    from graphs.whose import FIGURES as WHOSE
    from workbench.records.figures import FIGURES as RECORDS
    from workbench.recovery.benefit.figures import FIGURES as BENEFIT
    from workbench.recovery.figures import FIGURES as RECOVERY
    from workbench.reinvestment.figures import FIGURES as REINVESTMENT

    tracing = {**TRACING, **THINGS, **SWEPT, **WHOSE, **SCREENED}
    recovery = {**RECOVERY, **BENEFIT}
    return Book(case, {**REINVESTMENT, **recovery, **PRINTED, **tracing, **CHARTED, **RECORDS})

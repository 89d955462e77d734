"""Acts that several tests of reinvestment begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.case import Case
from workbench.reinvestment import grants

CLERK = "C. Penhaligon"


def pay(case: Case, instalment: int, by: str, on: date, **options: Any) -> None:
    """Prepare a payment by somebody who does nothing else, on the same day, and pay it."""
    grants.prepare(case, instalment, CLERK, on)
    grants.pay(case, instalment, by, on, **options)


def approved(case: Case, minor: int, *, fund: int = 1, programme: int = 1, **more: Any) -> int:
    """A grant that one person recommended and another approved."""
    number = grants.propose(case, programme, fund, "Cole Valley", minor, **more)
    grants.recommend(case, number, "P. Aldersley", date(2026, 1, 14))
    grants.approve(case, number, "M. Thorne", date(2026, 1, 28))
    return number

"""What is owed on an order at the end of any day: amounts as varied, parts as due, interest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.recovery.regimes import regime_of
from workbench.recovery.sums import interest
from workbench.store.tables import Order, Receipt, TimeToPay, Variation

#: An amount, from (or by, or on) a day.
Dated = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Balance:
    """What an order requires, what came in, the interest that ran, and what is owed, in pence.

    `overdue_minor` is how much of what is required was due by then and not received.
    """

    required_minor: int
    received_minor: int
    interest_minor: int
    owed_minor: int
    explained: str
    overdue_minor: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order asks for, from day to day; pure, so that any day can be worked out.

    `amounts` are what is to be paid, each from a day on; `parts` what is due by a day of its
    own; `due` the day for all that is in no part. A later amount never touches an earlier day.
    From `discharged` on nothing more is owed, interest with it (ss.24-25).
    """

    amounts: tuple[Dated, ...]
    parts: tuple[Dated, ...]
    due: date | None
    bears_interest: bool
    discharged: date | None = None

    def amount_on(self, day: date) -> int:
        """What the order requires in all, as it stood on a day; nothing before it was made."""
        found = 0
        for start, minor in self.amounts:
            if start <= day:
                found = minor
        return found

    def items(self) -> list[Dated]:
        """Every sum that falls due, by its day."""
        return sorted((*self.parts, *self.rest()))

    def rest(self) -> list[Dated]:
        """What is in no part, by its day; an increase without time is due at once."""
        found: list[Dated] = []
        covered = sum(minor for _, minor in self.parts)
        for number, (start, minor) in enumerate(self.amounts):
            if minor > covered:
                by = self.due if number == 0 else start
                if by is not None:
                    found.append((by, minor - covered))
                covered = minor
        return found

    def due_by(self, day: date) -> int:
        """How much of it has fallen due by the end of a day."""
        fallen = sum(minor for by, minor in self.items() if by <= day)
        return min(fallen, self.amount_on(day))

    def overdue(self, day: date, receipts: Sequence[Dated]) -> int:
        """How much was due by the end of a day and had not come in."""
        return max(0, self.due_by(day) - _until(receipts, day))

    def interest(self, on: date, receipts: Sequence[Dated]) -> int:
        """Simple interest to a day on what was unpaid after it was due (POCA 2002 s.12)."""
        if not self.bears_interest or (self.discharged is not None and on >= self.discharged):
            return 0
        days = {day for day, _ in (*self.items(), *self.amounts, *receipts) if day < on}
        steps = [*sorted(days), on]
        penny_days = sum(
            self.overdue(day, receipts) * (after - day).days for day, after in pairwise(steps)
        )
        # It depends on amount times days alone: it is added up exactly and rounded once.
        return interest(penny_days, 1).value


def _until(dated: Sequence[Dated], day: date) -> int:
    return sum(minor for on, minor in dated if on <= day)


def terms_of(session: Session, order: Order) -> Terms:
    """An order's terms as they are recorded."""
    varied = session.scalars(
        select(Variation)
        .where(Variation.order_id == order.id, Variation.amount_minor.is_not(None))
        .order_by(Variation.on, Variation.id)
    ).all()
    parts = session.scalars(
        select(TimeToPay).where(TimeToPay.order_id == order.id).order_by(TimeToPay.due)
    ).all()
    bears_interest = bool(regime_of(order.regime).get("interest"))
    # Without time to pay, the whole is to be paid on the day of the order (POCA 2002 s.11(1)).
    at_once = order.made if bears_interest else None
    return Terms(
        (
            (order.made or date.min, order.amount_minor or 0),
            *((row.on, row.amount_minor or 0) for row in varied),
        ),
        tuple((part.due, part.minor) for part in parts),
        at_once if parts else order.due or at_once,
        bears_interest,
        next((row.on for row in varied if row.provision.startswith(_closing(order.regime))), None),
    )


def _closing(regime: str) -> tuple[str, ...]:
    """The provisions by which an order is discharged."""
    powers = regime_of(regime).get("variation", ())
    return tuple(row["provision"] for row in powers if row.get("closes"))


def receipts_of(session: Session, order: Order, until: date | None = None) -> list[Receipt]:
    """What came in on an order, in the order of its days."""
    chosen = select(Receipt).where(Receipt.order_id == order.id)
    if until is not None:
        chosen = chosen.where(Receipt.received <= until)
    return list(session.scalars(chosen.order_by(Receipt.received, Receipt.id)))


def balance_of(session: Session, order: Order, on: date) -> Balance:
    """What is owed on an order at the end of a day."""
    terms = terms_of(session, order)
    receipts = [(row.received, row.minor) for row in receipts_of(session, order, on)]
    required, paid = terms.amount_on(on), sum(minor for _, minor in receipts)
    accrued = terms.interest(on, receipts)
    owed = required + accrued - paid
    return Balance(
        required, paid, accrued, owed,
        f"{written(required, order.currency)} required, {written(accrued, order.currency)} "
        f"interest to {said(on)}, less {written(paid, order.currency)} received.",
        terms.overdue(on, receipts),
    )  # fmt: skip


def amount_of(session: Session, order: Order, on: date | None = None) -> int | None:
    """What an order requires as varied by a day (or by all that is recorded); None before it."""
    if order.amount_minor is None:
        return None
    return terms_of(session, order).amount_on(on or date.max)

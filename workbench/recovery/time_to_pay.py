"""Time to pay an order in parts, each by a day of its own, and its extension (POCA 2002 s.11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.balance import Dated, terms_of
from workbench.recovery.deadlines import deadline, said
from workbench.recovery.lawbook import Law, law_of
from workbench.recovery.orders import named, order_of
from workbench.store.tables import Order, TimeToPay


def parts_of(session: Session, order: Order) -> list[TimeToPay]:
    """The parts of an order by the day that each is due."""
    return list(
        session.scalars(
            select(TimeToPay)
            .where(TimeToPay.order_id == order.id)
            .order_by(TimeToPay.due, TimeToPay.id)
        )
    )


def allow(case: Case, order_id: int, parts: Sequence[Dated], *, document: str = "") -> list[int]:
    """Record that parts of an order may be paid by days of their own; returns their numbers.

    What is in no part is to be paid at once, as s.11(1) has it.

    Raises:
        Refused: if no order is made, a day is beyond the law's limit, or the parts come to more
            than the order.
    """
    with case.change("time", "Recorded time to pay") as work:
        order = _made(work.session, order_id)
        law = law_of(work.session)
        if len(terms_of(work.session, order).amounts) > 1:
            _keep_what_stands(work.session, order)
        _check_sum(work.session, order, sum(minor for _, minor in parts))
        numbers = []
        for due, minor in parts:
            if minor <= 0:
                raise Refused(f"a part of {written(minor)} is no part", where=named(order))
            _check_limit(order, _begins(work.session, order), due, "confiscation-pay", law)
            row = TimeToPay(order_id=order.id, due=due, minor=minor, document=document)
            work.session.add(row)
            work.session.flush()
            numbers.append(row.id)
        order.due = max(part.due for part in parts_of(work.session, order))
        total = written(sum(minor for _, minor in parts), order.currency)
        days = ", ".join(said(due) for due, _ in parts)
        work.summary = f"{named(order)}: {total} to be paid by {days}"
        return numbers


def extend(
    case: Case,
    order_id: int,
    to: date,
    decided: date,
    *,
    part: int | None = None,
    document: str = "",
) -> int:
    """Record that a court extended time to pay, for a part or the whole; returns its number.

    Raises:
        Refused: if it is no later than before, beyond six months in all, or there is no such
            part.
    """
    with case.change("extend", "Extended time to pay") as work:
        order = _made(work.session, order_id)
        _keep_what_stands(work.session, order)
        parts = parts_of(work.session, order)
        if not parts:
            raise Refused(
                "no time to pay is recorded that could be extended", where=named(order),
                remedy="Record the time to pay first.",
            )  # fmt: skip
        chosen = [row for row in parts if part in (None, row.id)]
        if len(chosen) != 1:
            known = ", ".join(f"{row.id} (by {said(row.due)})" for row in parts)
            raise Refused("say which part", where=named(order), remedy=f"Parts: {known}.")
        row = chosen[0]
        if to <= row.due:
            raise Refused(
                f"{said(to)} is no later than {said(row.due)}, by which it is due already",
                where=named(order),
            )
        begins = _begins(work.session, order)
        if decided < begins:
            raise Refused(
                f"an extension of {said(decided)} is before the order of {said(begins)}",
                where=named(order), remedy="Check both dates.",
            )  # fmt: skip
        _check_limit(order, begins, to, "confiscation-pay-extended", law_of(work.session))
        row.due, row.extended = to, decided
        row.document = document or row.document
        work.session.flush()
        order.due = max(each.due for each in parts_of(work.session, order))
        work.summary = (
            f"{named(order)}: {written(row.minor, order.currency)} to be paid by {said(to)}, "
            f"extended on {said(decided)}"
        )
        return row.id


def _made(session: Session, order_id: int) -> Order:
    order = order_of(session, order_id)
    if order.regime != "confiscation":
        raise Refused("time to pay belongs to confiscation (POCA 2002 s.11)", where=named(order))
    if order.made is None or order.amount_minor is None:
        raise Refused("no order is made yet", where=named(order), remedy="Record the order first.")
    return order


def _keep_what_stands(session: Session, order: Order) -> None:
    """The one day that the order gave for the whole becomes a part, beside those that follow."""
    if parts_of(session, order) or order.due is None:
        return
    terms = terms_of(session, order)
    session.add(TimeToPay(order_id=order.id, due=order.due, minor=terms.amounts[0][1]))
    session.flush()


def _check_sum(session: Session, order: Order, asked: int) -> None:
    stands = sum(part.minor for part in parts_of(session, order))
    free = terms_of(session, order).amount_on(date.max) - stands
    if asked > free:
        raise Refused(
            f"parts of {written(asked, order.currency)} are more than the "
            f"{written(max(free, 0), order.currency)} that has no day of its own",
            where=named(order),
            remedy="Give parts that together are at most the order.",
        )


def _begins(session: Session, order: Order) -> date:
    """From when time to pay is counted: the order, or the decision that increased it."""
    assert order.made is not None
    amounts = terms_of(session, order).amounts
    return next(
        (
            start
            for (_, before), (start, after) in zip(
                reversed(amounts[:-1]), reversed(amounts[1:]), strict=True
            )
            if after > before
        ),
        order.made,
    )


def _check_limit(order: Order, begins: date, due: date, kind: str, law: Law) -> None:
    longest = deadline(kind, begins, regime=order.regime_version, law=law)
    if due < begins:
        raise Refused(
            f"due on {said(due)} is before the order of {said(begins)}",
            where=named(order), remedy="Check both dates.",
        )  # fmt: skip
    if due > longest.day:
        extended = kind.endswith("extended")
        raise Refused(
            f"{said(due)} is beyond {said(longest.day)}, the end of time to pay"
            f"{' even when it is extended' if extended else ''} ({longest.provision})",
            where=named(order),
            remedy="" if extended else "Record an extension by the court as one.",
        )

"""What can be explained of money that came and went otherwise: deposits, claw-backs, quarters."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind, Source
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.reinvestment.reconcile import Difference, differences, surplus_of
from workbench.reinvestment.sources import backs
from workbench.store.tables import (
    ArisPayment,
    ClawBack,
    Deposit,
    Document,
    Fund,
    Grant,
    Instalment,
    ReturnedMoney,
)


def row_of(session: Session, model: Any, kind: str, key: str) -> Any:
    """The row that a figure's key names.

    Raises:
        Refused: if the case has none.
    """
    row = session.get(model, int(key)) if key.isdecimal() else None
    if row is None:
        raise Refused(f"the case has no {kind} {key}")
    return row


def every(model: Any) -> Any:
    """What names every row of a table."""

    def keys(book: Book) -> list[str]:
        with book.case.session() as session:
            return [str(key) for key in session.scalars(select(model.id).order_by(model.id))]

    return keys


def _paper(session: Session, digest: str) -> Source | None:
    if not digest:
        return None
    name = session.scalar(select(Document.name).where(Document.sha256 == digest))
    return Source(name or "", digest, "the whole file", "")


def _deposit(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = row_of(session, Deposit, "deposit", key)
        fund = session.get_one(Fund, row.fund_id)
        about = f" ({row.reference})" if row.reference else ""
        return Figure(
            id=f"deposit:{key}",
            label=f"Paid into {fund.name} by {row.source}",
            minor=row.minor,
            currency=row.currency,
            rule=f"As it was recorded when it came in on {said(row.on)}{about}.",
            source=_paper(session, row.document),
        )


def _claw_back(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = row_of(session, ClawBack, "claw-back", key)
        instalment = session.get_one(Instalment, row.instalment_id)
        grant = session.get_one(Grant, instalment.grant_id)
        parts = "; ".join(
            f"{written(back.minor, instalment.currency)} to {back.pot[0]} {back.pot[1]}"
            for back in backs(session)
            if back.claw_back_id == row.id
        )
        return Figure(
            id=f"claw-back:{key}",
            label=f"Came back from {grant.recipient}",
            minor=row.minor,
            currency=instalment.currency,
            rule=(
                f"Received on {said(row.received)}, recorded by {row.by}: {row.why}. Back to what "
                f"it was paid from, in proportion: {parts}."
            ),
            because=(f"instalment:{instalment.id}",),
            source=_paper(session, row.document),
        )


def _returned(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = row_of(session, ReturnedMoney, "returned money", key)
        fund = session.get_one(Fund, row.fund_id)
        pot = f"share:{row.share_id}" if row.share_id is not None else f"deposit:{row.deposit_id}"
        return Figure(
            id=f"returned:{key}",
            label=f"Returned unspent: {row.paid_to}",
            minor=row.minor,
            currency=fund.currency,
            rule=f"By {row.by} on {said(row.on)}, out of {fund.name}: {row.why}.",
            because=(pot,),
        )


def _aris_payment(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = row_of(session, ArisPayment, "payment of the Home Office", key)
        about = f" ({row.reference})" if row.reference else ""
        return Figure(
            id=f"aris-payment:{key}",
            label=f"Paid by the Home Office for {row.quarter}",
            minor=row.minor,
            currency=row.currency,
            rule=f"As it was recorded when it came to {row.body} on {said(row.received)}{about}.",
            source=_paper(session, row.document),
        )


def _quarter(book: Book, key: str) -> Figure:
    quarter, _, number = key.rpartition(":")
    with book.case.session() as session:
        row = next(
            (
                r for r in differences(session)
                if r.quarter == quarter and str(r.fund_id) == number
            ),
            None,
        )  # fmt: skip
        if row is None:
            raise Refused(f"nothing was shared or paid in the quarter {key}")
        fund = session.get_one(Fund, row.fund_id)
        return Figure(
            id=f"quarter:{key}",
            label=f"{quarter}, {fund.name}: paid by the Home Office, less its shares",
            minor=row.minor,
            currency=row.currency,
            rule=_reconciled(row),
            because=(
                *(f"share:{n}" for n in row.shares), *(f"returned:{n}" for n in row.held_rows),
                *(f"aris-payment:{n}" for n in row.payments),
                *(f"deposit:{n}" for n in surplus_of(session, row)),
            ),
        )  # fmt: skip


def _reconciled(row: Difference) -> str:
    parts = [f"{written(row.paid_minor, row.currency)} paid"]
    parts.append(f"less {written(row.shared_minor, row.currency)} shared")
    parts += [
        f"plus {written(minor, row.currency)} kept ({why})" for why, minor in row.held_back.items()
    ]
    if row.taken_in_minor:
        parts.append(f"less {written(row.taken_in_minor, row.currency)} taken in as a deposit")
    return f"{', '.join(parts)}: {row.state}."


def _quarters(book: Book) -> list[str]:
    with book.case.session() as session:
        return [f"{row.quarter}:{row.fund_id}" for row in differences(session)]


FIGURES: Final = {
    "deposit": Kind(_deposit, every(Deposit)),
    "claw-back": Kind(_claw_back, every(ClawBack)),
    "returned": Kind(_returned, every(ReturnedMoney)),
    "aris-payment": Kind(_aris_payment, every(ArisPayment)),
    "quarter": Kind(_quarter, _quarters),
}

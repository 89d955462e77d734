"""What reinvestment can explain: a share, a fund, a grant, an instalment, an outcome's cost."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind, Source
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.reinvestment.funds import held
from workbench.reinvestment.outcomes import paid_for
from workbench.reinvestment.rows import totals
from workbench.store.tables import (
    Fund,
    Grant,
    Instalment,
    InstalmentSource,
    Outcome,
    Programme,
    Receipt,
    Share,
)


def _got(session: Session, model: Any, kind: str, key: str) -> Any:
    row = session.get(model, int(key)) if key.isdecimal() else None
    if row is None:
        raise Refused(f"the case has no {kind} {key}")
    return row


def _share(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        share = _got(session, Share, "share", key)
        receipt = session.get_one(Receipt, share.receipt_id)
        base = receipt.minor - receipt.costs_minor - receipt.compensation_minor
        return Figure(
            id=f"share:{key}",
            label=f"Share of the {share.agency.replace('-', ' ')} in receipt {receipt.id}",
            minor=share.minor,
            currency=share.currency,
            rule=(
                f"{share.rate}, of {written(base, share.currency)}: the "
                f"{written(receipt.minor, share.currency)} received on {said(receipt.received)}, "
                f"less costs {written(receipt.costs_minor, share.currency)} and compensation "
                f"{written(receipt.compensation_minor, share.currency)}; pence by the largest "
                f"remainder ({share.provision})."
            ),
            because=(f"receipt:{receipt.id}",),
        )


def _fund(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        fund = _got(session, Fund, "fund", key)
        shares = session.scalars(
            select(Share.id).where(Share.fund_id == fund.id).order_by(Share.id)
        ).all()
        paid = session.scalars(
            select(Instalment.id)
            .join(Grant, Grant.id == Instalment.grant_id)
            .where(Grant.fund_id == fund.id, Instalment.paid.is_not(None))
            .order_by(Instalment.id)
        ).all()
        return Figure(
            id=f"fund:{key}",
            label=f"Held in {fund.name}",
            minor=held(session, fund.id),
            currency=fund.currency,
            rule="Shares paid in, less instalments paid out."
            + (f" Restriction: {fund.restriction}." if fund.restriction else ""),
            because=(
                *(f"share:{number}" for number in shares),
                *(f"instalment:{number}" for number in paid),
            ),
        )


def _grant(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        grant = _got(session, Grant, "grant", key)
        programme = session.get_one(Programme, grant.programme_id)
        paid = session.execute(
            select(func.sum(Instalment.minor), func.count()).where(
                Instalment.grant_id == grant.id, Instalment.paid.is_not(None)
            )
        ).one()
        numbers = session.scalars(
            select(Instalment.id).where(Instalment.grant_id == grant.id).order_by(Instalment.id)
        ).all()
        decided = (
            f"Recommended by {grant.recommended_by}, approved by {grant.approved_by} on "
            f"{said(grant.approved)}" if grant.approved else f"The grant is {grant.state}"
        )  # fmt: skip
        notice = f" ({grant.decision_notice})" if grant.decision_notice else ""
        return Figure(
            id=f"grant:{key}",
            label=f"Grant to {grant.recipient} for {programme.name}",
            minor=grant.minor,
            currency=grant.currency,
            rule=f"{decided}{notice}; {written(int(paid[0] or 0), grant.currency)} paid so far.",
            because=tuple(f"instalment:{number}" for number in numbers),
        )


def _instalment(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = _got(session, Instalment, "instalment", key)
        grant = session.get_one(Grant, row.grant_id)
        sources = session.scalars(
            select(InstalmentSource)
            .where(InstalmentSource.instalment_id == row.id)
            .order_by(InstalmentSource.id)
        ).all()
        if row.paid:
            met = f" Condition met on {said(row.condition_met)}." if row.condition_met else ""
            parts = "; ".join(
                f"{written(s.minor, row.currency)} from share {s.share_id}" for s in sources
            )
            rule = f"Paid by {row.paid_by} on {said(row.paid)}: {parts}.{met}"
        else:
            rule = f"Due on {said(row.due)}; not paid yet."
        return Figure(
            id=f"instalment:{key}",
            label=f"Instalment {row.number} to {grant.recipient}",
            minor=row.minor,
            currency=row.currency,
            rule=rule,
            because=tuple(f"share:{s.share_id}" for s in sources),
        )


def _outcome(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = _got(session, Outcome, "outcome", key)
        programme = session.get_one(Programme, row.programme_id)
        return Figure(
            id=f"outcome:{key}",
            label=f"{programme.name}: {row.measure}",
            minor=row.value,
            currency="",
            unit=row.unit,
            rule=f"As the return states it, {said(row.start)} to {said(row.end)}.",
            source=Source(row.source_name, row.source_sha256, "the whole file", ""),
        )


def _outcome_cost(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = _got(session, Outcome, "outcome", key)
        paid = paid_for(session, row)
        if not paid:
            raise Refused(f"outcome {key} has no cost for each: nothing was paid for it by then")
        total, currency = sum(instalment.minor for instalment in paid), paid[0].currency
        return Figure(
            id=f"outcome-cost:{key}",
            label=f"Cost for each: {row.measure.lower()}",
            minor=(2 * total + row.value) // (2 * row.value),
            currency=currency,
            rule=(
                f"{written(total, currency)} paid to the end of the period, divided by "
                f"{row.value:,} {row.unit}, to the nearest penny."
            ),
            because=(*(f"instalment:{i.id}" for i in paid), f"outcome:{key}"),
        )


def _unaccounted(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = totals(session).get(key)
        receipts = session.scalars(select(Receipt.id).where(Receipt.currency == key)).all()
    if row is None:
        raise Refused(f"nothing was received in {key}")
    parts = "; ".join(
        f"{written(row[name], key)} {words}"
        for name, words in (
            ("received_minor", "received"),
            ("costs_minor", "costs"),
            ("compensation_minor", "compensation"),
            ("other_agencies_minor", "shares of other agencies"),
            ("spent_minor", "spent"),
            ("held_minor", "held"),
            ("waiting_minor", "waiting to be shared"),
        )
    )
    return Figure(
        id=f"unaccounted:{key}",
        label="Unaccounted for",
        minor=row["unaccounted_minor"],
        currency=key,
        rule=f"Received, less all that it went to: {parts}.",
        because=tuple(f"receipt:{number}" for number in receipts),
    )


def _keys(model: Any) -> Any:
    def keys(book: Book) -> list[str]:
        with book.case.session() as session:
            return [str(key) for key in session.scalars(select(model.id).order_by(model.id))]

    return keys


def _costed(book: Book) -> list[str]:
    with book.case.session() as session:
        found = session.scalars(select(Outcome).order_by(Outcome.id)).all()
        return [str(outcome.id) for outcome in found if paid_for(session, outcome)]


def _currencies(book: Book) -> list[str]:
    with book.case.session() as session:
        return sorted(totals(session))


FIGURES: Final = {
    "outcome-cost": Kind(_outcome_cost, _costed),
    "outcome": Kind(_outcome, _keys(Outcome)),
    "grant": Kind(_grant, _keys(Grant)),
    "instalment": Kind(_instalment, _keys(Instalment)),
    "fund": Kind(_fund, _keys(Fund)),
    "share": Kind(_share, _keys(Share)),
    "unaccounted": Kind(_unaccounted, _currencies),
}

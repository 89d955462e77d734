"""What reinvestment can explain: a share, a fund, a grant, an instalment, an outcome's cost."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind, Source
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.reinvestment.aris import agency_named
from workbench.reinvestment.funds import held
from workbench.reinvestment.income_figures import FIGURES as INCOME
from workbench.reinvestment.income_figures import every, row_of
from workbench.reinvestment.ledger import balance_of
from workbench.reinvestment.outcomes import paid_for, replaced, why_no_cost
from workbench.reinvestment.ratios import cited, ratio, worth
from workbench.reinvestment.sources import paid_from
from workbench.reinvestment.totals import CAME_IN, PLACES, totals
from workbench.store.tables import (
    ClawBack,
    Deposit,
    Fund,
    Grant,
    Instalment,
    Outcome,
    Programme,
    Receipt,
    ReturnedMoney,
    Share,
)


def _share(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        share = row_of(session, Share, "share", key)
        receipt = session.get_one(Receipt, share.receipt_id)
        base = receipt.minor - receipt.costs_minor - receipt.compensation_minor
        if share.minor < 0:
            return Figure(
                id=f"share:{key}",
                label=f"Share of receipt {receipt.id} taken back",
                minor=share.minor,
                currency=share.currency,
                rule=f"{share.rate}. The mirror image of the share that it cancels.",
                because=(f"receipt:{receipt.id}",),
            )
        whose = agency_named(share.agency) + (f" ({share.body})" if share.body else "")
        return Figure(
            id=f"share:{key}",
            label=f"Share of the {whose} in receipt {receipt.id}",
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
        fund = row_of(session, Fund, "fund", key)
        paid = (
            select(Instalment.id)
            .join(Grant, Grant.id == Instalment.grant_id)
            .where(Grant.fund_id == fund.id, Instalment.paid.is_not(None))
        )
        parts = (
            ("share", select(Share.id).where(Share.fund_id == fund.id)),
            ("deposit", select(Deposit.id).where(Deposit.fund_id == fund.id)),
            ("claw-back", select(ClawBack.id).where(ClawBack.instalment_id.in_(paid))),
            ("instalment", paid),
            ("returned", select(ReturnedMoney.id).where(ReturnedMoney.fund_id == fund.id)),
        )
        return Figure(
            id=f"fund:{key}",
            label=f"Held in {fund.name}",
            minor=held(session, fund.id),
            currency=fund.currency,
            rule="Shares and deposits paid in and what came back, less instalments paid out and "
            "what was returned."
            + (f" Restriction: {fund.restriction}." if fund.restriction else ""),
            because=tuple(
                f"{kind}:{number}"
                for kind, query in parts
                for number in sorted(session.scalars(query))
            ),
        )


def _programme(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        programme = row_of(session, Programme, "programme", key)
        grants = session.scalars(
            select(Grant).where(Grant.programme_id == programme.id).order_by(Grant.id)
        ).all()
        paid = session.scalars(
            select(Instalment.id)
            .join(Grant, Grant.id == Instalment.grant_id)
            .where(Grant.programme_id == programme.id, Instalment.paid.is_not(None))
            .order_by(Instalment.id)
        ).all()
        back = session.scalars(
            select(ClawBack.id).where(ClawBack.instalment_id.in_(paid)).order_by(ClawBack.id)
        ).all()
        if len({grant.currency for grant in grants}) != 1:
            raise Refused(f"programme {key} has no one sum: its grants are in no one currency")
        return Figure(
            id=f"programme:{key}",
            label=f"Spent on {programme.name}",
            minor=sum(balance_of(session, f"grant:{grant.id}") for grant in grants),
            currency=grants[0].currency,
            rule="What its grants were paid, out of whatever fund, less what came back.",
            because=(
                *(f"instalment:{number}" for number in paid),
                *(f"claw-back:{number}" for number in back),
            ),
        )


def _grant(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        grant = row_of(session, Grant, "grant", key)
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
        row = row_of(session, Instalment, "instalment", key)
        grant = session.get_one(Grant, row.grant_id)
        sources = paid_from(session)[row.id]
        if row.paid:
            met = f" Condition met on {said(row.condition_met)}." if row.condition_met else ""
            parts = "; ".join(
                f"{written(minor, row.currency)} from {kind} {number}"
                for (kind, number), minor in sources
            )
            ready = f"Prepared by {row.prepared_by}, paid" if row.prepared_by else "Paid"
            rule = f"{ready} by {row.paid_by} on {said(row.paid)}: {parts}.{met}"
        else:
            rule = f"Due on {said(row.due)}; not paid yet."
        return Figure(
            id=f"instalment:{key}",
            label=f"Instalment {row.number} to {grant.recipient}",
            minor=row.minor,
            currency=row.currency,
            rule=rule,
            because=tuple(f"{kind}:{number}" for (kind, number), _ in sources),
        )


def _outcome(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = row_of(session, Outcome, "outcome", key)
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
        row = row_of(session, Outcome, "outcome", key)
        paid = paid_for(session, row)
        if not paid:
            why = why_no_cost(session, row) or "nothing was paid for it by then"
            raise Refused(f"outcome {key} has no cost for each: {why}")
        back = session.scalars(
            select(ClawBack)
            .where(ClawBack.instalment_id.in_([i.id for i in paid]))
            .order_by(ClawBack.id)
        ).all()
        total, currency = sum(instalment.minor for instalment in paid), paid[0].currency
        returned = sum(claw.minor for claw in back)
        less = f", less {written(returned, currency)} that came back," if back else ","
        net = total - returned
        return Figure(
            id=f"outcome-cost:{key}",
            label=f"Cost for each: {row.measure.lower()}",
            minor=(2 * net + row.value) // (2 * row.value),
            currency=currency,
            rule=(
                f"{written(total, currency)} paid to the end of the period{less} divided by "
                f"{row.value:,} {row.unit}, to the nearest penny."
            ),
            because=(
                *(f"instalment:{i.id}" for i in paid), *(f"claw-back:{c.id}" for c in back),
                f"outcome:{key}",
            ),
        )  # fmt: skip


def _worth(book: Book, key: str) -> Figure:
    number, _, name = key.partition(":")
    with book.case.session() as session:
        grant = row_of(session, Grant, "grant", number)
        paid = session.scalars(
            select(Instalment.id)
            .where(Instalment.grant_id == grant.id, Instalment.paid.is_not(None))
            .order_by(Instalment.id)
        ).all()
        back = session.scalars(
            select(ClawBack.id).where(ClawBack.instalment_id.in_(paid)).order_by(ClawBack.id)
        ).all()
        spent = balance_of(session, f"grant:{grant.id}")
        least, most = worth(spent, name)
        row = ratio(name)
        pound = written(row["least"], grant.currency)
        upper = ""
        if row["most"] != row["least"]:
            pound += f" to {written(row['most'], grant.currency)}"
            upper = f" At most {written(most, grant.currency)}."
        return Figure(
            id=f"worth:{key}",
            label=f"{row['what']}: what the grant to {grant.recipient} is said to save",
            minor=least,
            currency=grant.currency,
            rule=(
                f"{written(spent, grant.currency)} spent, times {pound} for each pound "
                f"({cited(name)}).{upper} It is a general ratio and not measured here; ratios of "
                "other years are not to be added."
            ),
            because=(
                *(f"instalment:{number}" for number in paid),
                *(f"claw-back:{number}" for number in back),
            ),
        )


def _unaccounted(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = totals(session).get(key)
        receipts = session.scalars(select(Receipt.id).where(Receipt.currency == key)).all()
        deposits = session.scalars(select(Deposit.id).where(Deposit.currency == key)).all()
    if row is None:
        raise Refused(f"nothing was received in {key}")

    def told(places: Any) -> str:
        return "; ".join(
            f"{words[0].lower()}{words[1:]} {written(row[name], key)}"
            for name, words, *_ in places
            if row[name]
        )

    return Figure(
        id=f"unaccounted:{key}",
        label="Unaccounted for",
        minor=row["unaccounted_minor"],
        currency=key,
        rule=f"What came in ({told(CAME_IN)}), less all that became of it: {told(PLACES)}.",
        because=(
            *(f"receipt:{number}" for number in sorted(receipts)),
            *(f"deposit:{number}" for number in sorted(deposits)),
        ),
    )


def _costed(book: Book) -> list[str]:
    with book.case.session() as session:
        gone = replaced(session)
        found = session.scalars(select(Outcome).order_by(Outcome.id)).all()
        return [str(o.id) for o in found if o.id not in gone and paid_for(session, o)]


def _funded(book: Book) -> list[str]:
    with book.case.session() as session:
        found = session.execute(
            select(Grant.programme_id, func.count(Grant.currency.distinct()))
            .group_by(Grant.programme_id)
            .order_by(Grant.programme_id)
        )
        return [str(number) for number, currencies in found if currencies == 1]


def _currencies(book: Book) -> list[str]:
    with book.case.session() as session:
        return sorted(totals(session))


FIGURES: Final = {
    "outcome-cost": Kind(_outcome_cost, _costed),
    "worth": Kind(_worth),
    "outcome": Kind(_outcome, every(Outcome)),
    "programme": Kind(_programme, _funded),
    "grant": Kind(_grant, every(Grant)),
    "instalment": Kind(_instalment, every(Instalment)),
    "fund": Kind(_fund, every(Fund)),
    "share": Kind(_share, every(Share)),
    "unaccounted": Kind(_unaccounted, _currencies),
    **INCOME,
}

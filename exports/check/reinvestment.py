"""The laws of recovered money: books that balance, every pound placed, two people for two acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.money import written
from workbench.reinvestment.awards import members
from workbench.reinvestment.contributions import WHOLE
from workbench.reinvestment.funds import may_pay_for
from workbench.reinvestment.people import same
from workbench.reinvestment.quarters import quarter_of
from workbench.reinvestment.sources import paid_from, pots
from workbench.reinvestment.totals import totals
from workbench.store.tables import (
    ArisPayment,
    ClawBack,
    Contribution,
    Deposit,
    Document,
    Fund,
    Grant,
    Instalment,
    LedgerEntry,
    LedgerLine,
    Outcome,
    Programme,
    Receipt,
    ReturnedMoney,
    Share,
)


def unbalanced_entries(case: Case) -> Iterator[str]:
    """Ledger entries whose lines do not cancel out, or that have none."""
    with case.read() as connection:
        sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for entry_id, currency, minor in connection.execute(
            select(LedgerLine.entry_id, LedgerLine.currency, LedgerLine.minor)
        ):
            sums[entry_id][currency] += minor
        for number in connection.execute(select(LedgerEntry.id).order_by(LedgerEntry.id)).scalars():
            if number not in sums:
                yield f"ledger entry {number} has no lines"
            for currency, minor in sums[number].items():
                if minor:
                    yield f"ledger entry {number} is out by {written(minor, currency)}"


def wrong_shares(case: Case) -> Iterator[str]:
    """Receipts whose shares are not what is left after all that comes before them."""
    with case.session() as session:
        shared: dict[int, int] = defaultdict(int)
        for share in session.scalars(select(Share)):
            shared[share.receipt_id] += share.minor
        balances = _balances(session)
        first = _before_shares(session)
        for receipt in session.scalars(select(Receipt).order_by(Receipt.id)):
            if not shared[receipt.id] and not balances.get(f"receipt:{receipt.id}"):
                continue
            base = receipt.minor - receipt.compensation_minor - receipt.costs_minor
            base -= first[receipt.id]
            if shared[receipt.id] != base:
                yield (
                    f"the shares of receipt {receipt.id} come to "
                    f"{written(shared[receipt.id], receipt.currency)}, not to "
                    f"{written(base, receipt.currency)}"
                )
        parts = (
            select(Contribution.order_id, Contribution.agency, func.sum(Contribution.millionths))
            .group_by(Contribution.order_id, Contribution.agency)
            .order_by(Contribution.order_id, Contribution.agency)
        )
        for order, agency, whole in session.execute(parts):
            if whole != WHOLE:
                yield f"the agreed parts of the {agency}'s share in order {order} are not its whole"


def _before_shares(session: Session) -> dict[int, int]:
    """What of each receipt the ledger has as top slice or above the cap."""
    entries: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for entry_id, account, minor in session.execute(
        select(LedgerLine.entry_id, LedgerLine.account, LedgerLine.minor)
    ):
        kind, _, number = account.partition(":")
        receipt, first = entries[entry_id]
        if kind == "receipt":
            entries[entry_id] = (int(number), first)
        elif kind in ("top-slice", "consolidated-fund"):
            entries[entry_id] = (receipt, first + minor)
    found: dict[int, int] = defaultdict(int)
    for receipt, first in entries.values():
        if receipt:
            found[receipt] += first
    return found


def books_apart(case: Case) -> Iterator[str]:
    """Places where the ledger and the records of what was done do not say the same."""
    with case.session() as session:
        balances = _balances(session)
        for account, what, expected, currency in _expected(session):
            found = balances.get(account, 0)
            if found != expected:
                yield (
                    f"{what}: {written(expected, currency)} by its records, "
                    f"{written(found, currency)} in the ledger"
                )
        for receipt in session.scalars(select(Receipt).order_by(Receipt.id)):
            found = -balances.get(f"receipt:{receipt.id}", 0)
            if found not in (0, receipt.minor):
                yield (
                    f"receipt {receipt.id} is {written(receipt.minor, receipt.currency)}, and "
                    f"{written(found, receipt.currency)} of it is posted"
                )
        back = sum(session.scalars(select(ReturnedMoney.minor)))
        first = sum(_before_shares(session).values())
        posted = sum(
            balances.get(name, 0) for name in ("returned", "top-slice", "consolidated-fund")
        )
        if posted - first != back:
            yield f"{written(back)} was returned, and {written(posted - first)} by the ledger"


def _expected(session: Session) -> Iterator[tuple[str, str, int, str]]:
    """Each account with what it is, and what the records say that it holds."""
    left: dict[int, int] = defaultdict(int)
    for pot in pots(session).values():
        left[pot.fund_id] += pot.left()
    paid_in: dict[int | None, int] = defaultdict(int)
    for payment in session.scalars(select(ArisPayment)):
        paid_in[payment.fund_id] += payment.minor
    for fund in session.scalars(select(Fund).order_by(Fund.id)):
        yield f"fund:{fund.id}", f"the fund {fund.name}", left[fund.id], fund.currency
        yield (
            f"bank:{fund.id}", f"what the Home Office paid into {fund.name}", paid_in[fund.id],
            fund.currency,
        )  # fmt: skip
    for row in session.scalars(select(Deposit).order_by(Deposit.id)):
        yield f"deposit:{row.id}", f"deposit {row.id}", -row.minor, row.currency
    spent: dict[int, int] = defaultdict(int)
    for part in session.scalars(select(Instalment).where(Instalment.paid.is_not(None))):
        spent[part.grant_id] += part.minor
    for minor, grant_id in session.execute(
        select(ClawBack.minor, Instalment.grant_id).join(
            Instalment, Instalment.id == ClawBack.instalment_id
        )
    ):
        spent[grant_id] -= minor
    for grant in session.scalars(select(Grant).order_by(Grant.id)):
        yield f"grant:{grant.id}", f"grant {grant.id}", spent[grant.id], grant.currency


def overspent(case: Case) -> Iterator[str]:
    """Funds below nothing on some day, shares spent beyond themselves, instalments not covered."""
    with case.session() as session:
        yield from _funds_below_nothing(session)
        for pot in pots(session).values():
            if pot.left() < 0:
                yield (
                    f"{pot.kind} {pot.id} is {written(pot.minor, pot.currency)}, but "
                    f"{written(pot.minor - pot.left(), pot.currency)} of it is spent"
                )
        clawed: dict[int, int] = defaultdict(int)
        for back in session.scalars(select(ClawBack)):
            clawed[back.instalment_id] += back.minor
        planned: dict[int, int] = defaultdict(int)
        sources = paid_from(session)
        for row in session.scalars(select(Instalment).order_by(Instalment.id)):
            planned[row.grant_id] += row.minor
            given = sum(minor for _, minor in sources[row.id])
            if given != (row.minor if row.paid else 0):
                yield (
                    f"instalment {row.id} is {written(row.minor, row.currency)}"
                    f"{'' if row.paid else ' and not paid'}, but shares and deposits pay "
                    f"{written(given, row.currency)} of it"
                )
            if clawed[row.id] > (row.minor if row.paid else 0):
                yield f"more came back of instalment {row.id} than was paid"
        for grant in session.scalars(select(Grant).order_by(Grant.id)):
            if planned[grant.id] > grant.minor:
                yield f"the instalments of grant {grant.id} come to more than the grant"


def _funds_below_nothing(session: Session) -> Iterator[str]:
    names = {f"fund:{fund.id}": fund for fund in session.scalars(select(Fund))}
    balance: dict[tuple[str, str], int] = defaultdict(int)
    below: set[str] = set()
    lines = session.execute(
        select(LedgerEntry.on, LedgerLine.account, LedgerLine.currency, func.sum(LedgerLine.minor))
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.on, LedgerLine.account, LedgerLine.currency)
        .order_by(LedgerEntry.on, LedgerLine.account)
    )
    for day, account, currency, minor in lines:
        balance[account, currency] += int(minor)
        if account in names and balance[account, currency] < 0 and account not in below:
            below.add(account)
            yield (
                f"the fund {names[account].name} stood at "
                f"{written(balance[account, currency], currency)} on {day}"
            )


def unaccounted(case: Case) -> Iterator[str]:
    """Money that came in and is nowhere, or is somewhere and never came in."""
    with case.session() as session:
        for currency, row in totals(session).items():
            if row["unaccounted_minor"]:
                yield f"{written(row['unaccounted_minor'], currency)} is unaccounted for"


def one_for_two(case: Case) -> Iterator[str]:
    """Decisions and payments that belong to two people and are one person's."""
    with case.session() as session:
        for grant in session.scalars(select(Grant).order_by(Grant.id)):
            acts = [("recommended", grant.recommended_by), ("approved", grant.approved_by)]
            where = f"grant {grant.id}"
            if same(grant.recommended_by, grant.approved_by):
                yield f"{grant.approved_by} recommended and approved {where}"
            for row in session.scalars(
                select(Instalment).where(
                    Instalment.grant_id == grant.id, Instalment.paid.is_not(None)
                )
            ):
                for did, who in (*acts, ("prepared", row.prepared_by)):
                    if same(who, row.paid_by):
                        yield f"{row.paid_by} {did} and paid instalment {row.number} of {where}"
                acts += [("prepared a payment of", row.prepared_by), ("paid", row.paid_by)]
            for member in members(session, grant.id):
                if member.conflict and member.view:
                    yield f"{member.name} declared a conflict and gave a view on {where}"
                for did, who in acts if member.conflict else ():
                    if same(member.name, who):
                        yield f"{member.name} declared a conflict and {did} {where}"


def outside_rules(case: Case) -> Iterator[str]:
    """Money that paid for what its fund is not for, beyond its limit or after its time."""
    with case.session() as session:
        for grant, fund, programme in session.execute(
            select(Grant, Fund, Programme)
            .join(Fund, Fund.id == Grant.fund_id)
            .join(Programme, Programme.id == Grant.programme_id)
            .order_by(Grant.id)
        ):
            if not may_pay_for(fund, programme.kind):
                yield f"grant {grant.id}: the fund {fund.name} may not pay for {programme.kind}"
            if fund.bid_limit_minor is not None and grant.minor > fund.bid_limit_minor:
                yield f"grant {grant.id} is above the limit of bids of {fund.name}"
            paid = session.scalars(select(Instalment).where(Instalment.grant_id == grant.id))
            for row in paid:
                if row.paid and fund.ends and row.paid > fund.ends:
                    yield (
                        f"instalment {row.number} of grant {grant.id} was paid after {fund.name} "
                        "ended"
                    )


def posted_late(case: Case) -> Iterator[str]:
    """Entries of the ledger dated into a quarter after its books were closed, by the journal."""
    closed: set[str] = set()
    for record in case.journal():
        for change in record.payload.get("changes", ()):
            row = change.get("after") or {}
            if change["table"] == "quarter_close":
                closed.add(row["quarter"])
            elif change["table"] == "ledger_entry" and closed:
                quarter = quarter_of(date.fromisoformat(row["on"]))
                if quarter in closed:
                    yield f"ledger entry {row['id']} was dated into {quarter}, then closed"


def missing_papers(case: Case) -> Iterator[str]:
    """Outcomes and money whose paper the case does not keep."""
    with case.session() as session:
        kept = set(session.scalars(select(Document.sha256)))
        for table, column, what in (
            (Outcome, Outcome.source_sha256, "outcome"),
            (Deposit, Deposit.document, "deposit"),
            (ArisPayment, ArisPayment.document, "payment of the Home Office"),
            (ClawBack, ClawBack.document, "claw-back"),
            (Grant, Grant.agreement, "agreement of grant"),
        ):
            for number, digest in session.execute(
                select(table.id, column).where(column != "").order_by(table.id)
            ):
                if digest not in kept:
                    yield f"{what} {number} rests on a paper that the case does not keep"


def _balances(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(LedgerLine.account, func.sum(LedgerLine.minor)).group_by(LedgerLine.account)
    )
    return {account: int(minor) for account, minor in rows}


#: What holds, in words, and what finds where it does not.
LAWS: Final[tuple[tuple[str, Callable[[Case], Iterator[str]]], ...]] = (
    ("Every entry of the fund ledger adds up to nothing", unbalanced_entries),
    ("The shares of each receipt add up to what was to be shared", wrong_shares),
    ("The fund ledger says what the records of each fund and grant say", books_apart),
    ("No fund and no share is spent beyond what it holds", overspent),
    ("Every pound that came in is somewhere: nothing is unaccounted for", unaccounted),
    ("What belongs to two people was done by two people", one_for_two),
    ("No fund paid for what it is not for, beyond its limit or after its time", outside_rules),
    ("Nothing was posted into a quarter whose books were closed", posted_late),
    ("Every outcome and every payment rests on a paper that is kept", missing_papers),
)

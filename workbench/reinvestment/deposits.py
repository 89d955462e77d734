"""Money of partners paid into a fund, and money that goes back unspent to whom it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import LARGEST, written
from workbench.recovery.deadlines import said
from workbench.reinvestment.funds import fund_of, held
from workbench.reinvestment.instalments import promised_of
from workbench.reinvestment.ledger import least_from, post
from workbench.reinvestment.papers import kept
from workbench.reinvestment.people import person
from workbench.reinvestment.sources import Name, draw, pots
from workbench.store.tables import Deposit, Fund, ReturnedMoney


def deposit(
    case: Case,
    fund_id: int,
    on: date,
    minor: int,
    source: str,
    *,
    reference: str = "",
    document: Path | str | None = None,
) -> int:
    """Record money that came into a fund otherwise than by a share, and return its number.

    Raises:
        Refused: if it is nothing, nobody is named as its source, the fund's time is over, or
            the books of the day are closed.
    """
    if minor <= 0 or not source.strip():
        raise Refused("a deposit needs an amount above nothing and who paid it in")
    if minor > LARGEST:
        raise Refused(f"{written(minor)} is more than a case can hold")
    with kept(case, document) as digest, case.change("deposit", "Recorded a deposit") as work:
        fund = fund_of(work.session, fund_id)
        if fund.ends and on > fund.ends:
            raise Refused(f"the fund ended on {said(fund.ends)}", where=fund.name)
        row = take_in(work.session, fund, on, minor, source.strip(), reference, digest)
        work.summary = (
            f"{row.source} paid {written(minor, fund.currency)} into {fund.name} on {said(on)}"
        )
        return row.id


def take_in(
    session: Session, fund: Fund, on: date, minor: int, source: str, reference: str, document: str
) -> Deposit:
    """The deposit and its entry, within a unit of work."""
    row = Deposit(
        fund_id=fund.id, on=on, minor=minor, currency=fund.currency, source=source,
        reference=reference, document=document,
    )  # fmt: skip
    session.add(row)
    session.flush()
    post(
        session, on, f"Deposit {row.id} of {source}",
        {f"deposit:{row.id}": -minor, f"fund:{fund.id}": minor}, fund.currency,
    )  # fmt: skip
    return row


def give_back(
    case: Case,
    fund_id: int,
    minor: int,
    by: str,
    on: date,
    why: str,
    *,
    paid_to: str = "",
    shares: Sequence[int] = (),
    deposits: Sequence[int] = (),
) -> list[int]:
    """Return money of a fund unspent, from named shares and deposits or else the oldest.

    Raises:
        Refused: without a reason or somebody to return it to, if the fund holds less, or if
            what would be left is promised to grants.
    """
    if minor <= 0 or not why.strip():
        raise Refused("money is returned by an amount above nothing, for a reason")
    with case.change("return", "Returned money") as work:
        session = work.session
        fund = fund_of(session, fund_id)
        to = paid_to.strip() or fund.return_to
        if not to:
            raise Refused("nobody is named to return the money to", where=fund.name)
        free = held(session, fund_id) - promised_of(session, fund_id)
        if minor > free:
            raise Refused(
                f"{written(max(free, 0), fund.currency)} is held and not promised to a grant, "
                f"{written(minor, fund.currency)} is to be returned",
                where=fund.name,
                remedy="Vary, withdraw or close the grants first.",
            )
        numbers = send_back(
            session, fund, minor, on, to, person(by), why.strip(), "returned",
            draw(pots(session, fund_id), minor, on, shares=shares, deposits=deposits),
        )  # fmt: skip
        work.summary = (
            f"{person(by)} returned {written(minor, fund.currency)} of {fund.name} to {to} "
            f"on {said(on)}: {why.strip()}"
        )
        return numbers


def send_back(
    session: Session, fund: Fund, minor: int, on: date, to: str, by: str, why: str,
    account: str, parts: Sequence[tuple[Name, int]],
) -> list[int]:  # fmt: skip
    """The rows of money that leaves a fund unspent, and their entry, within a unit of work."""
    given = sum(part for _, part in parts)
    if given != minor or least_from(session, f"fund:{fund.id}", on) < minor:
        raise Refused(
            f"{written(given, fund.currency)} of the {written(minor, fund.currency)} to be "
            f"returned is there on {said(on)}",
            where=fund.name,
        )
    numbers = []
    for (kind, number), part in parts:
        row = ReturnedMoney(
            fund_id=fund.id, share_id=number if kind == "share" else None,
            deposit_id=number if kind == "deposit" else None, on=on, minor=part, paid_to=to,
            by=by, why=why,
        )  # fmt: skip
        session.add(row)
        session.flush()
        numbers.append(row.id)
    post(
        session, on, f"Returned to {to}", {f"fund:{fund.id}": -minor, account: minor}, fund.currency
    )
    return numbers


def deposited(session: Session, fund_id: int) -> int:
    """What was deposited in a fund, in minor units."""
    found = session.scalar(select(func.sum(Deposit.minor)).where(Deposit.fund_id == fund_id))
    return int(found or 0)

"""What the Home Office paid for a quarter, held against the shares that it should have paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import LARGEST, written
from workbench.money import share as divide
from workbench.recovery.deadlines import said
from workbench.reinvestment.deposits import send_back, take_in
from workbench.reinvestment.funds import fund_of
from workbench.reinvestment.ledger import post, reversal_of, reverse
from workbench.reinvestment.papers import kept
from workbench.reinvestment.people import person
from workbench.reinvestment.quarters import bounds, quarter_of
from workbench.reinvestment.sources import pots
from workbench.store.tables import (
    ArisPayment,
    Deposit,
    Fund,
    LedgerEntry,
    ReturnedMoney,
)

#: Why the Home Office paid less than the shares: to whom the rest went, and its account.
HELD_BACK: Final = {
    "top slice": ("Home Office: top slice", "top-slice"),
    "cap": ("Consolidated Fund: above the cap", "consolidated-fund"),
    "other": ("Home Office: not paid", "returned"),
}
_TO: Final = {to: what for what, (to, _) in HELD_BACK.items()}


@dataclass(slots=True)
class Difference:
    """One fund's quarter: what was shared into it, what came of that, and what does not agree."""

    quarter: str
    fund_id: int
    currency: str
    shares: list[int] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    shared_minor: int = 0
    held_back: dict[str, int] = field(default_factory=dict)
    held_rows: list[int] = field(default_factory=list)
    taken_in_minor: int = 0  # paid beyond the shares, and taken into the fund as a deposit
    paid_minor: int = 0

    @property
    def expected_minor(self) -> int:
        """What the Home Office should have paid, with what is explained."""
        return self.shared_minor - sum(self.held_back.values()) + self.taken_in_minor

    @property
    def minor(self) -> int:
        """Paid, less what should have been: above nothing where too much was paid."""
        return self.paid_minor - self.expected_minor

    @property
    def state(self) -> str:
        """In a word or two."""
        if not self.minor:
            return "agrees"
        if not self.payments:
            return "not paid yet"
        return "paid too much" if self.minor > 0 else "paid too little"


def record_payment(
    case: Case,
    quarter: str,
    fund_id: int,
    received: date,
    minor: int,
    *,
    body: str = "",
    reference: str = "",
    document: Path | str | None = None,
) -> int:
    """Record what the Home Office paid for a quarter into the bank of a fund; its number.

    Raises:
        Refused: for no quarter, an amount of nothing, a day before the quarter, or closed books.
    """
    first, _ = bounds(quarter)
    if not 0 < minor <= LARGEST:
        raise Refused("a payment is above nothing", where=quarter)
    if received < first:
        raise Refused(f"{said(received)} is before the quarter began", where=quarter)
    with kept(case, document) as digest, case.change("aris payment", "Recorded a payment") as work:
        fund = fund_of(work.session, fund_id)
        number = _payment(
            work.session, fund, quarter.strip(), received, minor, body.strip() or fund.owner,
            reference, digest,
        )  # fmt: skip
        work.summary = (
            f"The Home Office paid {written(minor, fund.currency)} for {quarter.strip()} into "
            f"{fund.name} on {said(received)}"
        )
        return number


def correct_payment(case: Case, payment_id: int, on: date, why: str) -> int:
    """Take a payment that was recorded wrongly back by its mirror image; that one's number.

    Raises:
        Refused: if there is none, it is corrected already, or without a reason.
    """
    with case.change("aris payment", "Corrected a payment") as work:
        session = work.session
        row = session.get(ArisPayment, payment_id)
        if row is None or row.fund_id is None:
            raise Refused(f"there is no payment {payment_id} of the Home Office")
        entry = session.scalars(
            select(LedgerEntry).where(LedgerEntry.text.startswith(_text(payment_id)))
        ).first()
        if entry is None:
            raise Refused(f"payment {payment_id} is a correction itself")
        if reversal_of(session, entry.id) is not None:
            raise Refused(f"payment {payment_id} is corrected already")
        reverse(session, entry.id, on, why)
        back = ArisPayment(
            quarter=row.quarter, body=row.body, fund_id=row.fund_id, received=on,
            minor=-row.minor, currency=row.currency,
            reference=f"Corrects payment {payment_id}: {why.strip()}",
        )  # fmt: skip
        session.add(back)
        session.flush()
        work.summary = f"Took back payment {payment_id} of the Home Office: {why.strip()}"
        return back.id


def hold_back(
    case: Case, quarter: str, fund_id: int, minor: int, what: str, by: str, on: date, why: str
) -> list[int]:
    """Explain why less was paid: what was kept of the quarter's shares leaves the fund.

    Of each share in proportion to what is left of it, pence by the largest remainder.

    Raises:
        Refused: for another reason than those of `HELD_BACK`, more than is missing, or more
            than is left of the quarter's shares.
    """
    if what not in HELD_BACK or not why.strip():
        raise Refused(
            f"{what} is no reason to pay less", remedy=f"Use one of: {', '.join(HELD_BACK)}."
        )
    with case.change("hold back", "Explained a payment") as work:
        session = work.session
        fund = fund_of(session, fund_id)
        found = _difference(session, quarter, fund)
        if not 0 < minor <= -found.minor:
            raise Refused(
                f"{written(max(-found.minor, 0), fund.currency)} is missing, "
                f"{written(minor, fund.currency)} is to be explained",
                where=f"{found.quarter}, {fund.name}",
            )
        known = pots(session, fund_id)
        some = [known["share", number] for number in found.shares]
        left = [pot.left(on) for pot in some]
        if minor > sum(left):
            raise Refused(
                f"{written(sum(left), fund.currency)} is left of the quarter's shares on "
                f"{said(on)}; the rest is spent",
                where=f"{found.quarter}, {fund.name}",
                remedy="What was paid comes back by a claw-back first.",
            )
        to, account = HELD_BACK[what]
        parts = [
            (pot.name, part) for pot, part in zip(some, divide(minor, left), strict=True) if part
        ]
        numbers = send_back(session, fund, minor, on, to, person(by), why.strip(), account, parts)
        work.summary = (
            f"{written(minor, fund.currency)} of the shares of {found.quarter} in {fund.name} "
            f"was kept ({what}): {why.strip()}"
        )
        return numbers


def accept_surplus(case: Case, quarter: str, fund_id: int, minor: int, on: date) -> int:
    """Take what was paid beyond the shares into the fund, as a deposit of the Home Office.

    Raises:
        Refused: if so much is not there.
    """
    with case.change("deposit", "Took in a surplus") as work:
        fund = fund_of(work.session, fund_id)
        found = _difference(work.session, quarter, fund)
        if not 0 < minor <= found.minor:
            raise Refused(
                f"{written(max(found.minor, 0), fund.currency)} was paid beyond the shares, "
                f"{written(minor, fund.currency)} is to be taken in",
                where=f"{found.quarter}, {fund.name}",
            )
        row = take_in(
            work.session, fund, on, minor, "Home Office", f"{_SURPLUS}{found.quarter}", ""
        )
        work.summary = (
            f"Took {written(minor, fund.currency)} that the Home Office paid beyond the shares "
            f"of {found.quarter} into {fund.name}"
        )
        return row.id


def differences(session: Session) -> list[Difference]:
    """Every quarter of every fund into which something was shared or paid, oldest first.

    A share belongs to the quarter in which it was posted.
    """
    found: dict[tuple[str, int], Difference] = {}
    funds = {fund.id: fund for fund in session.scalars(select(Fund))}

    def of(quarter: str, fund_id: int) -> Difference:
        key = (quarter, fund_id)
        if key not in found:
            found[key] = Difference(quarter, fund_id, funds[fund_id].currency)
        return found[key]

    known = pots(session)
    for pot in known.values():
        if pot.kind == "share":
            row = of(quarter_of(pot.day), pot.fund_id)
            row.shares.append(pot.id)
            row.shared_minor += pot.minor
    for payment in session.scalars(select(ArisPayment).order_by(ArisPayment.id)):
        if payment.fund_id is not None:
            row = of(payment.quarter, payment.fund_id)
            row.payments.append(payment.id)
            row.paid_minor += payment.minor
    for kept_back in session.scalars(select(ReturnedMoney).order_by(ReturnedMoney.id)):
        if kept_back.share_id is not None and kept_back.paid_to in _TO:
            pot, what = known["share", kept_back.share_id], _TO[kept_back.paid_to]
            row = of(quarter_of(pot.day), pot.fund_id)
            row.held_back[what] = row.held_back.get(what, 0) + kept_back.minor
            row.held_rows.append(kept_back.id)
    for given in session.scalars(select(Deposit).where(Deposit.reference.startswith(_SURPLUS))):
        of(given.reference.removeprefix(_SURPLUS), given.fund_id).taken_in_minor += given.minor
    return [found[key] for key in sorted(found)]


def surplus_of(session: Session, row: Difference) -> list[int]:
    """The deposits by which a fund took in what was paid beyond a quarter's shares."""
    return list(
        session.scalars(
            select(Deposit.id)
            .where(Deposit.fund_id == row.fund_id, Deposit.reference == f"{_SURPLUS}{row.quarter}")
            .order_by(Deposit.id)
        )
    )


_SURPLUS: Final = "Beyond the shares of "


def _difference(session: Session, quarter: str, fund: Fund) -> Difference:
    bounds(quarter)
    return next(
        (
            row for row in differences(session)
            if row.quarter == quarter.strip() and row.fund_id == fund.id
        ),
        Difference(quarter.strip(), fund.id, fund.currency),
    )  # fmt: skip


def _payment(
    session: Session, fund: Fund, quarter: str, received: date, minor: int, body: str,
    reference: str, document: str,
) -> int:  # fmt: skip
    row = ArisPayment(
        quarter=quarter, body=body, fund_id=fund.id, received=received, minor=minor,
        currency=fund.currency, reference=reference, document=document,
    )  # fmt: skip
    session.add(row)
    session.flush()
    post(
        session, received, f"{_text(row.id)} {quarter}",
        {f"bank:{fund.id}": minor, f"home-office:{fund.id}": -minor}, fund.currency,
    )  # fmt: skip
    return row.id


def _text(payment_id: int) -> str:
    return f"Home Office payment {payment_id}:"

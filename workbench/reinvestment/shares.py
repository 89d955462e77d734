"""The shares of each receipt, stored as they were allocated and posted to the ledger."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import share as divide
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.recovery.orders import regimes
from workbench.recovery.property import percent
from workbench.reinvestment.aris import Split, own_values, split
from workbench.reinvestment.contributions import agreed
from workbench.reinvestment.funds import fund_of
from workbench.reinvestment.ledger import balance_of, last_entry, post, reverse
from workbench.reinvestment.sources import pots, taken_back
from workbench.store.tables import Order, Receipt, Share


def share_receipt(
    case: Case,
    receipt_id: int,
    *,
    fund_id: int | None = None,
    agency: str = "investigator",
    body: str = "",
    on: date | None = None,
    pool_minor: int | None = None,
) -> list[int]:
    """Share a receipt by the rates of its day; `agency`'s share goes into a fund of ours.

    Where bodies agreed how to share that role's part, `body` says which of them we are. The
    shares are posted on the day of receipt, or `on` a later one where that quarter is closed.
    `pool_minor` is what the whole scheme took in the year: see `aris.split`.

    Returns the numbers of the shares. They stand as allocated and are never computed anew.

    Raises:
        Refused: if there is no such receipt or fund, it is shared already, the fund is in
            another currency, the agency or body has no share, or the books are closed.
    """
    with case.change("share", "Shared a receipt") as work:
        session = work.session
        receipt = _receipt(session, receipt_id)
        if is_shared(session, receipt_id):
            raise Refused(
                f"receipt {receipt_id} is shared already", remedy="Shares stand as allocated."
            )
        if fund_id is not None and fund_of(session, fund_id).currency != receipt.currency:
            raise Refused(
                f"receipt {receipt_id} is in {receipt.currency}, the fund is not",
                remedy=f"Open a fund in {receipt.currency}.",
            )
        day = on or receipt.received
        if day < receipt.received:
            raise Refused(
                f"{said(day)} is before the money was received on {said(receipt.received)}",
                where=f"receipt {receipt_id}",
            )
        order = session.get_one(Order, receipt.order_id)
        found = split(
            regimes()[order.regime]["receipt_kind"], receipt.minor,
            compensation_minor=receipt.compensation_minor, costs_minor=receipt.costs_minor,
            on=receipt.received, pool_minor=pool_minor, own=own_values(session, receipt.received),
        )  # fmt: skip
        if fund_id is not None and agency not in found.entitled:
            raise Refused(
                f"{agency} has no share in receipt {receipt_id}",
                remedy=f"Those that have: {', '.join(found.entitled)}.",
            )
        lines = {
            f"receipt:{receipt_id}": -receipt.minor, "costs": found.costs_minor,
            "compensation": found.compensation_minor, "top-slice": found.top_slice_minor,
            "consolidated-fund": found.consolidated_minor,
        }  # fmt: skip
        numbers = []
        mine = None if fund_id is None else (agency, _ours(session, order, agency, body))
        for name, whose, minor, rate in _parts(session, order, found):
            ours = fund_id if (name, whose) == mine else None
            row = Share(
                receipt_id=receipt_id, agency=name, body=whose, minor=minor,
                currency=receipt.currency, rate=rate, provision=found.provision, fund_id=ours,
            )  # fmt: skip
            session.add(row)
            session.flush()
            numbers.append(row.id)
            account = f"fund:{ours}" if ours is not None else f"agency:{name}"
            lines[account] = lines.get(account, 0) + minor
        post(session, day, f"Shares of receipt {receipt_id}", lines, receipt.currency)
        work.summary = (
            f"Shared receipt {receipt_id} of {written(receipt.minor, receipt.currency)}: "
            f"{found.words}"
        )
        return numbers


def take_back(case: Case, receipt_id: int, on: date, why: str) -> None:
    """Take the shares of a receipt back, so that it may be shared anew: each by its mirror image.

    Raises:
        Refused: if it is not shared, no reason is given, or money from it is spent or returned.
    """
    if not why.strip():
        raise Refused("a reversal needs a reason")
    with case.change("take back", f"Took back the shares of receipt {receipt_id}") as work:
        session = work.session
        receipt = _receipt(session, receipt_id)
        entry = last_entry(session, f"receipt:{receipt_id}")
        if entry is None or not is_shared(session, receipt_id):
            raise Refused(f"receipt {receipt_id} is not shared")
        known, gone = pots(session), taken_back(session)
        standing = session.scalars(
            select(Share).where(Share.receipt_id == receipt_id).order_by(Share.id)
        ).all()
        for row in standing:
            if row.id in gone:
                continue
            pot = known.get(("share", row.id))
            if pot is not None and pot.left() != row.minor:
                raise Refused(
                    f"money of share {row.id} is spent or returned",
                    where=f"receipt {receipt_id}",
                    remedy="What was paid comes back by a claw-back first.",
                )
            session.add(
                Share(
                    receipt_id=receipt_id, agency=row.agency, body=row.body, minor=-row.minor,
                    currency=row.currency, rate=f"Taken back: {why.strip()}",
                    provision=row.provision, fund_id=row.fund_id,
                )
            )  # fmt: skip
            session.flush()
        reverse(session, entry.id, on, why)
        work.summary = (
            f"Took back the shares of receipt {receipt_id} of "
            f"{written(receipt.minor, receipt.currency)}: {why.strip()}"
        )


def is_shared(session: Session, receipt_id: int) -> bool:
    """Whether a receipt stands in the ledger; so does one that is all compensation."""
    return balance_of(session, f"receipt:{receipt_id}") != 0


def _receipt(session: Session, receipt_id: int) -> Receipt:
    receipt = session.get(Receipt, receipt_id)
    if receipt is None:
        raise Refused(f"there is no receipt {receipt_id}", remedy="List them: receipts CASE")
    return receipt


def _ours(session: Session, order: Order, agency: str, body: str) -> str:
    """Which of the bodies that agreed to share the role's part is ours."""
    bodies = [row.body for row in agreed(session, order.id, agency)]
    if not bodies:
        return ""
    found = next((name for name in bodies if name.casefold() == body.strip().casefold()), None)
    if found is None:
        raise Refused(
            f"{body.strip()} has no agreed part of the {agency}'s share" if body.strip()
            else f"the {agency}'s share is agreed between {len(bodies)} bodies",
            remedy=f"Say which is ours: {', '.join(bodies)}.",
        )  # fmt: skip
    return found


def _parts(session: Session, order: Order, found: Split) -> list[tuple[str, str, int, str]]:
    """Each share that is more than nothing: role, body, amount, rate in words."""
    parts = []
    for name, minor in found.shares.items():
        rows = agreed(session, order.id, name)
        if not rows:
            parts.append((name, "", minor, found.words))
            continue
        weights = [row.millionths for row in rows]
        for row, part in zip(rows, divide(minor, weights), strict=True):
            share_of = f"{percent(row.millionths)} of the {name}'s share, as agreed"
            parts.append((name, row.body, part, f"{share_of}; {found.words}"))
    return [part for part in parts if part[2]]

"""The shares of each receipt, stored as they were allocated and posted to the ledger."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.orders import regimes
from workbench.reinvestment.aris import split
from workbench.reinvestment.funds import fund_of
from workbench.reinvestment.ledger import post
from workbench.store.tables import InstalmentSource, LedgerLine, Order, Receipt, Share


def share_receipt(
    case: Case, receipt_id: int, *, fund_id: int | None = None, agency: str = "investigator"
) -> list[int]:
    """Share a receipt by the rates of its day; `agency`'s share goes into a fund of ours.

    Returns the numbers of the shares. They stand as allocated and are never computed anew.

    Raises:
        Refused: if there is no such receipt or fund, it is shared already, the fund is in
            another currency, or the agency has no share.
    """
    with case.change("share", "Shared a receipt") as work:
        session = work.session
        receipt = session.get(Receipt, receipt_id)
        if receipt is None:
            raise Refused(f"there is no receipt {receipt_id}", remedy="List them: receipts CASE")
        if is_shared(session, receipt_id):
            raise Refused(
                f"receipt {receipt_id} is shared already", remedy="Shares stand as allocated."
            )
        if fund_id is not None and fund_of(session, fund_id).currency != receipt.currency:
            raise Refused(
                f"receipt {receipt_id} is in {receipt.currency}, the fund is not",
                remedy=f"Open a fund in {receipt.currency}.",
            )
        order = session.get_one(Order, receipt.order_id)
        found = split(
            regimes()[order.regime]["receipt_kind"], receipt.minor,
            compensation_minor=receipt.compensation_minor, costs_minor=receipt.costs_minor,
            on=receipt.received,
        )  # fmt: skip
        if fund_id is not None and agency not in found.entitled:
            raise Refused(
                f"{agency} has no share in receipt {receipt_id}",
                remedy=f"Those that have: {', '.join(found.entitled)}.",
            )
        lines = {f"receipt:{receipt_id}": -receipt.minor}
        lines["costs"] = receipt.costs_minor
        lines["compensation"] = receipt.compensation_minor
        numbers = []
        for name, minor in found.shares.items():
            if not minor:
                continue
            ours = fund_id if name == agency else None
            row = Share(
                receipt_id=receipt_id, agency=name, minor=minor, currency=receipt.currency,
                rate=found.words, provision=found.provision, fund_id=ours,
            )  # fmt: skip
            session.add(row)
            session.flush()
            numbers.append(row.id)
            lines[f"fund:{ours}" if ours is not None else f"agency:{name}"] = minor
        post(session, receipt.received, f"Shares of receipt {receipt_id}", lines, receipt.currency)
        work.summary = (
            f"Shared receipt {receipt_id} of {written(receipt.minor, receipt.currency)}: "
            f"{found.words}"
        )
        return numbers


def is_shared(session: Session, receipt_id: int) -> bool:
    """Whether a receipt was posted; one that is all compensation has no share and is, too.

    It stays so when the posting is reversed: its shares stand and are not allocated again.
    """
    posted = select(LedgerLine.id).where(LedgerLine.account == f"receipt:{receipt_id}")
    return session.scalars(posted).first() is not None


def unspent(session: Session, share: Share) -> int:
    """How much of a share no instalment has been paid from yet, in minor units."""
    used = session.scalar(
        select(func.sum(InstalmentSource.minor)).where(InstalmentSource.share_id == share.id)
    )
    return share.minor - int(used or 0)

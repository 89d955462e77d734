"""Funds: pots of money with an owner, a balance, and what they may be spent on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment.ledger import balance_of
from workbench.reinvestment.programmes import kinds as programme_kinds
from workbench.store.tables import Fund


def add_fund(
    case: Case,
    name: str,
    owner: str,
    *,
    kinds: Sequence[str] = (),
    restriction: str = "",
    currency: str = "GBP",
) -> int:
    """Open a fund and return its number; `kinds` limits which programmes it may pay for.

    Raises:
        Refused: for a blank name or owner, or an unknown kind of programme or currency.
    """
    if not name.strip() or not owner.strip():
        raise Refused("a fund needs a name and an owner")
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise Refused(f"{currency} is no ISO 4217 currency", where=name.strip(), remedy="Use GBP.")
    for kind in kinds:
        if kind not in programme_kinds():
            raise Refused(f"{kind} is no kind of programme")
    with case.change("fund", f"Opened the fund {name.strip()} ({owner.strip()})") as work:
        row = Fund(
            name=name.strip(), owner=owner.strip(), kinds="\n".join(kinds),
            restriction=restriction, currency=currency,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id


def fund_of(session: Session, fund_id: int) -> Fund:
    """The fund with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Fund, fund_id)
    if row is None:
        raise Refused(f"there is no fund {fund_id}", remedy="List them with: grants CASE")
    return row


def held(session: Session, fund_id: int) -> int:
    """What a fund holds now, in minor units."""
    return balance_of(session, f"fund:{fund_id}")


def may_pay_for(fund: Fund, kind: str) -> bool:
    """Whether a fund's restriction lets it pay for a kind of programme."""
    return not fund.kinds or kind in fund.kinds.split("\n")

"""Funds: pots of money with an owner, a balance, and what they may be spent on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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
    not_for: Sequence[str] = (),
    restriction: str = "",
    currency: str = "GBP",
    ends: date | None = None,
    return_to: str = "",
    bid_limit_minor: int | None = None,
    final_approver: str = "",
    cost_code: str = "",
) -> int:
    """Open a fund and return its number.

    `kinds` are the only kinds of programme that it may pay for, `not_for` those that it never
    pays for, as where recovered money may not be spent on the police itself.

    `ends` is the last day on which it may be spent, `return_to` to whom what is left goes
    back. A fund of small grants has a `bid_limit_minor` and, often, a `final_approver`.

    Raises:
        Refused: for a blank name or owner, an unknown kind of programme or currency, or a
            limit of nothing.
    """
    if not name.strip() or not owner.strip():
        raise Refused("a fund needs a name and an owner")
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise Refused(f"{currency} is no ISO 4217 currency", where=name.strip(), remedy="Use GBP.")
    if bid_limit_minor is not None and bid_limit_minor <= 0:
        raise Refused("a limit of bids is above nothing", where=name.strip())
    with case.change("fund", f"Opened the fund {name.strip()} ({owner.strip()})") as work:
        known = programme_kinds(work.session)
        for kind in (*kinds, *not_for):
            if kind not in known:
                raise Refused(
                    f"{kind} is no kind of programme", remedy=f"Use one of: {', '.join(known)}."
                )
        lines = (*kinds, *(f"{_NOT}{kind}" for kind in not_for))
        row = Fund(
            name=name.strip(), owner=owner.strip(), kinds="\n".join(lines),
            restriction=restriction, currency=currency, ends=ends, return_to=return_to.strip(),
            bid_limit_minor=bid_limit_minor, cost_code=cost_code.strip(),
            final_approver=" ".join(final_approver.split()),
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
    only, never = kinds_of(fund)
    return kind not in never and (not only or kind in only)


def kinds_of(fund: Fund) -> tuple[list[str], list[str]]:
    """The only kinds of programme that a fund pays for (none: any), and those it never does."""
    lines = fund.kinds.split("\n") if fund.kinds else []
    only = [line for line in lines if not line.startswith(_NOT)]
    return only, [line.removeprefix(_NOT) for line in lines if line.startswith(_NOT)]


#: How a fund's kinds say what it never pays for.
_NOT = "not for: "

"""Where every pound is, by currency: what came in against what the ledger says became of it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.reinvestment.instalments import promised_of
from workbench.reinvestment.reconcile import differences
from workbench.store.tables import (
    ArisPayment,
    ClawBack,
    Deposit,
    Fund,
    Grant,
    Instalment,
    LedgerLine,
    Outcome,
    Receipt,
)

#: What came in: (key, words).
CAME_IN: Final = (
    ("received_minor", "Received"),
    ("deposited_minor", "Paid into our funds by others"),
)
#: What became of it, in the order of a page: (key, words, account of the ledger).
PLACES: Final = (
    ("costs_minor", "Costs of recovery, met first", "costs"),
    ("compensation_minor", "Compensation to victims, met first", "compensation"),
    ("top_slice_minor", "Top slice of the Home Office", "top-slice"),
    ("consolidated_minor", "Above the cap, to the Consolidated Fund", "consolidated-fund"),
    ("other_agencies_minor", "Shares of other agencies under ARIS", "agency"),
    ("spent_minor", "Paid out in grants", "grant"),
    ("returned_minor", "Returned unspent", "returned"),
    ("held_minor", "Held in our funds", "fund"),
    ("waiting_minor", "Received and not shared yet", ""),
)
#: Parts of the above, for information; they are in no sum.
ASIDE: Final = (
    ("clawed_back_minor", "Came back of what was paid"),
    ("with_outcome_minor", "Spent on grants with an outcome"),
    ("without_outcome_minor", "Spent on grants without an outcome yet"),
    ("promised_minor", "Held, and promised to grants"),
    ("free_minor", "Held, and promised to nobody"),
    ("home_office_paid_minor", "Paid by the Home Office"),
    ("home_office_owes_minor", "Shared into our funds, and not paid by the Home Office yet"),
    ("home_office_unmatched_minor", "Paid by the Home Office, and matched by no share"),
)
_WHERE: Final = {account: key for key, _, account in PLACES if account}
_KEYS: Final = tuple(key for group in (CAME_IN, PLACES, ASIDE) for key, *_ in group)


def totals(session: Session) -> dict[str, Any]:
    """Every place by currency, in minor units.

    `unaccounted_minor` is what came in, as the receipts and deposits say, less what became of
    it, as the ledger says. It is nothing, and whatever prints the places prints it too.
    """
    found: dict[str, dict[str, int]] = {}

    def of(currency: str) -> dict[str, int]:
        return found.setdefault(currency, dict.fromkeys(_KEYS, 0))

    accounts = session.execute(
        select(LedgerLine.account, LedgerLine.currency, func.sum(LedgerLine.minor)).group_by(
            LedgerLine.account, LedgerLine.currency
        )
    ).all()
    posted = {account for account, _, minor in accounts if minor}
    for receipt in session.scalars(select(Receipt)):
        of(receipt.currency)["received_minor"] += receipt.minor
        if f"receipt:{receipt.id}" not in posted:
            of(receipt.currency)["waiting_minor"] += receipt.minor
    for given in session.scalars(select(Deposit)):
        of(given.currency)["deposited_minor"] += given.minor
    for account, currency, minor in accounts:
        place = _WHERE.get(account.partition(":")[0])
        if place is not None:
            of(currency)[place] += int(minor)
    for row in found.values():
        placed = sum(row[key] for key, *_ in PLACES)
        row["unaccounted_minor"] = sum(row[key] for key, _ in CAME_IN) - placed
    _aside(session, found, {account: int(minor) for account, _, minor in accounts})
    return {currency: {"currency": currency, **row} for currency, row in sorted(found.items())}


def _aside(session: Session, found: dict[str, dict[str, int]], balances: dict[str, int]) -> None:
    """What is told beside the sum: of what is spent, of what is held, and the Home Office."""
    # An outcome of no one grant is of its whole programme.
    shown = {(o.programme_id, o.grant_id) for o in session.scalars(select(Outcome))}
    spent = session.execute(
        select(Grant.id, Grant.programme_id, Grant.currency)
        .join(Instalment, Instalment.grant_id == Grant.id)
        .where(Instalment.paid.is_not(None))
        .distinct()
    )
    for grant_id, programme_id, currency in spent:
        known = shown & {(programme_id, grant_id), (programme_id, None)}
        key = "with_outcome_minor" if known else "without_outcome_minor"
        found[currency][key] += balances.get(f"grant:{grant_id}", 0)
    for minor, currency in session.execute(
        select(ClawBack.minor, Instalment.currency).join(
            Instalment, Instalment.id == ClawBack.instalment_id
        )
    ):
        found[currency]["clawed_back_minor"] += minor
    for fund in session.scalars(select(Fund)):
        if fund.currency in found:
            row = found[fund.currency]
            row["promised_minor"] += promised_of(session, fund.id)
    for payment in session.scalars(select(ArisPayment)):
        if payment.currency in found:
            found[payment.currency]["home_office_paid_minor"] += payment.minor
    for difference in differences(session):
        if difference.currency in found:
            row = found[difference.currency]
            row["home_office_owes_minor"] += max(0, -difference.minor)
            row["home_office_unmatched_minor"] += max(0, difference.minor)
    for row in found.values():
        row["free_minor"] = row["held_minor"] - row["promised_minor"]

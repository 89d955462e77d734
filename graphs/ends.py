"""What became of marked money, in the words that a printed trace and a kept one have for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphs.ledger import OPENING
from graphs.things import LOAN, LOAN_KIND, SPENT, SPENT_KIND
from workbench.records.account_words import account_said
from workbench.records.counterparty import CASH_OUT


def in_account(one: dict[str, Any]) -> str:
    """Where what is held is: outside the records nobody knows what became of it since."""
    account: str = one["account"]
    if one["held"]:
        return f"is still in {account}"
    if account.startswith(CASH_OUT):
        return f"left the records as cash out of {account.removeprefix(CASH_OUT)}"
    return f"left the records with {account_said(account)}"


def repaid(debt: str) -> str:
    """Which debt it repaid."""
    if debt.startswith(OPENING):
        return f"repaid the overdraft with which {debt.removeprefix(OPENING)} opened"
    if debt.startswith(LOAN):
        return f"repaid a loan by payment {debt.removeprefix(LOAN)}"
    return f"repaid what payment {debt} took on credit"


def ended(one: dict[str, Any]) -> str:
    """What it repaid, or that it was spent."""
    return repaid(one["debt"]) if "debt" in one else f"spent by payment {one['payment']}"


def claimed(one: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    """A claim backwards, as (what is claimed and where it is now, minor, currency)."""
    on = f"is claimed on what payment {one['payment']} bought on credit"
    for now in one["into"]:
        if "debt" in now:
            where = f"it {repaid(now['debt'])}"
        elif now["asset"]:
            where = f"it is in asset {now['asset']}"
        elif now["kind"] == "account":
            where = f"it {in_account(now)}"
        elif now["kind"] == LOAN_KIND:
            where = f"it {repaid(now['account'])}"
        elif now["kind"] == SPENT_KIND:
            where = f"it was spent by payment {now['account'].removeprefix(SPENT)}"
        else:
            where = "it is with the buyer of a thing"
        yield f"{on}: {where}", now["minor"], now["currency"]

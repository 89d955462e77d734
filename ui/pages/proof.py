"""Whether the records hold: each account whose statements are held, its sums, breaks and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui.models.columns import Column, Kind, Row
from ui.words import counted, day_written
from workbench.case import Case
from workbench.progress import Report
from workbench.records.accounts import AccountSummary, accounts
from workbench.records.prove import NOT_CHECKABLE, NOT_RECONCILED


def _tone(row: Row) -> str:
    return "wrong" if row["verdict"] == NOT_RECONCILED else ""


def _closing(row: Row) -> str:
    return f"account:{row['account']}:closing" if row["closing"] is not None else ""


def _sum(key: str, title: str, **more: Any) -> Column:
    return Column(key=key, title=title, kind=Kind.MONEY, width=108, **more)


COLUMNS = (
    Column(key="account", title="Account", width=142),
    Column(key="name", title="Name", width=130, stretch=True),
    Column(key="verdict", title="Verdict", width=144, tone=_tone),
    Column(key="locked", title="Locked", width=80,
           tip="Statements that are proved: their rows are locked against any change"),
    Column(key="wrong", title="Breaks and missing days", width=200, tone=_tone),
    Column(key="entries", title="Rows", kind=Kind.NUMBER, width=64),
    Column(key="first", title="First", kind=Kind.DATE, width=96),
    Column(key="last", title="Last", kind=Kind.DATE, width=96),
    _sum("opening", "Opening"),
    _sum("in", "In"),
    _sum("out", "Out"),
    _sum("closing", "Closing", figure=_closing),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """The accounts as rows, and how they stand in words; `broken` if any does not add up."""

    rows: tuple[dict[str, Any], ...]
    said: str
    broken: bool


def prove(case: Case, report: Report) -> Proof:
    """Add up every held account."""
    report(0, 0, "Adding up the accounts")
    held = [account for account in accounts(case) if account.held]
    checkable = [a for a in held if a.verdict != NOT_CHECKABLE]
    proved = sum(a.verdict != NOT_RECONCILED for a in checkable)
    breaks = sum(len(a.breaks) for a in held)
    gaps = [f"{a.account} {days}" for a in held for days in _gaps(a)]
    said = []
    if held:
        said.append(
            f"{proved:,} of {counted(len(checkable), 'account')} with printed balances proved"
            if checkable
            else f"{counted(len(held), 'account')} held, none with printed balances to prove"
        )
    if unprinted := len(held) - len(checkable):
        said.append(
            f"{counted(unprinted, 'account')} without printed balances" if checkable else ""
        )
    if locked := sum(a.locked for a in held):
        said.append(f"{counted(locked, 'statement')} proved and locked")
    if breaks:
        said.append(f"{counted(breaks, 'break')} to look at")
    if gaps:
        said.append(f"Missing: {'; '.join(gaps[:3])}{' and more' if gaps[3:] else ''}")
    text = ". ".join(filter(None, said))
    return Proof(tuple(map(_row, held)), f"{text}." if text else "", breaks > 0)


def _gaps(account: AccountSummary) -> list[str]:
    return [f"from {day_written(a)} to {day_written(b)}" for a, b in account.gaps]


def _row(account: AccountSummary) -> dict[str, Any]:
    broken = [str(found["where"]) for found in account.breaks]
    gaps = [f"missing {days}" for days in _gaps(account)]
    sums = {
        "opening": account.opening_minor, "in": account.in_minor, "out": account.out_minor,
        "closing": account.closing_minor,
    }  # fmt: skip
    return {
        "id": account.account, "account": account.account, "name": account.name,
        "entries": account.entries, "first": account.first, "last": account.last,
        "verdict": account.verdict, "locked": _locked(account),
        "wrong": "; ".join((*broken, *gaps)), **sums,
        **{f"{key}:currency": account.currency for key in sums},
    }  # fmt: skip


def _locked(account: AccountSummary) -> str:
    """How many of its statements are proved and locked."""
    if not account.locked:
        return ""
    if account.locked == account.statements:
        return f"all {account.locked:,}" if account.locked > 1 else "yes"
    return f"{account.locked:,} of {account.statements:,}"

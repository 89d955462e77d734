"""What moved in the books in a period, read from the ledger: each fund's way from day to day.

Everything that a finance report, a funder's return and open data say of money is added up here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.report import ALWAYS
from exports.schedules.schedule import Amount, Column, Row, Schedule
from workbench.recovery.orders import regimes
from workbench.reinvestment.totals import CAME_IN, PLACES, totals
from workbench.store.tables import (
    Deposit,
    Fund,
    LedgerEntry,
    LedgerLine,
    Order,
    Receipt,
)

#: How money comes into a fund and leaves it, in the order of a page: (key, words).
WAYS: Final = (
    ("shared", "Shares of receipts"),
    ("deposited", "Paid in by others"),
    ("paid", "Paid out in grants"),
    ("came_back", "Came back"),
    ("returned", "Returned or kept"),
)
#: Whose a leg of a sharing is, other than an agency or a fund.
BEFORE: Final = {
    "costs": "Costs of recovery",
    "compensation": "Compensation to victims",
    "top-slice": "Top slice of the Home Office",
    "consolidated-fund": "Above the cap, to the Consolidated Fund",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a posted receipt: to whom it went; below nothing where it was taken back."""

    on: date
    receipt: int
    power: str  # the title of the order's regime, never the order itself
    account: str
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Move:
    """Money into a fund (above nothing) or out of it (below)."""

    on: date
    fund: int
    way: str  # one of WAYS
    other: str  # the account on the other side
    minor: int
    currency: str


@dataclass(slots=True)
class Stretch:
    """A fund over some days: opening + what came and went = closing."""

    opening: int = 0
    ways: dict[str, int] = field(default_factory=lambda: {key: 0 for key, _ in WAYS})

    @property
    def closing(self) -> int:
        """What it held at the end of the last day."""
        return self.opening + sum(self.ways.values())


def power_of(regime: str) -> str:
    """The kind of power under which money was recovered."""
    return str(regimes()[regime]["title"])


def _entries(session: Session) -> list[tuple[date, list[LedgerLine]]]:
    lines: dict[int, list[LedgerLine]] = defaultdict(list)
    for line in session.scalars(select(LedgerLine).order_by(LedgerLine.id)):
        lines[line.entry_id].append(line)
    entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.on, LedgerEntry.id))
    return [(entry.on, lines[entry.id]) for entry in entries]


def legs(session: Session) -> list[Leg]:
    """Every leg of every posted receipt, oldest first; together they are what was posted."""
    powers = {
        receipt: power_of(regime)
        for receipt, regime in session.execute(
            select(Receipt.id, Order.regime).join(Order, Order.id == Receipt.order_id)
        )
    }
    found = []
    for on, lines in _entries(session):
        receipt = next((number for line in lines if (number := _receipt(line)) is not None), None)
        if receipt is not None:
            found += [
                Leg(on, receipt, powers[receipt], line.account, line.minor, line.currency)
                for line in lines
                if _receipt(line) is None
            ]
    return found


def _receipt(line: LedgerLine) -> int | None:
    kind, _, number = line.account.partition(":")
    return int(number) if kind == "receipt" else None


def moves(session: Session) -> list[Move]:
    """Every movement of every fund, oldest first; together they are what the funds hold."""
    found = []
    for on, lines in _entries(session):
        ours = [line for line in lines if line.account.startswith("fund:")]
        others = [line.account for line in lines if not line.account.startswith("fund:")]
        for line in ours:
            way, other = _way(line, others)
            fund = int(line.account.partition(":")[2])
            found.append(Move(on, fund, way, other, line.minor, line.currency))
    return found


def _way(line: LedgerLine, others: list[str]) -> tuple[str, str]:
    for account in others:
        kind = account.partition(":")[0]
        if kind == "receipt":
            return "shared", account
        if kind == "deposit":
            return "deposited", account
        if kind == "grant":
            return ("paid" if line.minor < 0 else "came_back"), account
    return "returned", others[0]


def stretch(found: list[Move], fund: int, start: date | None, end: date | None) -> Stretch:
    """One fund from `start` to `end`, both days included."""
    made = Stretch()
    for move in found:
        if move.fund != fund or (end is not None and move.on > end):
            continue
        if start is not None and move.on < start:
            made.opening += move.minor
        else:
            made.ways[move.way] += move.minor
    return made


def totals_on(session: Session, end: date) -> dict[str, dict[str, int]]:
    """Where every pound was at the end of a day, by currency, as `totals` says it of today."""
    found: dict[str, dict[str, int]] = {}
    where = {account: key for key, _, account in PLACES if account}

    def of(currency: str) -> dict[str, int]:
        keys = (key for group in (CAME_IN, PLACES) for key, *_ in group)
        return found.setdefault(currency, dict.fromkeys(keys, 0))

    posted: dict[str, int] = defaultdict(int)
    for on, lines in _entries(session):
        for line in lines if on <= end else ():
            place = where.get(line.account.partition(":")[0])
            if place is not None:
                of(line.currency)[place] += line.minor
            posted[line.account] += line.minor
    for receipt in session.scalars(select(Receipt).where(Receipt.received <= end)):
        of(receipt.currency)["received_minor"] += receipt.minor
        if not posted[f"receipt:{receipt.id}"]:
            of(receipt.currency)["waiting_minor"] += receipt.minor
    for given in session.scalars(select(Deposit).where(Deposit.on <= end)):
        of(given.currency)["deposited_minor"] += given.minor
    for row in found.values():
        placed = sum(row[key] for key, *_ in PLACES)
        row["unaccounted_minor"] = sum(row[key] for key, _ in CAME_IN) - placed
    return found


def whole(session: Session, end: date, then: str) -> Schedule:
    """Where every pound is: at the end of a day, and by all that is recorded."""
    now, was = totals(session), totals_on(session, end)
    rows: list[Row] = []
    for code, row in now.items():
        old = was.get(code, {})
        for name, words, *_ in (*CAME_IN, *PLACES):
            if name in ALWAYS or row[name] or old.get(name):
                side = "Came in" if name in dict(CAME_IN) else "Of that"
                rows.append((side, words, Amount(old.get(name, 0), code), Amount(row[name], code)))
        rows.append(
            (
                "Left over", "Unaccounted for", Amount(old.get("unaccounted_minor", 0), code),
                Amount(row["unaccounted_minor"], code, f"unaccounted:{code}"),
            )
        )  # fmt: skip
    return Schedule(
        "whole", "Where every pound is",
        "What came in, less each line of what became of it, is what is unaccounted for: nothing. "
        "What came in is read from receipts and deposits, the rest from the ledger.",
        (
            Column("Side", share=0.6), Column("What", share=2), Column(then, "money"),
            Column("As recorded now", "money"),
        ),
        tuple(rows), "No money has come in yet.",
    )  # fmt: skip


def funds_over(session: Session, start: date, end: date, *, only: int | None = None) -> Schedule:
    """Each fund: opening, what came and went, closing."""
    known = moves(session)
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    for fund in session.scalars(select(Fund).order_by(Fund.id)):
        if only not in (None, fund.id):
            continue
        one, now = stretch(known, fund.id, start, end), stretch(known, fund.id, None, None)
        figure = f"fund:{fund.id}" if one.closing == now.closing else ""
        line = [one.opening, *(one.ways[key] for key, _ in WAYS), one.closing]
        cells = [Amount(minor, fund.currency) for minor in line[:-1]]
        rows.append((fund.name, fund.owner, *cells, Amount(one.closing, fund.currency, figure)))
        before = sums.setdefault(fund.currency, [0] * len(line))
        sums[fund.currency] = [a + b for a, b in zip(before, line, strict=True)]
    return Schedule(
        "funds", "Funds",
        "Opening, and what came in (above nothing) or went out (below): together the closing.",
        (
            Column("Fund", share=1.6), Column("Owner"), Column("Opening", "money"),
            *(Column(words, "money") for _, words in WAYS), Column("Closing", "money"),
        ),
        tuple(rows), "No fund is open.", total_of(sums, ("All funds", "")), wide=True,
    )  # fmt: skip


def total_of(sums: dict[str, list[int]], first: tuple[Any, ...]) -> Row | None:
    """A line of sums, where everything is in one currency: pounds and euros make no sum."""
    if len(sums) != 1:
        return None
    [(code, line)] = sums.items()
    return (*first, *(Amount(minor, code) for minor in line))

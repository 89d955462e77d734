"""How quick the record tables are over a million rows, and how long they hold the window up.

python benchmarks/tables.py [ROWS]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import String, insert

from workbench.case import Case
from workbench.store.tables import Account, Base, Entry, SourceFile, Statement

SHOPS = ("TESCO STORES 2231", "SHELL OLDBURY", "GREGGS PLC", "CAFÉ ZOË", "BOOTS", "Łukasz & Söhne")
ACCOUNTS = 40


def whole(table: type[Base], **values: Any) -> dict[str, Any]:
    """A row of `table`: what is not said here, and must be something, is nothing."""
    missing = {
        c.name: "" if isinstance(c.type, String) else 0
        for c in table.__table__.columns
        if not c.nullable and c.default is None and c.name not in values
    }
    return missing | values


def _entries(first: int, last: int, dice: Random) -> Iterator[dict[str, Any]]:
    begun = date(2004, 1, 1)
    for number in range(first, last):
        account = number % ACCOUNTS + 1
        yield whole(
            Entry, id=number, account_id=account, statement_id=account, file_id=1, row=number,
            place=f"line {number + 1}", position=number, date=begun + timedelta(days=number // 150),
            minor=dice.randrange(-2_000_000, 2_000_000) or 1, currency="GBP",
            balance_minor=dice.randrange(0, 9_000_000), type_raw="DEB",
            narrative=f"{dice.choice(SHOPS)} {dice.randrange(10**6):06}",
            reference=f"R{dice.randrange(10**6)}", category="", rule="", category_rule="", zone="",
            confidence=0, type="", counterparty="", counterparty_sort_code="",
            counterparty_number="", counterparty_iban="", external_id="",
        )  # fmt: skip


def make_case(place: Path, rows: int) -> Case:
    """A case with this many entries, put there directly."""
    case = Case.create(place, name="Tables")
    dice = Random(20260301)
    with case.change("load", "Loaded entries") as work:
        c = work.connection
        c.execute(insert(SourceFile), [
            whole(SourceFile, id=1, name="all.csv", sha256="0" * 64, layout="lloyds", format="CSV",
                  currency="GBP", notes="[]", exhibit="", encoding="UTF-8")
        ])  # fmt: skip
        c.execute(insert(Account), [
            whole(Account, id=i, key=f"20-00-{i:02} 12345678", currency="GBP", held=True, name="",
                  institution="", sort_code="", number="", iban="")
            for i in range(1, ACCOUNTS + 1)
        ])  # fmt: skip
        c.execute(insert(Statement), [
            whole(Statement, id=i, file_id=1, account_id=i, balances="none", verdict="",
                  rows_order="", breaks="[]", sequence="")
            for i in range(1, ACCOUNTS + 1)
        ])  # fmt: skip
        for first in range(1, rows + 1, 50_000):
            chunk = list(_entries(first, min(first + 50_000, rows + 1), dice))
            c.execute(insert(Entry), chunk)
        work.command = {"name": "load"}
    return case

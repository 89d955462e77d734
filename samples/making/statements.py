"""The fourteen months played through, cut into statements and written in the banks' layouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from making import layouts, workbooks
from making.days import GAP, every_day
from making.dice import Dice
from making.living import live
from making.people import ACCOUNTS, Account
from making.rows import Books, Row
from making.scheme import scheme

SEED = 41726


@dataclass(frozen=True)
class Statement:
    """One file: whose, for which days, and the rows in it, oldest first."""

    path: str  # below the case's folder
    account: Account
    first: date
    last: date
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class World:
    """Everything that happened, and what of it the files show."""

    books: Books
    bought: tuple[tuple[str, Row], ...]
    statements: tuple[Statement, ...]

    @property
    def visible(self) -> list[Row]:
        """Every row that stands in a file, in order of loading, each file oldest first."""
        return [row for statement in self.statements for row in statement.rows]

    @property
    def marks(self) -> list[Row]:
        """The criminal payments in order of time, which is the order of marking."""
        found = [row for row in self.visible if row.why]
        return sorted(found, key=lambda row: (row.day, row.minute, row.order))


def play() -> World:
    """Live the fourteen months from the one seed."""
    books, dice = Books(), Dice(SEED)
    bought: list[tuple[str, Row]] = []
    for day in every_day():
        bought += scheme(day, books, dice)
        live(day, books, dice)
    overdrawn = {
        row.account for account in ACCOUNTS for row in books.of(account.id) if row.balance < 0
    }
    assert overdrawn == {"CP1"}, overdrawn
    return World(books, tuple(bought), tuple(_cut(books)))


def _cut(books: Books) -> list[Statement]:
    found = []
    for account in ACCOUNTS:
        rows = books.of(account.id)
        suffix = "xlsx" if account.workbook else "csv"
        for first, last in account.periods:
            path = f"statements/{account.slug}-{first:%Y-%m}-to-{last:%Y-%m}.{suffix}"
            part = tuple(row for row in rows if first <= row.day <= last)
            found.append(Statement(path, account, first, last, part))
        shown = sum(len(statement.rows) for statement in found if statement.account is account)
        hidden = [row for row in rows if GAP[0] <= row.day <= GAP[1]] if account.id == "KO2" else []
        assert shown + len(hidden) == len(rows), account.id
    return found


def write(world: World, folder: Path) -> None:
    """Write every statement below `folder`, and note in each row where it stands."""
    for statement in world.statements:
        account, rows = statement.account, list(statement.rows)
        if account.workbook:
            content = workbooks.WRITERS[account.bank](account, rows)
        else:
            content = layouts.WRITERS[account.bank](account, rows, statement.first)
        for row in rows:
            row.file = statement.path
        path = folder / statement.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

"""What is stored of a statement's proof is what its entries prove now."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from workbench.case import Case
from workbench.money import written
from workbench.records.prove import CLOSING_STATED, OPENING_STATED, prove
from workbench.records.reading import Entry, ProofRule
from workbench.store import tables as t

_PROVED_FROM = (
    t.Entry.row, t.Entry.place, t.Entry.date, t.Entry.time, t.Entry.minor, t.Entry.currency,
    t.Entry.balance_minor,
)  # fmt: skip


def false_verdicts(case: Case) -> Iterator[str]:
    """Statements whose verdict, opening or closing is not what their entries give.

    Left out are statements that stand partly in another file's entries, whose sums are asked of
    by themselves, and those that agree only within the rounding of their source.
    """
    with case.read() as connection:
        elsewhere = {
            tuple(row)
            for row in connection.execute(
                select(t.EntryPlace.file_id, t.Entry.account_id)
                .join(t.Entry, t.Entry.id == t.EntryPlace.entry_id)
                .distinct()
            )
        }
        statements = {
            one.id: one
            for one in connection.execute(
                select(t.Statement.__table__, t.Account.key, t.Account.currency)
                .join(t.Account, t.Account.id == t.Statement.account_id)
                .order_by(t.Statement.id)
            )
            if (one.file_id, one.account_id) not in elsewhere and not one.rounded
        }
        seen = set()
        for number, entries in _entries(connection):
            seen.add(number)
            if number in statements:
                yield from _false(statements[number], entries)
    for number in statements.keys() - seen:
        yield from _false(statements[number], ())


def _entries(connection: Connection) -> Iterator[tuple[int, tuple[Entry, ...]]]:
    """The entries of each statement, in the order of its file."""
    found = connection.execution_options(yield_per=10_000).execute(
        select(t.Entry.statement_id, *_PROVED_FROM).order_by(
            t.Entry.statement_id, t.Entry.row, t.Entry.position
        )
    )
    for number, rows in groupby(found, key=lambda row: int(row[0])):
        yield number, tuple(Entry(*row[1:]) for row in rows)


def _false(stored: Any, entries: tuple[Entry, ...]) -> Iterator[str]:
    opening, closing = stored.opening_minor, stored.closing_minor
    ends = {
        "stated": ((opening, closing),),
        OPENING_STATED: ((opening, None),),
        CLOSING_STATED: ((None, closing),),
        # what the file stated besides its rows' balances is one end, or neither
    }.get(stored.balances, ((None, None), (opening, None), (None, closing)))
    rule = ProofRule(within_day=stored.rows_order == "by balance within the day")
    said = (stored.verdict, opening, closing, stored.checked)
    for first, last in ends:
        proof = prove(entries, opening_minor=first, closing_minor=last, rule=rule)
        if (proof.verdict, proof.opening_minor, proof.closing_minor, proof.checked) == said:
            return
    first, last = ends[0]
    proof = prove(entries, opening_minor=first, closing_minor=last, rule=rule)
    yield (
        f"statement {stored.id} of {stored.key} is called {stored.verdict} from "
        f"{_written(opening, stored)} to {_written(closing, stored)}, {stored.checked:,} balances "
        f"tested; its entries give {proof.verdict} from {_written(proof.opening_minor, stored)} to "
        f"{_written(proof.closing_minor, stored)}, {proof.checked:,} tested"
    )


def _written(minor: int | None, of: Any) -> str:
    return "no balance" if minor is None else written(minor, of.currency)

"""What the entries of a case add up to by category, with what is not yet explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import func, select

from workbench.case import Case
from workbench.records.categories import NONE, UNEXPLAINED, categories, title_of
from workbench.records.categorise import Wanted, category_reason, effective_category
from workbench.store import tables as t


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """All entries of one category in one currency; `out_minor` is positive."""

    category: str
    currency: str
    entries: int
    in_minor: int
    out_minor: int

    @property
    def title(self) -> str:
        """What the category is called."""
        return title_of(self.category)

    @property
    def head(self) -> str:
        """Income, expenditure, transfer, or empty."""
        known = categories().get(self.category)
        return known.head if known else ""

    def figure(self, way: str, account: str = "") -> str:
        """The figure that explains the sum that went "in" or "out"."""
        return f"category:{self.currency}:{self.category or NONE}:{way}::{account}".rstrip(":")

    def as_data(self) -> dict[str, Any]:
        """The total as JSON-ready data."""
        return {
            "category": self.category or NONE, "title": self.title, "head": self.head,
            "currency": self.currency, "entries": self.entries, "in_minor": self.in_minor,
            "out_minor": self.out_minor,
        }  # fmt: skip


def category_totals(
    case: Case, *, account: str = "", first: date | None = None, last: date | None = None
) -> tuple[CategoryTotal, ...]:
    """The totals of each currency: what is not yet explained first, then the largest.

    The remainder is there even where it is nothing, so that its absence is said.
    """
    wanted = Wanted(account=account, first=first, last=last)
    standing = (
        select(
            t.Entry.currency, t.Entry.minor, effective_category().label("category")
        )
        .where(*wanted.conditions())
        .subquery()
    )  # fmt: skip
    minor = standing.c.minor
    with case.read() as connection:
        rows = connection.execute(
            select(
                standing.c.category, standing.c.currency, func.count(),
                func.sum(when((minor > 0, minor), else_=0)),
                func.sum(when((minor < 0, -minor), else_=0)),
            ).group_by(standing.c.category, standing.c.currency)
        ).all()  # fmt: skip
    found = [CategoryTotal(c, money, n, int(i), int(o)) for c, money, n, i, o in rows]
    for currency in {one.currency for one in found}:
        if not any(one.currency == currency and one.category == UNEXPLAINED for one in found):
            found.append(CategoryTotal(UNEXPLAINED, currency, 0, 0, 0))
    return tuple(sorted(found, key=_order))


def _order(one: CategoryTotal) -> tuple[Any, ...]:
    known = one.category != UNEXPLAINED
    return (one.currency, known, -(one.in_minor + one.out_minor), one.category)


@dataclass(frozen=True, slots=True)
class CategorisedEntry:
    """One entry with the category that stands for it, and what gave it."""

    key: str
    date: date
    account: str
    minor: int
    currency: str
    narrative: str
    counterparty: str
    category: str
    reason: str
    rule: str
    confidence: int

    def as_data(self) -> dict[str, Any]:
        """The entry as JSON-ready data."""
        return {
            "entry": self.key, "date": self.date.isoformat(), "account": self.account,
            "minor": self.minor, "currency": self.currency, "narrative": self.narrative,
            "counterparty": self.counterparty, "category": self.category or NONE,
            "by": self.reason, "narrative_rule": self.rule, "confidence": self.confidence,
        }  # fmt: skip


def entries_of(case: Case, wanted: Wanted, *, limit: int = 0) -> Iterator[CategorisedEntry]:
    """The entries that are meant, oldest first; at most `limit` where it is given."""
    row = t.Entry
    place = func.row_number().over(partition_by=(row.file_id, row.row), order_by=row.id)
    numbered = select(row.id, place.label("place")).subquery()
    chosen = (
        select(
            row.file_id, row.row, numbered.c.place, row.date, t.Account.key, row.minor,
            row.currency, row.narrative, row.counterparty, effective_category(),
            category_reason(), row.rule, row.confidence,
        )
        .join(numbered, numbered.c.id == row.id)
        .join(t.Account, t.Account.id == row.account_id)
        .where(*wanted.conditions())
        .order_by(row.date, row.position, row.id)
    )  # fmt: skip
    if limit:
        chosen = chosen.limit(limit)
    with case.read() as connection:
        for file, number, twin, *rest in connection.execute(chosen):
            yield CategorisedEntry(f"F{file}-R{number}{'-fee' if twin > 1 else ''}", *rest)

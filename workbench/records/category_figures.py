"""Category totals that answer "why?": by account, by month, down to the entries themselves.

A key is CURRENCY:CATEGORY:WAY:MONTH:ACCOUNT; month and account may be empty.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.records.categories import category_named, title_of
from workbench.records.categorise import Wanted
from workbench.records.category_totals import CategorisedEntry, entries_of

RULE: Final = (
    "The sum of the entries of this category that went this way. A category is an officer's"
    " where one decided, an own transfer's where both sides are held, else a rule's."
)
#: A total of more entries than this is explained by account, then by month, before its entries.
MANY: Final = 100


def _total(book: Book, key: str) -> Figure:
    currency, category, way, month, account = (*key.split(":", 4), "", "", "", "")[:5]
    if way not in {"in", "out"} or not currency:
        raise Refused(f"there is no figure category:{key}")
    entries = _entries(book, category, way, month, account, currency)
    if not entries:
        raise Refused(f"the case has no entries of category:{key}")
    where = f" of {account}" if account else ""
    when = f" in {month}" if month else ""
    return Figure(
        id=f"category:{key}",
        label=f"{title_of(category_named(category))}, {way}{where}{when}:"
        f" {len(entries):,} {'entry' if len(entries) == 1 else 'entries'}",
        minor=sum(abs(one.minor) for one in entries),
        currency=currency,
        rule=RULE,
        because=_because(entries, f"{currency}:{category}:{way}", month, account),
    )


def _entries(
    book: Book, category: str, way: str, month: str, account: str, currency: str
) -> list[CategorisedEntry]:
    try:
        first = date.fromisoformat(f"{month}-01") if month else None
    except ValueError as fault:
        raise Refused(f"{month} is no month", remedy="Write it as 2024-05") from fault
    wanted = Wanted(
        account=account, first=first, last=_last(first), category=category_named(category),
        into=way == "in",
    )  # fmt: skip
    return [one for one in entries_of(book.case, wanted) if one.currency == currency and one.minor]


def _last(first: date | None) -> date | None:
    if first is None:
        return None
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def _because(
    entries: list[CategorisedEntry], start: str, month: str, account: str
) -> tuple[str, ...]:
    if len(entries) > MANY:
        if not account:
            keys = dict.fromkeys(one.account for one in entries)
            return tuple(f"category:{start}:{month}:{key}" for key in keys)
        if not month:
            months: dict[str, int] = defaultdict(int)
            for one in entries:
                months[f"{one.date:%Y-%m}"] += 1
            return tuple(f"category:{start}:{name}:{account}" for name in months)
    return tuple(f"entry:{one.key}" for one in entries)


#: Reached from the table of categories, so that not all of them stand in a pack.
FIGURES: Final[dict[str, Kind]] = {"category": Kind(_total)}

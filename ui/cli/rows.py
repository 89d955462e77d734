"""The rows of the record tables on the command line: the same search and filters as the window."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.models.columns import Column, Kind, Row
from ui.models.listing import Listing
from workbench.case import Case
from workbench.errors import Refused


class Which(Enum):
    """The tables of records."""

    ENTRIES = "entries"
    PAYMENTS = "payments"
    FILES = "files"
    LEFT_ASIDE = "left-aside"
    ACCOUNTS = "accounts"


#: Where a table's name in the window differs.
_KEYS = {Which.LEFT_ASIDE: "not-loaded"}


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(rows)


def rows(
    case: CasePath,
    which: Annotated[Which, typer.Argument(help="Which table.")] = Which.ENTRIES,
    find: Annotated[str, typer.Option(help="Words, amounts or dates; all must occur.")] = "",
    account: Annotated[str, typer.Option(help="Words that the account's key holds.")] = "",
    since: Annotated[str, typer.Option("--from", help="First day: 2024-03-01 or 2024-03.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day.")] = "",
    category: Annotated[str, typer.Option(help="The whole category; = for none.")] = "",
    view: Annotated[str, typer.Option(help="A saved view; the other choices narrow it.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many first.")] = 0,
) -> None:
    """Rows of a table of records, found, filtered and ordered as in the window."""
    from ui.pages.record_tables import TABLES
    from workbench.records.views import View, view_named

    key = _KEYS.get(which, which.value)
    listing = next(known for name, _, known, *_ in TABLES if name == key)
    filters = {
        "account": account,
        "date": f"{since}..{until}" if since or until else "",
        "category": "=" if category == "=" else f"={category}" if category else "",
    }
    with Case.open(case) as opened:
        seen = view_named(opened, key, view) if view else View()
        asked = dict(seen.filters)
        for name, said in filters.items():
            if not said:
                continue
            at = "key" if name == "account" and which is Which.ACCOUNTS else name
            if listing.position(at) < 0:
                raise Refused(f"the table {which.value} has no {name}")
            asked[at] = said
        column = listing.position(seen.sort) if seen.sort else -1
        text = f"{seen.find} {find}".strip()
        wanted = listing.ids(column=column, descending=seen.descending, text=text, filters=asked)
        with opened.read() as connection:
            ids = list(connection.execute(wanted).scalars())
            total = connection.execute(listing.count()).scalar_one()
            page = ids[offset : offset + limit]
            by_id = {
                row["id"]: dict(row) for row in connection.execute(listing.rows(page)).mappings()
            }
    found = [by_id[row_id] for row_id in page]
    hidden = (
        {shown.key for shown in seen.columns if shown.hidden}
        if seen.columns
        else {shown.key for shown in listing.columns if shown.hidden}
    )
    columns = [described for described in listing.columns if described.key not in hidden]
    OUTPUT.show(
        {
            "table": which.value, "total": total, "found": len(ids), "offset": offset,
            "rows": [_as_data(listing, row) for row in found],
        },
        table(
            [f"{c.title}{'£' if c.kind.to_the_right else ''}" for c in columns],
            [[_cell(described, row) for described in columns] for row in found],
            empty="No row has what is asked." if total else "There are none yet.",
        ),
        f"{len(found):,} of {len(ids):,} found, of {total:,}",
    )  # fmt: skip


def _cell(column: Column, row: Row) -> str:
    value = row.get(column.key)
    if column.kind is Kind.MONEY:
        return money(value, column.currency_of(row))
    return column.shown(row)


def _as_data(listing: Listing, row: Row) -> dict[str, Any]:
    """A row as JSON: whole minor units with their currency, ISO dates."""
    data: dict[str, Any] = {"id": row["id"]}
    currency = ""
    for column in listing.columns:
        value = row.get(column.key)
        name = column.key.replace("-", "_")
        if column.kind is Kind.MONEY:
            currency = column.currency_of(row)
            data[name if name == "minor" else f"{name}_minor"] = value
        else:
            data[name] = value.isoformat() if isinstance(value, date) else value
    return {**data, "currency": currency} if currency else data

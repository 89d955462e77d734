"""Recovered money as open data: CSV and JSON with their schema, for anybody to add up again.

It holds no case, order, defendant, officer or account, and no small number.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.annual.screen import Screen
from exports.fund_moves import legs, moves, power_of
from exports.open_tables import SUMS, TABLES, Table, data_package, json_schema
from exports.unnamed import Unnamed
from exports.whole import put
from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment.awards import COMMITTED
from workbench.reinvestment.quarters import quarter_of
from workbench.reinvestment.rows import fund_rows, grant_rows, programme_rows, public_rows, summary
from workbench.reinvestment.suppress import threshold
from workbench.store.tables import Order, Receipt

TITLE: Final = "Recovered money as open data"
SCHEMA: Final = "open-data.schema.json"
#: Columns of text that is this program's own: nobody's name gets into them.
_OURS: Final = frozenset({"quarter", "power", "currency", "to", "state", "rating"})
Rows = list[dict[str, Any]]
#: Columns that name an organisation, which is to be named.
_WHO: Final = frozenset({"recipient", "registration"})


@dataclass(frozen=True, slots=True)
class Published:
    """Where the data stand, how much they are, counts left out, and places of texts withheld."""

    out: str
    tables: int
    rows: int
    left_out: int
    withheld: tuple[str, ...]


def write_open_data(case: Case, out: Path) -> Published:
    """Write every table as CSV and all as one JSON document, with schemas, into a ZIP.

    Raises:
        Refused: for another ending, if money is unaccounted for, or the file cannot be written.
    """
    if out.suffix.casefold() != ".zip":
        raise Refused("the name does not end in .zip", where=str(out), remedy="End it so.")
    found, withheld = open_data(case)
    put(out, _zipped(found))
    hidden = sum(row["left_out"] for row in found["outcomes"])
    rows = sum(len(found[table.name]) for table in TABLES)
    return Published(str(out), len(TABLES), rows, hidden, tuple(withheld))


def open_data(case: Case) -> tuple[dict[str, Any], list[str]]:
    """The whole as one document, which `json_schema` describes, and what was withheld from it.

    Raises:
        Refused: if money is unaccounted for.
    """
    entry, _ = case.head()
    at = datetime.fromisoformat(case.journal(after=entry - 1)[-1].at).astimezone(UTC)
    with case.session() as session:
        made: dict[str, Rows] = {
            "receipts": _receipts(session),
            "shares": _shares(session),
            "deposits": _moved(session, "deposited"),
            "returned": _moved(session, "returned"),
        }
        screen, unnamed = Screen(session), Unnamed(session)
    grants = [g for g in grant_rows(case) if g["approved"] and _public(g)]
    made["funds"] = [
        {**row, "came_back_minor": row["clawed_back_minor"]} for row in fund_rows(case)
    ]
    made["grants"] = [_grant(grant) for grant in grants]
    made["instalments"] = [
        {**part, "grant": g["grant"], "came_back_minor": part["clawed_back_minor"]}
        for g in grants for part in g["instalments"]
    ]  # fmt: skip
    made["outcomes"] = public_rows(case)
    made["totals"] = list(summary(case).values())
    lost = [row["currency"] for row in made["totals"] if row["unaccounted_minor"]]
    if lost:
        raise Refused(
            f"money in {', '.join(lost)} is unaccounted for", where=case.where,
            remedy="See what is wrong with: check CASE",
        )  # fmt: skip
    tables = {table.name: [_only(table, row) for row in made[table.name]] for table in TABLES}
    _screen(
        tables, screen, unnamed, {row["name"]: row["programme"] for row in programme_rows(case)}
    )
    document = {
        "title": TITLE, "version": 1, "recorded": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "about": _about(), "sums": list(SUMS), **tables,
    }  # fmt: skip
    return document, [*screen.withheld, *unnamed.withheld]


def _about() -> list[str]:
    return [
        "Money is in whole minor units (pence), in columns that end in minor.",
        "Quarters are of the financial year, which begins in April: 2026-Q1 is April to June 2026.",
        (
            f"Counts of people from 1 to {threshold() - 1} are left out, and so is what would give "
            "one away."
        ),
        (
            "No case, order, defendant, officer or account is named; a text that would name one is "
            "withheld."
        ),
        (
            "In the CSV files a text that a spreadsheet would run as a formula begins with an "
            "apostrophe; the JSON document has it as it is."
        ),
    ]


def _receipts(session: Session) -> Rows:
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for receipt, regime in session.execute(
        select(Receipt, Order.regime).join(Order, Order.id == Receipt.order_id)
    ):
        line = sums[quarter_of(receipt.received), power_of(regime), receipt.currency]
        parts = (receipt.minor, receipt.costs_minor, receipt.compensation_minor)
        for place, minor in enumerate(parts):
            line[place] += minor
    return [
        {
            "quarter": quarter, "power": power, "received_minor": line[0], "costs_minor": line[1],
            "compensation_minor": line[2], "currency": currency,
        }
        for (quarter, power, currency), line in sorted(sums.items())
    ]  # fmt: skip


def _shares(session: Session) -> Rows:
    sums: dict[tuple[str, str, str, int, str], int] = defaultdict(int)
    for leg in legs(session):
        kind, _, name = leg.account.partition(":")
        to = name if kind == "agency" else kind
        fund = int(name) if kind == "fund" else 0
        sums[quarter_of(leg.on), leg.power, to, fund, leg.currency] += leg.minor
    return [
        {
            "quarter": quarter, "power": power, "to": to, "fund": fund or None, "minor": minor,
            "currency": currency,
        }
        for (quarter, power, to, fund, currency), minor in sorted(sums.items())
    ]  # fmt: skip


def _moved(session: Session, way: str) -> Rows:
    sums: dict[tuple[str, int, str, str], int] = defaultdict(int)
    for move in moves(session):
        if move.way == way:
            to = move.other.partition(":")[0]
            sums[quarter_of(move.on), move.fund, to, move.currency] += abs(move.minor)
    return [
        {"quarter": quarter, "fund": fund, "to": to, "minor": minor, "currency": currency}
        for (quarter, fund, to, currency), minor in sorted(sums.items())
    ]


def _public(grant: dict[str, Any]) -> bool:
    """Approved and not called off; or called off, and paid for in part."""
    return grant["state"] in (*COMMITTED, "closed") or bool(grant["paid_minor"])


def _grant(grant: dict[str, Any]) -> dict[str, Any]:
    number = grant["registration"].strip()
    return {
        **grant, "registration": number, "recipient": grant["recipient"] if number else "",
        "came_back_minor": grant["clawed_back_minor"],
    }  # fmt: skip


def _only(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The columns that are published, and nothing else of a row."""
    return {
        column.name: row[column.name] if row[column.name] != "" or not column.may_be_empty else None
        for column in table.columns
    }


def _screen(
    tables: dict[str, Rows], screen: Screen, unnamed: Unnamed, programmes: dict[str, int]
) -> None:
    """Put a number, or nothing, in place of each typed text that tells whom a case is about."""
    for table in TABLES:
        typed = [c for c in table.columns if c.kind == "text" and c.name not in _OURS]
        for number, row in enumerate(tables[table.name], start=1):
            for column in typed:
                if not row[column.name]:
                    continue
                instead = "" if column.may_be_empty else "withheld"
                if column.name == "name":
                    instead = f"Fund {row['fund']}"
                if column.name == "programme":
                    instead = f"Programme {programmes[row['programme']]}"
                place = f"{table.name}, row {number}, {column.name}"
                guard = unnamed if column.name in _WHO else screen
                row[column.name] = guard(row[column.name], place, instead) or None
            if "recipient" in row and not row["recipient"]:
                row["registration"] = None  # it would tell the name


def _zipped(found: dict[str, Any]) -> bytes:
    files = {f"{table.name}.csv": _csv(table, found[table.name]) for table in TABLES}
    files["open-data.json"] = _json(found)
    files[SCHEMA] = schema_text().encode()
    files["datapackage.json"] = _json(data_package())
    files["README.txt"] = _readme(found).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()


def schema_text() -> str:
    """The schema as it is published, beside the data and in the documents."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(table: Table, rows: Rows) -> bytes:
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow([column.name for column in table.columns])
    for row in rows:
        sheet.writerow([_cell(row[column.name]) for column in table.columns])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    """A cell of CSV; text that a spreadsheet would run begins with an apostrophe."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return f"'{value}"
    return value


def _readme(found: dict[str, Any]) -> str:
    lines = [TITLE, "", f"As recorded on {found['recorded']}.", "", *found["about"], ""]
    lines += [f"{table.name}.csv: {table.says}" for table in TABLES]
    lines += [
        "", ("open-data.json holds the same tables in one document, which "
        f"{SCHEMA} describes (JSON Schema 2020-12); datapackage.json describes the CSV files "
        "(Frictionless)."),
        "", "To add it up again, in each currency:", *(f"- {line}." for line in found["sums"]), "",
    ]  # fmt: skip
    return "\n".join(lines)

"""The tables of open data: what each column is, said once for CSV, JSON and both schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from workbench.reinvestment.totals import ASIDE, CAME_IN, PLACES

#: Money is a whole number of minor units (pence), with its currency in a column beside it.
Kind = Literal["text", "number", "money", "day", "yes"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; where `may_be_empty`, nothing may stand in it."""

    name: str
    kind: Kind
    says: str
    may_be_empty: bool = False
    only: tuple[str, ...] = ()  # the only texts that may stand in it


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what it holds, and its columns."""

    name: str
    says: str
    columns: tuple[Column, ...]


_CURRENCY: Final = Column("currency", "text", "ISO 4217 code of the money in this row.")
_QUARTER: Final = Column(
    "quarter", "text",
    "Quarter of the financial year, which begins in April: 2026-Q1 is April to June 2026.",
)  # fmt: skip
_POWER: Final = Column("power", "text", "Kind of power under which the money was recovered.")
_FUND: Final = Column("fund", "number", "Number of the fund, as in the table funds.")
_GRANT: Final = Column("grant", "number", "Number of the grant, as in the table grants.")

TABLES: Final = (
    Table(
        "receipts", "What was received in each quarter under each kind of power.",
        (
            _QUARTER, _POWER, Column("received_minor", "money", "Received."),
            Column("costs_minor", "money", "Of that, costs of recovery, met first."),
            Column("compensation_minor", "money", "Of that, compensation to victims, met first."),
            _CURRENCY,
        ),
    ),
    Table(
        "shares",
        "How receipts were shared, by the quarter in which the sharing was posted. Below nothing: "
        "a sharing that was taken back.",
        (
            _QUARTER, _POWER,
            Column(
                "to", "text", "To whom it went: an agency, a fund of ours, or what comes first.",
                only=(
                    "costs", "compensation", "top-slice", "consolidated-fund", "home-office",
                    "investigator", "prosecutor", "enforcement", "fund",
                ),
            ),
            Column("fund", "number", "The fund, where it is one of ours.", may_be_empty=True),
            Column("minor", "money", "How much."), _CURRENCY,
        ),
    ),
    Table(
        "funds", "Every fund: received + deposited - paid + came back - returned = held.",
        (
            _FUND, Column("name", "text", "Its name."), Column("owner", "text", "Whose it is."),
            Column("restriction", "text", "What it may not be spent on.", may_be_empty=True),
            Column("ends", "day", "The last day on which it may be spent.", may_be_empty=True),
            Column("received_minor", "money", "Shares of receipts."),
            Column("deposited_minor", "money", "Paid in by others."),
            Column("paid_minor", "money", "Paid out in grants."),
            Column("came_back_minor", "money", "Came back of what was paid."),
            Column("returned_minor", "money", "Returned unspent, or kept by the Home Office."),
            Column("held_minor", "money", "Held now."), _CURRENCY,
        ),
    ),
    Table(
        "deposits", "What others paid into each fund in each quarter.",
        (_QUARTER, _FUND, Column("minor", "money", "How much."), _CURRENCY),
    ),
    Table(
        "returned", "What left each fund unspent in each quarter.",
        (
            _QUARTER, _FUND,
            Column(
                "to", "text", "Returned to whom it came from, or kept.",
                only=("returned", "top-slice", "consolidated-fund"),
            ),
            Column("minor", "money", "How much."), _CURRENCY,
        ),
    ),
    Table(
        "grants", "Every grant that was approved.",
        (
            _GRANT, Column("programme", "text", "Name of the programme."),
            Column("kind", "text", "Kind of the programme."), _FUND,
            Column(
                "recipient", "text",
                "The organisation; empty where no charity or company number is recorded, since it "
                "may be a person.",
                may_be_empty=True,
            ),
            Column(
                "registration", "text", "Its charity or company number.", may_be_empty=True
            ),
            Column("approved", "day", "Day of approval."),
            Column("start", "day", "First day.", may_be_empty=True),
            Column("end", "day", "Last day.", may_be_empty=True),
            Column("state", "text", "approved, in payment, paid, closed or withdrawn."),
            Column("minor", "money", "Granted."), Column("paid_minor", "money", "Paid."),
            Column("came_back_minor", "money", "Came back of what was paid."), _CURRENCY,
        ),
    ),
    Table(
        "instalments", "Every part of each grant.",
        (
            _GRANT, Column("number", "number", "Its number within the grant."),
            Column("due", "day", "Day on which it is due."),
            Column("paid", "day", "Day on which it was paid.", may_be_empty=True),
            Column("minor", "money", "How much."),
            Column("came_back_minor", "money", "Came back of it."), _CURRENCY,
        ),
    ),
    Table(
        "outcomes", "What programmes achieved. Small numbers are left out.",
        (
            Column("programme", "text", "Name of the programme."),
            Column("kind", "text", "Kind of the programme."),
            Column("measure", "text", "What was counted."),
            Column("unit", "text", "In what it was counted."),
            Column("start", "day", "First day of the period."),
            Column("end", "day", "Last day of the period."),
            Column(
                "value", "number", "The count; empty where it is left out.", may_be_empty=True
            ),
            Column(
                "left_out", "yes",
                "Whether the count is small, or would give a small one away.",
            ),
            Column(
                "baseline", "number", "The count before, unless it is small.", may_be_empty=True
            ),
            Column("target", "number", "What was aimed at.", may_be_empty=True),
            Column(
                "rating", "text", "Against the target; empty where none, or left out.",
                may_be_empty=True, only=("met", "near", "missed"),
            ),
        ),
    ),
    Table(
        "totals",
        "Where every pound is, one row a currency. What came in less every place is "
        "unaccounted_minor, which is 0.",
        (
            _CURRENCY,
            *(Column(name, "money", f"Came in: {says}.") for name, says in CAME_IN),
            *(Column(name, "money", f"Became of it: {says}.") for name, says, _ in PLACES),
            Column("unaccounted_minor", "money", "What came in, less all that became of it: 0."),
            *(
                Column(name, "money", f"For information, in no sum: {says}.")
                for name, says in ASIDE
            ),
        ),
    ),
)  # fmt: skip

#: How a reader adds the tables up again; each holds for every currency.
SUMS: Final = (
    "receipts.received_minor = totals.received_minor",
    "deposits.minor = totals.deposited_minor",
    "receipts.received_minor - shares.minor = totals.waiting_minor",
    "shares.minor to costs = totals.costs_minor; to compensation = totals.compensation_minor",
    (
        "shares.minor to home-office, investigator, prosecutor and enforcement = "
        "totals.other_agencies_minor"
    ),
    (
        "shares.minor to top-slice + returned.minor to top-slice = totals.top_slice_minor; "
        "likewise consolidated-fund = totals.consolidated_minor"
    ),
    "returned.minor to returned = totals.returned_minor",
    (
        "instalments.minor that have a day of payment - instalments.came_back_minor = "
        "totals.spent_minor"
    ),
    (
        "funds.held_minor = totals.held_minor; in each fund received + deposited - paid + came "
        "back - returned = held"
    ),
    (
        "totals: received + deposited - costs - compensation - top slice - consolidated - other "
        "agencies - spent - returned - held - waiting = unaccounted_minor = 0"
    ),
)

_JSON: Final[dict[Kind, str]] = {
    "text": "string", "number": "integer", "money": "integer", "day": "string", "yes": "boolean",
}  # fmt: skip
_FRICTIONLESS: Final[dict[Kind, str]] = {
    "text": "string", "number": "integer", "money": "integer", "day": "date", "yes": "boolean",
}  # fmt: skip


def json_schema() -> dict[str, Any]:
    """The schema of the JSON document (JSON Schema 2020-12)."""
    head = {
        "title": {"type": "string"},
        "version": {"const": 1},
        "recorded": {"type": "string", "format": "date-time"},
        "about": {"type": "array", "items": {"type": "string"}},
        "sums": {"type": "array", "items": {"type": "string"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Recovered money as open data",
        "type": "object",
        "additionalProperties": False,
        "required": [*head, *(table.name for table in TABLES)],
        "properties": {
            **head,
            **{
                table.name: {
                    "description": table.says,
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": [column.name for column in table.columns],
                        "properties": {c.name: _property(c) for c in table.columns},
                    },
                }
                for table in TABLES
            },
        },
    }


def _property(column: Column) -> dict[str, Any]:
    kind = _JSON[column.kind]
    made: dict[str, Any] = {"description": column.says}
    made["type"] = [kind, "null"] if column.may_be_empty else kind
    if column.kind == "day":
        made["format"] = "date"
    if column.only:
        made["enum"] = [*column.only, *([None] if column.may_be_empty else [])]
    if column.name == "quarter":
        made["pattern"] = "^[0-9]{4}-Q[1-4]$"
    if column.name == "unaccounted_minor":
        made["const"] = 0
    return made


def data_package() -> dict[str, Any]:
    """The description of the CSV files as a Frictionless data package."""
    return {
        "name": "recovered-money",
        "title": "Recovered money as open data",
        "resources": [
            {
                "name": table.name,
                "path": f"{table.name}.csv",
                "description": table.says,
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {
                            "name": column.name,
                            "type": _FRICTIONLESS[column.kind],
                            "description": column.says,
                            "constraints": {
                                **({} if column.may_be_empty else {"required": True}),
                                **({"enum": list(column.only)} if column.only else {}),
                            },
                        }
                        for column in table.columns
                    ],
                    "missingValues": [""],
                },
            }
            for table in TABLES
        ],
    }

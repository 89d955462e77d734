"""Tables of what stands beside a grant: money paid in, panel, match funding, returns, outcomes.

Each begins with the number by which a command names its row.
"""

from __future__ import annotations

from typing import Any

from rich.table import Table

from ui.cli.output import money, table
from workbench.case import Case

Rows = list[dict[str, Any]]


def with_costs(case: Case, outcomes: Rows) -> Rows:
    """The outcomes, each with what one of it cost, where it has such a cost."""
    from workbench.figures import Book
    from workbench.reinvestment.figures import FIGURES

    book, found = Book(case, FIGURES), []
    for row in outcomes:
        cost = book.figure(row["cost_figure"]) if row["cost_figure"] else None
        told = {
            "cost_minor": cost.minor if cost else None,
            "currency": cost.currency if cost else None,
        }
        found.append({**row, **told})
    return found


def deposits_table(deposits: Rows) -> list[Table | str]:
    """Money of partners in the funds: `--deposit` names a row."""
    return _some(
        "Deposits", ("#", "Fund#", "On", "From", "Amount£", "Unspent£"),
        [
            (
                d["deposit"], d["fund"], d["on"], d["source"], money(d["minor"], d["currency"]),
                money(d["unspent_minor"], d["currency"]),
            )
            for d in deposits
        ],
    )  # fmt: skip


def grant_tables(grants: Rows) -> list[Table | str]:
    """Instalments, panels, match funding and returns of all grants, those that there are."""
    return [
        *_some(
            "Instalments",
            ("#", "Grant#", "Due", "Amount£", "Condition", "Prepared by", "Paid", "Came back£"),
            [
                (
                    i["instalment"], g["grant"], i["due"], money(i["minor"], i["currency"]),
                    _condition(i), i["prepared_by"], i["paid"],
                    money(i["clawed_back_minor"] or None, i["currency"]),
                )
                for g in grants for i in g["instalments"]
            ],
        ),
        *_some(
            "Panels", ("#", "Grant#", "Member", "Role", "Declared", "Conflict", "View"),
            [
                (
                    m["member"], g["grant"], m["name"], m["role"], m["declared"], m["conflict"],
                    "stood aside" if m["stood_aside"] else m["view"],
                )
                for g in grants for m in g["panel"]
            ],
        ),
        *_some(
            "Match funding", ("#", "Grant#", "Source", "Kind", "Amount£", "Confirmed"),
            [
                (
                    m["match"], g["grant"], m["source"], m["kind"],
                    money(m["minor"], g["currency"]), m["confirmed"],
                )
                for g in grants for m in g["match"]
            ],
        ),
        *_some(
            "Returns", ("#", "Grant#", "From", "To", "Due", "Received", "Spent£"),
            [
                (
                    r["return"], g["grant"], r["start"], r["end"], r["due"], r["received"],
                    money(r["spent_minor"], g["currency"]),
                )
                for g in grants for r in g["returns"]
            ],
        ),
    ]  # fmt: skip


def outcomes_table(outcomes: Rows) -> Table | str:
    """Every outcome with its standing and its cost; one that is corrected says so."""
    corrected = {o["replaces"]: o["outcome"] for o in outcomes if o["replaces"]}
    return table(
        ("#", "Programme", "Grant#", "Measure", "Value#", "Unit", "Target#", "Standing",
         "Cost for each£", "From", "To", "Source"),
        [
            (
                o["outcome"], o["programme"], o["grant"], o["measure"], o["value"], o["unit"],
                o["target"],
                f"corrected by {corrected[o['outcome']]}" if o["replaced"] else o["rating"],
                money(o["cost_minor"], o["currency"] or ""), o["start"], o["end"], o["source"],
            )
            for o in outcomes
        ],
        title="Outcomes", empty="No outcome is recorded yet.",
    )  # fmt: skip


def payments_table(quarters: Rows) -> list[Table | str]:
    """What the Home Office paid: `correct` names a row."""
    return _some(
        "Payments of the Home Office",
        ("#", "Quarter", "Fund", "Received", "Amount£", "Reference"),
        [
            (
                p["payment"], q["quarter"], q["fund_name"], p["received"],
                money(p["minor"], q["currency"]), p["reference"],
            )
            for q in quarters for p in q["payments"]
        ],
    )  # fmt: skip


def _condition(instalment: dict[str, Any]) -> str:
    if not instalment["condition"]:
        return ""
    met = instalment["condition_met"]
    return f"{instalment['condition']}: {f'met {met}' if met else 'not met yet'}"


def _some(title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[Table | str]:
    return [table(columns, rows, title=title)] if rows else []

"""What the benefit page shows: its columns, and every worksheet as rows for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ui.models.columns import Column, Kind, Row
from ui.words import day_written
from workbench.case import Case
from workbench.progress import Report


def _money(key: str, title: str, **more: Any) -> Column:
    return Column(key=key, title=title, kind=Kind.MONEY, **more)


def _figure(key: str, title: str, **more: Any) -> Column:
    return _money(key, title, figure=lambda row: str(row.get("figure") or ""), **more)


def _quiet(row: Row) -> str:
    return "" if row.get("counts", True) else "muted"


SUMMARY = (
    Column(key="what", title="What", width=280),
    Column(key="lines", title="Lines", kind=Kind.NUMBER),
    _figure("minor", "Amount", width=140),
    Column(key="how", title="On what it rests", stretch=True),
)
LINES = (
    Column(key="line", title="No.", kind=Kind.NUMBER, width=64, tone=_quiet),
    Column(key="on", title="On", kind=Kind.DATE, tone=_quiet),
    Column(key="head_title", title="Head", width=150, tone=_quiet),
    Column(key="text", title="What", width=210, tone=_quiet),
    _money("minor", "Amount", width=110, tone=_quiet),
    _figure("value_minor", "Value", width=110, tip="By POCA 2002 s.80", tone=_quiet),
    Column(key="counts", title="Counts", kind=Kind.YES),
    Column(key="proof", title="Why once, or why not", width=200, stretch=True, tone=_quiet),
    Column(key="exhibit", title="Exhibit", width=140, hidden=True),
    Column(key="answer", title="Answer", width=96, hidden=True),
    Column(key="found", title="Found", width=96, hidden=True),
)
AVAILABLE = (
    Column(key="text", title="What", width=260, tone=_quiet),
    _money("value_minor", "Value", tone=_quiet),
    _money("charges_minor", "Charges", tone=_quiet),
    _figure("minor", "Available", tone=_quiet),
    Column(key="explained", title="How", stretch=True, tone=_quiet),
)
POINTS = (Column(key="point", title="To be looked at", stretch=True),)


@dataclass(frozen=True, slots=True)
class Found:
    """Every worksheet with its lists, and the parties and series to choose from."""

    sheets: list[dict[str, Any]] = field(default_factory=list)
    parties: tuple[tuple[Any, str], ...] = ()
    indexes: tuple[tuple[Any, str], ...] = ()


def gather(case: Case, report: Report) -> Found:
    """Work every worksheet out."""
    from workbench.parties.register import party_rows
    from workbench.recovery.benefit.rows import (
        available_rows,
        indexes,
        line_rows,
        sheet_row,
        sheets,
    )

    report(0, 0, "Working the benefit out")
    found = []
    for sheet in sheets(case):
        row = sheet_row(sheet)
        row["summary"] = _summary(row)
        row["lines"] = [{"id": one["line"], **one} for one in line_rows(sheet)]
        row["from"] = [{"id": n, **one} for n, one in enumerate(available_rows(sheet))]
        row["look"] = [{"id": n, "point": text} for n, text in enumerate(row["points"])]
        found.append(row)
    return Found(
        found,
        tuple((p["party"], p["name"]) for p in party_rows(case)),
        tuple((one["index"], f"{one['name']}, to {one['last']}") for one in indexes(case)),
    )


def _summary(row: dict[str, Any]) -> list[dict[str, Any]]:
    relevant = day_written(row["relevant_day"]) or "not stated"
    rows: list[dict[str, Any]] = [
        {"what": one["title"], "how": one["rests_on"], **one} for one in row["by_head"]
    ]
    told = (
        ("Benefit", "benefit", (
            f"{row['lifestyle_explained']} {row['lifestyle_provision']}. Law as of "
            f"{row['regime_version']}. Relevant day: {relevant}."
        )),
        ("Available amount", "available", "Interests in free property, gifts and obligations."),
        ("of it tainted gifts", "tainted_gifts", "POCA 2002 ss.77-78, 81"),
        ("Recoverable amount", "recoverable", "The benefit, or what is available if less."),
        ("As the court found it, line by line", "found", "Lines with a finding"),
        ("Known legitimate income", "known_income", "Compared with what is left out as such."),
    )  # fmt: skip
    rows += [{"what": what, "how": how, **row[key]} for what, key, how in told if row[key]]
    rows += [
        {
            "what": f"Left out: {one['title'].lower()}",
            "how": f"{one['ground'][:1].upper()}{one['ground'][1:]}.",
            **one,
        }
        for one in (*row["excluded_as_double"], *row["left_out"])
    ]
    rows += [
        {"what": f"{one['title']}: unexplained", "how": one["explained"], **one}
        for one in row["methods"]
    ]
    return [{"id": number, **one} for number, one in enumerate(rows)]

"""Values of the law that a case states otherwise: only those that were never read on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import kinds, said
from workbench.recovery.lawbook import law_of, table
from workbench.recovery.regimes import regimes
from workbench.store.tables import LawValue

#: How a deadline's number is counted, in words.
_UNITS = {
    "hours": "hours", "days": "days", "days-from": "days", "working-days": "working days",
    "months": "months", "years": "years",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the tables: where it stands, what it is, and whether a case may state it."""

    table: str
    key: str
    what: str
    value: int
    unit: str  # "pence", or what is counted
    provision: str
    source: str
    confirmed: bool

    def said(self, value: int) -> str:
        """A value of this kind as a person reads it."""
        return written(value) if self.unit == "pence" else f"{value:,} {self.unit}"


def values() -> list[Value]:
    """Every number of the law's tables that a case might state otherwise."""
    found = []
    for kind in kinds():
        rows = [row for row in table("deadlines")["deadline"] if row["kind"] == kind]
        row = next((row for row in rows if not row["confirmed"]), rows[0])
        found.append(_value("deadlines", kind, row, "number", _UNITS[row["count"]]))
    for name, regime in regimes().items():
        for row in regime.get("threshold", ()):
            field = "minor" if "minor" in row else "above_minor"
            found.append(_value("regimes", f"{name}.{row['key']}", row, field, "pence"))
    day = table("sums")["relevant_day"]
    what = {"what": "the years before proceedings that the relevant day begins"}
    found.append(_value("sums", "relevant_day.years", {**day, **what}, "years", "years"))
    return found


def _value(name: str, key: str, row: dict[str, Any], field: str, unit: str) -> Value:
    return Value(
        name, key, row["what"], row[field], unit, row["provision"], row["source"], row["confirmed"]
    )


def value_of(name: str, key: str) -> Value:
    """One of them.

    Raises:
        Refused: if there is none.
    """
    found = next((v for v in values() if (v.table, v.key) == (name, key)), None)
    if found is None:
        raise Refused(
            f"the law's tables have no {name} {key}", remedy="List them with: law values CASE"
        )
    return found


def state_value(
    case: Case,
    name: str,
    key: str,
    value: int,
    valid_from: date,
    source: str,
    *,
    valid_to: date | None = None,
    why: str = "",
) -> int:
    """State a value otherwise in this case from a day on, and return the statement's number.

    Raises:
        Refused: if it was read on a page, no source is named, or it says nothing new.
    """
    known = value_of(name, key)
    if known.confirmed:
        raise Refused(
            f"{known.what}, {known.said(known.value)}, was read on a page ({known.source}) and "
            "is not stated otherwise",
            where=known.provision,
            remedy="Only values that are marked as not confirmed are.",
        )
    if not source.strip():
        raise Refused("a value of the law needs the source that it was read in")
    if value <= 0:
        raise Refused(f"{known.said(value)} is no limit", where=known.provision)
    if valid_to is not None and valid_to < valid_from:
        raise Refused(f"it would end on {said(valid_to)}, before {said(valid_from)}")
    with case.change("law", "Stated a value of the law") as work:
        row = LawValue(
            table=name, key=key, value=str(value), valid_from=valid_from, valid_to=valid_to,
            source=source.strip(), why=why,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"{known.provision}: {known.said(value)} instead of {known.said(known.value)} from "
            f"{said(valid_from)} ({source.strip()})"
        )
        return row.id


def withdraw_value(case: Case, number: int) -> None:
    """Take a statement back: the tables as shipped hold again.

    Raises:
        Refused: if there is none with this number.
    """
    with case.change("law", "Withdrew a value of the law") as work:
        row = work.session.get(LawValue, number)
        if row is None:
            raise Refused(f"the case states no value {number}")
        known = value_of(row.table, row.key)
        work.session.delete(row)
        work.summary = f"{known.provision}: {known.said(known.value)} again, as shipped"


def value_rows(case: Case) -> list[dict[str, Any]]:
    """Every value with what this case states otherwise, and on what source."""
    with case.session() as session:
        law = law_of(session)
        by_whom = {row.id: row for row in session.scalars(select(LawValue))}
    return [
        {
            "table": v.table, "key": v.key, "what": v.what, "value": v.value, "unit": v.unit,
            "provision": v.provision, "source": v.source, "confirmed": v.confirmed,
            "stated": [
                {
                    "number": s.number, "value": s.value, "said": v.said(s.value),
                    "from": s.valid_from.isoformat(),
                    "to": s.valid_to.isoformat() if s.valid_to else None,
                    "source": s.source, "why": by_whom[s.number].why,
                }
                for s in law.stated
                if (s.table, s.key) == (v.table, v.key)
            ],
        }
        for v in values()
    ]  # fmt: skip

"""The shares of a receipt under ARIS, by dated rates; compensation and costs come first."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import share, written
from workbench.recovery.lawbook import in_force, provision
from workbench.store.tables import LawValue

#: The stated order in which a tied penny falls.
AGENCIES: Final = ("home-office", "investigator", "prosecutor", "enforcement")


def agency_named(agency: str) -> str:
    """An agency in words: the Home Office by its name, the others by their part."""
    return "Home Office" if agency == "home-office" else agency.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Split:
    """Who gets what of a receipt, in minor units, and by which rates."""

    shares: dict[str, int]
    entitled: tuple[str, ...]  # the agencies that the rates name, even where a share is nothing
    costs_minor: int
    compensation_minor: int
    provision: str
    words: str
    top_slice_minor: int = 0  # taken nationally before any share
    consolidated_minor: int = 0  # above the cap: to the Consolidated Fund


@lru_cache
def _book() -> dict[str, list[dict[str, Any]]]:
    text = (Path(__file__).parent / "aris.toml").read_text(encoding="utf-8")
    found: dict[str, list[dict[str, Any]]] = tomllib.loads(text)
    return found


def own_values(session: Session, on: date) -> dict[str, int]:
    """What this case states otherwise than the tables shipped, on a day, by key.

    `KIND.AGENCY` (`crypto.investigator`) is a weight beside those of the other agencies;
    `top-slice` and `cap` are whole minor units of a financial year.
    """
    rows = session.scalars(select(LawValue).where(LawValue.table == "aris").order_by(LawValue.id))
    return {
        row.key: int(row.value)
        for row in rows
        if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
    }


def rates_of(kind: str, on: date | None) -> dict[str, Any]:
    """The dated row of the tables by which a receipt of one kind, of one day, is shared.

    Raises:
        Refused: for an unknown kind, or a day without rates.
    """
    rows = [row for row in _book()["share"] if row["kind"] == kind]
    if not rows:
        known = ", ".join(dict.fromkeys(row["kind"] for row in _book()["share"]))
        raise Refused(f"there is no kind of receipt {kind}", remedy=f"Use one of: {known}.")
    row = next((row for row in rows if in_force(row, on)), None)
    if row is None:
        raise Refused(f"no rates for {kind} are known on {on}", remedy="Check the date.")
    return row


def split(
    kind: str,
    minor: int,
    *,
    compensation_minor: int = 0,
    costs_minor: int = 0,
    on: date | None = None,
    pool_minor: int | None = None,
    own: Mapping[str, int] | None = None,
) -> Split:
    """Share a receipt of one kind of recovery, received on a day, to the penny.

    `pool_minor` is what the whole scheme took in that financial year after compensation and
    costs; where it is given, the receipt bears its part of the top slice and of what is above
    the cap before it is shared. `own` are values that the case states itself.

    Raises:
        Refused: for an unknown kind, a day without rates, or deductions above the amount.
    """
    row = rates_of(kind, on)
    if min(minor, compensation_minor, costs_minor) < 0:
        raise Refused("amounts to share are not below nothing")
    base = minor - compensation_minor - costs_minor
    if base < 0:
        raise Refused(
            f"compensation {written(compensation_minor)} and costs {written(costs_minor)} are "
            f"more than the {written(minor)} received",
        )
    own = own or {}
    stated = {agency: own[f"{kind}.{agency}"] for agency in AGENCIES if f"{kind}.{agency}" in own}
    weights = [stated.get(agency, row["weights"][agency]) for agency in AGENCIES]
    words, said = row["words"], provision(row)
    if stated:
        named = zip(AGENCIES, weights, strict=True)
        words = f"weights {', '.join(f'{agency} {weight}' for agency, weight in named)}"
        said = f"{row['provision']}, as this case states it"
    top, above = _before_shares(base, on, pool_minor, own)
    if pool_minor is not None:
        words += f", after {written(top)} top slice and {written(above)} above the cap"
    return Split(
        dict(zip(AGENCIES, share(base - top - above, weights), strict=True)),
        tuple(agency for agency, weight in zip(AGENCIES, weights, strict=True) if weight),
        costs_minor, compensation_minor, said, words, top, above,
    )  # fmt: skip


def _before_shares(
    base: int, on: date | None, pool: int | None, own: Mapping[str, int]
) -> tuple[int, int]:
    """A receipt's part of the top slice, and of what the whole scheme took above its cap."""
    if pool is None:
        return 0, 0
    top = _stated("top-slice", on, own)
    if top is None:
        raise Refused(f"no top slice is known on {on}", remedy="Check the date.")
    cap = _stated("cap", on, own)
    above = _stated("above-cap", on, own) or 0
    if cap is not None:
        above = max(0, pool - top - cap)
    if pool < base or top + above > pool:
        raise Refused(
            f"the scheme's receipts of the year, {written(pool)}, are less than this receipt or "
            f"than the {written(top + above)} that comes before any share",
            remedy="State the whole year's receipts of the scheme.",
        )
    if not pool:
        return 0, 0
    parts = share(base, [top, above, pool - top - above])
    return parts[0], parts[1]


def _stated(name: str, on: date | None, own: Mapping[str, int]) -> int | None:
    if name in own:
        return own[name]
    row = next((row for row in _book().get(name, ()) if in_force(row, on)), None)
    return None if row is None else int(row["minor"])


def state_value(
    case: Case,
    key: str,
    value: int,
    valid_from: date,
    source: str,
    *,
    valid_to: date | None = None,
    why: str = "",
) -> int:
    """State a weight, the top slice or the cap otherwise in this case; the statement's number.

    Raises:
        Refused: for a key that there is not, a weight that was read on a page, a value below
            nothing, days the wrong way round, or without a source.
    """
    kind, _, agency = key.partition(".")
    if agency:
        rows = [row for row in _book()["share"] if row["kind"] == kind]
        if not rows or agency not in AGENCIES:
            raise Refused(
                f"there is no rate {key}", remedy="Name it like crypto.investigator, or cap."
            )
        if all(row["confirmed"] for row in rows):
            raise Refused(
                f"the rates of {kind} were read on a page ({rows[0]['source']}) and are not "
                "stated otherwise",
                remedy="Only values that are marked as not confirmed are.",
            )
    elif key not in ("top-slice", "cap"):
        raise Refused(f"there is no value {key}", remedy="Use KIND.AGENCY, top-slice or cap.")
    if value < 0 or not source.strip() or (valid_to and valid_to < valid_from):
        raise Refused("a value of the scheme is not below nothing, and has its days and a source")
    with case.change("law", "Stated a value of the scheme") as work:
        row = LawValue(
            table="aris", key=key, value=str(value), valid_from=valid_from, valid_to=valid_to,
            source=source.strip(), why=why,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = f"ARIS {key} is {value:,} from {valid_from} ({source.strip()})"
        return row.id

"""Value of money (POCA 2002 s.80): amount x I_end / I_start, exact, rounded once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.money import written
from workbench.store.tables import PriceIndex, PriceIndexValue


def rounded(amount: Fraction) -> int:
    """To the nearest minor unit; a half goes away from nothing."""
    whole = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return whole if amount >= 0 else -whole


@dataclass(frozen=True, slots=True)
class Index:
    """A price index as a sheet uses it: its values, and the month to which it brings them."""

    id: int
    name: str
    code: str
    source_name: str
    source_sha256: str
    values: dict[str, str]
    end: str  # "" while the day of determination is not known

    @property
    def named(self) -> str:
        """The index as it is printed."""
        return f"{self.name} ({self.code})" if self.code and self.code != self.name else self.name


@dataclass(frozen=True, slots=True)
class Uplifted:
    """An amount brought to the end month, or as it was, and why; `months` are the values used."""

    minor: int
    explained: str
    months: tuple[str, ...] = ()
    missing: bool = False


def index_of(session: Session, index_id: int | None, end: date | None) -> Index | None:
    """The index of a sheet with its values."""
    if index_id is None:
        return None
    row = session.get_one(PriceIndex, index_id)
    values = session.execute(
        select(PriceIndexValue.month, PriceIndexValue.value).where(
            PriceIndexValue.index_id == index_id
        )
    ).all()
    return Index(
        row.id, row.name, row.code, row.source_name, row.source_sha256,
        dict(values), f"{end:%Y-%m}" if end else "",
    )  # fmt: skip


def uplift(
    minor: int, on: date, index: Index | None, currency: str, part: Fraction | None = None
) -> Uplifted:
    """Bring an amount (or `part` of it) from the month of a day to the index's end month."""
    share = Fraction(1) if part is None else part
    said = written(minor, currency) + ("" if share == 1 else f" x {share}")
    plain = rounded(minor * share)
    if index is None:
        return Uplifted(plain, f"{said}: no price index is chosen; taken as it was.")
    start, end = f"{on:%Y-%m}", index.end
    if not end:
        return Uplifted(
            plain, f"{said}: not brought to a later value until a day of determination is stated.",
            missing=True,
        )  # fmt: skip
    if start >= end:
        return Uplifted(plain, f"{said}: obtained in or after {end}; taken as it was.")
    lacking = [month for month in (start, end) if month not in index.values]
    if lacking:
        return Uplifted(
            plain, f"{said}: {index.named} has no value for {' or '.join(lacking)}; "
            "taken as it was.", missing=True,
        )  # fmt: skip
    first, last = index.values[start], index.values[end]
    exact = minor * share * Fraction(Decimal(last)) / Fraction(Decimal(first))
    return Uplifted(
        rounded(exact),
        f"{said} x {last} ({end}) / {first} ({start}), {index.named} = "
        f"{written(rounded(exact), currency)}.",
        (start, end),
    )


def index_rows(session: Session) -> list[dict[str, Any]]:
    """Every price index of the case: what it is called and how far it reaches."""
    found = []
    for row in session.scalars(select(PriceIndex).order_by(PriceIndex.id)):
        months = session.scalars(
            select(PriceIndexValue.month)
            .where(PriceIndexValue.index_id == row.id)
            .order_by(PriceIndexValue.month)
        ).all()
        found.append(
            {
                "index": row.id, "name": row.name, "code": row.code, "file": row.source_name,
                "sha256": row.source_sha256, "loaded": row.loaded.isoformat(),
                "months": len(months), "first": months[0], "last": months[-1],
            }
        )  # fmt: skip
    return found

"""Lines before they are entered on a sheet, and what one was met from in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.money import written
from workbench.recovery.benefit.duplicates import Draw
from workbench.recovery.deadlines import said
from workbench.store.tables import BenefitLine

#: Sources named in a reason; the rest are counted.
_NAMED = 3


@dataclass(slots=True, eq=False)
class Draft:
    """A line to be; `same_as` is the one that counts in its place. Two alike are still two."""

    head: str
    on: date
    text: str
    minor: int
    why: str
    payment_id: int | None = None
    entry_id: int | None = None
    asset_id: int | None = None
    now_minor: int | None = None
    exhibit: str = ""
    excluded: str = ""
    same_as: Draft | None = None
    id: int | None = None

    @classmethod
    def of(cls, line: BenefitLine) -> Draft:
        """A line that stands on the sheet already."""
        return cls(
            head=line.head, on=line.on, text=line.text, minor=line.minor, why=line.why,
            payment_id=line.payment_id, excluded=line.excluded, id=line.id,
        )  # fmt: skip

    def row(self, sheet_id: int) -> BenefitLine:
        """The row to enter."""
        return BenefitLine(
            sheet_id=sheet_id, head=self.head, entry_id=self.entry_id, payment_id=self.payment_id,
            asset_id=self.asset_id, on=self.on, text=self.text, minor=self.minor,
            now_minor=self.now_minor, excluded=self.excluded, exhibit=self.exhibit, why=self.why,
            same_as_id=self.same_as.id if self.same_as is not None else None,
        )  # fmt: skip

    def leave_out(self, draws: Sequence[Draw[Draft]], currency: str) -> Draft:
        """Leave it out: what met it is counted by another line, or is known to be lawful.

        A line that is left out in favour of another leads on to that one.
        """
        sources = [draw.source for draw in draws if draw.source is not None]
        counts = next((source for source in sources if not source.excluded), None) or next(
            (source for source in sources if source.excluded.startswith("same: ")), None
        )
        self.same_as = counts or next(iter(sources), None)
        self.excluded = f"{'same' if counts else 'from-known'}: {_met_from(draws, currency)}"
        return self


@dataclass(frozen=True, slots=True)
class Spending:
    """What each payment out was met from, by the payment's number."""

    draws: Mapping[int, Sequence[Draw[Draft]]]

    def explained(self, payment_id: int) -> int:
        """How much of a payment was met from money that lines stand for."""
        return sum(d.minor for d in self.draws.get(payment_id, ()) if d.source is not None)


def _met_from(draws: Sequence[Draw[Draft]], currency: str) -> str:
    sums: dict[Draft, int] = {}
    for draw in draws:
        if draw.source is not None:
            sums[draw.source] = sums.get(draw.source, 0) + draw.minor
    words = [
        f"{written(minor, currency)} {'spent' if draft.head == 'expenditure' else 'received'} on "
        f"{said(draft.on)}" + (", left out" if draft.excluded else "")
        for draft, minor in sums.items()
    ]
    more = len(words) - _NAMED
    return "Met from " + "; ".join(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")

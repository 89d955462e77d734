"""The chain for publication: kinds stand for orders, things and people; no small count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from exports.charts.links import PLACES, Link, Stop, joined, rows_of, share_words
from exports.unnamed import Unnamed
from workbench.case import Case
from workbench.figures import Book
from workbench.recovery.orders import regimes
from workbench.reinvestment.published import public_rows
from workbench.reinvestment.quarters import quarter_of
from workbench.store.tables import Asset, Order


def public_links(book: Book, currency: str) -> list[Link]:
    """The links of one currency as they may be published."""
    kinds = _Kinds(book.case)
    return joined(
        (row, list(kinds.stops(row))) for row in rows_of(book) if row["currency"] == currency
    )


class _Kinds:
    """What stands in for each thing, order and recipient."""

    def __init__(self, case: Case) -> None:
        with case.session() as session:
            self.things = {asset.id: asset.kind for asset in session.scalars(select(Asset))}
            self.orders = {order.id: order.regime for order in session.scalars(select(Order))}
            self.safe = Unnamed(session)
        self.counts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in public_rows(case):
            says = f"{row['shown']} {row['unit']}: {row['measure']}"
            if row["left_out"]:
                says = f"{row['measure']}: {row['shown']}"
            # A measure or a kind of the case's own is free text: it may hold a name.
            says = self.safe(says, f"outcome:{row['outcome']}", "A count that is not published")
            self.counts[row["kind"]].append((says, ""))

    def stops(self, row: dict[str, Any]) -> Iterator[Stop]:
        """The places that a row's money passed, by their kinds."""
        if row["asset"] is not None:
            kind = self.things[row["asset"]]
            yield Stop(f"kind:{kind}", 0, kind.replace("-", " ").capitalize())
        if row["order"] is not None:
            regime = self.orders[row["order"]]
            yield Stop(f"regime:{regime}", 1, regimes()[regime]["title"])
            quarter = quarter_of(date.fromisoformat(row["received"]))
            yield Stop(f"quarter:{quarter}", 2, f"Received in {quarter}")
        if row["deposit"] is not None:
            yield Stop("deposits", 3, "Money of partners", added=True)
        if row["share"] is not None:
            yield Stop(f"share:{row['agency']}", 3, share_words(row["agency"]))
        if row["fund"] is not None:
            yield Stop("funds", 4, "Funds for communities")
        if row["programme"] is not None:
            kind = row["kind"]
            title = self.safe(kind.capitalize(), f"programme:{row['programme']}", "A programme")
            yield Stop(f"programme:{kind}", 5, title)
            counts = tuple(self.counts.get(kind, ()))
            under = () if counts else ("No outcome published yet",)
            yield Stop(f"outcomes:{kind}", 6, "What came of it", under, counts=counts)
        elif row["place"] in PLACES:
            step, says = PLACES[row["place"]]
            yield Stop(f"place:{row['place']}", step, says)

"""The chain as stops and links: what passed from each place to the next, and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.reinvestment.chain import LINKS, chain_rows
from workbench.store.tables import ClawBack, ReturnedMoney
from workbench.words import counted, day_written, listed

#: The columns of the chain, from what was taken to what came of it.
STEPS: Final = (
    "Property", "Orders", "Receipts", "Shares, costs, deposits", "Funds", "Programmes",
    "Paid to, and what came of it",
)  # fmt: skip
#: Where money that went no further stands, and how that is said; it stands one column on.
PLACES: Final = {
    "waiting": (3, "Waiting to be shared"),
    "costs": (3, "Costs of realisation"),
    "compensation": (3, "Compensation"),
    "top slice": (3, "Top slice"),
    "consolidated fund": (3, "Consolidated Fund"),
    "held": (5, "Held in our funds"),
    "returned": (5, "Returned unspent"),
}
#: What a way may begin from or lead to.
ENDS: Final = (*LINKS, "outcome")
_PAID: Final = 5


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that money passed: its column, its words, and the figure of the thing itself."""

    key: str
    step: int
    title: str
    under: tuple[str, ...] = ()
    figure: str = ""
    #: Counts that stand in its box, each with the figure that it is.
    counts: tuple[tuple[str, str], ...] = ()
    #: Money that a partner added: it was never recovered.
    added: bool = False


@dataclass(slots=True)
class Link:
    """What passed from one stop to the next in one currency, by the chain's rows."""

    number: int
    start: Stop
    stop: Stop
    currency: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def minor(self, way: Sequence[str] = ()) -> int:
        """What passed here; of it only what is on the way, where one is named."""
        return sum(row["minor"] for row in self.rows if is_on(row, way))


def is_on(row: dict[str, Any], way: Sequence[str]) -> bool:
    """Whether a part of the money passed everything that the way names."""
    known = {*row["figures"], *(one["figure"] for one in row["outcomes"])} if way else set()
    return all(name in known for name in way)


def rows_of(book: Book) -> list[dict[str, Any]]:
    """The chain's rows, read once for the book."""
    found: list[dict[str, Any]] = book.recall("chain", chain_rows)
    return found


def currencies(book: Book) -> list[str]:
    """The currencies of what came in, the case's own first."""
    own = book.case.info().currency
    return sorted({row["currency"] for row in rows_of(book)}, key=lambda code: (code != own, code))


def links(book: Book, currency: str) -> list[Link]:
    """Every link of the chain in one currency, numbered from 1 in a fixed order."""
    found: list[Link] = book.recall(
        f"links:{currency}",
        lambda _: joined((row, stops(row)) for row in rows_of(book) if row["currency"] == currency),
    )
    return found


def joined(passed: Iterable[tuple[dict[str, Any], list[Stop]]]) -> list[Link]:
    """Rows with the stops that each passed, as links in the order of the columns."""
    found: dict[tuple[str, str], Link] = {}
    for row, way in passed:
        for start, stop in pairwise(way):
            link = found.setdefault((start.key, stop.key), Link(0, start, stop, row["currency"]))
            link.rows.append(row)
    made = sorted(found.values(), key=lambda link: (link.start.step, -link.minor()))
    for number, link in enumerate(made, start=1):
        link.number = number
    return made


def stops(row: dict[str, Any]) -> list[Stop]:
    """The places that a row's money passed."""
    return list(_stops(row))


def _stops(row: dict[str, Any]) -> Iterator[Stop]:
    if row["asset"] is not None:
        seized = (f"Seized {day_written(row['seized'])}",) if row["seized"] else ()
        yield _stop(row, "asset", 0, row["asset_label"], seized)
    if row["order"] is not None:
        yield _stop(row, "order", 1, row["order_name"])
        yield _stop(row, "receipt", 2, f"Receipt {row['receipt']}", (day_written(row["received"]),))
    if row["deposit"] is not None:
        told = (f"Deposit {row['deposit']}, {day_written(row['received'])}",)
        yield _stop(row, "deposit", 3, row["source"] or "A partner", told, added=True)
    if row["share"] is not None:
        under = (row["body"],) if row["body"] else ()
        yield Stop(f"share:{row['agency']}:{row['body']}", 3, share_words(row["agency"]), under)
    if row["fund"] is not None:
        yield _stop(row, "fund", 4, row["fund_name"], (f"Owner: {row['owner']}",))
    if row["programme"] is not None:
        yield _stop(row, "programme", 5, row["programme_name"], (row["kind"].capitalize(),))
        counts = tuple(
            (f"{one['value']:,} {one['unit']}: {one['measure']}", one["figure"])
            for one in row["outcomes"]
        )
        under = () if counts else ("No outcome recorded yet",)
        yield Stop(
            f"grant:{row['grant']}", 6, row["recipient"], under, f"grant:{row['grant']}", counts
        )
    elif row["place"] in PLACES:
        step, says = PLACES[row["place"]]
        yield Stop(f"place:{row['place']}", step, says)


def share_words(agency: str) -> str:
    """The shares of an agency as a person calls them."""
    whose = "Home Office" if agency == "home-office" else agency.replace("-", " ")
    return f"{whose[:1].upper()}{whose[1:]} share"


def _stop(
    row: dict[str, Any], link: str, step: int, title: str, under: tuple[str, ...] = (),
    *, added: bool = False,
) -> Stop:  # fmt: skip
    name = f"{link}:{row[link]}"
    return Stop(name, step, title, under, name, added=added)


# -- a way through the chain


def checked(book: Book, way: Iterable[str]) -> tuple[str, ...]:
    """The ends of a way as they are named in the chain's rows.

    Raises:
        Refused: if nothing of what came in passed them all.
    """
    named = tuple(dict.fromkeys(way))
    for name in named:
        kind, _, number = name.partition(":")
        if kind not in ENDS or not number.isdecimal():
            raise Refused(
                f"{name} is no link of the chain", remedy=f"Name one of {listed(ENDS)}, as asset:2."
            )
    if named and not any(is_on(row, named) for row in rows_of(book)):
        raise Refused(
            f"no money passed {listed(named)}" + (" together" if len(named) > 1 else ""),
            remedy="A receipt says which thing it is for; a grant is paid out of shares.",
        )
    return named


def way_words(book: Book, way: Sequence[str]) -> str:
    """A way as a person says it: `Estate car, grey` or `24 people: Started treatment`."""
    return " and ".join(end_words(rows_of(book)).get(name, name) for name in way)


def end_words(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What a way may begin from or lead to, by its name, in the order of the chain."""
    told: dict[str, str] = {}
    for row in rows:
        for stop in stops(row):
            if stop.figure:
                told.setdefault(stop.figure, stop.title)
            for says, figure in stop.counts:
                told.setdefault(figure, f"{says} ({stop.title})")
    return told


def lines_of(book: Book, way: Sequence[str]) -> list[Figure]:
    """The lines of records that the money on a way rests on, as far as figures lead back."""
    found: dict[str, Figure] = {}
    # The thing itself where the receipt names one, else all that its order rests on.
    waiting = [row["figures"][0] for row in rows_of(book) if is_on(row, way)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        figure = book.figure(name)
        if figure.source is not None:
            found[figure.id] = figure
        waiting += figure.because
    return list(found.values())


# -- figures


def figure_id(currency: str, numbers: Iterable[int], way: Sequence[str] = ()) -> str:
    """The id of what passed by links, or of the part of it that is on a way."""
    told = f"link:{currency}:{'+'.join(map(str, sorted(numbers)))}"
    return f"{told}:{','.join(way)}" if way else told


def _figure(book: Book, key: str) -> Figure:
    """One link, or several that the picture draws as one: `GBP:1+4`, on a way `GBP:3:asset:2`."""
    currency, numbers, named = (*key.split(":", 2), "", "")[:3]
    known = links(book, currency)
    wanted = numbers.split("+")
    if not all(number.isdecimal() and 0 < int(number) <= len(known) for number in wanted):
        raise Refused(f"the chain has no link {numbers} in {currency}")
    way = checked(book, named.split(",")) if named else ()
    chosen = [known[int(number) - 1] for number in wanted]
    aside = f", on the way of {way_words(book, way)}" if way else ""
    if len(chosen) > 1:
        parts = [link for link in chosen if link.minor(way)]
        return Figure(
            f"link:{key}", f"{counted(len(chosen), 'link')} of the chain together{aside}",
            sum(link.minor(way) for link in parts), currency,
            "The sum of the links that one band or box of the picture stands for.",
            tuple(figure_id(currency, (link.number,), way) for link in parts),
        )  # fmt: skip
    link = chosen[0]
    rule, because = _made_from(book.case, link, way)
    return Figure(
        f"link:{key}", f"From {link.start.title} to {link.stop.title}{aside}", link.minor(way),
        currency, rule, because,
    )  # fmt: skip


def _made_from(case: Case, link: Link, way: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """How the amount of a link is made, and of which figures."""
    rows = [row for row in link.rows if is_on(row, way)]
    part = " Of each only the part that is on the way is counted." if way else ""
    step = link.stop.step
    if step >= _PAID and link.stop.key.startswith(("programme:", "grant:")):
        paid = _ids(rows, "instalment")
        with case.session() as session:
            back = session.scalars(
                select(ClawBack.id).where(ClawBack.instalment_id.in_(paid)).order_by(ClawBack.id)
            ).all()
        sources = (*_named("share", rows), *_named("deposit", rows)) if way else ()
        return (
            f"The instalments that were paid, less what came back of them.{part}",
            (*_named("instalment", rows), *(f"claw-back:{number}" for number in back), *sources),
        )
    if link.stop.key == "place:held":
        kept = (name for link in ("fund", "share", "deposit") for name in _named(link, rows))
        return f"What is left of the shares and deposits in the fund.{part}", tuple(kept)
    if link.stop.key == "place:returned":
        shares, deposits = _ids(rows, "share"), _ids(rows, "deposit")
        with case.session() as session:
            given = session.scalars(
                select(ReturnedMoney.id)
                .where(ReturnedMoney.share_id.in_(shares) | ReturnedMoney.deposit_id.in_(deposits))
                .order_by(ReturnedMoney.id)
            ).all()
        return f"What was returned unspent.{part}", tuple(f"returned:{one}" for one in given)
    further = _named("instalment", rows) if way else ()
    if link.stop.key.startswith(("share:", "fund:")):
        said = "The shares and deposits as they were allocated and paid in."
        return f"{said}{part}", (*_named("share", rows), *_named("deposit", rows), *further)
    if link.stop.key.startswith("place:"):
        return f"What comes off the receipts before they are shared.{part}", _named("receipt", rows)
    return f"The receipts that came this way.{part}", (*_named("receipt", rows), *further)


def _ids(rows: Iterable[dict[str, Any]], link: str) -> list[int]:
    return sorted({row[link] for row in rows if row[link] is not None})


def _named(link: str, rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(f"{link}:{number}" for number in _ids(rows, link))


FIGURES: Final[dict[str, Kind]] = {"link": Kind(_figure)}

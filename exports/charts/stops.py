"""A trace added up for its chart: where money began, passed and ended, and no penny lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from exports.charts.boxes import AccountWords, words_of
from graphs.accounts import account_graph
from graphs.figures import Traced, pocket_key, traced, traced_into
from graphs.layout import Edge
from graphs.ledger import LedgerPayment, Pocket
from workbench.figures import Book
from workbench.money import written
from workbench.store.tables import Asset
from workbench.words import day_written

#: Of the payers whose payments to one account are origins, so many are drawn by themselves.
_ORIGINS_TO_ONE: Final = 2
_OTHERS: Final = "others"


@dataclass(slots=True)
class Stop:
    """A box of the chart: where money began, passed or ended.

    `kind` is origin, account, asset, held, repaid, outside or converted.
    """

    kind: str
    words: AccountWords
    held: bool = False
    subject: bool = False
    figure: str = ""
    minor: int = 0
    more: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Stream:
    """Traced money from one stop to another, added up, and the figures that explain it."""

    minor: int = 0
    payments: set[str] = field(default_factory=set)
    origins: set[int] = field(default_factory=set)
    figures: list[str] = field(default_factory=list)

    def add(self, minor: int, payment: str, origin: int, figure: str) -> None:
        """Take in one origin's part in one payment, or in what stayed."""
        self.minor += minor
        self.origins.add(origin)
        if payment:
            self.payments.add(payment)
        if figure and figure not in self.figures:
            self.figures.append(figure)

    def join(self, other: Stream) -> None:
        """Take in another stream whole."""
        self.minor += other.minor
        self.payments |= other.payments
        self.origins |= other.origins
        self.figures += [figure for figure in other.figures if figure not in self.figures]


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One row of the chart's table: from where to where, and the figures that explain it.

    It stands before anything is folded; bands that are drawn as one are rows of their own.
    """

    start: str
    stop: str
    minor: int
    currency: str
    payments: tuple[str, ...]
    origins: tuple[int, ...]
    figures: tuple[str, ...]


@dataclass(slots=True)
class Ends:
    """Where all the traced money is: it adds up to what was marked, penny for penny."""

    marked: int = 0
    converted_in: int = 0
    assets: int = 0
    held: int = 0
    outside: int = 0
    repaid: int = 0
    converted_out: int = 0


class Streams:
    """A trace in one currency, added up for a chart."""

    def __init__(self, book: Book, rule: str, currency: str, most_outside: int) -> None:
        """Read the trace by `rule` from the book.

        Raises:
            Refused: for a rule that keeps no log of what went where (poison, pari-passu).
        """
        self.book, self.rule, self.currency = book, rule, currency
        self.found: Traced = traced(book, rule)
        self.nodes = account_graph(book.case).nodes
        self.stops: dict[str, Stop] = {}
        self.edges: dict[Edge, Stream] = {}
        self.ends = Ends()
        self.others: tuple[str, ...] = ()
        self._flows()
        left = {
            (origin, pocket): minor
            for (origin, pocket), minor in self.found.made.held.items()
            if pocket.currency == currency
        }
        self._assets(left)
        self._stayed(left)
        self._repaid()
        self.rows = tuple(self._rows())
        self._fold_origins()
        self._without_mere_sellers()
        self._fold_outside(most_outside)

    def _rows(self) -> Iterator[TraceRow]:
        """The table, the largest sums first."""
        for (start, stop), stream in sorted(
            self.edges.items(), key=lambda item: (-item[1].minor, item[0])
        ):
            yield TraceRow(
                self.stops[start].words.whole, self.stops[stop].words.whole, stream.minor,
                self.currency, tuple(sorted(stream.payments)), tuple(sorted(stream.origins)),
                tuple(stream.figures),
            )  # fmt: skip

    # -- what moved

    def _flows(self) -> None:
        made, ledger = self.found.made, self.found.ledger
        origin_of = {origin.number: origin.payment for origin in made.origins}
        arrived: dict[tuple[str, int], int] = defaultdict(int)
        for move in made.moves:
            arrived[move.payment, move.origin] += move.minor
        for (key, origin), sent in made.flows.items():
            payment = ledger.payment(key)
            leaves = payment.currency == self.currency
            arrives = payment.received[1] == self.currency
            if not (leaves or arrives):
                continue
            figure = f"flow:{self.rule}:{origin}:{key}"
            stop = self._stop_of(payment, sent, arrives=arrives)
            if not leaves:
                self.ends.converted_in += arrived[key, origin]
                start = self._converted(payment, payment.currency, "from")
            elif origin_of[origin] == key:
                self.ends.marked += sent
                start = self._origin(payment, origin, sent, stop)
            else:
                start = self._account(payment.payer)
            minor = sent if leaves else arrived[key, origin]
            self._stream(start, stop).add(minor, key, origin, figure)

    def _stop_of(self, payment: LedgerPayment, sent: int, *, arrives: bool) -> str:
        if arrives:
            return self._account(payment.payee)
        self.ends.converted_out += sent
        return self._converted(payment, payment.received[1], "to")

    def _assets(self, left: dict[tuple[int, Pocket], int]) -> None:
        with self.book.case.session() as session:
            assets = session.scalars(
                select(Asset).where(Asset.currency == self.currency).order_by(Asset.id)
            ).all()
        for asset in assets:
            parts = traced_into(self.book, self.rule, asset.id)
            if not parts:
                continue
            figure = f"traced-by:{self.rule}:{asset.id}"
            stop = f"asset {asset.id}"
            whole = sum(minor for *_, minor in parts)
            self.stops[stop] = Stop(
                "asset",
                AccountWords(asset.label, f"asset: {asset.kind}", self._money("traced", whole)),
                held=True,
                figure=figure,
                minor=whole,
            )
            reached = 0
            for origin, key, minor in parts:
                pocket = Pocket(self.found.ledger.payment(key).payee, self.currency)
                part = min(minor, left.get((origin, pocket), 0))
                if part:
                    left[origin, pocket] -= part
                    reached += part
                    flow = f"flow:{self.rule}:{origin}:{key}"
                    self._stream(self._account(pocket.account), stop).add(part, key, origin, flow)
            self.ends.assets += reached
            if reached < whole:
                self.stops[stop].more.append(self._money("went on from seller", whole - reached))

    def _stayed(self, left: Mapping[tuple[int, Pocket], int]) -> None:
        """What is still in an account, or left the records with one."""
        for (origin, pocket), minor in left.items():
            if not minor:
                continue
            start = self._account(pocket.account)
            figure = f"held:{self.rule}:{origin}:{pocket_key(self.found, pocket)}"
            if self.found.ledger.accounts[pocket.account].held:
                self.ends.held += minor
                stop = f"held {pocket.account}"
                self._stop(stop, "held", AccountWords("Still there", f"in {pocket.account}", ""))
                self._stream(start, stop).add(minor, "", origin, figure)
                self.stops[stop].figure = figure if not self.stops[stop].minor else ""
                self.stops[stop].minor += minor
            else:
                self.ends.outside += minor
                self.stops[start].minor += minor

    def _repaid(self) -> None:
        for repayment in self.found.made.repayments:
            if repayment.pocket.currency == self.currency:
                account = repayment.pocket.account
                stop = f"repaid {account}"
                self._stop(stop, "repaid", AccountWords("Repaid a debt", f"of {account}", ""))
                self._stream(self._account(account), stop).add(
                    repayment.minor, "", repayment.origin, ""
                )
                self.stops[stop].minor += repayment.minor
                self.ends.repaid += repayment.minor

    # -- fewer boxes, nothing lost

    def _fold_origins(self) -> None:
        """Origins of many payers into one account: the largest by itself, the others together."""
        into: dict[str, list[str]] = defaultdict(list)
        for start, stop in self.edges:
            if self.stops[start].kind == "origin":
                into[stop].append(start)
        for stop, starts in into.items():
            if len(starts) <= _ORIGINS_TO_ONE:
                continue
            starts.sort(key=lambda name: (-self.stops[name].minor, name))
            folded = [self.stops.pop(name) for name in starts[_ORIGINS_TO_ONE - 1 :]]
            numbers = sorted(number for one in folded for number in one.origins)
            words = AccountWords(
                f"{len(numbers):,} origins", f"from {len(folded):,} payers", "each is in the table"
            )
            name = f"origins {stop}"
            self.stops[name] = Stop(
                "origin", words, minor=sum(one.minor for one in folded), origins=numbers
            )
            for start in starts[_ORIGINS_TO_ONE - 1 :]:
                self._stream(name, stop).join(self.edges.pop((start, stop)))

    def _without_mere_sellers(self) -> None:
        """A seller outside the records, from whom the money went no further, is words."""
        for name, stop in list(self.stops.items()):
            out = [edge for edge in self.edges if edge[0] == name]
            if stop.kind != "account" or stop.held or stop.minor or len(out) != 1:
                continue
            asset = out[0][1]
            if self.stops[asset].kind != "asset":
                continue
            into = [edge for edge in self.edges if edge[1] == name]
            del self.edges[out[0]]
            for edge in into:
                self._stream(edge[0], asset).join(self.edges.pop(edge))
            self.stops[asset].more.append(f"paid to {stop.words.title}")
            del self.stops[name]

    def _fold_outside(self, most: int) -> None:
        paying = {start for start, _ in self.edges}
        ending = [
            name
            for name, stop in self.stops.items()
            if stop.kind == "account" and not stop.held and name not in paying
        ]
        ending.sort(key=lambda name: (-self.stops[name].minor, name))
        folded = ending[most:]
        if len(folded) < 2:
            folded = []
        if folded:
            many = f"{len(folded):,} other payees"
            self.stops[_OTHERS] = Stop(
                "outside", AccountWords(many, "added up; each is in the table", "")
            )
            for name in folded:
                self.stops[_OTHERS].minor += self.stops.pop(name).minor
            for edge in [edge for edge in self.edges if edge[1] in folded]:
                self._stream(edge[0], _OTHERS).join(self.edges.pop(edge))
            self.others = tuple(name.removeprefix("account ") for name in folded)
        for stop in self.stops.values():
            if stop.kind in {"account", "outside"} and not stop.held and stop.minor:
                stop.more.append(self._money("left the records", stop.minor))

    # -- stops

    def _origin(self, payment: LedgerPayment, number: int, minor: int, into: str) -> str:
        name = f"origin {payment.payer}\0{into}"
        payer = words_of(payment.payer, self.nodes[payment.payer])
        if name not in self.stops:
            self.stops[name] = Stop("origin", payer)
        stop = self.stops[name]
        stop.origins.append(number)
        stop.minor += minor
        alone = len(stop.origins) == 1
        stop.figure = f"origin:{number}" if alone else ""
        stop.words = AccountWords(
            f"Origin {number}" if alone else f"{len(stop.origins):,} origins",
            f"from {payer.title}",
            f"{day_written(payment.when)}" if alone else payer.under,
        )
        return name

    def _converted(self, payment: LedgerPayment, other: str, way: str) -> str:
        account = payment.payee if way == "to" else payment.payer
        name = f"converted {way} {other} {account}"
        words = words_of(account, self.nodes[account])
        told = AccountWords(f"Converted {way} {other}", words.title, account)
        self._stop(name, "converted", told)
        return name

    def _account(self, key: str) -> str:
        name = f"account {key}"
        if name not in self.stops:
            node = self.nodes[key]
            self.stops[name] = Stop(
                "account", words_of(key, node), held=node["held"], subject=node["subject"]
            )
        return name

    def _stop(self, name: str, kind: str, words: AccountWords) -> None:
        self.stops.setdefault(name, Stop(kind, words, held=kind == "held"))

    def _stream(self, start: str, stop: str) -> Stream:
        return self.edges.setdefault((start, stop), Stream())

    def _money(self, says: str, minor: int) -> str:
        return f"{says}: {written(minor, self.currency)}"

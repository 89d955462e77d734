"""A trace added up for its chart: where money began, passed and ended, and no penny lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from exports.charts.boxes import AccountWords, words_of
from graphs.accounts import account_graph
from graphs.figures import Traced, pocket_key, traced
from graphs.follow import Move
from graphs.layout import Edge
from graphs.ledger import LedgerPayment, Pocket
from graphs.things import SPENT, thing_of
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

    `kind` is origin, account, asset, held, repaid, spent, outside or converted.
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
    """Traced money from one stop to another, added up, the figures that explain it, its rows."""

    minor: int = 0
    payments: set[str] = field(default_factory=set)
    origins: set[int] = field(default_factory=set)
    figures: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, minor: int, payment: str, origin: int, *figures: str) -> None:
        """Take in one origin's part in one payment, or in what stayed."""
        self.minor += minor
        self.origins.add(origin)
        if payment:
            self.payments.add(payment)
        self.figures += [one for one in figures if one and one not in self.figures]

    def join(self, other: Stream) -> None:
        """Take in another stream whole."""
        self.minor += other.minor
        self.payments |= other.payments
        self.origins |= other.origins
        self.figures += [figure for figure in other.figures if figure not in self.figures]
        self.rows += other.rows


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
    """Where all the traced money is: it adds up to what was marked and accrued, in pence."""

    marked: int = 0
    converted_in: int = 0
    accrued: int = 0
    assets: int = 0
    held: int = 0
    outside: int = 0
    repaid: int = 0
    spent: int = 0
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
        with book.case.session() as session:
            self.kinds = {asset.id: asset.kind for asset in session.scalars(select(Asset))}
        self.stops: dict[str, Stop] = {}
        self.edges: dict[Edge, Stream] = {}
        self.ends = Ends()
        self.others: tuple[str, ...] = ()
        self._flows()
        self._assets()
        self._stayed(self.found.made.held)
        self._repaid()
        self.rows = tuple(self._rows())
        self._fold_origins()
        self._fold_outside(most_outside)

    def _rows(self) -> Iterator[TraceRow]:
        """The table, the largest sums first."""
        edges = sorted(self.edges.items(), key=lambda item: (-item[1].minor, item[0]))
        for number, ((start, stop), stream) in enumerate(edges, start=1):
            stream.rows = [number]
            yield TraceRow(
                self.stops[start].words.whole, self.stops[stop].words.whole, stream.minor,
                self.currency, tuple(sorted(stream.payments)), tuple(sorted(stream.origins)),
                tuple(stream.figures),
            )  # fmt: skip

    # -- what moved

    def _flows(self) -> None:
        """Every payment's part of an origin, from where it was to where it came."""
        made, ledger = self.found.made, self.found.ledger
        origin_of = {origin.number: origin.payment for origin in made.origins}
        groups: dict[tuple[str, int, str, str], list[int]] = defaultdict(list)
        for place, move in enumerate(made.moves):
            groups[move.payment, move.origin, move.into, self._thing_before(move)].append(place)
        for (key, origin, into, thing), places in groups.items():
            payment = ledger.payment(key)
            sent = sum(made.moves[place].sent for place in places)
            came = sum(made.moves[place].minor for place in places)
            figures = [f"flow:{self.rule}:{origin}:{key}"]
            if made.flows.get((key, origin)) != sent:
                figures = [f"move:{self.rule}:{place}" for place in places]
            if key in ledger.events:
                self._went(payment, origin, sent, came, figures)
                continue
            reached = into or payment.arrives
            leaves = payment.currency == self.currency
            arrives = leaves if into else payment.received[1] == self.currency
            if not (leaves or arrives):
                continue
            stop = self._stop_of(payment, reached, sent, arrives=arrives)
            if not leaves:
                self.ends.converted_in += came
                start = self._converted(payment, payment.currency, "from")
            elif origin_of[origin] == key:
                self.ends.marked += sent
                start = self._origin(payment, origin, sent, stop)
            else:
                start = thing or self._account(payment.payer)
            self._stream(start, stop).add(sent if leaves else came, key, origin, *figures)

    def _thing_before(self, move: Move) -> str:
        """The stop of the thing whose sale brought what a payment carries; "" where none did."""
        if move.before < 0 or move.payment in self.found.ledger.events:
            return ""
        before = self.found.made.moves[move.before].payment
        if before not in self.found.ledger.events:
            return ""
        return self._end(self.found.ledger.payment(before).payer)

    def _went(
        self, event: LedgerPayment, origin: int, sent: int, came: int, figures: list[str]
    ) -> None:
        """A sale changes what a portion comes to; an exchange also brings it into another thing."""
        if event.currency != self.currency:
            return
        self.ends.accrued += came - sent
        kind = self.found.ledger.accounts[event.payee].kind
        if kind == "account":  # the payment of the price carries it on
            return
        thing = self.found.ledger.accounts[event.payer].kind == "thing"
        start = self._end(event.payer) if thing else self._account(event.payer)
        if thing:
            figures.append(f"accrued:{self.rule}:{origin}:{event.id.partition(':')[2]}")
        self._stream(start, self._end(event.payee)).add(came, "", origin, *figures)

    def _stop_of(self, payment: LedgerPayment, reached: str, sent: int, *, arrives: bool) -> str:
        if not arrives:
            self.ends.converted_out += sent
            return self._converted(payment, payment.received[1], "to")
        if self.found.ledger.accounts[reached].kind == "account":
            return self._account(reached)
        stop = self._end(reached)
        paid_to = f"paid to {words_of(payment.payee, self.nodes[payment.payee]).title}"
        if paid_to not in self.stops[stop].more:
            self.stops[stop].more.append(paid_to)
        return stop

    def _end(self, name: str) -> str:
        """The stop of a thing, of what was spent, or of a loan that was repaid."""
        account = self.found.ledger.accounts[name]
        if account.kind in {"spent", "loan"}:
            what = "Spent" if account.kind == "spent" else "Repaid a loan"
            stop = f"{account.kind}"
            self._stop(stop, "spent" if account.kind == "spent" else "repaid",
                       AccountWords(what, "each is in the table", ""))  # fmt: skip
            return stop
        stop = f"asset {name}"
        if stop not in self.stops:
            number = thing_of(name)
            under = f"asset: {self.kinds[number]}" if number else "with its buyer"
            figure = f"traced-by:{self.rule}:{number}" if number else ""
            self.stops[stop] = Stop(
                "asset", AccountWords(account.name, under, ""), held=True, figure=figure
            )
        return stop

    def _assets(self) -> None:
        """What came into each thing, and what of it is there in the end."""
        made, accounts = self.found.made, self.found.ledger.accounts
        there: dict[str, int] = defaultdict(int)
        for (_, pocket), minor in made.things.items():
            if pocket.currency == self.currency:
                self.ends.assets += minor
                there[self._end(pocket.account)] += minor
        for name, stop in self.stops.items():
            if stop.kind == "asset":
                came = sum(s.minor for (_, end), s in self.edges.items() if end == name)
                stop.minor = came
                stop.words = AccountWords(
                    stop.words.title, stop.words.under, self._money("traced", came)
                )
                if there[name] != came:
                    stop.more.append(self._money("there now", there[name]))
        for (number, payment), minor in made.spent.items():
            if self.found.ledger.payment(payment).currency == self.currency:
                self.ends.spent += minor
                self._spent("spent", f"{SPENT}{payment}", number, minor)
        for (number, debt), minor in made.repaid.items():
            if debt in accounts and accounts[debt].currency == self.currency:
                self.ends.repaid += minor
                self._spent("loan", debt, number, minor)

    def _spent(self, stop: str, name: str, origin: int, minor: int) -> None:
        figure = f"{'held' if stop == 'spent' else 'repaid'}:{self.rule}:{origin}:{name}"
        self._end(name)
        found = self.stops[stop]
        found.figure = figure if not found.minor else ""
        found.minor += minor

    def _stayed(self, left: Mapping[tuple[int, Pocket], int]) -> None:
        """What is still in an account, or left the records with one."""
        for (origin, pocket), minor in left.items():
            if pocket.currency != self.currency:
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
                figure = f"repaid:{self.rule}:{repayment.origin}:{repayment.debt}"
                self._stream(self._account(account), stop).add(
                    repayment.minor, "", repayment.origin, figure
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

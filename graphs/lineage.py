"""How money got where it is: forwards, backwards and between, as graphs and as paths.

Every parcel in a trace's log knows the one parcel that it was taken from, so each pound that
is held, was paid or repaid a debt has exactly one way back to its origin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from graphs.follow import Move
from graphs.ledger import Ledger, Pocket, pockets
from graphs.trace import Trace
from workbench.errors import Refused

if TYPE_CHECKING:
    import networkx as nx


#: The rules that keep a log of single pounds, from which a way can be shown.
LOGGED: Final = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first")
#: One account by its id, or several.
Accounts = str | frozenset[str]


class Node(NamedTuple):
    """A point of a lineage: an origin, a payment, what is held or bought, or a repaid debt.

    `id` is the origin's number, the payment's id, the account's id, the asset's number or the
    debt's name.
    """

    kind: Literal["origin", "payment", "held", "asset", "repaid", "account"]
    id: str
    currency: str = ""


class End(NamedTuple):
    """Money at the end of a way: the move that brought it, how much, and what it is now."""

    move: int
    minor: int
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """One way that some money took: from where, over which payments in order, and to where.

    `sent` is how much of it left with each payment, in that payment's currency; `minor` is
    what was asked about, in `currency`. `node` is None where that is the last payment itself.
    """

    origin: int
    start: Node
    payments: tuple[str, ...]
    sent: tuple[int, ...]
    minor: int
    currency: str
    node: Node | None


class Lineage:
    """The lineage of everything in one trace.

    Raises:
        Refused: for a trace by a rule that keeps no log (poison, pari-passu).
    """

    def __init__(self, ledger: Ledger, made: Trace) -> None:
        """Read the log of a trace of `ledger`."""
        if made.rule not in LOGGED:
            raise Refused(
                f"{made.rule} does not follow single pounds, so there is no way to show",
                remedy=f"Trace by {', '.join(LOGGED[:-1])} or {LOGGED[-1]}",
            )
        self.ledger = ledger
        self.made = made
        self._by_payment: dict[str, list[int]] = defaultdict(list)
        for place, move in enumerate(made.moves):
            self._by_payment[move.payment].append(place)

    # What may be asked about.

    def of_payment(self, payment: str, origin: int | None = None) -> list[End]:
        """What a payment carried, of one origin or of all, as it left the payer."""
        self.ledger.payment(payment)
        return [
            End(place, self.made.moves[place].sent)
            for place in self._by_payment.get(payment, ())
            if origin in {None, self.made.moves[place].origin}
        ]

    def of_held(self, account: str, currency: str = "", origin: int | None = None) -> list[End]:
        """What an account still holds at the end, of one origin or of all."""
        stated = self.ledger.accounts.get(account)
        if stated is None:
            raise Refused(f"there is no account {account!r} in the ledger")
        pocket = Pocket(account, currency or stated.currency)
        node = Node("held", *pocket)
        return [
            End(place, minor, node)
            for (number, where), parts in self.made.left.items()
            if where == pocket and origin in {None, number}
            for place, minor in parts
        ]

    def of_debt(self, debt: str, origin: int | None = None) -> list[End]:
        """What repaid a debt, named by the payment made on credit or `opening:` an account."""
        return [
            End(r.before, r.minor, Node("repaid", debt, r.pocket.currency))
            for r in self.made.repayments
            if r.debt == debt and origin in {None, r.origin}
        ]

    def of_origin(self, origin: int) -> list[End]:
        """Everything that became of an origin: what is held, and the debts that it repaid."""
        held = [
            End(place, minor, Node("held", *pocket))
            for (number, pocket), parts in self.made.left.items()
            if number == origin
            for place, minor in parts
        ]
        repaid = [
            End(r.before, r.minor, Node("repaid", r.debt, r.pocket.currency))
            for r in self.made.repayments
            if r.origin == origin
        ]
        return held + repaid

    def into(self, start: Accounts, goal: Accounts) -> list[End]:
        """Traced money that left `start` and, by whatever way, came into `goal`.

        Either may be several accounts: those of one person. Money that comes a second time,
        without having left `start` again, counts once. What bought a thing came to its seller.
        """
        starts, goals = _several(start), _several(goal)
        away, ends = set[int](), []
        for place, move in enumerate(self.made.moves):
            if self._left(move) in starts or move.before in away:
                came = {payee.account: payee for payee in self._came(move)}
                if found := goals & came.keys():
                    pocket = came[min(found)]
                    ends.append(End(place, move.minor, Node("account", *pocket)))
                else:
                    away.add(place)
        return ends

    def through(self, ends: Iterable[End], start: Accounts) -> list[End]:
        """Of these ends, those whose money had left `start` on its way."""
        starts, known = _several(start), dict[int, bool]()

        def passed(place: int) -> bool:
            chain = []
            while place >= 0 and place not in known:
                chain.append(place)
                move = self.made.moves[place]
                if self._left(move) in starts:
                    known[place] = True
                    break
                place = move.before
            found = known.get(place, False)
            known.update(dict.fromkeys(chain, found))
            return found

        return [end for end in ends if passed(end.move)]

    # The answers.

    def forwards(self, origin: int) -> nx.DiGraph[Node]:
        """Where an origin went, whole."""
        return self.graph(self.of_origin(origin))

    def backwards(self, ends: Iterable[End]) -> nx.DiGraph[Node]:
        """What a payment, a holding or a repayment is made of, back to the origins."""
        return self.graph(ends)

    def between(self, start: Accounts, goal: Accounts) -> nx.DiGraph[Node]:
        """How traced money got from one account into another."""
        return self.graph(self.into(start, goal), start)

    def graph(self, ends: Iterable[End], start: Accounts = "") -> nx.DiGraph[Node]:
        """The ways of `ends` in one directed graph without circles, from the last time at `start`.

        Nodes are `Node`s. Every edge has `minor`, `currency`, `payment` (the one that carried
        the money, or at the very end the one that brought it), `account` (where the money came
        from), `origins` (number to minor) and `where` (the source line). Through a conversion,
        a part is carried back in proportion, rounded down.
        """
        import networkx as nx

        drawn: nx.DiGraph[Node] = nx.DiGraph()
        starts = _several(start)
        arrived: dict[int, int] = defaultdict(int)
        sent: dict[int, int] = defaultdict(int)
        for end in ends:
            if end.node is None:
                sent[end.move] += end.minor
                continue
            arrived[end.move] += end.minor
            move = self.made.moves[end.move]
            self._add(drawn, Node("payment", move.payment), end.node, move, end.minor)
        waiting = [-place for place in arrived.keys() | sent.keys()]
        heapify(waiting)
        # A move is older than all that was taken from it, so the newest is always complete.
        while waiting:
            place = -heappop(waiting)
            move = self.made.moves[place]
            minor = sent[place] + _sent_of(move, arrived[place])
            before = self._before(move, starts)
            self._add(drawn, before, Node("payment", move.payment), move, minor)
            if before.kind == "payment":
                if move.before not in arrived and move.before not in sent:
                    heappush(waiting, -move.before)
                arrived[move.before] += minor
        return drawn

    def paths(
        self, ends: Iterable[End], *, start: Accounts = "", limit: int | None = 100,
        shortest: bool = False,
    ) -> list[Path]:  # fmt: skip
        """The ways of `ends`, `limit` at most: the largest first and of equal ones the shorter.

        With `shortest`, those over the fewest payments first and of equal ones the larger.
        """
        starts = _several(start)
        ways = self._ways(ends, starts)
        if shortest:
            ways.sort(key=lambda way: way.length)
        return [self._path(way, starts) for way in ways[:limit]]

    def shortest(self, ends: Iterable[End], *, start: Accounts = "") -> Path | None:
        """The way over the fewest payments, and of those the largest; None if there is no way."""
        return next(iter(self.paths(ends, start=start, limit=1, shortest=True)), None)

    def count(self, ends: Iterable[End], *, start: Accounts = "") -> int:
        """How many different ways `ends` have."""
        return len(self._ways(ends, _several(start)))

    # How it is done.

    def _left(self, move: Move) -> str:
        """The account, or the thing, that the money of a move was in before."""
        if move.before < 0:
            return self.ledger.payment(move.payment).payer
        return reached(self.ledger, self.made.moves[move.before]).account

    def _came(self, move: Move) -> tuple[Pocket, ...]:
        """Where the money of a move came to: the payee, and the thing that it bought there."""
        payment, into = self.ledger.payment(move.payment), reached(self.ledger, move)
        return into, Pocket(payment.payee, into.currency)

    def _before(self, move: Move, starts: frozenset[str]) -> Node:
        """Where the money of a move came from."""
        if move.before < 0:
            return Node("origin", str(move.origin))
        if starts and (left := self._left(move)) in starts:
            return Node("account", left)
        return Node("payment", self.made.moves[move.before].payment)

    def _add(
        self, drawn: nx.DiGraph[Node], start: Node, goal: Node, move: Move, minor: int
    ) -> None:
        payment = self.ledger.payment(move.payment)
        came = goal.kind == "payment"
        if not drawn.has_edge(start, goal):
            drawn.add_edge(
                start, goal, minor=0, payment=payment.id, where=payment.where, origins={},
                currency=payment.currency if came else reached(self.ledger, move).currency,
                account=self._left(move) if came else reached(self.ledger, move).account,
            )  # fmt: skip
        edge = drawn.edges[start, goal]
        edge["minor"] += minor
        edge["origins"][move.origin] = edge["origins"].get(move.origin, 0) + minor

    def _ways(self, ends: Iterable[End], starts: frozenset[str]) -> list[_Way]:
        """Every different way with its sum, the largest first and of equal ones the shorter."""
        links: dict[int, tuple[int, int]] = {}
        numbers: dict[tuple[int, str], int] = {}
        ways: dict[tuple[int, Node | None], _Way] = {}
        for end in ends:
            number, length = self._link(end.move, starts, links, numbers)
            way = ways.setdefault((number, end.node), _Way(length, end.move, end.node))
            way.minor += end.minor
        return sorted(ways.values(), key=lambda way: (-way.minor, way.length))

    def _link(
        self,
        place: int,
        starts: frozenset[str],
        links: dict[int, tuple[int, int]],
        numbers: dict[tuple[int, str], int],
    ) -> tuple[int, int]:
        """The number of the row of payments that ends with this move, and its length."""
        chain = []
        while place not in links:
            chain.append(place)
            if self._before(self.made.moves[place], starts).kind != "payment":
                break
            place = self.made.moves[place].before
        number, length = links.get(place, (-1 - self.made.moves[place].origin, 0))
        for place in reversed(chain):
            move = self.made.moves[place]
            number = numbers.setdefault((number, move.payment), len(numbers))
            length += 1
            links[place] = number, length
        return number, length

    def _path(self, way: _Way, starts: frozenset[str]) -> Path:
        place, minor = way.move, way.minor
        steps: list[tuple[str, int]] = []
        arrived = way.node is not None
        while True:
            move = self.made.moves[place]
            minor = _sent_of(move, minor) if arrived else minor
            steps.append((move.payment, minor))
            before = self._before(move, starts)
            if before.kind != "payment":
                break
            place, arrived = move.before, True
        last = self.ledger.payment(steps[0][0])
        currency = way.node.currency if way.node else last.currency
        steps.reverse()
        return Path(
            move.origin, before, tuple(payment for payment, _ in steps),
            tuple(sent for _, sent in steps), way.minor, currency, way.node,
        )  # fmt: skip


@dataclass(slots=True)
class _Way:
    """A row of payments while it is summed: how long it is, and one move at its end."""

    length: int
    move: int
    node: Node | None
    minor: int = 0


def reached(ledger: Ledger, move: Move) -> Pocket:
    """Where the money of a move came to: the payee, or the thing that it bought."""
    payment = ledger.payment(move.payment)
    return Pocket(move.into, payment.currency) if move.into else pockets(payment)[1]


def _sent_of(move: Move, minor: int) -> int:
    """What had to leave the payer for `minor` to arrive."""
    return minor if move.sent == move.minor else minor * move.sent // move.minor if minor else 0


def _several(accounts: Accounts) -> frozenset[str]:
    """No account for no name, one for one."""
    if isinstance(accounts, str):
        return frozenset({accounts}) if accounts else frozenset()
    return accounts

"""Who paid whom, added up: the account graph, its neighbourhoods, and its main flows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from graphs.entities import identities
from graphs.words import counted
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.records.account_words import account_said
from workbench.store.tables import Account, AccountHolder, Payment

if TYPE_CHECKING:
    import networkx as nx

#: Two nodes that stand for many: nobody's money passes through either of them.
OTHER_PAYERS: Final = "\0other payers"
OTHER_PAYEES: Final = "\0other payees"
#: Sums are added in two parts, so that no engine's 64 bits can wrap or refuse.
_PART: Final = 1_000_000_000


@dataclass(slots=True)
class Flow:
    """Payments taken together: how many, how much in each currency, from when to when.

    `received` holds what arrived where that differs in currency from what was paid.
    """

    count: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    def add(self, other: Mapping[str, Any]) -> None:
        """Take in the payments of one connection of the account graph."""
        self.count += other["count"]
        for mine, theirs in ((self.totals, other["totals"]), (self.received, other["received"])):
            for currency, minor in theirs.items():
                mine[currency] = mine.get(currency, 0) + minor
        self.first = other["first"] if self.first is None else min(self.first, other["first"])
        self.last = other["last"] if self.last is None else max(self.last, other["last"])

    def as_edge(self) -> dict[str, Any]:
        """As the attributes of a connection."""
        return {
            "count": self.count, "totals": self.totals, "received": self.received,
            "first": self.first, "last": self.last,
        }  # fmt: skip


def account_graph(
    case: Case,
    *,
    since: date | None = None,
    until: date | None = None,
    currency: str | None = None,
) -> nx.DiGraph[str]:
    """Payments added up between each payer and payee, both days and the currency included.

    Nodes are account keys: every account of a payment, and every account whose statements are
    held. They carry `id`, `name`, `institution`, `currency`, `held`, `holders` (names) and
    `subject` (a subject of the investigation holds it). Edges carry `count`, `totals`
    (currency to minor units), `received` (likewise, for conversions alone), `first`, `last`,
    and `payment`, the key where there is but one.

    Raises:
        Refused: if the identity decisions contradict each other.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    with case.session() as session:
        names = _accounts(session)
        for number, node in names.items():
            if node["held"]:
                graph.add_node(node["key"], **node, id=number)
        for row in session.execute(_added_up(since, until, currency)):
            payer, payee = names[row.payer_id], names[row.payee_id]
            for number, node in ((row.payer_id, payer), (row.payee_id, payee)):
                graph.add_node(node["key"], **node, id=number)
            flow = Flow()
            if graph.has_edge(payer["key"], payee["key"]):
                flow.add(graph.edges[payer["key"], payee["key"]])
            flow.add(_row(row))
            graph.add_edge(
                payer["key"], payee["key"], **flow.as_edge(),
                payment=row.key if flow.count == 1 else "",
            )  # fmt: skip
    return graph


def payments_by_currency(
    case: Case, *, since: date | None = None, until: date | None = None
) -> dict[str, int]:
    """How many payments there are in each currency, the most first."""
    count = func.count()
    with case.read() as connection:
        found = connection.execute(
            select(Payment.currency, count)
            .where(*_within(since, until, None))
            .group_by(Payment.currency)
            .order_by(count.desc(), Payment.currency)
        )
        return {row[0]: row[1] for row in found}


def _row(row: Any) -> dict[str, Any]:
    paid = int(row.high) * _PART + int(row.low)
    got = {row.received_currency: int(row.got_high) * _PART + int(row.got_low)}
    return {
        "count": row.count, "totals": {row.currency: paid},
        "received": got if row.received_currency else {}, "first": row.first, "last": row.last,
    }  # fmt: skip


def _added_up(
    since: date | None, until: date | None, currency: str | None
) -> Select[*tuple[Any, ...]]:
    between = (Payment.payer_id, Payment.payee_id, Payment.currency, Payment.received_currency)
    got = func.coalesce(Payment.received_minor, 0)
    return (
        select(
            *between,
            func.count().label("count"),
            func.sum(Payment.minor // _PART).label("high"),
            func.sum(Payment.minor % _PART).label("low"),
            func.sum(got // _PART).label("got_high"),
            func.sum(got % _PART).label("got_low"),
            func.min(Payment.date).label("first"),
            func.max(Payment.date).label("last"),
            func.min(Payment.key).label("key"),
        )
        .where(*_within(since, until, currency))
        .group_by(*between)
        .order_by(*between)
    )


def _within(
    since: date | None, until: date | None, currency: str | None
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if since is not None:
        wanted.append(Payment.date >= since)
    if until is not None:
        wanted.append(Payment.date <= until)
    if currency is not None:
        wanted.append(Payment.currency == currency)
    return wanted


def _accounts(session: Session) -> dict[int, dict[str, Any]]:
    who = identities(session)
    holders: dict[int, dict[int, None]] = {}
    for account, party in session.execute(
        select(AccountHolder.account_id, AccountHolder.party_id).order_by(AccountHolder.id)
    ):
        holders.setdefault(account, {})[who[party].number] = None
    found = session.execute(
        select(
            Account.id,
            Account.key,
            Account.name,
            Account.institution,
            Account.currency,
            Account.held,
        ).order_by(Account.id)
    )
    return {
        number: {
            "key": key, "name": name, "institution": institution, "currency": currency,
            "held": held, "holders": tuple(who[n].name for n in holders.get(number, ())),
            "subject": any(who[n].subject for n in holders.get(number, ())),
        }
        for number, key, name, institution, currency, held in found
    }  # fmt: skip


def ego(graph: nx.DiGraph[str], account: str, hops: int = 1) -> nx.DiGraph[str]:
    """The accounts within so many payments of one account, whichever way the money went.

    Raises:
        Refused: if the graph has no such account.
    """
    import networkx as nx

    if account not in graph:
        raise Refused(
            f"no payment in view is to or from the account {account}",
            remedy="List the accounts with: accounts CASE",
        )
    near: nx.DiGraph[str] = nx.ego_graph(graph, account, radius=hops, undirected=True)
    return near


@dataclass(frozen=True, slots=True)
class MainFlows:
    """A graph small enough to draw, and all that was folded away for it.

    `folded` lists the accounts behind each of the two nodes that stand for many; an account
    that both paid and was paid is behind both. `between_folded` are payments of which neither
    end is drawn by itself: they are in no connection of `graph`.
    """

    graph: nx.DiGraph[str]
    folded: Mapping[str, tuple[str, ...]]
    between_folded: Flow


def main_flows(
    graph: nx.DiGraph[str], currency: str, *, most: int = 24, keep: Collection[str] = ()
) -> MainFlows:
    """Draw at most so many accounts by themselves; fold the others into payers and payees.

    Kept are `keep`, then held accounts (those of subjects first), then those with which the
    held ones exchanged most in `currency`; ties by key.
    """
    import networkx as nx

    kept = set(_largest(graph, currency, most, keep))
    small: nx.DiGraph[str] = nx.DiGraph()
    small.add_nodes_from((node, dict(graph.nodes[node])) for node in graph if node in kept)
    folded: dict[str, dict[str, None]] = {OTHER_PAYERS: {}, OTHER_PAYEES: {}}
    together: dict[tuple[str, str], Flow] = {}
    behind: dict[tuple[str, str], set[str]] = {}
    between = Flow()
    for payer, payee, flow in graph.edges(data=True):
        if payer in kept and payee in kept:
            small.add_edge(payer, payee, **flow)
            continue
        if payer not in kept and payee not in kept:
            between.add(flow)
            continue
        side, other = (OTHER_PAYERS, payer) if payee in kept else (OTHER_PAYEES, payee)
        edge = (OTHER_PAYERS, payee) if payee in kept else (payer, OTHER_PAYEES)
        folded[side][other] = None
        together.setdefault(edge, Flow()).add(flow)
        behind.setdefault(edge, set()).add(other)
    for (payer, payee), whole in together.items():
        small.add_edge(
            payer, payee, **whole.as_edge(), payment="", accounts=len(behind[payer, payee])
        )
    names = {side: tuple(sorted(accounts)) for side, accounts in folded.items() if accounts}
    return MainFlows(small, names, between)


def _largest(
    graph: nx.DiGraph[str], currency: str, most: int, keep: Collection[str]
) -> Iterable[str]:
    held = {node for node, is_held in graph.nodes(data="held") if is_held}
    core = held or set(graph)
    amount = dict.fromkeys(graph, 0)
    for payer, payee, flow in graph.edges(data=True):
        minor = flow["totals"].get(currency, 0)
        if payee in core:
            amount[payer] += minor
        if payer in core:
            amount[payee] += minor
    ordered = sorted(
        graph,
        key=lambda node: (
            node not in keep,
            node not in held,
            not graph.nodes[node]["subject"],
            -amount[node],
            node,
        ),
    )
    return ordered[: max(most, len([node for node in keep if node in graph]))]


def between_id(
    payer: int, payee: int, currency: str, since: date | None = None, until: date | None = None
) -> str:
    """The figure of what one account (by id) paid another in one currency and span of days."""
    days = f":{since or ''}:{until or ''}" if since or until else ""
    return f"between:{payer}:{payee}:{currency}{days}"


def _between(book: Book, key: str) -> Figure:
    """The payments from one account to another, added up.

    Raises:
        Refused: if the key is not that of such a sum, or no payment is behind it.
    """
    figure = f"between:{key}"
    payer, payee, currency, since, until = (*key.split(":"), "", "", "", "", "")[:5]
    wrong = Refused(f"there is no figure {figure}", remedy="It is between:PAYER:PAYEE:CURRENCY.")
    try:
        ends = (int(payer), int(payee))
        days = tuple(date.fromisoformat(day) if day else None for day in (since, until))
    except ValueError:
        raise wrong from None
    with book.case.read() as connection:
        asked = select(Account.id, Account.key, Account.name).where(Account.id.in_(ends))
        names = {row.id: account_said(row.key, row.name) for row in connection.execute(asked)}
        rows = connection.execute(
            select(Payment.key, Payment.minor)
            .where(
                Payment.payer_id == ends[0],
                Payment.payee_id == ends[1],
                *_within(days[0], days[1], currency),
            )
            .order_by(Payment.date, Payment.position)
        ).all()
    if not rows:
        raise wrong
    return Figure(
        figure,
        f"{counted(len(rows), 'Payment').capitalize()} from {names[ends[0]]} to {names[ends[1]]}",
        sum(row.minor for row in rows),
        currency,
        "The sum of the payments from the one account to the other.",
        because=tuple(f"payment:{row.key}" for row in rows),
    )


FIGURES: Final[dict[str, Kind]] = {"between": Kind(_between)}

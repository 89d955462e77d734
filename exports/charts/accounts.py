"""The chart of who paid whom: accounts in columns, payments added up, money left to right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from exports.charts.boxes import (
    SMALL,
    TITLE,
    box_parts,
    box_size,
    caption_parts,
    estimate,
    legend_parts,
    words_of,
)
from exports.charts.picture import Box, Line, Part, Picture, Role, Text
from graphs.accounts import (
    OTHER_PAYEES,
    OTHER_PAYERS,
    MainFlows,
    account_graph,
    between_id,
    ego,
    main_flows,
    payments_by_currency,
)
from graphs.layout import Edge, Layout, Place, Size, layered
from graphs.words import counted
from workbench.case import Case
from workbench.money import written
from workbench.store.tables import Origin, Payment
from workbench.words import day_written

#: A page shows so many accounts by themselves and can still be read.
MOST_ON_A_PAGE: Final = 16
_OTHERS: Final = {OTHER_PAYERS: "other payers", OTHER_PAYEES: "other payees"}
_MARGIN: Final = 16.0
_BROADEST: Final = 5.0
_FINEST: Final = 0.7
_NARROWEST_CHART: Final = 640.0


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One row of the chart's table: what one account paid another, added up.

    `drawn` says how the chart shows it: "by itself", "among other payers", "among other
    payees" (words in the box of its one end), "between accounts not drawn" or "to itself".
    `marked` counts the payments that are origins.
    """

    payer: str
    payer_words: str
    payee: str
    payee_words: str
    count: int
    minor: int
    currency: str
    first: date
    last: date
    marked: int
    figure: str
    drawn: str


@dataclass(frozen=True, slots=True)
class FlowChart:
    """The picture, the caption that stands in it, and the table of every number behind it."""

    picture: Picture
    caption: str
    rows: tuple[FlowRow, ...]


def account_flow_picture(case: Case, **choice: Any) -> Picture:
    """The picture alone; the choices are those of `account_flow`."""
    return account_flow(case, **choice).picture


def account_flow(
    case: Case,
    *,
    since: date | None = None,
    until: date | None = None,
    currency: str | None = None,
    account: str | None = None,
    hops: int = 1,
    most: int = MOST_ON_A_PAGE,
    keep: Collection[str] = (),
) -> FlowChart:
    """Payments between accounts, added up, as a chart with its caption and its table.

    Args:
        case: the open case.
        since: the first day, included.
        until: the last day, included.
        currency: of the payments shown; the case's own, or else the most frequent.
        account: show only what is within `hops` payments of this account.
        hops: see `account`.
        most: how many accounts are drawn by themselves; the others are folded and counted.
        keep: accounts that are drawn by themselves in any case.

    Raises:
        Refused: if the account is unknown, or identity decisions contradict each other.
    """
    counts = payments_by_currency(case, since=since, until=until)
    own = case.info().currency
    chosen = currency or (own if own in counts or not counts else next(iter(counts)))
    graph = account_graph(case, since=since, until=until, currency=chosen)
    if account is not None:
        graph = ego(graph, account, hops)
        keep = [account, *keep]
    flows = main_flows(graph, chosen, most=most, keep=keep)
    chart = _Chart(flows, chosen, _marked(case, chosen, since, until), since, until)
    rows = tuple(chart.rows(graph.edges(data=True), graph.nodes))
    near = f"Within {counted(hops, 'Payment')} of the account {account}: " if account else ""
    caption = near + _caption(rows, flows, chosen, counts)
    return FlowChart(chart.picture(caption), caption, rows)


def _marked(
    case: Case, currency: str, since: date | None, until: date | None
) -> dict[tuple[int, int], int]:
    """How many payments marked as criminal property went from one account id to another."""
    with case.read() as connection:
        found = connection.execute(
            select(Payment.payer_id, Payment.payee_id, Payment.date)
            .join(Origin, Origin.payment_id == Payment.id)
            .where(Payment.currency == currency)
        ).all()
    marked: dict[tuple[int, int], int] = {}
    for payer, payee, when in found:
        if (since is None or when >= since) and (until is None or when <= until):
            marked[payer, payee] = marked.get((payer, payee), 0) + 1
    return marked


def _caption(
    rows: tuple[FlowRow, ...], flows: MainFlows, currency: str, counts: Mapping[str, int]
) -> str:
    """What the chart stands for, and everything that it does not show."""
    others = ", ".join(
        f"{counted(number, 'Payment')} in {code}"
        for code, number in counts.items()
        if code != currency
    )
    elsewhere = f" Not in this chart: {others}." if others else ""
    if not rows:
        return f"There are no payments in {currency} in view.{elsewhere}"
    first, last = min(row.first for row in rows), max(row.last for row in rows)
    days = f"on {_day(first)}" if first == last else f"from {_day(first)} to {_day(last)}"
    drawn = sum(1 for node in flows.graph if node not in _OTHERS)
    ends = {end for row in rows for end in (row.payer, row.payee)}
    themselves = "itself" if drawn == 1 else "themselves"
    said = [
        f"{_summed(rows, currency)} {days}, between {counted(len(ends), 'BankAccount')}.",
        f"{counted(drawn, 'BankAccount').capitalize()} drawn by {themselves}.",
    ]
    for side, what in _OTHERS.items():
        if names := flows.folded.get(side):
            of = [row for row in rows if row.drawn == f"among {what}"]
            number = counted(len(names), "BankAccount")
            said.append(f"Counted in the boxes as {what}: {number}, {_summed(of, currency)}.")
    if flows.folded:
        said.append("A number in brackets counts payments.")
    for drawn_as, where in (
        ("between accounts not drawn", "between accounts not drawn by themselves"),
        ("to itself", "from an account to itself"),
    ):
        if of := [row for row in rows if row.drawn == drawn_as]:
            said.append(f"Not drawn: {_summed(of, currency)}, {where}.")
    return " ".join(said) + elsewhere


def _summed(rows: Iterable[FlowRow], currency: str) -> str:
    rows = list(rows)
    return _payments(sum(row.count for row in rows), sum(row.minor for row in rows), currency)


def _payments(count: int, minor: int, currency: str) -> str:
    return f"{counted(count, 'Payment')}, {written(minor, currency)}"


def _day(when: date) -> str:
    return day_written(when)


class _Chart:
    """One chart in the making: its graph is small enough to draw."""

    def __init__(
        self,
        flows: MainFlows,
        currency: str,
        marked: Mapping[tuple[int, int], int],
        since: date | None,
        until: date | None,
    ) -> None:
        self.graph = flows.graph.subgraph(n for n in flows.graph if n not in _OTHERS)
        self.currency, self.marked = currency, marked
        self.since, self.until = since, until
        self.words = {node: words_of(node, self.graph.nodes[node]) for node in self.graph}
        self.more = {node: tuple(self._others(node, flows)) for node in self.graph}
        self.marks: dict[Edge, int] = {}

    def _others(self, node: str, flows: MainFlows) -> Iterator[str]:
        """What went between this account and those not drawn by themselves."""
        for edge, way in (((OTHER_PAYERS, node), "from"), ((node, OTHER_PAYEES), "to")):
            if flows.graph.has_edge(*edge):
                flow = flows.graph.edges[edge]
                others = f"{flow['accounts']:,} other{'' if flow['accounts'] == 1 else 's'}"
                total = written(flow["totals"][self.currency], self.currency)
                yield f"{way} {others} {total} ({flow['count']:,})"

    # -- the table

    def rows(
        self, edges: Iterable[tuple[str, str, Mapping[str, Any]]], nodes: Mapping[str, Any]
    ) -> Iterator[FlowRow]:
        """Every connection of the whole graph, the largest first; notes what is marked."""
        ordered = sorted(edges, key=lambda edge: (-edge[2]["totals"][self.currency], edge[:2]))
        for payer, payee, flow in ordered:
            ends = nodes[payer]["id"], nodes[payee]["id"]
            marked = self.marked.get(ends, 0)
            drawn, edge = self._drawn(payer, payee)
            self.marks[edge] = self.marks.get(edge, 0) + marked
            yield FlowRow(
                payer, words_of(payer, nodes[payer]).title,
                payee, words_of(payee, nodes[payee]).title,
                flow["count"], flow["totals"][self.currency], self.currency,
                flow["first"], flow["last"], marked,
                between_id(*ends, self.currency, self.since, self.until), drawn,
            )  # fmt: skip

    def _drawn(self, payer: str, payee: str) -> tuple[str, Edge]:
        if payer in self.graph and payee in self.graph:
            return ("to itself" if payer == payee else "by itself"), (payer, payee)
        if payee in self.graph:
            return "among other payers", (OTHER_PAYERS, payee)
        if payer in self.graph:
            return "among other payees", (payer, OTHER_PAYEES)
        return "between accounts not drawn", (payer, payee)

    # -- the picture

    def picture(self, caption: str) -> Picture:
        """Boxes, lines, words, legend and caption, all with their places."""
        edges = {
            (payer, payee): flow["totals"][self.currency]
            for payer, payee, flow in self.graph.edges(data=True)
            if payer != payee
        }
        labels = {edge: self._label_size(edge) for edge in edges}
        boxes = {
            node: box_size(len(self.words[node].lines) + len(self.more[node]))
            for node in self.graph
        }
        layout = layered(boxes, edges, labels=labels, gap=Size(14, 14))
        width = max(layout.width + 2 * _MARGIN, _NARROWEST_CHART)
        title = f"Payments between accounts, {self.currency}"
        parts: list[Part] = [
            Text(_MARGIN, 24, title, size=13, strong=True, fit=width - 2 * _MARGIN)
        ]
        parts += self._drawing(layout, edges, (width - layout.width) / 2, 44)
        down = 44 + layout.height + 24
        back = any(route.returns for route in layout.routes.values())
        legend, down = legend_parts(_MARGIN, down, width - _MARGIN, self._line_samples(back))
        words, down = caption_parts(caption, _MARGIN, down + 8, width - 2 * _MARGIN)
        return Picture(width, down + 8, title, caption, (*parts, *legend, *words))

    def _line_samples(self, back: bool) -> Iterator[tuple[str, str, Role]]:
        yield "line", "payments; the broader, the more money", "muted"
        if any(self.marks.values()):
            yield "line", "some of them marked as criminal property", "traced"
        if back:
            yield "line", "← before an amount: it runs to the left", "muted"

    def _drawing(
        self, layout: Layout, edges: Mapping[Edge, int], left: float, top: float
    ) -> Iterator[Part]:
        most = max(edges.values(), default=1)
        for edge in sorted(edges, key=lambda edge: edges[edge]):
            yield Line(
                tuple((x + left, y + top) for x, y in layout.routes[edge].points),
                role="traced" if self.marks.get(edge) else "muted",
                weight=round(max(_FINEST, _BROADEST * edges[edge] / most), 2),
                arrow=True, figure=self._figure(edge), tip=self._tip(edge),
            )  # fmt: skip
        for edge in edges:
            room = layout.routes[edge].label
            if room is not None:
                yield from self._label(
                    edge, room.moved(left, top), returns=layout.routes[edge].returns
                )
        for node, place in layout.places.items():
            yield from box_parts(
                place.moved(left, top), self.words[node], self.graph.nodes[node], self.more[node]
            )  # fmt: skip

    def _label_size(self, edge: Edge) -> Size:
        first, second = self._label_words(edge)
        return Size(max(estimate(f"← {first}", TITLE), estimate(second, SMALL)), 23)

    def _label_words(self, edge: Edge) -> tuple[str, str]:
        flow = self.graph.edges[edge]
        marked = self.marks.get(edge, 0)
        second = counted(flow["count"], "Payment") + (f", {marked:,} marked" if marked else "")
        return written(flow["totals"][self.currency], self.currency), second

    def _label(self, edge: Edge, room: Place, *, returns: bool) -> Iterator[Part]:
        first, second = self._label_words(edge)
        figure, tip = self._figure(edge), self._tip(edge)
        x = room.middle[0]
        yield Box(
            room.x, room.y, room.width, room.height, fill="paper", outline="", figure=figure,
            tip=tip,
        )  # fmt: skip
        yield Text(
            x, room.y + 9.5, f"← {first}" if returns else first, size=TITLE, anchor="middle",
            strong=True, fit=room.width, figure=figure,
        )  # fmt: skip
        yield Text(
            x, room.y + 19.5, second, size=SMALL, role="muted", anchor="middle", fit=room.width
        )

    def _figure(self, edge: Edge) -> str:
        payer, payee = edge
        ends = self.graph.nodes[payer]["id"], self.graph.nodes[payee]["id"]
        return between_id(*ends, self.currency, self.since, self.until)

    def _tip(self, edge: Edge) -> str:
        flow = self.graph.edges[edge]
        payer, payee = (self.words[end].whole for end in edge)
        days = _day(flow["first"])
        if flow["last"] != flow["first"]:
            days += f" to {_day(flow['last'])}"
        whole = _payments(flow["count"], flow["totals"][self.currency], self.currency)
        return f"{payer} → {payee}: {whole}, {days}"

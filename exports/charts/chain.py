"""The picture of the chain: from what was seized to what it paid for and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Final

from exports.charts.boxes import caption_parts
from exports.charts.links import (
    STEPS,
    Link,
    Stop,
    checked,
    currencies,
    figure_id,
    links,
    rows_of,
    way_words,
)
from exports.charts.picture import Band, Box, Part, Picture, Role, Text
from exports.charts.public_chain import public_links
from workbench.figures import Book
from workbench.money import written
from workbench.words import listed

#: So much height has all that came in, whatever it is.
_WHOLE: Final = 280.0
#: The smallest sum still has a band that can be seen; the caption says so.
_THINNEST: Final = 1.6
_BOX: Final = 128.0
_BETWEEN: Final = 58.0
_APART: Final = 11.0
_MARGIN: Final = 16.0
_LETTERS: Final = 26
#: So many lines has a count with its measure.
_COUNTED: Final = 5
_TITLE: Final = 9.0
_SMALL: Final = 7.5
_STEP: Final = 11.0
_NARROWEST: Final = 640.0
#: So many stops of a column are drawn by themselves.
MOST: Final = 12
_FURTHER: Final = ("things", "orders", "receipts", "shares and deposits", "funds", "programmes",
                   "grants")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One row of the picture's table: what passed from one stop to the next."""

    start: str
    stop: str
    minor: int
    currency: str
    on_way: int
    figure: str
    column: str


@dataclass(frozen=True, slots=True)
class ChainChart:
    """The picture, where the money is in words, and the picture's table."""

    picture: Picture
    caption: str
    rows: tuple[ChainRow, ...]


def chain_flow(
    book: Book, *, way: Sequence[str] = (), public: bool = False, most: int = MOST
) -> ChainChart:
    """The chain as columns of boxes with bands between, whose height is pounds.

    Args:
        book: the case's figures.
        way: links that the money passed, such as `asset:2` or `outcome:1`; what did not pass
            them all fades.
        public: kinds stand for orders, things and people, and nothing leads to a figure.
        most: so many stops of a column are drawn by themselves, the others as one.

    Raises:
        Refused: if no money passed all that the way names.
    """
    way = () if public else checked(book, way)
    title = "From what was taken to what it paid for"
    if way:
        title = f"The way of {way_words(book, way)}"
    charts = [
        _Drawing(found, _came_in(book, currency), way, public=public, most=most)
        for currency in currencies(book)
        if (found := public_links(book, currency) if public else links(book, currency))
    ]
    caption = _caption(book)
    width = max([_NARROWEST, *(chart.width + 2 * _MARGIN for chart in charts)])
    parts: list[Part] = [Text(_MARGIN, 24, title, size=13, strong=True, fit=width - 2 * _MARGIN)]
    down = 46.0
    for chart in charts:
        if len(charts) > 1:
            parts.append(Text(_MARGIN, down, f"In {chart.currency}", size=11, strong=True))
            down += 18
        drawn, down = chart.parts((width - chart.width) / 2, down)
        parts += drawn
    told = f"{caption} {_how_drawn(way)}" if charts else caption
    said, down = caption_parts(told, _MARGIN, down + 10, width - 2 * _MARGIN)
    picture = Picture(width, down + 8, title, told, (*parts, *said))
    return ChainChart(picture, caption, tuple(row for chart in charts for row in chart.rows()))


def _came_in(book: Book, currency: str) -> int:
    return sum(row["minor"] for row in rows_of(book) if row["currency"] == currency)


def _caption(book: Book) -> str:
    rows = rows_of(book)
    if not rows:
        return "Nothing has come in yet."
    said = []
    for currency in currencies(book):
        some = [row for row in rows if row["currency"] == currency]
        places: dict[str, int] = defaultdict(int)
        for row in some:
            places[row["place"]] += row["minor"]
        parts = [
            f"{written(minor, currency)} {words}"
            for place, words in _ENDED
            if (minor := places.get(place, 0))
        ]
        came = written(_came_in(book, currency), currency)
        said.append(f"Of {came} that came in: {listed(parts)}.")
    return " ".join(said)


def _how_drawn(way: Sequence[str]) -> str:
    strong = (
        "What is on the way is drawn strong, with its part of each amount; the rest is pale. "
        if way
        else ""
    )
    return f"{strong}The height of a band is its amount; the least are drawn a little higher."


#: Where money is, in the words of the caption.
_ENDED: Final = (
    ("spent", "was paid out in grants"),
    ("other agency", "went to other agencies"),
    ("costs", "met costs"),
    ("compensation", "compensated victims"),
    ("top slice", "was the top slice"),
    ("consolidated fund", "went to the Consolidated Fund"),
    ("held", "is held"),
    ("returned", "was returned"),
    ("waiting", "waits to be shared"),
)


@dataclass(slots=True)
class _Node:
    """A box of the picture: a stop, or all the lesser ones of a column."""

    key: str
    step: int
    title: str
    stops: list[Stop]
    minor: int = 0
    on_way: int = 0
    into: list[_Edge] = field(default_factory=list)
    out: list[_Edge] = field(default_factory=list)
    y: float = 0.0
    height: float = 0.0
    rank: float = 0.0

    @property
    def alone(self) -> Stop | None:
        return self.stops[0] if len(self.stops) == 1 else None

    @property
    def near(self) -> list[_Edge]:
        """The bands of the side that shows all of it."""
        coming, going = (sum(e.minor for e in side) for side in (self.into, self.out))
        return self.into if coming >= going else self.out

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(slots=True)
class _Edge:
    """A band: the links between two boxes."""

    start: _Node
    stop: _Node
    links: list[Link] = field(default_factory=list)
    minor: int = 0
    on_way: int = 0
    width: float = 0.0
    leaves: float = 0.0
    arrives: float = 0.0


class _Drawing:
    """The chain of one currency in the making."""

    def __init__(
        self, found: list[Link], whole: int, way: Sequence[str], *, public: bool, most: int
    ) -> None:
        self.found, self.currency = found, found[0].currency
        self.way, self.public = tuple(way), public
        self.nodes: dict[str, _Node] = {}
        self.edges: dict[tuple[str, str], _Edge] = {}
        self._put_together(most)
        self.steps = sorted({node.step for node in self.nodes.values()})
        self.width = len(self.steps) * (_BOX + _BETWEEN) - _BETWEEN
        self.unit = _WHOLE / max(whole, 1)
        self._lay_out()

    # -- what is drawn

    def _put_together(self, most: int) -> None:
        stops: dict[str, Stop] = {}
        into: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        out: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for link in self.found:
            for stop, sums in ((link.start, out), (link.stop, into)):
                stops.setdefault(stop.key, stop)
                sums[stop.key][0] += link.minor()
                sums[stop.key][1] += link.minor(self.way)
        # What a stop stands for is what came in or what went on, whichever is more: an order is
        # paid by its property and by money besides.
        passed = {key: max(into[key], out[key]) for key in stops}
        for step in range(len(STEPS)):
            some = [stop for stop in stops.values() if stop.step == step]
            some.sort(key=lambda stop: (-bool(self.way and passed[stop.key][1]),
                                        -passed[stop.key][0], stop.key))  # fmt: skip
            single = [stop for stop in some if stop.key.startswith("place:")]
            others = [stop for stop in some if stop not in single]
            shown = others if len(others) <= most else others[: most - 1]
            rest = others[len(shown) :]
            # In the order of amounts: choosing a way does not move what is drawn anyway.
            for stop in sorted((*shown, *single), key=lambda stop: -passed[stop.key][0]):
                self._add(_Node(stop.key, step, stop.title, [stop]), passed)
            if rest:
                title = f"{len(rest):,} further {_FURTHER[step]}"
                self._add(_Node(f"further:{step}", step, title, rest), passed)
        holds = {stop.key: node for node in self.nodes.values() for stop in node.stops}
        for link in self.found:
            begin, end = holds[link.start.key], holds[link.stop.key]
            edge = self.edges.get((begin.key, end.key))
            if edge is None:
                edge = self.edges[begin.key, end.key] = _Edge(begin, end)
                begin.out.append(edge)
                end.into.append(edge)
            edge.links.append(link)
            edge.minor += link.minor()
            edge.on_way += link.minor(self.way)

    def _add(self, node: _Node, passed: dict[str, list[int]]) -> None:
        self.nodes[node.key] = node
        node.minor = sum(passed[stop.key][0] for stop in node.stops)
        node.on_way = sum(passed[stop.key][1] for stop in node.stops)

    # -- where it is drawn

    def _lay_out(self) -> None:
        for edge in self.edges.values():
            edge.width = max(edge.minor * self.unit, _THINNEST)
        columns = []
        for step in self.steps:
            column = [node for node in self.nodes.values() if node.step == step]
            for node in column:
                room = 13 + _STEP * len(self._lines(node))
                bands = max(sum(e.width for e in node.into), sum(e.width for e in node.out))
                node.height = max(room, bands + 4)
            columns.append(column)
        self._stack(columns)
        for _ in range(3):
            for column in columns[1:]:
                self._sort(column, forwards=True)
            self._stack(columns)
            for column in columns[-2::-1]:
                self._sort(column, forwards=False)
            self._stack(columns)
        for column in columns[1:]:
            self._straighten(column, forwards=True)
        self._straighten(columns[0], forwards=False)
        self._join_bands()

    def _join_bands(self) -> None:
        """Where each band leaves its box and arrives, so that those of one box do not cross."""
        for node in self.nodes.values():
            node.into.sort(key=lambda e: e.start.middle)
            node.out.sort(key=lambda e: e.stop.middle)
            down = node.middle - sum(e.width for e in node.into) / 2
            for edge in node.into:
                edge.arrives = down
                down += edge.width
            down = node.middle - sum(e.width for e in node.out) / 2
            for edge in node.out:
                edge.leaves = down
                down += edge.width

    @staticmethod
    def _sort(column: list[_Node], *, forwards: bool) -> None:
        """By where the money of each comes from, or goes to: so bands cross as little as may be."""
        for node in column:
            near = node.into if forwards else node.out
            weight = sum(e.minor for e in near)
            if weight:
                node.rank = sum(
                    (e.start if forwards else e.stop).middle * e.minor for e in near
                ) / weight  # fmt: skip
            else:
                node.rank = node.middle
        column.sort(key=lambda node: node.rank)

    def _straighten(self, column: list[_Node], *, forwards: bool) -> None:
        """Bring each box level with its neighbours, as far as the others leave room."""
        self._sort(column, forwards=forwards)
        free = 0.0
        for node in column:
            node.y = max(node.rank - node.height / 2, free)
            free = node.y + node.height + _APART
        room = self.height
        for node in reversed(column):
            node.y = min(node.y, room - node.height)
            room = node.y - _APART

    def _stack(self, columns: list[list[_Node]]) -> None:
        heights = [sum(n.height for n in column) + _APART * (len(column) - 1) for column in columns]
        self.height = max(heights)
        for column, height in zip(columns, heights, strict=True):
            down = (self.height - height) / 2
            for node in column:
                node.y = down
                down += node.height + _APART

    # -- how it is drawn

    def parts(self, left: float, top: float) -> tuple[list[Part], float]:
        """The parts, with their top left corner there, and where what follows goes."""
        across = {step: left + n * (_BOX + _BETWEEN) for n, step in enumerate(self.steps)}
        parts: list[Part] = [
            Text(x, top, STEPS[step], size=_SMALL + 0.5, role="muted", strong=True, fit=_BOX)
            for step, x in across.items()
        ]
        top += 10
        for edge in sorted(self.edges.values(), key=lambda e: -e.minor):
            parts += self._band(edge, across, top)
        for node in self.nodes.values():
            parts += self._box(node, across[node.step], top)
        down = top + self.height + 22
        drawn, down = self._legend(left, down)
        return [*parts, *drawn], down + 10

    def _band(self, edge: _Edge, across: dict[int, float], top: float) -> Iterator[Part]:
        x, to_x = across[edge.start.step] + _BOX, across[edge.stop.step]
        on = edge.on_way if self.way else edge.minor
        strong = edge.width if on == edge.minor else max(edge.width * on / edge.minor, _THINNEST)
        strong = min(strong, edge.width) if on else 0.0
        names = f"{edge.start.title} → {edge.stop.title}"
        whole = written(edge.minor, self.currency)
        if edge.width - strong > 0.01:
            yield Band(
                x, top + edge.leaves + strong, to_x, top + edge.arrives + strong,
                edge.width - strong, "rule", self._id(_numbers([edge])),
                f"{names}: {whole}" + (", not on the way" if not on else ""),
            )  # fmt: skip
        if strong:
            tip = whole if on == edge.minor else f"{written(on, self.currency)} of {whole}"
            yield Band(
                x, top + edge.leaves, to_x, top + edge.arrives, strong, self._role(edge.start),
                self._id(_numbers([edge], self.way), self.way), f"{names}: {tip}",
            )  # fmt: skip

    @staticmethod
    def _role(node: _Node) -> Role:
        return "clean" if all(stop.added for stop in node.stops) else "traced"

    def _id(self, numbers: Sequence[int], way: Sequence[str] = ()) -> str:
        return "" if self.public else figure_id(self.currency, numbers, way)

    def _lines(self, node: _Node) -> list[tuple[str, str, bool]]:
        """Words of a box, a figure for each, and whether it is strong."""
        alone = node.alone
        figure = alone.figure if alone is not None and not self.public else ""
        told = [(line, figure, True) for line in _wrapped(node.title)]
        way = self.way if node.on_way else ()
        numbers = _numbers(node.near, way)
        amount = written(node.minor, self.currency)
        if node.on_way and node.on_way != node.minor:
            amount = f"{written(node.on_way, self.currency)} of {amount}"
        told.append((amount, self._id(numbers, way), False))
        if alone is not None:
            told += [(line, figure, False) for one in alone.under for line in _wrapped(one)]
            for says, counted in alone.counts:
                asked = "" if self.public else counted
                told += [(line, asked, False) for line in _wrapped(says, _COUNTED)]
        return told

    def _box(self, node: _Node, x: float, top: float) -> Iterator[Part]:
        faded = bool(self.way) and not node.on_way
        alone = node.alone
        numbers = _numbers(node.near)
        figure = alone.figure if alone is not None and alone.figure else self._id(numbers)
        whole = ", ".join((node.title, *(alone.under if alone is not None else ())))
        y = top + node.y
        yield Box(
            x, y, _BOX, node.height, fill="paper" if faded else "panel",
            outline="dashed" if faded else "solid", corner=3,
            figure="" if self.public else figure,
            tip=f"{whole}: {written(node.minor, self.currency)}",
        )  # fmt: skip
        lines = self._lines(node)
        down = y + (node.height - _STEP * len(lines)) / 2 + 8.5
        amount = len(_wrapped(node.title))
        for number, (line, asked, strong) in enumerate(lines):
            role: Role = "muted" if faded or not (strong or number == amount) else "ink"
            yield Text(
                x + 7, down, line, size=_TITLE if strong else _SMALL + (number == amount),
                role=role, strong=strong and not faded, fit=_BOX - 13, figure=asked,
            )  # fmt: skip
            down += _STEP

    def _legend(self, x: float, y: float) -> tuple[list[Part], float]:
        height = round(10 / self.unit)
        about = written(round(height, 2 - len(str(height))), self.currency)
        samples: list[tuple[str, Role]] = [(f"this height is about {about}", "traced")]
        if any(stop.added for node in self.nodes.values() for stop in node.stops):
            samples.append(("money that partners added", "clean"))
        if self.way:
            samples.append(("not on the way; its boxes are dashed", "rule"))
        parts: list[Part] = []
        for says, role in samples:
            parts.append(Band(x, y - 8, x + 24, y - 8, 10, fill=role))
            parts.append(Text(x + 30, y, says, size=_SMALL, role="muted"))
            x += 200
        return parts, y + 8

    def rows(self) -> Iterator[ChainRow]:
        """Every link, the folded ones too, one by one."""
        for link in self.found:
            on = link.minor(self.way)
            if self.way and not on:
                continue
            yield ChainRow(
                link.start.title, link.stop.title, link.minor(), self.currency, on,
                self._id([link.number], self.way), STEPS[link.start.step],
            )  # fmt: skip


def _numbers(edges: Sequence[_Edge], way: Sequence[str] = ()) -> list[int]:
    """The links of bands; of those only what money on the way passed."""
    return [link.number for edge in edges for link in edge.links if link.minor(way)]


def _wrapped(text: str, most: int = 3) -> list[str]:
    """A label in a few lines; what is cut stands whole in the tip and in the table."""
    lines = wrap(text, _LETTERS, break_long_words=False) or [""]
    return [*lines[: most - 1], f"{lines[most - 1]} …"] if len(lines) > most else lines

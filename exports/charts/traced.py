"""The chart of a trace: origins, the accounts they passed, and where the money is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from exports.charts.boxes import (
    SMALL,
    TITLE,
    box_parts,
    box_size,
    caption_parts,
    estimate,
    legend_parts,
)
from exports.charts.picture import Band, Box, Line, Part, Picture, Role, Text
from exports.charts.stops import Ends, Stream, Streams, TraceRow
from graphs.figures import relied_rule
from graphs.layout import Edge, Layout, Place, Route, Size, layered
from graphs.rules import RULES
from graphs.words import counted
from workbench.figures import Book
from workbench.money import written
from workbench.words import day_written

#: The height that all of the marked money has at the chart's left.
_WHOLE: Final = 240.0
#: The smallest sum still has a band that can be seen; the caption says so.
_THINNEST: Final = 1.0
#: A band so high carries its words; they stand above and below a lower one.
_CARRIES: Final = 24.0
_MARGIN: Final = 16.0
_NARROWEST_CHART: Final = 640.0
_MOST_OUTSIDE: Final = 6


@dataclass(frozen=True, slots=True)
class TraceChart:
    """The picture, its caption, its table, and the accounts that stand together in one box."""

    picture: Picture
    caption: str
    rows: tuple[TraceRow, ...]
    ends: Ends
    folded: tuple[str, ...]


def trace_flow_picture(
    book: Book, rule: str = "", *, currency: str = "", most_outside: int = _MOST_OUTSIDE
) -> Picture:
    """The picture alone; see `trace_flow`."""
    return trace_flow(book, rule, currency=currency, most_outside=most_outside).picture


def trace_flow(
    book: Book, rule: str = "", *, currency: str = "", most_outside: int = _MOST_OUTSIDE
) -> TraceChart:
    """Where each origin went by one rule, as bands whose height is the amount.

    Args:
        book: the case's figures; the trace is made once for the book.
        rule: the rule of tracing; the one that the case relies on, unless said.
        currency: the money shown; the case's own, unless said.
        most_outside: so many payees outside the records are drawn by themselves.

    Raises:
        Refused: for a rule that keeps no log of what went where (poison, pari-passu).
    """
    streams = Streams(
        book, rule or relied_rule(book), currency or book.case.info().currency, most_outside
    )
    caption = _caption(streams)
    picture = _Drawing(streams).picture(caption)
    return TraceChart(picture, caption, streams.rows, streams.ends, streams.others)


def _caption(streams: Streams) -> str:
    ends, currency = streams.ends, streams.currency
    if not streams.edges:
        return f"No payment in {currency} is marked as criminal property."
    numbers = {n for stop in streams.stops.values() for n in stop.origins}
    origins = "1 origin" if len(numbers) == 1 else f"{len(numbers):,} origins"
    rule = RULES[streams.rule]
    said = [
        f"Marked as criminal property: {written(ends.marked, currency)} in {origins}.",
        f"By {rule.name} ({rule.words}):",
    ]
    parts = [
        f"{written(minor, currency)} {where}"
        for minor, where in (
            (ends.assets, "is in assets"),
            (ends.held, "is still in accounts whose statements are held"),
            (ends.outside, "left the records"),
            (ends.repaid, "repaid debts"),
            (ends.spent, "was spent"),
            (ends.converted_out, "was converted into other currencies"),
        )
        if minor
    ]
    said.append(", ".join(parts) + ".")
    if ends.accrued:
        gained = "gained" if ends.accrued > 0 else "lost"
        said.append(f"{written(abs(ends.accrued), currency)} was {gained} when assets were sold.")
    if ends.converted_in:
        said.append(f"{written(ends.converted_in, currency)} came from other currencies.")
    matters = sum(
        1 for _, pocket in streams.found.made.order_matters if pocket.currency == currency
    )
    if matters:
        amounts = "1 amount" if matters == 1 else f"{matters:,} amounts"
        said.append(
            f"The order of same-day records changes {amounts}: see the ranges of the trace."
        )
    said.append("The height of a band is its amount; the least are drawn a little higher.")
    said.append("A calculation by the stated rule.")
    return " ".join(said)


class _Drawing:
    """One chart of a trace in the making."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        gained = max(streams.ends.accrued, 0)
        whole = max(streams.ends.marked + streams.ends.converted_in + gained, 1)
        self.unit = _WHOLE / whole
        self.widths = {
            edge: max(_THINNEST, stream.minor * self.unit)
            for edge, stream in streams.edges.items()
            if edge[0] != edge[1]
        }

    def picture(self, caption: str) -> Picture:
        """Boxes, bands, words, legend and caption, all with their places."""
        streams = self.streams
        edges = {edge: streams.edges[edge].minor for edge in self.widths}
        labels = {edge: self._label_size(edge) for edge in edges}
        layout = layered(
            {name: self._size(name) for name in streams.stops}, edges, labels=labels,
            widths=self.widths, gap=Size(26, 12),
        )  # fmt: skip
        width = max(layout.width + 2 * _MARGIN, _NARROWEST_CHART)
        left, top = (width - layout.width) / 2, 44.0
        title = f"Where the marked money went, by {streams.rule}, {streams.currency}"
        parts: list[Part] = [
            Text(_MARGIN, 24, title, size=13, strong=True, fit=width - 2 * _MARGIN)
        ]
        for edge, route in layout.routes.items():
            parts += self._band(edge, route, left, top)
        for edge, route in layout.routes.items():
            if route.label is not None:
                parts += self._label(edge, route.label.moved(left, top), returns=route.returns)
        for name, place in layout.places.items():
            parts += self._box(name, place.moved(left, top))
        down = top + layout.height + 24
        legend, down = legend_parts(
            _MARGIN, down, width - _MARGIN,
            self._samples(layout),
        )  # fmt: skip
        words, down = caption_parts(caption, _MARGIN, down + 8, width - 2 * _MARGIN)
        return Picture(width, down + 8, title, caption, (*parts, *legend, *words))

    def _of_height(self, height: float) -> str:
        minor = round(height / self.unit)
        return f"about {written(round(minor, 2 - len(str(minor))), self.streams.currency)}"

    def _samples(self, layout: Layout) -> Iterator[tuple[str, str, Role]]:
        yield "origin", "marked as criminal property: where it begins", "ink"
        if any(stop.kind == "asset" for stop in self.streams.stops.values()):
            yield "asset", "bought with it", "ink"
        yield "band", f"traced money; this height is {self._of_height(10)}", "traced"
        if any(route.returns for route in layout.routes.values()):
            yield "line", "← before an amount: it runs to the left", "traced"

    def _size(self, name: str) -> Size:
        stop = self.streams.stops[name]
        room = box_size(len(stop.words.lines) + len(stop.more) + (stop.kind in _SUMMED))
        into = sum(width for (_, end), width in self.widths.items() if end == name)
        out = sum(width for (start, _), width in self.widths.items() if start == name)
        return Size(room.width, max(room.height, into + 4, out + 4))

    def _band(self, edge: Edge, route: Route, left: float, top: float) -> Iterator[Part]:
        width = self.widths[edge]
        points = [(x + left, y + top) for x, y in route.points]
        onward = points[::-1] if route.returns else points
        figure, tip = self._figure(edge), self._tip(edge)
        for (x, y), (to_x, to_y) in pairwise(onward):
            if to_x > x:
                yield Band(x, y - width / 2, to_x, to_y - width / 2, width, figure=figure, tip=tip)
        if route.returns:
            yield Line(tuple(points), role="traced", weight=1.2, arrow=True, figure=figure, tip=tip)

    def _box(self, name: str, place: Place) -> Iterator[Part]:
        stop = self.streams.stops[name]
        plain = stop.kind not in {"account", "outside"}
        look = {"held": stop.held and not plain, "subject": stop.subject, "plain": plain}
        more = list(stop.more)
        if stop.kind in _SUMMED:
            more.insert(0, written(stop.minor, self.streams.currency))
        yield from box_parts(place, stop.words, look, more, figure=stop.figure)
        if stop.kind in {"origin", "asset"}:
            x = place.x if stop.kind == "origin" else place.right - 5
            yield Box(x, place.y, 5, place.height, fill="traced", outline="")

    def _label_size(self, edge: Edge) -> Size:
        first, second = self._label_words(edge)
        return Size(
            max(estimate(f"← {first}", TITLE), estimate(second, SMALL)),
            self._label_height(edge),
        )

    def _label_words(self, edge: Edge) -> tuple[str, str]:
        stream = self.streams.edges[edge]
        count = counted(len(stream.payments), "Payment") if stream.payments else ""
        return written(stream.minor, self.streams.currency), count

    def _label_height(self, edge: Edge) -> float:
        width = self.widths[edge]
        return width if width >= _CARRIES else width + 2 * (TITLE + 2)

    def _label(self, edge: Edge, room: Place, *, returns: bool) -> Iterator[Part]:
        """Words on a band that is high enough, else the amount above it and the count below."""
        first, second = self._label_words(edge)
        x, middle = room.middle
        half = self.widths[edge] / 2
        on = self.widths[edge] >= _CARRIES
        above, below = (middle - 1, middle + 9) if on else (middle - half - 2, middle + half + 8)
        yield Text(
            x, above, f"← {first}" if returns else first, size=TITLE, anchor="middle",
            strong=True, fit=room.width, figure=self._figure(edge),
        )  # fmt: skip
        if second:
            role: Role = "ink" if on else "muted"
            yield Text(x, below, second, size=SMALL, role=role, anchor="middle", fit=room.width)

    def _figure(self, edge: Edge) -> str:
        """What answers Why? to a band: the one figure that it is, or the sum of its rows."""
        stream = self.streams.edges[edge]
        figures = stream.figures
        if len(figures) == 1 and self._asked(figures[0]) == stream.minor:
            return figures[0]
        rows = "+".join(map(str, sorted(stream.rows)))
        return f"band:{self.streams.rule}:{self.streams.currency}:{rows}"

    def _asked(self, figure: str) -> int:
        return self.streams.book.figure(figure).minor

    def _tip(self, edge: Edge) -> str:
        stream = self.streams.edges[edge]
        start, stop = (self.streams.stops[end].words.whole for end in edge)
        first, second = self._label_words(edge)
        numbers = ", ".join(map(str, sorted(stream.origins)))
        word = "origin" if len(stream.origins) == 1 else "origins"
        said = ", ".join(filter(None, (first, second, self._days(stream))))
        return f"{start} → {stop}: {said}, {word} {numbers}"

    def _days(self, stream: Stream) -> str:
        """From when to when it was paid."""
        days = sorted(self.streams.found.ledger.payment(name).when for name in stream.payments)
        if not days:
            return ""
        first, last = day_written(days[0]), day_written(days[-1])
        return first if first == last else f"{first} to {last}"


#: Stops whose box says how much they stand for; an account's bands say it.
_SUMMED: Final = frozenset({"origin", "held", "repaid", "spent", "converted"})

"""What the pack adds up for a reader: a row of the traced chart, and what stands in one account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from exports.charts.links import FIGURES as CHAIN
from graphs.figures import pocket_key, said_rule, traced
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.records.category_figures import FIGURES as CATEGORIES
from workbench.recovery.origins import origin_rows

if TYPE_CHECKING:
    from exports.charts.stops import TraceRow

#: Kinds that are plain sums of many figures; the pack lists those in schedules of their own.
SUMS: Final = frozenset(
    {
        "band", "stands", "between", "traced-by", "category", "link",
        "benefit-head", "benefit-left-out", "relevant-benefit", "benefit-found",
    }
)  # fmt: skip


def bands(book: Book, rule: str, currency: str) -> tuple[TraceRow, ...]:
    """The rows of the traced chart, made once for the book."""
    from exports.charts.traced import trace_flow

    rows: tuple[TraceRow, ...] = book.recall(
        f"bands:{rule}:{currency}", lambda _: trace_flow(book, rule, currency=currency).rows
    )
    return rows


def _band(book: Book, key: str) -> Figure:
    """A row of the chart's table, or several that the chart draws as one band: `1+4`."""
    rule, currency, numbers = (*key.split(":"), "", "", "")[:3]
    rows = bands(book, rule, currency)
    wanted = numbers.split("+")
    if not all(number.isdecimal() and 0 < int(number) <= len(rows) for number in wanted):
        raise Refused(f"the chart of marked money has no row {numbers}")
    found = [rows[int(number) - 1] for number in wanted]
    alone = len(found) == 1
    return Figure(
        id=f"band:{key}",
        label=(
            f"From {found[0].start} to {found[0].stop}"
            if alone
            else f"{len(found):,} rows of the chart, drawn as one"
        ),
        minor=sum(row.minor for row in found),
        currency=currency,
        rule=(
            "The sum of what each payment from the one to the other carried of marked money."
            if alone
            else "The sum of the rows of the chart's table that one band of the chart stands for."
        ),
        because=(
            found[0].figures
            if alone
            else tuple(f"band:{rule}:{currency}:{number}" for number in wanted)
        ),
    )


def stand(book: Book, rule: str) -> dict[str, list[tuple[int, int]]]:
    """What is left in each account by the rule: its key, and (origin, minor) of each origin."""
    found = traced(book, rule)
    left: dict[str, list[tuple[int, int]]] = {}
    for (number, pocket), minor in sorted(found.made.held.items()):
        left.setdefault(pocket_key(found, pocket), []).append((number, minor))
    return left


def _stands(book: Book, key: str) -> Figure:
    rule, _, name = key.partition(":")
    left = book.recall(f"stand:{rule}", lambda _: stand(book, rule))
    if name not in left:
        raise Refused(f"nothing that is marked is left in {name} by {rule}")
    first = book.figure(f"held:{rule}:{left[name][0][0]}:{name}")
    return Figure(
        id=f"stands:{key}",
        label=f"Marked money left in {name}",
        minor=sum(minor for _, minor in left[name]),
        currency=first.currency,
        rule=f"The sum of what of each origin came and did not go on. {said_rule(rule)}",
        because=tuple(f"held:{rule}:{number}:{name}" for number, _ in left[name]),
    )


def _marked(book: Book, key: str) -> Figure:
    origins = [book.figure(f"origin:{row['origin']}") for row in origin_rows(book.case)]
    some = [origin for origin in origins if origin.currency == key]
    if not some:
        raise Refused(f"nothing in {key} is marked")
    return Figure(
        id=f"marked:{key}",
        label="Marked as criminal property",
        minor=sum(origin.minor for origin in some),
        currency=key,
        rule="The sum of all payments, and parts of payments, that are marked.",
        because=tuple(origin.id for origin in some),
    )


FIGURES: Final[dict[str, Kind]] = {
    "band": Kind(_band),
    "marked": Kind(_marked),
    "stands": Kind(_stands),
    **CATEGORIES,
    **CHAIN,
}

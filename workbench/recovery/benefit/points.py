"""What a sheet's reader should look at: limbs not met, days not stated, values not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.money import written
from workbench.recovery.benefit.assumptions import first_day
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.lawbook import provision
from workbench.words import counted, listed

if TYPE_CHECKING:
    from workbench.recovery.benefit.worked import Line, Sheet

_CASH_OUT = "cash out: "


def points_of(sheet: Sheet) -> Iterator[str]:
    """Each point in a sentence; none is a finding."""
    yield from _law(sheet)
    yield from _values(sheet)
    yield from _counted_twice(sheet)
    yield from _counted_once(sheet)
    yield from _available(sheet)
    yield from _answers(sheet)


def _law(sheet: Sheet) -> Iterator[str]:
    row = sheet.row
    if row.lifestyle and not sheet.lifestyle.shown:
        yield sheet.lifestyle.explained
    general = sum(1 for line in sheet.lines.values() if line.row.head != "particular")
    if general and not row.lifestyle:
        yield (
            f"No limb of s.75 is relied on: {counted(general, 'line')} of general criminal "
            f"conduct {'does' if general == 1 else 'do'} not count."
        )
    day = first_day(row)
    if day is not None:
        early = [
            line.id for line in sheet.lines.values()
            if line.row.head in ("transfer", "expenditure") and line.row.on <= day
        ]  # fmt: skip
        if early:
            yield f"Not after the relevant day: {_few(early)}. The assumption is not made."
    if row.regime_version == "cpa-2026" and not any(
        line.code == "limited-holding" for line in sheet.lines.values()
    ):
        yield (
            "The court may cut benefit where a holding was limited or temporary "
            f"({law()['exclusions']['limited-holding']['ground']}): consider it for accounts that "
            "were lent to others."
        )


def _values(sheet: Sheet) -> Iterator[str]:
    missing = [line.id for line in sheet.lines.values() if line.counts and line.uplifted.missing]
    if missing:
        why = sheet.lines[missing[0]].uplifted.explained
        yield f"Not brought to a later value: {_few(missing)}. {why}"
    if sheet.row.determined is None:
        yield "No day of determination is stated: values are as they were, property as last valued."


def _counted_twice(sheet: Sheet) -> Iterator[str]:
    for line in sheet.lines.values():
        if line.twice:
            yield (
                f"{line.row.text} counts as line {line.id}, and what bought it as "
                f"{_few(list(line.twice))}: leave one of them out (POCA 2002 ss.79-80)."
            )


def _counted_once(sheet: Sheet) -> Iterator[str]:
    for line in sheet.lines.values():
        if line.code == "same" and not _accounted(sheet, line):
            yield (
                f"Line {line.id} is left out in favour of line {line.row.same_as_id}, which is "
                "left out as counted elsewhere too: nothing counts for either."
            )
    for line in sheet.lines.values():
        other = sheet.lines.get(line.row.same_as_id or 0)
        if other is None or line.code != "same" or line.row.head != "held":
            continue
        if other.counts and line.row.now_minor and line.row.now_minor > line.uplifted.minor:
            yield (
                f"{line.row.text} (line {line.id}) is worth "
                f"{written(line.row.now_minor, sheet.row.currency)} now; it stands for credits "
                "that count at their own value. Consider counting the thing in place of what "
                f"bought it ({provision(law()['value'])})."
            )
    doubtful = [line for line in sheet.lines.values() if line.doubt]
    if doubtful:
        total = written(sum(line.minor for line in doubtful), sheet.row.currency)
        yield (
            f"{_few([line.id for line in doubtful]).capitalize()} ({total}): the money came from "
            "accounts of others into which money of other lines went before. Trace it, and leave "
            "out what is the same."
        )
    excluded = sum(line.minor for line in sheet.left_out("known-income"))
    if excluded > sheet.known_minor:
        yield (
            f"{written(excluded, sheet.row.currency)} is left out as known income, but only "
            f"{written(sheet.known_minor, sheet.row.currency)} of known income is recorded: record "
            "what shows the rest."
        )
    cash = [
        line for line in sheet.lines.values()
        if line.row.head == "expenditure" and f"paid {_CASH_OUT}" in line.row.why
    ]  # fmt: skip
    if cash:
        spent = sum(line.row.minor for line in cash)
        yield (
            f"{written(spent, sheet.row.currency)} was withdrawn in cash: where it was paid in "
            "again, or found as cash, that is own money and is to be left out."
        )


def _accounted(sheet: Sheet, line: Line) -> bool:
    """Whether the line that stands for another counts, or is left out on its own merits."""
    other = sheet.lines.get(line.row.same_as_id or 0)
    seen = {line.id}
    while other is not None and other.code == "same" and other.id not in seen:
        seen.add(other.id)
        other = sheet.lines.get(other.row.same_as_id or 0)
    return other is not None and other.code != "same"


def _available(sheet: Sheet) -> Iterator[str]:
    for one in sheet.available.holdings:
        if one.negative:
            yield f"{one.standing.label}: {one.explained}"
        elif one.standing.value_minor is None and not one.why_not:
            yield f"{one.standing.label} has not been valued by the day of determination."
    hidden = sheet.available.hidden_minor
    room = max(sheet.benefit_minor - (sheet.available.minor - hidden), 0)
    if hidden > room:
        yield (
            f"Hidden assets of {written(hidden, sheet.row.currency)} are more than the benefit "
            f"that known property does not explain, {written(room, sheet.row.currency)}."
        )
    order = sheet.order
    if order is not None and order.benefit_minor is not None:
        yield (
            f"The court found benefit of {written(order.benefit_minor, order.currency)}; the "
            f"lines of this sheet come to {written(sheet.benefit_minor, sheet.row.currency)}."
        )


def _answers(sheet: Sheet) -> Iterator[str]:
    for line in sheet.lines.values():
        response = line.response
        if response is not None and response.answer == "accepted" and response.found in (
            "reduced", "refused",
        ):  # fmt: skip
            yield (
                f"Line {line.id} was accepted, and the court {response.found} it: an acceptance "
                f"may be treated as conclusive ({provision(law()['response'])})."
            )


def _few(ids: list[int]) -> str:
    """`line 4`, `lines 4 and 7`, `lines 1, 2, 3, 4, 5 and 12 more`."""
    if len(ids) == 1:
        return f"line {ids[0]}"
    if len(ids) <= 6:
        return f"lines {listed([str(one) for one in ids])}"
    return f"lines {', '.join(map(str, ids[:5]))} and {len(ids) - 5:,} more"

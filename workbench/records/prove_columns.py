"""The proof of a statement whose arithmetic holds, by columns; what does not goes row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from operator import gt, sub
from typing import Final, NamedTuple

from workbench.records.entries import Entries, balances, days, minors
from workbench.records.prove import (
    NOT_CHECKABLE,
    PLAIN_ORDERS,
    RECONCILED,
    WITH_GAPS,
    Proof,
    prove,
    source_of,
)
from workbench.records.reading import Entry, ProofRule

#: So many rows are added up at a time, so that nobody else waits for long meanwhile.
PIECE: Final = 50_000


class _Clean(NamedTuple):
    """A way through the rows on which every balance agrees."""

    backwards: int
    opening: int | None
    closing: int | None
    checked: int
    loose: bool


def prove_entries(
    entries: Sequence[Entry],
    *,
    opening_minor: int | None = None,
    closing_minor: int | None = None,
    rule: ProofRule,
    pending: Sequence[int] = (),
) -> Proof:
    """Prove one account's run of entries; the same as `prove`, quicker where nothing breaks."""
    if not isinstance(entries, Entries) or rule.within_day or rule.tolerance_minor:
        return prove(
            entries, opening_minor=opening_minor, closing_minor=closing_minor, rule=rule,
            pending=pending,
        )  # fmt: skip
    best: tuple[str, Entries, _Clean] | None = None
    for order, turn in zip(PLAIN_ORDERS, (False, True), strict=True):
        run = entries.turned() if turn else entries
        clean = _clean(minors(run), balances(run), days(run), opening_minor, closing_minor)
        if clean and (best is None or clean.backwards < best[2].backwards):
            best = order, run, clean
            if not clean.backwards:
                break
    if best is None:
        return prove(
            entries, opening_minor=opening_minor, closing_minor=closing_minor, rule=rule,
            pending=pending,
        )  # fmt: skip
    order, run, clean = best
    verdict = NOT_CHECKABLE if not clean.checked else WITH_GAPS if clean.loose else RECONCILED
    source = source_of(opening_minor, closing_minor, clean.closing, clean.checked)
    return Proof(verdict, order, run, clean.opening, clean.closing, source, clean.checked, 0, ())


def _clean(
    moved: Sequence[int], found: Sequence[int | None], when: Sequence[date],
    opening: int | None, closing: int | None,
) -> _Clean | None:  # fmt: skip
    """The way through rows in this order, or None where a balance does not agree."""
    if not moved:
        return None
    starts = set() if opening is None else {opening}
    total, counted, last_at, backwards = 0, 0, -1, 0
    for at in range(0, len(moved), PIECE):
        sums = list(accumulate(moved[at : at + PIECE], initial=total))[1:]
        total = sums[-1]
        stated = found[at : at + PIECE]
        if None not in stated:
            starts.update(map(sub, stated, sums))
            counted += len(sums)
            last_at = at + len(sums) - 1
        else:
            for place, (value, moves) in enumerate(zip(stated, sums, strict=True), start=at):
                if value is not None:
                    starts.add(value - moves)
                    counted += 1
                    last_at = place
        if len(starts) > 1:
            return None
        backwards += sum(map(gt, when[at : at + PIECE], when[at + 1 : at + PIECE + 1]))
    if not starts:  # no balance at all, or the closing one alone: the opening follows from it
        first = None if closing is None else closing - total
        return _Clean(backwards, first, closing, 0, loose=False)
    first = starts.pop()
    last = first + total
    checked = counted - (opening is None)
    loose = last_at < len(moved) - 1
    if closing is None:
        return _Clean(backwards, first, last, checked, loose)
    return None if last != closing else _Clean(backwards, first, last, checked + 1, loose=False)

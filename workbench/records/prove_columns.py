"""The proof of a statement whose arithmetic holds, by columns; what does not goes row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from operator import gt, sub
from typing import NamedTuple

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
    sums = list(accumulate(moved))
    backwards = sum(map(gt, when, when[1:]))
    if None not in found:
        starts = set(map(sub, found, sums))
        counted, last_at = len(found), len(found) - 1
    else:
        stated = [(at, value) for at, value in enumerate(found) if value is not None]
        starts = {value - sums[at] for at, value in stated}
        counted, last_at = len(stated), stated[-1][0] if stated else -1
    if opening is not None:
        starts.add(opening)
    if len(starts) > 1:
        return None
    if not starts:  # no balance at all, or the closing one alone: the opening follows from it
        first = None if closing is None else closing - sums[-1]
        return _Clean(backwards, first, closing, 0, loose=False)
    first = starts.pop()
    last = first + sums[-1]
    checked = counted - (opening is None)
    loose = last_at < len(moved) - 1
    if closing is None:
        return _Clean(backwards, first, last, checked, loose)
    return None if last != closing else _Clean(backwards, first, last, checked + 1, loose=False)

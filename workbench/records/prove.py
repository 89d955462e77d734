"""The arithmetic of a statement: row by row, and opening + in - out = closing.

Both orders of the rows are tried and the one with fewer breaks is taken and named. A break is
a finding with a guess in words; nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from workbench.money import written
from workbench.records.reading import Entry, ProofRule

RECONCILED: Final = "reconciled"
WITH_GAPS: Final = "reconciled with gaps"
NOT_CHECKABLE: Final = "not checkable"
NOT_RECONCILED: Final = "does not reconcile"

#: How many rows on either side of a break a guess looks at.
NEAR: Final = 50
#: How many steps the search for the order within one day may take before it gives up.
STEPS: Final = 20_000


class Break(NamedTuple):
    """A place where the balance is not what the rows before it make it."""

    row: int
    where: str
    expected_minor: int
    found_minor: int
    guess: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a statement's arithmetic came to.

    `entries` are in proved order, oldest first. `source` says whether opening and closing are
    stated by the file, derived from its first and last balance, or none. `checked` counts the
    balances that were tested, `rounded` those that agree only within the source's rounding.
    """

    verdict: str
    order: str
    entries: tuple[Entry, ...]
    opening_minor: int | None
    closing_minor: int | None
    source: str
    checked: int
    rounded: int
    breaks: tuple[Break, ...]


class _Found(NamedTuple):
    """A break before it is told: the rows since the last good balance are run[since:at + 1]."""

    where: str
    since: int
    at: int
    expected: int
    found: int


@dataclass(slots=True)
class _Walk:
    """One way through the rows."""

    breaks: list[_Found]
    checked: int
    rounded: int
    opening: int | None
    closing: int | None
    loose: bool  # rows at an end that no balance closes off


def prove(
    entries: Sequence[Entry],
    *,
    opening_minor: int | None = None,
    closing_minor: int | None = None,
    rule: ProofRule | None = None,
    pending: Sequence[int] = (),
) -> Proof:
    """Prove one account's run of entries.

    Args:
        entries: in the order of the file.
        opening_minor: the balance before the first, where the file states it.
        closing_minor: the balance after the last, where the file states it.
        rule: the layout's own rule of proof.
        pending: amounts of rows that were left aside as pending, for the guesses.
    """
    rule = rule or ProofRule()
    best: tuple[tuple[int, int, int], str, tuple[Entry, ...], _Walk] | None = None
    for rank, (order, run) in enumerate(_orders(entries, rule, opening_minor)):
        walk = _walk(run, opening_minor, closing_minor, rule.tolerance_minor)
        backwards = sum(one.date > two.date for one, two in pairwise(run))
        score = (len(walk.breaks), backwards, rank)
        if best is None or score < best[0]:
            best = (score, order, run, walk)
    if best is None:
        return Proof(NOT_CHECKABLE, "none", (), opening_minor, closing_minor, "none", 0, 0, ())
    _, order, run, walk = best
    breaks = tuple(_told(found, run, pending) for found in walk.breaks)
    stated = opening_minor is not None and closing_minor is not None
    source = "stated" if stated else "none" if walk.closing is None else "derived"
    if walk.breaks:
        verdict = NOT_RECONCILED
    elif walk.checked == 0:
        verdict = NOT_CHECKABLE
    else:
        verdict = WITH_GAPS if walk.loose else RECONCILED
    return Proof(
        verdict, order, run, walk.opening, walk.closing, source,
        walk.checked, walk.rounded, breaks,
    )  # fmt: skip


def _orders(
    entries: Sequence[Entry], rule: ProofRule, opening: int | None
) -> list[tuple[str, tuple[Entry, ...]]]:
    if not entries:
        return []
    if rule.within_day:
        return [("by balance within the day", _by_day(entries, rule.tolerance_minor, opening))]
    as_is = tuple(entries)
    # the entries that one row gives (an amount and its fee) keep their own order
    rows = [tuple(group) for _, group in groupby(as_is, key=lambda entry: entry.row)]
    turned = tuple(entry for row in reversed(rows) for entry in row)
    return [("oldest first", as_is), ("newest first", turned)]


def _walk(run: Sequence[Entry], opening: int | None, closing: int | None, tolerance: int) -> _Walk:
    breaks: list[_Found] = []
    checked = rounded = moved = since = 0
    known = first = opening
    for at, entry in enumerate(run):
        moved += entry.minor
        if entry.balance_minor is None:
            continue
        if known is None:
            first = entry.balance_minor - moved
        else:
            checked += 1
            expected = known + moved
            if expected != entry.balance_minor:
                if abs(expected - entry.balance_minor) <= tolerance:
                    rounded += 1
                else:
                    breaks.append(_Found(entry.place, since, at, expected, entry.balance_minor))
        known, moved, since = entry.balance_minor, 0, at + 1
    last = None if known is None else known + moved
    loose = since < len(run) and known is not None
    if closing is not None and last is not None:
        checked += 1
        at = len(run) - 1
        if abs(last - closing) > tolerance:
            where = f"closing balance after {run[at].place}"
            breaks.append(_Found(where, min(since, at), at, last, closing))
        last, loose = closing, False
    return _Walk(breaks, checked, rounded, first, last, loose)


def _told(found: _Found, run: Sequence[Entry], pending: Sequence[int]) -> Break:
    """A break with its guess, made from the rows around it and not from the whole run."""
    near = run[max(0, found.since - NEAR) : found.at + NEAR]
    stretch = run[max(found.since, found.at - NEAR) : found.at + 1]
    guess = guessed(found.found - found.expected, stretch, near, pending)
    return Break(run[found.at].row, found.where, found.expected, found.found, guess)


def guessed(
    missing: int, stretch: Sequence[Entry], near: Sequence[Entry], pending: Sequence[int]
) -> str:
    """Say in words what would explain that the balance differs by `missing` (+ too much).

    `stretch` are the rows since the last balance that agreed, `near` those around them. It is a
    guess, and says so by naming the row to look at.
    """
    for one_row in (_flipped, _scaled, _uncounted, _digits):
        for entry in stretch:
            if found := one_row(missing, entry, near):
                return found
    if missing in pending:
        return f"pending: a row left aside as pending ({_plain(missing)}) is in the balance"
    outgoing = [entry for entry in stretch if entry.minor < 0]
    if missing < 0 and outgoing and -missing * 20 <= max(-entry.minor for entry in outgoing):
        return f"fee: {_plain(-missing)} may have been charged on top of {outgoing[-1].place}"
    way = "in" if missing > 0 else "out"
    said = f"missing row: {_plain(abs(missing))} {way} before {stretch[-1].place}"
    like = [one for one in near if one.minor == missing and abs(one.row - stretch[-1].row) <= 3]
    return f"{said}, perhaps a twin of {like[0].place}" if like else said


def _flipped(missing: int, entry: Entry, _run: Sequence[Entry]) -> str:
    if missing != -2 * entry.minor:
        return ""
    return f"flipped sign: the amount at {entry.place} goes the other way"


def _scaled(missing: int, entry: Entry, _run: Sequence[Entry]) -> str:
    for times in (100, 10):
        if missing == entry.minor * (times - 1):
            return f"{times}x: the amount at {entry.place} is {times} times too small"
        if entry.minor % times == 0 and missing == entry.minor // times - entry.minor:
            return f"{times}x: the amount at {entry.place} is {times} times too large"
    return ""


def _uncounted(missing: int, entry: Entry, run: Sequence[Entry]) -> str:
    if missing != -entry.minor:
        return ""
    for one in run:
        if one is not entry and (one.date, one.minor) == (entry.date, entry.minor):
            return f"twin: {entry.place} repeats {one.place} and the balance has only one"
    return f"pending: the amount at {entry.place} is not in the balance"


def _digits(missing: int, entry: Entry, _run: Sequence[Entry]) -> str:
    if missing % 9 or abs(entry.minor + missing) not in _swapped(abs(entry.minor)):
        return ""
    return f"swapped digits: look at the amount at {entry.place}"


def _plain(minor: int) -> str:
    return written(minor, symbol=False)


def _swapped(minor: int) -> set[int]:
    """The amounts that two neighbouring digits changed round would give."""
    text = str(minor)
    return {
        int(text[:at] + text[at + 1] + text[at] + text[at + 2 :]) for at in range(len(text) - 1)
    } - {minor}


def _by_day(entries: Sequence[Entry], tolerance: int, opening: int | None) -> tuple[Entry, ...]:
    """Order each day's rows so that each balance leads to the next, where they can be."""
    ordered: list[Entry] = []
    known = opening
    for _, group in groupby(sorted(entries, key=_date_of), key=_date_of):
        rows = list(group)
        run = _chain(rows, known, 0) or (_chain(rows, known, tolerance) if tolerance else None)
        ordered += run or rows
        known = ordered[-1].balance_minor if ordered[-1].balance_minor is not None else known
    return tuple(ordered)


def _date_of(entry: Entry) -> date:
    return entry.date


def _chain(rows: list[Entry], known: int | None, tolerance: int) -> list[Entry] | None:
    """A way through all of a day's rows from the known balance, by search with a limit."""
    if len(rows) == 1 or any(row.balance_minor is None for row in rows):
        return rows
    left = STEPS
    path: list[int] = []
    tried: list[list[int]] = [_next(rows, path, known, tolerance)]
    while tried and left:
        left -= 1
        if not tried[-1]:
            tried.pop()
            if path:
                path.pop()
            continue
        path.append(tried[-1].pop(0))
        if len(path) == len(rows):
            return [rows[index] for index in path]
        tried.append(_next(rows, path, rows[path[-1]].balance_minor, tolerance))
    return None


def _next(rows: list[Entry], path: list[int], known: int | None, tolerance: int) -> list[int]:
    used = set(path)
    return [
        index for index, row in enumerate(rows)
        if index not in used and row.balance_minor is not None
        and (known is None or abs(known + row.minor - row.balance_minor) <= tolerance)
    ]  # fmt: skip

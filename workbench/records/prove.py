"""The arithmetic of a statement: row by row, and opening + in - out = closing.

Both orders of the rows are tried and the one with fewer breaks is taken and named. A break is
a finding with a guess in words (`guess`); nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from workbench.records.guess import balance_itself, guessed, order_of
from workbench.records.reading import Entry, ProofRule

RECONCILED: Final = "reconciled"
WITH_GAPS: Final = "reconciled with gaps"
NOT_CHECKABLE: Final = "not checkable"
NOT_RECONCILED: Final = "does not reconcile"

#: Where the file states one end only, and no row has a balance: a neighbour may prove the rows.
OPENING_STATED: Final = "opening stated"
CLOSING_STATED: Final = "closing stated"

#: How a file's rows may stand; then those that are asked where neither of these holds.
PLAIN_ORDERS: Final = ("oldest first", "newest first")
MIXED_ORDERS: Final = ("days oldest first, as printed", "days oldest first, turned in the day")
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
    stated by the file, derived from its first and last balance, none, or which is stated alone.
    `checked` counts the balances that were tested, `rounded` those that agree only within the
    source's rounding.
    """

    verdict: str
    order: str
    entries: Sequence[Entry]
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
    if not entries:
        return _empty(opening_minor, closing_minor, rule.tolerance_minor, pending)
    best: tuple[tuple[int, int, int], str, tuple[Entry, ...], _Walk] | None = None
    for rank, (order, run) in enumerate(_orders(entries, rule, opening_minor)):
        if rank >= len(PLAIN_ORDERS) and best is not None and not best[0][0]:
            break  # a mixed order is asked only where neither plain one holds
        walk = _walk(run, opening_minor, closing_minor, rule.tolerance_minor)
        backwards = sum(one.date > two.date for one, two in pairwise(run))
        # a mixed order must hold altogether: fewer breaks by shuffling would prove nothing
        worse = rank >= len(PLAIN_ORDERS) and (bool(walk.breaks) or walk.loose)
        score = (len(walk.breaks), backwards, rank)
        if best is None or (score < best[0] and not worse):
            best = (score, order, run, walk)
    assert best is not None
    _, order, run, walk = best
    breaks = tuple(_told(walk.breaks, at, run, pending) for at in range(len(walk.breaks)))
    if walk.breaks:
        verdict = NOT_RECONCILED
    elif walk.checked == 0:
        verdict = NOT_CHECKABLE
    else:
        verdict = WITH_GAPS if walk.loose else RECONCILED
    source = source_of(opening_minor, closing_minor, walk.closing, walk.checked)
    return Proof(
        verdict, order, run, walk.opening, walk.closing, source, walk.checked, walk.rounded, breaks,
    )  # fmt: skip


def source_of(opening: int | None, closing: int | None, known: int | None, checked: int) -> str:
    """Where a statement's balances come from: stated, derived, none, or one of them stated."""
    if opening is not None and closing is not None:
        return "stated"
    if known is None:
        return "none"
    if checked or (opening is None and closing is None):
        return "derived"
    return CLOSING_STATED if opening is None else OPENING_STATED


def _empty(
    opening: int | None, closing: int | None, tolerance: int, pending: Sequence[int]
) -> Proof:
    """A statement without movements: it closes with what it opens with."""
    first = closing if opening is None else opening
    last = opening if closing is None else closing
    source = source_of(opening, closing, last, 0)
    if opening is None or closing is None:
        return Proof(NOT_CHECKABLE, "none", (), first, last, source, 0, 0, ())
    if abs(closing - opening) <= tolerance:
        rounded = int(closing != opening)
        return Proof(RECONCILED, "none", (), opening, closing, source, 1, rounded, ())
    guess = guessed(closing - opening, (), (), pending)
    found = Break(0, "closing balance of a statement without rows", opening, closing, guess)
    return Proof(NOT_RECONCILED, "none", (), opening, closing, source, 1, 0, (found,))


def _orders(
    entries: Sequence[Entry], rule: ProofRule, opening: int | None
) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    if rule.within_day:
        yield "by balance within the day", _by_day(entries, rule.tolerance_minor, opening)
        return
    as_is = tuple(entries)
    # the entries that one row gives (an amount and its fee) keep their own order
    rows = [tuple(group) for _, group in groupby(as_is, key=lambda entry: entry.row)]
    turned = tuple(entry for row in reversed(rows) for entry in row)
    yield from zip(PLAIN_ORDERS, (as_is, turned), strict=True)
    for order, run in zip(MIXED_ORDERS, (as_is, turned), strict=True):
        yield order, tuple(sorted(run, key=_date_of))


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
    if known is None:  # no balance at all, or the closing one alone: the opening follows from it
        first = None if closing is None else closing - moved
        return _Walk(breaks, checked, rounded, first, closing, loose=False)
    last, loose = known + moved, since < len(run)
    if closing is not None:
        checked += 1
        if abs(last - closing) > tolerance:
            where = f"closing balance after {run[-1].place}"
            breaks.append(_Found(where, since, len(run) - 1, last, closing))
        elif last != closing:
            rounded += 1
        last, loose = closing, False
    return _Walk(breaks, checked, rounded, first, last, loose)


def _told(
    found: Sequence[_Found], number: int, run: Sequence[Entry], pending: Sequence[int]
) -> Break:
    """A break with its guess, made from the rows around it and not from the whole run."""
    one = found[number]
    guess = _printed(found, number, run)
    if not guess:
        near = run[max(0, one.since - NEAR) : one.at + NEAR]
        stretch = run[one.since : one.at + 1]
        guess = guessed(one.found - one.expected, stretch, near, pending, run[one.at])
    return Break(run[one.at].row, one.where, one.expected, one.found, guess)


def _printed(found: Sequence[_Found], number: int, run: Sequence[Entry]) -> str:
    """A guess at the printed balance or the order, where the next breaks undo this one."""
    one = found[number]
    for first in (number, number - 1, number - 2):
        if _turned(found, first, run):
            return order_of(run[found[first].at], run[found[first + 1].at])
    if _undone(found, number):
        return balance_itself(run[one.at], one.expected)
    if _undone(found, number - 1):
        return f"follows from the balance at {run[found[number - 1].at].place}"
    return ""


def _next_break(found: Sequence[_Found], number: int) -> _Found | None:
    """The break after this one, where it is that of the very next balance."""
    if not 0 <= number < len(found) - 1:
        return None
    after = found[number + 1]
    return after if after.since == found[number].at + 1 else None


def _undone(found: Sequence[_Found], number: int) -> bool:
    after = _next_break(found, number)
    if after is None:
        return False
    one = found[number]
    return after.found - after.expected == one.expected - one.found


def _turned(found: Sequence[_Found], number: int, run: Sequence[Entry]) -> bool:
    """Whether this break and the next are two rows of which each balance fits the other way."""
    after = _next_break(found, number)
    if after is None:
        return False
    one = found[number]
    if one.since != one.at or after.at != one.at + 1:
        return False
    here, there, start = run[one.at], run[after.at], one.expected - run[one.at].minor
    between = start + there.minor
    return (there.balance_minor, here.balance_minor) == (between, between + here.minor)


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

"""The chain of an account's statements: each opens with what the one before closed with.

Where it does not and days lie between, those days are missing; where none do, it is a break.
Statements that overlap must agree on their balances and on their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, Protocol

from workbench.money import written
from workbench.records.outcome import together
from workbench.records.prove import (
    CLOSING_STATED,
    NOT_CHECKABLE,
    NOT_RECONCILED,
    OPENING_STATED,
    RECONCILED,
    WITH_GAPS,
)
from workbench.records.sequence import Numbered, follows, number_of, tells
from workbench.words import counted, day_written

#: Between stated periods whose balances join, a hole of fewer days is a weekend or holidays.
QUIET_DAYS: Final = 7
ONE_DAY: Final = timedelta(days=1)


class StatementRow(NamedTuple):
    """What the chain of an account's statements is proved from.

    `rows` are the entries that stand in it, `own` those that no earlier file showed.
    """

    file: str
    first: date | None
    last: date | None
    opening_minor: int | None
    closing_minor: int | None
    verdict: str
    breaks: tuple[Mapping[str, Any], ...]
    id: int = 0
    file_id: int = 0
    account_id: int = 0
    period_from: date | None = None
    period_to: date | None = None
    sequence: str = ""
    balances: str = ""
    currency: str = "GBP"
    rows: int = 0
    own: int = 0

    @property
    def start(self) -> date | None:
        """The first day that it spans: as stated, or of its first row if that is earlier."""
        return min(filter(None, (self.period_from, self.first)), default=None)

    @property
    def end(self) -> date | None:
        """The last day that it spans."""
        return max(filter(None, (self.period_to, self.last)), default=None)


class Strange(NamedTuple):
    """Rows of another file on the inner days of a statement that does not have them."""

    file: str
    rows: int
    minor: int


class Look(Protocol):
    """What is looked up in the case where statements overlap."""

    def balances(self, statement: StatementRow, day: date) -> frozenset[int]:
        """What the statement's balance was on a day: before it and after each of its rows."""

    def strange(self, statement: StatementRow) -> Sequence[Strange]:
        """Rows of other files on its inner days that it does not have."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days that no statement covers, and the statements on both sides."""

    start: date
    end: date
    before: StatementRow
    after: StatementRow
    why: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What an account's statements come to, one after the other.

    `verdicts` are those of the statements by id, which their neighbours may have proved.
    """

    verdict: str
    closing_minor: int | None
    breaks: tuple[Mapping[str, Any], ...]
    missing: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    verdicts: Mapping[int, str] = field(default_factory=dict)

    @property
    def gaps(self) -> tuple[tuple[date, date], ...]:
        """The missing days, as (from, to)."""
        return tuple((gap.start, gap.end) for gap in self.missing)


def chain(statements: Sequence[StatementRow], look: Look | None = None) -> Chain:
    """Prove an account's statements as a chain."""
    return _Links(statements, look).chain()


class _Links:
    """The walk along the statements, from the earliest to the latest."""

    def __init__(self, statements: Sequence[StatementRow], look: Look | None) -> None:
        self.look = look
        self.placed = sorted(
            (one for one in statements if one.start and one.end),
            key=lambda one: (one.start, one.end, number_of(one.sequence) or (0, 0), one.id),
        )
        told = [one for one in statements if one.start or one.verdict != NOT_CHECKABLE]
        self.verdicts = {id(one): one.verdict for one in told}
        self.ids = {id(one): one.id for one in told}
        self.breaks: list[Mapping[str, Any]] = [
            {**found, "where": f"{one.file} {found['where']}"}
            for one in told
            for found in one.breaks
        ]
        self.missing: list[Gap] = []
        self.notes: list[str] = []
        self.numbered = tells([one.sequence for one in self.placed])

    def chain(self) -> Chain:
        last: StatementRow | None = None
        overlapped: set[int] = set()
        for row in self.placed:
            if last is not None:
                if _start(row) > _end(last):
                    self._next(last, row)
                else:
                    overlapped |= {id(last), id(row)}
                    self._overlap(last, row)
            if last is None or _end(row) >= _end(last):
                last = row
        for row in self.placed:
            if id(row) in overlapped and row.verdict == RECONCILED:
                self.breaks += self._strange(row)
        verdict = together(self.verdicts.values())
        if self.breaks:
            verdict = NOT_RECONCILED
        elif self.missing and verdict == RECONCILED:
            verdict = WITH_GAPS
        return Chain(
            verdict, last.closing_minor if last else None, tuple(self.breaks),
            tuple(self.missing), tuple(self.notes),
            {self.ids[key]: found for key, found in self.verdicts.items()},
        )  # fmt: skip

    # -- one after the other

    def _next(self, before: StatementRow, after: StatementRow) -> None:
        days = (_start(after) - _end(before)).days - 1
        step = self._step(before, after)
        if joins(before, after):
            self._prove(before, after)
            if days and self._hole_is_sure(before, after, days, step):
                self._gap(before, after, _holed(before, after, step))
            elif step is Numbered.HOLE:
                self.notes.append(f"{_holed(before, after, step)}; the balances join")
            elif step is Numbered.REPEAT:
                self.notes.append(_repeated(before, after))
        elif None in {before.closing_minor, after.opening_minor}:
            if days and self._untold(before, after, days, step):
                self._gap(before, after, _holed(before, after, step))
        elif days:
            self._gap(before, after, _moved(before, after))
        else:
            self.breaks.append(_unjoined(before, after, step))

    def _step(self, before: StatementRow, after: StatementRow) -> Numbered:
        if not self.numbered:
            return Numbered.UNKNOWN
        return follows(before.sequence, after.sequence, _start(before), _start(after))

    def _hole_is_sure(
        self, before: StatementRow, after: StatementRow, days: int, step: Numbered
    ) -> bool:
        """Whether days are missing although the balances join: money may have come and gone."""
        if step is not Numbered.UNKNOWN:
            return step is Numbered.HOLE
        stated = None not in {before.period_from, before.period_to, after.period_from,
                              after.period_to}  # fmt: skip
        return stated and days >= QUIET_DAYS and _end(before) > _start(before)

    def _untold(self, before: StatementRow, after: StatementRow, days: int, step: Numbered) -> bool:
        """Whether days are missing where no balance tells: by number, period, or a whole month."""
        if step is not Numbered.UNKNOWN:
            return step is Numbered.HOLE
        if None not in {before.period_to, after.period_from}:
            return days >= QUIET_DAYS
        return _holds_a_month(_end(before) + ONE_DAY, _start(after) - ONE_DAY)

    def _prove(self, before: StatementRow, after: StatementRow) -> None:
        """What a neighbour proves: its balance is a check that the file had not itself.

        It proves rows whose other end the file states, or a single row with a balance.
        """
        for one, stated in ((after, CLOSING_STATED), (before, OPENING_STATED)):
            if one.verdict == NOT_CHECKABLE and (one.rows <= 1 or one.balances == stated):
                self.verdicts[id(one)] = RECONCILED

    def _gap(self, before: StatementRow, after: StatementRow, why: str) -> None:
        self.missing.append(
            Gap(_end(before) + ONE_DAY, _start(after) - ONE_DAY, before, after, why)
        )

    # -- over one another

    def _overlap(self, before: StatementRow, after: StatementRow) -> None:
        """Statements with common days: balances agree, or one opens as the other closes."""
        if joins(before, after) and _start(after) == _end(before):
            self._prove(before, after)
            return
        within = before.verdict == RECONCILED and _end(after) <= _end(before)
        if within and after.verdict == NOT_CHECKABLE and after.rows and not after.own:
            self.verdicts[id(after)] = RECONCILED  # a proved statement has all its rows
        if self.look is None or None in {
            before.opening_minor, before.closing_minor, after.opening_minor, after.closing_minor
        }:  # fmt: skip
            return
        if NOT_RECONCILED in {before.verdict, after.verdict}:
            return  # their own breaks say it
        at_start = self.look.balances(before, _start(after))
        if after.opening_minor in at_start:
            return
        inner, outer = (after, before) if _end(after) <= _end(before) else (before, after)
        if inner.closing_minor in self.look.balances(outer, _end(inner)):
            return  # the order within one day differs, the balances agree
        if _start(after) == _end(before):
            self.breaks.append(_unjoined(before, after, self._step(before, after)))
            return
        self.breaks.append(_disagreed(before, after, at_start))

    def _strange(self, row: StatementRow) -> Iterator[Mapping[str, Any]]:
        for found in self.look.strange(row) if self.look else ():
            closing = row.closing_minor or 0
            fall = "falls" if found.rows == 1 else "fall"
            them = "it" if found.rows == 1 else "them"
            yield {
                "where": f"{found.file} inside {row.file}",
                "expected_minor": closing,
                "found_minor": closing + found.minor,
                "guess": f"{counted(found.rows, 'row')} of {found.file} {fall} inside the proved"
                f" statement of {row.file}, which does not have {them}"
                " (perhaps the same rows in other words)",
            }


def joins(before: StatementRow, after: StatementRow) -> bool:
    """Whether one closes with the balance that the other opens with."""
    return before.closing_minor is not None and before.closing_minor == after.opening_minor


def _start(row: StatementRow) -> date:
    assert row.start is not None
    return row.start


def _end(row: StatementRow) -> date:
    assert row.end is not None
    return row.end


def _holds_a_month(start: date, end: date) -> bool:
    """Whether the days hold a whole calendar month."""
    first = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return after - ONE_DAY <= end


def _moved(before: StatementRow, after: StatementRow) -> str:
    closing = written(before.closing_minor or 0, before.currency)
    opening = written(after.opening_minor or 0, after.currency)
    return (
        f"closing balance {day_written(before.end)} {closing} differs from "
        f"opening balance {day_written(after.start)} {opening}"
    )


def _holed(before: StatementRow, after: StatementRow, step: Numbered) -> str:
    if step is Numbered.HOLE:
        return f"statement number {before.sequence} is followed by number {after.sequence}"
    return f"no statement between {before.file} and {after.file}"


def _repeated(before: StatementRow, after: StatementRow) -> str:
    return f"statement number {after.sequence} comes twice: in {before.file} and in {after.file}"


def _unjoined(before: StatementRow, after: StatementRow, step: Numbered) -> dict[str, Any]:
    expected, found = before.closing_minor or 0, after.opening_minor or 0
    ends = (
        f"{before.file} closes on {day_written(before.end)} with {_plain(expected, before)}, "
        f"{after.file} opens on {day_written(after.start)} with {_plain(found, after)}"
    )
    if found == -expected:
        guess = f"flipped sign: {ends}"
    elif expected and found in {expected * 100, expected * 10}:
        guess = f"{found // expected}x: {ends}"
    elif found and expected in {found * 100, found * 10}:
        guess = f"{expected // found}x: {ends}"
    elif step is Numbered.REPEAT:
        guess = f"{_repeated(before, after)}; {ends}"
    elif step is Numbered.HOLE:
        guess = f"missing statement: {_holed(before, after, step)}; {ends}"
    else:
        guess = f"missing row: {_way(found - expected, after)} between them; {ends}"
    return _break(f"{after.file} opening balance", expected, found, guess, before, after)


def _disagreed(
    before: StatementRow, after: StatementRow, balances: frozenset[int]
) -> dict[str, Any]:
    found = after.opening_minor or 0
    expected = min(balances, key=lambda one: (abs(one - found), one), default=0)
    until = min(_end(before), _end(after))
    guess = (
        f"both span {day_written(after.start)} to {day_written(until)} and differ by "
        f"{_plain(abs(found - expected), after)}: another account, or an altered copy"
    )
    where = f"{after.file} opening balance inside {before.file}"
    return _break(where, expected, found, guess, before, after)


def _break(
    where: str, expected: int, found: int, guess: str, before: StatementRow, after: StatementRow
) -> dict[str, Any]:
    """A break between two statements, which names both and their days."""
    return {
        "where": where, "expected_minor": expected, "found_minor": found, "guess": guess,
        "before": before.file, "after": after.file,
        "closed_on": _end(before).isoformat(), "opened_on": _start(after).isoformat(),
    }  # fmt: skip


def _way(minor: int, of: StatementRow) -> str:
    return f"{_plain(abs(minor), of)} {'in' if minor > 0 else 'out'}"


def _plain(minor: int | None, of: StatementRow) -> str:
    return written(minor or 0, of.currency, symbol=False)

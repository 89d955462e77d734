"""What would explain a break: a guess in words, which names a row to look at and changes nothing.

A guess is made from the rows since the last balance that agreed and those around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Final

from workbench.money import written
from workbench.records.reading import Entry
from workbench.words import day_written

#: How far from a break a twin of a missing row may stand.
TWIN_ROWS: Final = 3
#: A fee is at most this part of the payment that it is taken for.
FEE_PART: Final = 20
#: Of so many rows left aside as pending, two together are tried as well.
PENDING_PAIRS: Final = 60


def guessed(
    missing: int,
    stretch: Sequence[Entry],
    near: Sequence[Entry],
    pending: Sequence[int] = (),
    after: Entry | None = None,
) -> str:
    """Say in words what would explain that a balance is `missing` more than the rows make it.

    Args:
        missing: found less expected.
        stretch: the rows since the last balance that agreed, up to the one that does not.
        near: the rows around them, for twins.
        pending: amounts of rows that were left aside as pending.
        after: the last row, where its own balance agreed and only the closing one does not.
    """
    rows = (*stretch[:1], *near[:1], *([after] if after else []))
    code = rows[0].currency if rows else "GBP"
    return (
        _twice(missing, stretch, near)
        or _flipped(missing, stretch)
        or _scaled(missing, stretch)
        or _pending_counted(missing, pending, code)
        or _uncounted(missing, stretch)
        or _digits(missing, stretch)
        or _fee(missing, stretch, code)
        or _absent(missing, stretch, near, after, code)
    )


def balance_itself(entry: Entry, expected: int) -> str:
    """Say that a printed balance is wrong where the rows on both sides agree without it."""
    if entry.balance_minor == -expected:
        return f"flipped sign: the balance at {entry.place} goes the other way; the rows agree"
    digits = entry.balance_minor in _swapped(expected) if expected > 0 else False
    said = "swapped digits: " if digits else ""
    return f"{said}look at the balance at {entry.place} itself: the rows before and after it agree"


def order_of(first: Entry, second: Entry) -> str:
    """Say that two rows stand the wrong way round."""
    return f"order: {first.place} and {second.place} agree the other way round"


def _named(rows: Iterator[Entry], say: Callable[[str], str]) -> str:
    """What is said of the first row that fits, with the places of the others."""
    first = next(rows, None)
    if first is None:
        return ""
    others = [one.place for one in rows]
    more = f" and {len(others) - 2} more" if len(others) > 2 else ""
    return say(first.place) + (f" (or {', '.join(others[:2])}{more})" if others else "")


def _twice(missing: int, stretch: Sequence[Entry], near: Sequence[Entry]) -> str:
    for entry in stretch:
        if missing != -entry.minor:
            continue
        for one in near:
            if one is not entry and (one.date, one.minor) == (entry.date, entry.minor):
                return f"twin: {entry.place} repeats {one.place} and the balance has only one"
    return ""


def _flipped(missing: int, stretch: Sequence[Entry]) -> str:
    return _named(
        (entry for entry in stretch if missing == -2 * entry.minor),
        "flipped sign: the amount at {} goes the other way".format,
    )


def _scaled(missing: int, stretch: Sequence[Entry]) -> str:
    for times in (100, 10):
        small = (entry for entry in stretch if missing == entry.minor * (times - 1))
        large = (
            entry for entry in stretch
            if entry.minor % times == 0 and missing == entry.minor // times - entry.minor
        )  # fmt: skip
        for rows, way in ((small, f"{times} times too small"), (large, f"{times} times too large")):
            if said := _named(rows, f"{times}x: the amount at {{}} is {way}".format):
                return said
    return ""


def _pending_counted(missing: int, pending: Sequence[int], code: str) -> str:
    if missing in pending:
        which = f"a row left aside as pending ({_plain(missing, code)}) is"
    elif len(pending) > 1 and missing == sum(pending):
        which = f"the rows left aside as pending ({_plain(missing, code)}) are"
    elif len(pending) <= PENDING_PAIRS and missing in map(sum, combinations(pending, 2)):
        which = f"two rows left aside as pending ({_plain(missing, code)}) are"
    else:
        return ""
    return f"pending: {which} in the balance"


def _uncounted(missing: int, stretch: Sequence[Entry]) -> str:
    return _named(
        (entry for entry in stretch if missing == -entry.minor),
        "pending: the amount at {} is not in the balance".format,
    )


def _digits(missing: int, stretch: Sequence[Entry]) -> str:
    if missing % 9:
        return ""
    return _named(
        (
            entry for entry in stretch
            if (entry.minor + missing) * entry.minor > 0
            and abs(entry.minor + missing) in _swapped(abs(entry.minor))
        ),
        "swapped digits: look at the amount at {}".format,
    )  # fmt: skip


def _fee(missing: int, stretch: Sequence[Entry], code: str) -> str:
    if missing >= 0 or not stretch:
        return ""
    paid = max(stretch, key=lambda entry: abs(entry.minor))
    if -missing * FEE_PART > abs(paid.minor):
        return ""
    how = "charged on top of" if paid.minor < 0 else "kept back from"
    return f"fee: {_plain(-missing, code)} may have been {how} {paid.place}"


def _absent(
    missing: int,
    stretch: Sequence[Entry],
    near: Sequence[Entry],
    after: Entry | None,
    code: str,
) -> str:
    said = f"missing row: {_plain(abs(missing), code)} {'in' if missing > 0 else 'out'}"
    last = stretch[-1] if stretch else after
    if last is None:
        return said
    if not stretch:
        said += f" after {last.place}"
    elif len(stretch) == 1:
        said += f" before {last.place}"
    else:
        first = stretch[0]
        said += f" between {first.place} and {last.place}"
        if first.date != last.date:
            begun, ended = sorted((first.date, last.date))
            said += f" ({day_written(begun)} to {day_written(ended)})"
    like = [
        one for one in near if one.minor == missing and abs(one.row - last.row) <= TWIN_ROWS
    ]  # fmt: skip
    return f"{said}, perhaps a twin of {like[0].place}" if like else said


def _plain(minor: int, code: str) -> str:
    return written(minor, code, symbol=False)


def _swapped(minor: int) -> set[int]:
    """The amounts that two neighbouring digits changed round would give."""
    text = str(minor)
    return {
        int(text[:at] + text[at + 1] + text[at] + text[at + 2 :]) for at in range(len(text) - 1)
    } - {minor}

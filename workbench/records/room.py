"""Whether a file's amounts can be added up with all that the case holds, before any is kept."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from workbench.errors import Refused
from workbench.money import LARGEST, written
from workbench.records.entries import moved
from workbench.records.reading import Entry, FileRead
from workbench.store.tables import Account, Payment

#: One amount may be at most half of what 64 bits hold, so that two can always be added.
LARGEST_AMOUNT: Final = LARGEST // 2
_REMEDY: Final = "Look for a column that was read as an amount and is none."
#: The sum of what stands is taken in thousands: it may not itself be beyond 64 bits.
_THOUSAND: Final = 1_000


def room_for(standing: int, found: FileRead, name: str) -> None:
    """Refuse a file with an amount, or with a sum, that could not be added up any more.

    Args:
        standing: what the case held before, as `standing` has it.
        found: what was read.
        name: the file's, for the refusal.

    Raises:
        Refused: naming the line of the amount; or the file, where all together are too much.
    """
    added = 0
    for payment in found.payments:
        added += _checked(payment.minor, payment.currency, f"{name}, {payment.place}")
    for account in found.accounts:
        opening = abs(account.opening_minor or 0)
        added += _checked(opening, account.currency, f"{name}, {account.place}")
    for statement in found.statements:
        added += abs(statement.opening_minor or 0)
        for currency, amounts in moved(statement.entries):
            largest = max(map(abs, amounts), default=0)
            if largest > LARGEST_AMOUNT:
                place = next(one.place for one in statement.entries if abs(one.minor) == largest)
                _checked(largest, currency, f"{name}, {place}")
            added += sum(map(abs, amounts))
    if added + standing > LARGEST:
        raise Refused(
            "with what the case holds the amounts add up to more than can be kept",
            where=name,
            remedy=_REMEDY,
        )


def beyond(entry: Entry) -> bool:
    """Whether an entry's amount or balance is more than can be added up."""
    return max(abs(entry.minor), abs(entry.balance_minor or 0)) > LARGEST_AMOUNT


def _checked(minor: int, currency: str, where: str) -> int:
    if minor > LARGEST_AMOUNT:
        raise Refused(
            f"the amount {written(minor, currency)} is more than can be added up; nothing of the "
            "file was kept",
            where=where,
            remedy=_REMEDY,
        )
    return minor


def standing(connection: Connection) -> int:
    """At least what the payments and opening balances of the case add up to."""
    total = 0
    for table, amount in (
        (Payment, func.coalesce(Payment.received_minor, Payment.minor)),
        (Account, func.abs(func.coalesce(Account.opening_minor, 0))),
    ):
        thousands, count = connection.execute(
            select(func.sum(amount / _THOUSAND), func.count()).select_from(table)
        ).one()
        total += int(thousands or 0) * _THOUSAND
        total += count * _THOUSAND if total else 0
    return total

"""Money is neither made nor lost: marks, purchases and traces add up."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select, union_all

from workbench.case import Case
from workbench.money import written
from workbench.recovery.property import WHOLE, percent
from workbench.store.tables import (
    Asset,
    Disposal,
    Origin,
    Payment,
    PaymentUse,
    Purchase,
)

#: Poison is an upper bound; pari passu shares what is left in an account that must be named.
NOT_CONSERVING = frozenset({"poison", "pari-passu"})


def overused_payments(case: Case) -> Iterator[str]:
    """Payments of which more is marked, used, or the price of things, than they are."""
    with case.read() as connection:
        for tables, what in (
            ((Origin,), "marked"),
            ((Purchase, PaymentUse), "spent on property or otherwise"),
            ((Disposal,), "the price of things sold"),
        ):
            parts = union_all(
                *(select(table.payment_id, table.minor) for table in tables)
            ).subquery()
            used = func.sum(parts.c.minor)
            for key, minor, currency, total in connection.execute(
                select(Payment.key, Payment.minor, Payment.currency, used)
                .join(parts, parts.c.payment_id == Payment.id)
                .group_by(Payment.id, Payment.key, Payment.minor, Payment.currency)
                .having(used > Payment.minor)
                .order_by(Payment.id)
            ):
                yield (
                    f"payment {key} is {written(minor, currency)}, but "
                    f"{written(int(total), currency)} of it is {what}"
                )


def oversold_things(case: Case) -> Iterator[str]:
    """Things of which more was sold or exchanged than there is."""
    with case.read() as connection:
        for label, gone in connection.execute(
            select(Asset.label, func.sum(Disposal.millionths))
            .join(Disposal, Disposal.asset_id == Asset.id)
            .group_by(Asset.id, Asset.label)
            .having(func.sum(Disposal.millionths) > WHOLE)
            .order_by(Asset.id)
        ):
            yield f"{percent(int(gone))} of {label} was sold or given away"


def untrue_traces(case: Case) -> Iterator[str]:
    """Kept traces whose records stand, but that would now come out otherwise."""
    from graphs.kept import untrue

    yield from untrue(case)


def lost_traces(case: Case) -> Iterator[str]:
    """Rules by which marked and accrued money is not all held, in things, repaid and spent."""
    from graphs.of_case import ledger_of
    from graphs.rules import RULES
    from graphs.trace import trace

    ledger, origins = ledger_of(case)
    if not origins:
        return
    for rule in RULES:
        if rule in NOT_CONSERVING:
            continue
        try:
            trace(ledger, origins, rule)
        except AssertionError as error:
            yield str(error)

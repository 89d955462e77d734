"""Money is neither made nor lost: marks, purchases and traces add up."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from workbench.case import Case
from workbench.money import written
from workbench.store.tables import (
    Origin,
    Payment,
    Purchase,
)

#: Poison is an upper bound, and pari passu shares one account on one day: neither conserves.
NOT_CONSERVING = frozenset({"poison", "pari-passu"})


def overused_payments(case: Case) -> Iterator[str]:
    """Payments of which more is marked, or spent on property, than they are."""
    with case.read() as connection:
        for table, what in ((Origin, "marked"), (Purchase, "spent on property")):
            used = func.sum(table.minor)
            for key, minor, currency, total in connection.execute(
                select(Payment.key, Payment.minor, Payment.currency, used)
                .join(table, table.payment_id == Payment.id)
                .group_by(Payment.id, Payment.key, Payment.minor, Payment.currency)
                .having(used > Payment.minor)
                .order_by(Payment.id)
            ):
                yield (
                    f"payment {key} is {written(minor, currency)}, but "
                    f"{written(int(total), currency)} of it is {what}"
                )


def lost_traces(case: Case) -> Iterator[str]:
    """Rules by which marked money is not all held, repaid or converted."""
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

"""Money is neither made nor lost: marks, purchases, traces, shares, ledger and funds add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select

from workbench.case import Case
from workbench.money import written
from workbench.store.tables import (
    Fund,
    Instalment,
    InstalmentSource,
    LedgerEntry,
    LedgerLine,
    Origin,
    Payment,
    Purchase,
    Receipt,
    Share,
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


def unbalanced_entries(case: Case) -> Iterator[str]:
    """Ledger entries whose lines do not cancel out, or that have none."""
    with case.read() as connection:
        sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for entry_id, currency, minor in connection.execute(
            select(LedgerLine.entry_id, LedgerLine.currency, LedgerLine.minor)
        ):
            sums[entry_id][currency] += minor
        for number in connection.execute(select(LedgerEntry.id).order_by(LedgerEntry.id)).scalars():
            if number not in sums:
                yield f"ledger entry {number} has no lines"
            for currency, minor in sums[number].items():
                if minor:
                    yield f"ledger entry {number} is out by {written(minor, currency)}"


def wrong_shares(case: Case) -> Iterator[str]:
    """Receipts whose shares are not what is left after compensation and costs."""
    with case.read() as connection:
        shared = {
            receipt_id: int(total)
            for receipt_id, total in connection.execute(
                select(Share.receipt_id, func.sum(Share.minor)).group_by(Share.receipt_id)
            )
        }
        for receipt in connection.execute(select(Receipt.__table__).order_by(Receipt.id)):
            if receipt.id not in shared:
                continue
            base = receipt.minor - receipt.compensation_minor - receipt.costs_minor
            if shared[receipt.id] != base:
                yield (
                    f"the shares of receipt {receipt.id} come to "
                    f"{written(shared[receipt.id], receipt.currency)}, not to "
                    f"{written(base, receipt.currency)}"
                )


def overspent(case: Case) -> Iterator[str]:
    """Funds below nothing on some day, shares spent beyond themselves, instalments not covered."""
    with case.read() as connection:
        yield from _funds_below_nothing(case)
        used = func.sum(InstalmentSource.minor)
        for share_id, minor, currency, total in connection.execute(
            select(Share.id, Share.minor, Share.currency, used)
            .join(InstalmentSource, InstalmentSource.share_id == Share.id)
            .group_by(Share.id, Share.minor, Share.currency)
            .having(used > Share.minor)
            .order_by(Share.id)
        ):
            yield (
                f"share {share_id} is {written(minor, currency)}, but "
                f"{written(int(total), currency)} of it is spent"
            )
        for number, minor, currency, total in connection.execute(
            select(Instalment.id, Instalment.minor, Instalment.currency, used)
            .join(InstalmentSource, InstalmentSource.instalment_id == Instalment.id)
            .group_by(Instalment.id, Instalment.minor, Instalment.currency)
            .having(used != Instalment.minor)
            .order_by(Instalment.id)
        ):
            yield (
                f"instalment {number} is {written(minor, currency)}, but shares pay "
                f"{written(int(total), currency)} of it"
            )


def _funds_below_nothing(case: Case) -> Iterator[str]:
    with case.read() as connection:
        names = {f"fund:{f.id}": f for f in connection.execute(select(Fund.__table__))}
        balance: dict[tuple[str, str], int] = defaultdict(int)
        below: set[str] = set()
        for day, account, minor, currency in connection.execute(
            select(LedgerEntry.on, LedgerLine.account, LedgerLine.minor, LedgerLine.currency)
            .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
            .order_by(LedgerEntry.on, LedgerEntry.id, LedgerLine.id)
        ):
            balance[account, currency] += minor
            if account in names and balance[account, currency] < 0 and account not in below:
                below.add(account)
                yield (
                    f"the fund {names[account].name} stood at "
                    f"{written(balance[account, currency], currency)} on {day}"
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

"""A case read into the ledger that tracing works on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from graphs import trace as trace_module
from graphs.backwards import claims
from graphs.ledger import OPENING, SAME_DAY, Ledger, LedgerAccount, LedgerPayment, Origin, SameDay
from graphs.things import LOAN, Bought, Gone, Thing, Things, Used, ledger_with
from graphs.trace import Trace, as_data, trace
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.store.tables import (
    Account,
    Asset,
    Disposal,
    Interest,
    Payment,
    PaymentUse,
    Purchase,
    SourceFile,
)
from workbench.store.tables import Origin as Marked
from workbench.words import day_written

if TYPE_CHECKING:
    from graphs.kernel.checkpoint import Checkpoints
    from graphs.kernel.of_case import CaseColumns

#: So many payments are asked for by their ids at once.
_AT_ONCE: Final = 500


def ledger_of(case: Case) -> tuple[Ledger, list[Origin]]:
    """The ledger of a case and its origins in the order of marking.

    Raises:
        Refused: if the records cannot be traced as they stand (see `Ledger`).
    """
    with case.read() as connection:
        accounts, payments = _accounts(connection), _payments(connection)
        return ledger_with(accounts, payments, things_of(connection)), origins_of(connection)


def trace_case(
    case: Case,
    rules: Sequence[str],
    *,
    same_day: str = "as-recorded",
    to: date | None = None,
    backwards: bool = False,
    why: str = "",
    account: str = "",
    checkpoint: Path | None = None,
    report: Report = silent,
) -> list[dict[str, Any]]:
    """Trace a case by each rule, as JSON-ready data; `backwards` adds claims, with the reason.

    A large case is carried on from the file `checkpoint`, and kept in it as it is now.

    Raises:
        Refused: for an unknown rule or order, or records that cannot be traced.
    """
    order = next((known for known in SAME_DAY if known == same_day), None)
    if order is None:
        raise Refused(f"there is no order {same_day}", remedy=f"Use {', '.join(SAME_DAY)}.")
    told, kept = [], None
    if checkpoint is not None:
        from graphs.kernel.checkpoint import Checkpoints

        kept = Checkpoints(checkpoint)
    for made, ledger in _traces(case, rules, order, to, account, report, kept):
        data = as_data(made, ledger)
        if kept is not None:
            data["taken_over"] = kept.taken_over.get(made.rule, 0)
        if backwards:
            whole = ledger if ledger.payments else ledger_of(case)[0]
            data["claims"] = claims(whole, made, why)
        told.append(data)
    say_currencies(case, told)
    if kept is not None and kept.taken_over:
        kept.write()
    return told


def check_end(case: Case, to: date | None) -> None:
    """A last day has records before it, or on it.

    Raises:
        Refused: if the first payment of the case is later.
    """
    with case.read() as connection:
        first = connection.execute(select(func.min(Payment.date))).scalar_one()
    if to is not None and first is not None and to < first:
        raise Refused(
            f"the records begin on {day_written(first)}, after the last day {day_written(to)}",
            remedy="Name a later day with --to, or none.",
        )


def say_currencies(case: Case, told: Sequence[dict[str, Any]]) -> None:
    """State the currency of what was repaid, and of ranges of what is gone, as data."""
    rows = [row for one in told for row in (*one["repaid"], *one["order_matters_gone"])]
    # A payment that was spent names its currency as one that was made on credit does.
    names = {id(row): row["debt"] if "debt" in row else row["payment"] for row in rows}
    owed = _owed(case, set(names.values()))
    for row in rows:
        row["currency"] = owed[names[id(row)]]


def _owed(case: Case, debts: set[str]) -> dict[str, str]:
    """The currency of each debt: of the account that opened with it, or of its payment."""
    with case.read() as connection:
        accounts = connection.execute(select(Account.key, Account.currency)) if debts else ()
        found = {f"{OPENING}{key}": currency for key, currency in accounts}
        paid = {debt.removeprefix(LOAN): debt for debt in debts if debt not in found}
        keys = sorted(paid)
        for at in range(0, len(keys), _AT_ONCE):
            asked = select(Payment.key, Payment.currency).where(
                Payment.key.in_(keys[at : at + _AT_ONCE])
            )
            found |= {paid[key]: currency for key, currency in connection.execute(asked)}
    return found


def _traces(
    case: Case, rules: Sequence[str], same_day: SameDay, to: date | None, account: str,
    report: Report, kept: Checkpoints | None = None,
) -> Iterator[tuple[Trace, Ledger]]:  # fmt: skip
    """Each rule's trace: a large case as columns, whatever they are not for as objects."""
    whole: tuple[Ledger, list[Origin]] | None = None
    with case.read() as connection:
        quick = _large(connection)
        for rule in rules:
            made = None
            if quick is not None:
                from graphs.kernel.of_case import trace_columns

                accounts, columns = quick
                made = trace_columns(connection, columns, rule, same_day, to, report, kept)
                if made is not None:
                    yield made, accounts
            if made is None:
                ledger, origins = whole = whole or ledger_of(case)
                yield (
                    trace(
                        ledger, origins, rule, same_day=same_day, to=to, account=account,
                        report=report,
                    ),
                    ledger,
                )  # fmt: skip


def _large(connection: Connection) -> tuple[Ledger, CaseColumns] | None:
    """A case large enough for it as columns, with its accounts; None if it is not for them.

    Money that went on into things is for the ledger, which has an account for each.
    """
    count = select(func.count()).select_from(Payment)
    if connection.execute(count).scalar_one() < trace_module.LARGE:
        return None
    if not things_of(connection).empty:
        return None
    from graphs.kernel.of_case import columns_of_case

    accounts = Ledger(_accounts(connection), ())
    columns = columns_of_case(connection, accounts, origins_of(connection))
    return None if columns is None else (accounts, columns)


def _accounts(connection: Connection) -> list[LedgerAccount]:
    found = connection.execute(
        select(
            Account.key, Account.held, Account.opening_minor, Account.currency, Account.name
        ).order_by(Account.id)
    )
    return [LedgerAccount(*row) for row in found]


def _payments(connection: Connection) -> list[LedgerPayment]:
    payer, payee = aliased(Account), aliased(Account)
    files = {row.id: row.name for row in connection.execute(select(SourceFile.id, SourceFile.name))}
    found = connection.execute(
        select(
            Payment.key, Payment.date, Payment.time, Payment.position, payer.key, payee.key,
            Payment.minor, Payment.currency, Payment.received_minor, Payment.received_currency,
            Payment.file_id, Payment.place,
        )
        .join(payer, payer.id == Payment.payer_id)
        .join(payee, payee.id == Payment.payee_id)
        .order_by(Payment.date, Payment.position, Payment.id)
    )  # fmt: skip
    return [
        LedgerPayment(
            key, when, time, order, paid_by, paid_to, minor, currency,
            (got, got_currency) if got is not None and got_currency else None,
            f"{files[file_id]} {place}",
        )
        for (
            key, when, time, order, paid_by, paid_to, minor, currency, got, got_currency,
            file_id, place,
        ) in found
    ]  # fmt: skip


def origins_of(connection: Connection) -> list[Origin]:
    """The origins in the order of marking."""
    found = connection.execute(
        select(Marked.number, Payment.key, Marked.minor)
        .join(Payment, Payment.id == Marked.payment_id)
        .order_by(Marked.number)
    )
    return [Origin(*row) for row in found]


def things_of(connection: Connection) -> Things:
    """What the register says of where money went on to."""
    charged = (
        select(Interest.asset_id, func.sum(Interest.minor).label("minor"))
        .where(Interest.kind == "charge")
        .group_by(Interest.asset_id)
        .subquery()
    )
    things = connection.execute(
        select(Asset.id, Asset.label, Asset.currency, Asset.price_minor, charged.c.minor)
        .outerjoin(charged, charged.c.asset_id == Asset.id)
        .order_by(Asset.id)
    )
    bought = connection.execute(
        select(Purchase.asset_id, Payment.key, Purchase.minor, Purchase.kind)
        .join(Payment, Payment.id == Purchase.payment_id)
        .order_by(Purchase.id)
    )
    gone = connection.execute(
        select(
            Disposal.id, Disposal.asset_id, Disposal.on, Disposal.minor, Payment.key,
            Disposal.into_asset_id, Disposal.millionths,
        )
        .outerjoin(Payment, Payment.id == Disposal.payment_id)
        .order_by(Disposal.id)
    )  # fmt: skip
    used = connection.execute(
        select(Payment.key, PaymentUse.use, PaymentUse.minor)
        .join(Payment, Payment.id == PaymentUse.payment_id)
        .order_by(PaymentUse.id)
    )
    return Things(
        [
            Thing(number, label, currency, price, int(owed or 0))
            for number, label, currency, price, owed in things
        ],
        [Bought(*row) for row in bought],
        [
            Gone(number, asset, on, minor, key or "", into or 0, millionths)
            for number, asset, on, minor, key, into, millionths in gone
        ],
        [Used(*row) for row in used],
    )

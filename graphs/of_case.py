"""A case read into the ledger that tracing works on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from graphs.ledger import SAME_DAY, Ledger, LedgerAccount, LedgerPayment, Origin
from graphs.trace import as_data, claims, trace
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.store.tables import Account, Payment, SourceFile
from workbench.store.tables import Origin as Marked


def ledger_of(case: Case) -> tuple[Ledger, list[Origin]]:
    """The ledger of a case and its origins in the order of marking.

    Raises:
        Refused: if the records cannot be traced as they stand (see `Ledger`).
    """
    with case.read() as connection:
        return Ledger(_accounts(connection), _payments(connection)), _origins(connection)


def trace_case(
    case: Case,
    rules: Sequence[str],
    *,
    same_day: str = "as-recorded",
    to: date | None = None,
    backwards: bool = False,
    why: str = "",
    account: str = "",
    report: Report = silent,
) -> list[dict[str, Any]]:
    """Trace a case by each rule, as JSON-ready data; `backwards` adds claims, with the reason.

    Raises:
        Refused: for an unknown rule or order, or records that cannot be traced.
    """
    if same_day not in SAME_DAY:
        raise Refused(f"there is no order {same_day}", remedy=f"Use {', '.join(SAME_DAY)}.")
    ledger, origins = ledger_of(case)
    told = []
    for rule in rules:
        made = trace(
            ledger, origins, rule, same_day=same_day, to=to, account=account,
            report=report,
        )  # fmt: skip
        data = as_data(made, ledger)
        if backwards:
            data["claims"] = claims(made, why)
        told.append(data)
    return told


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
        .order_by(Payment.date, Payment.position)
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


def _origins(connection: Connection) -> list[Origin]:
    found = connection.execute(
        select(Marked.number, Payment.key, Marked.minor)
        .join(Payment, Payment.id == Marked.payment_id)
        .order_by(Marked.number)
    )
    return [Origin(*row) for row in found]

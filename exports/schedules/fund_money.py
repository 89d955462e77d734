"""Money that came into a fund or left it otherwise than by a share or an instalment."""

from __future__ import annotations

from sqlalchemy import select

from exports.schedules.schedule import Amount, Column, Row, Schedule
from exports.schedules.view import View
from workbench.reinvestment.reconcile import differences
from workbench.store.tables import ClawBack, Deposit, Fund, Grant, Instalment, ReturnedMoney


def schedules(view: View) -> list[Schedule]:
    """Deposits, claw-backs, money returned, and the quarters of the Home Office, where any are."""
    made = (_deposits(view), _claw_backs(view), _returned(view), _quarters(view))
    return [schedule for schedule in made if schedule.rows]


def _deposits(view: View) -> Schedule:
    rows: list[Row] = [
        (
            row.id, fund, row.on, row.source, row.reference,
            view.amount(row.minor, row.currency, f"deposit:{row.id}"),
        )
        for row, fund in view.session.execute(
            select(Deposit, Fund.name)
            .join(Fund, Fund.id == Deposit.fund_id)
            .order_by(Deposit.id)
        )
    ]  # fmt: skip
    return Schedule(
        "deposits",
        "Deposits",
        "Money that others paid into a fund. It stays apart from the shares of receipts there.",
        (
            Column("No.", "count"), Column("Fund", share=1.4), Column("On", "day"),
            Column("Paid in by", share=1.4), Column("Reference", share=1),
            Column("Amount", "money"),
        ),
        tuple(rows),
        "",
    )  # fmt: skip


def _claw_backs(view: View) -> Schedule:
    rows: list[Row] = [
        (
            part.grant_id, part.number, recipient, row.received, row.by, row.why,
            view.amount(row.minor, part.currency, f"claw-back:{row.id}"),
        )
        for row, part, recipient in view.session.execute(
            select(ClawBack, Instalment, Grant.recipient)
            .join(Instalment, Instalment.id == ClawBack.instalment_id)
            .join(Grant, Grant.id == Instalment.grant_id)
            .order_by(ClawBack.id)
        )
    ]  # fmt: skip
    return Schedule(
        "claw-backs",
        "Money that came back",
        "Of instalments that were paid. It returns to the shares and deposits that it was paid "
        "from, in proportion.",
        (
            Column("Grant", "count"), Column("Instalment", "count"), Column("From", share=1.4),
            Column("Received", "day"), Column("Recorded by", share=1), Column("Why", share=1.6),
            Column("Amount", "money"),
        ),
        tuple(rows),
        "",
    )  # fmt: skip


def _returned(view: View) -> Schedule:
    rows: list[Row] = [
        (
            fund.name,
            f"Share {row.share_id}" if row.share_id is not None else f"Deposit {row.deposit_id}",
            row.on, row.paid_to, row.by, row.why,
            view.amount(row.minor, fund.currency, f"returned:{row.id}"),
        )
        for row, fund in view.session.execute(
            select(ReturnedMoney, Fund)
            .join(Fund, Fund.id == ReturnedMoney.fund_id)
            .order_by(ReturnedMoney.id)
        )
    ]  # fmt: skip
    return Schedule(
        "returned-money",
        "Money returned unspent",
        "What left a fund for whom it came from, or was kept by the Home Office.",
        (
            Column("Fund", share=1.2), Column("Of", share=0.8), Column("On", "day"),
            Column("To", share=1.2), Column("By", share=0.9), Column("Why", share=1.4),
            Column("Amount", "money"),
        ),
        tuple(rows),
        "",
    )  # fmt: skip


def _quarters(view: View) -> Schedule:
    """Only where the Home Office paid something: before that nothing can be held against it."""
    found = [row for row in differences(view.session) if row.payments]
    funds = {fund.id: fund.name for fund in view.session.scalars(select(Fund))}
    rows: list[Row] = [
        (
            row.quarter, funds[row.fund_id], Amount(row.shared_minor, row.currency),
            Amount(sum(row.held_back.values()), row.currency),
            Amount(row.paid_minor, row.currency),
            view.amount(row.minor, row.currency, f"quarter:{row.quarter}:{row.fund_id}"),
            row.state,
        )
        for row in found
    ]  # fmt: skip
    return Schedule(
        "quarters",
        "What the Home Office paid",
        "For each quarter of the financial year, which begins in April, held against the shares.",
        (
            Column("Quarter", share=0.8), Column("Fund", share=1.4), Column("Shared", "money"),
            Column("Kept", "money"), Column("Paid", "money"), Column("Difference", "money"),
            Column("State", share=0.9),
        ),
        tuple(rows),
        "",
    )  # fmt: skip

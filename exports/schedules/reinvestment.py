"""Reinvestment: funds, programmes, grants, instalments and what they achieved."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from exports.schedules import fund_money
from exports.schedules.receipts import AGENCIES
from exports.schedules.schedule import Amount, Cell, Column, Count, Row, Schedule
from exports.schedules.view import View
from workbench.store.tables import (
    Deposit,
    Fund,
    Grant,
    Instalment,
    InstalmentDeposit,
    InstalmentSource,
    Outcome,
    Programme,
    Share,
)
from workbench.words import day_written


def schedules(view: View) -> list[Schedule]:
    """Funds, programmes, grants, instalments, their sources, and outcomes."""
    return [
        _funds(view),
        _programmes(view),
        _grants(view),
        _instalments(view),
        _sources(view),
        *fund_money.schedules(view),
        _outcomes(view),
    ]


def _funds(view: View) -> Schedule:
    rows: list[Row] = [
        (fund.name, fund.owner, fund.kinds, fund.restriction, view.figure(f"fund:{fund.id}"))
        for fund in view.session.scalars(select(Fund).order_by(Fund.id))
    ]
    return Schedule(
        "funds",
        "Funds",
        "Pots of recovered money, what they may be used for, and what they hold.",
        (
            Column("Fund", share=1.4), Column("Owner", share=0.8), Column("For", share=1.2),
            Column("Restriction", share=1.6), Column("Balance", "money"),
        ),
        tuple(rows),
        "No fund is recorded.",
    )  # fmt: skip


def _programmes(view: View) -> Schedule:
    rows: list[Row] = [
        (found.id, found.kind, found.name, found.lead, found.start, found.end, found.description)
        for found in view.session.scalars(select(Programme).order_by(Programme.id))
    ]
    return Schedule(
        "programmes",
        "Programmes",
        "What recovered money is spent on.",
        (
            Column("No.", "count"), Column("Kind", share=1), Column("Programme", share=1.4),
            Column("Lead", share=0.9), Column("From", "day"), Column("To", "day"),
            Column("Description", share=1.8),
        ),
        tuple(rows),
        "No programme is recorded.",
    )  # fmt: skip


def _grants(view: View) -> Schedule:
    rows: list[Row] = []
    found = view.session.execute(
        select(Grant, Programme.name)
        .join(Programme, Programme.id == Grant.programme_id)
        .order_by(Grant.id)
    )
    for grant, programme in found:
        rows.append(
            (
                grant.id, programme,
                grant.recipient + (f" ({grant.registration})" if grant.registration else ""),
                _by(grant.recommended_by, grant.recommended),
                _by(grant.approved_by, grant.approved),
                grant.decision_notice, grant.conditions, grant.state,
                view.amount(grant.minor, grant.currency, f"grant:{grant.id}"),
            )
        )  # fmt: skip
    return Schedule(
        "grants",
        "Grants",
        "Money promised to somebody for a programme. Who recommends a grant does not approve it.",
        (
            Column("No.", "count"), Column("Programme", share=1.2), Column("Recipient", share=1.2),
            Column("Recommended", share=1), Column("Approved", share=1),
            Column("Decision", share=0.8), Column("Conditions", share=1.6),
            Column("State", share=0.7), Column("Amount", "money"),
        ),
        tuple(rows),
        "No grant is recorded.",
    )  # fmt: skip


def _by(who: str, when: date | None) -> str:
    return ", ".join(filter(None, (who, day_written(when))))


def _instalments(view: View) -> Schedule:
    rows: list[Row] = [
        (
            found.grant_id, found.number, found.due, found.condition, found.condition_met,
            found.prepared_by, found.paid, found.paid_by, found.bank_reference,
            view.amount(found.minor, found.currency, f"instalment:{found.id}"),
        )
        for found in view.session.scalars(
            select(Instalment).order_by(Instalment.grant_id, Instalment.number, Instalment.id)
        )
    ]  # fmt: skip
    return Schedule(
        "instalments",
        "Instalments",
        "Each part of a grant, the condition for it, and its payment: prepared by one person, paid "
        "by another.",
        (
            Column("Grant", "count"), Column("No.", "count"), Column("Due", "day"),
            Column("Condition", share=1.4), Column("Met", "day"),
            Column("Prepared by", share=1), Column("Paid", "day"),
            Column("Paid by", share=1), Column("Bank reference", share=0.9),
            Column("Amount", "money"),
        ),
        tuple(rows),
        "No instalment is recorded.",
    )  # fmt: skip


def _sources(view: View) -> Schedule:
    rows: list[Row] = []
    shares = view.session.execute(
        select(InstalmentSource, Instalment, Share)
        .join(Instalment, Instalment.id == InstalmentSource.instalment_id)
        .join(Share, Share.id == InstalmentSource.share_id)
        .order_by(InstalmentSource.id)
    )
    for source, instalment, share in shares:
        whose = AGENCIES.get(share.agency, share.agency)
        if share.body:
            whose = f"{whose} ({share.body})"
        rows.append(
            (
                instalment.grant_id, instalment.number,
                f"{whose}’s share of receipt {share.receipt_id}",
                view.amount(source.minor, share.currency, f"instalment-source:{source.id}"),
                view.amount(share.minor, share.currency, f"share:{share.id}"),
            )
        )  # fmt: skip
    deposits = view.session.execute(
        select(InstalmentDeposit, Instalment, Deposit)
        .join(Instalment, Instalment.id == InstalmentDeposit.instalment_id)
        .join(Deposit, Deposit.id == InstalmentDeposit.deposit_id)
        .order_by(InstalmentDeposit.id)
    )
    for given, instalment, deposit in deposits:
        rows.append(
            (
                instalment.grant_id, instalment.number,
                f"Deposit {deposit.id} of {deposit.source}",
                Amount(given.minor, deposit.currency),
                view.amount(deposit.minor, deposit.currency, f"deposit:{deposit.id}"),
            )
        )  # fmt: skip
    return Schedule(
        "instalment-sources",
        "What paid each instalment",
        "Which share of which receipt, and which deposit, paid how much of an instalment.",
        (
            Column("Grant", "count"), Column("Instalment", "count"), Column("Paid from", share=2),
            Column("Paid", "money"), Column("Of", "money"),
        ),
        tuple(rows),
        "No instalment is paid yet.",
    )  # fmt: skip


def _outcomes(view: View) -> Schedule:
    rows: list[Row] = []
    found = view.session.execute(
        select(Outcome, Programme.name)
        .join(Programme, Programme.id == Outcome.programme_id)
        .order_by(Outcome.id)
    )
    for outcome, programme in found:
        cost: Cell = view.figure(f"outcome-cost:{outcome.id}")
        rows.append(
            (
                programme, outcome.measure, outcome.start, outcome.end,
                Count(outcome.value, view.known(f"outcome:{outcome.id}")), outcome.unit,
                outcome.target, cost, f"{outcome.source_name} ({outcome.source_sha256[:12]}…)",
                outcome.note,
            )
        )  # fmt: skip
    return Schedule(
        "outcomes",
        "Outcomes",
        "What each programme achieved in a period, from a source that can be shown, and what "
        "recovered money paid for each. The source is named with the beginning of its SHA-256.",
        (
            Column("Programme", share=1.3), Column("Measure", share=1.2), Column("From", "day"),
            Column("To", "day"), Column("Achieved", "count"), Column("Unit", share=0.6),
            Column("Target", "count"), Column("Cost of each", "money"), Column("Source", share=1.3),
            Column("Note", share=1),
        ),
        tuple(rows),
        "No outcome is recorded.",
    )  # fmt: skip

"""ARIS shares, funds and their ledger, programmes, grants, instalments and outcomes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.tables.base import STRICT, Base, Currency, Key, MinorUnits, to


class Share(Base):
    """One agency's share of a receipt under ARIS, stored as it was allocated."""

    __tablename__ = "share"
    __table_args__ = STRICT
    append_only = True
    id: Mapped[Key]
    receipt_id: Mapped[int] = to("receipt.id")
    agency: Mapped[str]  # home-office | investigator | prosecutor | enforcement
    minor: Mapped[MinorUnits]
    currency: Mapped[Currency]
    rate: Mapped[str]  # in words, as the dated table had it
    provision: Mapped[str]
    fund_id: Mapped[int | None] = to("fund.id")  # the fund it was paid into, if one of ours
    body: Mapped[str] = mapped_column(default="")  # which force or office, where several share


class Fund(Base):
    """A pot of money with an owner and, often, restrictions on its use."""

    __tablename__ = "fund"
    __table_args__ = STRICT
    id: Mapped[Key]
    name: Mapped[str]
    owner: Mapped[str]  # police | community safety | public health | …
    kinds: Mapped[str] = mapped_column(default="")  # programme kinds it may pay for; "" = any
    restriction: Mapped[str] = mapped_column(default="")
    currency: Mapped[Currency]
    ends: Mapped[date | None]  # the last day on which it may be spent
    return_to: Mapped[str] = mapped_column(default="")  # to whom what is unspent goes back
    bid_limit_minor: Mapped[MinorUnits | None]  # small grants: the most that may be asked for
    final_approver: Mapped[str] = mapped_column(default="")  # whose approval is final
    cost_code: Mapped[str] = mapped_column(default="")


class Contribution(Base):
    """A body's agreed part of one role's share in an order's receipts, in millionths."""

    __tablename__ = "contribution"
    __table_args__ = (CheckConstraint("millionths > 0", name="millionths"), STRICT)
    id: Mapped[Key]
    order_id: Mapped[int] = to("recovery_order.id")
    agency: Mapped[str]  # the role: investigator | prosecutor | …
    body: Mapped[str]
    millionths: Mapped[int]
    document: Mapped[str] = mapped_column(default="")


class ArisPayment(Base):
    """What the Home Office paid for a quarter, to be held against what was shared."""

    __tablename__ = "aris_payment"
    __table_args__ = STRICT
    append_only = True
    id: Mapped[Key]
    quarter: Mapped[str]  # 2026-Q2: the financial year begins in April
    body: Mapped[str]
    fund_id: Mapped[int | None] = to("fund.id")
    received: Mapped[date]
    minor: Mapped[MinorUnits]
    currency: Mapped[Currency]
    reference: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")


class QuarterClose(Base):
    """A quarter whose books are closed: nothing is dated into it any more."""

    __tablename__ = "quarter_close"
    __table_args__ = STRICT
    append_only = True
    id: Mapped[Key]
    quarter: Mapped[str] = mapped_column(unique=True)
    closed: Mapped[date]
    by: Mapped[str]


class Deposit(Base):
    """Money that came into a fund otherwise than by a share: a partner's, a grant to us."""

    __tablename__ = "deposit"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    append_only = True
    id: Mapped[Key]
    fund_id: Mapped[int] = to("fund.id")
    on: Mapped[date]
    minor: Mapped[MinorUnits]
    currency: Mapped[Currency]
    source: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")


class LedgerEntry(Base):
    """One entry of the double-entry ledger; its lines add up to nothing."""

    __tablename__ = "ledger_entry"
    __table_args__ = STRICT
    append_only = True
    id: Mapped[Key]
    on: Mapped[date]
    text: Mapped[str]
    reverses_id: Mapped[int | None] = to("ledger_entry.id")


class LedgerLine(Base):
    """One leg: an account of the ledger and a signed amount (+ debit, - credit)."""

    __tablename__ = "ledger_line"
    __table_args__ = STRICT
    append_only = True
    id: Mapped[Key]
    entry_id: Mapped[int] = to("ledger_entry.id")
    account: Mapped[str]  # "fund:1", "agency:home-office", "receipt:3", "grant:2", …
    minor: Mapped[MinorUnits]
    currency: Mapped[Currency]


class Programme(Base):
    """What the money is for: one of the kinds of `reinvestment/programmes.toml`."""

    __tablename__ = "programme"
    __table_args__ = STRICT
    id: Mapped[Key]
    kind: Mapped[str]
    name: Mapped[str]
    lead: Mapped[str] = mapped_column(default="")
    start: Mapped[date | None]
    end: Mapped[date | None]
    description: Mapped[str] = mapped_column(default="")


class Grant(Base):
    """Money promised to somebody for a programme, decided by two different people."""

    __tablename__ = "grant_award"
    __table_args__ = (
        CheckConstraint("minor > 0", name="minor"),
        CheckConstraint(
            "approved_by = '' OR lower(approved_by) <> lower(recommended_by)", name="approved_by"
        ),
        STRICT,
    )
    id: Mapped[Key]
    programme_id: Mapped[int] = to("programme.id")
    fund_id: Mapped[int] = to("fund.id")
    recipient: Mapped[str]
    registration: Mapped[str] = mapped_column(default="")  # charity or company number
    minor: Mapped[MinorUnits]
    currency: Mapped[Currency]
    start: Mapped[date | None]
    end: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="proposed")
    recommended_by: Mapped[str] = mapped_column(default="")
    recommended: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approved: Mapped[date | None]
    decision_notice: Mapped[str] = mapped_column(default="")
    conditions: Mapped[str] = mapped_column(default="")
    applied: Mapped[date | None]
    purpose: Mapped[str] = mapped_column(default="")  # the objective of the plan that it serves
    need: Mapped[str] = mapped_column(default="")  # the evidence of need
    area: Mapped[str] = mapped_column(default="")  # the area it serves
    accountable_body: Mapped[str] = mapped_column(default="")
    total_cost_minor: Mapped[MinorUnits | None]
    agreement: Mapped[str] = mapped_column(default="")  # document: the signed agreement
    agreed: Mapped[date | None]
    claw_back_terms: Mapped[str] = mapped_column(default="")
    safeguarding: Mapped[str] = mapped_column(default="")
    data_sharing: Mapped[str] = mapped_column(default="")
    equality: Mapped[str] = mapped_column(default="")
    exit_plan: Mapped[str] = mapped_column(default="")


class GrantEvent(Base):
    """A step of a grant that is not an amount: a panel met, it was varied, withdrawn, closed."""

    __tablename__ = "grant_event"
    __table_args__ = STRICT
    id: Mapped[Key]
    grant_id: Mapped[int] = to("grant_award.id")
    event: Mapped[str]
    on: Mapped[date]
    by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")


class PanelMember(Base):
    """A member of the panel for a grant, and what interest was declared."""

    __tablename__ = "panel_member"
    __table_args__ = STRICT
    id: Mapped[Key]
    grant_id: Mapped[int] = to("grant_award.id")
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")  # resident | police | …
    declared: Mapped[date | None]
    conflict: Mapped[str] = mapped_column(default="")  # "" = none
    stood_aside: Mapped[bool] = mapped_column(default=False)
    view: Mapped[str] = mapped_column(default="")  # for | against | ""


class MatchFunding(Base):
    """Money or kind that another gives to the same work, confirmed or not."""

    __tablename__ = "match_funding"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    grant_id: Mapped[int] = to("grant_award.id")
    source: Mapped[str]
    kind: Mapped[str]  # cash | in kind
    minor: Mapped[MinorUnits]
    confirmed: Mapped[date | None]
    document: Mapped[str] = mapped_column(default="")


class ClawBack(Base):
    """Money of a grant that came back, or was never spent and was returned."""

    __tablename__ = "claw_back"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    append_only = True
    id: Mapped[Key]
    instalment_id: Mapped[int] = to("instalment.id")
    received: Mapped[date]
    minor: Mapped[MinorUnits]
    by: Mapped[str]
    why: Mapped[str]
    document: Mapped[str] = mapped_column(default="")


class Monitoring(Base):
    """A return that a grant's recipient owes: when due, when received, what was spent."""

    __tablename__ = "monitoring"
    __table_args__ = STRICT
    id: Mapped[Key]
    grant_id: Mapped[int] = to("grant_award.id")
    start: Mapped[date]
    end: Mapped[date]
    due: Mapped[date]
    received: Mapped[date | None]
    spent_minor: Mapped[MinorUnits | None]
    document: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class ProgrammeKind(Base):
    """A kind of programme that this case adds to those shipped, with its measures."""

    __tablename__ = "programme_kind"
    __table_args__ = STRICT
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    says: Mapped[str]
    measures: Mapped[str]  # canonical JSON: [[what, unit], …]
    fewer: Mapped[str] = mapped_column(default="[]")  # canonical JSON: of which less is better


class Instalment(Base):
    """A part of a grant, paid when its condition is met."""

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint("minor > 0", name="minor"),
        CheckConstraint(
            "condition_met IS NULL OR paid IS NULL OR condition_met <= paid", name="met"
        ),
        CheckConstraint("paid IS NULL OR condition = '' OR condition_met IS NOT NULL", name="paid"),
        STRICT,
    )
    id: Mapped[Key]
    grant_id: Mapped[int] = to("grant_award.id")
    number: Mapped[int]
    due: Mapped[date]
    minor: Mapped[MinorUnits]
    currency: Mapped[Currency]
    condition: Mapped[str] = mapped_column(default="")
    condition_met: Mapped[date | None]
    paid: Mapped[date | None]
    paid_by: Mapped[str] = mapped_column(default="")
    bank_reference: Mapped[str] = mapped_column(default="")
    prepared_by: Mapped[str] = mapped_column(default="")  # the first of the two who pay
    prepared: Mapped[date | None]
    invoice: Mapped[str] = mapped_column(default="")
    invoiced_minor: Mapped[MinorUnits | None]


class InstalmentSource(Base):
    """Which share of which receipt paid how much of an instalment."""

    __tablename__ = "instalment_source"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    append_only = True
    id: Mapped[Key]
    instalment_id: Mapped[int] = to("instalment.id")
    share_id: Mapped[int] = to("share.id")
    minor: Mapped[MinorUnits]


class InstalmentDeposit(Base):
    """Which deposit paid how much of an instalment."""

    __tablename__ = "instalment_deposit"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    append_only = True
    id: Mapped[Key]
    instalment_id: Mapped[int] = to("instalment.id")
    deposit_id: Mapped[int] = to("deposit.id")
    minor: Mapped[MinorUnits]


class ReturnedMoney(Base):
    """Money of a share or deposit that went back to whom it came from, unspent."""

    __tablename__ = "returned_money"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    append_only = True
    id: Mapped[Key]
    fund_id: Mapped[int] = to("fund.id")
    share_id: Mapped[int | None] = to("share.id")
    deposit_id: Mapped[int | None] = to("deposit.id")
    on: Mapped[date]
    minor: Mapped[MinorUnits]
    paid_to: Mapped[str]
    by: Mapped[str]
    why: Mapped[str]


class Outcome(Base):
    """What a programme achieved in a period, from a source that can be shown."""

    __tablename__ = "outcome"
    __table_args__ = STRICT
    id: Mapped[Key]
    programme_id: Mapped[int] = to("programme.id")
    grant_id: Mapped[int | None] = to("grant_award.id")
    measure: Mapped[str]
    unit: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    value: Mapped[int]
    baseline: Mapped[int | None]
    target: Mapped[int | None]
    source_name: Mapped[str]
    source_sha256: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    counterfactual: Mapped[str] = mapped_column(default="")  # what would have been without it
    replaces_id: Mapped[int | None] = to("outcome.id")  # the outcome that this one corrects

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


class InstalmentSource(Base):
    """Which share of which receipt paid how much of an instalment."""

    __tablename__ = "instalment_source"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    append_only = True
    id: Mapped[Key]
    instalment_id: Mapped[int] = to("instalment.id")
    share_id: Mapped[int] = to("share.id")
    minor: Mapped[MinorUnits]


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

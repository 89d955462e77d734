"""People and companies, which accounts they hold, and decisions about who is who."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.tables.base import STRICT, Base, Key, to


class Party(Base):
    """A Person, Company or other LegalEntity (FollowTheMoney schemata)."""

    __tablename__ = "party"
    __table_args__ = STRICT
    id: Mapped[Key]
    schema: Mapped[str]  # Person | Company | Organization | LegalEntity
    name: Mapped[str]
    subject: Mapped[bool] = mapped_column(default=False)  # a subject of the investigation
    born: Mapped[date | None]
    registration: Mapped[str] = mapped_column(default="")  # company number
    note: Mapped[str] = mapped_column(default="")


class AccountHolder(Base):
    """A party holds an account (FollowTheMoney Ownership), and what says so."""

    __tablename__ = "account_holder"
    __table_args__ = STRICT
    id: Mapped[Key]
    account_id: Mapped[int] = to("account.id")
    party_id: Mapped[int] = to("party.id")
    role: Mapped[str] = mapped_column(default="holder")
    evidence: Mapped[str] = mapped_column(default="")


class IdentityDecision(Base):
    """Somebody decided that two parties are the same or different, and why."""

    __tablename__ = "identity_decision"
    __table_args__ = (
        CheckConstraint("decision in ('same', 'different', 'undecided')", name="decision"),
        STRICT,
    )
    id: Mapped[Key]
    a_id: Mapped[int] = to("party.id")
    b_id: Mapped[int] = to("party.id")
    decision: Mapped[str]
    why: Mapped[str]

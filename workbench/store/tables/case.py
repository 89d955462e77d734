"""The case itself: its name and references, its officers, and the journal of every change."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.tables.base import STRICT, Base, Currency, Key


class CaseInfo(Base):
    """One row, id 1: what the case is called and how it is to be handled."""

    __tablename__ = "case_info"
    __table_args__ = STRICT
    id: Mapped[Key]
    name: Mapped[str]  # the operation's name
    urn: Mapped[str] = mapped_column(default="")  # unique reference number of the prosecution
    reference: Mapped[str] = mapped_column(default="")  # the force's own file reference
    marking: Mapped[str] = mapped_column(default="OFFICIAL-SENSITIVE")
    regime: Mapped[str] = mapped_column(default="pre-cpa-2026")  # version of POCA 2002 Part 2
    currency: Mapped[Currency]
    tracing_rule: Mapped[str] = mapped_column(default="fifo")  # the rule the case relies on
    created: Mapped[str]  # instant, UTC, ISO 8601


class Officer(Base):
    """A person who works on the case, and in which role."""

    __tablename__ = "officer"
    __table_args__ = STRICT
    id: Mapped[Key]
    name: Mapped[str]
    role: Mapped[str]  # investigator | finance officer | prosecutor | supervisor | …
    reference: Mapped[str] = mapped_column(default="")  # collar or accreditation number


class Document(Base):
    """A paper that a recorded fact rests on (an order, an outcome's return), bytes unaltered."""

    __tablename__ = "document"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary(), deferred=True)


class JournalEntry(Base):
    """One change, chained by SHA-256 to the one before. Never altered, never removed."""

    __tablename__ = "journal"
    __table_args__ = STRICT
    recorded = False
    append_only = True
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]  # instant, UTC, ISO 8601
    by: Mapped[str]
    action: Mapped[str]  # one verb: load, mark, seize, …
    summary: Mapped[str]  # one sentence for a person
    payload: Mapped[str]  # canonical JSON: what changed, enough to do it again
    previous: Mapped[str]  # the hash of the entry before; 64 zeros for the first
    hash: Mapped[str]

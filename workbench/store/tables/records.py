"""Financial records: the files as they came, the statements, every row, and the payments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.tables.base import STRICT, Base, Currency, Key, MinorUnits, to

_Date = date  # a column called `date` hides the type from those below it


class SourceFile(Base):
    """A file as it was received. Its bytes stand unaltered in `SourceContent`."""

    __tablename__ = "source_file"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    size: Mapped[int]
    exhibit: Mapped[str] = mapped_column(default="")  # producer's initials / number
    format: Mapped[str]
    layout: Mapped[str]
    layout_version: Mapped[str]
    encoding: Mapped[str] = mapped_column(default="")
    read: Mapped[int]  # always read = loaded + duplicates + ignored + rejected
    loaded: Mapped[int]
    duplicates: Mapped[int]
    ignored: Mapped[int]
    rejected: Mapped[int]
    in_minor: Mapped[MinorUnits]  # by the file's own rows, in its main currency
    out_minor: Mapped[MinorUnits]
    currency: Mapped[Currency]
    verdict: Mapped[str]
    notes: Mapped[str] = mapped_column(default="[]")  # JSON list: hidden rows read, and the like


class SourceContent(Base):
    """The unaltered bytes of a file, apart so that listing files does not read them."""

    __tablename__ = "source_content"
    __table_args__ = STRICT
    recorded = False
    file_id: Mapped[int] = to("source_file.id", primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary())


class RowNotLoaded(Base):
    """A row that was read but is no entry: header, footer, pending, duplicate. Named, not lost."""

    __tablename__ = "row_not_loaded"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    file_id: Mapped[int] = to("source_file.id")
    row: Mapped[int]
    place: Mapped[str]  # "line 12", "Sheet1 row 12"
    status: Mapped[str]  # ignored | duplicate
    why: Mapped[str]
    raw: Mapped[str]


class Account(Base):
    """A BankAccount, or a counterparty known only from others' records.

    `key` is the id of the source: "20-00-00 12345678" for a UK account, the name in a
    payments table as it stands there, "name: TESCO STORES" for a counterparty known by name,
    "cash in: KEY" and "cash out: KEY" for cash over one account's counter (kept apart, so
    that tracing never jumps from a withdrawal to a deposit).
    """

    __tablename__ = "account"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    institution: Mapped[str] = mapped_column(default="")
    sort_code: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="")
    currency: Mapped[Currency]
    held: Mapped[bool] = mapped_column(default=False)  # its own statements are in the case
    opening_minor: Mapped[MinorUnits | None]  # balance before the first entry; debt if negative


class Statement(Base):
    """One account's run of entries in one file, with what proves it."""

    __tablename__ = "statement"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    file_id: Mapped[int] = to("source_file.id")
    account_id: Mapped[int] = to("account.id")
    first: Mapped[date | None]
    last: Mapped[date | None]
    opening_minor: Mapped[MinorUnits | None]
    closing_minor: Mapped[MinorUnits | None]
    period_from: Mapped[date | None]  # the days that the statement itself says it spans
    period_to: Mapped[date | None]
    sequence: Mapped[str] = mapped_column(default="")  # its number in the bank's own series
    balances: Mapped[str]  # stated | derived | none
    rows_order: Mapped[str]  # how the file orders its rows, as the proof found it
    checked: Mapped[int]  # balances that were tested
    rounded: Mapped[int]  # of these, agreed only within the source's own rounding
    verdict: Mapped[str]
    breaks: Mapped[str] = mapped_column(default="[]")  # JSON list of breaks


class Payment(Base):
    """Money from one account to another, counted once however many records show it.

    A row of a payments table is one; so is an entry of a statement; an own-account transfer
    seen from both sides is one payment with two entries. `position` is the order in the
    source, oldest first, over the whole case. A conversion has a second amount.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("minor > 0", name="minor"),
        Index("ix_payment_order", "date", "position"),
        STRICT,
    )
    recorded = False
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)  # the source's id, or "F3-R12"
    date: Mapped[date]
    time: Mapped[str | None]  # "HH:MM:SS" where the record has one
    position: Mapped[int]
    payer_id: Mapped[int] = to("account.id")
    payee_id: Mapped[int] = to("account.id")
    minor: Mapped[MinorUnits]
    currency: Mapped[Currency]
    received_minor: Mapped[MinorUnits | None]  # where the payee was paid in another currency
    received_currency: Mapped[str | None]
    reference: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
    row: Mapped[int]  # ordinal of the row within the file
    place: Mapped[str]  # "line 12", "Sheet1 row 12"


class Entry(Base):
    """One row of a statement, as the bank wrote it. Never altered.

    What a rule read out of the narrative (type, counterparty, reference, category) stands
    beside the raw text with the rule's name and how sure it is (0-100).
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_account_date", "account_id", "date", "position"),
        Index("ix_entry_file_row", "file_id", "row"),
        STRICT,
    )
    recorded = False
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
    payment_id: Mapped[int | None] = to("payment.id")  # none where the amount is zero
    row: Mapped[int]
    place: Mapped[str]
    position: Mapped[int]  # order on the account, oldest first
    date: Mapped[date]  # booking date
    time: Mapped[str | None]
    zone: Mapped[str] = mapped_column(default="")  # offset from UTC where the record states it
    value_date: Mapped[_Date | None]
    minor: Mapped[MinorUnits]  # + in, - out, from the holder's side
    currency: Mapped[Currency]
    balance_minor: Mapped[MinorUnits | None]
    type_raw: Mapped[str] = mapped_column(default="")
    type: Mapped[str] = mapped_column(default="")
    narrative: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    counterparty: Mapped[str] = mapped_column(default="")
    counterparty_sort_code: Mapped[str] = mapped_column(default="")
    counterparty_number: Mapped[str] = mapped_column(default="")
    counterparty_iban: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str] = mapped_column(default="")
    rule: Mapped[str] = mapped_column(default="")  # that read the narrative
    confidence: Mapped[int] = mapped_column(default=0)
    category: Mapped[str] = mapped_column(default="")  # empty: not yet explained
    category_rule: Mapped[str] = mapped_column(default="")


class EntryCategory(Base):
    """What an officer says that an entry is, in place of what a rule says of it."""

    __tablename__ = "entry_category"
    __table_args__ = STRICT
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    category: Mapped[str]
    why: Mapped[str] = mapped_column(default="")


class EntryPlace(Base):
    """A further place where the same entry stands: overlapping statements corroborate."""

    __tablename__ = "entry_place"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    entry_id: Mapped[int] = to("entry.id")
    file_id: Mapped[int] = to("source_file.id")
    row: Mapped[int]
    place: Mapped[str]


class Pair(Base):
    """Records that are sides of one movement, so that it counts once.

    `residual_minor` is what one side has more than the other (a fee, an exchange).
    """

    __tablename__ = "pair"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    payment_id: Mapped[int] = to("payment.id", unique=True)  # the first of its payments
    kind: Mapped[str]  # equal | fee | exchange | split | joined | reversal
    day_difference: Mapped[int]
    residual_minor: Mapped[MinorUnits]
    reason: Mapped[str]
    confirmed: Mapped[bool] = mapped_column(default=False)  # by an officer; else found


class PairSide(Base):
    """How much of one payment of a pair one entry shows."""

    __tablename__ = "pair_side"
    __table_args__ = (UniqueConstraint("entry_id", "payment_id"), STRICT)
    recorded = False
    id: Mapped[Key]
    pair_id: Mapped[int] = to("pair.id")
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    payment_id: Mapped[int] = to("payment.id")
    minor: Mapped[MinorUnits]  # + in, - out, in the entry's own currency


class PairRejection(Base):
    """An officer says that these entries are not one movement: they are not paired again."""

    __tablename__ = "pair_rejection"
    __table_args__ = STRICT
    recorded = False
    id: Mapped[Key]
    entries: Mapped[str] = mapped_column(unique=True)  # "F1-R2 F3-R9", in order
    why: Mapped[str]


class SavedLayout(Base):
    """A layout that was made for a file of this case, as TOML. Never altered: files cite it."""

    __tablename__ = "saved_layout"
    __table_args__ = STRICT
    append_only = True
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]


class SavedView(Base):
    """How somebody wants to see a table of records: filters, order, columns, words sought."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("listing", "name"), STRICT)
    id: Mapped[Key]
    listing: Mapped[str]  # which table
    name: Mapped[str]
    view: Mapped[str]  # JSON


class Origin(Base):
    """A payment, or a stated part, marked as criminal property (POCA 2002 s.304)."""

    __tablename__ = "origin"
    __table_args__ = (
        CheckConstraint("minor > 0", name="minor"),
        UniqueConstraint("payment_id"),
        STRICT,
    )
    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)  # in the order of marking, from 1
    payment_id: Mapped[int] = to("payment.id")
    minor: Mapped[MinorUnits]
    why: Mapped[str]

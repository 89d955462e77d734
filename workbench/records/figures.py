"""What the records can explain: a row, a payment, a statement, an account's balance."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind, Source
from workbench.money import written
from workbench.records.accounts import AccountSummary, accounts
from workbench.records.pair_join import keys_of
from workbench.records.source import Originals
from workbench.store import tables as t
from workbench.words import day_written

ENTRY_RULE: Final = "The amount as the bank's own record states it; + is money in."
PAYMENT_RULE: Final = (
    "Money from one account to another, counted once however many records show it."
)
TABLE_RULE: Final = "The amount as a row of the payments table states it."
STATEMENT_RULE: Final = "Opening balance, plus all money in, less all money out."
CLOSING_RULE: Final = (
    "The last balance that a statement of the account states; where none does, its opening"
    " balance plus all money in less all money out, each payment counted once."
)


def _source(book: Book, file_id: int, place: str) -> Source:
    originals: Originals = book.recall("records:originals", Originals)
    return originals.source(file_id, place)


def _entry(book: Book, key: str) -> Figure:
    file_id, row, fee = _entry_key(key)
    with book.case.read() as connection:
        found = connection.execute(
            select(t.Entry, t.Account.key)
            .join(t.Account, t.Account.id == t.Entry.account_id)
            .where(t.Entry.file_id == file_id, t.Entry.row == row)
            .order_by(t.Entry.id)
        ).all()
    if len(found) <= fee:
        raise Refused(f"the case has no entry {key}", remedy="Entries are cited as F3-R12")
    entry = found[fee]
    way = "into" if entry.minor > 0 else "out of"
    return Figure(
        id=f"entry:{key}",
        label=f"{written(abs(entry.minor), entry.currency)} {way} {found[fee][-1]}"
        f" on {day_written(entry.date)}: {entry.narrative or entry.type_raw}",
        minor=entry.minor,
        currency=entry.currency,
        rule=ENTRY_RULE,
        source=_source(book, entry.file_id, entry.place),
    )


def _entry_key(key: str) -> tuple[int, int, int]:
    plain = key.removesuffix("-fee")
    file_text, _, row_text = plain.removeprefix("F").partition("-R")
    if not (key.startswith("F") and file_text.isdecimal() and row_text.isdecimal()):
        raise Refused(f"{key} is no entry", remedy="Entries are cited as F3-R12")
    return int(file_text), int(row_text), int(plain != key)


def _payment(book: Book, key: str) -> Figure:
    with book.case.read() as connection:
        payer, payee = t.Account.__table__.alias("payer"), t.Account.__table__.alias("payee")
        found = connection.execute(
            select(t.Payment, payer.c.key.label("payer"), payee.c.key.label("payee"))
            .join(payer, payer.c.id == t.Payment.payer_id)
            .join(payee, payee.c.id == t.Payment.payee_id)
            .where(t.Payment.key == key)
        ).one_or_none()
        if found is None:
            raise Refused(f"the case has no payment {key}")
        shown = select(t.PairSide.entry_id).where(t.PairSide.payment_id == found.id)
        entries = connection.execute(
            select(t.Entry.id)
            .where((t.Entry.payment_id == found.id) | t.Entry.id.in_(shown))
            .order_by(t.Entry.id)
        ).scalars()
        names = keys_of(connection, entries)
    because = tuple(f"entry:{name}" for _, name in sorted(names.items()))
    return Figure(
        id=f"payment:{key}",
        label=f"{written(found.minor, found.currency)} from {found.payer} to {found.payee}"
        f" on {day_written(found.date)}",
        minor=found.minor,
        currency=found.currency,
        rule=PAYMENT_RULE if because else TABLE_RULE,
        because=because,
        source=None if because else _source(book, found.file_id, found.place),
    )


def _statement(book: Book, key: str) -> Figure:
    with book.case.read() as connection:
        found = (
            connection.execute(
                select(t.Statement, t.Account.key, t.Account.currency, t.SourceFile.name,
                       t.SourceFile.sha256)
                .join(t.Account, t.Account.id == t.Statement.account_id)
                .join(t.SourceFile, t.SourceFile.id == t.Statement.file_id)
                .where(t.Statement.id == int(key))
            ).one_or_none()
            if key.isdecimal()
            else None
        )  # fmt: skip
    if found is None:
        raise Refused(f"the case has no statement {key}")
    opening, closing = found.opening_minor, found.closing_minor
    if opening is None or closing is None:
        said = "no balance is stated"
    else:
        moved = closing - opening
        said = (
            f"opening {written(opening, found.currency)}, movement"
            f" {written(moved, found.currency)}, closing {written(closing, found.currency)}"
        )
    return Figure(
        id=f"statement:{key}",
        label=f"Statement of {found.key} in {found.name}: {said}; {found.verdict}",
        minor=closing or 0,
        currency=found.currency,
        rule=STATEMENT_RULE,
        source=Source(found.name, found.sha256, "the whole file", ""),
    )


def _statement_keys(book: Book) -> list[str]:
    with book.case.read() as connection:
        ids = connection.execute(select(t.Statement.id).order_by(t.Statement.id)).scalars()
        return [str(one) for one in ids]


def _summaries(book: Book) -> dict[str, AccountSummary]:
    found: dict[str, AccountSummary] = book.recall(
        "records:accounts", lambda case: {one.account: one for one in accounts(case)}
    )
    return found


def _account(book: Book, key: str) -> Figure:
    name, _, what = key.rpartition(":")
    summary = _summaries(book).get(name)
    if summary is None or what != "closing" or summary.closing_minor is None:
        raise Refused(f"the case has no figure account:{key}")
    return Figure(
        id=f"account:{key}",
        label=f"Closing balance of {name}: {summary.verdict}",
        minor=summary.closing_minor,
        currency=summary.currency,
        rule=CLOSING_RULE,
        because=_statements_of(book, name),
    )


def _statements_of(book: Book, account: str) -> tuple[str, ...]:
    with book.case.read() as connection:
        ids = connection.execute(
            select(t.Statement.id)
            .join(t.Account, t.Account.id == t.Statement.account_id)
            .where(t.Account.key == account)
            .order_by(t.Statement.first, t.Statement.id)
        ).scalars()
        return tuple(f"statement:{one}" for one in ids)


def _account_keys(book: Book) -> list[str]:
    return [
        f"{name}:closing"
        for name, one in _summaries(book).items()
        if one.held and one.closing_minor is not None
    ]


#: Entries and payments are reached from what rests on them, so they are not all listed.
FIGURES: Final = {
    "entry": Kind(_entry),
    "payment": Kind(_payment),
    "statement": Kind(_statement, _statement_keys),
    "account": Kind(_account, _account_keys),
}

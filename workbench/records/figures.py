"""What the records can explain: a row, a payment, a statement, an account's balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind, Source
from workbench.money import written
from workbench.records.accounts import AccountSummary, accounts
from workbench.records.pair_join import keys_of
from workbench.records.pair_search import in_batches
from workbench.records.source import Originals
from workbench.store import tables as t
from workbench.store.changes import table_of
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


#: What a book remembers the case's original files as.
ORIGINALS: Final = "records:originals"


_PAYER: Final = table_of(t.Account).alias("payer")
_PAYEE: Final = table_of(t.Account).alias("payee")
# Made once: a case has as many of these figures as rows.
_ENTRIES: Final = (
    select(
        t.Entry.row, t.Entry.place, t.Entry.date, t.Entry.minor, t.Entry.currency,
        t.Entry.narrative, t.Entry.type_raw, t.Account.key.label("account"),
    )
    .join(t.Account, t.Account.id == t.Entry.account_id)
    .where(
        t.Entry.file_id == bindparam("file_id"),
        t.Entry.row.in_(bindparam("rows", expanding=True)),
    )
    .order_by(t.Entry.id)
)  # fmt: skip
_PAYMENTS: Final = (
    select(
        t.Payment.id, t.Payment.key, t.Payment.minor, t.Payment.currency, t.Payment.date,
        t.Payment.file_id, t.Payment.place, _PAYER.c.key.label("payer"),
        _PAYEE.c.key.label("payee"),
    )
    .join(_PAYER, _PAYER.c.id == t.Payment.payer_id)
    .join(_PAYEE, _PAYEE.c.id == t.Payment.payee_id)
    .where(t.Payment.key.in_(bindparam("keys", expanding=True)))
)  # fmt: skip
_SHOWN: Final = (
    select(t.Entry.payment_id, t.Entry.id)
    .where(t.Entry.payment_id.in_(bindparam("ids", expanding=True)))
    .union(
        select(t.PairSide.payment_id, t.PairSide.entry_id).where(
            t.PairSide.payment_id.in_(bindparam("ids", expanding=True))
        )
    )
)


def _source(book: Book, file_id: int, place: str) -> Source:
    originals: Originals = book.recall(ORIGINALS, Originals)
    return originals.source(file_id, place)


def _entry(book: Book, key: str) -> Figure:
    (figure,) = _entries(book, [key])
    return figure


def _entries(book: Book, keys: Sequence[str]) -> Iterator[Figure]:
    """Entries by their names, those of one file together."""
    asked: dict[int, dict[int, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for key in keys:
        file_id, row, fee = _entry_key(key)
        asked[file_id][row].append((fee, key))
    for file_id, rows in asked.items():
        found = _of_rows(book, file_id, sorted(rows))
        chosen: list[tuple[str, Any]] = []
        for row, names in rows.items():
            for fee, key in names:
                if len(found[row]) <= fee:
                    raise Refused(
                        f"the case has no entry {key}", remedy="Entries are cited as F3-R12"
                    )
                chosen.append((key, found[row][fee]))
        originals: Originals = book.recall(ORIGINALS, Originals)
        name, sha256, _, _ = originals.file(file_id)
        raws = originals.raws(file_id, {entry.place for _, entry in chosen})
        for key, entry in chosen:
            way = "into" if entry.minor > 0 else "out of"
            yield Figure(
                id=f"entry:{key}",
                label=f"{written(abs(entry.minor), entry.currency)} {way} {entry.account}"
                f" on {day_written(entry.date)}: {entry.narrative or entry.type_raw}",
                minor=entry.minor,
                currency=entry.currency,
                rule=ENTRY_RULE,
                source=Source(name, sha256, entry.place, raws[entry.place]),
            )


def _of_rows(book: Book, file_id: int, rows: Sequence[int]) -> dict[int, list[Any]]:
    """The entries of some rows of a file, in order; the second of a row is its fee."""
    found = defaultdict[int, list[Any]](list)
    with book.case.read() as connection:
        for some in in_batches(rows):
            for entry in connection.execute(_ENTRIES, {"file_id": file_id, "rows": some}):
                found[entry.row].append(entry)
    return found


def _entry_key(key: str) -> tuple[int, int, int]:
    plain = key.removesuffix("-fee")
    file_text, _, row_text = plain.removeprefix("F").partition("-R")
    if not (key.startswith("F") and file_text.isdecimal() and row_text.isdecimal()):
        raise Refused(f"{key} is no entry", remedy="Entries are cited as F3-R12")
    return int(file_text), int(row_text), int(plain != key)


def _payment(book: Book, key: str) -> Figure:
    for figure in _payments(book, [key]):
        return figure
    raise Refused(f"the case has no payment {key}")


def _payments(book: Book, keys: Sequence[str]) -> Iterator[Figure]:
    """Payments by their names, with the entries that show each; none for a name unknown."""
    with book.case.read() as connection:
        for some in in_batches(keys):
            found = connection.execute(_PAYMENTS, {"keys": some}).all()
            ids = [one.id for one in found]
            shown = defaultdict[int, set[int]](set)
            for payment_id, entry_id in connection.execute(_SHOWN, {"ids": ids}):
                shown[payment_id or 0].add(entry_id)
            names = keys_of(connection, set().union(*shown.values()))
            for one in found:
                because = tuple(f"entry:{names[entry]}" for entry in sorted(shown[one.id]))
                yield Figure(
                    id=f"payment:{one.key}",
                    label=f"{written(one.minor, one.currency)} from {one.payer} to {one.payee}"
                    f" on {day_written(one.date)}",
                    minor=one.minor,
                    currency=one.currency,
                    rule=PAYMENT_RULE if because else TABLE_RULE,
                    because=because,
                    source=None if because else _source(book, one.file_id, one.place),
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
    "entry": Kind(_entry, together=_entries),
    "payment": Kind(_payment, together=_payments),
    "statement": Kind(_statement, _statement_keys),
    "account": Kind(_account, _account_keys),
}

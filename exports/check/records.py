"""The records: the files unaltered, every row accounted for, the arithmetic as it is called."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select

from workbench.case import Case
from workbench.money import written
from workbench.records.prove import RECONCILED
from workbench.store.tables import (
    Account,
    Document,
    Entry,
    EntryPlace,
    Pair,
    PairSide,
    Payment,
    RowNotLoaded,
    SourceContent,
    SourceFile,
    Statement,
)


def altered_files(case: Case) -> Iterator[str]:
    """Files and documents whose bytes are not those of their SHA-256."""
    with case.read() as connection:
        files = connection.execute(
            select(SourceFile.id, SourceFile.name, SourceFile.sha256, SourceContent.content)
            .outerjoin(SourceContent, SourceContent.file_id == SourceFile.id)
            .order_by(SourceFile.id)
        )
        for number, name, sha256, content in files:
            if not content:
                yield f"file F{number} ({name}) has lost its bytes"
            elif hashlib.sha256(content).hexdigest() != sha256:
                yield f"file F{number} ({name}) was altered: its SHA-256 is no longer {sha256}"
        documents = connection.execute(
            select(Document.name, Document.sha256, Document.content).order_by(Document.id)
        )
        for name, sha256, content in documents:
            if hashlib.sha256(content).hexdigest() != sha256:
                yield f"document {name} was altered: its SHA-256 is no longer {sha256}"


def lost_rows(case: Case) -> Iterator[str]:
    """Files whose rows are not all accounted for."""
    with case.read() as connection:
        named = dict(
            connection.execute(
                select(RowNotLoaded.file_id, func.count()).group_by(RowNotLoaded.file_id)
            ).all()
        )
        for file in connection.execute(select(SourceFile.__table__).order_by(SourceFile.id)):
            counted = file.loaded + file.duplicates + file.ignored + file.rejected
            if file.read != counted:
                yield (
                    f"file F{file.id} ({file.name}): {file.read} rows read, {counted} accounted for"
                )
            aside = file.duplicates + file.ignored + file.rejected
            if named.get(file.id, 0) != aside:
                yield (
                    f"file F{file.id} ({file.name}): {aside} rows were left aside, "
                    f"{named.get(file.id, 0)} are named"
                )


def false_statements(case: Case) -> Iterator[str]:
    """Statements called reconciled whose entries do not lead from opening to closing.

    Several runs of one account in one file are added up together: an entry that stood in the
    case before is kept once, and its further place names the file only.
    """
    with case.read() as connection:
        moved: dict[tuple[int, int], int] = defaultdict(int)
        for file_id, account_id, minor in connection.execute(
            select(Statement.file_id, Statement.account_id, func.sum(Entry.minor))
            .join(Entry, Entry.statement_id == Statement.id)
            .group_by(Statement.file_id, Statement.account_id)
        ):
            moved[file_id, account_id] += int(minor)
        for file_id, account_id, minor in connection.execute(
            select(EntryPlace.file_id, Entry.account_id, func.sum(Entry.minor))
            .join(Entry, Entry.id == EntryPlace.entry_id)
            .group_by(EntryPlace.file_id, Entry.account_id)
        ):
            moved[file_id, account_id] += int(minor)
        runs = defaultdict(list)
        names = dict(connection.execute(select(Account.id, Account.key)).all())
        for run in connection.execute(select(Statement.__table__).order_by(Statement.id)):
            runs[run.file_id, run.account_id].append(run)
    for place, group in runs.items():
        if any(run.verdict != RECONCILED or run.rounded for run in group):
            continue
        if any(run.opening_minor is None or run.closing_minor is None for run in group):
            yield f"statement {group[0].id} is called reconciled but states no balances"
            continue
        change = sum(run.closing_minor - run.opening_minor for run in group)
        if change != moved[place]:
            yield (
                f"statement {group[0].id} of {names[place[1]]} in F{place[0]} is called "
                f"reconciled, but its entries come to {written(moved[place])}, its balances to "
                f"{written(change)}"
            )


def false_pairs(case: Case) -> Iterator[str]:
    """Entries and payments that do not come to one another, paired or not.

    An entry without a pair has one payment of its own amount. An entry of a pair is shown whole
    by the pair's payments, and each of these is the same at both ends.
    """
    with case.read() as connection:
        paired = select(PairSide.entry_id)
        alone = connection.execute(
            select(Entry.file_id, Entry.row, Entry.minor, Payment.minor)
            .join(Payment, Payment.id == Entry.payment_id, isouter=True)
            .where(Entry.id.not_in(paired), Entry.minor != 0)
            .where(
                Payment.id.is_(None)
                | (func.abs(Entry.minor) != Payment.minor)
                | ((Entry.minor < 0) & (Payment.payer_id != Entry.account_id))
                | ((Entry.minor > 0) & (Payment.payee_id != Entry.account_id))
            )
        )
        for file_id, row, *_ in alone:
            yield f"the entry F{file_id}-R{row} is not what its payment says"
        shared = connection.execute(
            select(Payment.key)
            .join(Entry, Entry.payment_id == Payment.id)
            .where(Entry.id.not_in(paired))
            .group_by(Payment.id, Payment.key)
            .having(func.count() > 1)
        )
        for (key,) in shared:
            yield f"the payment {key} is shown by several entries that are no pair"
        parts = connection.execute(
            select(Entry.file_id, Entry.row)
            .join(PairSide, PairSide.entry_id == Entry.id)
            .group_by(Entry.id, Entry.file_id, Entry.row, Entry.minor)
            .having(func.sum(PairSide.minor) != Entry.minor)
        )
        for file_id, row in parts:
            yield f"the payments of the pair do not add up to its entry F{file_id}-R{row}"
        ends = connection.execute(
            select(Payment.key)
            .join(PairSide, PairSide.payment_id == Payment.id)
            .join(Entry, Entry.id == PairSide.entry_id)
            .where(
                ((PairSide.minor < 0) & (
                    (PairSide.minor != -Payment.minor) | (Payment.payer_id != Entry.account_id)
                ))
                | ((PairSide.minor > 0) & (
                    (PairSide.minor != func.coalesce(Payment.received_minor, Payment.minor))
                    | (Payment.payee_id != Entry.account_id)
                ))
            )
        )  # fmt: skip
        for (key,) in ends:
            yield f"the payment {key} of a pair is not what its entry shows"
        bare = connection.execute(
            select(Pair.id).where(Pair.id.not_in(select(PairSide.pair_id)))
        ).scalars()
        for number in bare:
            yield f"pair {number} has no entries"

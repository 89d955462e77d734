"""The records relied upon: files, what was read from each, and what their arithmetic proves."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from exports.schedules.schedule import Amount, Column, Row, Schedule
from exports.schedules.view import View
from workbench.store.tables import Entry, RowNotLoaded, Statement


def schedules(view: View) -> list[Schedule]:
    """Files, statements and the rows that are no entries."""
    return [_files(view), _statements(view), _not_loaded(view)]


def _files(view: View) -> Schedule:
    rows: list[Row] = [
        (
            f"F{file.id}", file.exhibit, file.name, file.layout, file.read, file.loaded,
            file.duplicates, file.ignored, file.rejected, file.verdict, file.sha256,
        )
        for file in view.files().values()
    ]  # fmt: skip
    return Schedule(
        "files",
        "Files",
        "Each file as it was received, unaltered in this pack under data/sources. Rows read are "
        "always rows loaded, duplicates, ignored and rejected together.",
        (
            Column("No.", "code"), Column("Exhibit", "code"), Column("File", share=2),
            Column("Layout", share=1.2), Column("Read", "count"), Column("Loaded", "count"),
            Column("Dupli- cates", "count"), Column("Ignored", "count"),
            Column("Rejec- ted", "count"), Column("Verdict", share=1.2),
            Column("SHA-256", share=2.2),
        ),
        tuple(rows),
        "No file is loaded yet.",
        wide=True,
    )  # fmt: skip


def _statements(view: View) -> Schedule:
    moved = {
        number: (count, money_in or 0, money_out or 0)
        for number, count, money_in, money_out in view.session.execute(
            select(
                Entry.statement_id,
                func.count(),
                func.sum(Entry.minor).filter(Entry.minor > 0),
                func.sum(Entry.minor).filter(Entry.minor < 0),
            ).group_by(Entry.statement_id)
        )
    }
    rows = []
    for statement in view.session.scalars(select(Statement).order_by(Statement.id)):
        account = view.accounts()[statement.account_id]
        count = moved.get(statement.id, (0, 0, 0))[0]
        closing = statement.closing_minor
        rows.append(
            (
                f"F{statement.file_id}", view.account(account.id), statement.first, statement.last,
                count,
                _amount(statement.opening_minor, account.currency),
                None if closing is None
                else Amount(closing, account.currency, f"statement:{statement.id}"),
                statement.verdict,
            )
        )  # fmt: skip
    return Schedule(
        "statements",
        "Statements",
        "Each account's run of entries in one file. A statement is proved where opening balance, "
        "money in and money out make its closing balance.",
        (
            Column("File", "code"), Column("Account", share=2), Column("From", "day"),
            Column("To", "day"), Column("Entries", "count"), Column("Opening", "money"),
            Column("Closing", "money"), Column("Verdict", share=1.4),
        ),
        tuple(rows),
        "No statement is loaded.",
    )  # fmt: skip


def _amount(minor: int | None, currency: str) -> Amount | None:
    return None if minor is None else Amount(minor, currency)


def _not_loaded(view: View) -> Schedule:
    return Schedule(
        "not-loaded",
        "Rows that are no entries",
        "Every row that was read but is no entry of an account, and why.",
        (
            Column("File", "code"), Column("Place", "code"), Column("Status", "code"),
            Column("Why", share=1.5), Column("As it stands", share=2.5),
        ),
        tuple(_rows_not_loaded(view)),
        "Every row that was read is an entry.",
    )  # fmt: skip


def _rows_not_loaded(view: View) -> Iterator[Row]:
    for row in view.session.scalars(select(RowNotLoaded).order_by(RowNotLoaded.id)):
        yield f"F{row.file_id}", row.place, row.status, row.why, row.raw

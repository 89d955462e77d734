"""A case is made, changed, journalled, undone, backed up, upgraded, and refuses what is not one."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from workbench.case import Case
from workbench.errors import Refused
from workbench.replay import replay
from workbench.store import changes, engine, journal, migrations
from workbench.store.tables import (
    Asset,
    Base,
    CaseInfo,
    JournalEntry,
    LedgerEntry,
    LedgerLine,
    Officer,
    Party,
    Share,
)


def add_party(case: Case, name: str) -> int:
    with case.change("party", f"Recorded {name}") as work:
        party = Party(schema="Person", name=name)
        work.session.add(party)
        work.session.flush()
        return party.id


def names(case: Case) -> list[str]:
    with case.session() as session:
        return list(session.scalars(select(Party.name).order_by(Party.id)))


def test_a_new_case_says_who_made_it_and_what_it_is_called(case: Case) -> None:
    assert case.info().name == "Operation Test"
    (first,) = case.journal()
    assert (first.seq, first.action, first.by) == (1, "new", "DC 4417 Test")
    assert first.previous == journal.BEGINNING


def test_officers_are_kept_with_their_roles(place: str) -> None:
    with Case.create(place, officers=(("A. Shah", "investigator", "FI 12"),)) as case:
        with case.session() as session:
            officer = session.scalars(select(Officer)).one()
            assert (officer.name, officer.role, officer.reference) == (
                "A. Shah", "investigator", "FI 12",
            )  # fmt: skip


def test_every_change_is_chained_to_the_one_before(case: Case) -> None:
    add_party(case, "R. Shaw")
    add_party(case, "K. Boyle")
    entries = case.journal()
    assert [e.summary for e in entries[1:]] == ["Recorded R. Shaw", "Recorded K. Boyle"]
    assert entries[2].previous == entries[1].hash
    assert list(journal.broken_links(entries)) == []
    assert case.head() == (3, entries[2].hash)


def test_a_change_that_fails_leaves_nothing(case: Case) -> None:
    with pytest.raises(RuntimeError), case.change("party", "Recorded nobody") as work:
        work.session.add(Party(schema="Person", name="Nobody"))
        work.session.flush()
        raise RuntimeError
    assert names(case) == []
    assert case.head()[0] == 1


def test_a_change_that_changes_nothing_is_no_entry(case: Case) -> None:
    with case.change("party", "Looked") as work:
        work.session.scalars(select(Party)).all()
    assert case.head()[0] == 1


def test_undo_takes_a_change_back_by_a_further_entry(case: Case) -> None:
    key = add_party(case, "R. Shaw")
    with case.change("party", "Named in full") as work:
        party = work.session.get_one(Party, key)
        party.name = "Ronan Shaw"
    case.undo(3)
    assert names(case) == ["R. Shaw"]
    case.undo(2)
    assert names(case) == []
    assert [e.action for e in case.journal()] == ["new", "party", "party", "undo", "undo"]
    case.undo(5)
    assert names(case) == ["R. Shaw"]


def test_undo_refuses_when_a_later_change_rests_on_it(case: Case) -> None:
    key = add_party(case, "R. Shaw")
    with case.change("party", "Named in full") as work:
        work.session.get_one(Party, key).name = "Ronan Shaw"
    with pytest.raises(Refused, match="Undo the later change first"):
        case.undo(2)
    assert names(case) == ["Ronan Shaw"]


def test_many_rows_changed_alike_or_each_its_own_way_are_undone_and_done_again(case: Case) -> None:
    with case.change("party", "Recorded many") as work:
        work.session.add_all(Party(schema="Person", name=f"Name {n}") for n in range(1_100))
    with case.change("party", "Marked the name of each, and of one twice") as work:
        for party in work.session.scalars(select(Party).order_by(Party.id)):
            party.name = f"{party.name}, deceased"
        work.session.flush()
        work.session.get_one(Party, 7).name = "Somebody else"
    with case.change("party", "Called all one") as work:
        for party in work.session.scalars(select(Party)):
            party.name = "Withheld"
    case.undo(4)
    case.undo(3)
    assert names(case) == [f"Name {n}" for n in range(1_100)]
    case.undo(2)
    assert names(case) == []
    for seq in (7, 6, 5):
        case.undo(seq)
    assert names(case) == ["Withheld"] * 1_100


def test_one_row_of_many_that_was_changed_since_keeps_all_from_being_undone(case: Case) -> None:
    with case.change("party", "Recorded many") as work:
        work.session.add_all(Party(schema="Person", name=f"Name {n}") for n in range(600))
    with case.change("party", "Renamed one") as work:
        work.session.get_one(Party, 550).name = "Nina"
    with pytest.raises(Refused, match="party 550 is no longer as that change left it"):
        case.undo(2)
    assert len(names(case)) == 600


def test_undo_refuses_an_entry_that_is_not_there(case: Case) -> None:
    with pytest.raises(Refused, match="no entry 9"):
        case.undo(9)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET summary = 'nothing' WHERE seq = 1",
        "DELETE FROM journal WHERE seq = 1",
    ],
)
def test_the_journal_cannot_be_altered_or_emptied(case: Case, statement: str) -> None:
    with pytest.raises(DBAPIError, match="never altered or removed"):
        with case._transaction() as connection:
            connection.execute(text(statement))


def test_replace_does_not_slip_past_the_guard(file_case: Case) -> None:
    with pytest.raises(DBAPIError, match="never altered or removed"):
        with file_case._transaction() as connection:
            connection.execute(
                text(
                    "REPLACE INTO journal SELECT seq, at, by, action, 'x', payload, previous, hash"
                    " FROM journal"
                )
            )


def test_an_altered_entry_breaks_the_chain(file_case: Case) -> None:
    add_party(file_case, "R. Shaw")
    entries = file_case.journal()
    forged = [
        entries[0],
        journal.Record(
            2, entries[1].at, "somebody else", entries[1].action, entries[1].summary,
            entries[1].payload, entries[1].previous, entries[1].hash,
        ),
    ]  # fmt: skip
    assert list(journal.broken_links(forged)) == [
        "journal entry 2 was altered after it was written"
    ]
    assert "missing" in next(journal.broken_links(entries[1:]))


def test_append_only_rows_are_refused_by_the_session(case: Case) -> None:
    assert Share.__table__ in changes.append_only_tables()
    with pytest.raises(Refused, match="Correct it by a further entry"):
        with case.change("forge", "Rewrote the journal") as work:
            work.session.scalars(select(JournalEntry)).one().summary = "x"


def test_a_replay_of_the_journal_gives_the_same_case(case: Case, tmp_path: Path) -> None:
    key = add_party(case, "R. Shaw")
    with case.change("asset", "Recorded the Golf") as work:
        work.session.add(Asset(kind="vehicle", label="VW Golf", price_minor=980_000))
    with case.change("party", "Named in full") as work:
        work.session.get_one(Party, key).name = "Ronan Shaw"
    case.undo(4)
    with Case.create(tmp_path / "again.arw", empty=True) as again:
        replay(again, case.journal(), {})
        assert again.head() == case.head()
        for model in (CaseInfo, Party, Asset):
            table = changes.table_of(model)
            with case.read() as a, again.read() as b:
                assert a.execute(select(table)).all() == b.execute(select(table)).all()


def test_money_is_never_a_float(case: Case) -> None:
    with pytest.raises(StatementError, match="whole minor units"):
        with case.change("asset", "Recorded a float") as work:
            work.session.add(Asset(kind="cash", label="x", price_minor=1.0))
            work.session.flush()


def test_the_migrations_and_the_tables_agree(case: Case) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with case.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = [d for d in compare_metadata(context, Base.metadata) if "alembic" not in str(d)]
    assert found == []


def test_the_database_keeps_no_entry_of_the_ledger_that_does_not_balance(case: Case) -> None:
    with pytest.raises(DBAPIError, match="does not balance"):
        with case.change("post", "Posted a lopsided entry") as work:
            work.session.add(LedgerEntry(id=1, on=date(2026, 4, 1), text="x"))
            work.session.flush()
            work.session.add(LedgerLine(entry_id=1, account="fund:1", minor=1))
    with case.session() as session:
        assert session.scalars(select(LedgerEntry)).all() == []


def test_no_line_is_added_to_an_entry_that_another_has_followed(case: Case) -> None:
    with case.change("post", "Posted two entries") as work:
        for number in (1, 2):
            work.session.add(LedgerEntry(id=number, on=date(2026, 4, 1), text="x"))
            work.session.flush()
            for account, minor in (("fund:1", 1), ("costs", -1)):
                work.session.add(LedgerLine(entry_id=number, account=account, minor=minor))
                work.session.flush()
    with pytest.raises(DBAPIError, match="closed when another has followed"):
        with case.change("post", "Added to the first") as work:
            work.session.add(LedgerLine(entry_id=1, account="fund:1", minor=1))


def test_a_case_file_carries_our_mark(tmp_path: Path) -> None:
    path = tmp_path / "case.arw"
    Case.create(path).close()
    assert int.from_bytes(path.read_bytes()[68:72], "big") == engine.APPLICATION_ID
    assert list(tmp_path.iterdir()) == [path], "closing leaves no side files"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a case"),
        (b"SQLite format 3\0" + b"\0" * 200, "is not a case"),
        (b"%PDF-1.7 nothing like it", "is not a case"),
        (None, "there is no such file"),
    ],
)
def test_what_is_not_a_case_is_refused_and_left_alone(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "case.arw"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused, match=said) as refusal:
        Case.open(path)
    assert str(path) in str(refusal.value)
    assert (path.read_bytes() if content is not None else None) == content


def test_a_truncated_case_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "case.arw"
    Case.create(path).close()
    path.write_bytes(path.read_bytes()[:8192])
    with pytest.raises(Refused, match=r"damaged|not a case"):
        Case.open(path)


def test_a_case_written_by_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.arw"
    Case.create(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(Refused, match="newer version"):
        Case.open(path)


def test_a_case_in_use_elsewhere_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    path = tmp_path / "case.arw"
    with Case.create(path) as case:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="in use by another program"):
            add_party(case, "R. Shaw")
        other.execute("ROLLBACK")
        other.close()
        add_party(case, "R. Shaw")


def test_a_new_case_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "case.arw"
    Case.create(path).close()
    before = path.read_bytes()
    with pytest.raises(Refused, match="stands already"):
        Case.create(path)
    assert path.read_bytes() == before
    with pytest.raises(Refused, match=r"ends in \.arw"):
        Case.create(tmp_path / "case.db")


def test_a_read_only_case_is_read_and_not_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.arw"
    Case.create(path, name="Kept").close()
    monkeypatch.setattr("os.access", lambda _, mode: mode != os.W_OK)
    with Case.open(path) as case:
        assert case.info().name == "Kept"
        with pytest.raises(Refused, match="read-only"):
            add_party(case, "R. Shaw")


def test_a_backup_taken_while_open_holds_everything(file_case: Case, tmp_path: Path) -> None:
    add_party(file_case, "R. Shaw")
    file_case.backup(tmp_path / "copy.arw")
    with Case.open(tmp_path / "copy.arw") as copy:
        assert names(copy) == ["R. Shaw"]
        assert copy.head() == file_case.head()


def test_an_older_case_is_brought_up_to_date_after_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.arw"
    Case.create(path, name="Old").close()
    taken: list[str] = []
    monkeypatch.setattr(migrations, "check_known", lambda *_: True)
    monkeypatch.setattr(migrations, "upgrade", lambda _: taken.append("step"))
    Case.open(path).close()
    assert taken == ["step"]
    (backup,) = [p for p in tmp_path.iterdir() if "before upgrade" in p.name]
    monkeypatch.undo()
    with Case.open(backup) as kept:
        assert kept.info().name == "Old"


def test_two_cases_on_one_server_do_not_meet(postgres: str) -> None:
    assert create_engine(engine.server_engine(postgres).url).url.drivername == "postgresql+psycopg"
    with pytest.raises(Refused, match="is not a case"):
        Case.open(postgres)


def test_payloads_are_canonical_json(case: Case) -> None:
    add_party(case, "Łukasz “Lucky” O’Brien £")
    with case.read() as connection:
        kept = connection.execute(
            select(JournalEntry.payload).where(JournalEntry.seq == 2)
        ).scalar_one()
    assert kept == journal.canonical(json.loads(kept))
    assert "Łukasz “Lucky” O’Brien £" in kept

"""Loading into a case: whole files or nothing, twins and overlaps, sources, replay."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.shared_data import shared
from workbench.case import Case
from workbench.errors import Cancelled, Refused
from workbench.figures import Book
from workbench.records.accounts import accounts
from workbench.records.figures import FIGURES
from workbench.records.load import load_files, load_handler
from workbench.records.outcome import FileOutcome
from workbench.records.pair import pair_entries, pair_handler
from workbench.records.source import Originals
from workbench.replay import replay
from workbench.store import tables as t

LLOYDS = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance\n"
)
STARLING = "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes\n"
PLAIN = "Date,Description,Amount,Balance\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(text: str | bytes, name: str = "statement.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return make


def one(case: Case, path: Path, **said: str) -> FileOutcome:
    (outcome,) = load_files(case, [path], **said)
    return outcome


def count(case: Case, model: type[Any]) -> int:
    with case.read() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def rows(case: Case, *columns: Any) -> list[tuple[Any, ...]]:
    with case.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def everything(case: Case) -> dict[str, list[tuple[Any, ...]]]:
    kept = (t.SourceFile, t.RowNotLoaded, t.Account, t.Statement, t.Entry, t.EntryPlace, t.Payment,
            t.Pair)  # fmt: skip
    with case.read() as connection:
        return {
            model.__tablename__: [
                tuple(row) for row in connection.execute(select(model).order_by(model.id))
            ]
            for model in kept
        }


MARCH = LLOYDS + (
    "05/03/2024,DD,'30-00-00,12345678,BRITISH GAS,60.00,,2940.00\n"
    "03/03/2024,BGC,'30-00-00,12345678,ACME LTD SALARY,,2000.00,3000.00\n"
    "01/03/2024,CPT,'30-00-00,12345678,LNK HIGH ST CD 4417,20.00,,1000.00\n"
)


def test_a_statement_is_loaded_with_its_account_entries_and_payments(
    case: Case, write: Write
) -> None:
    outcome = one(case, write(MARCH))
    assert outcome.ok
    assert outcome.as_data() == {
        "file": "statement.csv", "sha256": outcome.sha256, "format": "CSV", "layout": "lloyds",
        "read": 3, "loaded": 3, "duplicates": 0, "ignored": 0, "rejected": [],
        "accounts": ["30-00-00 12345678"], "verdict": "reconciled", "in_minor": 200000,
        "out_minor": 8000, "currency": "GBP", "notes": [],
    }  # fmt: skip
    found = rows(case, t.Payment.key, t.Payment.minor, t.Payment.position, t.Payment.date)
    # oldest first, whichever way the bank prints them
    assert [(row[0], row[1], row[3]) for row in sorted(found, key=lambda row: row[2])] == [
        ("F1-R3", 2000, date(2024, 3, 1)),
        ("F1-R2", 200000, date(2024, 3, 3)),
        ("F1-R1", 6000, date(2024, 3, 5)),
    ]
    assert {row[0] for row in rows(case, t.Account.key)} == {
        "30-00-00 12345678", "name: BRITISH GAS", "name: ACME LTD SALARY",
        "cash out: 30-00-00 12345678",
    }  # fmt: skip


def test_the_same_file_again_is_refused_and_logged_and_changes_nothing(
    case: Case, write: Write
) -> None:
    one(case, write(MARCH))
    before, head = everything(case), case.head()
    again = one(case, write(MARCH, "copy of it.csv"))
    assert (again.ok, again.read, again.loaded, again.duplicates) == (False, 3, 0, 3)
    assert again.in_minor == 200000
    assert "copy of it.csv: the same file is in the case already, as F1" in again.refusal
    last = case.journal()[-1]
    assert last.action == "refuse"
    assert last.payload["command"]["file"] == "copy of it.csv"
    assert everything(case) == before
    assert last.seq == head[0] + 1


def test_a_genuine_twin_stays_two_rows(case: Case, write: Write) -> None:
    coffee = "01/03/2024,DEB,'30-00-00,12345678,COFFEE,3.00,,\n"
    assert one(case, write(LLOYDS + coffee * 2)).loaded == 2
    assert count(case, t.Entry) == count(case, t.Payment) == 2


def test_overlapping_statements_keep_the_larger_count_and_every_place(
    case: Case, write: Write
) -> None:
    coffee = "01/03/2024,DEB,'30-00-00,12345678,COFFEE,3.00,,\n"
    tea = "02/03/2024,DEB,'30-00-00,12345678,TEA,2.00,,\n"
    one(case, write(LLOYDS + coffee, "a.csv"))
    second = one(case, write(LLOYDS + coffee * 3 + tea, "b.csv"))
    assert (second.read, second.loaded, second.duplicates) == (4, 3, 1)
    third = one(case, write(LLOYDS + tea + coffee * 2, "c.csv"))
    assert (third.read, third.loaded, third.duplicates) == (3, 0, 3)
    assert count(case, t.Entry) == 4
    places = rows(case, t.EntryPlace.entry_id, t.EntryPlace.file_id, t.EntryPlace.place)
    assert sorted(places) == [
        (1, 2, "line 2"),
        (1, 3, "line 3"),
        (2, 3, "line 4"),
        (4, 3, "line 2"),
    ]
    left = rows(case, t.RowNotLoaded.file_id, t.RowNotLoaded.place, t.RowNotLoaded.status)
    assert Counter(row[2] for row in left) == {"duplicate": 4}


def test_statements_of_one_account_join_into_a_chain(case: Case, write: Write) -> None:
    one(case, write(MARCH, "march.csv"))
    april = "01/04/2024,DEB,'30-00-00,12345678,SHOP,40.00,,2900.00\n"
    one(case, write(LLOYDS + april, "april.csv"))
    (found,) = accounts(case, ["30-00-00 12345678"])
    assert (found.statements, found.entries, found.verdict) == (2, 4, "reconciled")
    assert (found.opening_minor, found.in_minor, found.out_minor, found.closing_minor) == (
        102000, 200000, 12000, 290000,
    )  # fmt: skip
    assert (found.first, found.last) == (date(2024, 3, 1), date(2024, 4, 1))


def test_days_that_no_statement_covers_are_named_where_the_balance_moved(
    case: Case, write: Write
) -> None:
    one(case, write(MARCH, "march.csv"))
    may = "03/05/2024,DEB,'30-00-00,12345678,SHOP,40.00,,900.00\n"
    may += "02/05/2024,DEB,'30-00-00,12345678,SHOP,40.00,,940.00\n"
    one(case, write(LLOYDS + may, "may.csv"))
    (found,) = accounts(case, ["30-00-00 12345678"])
    assert found.verdict == "reconciled with gaps"
    assert found.as_data()["gaps"] == [{"from": "2024-03-06", "to": "2024-05-01"}]


def test_statements_that_do_not_join_on_the_same_day_are_a_break(case: Case, write: Write) -> None:
    one(case, write(MARCH, "march.csv"))
    more = "07/03/2024,DEB,'30-00-00,12345678,SHOP,40.00,,800.00\n"
    more += "06/03/2024,DEB,'30-00-00,12345678,SHOP,40.00,,840.00\n"
    one(case, write(LLOYDS + more, "more.csv"))
    (found,) = accounts(case, ["30-00-00 12345678"])
    assert found.verdict == "does not reconcile"
    assert [(b["where"], b["expected_minor"], b["found_minor"]) for b in found.breaks] == [
        ("more.csv opening balance", 294000, 88000)
    ]


def test_a_break_within_a_statement_is_told_with_its_file(case: Case, write: Write) -> None:
    cut = "".join(line for line in MARCH.splitlines(keepends=True) if "ACME" not in line)
    assert one(case, write(cut)).verdict == "does not reconcile"
    (found,) = accounts(case, ["30-00-00 12345678"])
    (said,) = found.as_data()["breaks"]
    assert said == {
        "where": "statement.csv line 2", "expected_minor": 94000, "found_minor": 294000,
        "guess": "missing row: 2,000.00 in before line 2",
    }  # fmt: skip


def test_a_file_with_a_bad_row_leaves_nothing_and_the_others_still_load(
    case: Case, write: Write, tmp_path: Path
) -> None:
    bad = write(
        "id,date,from,to,amount\nP1,2024-01-01,A,B,5\nP2,2024-01-01,A,B,12..34\n", "bad.csv"
    )
    good = write(MARCH, "good.csv")
    first, second, third = load_files(case, [bad, tmp_path / "none.csv", good])
    assert (first.ok, first.read, first.loaded, first.ignored) == (False, 2, 0, 1)
    assert first.as_data()["rejected"] == [
        {
            "where": "line 3",
            "why": "'12..34' is no amount of GBP",
            "raw": "P2,2024-01-01,A,B,12..34",
        }
    ]
    assert first.refusal == (
        "bad.csv, line 3: '12..34' is no amount of GBP; nothing of the file was kept. Ask for the"
        " file again, or say with --layout how it is written"
    )
    assert "there is no such file" in second.refusal
    assert third.ok
    assert [row[0] for row in rows(case, t.SourceFile.name)] == ["good.csv"]
    assert count(case, t.Payment) == 3


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\x89PNG\r\n", b"<!DOCTYPE x><a/>", b"PK\x03\x04cut"]
)
def test_a_file_that_cannot_be_read_leaves_the_case_as_it_was(
    file_case: Case, write: Write, content: bytes
) -> None:
    before = file_case.head()
    outcome = one(file_case, write(content))
    assert not outcome.ok
    assert outcome.refusal.startswith("statement.csv")
    assert outcome.as_data()["verdict"] == "refused"
    assert file_case.head() == before
    assert not any(everything(file_case).values())


def test_a_folder_and_a_missing_file_are_refused_by_name(file_case: Case, tmp_path: Path) -> None:
    folder, missing = load_files(file_case, [tmp_path, tmp_path / "none.csv"])
    assert "this is a folder" in folder.refusal
    assert "there is no such file" in missing.refusal


def test_cancelling_leaves_the_case_as_it_was(file_case: Case, write: Write) -> None:
    def stop(done: int, total: int, text: str) -> None:
        if text.startswith("Keeping"):
            raise Cancelled

    with pytest.raises(Cancelled):
        load_files(file_case, [write(MARCH)], report=stop)
    assert not any(everything(file_case).values())


def test_two_files_that_do_not_name_their_account_are_not_joined_unless_it_is_said(
    case: Case, write: Write
) -> None:
    a = write(PLAIN + "01/03/2024,TESCO,-5.00,95.00\n", "a.csv")
    b = write(PLAIN + "02/03/2024,TESCO,-5.00,90.00\n", "b.csv")
    first, second = load_files(case, [a, b])
    assert first.accounts != second.accounts
    assert any("--account" in note for note in first.notes)
    c = write(PLAIN + "03/03/2024,TESCO,-5.00,85.00\n", "c.csv")
    d = write(PLAIN + "04/03/2024,TESCO,-5.00,80.00\n", "d.csv")
    for outcome in load_files(case, [c, d], account="40-11-12 87654321"):
        assert outcome.accounts == ("40-11-12 87654321",)
    (found,) = accounts(case, ["40-11-12 87654321"])
    assert (found.statements, found.verdict, found.institution) == (2, "reconciled", "first direct")


PAYMENTS = "id,date,from,to,amount\nP1,2024-03-01,Alpha,Beta,1000\nP2,2024-03-01,Beta,Gamma,250\n"
ACCOUNTS = "account,name,held,opening,currency\nAlpha,A Ltd,yes,-10.50,GBP\nBeta,B Ltd,no,,GBP\n"


@pytest.mark.parametrize("order", [(PAYMENTS, ACCOUNTS), (ACCOUNTS, PAYMENTS)])
def test_accounts_may_be_loaded_before_or_after_the_payments(
    case: Case, write: Write, order: tuple[str, str]
) -> None:
    for number, text in enumerate(order):
        assert one(case, write(text, f"{number}.csv")).ok
    found = {one.account: one for one in accounts(case)}
    alpha, beta, gamma = found["Alpha"], found["Beta"], found["Gamma"]
    assert (alpha.name, alpha.held, alpha.opening_minor) == ("A Ltd", True, -1050)
    assert (alpha.out_minor, alpha.closing_minor) == (100000, -101050)
    assert (beta.name, beta.held, beta.in_minor, beta.out_minor) == ("B Ltd", False, 100000, 25000)
    assert (beta.closing_minor, beta.verdict, gamma.in_minor) == (None, "not checkable", 25000)
    assert [row[0] for row in sorted(rows(case, t.Payment.key))] == ["P1", "P2"]


def test_a_payment_that_stands_already_is_a_duplicate_and_one_that_differs_is_refused(
    case: Case, write: Write
) -> None:
    one(case, write(PAYMENTS, "a.csv"))
    again = one(case, write(PAYMENTS + "P3,2024-03-02,Gamma,Delta,1\n", "b.csv"))
    assert (again.read, again.loaded, again.duplicates) == (3, 1, 2)
    other = one(case, write(PAYMENTS.replace("1000", "1001"), "c.csv"))
    assert (
        "c.csv, line 2: the payment P1 is in the case already, with other content" in other.refusal
    )
    assert other.read == other.ignored == 2
    assert count(case, t.Payment) == 3


def test_an_opening_balance_that_contradicts_another_is_refused(case: Case, write: Write) -> None:
    one(case, write(ACCOUNTS, "a.csv"))
    other = one(case, write(ACCOUNTS.replace("-10.50", "99.00"), "b.csv"))
    assert "b.csv, line 2: account Alpha has another opening balance" in other.refusal


def test_a_zero_amount_is_an_entry_and_no_payment(case: Case, write: Write) -> None:
    assert (
        one(case, write(LLOYDS + "01/03/2024,DEB,'30-00-00,12345678,CHECK,0.00,,5\n")).loaded == 1
    )
    assert (count(case, t.Entry), count(case, t.Payment)) == (1, 0)


def test_every_entry_is_cited_with_its_text_as_it_stood(case: Case, write: Write) -> None:
    one(case, write(MARCH))
    found = Book(case, FIGURES).explain("payment:F1-R2")
    assert found["minor"] == 200000
    (entry,) = found["because"]
    assert entry["figure"] == "entry:F1-R2"
    assert entry["source"]["where"] == "line 3"
    assert (
        entry["source"]["raw"]
        == "03/03/2024,BGC,'30-00-00,12345678,ACME LTD SALARY,,2000.00,3000.00"
    )
    originals = Originals(case)
    assert originals.content(1).decode() == MARCH
    with pytest.raises(Refused, match="no such place"):
        originals.raw(1, "line 99")


def test_a_row_of_a_payments_table_is_its_own_source(case: Case, write: Write) -> None:
    one(case, write(PAYMENTS))
    found = Book(case, FIGURES).explain("payment:P2")
    assert found["because"] == []
    assert found["source"]["raw"] == "P2,2024-03-01,Beta,Gamma,250"


def test_an_account_s_closing_balance_is_explained_by_its_statements(
    case: Case, write: Write
) -> None:
    one(case, write(MARCH))
    book = Book(case, FIGURES)
    assert list(book.ids()) == ["statement:1", "account:30-00-00 12345678:closing"]
    found = book.explain("account:30-00-00 12345678:closing")
    assert (found["minor"], found["because"][0]["figure"]) == (294000, "statement:1")
    for unknown in ("entry:F9-R1", "entry:x", "payment:x", "statement:99", "statement:x",
                    "account:x:closing", "account:x"):  # fmt: skip
        with pytest.raises(Refused):
            book.figure(unknown)


def test_a_fee_is_an_entry_and_a_payment_of_its_own(case: Case, write: Write) -> None:
    text = (
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "EXCHANGE,Current,2026-09-04 12:00:00,2026-09-04 12:00:01,Exchanged to EUR,-100.00,0.50,"
        "GBP,COMPLETED,1387.16\n"
    )
    outcome = one(case, write(text))
    assert (outcome.read, outcome.loaded, outcome.out_minor) == (1, 1, 10050)
    assert sorted(rows(case, t.Payment.key, t.Payment.minor)) == [
        ("F1-R1", 10000), ("F1-R1-fee", 50),
    ]  # fmt: skip
    book = Book(case, FIGURES)
    assert book.explain("payment:F1-R1-fee")["because"][0]["minor"] == -50
    again = one(case, write(text + "\n", "longer.csv"))
    assert (again.loaded, again.duplicates) == (0, 1)
    assert count(case, t.Entry) == 2


A = ("Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
     "Debit Amount,Credit Amount,Balance\n")  # fmt: skip
PAYING = A + (
    "01/03/2024,FPO,'30-00-00,12345678,DEPOSIT FOR FLAT 20-00-00 87654321,500.00,,1500.00\n"
    "04/03/2024,FPO,'30-00-00,12345678,J DOE HOUSEFUND77 10 04MAR24 09:00,250.00,,1250.00\n"
    "05/03/2024,DEB,'30-00-00,12345678,TESCO,500.00,,750.00\n"
    "06/03/2024,FPO,'30-00-00,12345678,DOE 20-00-00 87654321,75.00,,675.00\n"
)
RECEIVING = (
    "Number,Date,Account,Amount,Subcategory,Memo\n"
    ",01/03/2024,20-00-00 87654321,500.00,FT,J DOE              FLAT           BGC\n"
    ",05/03/2024,20-00-00 87654321,250.00,FT,DOE J              HOUSEFUND77    BGC\n"
)


def both(case: Case, write: Write) -> None:
    one(case, write(PAYING, "paying.csv"))
    one(case, write(RECEIVING, "receiving.csv"))


def test_both_sides_of_a_transfer_become_one_payment(case: Case, write: Write) -> None:
    both(case, write)
    assert count(case, t.Payment) == 6
    found = pair_entries(case)
    assert found.fresh == 2
    assert found.unpaired == 1  # £75.00 to an account that is held, and not in its statement
    first, second = found.as_data()["pairs"]
    assert first == {
        "payment": "F1-R1", "entries": ["F1-R1", "F2-R1"], "kind": "equal", "day_difference": 0,
        "residual_minor": 0,
        "reason": "£500.00 left 30-00-00 12345678 on 01 Mar 2024 and reached 20-00-00 87654321"
        " on the same day; the payer's record gives the account 20-00-00 87654321",
    }  # fmt: skip
    assert (second["day_difference"], second["entries"]) == (1, ["F1-R2", "F2-R2"])
    assert second["reason"].endswith("both records carry the reference HOUSEFUND77")
    assert count(case, t.Payment) == 4
    book = Book(case, FIGURES)
    assert book.figure("payment:F1-R1").because == ("entry:F1-R1", "entry:F2-R1")


def test_a_paired_payment_counts_once_in_each_account(case: Case, write: Write) -> None:
    both(case, write)
    before = {one.account: (one.in_minor, one.out_minor) for one in accounts(case) if one.held}
    pair_entries(case)
    after = {one.account: (one.in_minor, one.out_minor) for one in accounts(case) if one.held}
    # the £75.00 counts against the held account by the payer's record alone, before and after
    assert before["30-00-00 12345678"] == after["30-00-00 12345678"] == (0, 132500)
    assert before["20-00-00 87654321"] == (132500, 0)
    assert after["20-00-00 87654321"] == (82500, 0)


def test_pairing_again_changes_nothing_and_still_lists_the_pairs(case: Case, write: Write) -> None:
    both(case, write)
    first = pair_entries(case)
    head = case.head()
    again = pair_entries(case)
    assert (again.pairs, again.fresh) == (first.pairs, 0)
    assert case.head() == head


def test_equal_amounts_with_nothing_in_common_are_not_paired(case: Case, write: Write) -> None:
    paying = A + "01/03/2024,FPO,'30-00-00,12345678,MUM,500.00,,1500.00\n"
    receiving = RECEIVING.splitlines(keepends=True)[0] + (
        ",01/03/2024,20-00-00 87654321,500.00,FT,EMPLOYER LTD      WAGES          BGC\n"
    )
    load_files(case, [write(paying, "a.csv"), write(receiving, "b.csv")])
    assert pair_entries(case).pairs == ()


def test_a_transfer_too_many_working_days_apart_is_not_paired(case: Case, write: Write) -> None:
    paying = A + "28/03/2024,FPO,'30-00-00,12345678,J DOE HOUSEFUND77 10 28MAR24 09:00,9.00,,1\n"
    receiving = RECEIVING.splitlines(keepends=True)[0] + (
        ",03/04/2024,20-00-00 87654321,9.00,FT,DOE J              HOUSEFUND77    BGC\n"
    )
    load_files(case, [write(paying, "a.csv"), write(receiving, "b.csv")])
    # Good Friday and Easter Monday lie between: 2 and 3 April are the two working days
    assert pair_entries(case, days=1).pairs == ()
    assert pair_entries(case, days=2).pairs[0].day_difference == 6
    with pytest.raises(Refused, match="between 0 and 10"):
        pair_entries(case, days=11)


def test_twin_transfers_are_paired_one_to_one(case: Case, write: Write) -> None:
    paying = A + "01/03/2024,FPO,'30-00-00,12345678,J DOE TOPUP99 10 01MAR24 09:00,5.00,,\n" * 2
    receiving = RECEIVING.splitlines(keepends=True)[0] + (
        ",01/03/2024,20-00-00 87654321,5.00,FT,DOE J              TOPUP99        BGC\n" * 2
    )
    load_files(case, [write(paying, "a.csv"), write(receiving, "b.csv")])
    found = pair_entries(case)
    assert [pair.entries for pair in found.pairs] == [("F1-R1", "F2-R1"), ("F1-R2", "F2-R2")]


def test_a_transfer_with_two_equally_good_receivers_is_left_alone(case: Case, write: Write) -> None:
    paying = A + "01/03/2024,FPO,'30-00-00,12345678,J DOE TOPUP99 10 01MAR24 09:00,5.00,,\n"
    row = ",01/03/2024,20-00-00 8765432{},5.00,FT,DOE J              TOPUP99        BGC\n"
    receiving = RECEIVING.splitlines(keepends=True)[0] + row.format(1) + row.format(2)
    load_files(case, [write(paying, "a.csv"), write(receiving, "b.csv")])
    assert pair_entries(case).pairs == ()


def test_a_payment_marked_as_criminal_keeps_its_number_when_it_is_paired(
    case: Case, write: Write
) -> None:
    both(case, write)
    with case.change("mark", "Marked") as work:
        received = work.session.scalars(select(t.Payment).where(t.Payment.key == "F2-R1")).one()
        work.session.add(t.Origin(number=1, payment_id=received.id, minor=50000, why="proceeds"))
    found = pair_entries(case)
    assert found.pairs[0].payment == "F2-R1"
    with case.session() as session:
        payment = session.scalars(select(t.Payment).where(t.Payment.key == "F2-R1")).one()
        payer = session.get_one(t.Account, payment.payer_id)
        assert (payer.key, payment.minor) == ("30-00-00 12345678", 50000)


def test_a_case_follows_from_its_files_and_its_journal_alone(
    case: Case, write: Write, tmp_path: Path
) -> None:
    both(case, write)
    load_files(
        case,
        [write(MARCH, "m.csv"), write(PAYMENTS, "p.csv"), write(ACCOUNTS, "q.csv"),
         write(PLAIN + "01/03/2024,A,-1,5\n", "r.csv")],
    )  # fmt: skip
    one(
        case, write("id,date,from,to,amount\nQ1,03/04/2024,A,B,1\n", "s.csv"), layout="payments:dmy"
    )
    pair_entries(case)
    bytes_of = dict(_contents(case))
    with Case.create(tmp_path / "again.arw", empty=True) as again:
        handlers = {"load": load_handler(bytes_of.__getitem__), "pair": pair_handler()}
        replay(again, case.journal(), handlers)
        assert everything(again) == everything(case)
        assert again.head() == case.head()


def _contents(case: Case) -> list[tuple[str, bytes]]:
    with case.read() as connection:
        return [
            (row[0], bytes(row[1]))
            for row in connection.execute(
                select(t.SourceFile.sha256, t.SourceContent.content).join(
                    t.SourceContent, t.SourceContent.file_id == t.SourceFile.id
                )
            )
        ]


def test_a_replay_refuses_a_file_that_was_altered(
    file_case: Case, write: Write, tmp_path: Path
) -> None:
    one(file_case, write(MARCH))
    with Case.create(tmp_path / "again.arw", empty=True) as again:
        handlers = {"load": load_handler(lambda _: MARCH.replace("60.00", "61.00").encode())}
        with pytest.raises(Refused, match="not the one that was loaded"):
            replay(again, file_case.journal(), handlers)


def test_rows_added_singly_after_a_load_get_numbers_of_their_own(case: Case, write: Write) -> None:
    one(case, write(MARCH))
    with case.change("account", "Added an account") as work:
        added = t.Account(key="by hand", currency="GBP", opening_minor=None)
        work.session.add(added)
        work.session.flush()
        assert added.id == 5


def test_real_statements_load_prove_and_add_up(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "trans.asc"
    path.write_bytes(gzip.decompress(shared("data/berka/trans.asc.gz").read_bytes()))
    outcome = one(file_case, path)
    assert (outcome.read, outcome.loaded, len(outcome.accounts)) == (25_170, 25_170, 638)
    assert (
        "638 statements: 12 does not reconcile, 12 not checkable, 614 reconciled" in outcome.notes
    )
    held = [one for one in accounts(file_case) if one.held]
    assert sum(one.entries for one in held) == 25_170
    assert sum(one.in_minor for one in held) == outcome.in_minor
    assert sum(one.out_minor for one in held) == outcome.out_minor


def test_real_flows_load_as_payments_between_banks(file_case: Case) -> None:
    outcome = one(file_case, shared("data/fincen_files/transactions_map.csv"))
    assert (outcome.read, outcome.loaded, outcome.ignored) == (2126, 2124, 2)
    found = {one.account: one for one in accounts(file_case)}
    assert found["cimb-bank-berhad"].name == "CIMB Bank Berhad"
    assert not any(one.held for one in found.values())


def test_a_file_that_contradicts_its_own_control_totals_does_not_reconcile(
    case: Case, write: Write
) -> None:
    text = ":20:A\n:25:1\n:34F:GBP0,\n:61:240301C1,00NTRFX\n:90D:0GBP0,\n:90C:2GBP1,00\n-\n"
    told = one(case, write(text, "interim.sta"))
    assert told.verdict == "does not reconcile"
    assert any("does NOT agree" in note for note in told.notes)

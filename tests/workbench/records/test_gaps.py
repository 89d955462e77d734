"""What to ask the banks for, and the schedule that a letter takes over."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from exports.check.proof import false_verdicts
from exports.letter import FORMS, write_letter
from tests.workbench.records.test_chain import ROWS, Write, lloyds, load, write
from tests.workbench.records.test_grid import JANUARY, JUNE, MARCH
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.gaps import BREAK, GAP, NOT_HELD, asked_of
from workbench.records.load import load_files

__all__ = ["write"]

HEAD = "id,date,from,to,amount\n"


def named(times: int, other: str = "20-00-00 55667788") -> str:
    return HEAD + "".join(f"P{n},2024-02-{n:02},Alpha,{other},5\n" for n in range(1, times + 1))


def test_inner_days_are_asked_for_and_the_days_outside_are_not(case: Case, write: Write) -> None:
    load(case, write("1.csv", JANUARY), write("3.csv", MARCH), write("6.csv", JUNE))
    (one,) = asked_of(case)
    assert (one.sort_code, one.number) == ("30-00-00", "12345678")
    assert one.bank.startswith("Lloyds")
    assert (one.kind, str(one.start), str(one.end)) == (GAP, "2024-03-21", "2024-06-11")
    assert one.why == (
        "closing balance 20 Mar 2024 £70.00 differs from opening balance 12 Jun 2024 £900.00"
    )


def test_a_proved_whole_account_asks_for_nothing(case: Case, write: Write) -> None:
    load(case, write("whole.csv", lloyds(1000, *ROWS)))
    assert asked_of(case) == []


def test_balances_that_differ_are_asked_for_with_both(case: Case, write: Write) -> None:
    end = lloyds(100, ("30/01/2024", -20, "A"), ("31/01/2024", 5, "B"))
    start = lloyds(99, ("01/02/2024", -20, "A"), ("20/03/2024", 5, "B"))
    load(case, write("1.csv", end), write("2.csv", start))
    (one,) = asked_of(case)
    assert (one.kind, str(one.start), str(one.end)) == (BREAK, "2024-01-31", "2024-02-01")
    assert one.why == (
        "closing balance 31 Jan 2024 £85.00 differs from opening balance 01 Feb 2024 £99.00"
    )


def test_a_statement_that_does_not_hold_is_asked_for_again(case: Case, write: Write) -> None:
    broken = JANUARY + lloyds(50, ("02/02/2024", -20, "C")).partition("\n")[2]
    load(case, write("broken.csv", broken))
    (one,) = asked_of(case)
    assert (one.kind, str(one.start), str(one.end)) == (BREAK, "2024-01-03", "2024-02-02")
    assert one.why == "a printed balance is £30.00 where the rows make it £65.00"


def test_an_account_by_number_that_records_name_often_is_asked_for(
    case: Case, write: Write
) -> None:
    assert load_files(case, [write("p.csv", named(6))])[0].ok
    (one,) = asked_of(case)
    assert (one.kind, one.bank) == (NOT_HELD, "Bank to be identified (sort code 20-00-00)")
    assert (str(one.start), str(one.end)) == ("2024-02-01", "2024-02-06")
    assert one.why == "named 6 times in records held; no statement of it is held"
    assert asked_of(case, often=7) == asked_of(case, often=0) == []


def test_an_account_that_is_said_to_be_held_without_statements_is_asked_for(
    case: Case, write: Write
) -> None:
    said = "account,name,held,opening,currency\nAlpha,A Ltd,yes,,GBP\nGamma,C Ltd,no,,GBP\n"
    load_files(case, [write("p.csv", named(2, "Gamma")), write("a.csv", said)])
    assert [(one.account, one.kind) for one in asked_of(case)] == [("Alpha", NOT_HELD)]


@pytest.fixture
def letter_case(file_case: Case, write: Write) -> Case:
    load(file_case, write("1.csv", JANUARY), write("6.csv", JUNE), write("p.csv", named(6)))
    return file_case


def test_the_letter_gives_each_bank_a_page_of_its_own_and_nothing_of_the_case(
    letter_case: Case, tmp_path: Path
) -> None:
    out = tmp_path / "ask.pdf"
    done = write_letter(letter_case, out, reference="FIU/26/117")
    assert (done.asked, done.banks, done.pages) == (2, 2, 2)
    with closing(PdfDocument(out)) as pdf:
        pages = [pdf[at].get_textpage().get_text_bounded() for at in range(len(pdf))]
    first = " ".join(pages[0].split())
    for said in ("Lloyds", "FIU/26/117", "12345678", "21 Jan 2024", "£900.00", FORMS):
        assert said in first
    assert "55667788" not in first
    assert "12345678" not in pages[1]
    assert all("Operation Test" not in page for page in pages)


def test_the_same_schedule_leaves_as_a_workbook_and_as_csv(
    letter_case: Case, tmp_path: Path
) -> None:
    book = tmp_path / "ask.xlsx"
    write_letter(letter_case, book)
    cells = [
        cell for sheet in load_workbook(book) for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]  # fmt: skip
    assert {"12345678", "55667788"} <= set(cells)
    sheet = tmp_path / "ask.csv"
    write_letter(letter_case, sheet, bank="lloyds", reference="=1+1")
    (row,) = csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig")))
    assert (row["number"], row["from"], row["to"]) == ("12345678", "2024-01-21", "2024-06-11")
    assert row["reference"] == "'=1+1"


def test_a_letter_that_cannot_be_is_refused(letter_case: Case, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"none of \.pdf"):
        write_letter(letter_case, tmp_path / "ask.docx")
    with pytest.raises(Refused, match="nothing is to be asked of a bank named Barclays"):
        write_letter(letter_case, tmp_path / "ask.pdf", bank="Barclays")
    with pytest.raises(Refused, match="cannot be written"):
        write_letter(letter_case, tmp_path / "none" / "ask.pdf")


def test_every_stored_verdict_is_what_the_entries_prove(case: Case, write: Write) -> None:
    broken = JANUARY + lloyds(50, ("02/02/2024", -20, "C")).partition("\n")[2]
    load(case, write("broken.csv", broken), write("3.csv", MARCH), write("6.csv", JUNE))
    assert list(false_verdicts(case)) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE statement SET verdict = 'reconciled' WHERE id = 1",
        "UPDATE statement SET closing_minor = 1 WHERE id = 1",
        "UPDATE entry SET minor = minor - 1 WHERE statement_id = 1 AND row = 2",
        "UPDATE entry SET balance_minor = 5 WHERE statement_id = 1 AND row = 2",
    ],
)
def test_a_verdict_that_the_entries_do_not_give_is_named(
    file_case: Case, write: Write, change: str
) -> None:
    unproved = MARCH.replace(",70.00", ",")  # the last row has no balance
    load(file_case, write("3.csv", unproved))
    with closing(sqlite3.connect(file_case.where)) as connection:
        connection.execute(change)
        connection.commit()
    (said,) = false_verdicts(file_case)
    assert "statement 1 of 30-00-00 12345678 is called" in said


def test_the_commands_give_months_and_requests_as_one_document(
    letter_case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ui.cli.app import run

    assert run(["accounts", letter_case.where, "--grid", "--json"]) == 0
    grid = json.loads(capsys.readouterr().out)
    assert grid["months"][0] == "2024-01"
    assert grid["accounts"][0]["cells"][2] == {
        "month": "2024-03", "state": "missing", "statements": [], "entries": 0,
        "missing": [{"from": "2024-03-01", "to": "2024-03-31"}],
    }  # fmt: skip
    assert run(["gaps", letter_case.where, "--json"]) == 0
    asked = json.loads(capsys.readouterr().out)["asked"]
    assert [(one["from"], one["to"], one["kind"]) for one in asked] == [
        ("2024-01-21", "2024-06-11", GAP),
        ("2024-02-01", "2024-02-06", NOT_HELD),
    ]
    out = tmp_path / "ask.pdf"
    assert run(["gaps", letter_case.where, str(out), "--reference", "FIU/1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "out": str(out), "asked": 2, "banks": 2, "pages": 2,
    }  # fmt: skip
    assert run(["gaps", letter_case.where, str(tmp_path / "ask.doc")]) == 1
    assert run(["accounts", letter_case.where, "--grid"]) == 0
    assert "M missing" in capsys.readouterr().out

"""Workbooks: the same layouts in sheets, and what a workbook can hide."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from workbench.errors import Refused
from workbench.records.layout import choice
from workbench.records.reading import FileRead
from workbench.records.recognise import read_file

HEADER = ["Date", "Description", "Amount", "Balance"]
ROWS = [
    [dt.date(2026, 9, 1), "TESCO", -12.34, 100],
    [dt.date(2026, 9, 2), "ACME", 0.1 + 0.2, 100.30],
]


def book(change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Statement"
    for row in [["My bank"], [], HEADER, *ROWS]:
        sheet.append(row)
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(content: bytes, member: str, edit: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info, edit(data) if re.search(member, info.filename) else data)
    return out.getvalue()


def read(content: bytes, layout: str | None = None) -> FileRead:
    return read_file("book.xlsx", content, choice(layout, None, None))


def test_a_sheet_is_read_in_the_bank_s_layout_and_cites_its_rows() -> None:
    found = read(book())
    one, two = found.statements[0].entries
    assert (found.format, found.layout, found.read) == ("XLSX", "first-direct", 2)
    assert (one.place, one.date, one.minor, one.balance_minor) == (
        "Statement row 4", dt.date(2026, 9, 1), -1234, 10000,
    )  # fmt: skip
    assert two.minor == 30


def test_rows_above_an_empty_start_keep_their_numbers() -> None:
    def push_down(made: openpyxl.Workbook) -> None:
        made["Statement"].insert_rows(1, 5)

    assert read(book(push_down)).statements[0].entries[0].place == "Statement row 9"


def test_text_cells_are_read_by_the_same_grammar_as_text_files() -> None:
    def as_text(made: openpyxl.Workbook) -> None:
        made["Statement"].append(["03/09/2026", "CAFE", "(1,234.50)", "-1,134.20"])

    assert read(book(as_text)).statements[0].entries[-1].minor == -123450


def test_every_sheet_is_read_and_a_strange_one_is_counted() -> None:
    def add(made: openpyxl.Workbook) -> None:
        second = made.create_sheet("August")
        second.append(HEADER)
        second.append([dt.date(2026, 8, 1), "RENT", -500, 50])
        notes = made.create_sheet("Notes")
        notes.append(["prepared by the branch"])

    found = read(book(add))
    assert len(found.statements[0].entries) == 3
    assert [(row.place, row.raw) for row in found.ignored] == [
        ("Notes row 1", "prepared by the branch")
    ]
    assert found.read == 4


def test_hidden_sheets_rows_and_columns_are_read_and_said() -> None:
    def hide(made: openpyxl.Workbook) -> None:
        made["Statement"].row_dimensions[4].hidden = True
        made["Statement"].column_dimensions["C"].hidden = True
        other = made.create_sheet("Second")
        other.append(HEADER)
        other.append([dt.date(2026, 8, 1), "RENT", -500, 50])
        other.sheet_state = "hidden"

    found = read(book(hide))
    assert len(found.statements[0].entries) == 3
    text = " ".join(found.notes)
    assert "hidden rows" in text
    assert "hidden columns" in text
    assert "sheet Second is hidden" in text


def test_a_formula_without_its_value_is_refused_by_its_cell() -> None:
    def formula(made: openpyxl.Workbook) -> None:
        made["Statement"]["C5"] = "=1+1"

    with pytest.raises(Refused, match="C5 holds a formula whose value"):
        read(book(formula))


def test_a_day_number_is_read_only_when_the_person_says_so() -> None:
    def serial(made: openpyxl.Workbook) -> None:
        made["Statement"].append([46085, "CAFE", -1, 99.30])

    found = read(book(serial))
    assert [row.why for row in found.rejected] == [
        "'46085' is no date; if it is a workbook's day number, add :serial to --layout"
    ]
    again = read(book(serial), "first-direct:serial")
    assert again.statements[0].entries[-1].date == dt.date(2026, 3, 4)


def test_an_amount_with_a_fraction_of_a_penny_is_rejected() -> None:
    def fraction(made: openpyxl.Workbook) -> None:
        made["Statement"].append([dt.date(2026, 9, 3), "CAFE", -1.005, 99])

    assert read(book(fraction)).rejected[0].why == "'-1.005' is no amount of GBP"


def test_a_document_type_in_a_part_is_refused() -> None:
    content = rewritten(
        book(), r"sharedStrings|sheet1", lambda data: b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + data
    )
    with pytest.raises(Refused, match="declares a document type"):
        read(content)


def test_a_cell_at_the_far_end_of_a_sheet_is_refused() -> None:
    def far(made: openpyxl.Workbook) -> None:
        made["Statement"]["XFD1048576"] = "x"

    with pytest.raises(Refused, match="reaches to row 1,048,576"):
        read(book(far))


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    with pytest.raises(Refused, match="unpacks to 60 MB"):
        read(out.getvalue())


def test_another_archive_is_named_as_one() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("statement.csv", "id,date")
    with pytest.raises(Refused, match=r"not an XLSX workbook. Unpack it"):
        read(out.getvalue())


def outcome(content: bytes) -> str:
    """Refused, or read with every row accounted for."""
    try:
        found = read(content)
    except Refused:
        return "refused"
    entries = sum(len(statement.entries) for statement in found.statements)
    assert found.read == entries + len(found.ignored) + len(found.rejected)
    return "read"


def test_a_damaged_workbook_is_refused_or_read_whole() -> None:
    whole, chance, outcomes = book(), random.Random(3), set()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = data[: chance.randrange(len(data))] if chance.random() < 0.2 else data
        outcomes.add(outcome(bytes(cut)))
    assert "refused" in outcomes


def test_damaged_sheet_xml_is_refused_or_read_whole() -> None:
    chance, outcomes = random.Random(4), set()

    def damage(data: bytes) -> bytes:
        out = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            out[chance.randrange(len(out))] = chance.randrange(256)
        return bytes(out)

    for _ in range(200):
        outcomes.add(outcome(rewritten(book(), "xl/", damage)))
    assert "refused" in outcomes

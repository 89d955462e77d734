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
from workbench.records.readers.sheets import Texts
from workbench.records.readers.text import Line
from workbench.records.readers.workbook import read_workbook
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


def sheet_rows(content: bytes) -> list[Line]:
    return list(read_workbook(content, "book.xlsx").sheets[0].rows())


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


def test_a_number_of_more_digits_than_a_workbook_keeps_is_said() -> None:
    def long_number(made: openpyxl.Workbook) -> None:
        made["Statement"].append([dt.date(2026, 9, 3), 4929000011112222, -1, 99.30])

    found = read(book(long_number))
    assert found.statements[0].entries[-1].narrative == "4929000011112222"
    assert "sheet Statement holds 1 number of 16 digits or more" in " ".join(found.notes)


def test_a_cell_that_holds_a_control_character_is_kept_as_it_stood() -> None:
    odd = "A\x1fB\x1eC\x1dD"

    def control(data: bytes) -> bytes:
        escaped = "".join(f"_x{ord(c):04X}_" if c < " " else c for c in odd)
        return data.replace(b"ACME", escaped.encode()).replace(b"TESCO", b"_x001D_7")

    content = rewritten(book(), r"sharedStrings|sheet1", control)
    found = read(content)
    assert [entry.minor for entry in found.statements[0].entries] == [-1234, 30]
    raws = [line.raw.split("\t")[1] for line in sheet_rows(content)[3:]]
    assert raws == ["\x1d7", odd]


def test_hidden_rows_are_said_whichever_quotation_marks_the_part_uses() -> None:
    def single(data: bytes) -> bytes:
        return data.replace(b'<row r="4"', b"<row hidden='1' r=\"4\"")

    assert "hidden rows" in " ".join(read(rewritten(book(), "sheet1", single)).notes)


def test_a_part_in_another_encoding_is_refused_for_what_could_hide_in_it() -> None:
    def utf16(data: bytes) -> bytes:
        return data.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    with pytest.raises(Refused, match="not written in UTF-8"):
        read(rewritten(book(), "sharedStrings|sheet1", utf16))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-12.34, "-12.34"), (100.0, "100"), (0.1 + 0.2, "0.3"), (1.005, "1.005"), (1e-9, "0"),
        (1234567890123.45, "1234567890123.45"), (float("nan"), "nan"), (1e300, "1e+300"),
    ],
)  # fmt: skip
def test_a_number_s_text_is_what_the_bank_wrote(value: float, text: str) -> None:
    assert Texts()(value) == "\x1d" + text


def test_a_merged_heading_keeps_its_column_and_a_merged_value_is_not_repeated() -> None:
    def merge(made: openpyxl.Workbook) -> None:
        made["Statement"].merge_cells("A1:D1")
        made["Statement"].merge_cells("D4:D5")

    found = read(book(merge))
    assert [entry.balance_minor for entry in found.statements[0].entries] == [10000, None]


def test_a_sheet_that_states_a_wrong_size_is_read_whole() -> None:
    def small(data: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', data)

    assert read(rewritten(book(), "sheet1", small)).read == 2


def test_days_that_count_from_1904_are_read_by_the_workbook_s_own_first_day() -> None:
    def since_1904(made: openpyxl.Workbook) -> None:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        made["Statement"].append([dt.date(2026, 9, 3), "CAFE", -1, 99.30])
        made["Statement"].append([44623, "CAFE", -1, 98.30])

    entries = read(book(since_1904), "first-direct:serial").statements[0].entries
    assert [entry.date.isoformat() for entry in entries[2:]] == ["2026-09-03", "2026-03-04"]

"""The limits that the method statement names are the ones that are kept, each with a clear line."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from workbench.errors import Refused
from workbench.money import written
from workbench.progress import silent
from workbench.records import grammar, matching, recognise, room
from workbench.records.layout import layouts
from workbench.records.readers import (
    archive,
    child,
    json_text,
    pdf_text,
    sheets,
    workbook,
    xml_stream,
)
from workbench.records.recognise import read_file

PAGE = Path(__file__).resolve().parents[3] / "docs" / "records.md"
HEADER = b"Date,Description,Amount,Balance\n"
ROW = b"13/09/2026,A SHOP,-5.00,95.00\n"


def test_the_page_states_each_limit_as_the_program_has_it() -> None:
    table = PAGE.read_text(encoding="utf-8").split("## Limits")[1].split("##")[0]
    for stated in (
        f"{recognise.LARGEST_FILE // 10**9} GB | any file",
        f"{grammar.LONGEST} characters | an amount or a date",
        f"{written(room.LARGEST_AMOUNT, symbol=False)} | an amount",
        f"{matching.SAMPLE} rows | within which",
        f"{workbook.MEMBERS:,} parts, {workbook.UNPACKED / 10**9} GB unpacked, ",
        f"{workbook.RATIO} times the packed size above {workbook.RATIO_FROM // 10**6} MB",
        f"{archive.LONGEST} characters | the name",
        f"1,048,576 rows, {sheets.CELLS // 10**6} million cells across",
        f"{child.SECONDS} seconds, {child.MEGABYTES:,} MB",
        f"{pdf_text.PAGES:,} pages",
        f"{json_text.LARGEST // 10**6} MB, {json_text.DEEPEST} levels | JSON",
        f"{xml_stream.DEEPEST} levels | XML",
    ):
        assert stated in table


def test_a_file_that_is_too_large_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "LARGEST_FILE", 10)
    with pytest.raises(Refused, match="larger than 2 GB"):
        read_file("a.csv", HEADER + ROW)


def test_a_cell_that_is_too_long_is_refused_by_its_line() -> None:
    with pytest.raises(
        Refused, match=r"line 2: the table breaks off: field larger than field limit"
    ):
        read_file("a.csv", HEADER + ROW.replace(b"A SHOP", b"x" * 140_000))


@pytest.mark.parametrize("cell", [b"A SHOP", b"-5.00", b"13/09/2026"])
def test_a_long_cell_is_kept_in_a_narrative_and_is_an_error_as_an_amount_or_a_date(
    cell: bytes,
) -> None:
    found = read_file("a.csv", HEADER + ROW + ROW.replace(cell, cell + b" " * 50_000 + b"9"))
    assert len(found.rejected) == (0 if cell == b"A SHOP" else 1)
    assert found.read == 2


def test_a_header_below_its_limit_is_no_header() -> None:
    lines = b"a remark\n" * matching.SAMPLE
    assert read_file("a.csv", lines[9:] + HEADER + ROW).read == 1
    with pytest.raises(Refused, match=r"no table|no known layout"):
        read_file("a.csv", lines + HEADER + ROW)


def test_an_archive_of_too_many_parts_is_refused_by_their_number() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(workbook.MEMBERS + 1):
            made.writestr(f"{number}.csv", b"")
    with pytest.raises(Refused, match="5,001 parts"):
        list(archive.members(out.getvalue(), "a.zip"))


def test_a_reader_that_takes_too_long_is_ended_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep: list[subprocess.Popen[bytes]] = []

    def begun(_module: str) -> subprocess.Popen[bytes]:
        asleep.append(
            subprocess.Popen(
                [sys.executable, "-c", "import time; time.sleep(600)"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
        return asleep[0]

    monkeypatch.setattr(child, "_begun", begun)
    monkeypatch.setattr(child, "SECONDS", 1)
    began = time.monotonic()
    with (
        pytest.raises(Refused, match=r"a\.xls: the file was not read within"),
        child.Apart("any", "a.xls") as apart,
    ):
        apart.give(b"x" * 10_000_000)
        list(apart.frames(silent))
    assert time.monotonic() - began < 10
    assert asleep[0].poll() is not None


def test_a_reader_that_fails_halfway_gives_no_half_of_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def begun(_module: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", "print('rows 5\\n1\\x1e2\\x1f3'); print('rows 900\\n12')"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    monkeypatch.setattr(child, "_begun", begun)
    with pytest.raises(Refused, match="made its reader fail"), child.Apart("any", "a") as apart:
        apart.give(b"")
        list(apart.frames(silent))


def test_a_person_can_stop_a_reader_that_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(_module: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(600)"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(_done: int, _of: int, _what: str) -> None:
        raise InterruptedError

    monkeypatch.setattr(child, "_begun", begun)
    with pytest.raises(InterruptedError), child.Apart("any", "a") as apart:
        apart.give(b"")
        list(apart.frames(stop))


def test_sheets_too_large_to_be_kept_unpacked_are_looked_at_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import openpyxl

    monkeypatch.setattr(workbook, "KEPT", 10)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Description", "Amount", "Balance"])
    sheet["C2"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match="C2 holds a formula"):
        read_file("a.xlsx", out.getvalue())


def test_no_pattern_of_a_layout_is_held_up_by_a_crafted_text() -> None:
    pieces = (" ", "A ", "A", "1", "1 ", ", ", "A , ", "REF ", " 12345678 ", "ON 01 JAN ", "0", "£")
    heads = ("", "DIRECT DEBIT PAYMENT TO A", "123456 12345678 ", "1234 01JAN24 A ", "account: ")
    slow = []
    for layout in layouts().values():
        tried = [(rule.pattern.search, 400) for rule in layout.narrative]
        tried += [(rule.pattern.fullmatch, 20_000) for rule in layout.ignore]
        tried += [(pattern.search, 20_000) for pattern in layout.preamble]
        for attempt, length in tried:
            begun = time.monotonic()
            for head in heads:
                for piece in pieces:
                    attempt(" ".join(((head + piece * length)[:length] + "!").split()))
                    attempt((head + piece * length)[:length].strip() + "!")
            if time.monotonic() - begun > 3:
                slow.append((layout.name, str(attempt)))
    assert slow == []

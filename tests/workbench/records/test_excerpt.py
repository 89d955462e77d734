"""Beside a row stands its original: the lines around it, or the page with its box."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.records.excerpt import Excerpts, Spot, spots_of
from workbench.records.load import load_files
from workbench.records.source import Originals
from workbench.store.tables import Entry

HEADER = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance"
)


def lloyds(rows: int, words: str = "SHOP") -> bytes:
    lines = [
        f"{1 + i % 28:02}/03/2024,DEB,'30-00-00,18264093,{words} {i},1.00,,{rows - i}.00"
        for i in range(rows)
    ]
    return "\r\n".join([HEADER, *lines, ""]).encode()


def statement() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    for at, cells in enumerate(
        (
            ("Date", "Description", "Paid out", "Paid in", "Balance"),
            ("01 Mar 2024", "BALANCE BROUGHT FORWARD", "", "", "100.00"),
            ("02 Mar 2024", "CORNER SHOP", "10.00", "", "90.00"),
            ("03 Mar 2024", "SALARY", "", "50.00", "140.00"),
        )
    ):
        for left, text in zip((50, 130, 330, 410, 490), cells, strict=True):
            canvas.drawString(left, 700 - 20 * at, text)
    canvas.save()
    return out.getvalue()


def test_a_line_stands_with_the_two_before_it_and_the_two_after(
    file_case: Case, tmp_path: Path
) -> None:
    (tmp_path / "b.csv").write_bytes(lloyds(9))
    (outcome,) = load_files(file_case, [tmp_path / "b.csv"])
    assert outcome.ok
    excerpts = Excerpts(file_case)
    found = excerpts.excerpt(Spot(1, "b.csv", "line 5"))
    assert [(row.place, row.chosen) for row in found.rows] == [
        ("line 3", False), ("line 4", False), ("line 5", True), ("line 6", False),
        ("line 7", False),
    ]  # fmt: skip
    assert found.raw == Originals(file_case).raw(1, "line 5")
    assert found.sha256 == outcome.sha256
    assert [row.place for row in excerpts.excerpt(Spot(1, "b.csv", "")).rows][:2] == [
        "line 1", "line 2",
    ]  # fmt: skip
    with pytest.raises(Refused, match="no place"):
        excerpts.excerpt(Spot(1, "b.csv", "line 99"))


def test_a_record_of_several_lines_is_shown_whole(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = lloyds(4).decode().replace("SHOP 1", '"SHOP ""A""\r\nSECOND LINE"')
    path.write_bytes(text.encode())
    (outcome,) = load_files(file_case, [path])
    assert outcome.ok, outcome.refusal
    found = Excerpts(file_case).excerpt(Spot(1, "a.csv", "line 3"))
    assert [row.place for row in found.rows if row.chosen] == ["line 3", "line 4"]
    assert found.raw == Originals(file_case).raw(1, "line 3").replace("\r\n", "\n")


def test_a_line_of_a_large_file_is_found_at_once_after_the_first(
    file_case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(lloyds(60_000))
    (outcome,) = load_files(file_case, [path])
    assert outcome.ok, outcome.refusal
    excerpts = Excerpts(file_case)
    excerpts.excerpt(Spot(1, "a.csv", "line 2"))
    begun = time.perf_counter()
    for number in range(50_000, 50_020):
        assert excerpts.excerpt(Spot(1, "a.csv", f"line {number}")).raw.count(",") == 7
    assert (time.perf_counter() - begun) / 20 < 0.05


def test_a_row_of_a_pdf_has_its_page_and_its_box_on_it(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(statement())
    (outcome,) = load_files(file_case, [path])
    assert outcome.ok, outcome.refusal
    with file_case.read() as connection:
        row_id = connection.execute(select(Entry.id).where(Entry.minor == 5000)).scalar_one()
        (spot,) = spots_of(connection, "entries", row_id)
    excerpts = Excerpts(file_case)
    found = excerpts.excerpt(spot)
    assert (found.page, found.raw) == (1, "03 Mar 2024 SALARY 50.00 140.00")
    drawn = excerpts.picture(spot, found.page, 2.0)
    left, top, width, height = map(round, drawn.placed(found.box))
    inside = [
        drawn.points[y * drawn.stride + x * 4]
        for y in range(top, top + height)
        for x in range(left, left + width)
    ]
    assert min(inside) < 80, "the row's ink is inside its box"
    above = [drawn.points[(top - 6) * drawn.stride + x * 4] for x in range(left, left + width)]
    assert min(above) == 255, "and none of the row above"
    assert drawn.pages == 1
    with pytest.raises(Refused, match="no page 2"):
        excerpts.picture(spot, 2, 1.0)

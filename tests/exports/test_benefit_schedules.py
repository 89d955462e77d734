"""The schedules of a section 16 statement stand in the pack, which proves itself."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pypdf

from exports.pack import pack
from exports.verify import verify
from tests.workbench.recovery.benefit_case import filled, sheet
from workbench.case import Case
from workbench.recovery.benefit.propose import propose


def test_the_pack_has_every_line_with_its_proof_and_verifies(
    file_case: Case, tmp_path: Path
) -> None:
    number = sheet(file_case, filled(file_case, tmp_path))
    propose(file_case, number)
    out = tmp_path / "pack.zip"
    pack(file_case, out)
    found = verify(out)
    assert found.differences == []
    assert found.ok
    with zipfile.ZipFile(out) as archive:
        names = {name.rpartition("/")[2]: name for name in archive.namelist()}
        book = openpyxl.load_workbook(io.BytesIO(archive.read(names["schedules.xlsx"])))
        pages = pypdf.PdfReader(io.BytesIO(archive.read(names["case-pack.pdf"]))).pages
        text = "".join("".join(page.extract_text() for page in pages).split())
    assert f"Benefit {number}  lines that count" in book.sheetnames
    for title in ("lines that count", "own transfers", "double counting", "available amount"):
        assert "".join(f"Benefit {number}: {title}".split()) in text, title
    assert "countsinitsplace" in text

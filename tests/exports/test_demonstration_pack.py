"""The demonstration's pack: whole, verified, and every figure of it explained."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from exports.demonstration import build_case
from exports.pack import PackResult, pack
from exports.pack.contents import FIGURES, PDF, WORKBOOK
from exports.verify import verify
from workbench.store.tables import Asset, Origin, Outcome, Payment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path, PackResult]]:
    folder = tmp_path_factory.mktemp("larkspur")
    with build_case(folder / "larkspur.arw") as case:
        yield case, folder / "larkspur.zip", pack(case, folder / "larkspur.zip")


@pytest.fixture(scope="module")
def files(larkspur: tuple[Any, Path, PackResult]) -> dict[str, bytes]:
    with zipfile.ZipFile(larkspur[1]) as archive:
        return {name.partition("/data/")[2]: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def text(files: dict[str, bytes]) -> str:
    reader = pypdf.PdfReader(io.BytesIO(files[PDF]))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def test_it_holds(larkspur: tuple[Any, Path, PackResult]) -> None:
    _, where, result = larkspur
    found = verify(where)
    assert found.differences == []
    assert found.ok
    assert found.recomputed == found.figures == result.figures
    assert result.pages < 250


def test_every_marked_payment_is_printed_with_its_narrative_and_reason(
    larkspur: tuple[Any, Path, PackResult], text: str
) -> None:
    case, _, _ = larkspur
    with case.session() as session:
        marked = session.execute(
            select(Origin.why, Payment.reference).join(Payment, Payment.id == Origin.payment_id)
        ).all()
    assert len(marked) > 100
    for said in {"".join(words.split()) for row in marked for words in row}:
        assert said in text


def test_the_chain_of_every_outcome_begins_at_a_line_or_a_valuation(
    larkspur: tuple[Any, Path, PackResult], text: str
) -> None:
    case, _, _ = larkspur
    assert "Alineofarecord" in text
    with case.session() as session:
        for outcome in session.scalars(select(Outcome)):
            assert "".join(f"{outcome.measure}: {outcome.value:,} {outcome.unit}".split()) in text
        for asset in session.scalars(select(Asset)):
            assert "".join(asset.label.split()) in text


def test_every_figure_printed_or_tabled_is_among_the_figures(
    files: dict[str, bytes], text: str
) -> None:
    told = {figure["figure"]: figure for figure in json.loads(files[FIGURES])["figures"]}
    for figure in told.values():
        assert all(cause in told for cause in figure["because"])
        assert figure["because"] or figure.get("source") or figure["rule"]
    squeezed = {"".join(name.split()) for name in told}
    printed = re.findall(r"\[((?:traced|order|share|band|flow|receipt)[a-z-]*:[^\[\]]+)\]", text)
    assert len(printed) > 100
    assert set(printed) <= squeezed
    book = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK]), read_only=True)
    tabled = 0
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        head = [str(name) for name in next(rows)]
        places = [place for place, name in enumerate(head) if name.endswith("_figure")]
        for row in rows:
            for place in places:
                if place < len(row) and row[place]:
                    tabled += 1
                    assert row[place] in told, (sheet.title, row[place])
    assert tabled > 1_000


def test_amounts_of_the_workbook_are_those_of_their_figures(files: dict[str, bytes]) -> None:
    told = {figure["figure"]: figure for figure in json.loads(files[FIGURES])["figures"]}
    book = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK]), read_only=True)
    compared = 0
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        head = [str(name) for name in next(rows)]
        for place, name in enumerate(head):
            if not name.endswith("_figure") or f"{name[:-7]}_minor" not in head:
                continue
            minor = head.index(f"{name[:-7]}_minor")
            for row in sheet.iter_rows(min_row=2, values_only=True):
                figure = row[place] if place < len(row) else None
                # A price is recorded; what its figure adds up are the payments for it.
                if figure and not str(figure).startswith("asset:"):
                    assert row[minor] == told[str(figure)]["minor"], (sheet.title, row)
                    compared += 1
    assert compared > 1_000

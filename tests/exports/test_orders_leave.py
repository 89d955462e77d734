"""What was varied, timed and stated of the law leaves with the pack, and the pack still proves."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.workbench.recovery.facts import confiscation
from ui.cli import run
from workbench.case import Case
from workbench.recovery import orders, time_to_pay
from workbench.recovery.law_values import state_value
from workbench.recovery.receipts import add_receipt
from workbench.recovery.variations import vary


def test_a_pack_holds_the_changes_of_an_order_and_the_law_as_stated(
    filled_file: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = confiscation(filled_file, 9_000_000)
    time_to_pay.allow(filled_file, order, [(date(2025, 9, 24), 5_000_000)])
    add_receipt(filled_file, order, date(2025, 9, 12), 4_000_000)
    vary(filled_file, order, "s.23", date(2026, 2, 2), "HHJ Marsh", amount_minor=8_000_000)
    state_value(filled_file, "deadlines", "cash-detention", 3, date(2026, 1, 1), "s.295 as printed")
    cash = orders.add_order(filled_file, "cash", at="2026-02-02T09:00", by="DC Shah")
    orders.move(filled_file, cash, "detained", "2026-02-04T10:00", "Bench")
    place, out = filled_file.where, tmp_path / "pack.zip"
    filled_file.close()
    assert run(["pack", place, str(out), "--json"]) == 0
    with zipfile.ZipFile(out) as opened:
        name = next(n for n in opened.namelist() if n.endswith("case-pack.pdf"))
        pages = PdfReader(io.BytesIO(opened.read(name))).pages
        told = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "The law as this case states it", "s.295 as printed", "3 months", "Variations",
        "HHJ Marsh", "Time to pay", "£80,000.00", "as this case states it, 3 instead of 6",
    ):  # fmt: skip
        assert words in told, words
    capsys.readouterr()
    assert run(["verify", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True

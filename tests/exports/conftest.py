"""A small case with a statement, a payments table and a document, for what leaves it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.case import Case
from workbench.documents import attach
from workbench.records.load import load_files

COLUMNS = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance\n"
)
STATEMENT = """\
05/01/2026,FPO,'30-00-00,18264093,J HARLOW RENT,450.00,,1049.50
05/01/2026,FPO,'30-00-00,18264093,J HARLOW RENT,450.00,,599.50
06/01/2026,CPT,'30-00-00,18264093,<PAYEE LTD> & SONS 5,,1000.50,1600.00
07/01/2026,DEB,'30-00-00,18264093,"=HYPERLINK(""http://x"",""Łódź 中"")",100.00,,1500.00
"""
ACCOUNTS = """\
account,name,held,opening,currency
A,Anne Marlow,yes,0.00,GBP
B,Bryn Motors Ltd,yes,0.00,GBP
"""
PAYMENTS = """\
id,date,from,to,amount,reference
P1,2026-01-02,CASH,A,5000.00,counter credit
P2,2026-01-03,A,B,3200.01,van <b>deposit</b>
P3,2026-01-04,A,C,1799.99,cash machine
"""


def fill(case: Case, folder: Path) -> None:
    """Load the small records and keep a document."""
    folder.mkdir(exist_ok=True)
    paths = []
    for name, text in (
        ("lloyds-marlow.csv", COLUMNS + STATEMENT),
        ("accounts.csv", ACCOUNTS),
        ("payments.csv", PAYMENTS),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        paths.append(folder / name)
    refused = [outcome.refusal for outcome in load_files(case, paths) if outcome.refusal]
    assert not refused
    paper = folder / "CON: the order.pdf"
    paper.write_bytes(b"%PDF-1.7 an order as sealed\n")
    attach(case, paper)


@pytest.fixture
def filled(case: Case, tmp_path: Path) -> Case:
    """The small case, on each engine."""
    fill(case, tmp_path / "records")
    return case


@pytest.fixture
def filled_file(tmp_path: Path) -> Case:
    """The small case in a file, left open for the test."""
    made = Case.create(tmp_path / "small.arw", name="Operation Small", urn="20AB1234526")
    made.now = lambda: datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
    fill(made, tmp_path / "records")
    return made

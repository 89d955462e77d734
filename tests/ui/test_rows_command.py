"""The rows command finds what the window's tables find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli.app import run
from workbench.case import Case
from workbench.records.load import load_files
from workbench.records.views import View, save_view

TEXT = """Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,\
Debit Amount,Credit Amount,Balance
01/03/2024,DEB,'30-00-00,18264093,CAFÉ ZOË,1.00,,99.00
15/03/2024,FPI,'30-00-00,18264093,SALARY,,2000.00,2099.00
02/04/2024,DEB,'30-00-00,18264093,RENT,500.00,,1599.00
"""


@pytest.fixture
def where(file_case: Case, tmp_path: Path) -> str:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding="utf-8")
    (outcome,) = load_files(file_case, [path])
    assert outcome.ok, outcome.refusal
    save_view(file_case, "entries", "Large", View(filters={"minor": ">100"}, sort="minor"))
    return file_case.where


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    code = run(["rows", *words, "--json"])
    assert code == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "narratives"),
    [
        (("--find", "café"), ["CAFÉ ZOË"]),
        (("--find", "zoË"), ["CAFÉ ZOË"]),
        (("--find", "£2,000"), ["SALARY"]),
        (("--from", "2024-03-02", "--to", "2024-03"), ["SALARY"]),
        (("--from", "2024-04"), ["RENT"]),
        (("--view", "Large"), ["SALARY"]),
        (("--limit", "1", "--offset", "1"), ["SALARY"]),
        (("--account", "99999999"), []),
    ],
)
def test_rows_are_found_as_in_the_window(
    capsys: pytest.CaptureFixture[str], where: str, words: tuple[str, ...], narratives: list[str]
) -> None:
    found = asked(capsys, where, *words)
    assert [row["narrative"] for row in found["rows"]] == narratives
    assert found["total"] == 3


def test_money_is_whole_pence_with_its_currency(
    capsys: pytest.CaptureFixture[str], where: str
) -> None:
    first = asked(capsys, where)["rows"][0]
    assert (first["minor"], first["balance_minor"], first["currency"]) == (-100, 9900, "GBP")
    assert first["date"] == "2024-03-01"


@pytest.mark.parametrize("which", ["entries", "payments", "files", "left-aside", "accounts"])
def test_every_table_is_listed_for_a_person_too(
    capsys: pytest.CaptureFixture[str], where: str, which: str
) -> None:
    assert run(["rows", where, which]) == 0
    assert " found, of " in capsys.readouterr().out


def test_what_cannot_be_asked_is_refused_in_a_line(
    capsys: pytest.CaptureFixture[str], where: str
) -> None:
    for words in (("--view", "None"), ("--from", "soon"), ("files", "--account", "1")):
        assert run(["rows", where, *words]) == 1
        assert capsys.readouterr().err.count("\n") == 1

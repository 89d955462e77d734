"""The worksheet by command: from a bare case to a figure that explains itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exports.book import book_of
from exports.check import check
from exports.replayed import unlike
from tests.workbench.recovery.benefit_case import INDEX, filled
from ui.cli.app import run
from workbench.case import Case


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code = run([*words, "--json"])
    out = capsys.readouterr()
    assert code == 0, out.err
    found: dict[str, Any] = json.loads(out.out)
    return found


def test_a_worksheet_is_made_filled_and_answered_by_command(
    file_case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, where = filled(file_case, tmp_path), file_case.where
    assert told(capsys, "benefit", where)["sheets"] == []
    (tmp_path / "series.csv").write_text(INDEX, encoding="utf-8")
    told(capsys, "benefit", where, "index", str(tmp_path / "series.csv"))
    begun = told(
        capsys, "benefit", where, "sheet", str(made["shaw"]), "--started", "2026-03-15",
        "--convicted", "2026-05-01", "--determined", "2026-09-01", "--lifestyle", "schedule-2",
        "--why", "supply, count 1", "--index", "1",
    )  # fmt: skip
    assert begun["relevant_day"] == "2020-03-16"
    assert told(capsys, "benefit", where, "propose")["entered"] > 5
    lines = told(capsys, "benefit", where, "show")["lines"]
    gift = next(row for row in lines if row["payment"] == "P5")
    told(
        capsys, "benefit", where, "exclude", str(gift["line"]), "--as", "incorrect",
        "--why", "a present",
    )  # fmt: skip
    told(capsys, "benefit", where, "available", "costs", "500.00", "--text", "Agent's fee, agreed")
    cash = next(row for row in lines if row["payment"] == "P1")
    told(capsys, "benefit", where, "respond", "accepted", str(cash["line"]))
    told(capsys, "benefit", where, "find", "allowed", str(cash["line"]), "--on", "2026-09-01")
    found = told(capsys, "benefit", where)
    assert found["available"]["minor"] == 5_000_000 + 200_000 - 50_000
    assert found["recoverable"]["minor"] == min(
        found["benefit"]["minor"], found["available"]["minor"]
    )
    assert found["benefit"]["minor"] == sum(row["minor"] for row in found["by_head"])
    assert {row["reason"] for row in found["excluded_as_double"]} == {"own-transfer", "same"}
    assert found["found"]["minor"] == 1_087_452
    book = book_of(file_case)
    for row in (*found["by_head"], *found["excluded_as_double"], found["recoverable"]):
        assert book.figure(row["figure"]).minor == row["minor"]
    below = {one.id.partition(":")[0] for one in book.walk(found["recoverable"]["figure"])}
    assert below >= {"sheet-benefit", "benefit-head", "benefit-line", "payment", "price"}


def test_the_journal_makes_the_worksheet_again(file_case: Case, tmp_path: Path) -> None:
    made = filled(file_case, tmp_path)
    assert run(
        ["benefit", file_case.where, "sheet", str(made["shaw"]), "--started", "2026-03-15",
         "--convicted", "2026-05-01", "--lifestyle", "schedule-2", "--why", "supply"]
    ) == 0  # fmt: skip
    assert run(["benefit", file_case.where, "propose"]) == 0
    assert list(unlike(file_case)) == []
    assert check(file_case) == []


def test_a_second_sheet_of_one_defendant_and_an_unknown_limb_are_refused(
    file_case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = filled(file_case, tmp_path)
    words = ["benefit", file_case.where, "sheet", str(made["shaw"])]
    assert run(words) == 0
    assert run(words) == 1
    assert "has worksheet 1 already" in capsys.readouterr().err
    assert run([*words[:3], "--lifestyle", "rich", "--why", "x"]) == 1
    assert "is no limb of s.75" in capsys.readouterr().err

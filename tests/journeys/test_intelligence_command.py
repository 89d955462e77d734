"""Disclosures by command: entered, refused, extended and ended, and shown with what runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli import run
from workbench.case import Case


def test_a_disclosure_goes_its_way_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "case.arw")
    assert run(["new", place, "--name", "Operation Elm", "--officer", "I. Falconer;finance officer"
                ]) == 0  # fmt: skip

    def ask(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert run(["intelligence", place, *words, "--json"]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    assert ask() == {"disclosures": [], "problems": []}
    ask("add", "XYZ-1", "--made", "2026-01-05", "--subject", "M. Ash", "--amount", "5000.00")
    (row,) = ask("refuse", "1", "--on", "2026-01-14", "--document", "letter")["disclosures"]
    assert (row["minor"], row["steps"][1]["document"]) == (500_000, "letter")
    ask("extend", "1", "--until", "2026-03-16", "--decided", "2026-02-13")
    assert "at most 31 days at a time" in ask(
        "extend", "1", "--until", "2026-05-01", "--decided", "2026-03-16", code=1
    )
    ask("add", "XYZ-2", "--made", "2026-01-05", "--kind", "sar")
    ask("end", "2", "--on", "2026-01-06")
    ask("add", "XYZ-3", "--made", "2026-01-05")
    ask("consent", "3", "--on", "2026-01-07")
    states = {row["reference"]: row["state"] for row in ask("list")["disclosures"]}
    assert states["XYZ-2"] == "ended"
    assert states["XYZ-3"] == "consented"
    with Case.open(place) as case:
        assert [record.action for record in case.journal()] == ["new"]
    monkeypatch.setenv("WORKBENCH_OFFICER", "I. Falconer")
    assert "finance officer sees no intelligence" in ask(code=1)

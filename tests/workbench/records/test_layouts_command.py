"""The layouts commands: proposed, checked, saved, listed, exported, with their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli.app import run
from workbench.case import Case

RECORDS = "Tag;Laden;Betrag\n25/02/2026;Shop;12,50\n26/02/2026;Pay;-100,00\n"


def test_a_layout_goes_from_proposal_to_case_to_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records, layout, out = (tmp_path / name for name in ("r.csv", "l.toml", "out.toml"))
    case = tmp_path / "case.arw"
    Case.create(case).close()
    records.write_text(RECORDS, encoding="utf-8")

    def said(*arguments: object) -> Any:
        assert run([*map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    told = said("layouts", "propose", records, "--name", "laden")
    assert [one["key"] for one in told["questions"]] == ["sign"]
    layout.write_text(told["toml"], encoding="utf-8")
    assert run(["layouts", "save", str(case), str(layout)]) == 1  # the question is not answered
    layout.write_text(told["toml"].replace('sign = "?"', 'sign = "out"'), encoding="utf-8")
    checked = said("layouts", "check", layout, records)
    assert (checked["would_load"], checked["in_minor"], checked["out_minor"]) == (2, 10000, 1250)
    said("layouts", "save", case, layout)
    listed = said("layouts", "list", case)["layouts"]
    assert [one["layout"] for one in listed if one["of_case"]] == ["laden"]
    said("layouts", "export", case, "laden", out)
    assert out.read_text(encoding="utf-8") == layout.read_text(encoding="utf-8")
    assert run(["layouts", "export", str(case), "laden", str(out)]) == 1  # nothing is overwritten
    assert said("load", case, records)["files"][0]["layout"] == "laden"


def test_a_file_that_would_not_load_is_counted_and_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records, layout = tmp_path / "r.csv", tmp_path / "l.toml"
    records.write_text(RECORDS, encoding="utf-8")
    run(["layouts", "propose", str(records)])
    text = capsys.readouterr().out.replace('sign = "?"', 'sign = "in"')
    layout.write_text(text.replace('"dmy"', '"mdy"'), encoding="utf-8")
    assert run(["layouts", "check", str(layout), str(records), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["would_load"], len(data["rejected"])) == (0, 2)

"""The chain as a command: the same amounts as the picture, a file of it, one line of refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.workbench.recovery.facts import car, confiscation, receipt
from ui.cli.app import run
from workbench.case import Case
from workbench.reinvestment import funds, shares


@pytest.fixture
def shared(file_case: Case) -> str:
    """A car whose proceeds are shared and held, and money paid without a thing."""
    thing, order = car(file_case), confiscation(file_case)
    funds.add_fund(file_case, "Community fund", "police")
    first = receipt(file_case, order, 4_000_000, asset_id=thing)
    for number in (first, receipt(file_case, order, 1_000_000)):
        shares.share_receipt(file_case, number, fund_id=1)
    return str(file_case.where)


def test_a_car_is_followed_to_where_its_money_is_held(
    shared: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "chain.svg"
    assert run(["chain", shared, "--from", "asset:1", "--picture", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    held = told["links"][-1]
    assert held["to"] == "Held in our funds"
    assert (held["minor"], held["whole_minor"]) == (750_000, 937_500)
    assert run(["explain", shared, held["figure"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["minor"] == 750_000
    assert "VW Golf" in out.read_text("utf-8")
    assert run(["chain", shared, "--from", "asset:1"]) == 0
    assert "It was found, not bought" in capsys.readouterr().out


def test_what_is_public_names_no_thing_and_leads_to_none(
    shared: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["chain", shared, "--public"]) == 0
    said = capsys.readouterr().out
    assert "Vehicle" in said
    assert "Golf" not in said
    assert "T1" not in said
    assert run(["chain", shared, "--public", "--from", "asset:1"]) == 2


def test_a_way_that_no_money_took_is_one_clear_line(
    shared: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["chain", shared, "--back", "outcome:7"]) == 1
    assert capsys.readouterr().err.startswith("no money passed outcome:7.")

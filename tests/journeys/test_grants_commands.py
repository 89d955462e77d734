"""The whole life of recovered money by command: shared, joined, granted, paid, told, reconciled."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from ui.cli.app import run


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Say a command of the case; its answer, or its complaint."""
    place = str(tmp_path / "case.arw")

    def ask(line: str, *, code: int = 0, tells: bool = False) -> Any:
        verb, *more = shlex.split(line)
        capsys.readouterr()
        assert run([verb, place, *more, *([] if tells else ["--json"])]) == code, line
        told = capsys.readouterr()
        return told.err if code else told.out if tells else json.loads(told.out)

    ask("new --name 'Operation Ash'")
    ask("orders add confiscation --state determination --at 2025-07-24 --by Court")
    ask("orders move 1 order-made --at 2025-07-24 --by Court --amount 120000.00")
    ask("receipts add 1 100000.00 --on 2025-09-12 --compensation 40000.00")
    return ask


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A paper of any kind."""
    file = tmp_path / "paper.txt"
    file.write_text("as agreed\n", encoding="utf-8")
    return file


def test_money_is_joined_granted_paid_and_told(say: Any, paper: Path) -> None:
    say("grants fund 'Joint fund' --owner police --kind 'family support'", code=1)
    say(
        "grants kind 'family support' --says 'Stand by.' --measure 'Families helped=families' "
        "--measure 'Came back=families' --fewer 'Came back'"
    )
    say(
        "grants fund 'Joint fund' --owner police --kind 'family support' --ends 2027-03-31 "
        "--return-to 'Home Office' --cost-code PX1"
    )
    say("grants contributions 1 --part West=62.5 --part East=37.5")
    assert "Say which is ours: West, East" in say("grants share 1 --fund 1", code=1)
    told = say("grants share 1 --fund 1 --body West")
    # LAW.md: of £60,000.00 the investigator's share is £11,250.00; five eighths of it is West's.
    assert told["funds"][0]["held_minor"] == 703_125
    assert say("grants rate confiscation.investigator 1 --from 2026-01-01 --source x", code=1)
    say("grants rate cap 9000000000 --from 2026-01-01 --source 'a letter'")
    say(f"grants deposit 1 2000.00 --source 'Public health' --on 2026-01-05 --document {paper}")
    say("grants programme 'family support' 'Next of kin' --lead 'O. Trelease'")
    say(
        "grants propose 1 1 'Cole Valley' 8000.00 --applied 2026-01-07 --total-cost 10000.00 "
        "--purpose 'Objective 3' --need 'Waiting list' --start 2026-02-01 --end 2027-01-31"
    )
    say("grants match 1 'The council' 2000.00 --kind 'in kind'")
    say("grants confirm 1 --on 2026-01-08")
    say("grants panel 1 'A. Khan' --role resident")
    say("grants declare 1 --on 2026-01-09")
    say("grants view 1 for")
    say("grants recommend 1 --by 'P. Aldersley' --on 2026-01-14")
    line = say("grants approve 1 --by 'p. aldersley' --on 2026-01-28", code=1)
    assert "recommended this grant and cannot approve it too" in line
    assert line.count("\n") == 1
    say("grants approve 1 --by 'M. Thorne' --on 2026-01-28 --notice DN/1")
    say(f"grants agree 1 --on 2026-02-01 --document {paper}")
    say("grants terms 1 --exit-plan 'The council' --claw-back 'What is unspent' --equality Yes")
    say("grants instalment 1 8000.00 --due 2026-02-10 --condition 'Agreement signed'")
    say("grants met 1 --on 2026-02-02")
    say(
        "grants change 1 --by 'I. Falconer' --on 2026-02-03 --why 'invoiced less' "
        "--amount 7500.00 --due 2026-02-12"
    )
    say("grants prepare 1 --by 'C. Penhaligon' --on 2026-02-11 --invoice 7 --invoiced 7500.00")
    waiting = say("grants waiting --person 'C. Penhaligon'")["waiting"]
    (to_pay,) = [w for w in waiting if w["act"] == "pay"]
    assert (to_pay["may"], to_pay["late"]) == (False, True)
    told = say("grants pay 1 --by 'I. Falconer' --on 2026-02-12 --reference 4417")
    assert [s["minor"] for s in told["grants"][0]["instalments"][0]["sources"]] == [
        703_125, 46_875,
    ]  # fmt: skip
    say("grants plan-return 1 --months 6")
    assert say("grants plan-return 1 --start 2026-02-01", code=1)
    say(f"grants return-in 1 --on 2026-08-20 --document {paper} --spent 7000.00 --note 'One post'")
    say(f"grants claw-back 1 500.00 --by 'I. Falconer' --on 2026-09-01 --why x --document {paper}")
    say(
        f"grants outcome 1 'Families helped' 3 --source {paper} --start 2026-02-01 "
        "--end 2026-07-31 --grant 1 --baseline 0 --target 12 --counterfactual 'None'"
    )
    told = say(
        f"grants outcome 1 'Families helped' 14 --source {paper} --start 2026-02-01 "
        "--end 2026-07-31 --grant 1 --target 12 --replaces 1"
    )
    assert [(o["rating"], o["replaced"]) for o in told["outcomes"]] == [
        ("missed", True), ("met", False),
    ]  # fmt: skip
    assert [o["value"] for o in say("grants public")["outcomes"]] == [14]
    assert say("explain outcome-cost:2")["minor"] == 50_000
    say("grants vary 1 7500.00 --by 'M. Thorne' --on 2026-09-02 --why 'the rest is not needed'")
    assert "the return due on" in say("grants close 1 --by 'M. Thorne' --on 2027-02-01", code=1)
    say("grants give-back 1 100.00 --by 'I. Falconer' --on 2026-09-03 --why 'over' --deposit 1")
    told = say("grants list")["totals"]["GBP"]
    assert (told["spent_minor"], told["returned_minor"], told["unaccounted_minor"]) == (
        700_000, 10_000, 0,
    )  # fmt: skip
    chain = say("grants chain")
    assert sum(row["minor"] for row in chain["chain"]) == 10_200_000
    assert chain["links"]
    kinds = {row["kind"] for row in say("grants calendar")["calendar"]}
    assert kinds == {"instalment", "return", "grant ends", "fund ends"}
    assert say("check")["problems"] == []


def test_quarters_are_reconciled_and_closed(say: Any, paper: Path) -> None:
    say("grants fund 'Community fund' --owner police")
    say("grants share 1 --fund 1")
    assert "is no quarter" in say("grants home-office 1 2025 1.00 --on 2025-11-03", code=1)
    told = say(
        f"grants home-office 1 2025-Q2 11000.00 --on 2025-11-03 --body 'West' --reference R1 "
        f"--document {paper}"
    )
    (row,) = told["quarters"]
    assert (row["difference_minor"], row["state"]) == (-25_000, "paid too little")
    say("grants correct 1 --on 2025-11-04 --why 'another fund'")
    say("grants home-office 1 2025-Q2 11100.00 --on 2025-11-05")
    say(
        "grants explain-short 1 2025-Q2 150.00 --what 'top slice' --by 'I. Falconer' "
        "--on 2025-11-06 --why letter"
    )
    assert say("grants quarters")["quarters"][0]["state"] == "agrees"
    say("grants home-office 1 2025-Q2 3.00 --on 2025-11-07")
    say("grants take-surplus 1 2025-Q2 3.00 --on 2025-11-08")
    told = say("grants close-quarter 2025-Q2 --by 'I. Falconer' --on 2025-11-09")
    assert told["quarters"][0]["closed_by"] == "I. Falconer"
    assert "closed on 9 Nov 2025" in say("grants deposit 1 1 --source X --on 2025-09-30", code=1)
    assert "is spent or returned" in say("grants take-back 1 --on 2026-01-05 --why x", code=1)
    shown = say("grants list", tells=True)
    assert "Top slice of the Home Office" in shown
    assert "Unaccounted for" in shown
    assert say("check")["problems"] == []


def test_a_sharing_is_taken_back_and_done_again(say: Any) -> None:
    say("grants fund 'Community fund' --owner police")
    say("grants share 1 --fund 1 --pool 100000000.00")
    say("grants take-back 1 --on 2025-10-01 --why 'the wrong pool'")
    told = say("grants share 1 --fund 1 --on 2025-10-02")
    assert told["funds"][0]["held_minor"] == 1_125_000
    assert say("check")["problems"] == []
    for line in (
        "grants withdraw 9 --by X --on 2026-01-01 --why x",
        "grants turn-down 9 --by X --on 2026-01-01 --why x",
        "grants contributions 1 --part West=abc",
    ):
        assert say(line, code=1)


@pytest.mark.parametrize("words", ["", "chain", "waiting", "calendar", "quarters", "public"])
def test_an_empty_case_says_what_is_not_there_yet(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "empty.arw")
    assert run(["new", place]) == 0
    capsys.readouterr()
    assert run(["grants", place, *words.split()]) == 0
    assert capsys.readouterr().out.strip().endswith(("yet.", "Nothing waits.", "Nothing is due."))


def test_every_number_that_a_command_asks_for_is_in_the_list(say: Any, paper: Path) -> None:
    say("grants contributions 1 --part West=62.5 --part East=37.5")
    say("grants fund 'Joint fund' --owner police")
    say("grants share 1 --fund 1 --body West")
    assert "East" in say("receipts list", tells=True)
    say("grants deposit 1 2000.00 --source 'Public health' --on 2026-01-05")
    say("grants programme 'joined-up funding' 'One front door'")
    say("grants propose 1 1 'Cole Valley' 900 --start 2026-02-01 --end 2026-04-30")
    say("grants panel 1 'A. Neighbour' --role resident")
    say("grants match 1 'Public health' 100 --kind 'in kind'")
    say("grants plan-return 1")
    say("grants instalment 1 400 --due 2026-02-01 --condition 'Lease signed'")
    say(
        f"grants outcome 1 'People helped' 9 --source {paper} --start 2026-02-01 "
        "--end 2026-04-30 --target 10"
    )
    say(
        f"grants outcome 1 'People helped' 10 --source {paper} --start 2026-02-01 "
        "--end 2026-04-30 --target 10 --replaces 1"
    )
    told = say("grants list", tells=True)
    for words in (
        "Deposits", "Public health", "Panels", "A. Neighbour", "Match funding", "in kind",
        "Returns", "2026-05-30", "Instalments", "Lease signed: not met yet", "corrected by 2",
    ):  # fmt: skip
        assert words in told, words
    say("grants home-office 1 2025-Q2 7031.25 --on 2026-01-09 --reference BACS")
    assert "BACS" in say("grants quarters", tells=True)
    assert "returns are due every month" in say("grants plan-return 1 --months -1", code=1)


def test_the_list_says_what_each_cost(say: Any, paper: Path) -> None:
    say("grants fund 'Joint fund' --owner police")
    say("grants deposit 1 2000.00 --source 'Public health' --on 2026-01-05")
    say("grants programme 'joined-up funding' 'One front door'")
    say("grants propose 1 1 'Cole Valley' 900")
    say("grants recommend 1 --by 'P. Aldersley' --on 2026-01-06")
    say("grants approve 1 --by 'M. Thorne' --on 2026-01-07")
    say("grants instalment 1 900 --due 2026-02-01")
    say("grants prepare 1 --by 'C. Penhaligon' --on 2026-02-01")
    say("grants pay 1 --by 'I. Falconer' --on 2026-02-02")
    told = say(
        f"grants outcome 1 'People helped' 9 --source {paper} --start 2026-02-01 --end 2026-04-30"
    )
    assert [(o["cost_minor"], o["currency"]) for o in told["outcomes"]] == [(10_000, "GBP")]
    assert "£100.00" in say("grants list", tells=True)

"""An order from its beginning to its discharge, and the law that a case states, by command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli.app import run


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    place = str(tmp_path / "case.arw")

    def ask(command: str, *words: str, case: bool = True, code: int = 0) -> Any:
        verb, *more = command.split()
        capsys.readouterr()
        assert run([verb, *([place] if case else []), *more, *words, "--json"]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    ask("new", "--name", "Operation Ash")
    return ask


def test_an_order_is_made_timed_varied_and_asked_for_any_day(say: Any) -> None:
    say("orders add confiscation --state determination --at 2025-07-24 --by Court")
    say("orders move 1 order-made --at 2025-07-24 --by Court --amount 1000.00")
    say("orders time 1 2025-08-24=400.00 2025-09-24=600.00")
    say("orders extend 1 --to 2025-12-24 --decided 2025-09-20 --part 2")
    shown = say("orders show 1 --on 2025-08-31")
    assert [part["due"] for part in shown["parts"]] == ["2025-08-24", "2025-12-24"]
    assert shown["overdue_minor"] == 40_000
    assert shown["interest_minor"] == 61
    assert shown["owed_minor"] == 100_061
    say("receipts add 1 970.00 --on 2025-09-30")
    told = say("orders vary 1 s.25 --on 2026-01-05 --by Officer", code=0)
    (row,) = told["orders"]
    assert (row["state"], row["owed_minor"]) == ("closed", 0)
    assert say("orders show 1 --on 2026-01-04")["owed_minor"] > 3_000


def test_a_plain_step_varies_nothing_and_names_the_command_that_does(say: Any) -> None:
    say("orders add confiscation --state determination --at 2025-07-24 --by Court")
    say("orders move 1 order-made --at 2025-07-24 --by Court --amount 1000.00")
    line = say("orders move 1 varied --at 2025-09-01 --by Court", code=1)
    assert "a variation says under which provision, and what is to be paid from then on" in line
    assert "orders CASE vary 1 s.21|s.22|s.23|s.24|s.25 --on DATE --by WHO --amount" in line
    (row,) = say("orders")["orders"]
    assert row["state"] == "order-made"
    (row,) = say("orders vary 1 s.23 --on 2025-09-01 --by Court --amount 400.00")["orders"]
    assert (row["state"], row["variations"][0]["amount_minor"]) == ("varied", 40_000)


def test_what_may_not_follow_says_why_in_one_line(say: Any) -> None:
    say("orders add cash --at 2026-01-05T10:00 --by Shah")
    line = say("orders move 1 satisfied --at 2026-01-05T11:00 --by Shah", code=1)
    assert line.count("\n") == 1
    assert "an order at “seized” does not become satisfied" in line
    not_next = say("orders show 1")["not_next"]
    assert {"forfeited", "satisfied"} <= {move["to"] for move in not_next}
    assert "no part" in say("orders time 1 tomorrow", code=1)


def test_a_thing_is_joined_to_its_order(say: Any) -> None:
    say("property add cash", "Cash in a holdall")
    say("orders add cash --at 2026-01-05T10:00 --by Shah")
    (row,) = say("orders concern 1 1")["orders"]
    assert row["assets"] == [{"asset": 1, "label": "Cash in a holdall"}]
    assert "already" in say("orders concern 1 1", code=1)


def test_deadlines_of_a_seizure_go_into_a_diary(say: Any, tmp_path: Path) -> None:
    say("property add cash", "Cash in a holdall")
    say("property event 1 seized --at 2026-08-28T10:00 --by Shah")
    (due,) = say("deadlines", "--calendar", str(tmp_path / "due.ics"), "--remind", "1")["deadlines"]
    assert (due["order"], due["asset"], due["due"]) == (None, 1, "2026-09-02T10:00")
    text = (tmp_path / "due.ics").read_text(encoding="utf-8")
    assert "DTSTART;TZID=Europe/London:20260902T100000" in text
    assert "TRIGGER:-P1D" in text
    line = say("deadlines", "--calendar", str(tmp_path / "no folder" / "due.ics"), code=1)
    assert line.count("\n") == 1
    assert "cannot be written" in line


def test_a_refused_step_names_only_what_the_law_of_the_case_knows(say: Any) -> None:
    say("orders add confiscation --state s17-response --at 2025-05-11 --by Defence")
    line = say("orders move 1 early-resolution --at 2025-05-12 --by Court", code=1)
    assert "early-resolution is law only under cpa-2026; this case is pre-cpa-2026" in line
    assert "Next may be: s16-served, determination." in line


def test_a_case_states_a_value_of_the_law_and_takes_it_back(say: Any, tmp_path: Path) -> None:
    stated = say(
        "law set", str(tmp_path / "case.arw"), "deadlines", "cash-detention", "3",
        "--from", "2026-01-01", "--source", "the statute", case=False,
    )["values"]  # fmt: skip
    row = next(r for r in stated if r["key"] == "cash-detention")
    assert [s["said"] for s in row["stated"]] == ["3 months"]
    asked = ["law deadline cash-detention --from 2026-02-04", "--case", str(tmp_path / "case.arw")]
    assert say(*asked, case=False)["due"] == "2026-05-03"
    assert say(asked[0], case=False)["due"] == "2026-08-03"
    say("law withdraw", str(tmp_path / "case.arw"), "1", case=False)
    assert say(*asked, case=False)["due"] == "2026-08-03"
    line = say(
        "law set", str(tmp_path / "case.arw"), "regimes", "cash.minimum", "500.00",
        "--from", "2026-01-01", "--source", "x", case=False, code=1,
    )  # fmt: skip
    assert "was read on a page" in line


def test_regimes_are_shown_as_each_version_has_them(say: Any) -> None:
    names = [r["regime"] for r in say("law regimes", case=False)["regimes"]]
    assert names[:2] == ["confiscation", "cash"]
    assert len(names) == 11
    old = say("law regimes confiscation", case=False)["states"]
    new = say("law regimes confiscation --version cpa-2026", case=False)["states"]
    assert "early-resolution" in {s["state"] for s in new}
    assert "early-resolution" not in {s["state"] for s in old}

"""The command line as a person or a script uses it: every answer is one JSON document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ui.cli import run

PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-05,Victim A,Shaw current,1000.00,invoice 1
P2,2026-01-06,Employer,Shaw current,1000.00,salary
P3,2026-01-07,Shaw current,Shaw savings,1500.00,to savings
P4,2026-01-08,Shaw savings,Garage,1200.00,VW Golf
P5,2026-01-08,Shaw savings,Garage,50.00,tax disc
P6,2026-01-08,Shaw savings,Garage,50.00,tax disc
"""
ACCOUNTS = """account,name,held,opening,currency
Shaw current,Ronan Shaw,yes,0.00,GBP
Shaw savings,Ronan Shaw,yes,0.00,GBP
Garage,Wheelie Good Cars Ltd,no,,GBP
"""

Ask = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command with --json: its exit code, its document (or None), and stderr."""

    def asked(*words: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        code = run([*words, "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out.strip() else None, said.err

    return asked


@pytest.fixture
def loaded(ask: Ask, tmp_path: Path) -> str:
    """A case with the two plain tables loaded."""
    case = str(tmp_path / "larch.arw")
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    assert ask("new", case, "--name", "Operation Larch")[0] == 0
    code, _, said = ask(
        "load", case, *(str(tmp_path / n) for n in ("payments.csv", "accounts.csv"))
    )
    assert code == 0, said
    return case


def test_new_says_what_it_made_and_refuses_to_make_it_again(ask: Ask, tmp_path: Path) -> None:
    case = str(tmp_path / "larch.arw")
    code, made, _ = ask("new", case, "--name", "Operation Larch")
    assert (code, made) == (0, {"case": case, "name": "Operation Larch"})
    code, nothing, said = ask("new", case)
    assert (code, nothing) == (1, None)
    assert said.count("\n") == 1
    assert "stands already" in said


def test_loading_accounts_for_every_row_and_a_second_time_changes_nothing(
    ask: Ask, tmp_path: Path
) -> None:
    case, file = str(tmp_path / "larch.arw"), tmp_path / "payments.csv"
    file.write_text(PAYMENTS, encoding="utf-8")
    ask("new", case)
    code, first, _ = ask("load", case, str(file))
    (told,) = first["files"]
    assert code == 0
    assert (told["read"], told["loaded"], told["rejected"]) == (6, 6, [])
    assert told["layout"] == "payments"
    before = ask("accounts", case)[1]
    code, again, _ = ask("load", case, str(file))
    (told,) = again["files"]
    assert told["loaded"] == 0
    assert told["read"] == told["loaded"] + told["duplicates"] + told["ignored"] + len(
        told["rejected"]
    )
    assert ask("accounts", case)[1] == before


def test_a_bad_file_leaves_nothing_and_the_others_load(ask: Ask, tmp_path: Path) -> None:
    case = str(tmp_path / "larch.arw")
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(PAYMENTS, encoding="utf-8")
    bad.write_text(PAYMENTS.replace("2026-01-07", "2026-02-30").replace("P", "Q"), encoding="utf-8")
    ask("new", case)
    code, told, said = ask("load", case, str(bad), str(good), str(tmp_path / "missing.csv"))
    assert code == 1
    assert "bad.csv" in said
    assert "missing.csv" in said
    by_name = {Path(f["file"]).name: f for f in told["files"]}
    assert by_name["good.csv"]["loaded"] == 6
    assert by_name["bad.csv"]["loaded"] == 0
    assert "2026-02-30" in by_name["bad.csv"]["rejected"][0]["raw"]
    payments = {a["account"]: a["entries"] for a in ask("accounts", case)[1]["accounts"]}
    assert payments["Shaw current"] == 3


def test_marking_is_whole_or_not_at_all(ask: Ask, loaded: str, tmp_path: Path) -> None:
    marks = tmp_path / "origins.csv"
    marks.write_text("payment,part,why\nP1,,invoice fraud\nP9,,no such payment\n", encoding="utf-8")
    code, _, said = ask("mark", loaded, "--file", str(marks))
    assert code == 1
    assert "line 3" in said
    code, told, _ = ask("mark", loaded, "P1", "--part", "600.00", "--why", "invoice fraud")
    assert code == 0
    assert [(o["origin"], o["payment"], o["minor"]) for o in told["origins"]] == [(1, "P1", 60_000)]
    assert ask("mark", loaded, "P1", "--why", "again")[0] == 1


def test_a_trace_is_exact_and_says_where_the_money_is(ask: Ask, loaded: str) -> None:
    ask("mark", loaded, "P1", "--why", "invoice fraud")
    code, told, _ = ask("trace", loaded, "--rule", "fifo", "--rule", "pro-rata")
    assert code == 0
    fifo, pro_rata = told["rules"]
    assert fifo["rule"] == "fifo"
    assert fifo["conserved"] is True
    assert fifo["origins"] == [{"origin": 1, "payment": "P1", "minor": 100_000}]
    assert {(h["account"], h["minor"]) for h in fifo["held"]} == {("Garage", 100_000)}
    assert {(f["payment"], f["minor"]) for f in fifo["flows"]} == {
        ("P1", 100_000), ("P3", 100_000), ("P4", 100_000),
    }  # fmt: skip
    assert {(h["account"], h["minor"]) for h in pro_rata["held"]} == {
        ("Shaw current", 25_000), ("Shaw savings", 10_000), ("Garage", 65_000),
    }  # fmt: skip


def test_wrong_usage_is_two_and_a_missing_case_is_one(ask: Ask, tmp_path: Path) -> None:
    assert ask("load")[0] == 2
    assert ask("no-such-command")[0] == 2
    code, _, said = ask("accounts", str(tmp_path / "none.arw"))
    assert code == 1
    assert "no such file" in said


def test_a_file_that_is_no_case_is_refused_and_untouched(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "letter.arw"
    file.write_bytes(b"Dear Sir")
    code, _, said = ask("trace", str(file), "--rule", "fifo")
    assert code == 1
    assert "is not a case" in said
    assert file.read_bytes() == b"Dear Sir"


def test_a_figure_explains_itself_down_to_the_source_line(ask: Ask, loaded: str) -> None:
    ask("mark", loaded, "P1", "--why", "invoice fraud")
    code, told, _ = ask("explain", loaded, "origin:1")
    assert code == 0
    assert told["minor"] == 100_000
    lowest = told
    while lowest["because"]:
        lowest = lowest["because"][0]
    assert lowest["source"]["file"] == "payments.csv"
    assert lowest["source"]["raw"].startswith("P1,2026-01-05,Victim A")
    assert len(lowest["source"]["sha256"]) == 64
    assert ask("explain", loaded, "origin:7")[0] == 1


def test_a_pack_is_verified_and_one_changed_byte_is_found(
    ask: Ask, loaded: str, tmp_path: Path
) -> None:
    ask("mark", loaded, "P1", "--why", "invoice fraud")
    one, two = str(tmp_path / "one.zip"), str(tmp_path / "two.zip")
    code, packed, said = ask("pack", loaded, one)
    assert code == 0, said
    assert ask("pack", loaded, two)[1]["sha256"] == packed["sha256"]
    code, checked, _ = ask("verify", one)
    assert code == 0, checked
    assert checked["ok"] is True
    assert checked["figures"] == checked["recomputed"] > 0
    spoilt = bytearray(Path(one).read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    Path(two).write_bytes(spoilt)
    code, checked, _ = ask("verify", two)
    assert code == 1
    assert checked["ok"] is False


def test_check_finds_a_sound_case_sound(ask: Ask, loaded: str) -> None:
    assert ask("check", loaded)[:2] == (0, {"ok": True, "problems": []})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("law", "default-term", "10000.00"), {"months": 6}),
        (("law", "default-term", "10000.01"), {"months": 60}),
        (("law", "interest", "100000", "--days", "90"), {"minor": 197_260}),
        (("law", "relevant-day", "2026-03-15"), {"day": "2020-03-16"}),
        (
            ("law", "deadline", "cash-48h", "--from", "2026-08-28T10:00"),
            {"due": "2026-09-02T10:00"},
        ),
    ],
)
def test_the_law_is_answered_with_its_provision(
    ask: Ask, words: tuple[str, ...], told: dict[str, Any]
) -> None:
    code, answer, said = ask(*words)
    assert code == 0, said
    assert answer["provision"]
    assert {
        key: answer[key][: len(value)] if key == "due" else answer[key]
        for key, value in told.items()
    } == told


@pytest.mark.parametrize("kind", ["cash", "cash-forfeiture", "account-freezing", "civil-recovery"])
def test_a_receipt_is_split_by_the_name_of_its_kind_or_regime(ask: Ask, kind: str) -> None:
    code, told, said = ask("law", "split", kind, "10000")
    assert code == 0, said
    assert (told["shares"]["home-office"], told["shares"]["investigator"]) == (500_000, 500_000)


def test_a_confiscation_receipt_is_split_by_the_dated_rates(ask: Ask) -> None:
    code, told, _ = ask("law", "split", "confiscation", "100000", "--compensation", "40000")
    assert code == 0
    assert told["compensation_minor"] == 4_000_000
    assert {k: v if isinstance(v, int) else v["minor"] for k, v in told["shares"].items()} == {
        "home-office": 3_000_000, "investigator": 1_125_000, "prosecutor": 1_125_000,
        "enforcement": 750_000,
    }  # fmt: skip

"""A trace as it is printed: its own currency, what left the records, and claims backwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui.cli.app import run
from workbench.case import Case
from workbench.records.load import load_files
from workbench.recovery.follow_on import use
from workbench.recovery.origins import Mark, mark, unmark

#: An account that opens overdrawn pays another on credit, and marked money repays it.
PAYMENTS = """id,date,from,to,amount,currency
P1,2026-01-01,Bribes,Chan,100.00,USD
P2,2026-01-02,Chan,Dur,250.00,USD
P3,2026-01-03,Bribes,Chan,120.00,USD
P4,2026-01-04,Dur,Shares,200.00,USD
P5,2026-01-05,Dur,Lender,20.00,USD
"""
ACCOUNTS = """account,name,held,opening,currency
Chan,Chanani,yes,-10.00,USD
Dur,Durant,yes,0.00,USD
"""
BACKWARDS = ("--rule", "fifo", "--backwards", "--why", "one arrangement")


@pytest.fixture
def arranged(file_case: Case, tmp_path: Path) -> Case:
    files = {"payments.csv": PAYMENTS, "accounts.csv": ACCOUNTS}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    load_files(file_case, [tmp_path / name for name in files])
    mark(file_case, [Mark("P1", "", "bribe"), Mark("P3", "", "bribe")])
    return file_case


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(list(words)) == 0
    return " ".join(capsys.readouterr().out.split())


def test_what_is_printed_of_a_trace_is_in_the_currency_of_the_records(
    arranged: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    said = printed(capsys, "trace", arranged.where, "--rule", "fifo")
    assert "repaid the overdraft with which Chan opened │ $10.00" in said
    assert "repaid what payment P2 took on credit │ $120.00" in said
    assert "£" not in said


def test_money_outside_the_records_left_them_and_is_not_said_to_be_there_still(
    arranged: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    said = printed(capsys, "trace", arranged.where, "--rule", "lifo")
    assert "1 │ left the records with Shares │ $40.00" in said
    assert "1 │ is still in Dur │ $30.00" in said


def test_claims_backwards_are_printed_with_where_each_is_now(
    arranged: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    use(arranged, "P5", "loan", why="the car loan")
    said = printed(capsys, "trace", arranged.where, *BACKWARDS)
    claim = "2 │ is claimed on what payment P2 bought on credit: it"
    assert f"{claim} left the records with Shares │ $70.00" in said
    assert f"{claim} is still in Dur │ $30.00" in said
    assert f"{claim} repaid a loan by payment P5 │ $20.00" in said
    nothing = printed(capsys, "trace", arranged.where, *BACKWARDS, "--to", "2026-01-02")
    assert "no marked money repaid a payment that was made on credit" in nothing


def test_a_kept_trace_is_shown_in_the_currency_of_the_records(
    arranged: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    printed(capsys, "trace", arranged.where, *BACKWARDS, "--keep")
    said = printed(capsys, "traces", arranged.where, "show", "1")
    assert "P3 │ $120.00" in said
    assert "£" not in said


def test_every_amount_that_repaid_or_accrued_says_its_currency(
    arranged: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["trace", arranged.where, "--rule", "fifo", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["rules"]
    assert told["repaid"] == [
        {"origin": 1, "debt": "opening:Chan", "minor": 1000, "currency": "USD"},
        {"origin": 2, "debt": "P2", "minor": 12000, "currency": "USD"},
    ]


def test_a_rule_that_is_named_twice_is_traced_once(
    arranged: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["trace", arranged.where, "--rule", "fifo,lifo", "--rule", "fifo", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["rules"]
    assert [one["rule"] for one in told] == ["fifo", "lifo"]


def test_a_trace_that_ends_before_the_first_mark_says_that_there_is_none(
    arranged: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    unmark(arranged, 1)
    said = printed(capsys, "trace", arranged.where, "--rule", "fifo", "--to", "2026-01-01")
    assert said == "By fifo: there is no marked payment to trace."


def test_what_was_spent_or_repaid_has_its_range_where_the_order_of_a_day_decides(
    file_case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "payments.csv").write_text(
        "id,date,from,to,amount,currency\n"
        "P1,2026-01-01,Drugs,Chan,60.00,USD\n"
        "P2,2026-01-02,Chan,Hotel,100.00,USD\n"
        "P3,2026-01-02,Fraud,Chan,100.00,USD\n",
        encoding="utf-8",
    )
    (tmp_path / "accounts.csv").write_text(ACCOUNTS.replace("-10.00", "0.00"), encoding="utf-8")
    load_files(file_case, [tmp_path / name for name in ("payments.csv", "accounts.csv")])
    mark(file_case, [Mark("P1", "", "drugs"), Mark("P3", "", "fraud")])
    use(file_case, "P2", "spent", why="a stay")
    assert run(["trace", file_case.where, "--rule", "fifo", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["rules"]
    amounts = {"least_minor": 0, "most_minor": 4000, "currency": "USD"}
    assert told["order_matters_gone"] == [
        {"origin": 2, "debt": "P2", **amounts}, {"origin": 2, "payment": "P2", **amounts},
    ]  # fmt: skip
    said = printed(capsys, "trace", file_case.where, "--rule", "fifo")
    assert "Origin 2, spent by payment P2: between $0.00 and $40.00" in said
    assert "Origin 2, repaid what payment P2 took on credit: between $0.00 and $40.00" in said
    kept = printed(capsys, "trace", file_case.where, "--rule", "fifo", "--keep", "--why", "plea")
    assert "Kept as trace 1" in kept
    assert "Every pound" in printed(capsys, "traces", file_case.where, "show", "1")

"""A kept trace says what it was made from, by whom and why, and when that is no longer so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from exports.check import check
from exports.replayed import unlike
from graphs.kept import CURRENT, OUT_OF_DATE, Options, keep, kept, kept_rows
from ui.cli.app import run
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.load import load_files
from workbench.recovery import follow_on
from workbench.recovery import property as register
from workbench.recovery.origins import Mark, mark, unmark
from workbench.store.tables import Account, Payment

PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-05,Employer,Shaw,6000.00,salary
P2,2026-01-06,Victim,Shaw,4000.00,invoice
P3,2026-01-08,Shaw,Garage,5000.00,Golf
P4,2026-02-09,Buyer,Shaw,6500.00,Golf sold
"""
WHY = "for the statement under s.16"


@pytest.fixture
def shaw(case: Case, tmp_path: Path) -> Case:
    """A marked payment, a car that it partly bought, and two traces that were kept."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(
        "account,name,held,opening,currency\nShaw,R. Shaw,yes,0.00,GBP\n", encoding="utf-8"
    )
    load_files(case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"])
    mark(case, [Mark("P2", "", "fraud")])
    register.add_asset(case, "vehicle", "VW Golf", price_minor=500_000)
    register.add_purchase(case, 1, "P3")
    keep(case, ["pro-rata"], WHY)
    keep(case, ["fifo"], WHY, Options(to=date(2026, 1, 31)))
    return case


def states(case: Case) -> list[tuple[str, list[str]]]:
    return [(row["state"], [one["what"] for one in row["changed"]]) for row in kept_rows(case)]


def test_a_kept_trace_has_its_hash_rule_officer_and_reason(shaw: Case) -> None:
    first, second = kept_rows(shaw)
    assert (first["rule"], first["rule_version"], first["by"], first["why"], first["at"]) == (
        "pro-rata", "2", "DC 4417 Test", WHY, "2026-03-02T09:30:00Z",
    )  # fmt: skip
    assert len(first["inputs_sha256"]) == 64
    assert first["inputs_sha256"] != second["inputs_sha256"]
    assert states(shaw) == [(CURRENT, []), (CURRENT, [])]
    assert second["options"]["to"] == "2026-01-31"
    found = kept(shaw, 1)["result"]
    assert [(one["asset"], one["minor"]) for one in found["things"]] == [(1, 200_000)]
    assert "flows" not in found
    assert shaw.journal()[-1].summary == f"Kept 1 trace, by fifo: {WHY}"


def _mark_more(case: Case) -> None:
    mark(case, [Mark("P1", "10.00", "more")])


def _unmark(case: Case) -> None:
    unmark(case, 1)


def _overdraw(case: Case) -> None:
    with case.change("test", "A corrected opening balance") as work:
        account = work.session.scalars(select(Account).where(Account.key == "Shaw")).one()
        account.opening_minor = 100


def _reprice(case: Case) -> None:
    with case.change("test", "A corrected amount") as work:
        payment = work.session.scalars(select(Payment).where(Payment.key == "P1")).one()
        payment.minor += 1


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_mark_more, "origins"),
        (_unmark, "origins"),
        (_overdraw, "accounts"),
        (_reprice, "payments"),
    ],
)
def test_what_changed_is_named_and_nothing_is_traced_again(
    shaw: Case, change: Callable[[Case], None], what: str
) -> None:
    before = kept(shaw, 1)["result"]
    change(shaw)
    assert states(shaw) == [(OUT_OF_DATE, [what])] * 2
    assert kept(shaw, 1)["result"] == before
    assert kept_rows(shaw)[0]["because"]


def test_what_came_after_the_last_day_of_a_trace_leaves_it_current(shaw: Case) -> None:
    follow_on.sell(shaw, 1, "P4")
    assert states(shaw) == [(OUT_OF_DATE, ["things"]), (CURRENT, [])]
    assert kept_rows(shaw)[0]["because"] == ("There were 2 entries about things; there are 3 now.")
    shaw.undo(shaw.head()[0])
    assert states(shaw) == [(CURRENT, []), (CURRENT, [])]


def test_what_changes_no_amount_leaves_a_trace_current(shaw: Case) -> None:
    register.value(shaw, 1, date(2026, 1, 9), 450_000, "trade guide")
    register.add_asset(shaw, "watch", "Diver's watch")
    assert states(shaw) == [(CURRENT, []), (CURRENT, [])]


def test_a_new_version_of_a_rule_is_said(shaw: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from graphs.rules import RULES

    monkeypatch.setitem(RULES, "fifo", replace(RULES["fifo"], version="2"))
    first, second = kept_rows(shaw)
    assert (first["state"], second["state"]) == (CURRENT, OUT_OF_DATE)
    assert second["because"] == "The rule is version 2 now and was 1."


def test_a_trace_is_kept_for_a_reason_or_not_at_all(shaw: Case) -> None:
    before = shaw.head()
    with pytest.raises(Refused, match="kept for a reason"):
        keep(shaw, ["fifo"], " ")
    with pytest.raises(Refused, match="no rule lottery"):
        keep(shaw, ["fifo", "lottery"], WHY)
    with pytest.raises(Refused, match="no kept trace 9"):
        kept(shaw, 9)
    assert shaw.head() == before


def test_kept_traces_are_replayed_and_checked(shaw: Case) -> None:
    assert list(unlike(shaw)) == []
    assert check(shaw) == []


def test_a_kept_result_that_the_records_do_not_give_is_found(shaw: Case) -> None:
    from exports.check.money import untrue_traces
    from workbench.store.tables import KeptTrace

    assert list(untrue_traces(shaw)) == []
    with shaw.change("test", "A forged result") as work:
        work.session.get_one(KeptTrace, 1).result_sha256 = "0" * 64
    (said,) = untrue_traces(shaw)
    assert said.startswith("kept trace 1 by pro-rata would come out otherwise")


def test_the_commands_keep_list_and_show(shaw: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", shaw.where, "--rule", "lifo", "--keep", "--json"]) == 1
    assert "kept for a reason" in capsys.readouterr().err
    words = ["trace", shaw.where, "--rule", "lifo", "--keep", "--why", "asked", "--json"]
    assert run(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kept"] == [3]
    assert run(["traces", shaw.where, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["traces"]
    assert [(row["trace"], row["rule"], row["why"]) for row in rows][2] == (3, "lifo", "asked")
    assert run(["traces", shaw.where, "show", "3", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["result"]["held"] == told["rules"][0]["held"]
    for words in (["traces", shaw.where], ["traces", shaw.where, "show", "3"]):
        assert run(words) == 0
        assert "lifo" in capsys.readouterr().out

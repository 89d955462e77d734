"""What is recorded of reinvestment: one entry for each act, lists as data, the same by replay."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import pay
from workbench.case import Case
from workbench.documents import attach
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.figures import FIGURES as RECOVERY
from workbench.reinvestment import aris, funds, grants, outcomes, programmes, rows, shares
from workbench.reinvestment.figures import FIGURES
from workbench.replay import replay

DAY = date(2026, 3, 12)


def told(case: Case) -> dict[str, Any]:
    """Every list of the room."""
    return {
        "shares": rows.share_rows(case),
        "funds": rows.fund_rows(case),
        "programmes": rows.programme_rows(case),
        "grants": rows.grant_rows(case),
        "outcomes": rows.outcome_rows(case),
        "quarters": rows.quarter_rows(case),
        "deposits": rows.deposit_rows(case),
        "chain": rows.chain_rows(case),
        "links": rows.link_rows(case),
        "public": rows.public_rows(case),
        "calendar": rows.calendar_rows(case, today=DAY),
        "waiting": rows.waiting_rows(case, today=DAY),
        "summary": rows.summary(case),
    }


@pytest.fixture
def spent(case: Case) -> Case:
    """A receipt shared with a fund, and a naloxone grant of two instalments, one of them paid."""
    order = confiscation(case)
    receipt(case, order, 1_840_000, costs_minor=40_000, compensation_minor=100_000)
    receipt(case, order, 5_000)
    funds.add_fund(case, "Community fund", "police", kinds=["naloxone for officers"])
    programmes.add_programme(case, "naloxone for officers", "Kits", start=date(2025, 12, 1))
    shares.share_receipt(case, 1, fund_id=1)
    grants.propose(case, 1, 1, "Tame Harm Reduction", 180_000, registration="LK-CIC-00219")
    grants.recommend(case, 1, "O. Trelease", date(2025, 11, 12))
    grants.approve(case, 1, "M. Thorne", date(2025, 11, 26), decision_notice="DN/2025/207")
    grants.add_instalment(case, 1, DAY, 90_000, condition="Training plan agreed")
    grants.add_instalment(case, 1, date(2026, 9, 1), 90_000, condition="First return accepted")
    grants.condition_met(case, 1, date(2026, 2, 20))
    pay(case, 1, "I. Falconer", DAY, bank_reference="ending 0219")
    return case


def record_outcome(case: Case, folder: Path, **options: Any) -> int:
    source = folder / "return.csv"
    source.write_text("kits_issued\n180\n", encoding="utf-8")
    given: dict[str, Any] = {
        "source": source, "start": date(2026, 1, 1), "end": date(2026, 6, 30), "grant_id": 1,
        "target": 180,
    }  # fmt: skip
    return outcomes.add_outcome(
        case, 1, "Naloxone kits issued to officers", 180, **{**given, **options}
    )


def test_every_list_is_json_and_every_figure_that_it_names_is_explained(
    spent: Case, tmp_path: Path
) -> None:
    record_outcome(spent, tmp_path)
    lists = told(spent)
    assert json.loads(json.dumps(lists)) == lists
    book = Book(spent, {**FIGURES, **RECOVERY})
    named = [
        row["figure"] for name in ("shares", "funds", "grants", "outcomes") for row in lists[name]
    ] + [part["figure"] for grant in lists["grants"] for part in grant["instalments"]]
    named += [row["cost_figure"] for row in lists["outcomes"]]
    named += [row["figure"] for name in ("programmes", "quarters") for row in lists[name]]
    assert len(named) == 4 + 1 + 1 + 1 + 2 + 1 + 1 + 1
    for figure in map(book.figure, named):
        assert figure.rule
        assert figure.because or figure.source or figure.rule.endswith("not paid yet.")
    assert {i for i in book.ids() if i.split(":")[0] in FIGURES} == {*named, "unaccounted:GBP"}


def test_money_that_waits_to_be_shared_is_accounted_for(spent: Case) -> None:
    assert {k: v for k, v in rows.summary(spent)["GBP"].items() if v} == {
        "currency": "GBP", "received_minor": 1_845_000, "costs_minor": 40_000,
        "compensation_minor": 100_000, "other_agencies_minor": 1_381_250,
        "spent_minor": 90_000, "held_minor": 228_750, "waiting_minor": 5_000,
        "without_outcome_minor": 90_000, "promised_minor": 90_000, "free_minor": 138_750,
        "home_office_owes_minor": 318_750,
    }  # fmt: skip
    assert rows.summary(spent)["GBP"]["unaccounted_minor"] == 0
    figure = Book(spent, {**FIGURES, **RECOVERY}).figure("unaccounted:GBP")
    assert figure.minor == 0
    assert figure.because == ("receipt:1", "receipt:2")
    assert "received and not shared yet £50.00" in figure.rule


def test_each_act_is_one_entry_of_the_journal(spent: Case) -> None:
    actions = [e.action for e in spent.journal() if e.action not in {"new", "order", "move"}]
    assert actions == [
        "receipt", "receipt", "fund", "programme", "share", "propose", "recommend", "approve",
        "instalment", "instalment", "met", "prepare", "pay",
    ]  # fmt: skip
    last = spent.journal()[-1]
    assert last.summary == "I. Falconer paid £900.00 to Tame Harm Reduction on 12 Mar 2026"


def test_the_journal_done_again_gives_the_same_books(spent: Case, tmp_path: Path) -> None:
    with Case.create(tmp_path / "again.arw", empty=True) as again:
        replay(again, spent.journal(), {})
        assert told(again) == told(spent)
        assert again.head() == spent.head()


def test_what_may_be_paid_next_says_why_not(spent: Case) -> None:
    (grant,) = rows.grant_rows(spent)
    first, second = grant["instalments"]
    assert first["why_not_pay"] == "it was paid on 12 Mar 2026"
    assert second["why_not_pay"] == "its condition is not met: First return accepted"
    with pytest.raises(Refused, match="it was paid on"):
        pay(spent, 1, "I. Falconer", DAY)
    with pytest.raises(Refused, match="is paid already"):
        grants.condition_met(spent, 1, DAY)
    grants.condition_met(spent, 2, date(2026, 8, 20))
    assert "nobody prepared" in rows.grant_rows(spent)[0]["instalments"][1]["why_not_pay"]
    grants.prepare(spent, 2, "O. Trelease", date(2026, 8, 20))
    assert rows.grant_rows(spent)[0]["instalments"][1]["why_not_pay"] == ""


def test_refusals_leave_the_case_as_it_was(spent: Case, tmp_path: Path) -> None:
    before, head = told(spent), spent.head()
    wrong = (
        lambda: funds.add_fund(spent, " ", "police"),
        lambda: funds.add_fund(spent, "Fund", "police", kinds=["fireworks"]),
        lambda: programmes.add_programme(spent, "fireworks", "Display"),
        lambda: programmes.add_programme(spent, "on-site testing", " "),
        lambda: programmes.add_programme(
            spent, "on-site testing", "Testing", start=DAY, end=date(2026, 3, 1)
        ),
        lambda: shares.share_receipt(spent, 99),
        lambda: shares.share_receipt(spent, 2, fund_id=99),
        lambda: grants.propose(spent, 99, 1, "Tame", 1),
        lambda: grants.propose(spent, 1, 99, "Tame", 1),
        lambda: grants.propose(spent, 1, 1, "Tame", 0),
        lambda: grants.propose(spent, 1, 1, " ", 1),
        lambda: grants.recommend(spent, 1, "O. Trelease", DAY),
        lambda: grants.approve(spent, 99, "M. Thorne", DAY),
        lambda: grants.add_instalment(spent, 1, DAY, 1),
        lambda: grants.condition_met(spent, 99, DAY),
        lambda: pay(spent, 2, "I. Falconer", DAY),
        lambda: record_outcome(spent, tmp_path, end=date(2025, 12, 31)),
        lambda: record_outcome(spent, tmp_path, source="0" * 64),
    )
    for act in wrong:
        with pytest.raises(Refused):
            act()
        assert spent.head() == head
    assert told(spent) == before


def test_a_person_without_a_name_decides_nothing(spent: Case) -> None:
    grants.propose(spent, 1, 1, "Tame Harm Reduction", 100)
    with pytest.raises(Refused, match="name of who took it"):
        grants.recommend(spent, 2, " \t ", DAY)
    assert rows.grant_rows(spent)[1]["state"] == "proposed"


def test_a_return_that_is_kept_already_can_be_named_by_its_digest(
    spent: Case, tmp_path: Path
) -> None:
    record_outcome(spent, tmp_path)
    digest = attach(spent, tmp_path / "return.csv")
    record_outcome(spent, tmp_path, source=digest)
    one, two = rows.outcome_rows(spent)
    assert one["source_sha256"] == two["source_sha256"] == digest
    assert one["source"] == two["source"] == "return.csv"


def test_an_own_measure_brings_its_own_unit_and_another_programme_s_grant_is_refused(
    spent: Case, tmp_path: Path
) -> None:
    source = tmp_path / "return.csv"
    source.write_text("x", encoding="utf-8")
    period: dict[str, Any] = {"source": source, "start": DAY, "end": DAY}
    outcomes.add_outcome(spent, 1, "Kits replaced", 12, unit="kits", **period)
    assert rows.outcome_rows(spent)[0]["unit"] == "kits"
    assert rows.outcome_rows(spent)[0]["cost_figure"] == "outcome-cost:1"  # of the whole programme
    programmes.add_programme(spent, "arrest referral", "Custody")
    with pytest.raises(Refused, match="grant 1 is not of this programme"):
        outcomes.add_outcome(spent, 2, "Seen in custody", 3, grant_id=1, **period)


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [(20, None, ""), (20, 20, "met"), (24, 20, "met"), (18, 20, "near"), (17, 20, "missed")],
)
def test_an_outcome_stands_against_its_target(
    value: int, target: int | None, expected: str
) -> None:
    assert outcomes.rating(value, target) == expected


def test_a_cost_for_each_is_what_was_paid_by_the_end_of_the_period(
    spent: Case, tmp_path: Path
) -> None:
    number = record_outcome(spent, tmp_path)
    figure = Book(spent, {**FIGURES, **RECOVERY}).figure(f"outcome-cost:{number}")
    assert figure.minor == 500
    assert figure.because == ("instalment:1", f"outcome:{number}")
    grants.condition_met(spent, 2, date(2026, 8, 20))
    pay(spent, 2, "I. Falconer", date(2026, 9, 1))
    again = Book(spent, {**FIGURES, **RECOVERY}).figure(f"outcome-cost:{number}")
    assert again == figure


def test_a_figure_that_the_case_has_not_is_refused(spent: Case) -> None:
    book = Book(spent, {**FIGURES, **RECOVERY})
    for name in ("share:99", "fund:x", "grant:9", "instalment:-1", "outcome:1", "unaccounted:EUR"):
        with pytest.raises(Refused):
            book.figure(name)


@pytest.mark.parametrize(
    ("kind", "on", "provision"),
    [
        ("confiscation", date(2015, 3, 31), "2006 to 2015"),
        ("confiscation", date(2015, 4, 1), "2015 onward"),
        ("cash", date(2026, 1, 1), "cash forfeiture"),
    ],
)
def test_the_rates_are_those_of_the_day_and_name_their_provision(
    kind: str, on: date, provision: str
) -> None:
    assert provision in aris.split(kind, 100, on=on).provision
    assert "not confirmed" not in aris.split(kind, 100, on=on).provision


@pytest.mark.parametrize("kind", ["account", "listed-asset", "crypto", "civil"])
def test_rates_that_nobody_confirmed_say_so(kind: str) -> None:
    found = aris.split(kind, 101)
    assert "not confirmed: check before relying on it" in found.provision
    assert sorted(found.shares.values()) == [0, 0, 50, 51]
    assert found.shares["home-office"] == 51


@pytest.mark.parametrize("wrong", [(-1, 0, 0), (1, -1, 0), (1, 0, -1)])
def test_nothing_below_nothing_is_shared(wrong: tuple[int, int, int]) -> None:
    minor, compensation, costs = wrong
    with pytest.raises(Refused, match="below nothing"):
        aris.split("cash", minor, compensation_minor=compensation, costs_minor=costs)

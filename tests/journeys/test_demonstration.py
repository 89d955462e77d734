"""The demonstration case, from a statement line to a treatment place, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports.book import book_of
from exports.demonstration import SAMPLES, build_case
from graphs.figures import traced
from workbench.case import Case
from workbench.records.accounts import accounts
from workbench.recovery.order_rows import order_rows
from workbench.recovery.rows import benefit_rows
from workbench.reinvestment.rows import summary

ANSWERS = SAMPLES.parent / "larkspur-answers.json"


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    case = build_case(tmp_path_factory.mktemp("larkspur") / "larkspur.arw")
    yield case
    case.close()


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found


def test_every_statement_row_is_loaded_and_every_account_agrees_with_the_key(
    larkspur: Case, answers: dict[str, Any]
) -> None:
    found = {account.account: account for account in accounts(larkspur)}
    for known in answers["accounts"]:
        account = found[known["account"]]
        assert account.entries == known["entries"], known["account"]
        assert account.verdict != "does not reconcile", known["account"]


def test_the_missing_month_is_found(larkspur: Case, answers: dict[str, Any]) -> None:
    gaps = {a.account: a.gaps for a in accounts(larkspur) if a.gaps}
    (known,) = answers["gaps"]
    assert set(gaps) == {known["account"]}
    ((first, last),) = gaps[known["account"]]
    assert first <= date(2024, 5, 31)
    assert last >= date(2024, 5, 1)
    assert (last - first).days < 62


def test_every_marked_penny_is_accounted_for_by_both_rules(larkspur: Case) -> None:
    book = book_of(larkspur)
    for rule in ("fifo", "pro-rata"):
        made = traced(book, rule).made
        assert made.conserved
        places = (made.held, made.things, made.repaid, made.spent)
        assert sum(made.marked.values()) == sum(sum(place.values()) for place in places)


@pytest.mark.parametrize("rule", ["fifo", "pro-rata"])
def test_what_bought_each_thing_lies_within_the_keys_range(
    larkspur: Case, answers: dict[str, Any], rule: str
) -> None:
    book, known = book_of(larkspur), answers["trace"][rule]
    for number, name in enumerate(("house", "car", "watch", "crypto"), start=1):
        minor = book.figure(f"traced-by:{rule}:{number}").minor
        assert known["least"][name] <= minor <= known["most"][name], name


def test_the_cost_of_a_treatment_place_leads_down_to_statement_rows_and_back_up(
    larkspur: Case,
) -> None:
    book = book_of(larkspur)
    figure = book.figure("outcome-cost:1")
    assert figure.written == "£500.00"
    below = list(book.walk(figure.id))
    kinds = {f.id.partition(":")[0] for f in below}
    assert kinds >= {
        "outcome-cost", "instalment", "share", "receipt", "order", "asset", "traced", "flow",
        "move", "origin", "payment", "entry",
    }  # fmt: skip
    rows = [f for f in below if f.source and f.id.startswith("entry:")]
    assert rows
    for row in rows:
        assert row.source is not None
        assert len(row.source.sha256) == 64
        assert row.source.raw
    climbed, waiting = set(), [rows[-1].id]
    while waiting:
        for user in book.used_by(waiting.pop()):
            if user.id not in climbed:
                climbed.add(user.id)
                waiting.append(user.id)
    assert figure.id in climbed


def test_the_worksheet_comes_to_what_the_court_found(
    larkspur: Case, answers: dict[str, Any]
) -> None:
    worked = benefit_rows(larkspur)
    (order,) = (row for row in order_rows(larkspur) if row["regime"] == "confiscation")
    assert worked["benefit"]["minor"] == answers["criminal_minor"] == order["benefit_minor"]
    assert worked["available"]["minor"] == order["available_minor"]
    assert worked["recoverable"]["minor"] == order["amount_minor"]


def test_nothing_is_unaccounted_for(larkspur: Case) -> None:
    assert summary(larkspur)["GBP"]["unaccounted_minor"] == 0


def test_the_program_never_reads_the_answer_key() -> None:
    root = SAMPLES.parents[1]
    for room in ("workbench", "graphs", "exports", "ui"):
        for file in (root / room).rglob("*.py"):
            assert "larkspur-answers" not in file.read_text(encoding="utf-8"), file


def test_building_it_again_replaces_only_a_demonstration(tmp_path: Path) -> None:
    from exports.demonstration import clear
    from workbench.errors import Refused

    other = tmp_path / "larkspur.arw"
    Case.create(other, name="Operation Real").close()
    with pytest.raises(Refused, match="is the case Operation Real"):
        clear(other)
    assert other.exists()

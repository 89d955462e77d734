"""Payments of a case come in the order of law: day, time, place in the source, then as loaded."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from graphs import trace as trace_module
from graphs.of_case import ledger_of, trace_case
from tests.graphs.filled import fill
from workbench.case import Case
from workbench.recovery.origins import Mark, mark
from workbench.store.tables import Payment

ROWS = [
    ("P3", "2026-01-02", "A", "shop", 400),
    ("P1", "2026-01-02", "wages", "A", 1_000),
    ("P4", "2026-01-01", "drugs", "A", 1_000),
    ("P2", "2026-01-02", "A", "bank", 600),
]


@pytest.fixture
def tied(case: Case) -> Case:
    """Four payments, three of one day and of one position."""
    fill(case, ROWS, held=["A"])
    with case.change("test", "One position for all") as work:
        work.connection.execute(update(Payment).values(position=7))
    return case


def test_payments_of_one_position_stay_in_the_order_of_loading(tied: Case) -> None:
    ledger, _ = ledger_of(tied)
    assert [payment.id for payment in ledger.ordered()] == ["P4", "P3", "P1", "P2"]


def test_a_recorded_time_comes_before_the_place_in_the_source(tied: Case) -> None:
    with tied.change("test", "A time") as work:
        row = work.session.scalars(select(Payment).where(Payment.key == "P3")).one()
        row.time = "09:30:00"
    ledger, _ = ledger_of(tied)
    assert [payment.id for payment in ledger.ordered()] == ["P4", "P1", "P2", "P3"]


@pytest.mark.parametrize("rule", ["fifo", "lifo", "pro-rata"])
def test_the_compiled_order_is_the_same(
    tied: Case, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    mark(tied, [Mark("P4", "", "drugs")])
    plain = trace_case(tied, [rule])
    monkeypatch.setattr(trace_module, "LARGE", 1)
    assert trace_case(tied, [rule])[0]["held"] == plain[0]["held"]

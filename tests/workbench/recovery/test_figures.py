"""Every figure of recovery names what it was made from, and each of those can be asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.workbench.recovery.facts import car, confiscation, payment, receipt
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.recovery import orders
from workbench.recovery import property as register
from workbench.recovery.figures import FIGURES
from workbench.recovery.origins import Mark, mark
from workbench.recovery.receipts import add_receipt
from workbench.recovery.rows import asset_rows, benefit_rows, order_rows, receipt_rows


def _elsewhere(kind: str) -> Kind:
    """A figure of another room, in so far as recovery names it."""
    return Kind(lambda _, key: Figure(f"{kind}:{key}", kind, 0, "GBP", "made in another room"))


def _book(case: Case) -> Book:
    others = {kind: _elsewhere(kind) for kind in ("payment", "traced", "origin")}
    return Book(case, {**FIGURES, **others})


@pytest.fixture
def sold(case: Case) -> Case:
    """A car bought with marked money, ordered to be paid for, and sold."""
    golf = car(case)
    register.add_purchase(case, golf, payment(case, "P1", 700_000), why="deposit")
    register.add_purchase(case, golf, payment(case, "P2", 300_000), minor=280_000, why="balance")
    register.value(case, golf, date(2025, 7, 24), 800_000, "trade guide")
    mark(case, [Mark("P1", "", "cash that nothing explains")])
    order = confiscation(case)
    receipt(case, order, 750_000, asset_id=golf, costs_minor=50_000, reference="lot 217")
    return case


def test_what_was_paid_for_a_thing_rests_on_its_payments(sold: Case) -> None:
    figure = _book(sold).figure("asset:1")
    assert figure.minor == 980_000
    assert figure.because == ("payment:P1", "payment:P2", "traced:1", "valuation:1")
    assert figure.rule == "Paid by 2 recorded payments."


def test_tracing_is_asked_for_only_where_money_is_marked_and_bought_something(case: Case) -> None:
    golf = car(case)
    register.add_purchase(case, golf, payment(case, "P1", 500_000))
    assert _book(case).figure("asset:1").because == ("payment:P1",)
    watch = register.add_asset(case, "watch", "Diver's watch")
    mark(case, [Mark("P1", "", "cash that nothing explains")])
    assert _book(case).figure(f"asset:{watch}").because == ()
    assert _book(case).figure(f"asset:{watch}").rule == "No payment for it is recorded."


def test_a_price_that_payments_do_not_reach_is_stated(case: Case) -> None:
    golf = car(case)
    register.add_purchase(case, golf, payment(case, "P1", 500_000))
    assert _book(case).figure("asset:1").rule == (
        "Paid by 1 recorded payment. The whole price was £9,800.00."
    )


def test_a_valuation_says_its_basis_and_its_paper(case: Case) -> None:
    register.value(case, car(case), date(2025, 7, 24), 800_000, "agreed", document="ABC/1")
    figure = _book(case).figure("valuation:1")
    assert (figure.minor, figure.rule) == (800_000, "Valued: agreed. Document: ABC/1.")


def test_a_receipt_leads_to_its_order_and_to_what_was_sold(sold: Case) -> None:
    figure = _book(sold).figure("receipt:1")
    assert (figure.minor, figure.because) == (750_000, ("order:1", "asset:1"))
    assert figure.rule == "Money received, from VW Golf. Reference: lot 217."


def test_an_order_rests_on_what_the_court_found_and_prints_the_laws_version(sold: Case) -> None:
    figure = _book(sold).figure("order:1")
    assert figure.minor == 12_000_000
    assert figure.because[:2] == ("benefit:1", "available:1")
    assert "made on 24 Jul 2025, Crown Court" in figure.rule
    assert "law as of pre-cpa-2026" in figure.rule


def test_a_benefit_names_the_origins_but_is_not_their_sum(sold: Case) -> None:
    figure = _book(sold).figure("benefit:1")
    assert (figure.minor, figure.because) == (20_000_000, ("origin:1",))
    assert "not their sum" in figure.rule


def test_what_is_owed_today_rests_on_the_order_and_every_receipt(sold: Case) -> None:
    figure = _book(sold).figure("outstanding:1")
    owed = order_rows(sold)[0]["owed_minor"]
    assert (figure.minor, figure.because) == (owed, ("order:1", "receipt:1"))
    assert figure.label.endswith("owed on 2 Mar 2026")


def test_what_is_owed_moves_with_the_day_that_it_is_asked_on(sold: Case) -> None:
    sold.now = lambda: datetime(2025, 10, 24, 12, tzinfo=UTC)
    assert _book(sold).figure("outstanding:1").minor == 12_000_000 - 750_000
    sold.now = lambda: datetime(2025, 10, 25, 12, tzinfo=UTC)
    assert _book(sold).figure("outstanding:1").minor == 11_250_000 + 2_466


def test_the_order_of_a_thing_names_the_thing(case: Case) -> None:
    golf = car(case)
    register.add_purchase(case, golf, payment(case, "P1", 980_000))
    orders.add_order(
        case, "confiscation", state="order-made", at="2025-07-24", by="Court", assets=[golf],
        amount_minor=980_000,
    )  # fmt: skip
    book = _book(case)
    assert book.figure("order:1").because == ("asset:1",)
    assert [f.id for f in book.used_by("asset:1")] == ["order:1"]


def test_every_figure_that_a_row_names_can_be_asked_why(sold: Case) -> None:
    book = _book(sold)
    named = [row["figure"] for row in (*asset_rows(sold), *order_rows(sold), *receipt_rows(sold))]
    named += [
        benefit_rows(sold)[name]["figure"] for name in ("benefit", "available", "recoverable")
    ]
    for figure_id in named:
        told = book.explain(figure_id)
        assert told["figure"] == figure_id
        assert told["rule"].endswith((".", ")."))


def test_from_a_receipt_down_to_the_payments_and_back_up(sold: Case) -> None:
    book = _book(sold)
    below = [figure.id for figure in book.walk("receipt:1")]
    assert below[0] == "receipt:1"
    assert {"order:1", "asset:1", "payment:P1", "payment:P2"} <= set(below)
    assert "receipt:1" in {f.id for f in book.used_by("asset:1")}


def test_two_receipts_stand_each_for_itself(sold: Case) -> None:
    add_receipt(sold, 1, date(2025, 9, 20), 100_000)
    book = _book(sold)
    assert [i for i in book.ids() if i.startswith("receipt:")] == ["receipt:1", "receipt:2"]
    assert book.figure("receipt:2").because == ("order:1",)
    assert book.figure("receipt:2").rule == "Money received, paid against the order."


@pytest.mark.parametrize(
    "figure_id", ["asset:7", "order:x", "receipt:-1", "valuation:", "outstanding:9"]
)
def test_a_figure_that_the_case_does_not_have_is_refused(case: Case, figure_id: str) -> None:
    with pytest.raises(Refused, match=r"no number of|the case has no"):
        _book(case).figure(figure_id)

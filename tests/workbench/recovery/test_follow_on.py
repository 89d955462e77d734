"""What was sold, exchanged, spent or paid off is recorded once, and never beyond what there was."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workbench.recovery.facts import payment
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import follow_on
from workbench.recovery import property as register


@pytest.fixture
def golf(case: Case) -> Case:
    """A Golf (thing 1) that £9,800.00 bought on 3 March 2025, and an empty Audi (thing 2)."""
    register.add_asset(case, "vehicle", "VW Golf")
    register.add_asset(case, "vehicle", "Audi A3")
    payment(case, "P1", 980_000)
    payment(case, "P2", 700_000, on=date(2025, 6, 2))
    payment(case, "P0", 700_000, on=date(2025, 3, 2))
    register.add_purchase(case, 1, "P1")
    return case


def test_a_sale_is_recorded_with_its_price_and_can_be_undone(golf: Case) -> None:
    follow_on.sell(golf, 1, "P2", why="receipt in exhibit 4")
    (row,) = follow_on.disposal_rows(golf)
    assert (row["kind"], row["on"], row["payment"], row["minor"], row["millionths"]) == (
        "sale", "2025-06-02", "P2", 700_000, 1_000_000,
    )  # fmt: skip
    assert golf.journal()[-1].summary == (
        "Recorded that VW Golf was sold for £7,000.00, payment P2 of 2 Jun 2025"
    )
    golf.undo(golf.head()[0])
    assert follow_on.disposal_rows(golf) == []


def test_no_more_than_the_payment_is_the_price_of_things(golf: Case) -> None:
    follow_on.sell(golf, 1, "P2", minor=500_000, millionths=500_000)
    with pytest.raises(Refused, match=r"£2,000\.00 of it is the price of nothing yet"):
        follow_on.sell(golf, 1, "P2", minor=200_001, millionths=500_000)
    follow_on.sell(golf, 1, "P2", millionths=500_000)
    assert [row["minor"] for row in follow_on.disposal_rows(golf)] == [500_000, 200_000]


def test_a_thing_is_not_sold_twice_nor_more_of_it_than_there_is(golf: Case) -> None:
    follow_on.sell(golf, 1, "P2", minor=100_000, millionths=600_000)
    with pytest.raises(Refused, match=r"50 % of VW Golf cannot go: 40 % of it is left"):
        follow_on.sell(golf, 1, "P2", minor=100_000, millionths=500_000)
    follow_on.sell(golf, 1, "P2", minor=100_000, millionths=400_000)
    with pytest.raises(Refused, match="0 % of it is left"):
        follow_on.exchange(golf, 1, 2, date(2025, 7, 1), 1_000, why="guess")
    with pytest.raises(Refused, match="no part of VW Golf"):
        follow_on.sell(golf, 1, "P2", millionths=0)


def test_nothing_is_sold_before_it_was_bought_or_bought_after_it_was_sold(golf: Case) -> None:
    with pytest.raises(Refused, match="bought on 3 Mar 2025: it cannot go on 2 Mar 2025"):
        follow_on.sell(golf, 1, "P0")
    with pytest.raises(Refused, match="it cannot go on 1 Mar 2025"):
        follow_on.exchange(golf, 1, 2, date(2025, 3, 1), 500_000, why="trade price")
    follow_on.sell(golf, 1, "P2")
    payment(golf, "P3", 1_000, on=date(2025, 9, 1))
    with pytest.raises(Refused, match="all of VW Golf was sold or given away by 2 Jun 2025"):
        register.add_purchase(golf, 1, "P3", kind="mortgage")


def test_a_sale_in_another_currency_is_refused(golf: Case) -> None:
    flat = register.add_asset(golf, "real estate", "Flat in Lyon", currency="EUR")
    with pytest.raises(Refused, match="payment P2 is in GBP, Flat in Lyon in EUR"):
        follow_on.sell(golf, flat, "P2")
    with pytest.raises(Refused, match="VW Golf is in GBP, Flat in Lyon in EUR"):
        follow_on.exchange(golf, 1, flat, date(2025, 7, 1), 1_000, why="guess")


def test_an_exchange_into_itself_or_in_a_ring_is_refused(golf: Case) -> None:
    with pytest.raises(Refused, match="cannot be exchanged into itself"):
        follow_on.exchange(golf, 1, 1, date(2025, 7, 1), 1_000, why="guess")
    follow_on.exchange(golf, 1, 2, date(2025, 7, 1), 900_000, why="dealer's invoice")
    boat = register.add_asset(golf, "vehicle", "Boat")
    follow_on.exchange(golf, 2, boat, date(2025, 8, 1), 900_000, why="dealer's invoice")
    with pytest.raises(Refused, match="the exchanges would go in a ring"):
        follow_on.exchange(golf, boat, 1, date(2025, 9, 1), 900_000, why="bought back")


def test_an_exchange_needs_a_basis_and_a_worth(golf: Case) -> None:
    with pytest.raises(Refused, match="needs the basis"):
        follow_on.exchange(golf, 1, 2, date(2025, 7, 1), 1_000, why=" ")
    for minor in (0, -5, 2**63 - 1):
        with pytest.raises(Refused, match="is no worth"):
            follow_on.exchange(golf, 1, 2, date(2025, 7, 1), minor, why="guess")


def test_what_was_got_is_not_got_after_it_went(golf: Case) -> None:
    follow_on.sell(golf, 2, "P2", minor=100_000)
    with pytest.raises(Refused, match="Audi A3 was sold or given away on 2 Jun 2025"):
        follow_on.exchange(golf, 1, 2, date(2025, 7, 1), 1_000, why="guess")


def test_a_payment_is_spent_repays_and_buys_no_more_than_it_was(golf: Case) -> None:
    follow_on.use(golf, "P2", "spent", minor=100_000, why="casino, exhibit 7")
    follow_on.use(golf, "P2", "loan", minor=300_000, why="loan of K. Boyle")
    register.add_purchase(golf, 2, "P2", minor=200_000)
    with pytest.raises(Refused, match=r"£1,000\.00 of it is not accounted for yet"):
        register.add_purchase(golf, 2, "P2", minor=100_001)
    with pytest.raises(Refused, match=r"£1,000\.00 of it is not accounted for yet"):
        follow_on.use(golf, "P2", "spent", minor=100_001, why="more")
    with pytest.raises(Refused, match=r"£1,000\.00 of payment P2 was spent already"):
        follow_on.use(golf, "P2", "spent", why="more")
    assert [(row["what"], row["minor"]) for row in follow_on.use_rows(golf)] == [
        ("spent", 100_000), ("loan", 300_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "what", "why", "said"),
    [
        ("P9", "spent", "cash", "no payment P9"),
        ("P2", "burnt", "cash", "no use of a payment"),
        ("P2", "spent", " ", "needs saying"),
        ("P1", "spent", "fuel", r"£0\.00 of payment P1 cannot be spent"),
    ],
)
def test_a_use_that_cannot_be_is_refused(
    golf: Case, key: str, what: str, why: str, said: str
) -> None:
    before = golf.head()
    with pytest.raises(Refused, match=said):
        follow_on.use(golf, key, what, why=why)
    assert golf.head() == before


def test_a_purchase_of_an_unknown_kind_is_refused(golf: Case) -> None:
    with pytest.raises(Refused, match="Use price, mortgage, improvement"):
        register.add_purchase(golf, 2, "P2", kind="gift")
    register.add_purchase(golf, 2, "P2", kind="mortgage")
    assert golf.journal()[-1].summary.endswith("paid off the mortgage of Audi A3")

"""The register takes what is true of a thing and refuses what cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workbench.recovery.facts import car, payment
from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.register import add_party
from workbench.recovery import property as register
from workbench.recovery.rows import asset_rows


def test_a_car_is_entered_bought_valued_seized_and_sold(case: Case) -> None:
    golf = car(case)
    register.add_purchase(case, golf, payment(case, "P1", 980_000), why="price")
    register.value(case, golf, date(2025, 7, 24), 800_000, "trade guide")
    register.asset_event(case, golf, "seized", "2025-03-20T07:15", "DC Shah", place="drive")
    register.asset_event(case, golf, "realised", "2025-09-04", "I. Falconer")
    (row,) = asset_rows(case)
    assert (row["state"], row["price_minor"], row["value_minor"]) == (
        "realised", 980_000, 800_000,
    )  # fmt: skip
    assert row["purchases"][0]["payment"] == "P1"
    assert [e["event"] for e in row["events"]] == ["seized", "realised"]
    assert case.journal()[-1].summary == "VW Golf: realised on 4 Sep 2025 by I. Falconer"


def test_a_payment_buys_no_more_than_it_was(case: Case) -> None:
    golf, watch = car(case), register.add_asset(case, "watch", "Diver's watch")
    payment(case, "P1", 1_000)
    register.add_purchase(case, golf, "P1", minor=700)
    with pytest.raises(Refused, match=r"£3\.00 of it is not accounted for"):
        register.add_purchase(case, watch, "P1", minor=301)
    register.add_purchase(case, watch, "P1", minor=300)
    with pytest.raises(Refused, match="no payment P9"):
        register.add_purchase(case, watch, "P9")


def test_interests_of_one_kind_never_come_to_more_than_the_whole(case: Case) -> None:
    golf = car(case)
    one, two = add_party(case, "R. Shaw"), add_party(case, "K. Boyle")
    register.add_interest(case, golf, one, "beneficial", millionths=600_000)
    with pytest.raises(
        Refused, match=r"beneficial interests would come to 110 %.*POCA 2002 ss\.9, 79"
    ):
        register.add_interest(case, golf, two, "beneficial", millionths=500_000)
    register.add_interest(case, golf, two, "beneficial", millionths=400_000)
    register.add_interest(case, golf, two, "legal", millionths=1_000_000)


def test_negative_equity_is_nothing_available_and_is_said(case: Case) -> None:
    house = register.add_asset(case, "real estate", "14 Hales View")
    bank = add_party(case, "Longmynd", schema="Company")
    register.value(case, house, date(2025, 1, 1), 100_000_00, "agent")
    register.add_interest(case, house, bank, "charge", minor=120_000_00)
    (row,) = asset_rows(case)
    assert row["equity_minor"] == -20_000_00
    assert row["available_minor"] == 0
    assert row["negative_equity"] is True


@pytest.mark.parametrize(
    ("event", "at", "said"),
    [
        ("seized", "2025-03-01", "before it was acquired"),
        ("stolen", "2025-03-20", "no event"),
        ("seized", "last week", "no date or time"),
    ],
)
def test_an_event_that_cannot_be_is_refused(case: Case, event: str, at: str, said: str) -> None:
    golf = car(case)
    with pytest.raises(Refused, match=said):
        register.asset_event(case, golf, event, at, "DC Shah")
    assert asset_rows(case)[0]["events"] == []


def test_what_is_sold_is_not_seized_again_and_undo_takes_it_back(case: Case) -> None:
    golf = car(case)
    register.asset_event(case, golf, "realised", "2025-09-04", "I. Falconer")
    with pytest.raises(Refused, match="cannot be seized"):
        register.asset_event(case, golf, "seized", "2025-09-05", "DC Shah")
    case.undo(case.head()[0])
    register.asset_event(case, golf, "seized", "2025-09-05", "DC Shah")
    assert asset_rows(case)[0]["state"] == "seized"


def test_an_unknown_kind_or_thing_is_refused(case: Case) -> None:
    with pytest.raises(Refused, match="no kind of property"):
        register.add_asset(case, "spaceship", "Enterprise")
    with pytest.raises(Refused, match="no thing 7"):
        register.value(case, 7, date(2025, 1, 1), 1, "guess")


def test_an_event_told_late_does_not_undo_what_came_after_it(case: Case) -> None:
    golf = car(case)
    register.asset_event(case, golf, "seized", "2025-05-01T07:15", "DC Shah")
    register.asset_event(case, golf, "forfeited", "2025-06-01", "Magistrates")
    register.asset_event(case, golf, "restrained", "2025-05-15", "Crown Court")
    assert asset_rows(case)[0]["state"] == "forfeited"


@pytest.mark.parametrize("minor", [0, -500])
def test_a_charge_that_secures_nothing_is_refused(case: Case, minor: int) -> None:
    golf, bank = car(case), add_party(case, "Longmynd", schema="Company")
    with pytest.raises(Refused, match="secures nothing"):
        register.add_interest(case, golf, bank, "charge", minor=minor)


def test_a_payment_in_another_currency_is_not_added_to_the_price(case: Case) -> None:
    flat = register.add_asset(case, "real estate", "Flat in Lyon", currency="EUR")
    payment(case, "P1", 1_000)
    with pytest.raises(Refused, match="payment P1 is in GBP, Flat in Lyon in EUR"):
        register.add_purchase(case, flat, "P1")


def test_an_event_is_kept_in_local_time(case: Case) -> None:
    golf = car(case)
    register.asset_event(case, golf, "seized", "2026-08-28T09:00Z", "DC Shah")
    assert asset_rows(case)[0]["events"][0]["at"] == "2026-08-28T10:00"

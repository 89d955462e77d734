"""A share of a thing is worth its part of what the charges leave, to the penny."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.identity import decide
from workbench.parties.register import add_party
from workbench.recovery import property as register
from workbench.recovery.interests import interest_value, standing

DAY = date(2025, 6, 30)


def house(case: Case, minor: int = 300_000_00) -> int:
    number = register.add_asset(case, "real estate", "14 Hales View")
    register.value(case, number, DAY, minor, "RICS red book")
    return number


def test_joint_owners_share_what_the_mortgage_leaves_to_the_penny(case: Case) -> None:
    home = house(case, 100_000_01)
    bank = add_party(case, "Longmynd", schema="Company")
    three = [add_party(case, name) for name in ("R. Shaw", "K. Boyle", "T. Ivers")]
    register.add_interest(case, home, bank, "charge", minor=40_000_00)
    for who, part in zip(three, (333_333, 333_333, 333_334), strict=True):
        register.add_interest(case, home, who, "beneficial", millionths=part)
    with case.session() as session:
        worth = [interest_value(session, home, who, DAY) for who in three]
        found = standing(session, home)
    minors = [one.minor for one in worth if one is not None]
    assert minors == [19_999_98, 19_999_98, 20_000_05]
    assert sum(minors) == found.equity_minor == 60_000_01
    assert worth[0] is not None
    assert "less £40,000.00 secured on it: £60,000.01" in worth[0].explained


def test_more_secured_than_it_is_worth_leaves_nothing_and_names_the_provision(case: Case) -> None:
    home = house(case, 90_000_00)
    bank, who = add_party(case, "Longmynd", schema="Company"), add_party(case, "R. Shaw")
    register.add_interest(case, home, bank, "charge", minor=100_000_00)
    register.add_interest(case, home, who, "beneficial", millionths=1_000_000)
    with case.session() as session:
        worth = interest_value(session, home, who)
    assert worth is not None
    assert worth.minor == 0
    assert worth.standing.equity_minor == -10_000_00
    assert "nothing is available. POCA 2002 ss.9, 79" in worth.explained


def test_charges_are_met_in_the_order_in_which_they_rank(case: Case) -> None:
    home = house(case, 90_000_00)
    first, second = (add_party(case, name, schema="Company") for name in ("Longmynd", "Severn"))
    register.add_interest(case, home, first, "charge", minor=60_000_00)
    register.add_interest(case, home, second, "charge", minor=50_000_00)
    with case.session() as session:
        found = standing(session, home)
    assert [charge.met_minor for charge in found.charges] == [60_000_00, 30_000_00]


def test_without_a_beneficial_interest_the_legal_title_is_presumed_and_said(case: Case) -> None:
    home, who = house(case), add_party(case, "R. Shaw")
    register.add_interest(case, home, who, "legal", millionths=500_000)
    with case.session() as session:
        worth = interest_value(session, home, who)
    assert worth is not None
    assert worth.minor == 150_000_00
    assert "presumed to follow the legal title" in worth.explained
    assert worth.standing.parts[-1].name == "not recorded as anyone's"
    assert worth.standing.parts[-1].minor == 150_000_00


def test_the_value_of_a_day_is_the_last_one_before_it(case: Case) -> None:
    home, who = house(case), add_party(case, "R. Shaw")
    register.add_interest(case, home, who, "beneficial", millionths=250_000)
    register.value(case, home, date(2026, 1, 1), 400_000_00, "agent's letter")
    with case.session() as session:
        before = interest_value(session, home, who, date(2025, 12, 31))
        after = interest_value(session, home, who, date(2026, 1, 1))
        never = interest_value(session, home, who, date(2025, 6, 29))
    assert before is not None
    assert after is not None
    assert (before.minor, after.minor, never) == (75_000_00, 100_000_00, None)


def test_two_entries_decided_to_be_one_person_count_together(case: Case) -> None:
    home = house(case)
    one, two, other = (add_party(case, n) for n in ("R. Shaw", "Robert Shaw", "K. Boyle"))
    for who, part in ((one, 200_000), (two, 300_000), (other, 500_000)):
        register.add_interest(case, home, who, "beneficial", millionths=part)
    decide(case, one, two, "same", why="same passport")
    with case.session() as session:
        worth = interest_value(session, home, two)
    assert worth is not None
    assert (worth.minor, worth.millionths) == (150_000_00, 500_000)


def test_who_has_no_interest_has_no_value_and_a_thing_must_stand(case: Case) -> None:
    home, who = house(case), add_party(case, "R. Shaw")
    with case.session() as session:
        assert interest_value(session, home, who) is None
        with pytest.raises(Refused, match="no thing 99"):
            interest_value(session, 99, who)

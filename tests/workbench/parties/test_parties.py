"""Parties are recorded, said to hold accounts, suggested as matches, decided, and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.case import Case
from workbench.errors import Refused
from workbench.parties import identity, register
from workbench.store.changes import table_of
from workbench.store.tables import Account


def with_account(case: Case, key: str) -> None:
    with case._transaction() as connection:
        connection.execute(
            table_of(Account).insert().values(
                id=1, key=key, name="", institution="", sort_code="", number="", iban="",
                currency="GBP", held=True,
            )
        )  # fmt: skip


def test_a_party_is_recorded_with_the_account_it_holds(case: Case) -> None:
    with_account(case, "20-00-00 12345678")
    number = register.add_party(case, "  Ronan   Shaw ", subject=True, born=date(1988, 4, 2))
    register.hold(case, "20-00-00 12345678", number, evidence="account opening form")
    (row,) = register.party_rows(case)
    assert row["name"] == "Ronan Shaw"
    assert row["accounts"] == ["20-00-00 12345678"]
    assert row["subject"] is True
    assert row["born"] == "1988-04-02"


def test_a_party_without_a_name_or_of_no_known_kind_is_refused(case: Case) -> None:
    with pytest.raises(Refused, match="needs a name"):
        register.add_party(case, "   ")
    with pytest.raises(Refused, match="no kind of party"):
        register.add_party(case, "R. Shaw", schema="Human")
    assert case.head()[0] == 1


def test_an_unknown_account_or_a_second_link_is_refused(case: Case) -> None:
    with_account(case, "A")
    number = register.add_party(case, "R. Shaw")
    with pytest.raises(Refused, match="no account B"):
        register.hold(case, "B", number)
    register.hold(case, "A", number)
    with pytest.raises(Refused, match="already"):
        register.hold(case, "A", number)
    with pytest.raises(Refused, match="no party 77"):
        register.hold(case, "A", 77)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mr Ronan SHAW", "Ronan Shaw"),
        ("Sparkle Hand Car Wash Limited", "SPARKLE HAND CAR WASH LTD."),
        ("Hill & Sons", "Hill and Sons"),
    ],
)
def test_case_title_and_company_form_do_not_hide_a_match(case: Case, a: str, b: str) -> None:
    register.add_party(case, a)
    register.add_party(case, b)
    (found,) = identity.suggest(case)
    assert (found.a, found.b) == (1, 2)
    assert "the names are the same but for case, title or form" in found.reasons


def test_different_birthdays_are_never_suggested_and_people_are_no_companies(case: Case) -> None:
    register.add_party(case, "R. Shaw", born=date(1988, 4, 2))
    register.add_party(case, "R. Shaw", born=date(1961, 1, 9))
    register.add_party(case, "R Shaw", schema="Company")
    assert [(s.a, s.b) for s in identity.suggest(case)] == []


def test_a_decision_needs_a_reason_and_two_parties(case: Case) -> None:
    one = register.add_party(case, "R. Shaw")
    two = register.add_party(case, "Ronan Shaw")
    with pytest.raises(Refused, match="needs a reason"):
        identity.decide(case, one, two, "same", why=" ")
    with pytest.raises(Refused, match="not compared with itself"):
        identity.decide(case, one, one, "same", why="x")
    with pytest.raises(Refused, match="no party 9"):
        identity.decide(case, one, 9, "same", why="x")
    with pytest.raises(Refused, match="no decision"):
        identity.decide(case, one, two, "perhaps", why="x")


def test_decided_pairs_are_grouped_and_no_longer_suggested_until_undone(case: Case) -> None:
    for name in ("Ronan Shaw", "Mr Ronan Shaw", "RONAN SHAW"):
        register.add_party(case, name)
    assert len(identity.suggest(case)) == 3
    first = identity.decide(case, 3, 2, "same", why="same passport")
    identity.decide(case, 1, 2, "same", why="same address")
    assert {row["identity"] for row in register.party_rows(case)} == {1}
    assert [(s.a, s.b) for s in identity.suggest(case)] == [(1, 3)]
    identity.undo_decision(case, first)
    assert [row["identity"] for row in register.party_rows(case)] == [1, 1, 3]
    with pytest.raises(Refused, match="no identity decision"):
        identity.undo_decision(case, first)


def test_a_later_decision_on_a_pair_replaces_the_earlier(case: Case) -> None:
    register.add_party(case, "Ronan Shaw")
    register.add_party(case, "Mr Ronan Shaw")
    identity.decide(case, 1, 2, "same", why="looked alike")
    identity.decide(case, 2, 1, "different", why="two people on CCTV")
    assert [row["identity"] for row in register.party_rows(case)] == [1, 2]
    assert len(identity.decision_rows(case)) == 2
    assert case.journal()[-1].summary == (
        "Decided that Mr Ronan Shaw and Ronan Shaw are different: two people on CCTV"
    )


def test_decisions_that_contradict_one_another_are_named(case: Case) -> None:
    for name in ("A", "B", "C"):
        register.add_party(case, name)
    identity.decide(case, 1, 2, "same", why="x")
    identity.decide(case, 2, 3, "same", why="x")
    identity.decide(case, 1, 3, "different", why="x")
    with pytest.raises(Refused, match="Take one of the decisions back"):
        register.party_rows(case)

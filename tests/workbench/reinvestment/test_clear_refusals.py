"""Acts that come too late, twice, or in another currency are refused, and the line says why."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workbench.recovery.facts import confiscation
from tests.workbench.reinvestment.acts import approved, pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment import (
    contributions,
    deposits,
    funds,
    grants,
    panel,
    programmes,
    quarters,
    reconcile,
    rows,
)

DAY = date(2026, 2, 2)


@pytest.fixture
def ready(file_case: Case) -> Case:
    """A fund of £1,000.00 and a programme."""
    funds.add_fund(file_case, "Community fund", "police")
    deposits.deposit(file_case, 1, date(2026, 1, 2), 100_000, "Public health")
    programmes.add_programme(file_case, "joined-up funding", "One front door")
    return file_case


def test_no_instalment_is_planned_of_a_grant_that_is_over(ready: Case) -> None:
    number = approved(ready, 50_000)
    grants.withdraw(ready, number, "M. Thorne", DAY, "the service moved away")
    with pytest.raises(Refused, match="withdrawn, not proposed, recommended, approved, in payment"):
        grants.add_instalment(ready, number, DAY, 10_000)


def test_the_grants_of_a_programme_are_in_one_currency(ready: Case) -> None:
    funds.add_fund(ready, "Euro fund", "police", currency="EUR")
    grants.propose(ready, 1, 1, "Cole Valley", 50_000)
    with pytest.raises(Refused, match="its grants are in GBP, the fund Euro fund is in EUR"):
        grants.propose(ready, 1, 2, "Cole Valley", 9_000)
    programmes.add_programme(ready, "joined-up funding", "One front door, abroad")
    with pytest.raises(Refused, match=r"€90\.00 is more than the whole cost of €50\.00"):
        grants.propose(ready, 2, 2, "Cole Valley", 9_000, total_cost_minor=5_000)
    assert grants.propose(ready, 2, 2, "Cole Valley", 9_000) == 2


def test_whoever_gives_the_final_approval_does_not_recommend(ready: Case) -> None:
    funds.add_fund(ready, "Small grants", "police", bid_limit_minor=500_000,
                   final_approver="S. Marlowe")  # fmt: skip
    grants.propose(ready, 1, 2, "Boxing club", 50_000, area="Northside")
    with pytest.raises(Refused, match=r"S\. Marlowe gives the final approval and cannot recommend"):
        grants.recommend(ready, 1, "s. marlowe", DAY)
    with pytest.raises(Refused, match="the view of a resident and police member is missing"):
        grants.recommend(ready, 1, "P. Aldersley", DAY)
    panel.add_member(ready, 1, "A. Neighbour", "resident")


def test_what_is_closed_or_corrected_is_not_so_again(ready: Case) -> None:
    reconcile.record_payment(ready, "2025-Q3", 1, date(2026, 1, 9), 5_000)
    reconcile.correct_payment(ready, 1, DAY, "another force's")
    with pytest.raises(Refused, match="payment 1 is corrected already"):
        reconcile.correct_payment(ready, 1, DAY, "another force's")
    quarters.close_quarter(ready, "2025-Q3", "F. Alder", DAY)
    with pytest.raises(Refused, match=r"2025-Q3: F\. Alder closed it on 2 Feb 2026 already"):
        quarters.close_quarter(ready, "2025-Q3", "F. Alder", DAY)


@pytest.mark.parametrize("action", ["declare", "view"])
def test_what_a_member_of_a_panel_said_is_said_anew_and_never_undone(
    ready: Case, action: str
) -> None:
    grants.propose(ready, 1, 1, "Cole Valley", 50_000)
    member = panel.add_member(ready, 1, "A. Neighbour", "resident")
    panel.declare(ready, member, DAY)
    panel.give_view(ready, member, "for")
    entry = next(e.seq for e in ready.journal() if e.action == action)
    with pytest.raises(Refused, match="a decision may rest on it"):
        ready.undo(entry)
    panel.declare(ready, member, DAY, conflict="Trustee")


def test_an_undo_that_comes_too_late_names_what_has_changed_since(ready: Case) -> None:
    grants.propose(ready, 1, 1, "Cole Valley", 50_000)
    grants.recommend(ready, 1, "P. Aldersley", DAY)
    grants.approve(ready, 1, "M. Thorne", DAY)
    entry = next(e.seq for e in ready.journal() if e.action == "recommend")
    with pytest.raises(Refused, match="grant award 1 is no longer as that change left it"):
        ready.undo(entry)


def test_an_instalment_of_a_grant_that_is_over_stays_as_it_is(ready: Case) -> None:
    number = approved(ready, 50_000)
    part = grants.add_instalment(ready, number, DAY, 10_000, condition="Lease signed")
    with pytest.raises(Refused, match="1 Jan 2026 is before it was recommended on 14 Jan 2026"):
        grants.withdraw(ready, number, "M. Thorne", date(2026, 1, 1), "moved away")
    with pytest.raises(Refused, match="20 Jan 2026 is before it was approved on 28 Jan 2026"):
        grants.withdraw(ready, number, "M. Thorne", date(2026, 1, 20), "moved away")
    grants.withdraw(ready, number, "M. Thorne", DAY, "moved away")
    with pytest.raises(Refused, match="the grant is withdrawn"):
        grants.condition_met(ready, part, DAY)
    with pytest.raises(Refused, match="the grant is withdrawn"):
        grants.change_instalment(ready, part, "M. Thorne", DAY, "less", minor=5_000)


def test_a_decision_is_not_dated_before_what_it_ends(ready: Case) -> None:
    grants.propose(ready, 1, 1, "Cole Valley", 50_000)
    grants.recommend(ready, 1, "P. Aldersley", DAY)
    with pytest.raises(Refused, match="1 Feb 2026 is before it was recommended on 2 Feb 2026"):
        grants.turn_down(ready, 1, "M. Thorne", date(2026, 2, 1), "no need")
    number = approved(ready, 50_000)
    grants.set_terms(ready, number, exit_plan="The council goes on with it")
    pay(ready, grants.add_instalment(ready, number, DAY, 10_000), "I. Falconer", DAY)
    with pytest.raises(Refused, match="1 Feb 2026 is before it was paid on 2 Feb 2026"):
        grants.close(ready, number, "M. Thorne", date(2026, 2, 1))


def test_a_fund_that_is_promised_more_than_it_holds_is_said_beside_the_grant(ready: Case) -> None:
    approved(ready, 100_000)
    assert rows.grant_rows(ready)[0]["flags"] == []
    approved(ready, 25_000)
    assert [row["flags"] for row in rows.grant_rows(ready)] == [
        ["its fund is promised £250.00 more than it holds"],
        ["its fund is promised £250.00 more than it holds"],
    ]


def test_each_body_has_one_part_above_nothing(ready: Case) -> None:
    order = confiscation(ready)
    with pytest.raises(Refused, match="West has no part of the investigator's share"):
        contributions.agree(ready, order, {"West": 0, "East": 1_000_000})
    with pytest.raises(Refused, match="needs the name of its own body"):
        contributions.agree(ready, order, {"West": 500_000, "WEST": 500_000})

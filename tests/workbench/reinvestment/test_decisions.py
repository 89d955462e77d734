"""How a grant is decided, agreed and followed: by whom, on whose advice, with what to show."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import approved, pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment import (
    funds,
    grants,
    match,
    monitoring,
    outcomes,
    panel,
    programmes,
    rows,
    shares,
)

DAY = date(2026, 3, 12)
EARLY = date(2026, 1, 14)


@pytest.fixture
def ready(case: Case) -> Case:
    """£22,500.00 in a fund, and a programme."""
    funds.add_fund(case, "Community fund", "police")
    shares.share_receipt(case, receipt(case, confiscation(case), 12_000_000), fund_id=1)
    programmes.add_programme(case, "diversion into treatment", "Custody to treatment")
    return case


@pytest.fixture
def small(ready: Case) -> Case:
    """A fund of small grants: bids to £5,000, a local panel, the commissioner decides."""
    funds.add_fund(
        ready, "Active citizens", "police", kinds=["community project"], bid_limit_minor=500_000,
        final_approver="S. Foster",
    )  # fmt: skip
    programmes.add_programme(ready, "community project", "Ladywood")
    return ready


def test_a_small_grant_is_within_the_limit_of_bids_and_serves_a_named_area(small: Case) -> None:
    with pytest.raises(Refused, match=r"£5,000\.01 is above the £5,000\.00"):
        grants.propose(small, 2, 2, "Boxing club", 500_001, area="Ladywood")
    with pytest.raises(Refused, match="serves a named area"):
        grants.propose(small, 2, 2, "Boxing club", 500_000)
    assert grants.propose(small, 2, 2, "Boxing club", 500_000, area="Ladywood") == 1


def test_a_small_grant_is_seen_by_residents_and_police_and_approved_by_the_commissioner(
    small: Case,
) -> None:
    grant = grants.propose(small, 2, 2, "Boxing club", 500_000, area="Ladywood")
    with pytest.raises(Refused, match="view of a resident and police member is missing"):
        grants.recommend(small, grant, "P. Aldersley", EARLY)
    members = [
        panel.add_member(small, grant, name, role)
        for name, role in (("A. Khan", "resident"), ("B. Low", "resident"), ("Sgt C", "police"))
    ]
    with pytest.raises(Refused, match="is on the panel already"):
        panel.add_member(small, grant, "a.  KHAN")
    with pytest.raises(Refused, match="declared no interests yet"):
        panel.give_view(small, members[0], "for")
    with pytest.raises(Refused, match=r"A\. Khan of the panel declared no interests"):
        grants.recommend(small, grant, "P. Aldersley", EARLY)
    panel.declare(small, members[0], EARLY)
    panel.declare(small, members[1], EARLY, conflict="coaches at the club")
    panel.declare(small, members[2], EARLY)
    with pytest.raises(Refused, match="stood aside: coaches at the club"):
        panel.give_view(small, members[1], "for")
    with pytest.raises(Refused, match="is no view"):
        panel.give_view(small, members[0], "maybe")
    panel.give_view(small, members[0], "against")
    panel.give_view(small, members[2], "for")
    with pytest.raises(Refused, match="1 member for and 1 against"):
        grants.recommend(small, grant, "P. Aldersley", EARLY)
    panel.give_view(small, members[0], "for")
    with pytest.raises(Refused, match="declared a conflict of interest and cannot recommend"):
        grants.recommend(small, grant, "B. LOW", EARLY)
    grants.recommend(small, grant, "P. Aldersley", EARLY)
    with pytest.raises(Refused, match="declared a conflict of interest and cannot approve"):
        grants.approve(small, grant, "B. Low", DAY)
    with pytest.raises(Refused, match=r"final approval is by S\. Foster"):
        grants.approve(small, grant, "M. Thorne", DAY)
    grants.approve(small, grant, "s. foster", DAY)
    (row,) = rows.grant_rows(small)
    assert row["state"] == "approved"
    assert [m["stood_aside"] for m in row["panel"]] == [False, True, False]
    with pytest.raises(Refused, match="is approved, not proposed"):
        panel.add_member(small, grant, "D. Late")


def test_two_people_pay_and_neither_decided(ready: Case) -> None:
    grant = approved(ready, 900_000)
    part = grants.add_instalment(ready, grant, DAY, 900_000)
    with pytest.raises(Refused, match="nobody prepared the payment yet"):
        grants.pay(ready, part, "I. Falconer", DAY)
    with pytest.raises(Refused, match=r"£9,000\.01 is invoiced, the instalment is £9,000\.00"):
        grants.prepare(ready, part, "C. Penhaligon", DAY, invoiced_minor=900_001)
    grants.prepare(ready, part, "C. Penhaligon", DAY, invoice="INV 7", invoiced_minor=900_000)
    with pytest.raises(Refused, match="prepared the payment of this grant and cannot pay it"):
        grants.pay(ready, part, "c. PENHALIGON", DAY)
    with pytest.raises(Refused, match="before it was prepared"):
        grants.pay(ready, part, "I. Falconer", date(2026, 3, 11))
    grants.pay(ready, part, "I. Falconer", DAY)
    (row,) = rows.grant_rows(ready)[0]["instalments"]
    assert (row["prepared_by"], row["paid_by"], row["invoice"]) == (
        "C. Penhaligon", "I. Falconer", "INV 7",
    )  # fmt: skip


def test_a_variance_is_explained_and_prepared_again(ready: Case) -> None:
    grant = approved(ready, 900_000)
    part = grants.add_instalment(ready, grant, DAY, 900_000)
    grants.prepare(ready, part, "C. Penhaligon", DAY)
    with pytest.raises(Refused, match="needs a reason"):
        grants.change_instalment(ready, part, "I. Falconer", DAY, " ", minor=1)
    with pytest.raises(Refused, match="nothing of the instalment is changed"):
        grants.change_instalment(ready, part, "I. Falconer", DAY, "why", minor=900_000)
    with pytest.raises(Refused, match="instalments would come to"):
        grants.change_instalment(ready, part, "I. Falconer", DAY, "why", minor=900_001)
    grants.change_instalment(ready, part, "I. Falconer", DAY, "invoiced less", minor=850_000)
    (row,) = rows.grant_rows(ready)
    assert row["events"][0]["note"].endswith(
        "£9,000.00 on 12 Mar 2026 became £8,500.00 on 12 Mar 2026: invoiced less"
    )
    with pytest.raises(Refused, match="nobody prepared"):
        grants.pay(ready, part, "I. Falconer", DAY)
    pay(ready, part, "I. Falconer", DAY)
    with pytest.raises(Refused, match="is paid already"):
        grants.change_instalment(ready, part, "I. Falconer", DAY, "late", minor=1)
    assert rows.fund_rows(ready)[0]["promised_minor"] == 50_000
    grants.vary(ready, grant, 850_000, "M. Thorne", DAY, "the rest is not needed")
    (row,) = rows.grant_rows(ready)
    assert (row["state"], row["minor"]) == ("paid", 850_000)
    assert rows.fund_rows(ready)[0]["promised_minor"] == 0


def test_a_grant_is_not_varied_by_who_recommended_it_or_below_what_is_planned(
    ready: Case,
) -> None:
    grant = approved(ready, 900_000)
    grants.add_instalment(ready, grant, DAY, 800_000)
    for minor, by, why, words in (
        (850_000, "p. aldersley", "x", "recommended this grant and cannot vary it"),
        (799_999, "M. Thorne", "x", r"£8,000\.00 of it is planned"),
        (850_000, "M. Thorne", " ", "varied for a reason"),
    ):
        with pytest.raises(Refused, match=words):
            grants.vary(ready, grant, minor, by, DAY, why)


def test_the_agreement_and_its_terms_are_kept(ready: Case, tmp_path: Path) -> None:
    paper = tmp_path / "agreement.txt"
    paper.write_text("signed\n", encoding="utf-8")
    grant = approved(ready, 900_000, total_cost_minor=1_500_000, purpose="Plan, objective 3")
    with pytest.raises(Refused, match="before it was approved on 28 Jan 2026"):
        grants.agree(ready, grant, EARLY, document=paper)
    with pytest.raises(Refused, match="is not a term"):
        grants.agree(ready, grant, DAY, colour="blue")
    grants.agree(ready, grant, DAY, document=paper, claw_back_terms="What is unspent comes back")
    grants.set_terms(ready, grant, exit_plan="The council takes it over", safeguarding="Policy 4")
    with pytest.raises(Refused, match="nothing is said"):
        grants.set_terms(ready, grant, exit_plan=" ")
    (row,) = rows.grant_rows(ready)
    assert row["agreed"] == "2026-03-12"
    assert len(row["agreement"]) == 64
    assert row["terms"]["claw_back_terms"] == "What is unspent comes back"
    assert row["terms"]["purpose"] == "Plan, objective 3"
    part = grants.add_instalment(ready, grant, DAY, 1)
    with pytest.raises(Refused, match="before it was agreed"):
        grants.prepare(ready, part, "C. Penhaligon", date(2026, 3, 11))


def test_a_paper_of_a_refused_act_is_not_kept(ready: Case, tmp_path: Path) -> None:
    paper = tmp_path / "agreement.txt"
    paper.write_text("signed\n", encoding="utf-8")
    grant = grants.propose(ready, 1, 1, "Cole Valley", 1)
    before = ready.head()
    with pytest.raises(Refused, match="is proposed, not approved"):
        grants.agree(ready, grant, DAY, document=paper)
    for wrong in (tmp_path / "no.txt", "0" * 64):
        with pytest.raises(Refused):
            grants.agree(ready, grant, DAY, document=wrong)
    assert ready.head() == before


def test_match_funding_is_hoped_for_until_it_is_confirmed(ready: Case) -> None:
    # Cleveland: £131,287 of £441,512 from the commissioner, the rest of partners.
    grant = grants.propose(
        ready, 1, 1, "Treatment service", 13_128_700, total_cost_minor=44_151_200
    )
    with pytest.raises(Refused, match="is more than the whole cost"):
        grants.propose(ready, 1, 1, "Treatment service", 2, total_cost_minor=1)
    first = match.add_match(ready, grant, "Public health", 20_000_000)
    match.add_match(ready, grant, "GP practice", 11_000_000, "in kind")
    with pytest.raises(Refused, match="would be given to work that costs"):
        match.add_match(ready, grant, "Prisons", 22_501)
    for source, minor, kind in ((" ", 1, "cash"), ("X", 0, "cash"), ("X", 1, "hope")):
        with pytest.raises(Refused):
            match.add_match(ready, grant, source, minor, kind)
    match.confirm_match(ready, first, DAY)
    with pytest.raises(Refused, match="confirmed already"):
        match.confirm_match(ready, first, DAY)
    (row,) = rows.grant_rows(ready)
    assert row["flags"] == [
        "£110,000.00 of match funding is not confirmed", "£225.00 of the cost is given by nobody",
    ]  # fmt: skip


def test_returns_are_planned_every_three_months_and_owed_until_they_come(
    ready: Case, tmp_path: Path
) -> None:
    grant = approved(ready, 900_000, start=date(2026, 3, 1), end=date(2027, 1, 31))
    numbers = monitoring.plan_returns(ready, grant)
    planned = rows.grant_rows(ready)[0]["returns"]
    assert [(r["start"], r["end"], r["due"]) for r in planned] == [
        ("2026-03-01", "2026-05-31", "2026-06-30"), ("2026-06-01", "2026-08-31", "2026-09-30"),
        ("2026-09-01", "2026-11-30", "2026-12-30"), ("2026-12-01", "2027-01-31", "2027-03-02"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="planned already"):
        monitoring.plan_returns(ready, grant)
    with pytest.raises(Refused, match="a return is a paper"):
        monitoring.receive_return(ready, numbers[0], DAY, document=None)
    pay(ready, grants.add_instalment(ready, grant, DAY, 900_000), "I. Falconer", DAY)
    paper = tmp_path / "return.txt"
    paper.write_text("spent 8,000\n", encoding="utf-8")
    monitoring.receive_return(
        ready, numbers[0], date(2026, 6, 29), document=paper, spent_minor=800_000
    )
    with pytest.raises(Refused, match="was received on 29 Jun 2026"):
        monitoring.receive_return(ready, numbers[0], date(2026, 6, 29), document=paper)
    flags = rows.grant_rows(ready)[0]["flags"]
    assert "£8,000.00 spent to 31 May 2026 is £1,000.00 less than was paid" in flags
    with pytest.raises(Refused, match="the return due on 30 Sep 2026 is not received"):
        grants.close(ready, grant, "I. Falconer", date(2027, 2, 1))
    due = [r for r in rows.calendar_rows(ready, today=date(2026, 10, 1)) if r["kind"] == "return"]
    assert [(r["done"], r["late"]) for r in due] == [
        (True, False), (False, True), (False, False), (False, False),
    ]  # fmt: skip


def test_a_grant_is_closed_with_a_plan_for_the_end_and_promises_no_more(ready: Case) -> None:
    grant = approved(ready, 900_000)
    with pytest.raises(Refused, match="is approved, not in payment or paid"):
        grants.close(ready, grant, "I. Falconer", DAY)
    pay(ready, grants.add_instalment(ready, grant, DAY, 400_000), "I. Falconer", DAY)
    with pytest.raises(Refused, match="no plan for the end of the funding"):
        grants.close(ready, grant, "I. Falconer", DAY)
    grants.set_terms(ready, grant, exit_plan="People move to the main service")
    assert rows.fund_rows(ready)[0]["promised_minor"] == 500_000
    grants.close(ready, grant, "I. Falconer", DAY)
    assert rows.fund_rows(ready)[0]["promised_minor"] == 0
    assert rows.grant_rows(ready)[0]["state"] == "closed"


def test_a_grant_is_withdrawn_or_turned_down_before_it_is_paid(ready: Case) -> None:
    first = grants.propose(ready, 1, 1, "One", 1)
    grants.withdraw(ready, first, "One", DAY, "found other money")
    second = grants.propose(ready, 1, 1, "Two", 1)
    grants.recommend(ready, second, "P. Aldersley", EARLY)
    with pytest.raises(Refused, match="cannot turn down it too"):
        grants.turn_down(ready, second, "P. Aldersley", DAY, "no need")
    grants.turn_down(ready, second, "M. Thorne", DAY, "no need shown")
    third = approved(ready, 100)
    pay(ready, grants.add_instalment(ready, third, DAY, 50), "I. Falconer", DAY)
    with pytest.raises(Refused, match="is in payment, not proposed, recommended or approved"):
        grants.withdraw(ready, third, "One", DAY, "too late")
    assert [g["state"] for g in rows.grant_rows(ready)] == [
        "withdrawn", "turned down", "in payment",
    ]  # fmt: skip


def test_a_fund_is_not_spent_when_its_time_is_over(ready: Case) -> None:
    funds.add_fund(ready, "Year fund", "police", ends=date(2026, 3, 31), return_to="Home Office")
    shares.share_receipt(ready, receipt(ready, confiscation(ready), 1_600_000), fund_id=2)
    grant = approved(ready, 100_000, fund=2)
    part = grants.add_instalment(ready, grant, date(2026, 4, 1), 100_000)
    grants.prepare(ready, part, "C. Penhaligon", DAY)
    with pytest.raises(Refused, match="may be spent until 31 Mar 2026"):
        grants.pay(ready, part, "I. Falconer", date(2026, 4, 1))
    waiting = rows.waiting_rows(ready, today=date(2026, 4, 1))
    assert "Year fund ended: £3,000.00 is to be returned to Home Office" in [
        row["what"] for row in waiting
    ]


def test_a_fund_may_be_for_anything_but_one_kind(ready: Case) -> None:
    own = "economic crime and reinvestment"
    funds.add_fund(ready, "Pot", "police", not_for=[own])
    programmes.add_programme(ready, own, "The team")
    with pytest.raises(Refused, match="may not pay for economic crime"):
        grants.propose(ready, 2, 2, "The force", 1)
    assert grants.propose(ready, 1, 2, "Cole Valley", 1) == 1
    assert (rows.fund_rows(ready)[1]["kinds"], rows.fund_rows(ready)[1]["not_for"]) == ([], [own])
    with pytest.raises(Refused, match="no kind of programme"):
        funds.add_fund(ready, "Pot", "police", not_for=["fireworks"])


def test_a_payment_is_not_dated_where_later_ones_left_nothing(ready: Case) -> None:
    late = approved(ready, 2_000_000)
    pay(ready, grants.add_instalment(ready, late, DAY, 2_000_000), "I. Falconer", DAY)
    soon = approved(ready, 300_000)
    part = grants.add_instalment(ready, soon, DAY, 300_000)
    grants.prepare(ready, part, "C. Penhaligon", date(2026, 2, 1))
    with pytest.raises(Refused, match=r"holds £2,500\.00"):
        grants.pay(ready, part, "I. Falconer", date(2026, 2, 2))


def test_what_waits_for_a_person_says_what_they_may_not_do(ready: Case) -> None:
    grants.propose(ready, 1, 1, "Cole Valley", 100)
    grants.recommend(ready, 1, "P. Aldersley", EARLY)
    receipt(ready, confiscation(ready), 1_600)

    def of(person: str, act: str) -> dict[str, Any]:
        return next(r for r in rows.waiting_rows(ready, person, today=DAY) if r["act"] == act)

    assert of("p. aldersley", "approve")["why_not"] == "p. aldersley recommended this grant"
    assert of("M. Thorne", "approve")["may"] is True
    assert of("", "share")["minor"] == 1_600
    assert of("", "reconcile")["quarter"] == "2025-Q2"
    assert "is to come from the Home Office" in of("", "reconcile")["what"]
    grants.approve(ready, 1, "M. Thorne", DAY)
    part = grants.add_instalment(ready, 1, DAY, 100, condition="Agreement signed")
    assert of("", "met")["due"] == "2026-03-12"
    grants.condition_met(ready, part, DAY)
    assert of("M. Thorne", "prepare")["may"] is True
    grants.prepare(ready, part, "C. Penhaligon", DAY)
    assert of("C. Penhaligon", "pay")["why_not"] == (
        "C. Penhaligon prepared the payment of this grant"
    )
    assert of("I. Falconer", "pay")["may"] is True
    assert of("", "agree")["grant"] == 1


def test_a_kind_of_programme_of_the_case_s_own_has_measures_like_any_other(
    ready: Case, tmp_path: Path
) -> None:
    source = tmp_path / "return.txt"
    source.write_text("x", encoding="utf-8")
    measures = [("Families helped", "families"), ("Came back", "families")]
    programmes.add_kind(ready, "family support", "Stand by.", measures, fewer=["Came back"])
    number = programmes.add_programme(ready, "family support", "Next of kin")
    funds.add_fund(ready, "Own fund", "police", kinds=["family support"])
    period: dict[str, Any] = {"source": source, "start": DAY, "end": DAY}
    outcomes.add_outcome(ready, number, "Came back", 12, target=10, **period)
    assert [(o["unit"], o["rating"], o["rag"]) for o in rows.outcome_rows(ready)] == [
        ("families", "missed", "red")
    ]
    for name, what, pairs, fewer in (
        ("Family Support", "x", measures, []), (" ", "x", measures, []), ("a", " ", measures, []),
        ("a", "x", [], []), ("a", "x", [("b", " ")], []), ("a", "x", measures * 2, []),
        ("a", "x", measures, ["c"]), ("on-site testing", "x", measures, []),
    ):  # fmt: skip
        with pytest.raises(Refused):
            programmes.add_kind(ready, name, what, pairs, fewer=fewer)


def test_a_consumption_room_is_appraised_and_serves_only_where_it_is_lawful(
    ready: Case, tmp_path: Path
) -> None:
    source = tmp_path / "return.txt"
    source.write_text("x", encoding="utf-8")
    period: dict[str, Any] = {"source": source, "start": DAY, "end": DAY}
    kind = "drug consumption rooms"
    appraisal = programmes.add_programme(ready, kind, "Appraisal")
    outcomes.add_outcome(ready, appraisal, "Sites appraised", 3, **period)
    with pytest.raises(Refused, match="nothing says what makes it lawful"):
        outcomes.add_outcome(ready, appraisal, "Visits", 9, **period)
    service = programmes.add_programme(ready, kind, "Service", lawful_basis="Licence 12 of 2026")
    outcomes.add_outcome(ready, service, "Visits", 9, **period)
    assert rows.programme_rows(ready)[2]["description"] == "Lawful basis: Licence 12 of 2026"

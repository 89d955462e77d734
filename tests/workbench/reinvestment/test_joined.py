"""Money of several streams in one programme: kept apart, returned to where it came from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import approved, pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.money import share as divide
from workbench.recovery.figures import FIGURES as RECOVERY
from workbench.reinvestment import (
    claw_back,
    contributions,
    deposits,
    funds,
    grants,
    programmes,
    rows,
    shares,
)
from workbench.reinvestment.figures import FIGURES
from workbench.store.tables import ReturnedMoney

DAY = date(2026, 3, 12)


@pytest.fixture
def joined(case: Case) -> Case:
    """Police money of a receipt, public health money of a deposit, in one fund and in another."""
    funds.add_fund(case, "Joint fund", "police")
    funds.add_fund(case, "Public health", "public health", return_to="The council")
    shares.share_receipt(case, receipt(case, confiscation(case), 12_000_000), fund_id=1)
    deposits.deposit(case, 1, date(2026, 1, 5), 1_000_000, "Community safety partnership")
    deposits.deposit(case, 2, date(2026, 1, 5), 300_000, "Director of public health")
    programmes.add_programme(case, "joined-up funding", "One front door")
    return case


def test_a_deposit_is_spent_after_the_older_share_and_both_are_named(joined: Case) -> None:
    grant = approved(joined, 3_000_000)
    part = grants.add_instalment(joined, grant, DAY, 3_000_000)
    pay(joined, part, "I. Falconer", DAY)
    (row,) = rows.grant_rows(joined)
    assert row["instalments"][0]["sources"] == [
        {"share": 2, "receipt": 1, "minor": 2_250_000, "clawed_back_minor": 0},
        {"deposit": 1, "minor": 750_000, "clawed_back_minor": 0},
    ]
    figure = Book(joined, {**FIGURES, **RECOVERY}).figure("instalment:1")
    assert figure.because == ("share:2", "deposit:1")
    assert "£7,500.00 from deposit 1" in figure.rule
    assert [d["unspent_minor"] for d in rows.deposit_rows(joined)] == [250_000, 300_000]


def test_what_comes_back_returns_to_each_stream_in_proportion(joined: Case) -> None:
    grant = approved(joined, 3_000_000)
    pay(joined, grants.add_instalment(joined, grant, DAY, 3_000_000), "I. Falconer", DAY)
    claw_back.claw_back(joined, 1, 1_000_001, "I. Falconer", date(2026, 6, 1), "places not filled")
    (row,) = rows.grant_rows(joined)
    # Three quarters of it was police money, a quarter the partnership's.
    assert [s["clawed_back_minor"] for s in row["instalments"][0]["sources"]] == [750_001, 250_000]
    fund = rows.fund_rows(joined)[0]
    assert (fund["paid_minor"], fund["clawed_back_minor"], fund["held_minor"]) == (
        3_000_000, 1_000_001, 1_250_001,
    )  # fmt: skip
    told = rows.summary(joined)["GBP"]
    assert (told["spent_minor"], told["unaccounted_minor"]) == (1_999_999, 0)
    for minor, on, words in (
        (2_000_000, date(2026, 6, 2), "would have come back"),
        (1, date(2026, 3, 1), "was paid on"),
        (0, date(2026, 6, 2), "above nothing"),
    ):
        with pytest.raises(Refused, match=words):
            claw_back.claw_back(joined, 1, minor, "I. Falconer", on, "again")


def test_money_that_came_back_is_spent_again_and_not_before_it_came(joined: Case) -> None:
    grant = approved(joined, 3_250_000)
    pay(joined, grants.add_instalment(joined, grant, DAY, 3_250_000), "I. Falconer", DAY)
    claw_back.claw_back(joined, 1, 500_000, "I. Falconer", date(2026, 6, 1), "two posts empty")
    again = approved(joined, 500_000)
    part = grants.add_instalment(joined, again, DAY, 500_000)
    grants.prepare(joined, part, "C. Penhaligon", DAY)
    with pytest.raises(Refused, match=r"hold £0\.00 of the £5,000\.00"):
        grants.pay(joined, part, "I. Falconer", date(2026, 5, 31))
    grants.pay(joined, part, "I. Falconer", date(2026, 6, 1))
    assert rows.fund_rows(joined)[0]["held_minor"] == 0
    assert rows.summary(joined)["GBP"]["unaccounted_minor"] == 0


@given(st.lists(st.integers(1, 999), min_size=1, max_size=4), st.lists(st.integers(1, 500)))
def test_claw_backs_in_any_steps_never_give_a_stream_more_than_it_paid(
    paid: list[int], wanted: list[int]
) -> None:
    left = list(paid)
    for minor in wanted:
        if minor > sum(left):
            continue
        parts = divide(minor, left)
        left = [one - part for one, part in zip(left, parts, strict=True)]
        assert min(left) >= 0


def test_money_is_returned_to_whom_it_came_from_unless_it_is_promised(joined: Case) -> None:
    approved(joined, 250_000, fund=2)
    with pytest.raises(Refused, match=r"£500\.00 is held and not promised"):
        deposits.give_back(joined, 2, 50_001, "I. Falconer", DAY, "the year is over")
    with pytest.raises(Refused, match="nobody is named"):
        deposits.give_back(joined, 1, 1, "I. Falconer", DAY, "the year is over")
    with pytest.raises(Refused, match="deposit 1 is not in the fund"):
        deposits.give_back(joined, 2, 1, "I. Falconer", DAY, "over", deposits=[1])
    with pytest.raises(Refused, match="for a reason"):
        deposits.give_back(joined, 2, 1, "I. Falconer", DAY, " ")
    deposits.give_back(joined, 2, 50_000, "I. Falconer", DAY, "the year is over")
    fund = rows.fund_rows(joined)[1]
    assert (fund["returned_minor"], fund["held_minor"], fund["free_minor"]) == (
        50_000, 250_000, 0,
    )  # fmt: skip
    with joined.session() as session:
        row = session.get_one(ReturnedMoney, 1)
        assert (row.deposit_id, row.share_id, row.paid_to) == (2, None, "The council")
    told = rows.summary(joined)["GBP"]
    assert (told["returned_minor"], told["unaccounted_minor"]) == (50_000, 0)


def test_a_deposit_of_nothing_or_of_nobody_is_refused(joined: Case) -> None:
    before = joined.head()
    for minor, source in ((0, "Somebody"), (1, " "), (2**63, "Somebody")):
        with pytest.raises(Refused):
            deposits.deposit(joined, 1, DAY, minor, source)
    assert joined.head() == before


def test_a_deposit_keeps_its_paper_and_its_figure_cites_it(joined: Case, tmp_path: Path) -> None:
    paper = tmp_path / "remittance.txt"
    paper.write_text("paid\n", encoding="utf-8")
    number = deposits.deposit(joined, 1, DAY, 5, "Partner", document=paper)
    figure = Book(joined, {**FIGURES, **RECOVERY}).figure(f"deposit:{number}")
    assert figure.source is not None
    assert figure.source.file == "remittance.txt"


def test_a_programme_joins_streams_that_stay_apart_in_the_books(joined: Case) -> None:
    for fund, minor in ((1, 400_000), (2, 100_000)):
        grant = approved(joined, minor, fund=fund)
        pay(joined, grants.add_instalment(joined, grant, DAY, minor), "I. Falconer", DAY)
    claw_back.claw_back(joined, 2, 40_000, "I. Falconer", date(2026, 6, 1), "unspent")
    (programme,) = rows.programme_rows(joined)
    assert [(s["owner"], s["spent_minor"]) for s in programme["streams"]] == [
        ("police", 400_000), ("public health", 60_000),
    ]  # fmt: skip
    figure = Book(joined, {**FIGURES, **RECOVERY}).figure(programme["figure"])
    assert figure.minor == programme["spent_minor"] == 460_000
    assert figure.because == ("instalment:1", "instalment:2", "claw-back:1")


def test_a_share_is_divided_by_agreed_contributions_to_the_penny(case: Case) -> None:
    order = confiscation(case)
    number = receipt(case, order, 1_000)
    funds.add_fund(case, "Fund", "police")
    contributions.agree(case, order, {"West": 333_333, "Staffordshire": 666_667})
    with pytest.raises(Refused, match="is agreed between 2 bodies"):
        shares.share_receipt(case, number, fund_id=1)
    with pytest.raises(Refused, match="Mercia has no agreed part"):
        shares.share_receipt(case, number, fund_id=1, body="Mercia")
    shares.share_receipt(case, number, fund_id=1, body="west")
    # 187.5 pence by the largest remainder: 188 to the investigator, of which a third and the rest.
    ours = [s for s in rows.share_rows(case) if s["agency"] == "investigator"]
    assert [(s["body"], s["minor"], s["fund"]) for s in ours] == [
        ("West", 63, 1), ("Staffordshire", 125, None),
    ]  # fmt: skip
    assert "33.3333 % of the investigator's share, as agreed" in ours[0]["rate"]
    assert rows.summary(case)["GBP"]["unaccounted_minor"] == 0


def test_contributions_are_the_whole_of_a_share_that_there_is(case: Case) -> None:
    order = confiscation(case)
    for parts, agency, words in (
        ({"West": 999_999}, "investigator", "come to 99.9999 %"),
        ({"West": 1_000_001, "East": -1}, "investigator", "East has no part"),
        ({" ": 1_000_000}, "investigator", "needs the name"),
        ({}, "investigator", "needs the name"),
        ({"West": 1_000_000}, "lottery", "has no share"),
    ):
        with pytest.raises(Refused, match=words):
            contributions.agree(case, order, parts, agency=agency)
    contributions.agree(case, order, {"West": 500_000, "East": 500_000})
    contributions.agree(case, order, {"West": 1_000_000})
    with case.session() as session:
        assert [c.body for c in contributions.agreed(session, order, "investigator")] == ["West"]

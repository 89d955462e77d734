"""The benefit worksheet: assumptions by their days, each thing once, available and recoverable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.workbench.recovery.benefit_case import filled, sheet
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import origins
from workbench.recovery.benefit import lines, responses
from workbench.recovery.benefit.assumptions import first_day
from workbench.recovery.benefit.available import adjust
from workbench.recovery.benefit.methods import add_income
from workbench.recovery.benefit.propose import propose
from workbench.recovery.benefit.sheet import edit_sheet, sheet_of
from workbench.recovery.benefit.worked import Line, Sheet, worked


def work_out(case: Case, number: int) -> Sheet:
    with case.session() as session:
        return worked(session, number)


def of_payment(found: Sheet, key: str) -> list[Line]:
    return [line for line in found.lines.values() if line.payment == key]


def test_the_relevant_day_is_the_first_of_the_six_years_that_end_when_proceedings_started(
    case: Case, tmp_path: Path
) -> None:
    number = sheet(case, filled(case, tmp_path))
    with case.session() as session:
        assert first_day(sheet_of(session, number)) == date(2020, 3, 16)


def test_a_credit_on_the_relevant_day_is_not_after_it(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path))
    propose(case, number)
    assert of_payment(work_out(case, number), "P0") == []
    with pytest.raises(Refused, match=r"16 Mar 2020 is not after the relevant day.*s\.10\(2\)"):
        lines.add_line(case, number, "transfer", 90_000, payment="P0")
    assert lines.add_line(case, number, "particular", 90_000, payment="P0")


def test_each_payment_and_thing_is_proposed_once_with_its_reason(
    case: Case, tmp_path: Path
) -> None:
    number = sheet(case, filled(case, tmp_path))
    propose(case, number)
    found = work_out(case, number)
    assert [(x.row.head, x.code, x.row.minor) for x in of_payment(found, "P1")] == [
        ("transfer", "", 1_000_000)
    ]
    assert [(x.row.head, x.code) for x in of_payment(found, "P2")] == [("transfer", "own-transfer")]
    assert of_payment(found, "P3") == []  # it bought the car, which stands as a thing held
    for line in found.lines.values():
        assert line.row.why
        assert line.proof


def test_the_credit_the_thing_it_bought_and_the_spending_from_it_count_once(
    case: Case, tmp_path: Path
) -> None:
    made = filled(case, tmp_path)
    number = sheet(case, made)
    propose(case, number)
    found = work_out(case, number)
    (car,) = [x for x in found.left_out("same") if x.row.asset_id == made["car"]]
    (food,) = of_payment(found, "P4")
    assert car.code == "same"
    assert car.row.same_as_id == of_payment(found, "P1")[0].id
    assert food.code == "same"
    assert sum(x.minor for x in found.under("transfer")) == 1_050_000
    assert "counts in its place" in car.proof


def test_spending_out_of_money_that_no_line_counts_is_expenditure(
    case: Case, tmp_path: Path
) -> None:
    number = sheet(case, filled(case, tmp_path))
    propose(case, number)
    found = work_out(case, number)
    # In: 50.00 at first and 900.00 on the relevant day, then 10,500.00 that count. Out: 3,000.00
    # for the car, 120.00 and 9,000.00. The first 950.00 out are met from what no line counts;
    # they went into the car. The last 670.00 were never there.
    spent = [(x.payment, x.minor) for x in found.under("expenditure")]
    assert spent == [("P7", 67_000)]
    (rest,) = [x for x in of_payment(found, "P7") if not x.counts]
    assert rest.minor == 833_000
    assert sum(x.minor for x in of_payment(found, "P7")) == 900_000


def test_a_thing_counts_for_the_part_that_other_lines_did_not_pay_for(
    case: Case, tmp_path: Path
) -> None:
    made = filled(case, tmp_path)
    number = sheet(case, made)
    propose(case, number)
    found = work_out(case, number)
    (house,) = [x for x in found.under("held") if x.row.asset_id == made["house"]]
    # Half of the £64,500.00 paid; half of £280,000.00 less £180,000.01, the penny to the first.
    assert (house.row.minor, house.row.now_minor) == (3_225_000, 5_000_000)
    assert house.minor == 5_000_000
    car = [x for x in found.lines.values() if x.row.asset_id == made["car"]]
    assert [(x.row.minor, x.counts) for x in car] == [(95_000, True), (205_000, False)]


def test_benefit_available_and_recoverable_are_three_numbers(case: Case, tmp_path: Path) -> None:
    made = filled(case, tmp_path)
    number = sheet(case, made)
    propose(case, number)
    adjust(case, number, "priority", 10_000, text="Fine of 3 June 2025")
    found = work_out(case, number)
    assert found.benefit_minor == 1_050_000 + 67_000 + 5_000_000 + 95_000
    assert found.available.property_minor == 5_000_000 + 200_000
    assert found.available.minor == 5_190_000
    assert found.recoverable_minor == 5_190_000


def test_a_negative_equity_is_nothing_available_and_names_its_provision(
    case: Case, tmp_path: Path
) -> None:
    made = filled(case, tmp_path)
    from workbench.recovery import property as things

    things.add_interest(case, made["car"], made["bank"], "charge", minor=300_000)
    number = sheet(case, made)
    found = work_out(case, number)
    (car,) = [one for one in found.available.holdings if one.asset_id == made["car"]]
    assert (car.minor, car.negative) == (0, True)
    assert found.available.property_minor == 5_000_000
    assert any("negative equity" in point and "s.79(3)" in point for point in found.points)


def test_without_a_limb_only_particular_conduct_counts(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path), lifestyle="", lifestyle_why="")
    origins.mark(case, [origins.Mark("P1", "4000.00", "sale of drugs")])
    propose(case, number)
    found = work_out(case, number)
    assert [(x.row.head, x.minor) for x in found.lines.values()] == [("particular", 400_000)]
    assert found.benefit_minor == 400_000
    with pytest.raises(Refused, match="only where a criminal lifestyle is shown"):
        lines.add_line(case, number, "transfer", 600_000, payment="P1")


def test_a_limb_below_its_least_benefit_makes_no_assumption(case: Case, tmp_path: Path) -> None:
    made = filled(case, tmp_path)
    number = sheet(case, made, lifestyle="six-months", lifestyle_why="June 2023 to May 2024")
    origins.mark(case, [origins.Mark("P1", "4999.99", "sale of drugs")])
    propose(case, number)
    found = work_out(case, number)
    assert not found.lifestyle.shown
    assert found.benefit_minor == 499_999
    assert any("less than £5,000.00: the limb is not met" in point for point in found.points)
    lines.add_line(case, number, "particular", 1, on=date(2024, 1, 5), text="a penny more")
    assert work_out(case, number).lifestyle.shown


def test_a_course_of_criminal_activity_is_tested_by_the_version_of_the_law(
    case: Case, tmp_path: Path
) -> None:
    made = filled(case, tmp_path)
    old = sheet(case, made, lifestyle="course-of-activity", lifestyle_why="counts 1-4")
    assert "four or more" in work_out(case, old).lifestyle.explained
    edit_sheet(case, old, regime_version="cpa-2026")
    assert "three or more" in work_out(case, old).lifestyle.explained


def test_hidden_assets_are_law_only_under_the_new_act(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path))
    with pytest.raises(Refused, match=r"law only under cpa-2026 \(POCA 2002 s\.9A"):
        adjust(case, number, "hidden", 100_000, text="unexplained")
    edit_sheet(case, number, regime_version="cpa-2026")
    adjust(case, number, "hidden", 100_000, text="No other explanation was offered")
    assert work_out(case, number).available.hidden_minor == 100_000
    with pytest.raises(Refused, match="no reason to leave a line out"):
        edit_sheet(case, number, regime_version="pre-cpa-2026")
        row = lines.add_line(
            case, number, "particular", 1, on=date(2024, 1, 5), text="lent account"
        )
        lines.exclude(case, [row], "limited-holding", why="an account lent for a week")


def test_a_payment_is_classified_once(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path))
    propose(case, number)
    with pytest.raises(Refused, match=r"£0.00 is not on the sheet yet, not £10,000.00"):
        lines.add_line(case, number, "particular", 1_000_000, payment="P1")
    again = propose(case, number)
    assert again.entered == 0


def test_a_line_that_is_left_out_has_its_reason_and_can_be_counted_again(
    case: Case, tmp_path: Path
) -> None:
    number = sheet(case, filled(case, tmp_path))
    propose(case, number)
    (gift,) = of_payment(work_out(case, number), "P5")
    lines.exclude(case, [gift.id], "incorrect", why="a birthday present: statement of the uncle")
    found = work_out(case, number)
    assert not found.lines[gift.id].counts
    assert "statement of the uncle (POCA 2002 s.10(6)(a))" in found.lines[gift.id].proof
    lines.include(case, gift.id, why="the uncle withdrew it")
    assert work_out(case, number).lines[gift.id].counts
    with pytest.raises(Refused, match="in favour of itself"):
        lines.exclude(case, [gift.id], "same", why="twice", same_as=gift.id)


def test_income_left_out_beyond_what_is_known_is_pointed_at(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path))
    propose(case, number)
    (gift,) = of_payment(work_out(case, number), "P5")
    lines.exclude(case, [gift.id], "known-income", why="a present")
    assert any("only £0.00 of known income" in point for point in work_out(case, number).points)
    add_income(
        case, number, date(2024, 2, 1), date(2024, 2, 1), 50_000, text="Present", document="RS/3"
    )
    assert not any("known income is recorded" in p for p in work_out(case, number).points)


def test_answers_and_findings_stand_line_by_line(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path))
    propose(case, number)
    found = work_out(case, number)
    (cash,), (gift,) = of_payment(found, "P1"), of_payment(found, "P5")
    with pytest.raises(Refused, match=r"s\.17\(1\)\(b\)"):
        responses.respond(case, [gift.id], "rejected")
    responses.respond(case, [gift.id], "rejected", text="From my uncle", on=date(2026, 7, 1))
    responses.respond(case, [cash.id], "accepted", on=date(2026, 7, 1))
    responses.find(case, [gift.id], "refused", on=date(2026, 9, 1), text="The uncle was believed")
    with pytest.raises(Refused, match=r"comes to £10,000\.00: £10,000\.00 is no reduction"):
        responses.find(case, [cash.id], "reduced", minor=1_000_000, on=date(2026, 9, 1))
    responses.find(case, [cash.id], "reduced", minor=800_000, on=date(2026, 9, 1))
    found = work_out(case, number)
    assert sum(line.found_minor or 0 for line in found.decided) == 800_000
    assert found.benefit_minor == 1_050_000 + 67_000 + 5_095_000  # what is claimed stands
    assert any("may be treated as conclusive" in point for point in found.points)


def test_money_that_went_out_and_came_back_by_another_hand_is_pointed_at(
    case: Case, tmp_path: Path
) -> None:
    made = filled(case, tmp_path)
    (tmp_path / "more.csv").write_text(
        "id,date,from,to,amount\nQ1,2024-01-20,Shaw current,Partner,500.00\n", encoding="utf-8"
    )
    from workbench.records.load import load_files

    (outcome,) = load_files(case, [tmp_path / "more.csv"])
    assert outcome.ok
    number = sheet(case, made)
    propose(case, number)
    found = work_out(case, number)
    (house,) = [x for x in found.under("held") if x.row.asset_id == made["house"]]
    assert "Before, £500.00 of other lines went into Mia Lund (Partner)" in house.doubt


def test_days_out_of_order_are_refused(case: Case, tmp_path: Path) -> None:
    made = filled(case, tmp_path)
    with pytest.raises(Refused, match="is before proceedings started"):
        sheet(case, made, convicted=date(2026, 1, 1))


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_thing_that_is_entered_after_its_payment_was_taken_as_spent_is_not_counted_again(
    file_case: Case, tmp_path: Path, by_hand: bool
) -> None:
    from workbench.recovery import property as things

    made = filled(file_case, tmp_path)
    number = sheet(file_case, made)
    if by_hand:  # as spent it counts; as it is proposed it was met from P1, which counts
        lines.add_line(file_case, number, "expenditure", 12_000, payment="P4")
    propose(file_case, number)
    before = work_out(file_case, number).benefit_minor
    ring = things.add_asset(file_case, "jewellery", "Ring", acquired=date(2024, 1, 8))
    things.add_interest(file_case, ring, made["shaw"], "legal", millionths=1_000_000)
    things.add_purchase(file_case, ring, "P4", why="receipt")
    assert propose(file_case, number).said == (
        "Entered 1 line: 0 count, 1 is left out, each with its reason."
    )
    found = work_out(file_case, number)
    assert found.benefit_minor == before
    (line,) = (one for one in found.lines.values() if one.row.asset_id == ring)
    (spent,) = of_payment(found, "P4")
    assert (line.code, line.row.same_as_id, spent.counts) == ("same", spent.id, by_hand)
    counts = spent if by_hand else of_payment(found, "P1")[0]
    assert "Met from £120.00 spent on 8 Jan 2024" in line.proof
    assert f"Line {counts.id} counts in its place" in line.proof


def test_a_thing_counted_beside_what_bought_it_is_pointed_at(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path))
    car = lines.add_line(case, number, "held", 300_000, asset_id=1)
    price = lines.add_line(case, number, "expenditure", 300_000, payment="P3")
    found = work_out(case, number)
    assert found.lines[car].twice == (price,)
    assert f"What bought it counts as line {price} too." in found.lines[car].proof
    assert any(f"and what bought it as line {price}: leave one" in one for one in found.points)
    lines.exclude(case, [price], "same", why="It bought the car", same_as=car)
    assert work_out(case, number).lines[car].twice == ()

"""What an order requires from day to day: varied, in parts, extended, discharged; to the penny."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.recovery.facts import confiscation
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import orders, time_to_pay
from workbench.recovery.balance import Terms
from workbench.recovery.receipts import add_receipt, balance
from workbench.recovery.rows import order_row, order_rows
from workbench.recovery.sums import interest
from workbench.recovery.timetable import timetable
from workbench.recovery.variations import vary

MADE, DUE = date(2025, 7, 24), date(2025, 10, 24)


def test_a_reduction_changes_no_day_before_it(case: Case) -> None:
    order = confiscation(case, 10_000_000)
    days = [DUE + timedelta(days=after) for after in (-30, 0, 1, 45, 89, 90, 120)]
    before = [balance(case, order, day) for day in days]
    vary(
        case, order, "s.23", date(2026, 1, 23), "Crown Court", amount_minor=4_000_000,
        available_minor=4_000_000, document="Certificate of inadequacy",
    )  # fmt: skip
    after = [balance(case, order, day) for day in days]
    assert [a for a, day in zip(after, days, strict=True) if day < date(2026, 1, 23)] == [
        b for b, day in zip(before, days, strict=True) if day < date(2026, 1, 23)
    ]
    # 91 days on £100,000, then on £40,000 alone.
    later = balance(case, order, date(2026, 2, 22))
    assert later.required_minor == 4_000_000
    assert later.interest_minor == interest(10_000_000 * 91 + 4_000_000 * 30, 1).value


def test_an_increase_is_due_at_once_unless_it_has_time_of_its_own(case: Case) -> None:
    order = confiscation(case, 10_000_000)
    add_receipt(case, order, DUE, 10_000_000)
    orders.move(case, order, "satisfied", "2025-10-24", "Enforcement")
    vary(
        case, order, "s.22", date(2026, 1, 1), "Crown Court", amount_minor=12_000_000,
        available_minor=12_000_000,
    )  # fmt: skip
    assert balance(case, order, date(2026, 1, 1)).interest_minor == 0
    assert balance(case, order, date(2026, 1, 31)).interest_minor == interest(2_000_000, 30).value
    time_to_pay.allow(case, order, [(date(2026, 3, 1), 2_000_000)])
    assert balance(case, order, date(2026, 3, 1)).interest_minor == 0
    assert balance(case, order, date(2026, 3, 31)).interest_minor == interest(2_000_000, 30).value
    (row,) = order_rows(case)
    assert row["state"] == "varied"
    assert (row["ordered_minor"], row["amount_minor"]) == (10_000_000, 12_000_000)


def test_nothing_is_owed_on_a_day_before_the_order_was_made(case: Case) -> None:
    order = confiscation(case, 10_000_000)
    found = balance(case, order, MADE - timedelta(days=1))
    assert (found.required_minor, found.owed_minor) == (0, 0)
    assert balance(case, order, MADE).owed_minor == 10_000_000
    told = order_row(case, order, today=MADE - timedelta(days=1))["flags"]
    assert told[0] == "The last step, time to pay on 24 Jul 2025, is later than 23 Jul 2025."


def test_an_order_is_not_increased_above_what_was_found_last(case: Case) -> None:
    order = confiscation(case, 9_000_000)
    with pytest.raises(Refused, match=r"above the available amount £80,000\.00 \(POCA 2002 s\.7\)"):
        vary(
            case, order, "s.23", date(2026, 1, 1), "Court", amount_minor=8_500_000,
            available_minor=8_000_000,
        )  # fmt: skip
    vary(
        case, order, "s.21", date(2026, 1, 1), "Court", amount_minor=9_500_000,
        benefit_minor=30_000_000, available_minor=9_500_000,
    )  # fmt: skip
    # The benefit that s.21 found is the ceiling from then on, not that of the first order.
    vary(
        case, order, "s.22", date(2026, 2, 1), "Court", amount_minor=25_000_000,
        available_minor=25_000_000,
    )  # fmt: skip
    with pytest.raises(Refused, match="State the available amount as the court finds it now"):
        vary(case, order, "s.22", date(2026, 2, 2), "Court", amount_minor=26_000_000)


def test_what_is_in_no_part_is_due_first_and_counts_before_the_parts(case: Case) -> None:
    order = confiscation(case, 9_000_000)
    time_to_pay.allow(case, order, [(date(2025, 8, 24), 3_000_000)])
    add_receipt(case, order, date(2025, 8, 20), 6_500_000)
    part, rest = (d for d in timetable(case) if d.deadline.kind.startswith("confiscation-")
                  and d.deadline.kind[13:] in ("rest", "part"))  # fmt: skip
    assert (rest.deadline.day, part.deadline.day) == (MADE, date(2025, 8, 24))
    assert "£60,000.00 of the order is in no part" in rest.deadline.explained
    assert (rest.done, rest.late) == ("2025-08-20", True)
    assert not part.done


def test_each_part_bears_interest_from_its_own_day(case: Case) -> None:
    order = confiscation(case, 9_000_000)
    first, second = date(2025, 8, 24), date(2025, 9, 24)
    time_to_pay.allow(case, order, [(first, 3_000_000), (second, 3_000_000)])
    # What is in no part was to be paid on the day of the order.
    found = balance(case, order, date(2025, 10, 4))
    assert found.interest_minor == interest(3_000_000 * (72 + 41 + 10), 1).value
    assert found.overdue_minor == 9_000_000
    told = {d.deadline.day: d for d in timetable(case) if d.deadline.kind == "confiscation-part"}
    assert set(told) == {first, second}
    assert "Part 1 of 2, £30,000.00" in told[first].deadline.explained


def test_an_instalment_is_met_once_what_came_in_covers_those_before_it(case: Case) -> None:
    order = confiscation(case, 9_000_000)
    time_to_pay.allow(case, order, [(date(2025, 8, 24), 4_000_000), (date(2025, 9, 24), 5_000_000)])
    add_receipt(case, order, date(2025, 8, 20), 4_500_000)
    add_receipt(case, order, date(2025, 9, 30), 4_500_000)
    met = {
        d.deadline.day: (d.done, d.late)
        for d in timetable(case)
        if d.deadline.kind == "confiscation-part"
    }
    assert met == {
        date(2025, 8, 24): ("2025-08-20", False),
        date(2025, 9, 24): ("2025-09-30", True),
    }


def test_a_reduction_takes_from_the_last_parts(file_case: Case) -> None:
    order = confiscation(file_case, 9_000_000)
    days = [date(2025, 8, 24), date(2025, 9, 24), date(2025, 10, 20)]
    time_to_pay.allow(file_case, order, [(day, 3_000_000) for day in days])
    vary(file_case, order, "s.23", date(2025, 8, 1), "Crown Court", amount_minor=4_000_000)
    found = [
        d.deadline.what for d in timetable(file_case) if d.deadline.kind == "confiscation-part"
    ]
    assert found == [
        "part 1 of the order, £30,000.00, is to be paid",
        "part 2 of the order, £10,000.00, is to be paid",
    ]


def test_time_to_pay_is_extended_to_six_months_in_all_and_no_further(case: Case) -> None:
    order = confiscation(case, 9_000_000)
    with pytest.raises(Refused, match=r"beyond 23 Jan 2026.*even when it is extended.*s\.11\(5\)"):
        time_to_pay.extend(case, order, date(2026, 1, 24), date(2025, 10, 20))
    time_to_pay.extend(case, order, date(2026, 1, 23), date(2025, 10, 20), document="Order 2")
    (row,) = order_rows(case)
    assert (row["due"], row["parts"][0]["extended"]) == ("2026-01-23", "2025-10-20")
    assert balance(case, order, date(2026, 1, 23)).interest_minor == 0
    assert row["flags"][-1].startswith("£90,000.00 is overdue on 2 Mar 2026")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([(date(2025, 10, 24), 1)], r"beyond 23 Oct 2025.*s\.11\(3\)\(a\)"),
        ([(date(2025, 7, 23), 1)], "before the order of 24 Jul 2025"),
        ([(date(2025, 9, 1), 9_000_001)], r"more than the £90,000\.00"),
        ([(date(2025, 9, 1), 0)], "no part"),
    ],
)
def test_parts_that_the_law_does_not_allow_are_refused(
    file_case: Case, parts: list[tuple[date, int]], said: str
) -> None:
    order = confiscation(file_case, 9_000_000)
    before = file_case.head()
    with pytest.raises(Refused, match=said):
        time_to_pay.allow(file_case, order, parts)
    assert file_case.head() == before


@pytest.mark.parametrize(
    ("under", "on", "options", "said"),
    [
        ("s.23", date(2026, 1, 1), {"amount_minor": 9_000_001}, "makes an order smaller"),
        ("s.22", date(2026, 1, 1), {"amount_minor": 9_000_000}, "makes an order larger"),
        ("s.22", date(2026, 1, 1), {"amount_minor": 20_000_001}, "above the benefit"),
        ("s.22", date(2026, 1, 1), {}, "says what is to be paid now"),
        ("s.99", date(2026, 1, 1), {}, "no provision to vary it by"),
        ("s.22", date(2025, 7, 23), {"amount_minor": 9_500_000}, "before what was decided"),
        ("s.22", date(2026, 3, 3), {"amount_minor": 9_500_000}, "not made yet"),
        ("s.25", date(2026, 1, 1), {}, r"it may be at most £50\.00"),
        ("s.24", date(2026, 1, 1), {}, r"it may be below £1,000\.00"),
    ],
)
def test_a_variation_that_the_law_does_not_know_is_refused(
    file_case: Case, under: str, on: date, options: dict[str, int], said: str
) -> None:
    order = confiscation(file_case, 9_000_000)
    before = file_case.head()
    with pytest.raises(Refused, match=said):
        vary(file_case, order, under, on, "Crown Court", **options)  # type: ignore[arg-type]
    assert file_case.head() == before


def test_benefit_is_reconsidered_within_six_years_of_conviction(file_case: Case) -> None:
    order = confiscation(file_case, 9_000_000)  # convicted on 18 Mar 2025
    file_case.now = lambda: datetime(2031, 12, 1, 12, tzinfo=UTC)
    with pytest.raises(Refused, match=r"open until 17 Mar 2031 only.*ss\.19-21"):
        vary(file_case, order, "s.21", date(2031, 3, 18), "Court", amount_minor=9_500_000)
    vary(
        file_case, order, "s.21", date(2031, 3, 17), "Court", amount_minor=9_500_000,
        available_minor=9_500_000,
    )  # fmt: skip


def test_a_small_rest_is_discharged_with_its_interest(case: Case) -> None:
    order = confiscation(case, 9_000_000)
    add_receipt(case, order, DUE, 8_997_000)
    vary(case, order, "s.25", date(2026, 1, 22), "Designated officer", why="thirty pounds left")
    assert balance(case, order, date(2026, 1, 21)).owed_minor == 3_000 + interest(3_000, 89).value
    assert balance(case, order, date(2026, 1, 22)).owed_minor == 0
    assert balance(case, order, date(2030, 1, 1)).owed_minor == 0
    (row,) = order_rows(case)
    assert row["state"] == "closed"


def test_a_variation_can_be_taken_back(case: Case) -> None:
    order = confiscation(case, 10_000_000)
    vary(case, order, "s.23", date(2026, 1, 23), "Crown Court", amount_minor=4_000_000)
    case.undo(case.head()[0])
    (row,) = order_rows(case)
    assert (row["amount_minor"], row["state"], row["variations"]) == (
        10_000_000, "time-to-pay", [],
    )  # fmt: skip


def test_the_amount_of_an_order_that_is_made_is_not_changed_by_a_step(file_case: Case) -> None:
    order = confiscation(file_case, 10_000_000)
    with pytest.raises(Refused, match="changed by a variation"):
        orders.move(file_case, order, "enforcement", "2025-11-01", "Court", amount_minor=1)


def test_money_beyond_a_reduction_is_flagged_as_to_be_returned(case: Case) -> None:
    order = confiscation(case, 10_000_000)
    add_receipt(case, order, DUE, 6_000_000)
    vary(case, order, "s.23", date(2025, 11, 1), "Crown Court", amount_minor=5_000_000)
    (row,) = order_rows(case, today=date(2025, 11, 2))
    owed = balance(case, order, date(2025, 11, 2)).owed_minor
    assert owed == 5_000_000 + interest(4_000_000, 8).value - 6_000_000
    assert any("is to be returned (POCA 2002 s.23)" in flag for flag in row["flags"])


dated = st.tuples(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(1, 10**9))


@given(st.integers(1, 10**9), st.lists(dated, max_size=4), st.lists(dated, max_size=4), dated)
def test_no_later_decision_changes_an_earlier_day(
    amount: int,
    decided: list[tuple[date, int]],
    receipts: list[tuple[date, int]],
    last: tuple[date, int],
) -> None:
    ordered = sorted(decided)
    on = max([last[0], *(day for day, _ in ordered)])
    first = (date(2024, 12, 1), amount)
    before = Terms((first, *ordered), (), date(2025, 3, 1), bears_interest=True)
    after = Terms((first, *ordered, (on, last[1])), (), date(2025, 3, 1), bears_interest=True)
    for day in (date(2025, 3, 2), on - timedelta(days=100), on - timedelta(days=1)):
        if day < on:
            assert before.amount_on(day) == after.amount_on(day)
            assert before.interest(day, receipts) == after.interest(day, receipts)


@given(st.integers(1, 10**9), st.lists(dated, max_size=5), st.integers(0, 900))
def test_interest_added_day_by_day_is_what_is_added_up_at_once(
    amount: int, receipts: list[tuple[date, int]], days: int
) -> None:
    due = date(2025, 3, 1)
    terms = Terms(((date(2024, 12, 1), amount),), (), due, bears_interest=True)
    end = due + timedelta(days=days)
    by_day = sum(terms.overdue(due + timedelta(days=n), receipts) for n in range(days))
    assert terms.interest(end, receipts) == interest(by_day, 1).value

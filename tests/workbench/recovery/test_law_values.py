"""What nobody read on a page may be stated by a case, dated and sourced; the rest may not."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import orders
from workbench.recovery.deadlines import deadline
from workbench.recovery.law_values import state_value, value_rows, values, withdraw_value
from workbench.recovery.lawbook import law_of
from workbench.recovery.sums import relevant_day
from workbench.recovery.timetable import timetable

JANUARY = date(2026, 1, 1)


def test_a_case_states_a_limit_that_was_not_read_and_its_deadlines_follow(case: Case) -> None:
    number = orders.add_order(case, "cash", at="2025-11-03T09:00", by="DC Shah")
    orders.move(case, number, "detained", "2025-11-05T10:00", "Magistrates")
    other = orders.add_order(case, "cash", at="2026-02-02T09:00", by="DC Shah")
    orders.move(case, other, "detained", "2026-02-04T10:00", "Magistrates")
    state_value(case, "deadlines", "cash-detention", 3, JANUARY, "s.295(2)(a) read at the library")
    found = {d.order: d.deadline for d in timetable(case) if d.deadline.kind == "cash-detention"}
    assert found[number].day == date(2026, 5, 4)
    assert found[other].day == date(2026, 5, 3)
    assert found[other].provision == (
        "POCA 2002 s.295(2)(a) (as this case states it, 3 instead of 6: "
        "s.295(2)(a) read at the library)"
    )
    assert "not confirmed" in found[number].provision


def test_a_statement_ends_on_its_day_and_can_be_withdrawn(case: Case) -> None:
    number = state_value(
        case, "deadlines", "cash-detention", 3, JANUARY, "a page", valid_to=date(2026, 1, 31)
    )
    with case.session() as session:
        law = law_of(session)
    day = deadline("cash-detention", date(2026, 1, 31), law=law).day
    assert day == date(2026, 4, 30)
    assert deadline("cash-detention", date(2026, 2, 1), law=law).day == date(2026, 7, 31)
    withdraw_value(case, number)
    with case.session() as session:
        assert law_of(session).stated == ()
    case.undo(case.head()[0])
    with case.session() as session:
        assert len(law_of(session).stated) == 1


def test_of_two_statements_the_later_holds(file_case: Case) -> None:
    for months in (3, 4):
        state_value(file_case, "deadlines", "cash-detention", months, JANUARY, "a page")
    with file_case.session() as session:
        found = deadline("cash-detention", JANUARY, law=law_of(session))
    assert found.day == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("name", "key", "value", "source", "said"),
    [
        ("deadlines", "cash-48h", 72, "a page", "was read on a page"),
        ("regimes", "cash.minimum", 50_000, "a page", r"£1,000\.00, was read on a page"),
        ("deadlines", "cash-49h", 1, "a page", "have no deadlines cash-49h"),
        ("deadlines", "cash-detention", 3, " ", "needs the source"),
        ("deadlines", "cash-detention", 0, "a page", "no limit"),
    ],
)
def test_what_may_not_be_stated_is_refused(
    file_case: Case, name: str, key: str, value: int, source: str, said: str
) -> None:
    before = file_case.head()
    with pytest.raises(Refused, match=said):
        state_value(file_case, name, key, value, JANUARY, source)
    assert file_case.head() == before


def test_a_least_amount_and_the_relevant_day_can_be_stated(file_case: Case) -> None:
    state_value(file_case, "regimes", "civil-recovery.minimum", 500_000, JANUARY, "a page")
    state_value(file_case, "sums", "relevant_day.years", 5, JANUARY, "a page")
    order = orders.add_order(
        file_case, "civil-recovery", at="2026-02-02", by="NCA", amount_minor=400_000
    )
    (flag,) = orders_flags(file_case)
    assert flag.startswith("£4,000.00 is below £5,000.00, the least value of property")
    assert order
    with file_case.session() as session:
        law = law_of(session)
    assert relevant_day(date(2026, 3, 15), law=law)[0] == date(2021, 3, 16)
    assert relevant_day(date(2025, 3, 15), law=law)[0] == date(2019, 3, 16)


def orders_flags(case: Case) -> list[str]:
    from workbench.recovery.rows import order_rows

    flags: list[str] = order_rows(case)[0]["flags"]
    return flags


def test_every_value_of_the_law_is_listed_with_whether_it_may_be_stated(file_case: Case) -> None:
    rows = {(row["table"], row["key"]): row for row in value_rows(file_case)}
    assert len(rows) == len(values())
    assert rows["deadlines", "cash-48h"]["confirmed"] is True
    assert rows["sums", "relevant_day.years"]["confirmed"] is False
    assert rows["regimes", "unexplained-wealth.minimum"]["value"] == 5_000_000

"""Default terms, interest and the relevant day, as the worked cases have them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import Refused
from workbench.recovery.sums import default_term, interest, relevant_day


@pytest.mark.parametrize(
    ("minor", "months"),
    [
        (0, 6), (1_000_000, 6), (1_000_001, 60), (50_000_000, 60), (50_000_001, 84),
        (100_000_000, 84), (100_000_001, 168),
    ],
)  # fmt: skip
def test_default_terms_are_inclusive_at_the_top(minor: int, months: int) -> None:
    assert default_term(minor).value == months


def test_interest_on_a_hundred_thousand_for_ninety_days() -> None:
    found = interest(10_000_000, 90)
    assert found.value == 197_260
    assert found.explained == "£100,000.00 x 8 % x 90 days / 365 = £1,972.60."
    assert interest(10_000_000, 1).value == 2_192


@given(st.integers(0, 10**12), st.integers(0, 5_000))
def test_interest_is_within_half_a_penny_of_the_exact(minor: int, days: int) -> None:
    assert abs(interest(minor, days).value * 36_500 - minor * 8 * days) <= 18_250


def test_the_relevant_day() -> None:
    assert relevant_day(date(2026, 3, 15))[0] == date(2020, 3, 16)


def test_nothing_below_nothing() -> None:
    for wrong in (lambda: default_term(-1), lambda: interest(-1, 1), lambda: interest(1, -1)):
        with pytest.raises(Refused):
            wrong()

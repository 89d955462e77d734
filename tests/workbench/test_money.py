"""Sharing never loses a penny, and amounts are written as an accountant reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.money import share, written


@given(
    st.integers(-(10**15), 10**15),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any),
)
def test_shares_add_up_and_each_is_within_one_minor_unit(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)
        if weight == 0:
            assert part == 0
    assert share(-total, weights) == [-part for part in parts]


def test_ties_go_to_the_earlier_weight() -> None:
    assert share(1, [1, 1, 1]) == [1, 0, 0]
    assert share(100, [1, 1, 1]) == [34, 33, 33]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_nothing_to_share_by_is_an_error(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        share(10, weights)


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (0, "GBP", "£0.00"),
        (-5, "GBP", "−£0.05"),
        (123_456_789, "GBP", "£1,234,567.89"),
        (500, "JPY", "JPY 500"),
        (1_234, "KWD", "KWD 1.234"),
        (-100_000, "EUR", "−€1,000.00"),
    ],
)
def test_an_amount_is_written_for_a_person(minor: int, currency: str, said: str) -> None:
    assert written(minor, currency) == said

"""In whatever order money is entered, no more is received than was due, to the penny."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.workbench.recovery.facts import confiscation
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.receipts import add_receipt, balance
from workbench.recovery.rows import receipt_rows

MADE = date(2025, 7, 24)
AMOUNT = 1_000_000
# Few days and large parts, so that entries often crowd each other out.
days_after = st.sampled_from([0, 10, 91, 92, 200, 400])
parts = st.sampled_from([1, AMOUNT // 3, AMOUNT // 2, AMOUNT - 1, AMOUNT])
tries = st.lists(st.tuples(days_after, parts), min_size=2, max_size=6)


@settings(max_examples=15, deadline=None)
@given(tries)
@example([(50, AMOUNT), (10, AMOUNT)])
@example([(200, AMOUNT // 2), (0, AMOUNT // 2), (10, AMOUNT // 2)])
def test_no_order_of_entry_takes_more_than_is_due(entries: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Case.create(Path(folder) / "case.arw") as case:
            order = confiscation(case, AMOUNT)
            kept = 0
            for days, minor in entries:
                before = case.head()
                try:
                    add_receipt(case, order, MADE + timedelta(days=days), minor)
                except Refused:
                    assert case.head() == before
                else:
                    kept += minor
            assert sum(row["minor"] for row in receipt_rows(case)) == kept
            for days in (0, 92, 200, 400):
                found = balance(case, order, MADE + timedelta(days=days))
                assert found.owed_minor >= 0
                assert found.owed_minor == AMOUNT + found.interest_minor - found.received_minor


def test_the_whole_of_an_order_is_met_by_a_sale_and_a_payment(case: Case) -> None:
    order = confiscation(case, 14_340_000)
    add_receipt(
        case, order, date(2025, 9, 12), 2_340_000, costs_minor=120_000, compensation_minor=480_000
    )
    add_receipt(case, order, date(2025, 10, 17), 12_000_000)
    assert balance(case, order, date(2025, 10, 17)).owed_minor == 0
    assert balance(case, order, date(2035, 1, 1)).owed_minor == 0

"""What is typed above a column narrows the table by that column, on both engines."""

from __future__ import annotations

import pytest

from tests.ui.test_tables import LISTING, fill
from ui.models.listing import Listing
from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import Payment


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("key", "p1299", 1),
        ("key", "=P1299", 1),
        ("key", "=p1299", 0),
        ("reference", "łukasz söhne", 260),
        ("reference", "=RENT", 260),
        ("reference", "=", 0),
        ("date", "2024-01-02", 4),
        ("date", "2 Jan 2024", 4),
        ("date", "2024-01-02..2024-01-03", 8),
        ("date", "..2024-01-01", 3),
        ("date", "<2024-01-02", 3),
        ("date", ">2024", 102),
        ("minor", "13.99", 1),
        # 130 payments are in yen, which has no pence: each is more than 13.99
        ("minor", ">13.99", 130),
        ("minor", ">=13.99", 131),
        ("minor", "13.98..13.99", 2),
        ("minor", "1400", 1),
        ("minor", "<0", 0),
    ],
)
def test_a_filter_finds_by_its_column(case: Case, key: str, text: str, found: int) -> None:
    fill(case)
    with case.read() as connection:
        ids = connection.execute(LISTING.ids(filters={key: text})).scalars().all()
    assert len(ids) == found


@pytest.mark.parametrize(
    ("key", "text"), [("date", "soon"), ("date", "2024-13"), ("minor", "much"), ("none", "x")]
)
def test_a_filter_that_is_not_understood_is_refused(key: str, text: str) -> None:
    with pytest.raises(Refused):
        LISTING.filtered({key: text})


def test_what_asks_of_one_table_needs_no_join() -> None:
    listing = Listing(key=Payment.id, source=LISTING.source, columns=LISTING.columns, base=Payment)
    assert "JOIN" not in str(listing.ids(column=1, filters={"minor": ">1"}))

"""The indirect methods, by their worked figures; gifts by their share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.workbench.recovery.benefit_case import filled, sheet
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.benefit.figures import FIGURES
from workbench.recovery.benefit.methods import add_item
from workbench.recovery.benefit.worked import worked
from workbench.recovery.gifts import add_gift

GOLDEN = {
    "net-worth": (
        11_700_000,
        [
            ("end-assets", 18_500_000), ("end-liabilities", 6_000_000),
            ("start-assets", 4_000_000), ("start-liabilities", 1_000_000),
            ("living", 5_500_000), ("known-income", 2_800_000), ("non-income", 500_000),
        ],
    ),
    "source-and-application": (
        2_500_000,
        [
            ("application", 3_000_000), ("application", 2_500_000), ("application", 1_200_000),
            ("application", 1_800_000), ("application", 600_000),
            ("source", 5_200_000), ("source", 900_000), ("source", 500_000),
        ],
    ),
    "bank-deposits": (
        4_150_000,
        [
            ("deposits", 9_600_000), ("own-transfers", 1_400_000), ("cash-spending", 2_100_000),
            ("opening-cash", 150_000), ("non-income", 800_000), ("known-income", 5_200_000),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("method", GOLDEN)
def test_a_method_comes_to_its_worked_figure(case: Case, tmp_path: Path, method: str) -> None:
    number = sheet(case, filled(case, tmp_path))
    expected, items = GOLDEN[method]
    for item, minor in items:
        add_item(case, number, method, item, minor, text=f"of {item}", document="RS/4")
    with case.session() as session:
        (found,) = worked(session, number).methods
    assert found.minor == expected
    figure = Book(case, FIGURES).figure(f"benefit-method:{number}-{method}")
    assert figure.minor == expected
    assert len(figure.because) == len(items)


def test_an_item_without_a_place_in_the_formula_is_refused(case: Case, tmp_path: Path) -> None:
    number = sheet(case, filled(case, tmp_path))
    with pytest.raises(Refused, match="opening-cash has no place in net-worth"):
        add_item(case, number, "net-worth", "opening-cash", 1, text="cash")
    with pytest.raises(Refused, match="is no method"):
        add_item(case, number, "guess", "opening-cash", 1, text="cash")


def test_a_gift_counts_for_the_share_given_and_the_greater_value(
    case: Case, tmp_path: Path
) -> None:
    made = filled(case, tmp_path)
    number = sheet(case, made)
    # £3,000.00 for £12,000.00: three quarters given; now worth £15,000.00 -> £11,250.00.
    add_gift(
        case, made["shaw"], made["lund"], date(2024, 3, 1), 1_200_000, asset_id=made["car"],
        consideration_minor=300_000, value_now_minor=1_500_000,
    )  # fmt: skip
    add_gift(case, made["shaw"], made["lund"], date(2019, 3, 1), 700_000, asset_id=made["house"])
    with case.session() as session:
        found = worked(session, number).available
    assert [(g.value_minor, bool(g.why_not)) for g in found.gifts] == [
        (700_000, True), (1_125_000, False),
    ]  # fmt: skip
    assert found.gifts_minor == 1_125_000
    book = Book(case, FIGURES)
    assert book.figure(f"tainted-gifts:{number}").minor == 1_125_000
    assert "not after the relevant day, 16 Mar 2020" in book.figure(f"tainted-gift:{number}-2").rule

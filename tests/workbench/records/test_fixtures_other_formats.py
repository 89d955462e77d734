"""Files that other projects wrote read as their list says: count, sum, balances, or the reason."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

import pytest

from tests.shared_data import FOLDER, shared
from workbench.money import exponent
from workbench.records.prove import RECONCILED, prove
from workbench.records.recognise import read_file

LIST = FOLDER / "fixtures/MANIFEST.csv"
FORMATS = {"CSV", "CSV (crypto)", "JSON"}


def listed() -> list[Any]:
    """The list's rows of these formats; one row that skips where the list is absent."""
    if not LIST.exists():
        return [pytest.param({}, id="absent")]
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["format"] in FORMATS]
    return [pytest.param(row, id=row["file"]) for row in rows]


@pytest.mark.parametrize("row", listed())
def test_a_file_reads_as_its_list_says(row: dict[str, str]) -> None:
    content = shared(f"fixtures/{row.get('file', '')}" if row else "fixtures/MANIFEST.csv")
    found = read_file(content.name, content.read_bytes())
    entries = [entry for one in found.statements for entry in one.entries]
    expected = int(row["expected_transactions"])
    if row["format"] == "CSV (crypto)":  # quantities only: all counted, each left aside with why
        assert (found.read, len(found.ignored), entries) == (expected, expected, [])
        assert all(line.why and line.raw for line in found.ignored)
        return
    assert len(entries) == expected
    assert found.read == expected + len(found.ignored) + len(found.rejected)
    assert bool(found.rejected) == ("must be reported as an error" in row["expected_basis"])
    currency, amount = row["expected_sum"].split()[:2]
    places = exponent(entries[0].currency)
    assert Decimal(sum(entry.minor for entry in entries)).scaleb(-places) == Decimal(amount)
    if currency != "?":
        assert {entry.currency for entry in entries} == {currency}
    if row["expected_opening"]:
        (one,) = found.statements
        proof = prove(
            one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor,
            rule=found.proof,
        )  # fmt: skip
        ends = [Decimal(row[f"expected_{end}"]).scaleb(places) for end in ("opening", "closing")]
        assert [proof.opening_minor, proof.closing_minor] == ends
        assert (proof.verdict == RECONCILED) == (row["reconciles"] == "yes")

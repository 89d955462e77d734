"""Wise's transaction history: a row names both sides of a transfer, and the legs are the account's.

OUT left the source's balance with its fee on top; IN came to the target's, its fee already off;
NEUTRAL was changed from one balance of the holder's to another, and is a row for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.records.grammar import amount, blank
from workbench.records.layout import tidy
from workbench.records.readers.text import Line, Over

#: The layout whose rows are unfolded; it has the leg's cells from this place on.
LAYOUT: Final = "wise-history"
FIRST: Final = 40  # cells before: amount, currency, fee, counterparty, product follow


@dataclass(frozen=True, slots=True)
class TwoSided(Over):
    """A grid in which each row has one leg, said in cells after the table's own."""

    header: int

    def rows(self) -> Iterator[Line]:
        """Walk the rows, a conversion as two; the text of each stays as it stood."""
        at: dict[str, int] = {}
        for line in self.grid.rows():
            if line.number == self.header:
                at = {tidy(cell): index for index, cell in enumerate(line.cells)}
            if line.number <= self.header or len(line.cells) < len(at):
                yield line
                continue
            row = {title: line.cells[index].strip() for title, index in at.items()}
            for leg in _legs(row):
                cells = [*line.cells[:FIRST], *([""] * (FIRST - len(line.cells))), *leg]
                yield Line(line.number, cells, line.raw)


def _legs(row: Mapping[str, str]) -> Iterator[Sequence[str]]:
    if all(blank(text) for text in row.values()):
        yield ("",) * 5
        return
    way = row["direction"].upper()
    out = (
        f"-{row['source amount (after fees)']}", row["source currency"], _fee(row),
        row["target name"], "balance",
    )  # fmt: skip
    into = (
        row["target amount (after fees)"], row["target currency"], "",
        row.get("source name", ""), "balance",
    )  # fmt: skip
    if way in {"OUT", "NEUTRAL"}:
        yield out
    if way in {"IN", "NEUTRAL"}:
        yield into
    if way not in {"OUT", "IN", "NEUTRAL"}:  # it says no way: the row is in error
        yield "", row["source currency"], "", "", "balance"


def _fee(row: Mapping[str, str]) -> str:
    """The fee in the source's currency; one in another keeps its code, and is then in error."""
    fee, code = row.get("source fee amount", ""), row.get("source fee currency", "")
    found = amount(fee)
    if not code or code.upper() == row["source currency"].upper() or (found and not found.minor):
        return fee
    return f"{fee} {code}".strip()

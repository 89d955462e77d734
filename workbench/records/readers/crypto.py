"""Exchanges write money with as many decimals as a cryptoasset; noughts beyond it say nothing.

Quantities of cryptoassets are no money: their rows are left aside by each layout, with why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workbench.records.readers.text import Line, Over

#: Layouts whose money columns carry more decimals than their currencies have.
EXCHANGES: Final = frozenset({
    "binance", "bitfinex", "bitstamp", "coinbase", "coinbase-2020-eur", "coinbase-2020-gbp",
    "coinbase-2020-usd", "coinbase-pro", "coinbase-transfers", "crypto-com", "gemini-gbp",
    "coinfloor", "gemini-usd", "kraken", "luno",
})  # fmt: skip
_NOUGHTS: Final = re.compile(r"([^0-9]{0,4}[0-9][0-9,]{0,24})(?:\.0{3,18}|(\.[0-9]{2})0{1,16})")
#: Kraken's own names of currencies, and of sums that it holds for a few days.
_CURRENCY: Final = re.compile(r"Z?(GBP|EUR|USD|AUD|CAD|CHF|JPY)(?:\.HOLD)?")
#: Gemini writes a fee that was taken in brackets, under a title that names its currency.
_FEE: Final = re.compile(r"(?:Trading )?Fee \(")
_TAKEN: Final = re.compile(r"\(([^0-9]?[0-9,.]+)\)")


def tidied(cell: str) -> str:
    """A cell without noughts that say nothing, and a currency by its ISO code.

    >>> tidied("100.00000000"), tidied("-10.5000"), tidied("10.3220"), tidied("ZGBP")
    ('100', '-10.50', '10.3220', 'GBP')
    """
    if found := _NOUGHTS.fullmatch(cell):
        return found[1] + (found[2] or "")
    if found := _CURRENCY.fullmatch(cell):
        return found[1]
    return cell


@dataclass(frozen=True, slots=True)
class Trimmed(Over):
    """A table in which "100.00000000" is read as "100"; its raw text stays as it stood."""

    def rows(self) -> Iterator[Line]:
        """Walk the rows from the first; only what `tidied` says is left out."""
        taken: list[int] = []
        for line in self.grid.rows():
            cells = [tidied(cell) for cell in line.cells]
            taken = [at for at, cell in enumerate(cells) if _FEE.match(cell)] or taken
            for at in taken:
                if at < len(cells) and (found := _TAKEN.fullmatch(cells[at].strip())):
                    cells[at] = found[1]
            yield Line(line.number, cells, line.raw)

"""Exchanges write money with as many decimals as a cryptoasset; noughts beyond it say nothing.

Quantities of cryptoassets are no money: their rows are left aside by each layout, with why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workbench.records.readers.text import Grid, Line

#: Layouts whose money columns carry more decimals than their currencies have.
EXCHANGES: Final = frozenset({"binance", "coinbase"})
_NOUGHTS: Final = re.compile(r"([^0-9]{0,4}[0-9][0-9,]{0,24}\.[0-9]{2})0{1,16}")


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A table in which "100.00000000" is read as "100.00"; its raw text stays as it stood."""

    grid: Grid

    @property
    def name(self) -> str:
        """The sheet's name; empty for a text file."""
        return self.grid.name

    @property
    def where(self) -> str:
        """The file's name, for refusals."""
        return self.grid.where

    def place(self, number: int) -> str:
        """How a row is cited."""
        return self.grid.place(number)

    def rows(self) -> Iterator[Line]:
        """Walk the rows from the first; only noughts after the second decimal are left out."""
        for line in self.grid.rows():
            cells = [_NOUGHTS.sub(r"\1", c) if _NOUGHTS.fullmatch(c) else c for c in line.cells]
            yield Line(line.number, cells, line.raw)

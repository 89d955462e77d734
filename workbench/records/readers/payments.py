"""A payments table read column by column where its rows are plain; the others are named.

What stands here decides nothing of its own: a row with a cell that is not plainly written is left
to be read by itself (`ledger`), which is the rule. The two agree, row by row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple

from workbench.money import exponent
from workbench.records.grammar import amount, blank, clock, moment
from workbench.records.matching import Match
from workbench.records.readers.cells import Cells
from workbench.records.readers.chunks import Chunk, chunks

_COLUMN: Final = re.compile(r"(?:[0-9]{1,15}\.[0-9]{2}\n)*+")
#: So many different cells are remembered with what they say.
_REMEMBERED: Final = 200_000


class Plain(NamedTuple):
    """Some rows, column by column; `odd` are those that must be read by themselves."""

    odd: list[int]
    columns: dict[str, Sequence[Any]]


def alike(match: Match) -> Iterator[Chunk]:
    """The rows below the header in runs of as many cells; mostly there is one in each chunk."""
    for chunk in chunks(match.grid):
        at = next((i for i, n in enumerate(chunk.numbers) if n > match.header), len(chunk.rows))
        for _, run in groupby(chunk.rows[at:], len):
            here = slice(at, at + len(list(run)))
            at = here.stop
            yield Chunk(chunk.numbers[here], chunk.rows[here], chunk.raws[here])


class Columnwise:
    """Reads the rows of one payments table by columns, as `ledger` reads them one by one."""

    def __init__(self, cells: Cells) -> None:
        """Take the table. What is a flow of many payments is not read by columns."""
        self.cells = cells
        self.able = cells.mark == "." and not {"until", "count"} & cells.at.keys()
        self._days: dict[str, tuple[date, str | None] | None] = {}
        self._clocks: dict[str, str | None] = {"": None}
        self._texts: dict[str, str] = {}

    def read(self, rows: Sequence[list[str]], taken: set[str]) -> Plain | None:
        """Read rows of one width; None where they cannot be read by columns at all.

        `taken` are the ids of rows before these.
        """
        width, match = len(rows[0]), self.cells.match
        known = all(index < width for at in self.cells.at.values() for index in at)
        if not self.able or not known or not match.width <= width <= match.most:
            return None
        for memory in (self._days, self._clocks, self._texts):
            if len(memory) > _REMEMBERED:
                memory.clear()
        self._clocks[""] = None
        cells, size, odd = list(zip(*rows, strict=True)), len(rows), set[int]()
        currency = self._codes(cells, size, odd)
        places = {exponent(code) for code in set(currency) if code}
        if len(places) > 1:
            return None
        said = {
            name: self._said(cells, role, size)
            for name, role in (
                ("payer", "from"), ("payee", "to"), ("reference", "reference"),
                ("payer_name", "from-name"), ("payee_name", "to-name"), ("id", "id"),
            )
        }  # fmt: skip
        for name in ("payer", "payee", "id"):
            if "" in said[name]:
                odd.update(at for at, text in enumerate(said[name]) if not text)
        ids = said["id"]
        if len(set(ids)) < size or not taken.isdisjoint(ids):
            often = {key for key, count in Counter(ids).items() if count > 1}
            often |= taken & set(ids)
            odd.update(at for at, key in enumerate(ids) if key in often)
        when = self._when(cells, odd)
        minor = self._amounts(cells, places.pop() if places else 2, odd)
        columns: dict[str, Sequence[Any]] = {
            "date": [found[0] for found in when], "time": [found[1] for found in when],
            "minor": minor, "currency": currency, **said,
        }  # fmt: skip
        return Plain(sorted(odd), columns)

    def _codes(self, cells: Sequence[Sequence[str]], size: int, odd: set[int]) -> list[str]:
        if "currency" not in self.cells.at:
            return [self.cells.currency] * size
        said = self._said(cells, "currency", size)
        known = {}
        for text in set(said):
            code = text.upper() or self.cells.currency
            if not text or (len(code) == 3 and code.isalpha() and code.isascii()):
                known[text] = code
        if len(known) < len(set(said)):
            odd.update(at for at, text in enumerate(said) if text not in known)
        return [known.get(text, "") for text in said]

    def _said(self, cells: Sequence[Sequence[str]], role: str, size: int) -> list[str]:
        """The text of a role in each row, several columns joined by a space."""
        at = self.cells.at.get(role, ())
        if not at:
            return [""] * size
        if len(at) == 1:
            if role == "id":
                return list(map(str.strip, cells[at[0]]))
            known = self._texts
            for text in set(cells[at[0]]) - known.keys():
                known[text] = text.strip()
            return [known[text] for text in cells[at[0]]]
        parts: Iterable[tuple[str, ...]] = zip(*(cells[index] for index in at), strict=True)
        return [" ".join(filter(None, map(str.strip, some))) for some in parts]

    def _when(self, cells: Sequence[Sequence[str]], odd: set[int]) -> list[tuple[date, str | None]]:
        texts, known = cells[self.cells.at["date"][0]], self._days
        for text in set(texts) - known.keys():
            known[text] = None if blank(text) else moment(text, self.cells.order)
        nothing = (date.min, None)
        when = [known[text] or nothing for text in texts]
        if nothing in when:
            odd.update(at for at, found in enumerate(when) if found is nothing)
        if "time" not in self.cells.at:
            return when
        times, clocks = self._said(cells, "time", len(texts)), self._clocks
        for text in set(times) - clocks.keys():
            clocks[text] = clock(text)
        if any(text and clocks[text] is None for text in set(times)):
            odd.update(at for at, text in enumerate(times) if text and clocks[text] is None)
        return [
            (found[0], clocks[text] or found[1]) for found, text in zip(when, times, strict=True)
        ]

    def _amounts(self, cells: Sequence[Sequence[str]], places: int, odd: set[int]) -> list[int]:
        """The amounts; a row with anything but digits, or with nothing to pay, is odd."""
        texts = cells[self.cells.at["amount"][0]]
        joined = "\n".join(texts) + "\n"
        if places == 2 and _COLUMN.fullmatch(joined):
            digits = joined.replace(".", "").split("\n")
            if len(digits) == len(texts) + 1:
                minor = list(map(int, digits[:-1]))
                if 0 in minor:
                    odd.update(at for at, value in enumerate(minor) if not value)
                return minor
        minor = []
        for at, text in enumerate(texts):
            found = amount(text, places=places)
            if not found or found.negative or found.mark or found.currency or not found.minor:
                odd.add(at)
                minor.append(0)
            else:
                minor.append(found.minor)
        return minor

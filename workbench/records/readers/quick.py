"""Rows of a table read column by column where they are plain; the others are named.

What stands here decides nothing of its own: a cell that is not plainly written leaves its row to
be read by itself (`StatementTable`), which is the rule. The two agree, row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from workbench.money import exponent
from workbench.records.entries import Said, Sayings
from workbench.records.grammar import amount, blank, clock, moment
from workbench.records.layout import Layout
from workbench.records.readers.cells import Cells

_DIGITS: Final = "(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})"
_COLUMN: Final = re.compile(rf"(?:-?{_DIGITS}\.[0-9]{{2}}\n|\n)*+")
_POUNDS: Final = re.compile(rf"(?:-?£?{_DIGITS}\.[0-9]{{2}}\n|\n)*+")

#: Where the texts stand from which facts are read.
_TEXTS: Final = {
    "type": "type", "text": "text", "reference": "reference", "counterparty": "counterparty",
    "code": "counterparty-sort-code", "number": "counterparty-number",
}  # fmt: skip
#: So many different texts are looked for among those read before.
_REMEMBERED: Final = 100_000


def against(layout: Layout, minor: int, way: int) -> bool:
    """Whether a minus says that money went out, and a column of directions that it came in."""
    return minor < 0 < way and not layout.minus_either


class Plain(NamedTuple):
    """Some rows of a table, column by column; `odd` are those that must be read by themselves."""

    odd: list[int]
    #: The different (currency, cells that name the account), and the first row of each.
    accounts: dict[tuple[str, ...], int]
    account: list[tuple[str, ...]]  # that of each row, where there are several
    day: list[date]
    time: list[str | None]
    minor: Sequence[int]
    balance: Sequence[int | None]
    said: Sequence[int]  # the number of the row's texts
    external_id: list[str]


class Columnwise:
    """Reads rows of one table by columns, as its `Cells` reads them one by one."""

    def __init__(
        self, cells: Cells, watched: Sequence[tuple[Any, int]], naming: Sequence[int],
        sayings: Sayings,
    ) -> None:  # fmt: skip
        """Take what `StatementTable` knows of the table."""
        self.sayings = sayings
        self._numbers: dict[tuple[str, ...], int] = {}
        self._places = 2  # of the rows' currencies
        self.cells, self.layout = cells, cells.layout
        self.watched, self.naming = watched, naming
        self._days: dict[str, tuple[date, str | None] | None] = {}
        #: A workbook's numbers always have a point; only a text's own mark can be turned.
        self.able = self.layout.kind == "statement" and cells.mark == "."

    def read(self, rows: Sequence[list[str]]) -> Plain | None:
        """Read rows of one width; None where they cannot be read by columns at all."""
        width, match = len(rows[0]), self.cells.match
        if not self.able or not match.width <= width <= match.most:
            return None
        columns = list(zip(*rows, strict=True))
        size = len(rows)
        odd: set[int] = set()
        for rule, index in self.watched:
            if index >= width:
                return None
            hits = {text for text in set(columns[index]) if rule.pattern.fullmatch(text.strip())}
            if hits:
                odd.update(at for at, text in enumerate(columns[index]) if text in hits)
        codes = self._codes(columns, size, odd)
        if codes is None or any(index >= width for index in self.naming):
            return None
        single = {code for code in codes if code}  # a row without one is odd
        if len({exponent(code) for code in single}) > 1:
            return None
        self._places = exponent(next(iter(single), self.cells.currency))
        code = single.pop() if len(single) == 1 else ""
        when = self._when(columns, odd)
        if when is None:
            return None
        money = {role: self._money(columns, role, code, odd) for role in ("fee", "balance")}
        minor = self._signed(columns, size, code, odd)
        fee = money["fee"]
        if fee is not None:
            odd.update(at for at, value in enumerate(fee) if value)
        names = [codes, *(columns[index] for index in self.naming)]
        if all(column.count(column[0]) == size for column in names):
            accounts, account = {tuple(column[0] for column in names): 0}, []
        else:
            account = list(zip(*names, strict=True))
            accounts = {known: account.index(known) for known in dict.fromkeys(account)}
        return Plain(
            odd=sorted(odd), accounts=accounts, account=account, day=[found[0] for found in when],
            time=[found[1] for found in when], minor=minor,
            balance=money["balance"] or [None] * size, said=self._said(columns, size),
            external_id=self._external(columns),
        )  # fmt: skip

    def _column(self, columns: Sequence[Sequence[str]], role: str) -> Sequence[str] | None:
        """The first column of a role; None where the table has none."""
        at = self.cells.at.get(role)
        return None if at is None or at[0] >= len(columns) else columns[at[0]]

    def _texts(self, columns: Sequence[Sequence[str]], role: str) -> Iterable[str]:
        """The text of a role, several columns joined by a space."""
        at = [index for index in self.cells.at[role] if index < len(columns)]
        if not at:
            return [""] * (len(columns[0]) if columns else 0)
        if len(at) == 1:
            return map(str.strip, columns[at[0]])
        parts = zip(*(map(str.strip, columns[index]) for index in at), strict=True)
        return (" ".join(filter(None, some)) for some in parts)

    def _codes(
        self, columns: Sequence[Sequence[str]], size: int, odd: set[int]
    ) -> list[str] | None:
        if "currency" not in self.cells.at:
            return [self.cells.currency] * size
        said = [text.upper() for text in self._texts(columns, "currency")]
        known = {
            code: code or self.cells.currency
            for code in set(said)
            if not code or (len(code) == 3 and code.isalpha() and code.isascii())
        }
        odd.update(at for at, code in enumerate(said) if code not in known)
        return [known.get(code, "") for code in said]

    def _when(
        self, columns: Sequence[Sequence[str]], odd: set[int]
    ) -> list[tuple[date, str | None]] | None:
        texts = self._column(columns, "date")
        if texts is None or len(self.cells.at["date"]) != 1:
            return None
        known = self._days
        if len(known) > 200_000:
            known.clear()
        for text in set(texts) - known.keys():
            known[text] = None if blank(text) else moment(text, self.cells.order)
        nothing = (date.min, None)
        when = [known[text] or nothing for text in texts]
        odd.update(at for at, found in enumerate(when) if found is nothing)
        if "time" not in self.cells.at:
            return when
        times = list(self._texts(columns, "time"))
        clocks = {text: clock(text) if text else None for text in set(times)}
        odd.update(at for at, text in enumerate(times) if text and clocks[text] is None)
        return [
            (found[0], clocks[text] or found[1]) for found, text in zip(when, times, strict=True)
        ]

    def _money(
        self, columns: Sequence[Sequence[str]], role: str, code: str, odd: set[int]
    ) -> list[int | None] | None:
        """The signed amounts of a column; rows with anything but digits and a minus are odd."""
        texts = self._column(columns, role)
        if texts is None:
            return None
        places = self._places
        if places == 2:
            joined = "\n".join(texts) + "\n"
            if (_POUNDS if code == "GBP" else _COLUMN).fullmatch(joined):
                digits = joined.replace(".", "").replace(",", "").replace("£", "").split("\n")
                if len(digits) == len(texts) + 1:
                    return [int(text) if text else None for text in digits[:-1]]
        return [
            None if not text else self._one(text, places, code, at, odd)
            for at, text in enumerate(texts)
        ]

    @staticmethod
    def _one(text: str, places: int, code: str, at: int, odd: set[int]) -> int | None:
        if blank(text):
            return None
        found = amount(text, places=places)
        if found is None or found.mark or (found.currency and found.currency != code):
            odd.add(at)
            return None
        return -found.minor if found.negative else found.minor

    def _signed(
        self, columns: Sequence[Sequence[str]], size: int, code: str, odd: set[int]
    ) -> list[int]:
        layout, at = self.layout, self.cells.at
        if "amount" not in at:
            return self._two_columns(columns, size, code, odd)
        values = self._money(columns, "amount", code, odd) or [None] * size
        odd.update(index for index, value in enumerate(values) if value is None)
        if "direction" in at:
            words = list(self._texts(columns, "direction"))
            other = layout.directions.get("", 0)
            ways = {
                word: layout.directions.get(word.casefold(), 0) or (0 if word else other)
                for word in set(words)
            }
            odd.update(
                index for index, (value, word) in enumerate(zip(values, words, strict=True))
                if not ways[word] or against(layout, value or 0, ways[word])
            )  # fmt: skip
            return [abs(v or 0) * ways[w] for v, w in zip(values, words, strict=True)]
        way = 1 if layout.sign == "in" else -1
        return [(value or 0) * way for value in values]

    def _two_columns(
        self, columns: Sequence[Sequence[str]], size: int, code: str, odd: set[int]
    ) -> list[int]:
        nothing: list[int | None] = [None] * size
        into = self._money(columns, "in", code, odd) or nothing
        out = self._money(columns, "out", code, odd) or nothing
        gone = -1 if self.layout.minus_out else 1
        minor = [-abs(less) if less else more or 0 for more, less in zip(into, out, strict=True)]
        plain = (
            min((less * gone for less in out if less), default=1) > 0
            and min(filter(None, into), default=1) > 0
            and sum(map(bool, into)) + sum(map(bool, out)) == size - minor.count(0)
            and (None, None) not in zip(into, out, strict=True)
        )
        if not plain:
            odd.update(
                at for at, (more, less) in enumerate(zip(into, out, strict=True))
                if (less and (more or less * gone < 0)) or (not less and (more or 0) < 0)
                or (more is None and less is None)
            )  # fmt: skip
        return minor

    def _said(self, columns: Sequence[Sequence[str]], size: int) -> list[int]:
        """The number of each row's texts."""
        there = [field for field, role in _TEXTS.items() if role in self.cells.at]
        if not there:
            return [self._number((), there)] * size
        if len(self._numbers) > _REMEMBERED:
            self._numbers.clear()
        known = self._numbers
        parts = list(zip(*(self._texts(columns, _TEXTS[field]) for field in there), strict=True))
        for texts in set(parts) - known.keys():
            known[texts] = self._number(texts, there)
        return [known[texts] for texts in parts]

    def _number(self, texts: tuple[str, ...], there: Sequence[str]) -> int:
        return self.sayings.number(Said(**dict(zip(there, texts, strict=True))))

    def _external(self, columns: Sequence[Sequence[str]]) -> list[str]:
        if "id" not in self.cells.at:
            return []
        return [text.strip("'") for text in self._texts(columns, "id")]

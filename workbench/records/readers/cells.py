"""The cells of one table by their roles, in the file's own grammar of amounts and dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workbench.money import exponent
from workbench.records.grammar import (
    Amount,
    DateOrder,
    DecimalMark,
    Numeric,
    amount,
    blank,
    clock,
    date_order,
    decimal_mark,
    moment,
    serial_day,
)
from workbench.records.layout import Layout
from workbench.records.matching import Match
from workbench.records.readers.text import Line
from workbench.records.reading import Choice

MONEY_ROLES = ("amount", "in", "out", "balance", "fee", "opening")


class Faulty(Exception):  # noqa: N818 - it is a row's state, caught where the row is read
    """A row cannot be read: its reason."""


def data_rows(match: Match) -> Iterator[Line]:
    """The rows below the header that hold anything."""
    for line in match.grid.rows():
        if line.number > match.header and any(not blank(cell) for cell in line.cells):
            yield line


class Cells:
    """Reads the cells of one table by their roles, in the file's own grammar."""

    def __init__(self, match: Match, choice: Choice, *, since_1904: bool = False) -> None:
        """Decide the decimal mark and the date order, over all rows where need be.

        Raises:
            Refused: if the whole file leaves either open.
        """
        self.layout: Layout = match.layout
        self.match = match
        self.choice = choice
        self.since_1904 = since_1904
        self.at: dict[str, tuple[int, ...]] = {}
        for column, index in match.columns:
            self.at[column.role] = (*self.at.get(column.role, ()), index)
        self.currency = choice.currency or match.currency or self.layout.currency or "GBP"
        where = match.grid.where
        self.mark: DecimalMark = (
            choice.decimal or self.layout.decimal or decimal_mark(self._amounts(), where=where)
        )
        self.order: DateOrder = (
            choice.dates or self.layout.dates or date_order(self._dates(), where=where)
        )

    def _amounts(self) -> Iterator[tuple[str, int]]:
        wanted = [index for role in MONEY_ROLES for index in self.at.get(role, ())]
        codes = self.at.get("currency", ())
        for line in data_rows(self.match):
            code = self.cell(line, codes[0]).strip() if codes else ""
            places = exponent(code or self.currency)
            yield from ((self.cell(line, index), places) for index in wanted)

    def _dates(self) -> Iterator[str]:
        for index in self.at.get("date", ()):
            for line in data_rows(self.match):
                yield self.cell(line, index)

    @staticmethod
    def cell(line: Line, index: int) -> str:
        """One cell, or empty where the row is shorter."""
        return line.cells[index] if index < len(line.cells) else ""

    def text(self, line: Line, role: str) -> str:
        """The text of a role, several columns joined by a space."""
        at = self.at.get(role)
        if at is None:
            return ""
        if len(at) == 1:
            return line.cells[at[0]].strip() if at[0] < len(line.cells) else ""
        parts = (self.cell(line, index).strip() for index in at)
        return " ".join(part for part in parts if part)

    def whole(self, line: Line) -> None:
        """Raise `Faulty` for a row that has not the header's number of cells."""
        width, most = self.match.width, self.match.most
        if len(line.cells) < width or any(not blank(cell) for cell in line.cells[most:]):
            raise Faulty(f"the row has {len(line.cells)} cells where the table has {width}")

    def day(self, line: Line) -> tuple[date, str | None] | None:
        """The row's date and time; None where the date cell is blank."""
        (index,) = self.at["date"]
        text = self.cell(line, index)
        if blank(text):
            return None
        made = moment(text, self.order)
        if made is None and type(text) is Numeric and self.choice.serial:
            serial = serial_day(text, since_1904=self.since_1904)
            made = (serial, None) if serial else None
        if made is None:
            hint = (
                "; if it is a workbook's day number, add :serial to --layout"
                if type(text) is Numeric
                else ""
            )
            raise Faulty(f"{text.strip()!r} is no date{hint}")
        at = self.text(line, "time")
        if at:
            time = clock(at)
            if time is None:
                raise Faulty(f"{at!r} is no time of day")
            return made[0], time
        return made

    def money(self, line: Line, role: str, currency: str) -> Amount | None:
        """The amount in a role's column; None where it is blank or not there."""
        if role not in self.at:
            return None
        text = self.cell(line, self.at[role][0])
        if blank(text):
            return None
        found = amount(text, places=exponent(currency), mark=self.mark)
        if found is None:
            raise Faulty(f"{text.strip()!r} is no amount of {currency}")
        if found.currency and found.currency != currency:
            raise Faulty(f"{text.strip()!r} is not in {currency}")
        return found

    def code(self, line: Line) -> str:
        """The row's currency: its own cell, else what the file, person or layout says."""
        said = self.text(line, "currency").upper()
        if not said:
            return self.currency
        if not (len(said) == 3 and said.isalpha() and said.isascii()):
            raise Faulty(f"{said!r} is not an ISO currency code")
        return said

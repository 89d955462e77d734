"""A table in a known layout: each row becomes an entry, or is left aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from workbench.errors import Refused
from workbench.money import LARGEST, exponent
from workbench.progress import Report, silent
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
from workbench.records.identity import chosen, identified
from workbench.records.layout import Layout, tidy
from workbench.records.matching import Match
from workbench.records.narrative import facts, named, sort_code
from workbench.records.readers.text import Line
from workbench.records.reading import (
    AccountRead,
    Choice,
    Entry,
    NotLoaded,
    StatementRead,
)

MONEY_ROLES = ("amount", "in", "out", "balance", "fee", "opening")
_NAMING = ("account", "sort-code", "number", "iban", "account-name", "product")
_EVERY = 20_000  # rows between two words to whoever watches


class Faulty(Exception):  # noqa: N818 - it is a row's state, caught where the row is read
    """A row cannot be read: its reason."""


@dataclass(slots=True)
class Rows:
    """What a table's rows came to; one of these per sheet."""

    read: int = 0
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    accounts: dict[str, AccountRead] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)
    ignored: list[NotLoaded] = field(default_factory=list)
    rejected: list[NotLoaded] = field(default_factory=list)

    def statements(self) -> tuple[StatementRead, ...]:
        """One statement per account, in the order in which the accounts appear."""
        return tuple(
            StatementRead(account, tuple(self.entries.get(key, ())), self.openings.get(key))
            for key, account in self.accounts.items()
        )


def data_rows(match: Match) -> Iterator[Line]:
    """The rows below the header that hold anything."""
    for line in match.grid.rows():
        if line.number > match.header and any(not blank(cell) for cell in line.cells):
            yield line


def preamble_of(match: Match) -> dict[str, str]:
    """Facts that the lines above the header state, by the layout's patterns."""
    found: dict[str, str] = {}
    for line in match.grid.rows():
        if line.number >= match.header:
            break
        text = " ".join(" ".join(line.cells).split())
        for pattern in match.layout.preamble:
            if hit := pattern.search(text):
                found |= {key: value for key, value in hit.groupdict().items() if value}
    return found


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


class StatementTable:
    """Reads a bank's table of movements."""

    def __init__(self, cells: Cells, ordinal: Callable[[], int]) -> None:
        """Take the table and the counter of rows, which runs on over a file's sheets."""
        self.cells, self.ordinal = cells, ordinal
        self.layout = cells.layout
        self.rows = Rows()
        self.preamble = preamble_of(cells.match)
        self.seen: dict[tuple[str, ...], str] = {}
        self.naming = [index for role in _NAMING for index in cells.at.get(role, ())]
        self.watched = [
            (rule, cells.match.titles.index(rule.title))
            for rule in self.layout.ignore
            if rule.title in cells.match.titles
        ] + [
            (rule, int(rule.title[1:]) - 1)
            for rule in self.layout.ignore
            if rule.title.startswith("#")
        ]

    def read(self, report: Report = silent) -> Rows:
        """Walk all rows; every one of them is counted once."""
        grid = self.cells.match.grid
        for line in data_rows(self.cells.match):
            row, place = self.ordinal(), grid.place(line.number)
            self.rows.read += 1
            if self.rows.read % _EVERY == 0:
                report(self.rows.read, 0, f"Reading {grid.where}")
            try:
                self._row(row, place, line)
            except Faulty as fault:
                self.rows.rejected.append(NotLoaded(row, place, str(fault), line.raw))
        if not self.rows.accounts and not self.rows.rejected:
            self._account(None)
        return self.rows

    def _row(self, row: int, place: str, line: Line) -> None:
        cells = self.cells
        cells.whole(line)
        for rule, index in self.watched:
            if rule.pattern.fullmatch(cells.cell(line, index).strip()):
                self._ignore(row, place, line, rule.why, opening=rule.opening)
                return
        currency = cells.code(line)
        when = cells.day(line)
        if when is None:
            if not self.layout.undated:
                raise Faulty("the row has no date")
            self._ignore(row, place, line, self.layout.undated, opening=False)
            return
        minor = self.signed(line, currency)
        balance = self._balance(line, currency)
        if minor is None:
            if balance is None:
                raise Faulty("the row has no amount")
            self.rows.ignored.append(
                NotLoaded(row, place, "a balance without a movement", line.raw)
            )
            return
        key = self._account(line, currency)
        entry = self._entry(row, place, line, when, minor, currency, balance)
        fee = cells.money(line, "fee", currency)
        kept = self.rows.entries.setdefault(key, [])
        if fee and fee.minor:
            charged = entry._replace(
                minor=-fee.minor if not fee.negative else fee.minor,
                type="FEE", type_raw="Fee", narrative=f"Fee: {entry.narrative}".strip(),
                counterparty=self.layout.institution, counterparty_sort_code="",
                counterparty_number="", reference="", external_id="",
            )  # fmt: skip
            kept.append(entry._replace(balance_minor=None))
            kept.append(charged)
        else:
            kept.append(entry)

    def _ignore(self, row: int, place: str, line: Line, why: str, *, opening: bool) -> None:
        try:
            currency = self.cells.code(line)
            minor = self.signed(line, currency)
            balance = self._balance(line, currency) if opening else None
        except Faulty:
            minor, balance = None, None
        if opening and balance is not None:
            self.rows.openings.setdefault(self._account(line, currency), balance)
        self.rows.ignored.append(NotLoaded(row, place, why, line.raw, minor))

    def signed(self, line: Line, currency: str) -> int | None:
        """The movement from the holder's side, + in; None where the row states none."""
        cells, layout = self.cells, self.layout
        if "amount" in cells.at:
            found = cells.money(line, "amount", currency)
            if found is None:
                return None
            return self._directed(found, cells.text(line, "direction"))
        into, out = cells.money(line, "in", currency), cells.money(line, "out", currency)
        if into and into.minor and out and out.minor:
            raise Faulty("the row has an amount in and an amount out")
        if out and out.minor:
            if out.negative != layout.minus_out:
                raise Faulty("the amount out has the wrong sign")
            return -out.minor
        if into and into.negative and into.minor:
            raise Faulty("the amount in is negative")
        if into is None and out is None:
            return None
        return into.minor if into else 0

    def _directed(self, found: Amount, word: str) -> int:
        layout = self.layout
        way = layout.marks.get(found.mark, 0)
        if "direction" in self.cells.at:
            told = layout.directions.get(word.casefold(), 0)
            if not told and (word or not layout.directions.get("", 0)):
                raise Faulty(f"{word!r} says neither in nor out")
            way = told or layout.directions[""]
            return found.minor * way
        if way:
            if found.negative:
                raise Faulty(f"the amount has both a minus and {found.mark}")
            return found.minor * way
        value = -found.minor if found.negative else found.minor
        return value if layout.sign == "in" else -value

    def _balance(self, line: Line, currency: str) -> int | None:
        found = self.cells.money(line, "balance", currency)
        if found is None:
            return None
        way = self.layout.marks.get(found.mark, 0)
        if way and found.negative:
            raise Faulty(f"the balance has both a minus and {found.mark}")
        return found.minor * (way or (-1 if found.negative else 1))

    def _account(self, line: Line | None, currency: str = "") -> str:
        """The key of the row's account, which is made known on its first row."""
        seen = (currency, *(line.cells[index] for index in self.naming)) if line else ()
        if seen in self.seen:
            return self.seen[seen]
        parts = [self.cells.text(line, role) if line else "" for role in _NAMING]
        said = self.preamble
        account = identified(
            text=parts[0] or said.get("account", ""),
            code=parts[1] or said.get("sort_code", ""),
            number=parts[2] or said.get("number", ""),
            iban_text=parts[3] or said.get("iban", ""),
            name=parts[4] or said.get("account_name", ""),
            product=parts[5],
            institution=self.layout.institution,
            prefix=self.layout.account_prefix,
            currency=currency or self.cells.currency,
        )
        account = chosen(account, self.cells.choice.account, where=self.cells.match.grid.where)
        other = self.rows.accounts.get(account.key)
        if other is not None and other.currency != account.currency:
            account = replace(account, key=f"{account.key} {account.currency}")
        self.rows.accounts.setdefault(account.key, account)
        self.seen[seen] = account.key
        return account.key

    def _entry(
        self, row: int, place: str, line: Line, when: tuple[date, str | None],
        minor: int, currency: str, balance: int | None,
    ) -> Entry:  # fmt: skip
        text, layout = self.cells.text, self.layout
        type_raw = text(line, "type")
        kind = kind_of(layout, type_raw)
        narrative = text(line, "text")
        known = facts(layout, kind, narrative)
        type_raw = type_raw or known.type_raw
        kind = kind_of(layout, known.type_raw) or known.type or kind
        counterparty = text(line, "counterparty")
        code = sort_code(text(line, "counterparty-sort-code")) or known.sort_code
        number = text(line, "counterparty-number") or known.number
        return Entry(
            row=row, place=place, date=when[0], time=when[1], minor=minor, currency=currency,
            balance_minor=balance, type_raw=type_raw, type=kind,
            narrative=narrative or counterparty,
            reference=text(line, "reference") or known.reference,
            counterparty=named(counterparty) if counterparty else known.counterparty,
            counterparty_sort_code=code, counterparty_number=number.lstrip("'"),
            external_id=text(line, "id").lstrip("'"),
        )  # fmt: skip


def kind_of(layout: Layout, type_raw: str) -> str:
    """The standard type of a bank's own word or code, or empty where it is not known."""
    if not type_raw:
        return ""
    return layout.types.get(tidy(type_raw)) or layout.types.get(
        tidy(type_raw.split("|", maxsplit=1)[0]), ""
    )


def within(amounts: Sequence[int], where: str) -> None:
    """Refuse a file whose sum the store could not hold.

    Raises:
        Refused: naming the file.
    """
    if sum(abs(minor) for minor in amounts) > LARGEST:
        raise Refused(
            "the amounts add up to more than can be kept",
            where=where,
            remedy="Look for a column that was read as an amount and is none",
        )

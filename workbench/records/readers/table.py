"""A table in a known layout: each row becomes an entry, or is left aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol

from workbench.errors import Refused
from workbench.money import LARGEST
from workbench.progress import Report, silent
from workbench.records.categories import category_of
from workbench.records.entries import TOLD, Entries, Said, Sayings
from workbench.records.grammar import Amount, blank
from workbench.records.identity import chosen, identified
from workbench.records.layout import Layout, tidy
from workbench.records.matching import Match
from workbench.records.narrative import facts, named, sort_code
from workbench.records.readers.cells import Cells, Faulty
from workbench.records.readers.chunks import SIZE, Chunk, chunks
from workbench.records.readers.parts import Part
from workbench.records.readers.quick import Columnwise, Plain, against
from workbench.records.readers.text import Line
from workbench.records.reading import AccountRead, Entry, NotLoaded, StatementRead

_NAMING = ("account", "sort-code", "number", "iban", "account-name", "product")
#: Where more accounts than this share some rows, the rows are read one by one.
_ACCOUNTS = 200


class Ahead(Protocol):
    """Reads a table's rows by columns elsewhere, and is told of what they came to so far."""

    def parts(self, sayings: Sayings) -> Iterator[Part]:
        """What `StatementTable.parts` gives, read in another process; texts go to `sayings`."""

    @property
    def seen(self) -> Callable[[Layout, Rows], None]:
        """What is to be told of all that was read so far."""


class Ordinal(Protocol):
    """Counts a file's data rows over all its tables."""

    def __call__(self, count: int = 1) -> int:
        """Count so many further rows and return the number of the first."""


@dataclass(slots=True)
class Rows:
    """What a table's rows came to; one of these per sheet."""

    read: int = 0
    entries: dict[str, Entries] = field(default_factory=dict)
    accounts: dict[str, AccountRead] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)
    ignored: list[NotLoaded] = field(default_factory=list)
    rejected: list[NotLoaded] = field(default_factory=list)

    def statements(self) -> tuple[StatementRead, ...]:
        """One statement per account, in the order in which the accounts appear."""
        return tuple(
            StatementRead(account, self.entries.get(key, Entries()), self.openings.get(key))
            for key, account in self.accounts.items()
        )


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


class StatementTable:
    """Reads a bank's table of movements."""

    def __init__(self, cells: Cells, ordinal: Ordinal) -> None:
        """Take the table and the counter of rows, which runs on over a file's sheets."""
        self.cells, self.ordinal = cells, ordinal
        self.layout = cells.layout
        self.rows = Rows()
        self.sayings = Sayings(self.tell)
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

    def read(self, report: Report = silent, ahead: Ahead | None = None) -> Rows:
        """Walk all rows; every one of them is counted once."""
        told = 0
        for chunk, plain in self.parts() if ahead is None else ahead.parts(self.sayings):
            if plain is None or len(plain.accounts) > _ACCOUNTS:
                self._one_by_one(chunk, 0, len(chunk.rows))
            else:
                self._by_columns(chunk, plain)
            if self.rows.read - told >= SIZE:
                told = self.rows.read
                report(told, 0, f"Reading {self.cells.match.grid.where}")
            if ahead is not None:
                ahead.seen(self.layout, self.rows)
        if not self.rows.accounts and not self.rows.rejected:
            self._account(None)
        return self.rows

    def parts(self) -> Iterator[Part]:
        """The rows below the header in parts, each looked at by columns where it can be."""
        grid, header = self.cells.match.grid, self.cells.match.header
        columnwise = Columnwise(self.cells, self.watched, self.naming, self.sayings)
        for chunk in chunks(grid):
            at = next((at for at, n in enumerate(chunk.numbers) if n > header), len(chunk.rows))
            for rows in _alike(chunk.rows[at:]):
                here = slice(at, at + len(rows))
                at = here.stop
                yield Part(
                    Chunk(chunk.numbers[here], rows, chunk.raws[here]),
                    columnwise.read(rows) if rows[0] else None,
                )

    def _by_columns(self, chunk: Chunk, plain: Plain) -> None:
        """Take the runs of plain rows together, and the odd rows between them one by one."""
        start = 0
        for odd in (*plain.odd, len(chunk.rows)):
            if odd > start:
                self._run(chunk, plain, start, odd)
            if odd < len(chunk.rows):
                self._one_by_one(chunk, odd, odd + 1)
            start = odd + 1

    def _run(self, chunk: Chunk, plain: Plain, start: int, end: int) -> None:
        first = self.ordinal(end - start)
        self.rows.read += end - start
        columns: tuple[Any, ...] = (
            chunk.numbers, plain.minor, plain.balance, plain.day, plain.time, plain.said,
            plain.external_id,
        )  # fmt: skip
        accounts = plain.account[start:end]
        for known in dict.fromkeys(accounts or plain.accounts):
            at = [i for i, one in enumerate(accounts) if one == known]
            key = self._account(_line(chunk, plain.accounts[known]), known[0])
            into = self.rows.entries.setdefault(key, Entries()).columns(
                self.sayings, self.cells.match.grid.place, known[0]
            )
            if len(at) == len(accounts):  # one account, as in most files
                into.extend(
                    range(first, first + end - start), *(column[start:end] for column in columns)
                )
                continue
            into.extend(
                [first + i for i in at],
                *([column[start + i] for i in at] if column else [] for column in columns),
            )

    def _one_by_one(self, chunk: Chunk, start: int, end: int) -> None:
        place_of = self.cells.match.grid.place
        for at in range(start, end):
            line = _line(chunk, at)
            if all(blank(cell) for cell in line.cells):
                continue
            row, place = self.ordinal(), place_of(line.number)
            self.rows.read += 1
            try:
                self._row(row, place, line)
            except Faulty as fault:
                self.rows.rejected.append(NotLoaded(row, place, str(fault), line.raw))

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
        kept = self.rows.entries.setdefault(key, Entries())
        if fee and fee.minor:
            charged = entry._replace(
                minor=-fee.minor if not fee.negative else fee.minor,
                type="FEE", type_raw="Fee", narrative=f"Fee: {entry.narrative}".strip(),
                counterparty=self.layout.institution, counterparty_sort_code="",
                counterparty_number="", reference="", external_id="",
            )  # fmt: skip
            kept.add(entry._replace(balance_minor=None), charged)
        else:
            kept.add(entry)

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
            if against(layout, -found.minor if found.negative else found.minor, way):
                raise Faulty(f"the amount has a minus, and {word!r} says in")
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
        text = self.cells.text
        said = Said(
            text(line, "type"), text(line, "text"), text(line, "reference"),
            text(line, "counterparty"), text(line, "counterparty-sort-code"),
            text(line, "counterparty-number"),
        )  # fmt: skip
        told = dict(zip(TOLD, self.tell(said, minor > 0), strict=True))
        return Entry(
            row=row, place=place, date=when[0], time=when[1], minor=minor, currency=currency,
            balance_minor=balance, external_id=text(line, "id").strip("'"), **told,
        )  # fmt: skip

    def tell(self, said: Said, into: bool) -> tuple[Any, ...]:
        """What the texts of a row say, as `TOLD` names it; `into` is which way its money went."""
        layout = self.layout
        known = facts(layout, kind_of(layout, said.type), said.text)
        kind = kind_of(layout, known.type_raw) or known.type or kind_of(layout, said.type)
        narrative = said.text or said.counterparty
        if said.counterparty:
            known = known._replace(counterparty=named(said.counterparty))
        return (
            said.type or known.type_raw, kind, narrative, said.reference or known.reference,
            known.counterparty, sort_code(said.code) or known.sort_code,
            (said.number or known.number).lstrip("'"), known.iban, known.rule, known.confidence,
            *category_of(kind, into, known, narrative),
        )  # fmt: skip


def _alike(rows: list[list[str]]) -> list[list[list[str]]]:
    """Runs of rows that have as many cells; mostly there is one."""
    if len(set(map(len, rows))) <= 1:
        return [rows] if rows else []
    return [list(run) for _, run in groupby(rows, len)]


def _line(chunk: Chunk, at: int) -> Line:
    return Line(chunk.numbers[at], chunk.rows[at], chunk.raws[at].rstrip("\r\n"))


@lru_cache(maxsize=4096)
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
    if sum(map(abs, amounts)) > LARGEST:
        raise Refused(
            "the amounts add up to more than can be kept",
            where=where,
            remedy="Look for a column that was read as an amount and is none",
        )

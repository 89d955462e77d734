"""The rows of a register as things: what each says, and every cell that cannot be taken so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple, cast

from workbench.errors import Refused
from workbench.money import exponent
from workbench.records.column_words import currency_of
from workbench.records.grammar import (
    DateOrder,
    DecimalMark,
    amount,
    blank,
    date_order,
    decimal_mark,
    moment,
)
from workbench.records.readers.text import Line
from workbench.recovery.deadlines import said
from workbench.recovery.lawbook import table
from workbench.recovery.property import decimal
from workbench.recovery.register_columns import DATES, JOINED, MONEY, Table, kind_of

#: Events that a register dates, first to last; none may stand before the one that began it.
EVENTS: Final = ("seized", "forfeited", "returned", "realised")
_TOTAL: Final = re.compile(r"(?:grand |sub)?[ -]?totals?\b.*", re.IGNORECASE)
_CODE: Final = re.compile("[A-Z]{3}")


class SetAside(NamedTuple):
    """A row that is no thing, and why; `raw` is its text as it stood."""

    where: str
    why: str
    raw: str


class Doubt(NamedTuple):
    """A cell of a thing that was not taken as it is written; its text stands in the note."""

    where: str
    title: str
    why: str
    raw: str


@dataclass(slots=True)
class Thing:
    """What one row of a register says."""

    place: str
    kind: str = "other"
    label: str = ""
    identifier: str = ""
    quantity: str = ""
    unit: str = ""
    custody: str = ""
    by: str = ""
    where: str = ""
    currency: str = "GBP"
    acquired: date | None = None
    price: int | None = None
    value: int | None = None
    state: str = "identified"
    note: str = ""
    valuations: list[tuple[date, int, str]] = field(default_factory=list)
    events: list[tuple[str, date]] = field(default_factory=list)


class Choice(NamedTuple):
    """What a person says of a register, where it does not say it itself."""

    roles: Mapping[str, str] = {}
    sheet: str = ""
    header: int | None = None
    currency: str = ""
    dates: str = ""
    decimal: str = ""


AS_IT_SAYS: Final = Choice()


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a register's dates and amounts are to be read, decided once over all its rows."""

    currency: str
    dates: DateOrder
    decimal: DecimalMark

    @classmethod
    def of(
        cls, found: Table, choice: Choice, *, currency: str, where: str
    ) -> tuple[Ruling, list[str]]:
        """Decide from the choices, then the titles, then all cells; say what was assumed.

        Raises:
            Refused: if dates or amounts can be read in two ways, or "$" may be any dollar.
        """
        days, sums = list(_cells(found, DATES)), list(_cells(found, MONEY))
        code, notes = cls._currency(found, choice, sums, currency, where)
        if choice.dates not in ("", "dmy", "mdy", "ymd"):
            raise Refused(f"{choice.dates} is no order of a date", remedy="Say dmy, mdy or ymd.")
        if choice.decimal not in ("", "point", "comma"):
            raise Refused(f"{choice.decimal} is no decimal mark", remedy="Say point or comma.")
        marks: dict[str, DecimalMark] = {"point": ".", "comma": ","}
        try:
            order = (
                cast("DateOrder", choice.dates) if choice.dates else date_order(days, where=where)
            )
            mark = marks.get(choice.decimal) or decimal_mark(
                [(text, exponent(code)) for text in sums], where=where
            )
        except Refused as refusal:
            raise Refused(
                refusal.what, where=where,
                remedy="Say which: --dates dmy or mdy, --decimal point or comma.",
            ) from refusal  # fmt: skip
        return cls(code, order, mark), notes

    @staticmethod
    def _currency(
        found: Table, choice: Choice, sums: Sequence[str], currency: str, where: str
    ) -> tuple[str, list[str]]:
        if choice.currency:
            if not _CODE.fullmatch(choice.currency):
                raise Refused(f"{choice.currency} is no currency", remedy="Say it like USD.")
            return choice.currency, []
        stated = {c for column in found.columns if (c := currency_of(column.title))}
        if len(stated) == 1:
            return stated.pop(), []
        if any(column.role == "currency" for column in found.columns) or not sums:
            return currency, []
        if any("$" in text for text in sums):
            raise Refused(
                "its amounts are in dollars, and nothing says which", where=where,
                remedy="Say it: --currency USD.",
            )  # fmt: skip
        return currency, [f"amounts are taken as {currency}: the file names no currency"]


def things_in(
    found: Table, ruling: Ruling, today: date
) -> tuple[list[Thing], list[SetAside], list[Doubt]]:
    """Every row below the titles: a thing, or set aside; blank rows are none."""
    things, aside, doubts = [], [], []
    titles = [column.title for column in found.columns]
    for line in found.rows:
        if all(blank(cell) for cell in line.cells):
            continue
        place = found.grid.place(line.number)
        why = _no_thing(line, titles)
        if why:
            aside.append(SetAside(place, why, line.raw))
            continue
        row = _Row(found, ruling, today, place, line)
        if not (row.thing.label or row.thing.identifier or row.stated_kind):
            aside.append(SetAside(place, "nothing in it says what the thing is", line.raw))
            continue
        things.append(row.made())
        doubts += row.doubts
    return things, aside, doubts


def _no_thing(line: Line, titles: Sequence[str]) -> str:
    cells = [cell.strip() for cell in line.cells]
    if [cell for cell in cells if cell] == [title for title in titles if title]:
        return "the titles again"
    first = next((cell for cell in cells if cell), "")
    return "a line of totals, not a thing" if _TOTAL.fullmatch(first) else ""


def _cells(found: Table, wanted: Sequence[str]) -> Iterator[str]:
    at = [i for i, column in enumerate(found.columns) if column.role in wanted]
    for line in found.rows:
        for i in at:
            if i < len(line.cells) and not blank(line.cells[i]):
                yield line.cells[i]


class _Row:
    """One row on its way to being a thing."""

    def __init__(self, found: Table, ruling: Ruling, today: date, place: str, line: Line) -> None:
        self.ruling, self.today, self.place = ruling, today, place
        self.thing = Thing(place, currency=ruling.currency)
        self.doubts: list[Doubt] = []
        self.titles: dict[str, str] = {}
        self._notes: list[str] = []
        self._cells: dict[str, str] = {}
        joined: dict[str, list[str]] = {}
        for at, cell in enumerate(line.cells):
            text = " ".join(cell.split()) if cell.__class__ is str else cell
            if not text:
                continue
            if at >= len(found.columns):
                self.doubt("", "there is no title above it", text)
            elif (role := found.columns[at].role) == "note":
                self._notes.append(f"{found.columns[at].title}: {text}")
            elif role in JOINED:
                joined.setdefault(role, []).append(text)
            else:
                self._cells[role], self.titles[role] = text, found.columns[at].title
        self.stated_kind = self._cells.get("kind", "")
        self.thing.label = JOINED["label"].join(joined.get("label", ()))
        self.thing.identifier = JOINED["identifier"].join(joined.get("identifier", ()))
        self.thing.where = JOINED["place"].join(joined.get("place", ()))

    def doubt(self, title: str, why: str, raw: str) -> None:
        """Name a cell that is not taken as it is, and keep its text in the note."""
        self.doubts.append(Doubt(self.place, title, why, raw))
        self._notes.append(f"{title or 'beyond the titles'}: {raw} (not taken: {why})")

    def made(self) -> Thing:
        """The thing, whole."""
        thing, cells = self.thing, self._cells
        thing.kind = kind_of(self.stated_kind, thing.label)
        if self.stated_kind and thing.kind == "other":
            self._notes.append(f"{self.titles['kind']}: {self.stated_kind}")
        if not thing.label:
            one = table("property")["kinds"][thing.kind]["one"]
            thing.label = " ".join(filter(None, (self.stated_kind or one, thing.identifier)))
            self.doubts.append(Doubt(self.place, "", "nothing describes it", thing.identifier))
        thing.custody, thing.unit = cells.get("custody", ""), cells.get("unit", "")
        thing.by = cells.get("by", "")
        self._say_currency()
        if text := cells.get("quantity"):
            thing.quantity = decimal(text) or ""
            if not thing.quantity:
                self.doubt(self.titles["quantity"], "it is no plain decimal", text)
        self._happened()
        self._worth()
        thing.note = "; ".join(self._notes)
        return thing

    def _say_currency(self) -> None:
        if text := self._cells.get("currency"):
            if _CODE.fullmatch(text.upper()):
                self.thing.currency = text.upper()
            else:
                self.doubt(self.titles["currency"], "it is no currency code", text)

    def _happened(self) -> None:
        thing = self.thing
        thing.acquired = self._day("acquired")
        after, before = thing.acquired, "acquired"
        leaves: dict[str, str] = table("property")["events"]
        for event in EVENTS:
            on = self._day(event)
            if on is None:
                continue
            if after is not None and on < after:
                why = f"it is before the day on which it was {before} ({said(after)})"
                self.doubt(self.titles[event], why, self._cells[event])
                continue
            thing.events.append((event, on))
            thing.state, after, before = leaves[event], on, event

    def _worth(self) -> None:
        thing, happened = self.thing, dict(self.thing.events)
        thing.price, thing.value = self._minor("price"), self._minor("value")
        valued, seized = self._day("valued"), happened.get("seized")
        if thing.value is not None:
            basis = self._cells.get("basis") or f"{self.titles['value']} of the register"
            if valued is None and seized is None:
                basis += ", no day stated"
            thing.valuations.append((valued or seized or self.today, thing.value, basis))
        forfeited = self._minor("forfeited-value")
        if forfeited is None:
            return
        title = self.titles["forfeited-value"]
        if "forfeited" not in happened:
            self.doubt(title, "no day of forfeiture stands with it", self._cells["forfeited-value"])
            return
        thing.valuations.append((happened["forfeited"], forfeited, f"{title} of the register"))

    def _day(self, role: str) -> date | None:
        text = self._cells.get(role)
        if text is None:
            return None
        read = moment(text, self.ruling.dates)
        if read is None:
            self.doubt(self.titles[role], "it is no date", text)
            return None
        if read[0] > self.today:
            self.doubt(self.titles[role], "it has not come yet", text)
            return None
        return read[0]

    def _minor(self, role: str) -> int | None:
        text = self._cells.get(role)
        if text is None:
            return None
        currency = self.thing.currency
        read = amount(text, places=exponent(currency), mark=self.ruling.decimal)
        if read is None:
            why = "it is no amount"
        elif read.negative:
            why = "it is below nothing"
        elif read.currency not in ("", currency):
            why = f"it is not in {currency}"
        else:
            return read.minor
        self.doubt(self.titles[role], why, text)
        return None

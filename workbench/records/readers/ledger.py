"""The two plain tables that anyone can make: payments between named accounts, and accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.progress import Report, silent
from workbench.records.grammar import blank
from workbench.records.identity import identified
from workbench.records.payments import PaymentColumns, Payments
from workbench.records.readers.cells import Cells, Faulty, data_rows
from workbench.records.readers.chunks import Chunk
from workbench.records.readers.payments import Columnwise, Plain, alike
from workbench.records.readers.table import Ordinal
from workbench.records.readers.text import Line
from workbench.records.reading import AccountRead, NotLoaded, PaymentRead

_EVERY = 20_000
_HELD = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False,
         "false": False, "0": False, "": False}  # fmt: skip


@dataclass(slots=True)
class LedgerRows:
    """What the rows of a payments or accounts table came to."""

    read: int = 0
    payments: Payments = field(default_factory=Payments)
    accounts: list[AccountRead] = field(default_factory=list)
    ignored: list[NotLoaded] = field(default_factory=list)
    rejected: list[NotLoaded] = field(default_factory=list)


def read_ledger(cells: Cells, ordinal: Ordinal, report: Report = silent) -> LedgerRows:
    """Walk a payments or accounts table; every row is counted once."""
    if cells.layout.kind == "payments":
        return _PaymentsTable(cells, ordinal).read(report)
    rows = LedgerRows()
    grid = cells.match.grid
    seen: dict[str, str] = {}
    for line in data_rows(cells.match):
        row, place = ordinal(), grid.place(line.number)
        rows.read += 1
        if rows.read % _EVERY == 0:
            report(rows.read, 0, f"Reading {grid.where}")
        try:
            _account(cells, rows, seen, row, place, line)
        except Faulty as fault:
            rows.rejected.append(NotLoaded(row, place, str(fault), line.raw))
    return rows


def _once(seen: dict[str, str], key: str, place: str, what: str) -> None:
    if key in seen:
        raise Faulty(f"{what} {key} stands twice: it is already at {seen[key]}")
    seen[key] = place


class _PaymentsTable:
    """Reads one payments table: runs of plain rows by columns, the odd rows one by one."""

    def __init__(self, cells: Cells, ordinal: Ordinal) -> None:
        self.cells, self.ordinal = cells, ordinal
        self.place: Callable[[int], str] = cells.match.grid.place
        self.rows = LedgerRows()
        self.kept = PaymentColumns(self.place)
        self.rows.payments.parts.append(self.kept)
        self.taken: set[str] = set()  # every id so far
        self.where: dict[str, int] = {}  # the row of an id, looked up where one stands twice
        self.looked = 0  # so many payments are in `where`

    def read(self, report: Report) -> LedgerRows:
        columnwise = Columnwise(self.cells)
        for chunk in alike(self.cells.match):
            plain = columnwise.read(chunk.rows, self.taken) if chunk.rows[0] else None
            start = 0
            for odd in (*(range(len(chunk.rows)) if plain is None else plain.odd), None):
                end = len(chunk.rows) if odd is None else odd
                if plain is not None and end > start:
                    self._run(chunk, plain, start, end)
                if odd is not None:
                    self._one(chunk, odd)
                start = end + 1
            report(self.rows.read, 0, f"Reading {self.cells.match.grid.where}")
        return self.rows

    def _run(self, chunk: Chunk, plain: Plain, start: int, end: int) -> None:
        first = self.ordinal(end - start)
        self.rows.read += end - start
        self.kept.extend({
            "row": range(first, first + end - start), "number": chunk.numbers[start:end],
            **{name: column[start:end] for name, column in plain.columns.items()},
        })  # fmt: skip
        self.taken.update(plain.columns["id"][start:end])

    def _one(self, chunk: Chunk, at: int) -> None:
        line = Line(chunk.numbers[at], chunk.rows[at], chunk.raws[at].rstrip("\r\n"))
        if all(map(blank, line.cells)):
            return
        row, place = self.ordinal(), self.place(line.number)
        self.rows.read += 1
        try:
            payment = self._payment(row, place, line)
        except Faulty as fault:
            self.rows.rejected.append(NotLoaded(row, place, str(fault), line.raw))
            return
        if payment is not None:
            self.kept.add(payment, line.number)

    def _row_of(self, key: str) -> int:
        """On which row an id stood first."""
        fresh = slice(self.looked, None)
        self.where |= zip(self.kept.id[fresh], self.kept.number[fresh], strict=True)
        self.looked = len(self.kept)
        return self.where[key]

    def _payment(self, row: int, place: str, line: Line) -> PaymentRead | None:
        """The payment of a row; None where it was left aside."""
        cells = self.cells
        cells.whole(line)
        currency = cells.code(line)
        when = cells.day(line)
        if when is None:
            if not cells.layout.undated:
                raise Faulty("the row has no date")
            self.rows.ignored.append(NotLoaded(row, place, cells.layout.undated, line.raw))
            return None
        found = cells.money(line, "amount", currency)
        if found is None:
            raise Faulty("the row has no amount")
        if found.negative:
            raise Faulty("the amount is negative: swap the payer and the payee instead")
        if found.mark not in {"", "+"}:
            raise Faulty(f"an amount between two accounts carries no {found.mark}")
        payer, payee = cells.text(line, "from"), cells.text(line, "to")
        if not payer or not payee:
            raise Faulty(f"the row does not say {'who paid' if not payer else 'who was paid'}")
        key = cells.text(line, "id")
        if not key:
            raise Faulty("the row has no id")
        if key in self.taken:
            raise Faulty(
                f"the payment {key} stands twice: it is already at {self.place(self._row_of(key))}"
            )
        self.taken.add(key)
        if found.minor == 0:
            self.where[key] = line.number
            self.rows.ignored.append(
                NotLoaded(row, place, "the amount is zero: nothing moved", line.raw, 0)
            )
            return None
        return PaymentRead(
            row=row, place=place, id=key, date=when[0], time=when[1], payer=payer, payee=payee,
            minor=found.minor, currency=currency, reference=_reference(cells, line),
            payer_name=cells.text(line, "from-name"), payee_name=cells.text(line, "to-name"),
        )  # fmt: skip


def _reference(cells: Cells, line: Line) -> str:
    """The reference, with the period and the number of payments of a flow where it is one."""
    parts = [cells.text(line, "reference")]
    if until := cells.text(line, "until"):
        parts.append(f"from {cells.text(line, 'date')} to {until}")
    if count := cells.text(line, "count").removesuffix(".0"):
        parts.append("1 payment" if count == "1" else f"{count} payments")
    return "; ".join(part for part in parts if part)


def _account(
    cells: Cells, rows: LedgerRows, seen: dict[str, str], row: int, place: str, line: Line
) -> None:
    cells.whole(line)
    key = cells.text(line, "account")
    if not key:
        raise Faulty("the row names no account")
    _once(seen, key, place, "the account")
    held = cells.text(line, "held").casefold()
    if held not in _HELD:
        raise Faulty(f"{held!r} under held is neither yes nor no")
    currency = cells.code(line)
    opening = cells.money(line, "opening", currency)
    minor = None
    if opening is not None:
        way = cells.layout.marks.get(opening.mark, 0) or (-1 if opening.negative else 1)
        if opening.negative and opening.mark:
            raise Faulty(f"the opening balance has both a minus and {opening.mark}")
        minor = opening.minor * way
    known = identified(text=key, currency=currency)
    rows.accounts.append(
        AccountRead(
            key=key,
            name=cells.text(line, "name"),
            institution=cells.text(line, "product"),
            sort_code=known.sort_code,
            number=known.number if known.sort_code else "",
            iban=known.iban,
            currency=currency,
            held=_HELD[held],
            opening_minor=minor,
            row=row,
            place=place,
        )
    )

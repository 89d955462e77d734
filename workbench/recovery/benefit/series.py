"""A price index from a file (CSV, XLSX, XLS, ODS): monthly values by name, kept as a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from workbench.case import Case
from workbench.documents import attach
from workbench.errors import Refused
from workbench.progress import silent
from workbench.records.readers.spreadsheet import read_spreadsheet
from workbench.records.readers.text import DELIMITERS, Grid, TextGrid, encoding_of
from workbench.records.readers.workbook import read_workbook
from workbench.store.tables import PriceIndex, PriceIndexValue
from workbench.words import MONTHS, counted

_NAMES = {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
_YEAR_MONTH = re.compile(r"(\d{4})[ \-/]?([A-Za-z]{3,9}|\d{1,2})(?:-\d{1,2}(?: [\d:]+)?)?")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9}|\d{1,2})[ \-/](\d{4})")
_OTHER_PERIOD = re.compile(r"\d{4}(?: ?Q[1-4])?", re.IGNORECASE)
_VALUE = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Series:
    """A series as a file states it; `aside` counts years and quarters, which are not used."""

    name: str
    code: str
    values: dict[str, str]
    aside: int


def month_of(text: str) -> str:
    """`2024 MAR`, `2024-03`, `Mar 2024`, `03/2024`, `2024-03-01` as `2024-03`; "" for no month."""
    cell = " ".join(text.split())
    if found := _YEAR_MONTH.fullmatch(cell):
        year, month = found[1], found[2]
    elif found := _MONTH_YEAR.fullmatch(cell):
        month, year = found[1], found[2]
    else:
        return ""
    number = int(month) if month.isdecimal() else _NAMES.get(month[:3].casefold(), 0)
    return f"{year}-{number:02d}" if 1 <= number <= 12 else ""


def read_series(path: Path, *, code: str = "", name: str = "") -> Series:
    """The monthly values of a file: its first column the months, one column the values.

    `code` chooses the column where there are several: a heading of it, such as D7BT. The name
    and code that the file states (the rows Title and CDID of an ONS series) are used where none
    is given.

    Raises:
        Refused: for a file that cannot be read, a month twice, a value that is none, or where it
            is not clear which column is meant.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            "cannot be read", where=str(path), remedy="Check the name and your rights."
        ) from error
    return _series(list(_rows(content, path)), path.name, code, name)


def _rows(content: bytes, path: Path) -> Iterator[tuple[str, list[str]]]:
    for grid in _grids(content, path):
        for row in grid.rows():
            yield grid.place(row.number), row.cells


def _grids(content: bytes, path: Path) -> Iterable[Grid]:
    if path.suffix.lower() in _SHEETS:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return read_workbook(content, path.name).sheets
        return read_spreadsheet(content, path.name, silent).sheets
    encoding = encoding_of(content, path.name)
    start = content[:4096].decode(encoding, "replace")
    delimiter = max(DELIMITERS, key=start.count)
    return (TextGrid(content, encoding, delimiter, path.name),)


def _series(rows: list[tuple[str, list[str]]], where: str, code: str, name: str) -> Series:
    heading: list[list[str]] = []
    monthly: list[tuple[str, str, list[str]]] = []
    aside = 0
    for place, cells in rows:
        first = cells[0] if cells else ""
        if month := month_of(first):
            monthly.append((place, month, cells))
        elif _OTHER_PERIOD.fullmatch(" ".join(first.split())):
            aside += 1
        elif not monthly:
            heading.append(cells)
    if not monthly:
        raise Refused(
            "holds no month", where=where, remedy="The first column states months, like 2024-03."
        )
    at = _column(heading, monthly, where, code)
    told = {cells[0].strip().casefold(): cells[at].strip() for cells in heading if len(cells) > at}
    return Series(
        name or told.get("title", "") or code or Path(where).stem,
        code or told.get("cdid", ""),
        _values(monthly, at, where),
        aside,
    )


def _values(monthly: list[tuple[str, str, list[str]]], at: int, where: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for place, month, cells in monthly:
        text = cells[at].strip() if at < len(cells) else ""
        if not text:
            continue  # a series begins later, or ends earlier, than its table
        if not _VALUE.fullmatch(text) or not Decimal(text):
            raise Refused(f"{text} is no index value", where=f"{where} {place}")
        if values.setdefault(month, text) != text:
            raise Refused(f"{month} has two values", where=f"{where} {place}")
    return values


def _column(
    heading: list[list[str]], monthly: list[tuple[str, str, list[str]]], where: str, code: str
) -> int:
    """Which column holds the values: that headed by the code, or the only one with any."""
    filled = {at for _, _, cells in monthly for at, text in enumerate(cells) if at and text.strip()}
    if code:
        wanted = code.strip().casefold()
        headed = {
            at
            for cells in heading
            for at, text in enumerate(cells)
            if at in filled and text.strip().casefold() == wanted
        }
        if headed:
            return min(headed)
        if len(filled) > 1:
            raise Refused(f"no column is headed {code}", where=where)
    if len(filled) != 1:
        raise Refused(
            f"{counted(len(filled), 'column holds', 'columns hold')} values beside the months",
            where=where,
            remedy="Name the series by the heading of its column.",
        )
    return min(filled)


def load_index(case: Case, path: Path, *, code: str = "", name: str = "") -> int:
    """Load a series, keep its file, and return the index's number.

    Raises:
        Refused: as `read_series`, and for a series of that file that is loaded already.
    """
    series = read_series(path, code=code, name=name)
    digest = attach(case, path)
    with case.change("price-index", f"Loaded the price index {series.name}") as work:
        stands = work.session.scalars(
            select(PriceIndex).where(
                PriceIndex.source_sha256 == digest, PriceIndex.code == series.code
            )
        ).first()
        if stands is not None:
            raise Refused(f"is loaded already, as price index {stands.id}", where=path.name)
        index = PriceIndex(
            name=series.name, code=series.code, source_name=path.name, source_sha256=digest,
            loaded=case.now().date(),
        )  # fmt: skip
        work.session.add(index)
        work.session.flush()
        work.session.add_all(
            PriceIndexValue(index_id=index.id, month=month, value=value)
            for month, value in sorted(series.values.items())
        )
        work.session.flush()
        months = sorted(series.values)
        work.summary = (
            f"Loaded the price index {series.name} from {path.name}: "
            f"{counted(len(months), 'month')}, {months[0]} to {months[-1]}"
        )
        return index.id

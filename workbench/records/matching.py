"""Which layout a table is written in, by its header and its content, never by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from workbench.errors import Refused
from workbench.records.below import Marked, Table, rules, strange
from workbench.records.grammar import amount, blank, moment
from workbench.records.layout import Column, Layout, layouts, tidy
from workbench.records.readers.text import Grid, Line
from workbench.records.two_sided import LAYOUT, TwoSided

#: A header stands among the first rows; below that it is no header.
SAMPLE: Final = 60
#: No bank's table has so many columns; a row of commas does, and would hold a load up.
WIDEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Match:
    """A layout that fits a grid: where its header stands, and which column plays what."""

    layout: Layout
    grid: Grid
    header: int  # the line of the header; 0 where there is none
    width: int  # cells that each row has at least; a column without a title may follow
    most: int
    columns: tuple[tuple[Column, int], ...]
    titles: tuple[str, ...]
    currency: str  # where the header states it
    score: tuple[int, int, int]


def sample_of(grid: Grid) -> list[Line]:
    """The first rows of a grid, or none where it breaks off already there."""
    try:
        return list(islice(grid.rows(), SAMPLE))
    except Refused:
        return []


def find(
    grids: Sequence[Grid], wanted: str, *, where: str, known: Mapping[str, Layout] | None = None
) -> Match | None:
    """The layout that fits best among all ways to cut a file into cells.

    `known` are the layouts that are looked through: the program's own where nothing is said.

    Raises:
        Refused: if two layouts fit equally well.
    """
    every = layouts() if known is None else known
    candidates = [every[wanted]] if wanted else list(every.values())
    matches: list[Match] = []
    for grid in grids:
        sample = sample_of(grid)
        titles = [_titles(line) for line in sample]
        tables = (layout for layout in candidates if layout.form == "table")
        matches += [found for layout in tables if (found := _fit(layout, grid, sample, titles))]
    if not matches:
        return None
    matches.sort(key=lambda match: match.score, reverse=True)
    best = matches[0]
    equal = sorted({match.layout.name for match in matches if match.score == best.score})
    if len(equal) > 1:
        raise Refused(
            f"the table fits the layouts {' and '.join(equal)} equally well",
            where=where,
            remedy="Say which: --layout NAME, or Load again with choices…",
        )
    return _told_apart(best)


def _told_apart(match: Match) -> Match:
    """The match, its lines that are no rows marked to be left aside with their reason."""
    match = _minus_out(match)
    layout = match.layout
    if layout.name == LAYOUT:
        match = replace(match, grid=TwoSided(match.grid, match.header))
    if not match.header or layout.kind != "statement":
        return match
    why = strange(
        Table(match.grid, match.header, match.titles, match.columns, layout.dates or "dmy")
    )
    if not why:
        return match
    return replace(
        match,
        layout=replace(layout, ignore=(*rules(match.most), *layout.ignore)),
        grid=Marked(match.grid, why, match.most),
        most=match.most + 1,
    )


def _minus_out(match: Match) -> Match:
    """A plain table whose amounts paid out all carry a minus means the same by it."""
    at = next((index for column, index in match.columns if column.role == "out"), None)
    if at is None or not match.layout.generic:
        return match
    cells = (line.cells[at] for line in sample_of(match.grid) if len(line.cells) > at)
    read = [found for cell in cells if (found := amount(cell)) and found.minor]
    if not read or not all(found.negative for found in read):
        return match
    return replace(match, layout=replace(match.layout, minus_out=True))


def _fit(
    layout: Layout, grid: Grid, sample: Sequence[Line], titles: Sequence[Sequence[str]]
) -> Match | None:
    if not layout.header:
        return _headerless(layout, grid, sample)
    for index, line in enumerate(sample):
        found = _by_header(layout, grid, line, titles[index])
        if found:
            good = sum(_reads(found, row) for row in sample[index + 1 :])
            exact, named, _ = found.score
            return replace(found, score=(exact, named, good))
    return None


def _titles(line: Line) -> list[str]:
    """The cells of a line as titles are compared; none where it can be no header."""
    if not 2 <= len(line.cells) <= WIDEST:
        return []
    titles = [tidy(cell) for cell in line.cells]
    while titles and not titles[-1]:
        titles.pop()
    return titles if len(titles) > 1 else []


def _by_header(layout: Layout, grid: Grid, line: Line, titles: Sequence[str]) -> Match | None:
    if not titles:
        return None
    columns: list[tuple[Column, int]] = []
    currency = ""
    used: set[int] = set()
    for column in layout.columns:
        at, code = _column_at(column, titles, used)
        if at is None:
            if column.required:
                return None
            continue
        used.add(at)
        currency = currency or code
        columns.append((column, at))
    strangers = [title for index, title in enumerate(titles) if title and index not in used]
    if strangers and not layout.others:
        return None
    # a named layout goes before a generic one; then the one that explains more columns
    score = (0 if layout.generic else 1, len(columns) - len(strangers), 0)
    most = max(len(titles), *(index + 1 for _, index in columns))
    return Match(
        layout, grid, line.number, len(titles), most, tuple(columns), tuple(titles), currency, score
    )


def _column_at(column: Column, titles: Sequence[str], used: set[int]) -> tuple[int | None, str]:
    for wanted in column.titles:
        if re.fullmatch("#[0-9]{1,4}", wanted):  # a column that has a place and no title
            return int(wanted[1:]) - 1, ""
        for index, title in enumerate(titles):
            if index in used:
                continue
            if title == wanted:
                return index, ""
            if wanted.endswith("(*)") and title.startswith(wanted[:-2]) and title.endswith(")"):
                code = title[len(wanted) - 2 : -1].upper()
                if len(code) == 3 and code.isalpha() and code.isascii():
                    return index, code
    return None, ""


def _headerless(layout: Layout, grid: Grid, sample: Sequence[Line]) -> Match | None:
    width = len(layout.columns)
    rows = [line for line in sample if not all(blank(cell) for cell in line.cells)]
    if not rows:
        return None
    columns = tuple((column, index) for index, column in enumerate(layout.columns))
    found = Match(layout, grid, 0, width, width, columns, (), "", (0, width, 0))
    good = sum(_reads(found, row) for row in rows)
    # a file without a header is only recognised where nearly all of it reads
    if good == 0 or good * 10 < len(rows) * 8:
        return None
    return replace(found, score=(0, width, good))


def _reads(match: Match, line: Line) -> bool:
    """Whether a row reads as the layout says: the test of content beside that of titles."""
    if len(line.cells) < match.width or any(not blank(cell) for cell in line.cells[match.most :]):
        return False
    layout = match.layout
    seen = False
    for column, index in match.columns:
        text = line.cells[index] if index < len(line.cells) else ""
        if column.role == "date":
            if moment(text, layout.dates or "dmy") is None:
                return False
        elif column.role in {"amount", "in", "out", "balance"} and not blank(text):
            if not any(amount(text, mark=mark) for mark in (".", ",")):
                return False
            seen = seen or column.role != "balance"
    return seen


def unknown(grids: Iterable[Grid], *, where: str) -> Refused:
    """The refusal of a table in no known layout: it names the titles that were seen."""
    seen: list[tuple[int, str, list[str]]] = []
    for grid in grids:
        for line in sample_of(grid):  # the widest is the header: what stands above it is short
            titles = [" ".join(cell.split()) for cell in line.cells if not blank(cell)]
            if len(titles) > 1:
                seen.append((len(titles), grid.place(line.number), titles))
    if not seen:
        return Refused(
            "the file holds no table that any known layout describes",
            where=where,
            remedy="Ask the bank for CSV, XLSX or another format named in docs/records.md",
        )
    _, place, titles = max(seen, key=lambda one: one[0])
    return Refused(
        f"no known layout has the columns {', '.join(titles[:8])[:200]}",
        where=f"{where}, {place}",
        remedy="Describe its columns… in the window or with layouts propose, or say --layout NAME",
    )


def match_at(layout: Layout, grid: Grid, header: int) -> Match | None:
    """A layout laid on a grid at a stated header, whatever its rows hold; 0 is no header."""
    if header == 0:
        width = len(layout.columns)
        columns = tuple((column, index) for index, column in enumerate(layout.columns))
        return Match(layout, grid, 0, width, width, columns, (), "", (0, width, 0))
    line = next((line for line in sample_of(grid) if line.number == header), None)
    return _by_header(layout, grid, line, _titles(line)) if line else None

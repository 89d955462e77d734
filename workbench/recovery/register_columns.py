"""Which column of a register plays what: by the words of its titles and what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from workbench.errors import Refused
from workbench.records.grammar import amount, blank, moment
from workbench.records.matching import sample_of
from workbench.records.readers.text import Grid, Line
from workbench.recovery.lawbook import table

#: Roles that several columns may share; their cells are joined.
JOINED: Final = {"label": " ", "identifier": " / ", "place": ", ", "note": "; "}
DATES: Final = ("acquired", "valued", "seized", "forfeited", "returned", "realised")
MONEY: Final = ("price", "value", "forfeited-value")
#: What a row must say at least one of to be a thing.
NAMING: Final = ("label", "kind", "identifier")
#: Of the cells of a column, how many must be dates or amounts for its title to be believed.
BELIEVED: Final = 0.6
_DATE: Final = re.compile(r"\b(?:date|dates|on|day|when|dt)\b")


class ColumnRole(NamedTuple):
    """One column of a register: its title, the role it plays, and why."""

    title: str
    role: str
    why: str


class Table(NamedTuple):
    """A register's table: where its titles stand, what each column plays, and its rows."""

    grid: Grid
    header: int
    columns: tuple[ColumnRole, ...]
    rows: tuple[Line, ...]


def roles() -> Mapping[str, str]:
    """Every role that a column may play, with what it means."""
    found: Mapping[str, str] = table("register")["roles"]
    return found


def words_of(title: str) -> str:
    """A title as separate words in small letters: "InvItemNumb" is "inv item numb"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", title)
    return " ".join(re.sub(r"[^\w]+|_", " ", apart).lower().split())


@lru_cache
def _titles() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    return tuple(
        (row["role"], re.compile(rf"\b(?:{row['words']})\b"), bool(row.get("date")))
        for row in table("register")["title"]
    )


def role_of(title: str) -> str:
    """The role that a title names, or "note" where it names none."""
    said = words_of(title)
    dated = bool(_DATE.search(said))
    for role, words, date in _titles():
        if words.search(said) and date == dated:
            return role
    return "note"


def table_in(
    grids: Sequence[Grid], *, where: str, sheet: str = "", header: int | None = None,
    said: Mapping[str, str] | None = None,
) -> Table:  # fmt: skip
    """The table of things among a file's grids: the one with the most titles that are known.

    `said` names the roles of some titles; it goes before what the words propose.

    Raises:
        Refused: if no row reads as titles, or `said` names a title or role that is not there.
    """
    best: tuple[int, int, Grid, Line] | None = None
    for grid in grids:
        if sheet and grid.name != sheet:
            continue
        for line in sample_of(grid):
            if header is not None and line.number != header:
                continue
            known = {role_of(cell) for cell in line.cells if not blank(cell)} - {"note"}
            if said:
                known |= {said[cell.strip()] for cell in line.cells if cell.strip() in said}
            filled = sum(not blank(cell) for cell in line.cells)
            plain = not any(_is_date(cell) or amount(cell) for cell in line.cells)
            if filled > 1 and plain and (not best or (len(known), filled) > best[:2]):
                best = (len(known), filled, grid, line)
    if best is None or (best[0] < 2 and header is None and not said):
        raise Refused(
            "no row of the file reads as the titles of a register", where=where,
            remedy="Say which row: --header N, and what its columns are: --map TITLE=ROLE.",
        )  # fmt: skip
    _, _, grid, titles = best
    rows = tuple(line for line in grid.rows() if line.number > titles.number)
    columns = _columns([cell.strip() for cell in titles.cells], rows, said or {}, where)
    return Table(grid, titles.number, columns, rows)


def _columns(
    titles: Sequence[str], rows: Sequence[Line], said: Mapping[str, str], where: str
) -> tuple[ColumnRole, ...]:
    _known(titles, said, where)
    taken = {role for role in said.values() if role not in JOINED}
    found: list[ColumnRole] = []
    for at, title in enumerate(titles):
        if title in said:
            found.append(ColumnRole(title, said[title], "as it was said"))
            continue
        role, why = role_of(title), "the title says so"
        if role == "note":
            why = "its title names nothing that is known"
        elif role in taken:
            role, why = "note", f"another column is {role}"
        elif not _believed(role, [row.cells[at] for row in rows if at < len(row.cells)]):
            why = f"its title says {role}, but its cells are not"
            role = "note"
        if role not in JOINED:
            taken.add(role)
        found.append(ColumnRole(title, role, why))
    if not any(column.role in NAMING for column in found):
        raise Refused(
            "no column says what the things are", where=where,
            remedy="Say which does: --map TITLE=label.",
        )  # fmt: skip
    return tuple(found)


def _known(titles: Sequence[str], said: Mapping[str, str], where: str) -> None:
    unknown = [title for title in said if title not in titles]
    if unknown:
        raise Refused(
            f"the register has no column {unknown[0]}", where=where,
            remedy=f"Its titles are: {', '.join(filter(None, titles))}.",
        )  # fmt: skip
    for title, role in said.items():
        if role not in roles():
            raise Refused(
                f"{role} is nothing that a column can be", where=title,
                remedy=f"Use one of: {', '.join(roles())}.",
            )  # fmt: skip


def _believed(role: str, cells: Sequence[str]) -> bool:
    test = _is_date if role in DATES else _is_amount if role in MONEY else None
    filled = [cell for cell in cells if not blank(cell)]
    if test is None or not filled:
        return True
    return sum(test(cell) for cell in filled) >= BELIEVED * len(filled)


def _is_date(text: str) -> bool:
    return any(moment(text, order) is not None for order in ("dmy", "mdy", "ymd"))


def _is_amount(text: str) -> bool:
    return any(amount(text, places=8, mark=mark) is not None for mark in (".", ","))


@lru_cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for row in table("register")["kind"]:
        words = row["words"]
        pattern = words if words.startswith("^") else rf"(?<![\w])(?:{words})(?![\w])"
        found.append((row["kind"], re.compile(pattern)))
    return tuple(found)


@lru_cache(maxsize=4096)
def kind_of(stated: str, text: str) -> str:
    """The kind that a register states, else the one that its words name, else "other"."""
    known = table("property")["kinds"]
    said = " ".join(stated.lower().split())
    if said in known:
        return said
    for words in filter(None, (said, " ".join(text.lower().split()))):
        for kind, pattern in _kinds():
            if pattern.search(words):
                return kind
    return "other"

"""A first description of a table in no known layout: by its titles, its cells and its balances.

What none of them settles is left open and asked; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations
from typing import Final

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.column_words import WAYS, currency_of, role_of
from workbench.records.grammar import DateOrder, amount, blank, clock, moment
from workbench.records.layout import tidy
from workbench.records.mapping import (
    ORDERS,
    PROVED,
    Choices,
    ColumnDraft,
    Draft,
    cells_of,
    marks_of,
    orders_of,
    proof_of,
    read_as,
    sign_matters,
)
from workbench.records.matching import sample_of
from workbench.records.readers.text import Grid, Line
from workbench.records.recognise import Opened, tables_of

#: Rows by which roles are proposed; orders and marks are decided over all of them.
LOOKED_AT: Final = 2_000
_MONEY: Final = ("amount", "in", "out", "balance", "fee")
_WIDEST: Final = 200


def is_date(text: str) -> bool:
    """Whether a cell is a date in any order."""
    return any(moment(text, order) for order in _ORDERS)


_ORDERS: Final[tuple[DateOrder, ...]] = ("dmy", "mdy", "ymd", "yymmdd")


def is_amount(text: str) -> bool:
    """Whether a cell is an amount by either decimal mark."""
    return any(amount(text, places=8, mark=mark) is not None for mark in (".", ","))


def propose(
    name: str, content: bytes, report: Report = silent, *, header: int | None = None,
    sheet: str = "",
) -> Draft:  # fmt: skip
    """Describe a table as far as it says itself what it is.

    Args:
        name: the file's name, which is only cited.
        content: its bytes.
        report: told of progress; may raise `Cancelled`.
        header: the row of the titles where a person says it; 0 for none.
        sheet: the sheet of a workbook; the one that looks most like a statement if empty.

    Raises:
        Refused: if the file is no table of cells, or has no row with a date and an amount.
    """
    opened, grids = tables_of(name, content, report)
    ranked = [(_tables(sample_of(grid)), grid) for grid in grids if not sheet or grid.name == sheet]
    score, grid = max(ranked, key=lambda one: one[0], default=((0, 0), None))
    if grid is None or (not score[0] and header is None):
        raise Refused(
            "the file holds no table with a date and an amount in one row", where=name,
            remedy="Ask the bank for CSV, XLSX or another format named in docs/records.md",
        )  # fmt: skip
    sample = sample_of(grid)
    at = _header(sample) if header is None else header
    return _described(name, content, opened, grid, at)


def _tables(sample: Sequence[Line]) -> tuple[int, int]:
    """How many rows look like movements, and how wide they are."""
    good = [line for line in sample if _moves(line)]
    return len(good), max((len(line.cells) for line in good), default=0)


def _moves(line: Line) -> bool:
    dates = [cell for cell in line.cells if is_date(cell)]
    return bool(dates) and any(is_amount(cell) for cell in line.cells if cell not in dates)


def _header(sample: Sequence[Line]) -> int:
    """The row right above the first movement, where its cells are words; else 0."""
    first = next((at for at, line in enumerate(sample) if _moves(line)), 0)
    for line in reversed(sample[:first]):
        filled = [cell for cell in line.cells if not blank(cell)]
        if not filled:
            continue
        words = not any(is_date(cell) or is_amount(cell) for cell in filled)
        return line.number if len(filled) > 1 and words else 0
    return 0


@dataclass(slots=True)
class _Profile:
    """The cells of one column among the first rows."""

    title: str
    texts: list[str]

    def share(self, test: object) -> float:
        assert callable(test)
        return sum(bool(test(text)) for text in self.texts) / len(self.texts) if self.texts else 0

    def mostly(self, test: object) -> bool:
        return self.share(test) >= 0.8


def _described(name: str, content: bytes, opened: Opened, grid: Grid, header: int) -> Draft:
    rows = [
        line for line in islice(grid.rows(), LOOKED_AT)
        if line.number > header and any(not blank(cell) for cell in line.cells)
    ]  # fmt: skip
    titles: list[str] = []
    if header:
        head = next((line for line in sample_of(grid) if line.number == header), None)
        if head is None:
            raise Refused("there is no such row among the first of the table", where=name)
        titles = [" ".join(cell.split()) for cell in head.cells]
    moving = [line for line in rows if _moves(line)] or rows
    width = min(max((len(line.cells) for line in moving), default=0), _WIDEST)
    titles = (titles + [""] * width)[: max(width, len(titles))]
    profiles = [
        _Profile(title, [
            line.cells[at].strip() for line in moving
            if at < len(line.cells) and not blank(line.cells[at])
        ])
        for at, title in enumerate(titles)
    ]  # fmt: skip
    roles, whys = _by_title(profiles)
    _by_content(profiles, roles, whys)
    columns = tuple(
        ColumnDraft(one.title, tuple(one.texts[:5]), why)
        for one, why in zip(profiles, whys, strict=True)
    )
    choices = Choices(header, tuple(roles), name="my-bank")
    draft = Draft(name, content, opened, grid, columns, choices)
    return _settled(draft, profiles, list(whys))


def _by_title(profiles: Sequence[_Profile]) -> tuple[list[str], list[str]]:
    roles, whys = [""] * len(profiles), [""] * len(profiles)
    for at, one in enumerate(profiles):
        if role := _believed(one):
            roles[at], whys[at] = role, f"the title says {role}"
    dates = [at for at, role in enumerate(roles) if role == "date"]
    if len(dates) > 1:
        ranked = sorted(dates, key=lambda at: _rank(profiles[at].title))
        if _rank(profiles[ranked[0]].title) == _rank(profiles[ranked[1]].title):
            for at in dates:
                roles[at], whys[at] = "", "several columns are dates alike"
        else:
            for at in ranked[1:]:
                roles[at], whys[at] = "ignore", "another column is the day of booking"
    for role in (*_MONEY, "direction", "currency", "id"):
        same = [at for at, each in enumerate(roles) if each == role]
        if len(same) > 1:
            for at in same:
                roles[at], whys[at] = "", f"{len(same)} titles say {role}"
    return roles, whys


def _believed(one: _Profile) -> str:
    """The role that a title names, where its cells do not speak against it."""
    role = role_of(tidy(one.title)) if one.title else ""
    if role in {"in", "out", "amount"} and one.texts and _told(one):
        role = "direction"
    if role in _WORDY and one.texts and (one.mostly(_with_pence) or one.mostly(_is_iso)):
        return ""  # a title of words over a column of amounts or days
    test = _TESTS.get(role)
    if test is None or one.mostly(test):
        return role
    return role if role in {"in", "out", "fee", "balance"} and not one.texts else ""


def _rank(title: str) -> int:
    said = tidy(title)
    if any(word in said for word in ("book", "post", "buchung", "process")):
        return 0
    return 1 if said in {"date", "datum", "fecha", "data"} else 2


def _told(one: _Profile) -> bool:
    words = {text.casefold() for text in one.texts}
    return bool(words) and words <= set(WAYS)


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isalpha() and text.isupper()


def _is_iso(text: str) -> bool:
    return moment(text) is not None and not is_amount(text)


def _with_pence(text: str) -> bool:
    """An amount that is written as one: digits alone may as well be a number of something."""
    return is_amount(text) and not text.isdecimal()


def _is_way(text: str) -> bool:
    return text.casefold() in WAYS


_WORDY: Final = frozenset({"reference", "id", "type", "counterparty", "text", "account"})
#: What nearly every cell of a column must be for its title to be believed.
_TESTS: Final[dict[str, Callable[[str], object]]] = {
    **dict.fromkeys(_MONEY, is_amount),
    "date": is_date, "direction": _is_way, "time": clock, "currency": _is_code,
}  # fmt: skip


def _by_content(profiles: Sequence[_Profile], roles: list[str], whys: list[str]) -> None:
    """Name what the cells alone make plain; amounts wait for the proof."""
    left = [at for at, role in enumerate(roles) if not role and not whys[at]]
    if "date" not in roles:
        days = [at for at in left if profiles[at].mostly(is_date)]
        plain = [at for at in days if not profiles[at].mostly(is_amount)] or days
        for at in plain:
            if len(plain) == 1:
                roles[at], whys[at] = "date", "its cells are dates"
            else:
                whys[at] = "several columns are dates alike"
    for at in left:
        if not roles[at] and not whys[at] and not profiles[at].mostly(is_amount):
            roles[at], whys[at] = _plain(profiles[at], roles)
        elif not profiles[at].texts and not roles[at]:
            roles[at], whys[at] = "ignore", "its cells are blank"


def _plain(one: _Profile, roles: Sequence[str]) -> tuple[str, str]:
    """What a column's cells are, where they are no amounts."""
    if not one.texts:
        return "ignore", "its cells are blank"
    if "direction" not in roles and _told(one):
        return "direction", "its cells say which way"
    if "currency" not in roles and one.mostly(_is_code) and len(set(one.texts)) < 6:
        return "currency", "its cells are currency codes"
    if one.mostly(is_date):
        return "ignore", "a further date"
    if one.mostly(clock):
        return "time", "its cells are times of day"
    return "text", "its cells are words"


# -- by the balances


def _settled(draft: Draft, profiles: Sequence[_Profile], whys: list[str]) -> Draft:
    """Decide orders, marks, currency and signs where all rows or the balances do."""
    choices, reasons = draft.choices, {}
    orders = orders_of(list(cells_of(draft, choices, frozenset({"date"}))))
    if len(orders) == 1 and _differ(draft, choices):
        choices = replace(choices, dates=orders[0])
        reasons["dates"] = f"only {ORDERS[orders[0]]} fits the file's dates"
    numbers = [
        at for at, role in enumerate(choices.roles)
        if role in _MONEY or (not role and profiles[at].mostly(is_amount))
    ]  # fmt: skip
    asked = replace(
        choices, roles=tuple("fee" if at in numbers else "" for at in range(len(profiles)))
    )
    texts = list(cells_of(draft, asked, frozenset({"fee"})))
    marks = marks_of(texts)
    if len(marks) == 1 and any(amount(text) != amount(text, mark=",") for text in texts):
        choices = replace(choices, decimal=marks[0])
        reasons["decimal"] = "all amounts fit it, and not the other"
    choices, reasons["currency"] = _currency(choices, profiles, texts)
    if "direction" in choices.roles:
        words = {text.casefold() for text in profiles[choices.roles.index("direction")].texts}
        choices = replace(choices, directions=tuple((word, WAYS[word]) for word in sorted(words)))
    choices = _money(draft, choices, profiles, whys, reasons)
    roles = list(choices.roles)
    if not any(not role for role in roles) or {"amount", "in", "out"} & set(roles):
        for at, role in enumerate(roles):
            if not role and not whys[at]:
                roles[at], whys[at] = "ignore", "no amount or balance of this table, by the proof"
    choices = replace(choices, roles=tuple(roles))
    columns = tuple(one._replace(why=why) for one, why in zip(draft.columns, whys, strict=True))
    return replace(draft, columns=columns, choices=choices, reasons=reasons)


def _differ(draft: Draft, choices: Choices) -> bool:
    texts = cells_of(draft, choices, frozenset({"date"}))
    return any(len({moment(text, order) for order in _ORDERS[:2]}) > 1 for text in texts) or any(
        moment(text) is None for text in cells_of(draft, choices, frozenset({"date"}))
    )


def _currency(
    choices: Choices, profiles: Sequence[_Profile], texts: Sequence[str]
) -> tuple[Choices, str]:
    said = {code for one in profiles if (code := currency_of(one.title))}
    if len(said) == 1:
        return replace(choices, currency=said.pop()), "a title says it"
    for text in texts[:LOOKED_AT]:
        read = amount(text) or amount(text, mark=",")
        if read and read.currency:
            said.add(read.currency)
    if len(said) == 1:
        return replace(choices, currency=said.pop()), "the amounts say it"
    return choices, "assumed: the file does not say one"


def _money(
    draft: Draft, choices: Choices, profiles: Sequence[_Profile], whys: list[str],
    reasons: dict[str, str],
) -> Choices:  # fmt: skip
    """Which columns are amounts and balances, and which way they go."""
    roles = choices.roles
    free = [at for at, role in enumerate(roles) if not role and profiles[at].mostly(is_amount)]
    tried = list(_hypotheses(draft, choices, free))
    proved = [one for one in tried if "balance" in one.roles and _proves(draft, one)]
    found = {_meaning(one) for one in proved}
    if len(found) == 1:
        made = proved[0]
        for at in free:
            if made.roles[at]:
                whys[at] = f"the balances prove it {made.roles[at]}"
        if "amount" in made.roles and made.sign:
            reasons["sign"] = (
                "the balances prove it, if they are what is held; of a debt, it is the other way"
            )
        return made
    if len(tried) == 1 or (len(free) == 1 and "balance" not in roles and len(proved) == 0):
        only = [one for one in tried if "balance" not in one.roles or len(tried) == 1]
        if only:
            made = only[0]
            kept = made if len(tried) == 1 else replace(made, sign="")
            for at in free:
                whys[at] = "its cells are the only amounts" if kept.roles[at] == "amount" else ""
            return kept
    for at in free:
        whys[at] = "an amount, a balance or neither: nothing in the file says which"
    return choices


def _meaning(one: Choices) -> tuple[object, ...]:
    return one.roles, one.sign


def _hypotheses(draft: Draft, choices: Choices, free: Sequence[int]) -> list[Choices]:
    """Every way to name the free columns of amounts, with either sign where it counts."""
    roles = choices.roles
    single, double = "amount" in roles, bool({"in", "out"} & set(roles))
    wanted: list[tuple[str, ...]] = []
    if single or (double and {"in", "out"} <= set(roles)):
        wanted.append(())
        if "balance" not in roles:
            wanted.append(("balance",))
    elif double:
        other = "in" if "out" in roles else "out"
        wanted += [(), (other,)]
        if "balance" not in roles:
            wanted += [("balance",), (other, "balance")]
    else:
        wanted += [("amount",), ("out", "in")]
        if "balance" not in roles:
            wanted += [("amount", "balance"), ("out", "in", "balance")]
    made = []
    for names in wanted:
        for places in permutations(free, len(names)):
            given = dict(zip(places, names, strict=True))
            said = replace(
                choices, roles=tuple(given.get(at, role) for at, role in enumerate(roles))
            )
            made += _signed(draft, said)
    return made


def _signed(draft: Draft, said: Choices) -> list[Choices]:
    if "amount" in said.roles:
        if not sign_matters(draft, said):
            return [said]
        return [replace(said, sign="in"), replace(said, sign="out")]
    out = list(cells_of(draft, said, frozenset({"out"})))
    read = [one for text in out if (one := amount(text) or amount(text, mark=","))]
    minus = any(one.negative and one.minor for one in read)
    return [replace(said, minus_out=minus)]


def _proves(draft: Draft, said: Choices) -> bool:
    """Whether the first rows hold together so, with at least one balance tested."""
    roles = tuple(role or "ignore" for role in said.roles)
    made = replace(
        said, roles=roles, dates=said.dates or "dmy", decimal=said.decimal or ".",
        sign=said.sign or "in",
    )  # fmt: skip
    try:
        found = read_as(draft, made, most=LOOKED_AT)
    except Refused:
        return False
    load = sum(len(one.entries) for one in found.statements)
    return load > 1 and len(found.rejected) * 5 <= load and proof_of(found)[0] in PROVED

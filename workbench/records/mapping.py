"""A table in no known layout, described column by column, and what each description would load.

The rows are read by the very reader that loads them, so that a preview is what a load will be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final, NamedTuple, cast

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.grammar import DateOrder, DecimalMark, amount, blank, moment
from workbench.records.layout import Layout, parse_layout, tidy
from workbench.records.layout_text import written
from workbench.records.matching import match_at
from workbench.records.prove import NOT_CHECKABLE, RECONCILED, WITH_GAPS, prove
from workbench.records.readers.text import Grid, Line
from workbench.records.reading import Choice, Entry, FileRead, NotLoaded
from workbench.records.recognise import Opened, open_file, read_opened

#: What a person may say that a column is; the first is said by saying nothing.
ROLES: Final[dict[str, str]] = {
    "ignore": "not used", "date": "date", "time": "time", "amount": "amount, in and out",
    "out": "paid out", "in": "paid in", "direction": "in or out, in words", "balance": "balance",
    "fee": "fee", "text": "narrative", "type": "type", "counterparty": "other party",
    "reference": "reference", "id": "bank's own id", "currency": "currency",
    "account": "account", "account-name": "account name", "sort-code": "sort code",
    "number": "account number", "iban": "IBAN", "counterparty-sort-code": "other party's sort code",
    "counterparty-number": "other party's account",
}  # fmt: skip
ORDERS: Final[dict[str, str]] = {
    "dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day",
    "yymmdd": "yymmdd without marks",
}  # fmt: skip
MARKS: Final[dict[str, str]] = {".": "point: 1,234.50", ",": "comma: 1.234,50"}
SIGNS: Final[dict[str, str]] = {
    "in": "a plain amount is money in", "out": "a plain amount is money out",
}  # fmt: skip
#: What has no answer yet; no layout is read that holds it.
OPEN: Final = "?"
PROVED: Final = (RECONCILED, WITH_GAPS)
_MONEY: Final = frozenset({"amount", "in", "out", "balance", "fee"})


class ColumnDraft(NamedTuple):
    """A column as it stands in the file, and why it is taken for what it is."""

    title: str
    samples: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What is said of a table. An empty role or sign, or no order, is not said."""

    header: int  # the line of the titles; 0: there is none
    roles: tuple[str, ...]
    sign: str = ""
    minus_out: bool = False
    directions: tuple[tuple[str, int], ...] = ()
    dates: DateOrder | None = None
    decimal: DecimalMark | None = None
    currency: str = "GBP"
    name: str = "my-bank"
    title: str = ""
    institution: str = ""
    undated: bool = False  # rows without a date are left aside instead of rejected
    account: str = ""  # whose statement this one is; no part of the layout


class Question(NamedTuple):
    """What the file does not say itself, and the answers that there are."""

    key: str  # "dates", "decimal", "sign", "columns" or "column 3"
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What was found in a file, with the choices that are proposed."""

    file: str
    content: bytes
    opened: Opened  # its format and encoding
    grid: Grid
    columns: tuple[ColumnDraft, ...]
    choices: Choices
    reasons: dict[str, str] = field(default_factory=dict)


class Alternative(NamedTuple):
    """Another answer, and what it would load, reject and prove."""

    key: str
    value: str
    words: str
    load: int
    rejected: int
    verdict: str
    breaks: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would come to as it is described now."""

    questions: tuple[Question, ...] = ()
    refusal: str = ""
    read: int = 0
    load: int = 0
    ignored: tuple[NotLoaded, ...] = ()
    rejected: tuple[NotLoaded, ...] = ()
    entries: tuple[Entry, ...] = ()  # the first of them
    in_minor: int = 0
    out_minor: int = 0
    currency: str = "GBP"
    verdict: str = ""
    breaks: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The preview as JSON-ready data."""
        told = [{"where": r.place, "why": r.why, "raw": r.raw} for r in self.rejected[:20]]
        return {
            "questions": [q._asdict() | {"answers": list(q.answers)} for q in self.questions],
            "refusal": self.refusal, "read": self.read, "would_load": self.load,
            "ignored": len(self.ignored), "rejected": len(self.rejected), "first_rejected": told,
            "in_minor": self.in_minor, "out_minor": self.out_minor, "currency": self.currency,
            "verdict": self.verdict, "breaks": list(self.breaks), "accounts": list(self.accounts),
            "alternatives": [one._asdict() for one in self.alternatives],
        }  # fmt: skip


class Head:
    """The first rows of a grid, for what need not be asked of all of them."""

    def __init__(self, grid: Grid, most: int) -> None:
        """Take the grid and how many rows of it are walked."""
        self.grid, self.most = grid, most
        self.name, self.where = grid.name, grid.where

    def rows(self) -> Iterator[Line]:
        """Walk the first rows."""
        return islice(self.grid.rows(), self.most)

    def place(self, number: int) -> str:
        """A row is cited as in the whole."""
        return self.grid.place(number)


# -- the layout that choices make


def layout_data(draft: Draft, choices: Choices, questions: Sequence[Question]) -> dict[str, Any]:
    """The choices as a layout's data; what is asked stands as "?", so that it is not read so."""
    asked = {question.key for question in questions}
    data: dict[str, Any] = {
        "name": choices.name, "title": choices.title or f"As in {draft.file}"[:120],
        "version": "1", "institution": choices.institution, "currency": choices.currency,
    }  # fmt: skip
    for key, value in (("dates", choices.dates), ("decimal", choices.decimal)):
        if key in asked or value:
            data[key] = OPEN if key in asked else value
    if "sign" in asked or choices.sign:
        data["sign"] = OPEN if "sign" in asked else choices.sign
    if choices.minus_out:
        data["minus_out"] = True
    if choices.header == 0:
        data["header"] = False
    if choices.undated:
        data["undated"] = "a row without a date"
    data["evidence"] = f"described by hand from {draft.file}"[:160]
    if choices.directions:
        data["directions"] = dict(choices.directions)
    data["column"] = [
        {"role": role or OPEN, "title": _title(draft, number)}
        for number, role in enumerate(choices.roles)
    ]
    return data


def _title(draft: Draft, number: int) -> str:
    """The title by which a column is found again; by its place where it has none that serves."""
    title = draft.columns[number].title
    plain = tidy(title)
    return f"#{number + 1}" if not plain or plain.startswith("#") or "(*)" in plain else title


def layout_text(draft: Draft, choices: Choices, questions: Sequence[Question]) -> str:
    """The layout as TOML, with the open questions and the reasons as remarks."""
    notes = {question.key: f"ASKED: {question.text}" for question in questions}
    notes = {**draft.reasons, **notes}
    for number, column in enumerate(draft.columns, start=1):
        notes.setdefault(f"column {number}", column.why)
    if "columns" in notes:
        notes["evidence"] = notes.pop("columns")
    return written(layout_data(draft, choices, questions), notes)


def layout_of(draft: Draft, choices: Choices) -> Layout:
    """The layout that the choices make.

    Raises:
        Refused: if they make none.
    """
    return parse_layout(written(layout_data(draft, choices, ())), where=choices.name)


# -- what is still open


def body(draft: Draft, choices: Choices) -> Iterator[Line]:
    """The rows below the titles that hold anything."""
    for line in draft.grid.rows():
        if line.number > choices.header and any(not blank(cell) for cell in line.cells):
            yield line


def cells_of(draft: Draft, choices: Choices, roles: frozenset[str]) -> Iterator[str]:
    """The filled cells of all columns of some roles."""
    at = [number for number, role in enumerate(choices.roles) if role in roles]
    for line in body(draft, choices):
        for number in at:
            if number < len(line.cells) and not blank(line.cells[number]):
                yield line.cells[number].strip()


def orders_of(texts: Sequence[str]) -> tuple[DateOrder, ...]:
    """The orders of day and month that fit as many dates as any, and differ in one of them."""
    read = {order: [moment(text, cast("DateOrder", order)) for text in texts] for order in ORDERS}
    fits = {order: sum(one is not None for one in made) for order, made in read.items()}
    best = max(fits.values(), default=0)
    kept: list[str] = []
    for order in ORDERS:
        if fits[order] == best and all(read[order] != read[other] for other in kept):
            kept.append(order)
    if len(kept) > 1:  # years written with two digits: a reading over decades is none
        spans = {order: _years(read[order]) for order in kept}
        if min(spans.values()) <= 3:
            kept = [order for order in kept if spans[order] <= 10]
    return tuple(cast("list[DateOrder]", kept))


def _years(made: Sequence[tuple[Any, Any] | None]) -> int:
    years = [one[0].year for one in made if one]
    return max(years) - min(years) if years else 0


def marks_of(texts: Sequence[str]) -> tuple[DecimalMark, ...]:
    """The decimal marks that fit as many amounts as any, and differ in one of them."""
    point, comma = ([amount(text, mark=mark) for text in texts] for mark in (".", ","))
    fits = [sum(one is not None for one in made) for made in (point, comma)]
    if fits[0] != fits[1]:
        return (".",) if fits[0] > fits[1] else (",",)
    return (".",) if point == comma else (".", ",")


def questions_of(draft: Draft, choices: Choices) -> tuple[Question, ...]:
    """Everything that must be answered before the table can be loaded."""
    found = [*_about_columns(draft, choices)]
    if choices.dates is None:
        dates = list(cells_of(draft, choices, frozenset({"date"})))
        orders = orders_of(dates)
        if len(orders) > 1:
            first = next(
                text for text in dates if len({moment(text, order) for order in orders}) > 1
            )
            text = f"Dates such as {first[:30]} can be read in {len(orders)} ways. In which order?"
            found.append(Question("dates", text, orders))
    if choices.decimal is None:
        money = list(cells_of(draft, choices, _MONEY))
        if len(marks_of(money)) > 1:
            first = next(t for t in money if amount(t) != amount(t, mark=","))
            text = f"Is the mark in {first[:30]} a decimal mark, or does it part thousands?"
            found.append(Question("decimal", text, tuple(MARKS)))
    if "amount" in choices.roles and not choices.sign and sign_matters(draft, choices):
        text = "Is a plain amount, without a minus or a mark, money in or money out?"
        found.append(Question("sign", text, tuple(SIGNS)))
    return tuple(found)


def _about_columns(draft: Draft, choices: Choices) -> Iterator[Question]:
    roles = choices.roles
    for number, role in enumerate(roles, start=1):
        if not role:
            title = draft.columns[number - 1].title or f"without a title at place {number}"
            yield Question(f"column {number}", f"What is the column {title[:60]}?", tuple(ROLES))
    if not all(roles):
        return
    if roles.count("date") != 1:
        yield Question("columns", "Which one column holds the date?", ())
    if ("amount" in roles) == ("in" in roles or "out" in roles):
        text = "Which column holds the amounts, or which two hold money out and money in?"
        yield Question("columns", text, ())
    for role in ("amount", "in", "out", "balance", "direction", "fee", "currency"):
        if roles.count(role) > 1:
            text = f"Which one column is “{ROLES[role]}”? {roles.count(role)} are said to be."
            yield Question("columns", text, ())


def sign_matters(draft: Draft, choices: Choices) -> bool:
    """Whether an amount carries no word of its own about which way it goes."""
    if "direction" in choices.roles:
        return False
    for text in cells_of(draft, choices, frozenset({"amount"})):
        read = amount(text) or amount(text, mark=",")
        if read and read.minor and read.mark in {"", "+"}:
            return True
    return False


# -- what it would come to


def read_as(draft: Draft, choices: Choices, report: Report = silent, most: int = 0) -> FileRead:
    """Read the table as it is described; `most` limits it to the first rows.

    Raises:
        Refused: as loading it would be.
    """
    grid = cast("Grid", Head(draft.grid, most)) if most else draft.grid
    match = match_at(layout_of(draft, choices), grid, choices.header)
    if match is None:
        raise Refused(
            "no row of titles has these columns", where=draft.file,
            remedy="Choose another row of titles",
        )  # fmt: skip
    opened = replace(draft.opened, matches=(match,), left=())
    said = Choice(account=choices.account, currency="")
    return read_opened(opened, said, report, name=draft.file)


def proof_of(found: FileRead) -> tuple[str, tuple[str, ...]]:
    """The verdict over all statements, the worst first, and every break in words."""
    verdicts, breaks = [], list[str]()
    for one in found.statements:
        proof = prove(
            tuple(one.entries), opening_minor=one.opening_minor, closing_minor=one.closing_minor,
            rule=found.proof,
        )  # fmt: skip
        verdicts.append(proof.verdict)
        breaks += [f"{gap.where}: {gap.guess}" for gap in proof.breaks]
    for verdict in (RECONCILED, WITH_GAPS):
        if verdicts and all(each == verdict for each in verdicts):
            return verdict, ()
    worst = next((each for each in verdicts if each not in PROVED), "")
    return worst or WITH_GAPS if verdicts else NOT_CHECKABLE, tuple(breaks)


def preview(
    draft: Draft, choices: Choices, report: Report = silent, *, rows: int = 50, others: bool = True
) -> Preview:
    """What the table would come to, counted over all of its rows; nothing is kept.

    `others` also reads it by each other answer, to say what that would reject or break.
    """
    questions = questions_of(draft, choices)
    if any(one.key.startswith("column") for one in questions):
        return Preview(questions=questions, currency=choices.currency)
    # what is asked is shown by the first answer, and is not loaded before it is given
    shown = choices
    for question in questions:
        shown = answered(shown, question.key, question.answers[0])
    alternatives = tuple(_alternatives(draft, shown, questions, report)) if others else ()
    try:
        found = read_as(draft, shown, report)
    except Refused as fault:
        return Preview(questions, str(fault), alternatives=alternatives)
    entries = [entry for one in found.statements for entry in one.entries]
    verdict, breaks = proof_of(found)
    refusal = "" if questions else _as_loaded(draft, shown)
    return Preview(
        questions=questions, refusal=refusal, read=found.read, load=len(entries),
        ignored=tuple(found.ignored), rejected=tuple(found.rejected),
        entries=tuple(sorted(entries, key=lambda entry: entry.row)[:rows]),
        in_minor=sum(entry.minor for entry in entries if entry.minor > 0),
        out_minor=-sum(entry.minor for entry in entries if entry.minor < 0),
        currency=shown.currency, verdict=verdict, breaks=breaks,
        accounts=tuple(one.account.key for one in found.statements if one.account.key),
        alternatives=alternatives,
    )  # fmt: skip


def answered(choices: Choices, key: str, value: str) -> Choices:
    """The choices with one question answered."""
    if key == "sign":
        return replace(choices, sign=value)
    if key == "dates":
        return replace(choices, dates=cast("DateOrder", value))
    if key == "decimal":
        return replace(choices, decimal=cast("DecimalMark", value))
    at = int(key.removeprefix("column ")) - 1
    roles = (*choices.roles[:at], value, *choices.roles[at + 1 :])
    return replace(choices, roles=roles)


def _as_loaded(draft: Draft, choices: Choices) -> str:
    """Why a load would not find this table by the layout, or empty where it would."""
    made = layout_of(draft, choices)
    try:
        opened = open_file(
            draft.file, draft.content, Choice(layout=made.name), known={made.name: made}
        )
    except Refused as refusal:
        return str(refusal)
    match = opened.matches[0]
    if match.header != choices.header or match.grid.name != draft.grid.name:
        return f"by these titles another row would be found first: {match.grid.place(match.header)}"
    return ""


def _alternatives(
    draft: Draft, choices: Choices, questions: Sequence[Question], report: Report
) -> Iterator[Alternative]:
    asked = {question.key: question.answers for question in questions}
    tried: list[tuple[str, str, str, Choices]] = []
    if "amount" in choices.roles and "direction" not in choices.roles:
        for value, words in SIGNS.items():
            tried.append(("sign", value, words, replace(choices, sign=value)))
    if {"in", "out"} & set(choices.roles):
        turned = tuple({"in": "out", "out": "in"}.get(role, role) for role in choices.roles)
        said = replace(choices, roles=turned)
        tried.append(("columns", "turned", "money in and money out turned round", said))
    orders = asked.get("dates") or (("dmy", "mdy", choices.dates) if choices.dates else ())
    for order in dict.fromkeys(orders):
        said = replace(choices, dates=cast("DateOrder", order))
        tried.append(("dates", order, f"dates: {ORDERS[order]}", said))
    for mark, words in MARKS.items() if choices.decimal else ():
        said = replace(choices, decimal=cast("DecimalMark", mark))
        tried.append(("decimal", mark, f"decimal {words}", said))
    for key, value, words, said in tried:
        standing = getattr(choices, key, None)
        if value == standing and key not in asked:
            continue  # it is what is previewed
        try:
            found = read_as(draft, said, report)
        except Refused:
            continue
        verdict, breaks = proof_of(found)
        load = sum(len(one.entries) for one in found.statements)
        yield Alternative(key, value, words, load, len(found.rejected), verdict, len(breaks))

"""The table of a PDF statement: columns learnt from its header words, rows from their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import mode
from typing import Final, NamedTuple

_PHRASES: Final = {
    "date": ("date", "transaction date", "date of transaction", "posting date", "booking date",
             "date processed", "processed date", "process date", "posted", "value date",
             "date received", "received by us", "trans date", "entry date"),
    "type": ("type", "payment type", "transaction type"),
    "text": ("description", "details", "transaction details", "transaction description",
             "transaction", "transactions", "particulars", "narrative", "payee", "merchant",
             "payment type and details", "payment details", "details of transaction",
             "description of transaction", "reference", "payment reference", "your transactions"),
    "out": ("paid out", "money out", "payments out", "withdrawn", "withdrawals", "withdrawal",
            "debit", "debits", "debit amount", "out", "payments", "amount out"),
    "in": ("paid in", "money in", "payments in", "deposits", "deposit", "credit", "credits",
           "credit amount", "in", "receipts", "amount in"),
    "amount": ("amount", "value", "transaction amount"),
    "ignore": ("foreign spend", "foreign amount", "foreign currency", "card", "card no",
               "card number", "exchange rate", "category", "location", "ref", "fx rate"),
    "balance": ("balance", "running balance", "account balance", "your balance"),
}  # fmt: skip
_ROLES: Final = {phrase: role for role, many in _PHRASES.items() for phrase in many}
_MONEY: Final = frozenset({"out", "in", "amount", "balance"})
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE: Final = re.compile(
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)?[ -]?(?:{_MONTHS})[a-z]{{0,6}}\.?"
    r"(?:[ ,-]{0,2}(?:[0-9]{4}|[0-9]{2}))?"
    rf"|(?:{_MONTHS})[a-z]{{0,6}} [0-9]{{1,2}}(?:,? [0-9]{{4}})?"
    r"|[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-](?:[0-9]{4}|[0-9]{2}))?|[0-9]{4}-[0-9]{2}-[0-9]{2}",
    re.IGNORECASE,
)
_SHAPE: Final = re.compile(
    r"\(?[-+\u2212\u2013]? ?(?:£|€|\$|[A-Z]{3} ?)?[-+\u2212\u2013]?"
    r"[0-9][0-9.,' ]{0,24}[.,][0-9]{2,3}\)? ?(?:CR|DR|OD|C|D|[-+\u2212\u2013])?"
)
_MARK: Final = re.compile(r"CR|DR|OD|C|D|[-+\u2212\u2013]")


class Word(NamedTuple):
    """One word and its box, in points from the page's lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Head(NamedTuple):
    """A column by its title: its role and where the title stands."""

    role: str
    left: float
    right: float


@dataclass(slots=True)
class TextLine:
    """The words of one line of a page, from left to right."""

    words: list[Word]

    @property
    def text(self) -> str:
        """The line's words, by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        """How high its first word is."""
        return max(self.words[0].top - self.words[0].bottom, 1.0)


def lines_of(words: Sequence[Word]) -> list[TextLine]:
    """Words on one level, whatever their order in the file, as lines from the top down."""
    lines: list[TextLine] = []
    for word in sorted(words, key=lambda one: -(one.top + one.bottom)):
        if lines:
            first = lines[-1].words[0]
            level = abs((first.top + first.bottom) - (word.top + word.bottom)) / 2
            if level < 0.4 * min(first.top - first.bottom, word.top - word.bottom):
                lines[-1].words.append(word)
                continue
        lines.append(TextLine([word]))
    for line in lines:
        line.words.sort(key=lambda one: one.left)
    return lines


def header_of(line: TextLine) -> tuple[Head, ...] | None:
    """The columns that a line titles, or None where it is no header of a statement's table."""
    words = [(re.sub(r"[£€$():*.]", "", word.text).casefold(), word) for word in line.words]
    words = [one for one in words if one[0] and one[0] not in {"gbp", "eur", "usd"}]
    heads: list[Head] = []
    at = 0
    while at < len(words):
        for many in range(min(4, len(words) - at), 0, -1):
            role = _ROLES.get(" ".join(text for text, _ in words[at : at + many]), "")
            if role:
                heads.append(Head(role, words[at][1].left, words[at + many - 1][1].right))
                at += many
                break
        else:
            return None
    roles = [head.role for head in heads]
    if (
        "date" not in roles
        or not {"text", "type"} & set(roles)
        or not {*roles} & (_MONEY - {"balance"})
    ):
        return None
    if any(roles.count(role) > 1 for role in _MONEY):
        return None
    first = roles.index("date")
    return tuple(
        head._replace(role="ignore") if head.role == "date" and index != first else head
        for index, head in enumerate(heads)
    )


@dataclass(slots=True)
class Cells:
    """One line of the table, by columns."""

    page: int
    line: TextLine
    date: str = ""
    kind: str = ""
    text: str = ""
    money: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    low: float = 0.0  # right edge of its last word of text

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box around all its words."""
        words = self.line.words
        return (min(w.left for w in words), min(w.bottom for w in words),
                max(w.right for w in words), max(w.top for w in words))  # fmt: skip

    @property
    def moves(self) -> bool:
        """Whether an amount stands in it, beside a balance."""
        return bool(self.money.keys() & {"in", "out", "amount"})


class Table:
    """Cuts lines into cells by the columns of one header."""

    def __init__(self, heads: tuple[Head, ...]) -> None:
        """Take the header's columns; where their amounts end is learnt from the rows."""
        self.heads = heads
        self.words = [head for head in heads if head.role not in _MONEY]
        self.money = [head for head in heads if head.role in _MONEY]
        self.ends: dict[str, float] = {}

    def learn(self, lines: Sequence[TextLine]) -> None:
        """Where each column's amounts end: most of them stand flush right."""
        ends: dict[str, list[float]] = {}
        for line in lines:
            for group in _groups(line):
                if _SHAPE.fullmatch(_joined(group)) and (head := self._column(group)):
                    ends.setdefault(head.role, []).append(round(group[-1].right))
        self.ends = {role: mode(many) for role, many in ends.items() if len(many) > 1}

    def _column(self, group: Sequence[Word]) -> Head | None:
        """The column of an amount: whose edge or middle it is nearest to, if one is clearly."""
        left, right = group[0].left, group[-1].right

        def away(head: Head) -> float:
            ends = [abs(head.left - left), abs(head.right - right),
                    abs(head.left + head.right - left - right) / 2]  # fmt: skip
            if head.role in self.ends:
                ends.append(abs(self.ends[head.role] - right))
            return min(ends)

        ranked = sorted(self.money, key=away)
        if away(ranked[0]) > 50 or left < min(head.left for head in self.money) - 60:
            return None
        if len(ranked) > 1 and away(ranked[1]) - away(ranked[0]) < 3:
            return None
        return ranked[0]

    def cut(self, page: int, line: TextLine) -> Cells:
        """The line's cells; what cannot be placed is said among its faults."""
        cells = Cells(page, line)
        rest: list[Word] = []
        zone = min(head.left for head in self.money) - 12
        for group in _groups(line):
            while group and (taken := self._amount(group)):
                head, count = taken
                if head.role in cells.money:
                    cells.faults.append(f"two amounts stand under {head.role}")
                cells.money[head.role] = _joined(group[-count:])
                group = group[:-count]  # noqa: PLW2901 - what is left of it
            if group and group[0].left >= zone and re.search("[0-9]", _joined(group)):
                cells.faults.append(f"{_joined(group)!r} is no amount, or stands between columns")
            rest += group
        for word in rest:
            if word.left >= zone and word.text.casefold().strip(".") == "blank":
                continue  # what a screen reader is told of an empty cell
            column = next(
                (h for h in reversed(self.words) if h.left <= word.left + 3), self.words[0]
            )
            if column.role == "date":
                cells.date = f"{cells.date} {word.text}".strip()
            elif column.role == "type":
                cells.kind = f"{cells.kind} {word.text}".strip()
            elif column.role == "text":
                cells.text = f"{cells.text} {word.text}".strip()
                cells.low = max(cells.low, word.right)
        return cells

    def _amount(self, group: Sequence[Word]) -> tuple[Head, int] | None:
        """The column and the number of words of an amount that ends a group of words."""
        for count in range(len(group), 0, -1):
            tail = group[-count:]
            if _SHAPE.fullmatch(_joined(tail)) and (head := self._column(tail)):
                flush = abs(self.ends.get(head.role, -99) - tail[-1].right) <= 3
                if count == len(group) or flush:
                    return head, count
        return None

    def aligned(self, line: TextLine) -> bool:
        """Whether a line without a header above it fits: a date, and amounts flush right."""
        cells = self.cut(0, line)
        return bool(DATE.fullmatch(cells.date) and cells.money and not cells.faults)


def moves(line: TextLine) -> bool:
    """Whether a line begins with a day and ends with an amount, as a movement does."""
    words = [word.text for word in line.words]
    days = any(DATE.fullmatch(" ".join(words[:many])) for many in (1, 2, 3))
    return days and len(words) > 2 and bool(_SHAPE.fullmatch(words[-1]))


def _groups(line: TextLine) -> Iterator[list[Word]]:
    """Words that stand together; a mark such as CR belongs to the amount before it."""
    group: list[Word] = []
    for word in line.words:
        gap = word.left - group[-1].right if group else 0.0
        mark = group and _MARK.fullmatch(word.text) and gap < 2 * line.height
        if group and gap > 0.6 * line.height and not mark and group[-1].text not in {"£", "€"}:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _joined(group: Sequence[Word]) -> str:
    return " ".join(word.text for word in group)

"""Statements set out at random, as many banks might: what is drawn is what is read, to the row."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from workbench.money import written
from workbench.records.readers import pdf as reader
from workbench.records.readers.pdf_text import words_of
from workbench.records.recognise import read_file

TITLES = (
    ("Description", "Paid out", "Paid in", "Balance"), ("Details", "Debit", "Credit", "Balance"),
    ("Transaction", "Money out", "Money in", "Balance"),
    ("Payee", "Payments", "Receipts", "Balance"),
    ("Description", "Withdrawals", "Deposits", "Balance"),
    ("Description", "Money out (£)", "Money in (£)", "Balance (£)"),
    ("Particulars", "Withdrawn", "Paid in", "Balance"),
)  # fmt: skip
WORDS = ("TESCO", "STORES", "3297", "LONDON GB", "J SMITH", "REF 12345", "ACME LTD", "12.34 GBP",
         "ONLINE", "(BATH)", "COUNCIL TAX")  # fmt: skip
DAYS = ("%d %b", "%d %b %Y", "%d/%m/%Y", "%d %b %y", "%d.%m.%Y")
FIRST = date(2023, 12, 20)


@dataclass
class Drawn:
    """One statement, and what stands in it."""

    chance: random.Random
    out: io.BytesIO = field(default_factory=io.BytesIO)
    expected: list[tuple[date, int]] = field(default_factory=list)
    ends: tuple[int, int] = (0, 0)

    def draw(self) -> bytes:
        pick = self.chance
        self.font = pick.choice(("Helvetica", "Times-Roman", "Courier"))
        self.size = pick.choice((7, 8)) if self.font == "Courier" else pick.choice((7, 8, 9, 10))
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.right, self.pound = pick.random() < 0.6, pick.choice(("", "", "£"))
        self.over, self.form = pick.choice((" OD", " DR", "-")), pick.choice(DAYS)
        self.titles, self.each_row = pick.choice(TITLES), pick.random() < 0.5
        self.edges = (355, 445, 540) if self.right else (310, 400, 490)
        repeated = pick.random() < 0.5
        balance, day = pick.randint(-50_000, 500_000), FIRST
        moves = []
        for _ in range(pick.randint(3, 60)):
            day += timedelta(days=pick.choice((0, 0, 1, 2)))
            top = pick.choice((999, 99_999, 9_999_999))
            moves.append((day, pick.choice((-1, 1)) * pick.randint(1, top)))
        self.expected, self.ends = moves, (balance, balance + sum(minor for _, minor in moves))
        self.page = 0
        self.begin()
        self.line(FIRST.strftime(self.form), "BALANCE BROUGHT FORWARD", 0, balance)
        last = None
        for number, (day, minor) in enumerate(moves):
            if self.y < 90:
                self.canvas.drawString(40, 40, f"Page {self.page} of 9. Example Bank plc, London")
                self.begin()
                last = None
            balance += minor
            ends = number == len(moves) - 1 or moves[number + 1][0] != day
            text = day.strftime(self.form) if repeated or day != last else ""
            self.line(text, self.narrative(), minor, balance if self.each_row or ends else None)
            if pick.random() < 0.4:
                self.line("", pick.choice(("SECOND LINE", "REF ABC 99")), 0, None)
            last = day
        self.line("", "BALANCE CARRIED FORWARD", 0, balance)
        self.canvas.save()
        return self.out.getvalue()

    def begin(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.canvas.setFont(self.font, self.size)
        self.canvas.drawString(40, 800, "Sort code 20-00-00 Account number 12345678")
        self.canvas.drawString(40, 786, "Statement period 20 December 2023 to 30 April 2024")
        self.canvas.drawString(40, 756, "Date")
        self.canvas.drawString(110, 756, self.titles[0])
        for edge, title in zip(self.edges, self.titles[1:], strict=True):
            self.money(edge, 756, title)
        self.y = 756 - 1.6 * self.size

    def money(self, edge: float, y: float, text: str) -> None:
        (self.canvas.drawRightString if self.right else self.canvas.drawString)(edge, y, text)

    def narrative(self) -> str:
        text = " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 2)))
        room = self.edges[0] - (170 if self.right else 120)
        while stringWidth(text, self.font, self.size) > room:
            text = text[:-3].strip()
        return text

    def line(self, day: str, text: str, minor: int, balance: int | None) -> None:
        self.canvas.drawString(40, self.y, day)
        self.canvas.drawString(110, self.y, text)
        if minor:
            self.money(self.edges[minor > 0], self.y, self.amount(minor))
        if balance is not None:
            mark = self.over if balance < 0 else ""
            self.money(self.edges[2], self.y, self.amount(balance) + mark)
        self.y -= 1.4 * self.size

    def amount(self, minor: int) -> str:
        return self.pound + written(abs(minor), symbol=False)


def check(seed: int) -> None:
    made = Drawn(random.Random(seed))
    found = read_file("drawn.pdf", made.draw())
    assert not found.rejected, seed
    (one,) = found.statements
    assert [(entry.date, entry.minor) for entry in one.entries] == made.expected, seed
    assert (one.opening_minor, one.closing_minor) == made.ends, seed
    assert found.read == len(made.expected) + len(found.ignored), seed
    footers = [row for row in found.ignored if row.raw.startswith("Page ")]
    assert len(footers) == made.page - 1, seed


@pytest.fixture(autouse=True)
def _no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "read_apart", lambda _m, given, _w, _r: words_of(given))


def test_statements_set_out_in_many_ways_are_read_to_the_row() -> None:
    for seed in range(25):
        check(seed)


@pytest.mark.slow
def test_statements_set_out_in_hundreds_of_ways_are_read_to_the_row() -> None:
    for seed in range(1000, 1300):
        check(seed)

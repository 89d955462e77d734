"""What the annual report says, once, as plain data: parts with words, charts and their tables.

It is for a reader of fourteen who knows nothing of the case. Whatever text a case holds passes a
`Screen` first, and counts come from `public_rows`, which leaves small ones out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.annual.money import WENT, Span, Year, shared, spans, year_of
from exports.annual.part import Part, bars, described
from exports.annual.programmes import programme_parts, spent_part
from exports.annual.screen import Screen
from exports.charts.bars import bar_chart
from exports.schedules.schedule import Amount, Column, Row, Schedule
from workbench.case import Case
from workbench.money import written
from workbench.reinvestment.instalments import promised_of
from workbench.reinvestment.suppress import threshold
from workbench.store.tables import Fund, Grant
from workbench.words import day_written

#: Where money goes, in words that need no others: (place of `money`, words).
_WENT: Final = {
    "compensation": "Given back to victims",
    "costs": "Costs of getting it, such as selling a house",
    "top-slice": "Kept by the Home Office for national work",
    "consolidated-fund": "Paid to the Treasury",
    "agencies": "Shares of other public bodies",
    "paid": "Paid for programmes",
    "returned": "Sent back because it was not spent",
}
_SHARERS: Final = {
    **{name: _WENT[name] for name in ("compensation", "costs", "top-slice", "consolidated-fund")},
    "agency:home-office": "The Home Office",
    "agency:investigator": "Those who investigated",
    "agency:prosecutor": "The prosecutors, who took it to court",
    "agency:enforcement": "The courts, which collected it",
    "fund": "Our funds, to spend on programmes",
}


@dataclass(frozen=True, slots=True)
class Annual:
    """The whole report, and what was kept out of it, each by its place."""

    year: Year
    title: str
    subtitle: str
    parts: tuple[Part, ...]
    withheld: tuple[str, ...]
    left_out: int
    at: datetime
    entry: int
    head: str
    unaccounted: dict[str, int]


def annual(case: Case, number: int) -> Annual:
    """What a case's money did in the financial year that begins in April of `number`.

    Raises:
        Refused: for a year that cannot be.
    """
    year = year_of(number)
    entry, head = case.head()
    at = datetime.fromisoformat(case.journal(after=entry - 1)[-1].at).astimezone(UTC)
    own = case.info().currency
    with case.session() as session:
        screen = Screen(session)
        in_year, so_far = spans(session, year.first, year.last), spans(session, None, year.last)
        codes = sorted(in_year, key=lambda code: (code != own, code)) or [own]
        programmes, left_out = programme_parts(case, session, year, in_year, screen)
        parts = (
            _short(year, at.date(), in_year, codes, left_out),
            *(_pounds(year, in_year, so_far, code, alone=len(codes) == 1) for code in codes),
            *(_shares(session, year, code, alone=len(codes) == 1) for code in codes),
            _funds(session, in_year, screen),
            spent_part(session, year, in_year, screen),
            *programmes,
            _held(session, in_year, screen),
            _reading(),
            _checking(entry, head),
        )
    return Annual(
        year, "Recovered money",
        f"Annual report for the public, April {year.number} to March {year.number + 1}",
        parts, tuple(screen.withheld), left_out, at, entry, head,
        {code: span.unaccounted() for code, span in so_far.items()},
    )  # fmt: skip


def _short(
    year: Year, today: date, in_year: Mapping[str, Span], codes: list[str], left_out: int
) -> Part:
    words = [
        (
            "When somebody has made money from crime, a court can take that money away. This "
            "report says how much was taken, who had a share of it, what our share paid for, and "
            "what good it did."
        )
    ]
    if today < year.last:
        words.append(f"The year was not over when this was written, on {day_written(today)}.")
    rows: list[Row] = []
    for code in codes:
        if span := in_year.get(code):
            rows += [
                ("Taken from crime", Amount(span.received(), code)),
                ("Paid in by partners", Amount(span.deposited(), code)),
                ("Given back to victims", Amount(span.went("compensation"), code)),
                ("Paid for programmes", Amount(span.went("paid"), code)),
                ("Left at the end of the year", Amount(span.end.left, code)),
                ("Not accounted for", Amount(span.unaccounted(), code)),
            ]
    notes = []
    if left_out:
        results = "1 result is" if left_out == 1 else f"{left_out:,} results are"
        notes.append(f"{results} not printed, because a small number can tell you who a person is.")
    table = Schedule(
        "short", "The year in numbers", "", (Column("What", share=3), Column("Amount", "money")),
        tuple(rows), "No money had come in by the end of the year.",
    )  # fmt: skip
    return Part("The year in short", tuple(words), (table,), tuple(notes))


def _pounds(
    year: Year,
    in_year: Mapping[str, Span],
    so_far: Mapping[str, Span],
    code: str,
    *,
    alone: bool,
) -> Part:
    title = "Where every pound went" if alone else f"Where all the money went: {code}"
    span, whole = in_year.get(code), so_far.get(code)
    if span is None or whole is None:
        return Part(title, ("No money had come in by the end of the year.",))

    def line(words: str, of_year: int, of_all: int) -> Row:
        return (words, Amount(of_year, code), Amount(of_all, code))

    went = [
        line(_WENT[place], span.went(place), whole.went(place))
        for place in WENT
        if span.went(place) or whole.went(place) or place in {"compensation", "paid"}
    ]
    went += [
        line("Left in our funds", span.end.places["held"], whole.end.places["held"]),
        line("Waiting to be shared out", span.end.places["waiting"], whole.end.places["waiting"]),
    ]
    schedule = Schedule(
        f"pounds-{code}", "Where the money went",
        "The first three lines are what there was. The lines after them are where it went and "
        "what is left. The last line is the first three less all the others.",
        (
            Column("What", share=3), Column(f"In {year.name}", "money"),
            Column("Since the beginning", "money"),
        ),
        (
            line("There at the start", span.before.left, 0),
            line("Taken from crime", span.received(), whole.received()),
            line("Paid in by partners", span.deposited(), whole.deposited()),
            *went,
            line("Not accounted for", span.unaccounted(), whole.unaccounted()),
        ),
        "",
    )  # fmt: skip
    found = bars(went, 1)
    chart = bar_chart(
        f"Where the money went in {year.name}", described(found, "Money by where it went"), found
    )
    missing = span.unaccounted() or whole.unaccounted()
    return Part(
        title,
        (
            (
                "We count every pound. What came in is read from the receipts. Where it went is "
                "read from the account books. If the two did not agree, the last line of the "
                "table would show it."
            ),
            f"{written(missing, code)} is not accounted for, and that is wrong."
            if missing
            else f"Nothing is missing: {written(0, code)} is not accounted for.",
        ),
        (chart, schedule),
    )


def _shares(session: Session, year: Year, code: str, *, alone: bool) -> Part:
    parts = shared(session, year, code)
    order = list(_SHARERS)
    rows: list[Row] = [
        (_SHARERS.get(name, "Another public body"), Amount(parts[name], code))
        for name in sorted(parts, key=lambda n: order.index(n) if n in order else len(order))
    ]
    schedule = Schedule(
        f"shared-{code}", "Who had what",
        "Of the money that was shared out in the year.",
        (Column("Who", share=3), Column("Amount", "money")),
        tuple(rows), "No money was shared out in the year.",
        total=("All that was shared out", Amount(sum(parts.values()), code)) if rows else None,
    )  # fmt: skip
    found = bars(rows, 1)
    chart = bar_chart(
        f"How the money was shared in {year.name}", described(found, "Money by who had it"), found
    )
    return Part(
        "How the money was shared" if alone else f"How the money was shared: {code}",
        (
            (
                "Victims and costs come first. A national rule, the Asset Recovery Incentivisation "
                "Scheme, shares the rest between the public bodies that did the work."
            ),
        ),
        (chart, schedule) if rows else (schedule,),
    )


def _funds(session: Session, in_year: Mapping[str, Span], screen: Screen) -> Part:
    rows: list[Row] = []
    for fund in session.scalars(select(Fund).order_by(Fund.id)):
        span, code = in_year.get(fund.currency), fund.currency
        if span is None:
            continue
        start, end = (books.accounts[f"fund:{fund.id}"] for books in (span.before, span.end))
        paid = sum(
            span.account(f"grant:{number}")
            for number in session.scalars(select(Grant.id).where(Grant.fund_id == fund.id))
        )
        rows.append(
            (
                _fund(fund, screen),
                screen(fund.owner, f"owner of fund {fund.id}", "a public body").capitalize(),
                Amount(start, code), Amount(end - start + paid, code), Amount(paid, code),
                Amount(end, code),
            )
        )  # fmt: skip
    return Part(
        "Who pays",
        (
            ("Our share goes into funds. Each fund belongs to one public body. Several funds may "
            "pay for one programme, but their money stays apart in the books."),
        ),
        (
            Schedule(
                "funds", "Each fund in the year",
                "Came in: shares, and money of partners, less what was sent back unspent.",
                (
                    Column("Fund", share=1.6), Column("Belongs to"),
                    Column("At start", "money"),
                    Column("Came in", "money"), Column("Paid out", "money"),
                    Column("At end", "money"),
                ),
                tuple(rows), "No fund had money by the end of the year.",
            ),
        ),
    )  # fmt: skip


def _held(session: Session, in_year: Mapping[str, Span], screen: Screen) -> Part:
    rows: list[Row] = [
        (
            _fund(fund, screen),
            Amount(in_year[fund.currency].end.accounts[f"fund:{fund.id}"], fund.currency),
            Amount(promised_of(session, fund.id), fund.currency),
        )
        for fund in session.scalars(select(Fund).order_by(Fund.id))
        if fund.currency in in_year
    ]
    return Part(
        "What is held and promised",
        (
            ("Money that is held is in a fund and not spent yet. Some of it is promised: a "
            "programme was told that it will get it."),
        ),
        (
            Schedule(
                "held", "Held and promised",
                "Held: at the end of the year. Promised: when this report was written.",
                (Column("Fund", share=2), Column("Held", "money"), Column("Promised", "money")),
                tuple(rows), "No fund had money by the end of the year.",
            ),
        ),
    )  # fmt: skip


def _fund(fund: Fund, screen: Screen) -> str:
    return screen(fund.name, f"name of fund {fund.id}", f"Fund {fund.id}")


def _reading() -> Part:
    return Part(
        "How to read the numbers",
        (
            (
                f"Small numbers. Where fewer than {threshold()} people are counted, we print no "
                "number, so that nobody can be recognised. Sometimes another number is left out "
                "too, because it would give the first one away. Where nobody at all is counted, "
                "we print 0."
            ),
            (
                "Targets. Green means that the target was met. Amber means that it was missed by a "
                "tenth or less. Red means that it was missed by more."
            ),
            (
                "Cost of each. This is what the programme was paid by the end of the period, "
                "divided by the people or things counted. Two results of one programme share the "
                "same money, so do not add their costs up."
            ),
            (
                "What others found. A saving that is quoted for a kind of programme was worked "
                "out by others, in the year that is given, for other people. We did not measure "
                "it here. Savings of different years do not mix, so do not add them up."
            ),
            (
                "Without the programme. A result says what happened. It does not prove that the "
                "programme made it happen: some of it might have happened anyway."
            ),
        ),
    )


def _checking(entry: int, head: str) -> Part:
    return Part(
        "How to check this report",
        (
            (
                "No person, firm, account, car or court order is named here. The names are in the "
                "records behind the report, which an auditor can see."
            ),
            (
                f"The report was written from those records as they stood at entry {entry:,} of "
                "their journal. Each entry is sealed with a code that is made from it and from "
                "all entries before it. The code of that entry is:"
            ),
            head,
            (
                "Whoever has the records can write this report again and get the same, letter for "
                "letter. They can ask what every sum is made of, down to the lines of a bank "
                "statement."
            ),
        ),
    )

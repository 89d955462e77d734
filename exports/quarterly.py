"""The quarterly finance report as a workbook: a sheet for each question, totals to re-add.

It names no defendant, case or order, but shows small numbers: it is for the office, not the public.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.fund_moves import BEFORE, funds_over, legs, power_of, total_of, whole
from exports.paper.marks import Marks
from exports.report import NOT_PUBLIC
from exports.schedules.receipts import AGENCIES
from exports.schedules.schedule import Amount, Cell, Column, Count, Row, Schedule
from exports.schedules.view import View
from exports.whole import put
from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment.awards import COMMITTED
from workbench.reinvestment.quarters import bounds
from workbench.reinvestment.rows import grant_rows, outcome_rows, quarter_rows
from workbench.store.tables import (
    ClawBack,
    Fund,
    Grant,
    GrantEvent,
    Instalment,
    Order,
    Receipt,
    ReturnedMoney,
    Share,
)
from workbench.words import day_written

#: Acts of a grant that changed what was planned.
_CHANGES: Final = ("varied", "instalment changed")


@dataclass(frozen=True, slots=True)
class Reported:
    """Where a report stands, its quarter, its sheets and how many rows they hold."""

    out: str
    quarter: str
    sheets: int
    rows: int


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a report, both included, and the quarter that they are."""

    quarter: str
    start: date
    end: date

    def holds(self, day: date | str | None) -> bool:
        """Whether a day is one of them."""
        on = date.fromisoformat(day) if isinstance(day, str) else day
        return on is not None and self.start <= on <= self.end


def write_quarter(case: Case, quarter: str, out: Path) -> Reported:
    """Write the report of a quarter of the financial year as XLSX.

    Raises:
        Refused: for no quarter, another ending, or if the file cannot be written.
    """
    from exports.book import book_of
    from exports.pack.workbook import workbook

    if out.suffix.casefold() != ".xlsx":
        raise Refused("the name does not end in .xlsx", where=str(out), remedy="End it so.")
    span = Span(quarter.strip(), *bounds(quarter))
    marks = marks_of(case, "Quarterly finance report", f"Finance report, {span.quarter}")
    with View(case, book_of(case), case.info()) as view:
        made = schedules(view, span)
    put(out, workbook(made, marks))
    return Reported(str(out), span.quarter, len(made), sum(len(one.rows) for one in made))


def marks_of(case: Case, title: str, name: str) -> Marks:
    """What stands around a report that names no case: the state of the books, not a clock."""
    entry, head = case.head()
    when = datetime.fromisoformat(case.journal(after=entry - 1)[-1].at).astimezone(UTC)
    return Inside(title, name, "OFFICIAL", when, entry, head)


class Inside(Marks):
    """The marks of a report that stays inside."""

    @property
    def handling(self) -> str:
        """The handling line under the marking."""
        return NOT_PUBLIC


def schedules(view: View, span: Span) -> list[Schedule]:
    """Every sheet of the report, the whole first."""
    grants = grant_rows(view.case)
    return [
        whole(view.session, span.end, f"On {day_written(span.end)}"),
        _receipts(view, span),
        _shares(view, span),
        _home_office(view, span),
        funds_over(view.session, span.start, span.end),
        _grants(grants, span),
        _instalments(grants, span),
        _variances(view.session, grants, span),
        _claw_backs(view, span),
        _returned(view, span),
        outcomes(view, span),
    ]


def _receipts(view: View, span: Span) -> Schedule:
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    for receipt, regime in view.session.execute(
        select(Receipt, Order.regime)
        .join(Order, Order.id == Receipt.order_id)
        .where(Receipt.received.between(span.start, span.end))
        .order_by(Receipt.received, Receipt.id)
    ):
        code = receipt.currency
        line = [receipt.minor, receipt.costs_minor, receipt.compensation_minor]
        line.append(receipt.minor - receipt.costs_minor - receipt.compensation_minor)
        rows.append(
            (
                receipt.id, receipt.received, power_of(regime),
                view.amount(receipt.minor, code, f"receipt:{receipt.id}"),
                *(Amount(minor, code) for minor in line[1:]),
            )
        )  # fmt: skip
        before = sums.setdefault(code, [0] * 4)
        sums[code] = [a + b for a, b in zip(before, line, strict=True)]
    return Schedule(
        "receipts", "Received",
        f"Received in {span.quarter}: {day_written(span.start)} to {day_written(span.end)}. "
        f"{NOT_PUBLIC}.",
        (
            Column("Receipt", "count"), Column("Received", "day"), Column("Under", share=2),
            Column("Amount", "money"), Column("Costs", "money"),
            Column("Compensation", "money"), Column("To be shared", "money"),
        ),
        tuple(rows), "Nothing was received in the quarter.",
        total_of(sums, (None, None, "All receipts")),
    )  # fmt: skip


def _shares(view: View, span: Span) -> Schedule:
    funds = {f"fund:{fund.id}": fund.name for fund in view.session.scalars(select(Fund))}
    known = view.session.scalars(select(Share).order_by(Share.id)).all()
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    for leg in legs(view.session):
        if not span.holds(leg.on):
            continue
        share = next(
            (
                s for s in known
                if s.receipt_id == leg.receipt and s.minor == leg.minor
                and leg.account in (f"agency:{s.agency}", f"fund:{s.fund_id}")
            ),
            None,
        )  # fmt: skip
        kind, _, name = leg.account.partition(":")
        to = BEFORE.get(leg.account) or funds.get(leg.account) or AGENCIES.get(name, name or kind)
        rows.append(
            (
                leg.on, leg.receipt, leg.power, to, share.rate if share else "",
                view.amount(leg.minor, leg.currency, f"share:{share.id}")
                if share else Amount(leg.minor, leg.currency),
            )
        )  # fmt: skip
        sums.setdefault(leg.currency, [0])[0] += leg.minor
    return Schedule(
        "shares", "Shared",
        "Each part of each receipt whose sharing was posted in the quarter; below nothing where a "
        "sharing was taken back. The parts of a receipt add up to it.",
        (
            Column("Posted", "day"), Column("Receipt", "count"), Column("Under", share=2),
            Column("To"), Column("Rate", share=2), Column("Amount", "money"),
        ),
        tuple(rows), "Nothing was shared in the quarter.",
        total_of(sums, (None, None, "", "All parts", "")),
    )  # fmt: skip


def _home_office(view: View, span: Span) -> Schedule:
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    for row in quarter_rows(view.case):
        if row["quarter"] > span.quarter or (
            row["quarter"] != span.quarter and not row["difference_minor"]
        ):
            continue
        code = row["currency"]
        line = [
            row["shared_minor"], row["held_back_minor"], row["taken_in_minor"],
            row["expected_minor"], row["paid_minor"], row["difference_minor"],
        ]  # fmt: skip
        rows.append(
            (
                row["quarter"], row["fund_name"], *(Amount(minor, code) for minor in line[:-1]),
                view.amount(line[-1], code, row["figure"]), row["state"],
                "; ".join(f"{kept['why']}" for kept in row["held_back"]),
                day(row["closed"]), row["closed_by"],
            )
        )  # fmt: skip
        before = sums.setdefault(code, [0] * len(line))
        sums[code] = [a + b for a, b in zip(before, line, strict=True)]
    return Schedule(
        "home-office", "Home Office",
        "What the Home Office paid for the quarter, by all that is recorded now, and earlier "
        "quarters that do not agree. Expected = shared − kept + taken in; difference = paid − "
        "expected.",
        (
            Column("Quarter"), Column("Fund"), Column("Shared", "money"), Column("Kept", "money"),
            Column("Taken in", "money"), Column("Expected", "money"), Column("Paid", "money"),
            Column("Difference", "money"), Column("State"), Column("Why kept"),
            Column("Books closed", "day"), Column("By"),
        ),
        tuple(rows), "Nothing was shared into a fund in the quarter, and nothing paid for it.",
        _padded(total_of(sums, ("", "All")), 4),
    )  # fmt: skip


def _padded(row: Row | None, more: int) -> Row | None:
    return row and (*row, *([None] * more))


def _paid_by(grant: dict[str, Any], end: date) -> tuple[int, int]:
    """What a grant was paid by the end of a day, and what of it came back by then."""
    until = end.isoformat()
    paid = [i for i in grant["instalments"] if i["paid"] and i["paid"] <= until]
    back = [c for i in paid for c in i["claw_backs"] if c["received"] <= until]
    return sum(i["minor"] for i in paid), sum(c["minor"] for c in back)


def _grants(grants: list[dict[str, Any]], span: Span) -> Schedule:
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    for grant in grants:
        paid, back = _paid_by(grant, span.end)
        approved = grant["approved"] and grant["approved"] <= span.end.isoformat()
        live = approved and (grant["state"] in COMMITTED or span.holds(grant["approved"]))
        if not paid and not live:
            continue
        code = grant["currency"]
        line = [grant["minor"], paid, back, grant["minor"] - paid]
        sure = sum(m["minor"] for m in grant["match"] if m["confirmed"])
        line += [sure, sum(m["minor"] for m in grant["match"]) - sure]
        cells: list[Cell] = [Amount(minor, code) for minor in line]
        cells[0] = Amount(grant["minor"], code, grant["figure"])
        rows.append(
            (
                grant["grant"], grant["programme"], grant["fund_name"], grant["recipient"],
                grant["decision_notice"], day(grant["approved"]), grant["state"], *cells,
                "; ".join(grant["flags"]),
            )
        )  # fmt: skip
        before = sums.setdefault(code, [0] * len(line))
        sums[code] = [a + b for a, b in zip(before, line, strict=True)]
    return Schedule(
        "grants", "Grants",
        f"Every grant approved by {day_written(span.end)}, and what of it was paid by then. State "
        "and match funding are as recorded now.",
        (
            Column("Grant", "count"), Column("Programme"), Column("Fund"), Column("Recipient"),
            Column("Decision"), Column("Approved", "day"), Column("State"),
            Column("Granted", "money"), Column("Paid", "money"), Column("Came back", "money"),
            Column("Not paid", "money"), Column("Match, confirmed", "money"),
            Column("Match, hoped for", "money"), Column("To be heeded"),
        ),
        tuple(rows), "No grant was approved yet.",
        _padded(total_of(sums, (None, "All grants", "", "", "", None, "")), 1),
    )  # fmt: skip


def _instalments(grants: list[dict[str, Any]], span: Span) -> Schedule:
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    end = span.end.isoformat()
    for grant, part in _parts(grants):
        by_then = part["paid"] and part["paid"] <= end
        waits = not by_then and part["due"] <= end and grant["state"] in COMMITTED
        if not (span.holds(part["due"]) or span.holds(part["paid"]) or waits):
            continue
        code = part["currency"]
        line = [part["minor"], part["minor"] if span.holds(part["paid"]) else 0]
        line.append(part["minor"] if waits else 0)
        stands = "paid" if by_then else "due and not paid" if waits else "no longer due"
        rows.append(
            (
                grant["grant"], grant["recipient"], part["number"], day(part["due"]),
                part["condition"], day(part["condition_met"]), part["prepared_by"],
                day(part["paid"]), part["paid_by"], stands,
                Amount(line[0], code, part["figure"]), Amount(line[1], code),
                Amount(line[2], code), "" if part["paid"] else part["why_not_pay"] or "",
            )
        )  # fmt: skip
        before = sums.setdefault(code, [0] * 3)
        sums[code] = [a + b for a, b in zip(before, line, strict=True)]
    return Schedule(
        "instalments", "Instalments",
        "Due or paid in the quarter, and those due before it that were not paid by its end. "
        "Prepared by one person, paid by another.",
        (
            Column("Grant", "count"), Column("Recipient"), Column("Instalment", "count"),
            Column("Due", "day"), Column("Condition"), Column("Met", "day"),
            Column("Prepared by"), Column("Paid", "day"), Column("Paid by"), Column("Stands"),
            Column("Instalment of", "money"), Column("Paid in quarter", "money"),
            Column("Due, not paid", "money"), Column("Why not paid"),
        ),
        tuple(rows), "No instalment was due or paid in the quarter.",
        _padded(
            total_of(
                sums, (None, "All instalments", None, None, "", None, "", None, "", "")
            ),
            1,
        ),
    )  # fmt: skip


def _parts(grants: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for grant in grants:
        for part in grant["instalments"]:
            yield grant, part


def _variances(session: Session, grants: list[dict[str, Any]], span: Span) -> Schedule:
    rows: list[Row] = []
    for grant in grants:
        for told in grant["returns"]:
            if told["spent_minor"] is None or not span.holds(told["received"]):
                continue
            paid, back = _paid_by(grant, date.fromisoformat(told["end"]))
            if told["spent_minor"] != paid - back:
                code = grant["currency"]
                rows.append(
                    (
                        grant["grant"], grant["recipient"],
                        f"Spent to {day_written(told['end'])}, as the return says",
                        Amount(paid - back, code), Amount(told["spent_minor"], code),
                        Amount(told["spent_minor"] - paid + back, code), None, told["note"],
                    )
                )  # fmt: skip
    for grant, part in _parts(grants):
        if span.holds(part["paid"]) and part["paid"] > part["due"]:
            late = (date.fromisoformat(part["paid"]) - date.fromisoformat(part["due"])).days
            paid_now = Amount(part["minor"], part["currency"], part["figure"])
            rows.append(
                (
                    grant["grant"], grant["recipient"],
                    f"Instalment {part['number']} paid after its day",
                    paid_now, paid_now, Amount(0, part["currency"]), late, part["condition"],
                )
            )  # fmt: skip
    for event, recipient in session.execute(
        select(GrantEvent, Grant.recipient)
        .join(Grant, Grant.id == GrantEvent.grant_id)
        .where(GrantEvent.on.between(span.start, span.end), GrantEvent.event.in_(_CHANGES))
        .order_by(GrantEvent.on, GrantEvent.id)
    ):
        rows.append(
            (
                event.grant_id, recipient,
                f"{event.event.capitalize()}, {day_written(event.on)}, {event.by}",
                None, None, None, None, event.note,
            )
        )  # fmt: skip
    return Schedule(
        "variances", "Variances",
        "What differs from what was planned: returns received in the quarter that say more or less "
        "was spent than had been paid, instalments paid late, grants and instalments changed.",
        (
            Column("Grant", "count"), Column("Recipient"), Column("What differs"),
            Column("Planned", "money"), Column("Actual", "money"), Column("Difference", "money"),
            Column("Days late", "count"), Column("Note"),
        ),
        tuple(rows), "Nothing differed from what was planned.",
    )  # fmt: skip


def _claw_backs(view: View, span: Span) -> Schedule:
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    for back, part, grant in view.session.execute(
        select(ClawBack, Instalment, Grant)
        .join(Instalment, Instalment.id == ClawBack.instalment_id)
        .join(Grant, Grant.id == Instalment.grant_id)
        .where(ClawBack.received.between(span.start, span.end))
        .order_by(ClawBack.received, ClawBack.id)
    ):
        rows.append(
            (
                back.received, grant.id, grant.recipient, part.number, back.by, back.why,
                view.amount(back.minor, part.currency, f"claw-back:{back.id}"),
            )
        )  # fmt: skip
        sums.setdefault(part.currency, [0])[0] += back.minor
    return Schedule(
        "claw-backs", "Claw-backs",
        "Money of paid instalments that came back into its fund in the quarter.",
        (
            Column("Received", "day"), Column("Grant", "count"), Column("From"),
            Column("Instalment", "count"), Column("Recorded by"), Column("Why"),
            Column("Amount", "money"),
        ),
        tuple(rows), "Nothing came back in the quarter.",
        total_of(sums, (None, None, "All claw-backs", None, "", "")),
    )  # fmt: skip


def _returned(view: View, span: Span) -> Schedule:
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    for row, fund in view.session.execute(
        select(ReturnedMoney, Fund)
        .join(Fund, Fund.id == ReturnedMoney.fund_id)
        .where(ReturnedMoney.on.between(span.start, span.end))
        .order_by(ReturnedMoney.on, ReturnedMoney.id)
    ):
        rows.append(
            (
                row.on, fund.name, row.paid_to, row.by, row.why,
                view.amount(row.minor, fund.currency, f"returned:{row.id}"),
            )
        )  # fmt: skip
        sums.setdefault(fund.currency, [0])[0] += row.minor
    return Schedule(
        "returned", "Returned",
        "What left a fund unspent in the quarter for whom it came from, or was kept by the Home "
        "Office.",
        (
            Column("On", "day"), Column("Fund"), Column("To"), Column("By"), Column("Why"),
            Column("Amount", "money"),
        ),
        tuple(rows), "Nothing was returned in the quarter.",
        total_of(sums, (None, "All that was returned", "", "", "")),
    )  # fmt: skip


def outcomes(view: View, span: Span) -> Schedule:
    """Outcomes of periods that ended within the days, against their targets."""
    rows: list[Row] = []
    for row in outcome_rows(view.case):
        if row["replaced"] or not span.holds(row["end"]):
            continue
        rows.append(
            (
                row["programme"], row["measure"], day(row["start"]), day(row["end"]),
                Count(row["value"], row["figure"]), row["unit"], row["baseline"], row["target"],
                row["rating"] or "no target", row["rag"].capitalize(),
                view.figure(row["cost_figure"]) if row["cost_figure"] else None, row["source"],
                row["note"],
            )
        )  # fmt: skip
    return Schedule(
        "outcomes", "Outcomes",
        "Of periods that ended in the quarter. Green: met; amber: within a tenth of the "
        "target; red: missed. Costs of two outcomes of one grant are two ways of looking at it "
        f"and are not to be added up. {NOT_PUBLIC}.",
        (
            Column("Programme"), Column("Measure"), Column("From", "day"), Column("To", "day"),
            Column("Achieved", "count"), Column("Unit"), Column("Baseline", "count"),
            Column("Target", "count"), Column("Against target"), Column("Light"),
            Column("Cost of each", "money"), Column("Source"), Column("Note"),
        ),
        tuple(rows), "No period of an outcome ended in the quarter.",
    )  # fmt: skip


def day(text: str | None) -> date | None:
    """A day of a row as a day."""
    return date.fromisoformat(text) if text else None

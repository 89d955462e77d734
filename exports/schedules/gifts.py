"""Gifts: what was given to whom, what of it counts, and whether it is tainted, by its provision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from exports.schedules.schedule import Amount, Cell, Column, Row, Schedule
from exports.schedules.view import View
from workbench.recovery.benefit.assumptions import first_day
from workbench.recovery.benefit.figures import sheet_in
from workbench.recovery.gifts import gift_rows, law, tainted
from workbench.store.tables import BenefitSheet

#: What a worksheet says; none where a day that it rests on is not known.
_ANSWERS: Final = {True: "yes", False: "no", None: "not known"}


@dataclass(frozen=True, slots=True)
class _Said:
    """What one worksheet says of a gift: tainted or not, at what value, and why."""

    answer: str
    why: str
    value: Amount | None


def given(view: View) -> Iterator[Schedule]:
    """The gifts, each with what every worksheet of its giver says of it; none where there is none.

    Whether a gift is tainted depends on the giver's case: their lifestyle, their days (s.77).
    """
    gifts = gift_rows(view.case)
    if not gifts:
        return
    said = _said(view)
    yield Schedule(
        "gifts",
        "Gifts",
        "What was given, or sold for significantly less than it was worth, and what of it counts: "
        f"the greater value, less the part that was paid for. {law()}. Whether it is tainted is "
        "said by the benefit worksheet of who gave it (POCA 2002 s.77), with the value there.",
        (
            Column("What", share=1.1), Column("From", share=0.9), Column("To", share=0.9),
            Column("On", "day"), Column("Worth then", "money"), Column("Paid for it", "money"),
            Column("Worth now", "money"), Column("Counts", "money"), Column("Tainted", "code"),
            Column("Taken at", "money"), Column("Why, provision", share=2),
        ),
        tuple(row for gift in gifts for row in _rows(view, gift, said.get(gift["gift"], []))),
        "",
        wide=True,
    )  # fmt: skip


def _rows(view: View, gift: dict[str, Any], said: list[_Said]) -> Iterator[Row]:
    """One row, or one for each worksheet that says something of the gift."""
    currency = gift["currency"]

    def money(name: str) -> Cell:
        return None if gift[name] is None else Amount(gift[name], currency)

    unsaid = "No benefit worksheet of who gave it: their lifestyle and days are not known."
    for one in said or (_Said("not decided", unsaid, None),):
        yield (
            gift["asset_label"] or f"payment {gift['payment']}", gift["giver"], gift["recipient"],
            date.fromisoformat(gift["on"]), money("minor"), money("consideration_minor"),
            money("value_now_minor"),
            view.amount(gift["counts_minor"], currency, gift["figure"]),
            one.answer, one.value, " ".join(filter(None, (one.why, gift["why"]))),
        )  # fmt: skip


def _said(view: View) -> dict[int, list[_Said]]:
    """What the worksheets say of each gift, by its number."""
    found: dict[int, list[_Said]] = {}
    for number in view.session.scalars(select(BenefitSheet.id).order_by(BenefitSheet.id)):
        sheet = sheet_in(view.book, str(number))
        offences = [line.row.on for line in sheet.lines.values() if line.row.head == "particular"]
        for gift in sheet.available.gifts:
            answer, ground = tainted(
                gift.on, lifestyle=sheet.lifestyle.shown, relevant_day=first_day(sheet.row),
                first_offence=min(offences, default=None),
            )  # fmt: skip
            value = view.amount(
                0 if gift.why_not else gift.value_minor, gift.currency,
                f"tainted-gift:{number}-{gift.id}",
            )  # fmt: skip
            why = gift.why_not or f"tainted by {ground}"
            found.setdefault(gift.id, []).append(
                _Said(_ANSWERS[answer], f"Worksheet {number}: {why}.", value)
            )
    return found

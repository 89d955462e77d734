"""What the law makes of an amount or a date: default term, interest, the relevant day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import add_months, said
from workbench.recovery.lawbook import SHIPPED, Law, in_force, provision, table


@dataclass(frozen=True, slots=True)
class Answer:
    """A number or a day, the provision it rests on, and how it was found, in a sentence."""

    value: int
    provision: str
    explained: str


def default_term(minor: int) -> Answer:
    """The longest default term in months for an amount in pence (POCA 2002 s.35(2A))."""
    if minor < 0:
        raise Refused("an amount below nothing has no default term")
    law = table("sums")["default_term"]
    for band in law["bands"]:
        limit = band.get("up_to_minor")
        if limit is None or minor <= limit:
            months: int = band["months"]
            top = f"not more than {written(limit)}" if limit else "above the highest band"
            return Answer(
                months, provision(law), f"{written(minor)} is {top}: at most {months} months."
            )
    raise AssertionError("the last band of default terms has a limit")


def interest(minor: int, days: int) -> Answer:
    """Simple interest in pence on an unpaid amount for a number of days, to the nearest penny."""
    if minor < 0 or days < 0:
        raise Refused("interest runs on an amount and days that are not below nothing")
    law = table("sums")["interest"]
    percent, year = law["percent"], law["days_in_year"]
    over = 100 * year
    found = (2 * minor * percent * days + over) // (2 * over)
    day_count = f"{days:,} {'day' if days == 1 else 'days'}"
    return Answer(
        found,
        provision(law),
        f"{written(minor)} x {percent} % x {day_count} / {year} = {written(found)}.",
    )


def relevant_day(started: date, *, law: Law = SHIPPED) -> tuple[date, str, str]:
    """First day of the six years that end with the day proceedings started (s.10(8)).

    Returns the day, the provision, and how it was found.
    """
    row = law.row("sums", "relevant_day.years", table("sums")["relevant_day"], "years", started)
    day = add_months(started, -12 * row["years"]) + timedelta(days=1)
    return (
        day,
        provision(row),
        (f"The {row['years']} years that end with {said(started)} begin on {said(day)}."),
    )


def daml_threshold(on: date) -> Answer | None:
    """Below what an institution may operate an account without a defence (s.339A); or none."""
    for row in table("sums")["daml_threshold"]:
        if in_force(row, on):
            return Answer(
                row["minor"], provision(row),
                f"Below {written(row['minor'])} a bank or payment institution may operate an "
                "account without a defence.",
            )  # fmt: skip
    return None

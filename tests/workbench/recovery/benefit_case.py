"""A small case for benefit: a defendant with two accounts, a car, and half of a house."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workbench.case import Case
from workbench.parties import register
from workbench.records.load import load_files
from workbench.recovery import property as things
from workbench.recovery.benefit.sheet import add_sheet

PAYMENTS = """id,date,from,to,amount,reference
P0,2020-03-16,Stranger,Shaw current,900.00,on the relevant day
P1,2024-01-05,Stranger,Shaw current,10000.00,cash in hand
P2,2024-01-06,Shaw current,Shaw savings,4000.00,to savings
P3,2024-01-07,Shaw savings,Garage,3000.00,VW Golf
P4,2024-01-08,Shaw current,Grocer,120.00,food
P5,2024-02-01,Uncle,Shaw current,500.00,birthday
P6,2024-02-03,Partner,Builder,64500.00,house
P7,2024-02-04,Shaw current,Grocer,9000.00,wine
"""
ACCOUNTS = """account,name,held,opening,currency
Shaw current,Ronan Shaw,yes,50.00,GBP
Shaw savings,Ronan Shaw,yes,0.00,GBP
Partner,Mia Lund,yes,0.00,GBP
"""
STARTED, CONVICTED, DETERMINED = date(2026, 3, 15), date(2026, 5, 1), date(2026, 9, 1)
INDEX = '"Title","Prices all items"\n"CDID","L522"\n"2024","130"\n"2024 Q1","129"\n' + "".join(
    f'"{month}","{value}"\n'
    for month, value in (
        ("2020 MAR", "108.6"), ("2024 JAN", "131.5"), ("2024 FEB", "132.3"), ("2026 SEP", "143.0"),
    )
)  # fmt: skip


def filled(case: Case, folder: Path) -> dict[str, int]:
    """Load the records; enter the parties and the things; numbers by name."""
    for name, text in (("accounts.csv", ACCOUNTS), ("payments.csv", PAYMENTS)):
        (folder / name).write_text(text, encoding="utf-8")
        (outcome,) = load_files(case, [folder / name])
        assert outcome.ok, outcome.refusal
    made = {
        "shaw": register.add_party(case, "Ronan SHAW", subject=True),
        "lund": register.add_party(case, "Mia LUND"),
        "bank": register.add_party(case, "Longmynd Bank", schema="Company"),
    }
    for account in ("Shaw current", "Shaw savings"):
        register.hold(case, account, made["shaw"], evidence="opening form")
    register.hold(case, "Partner", made["lund"], evidence="opening form")
    made["car"] = things.add_asset(
        case, "vehicle", "VW Golf", acquired=date(2024, 1, 7), price_minor=300_000
    )
    things.add_purchase(case, made["car"], "P3", why="invoice")
    things.value(case, made["car"], date(2026, 8, 1), 200_000, "trade guide")
    things.add_interest(case, made["car"], made["shaw"], "legal", millionths=1_000_000)
    made["house"] = things.add_asset(
        case, "real estate", "1 Long Lane", acquired=date(2024, 2, 3), price_minor=25_000_000
    )
    things.add_purchase(case, made["house"], "P6", why="completion")
    things.value(case, made["house"], date(2026, 8, 1), 28_000_000, "valuer's report")
    for party in ("shaw", "lund"):
        things.add_interest(case, made["house"], made[party], "beneficial", millionths=500_000)
    things.add_interest(case, made["house"], made["bank"], "charge", minor=18_000_001)
    return made


def sheet(case: Case, made: dict[str, int], **facts: object) -> int:
    """The defendant's worksheet, a lifestyle case unless said."""
    stated = {
        "proceedings_started": STARTED, "convicted": CONVICTED, "determined": DETERMINED,
        "lifestyle": "schedule-2", "lifestyle_why": "supply of Class A, count 1",
    } | facts  # fmt: skip
    return add_sheet(case, made["shaw"], **stated)  # type: ignore[arg-type]

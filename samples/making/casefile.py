"""`case.toml`: all that an investigator and a finance officer record once the files are loaded."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from making.layouts import pounds
from making.people import ACCOUNT, ACCOUNTS, OUTSIDE, PARTIES
from making.property import assets, orders, receipts, worksheets
from making.reinvestment import OUTCOME_FILES, funds, grants, home_office, outcomes, programmes
from making.rows import Row
from making.statements import World
from making.toml import Facts, written

#: Banks whose files do not say of which account they are, or only its last digits.
UNSAID = ("nationwide", "starling", "monzo")
#: Banks whose files print no balance, so that the opening balance is stated apart.
NO_BALANCE = ("barclays", "monzo")

ABOUT = """\
# Operation Larkspur: what is recorded in the demonstration case after its files are loaded.
# Every person, firm, number and event is invented. Written by samples/make_larkspur.py.
# Money is in whole pence (keys ending _minor). A payment is found by its file and place,
# and the date and signed amount beside them must be those of the row.

"""
OFFICERS = (
    ("DC Maya Sterndale", "investigator", "4417"),
    ("Idris Falconer", "finance officer", "FI 2093"),
    ("Helen Abernethy-Cole", "prosecutor", "CPS 118"),
    ("DI Tom Garrowby", "supervisor", "2206"),
)


def write(world: World, folder: Path) -> None:
    """Write the case file, the table of accounts and the outcome returns below `folder`."""
    (folder / "accounts.csv").write_bytes(_accounts().encode())
    (folder / "outcomes").mkdir(parents=True, exist_ok=True)
    for name, text in OUTCOME_FILES.items():
        (folder / name).write_bytes(text.encode())
    (folder / "case.toml").write_bytes((ABOUT + written(facts(world))).encode())


def _accounts() -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["account", "name", "held", "opening", "currency"])
    names = {party.id: party.name for party in PARTIES}
    for account in ACCOUNTS:
        opening = pounds(account.opening) if account.bank in NO_BALANCE else ""
        table.writerow([account.key, names[account.party], "yes", opening, "GBP"])
    for key, _, name in OUTSIDE.values():
        table.writerow([key, name, "no", "", "GBP"])
    return out.getvalue()


def cited(row: Row) -> Facts:
    """How a row is found again: file, place, date and signed pence."""
    return {"file": row.file, "place": row.place, "date": row.day, "minor": row.minor}


def facts(world: World) -> Facts:
    """Everything in the case file, in the order in which it is recorded."""
    made = assets(world, cited)
    return {
        "case": {
            "name": "Operation Larkspur",
            "urn": "20LK0041726",
            "reference": "LARKSPUR/2024/0417",
            "marking": "OFFICIAL-SENSITIVE",
            "regime": "pre-cpa-2026",
            "currency": "GBP",
            "tracing_rule": "fifo",
        },
        "officers": [
            {"name": name, "role": role, "reference": number} for name, role, number in OFFICERS
        ],
        "files": [
            {"path": "accounts.csv", "layout": "accounts", "exhibit": "MS/1"},
            *(
                {
                    "path": statement.path,
                    "layout": statement.account.bank,
                    "account": statement.account.key
                    if statement.account.bank in UNSAID
                    else None,
                    "exhibit": f"MS/{number}",
                }
                for number, statement in enumerate(world.statements, 2)
            ),
        ],
        "parties": [
            {
                "id": party.id,
                "schema": party.schema,
                "name": party.name,
                "subject": party.subject,
                "born": party.born,
                "registration": party.registration,
                "note": party.note,
            }
            for party in PARTIES
        ],
        "holders": [
            *(
                {
                    "account": account.key,
                    "party": account.party,
                    "evidence": "Account opening form, production order PO/24/0617",
                }
                for account in ACCOUNTS
            ),
            {
                "account": OUTSIDE["PENFOLD"][0],
                "party": "penfold",
                "evidence": "Statement of Raymond Penfold, 11 December 2024",
            },
        ],
        "marks": [
            {**cited(row), "account": ACCOUNT[row.account].key, "part_minor": row.part,
             "why": row.why}
            for row in world.marks
        ],
        "assets": made,
        "orders": orders(world),
        "worksheets": worksheets(),
        "receipts": receipts(world),
        "funds": funds(),
        "home_office": home_office(),
        "programmes": programmes(),
        "grants": grants(),
        "outcomes": outcomes(),
    }  # fmt: skip

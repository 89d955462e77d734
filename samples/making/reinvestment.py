"""Where the recovered money goes: a fund, two programmes, their grants and what came of them."""

from __future__ import annotations

from datetime import date

from making.toml import Facts

DIVERSION = "outcomes/diversion-return-2026-03-to-2026-08.csv"
NALOXONE = "outcomes/naloxone-return-2026-01-to-2026-06.csv"
_MONTHS = (
    ("2026-03", 9, 3, 0, 0), ("2026-04", 11, 5, 0, 0), ("2026-05", 8, 4, 0, 1),
    ("2026-06", 12, 6, 3, 0), ("2026-07", 7, 3, 6, 1), ("2026-08", 8, 3, 8, 2),
)  # fmt: skip
_KITS = (
    ("2026-01", 64, 0), ("2026-02", 48, 1), ("2026-03", 36, 0),
    ("2026-04", 20, 2), ("2026-05", 12, 0), ("2026-06", 0, 1),
)  # fmt: skip

#: The returns as the recipients sent them: counts by month, no person in them.
OUTCOME_FILES = {
    DIVERSION: "month,referred_from_custody,started_treatment,retained_12_weeks,planned_exits\n"
    + "".join(",".join(str(cell) for cell in row) + "\n" for row in _MONTHS),
    NALOXONE: "month,kits_issued,reversals_reported\n"
    + "".join(",".join(str(cell) for cell in row) + "\n" for row in _KITS),
}


def funds() -> list[Facts]:
    """The pot that the investigating force's shares are paid into."""
    return [
        {
            "id": "poca",
            "name": "Asset recovery community fund",
            "owner": "police",
            "restriction": "Not to be spent on police officers' pay",
        }
    ]


def programmes() -> list[Facts]:
    """Two of the kinds of programme that the West Midlands drug policy named."""
    return [
        {
            "id": "diversion",
            "kind": "diversion into treatment",
            "name": "From custody to treatment, Sandwell and Dudley",
            "lead": "Priya Aldersley",
            "start": date(2026, 3, 1),
            "end": date(2027, 2, 28),
            "description": "Workers in two custody suites bring people into treatment that week.",
        },
        {
            "id": "naloxone",
            "kind": "naloxone for officers",
            "name": "Naloxone carried by neighbourhood teams",
            "lead": "Sgt Owen Trelease",
            "start": date(2025, 12, 1),
            "end": date(2026, 11, 30),
            "description": "Kits and training for officers who come first to an overdose.",
        },
    ]


def grants() -> list[Facts]:
    """A grant to each, recommended, approved and paid by three different people."""
    return [
        {
            "id": "diversion-grant",
            "programme": "diversion",
            "fund": "poca",
            "recipient": "Cole Valley Recovery Partnership (fictional)",
            "registration": "LK-CH-000731",
            "minor": 2400000,
            "start": date(2026, 3, 1),
            "end": date(2027, 2, 28),
            "recommended_by": "Priya Aldersley",
            "recommended": date(2026, 1, 14),
            "approved_by": "Marcus Thorne-Bailey",
            "approved": date(2026, 1, 28),
            "decision_notice": "DN/2026/014",
            "conditions": "Returns twice a year; unspent money returned; plan for the end",
            "applied": date(2025, 12, 15),
            "total_cost_minor": 4000000,
            "purpose": "Police and crime plan, objective 4: fewer victims of drug-related crime",
            "need": "31 of 212 people seen in the two suites in 2025 began treatment",
            "area": "Sandwell and Dudley",
            "accountable_body": "Cole Valley Recovery Partnership (fictional)",
            "agreed": date(2026, 2, 19),
            "terms": {
                "claw_back_terms": "What is not spent by 28 February 2027 comes back",
                "safeguarding": "Policy of January 2026, seen on 19 February 2026",
                "data_sharing": "Counts by month only; no person is named",
                "equality": "Both suites; interpreters paid for",
                "exit_plan": "The councils' treatment contract takes both workers on in 2027",
            },
            "match": [
                {
                    "source": "Public health, Sandwell and Dudley (fictional)",
                    "kind": "cash",
                    "minor": 1600000,
                    "confirmed": date(2026, 2, 10),
                }
            ],
            "returns": [
                {
                    "start": date(2026, 3, 1),
                    "end": date(2026, 8, 31),
                    "due": date(2026, 9, 30),
                    "received": date(2026, 9, 21),
                    "spent_minor": 1200000,
                    "file": DIVERSION,
                },
                {
                    "start": date(2026, 9, 1),
                    "end": date(2027, 2, 28),
                    "due": date(2027, 3, 31),
                },
            ],
            "instalments": [
                {
                    "number": 1,
                    "due": date(2026, 3, 2),
                    "minor": 1200000,
                    "condition": "Agreement signed and safeguarding policy seen",
                    "condition_met": date(2026, 2, 20),
                    "prepared": date(2026, 2, 27),
                    "prepared_by": "Priya Aldersley",
                    "paid": date(2026, 3, 2),
                    "paid_by": "Idris Falconer",
                    "bank_reference": "ending 4417",
                    "sources": [{"receipt": "payment", "agency": "investigator", "minor": 1200000}],
                },
                {
                    "number": 2,
                    "due": date(2026, 12, 1),
                    "minor": 1200000,
                    "condition": "Return for the first six months accepted",
                },
            ],
        },
        {
            "id": "naloxone-grant",
            "programme": "naloxone",
            "fund": "poca",
            "recipient": "Tame Harm Reduction CIC (fictional)",
            "registration": "LK-CIC-00219",
            "minor": 540000,
            "start": date(2025, 12, 1),
            "end": date(2026, 11, 30),
            "recommended_by": "Sgt Owen Trelease",
            "recommended": date(2025, 11, 12),
            "approved_by": "Marcus Thorne-Bailey",
            "approved": date(2025, 11, 26),
            "decision_notice": "DN/2025/207",
            "conditions": "Kits issued only to trained officers; stock returned at the end",
            "agreed": date(2025, 12, 2),
            "terms": {
                "claw_back_terms": "Kits that are not issued by 30 November 2026 come back",
                "exit_plan": "The force buys its kits itself from December 2026",
            },
            "match": [],
            "returns": [
                {
                    "start": date(2026, 1, 1),
                    "end": date(2026, 6, 30),
                    "due": date(2026, 7, 31),
                    "received": date(2026, 7, 14),
                    "spent_minor": 540000,
                    "file": NALOXONE,
                }
            ],
            "instalments": [
                {
                    "number": 1,
                    "due": date(2025, 12, 8),
                    "minor": 540000,
                    "condition": "Training plan agreed",
                    "condition_met": date(2025, 12, 3),
                    "prepared": date(2025, 12, 5),
                    "prepared_by": "Sgt Owen Trelease",
                    "paid": date(2025, 12, 8),
                    "paid_by": "Idris Falconer",
                    "bank_reference": "ending 0219",
                    "sources": [{"receipt": "cash", "agency": "investigator", "minor": 540000}],
                }
            ],
        },
    ]


def home_office() -> list[Facts]:
    """What the Home Office paid into the fund for each quarter: the shares of its receipts."""
    return [
        {
            "fund": "poca",
            "quarter": "2025-Q2",
            "received": date(2025, 11, 14),
            "minor": 1246250,
            "reference": "ARIS Q2 2025/26",
        },
        {
            "fund": "poca",
            "quarter": "2025-Q3",
            "received": date(2026, 2, 13),
            "minor": 2250000,
            "reference": "ARIS Q3 2025/26",
        },
    ]


def outcomes() -> list[Facts]:
    """What the returns count; each total is the sum of a column of its file."""
    diversion: Facts = {
        "programme": "diversion",
        "grant": "diversion-grant",
        "start": date(2026, 3, 1),
        "end": date(2026, 8, 31),
        "file": DIVERSION,
    }
    naloxone: Facts = {
        "programme": "naloxone",
        "grant": "naloxone-grant",
        "start": date(2026, 1, 1),
        "end": date(2026, 6, 30),
        "file": NALOXONE,
    }
    return [
        {
            **diversion,
            "measure": "Started structured treatment",
            "unit": "people",
            "column": "started_treatment",
            "value": sum(row[2] for row in _MONTHS),
            "baseline": 0,
            "target": 20,
        },
        {
            **diversion,
            "measure": "Still in treatment after twelve weeks",
            "unit": "people",
            "column": "retained_12_weeks",
            "value": sum(row[3] for row in _MONTHS),
            "target": 14,
        },
        {
            **naloxone,
            "measure": "Naloxone kits issued to officers",
            "unit": "kits",
            "column": "kits_issued",
            "value": sum(row[1] for row in _KITS),
            "target": 180,
        },
        {
            **naloxone,
            "measure": "Overdoses reversed",
            "unit": "reversals",
            "column": "reversals_reported",
            "value": sum(row[2] for row in _KITS),
            "note": "Reported by officers; not checked against ambulance records",
        },
    ]

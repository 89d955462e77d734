"""The answer key: what is criminal, where it went, what a loader and a screener should find."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from making.days import GAP
from making.people import ACCOUNT, ACCOUNTS, OUTSIDE
from making.reference import CLEAN, RULES, Payment, Traced, payments, trace
from making.rows import Row
from making.scheme import WEEKS
from making.statements import World

#: Where money has arrived when it reaches these accounts.
SINKS = {
    OUTSIDE["SOLICITOR"][0]: "house", OUTSIDE["DEALER"][0]: "car",
    "name: SEVERNSIDE PRESTIGE": "car", "name: AURELIAN JEWELLERS": "watch",
    OUTSIDE["EXCHANGE"][0]: "crypto",
}  # fmt: skip


def where(row: Row) -> dict[str, Any]:
    """How a row is cited: file, place, date and signed pence."""
    return {
        "file": row.file,
        "place": row.place,
        "date": row.day.isoformat(),
        "minor": row.minor,
    }


def key(world: World) -> dict[str, Any]:
    """The whole answer key, ready for JSON."""
    visible = world.visible
    return {
        "about": "Ground truth of the demonstration case. The program never reads this file.",
        "rows": len(visible),
        "accounts": [_account(world, account.id) for account in ACCOUNTS],
        "statements": [
            {
                "file": statement.path,
                "account": statement.account.key,
                "bank": statement.account.bank,
                "rows": len(statement.rows),
                "first": statement.rows[0].day.isoformat(),
                "last": statement.rows[-1].day.isoformat(),
                "opening_minor": statement.rows[0].balance - statement.rows[0].minor,
                "in_minor": sum(row.minor for row in statement.rows if row.minor > 0),
                "out_minor": -sum(row.minor for row in statement.rows if row.minor < 0),
                "closing_minor": statement.rows[-1].balance,
            }
            for statement in world.statements
        ],
        "gaps": [_gap(world)],
        "twins": _twins(visible),
        "own_transfers": _own(visible),
        "criminal": [
            {
                "origin": number,
                **where(row),
                "account": ACCOUNT[row.account].key,
                "part_minor": row.part if row.part is not None else row.minor,
                "why": row.why,
            }
            for number, row in enumerate(world.marks, 1)
        ],
        "criminal_minor": sum(row.part or row.minor for row in world.marks),
        "assets": _bought(world),
        "typologies": _typologies(world),
        "deadlines": [
            {"kind": "cash-48h", "from": "2024-11-29T06:50", "due": "2024-12-03T06:50"},
            {"kind": "confiscation-pay", "from": "2025-07-24", "due": "2025-10-23"},
        ],
        "trace": {rule: _traced(world, rule) for rule in RULES},
    }


def _account(world: World, name: str) -> dict[str, Any]:
    rows = [row for row in world.visible if row.account == name]
    account = ACCOUNT[name]
    return {
        "account": account.key,
        "bank": account.bank,
        "party": account.party,
        "statements": len(account.periods),
        "entries": len(rows),
        "first": rows[0].day.isoformat(),
        "last": rows[-1].day.isoformat(),
        "opening_minor": account.opening,
        "in_minor": sum(row.minor for row in rows if row.minor > 0),
        "out_minor": -sum(row.minor for row in rows if row.minor < 0),
        "closing_minor": rows[-1].balance,
        "lowest_minor": min(row.balance for row in rows),
    }


def _gap(world: World) -> dict[str, Any]:
    rows = world.books.of("KO2")
    hidden = [row for row in rows if GAP[0] <= row.day <= GAP[1]]
    return {
        "account": ACCOUNT["KO2"].key,
        "from": GAP[0].isoformat(),
        "to": GAP[1].isoformat(),
        "closing_before_minor": hidden[0].balance - hidden[0].minor,
        "opening_after_minor": hidden[-1].balance,
        "rows_not_produced": len(hidden),
        "one_sided": [where(row.twin) for row in hidden if row.twin is not None],
    }


def _twins(rows: list[Row]) -> list[dict[str, Any]]:
    alike: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        spent = row.spent or row.day
        alike[row.account, row.day, spent, row.minor, row.payee, row.town, row.ref].append(row)
    return [
        {"payee": group[0].payee, "rows": [where(row) for row in group]}
        for group in alike.values()
        if len(group) > 1
    ]


def _own(rows: list[Row]) -> list[dict[str, Any]]:
    return [
        {"paid": where(sides[0]), "received": where(sides[1])}
        for sides in (payment.rows for payment in payments(rows))
        if len(sides) == 2
    ]


def _bought(world: World) -> dict[str, Any]:
    found: dict[str, Any] = defaultdict(list)
    for asset, row in world.bought:
        found[asset].append(where(row))
    return dict(found)


def _typologies(world: World) -> dict[str, Any]:
    trip = [
        where(row)
        for row in world.visible
        if row.kind == "own"
        and row.minor < 0
        and row.ref in {"INV TV1042", "AGENCY STAFF", "VALET CONTRACT"}
    ]
    trip.sort(key=lambda step: step["date"])
    return {
        "structuring": [
            {
                "week": monday.isoformat(),
                "rows": [
                    where(row)
                    for row in world.marks
                    if row.kind == "cash-in"
                    and row.part is None
                    and 0 <= (row.day - monday).days < 7
                ],
            }
            for monday in WEEKS
        ],
        "round_trip": {"from_and_back_to": ACCOUNT["BL1"].key, "steps": trip},
        "pass_through": {"account": ACCOUNT["LC1"].key},
        "fan_in": {
            "account": ACCOUNT["DT1"].key,
            "rows": [
                where(row)
                for row in world.marks
                if row.account == "DT1" and row.kind == "fp" and row.day.isoformat() < "2023-12"
            ],
        },
    }


def _orders(world: World) -> dict[str, Callable[[Payment], Any]]:
    at = {id(row): place for place, row in enumerate(world.visible)}
    return {
        "clock": lambda p: (p.rows[0].day, p.rows[0].minute, p.rows[0].order),
        "as loaded, paying side": lambda p: (p.rows[0].day, at[id(p.rows[0])]),
        "as loaded, receiving side": lambda p: (p.rows[0].day, at[id(p.rows[-1])]),
        "backwards within the day": lambda p: (p.rows[0].day, -p.rows[0].minute, p.rows[0].order),
    }


def _traced(world: World, rule: str) -> dict[str, Any]:
    """Group by group where it went, in the true order of the day and in three others."""
    origins = {id(row): number for number, row in enumerate(world.marks, 1)}
    runs: dict[str, Counter[str]] = {}
    by_origin: list[dict[str, int]] = []
    for name, order in _orders(world).items():
        ordered = sorted(payments(world.visible), key=order)
        found = trace(ordered, origins, rule)
        shares = _groups(found)
        runs[name] = Counter()
        for counted in shares.values():
            runs[name].update(counted)
        if name == "clock":
            by_origin = [dict(sorted(shares[number].items())) for number in sorted(shares)]
    groups = sorted({group for run in runs.values() for group in run})
    return {
        "order": "clock: by the true minute of each payment, which not every layout prints",
        "by_origin": by_origin,
        "where": {group: runs["clock"][group] for group in groups},
        "least": {group: min(run[group] for run in runs.values()) for group in groups},
        "most": {group: max(run[group] for run in runs.values()) for group in groups},
    }


def _groups(found: Traced) -> dict[int, Counter[str]]:
    held = {account.key for account in ACCOUNTS}
    shares: dict[int, Counter[str]] = defaultdict(Counter)
    for (origin, account), pence in found.held.items():
        if origin == CLEAN:
            continue
        if account in SINKS:
            group = SINKS[account]
        elif account in held:
            group = f"held: {account}"
        else:
            group = "drawn as cash" if account.startswith("cash out") else "spent or paid away"
        shares[origin][group] += pence
    for (origin, account), pence in found.repaid.items():
        if origin != CLEAN:
            shares[origin][f"repaid debt: {account}"] += pence
    return shares

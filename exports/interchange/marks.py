"""What a kept trace says of single payments and accounts, made again from the records.

A kept trace states what each origin came to; the payments between are traced again, and leave
only if they come to the very same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from exports.interchange.rows import Traced
from graphs.kept import CURRENT, kept
from graphs.of_case import trace_case
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.store.tables import KeptTrace

#: Rules that keep no log of which payment carried what.
_NO_LOG: Final = ("pari-passu",)
#: Rules by which one pound may be of several origins at once.
_OVERLAPS: Final = ("poison",)
#: What must come out as it was kept.
_COMPARED: Final = ("held", "repaid", "things", "spent")


def traced(case: Case, number: int, report: Report = silent) -> Traced:
    """The marks of a kept trace.

    Raises:
        Refused: if there is no such trace, the records have changed since, or its rule keeps
            no log of single payments.
    """
    row = kept(case, number)
    if row["state"] != CURRENT:
        raise Refused(
            f"kept trace {number} is out of date: {row['because']}", where=case.where,
            remedy="Keep it anew with: trace CASE --rule RULE --keep --why TEXT",
        )  # fmt: skip
    if row["rule"] in _NO_LOG:
        raise Refused(
            f"{row['rule']} keeps no log of single payments", where=f"kept trace {number}",
            remedy="Name a kept trace by another rule.",
        )  # fmt: skip
    options = row["options"]
    (told,) = trace_case(
        case, [row["rule"]], same_day=options["same_day"],
        to=date.fromisoformat(options["to"]) if options["to"] else None,
        account=options["account"], report=report,
    )  # fmt: skip
    again = json.loads(json.dumps({part: _plain(told[part]) for part in _COMPARED}))
    if again != {part: _plain(row["result"][part]) for part in _COMPARED}:
        raise Refused(
            f"kept trace {number} would come out otherwise now", where=case.where,
            remedy="See what is wrong with: check CASE",
        )  # fmt: skip
    flows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for flow in told["flows"]:
        flows[flow["payment"]].append((flow["origin"], flow["minor"]))
    held: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for one in told["held"]:
        held[one["account"]].append((one["origin"], one["minor"], one["currency"]))
    return Traced(
        _words(number, row),
        {payment: tuple(sorted(some)) for payment, some in flows.items()},
        {account: tuple(some) for account, some in held.items()},
        overlaps=row["rule"] in _OVERLAPS,
    )  # fmt: skip


def markable(case: Case) -> list[tuple[int, str]]:
    """The kept traces that single payments can be marked by, newest first, with their rules."""
    asked = select(KeptTrace.id, KeptTrace.rule).where(KeptTrace.rule.not_in(_NO_LOG))
    with case.read() as connection:
        rows = connection.execute(asked.order_by(KeptTrace.id.desc()))
        return [(number, rule) for number, rule in rows]


def _plain(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the currency, which a kept trace may state where a new one does not."""
    return [{key: value for key, value in row.items() if key != "currency"} for row in rows]


def _words(number: int, row: dict[str, Any]) -> str:
    options = row["options"]
    to = f", up to {options['to']}" if options["to"] else ""
    overlaps = " An upper bound: one pound may be of several origins." * (row["rule"] in _OVERLAPS)
    return (
        f"Marked amounts are a calculation by kept trace {number}: rule {row['rule']}, version "
        f"{row['rule_version']}, records of one day {options['same_day']}{to}.{overlaps}"
    )

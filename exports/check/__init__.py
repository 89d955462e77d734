"""What must always hold of a case, checked: the database, the journal, and every conservation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from exports.check import database, money, proof, records, reinvestment
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, in words, and what finds where it does not."""

    what: str
    find: Callable[[Case], Iterator[str]]


CHECKS: Final = (
    Check("The database is whole and every reference in it leads somewhere", database.damage),
    Check("The database holds this program’s own objects and no others", database.strangers),
    Check("The journal’s chain is unbroken", database.broken_chain),
    Check("Every file and document still has the SHA-256 it came with", records.altered_files),
    Check("Rows read are rows loaded, duplicates, ignored and rejected", records.lost_rows),
    Check("Statements that are called reconciled add up", records.false_statements),
    Check("Every statement’s verdict is what its entries prove", proof.false_verdicts),
    Check("Entries, pairs and payments come to one another", records.false_pairs),
    Check("No payment is marked, or spent on property, beyond its amount", money.overused_payments),
    Check("No more of a thing was sold or exchanged than there is", money.oversold_things),
    Check("Traced money is conserved under every rule that conserves", money.lost_traces),
    Check("Every kept trace that is current comes out as it did", money.untrue_traces),
    *(Check(what, find) for what, find in reinvestment.LAWS),
)


def check(case: Case, *, replay: bool = False, report: Report = silent) -> list[str]:
    """Every problem of the case, in words; an empty list when all is well.

    `replay` also does the whole journal again from the files in an empty case, and compares
    every row.
    """
    found: list[str] = []
    for number, one in enumerate(CHECKS):
        report(number, len(CHECKS), one.what)
        found.extend(_found(one, case))
    if replay:
        from exports.replayed import unlike

        report(len(CHECKS), len(CHECKS), "Doing the journal again")
        found.extend(unlike(case))
    return found


def _found(one: Check, case: Case) -> list[str]:
    try:
        return list(one.find(case))
    except Refused as refusal:
        return [f"{one.what}: could not be checked: {refusal}"]

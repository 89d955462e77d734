"""The control totals of a CAMT statement (TxsSummry), compared with the entries that were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.money import written
from workbench.records.readers.cells import Faulty
from workbench.records.readers.message import Found, exact
from workbench.records.readers.xml_stream import Node

_TOTALS: Final = (
    ("TtlNtries", "entries", 0), ("TtlCdtNtries", "credits", 1), ("TtlDbtNtries", "debits", -1),
)  # fmt: skip


def summed(
    summary: Node | None, booked: Sequence[int], left: Sequence[int], *, number: int,
    currency: str, found: Found, unread: bool,
) -> None:  # fmt: skip
    """Say of each total that the statement states whether what was read comes to it.

    Banks count the entries that are not booked or leave them out: either agrees. A statement
    with an entry that cannot be read is not compared; that entry is told by itself.
    """
    if summary is None or unread:
        return
    for name, what, way in _TOTALS:
        total = summary.at(name)
        if total is None:
            continue
        counts = [
            [abs(one) for one in many if not way or one * way > 0]
            for many in (booked, [*booked, *left])
        ]
        count, amount = total.said("NbOfNtries"), total.said("Sum")
        if count.isdecimal() and len(count) < 10 and int(count) not in {len(c) for c in counts}:
            found.doubt(
                f"statement {number} says that it has {int(count)} {what};"
                f" {len(counts[1])} were read: the control total does NOT agree"
            )
        if not amount:
            continue
        try:
            minor = exact(amount, currency)
        except Faulty as fault:
            found.note(f"statement {number}: the control total cannot be used: {fault}")
            continue
        if minor not in {sum(c) for c in counts}:
            found.doubt(
                f"statement {number} says that its {what} come to {written(minor, currency)};"
                f" {written(sum(counts[1]), currency)} were read: the control total does NOT agree"
            )

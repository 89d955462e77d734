"""Rules side by side: what each says is where, and the first payment at which two of them part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from graphs.ledger import Ledger, Pocket
from graphs.rules import RULES
from graphs.trace import Trace
from workbench.errors import Refused
from workbench.money import written


@dataclass(frozen=True, slots=True)
class Row:
    """What of one origin each trace finds in one pocket, in minor units, in the traces' order."""

    origin: int
    pocket: Pocket
    minor: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parting:
    """The first payment of which two traces disagree, for one origin, in minor units."""

    first: str
    second: str
    payment: str
    origin: int
    first_minor: int
    second_minor: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Traces of one ledger side by side; `partings` are in the order of their rules."""

    rules: tuple[str, ...]
    rows: tuple[Row, ...]
    partings: tuple[Parting, ...]


def compare(ledger: Ledger, traces: Sequence[Trace]) -> Comparison:
    """Set traces of one ledger side by side.

    Two rules by which every payment carries the same have no parting.

    Raises:
        Refused: if the traces differ in anything but the rule, for then no payment explains
            the difference.
    """
    if len({(made.same_day, made.to, made.origins) for made in traces}) > 1:
        raise Refused(
            "these traces differ in more than the rule",
            remedy="Trace with the same origins, end date and order of a day",
        )
    keys = sorted({key for made in traces for key in made.held})
    rows = tuple(
        Row(origin, pocket, tuple(made.held.get((origin, pocket), 0) for made in traces))
        for origin, pocket in keys
    )
    partings = []
    for first, second in combinations(traces, 2):
        if (found := _parting(ledger, first, second)) is not None:
            partings.append(found)
    return Comparison(tuple(made.rule for made in traces), rows, tuple(partings))


def told(ledger: Ledger, parting: Parting) -> str:
    """Why two rules part, in plain English."""
    payment = ledger.payment(parting.payment)
    first, second = (
        written(minor, payment.currency) for minor in (parting.first_minor, parting.second_minor)
    )
    return (
        f"{parting.first} and {parting.second} part at payment {payment.id} of "
        f"{payment.when:%d %b %Y}, {written(payment.minor, payment.currency)} from "
        f"{payment.payer} to {payment.payee}: of origin {parting.origin} it carried {first} by "
        f"{parting.first} ({RULES[parting.first].words}) and {second} by {parting.second} "
        f"({RULES[parting.second].words})."
    )


def _parting(ledger: Ledger, first: Trace, second: Trace) -> Parting | None:
    if "pari-passu" in {first.rule, second.rule}:
        return None  # it says nothing of single payments
    apart: dict[str, int] = {}
    for name, origin in first.flows.keys() | second.flows.keys():
        if first.flows.get((name, origin), 0) != second.flows.get((name, origin), 0):
            apart[name] = min(origin, apart.get(name, origin))
    for payment in ledger.ordered(first.same_day, first.to):
        if payment.id in apart:
            key = payment.id, apart[payment.id]
            return Parting(
                first.rule, second.rule, *key, first.flows.get(key, 0), second.flows.get(key, 0)
            )
    return None

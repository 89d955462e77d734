"""Rules side by side: what each says is where, and the first payment at which two of them part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice

from graphs.ledger import Ledger, LedgerPayment, Pocket, SameDay, arrivals, pockets
from graphs.lineage import reached
from graphs.plain import paid, spoken
from graphs.rules import RULES
from graphs.rules.funds import CLEAN
from graphs.trace import Trace
from workbench.errors import Refused
from workbench.money import written
from workbench.records.counterparty import CASH_IN, NOT_STATED
from workbench.words import counted, listed


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
        if (found := parting(ledger, first, second)) is not None:
            partings.append(found)
    return Comparison(tuple(made.rule for made in traces), rows, tuple(partings))


def parting(
    ledger: Ledger,
    first: Trace,
    second: Trace,
    *,
    origins: Collection[int] | None = None,
    payers: Collection[str] | None = None,
) -> Parting | None:
    """The first payment of which two traces say something different; None if there is none.

    Args:
        ledger: what both are traces of.
        first: one trace; the payments are taken in its order.
        second: the other.
        origins: only these origins are looked at, where said.
        payers: only what these accounts paid is looked at, where said: those on the way to a
            thing, for what else they paid decides what was left for it.
    """
    if "pari-passu" in {first.rule, second.rule}:
        return None  # it says nothing of single payments
    apart: dict[str, int] = {}
    for name, origin in first.flows.keys() | second.flows.keys():
        if first.flows.get((name, origin), 0) != second.flows.get((name, origin), 0):
            if origins is not None and origin not in origins:
                continue
            if payers is None or ledger.payment(name).payer in payers:
                apart[name] = min(origin, apart.get(name, origin))
    for payment in ledger.ordered(first.same_day):
        if payment.id in apart:
            key = payment.id, apart[payment.id]
            return Parting(
                first.rule, second.rule, *key, first.flows.get(key, 0), second.flows.get(key, 0)
            )
    return None


def told(ledger: Ledger, parting: Parting, first: Trace, second: Trace) -> str:
    """Why two rules part, in plain English."""
    payment = ledger.payment(parting.payment)
    one, other = (
        written(minor, payment.currency) for minor in (parting.first_minor, parting.second_minor)
    )
    whole = written(payment.minor, payment.currency)
    return (
        f"{parting.first} and {parting.second} part at payment {payment.id}: "
        f"the {whole} {paid(ledger, payment)}. Of origin {parting.origin} it carried {one} by "
        f"{parting.first} ({RULES[parting.first].words}) and {other} by {parting.second} "
        f"({RULES[parting.second].words}). {_before(ledger, payment, parting, first, second)}"
    ).strip()


def _before(
    ledger: Ledger, payment: LedgerPayment, parting: Parting, first: Trace, second: Trace
) -> str:
    """What the payer held when the two rules were applied to it."""
    if fund_before(ledger, first, payment.id) == fund_before(ledger, second, payment.id):
        return fund_said(ledger, first, payment.id, parting.origin)
    both = [
        fund_said(ledger, made, payment.id, parting.origin, f"by {made.rule}")
        for made in (first, second)
    ]
    return f"{' '.join(both)} They had parted earlier, over other payments."


def fund_said(ledger: Ledger, made: Trace, payment: str, origin: int, when: str = "") -> str:
    """What the payer of a payment held just before it, in a sentence; nothing for cash."""
    paying = ledger.payment(payment)
    if paying.payer.startswith((CASH_IN, NOT_STATED)):
        return ""
    held = _said(fund_before(ledger, made, payment), origin, paying.currency)
    by = f", {when}," if when else ""
    return f"Just before it{by} {spoken(ledger, paying.payer)} held {held}."


def fund_before(ledger: Ledger, made: Trace, payment_id: str) -> dict[int, int]:
    """What the payer of a payment held just before it, of each origin and of clean money (0)."""
    goal = ledger.payment(payment_id)
    pocket = Pocket(goal.payer, goal.currency)
    until = _moves_before(ledger, made, goal.id)
    held: dict[int, int] = defaultdict(int)
    for move in islice(made.moves, until):
        if reached(ledger, move) == pocket:
            held[move.origin] += move.minor
        if move.before >= 0 and reached(ledger, made.moves[move.before]) == pocket:
            held[move.origin] -= move.sent
    for repaid in made.repayments:
        if repaid.pocket == pocket and repaid.before < until:
            held[repaid.origin] -= repaid.minor
    held = {number: minor for number, minor in held.items() if minor}
    balance = balance_of(ledger, pocket, same_day=made.same_day, before=goal.id)
    clean = max(balance, 0) - sum(held.values())
    return {**({CLEAN: clean} if clean else {}), **held}


def _moves_before(ledger: Ledger, made: Trace, payment: str) -> int:
    """How many moves of the log were made before a payment, and what was sold for it."""
    order = [one.id for one in ledger.ordered(made.same_day, made.to)]
    later = set(order[order.index(payment) :])
    moves = made.moves
    until = next((place for place, move in enumerate(moves) if move.payment in later), len(moves))
    while until and moves[until - 1].payment not in ledger.positions:
        until -= 1
    return until


def balance_of(
    ledger: Ledger, pocket: Pocket, *, same_day: SameDay = "as-recorded", to: date | None = None,
    before: str = "",
) -> int:  # fmt: skip
    """What a pocket holds after its payments, up to a day or before one of them.

    Of an account whose statements are not held, what its payments do not cover came from what
    no record shows: it holds nothing then, and owes nothing.
    """
    account = ledger.accounts[pocket.account]
    own = pocket.currency == account.currency
    balance = (account.opening_minor or 0) if own else 0
    for payment in ledger.ordered(same_day, to):
        if payment.id == before:
            break
        if pockets(payment)[0] == pocket:
            balance -= payment.minor
            if not account.held:
                balance = max(balance, 0)
        balance += sum(minor for payee, minor in arrivals(payment) if payee == pocket)
    return balance


def _said(fund: dict[int, int], origin: int, currency: str) -> str:
    """What a fund holds, in words: clean, of the origin in question, and of all others."""
    others = {n: minor for n, minor in fund.items() if n not in {CLEAN, origin}}
    parts = [f"{written(fund[CLEAN], currency)} of clean money"] if CLEAN in fund else []
    if origin in fund:
        parts.append(f"{written(fund[origin], currency)} of origin {origin}")
    if others:
        whose = counted(len(others), "other origin")
        parts.append(f"{written(sum(others.values()), currency)} of {whose}")
    return listed(parts) if parts else "nothing"

"""A trace: where every marked pound went by one rule, checked that none was lost or made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from graphs.follow import Followed, Move, Repayment, follow
from graphs.ledger import (
    SAME_DAY,
    Ledger,
    LedgerPayment,
    Origin,
    Pocket,
    SameDay,
    check_origins,
    same_order,
)
from graphs.rules import RULES
from graphs.rules.funds import CLEAN
from graphs.rules.pari_passu import pari_passu
from graphs.rules.poison import poison
from graphs.rules.unrounded import largest_distance, unrounded
from graphs.things import thing_of
from workbench.errors import Refused
from workbench.progress import Report, silent

Held = dict[tuple[int, Pocket], int]
#: What is left, as the moves that brought it: (move, minor).
Left = dict[tuple[int, Pocket], tuple[tuple[int, int], ...]]
#: How an amount of a trace is named: (origin, where), or (origin, what it did, of which).
Key = TypeVar("Key", tuple[int, Pocket], tuple[int, str, str])
#: From this many payments on, the time to load what is compiled is won back.
LARGE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What one rule makes of a ledger; every amount in whole minor units, none of them zero.

    `flows` is what left the payer; `moves` and `repayments` are the log from which any of it
    is explained. `order_matters` gives the least and most over the orders of same-day records,
    and `order_matters_gone` those of what was repaid and spent, as `gone` names it.
    `left` maps a held amount to the moves that brought it: (move, minor). `largest_distance`,
    for pro-rata only, is how many minor units the furthest held amount is from the unrounded.
    `things` is what is in things that were bought (and, of what was sold, with the buyer),
    `spent` by the payment, and `accrued` each origin's gain (or loss, below nothing) by the
    sale or exchange. For each origin: marked + accrued = held + things + repaid + spent.
    """

    rule: str
    same_day: SameDay
    to: date | None
    origins: tuple[Origin, ...]
    held: Held
    flows: dict[tuple[str, int], int]
    repaid: dict[tuple[int, str], int]
    moves: Sequence[Move]
    repayments: Sequence[Repayment]
    left: Left
    marked: dict[int, int]
    conserved: bool
    order_matters: dict[tuple[int, Pocket], tuple[int, int]] = field(default_factory=dict)
    order_matters_gone: dict[tuple[int, str, str], tuple[int, int]] = field(default_factory=dict)
    largest_distance: Decimal | None = None
    things: Held = field(default_factory=dict)
    spent: dict[tuple[int, str], int] = field(default_factory=dict)
    accrued: dict[tuple[int, str], int] = field(default_factory=dict)


def trace(
    ledger: Ledger,
    origins: Iterable[Origin],
    rule: str,
    *,
    same_day: SameDay = "as-recorded",
    to: date | None = None,
    account: str = "",
    ranges: bool = True,
    report: Report = silent,
) -> Trace:
    """Trace the origins through the ledger by one rule, up to and including the day `to`.

    Without `ranges` only this order is followed, and nothing is compared with the unrounded.

    Raises:
        Refused: for an unknown rule, or origins that do not fit the ledger.
    """
    if rule not in RULES:
        raise Refused(f"there is no rule {rule}", remedy=f"Use {', '.join(RULES)}.")
    checked = check_origins(ledger, origins)
    payments = ledger.ordered(same_day, to)
    in_time = {payment.id for payment in payments}
    checked = tuple(origin for origin in checked if origin.payment in in_time)
    made = _once(ledger, payments, checked, rule, same_day, to, account, report)
    if not ranges:
        return made
    if rule == "pro-rata":
        whole = _distance(ledger, payments, checked, _sums(made.left))
        made = replace(made, largest_distance=whole)
    return _with_ranges(ledger, payments, made, account)


def _once(
    ledger: Ledger,
    payments: Sequence[LedgerPayment],
    origins: tuple[Origin, ...],
    rule: str,
    same_day: SameDay,
    to: date | None,
    account: str,
    report: Report,
) -> Trace:
    marked = {origin.number: origin.minor for origin in origins}
    if rule == "poison":
        tainted, reached = poison(ledger, payments, origins)
        places = _Places.of(ledger, reached)
        return Trace(
            rule, same_day, to, origins, places.held, tainted, places.loans, (), (), {}, marked,
            conserved=False, things=places.things, spent=places.spent,
        )  # fmt: skip
    if rule == "pari-passu":
        held = pari_passu(ledger, payments, origins, account)
        return Trace(rule, same_day, to, origins, held, {}, {}, (), (), {}, marked, True)
    found = _followed(ledger, payments, origins, rule, report)
    _check_conserved(ledger, found)
    flows: dict[tuple[str, int], int] = defaultdict(int)
    accrued: dict[tuple[int, str], int] = defaultdict(int)
    for move in found.moves:
        if move.payment not in ledger.events:
            flows[move.payment, move.origin] += move.sent
        elif move.minor != move.sent:
            accrued[move.origin, move.payment] += move.minor - move.sent
    left = _left(found)
    places = _Places.of(ledger, _sums(left))
    repaid: dict[tuple[int, str], int] = defaultdict(int, places.loans)
    for repayment in found.repayments:
        repaid[repayment.origin, repayment.debt] += repayment.minor
    return Trace(
        rule, same_day, to, origins, places.held, dict(flows), dict(repaid), found.moves,
        found.repayments, left, found.marked, conserved=True, things=places.things,
        spent=places.spent, accrued={key: minor for key, minor in accrued.items() if minor},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Places:
    """What is left, by what it is in: accounts, things, what was spent, loans repaid."""

    held: Held = field(default_factory=dict)
    things: Held = field(default_factory=dict)
    spent: dict[tuple[int, str], int] = field(default_factory=dict)
    loans: dict[tuple[int, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger, left: Held) -> _Places:
        found = cls()
        for (number, pocket), minor in left.items():
            kind = ledger.accounts[pocket.account].kind
            if kind == "account":
                found.held[number, pocket] = minor
            elif kind == "spent":
                found.spent[number, pocket.account.partition(":")[2]] = minor
            elif kind == "loan":
                found.loans[number, pocket.account] = minor
            else:
                found.things[number, pocket] = minor
        return found


def _sums(left: Left) -> Held:
    """What is left in every pocket, whatever it stands for."""
    return {key: sum(minor for _, minor in parts) for key, parts in left.items()}


def _distance(
    ledger: Ledger, payments: Sequence[LedgerPayment], origins: tuple[Origin, ...], held: Held
) -> Decimal:
    """How far whole units are from the unrounded proportion, at most."""
    if len(payments) >= LARGE:
        from graphs.kernel import follow as compiled

        if compiled.suits(ledger, payments, "pro-rata"):
            return compiled.distance(ledger, payments, origins, held)
    return largest_distance(held, unrounded(ledger, payments, origins))


def _followed(
    ledger: Ledger,
    payments: Sequence[LedgerPayment],
    origins: tuple[Origin, ...],
    rule: str,
    report: Report,
) -> Followed:
    """The log by the compiled pass where a ledger is large enough for it, or by the reference."""
    if len(payments) >= LARGE:
        from graphs.kernel import follow as compiled

        if compiled.suits(ledger, payments, rule):
            return compiled.follow(ledger, payments, origins, rule, report)
    return follow(ledger, payments, origins, rule, report)


def _left(found: Followed) -> Left:
    parts: dict[tuple[int, Pocket], list[tuple[int, int]]] = defaultdict(list)
    for pocket, fund in found.funds.items():
        for parcel in fund.parcels():
            if parcel.origin != CLEAN:
                parts[parcel.origin, pocket].append((parcel.via, parcel.minor))
    return {key: tuple(parts[key]) for key in sorted(parts)}


def _check_conserved(ledger: Ledger, found: Followed) -> None:
    """For each origin and currency: what was marked is held, in things, repaid and spent.

    Less and plus what was converted, and plus what accrued when things were sold.
    """
    owed: dict[tuple[int, str], int] = defaultdict(int)
    for origin in found.origins.values():
        currency = ledger.payment(origin.payment).currency
        owed[origin.number, currency] += found.marked.get(origin.number, 0)
    for move in found.moves:
        payment = ledger.payment(move.payment)
        if payment.id in ledger.events:
            owed[move.origin, payment.currency] += move.minor - move.sent
        elif payment.paid_in is not None and not move.into:
            owed[move.origin, payment.currency] -= move.sent
            owed[move.origin, payment.paid_in[1]] += move.minor
    for (number, pocket), minor in _sums(_left(found)).items():
        owed[number, pocket.currency] -= minor
    for repayment in found.repayments:
        owed[repayment.origin, repayment.pocket.currency] -= repayment.minor
    for (number, currency), difference in owed.items():
        if difference:
            raise AssertionError(
                f"origin {number} is not conserved by {found.rule}: {difference} {currency}"
            )


def _with_ranges(
    ledger: Ledger, payments: Sequence[LedgerPayment], made: Trace, account: str
) -> Trace:
    """Least and most of each amount over the orders that same-day records may have had."""
    results = [made]
    for other in SAME_DAY:
        order = ledger.ordered(other, made.to)
        if other != made.same_day and not same_order(order, payments):
            results.append(
                _once(ledger, order, made.origins, made.rule, other, made.to, account, silent)
            )
    return replace(
        made,
        order_matters=ranges_of([one.held | one.things for one in results]),
        order_matters_gone=ranges_of([gone(one.repaid, one.spent) for one in results]),
    )


def gone(
    repaid: Mapping[tuple[int, str], int], spent: Mapping[tuple[int, str], int]
) -> dict[tuple[int, str, str], int]:
    """What was repaid, by (origin, "debt", its name), and spent, by (origin, "payment", its id)."""
    return {
        **{(number, "debt", debt): minor for (number, debt), minor in repaid.items()},
        **{(number, "payment", payment): minor for (number, payment), minor in spent.items()},
    }


def ranges_of(results: Sequence[Mapping[Key, int]]) -> dict[Key, tuple[int, int]]:
    """Least and most of each amount that is not the same in every result."""
    spread = {}
    for key in sorted({key for one in results for key in one}):
        amounts = [one.get(key, 0) for one in results]
        if min(amounts) != max(amounts):
            spread[key] = (min(amounts), max(amounts))
    return spread


def as_data(made: Trace, ledger: Ledger) -> dict[str, Any]:
    """The trace as JSON-ready data, with the ids of the source; zero rows are left out."""
    payments = {origin.number: origin.payment for origin in made.origins}
    told: dict[str, Any] = {
        "rule": made.rule,
        "authority": RULES[made.rule].authority,
        "same_day": made.same_day,
        "origins": [
            {"origin": number, "payment": payments[number], "minor": minor}
            for number, minor in sorted(made.marked.items())
        ],
        "held": [
            {
                "origin": number, "account": pocket.account, "minor": minor,
                "currency": pocket.currency, "held": ledger.accounts[pocket.account].held,
            }
            for (number, pocket), minor in sorted(made.held.items())
        ],
        "flows": [
            {"payment": payment, "origin": number, "minor": minor}
            for (payment, number), minor in made.flows.items()
        ],
        "repaid": [
            {"origin": number, "debt": debt, "minor": minor}
            for (number, debt), minor in sorted(made.repaid.items())
        ],
        "things": [
            {
                "origin": number, "asset": thing_of(pocket.account) or None,
                "account": pocket.account, "label": ledger.accounts[pocket.account].name,
                "minor": minor, "currency": pocket.currency,
                "sold": ledger.accounts[pocket.account].kind == "sold",
            }
            for (number, pocket), minor in sorted(made.things.items())
        ],
        "spent": [
            {"origin": number, "payment": payment, "minor": minor,
             "currency": ledger.payment(payment).currency}
            for (number, payment), minor in sorted(made.spent.items())
        ],
        "accrued": [
            {"origin": number, "disposal": int(event.partition(":")[2]), "minor": minor,
             "asset": thing_of(ledger.payment(event).payer),
             "currency": ledger.payment(event).currency}
            for (number, event), minor in sorted(made.accrued.items())
        ],
        "conserved": made.conserved,
        "order_matters": [
            {
                "origin": number, "account": pocket.account,
                "least_minor": least, "most_minor": most, "currency": pocket.currency,
            }
            for (number, pocket), (least, most) in made.order_matters.items()
        ],
        "order_matters_gone": [
            {"origin": number, kind: name, "least_minor": least, "most_minor": most}
            for (number, kind, name), (least, most) in made.order_matters_gone.items()
        ],
    }  # fmt: skip
    if made.largest_distance is not None:
        told["largest_distance"] = f"{made.largest_distance:.4f}"
    return told

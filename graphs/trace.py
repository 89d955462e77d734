"""A trace: where every marked pound went by one rule, checked that none was lost or made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from graphs.follow import Followed, Move, Repayment, follow
from graphs.ledger import (
    OPENING,
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
from workbench.errors import Refused
from workbench.progress import Report, silent

Held = dict[tuple[int, Pocket], int]
#: From this many payments on, the time to load what is compiled is won back.
LARGE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What one rule makes of a ledger; every amount in whole minor units, none of them zero.

    `flows` is what left the payer; `moves` and `repayments` are the log from which any of it
    is explained. `order_matters` gives the least and most over the orders of same-day records.
    `left` maps a held amount to the moves that brought it: (move, minor). `largest_distance`,
    for pro-rata only, is how many minor units the furthest held amount is from the unrounded.
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
    left: dict[tuple[int, Pocket], tuple[tuple[int, int], ...]]
    marked: dict[int, int]
    conserved: bool
    order_matters: dict[tuple[int, Pocket], tuple[int, int]] = field(default_factory=dict)
    largest_distance: Decimal | None = None


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
        made = replace(made, largest_distance=_distance(ledger, payments, checked, made.held))
    return replace(made, order_matters=_ranges(ledger, payments, made, account))


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
        flows, held = poison(ledger, payments, origins)
        return Trace(rule, same_day, to, origins, held, flows, {}, (), (), {}, marked, False)
    if rule == "pari-passu":
        held = pari_passu(ledger, payments, origins, account)
        return Trace(rule, same_day, to, origins, held, {}, {}, (), (), {}, marked, False)
    found = _followed(ledger, payments, origins, rule, report)
    _check_conserved(ledger, found)
    flows = defaultdict(int)
    for move in found.moves:
        flows[move.payment, move.origin] += move.sent
    repaid: dict[tuple[int, str], int] = defaultdict(int)
    for repayment in found.repayments:
        repaid[repayment.origin, repayment.debt] += repayment.minor
    left = _left(found)
    return Trace(
        rule, same_day, to, origins,
        {key: sum(minor for _, minor in parts) for key, parts in left.items()},
        dict(flows), dict(repaid), found.moves, found.repayments, left, found.marked, True,
    )  # fmt: skip


def _distance(
    ledger: Ledger, payments: Sequence[LedgerPayment], origins: tuple[Origin, ...], held: Held
) -> Decimal:
    """How far whole units are from the unrounded proportion, at most."""
    if len(payments) >= LARGE and all(payment.paid_in is None for payment in payments):
        from graphs.kernel.follow import distance

        return distance(ledger, payments, origins, held)
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


def _left(found: Followed) -> dict[tuple[int, Pocket], tuple[tuple[int, int], ...]]:
    parts: dict[tuple[int, Pocket], list[tuple[int, int]]] = defaultdict(list)
    for pocket, fund in found.funds.items():
        for parcel in fund.parcels():
            if parcel.origin != CLEAN:
                parts[parcel.origin, pocket].append((parcel.via, parcel.minor))
    return {key: tuple(parts[key]) for key in sorted(parts)}


def _check_conserved(ledger: Ledger, found: Followed) -> None:
    """For each origin and currency: marked, less and plus conversions, is held and repaid."""
    owed: dict[tuple[int, str], int] = defaultdict(int)
    for origin in found.origins.values():
        currency = ledger.payment(origin.payment).currency
        owed[origin.number, currency] += found.marked.get(origin.number, 0)
    for move in found.moves:
        payment = ledger.payment(move.payment)
        if payment.paid_in is not None:
            owed[move.origin, payment.currency] -= move.sent
            owed[move.origin, payment.paid_in[1]] += move.minor
    for pocket, fund in found.funds.items():
        for parcel in fund.parcels():
            if parcel.origin != CLEAN:
                owed[parcel.origin, pocket.currency] -= parcel.minor
    for repayment in found.repayments:
        owed[repayment.origin, repayment.pocket.currency] -= repayment.minor
    for (number, currency), difference in owed.items():
        if difference:
            raise AssertionError(
                f"origin {number} is not conserved by {found.rule}: {difference} {currency}"
            )


def _ranges(
    ledger: Ledger, payments: Sequence[LedgerPayment], made: Trace, account: str
) -> dict[tuple[int, Pocket], tuple[int, int]]:
    """Least and most of each held amount over the orders that same-day records may have had."""
    results = [made.held]
    for other in SAME_DAY:
        order = ledger.ordered(other, made.to)
        if other != made.same_day and not same_order(order, payments):
            results.append(
                _once(ledger, order, made.origins, made.rule, other, made.to, account, silent).held
            )
    spread = {}
    for key in sorted({key for held in results for key in held}):
        amounts = [held.get(key, 0) for held in results]
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
        "conserved": made.conserved,
        "order_matters": [
            {
                "origin": number, "account": pocket.account,
                "least_minor": least, "most_minor": most,
            }
            for (number, pocket), (least, most) in made.order_matters.items()
        ],
    }  # fmt: skip
    if made.largest_distance is not None:
        told["largest_distance"] = f"{made.largest_distance:.4f}"
    return told


def claims(made: Trace, why: str) -> list[dict[str, Any]]:
    """Backwards claims: what repaid a payment made on credit is claimed on what it bought.

    Brazil v Durant [2015] UKPC 35 allows it where the two were coordinated; `why` says so.

    Raises:
        Refused: if no reason is given.
    """
    if not why.strip():
        raise Refused(
            "tracing backwards needs the reason why payment and repayment were coordinated",
            remedy='Add --why "…".',
        )
    return [
        {"origin": number, "payment": debt, "minor": minor, "why": why.strip()}
        for (number, debt), minor in sorted(made.repaid.items())
        if not debt.startswith(OPENING)
    ]

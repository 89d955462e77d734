"""Pro rata without rounding, in long decimals: only to state how far whole pence are from it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Final

from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, opening_debt, pockets
from graphs.rules.funds import CLEAN

#: Far beyond what 64-bit amounts and millions of draws can wear away.
_LONG: Final = Context(prec=60)
#: Below this a remainder is the last digit's noise, not money.
_NOTHING: Final = Decimal("1e-20")

Shares = dict[int, Decimal]


def unrounded(
    ledger: Ledger, payments: Sequence[LedgerPayment], origins: Iterable[Origin]
) -> dict[tuple[int, Pocket], Decimal]:
    """What each pocket would hold of each origin if pence could be divided for ever."""
    marked = {origin.payment: origin for origin in origins}
    pools: dict[Pocket, Shares] = {}
    debts: dict[Pocket, deque[tuple[str, Decimal]]] = {}
    for account in ledger.accounts.values():
        pocket, opening = Pocket(account.id, account.currency), Decimal(account.opening_minor or 0)
        if opening > 0:
            pools[pocket] = {CLEAN: opening}
        elif opening < 0:
            debts[pocket] = deque([(opening_debt(account.id), -opening)])
    for payment in payments:
        payer, payee = pockets(payment)
        amount = Decimal(payment.minor)
        drawn = _part(pools.setdefault(payer, {}), amount)
        shortfall = _LONG.subtract(amount, _sum(drawn))
        if shortfall > _NOTHING:
            if ledger.accounts[payer.account].held:
                debts.setdefault(payer, deque()).append((payment.id, shortfall))
            drawn[CLEAN] = _LONG.add(drawn.get(CLEAN, Decimal(0)), shortfall)
        if (origin := marked.get(payment.id)) is not None:
            _mark(drawn, origin)
        if payment.paid_in is not None:
            rate = _LONG.divide(Decimal(payment.paid_in[0]), amount)
            drawn = {number: _LONG.multiply(held, rate) for number, held in drawn.items()}
        _repay(drawn, debts.get(payee))
        pool = pools.setdefault(payee, {})
        for number, held in drawn.items():
            pool[number] = _LONG.add(pool.get(number, Decimal(0)), held)
    return {
        (number, pocket): held
        for pocket, pool in pools.items()
        for number, held in pool.items()
        if number != CLEAN
    }


def largest_distance(
    held: dict[tuple[int, Pocket], int], exact: dict[tuple[int, Pocket], Decimal]
) -> Decimal:
    """How far, in minor units, the furthest whole amount is from its exact proportion."""
    return max(
        (abs(held.get(key, 0) - exact.get(key, Decimal(0))) for key in held.keys() | exact.keys()),
        default=Decimal(0),
    )


def _mark(drawn: Shares, origin: Origin) -> None:
    clean = drawn.get(CLEAN, Decimal(0))
    part = min(Decimal(origin.minor), clean)
    drawn[CLEAN] = _LONG.subtract(clean, part)
    drawn[origin.number] = _LONG.add(drawn.get(origin.number, Decimal(0)), part)


def _repay(drawn: Shares, owed: deque[tuple[str, Decimal]] | None) -> None:
    while owed and _sum(drawn) > _NOTHING:
        debt, minor = owed.popleft()
        left = _LONG.subtract(minor, _sum(_part(drawn, minor)))
        if left > _NOTHING:
            owed.appendleft((debt, left))


def _sum(shares: Shares) -> Decimal:
    total = Decimal(0)
    for held in shares.values():
        total = _LONG.add(total, held)
    return total


def _part(pool: Shares, amount: Decimal) -> Shares:
    """Take `amount`, or all there is, out of a pool in proportion."""
    total = _sum(pool)
    if total <= 0:
        return {}
    ratio = min(Decimal(1), _LONG.divide(amount, total))
    drawn = {number: _LONG.multiply(held, ratio) for number, held in pool.items() if held}
    for number, held in drawn.items():
        pool[number] = _LONG.subtract(pool[number], held)
    return drawn

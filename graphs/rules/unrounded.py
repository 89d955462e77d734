"""Pro rata without rounding, in long decimals: only to state how far whole pence are from it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Final

from graphs.ledger import (
    WHOLE,
    Ledger,
    LedgerPayment,
    Origin,
    Pocket,
    Sold,
    arrivals,
    opening_debt,
    pockets,
)
from graphs.rules.funds import CLEAN
from workbench.money import share

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
    mixed = _Mixed(ledger)
    for payment in payments:
        mixed.pay(payment, marked.get(payment.id))
    return {
        (number, pocket): held
        for pocket, pool in mixed.pools.items()
        for number, held in pool.items()
        if number != CLEAN
    }


class _Mixed:
    """What each pocket holds and owes, undivided."""

    def __init__(self, ledger: Ledger) -> None:
        """Stated opening balances: clean, or a debt."""
        self.ledger = ledger
        self.pools: dict[Pocket, Shares] = defaultdict(dict)
        self.debts: dict[Pocket, deque[tuple[str, Decimal]]] = defaultdict(deque)
        self.gone: dict[str, int] = defaultdict(int)
        for account in ledger.accounts.values():
            pocket = Pocket(account.id, account.currency)
            opening = Decimal(account.opening_minor or 0)
            if opening > 0:
                self.pools[pocket] = {CLEAN: opening}
            elif opening < 0:
                self.debts[pocket].append((opening_debt(account.id), -opening))

    def pay(self, payment: LedgerPayment, origin: Origin | None) -> None:
        """One payment, as `graphs.follow` takes it."""
        payer, payee = pockets(payment)
        if payment.sold and payment.sold[0].thing == payer.account:
            got = self._proceeds(payment.sold[0], payment.currency)
            _join(self.pools[payee], got or {CLEAN: Decimal(payment.minor)})
            return
        drawn, carried = self._draw(payer, payment), Shares()
        for sale in payment.sold:
            if got := self._proceeds(sale, payment.currency):
                buyer = Pocket(sale.disposal.replace("disposal:", "sold:"), payment.currency)
                _join(self.pools[buyer], _part(drawn, Decimal(sale.minor)))
                _join(carried, got)
        _join(drawn, carried)
        if origin is not None:
            _mark(drawn, origin)
        if payment.parts and payee.account == payment.payee:
            for pocket, minor in arrivals(payment)[: len(payment.parts)]:
                _join(self.pools[pocket], _part(drawn, Decimal(minor)))
        if payment.paid_in is not None and (whole := _sum(drawn)) > _NOTHING:
            rate = _LONG.divide(Decimal(arrivals(payment)[-1][1]), whole)
            drawn = {number: _LONG.multiply(held, rate) for number, held in drawn.items()}
        _repay(drawn, self.debts.get(payee))
        _join(self.pools[payee], drawn)

    def _draw(self, payer: Pocket, payment: LedgerPayment) -> Shares:
        amount = Decimal(payment.minor)
        drawn = _part(self.pools[payer], amount)
        shortfall = _LONG.subtract(amount, _sum(drawn))
        if shortfall > _NOTHING:
            if self.ledger.accounts[payer.account].held:
                self.debts[payer].append((payment.id, shortfall))
            drawn[CLEAN] = _LONG.add(drawn.get(CLEAN, Decimal(0)), shortfall)
        return drawn

    def _proceeds(self, sale: Sold, currency: str) -> Shares:
        """What was in the part of a thing that went, as its proceeds; {} if nothing is known.

        How much of the money in it went is whole, as the trace has it: only whose is undivided.
        """
        pool = self.pools[Pocket(sale.thing, currency)]
        left = max(WHOLE - self.gone[sale.thing] - sale.millionths, 0)
        self.gone[sale.thing] += sale.millionths
        taken = share(round(_sum(pool)), (sale.millionths, left))[0]
        if not taken:
            return {}
        drawn = _part(pool, Decimal(taken))
        rate = _LONG.divide(Decimal(sale.minor), _sum(drawn))
        return {number: _LONG.multiply(held, rate) for number, held in drawn.items()}


def largest_distance(
    held: dict[tuple[int, Pocket], int], exact: dict[tuple[int, Pocket], Decimal]
) -> Decimal:
    """How far, in minor units, the furthest whole amount is from its exact proportion."""
    return max(
        (abs(held.get(key, 0) - exact.get(key, Decimal(0))) for key in held.keys() | exact.keys()),
        default=Decimal(0),
    )


def _join(pool: Shares, arriving: Shares) -> None:
    for number, held in arriving.items():
        pool[number] = _LONG.add(pool.get(number, Decimal(0)), held)


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

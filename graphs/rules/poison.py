"""Poison: nothing is split. An upper bound on what an origin may have touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphs.ledger import WHOLE, Ledger, LedgerPayment, Origin, Pocket, arrivals, pockets
from workbench.money import share

Flows = dict[tuple[str, int], int]
Held = dict[tuple[int, Pocket], int]


def poison(
    ledger: Ledger, payments: Sequence[LedgerPayment], origins: Iterable[Origin]
) -> tuple[Flows, Held]:
    """What each payment and each pocket carries when every drop taints the whole.

    Once a fund has received an origin, every later payment out of it is tainted whole by it,
    and so is all that is left there.
    """
    marked = {origin.payment: origin for origin in origins}
    balance = {
        Pocket(a.id, a.currency): max(a.opening_minor or 0, 0) for a in ledger.accounts.values()
    }
    debt = {
        Pocket(a.id, a.currency): max(-(a.opening_minor or 0), 0) for a in ledger.accounts.values()
    }
    tainted: dict[Pocket, set[int]] = {}
    gone: dict[Pocket, int] = {}
    flows: Flows = {}
    for payment in payments:
        payer, _ = pockets(payment)
        exchange = any(sale.thing == payer.account for sale in payment.sold)
        carried = set(tainted.get(payer, ()))
        for sale in payment.sold:
            carried |= tainted.get(Pocket(sale.thing, payment.currency), set())
        if not exchange:
            flows.update({(payment.id, number): payment.minor for number in carried})
        if (origin := marked.get(payment.id)) is not None and origin.number not in carried:
            carried.add(origin.number)
            flows[payment.id, origin.number] = origin.minor
        for sale in payment.sold:
            thing = Pocket(sale.thing, payment.currency)
            parts = sale.millionths, WHOLE - gone.get(thing, 0) - sale.millionths
            balance[thing] = balance.get(thing, 0) and share(balance[thing], parts)[1]
            gone[thing] = gone.get(thing, 0) + sale.millionths
        left = 0 if exchange else balance.get(payer, 0) - payment.minor
        balance[payer] = balance[payer] if exchange else max(left, 0)
        if left < 0 and ledger.accounts[payer.account].held:
            debt[payer] = debt.get(payer, 0) - left
        for payee, arriving in arrivals(payment):
            repaid = min(debt.get(payee, 0), arriving)
            debt[payee] = debt.get(payee, 0) - repaid
            balance[payee] = balance.get(payee, 0) + arriving - repaid
            if carried:
                tainted.setdefault(payee, set()).update(carried)
    held = {
        (number, pocket): balance[pocket]
        for pocket, numbers in tainted.items()
        for number in sorted(numbers)
        if balance.get(pocket)
    }
    return flows, held

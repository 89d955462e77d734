"""Poison: nothing is split. An upper bound on what an origin may have touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, pockets

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
    flows: Flows = {}
    for payment in payments:
        payer, payee = pockets(payment)
        carried = set(tainted.get(payer, ()))
        flows.update({(payment.id, number): payment.minor for number in carried})
        if (origin := marked.get(payment.id)) is not None and origin.number not in carried:
            carried.add(origin.number)
            flows[payment.id, origin.number] = origin.minor
        left = balance.get(payer, 0) - payment.minor
        balance[payer] = max(left, 0)
        if left < 0 and ledger.accounts[payer.account].held:
            debt[payer] = debt.get(payer, 0) - left
        arriving = payment.received[0]
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

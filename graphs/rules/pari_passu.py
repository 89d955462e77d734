"""Pari passu: at one date, what is left in one account is shared by all claims alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, arrivals, pockets
from workbench.errors import Refused
from workbench.money import share


def pari_passu(
    ledger: Ledger, payments: Sequence[LedgerPayment], origins: Iterable[Origin], account: str
) -> dict[tuple[int, Pocket], int]:
    """Share an account's balance in proportion to what each origin paid into it.

    The claims are the marked parts of the payments into the account, whatever their order;
    nobody receives more than the claim. The account holder's own money makes no claim.

    Raises:
        Refused: if the account is unknown or no origin was paid into it.
    """
    if not account:
        raise Refused("pari-passu shares out one account", remedy="Name it with --account.")
    if account not in ledger.accounts:
        raise Refused(f"there is no account {account}", remedy="Name one with --account.")
    stated = ledger.accounts[account]
    pocket = Pocket(account, stated.currency)
    balance = stated.opening_minor or 0
    for payment in payments:
        if pockets(payment)[0] == pocket:
            balance -= payment.minor
            if not stated.held:
                balance = max(balance, 0)  # the rest came from what no record shows
        balance += sum(arriving for payee, arriving in arrivals(payment) if payee == pocket)
    claims = _claims(payments, {origin.payment: origin for origin in origins}, pocket)
    if not claims:
        raise Refused(
            f"no marked payment went into account {account}",
            remedy="Mark the claims first, or name another account.",
        )
    numbers = sorted(claims)
    left = max(0, min(balance, sum(claims.values())))
    if not left:
        return {}
    shared = share(left, [claims[number] for number in numbers])
    return {(n, pocket): part for n, part in zip(numbers, shared, strict=True) if part}


def _claims(
    payments: Sequence[LedgerPayment], marked: Mapping[str, Origin], pocket: Pocket
) -> dict[int, int]:
    """What was marked, as it arrived: converted, and less what bought something on the way."""
    claims: dict[int, int] = {}
    for payment in payments:
        if (origin := marked.get(payment.id)) is None:
            continue
        whole = payment.received[0]
        for payee, arriving in arrivals(payment):
            if payee == pocket:
                claim = share(whole, (origin.minor, payment.minor - origin.minor))[0]
                claims[origin.number] = share(claim, (arriving, whole - arriving))[0]
    return claims

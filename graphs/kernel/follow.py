"""The compiled pass in the reference's place: the same arguments, the same log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from graphs.follow import Followed, Move, Repayment
from graphs.kernel.columns import columns_of, conversions_in, marks_in
from graphs.kernel.parts import MOST
from graphs.kernel.queues import CODES
from graphs.kernel.rolled import Rolled
from graphs.kernel.shares import Mixed
from graphs.kernel.skim import SHIFT
from graphs.kernel.state import Pass
from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, opening_debt
from graphs.rules.funds import FUNDS, Parcel
from workbench.money import LARGEST
from workbench.progress import Report, silent


def suits(ledger: Ledger, payments: Sequence[LedgerPayment], rule: str) -> bool:
    """Whether the compiled pass can follow these payments.

    Amounts that add up to more than 60 bits (52 by pro-rata, or where there are conversions)
    are the reference's.
    """
    if rule == "pro-rata" or any(payment.paid_in is not None for payment in payments):
        limit = MOST
    else:
        limit = LARGEST >> SHIFT
    return (rule in CODES or rule == "pro-rata") and _total(ledger, payments) <= limit


def follow(
    ledger: Ledger,
    payments: Sequence[LedgerPayment],
    origins: Iterable[Origin],
    rule: str,
    report: Report = silent,
) -> Followed:
    """Follow `payments`, which are in the order of law, as `graphs.follow.follow` does.

    `funds` has the pockets that hold anything of an origin, and no others. Neighbouring
    clean parcels are one.
    """
    columns, pockets = columns_of(ledger, payments)
    wanted = list(origins)
    marks, conversions = marks_in(payments, wanted), conversions_in(payments)
    made: Pass | Rolled
    if rule == "pro-rata":
        made = Rolled.begin(columns, marks, conversions)
    else:
        made = Pass.begin(columns, marks, rule, conversions)
    made.run(columns, report)
    found = Followed(ledger, rule, {origin.payment: origin for origin in wanted})
    found.moves = [
        Move(payments[at].id, origin, arrived, before, sent)
        for (sent, origin, before, at), arrived in zip(
            made.moves.tolist(), made.arrived().tolist(), strict=True
        )
    ]
    found.repayments = [
        Repayment(_debt(debt, payments, pockets), pockets[pocket], origin, minor, before)
        for debt, pocket, origin, minor, before in made.repayments.tolist()
    ]
    for pocket in made.tainted():
        fund = found.funds[pockets[pocket]] = FUNDS[rule]()
        fund.add(Parcel(*row) for row in made.fund(pocket))
    for (_, number, _), minor in zip(
        made.marks[:-1].tolist(), made.marked[:-1].tolist(), strict=True
    ):
        found.marked[number] = minor
    return found


def distance(
    ledger: Ledger,
    payments: Sequence[LedgerPayment],
    origins: Iterable[Origin],
    held: Mapping[tuple[int, Pocket], int],
) -> Decimal:
    """How far the furthest held amount is from its unrounded proportion, in minor units.

    As `graphs.rules.unrounded` works it out; binary fractions of 53 bits are exact to far
    below the four places that are shown.
    """
    columns, pockets = columns_of(ledger, payments)
    numbers = {pocket: number for number, pocket in enumerate(pockets)}
    mixed = Mixed.of(columns, marks_in(payments, origins), conversions_in(payments))
    whole = {(origin, numbers[pocket]): minor for (origin, pocket), minor in held.items()}
    return Decimal(mixed.furthest(whole))


def _total(ledger: Ledger, payments: Sequence[LedgerPayment]) -> int:
    """More than any fund can come to hold."""
    openings = sum(abs(account.opening_minor or 0) for account in ledger.accounts.values())
    return openings + sum(max(payment.minor, payment.received[0]) for payment in payments)


def _debt(debt: int, payments: Sequence[LedgerPayment], pockets: Sequence[Pocket]) -> str:
    return payments[debt].id if debt >= 0 else opening_debt(pockets[-1 - debt].account)

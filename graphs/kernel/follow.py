"""The compiled pass in the reference's place: the same arguments, the same log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from graphs.follow import Followed, Move, Repayment
from graphs.kernel.columns import columns_of, marks_in
from graphs.kernel.queues import CODES, PAYMENT, SHIFT
from graphs.kernel.rolled import Rolled, conversions_of
from graphs.kernel.rolling import MOST
from graphs.kernel.shares import Mixed
from graphs.kernel.state import Pass
from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, opening_debt
from graphs.rules.funds import FUNDS, Parcel
from workbench.money import LARGEST, share
from workbench.progress import Report, silent


def suits(ledger: Ledger, payments: Sequence[LedgerPayment], rule: str) -> bool:
    """Whether the compiled pass can follow these payments.

    Conversions by another rule than pro-rata are the reference's, and so are amounts that add
    up to more than 60 bits (52 by pro-rata).
    """
    if rule == "pro-rata":
        return _total(ledger, payments) <= MOST
    return (
        rule in CODES
        and all(payment.paid_in is None for payment in payments)
        and _total(ledger, payments) <= LARGEST >> SHIFT
    )


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
    made: Pass | Rolled
    if rule == "pro-rata":
        received = conversions_of(
            (at, payment.paid_in[0])
            for at, payment in enumerate(payments)
            if payment.paid_in is not None
        )
        made = Rolled.begin(columns, marks_in(payments, wanted), received)
    else:
        made = Pass.begin(columns, marks_in(payments, wanted), rule)
    made.run(columns, report)
    found = Followed(ledger, rule, {origin.payment: origin for origin in wanted})
    found.moves = [
        Move(payments[at].id, origin, minor, before, minor)
        for minor, origin, before, at in made.moves.tolist()
    ]
    _convert(found.moves, payments, made.moves[:, PAYMENT].tolist())
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

    As `graphs.rules.unrounded` works it out, for ledgers without conversions; binary
    fractions of 53 bits are exact to far below the four places that are shown.
    """
    columns, pockets = columns_of(ledger, payments)
    numbers = {pocket: number for number, pocket in enumerate(pockets)}
    mixed = Mixed.of(columns, marks_in(payments, origins))
    whole = {(origin, numbers[pocket]): minor for (origin, pocket), minor in held.items()}
    return Decimal(mixed.furthest(whole))


def _total(ledger: Ledger, payments: Sequence[LedgerPayment]) -> int:
    """More than any fund can come to hold."""
    openings = sum(abs(account.opening_minor or 0) for account in ledger.accounts.values())
    return openings + sum(max(payment.minor, payment.received[0]) for payment in payments)


def _convert(
    moves: list[Move], payments: Sequence[LedgerPayment], positions: Sequence[int]
) -> None:
    """Say of each move of a conversion what arrived, as the pass shared it out."""
    first = 0
    while first < len(moves):
        at, last = positions[first], first
        while last < len(moves) and positions[last] == at:
            last += 1
        if (paid_in := payments[at].paid_in) is not None:
            for place, minor in _arrived(moves[first:last], payments[at].minor, paid_in[0]):
                moves[first + place] = moves[first + place]._replace(minor=minor)
        first = last


def _arrived(sent: Sequence[Move], minor: int, received: int) -> Iterator[tuple[int, int]]:
    """What arrived of each move: shared by origin, clean last, and then by move."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, move in enumerate(sent):
        places[move.origin].append(place)
    numbers = sorted(places)
    sums = [sum(sent[place].sent for place in places[number]) for number in numbers]
    whole = share(received, [*sums, minor - sum(sums)])
    for number, part in zip(numbers, whole, strict=False):
        parts = share(part, [sent[place].sent for place in places[number]])
        yield from zip(places[number], parts, strict=True)


def _debt(debt: int, payments: Sequence[LedgerPayment], pockets: Sequence[Pocket]) -> str:
    return payments[debt].id if debt >= 0 else opening_debt(pockets[-1 - debt].account)

"""A ledger as columns of whole numbers, in the order of law: what the compiled passes read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, arrivals, pockets

Ints = npt.NDArray[np.int32]
Pockets = npt.NDArray[np.uint32]
Longs = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Columns:
    """Payments by position: payer and payee as numbers of pockets, and whole minor units.

    `held` is 1 for the pockets that can be overdrawn; `openings` are stated balances,
    negative for an overdraft. `currencies` numbers the pockets' currencies, where that is told.
    """

    payers: Pockets
    payees: Pockets
    minors: Longs
    held: Marks
    openings: Longs
    currencies: Longs = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        """How many payments there are."""
        return len(self.minors)

    def upto(self, count: int) -> Columns:
        """The first `count` payments, over the same memory."""
        return replace(
            self, payers=self.payers[:count], payees=self.payees[:count], minors=self.minors[:count]
        )


def marks_of(rows: Iterable[tuple[int, int, int]], payments: int) -> Longs:
    """Origins as rows (position, number, part) by position, ended by one beyond the payments."""
    ordered = sorted(rows)
    return np.array([*ordered, (max(payments, 0) + 2**62, 0, 0)], dtype=np.int64)


def conversions_of(rows: Iterable[tuple[int, int]]) -> Longs:
    """Conversions as rows (position, received), ended by one beyond every payment."""
    return np.array([*sorted(rows), (2**62, 0)], dtype=np.int64)


def columns_of(
    ledger: Ledger, payments: Sequence[LedgerPayment]
) -> tuple[Columns, tuple[Pocket, ...]]:
    """The columns of payments in the order of law, and the pockets by number."""
    # A pocket is looked up by a bare pair, which equals it and takes half the time to make.
    numbers: dict[tuple[str, str], int] = {}
    for account in ledger.accounts.values():
        numbers.setdefault((account.id, account.currency), len(numbers))
    count = len(payments)
    payers, payees = array("I", bytes(4 * count)), array("I", bytes(4 * count))
    for at, payment in enumerate(payments):
        payee = payment.arrives if payment.parts else payment.payee
        currency = payment.currency if payment.paid_in is None else payment.paid_in[1]
        payers[at] = numbers.setdefault((payment.payer, payment.currency), len(numbers))
        payees[at] = numbers.setdefault((payee, currency), len(numbers))
    if not ledger.plain:
        for payment in (*payments, *ledger.events.values()):
            if payment.parts or payment.id in ledger.events:
                for pocket in (pockets(payment)[0], *(pocket for pocket, _ in arrivals(payment))):
                    numbers.setdefault(pocket, len(numbers))
    names = tuple(Pocket(*pair) for pair in numbers)
    held = np.array([ledger.accounts[pocket.account].held for pocket in names], np.uint8)
    openings = np.zeros(len(names), np.int64)
    for account in ledger.accounts.values():
        openings[numbers[account.id, account.currency]] = account.opening_minor or 0
    minors = np.fromiter((payment.minor for payment in payments), np.int64, count)
    codes: dict[str, int] = {}
    currencies = np.array([codes.setdefault(p.currency, len(codes)) for p in names], np.int64)
    ends = np.frombuffer(payers, np.uint32), np.frombuffer(payees, np.uint32)
    return Columns(*ends, minors, held, openings, currencies), names


def conversions_in(payments: Sequence[LedgerPayment]) -> Longs:
    """The payments in two currencies, by position, with what was received."""
    return conversions_of(
        (at, payment.paid_in[0])
        for at, payment in enumerate(payments)
        if payment.paid_in is not None
    )


def marks_in(payments: Sequence[LedgerPayment], origins: Iterable[Origin]) -> Longs:
    """The origins by the position of their payments; those of other payments are left out."""
    wanted = {origin.payment: origin for origin in origins}
    return marks_of(
        (
            (at, wanted[payment.id].number, wanted[payment.id].minor)
            for at, payment in enumerate(payments)
            if payment.id in wanted
        ),
        len(payments),
    )

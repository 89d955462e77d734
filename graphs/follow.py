"""The readable reference: one payment after another, step by step, as the rules are defined."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, opening_debt, pockets
from graphs.rules.funds import CLEAN, FUNDS, Fund, Parcel, Pool, Queue
from workbench.money import share
from workbench.progress import Report, silent

#: How many payments are followed between two words about progress.
STRIDE = 20_000


class Move(NamedTuple):
    """Money of one origin carried by one payment, and the move that had brought it there.

    `before` is that move's place in the log; -1 where the payment itself is the origin.
    `sent` is what left, in the payer's currency; `minor` what arrived, in the receiver's.
    """

    payment: str
    origin: int
    minor: int
    before: int
    sent: int


class Repayment(NamedTuple):
    """Money of one origin that repaid a debt in a pocket, and the move that had brought it."""

    debt: str
    pocket: Pocket
    origin: int
    minor: int
    before: int


Debts = deque[tuple[str, int]]


@dataclass(slots=True)
class Followed:
    """A pass over the ledger by one draw rule: what it holds, and the log of what moved."""

    ledger: Ledger
    rule: str
    origins: dict[str, Origin]
    moves: list[Move] = field(default_factory=list)
    repayments: list[Repayment] = field(default_factory=list)
    funds: dict[Pocket, Fund] = field(default_factory=dict)
    debts: dict[Pocket, Debts] = field(default_factory=dict)
    marked: dict[int, int] = field(default_factory=dict)

    def open(self) -> None:
        """Stated opening balances: one clean parcel each, or a debt."""
        for account in self.ledger.accounts.values():
            pocket, opening = Pocket(account.id, account.currency), account.opening_minor or 0
            if opening > 0:
                self.fund(pocket).add((Parcel(CLEAN, opening),))
            elif opening < 0:
                self.debts[pocket] = deque([(opening_debt(account.id), -opening)])

    def fund(self, pocket: Pocket) -> Fund:
        """What a pocket holds."""
        if pocket not in self.funds:
            self.funds[pocket] = FUNDS[self.rule]()
        return self.funds[pocket]

    def pay(self, payment: LedgerPayment) -> None:
        """One payment: draw, mark, repay, arrive."""
        payer, payee = pockets(payment)
        drawn = self._draw(payer, payment)
        if (origin := self.origins.get(payment.id)) is not None:
            drawn, self.marked[origin.number] = _mark(drawn, origin)
        parcels = self._log(payment, drawn)
        if owed := self.debts.get(payee):
            parcels = self._repay(payee, parcels, owed)
        self.fund(payee).add(parcels)

    def _draw(self, payer: Pocket, payment: LedgerPayment) -> list[Parcel]:
        drawn = self.fund(payer).draw(payment.minor)
        shortfall = payment.minor - sum(parcel.minor for parcel in drawn)
        if shortfall:
            if self.ledger.accounts[payer.account].held:
                self.debts.setdefault(payer, deque()).append((payment.id, shortfall))
            drawn.append(Parcel(CLEAN, shortfall))
        return _joined(drawn)

    def _log(self, payment: LedgerPayment, drawn: list[Parcel]) -> list[Parcel]:
        """Log what is tainted; the parcels as they arrive, in the receiver's currency."""
        arriving = drawn
        if payment.paid_in is not None:
            arriving = _convert(drawn, payment.paid_in[0])
        parcels = []
        for left, here in zip(drawn, arriving, strict=True):
            via = -1
            if left.origin != CLEAN:
                via = len(self.moves)
                self.moves.append(Move(payment.id, left.origin, here.minor, left.via, left.minor))
            if here.minor:
                parcels.append(Parcel(here.origin, here.minor, via))
        return parcels

    def _repay(self, payee: Pocket, parcels: list[Parcel], owed: Debts) -> list[Parcel]:
        """Repay the oldest debts first; what is left of the parcels goes on to the fund."""
        while owed and parcels:
            debt, minor = owed.popleft()
            fund = Pool() if self.rule == "pro-rata" else Queue()
            fund.add(parcels)
            used, parcels = fund.draw(minor), fund.parcels()
            self.repayments.extend(
                Repayment(debt, payee, part.origin, part.minor, part.via)
                for part in used
                if part.origin != CLEAN
            )
            if left := minor - sum(part.minor for part in used):
                owed.appendleft((debt, left))
        return parcels


def follow(
    ledger: Ledger,
    payments: Sequence[LedgerPayment],
    origins: Iterable[Origin],
    rule: str,
    report: Report = silent,
) -> Followed:
    """Follow `payments`, which are in the order of law, by one of the draw rules."""
    found = Followed(ledger, rule, {origin.payment: origin for origin in origins})
    found.open()
    for place, payment in enumerate(payments):
        if place % STRIDE == 0:
            report(place, len(payments), f"Tracing by {rule}")
        found.pay(payment)
    return found


def _joined(drawn: list[Parcel]) -> list[Parcel]:
    """The drawn parcels with neighbouring clean money as one: nothing is told apart by it."""
    joined: list[Parcel] = []
    for parcel in drawn:
        if joined and parcel.origin == CLEAN == joined[-1].origin:
            joined[-1] = Parcel(CLEAN, joined[-1].minor + parcel.minor)
        else:
            joined.append(parcel)
    return joined


def _convert(drawn: list[Parcel], received: int) -> list[Parcel]:
    """The same parcels in the receiver's currency, in whole units by the largest remainder.

    What was received is shared by origin first (ties to the lower number, clean last), so that
    it does not matter into how many parcels the money of one origin happened to be divided.
    """
    places: dict[int, list[int]] = {}
    for place, parcel in enumerate(drawn):
        places.setdefault(parcel.origin, []).append(place)
    origins = sorted(places, key=lambda number: (number == CLEAN, number))
    sums = [sum(drawn[place].minor for place in places[number]) for number in origins]
    arriving = list(drawn)
    for number, whole in zip(origins, share(received, sums), strict=True):
        parts = share(whole, [drawn[place].minor for place in places[number]])
        for place, part in zip(places[number], parts, strict=True):
            arriving[place] = drawn[place]._replace(minor=part)
    return arriving


def _mark(drawn: list[Parcel], origin: Origin) -> tuple[list[Parcel], int]:
    """Clean parcels become the origin's, in drawn order, up to its part; and how much did.

    A parcel that is tainted already keeps its first origin.
    """
    left = origin.minor
    parcels: list[Parcel] = []
    for parcel in drawn:
        part = min(left, parcel.minor) if parcel.origin == CLEAN else 0
        left -= part
        if part:
            parcels.append(Parcel(origin.number, part))
        if part < parcel.minor:
            parcels.append(parcel._replace(minor=parcel.minor - part))
    return parcels, origin.minor - left

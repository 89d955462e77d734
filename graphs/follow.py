"""The readable reference: one payment after another, step by step, as the rules are defined."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

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
from graphs.rules.funds import CLEAN, FUNDS, Fund, Parcel, Pool, Queue, apart
from workbench.money import share
from workbench.progress import Report, silent

#: How many payments are followed between two words about progress.
STRIDE = 20_000


class Move(NamedTuple):
    """Money of one origin carried by one payment, and the move that had brought it there.

    `before` is that move's place in the log; -1 where the payment itself is the origin.
    `sent` is what left, in the payer's currency; `minor` what arrived, in the receiver's: more
    or less where a thing was sold for more or less than it had cost. `into` is the account
    that it came into where only part of the payment went there, and "" for the payee's.
    """

    payment: str
    origin: int
    minor: int
    before: int
    sent: int
    into: str = ""


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
    #: Millionths of each thing that are sold or given away.
    gone: dict[str, int] = field(default_factory=dict)
    #: What each on-credit payment is to carry of origins instead of clean money.
    credit: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

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
            plain = self.ledger.accounts[pocket.account].kind == "account"
            # What is in a thing is mixed property: each has its portion of it (POCA s.306).
            self.funds[pocket] = FUNDS[self.rule]() if plain else Pool()
        return self.funds[pocket]

    def pay(self, payment: LedgerPayment) -> None:
        """One payment: draw, mark, repay, arrive."""
        payer, payee = pockets(payment)
        if payment.sold and payment.sold[0].thing == payer.account:
            self._exchange(payment.sold[0], payee)
            return
        drawn = self._draw(payer, payment)
        if payment.sold:
            drawn = self._sell(payment, drawn)
        if (origin := self.origins.get(payment.id)) is not None:
            drawn, self.marked[origin.number] = _mark(drawn, origin)
        if payment.parts and payee.account == payment.payee:
            drawn = self._divide(payment, drawn)
        arriving = 0 if payment.paid_in is None else arrivals(payment)[-1][1]
        parcels = self._log(payment, drawn, arriving=arriving)
        if owed := self.debts.get(payee):
            parcels = self._repay(payee, parcels, owed)
        self.fund(payee).add(parcels)

    def _draw(self, payer: Pocket, payment: LedgerPayment) -> list[Parcel]:
        drawn = self.fund(payer).draw(payment.minor)
        shortfall = payment.minor - sum(parcel.minor for parcel in drawn)
        if shortfall:
            if self.ledger.accounts[payer.account].held:
                self.debts.setdefault(payer, deque()).append((payment.id, shortfall))
            drawn += self._on_credit(payment, drawn, shortfall)
        return _joined(drawn)

    def _on_credit(
        self, payment: LedgerPayment, drawn: list[Parcel], shortfall: int
    ) -> list[Parcel]:
        """What a payment carries beyond what was there: clean, but for claims followed back."""
        clean, claims = shortfall, []
        if wanted := self.credit.get(payment.id):
            origin = self.origins.get(payment.id)
            # What the payment is itself marked for goes before what is claimed on it.
            marked = 0 if origin is None else origin.minor
            marked -= sum(parcel.minor for parcel in drawn if parcel.origin == CLEAN)
            for number, minor in wanted:
                if (part := min(minor, clean - max(marked, 0))) > 0:
                    claims.append(Parcel(number, part))
                    clean -= part
        return [Parcel(CLEAN, clean), *claims] if clean else claims

    def _divide(self, payment: LedgerPayment, drawn: list[Parcel]) -> list[Parcel]:
        """Part of a payment bought a thing, say: it has its proportion of all that was paid."""
        for pocket, minor in arrivals(payment)[: len(payment.parts)]:
            part, drawn = apart(drawn, minor)
            self.fund(pocket).add(self._log(payment, part, into=pocket.account))
        return drawn

    def _sell(self, payment: LedgerPayment, paid: list[Parcel]) -> list[Parcel]:
        """A sale: what was in the thing goes on in its price, and what paid it into the thing."""
        carried: list[Parcel] = []
        for sale in payment.sold:
            got = self._proceeds(sale)
            if got:
                bought, paid = apart(paid, sale.minor)
                event = self.ledger.payment(sale.disposal.replace("disposal:", "bought:"))
                self.fund(pockets(event)[1]).add(self._log(event, bought))
                carried += got
        return _joined(carried + paid)

    def _exchange(self, sale: Sold, into: Pocket) -> None:
        """What was in a thing goes on in what was got for it, in proportion to its worth."""
        self.fund(into).add(self._proceeds(sale) or [Parcel(CLEAN, sale.minor)])

    def _proceeds(self, sale: Sold) -> list[Parcel]:
        """What was in a thing, as the proceeds; nothing where nothing is known to have bought it.

        Each origin has its portion of the gain or the loss (POCA 2002 ss.306, 307).
        """
        event = self.ledger.payment(sale.disposal)
        fund = self.fund(Pocket(sale.thing, event.currency))
        gone = self.gone.get(sale.thing, 0)
        self.gone[sale.thing] = gone + sale.millionths
        whole = sum(parcel.minor for parcel in fund.parcels())
        left = max(WHOLE - gone - sale.millionths, 0)
        drawn = fund.draw(share(whole, (sale.millionths, left))[0])
        return self._log(event, drawn, arriving=sale.minor) if drawn else []

    def _log(
        self, payment: LedgerPayment, drawn: list[Parcel], *, arriving: int = 0, into: str = ""
    ) -> list[Parcel]:
        """Log what is tainted; the parcels as they arrive, in the receiver's currency.

        `arriving` is what all of it comes to there, where that is not what left.
        """
        came = drawn
        if drawn and arriving and arriving != sum(parcel.minor for parcel in drawn):
            came = _convert(drawn, arriving)
        parcels = []
        for left, here in zip(drawn, came, strict=True):
            via = -1
            if left.origin != CLEAN:
                via = len(self.moves)
                self.moves.append(
                    Move(payment.id, left.origin, here.minor, left.via, left.minor, into)
                )
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
    *,
    credit: Mapping[str, Sequence[tuple[int, int]]] = MappingProxyType({}),
) -> Followed:
    """Follow `payments`, which are in the order of law, by one of the draw rules.

    `credit` says of payments made on credit which origins, and how much of each, they carry
    instead of clean money: what tracing backwards follows.
    """
    found = Followed(ledger, rule, {origin.payment: origin for origin in origins}, credit=credit)
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

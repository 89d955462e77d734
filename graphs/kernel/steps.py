"""Payments that do more than move money once, as rows of numbers beside the columns.

Such a step bought things with a part, was the price of things that were sold, or gave a thing
for another. How much a sale takes out of a thing is the same by every rule, and told here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graphs.kernel.columns import Columns, Longs, conversions_of, marks_of
from graphs.ledger import WHOLE, Ledger, LedgerPayment, Pocket, Sold, arrivals, pockets
from graphs.things import BOUGHT, DISPOSAL
from workbench.money import share

# A step: its position; whether it is an exchange; what reaches the payee where that is another
# amount than what was left for it; its first sale and the one after its last, and so its parts.
PLACE, EXCHANGE, ARRIVING, SALE, SALES, PART, PARTS = range(7)
# A sale: the thing, what is taken out of it, the proceeds, the buyer's pocket, and what the
# moves of the thing's money, and of the buyer's, are called.
THING, TAKEN, PROCEEDS, BUYER, EVENT, PRICE = range(6)
# A part: the pocket, the amount, and what its moves are called.
POCKET, MINOR, NAMED = range(3)
_END: Final = 2**62


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of some payments in their order, ended by one beyond every payment.

    `mixed` is 1 for the pockets that stand for things and the like, where money mixes by any
    rule. A move that has no payment's name alone is called -1 less a place in `names`, which
    has what it is called and into which account it went.
    """

    rows: Longs
    sales: Longs
    parts: Longs
    mixed: Longs
    names: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows) - 1

    def apart(self, conversions: Longs) -> Longs:
        """The conversions without those of steps, which know themselves what was received."""
        return conversions[~np.isin(conversions[:, 0], self.rows[:-1, PLACE])]


@dataclass(slots=True)
class _Making:
    """Steps in the making."""

    ledger: Ledger
    numbers: dict[Pocket, int]
    #: All that is in each thing so far, and the millionths of it that are gone.
    whole: dict[Pocket, int] = field(default_factory=lambda: defaultdict(int))
    gone: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rows: list[tuple[int, ...]] = field(default_factory=list)
    sales: list[tuple[int, ...]] = field(default_factory=list)
    parts: list[tuple[int, ...]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)

    def add(self, place: int, payment: LedgerPayment) -> None:
        """One step."""
        payer, payee = pockets(payment)
        exchange = bool(payment.sold) and payment.sold[0].thing == payment.payer
        first_sale, first_part, arriving = len(self.sales), len(self.parts), 0
        for sale in payment.sold:
            self._sell(sale, exchange=exchange)
        came = ((payee, payment.sold[0].minor),) if exchange else arrivals(payment)
        if not exchange:
            if payment.parts and payee.account == payment.payee:
                for pocket, minor in came[: len(payment.parts)]:
                    named = self._named(payment.id, pocket.account)
                    self.parts.append((self.numbers[pocket], minor, named))
            arriving = 0 if payment.paid_in is None else came[-1][1]
            self.whole[payer] = max(self.whole[payer] - payment.minor, 0)
        for pocket, minor in came:
            self.whole[pocket] += minor
        self.rows.append(
            (place, exchange, arriving, first_sale, len(self.sales), first_part, len(self.parts))
        )

    def _sell(self, sale: Sold, *, exchange: bool) -> None:
        event = self.ledger.payment(sale.disposal)
        thing = Pocket(sale.thing, event.currency)
        left = max(WHOLE - self.gone[sale.thing] - sale.millionths, 0)
        self.gone[sale.thing] += sale.millionths
        taken = share(self.whole[thing], (sale.millionths, left))[0]
        self.whole[thing] -= taken
        buyer, price = self.numbers[thing], 0
        if not exchange:
            paid = self.ledger.payment(sale.disposal.replace(DISPOSAL, BOUGHT))
            buyer, price = self.numbers[pockets(paid)[1]], self._named(paid.id)
        self.sales.append(
            (self.numbers[thing], taken, sale.minor, buyer, self._named(event.id), price)
        )

    def _named(self, payment: str, into: str = "") -> int:
        self.names.append((payment, into))
        return -len(self.names)


def steps_of(ledger: Ledger, payments: Sequence[LedgerPayment], names: Sequence[Pocket]) -> Steps:
    """The steps of payments in the order of law; `names` are the pockets by number."""
    making = _Making(ledger, {pocket: number for number, pocket in enumerate(names)})
    mixed = np.zeros(len(names), np.int64)
    if not ledger.plain:
        for account in ledger.accounts.values():
            if account.kind != "account":
                making.whole[Pocket(account.id, account.currency)] = account.opening_minor or 0
        mixed[:] = [ledger.accounts[pocket.account].kind != "account" for pocket in names]
        others = {one.id for one in ledger.accounts.values() if one.kind != "account"}
        for place, payment in enumerate(payments):
            # More than one draw and one arrival, or an end that is no account.
            divided = payment.parts or payment.sold
            if divided or payment.payer in others or payment.payee in others:
                making.add(place, payment)
    return Steps(
        np.array([*making.rows, (_END, *(0,) * 6)], np.int64),
        np.array(making.sales, np.int64).reshape(-1, 6),
        np.array(making.parts, np.int64).reshape(-1, 3),
        mixed, tuple(making.names),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plain:
    """The same ledger with every step as several payments that each move money once.

    It serves where only proportions are asked for, for its log would be another. `at` has the
    place of each payment, where what is marked of it is whole.
    """

    columns: Columns
    conversions: Longs
    at: Longs

    def marks(self, marks: Longs) -> Longs:
        """The marks where they are now."""
        return marks_of(
            ((int(self.at[at]), number, part) for at, number, part in marks[:-1].tolist()),
            len(self.columns),
        )


def in_proportion(columns: Columns, steps: Steps, conversions: Longs) -> Plain:
    """Every step as payments of the one kind, through three pockets more (see `_Divided`)."""
    divided, places = _Divided(columns, steps), steps.rows[:-1, PLACE]
    more = np.zeros(len(columns) + 1, np.int64)
    for step in steps.rows[:-1].tolist():
        more[step[PLACE] + 1] = divided.add(step) - 1
    # Every other payment keeps its turn, behind what the steps before it have become.
    turns = np.arange(len(columns)) + np.cumsum(more)[:-1]
    plain = np.ones(len(columns), bool)
    plain[places] = False
    at, turn = turns.copy(), turns[plain]
    at[places] += np.array(divided.marked, np.int64)
    table = np.empty((len(columns) + int(more.sum()), 3), np.int64)
    free = np.ones(len(table), bool)
    free[turn] = False
    table[turn, 0] = columns.payers[plain]
    table[turn, 1] = columns.payees[plain]
    table[turn, 2] = columns.minors[plain]
    table[free] = np.array(divided.rows, np.int64).reshape(-1, 3)
    received = [(int(at[place]), minor) for place, minor in conversions[:-1].tolist()]
    rows = np.flatnonzero(free)
    received += [(int(rows[row]), minor) for row, minor in divided.received]
    none = np.zeros(3, np.int64)
    return Plain(
        Columns(
            table[:, 0].astype(np.uint32), table[:, 1].astype(np.uint32), table[:, 2].copy(),
            np.concatenate([columns.held, none.astype(np.uint8)]),
            np.concatenate([columns.openings, none]),
        ),
        conversions_of(received), at,
    )  # fmt: skip


class _Divided:
    """Steps as rows (payer, payee, minor) that each move money once.

    Three pockets help: in one lies what is paid, in one it meets the proceeds of things, and
    one never holds anything.
    """

    def __init__(self, columns: Columns, steps: Steps) -> None:
        """Begin empty."""
        self._columns, self._steps = columns, steps
        self._paid, self._met, self._nobody = (len(columns.held) + n for n in range(3))
        self.rows: list[tuple[int, int, int]] = []
        #: What arrived instead by some of the rows, and of each step where its mark belongs.
        self.received: list[tuple[int, int]] = []
        self.marked: list[int] = []

    def add(self, step: list[int]) -> int:
        """One step; how many rows it became."""
        begun, sales = len(self.rows), self._steps.sales[step[SALE] : step[SALES]].tolist()
        payee = int(self._columns.payees[step[PLACE]])
        if step[EXCHANGE]:
            thing, taken, proceeds, *_ = sales[0]
            self.marked.append(0)
            if taken:
                self._put(thing, payee, taken, proceeds)
            else:
                self._put(self._nobody, payee, proceeds)
            return len(self.rows) - begun
        left = minor = int(self._columns.minors[step[PLACE]])
        self._put(int(self._columns.payers[step[PLACE]]), self._paid, minor)
        for thing, taken, proceeds, buyer, *_ in sales:
            if taken:
                self._put(thing, self._met, taken, proceeds)
                self._put(self._paid, buyer, proceeds)
                left -= proceeds
        if left < minor:
            self._put(self._paid, self._met, left)
            self._put(self._met, self._paid, minor)
        self.marked.append(len(self.rows) - 1 - begun)
        left = minor
        for pocket, part, _ in self._steps.parts[step[PART] : step[PARTS]].tolist():
            self._put(self._paid, pocket, part)
            left -= part
        self._put(self._paid, payee, left, step[ARRIVING])
        return len(self.rows) - begun

    def _put(self, payer: int, payee: int, minor: int, arriving: int = 0) -> None:
        if minor:
            if arriving and arriving != minor:
                self.received.append((len(self.rows), arriving))
            self.rows.append((payer, payee, minor))

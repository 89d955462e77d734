"""The ledger that tracing works on: accounts, payments and origins, checked and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from workbench.errors import Refused
from workbench.money import LARGEST, share

SameDay = Literal["as-recorded", "credits-first", "debits-first"]
SAME_DAY: Final[tuple[SameDay, ...]] = ("as-recorded", "credits-first", "debits-first")
#: One amount may be at most half of what 64 bits hold, so that adding two never wraps.
LARGEST_AMOUNT: Final = LARGEST // 2
OPENING: Final = "opening:"
#: What an entry of the ledger's accounts is. All but the first stand for what money went into:
#: a thing that was bought, one that its buyer has, what was spent, a loan that was repaid.
Kind = Literal["account", "thing", "sold", "spent", "loan"]
#: A whole thing, in millionths.
WHOLE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """An account by its source's id.

    `held` says that its own statements are in the case, so that it can be overdrawn.
    `opening_minor` is a stated balance (negative: an overdraft) or None where none is stated.
    """

    id: str
    held: bool
    opening_minor: int | None = None
    currency: str = "GBP"
    name: str = ""
    where: str = ""
    kind: Kind = "account"


class Part(NamedTuple):
    """What of a payment went, not to its payee, but into a thing, or was spent, or on a loan."""

    account: str
    minor: int


class Sold(NamedTuple):
    """That a thing, or millionths of it, went for a payment, or went in exchange.

    `minor` is the proceeds, or the worth of what was got; `disposal` names the event, which
    the ledger keeps as a payment out of the thing.
    """

    disposal: str
    thing: str
    millionths: int
    minor: int


@dataclass(frozen=True, slots=True)
class LedgerPayment:
    """One payment by its source's id; `order` is its place in the source.

    A conversion has two amounts: `minor` of `currency` leaves the payer, and `paid_in`,
    `(minor, currency)`, reaches the payee. `where` cites the source line for a person.
    """

    id: str
    when: date
    time: str | None
    order: int
    payer: str
    payee: str
    minor: int
    currency: str = "GBP"
    paid_in: tuple[int, str] | None = None
    where: str = ""
    parts: tuple[Part, ...] = ()
    sold: tuple[Sold, ...] = ()

    @property
    def arrives(self) -> str:
        """The account that it comes into: a thing's where the whole of it bought one thing."""
        if len(self.parts) == 1 and self.parts[0].minor == self.minor:
            return self.parts[0].account
        return self.payee

    @property
    def received(self) -> tuple[int, str]:
        """What the payee gets: `(minor, currency)`."""
        return self.paid_in or (self.minor, self.currency)


@dataclass(frozen=True, slots=True)
class Origin:
    """A payment, or the stated part of one, marked as criminal property (POCA 2002 s.304).

    Origins are numbered from 1 in the order of marking; `minor` is in the payment's currency.
    """

    number: int
    payment: str
    minor: int


class Pocket(NamedTuple):
    """What one account holds in one currency: the unit in which money mixes."""

    account: str
    currency: str


class Ledger:
    """Accounts and payments that have been checked; the order is decided when it is asked for."""

    __slots__ = ("_orders", "accounts", "events", "payments", "plain", "positions")

    def __init__(
        self,
        accounts: Iterable[LedgerAccount],
        payments: Iterable[LedgerPayment],
        events: Iterable[LedgerPayment] = (),
    ) -> None:
        """Check everything and keep it as given.

        `events` are what sales and exchanges moved out of things (see `graphs.things`): they
        have no place in the order of their own.

        Raises:
            Refused: naming the line, for an account or payment given twice, an unknown
                account, a time that is none, an amount that is not above nothing, or sums
                beyond 64 bits.
        """
        self.accounts: Mapping[str, LedgerAccount] = MappingProxyType(_accounts(accounts))
        self.payments: tuple[LedgerPayment, ...] = tuple(payments)
        self.events: Mapping[str, LedgerPayment] = MappingProxyType(
            {event.id: event for event in events}
        )
        #: Whether every payment has one end and one beginning, as the compiled passes need.
        self.plain = all(
            not payment.sold and (not payment.parts or payment.arrives != payment.payee)
            for payment in self.payments
        )
        self.positions: Mapping[str, int] = MappingProxyType(self._checked())
        self._orders: dict[SameDay, tuple[LedgerPayment, ...]] = {}

    def __reduce__(self) -> tuple[type[Ledger], tuple[object, ...]]:
        """How a ledger is handed to another process: as what it was made of."""
        return Ledger, (
            tuple(self.accounts.values()), self.payments, tuple(self.events.values()),
        )  # fmt: skip

    def payment(self, payment: str) -> LedgerPayment:
        """The payment of that id.

        Raises:
            Refused: if there is none.
        """
        place = self.positions.get(payment)
        if place is not None:
            return self.payments[place]
        if payment not in self.events:
            raise Refused(f"there is no payment {payment}", remedy="Check its id.")
        return self.events[payment]

    def ordered(
        self, same_day: SameDay = "as-recorded", to: date | None = None
    ) -> tuple[LedgerPayment, ...]:
        """The payments in the order of law: date, time where recorded, order in the source.

        Records of one day without a time come before those with one. `same_day` arranges
        those without: a payment into a held account from one that is not is a credit, the
        reverse a debit, and one between two held (or two other) accounts stays between the
        two. Payments after `to` are left out.
        """
        if same_day not in SAME_DAY:
            raise Refused(
                f"unknown order of a day {same_day!r}", remedy="Use " + ", ".join(SAME_DAY)
            )
        if same_day not in self._orders:
            self._orders[same_day] = tuple(
                sorted(self.payments, key=lambda p: self._key(p, same_day))
            )
        order = self._orders[same_day]
        return order if to is None else tuple(p for p in order if p.when <= to)

    def side(self, payment: LedgerPayment) -> int:
        """-1 for a credit to the held accounts, 1 for a debit, 0 for what is neither."""
        return self.accounts[payment.payer].held - self.accounts[payment.payee].held

    def _key(self, payment: LedgerPayment, same_day: SameDay) -> tuple[date, time, int, int]:
        if payment.time is not None:
            return payment.when, clock(payment.time), 0, payment.order
        sign = {"as-recorded": 0, "credits-first": 1, "debits-first": -1}[same_day]
        # A recorded midnight and no time at all sort alike, and then by the source.
        return payment.when, time.min, sign * self.side(payment), payment.order

    def _checked(self) -> dict[str, int]:
        places: dict[str, int] = {}
        total = sum(abs(account.opening_minor or 0) for account in self.accounts.values())
        for place, payment in enumerate(self.payments):
            where = payment.where or f"payment {payment.id}"
            if payment.id in places:
                raise Refused(
                    f"payment {payment.id} is given twice",
                    where=where,
                    remedy="Give each payment an id of its own",
                )
            for account in (payment.payer, payment.payee):
                if account not in self.accounts:
                    raise Refused(
                        f"account {account!r} is unknown",
                        where=where,
                        remedy="Add it to the accounts",
                    )
            for minor in (payment.minor, payment.received[0]):
                _check_amount(minor, where)
            if payment.time is not None:
                _check_time(payment.time, where)
            total += max(payment.minor, payment.received[0])
            if total > LARGEST:
                raise Refused("the ledger's amounts add up beyond 64 bits", where=where)
            if payment.id.startswith(OPENING) and payment.id[len(OPENING) :] in self.accounts:
                raise Refused("this id is kept for an account's opening overdraft", where=where)
            if payment.parts or payment.sold:
                self._check_things(payment, where)
            places[payment.id] = place
        return places

    def _check_things(self, payment: LedgerPayment, where: str) -> None:
        """What a payment bought, and was got for, is known and is no more than it was."""
        for account in (*(p.account for p in payment.parts), *(s.thing for s in payment.sold)):
            if account not in self.accounts:
                raise Refused(f"account {account!r} is unknown", where=where)
        if any(sale.disposal not in self.events for sale in payment.sold):
            raise Refused("it is the price of a thing whose sale is unknown", where=where)
        if any(part.minor <= 0 for part in payment.parts) or payment.minor < sum(
            part.minor for part in payment.parts
        ):
            raise Refused(
                f"more of payment {payment.id} is spent, or bought things, than it was",
                where=where,
                remedy="Correct the parts on the Property page",
            )
        if payment.minor < sum(sale.minor for sale in payment.sold):
            raise Refused(
                f"payment {payment.id} is less than what it is recorded to be the price of",
                where=where,
                remedy="Correct the sales on the Property page",
            )


def _accounts(accounts: Iterable[LedgerAccount]) -> dict[str, LedgerAccount]:
    known: dict[str, LedgerAccount] = {}
    for account in accounts:
        where = account.where or f"account {account.id}"
        if account.id in known:
            raise Refused(f"account {account.id} is given twice", where=where)
        if account.opening_minor:
            _check_amount(abs(account.opening_minor), where)
        known[account.id] = account
    return known


def _check_amount(minor: int, where: str) -> None:
    if minor <= 0:
        raise Refused(
            f"the amount {minor} is not above nothing",
            where=where,
            remedy="A payment the other way is written with payer and payee exchanged",
        )
    if minor > LARGEST_AMOUNT:
        raise Refused(f"the amount {minor} is beyond 64 bits", where=where)


@lru_cache(maxsize=100_000)
def clock(text: str) -> time:
    """A recorded time of day as ISO 8601 writes it; ValueError if it is none."""
    return time.fromisoformat(text).replace(tzinfo=None)


def _check_time(text: str, where: str) -> None:
    try:
        clock(text)
    except ValueError:
        raise Refused(
            f"{text!r} is no time of day", where=where, remedy="Write it as 14:05 or 14:05:30"
        ) from None


def check_origins(ledger: Ledger, origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """The origins in the order of their numbers.

    Raises:
        Refused: for an unknown payment, one marked twice, a number used twice, or an amount
            that is not above nothing or larger than its payment.
    """
    ordered = tuple(sorted(origins, key=lambda origin: origin.number))
    numbers: set[int] = set()
    marked: dict[str, int] = {}
    for origin in ordered:
        payment = ledger.payment(origin.payment)
        where = payment.where or f"payment {payment.id}"
        if origin.number in numbers or origin.number < 1:
            raise Refused(f"origin number {origin.number} is used twice or is below 1", where=where)
        if origin.payment in marked:
            raise Refused(
                f"this payment is marked twice, as origins {marked[origin.payment]} "
                f"and {origin.number}",
                where=where,
                remedy="Mark it once, with the whole part that is criminal property",
            )
        if origin.minor <= 0:
            raise Refused(f"origin {origin.number} marks nothing", where=where)
        if origin.minor > payment.minor:
            raise Refused(
                f"origin {origin.number} marks {origin.minor} of a payment of {payment.minor}",
                where=where,
                remedy="Mark at most the whole payment",
            )
        numbers.add(origin.number)
        marked[origin.payment] = origin.number
    return ordered


def pockets(payment: LedgerPayment) -> tuple[Pocket, Pocket]:
    """The pocket that a payment leaves, and the one that it, or the rest of it, comes into."""
    payee = payment.arrives if payment.parts else payment.payee
    return Pocket(payment.payer, payment.currency), Pocket(payee, payment.received[1])


def arrivals(payment: LedgerPayment) -> tuple[tuple[Pocket, int], ...]:
    """Every pocket that a payment comes into, with how much of it; the payee's is last."""
    _, payee = pockets(payment)
    got = payment.received[0]
    if not payment.parts or payee.account != payment.payee:
        return ((payee, got),)
    used = sum(part.minor for part in payment.parts)
    rest = share(got, (used, payment.minor - used))[1]
    parts = [(Pocket(part.account, payment.currency), part.minor) for part in payment.parts]
    return (*parts, (payee, rest)) if rest else tuple(parts)


def opening_debt(account: str) -> str:
    """The name of the debt that a stated overdraft is."""
    return f"{OPENING}{account}"


def same_order(left: Sequence[LedgerPayment], right: Sequence[LedgerPayment]) -> bool:
    """Whether two orders are one and the same."""
    return len(left) == len(right) and all(a is b for a, b in zip(left, right, strict=True))

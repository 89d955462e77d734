"""Money in things: what payments bought, what things were sold for, what was spent or repaid.

A thing that was bought is an account of the ledger: a purchase's part of a payment comes into
it instead of to the seller, and the price of its sale comes out of it instead of from the buyer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from graphs.ledger import WHOLE, Kind, Ledger, LedgerAccount, LedgerPayment, Part, Sold
from workbench.errors import Refused
from workbench.money import share

#: How the ledger names what is no account of the records.
THING: Final = "asset:"
SPENT: Final = "spent:"
LOAN: Final = "loan:"
SOLD: Final = "sold:"
DISPOSAL: Final = "disposal:"
#: The buyer's money for a thing, as a payment of its own.
BOUGHT: Final = "bought:"
REGISTER: Final = "the property register"
SPENT_KIND: Final[Kind] = "spent"
LOAN_KIND: Final[Kind] = "loan"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the register: `price_minor` is the whole price, `charged_minor` what is owed."""

    number: int
    label: str
    currency: str
    price_minor: int | None = None
    charged_minor: int = 0


@dataclass(frozen=True, slots=True)
class Bought:
    """A payment, or part of one, that bought or improved a thing, or paid off its mortgage."""

    thing: int
    payment: str
    minor: int
    kind: str = "price"


@dataclass(frozen=True, slots=True)
class Gone:
    """A thing, or a share of it, sold for a payment or given in exchange for another thing."""

    number: int
    thing: int
    on: date
    minor: int
    payment: str = ""
    into: int = 0
    millionths: int = WHOLE


@dataclass(frozen=True, slots=True)
class Used:
    """A payment, or part of one, that was spent or repaid a loan."""

    payment: str
    use: str
    minor: int


@dataclass(frozen=True, slots=True)
class Things:
    """What the register says of where money went on to."""

    things: Sequence[Thing] = ()
    bought: Sequence[Bought] = ()
    gone: Sequence[Gone] = ()
    used: Sequence[Used] = ()

    @property
    def empty(self) -> bool:
        """Whether no payment went into a thing, or was spent, and nothing was sold."""
        return not (self.bought or self.gone or self.used)


def ledger_with(
    accounts: Iterable[LedgerAccount], payments: Sequence[LedgerPayment], things: Things
) -> Ledger:
    """The ledger in which the money goes on into things and out of them.

    Without things it is the plain ledger of these accounts and payments.

    Raises:
        Refused: as `Ledger` does; and for an account that has a name kept for things.
    """
    if things.empty:
        return Ledger(accounts, payments)
    known = {payment.id: payment for payment in payments}
    added = _things(things)
    parts: dict[str, list[Part]] = defaultdict(list)
    for bought in things.bought:
        parts[bought.payment].append(Part(f"{THING}{bought.thing}", bought.minor))
    for used in things.used:
        end = _end(used, known[used.payment])
        added[end.id] = end
        parts[used.payment].append(Part(end.id, used.minor))
    sold: dict[str, list[Sold]] = defaultdict(list)
    events: list[LedgerPayment] = []
    exchanges: list[LedgerPayment] = []
    for gone in sorted(things.gone, key=lambda one: (one.on, one.number)):
        account = added[f"{THING}{gone.thing}"]
        sale = Sold(f"{DISPOSAL}{gone.number}", account.id, gone.millionths, gone.minor)
        if gone.into:
            exchanges.append(_exchange(gone, sale, account.currency, things.bought, known))
            events.append(exchanges[-1])
            continue
        price = known[gone.payment]
        sold[price.id].append(sale)
        buyer = f"{SOLD}{gone.number}"
        label = f"{account.name}, with its buyer {price.payer}"
        added[buyer] = LedgerAccount(buyer, False, None, account.currency, label, REGISTER, "sold")
        event = replace(
            price, id=sale.disposal, payer=account.id, minor=gone.minor, paid_in=None,
            where=f"{REGISTER}, sale {gone.number}",
        )  # fmt: skip
        paid = replace(event, id=f"{BOUGHT}{gone.number}", payer=price.payer, payee=buyer)
        events += [event, paid]
    accounts = list(accounts)
    for one in accounts:
        if one.id in added:
            raise Refused(
                f"the name of account {one.id} is kept for things that were bought",
                where=one.where,
                remedy="Give the account another name and load its records again.",
            )
    changed = [
        _joined(payment, parts.get(payment.id, ()), sold.get(payment.id, ()))
        if payment.id in parts or payment.id in sold
        else payment
        for payment in payments
    ]
    return Ledger([*accounts, *added.values()], [*changed, *exchanges], events)


def _things(things: Things) -> dict[str, LedgerAccount]:
    """An account for every thing that money went into or came out of."""
    concerned = {one.thing for one in things.bought}
    concerned |= {number for one in things.gone for number in (one.thing, one.into)}
    return {
        f"{THING}{thing.number}": LedgerAccount(
            f"{THING}{thing.number}", False, _unrecorded(thing, things) or None,
            thing.currency, thing.label, REGISTER, "thing",
        )
        for thing in things.things
        if thing.number in concerned
    }  # fmt: skip


def _end(used: Used, paid: LedgerPayment) -> LedgerAccount:
    """Where the money of a payment ends that was spent or repaid a loan."""
    if used.use == "loan":
        name, said, kind = f"{LOAN}{paid.id}", f"A loan repaid by payment {paid.id}", LOAN_KIND
    else:
        name, said, kind = f"{SPENT}{paid.id}", f"Spent by payment {paid.id}", SPENT_KIND
    return LedgerAccount(name, False, None, paid.currency, said, paid.where, kind)


def thing_of(account: str) -> int:
    """The register's number of a thing by its name in the ledger; 0 for what is no thing."""
    return int(account.removeprefix(THING)) if account.startswith(THING) else 0


def in_things(ledger: Ledger, payments: Iterable[LedgerPayment]) -> dict[str, int]:
    """All that is in each thing in the end, clean money too, after these payments in order.

    It is the same by every rule: a rule says only whose it is.
    """
    found = {
        account.id: account.opening_minor or 0
        for account in ledger.accounts.values()
        if account.kind == "thing"
    }
    gone: dict[str, int] = defaultdict(int)
    for payment in payments:
        for sale in payment.sold:
            left = max(WHOLE - gone[sale.thing] - sale.millionths, 0)
            gone[sale.thing] += sale.millionths
            if found[sale.thing]:
                found[sale.thing] = share(found[sale.thing], (sale.millionths, left))[1]
        if payment.payer in found:
            found[payment.payee] += payment.minor
        for part in payment.parts:
            if part.account in found:
                found[part.account] += part.minor
    return found


def came_in(ledger: Ledger, payments: Iterable[LedgerPayment], name: str) -> int:
    """All that came into one thing by these payments, clean money and unrecorded money too."""
    whole = ledger.accounts[name].opening_minor or 0
    for payment in payments:
        if payment.payee == name:
            whole += payment.minor
        whole += sum(part.minor for part in payment.parts if part.account == name)
    return whole


def _unrecorded(thing: Thing, things: Things) -> int:
    """What of the whole price no record shows and no charge secures: one clean parcel."""
    if thing.price_minor is None:
        return 0
    known = thing.charged_minor + sum(
        one.minor
        for one in things.bought
        if one.thing == thing.number and one.kind in {"price", "mortgage"}
    )
    known += sum(one.minor for one in things.gone if one.into == thing.number)
    return max(thing.price_minor - known, 0)


def _joined(payment: LedgerPayment, parts: Sequence[Part], sold: Sequence[Sold]) -> LedgerPayment:
    made = replace(payment, parts=tuple(parts), sold=tuple(sold))
    # What went into a thing whole was never the payee's to convert.
    return replace(made, paid_in=None) if made.arrives != made.payee else made


def _exchange(
    gone: Gone, sale: Sold, currency: str, bought: Sequence[Bought],
    known: dict[str, LedgerPayment],
) -> LedgerPayment:  # fmt: skip
    """An exchange as a payment from thing to thing: after what bought it that day, or first."""
    paid = [known[one.payment] for one in bought if one.thing == gone.thing]
    day = [payment for payment in paid if payment.when == gone.on]
    last = max(day, key=lambda p: (p.time is not None, p.time or "", p.order), default=None)
    return LedgerPayment(
        sale.disposal, gone.on, last.time if last else None, last.order if last else -1,
        sale.thing, f"{THING}{gone.into}", gone.minor, currency, None,
        f"{REGISTER}, exchange {gone.number}", (), (sale,),
    )  # fmt: skip

"""What a sweep is asked about: a payment, an account, a thing bought, what is still held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from graphs.ledger import Pocket
from graphs.sweeping.once import Found
from graphs.things import THING
from workbench.errors import Refused
from workbench.records.counterparty import NAME
from workbench.store.tables import Account, Asset, Disposal, Origin, Payment, Purchase

#: The whole of what is still in accounts whose statements are in the case.
HELD: Final = "held"
HELP: Final = "Name it payment:ID, account:KEY, asset:NUMBER, origin:NUMBER or held."


@dataclass(frozen=True, slots=True)
class Target:
    """One amount that every run has its own answer to, in minor units of one currency.

    It is what a `payment` carried, what came into a `thing`, or what is still in an account or
    in all of them.
    """

    id: str
    label: str
    currency: str
    payment: str = ""
    thing: str = ""
    account: str = ""
    origin: int = 0

    def parts(
        self, found: Found, one_with: Mapping[str, str], held: frozenset[str]
    ) -> dict[int, int]:
        """What one run says of it, by origin; `one_with` are accounts joined there.

        `held` are the accounts with statements.
        """
        sums: dict[int, int] = defaultdict(int)
        if self.payment:
            return {n: minor for (key, n), minor in found.carried.items() if key == self.payment}
        if self.thing:
            return {n: minor for (n, at), minor in found.into.items() if at.account == self.thing}
        account = one_with.get(self.account, self.account)
        for (origin, pocket), minor in found.held.items():
            if (
                pocket.currency == self.currency
                and (pocket.account == account if self.account else pocket.account in held)
                and self.origin in {0, origin}
            ):
                sums[origin] += minor
        return dict(sums)


def targets_named(connection: Connection, names: Sequence[str], currency: str) -> list[Target]:
    """The targets that a person named; `currency` is the case's.

    Raises:
        Refused: for one that the case does not have.
    """
    return [_named(connection, name, currency) for name in dict.fromkeys(names)]


def usual_targets(connection: Connection, currency: str) -> list[Target]:
    """What is asked where nothing is named: what is still held, and each thing bought."""
    return [
        _still_held(currency),
        *(_asset(connection, str(number)) for number in _got(connection)),
    ]


def accounts_found(connection: Connection, found: Iterable[Found]) -> list[Target]:
    """Every account in which any run leaves marked money, those with statements first."""
    pockets = {pocket for one in found for _, pocket in one.held}
    rows = {
        row.key: row
        for row in connection.execute(
            select(Account.key, Account.currency, Account.held, Account.id)
        )
    }
    known = sorted(
        (pocket for pocket in pockets if pocket.account in rows),
        key=lambda p: (not rows[p.account].held, rows[p.account].id, p.currency),
    )
    return [_account(pocket, rows[pocket.account]) for pocket in known]


def _account(pocket: Pocket, row: Any) -> Target:
    """What is left in an account; in another than its own currency the id says which."""
    key = pocket.account
    other = "" if pocket.currency == row.currency else f"|{pocket.currency}"
    said = key.removeprefix(NAME)
    label = f"Still in {said}" if row.held else f"Left the records with {said}"
    return Target(
        f"account:{key}{other}", label + (f" ({other[1:]})" if other else ""), pocket.currency,
        account=key,
    )  # fmt: skip


def _still_held(currency: str) -> Target:
    return Target(HELD, "Marked money still in accounts with statements", currency)


def _named(connection: Connection, name: str, currency: str) -> Target:
    kind, _, key = name.partition(":")
    if name == HELD:
        return _still_held(currency)
    if kind == "payment":
        paid = connection.execute(select(Payment.currency).where(Payment.key == key)).scalar()
        if paid is not None:
            return Target(name, f"Marked money in payment {key}", paid, payment=key)
    if kind == "account":
        stated = select(Account.key, Account.currency, Account.held)
        row = connection.execute(stated.where(Account.key == key)).first()
        if row is not None:
            return _account(Pocket(key, row.currency), row)
        key, _, other = key.rpartition("|")
        row = connection.execute(stated.where(Account.key == key)).first()
        if row is not None and len(other) == len(row.currency):
            return _account(Pocket(key, other), row)
    if kind == "asset":
        return _asset(connection, key)
    if kind == "origin" and key.isdecimal():
        marked = connection.execute(
            select(Payment.currency)
            .join(Origin, Origin.payment_id == Payment.id)
            .where(Origin.number == int(key))
        ).scalar()
        if marked:
            label = f"Of origin {key}, still in accounts with statements"
            return Target(name, label, marked, origin=int(key))
    raise Refused(f"the case has no {name} to ask about", remedy=HELP)


def _asset(connection: Connection, key: str) -> Target:
    number = int(key) if key.isdecimal() else 0
    asset = connection.execute(
        select(Asset.label, Asset.currency).where(Asset.id == number)
    ).first()
    if asset is None:
        raise Refused(f"the case has no asset {key}", remedy="List them with: property CASE")
    if number not in _got(connection):
        raise Refused(
            f"nothing is known to have bought {asset.label}",
            remedy="Record it with: property CASE buy",
        )
    name = f"{THING}{number}"
    return Target(name, f"Traced into {asset.label}", asset.currency, thing=name)


def _got(connection: Connection) -> list[int]:
    """The things that a payment bought, or that were got in exchange, in the register's order."""
    bought = connection.execute(select(Purchase.asset_id)).scalars()
    exchanged = connection.execute(
        select(Disposal.into_asset_id).where(Disposal.into_asset_id.is_not(None))
    ).scalars()
    return sorted({*bought, *(number for number in exchanged if number)})

"""What is found of the money that each account was the first to pay: of each victim, say."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from graphs.figures import Traced, marked, pocket_key, relied_rule, said_rule, traced
from graphs.plain import whose
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind

#: (account, currency) that origins were paid from -> their numbers.
Payers = dict[tuple[str, str], list[int]]


def payers(found: Traced) -> Payers:
    """Origins by the account that they were paid from, and their currency."""
    by: Payers = defaultdict(list)
    for origin in found.made.origins:
        payment = found.ledger.payment(origin.payment)
        by[payment.payer, payment.currency].append(origin.number)
    return dict(by)


def _found_of(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    currency, _, account = rest.partition(":")
    found = traced(book, rule)
    numbers = payers(found).get((account, currency))
    if numbers is None:
        raise Refused(f"no origin in {currency} was paid from {account}")
    there: dict[str, int] = {}
    for (number, pocket), parts in found.made.left.items():
        place = found.ledger.accounts[pocket.account]
        here = place.held if place.kind == "account" else place.kind == "thing"
        if number in numbers and here and pocket.currency == currency:
            name = f"held:{rule}:{number}:{pocket_key(found, pocket)}"
            there[name] = sum(minor for _, minor in parts)
    return Figure(
        id=f"found-of:{key}",
        label=f"Found of what was paid from: {whose(found.ledger, account)}",
        minor=sum(there.values()),
        currency=currency,
        rule=f"What of its origins is still in accounts of the case, or in things that were "
        f"bought. {said_rule(rule)}",
        because=tuple(there),
    )


def _keys(book: Book) -> list[str]:
    if not marked(book):
        return []
    rule = relied_rule(book)
    return [f"{rule}:{currency}:{account}" for account, currency in payers(traced(book, rule))]


FIGURES: Final = {"found-of": Kind(_found_of, _keys)}

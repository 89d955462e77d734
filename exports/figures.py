"""What the charts on paper can explain: marked money between two accounts, added up."""

from __future__ import annotations

from typing import Final

from graphs.figures import Traced, traced
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind


def carried_parts(found: Traced) -> dict[tuple[str, str, str], list[tuple[str, int, int]]]:
    """Marked money by (payer, payee, currency): the payment, origin and amount of each part."""
    parts: dict[tuple[str, str, str], list[tuple[str, int, int]]] = {}
    for (key, number), minor in found.made.flows.items():
        payment = found.ledger.payment(key)
        ends = (payment.payer, payment.payee, payment.currency)
        parts.setdefault(ends, []).append((key, number, minor))
    return parts


def carried_id(rule: str, payer: str, payee: str, currency: str) -> str:
    """The figure of what one account carried to another; a tab keeps the accounts apart."""
    return f"carried:{rule}:{currency}:{payer}\t{payee}"


def _carried(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    currency, _, ends = rest.partition(":")
    payer, _, payee = ends.partition("\t")
    found = traced(book, rule)
    every: dict[tuple[str, str, str], list[tuple[str, int, int]]] = book.recall(
        f"carried:{rule}", lambda _: carried_parts(found)
    )
    parts = every.get((payer, payee, currency))
    if not parts:
        raise Refused(f"{payer} carried no marked money to {payee} by {rule}")
    return Figure(
        id=f"carried:{key}",
        label=f"Marked money from {payer} to {payee}",
        minor=sum(minor for _, _, minor in parts),
        currency=currency,
        rule="The sum of what each payment from the one account to the other carried.",
        because=tuple(f"flow:{rule}:{number}:{payment}" for payment, number, _ in parts),
    )


FIGURES: Final[dict[str, Kind]] = {"carried": Kind(_carried)}

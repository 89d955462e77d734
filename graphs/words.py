"""What nodes and connections are called: one and several, forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class NodeWords:
    """A FollowTheMoney schema's name for one and for several."""

    one: str
    many: str


@dataclass(frozen=True, slots=True)
class EdgeWords:
    """A connection's name for one and for several, and how it reads from either end.

    `forward` is read along the direction of the edge, `reverse` against it.
    """

    one: str
    many: str
    forward: str
    reverse: str


NODES: Final = {
    "Person": NodeWords("person", "people"),
    "Company": NodeWords("company", "companies"),
    "Organization": NodeWords("organisation", "organisations"),
    "LegalEntity": NodeWords("legal entity", "legal entities"),
    "BankAccount": NodeWords("account", "accounts"),
    "Payment": NodeWords("payment", "payments"),
}
EDGES: Final = {
    "Ownership": EdgeWords("holding", "holdings", "holds", "is held by"),
    "payer": EdgeWords("payer", "payers", "paid", "was paid from"),
    "beneficiary": EdgeWords("beneficiary", "beneficiaries", "was paid to", "received"),
    "Payment": EdgeWords("payment", "payments", "paid", "was paid by"),
}


def counted(number: int, schema: str) -> str:
    """A number of things in words.

    >>> counted(1, "Person"), counted(1200, "Company")
    ('1 person', '1,200 companies')
    """
    words = NODES[schema]
    return f"{number:,} {words.one if number == 1 else words.many}"

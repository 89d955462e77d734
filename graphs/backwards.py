"""Backwards tracing: what repaid a payment made on credit is claimed on what the credit bought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from graphs.follow import Followed, follow
from graphs.ledger import Ledger
from graphs.things import thing_of
from graphs.trace import Trace
from workbench.errors import Refused

#: The claims are followed under numbers of their own, above every origin's.
_ABOVE: Final = 1_000_000_000
#: A claim may lead to an earlier credit, and that one further back; so often is it looked.
_ROUNDS: Final = 100

#: (origin, payment made on credit) -> minor units.
Repaid = dict[tuple[int, str], int]


def claims(ledger: Ledger, made: Trace, why: str) -> list[dict[str, Any]]:
    """The claims of a trace, each followed from the payment that was made on credit.

    Brazil v Durant [2015] UKPC 35 allows it where the credit and its repayment were
    coordinated; `why` says so. A claim that itself went to repay an earlier credit leads on to
    what that one bought. `into` says where each claim is now.

    Raises:
        Refused: if no reason is given.
    """
    if not why.strip():
        raise Refused(
            "tracing backwards needs the reason why payment and repayment were coordinated",
            remedy='Add --why "…".',
        )
    wanted = {key: minor for key, minor in made.repaid.items() if key[1] in ledger.positions}
    if not wanted:
        return []
    first = dict(wanted)
    for _ in range(_ROUNDS):
        numbers = {key: _ABOVE + place for place, key in enumerate(sorted(wanted))}
        found = _followed(ledger, made, wanted, numbers)
        further: Repaid = defaultdict(int)
        origin_of = {number: key[0] for key, number in numbers.items()}
        for one in found.repayments:
            if one.origin in origin_of and one.debt in ledger.positions:
                further[origin_of[one.origin], one.debt] += one.minor
        more = {
            key: first.get(key, 0) + minor
            for key, minor in further.items()
            if first.get(key, 0) + minor > wanted.get(key, 0)
        }
        if not more:
            break
        wanted |= more
    into = _into(ledger, found)
    credited: dict[int, int] = defaultdict(int)
    for move in found.moves:
        if move.before < 0:
            credited[move.origin] += move.sent
    return [
        {
            "origin": origin, "payment": debt, "minor": credited[number],
            "currency": ledger.payment(debt).currency, "why": why.strip(), "into": into[number],
        }
        for (origin, debt), number in numbers.items()
        if credited[number]
    ]  # fmt: skip


def _followed(
    ledger: Ledger, made: Trace, wanted: Repaid, numbers: Mapping[tuple[int, str], int]
) -> Followed:
    """The same trace once more, with the claims in place of the credit's clean money."""
    credit: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for key in sorted(wanted):
        credit[key[1]].append((numbers[key], wanted[key]))
    payments = ledger.ordered(made.same_day, made.to)
    return follow(ledger, payments, made.origins, made.rule, credit=credit)


def _into(ledger: Ledger, found: Followed) -> dict[int, list[dict[str, Any]]]:
    """What is now in each account, thing and debt of each claim."""
    where: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for pocket, fund in sorted(found.funds.items()):
        sums: dict[int, int] = defaultdict(int)
        for parcel in fund.parcels():
            if parcel.origin >= _ABOVE:
                sums[parcel.origin] += parcel.minor
        account = ledger.accounts[pocket.account]
        for number, minor in sums.items():
            where[number].append(
                {
                    "account": pocket.account, "asset": thing_of(pocket.account) or None,
                    "kind": account.kind, "held": account.held, "minor": minor,
                    "currency": pocket.currency,
                }
            )  # fmt: skip
    debts: dict[tuple[int, str, str], int] = defaultdict(int)
    for one in found.repayments:
        if one.origin >= _ABOVE:
            debts[one.origin, one.debt, one.pocket.currency] += one.minor
    for (number, debt, currency), minor in debts.items():
        where[number].append({"debt": debt, "minor": minor, "currency": currency})
    return where

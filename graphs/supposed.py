"""What if: the case traced under a supposition, beside the case as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphs.asking import Asking, logged
from graphs.compare import fund_said, parting
from graphs.figures import PLACES, Traced, relied_rule, traced, traced_into
from graphs.joined import Joined, join
from graphs.ledger import SAME_DAY, Ledger, Pocket, SameDay
from graphs.lineage import reached
from graphs.of_case import check_end
from graphs.plain import paid, sources_data, whose
from graphs.trace import Trace, trace
from workbench.errors import Refused
from workbench.figures import Book
from workbench.money import written
from workbench.words import day_written, listed


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed instead of what stands; what is left empty is as it stands.

    `same` are pairs taken to be the same: two parties (`party:N`), or two accounts.
    """

    rule: str = ""
    without: tuple[int, ...] = ()
    same_day: str = ""
    to: date | None = None
    same: tuple[tuple[str, str], ...] = ()


def what_if(book: Book, wanted: Supposition) -> dict[str, Any]:
    """What changes against the case as it stands, as JSON-ready data.

    Raises:
        Refused: where nothing is supposed, an origin, party or account is unknown, or the rule
            keeps no log.
    """
    if wanted == Supposition():
        raise Refused(
            "nothing is supposed",
            remedy="Add --without, --rule, --same-day, --to or --same.",
        )
    stands_rule = relied_rule(book)
    rule = logged(wanted.rule or stands_rule)
    stands, joined = Asking(book, stands_rule), join(book.case, wanted.same)
    other = supposed(book, wanted, joined)
    would = Asking(other, rule, supposed=True)
    return {
        "question": "what-if",
        "supposed": said(wanted, stands_rule, joined),
        "stands_rule": stands_rule,
        "rule": rule,
        "rows": _rows(stands, would),
        "people": _people(book, stands, would, joined),
        "parting": _parting(stands, would),
    }


def supposed(book: Book, wanted: Supposition, joined: Joined | None = None) -> Book:
    """A book of the same case in which the trace is the supposed one."""
    rule = logged(wanted.rule or relied_rule(book))
    base = traced(book, rule)
    numbers = {origin.number for origin in base.made.origins}
    unknown = [number for number in wanted.without if number not in numbers]
    if unknown:
        raise Refused(
            f"there is no origin {unknown[0]}",
            remedy="List what is marked: trace CASE --rule RULE --json",
        )
    order = _order(wanted.same_day)
    check_end(book.case, wanted.to)
    joined = joined or join(book.case, wanted.same)
    ledger = _merged(base.ledger, joined.accounts)
    origins = [o for o in base.made.origins if o.number not in wanted.without]
    made = trace(ledger, origins, rule, same_day=order, to=wanted.to)
    other = Traced.found(ledger, made)
    return Book(book.case, book.kinds, memory={f"trace:{rule}": other})


def _order(same_day: str) -> SameDay:
    order = next((one for one in SAME_DAY if one == (same_day or SAME_DAY[0])), None)
    if order is None:
        raise Refused(f"there is no order {same_day}", remedy=f"Use {', '.join(SAME_DAY)}.")
    return order


def said(wanted: Supposition, stands_rule: str, joined: Joined) -> list[str]:
    """The supposition in words, a sentence for each part."""
    parts = []
    if wanted.without:
        numbers = listed([str(number) for number in wanted.without])
        one = len(wanted.without) == 1
        parts.append(
            f"Origin {numbers} is left out." if one else f"Origins {numbers} are left out."
        )
    if wanted.rule and wanted.rule != stands_rule:
        parts.append(f"The rule is {wanted.rule} and not {stands_rule}.")
    if wanted.same_day:
        parts.append(f"Records of one day without a time are taken {wanted.same_day}.")
    if wanted.to:
        parts.append(f"The records end on {day_written(wanted.to)}.")
    return [*parts, *joined.said]


def _merged(ledger: Ledger, one: Mapping[str, str]) -> Ledger:
    """The ledger with accounts that are one under the name of the first."""
    if not one:
        return ledger
    accounts = [account for account in ledger.accounts.values() if account.id not in one]
    payments, events = (
        [
            replace(p, payer=one.get(p.payer, p.payer), payee=one.get(p.payee, p.payee))
            for p in found
        ]
        for found in (ledger.payments, ledger.events.values())
    )
    return Ledger(accounts, payments, events)


# What changes.


def _rows(stands: Asking, would: Asking) -> list[dict[str, Any]]:
    """Each place, asset and account whose amount is another, the places always."""
    rows = []
    currencies = sorted(
        {pocket.currency for made in (stands.made, would.made) for _, pocket in made.held}
        | {part.pocket.currency for made in (stands.made, would.made) for part in made.repayments}
        | {stands.ledger.payment(origin.payment).currency for origin in stands.made.origins}
    )
    for currency in currencies:
        for place, words in PLACES.items():
            figure = f"place:{stands.rule}:{currency}:{place}"
            rows.append(
                _row("place", place, words, currency, figure, *(
                    asking.book.figure(f"place:{asking.rule}:{currency}:{place}").minor
                    for asking in (stands, would)
                ))
            )  # fmt: skip
    for number, asset in stands.assets.items():
        figure = f"traced-by:{stands.rule}:{number}"
        amounts = [
            sum(minor for *_, minor in traced_into(asking.book, asking.rule, number))
            for asking in (stands, would)
        ]
        words = f"Into {asset['label']}"
        rows.append(_row("asset", str(number), words, asset["currency"], figure, *amounts))
    before, after = _by_pocket(stands.made), _by_pocket(would.made)
    changed = [
        (pocket, before.get(pocket, 0), after.get(pocket, 0))
        for pocket in sorted(before.keys() | after.keys())
        if before.get(pocket, 0) != after.get(pocket, 0)
    ]
    for pocket, one, other in sorted(changed, key=lambda row: (-abs(row[2] - row[1]), row[0])):
        words = whose(stands.ledger, pocket.account)
        rows.append(_row("account", pocket.account, words, pocket.currency, "", one, other))
    return rows


def _row(
    kind: str, name: str, words: str, currency: str, figure: str, stands: int, would: int
) -> dict[str, Any]:
    return {
        "kind": kind, "id": name, "what": words, "stands_minor": stands, "would_minor": would,
        "change_minor": would - stands, "currency": currency,
        "figure": figure or None,
    }  # fmt: skip


def _by_pocket(made: Trace) -> dict[Pocket, int]:
    sums: dict[Pocket, int] = defaultdict(int)
    for (_, pocket), minor in made.held.items():
        sums[pocket] += minor
    return sums


def _people(book: Book, stands: Asking, would: Asking, joined: Joined) -> list[dict[str, Any]]:
    """What marked money each holder of accounts received from others, and still has there."""
    before = _persons(stands, join(book.case, ()).owners)
    after = _persons(would, joined.owners)
    rows = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key, (0, 0)), after.get(key, (0, 0))
        if one != other:
            name, currency = key
            rows.append(
                {
                    "name": name, "currency": currency, "stands_received_minor": one[0],
                    "would_received_minor": other[0], "stands_held_minor": one[1],
                    "would_held_minor": other[1],
                }
            )  # fmt: skip
    return rows


def _persons(asking: Asking, owners: Mapping[str, str]) -> dict[tuple[str, str], tuple[int, int]]:
    received: dict[tuple[str, str], int] = defaultdict(int)
    for move in asking.made.moves:
        into = reached(asking.ledger, move)
        owner = owners.get(into.account)
        if owner is not None and owner != owners.get(asking.ledger.payment(move.payment).payer):
            received[owner, into.currency] += move.minor
    held: dict[tuple[str, str], int] = defaultdict(int)
    for (_, pocket), minor in asking.made.held.items():
        if (owner := owners.get(pocket.account)) is not None:
            held[owner, pocket.currency] += minor
    return {key: (received.get(key, 0), held.get(key, 0)) for key in received.keys() | held.keys()}


def _parting(stands: Asking, would: Asking) -> dict[str, Any] | None:
    """The first payment that carries something else under the supposition, and why."""
    found = parting(stands.ledger, stands.made, would.made)
    if found is None:
        return None
    payment = stands.ledger.payment(found.payment)
    one, other = (
        written(minor, payment.currency) for minor in (found.first_minor, found.second_minor)
    )
    text = (
        f"The first payment that differs is {payment.id}: the "
        f"{written(payment.minor, payment.currency)} {paid(stands.ledger, payment)}. Of origin "
        f"{found.origin} it carries {one} as the case stands, and would carry {other}. "
    )
    text += fund_said(stands.ledger, stands.made, payment.id, found.origin, "as the case stands")
    return {
        "payment": payment.id, "origin": found.origin, "stands_minor": found.first_minor,
        "would_minor": found.second_minor, "currency": payment.currency, "text": text.strip(),
        "figure": (
            f"flow:{stands.rule}:{found.origin}:{payment.id}" if found.first_minor else None
        ),
        "sources": sources_data(stands.cite(payment.id)),
    }  # fmt: skip

"""Rules side by side for a case: by asset, by whose money it was, and where they part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Any

from graphs.asking import Asking, logged
from graphs.compare import parting, told
from graphs.figures import relied_rule, traced_into
from graphs.lineage import LOGGED
from graphs.plain import sources_data, whose
from graphs.rules import RULES
from graphs.things import THING
from graphs.whose import payers
from workbench.errors import Refused
from workbench.figures import Book
from workbench.progress import Report, silent


def side_by_side(book: Book, rules: Sequence[str] = (), report: Report = silent) -> dict[str, Any]:
    """What each rule gives, as JSON-ready data; the first rule is the one compared with.

    Without `rules` all that keep a log are compared, the one that the case relies on first.

    Raises:
        Refused: for a rule that is unknown or keeps no log, or fewer than two.
    """
    relied = relied_rule(book)
    first = [relied] if relied in LOGGED else []
    names = list(dict.fromkeys(map(logged, rules))) or list(dict.fromkeys((*first, *LOGGED)))
    if len(names) < 2:
        raise Refused("one rule is not compared with itself", remedy="Name two or more rules.")
    asked = []
    for number, rule in enumerate(names):
        report(number, len(names), f"Tracing by {rule}")
        asked.append(Asking(book, rule))
    return {
        "rules": [
            {"rule": rule, "words": RULES[rule].words, "authority": RULES[rule].authority}
            for rule in names
        ],
        "assets": [_asset(asked, number) for number in asked[0].assets],
        "origins": [
            _from(asked, payer, numbers) for payer, numbers in payers(asked[0].found).items()
        ],
        "partings": [
            found
            for one, other in combinations(asked, 2)
            if (found := _parting(one, other)) is not None
        ],
    }


def _asset(asked: Sequence[Asking], number: int) -> dict[str, Any]:
    row = asked[0].assets[number]
    minor = [sum(m for *_, m in traced_into(one.book, one.rule, number)) for one in asked]
    ways = [_way_into(one, number) for one in asked]
    return {
        "asset": number,
        "label": row["label"],
        "paid_minor": sum(one["minor"] for one in row["purchases"]),
        "came_in_minor": asked[0].came_into(str(number)),
        "currency": row["currency"],
        "by_rule": [
            {"rule": one.rule, "traced_minor": amount, "figure": f"traced-by:{one.rule}:{number}"}
            for one, amount in zip(asked, minor, strict=True)
        ],
        "partings": [
            found
            for other, amount, way in zip(asked[1:], minor[1:], ways[1:], strict=True)
            if amount != minor[0]
            and (found := _parting(asked[0], other, payers=ways[0] | way)) is not None
        ],
    }


def _way_into(asking: Asking, asset: int) -> set[str]:
    """The accounts that money passed on its way into an asset, back to the origins."""
    moves = asking.made.moves
    waiting = list(asking.found.into.get(f"{THING}{asset}", ()))
    seen = set(waiting)
    while waiting:
        before = moves[waiting.pop()].before
        if before >= 0 and before not in seen:
            seen.add(before)
            waiting.append(before)
    return {asking.ledger.payment(moves[place].payment).payer for place in seen}


def _from(
    asked: Sequence[Asking], payer: tuple[str, str], numbers: Sequence[int]
) -> dict[str, Any]:
    account, currency = payer
    by_rule = [_left_of(one, payer, numbers) for one in asked]
    return {
        "from": account,
        "name": whose(asked[0].ledger, account),
        "origins": list(numbers),
        "marked_minor": sum(asked[0].made.marked.get(number, 0) for number in numbers),
        "currency": currency,
        "by_rule": by_rule,
        "partings": [
            found
            for other, row in zip(asked[1:], by_rule[1:], strict=True)
            if _amounts(row) != _amounts(by_rule[0])
            and (found := _parting(asked[0], other, origins=numbers)) is not None
        ],
    }


def _amounts(row: dict[str, Any]) -> list[Any]:
    return [value for key, value in row.items() if key not in {"rule", "figure", "because"}]


def _left_of(asking: Asking, payer: tuple[str, str], numbers: Sequence[int]) -> dict[str, Any]:
    """Where the money of some origins is, with the figures that it is the sum of."""
    account, currency = payer
    sums = dict.fromkeys(("in_assets", "held", "left", "repaid", "spent"), 0)
    others: dict[str, int] = defaultdict(int)
    because = []
    for number in numbers:
        for part in asking.places_of(number):
            because.append(part.figure)
            if part.currency == currency:
                kind = "in_assets" if part.kind in {"thing", "sold"} else part.kind
                sums[kind] += part.minor
            else:
                others[part.currency] += part.minor
    figure = f"found-of:{asking.rule}:{currency}:{account}"
    return {
        "rule": asking.rule,
        "found_minor": asking.book.figure(figure).minor,
        "figure": figure,
        **{f"{key}_minor": minor for key, minor in sums.items()},
        "other_currencies": [
            {"currency": other, "amount_minor": minor} for other, minor in sorted(others.items())
        ],
        "because": list(dict.fromkeys(because)),
    }


def _parting(
    first: Asking,
    second: Asking,
    *,
    origins: Collection[int] | None = None,
    payers: Collection[str] | None = None,
) -> dict[str, Any] | None:
    """The first payment at which two rules part, in words and with its lines."""
    found = parting(first.ledger, first.made, second.made, origins=origins, payers=payers)
    if found is None:
        return None
    amounts = ((first, found.first_minor), (second, found.second_minor))
    return {
        "first": found.first,
        "second": found.second,
        "payment": found.payment,
        "origin": found.origin,
        "first_minor": found.first_minor,
        "second_minor": found.second_minor,
        "currency": first.ledger.payment(found.payment).currency,
        "figures": [
            f"flow:{one.rule}:{found.origin}:{found.payment}" for one, minor in amounts if minor
        ],
        "text": told(first.ledger, found, first.made, second.made),
        "sources": sources_data(first.cite(found.payment)),
    }

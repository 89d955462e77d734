"""What tracing can explain: an origin, what a payment carried, what is held, what was bought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from graphs.dated import FIGURES as DATED
from graphs.follow import Move
from graphs.ledger import OPENING, Ledger, LedgerAccount, LedgerPayment, Pocket
from graphs.of_case import ledger_of, things_of
from graphs.plain import spoken
from graphs.rules import RULES
from graphs.things import LOAN, SOLD, SPENT, THING, Things
from graphs.trace import Trace, trace
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.money import written
from workbench.records.counterparty import CASH_OUT
from workbench.recovery.origins import origin_rows
from workbench.store.tables import Asset, CaseInfo
from workbench.words import day_written


@dataclass(frozen=True, slots=True)
class Traced:
    """One rule's trace with what its figures need to be found quickly."""

    ledger: Ledger
    made: Trace
    by_flow: dict[tuple[str, int], list[int]]
    #: The moves that came into each thing, what was spent and each loan, by their names.
    into: dict[str, list[int]]

    @classmethod
    def of(cls, case: Case, rule: str) -> Traced:
        """Trace a case by one rule, whole."""
        ledger, origins = ledger_of(case)
        return cls.found(ledger, trace(ledger, origins, rule))

    @classmethod
    def found(cls, ledger: Ledger, made: Trace) -> Traced:
        """A trace that has been made, ready to be explained."""
        by_flow: dict[tuple[str, int], list[int]] = defaultdict(list)
        into: dict[str, list[int]] = defaultdict(list)
        for place, move in enumerate(made.moves):
            by_flow[move.payment, move.origin].append(place)
            reached = move.into or ledger.payment(move.payment).arrives
            if ledger.accounts[reached].kind != "account":
                into[reached].append(place)
        return cls(ledger, made, dict(by_flow), dict(into))


def traced(book: Book, rule: str) -> Traced:
    """The trace by `rule`, made once for the book.

    Raises:
        Refused: if the rule has no log to explain from.
    """
    if rule not in RULES or rule in {"poison", "pari-passu"}:
        raise Refused(f"no figure is made by the rule {rule}")
    found: Traced = book.recall(f"trace:{rule}", lambda case: Traced.of(case, rule))
    return found


def relied_rule(book: Book) -> str:
    """The rule that the case relies on."""

    def read(case: Case) -> str:
        with case.read() as connection:
            return connection.execute(select(CaseInfo.tracing_rule)).scalar_one()

    rule: str = book.recall("trace:relied", read)
    return rule


def said_rule(rule: str) -> str:
    """A rule in words, with its authority."""
    return f"{RULES[rule].words[0].upper()}{RULES[rule].words[1:]} ({RULES[rule].authority})."


def _named(ledger: Ledger, payment: LedgerPayment) -> str:
    kind, _, number = payment.id.partition(":")
    when = day_written(payment.when)
    if kind == "disposal" and payment.payer.startswith(THING):
        way = "exchange" if payment.payee.startswith(THING) else "sale"
        return f"{way} {number} of {when} out of thing {payment.payer.removeprefix(THING)}"
    if kind == "bought" and payment.payee.startswith(SOLD):
        return f"what {spoken(ledger, payment.payer)} paid in sale {number} of {when}"
    ends = f"from {spoken(ledger, payment.payer)} to {spoken(ledger, payment.payee)}"
    return f"payment {payment.id} of {when} {ends}"


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Refused(f"{text} is no number of an origin")
    return int(text)


def _origin(book: Book, key: str) -> Figure:
    rows = {row["origin"]: row for row in book.recall("origins", origin_rows)}
    row = rows.get(_number(key))
    if row is None:
        raise Refused(f"the case has no origin {key}")
    return Figure(
        id=f"origin:{key}",
        label=f"Origin {key}: marked of payment {row['payment']}",
        minor=row["minor"],
        currency=row["currency"],
        rule=f"Marked as criminal property (POCA 2002 s.304): {row['why']}",
        because=(f"payment:{row['payment']}",),
    )


def _move(book: Book, key: str) -> Figure:
    rule, _, place = key.partition(":")
    found = traced(book, rule)
    if not place.isdecimal() or int(place) >= len(found.made.moves):
        raise Refused(f"the trace by {rule} has no step {place}")
    move = found.made.moves[int(place)]
    payment = found.ledger.payment(move.payment)
    if move.before < 0:
        how = f"It is the marked money itself, in {_named(found.ledger, payment)}."
        because: tuple[str, ...] = (f"origin:{move.origin}",)
    else:
        before = found.made.moves[move.before]
        how = (
            f"{said_rule(rule)} Taken from the {_amount(found, before)} of origin {move.origin} "
            f"that {_named(found.ledger, found.ledger.payment(before.payment))} had brought."
        )
        because = (f"move:{rule}:{move.before}", _event_or_payment(found, payment))
    label = f"Of origin {move.origin}, carried by {_named(found.ledger, payment)}"
    if payment.id in found.ledger.events and move.minor != move.sent:
        label += f", for which {_amount(found, move)} came"
    return Figure(
        id=f"move:{key}",
        label=label,
        minor=move.sent,
        currency=payment.currency,
        rule=how,
        because=because,
    )


def _event_or_payment(found: Traced, payment: LedgerPayment) -> str:
    event = payment.id in found.ledger.events
    return f"disposal:{payment.id.partition(':')[2]}" if event else f"payment:{payment.id}"


def _amount(found: Traced, move: Move) -> str:
    payment = found.ledger.payment(move.payment)
    return written(move.minor, payment.currency if move.into else payment.received[1])


def _flow(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    number, _, payment_id = rest.partition(":")
    found = traced(book, rule)
    places = found.by_flow.get((payment_id, _number(number)))
    if not places:
        raise Refused(f"payment {payment_id} carries nothing of origin {number} by {rule}")
    payment = found.ledger.payment(payment_id)
    return Figure(
        id=f"flow:{key}",
        label=f"Of origin {number}, in {_named(found.ledger, payment)}",
        minor=sum(found.made.moves[place].sent for place in places),
        currency=payment.currency,
        rule=f"All of origin {number} that this payment carried. {said_rule(rule)}",
        because=tuple(f"move:{rule}:{place}" for place in places),
    )


def _pocket(found: Traced, text: str) -> Pocket:
    account, _, currency = text.rpartition("|")
    if account in found.ledger.accounts:
        return Pocket(account, currency)
    stated = found.ledger.accounts.get(text)
    if stated is None:
        raise Refused(f"the case has no account {text}")
    return Pocket(text, stated.currency)


def pocket_key(found: Traced, pocket: Pocket) -> str:
    """How a figure's id names a pocket: the account alone, unless in another currency."""
    stated = found.ledger.accounts[pocket.account].currency
    return pocket.account if pocket.currency == stated else f"{pocket.account}|{pocket.currency}"


def _held(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    number, _, name = rest.partition(":")
    found = traced(book, rule)
    pocket = _pocket(found, name)
    parts = found.made.left.get((_number(number), pocket))
    if not parts:
        raise Refused(f"nothing of origin {number} is left in {name} by {rule}")
    return Figure(
        id=f"held:{key}",
        label=f"Of origin {number}, {_where(found.ledger, pocket.account)}",
        minor=sum(minor for _, minor in parts),
        currency=pocket.currency,
        rule=f"What came and did not go on. {said_rule(rule)}",
        because=tuple(f"move:{rule}:{place}" for place in dict.fromkeys(p for p, _ in parts)),
    )


def _where(ledger: Ledger, key: str) -> str:
    account, name = ledger.accounts[key], spoken(ledger, key)
    if account.kind == "account":
        if account.held:
            return f"still in {name}"
        if key.startswith(CASH_OUT):
            return f"left the records as cash out of {spoken(ledger, key[len(CASH_OUT) :])}"
        return f"left the records with {name}"
    said = account.name or key
    return said[0].lower() + said[1:] if account.kind in {"spent", "loan"} else f"in {said}"


def _repaid(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    number, _, debt = rest.partition(":")
    found = traced(book, rule)
    if debt.startswith(LOAN) and debt in found.ledger.accounts:
        return replace(_held(book, key), id=f"repaid:{key}")
    parts = [r for r in found.made.repayments if (r.origin, r.debt) == (_number(number), debt)]
    if not parts:
        raise Refused(f"nothing of origin {number} repaid {debt} by {rule}")
    opening = debt.startswith(OPENING)
    what = (
        f"the opening overdraft of {spoken(found.ledger, debt[len(OPENING) :])}"
        if opening
        else f"what {_named(found.ledger, found.ledger.payment(debt))} had been made on credit with"
    )
    debtor = spoken(found.ledger, parts[0].pocket.account)
    return Figure(
        id=f"repaid:{key}",
        label=f"Of origin {number}, repaid a debt of {debtor}",
        minor=sum(part.minor for part in parts),
        currency=parts[0].pocket.currency,
        rule=f"It went to {what}; the oldest debt is repaid first. {said_rule(rule)}",
        because=tuple(f"move:{rule}:{place}" for place in dict.fromkeys(p.before for p in parts)),
    )


#: Where marked money can be, as a page sums it up.
PLACES: Final = {
    "held": "Still in accounts of the case",
    "things": "In things that it bought",
    "left": "Left the records",
    "repaid": "Repaid debts",
    "spent": "Spent",
}


#: By so much all the places together are more, or less, than was marked.
ACCRUED: Final = "accrued"


def _parts(found: Traced, rule: str, currency: str, place: str) -> Iterator[str]:
    """The figures of all that is in one place, in one currency."""
    made, accounts = found.made, found.ledger.accounts
    if place == "repaid":
        for part in made.repayments:
            if part.pocket.currency == currency:
                yield f"repaid:{rule}:{part.origin}:{part.debt}"
    for number, pocket in made.left:
        account = accounts[pocket.account]
        if pocket.currency == currency and _is_in(account, place):
            kind = "repaid" if account.kind == "loan" else "held"
            yield f"{kind}:{rule}:{number}:{pocket_key(found, pocket)}"


def _is_in(account: LedgerAccount, place: str) -> bool:
    if account.kind == "account":
        return place == ("held" if account.held else "left")
    return place == {"spent": "spent", "loan": "repaid"}.get(account.kind, "things")


def _place(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    currency, _, place = rest.partition(":")
    if place == ACCRUED:
        return _gained(book, rule, currency)
    if place not in PLACES:
        raise Refused(f"{place} is no place", remedy=f"Use one of: {', '.join(PLACES)}.")
    found = traced(book, rule)
    parts = set(_parts(found, rule, currency, place))
    return Figure(
        id=f"place:{key}",
        label=f"Marked money: {PLACES[place].lower()}",
        minor=sum(book.figure(part).minor for part in parts),
        currency=currency,
        rule=f"All that every origin has there. {said_rule(rule)}",
        because=tuple(sorted(parts)),
    )


def _gained(book: Book, rule: str, currency: str) -> Figure:
    """What accrued to all origins together: by so much the places are more than was marked."""
    found = traced(book, rule)
    parts = [
        f"accrued:{rule}:{number}:{event.partition(':')[2]}"
        for number, event in found.made.accrued
        if found.ledger.payment(event).currency == currency
    ]
    return Figure(
        id=f"place:{rule}:{currency}:{ACCRUED}",
        label="Marked money: gained, less what was lost, when things were sold",
        minor=sum(book.figure(part).minor for part in parts),
        currency=currency,
        rule=f"The gain or the loss of every origin in every sale and exchange. {said_rule(rule)}",
        because=tuple(parts),
    )


def traced_into(book: Book, rule: str, asset: int) -> list[tuple[int, str, int]]:
    """What went into an asset, as (origin, payment, minor), in the order in which it came.

    Where only part of a payment bought it, the payment's origins and clean money are taken
    in proportion, by the largest remainder, clean last. What came with an exchange is named
    by the exchange, as `disposal:7`.
    """
    found = traced(book, rule)
    parts: dict[tuple[int, str], int] = defaultdict(int)
    for place in found.into.get(f"{THING}{asset}", ()):
        move = found.made.moves[place]
        parts[move.origin, move.payment] += move.minor
    return [(origin, payment, minor) for (origin, payment), minor in parts.items() if minor]


def _traced(book: Book, key: str) -> Figure:
    return _traced_by(book, f"{relied_rule(book)}:{key}", f"traced:{key}")


def _traced_by(book: Book, key: str, name: str = "") -> Figure:
    rule, _, asset_key = key.partition(":")
    with book.case.session() as session:
        asset = session.get(Asset, _number(asset_key))
    if asset is None:
        raise Refused(f"the case has no asset {asset_key}")
    return Figure(
        id=name or f"traced-by:{key}",
        label=f"Traced into {asset.label}",
        minor=sum(minor for _, _, minor in traced_into(book, rule, asset.id)),
        currency=asset.currency,
        rule=(
            f"{said_rule(rule)} All marked money in the payments that bought it, and in what "
            "was given in exchange for it; where part of a payment bought it, that part in "
            "proportion."
        ),
        because=carrying(traced(book, rule), rule, f"{THING}{asset.id}"),
    )


def carrying(found: Traced, rule: str, name: str) -> tuple[str, ...]:
    """The figures of what came into a thing: a payment's whole part of an origin, or its moves."""
    moves: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place in found.into.get(name, ()):
        move = found.made.moves[place]
        moves[move.payment, move.origin].append(place)
    figures: list[str] = []
    for (payment, origin), places in moves.items():
        if places == found.by_flow[payment, origin] and payment not in found.ledger.events:
            figures.append(f"flow:{rule}:{origin}:{payment}")
        else:
            figures += [f"move:{rule}:{place}" for place in places]
    return tuple(figures)


def _origin_keys(book: Book) -> list[str]:
    return [str(row["origin"]) for row in book.recall("origins", origin_rows)]


def marked(book: Book) -> bool:
    """Whether anything is marked as criminal property."""
    return bool(book.recall("origins", origin_rows))


def _held_keys(book: Book) -> Iterator[str]:
    if marked(book):
        rule = relied_rule(book)
        found = traced(book, rule)
        for number, pocket in (*found.made.held, *found.made.things):
            yield f"{rule}:{number}:{pocket_key(found, pocket)}"
        for number, payment in found.made.spent:
            yield f"{rule}:{number}:{SPENT}{payment}"


def _repaid_keys(book: Book) -> Iterator[str]:
    if marked(book):
        rule = relied_rule(book)
        for number, debt in traced(book, rule).made.repaid:
            yield f"{rule}:{number}:{debt}"


def things_in(book: Book) -> list[int]:
    """The numbers of the things that payments, or exchanges, brought into the case."""

    def read(case: Case) -> Things:
        with case.read() as connection:
            return things_of(connection)

    known: Things = book.recall("trace:things", read)
    numbers = {one.thing for one in known.bought} | {one.into for one in known.gone if one.into}
    return sorted(numbers)


def _traced_keys(book: Book) -> list[str]:
    return [str(number) for number in things_in(book)] if marked(book) else []


FIGURES: Final = {
    "origin": Kind(_origin, _origin_keys),
    "traced": Kind(_traced, _traced_keys),
    "traced-by": Kind(_traced_by),
    "held": Kind(_held, _held_keys),
    "repaid": Kind(_repaid, _repaid_keys),
    "place": Kind(_place),
    "flow": Kind(_flow),
    "move": Kind(_move),
    **DATED,
}

"""Variations of an order that is made: reconsidered, reduced or discharged, from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.balance import balance_of, terms_of
from workbench.recovery.deadlines import day_of, deadline, local_day, parse_when, said
from workbench.recovery.lawbook import in_force, law_of, provision
from workbench.recovery.orders import named, order_of
from workbench.recovery.regimes import regime_of, states
from workbench.store.tables import Order, OrderEvent, Variation


def powers(regime: str, on: date | None = None) -> list[dict[str, Any]]:
    """How an order of a regime may be varied, each with who may ask and the provision."""
    return [
        {**row, "provision": provision(row)}
        for row in regime_of(regime).get("variation", ())
        if on is None or in_force(row, on)
    ]


def vary(
    case: Case,
    order_id: int,
    under: str,
    on: date,
    by: str,
    *,
    amount_minor: int | None = None,
    benefit_minor: int | None = None,
    available_minor: int | None = None,
    document: str = "",
    why: str = "",
) -> int:
    """Record a variation from a day on, and return its number. Earlier days stay as they were.

    A discharge (s.24, s.25) needs no amount: what is still owed that day is no longer required.

    Raises:
        Refused: if the provision does not allow it, or it is dated before what it rests on.
    """
    with case.change("vary", "Varied an order") as work:
        order = order_of(work.session, order_id)
        power = _power(order, under, on)
        _check_day(case, work.session, order, on)
        if not by.strip():
            raise Refused("a variation needs the name of who made it", where=named(order))
        _check_time(work.session, order, power, on)
        before = balance_of(work.session, order, on)
        if power["direction"] == "discharge":
            _check_small(order, power, before.owed_minor, on)
            amount_minor = before.received_minor
        amount = _checked_amount(order, power, before.required_minor, amount_minor)
        found = found_now(work.session, order)
        _check_found(
            order,
            {
                "benefit": found["benefit"] if benefit_minor is None else benefit_minor,
                # A nominal order may stand where nothing is available (s.7(2)(b)).
                "available amount": (
                    found["available"] if available_minor is None else available_minor
                ) or None,
            },
            amount,
        )  # fmt: skip
        row = Variation(
            order_id=order.id, on=on, provision=power["provision"], benefit_minor=benefit_minor,
            available_minor=available_minor, amount_minor=amount, by=by.strip(),
            document=document, why=why,
        )  # fmt: skip
        work.session.add(row)
        _step(work.session, order, "closed" if power.get("closes") else "varied", on, by, document)
        work.session.flush()
        work.summary = (
            f"{named(order)}: from {written(before.required_minor, order.currency)} to "
            f"{written(amount, order.currency)} on {said(on)} ({under})"
        )
        return row.id


def variations(session: Session, order: Order) -> list[Variation]:
    """An order's variations, by their days."""
    return list(
        session.scalars(
            select(Variation)
            .where(Variation.order_id == order.id)
            .order_by(Variation.on, Variation.id)
        )
    )


def _power(order: Order, under: str, on: date) -> dict[str, Any]:
    found = powers(order.regime, on)
    if not found:
        raise Refused(
            f"a {regime_of(order.regime)['title'].lower()} is not varied by amount",
            where=named(order),
        )
    for row in found:
        if row["key"] == under:
            return row
    raise Refused(
        f"{under} is no provision to vary it by",
        where=named(order),
        remedy=f"Use one of: {', '.join(row['key'] for row in found)}.",
    )


def _check_day(case: Case, session: Session, order: Order, on: date) -> None:
    if order.made is None or order.amount_minor is None:
        raise Refused("no order is made yet", where=named(order), remedy="Record the order first.")
    last = session.scalars(
        select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id.desc())
    ).first()
    assert last is not None
    latest = max([day_of(parse_when(last.at)), *(row.on for row in variations(session, order))])
    if on < latest:
        raise Refused(
            f"a variation of {said(on)} is before what was decided on {said(latest)}",
            where=named(order),
            remedy="Check both dates.",
        )
    if on > local_day(case.now()):
        raise Refused(
            f"a variation of {said(on)} is not made yet", where=named(order),
            remedy="Record it when the court has made it.",
        )  # fmt: skip
    known = states(order.regime, order.regime_version)
    if not {"varied", "closed"} & set(known[order.state]["next"]):
        raise Refused(
            f"an order at “{known[order.state]['label'].lower()}” is not varied",
            where=named(order),
        )


def _check_time(session: Session, order: Order, power: dict[str, Any], on: date) -> None:
    """Some powers end so long after conviction."""
    kind = power.get("within")
    convicted = session.scalars(
        select(OrderEvent.at).where(
            OrderEvent.order_id == order.id, OrderEvent.to_state == "convicted"
        )
    ).first()
    if not kind or convicted is None:
        return
    ends = deadline(
        kind, day_of(parse_when(convicted)), regime=order.regime_version, law=law_of(session)
    )
    if on > ends.day:
        raise Refused(
            f"{power['key']} is open until {said(ends.day)} only ({ends.provision})",
            where=named(order),
            remedy="Section 22 has no such limit.",
        )


def _check_small(order: Order, power: dict[str, Any], owed: int, on: date) -> None:
    most, under = power.get("balance_up_to_minor"), power.get("balance_below_minor")
    if owed <= 0:
        raise Refused(f"nothing is owed on {said(on)}", where=named(order))
    if (most is not None and owed > most) or (under is not None and owed >= under):
        bound = f"at most {written(most)}" if most is not None else f"below {written(under or 0)}"
        raise Refused(
            f"{written(owed, order.currency)} is owed on {said(on)}; it may be {bound} "
            f"({power['provision']})",
            where=named(order),
        )


def _checked_amount(order: Order, power: dict[str, Any], before: int, amount: int | None) -> int:
    way = power["direction"]
    if amount is None or amount < 0:
        raise Refused("a variation says what is to be paid now", where=named(order),
                      remedy="Give the amount.")  # fmt: skip
    if (way == "up" and amount <= before) or (way == "down" and amount >= before):
        raise Refused(
            f"{power['key']} makes an order {'larger' if way == 'up' else 'smaller'}: it is "
            f"{written(before, order.currency)} already, not "
            f"{'more' if way == 'up' else 'less'} than {written(amount, order.currency)}",
            where=named(order),
            remedy="Check the amount and the provision.",
        )
    return amount


def _check_found(order: Order, ceilings: dict[str, int | None], amount: int) -> None:
    for name, ceiling in ceilings.items():
        if ceiling is not None and amount > ceiling:
            raise Refused(
                f"an order for {written(amount, order.currency)} is above the {name} "
                f"{written(ceiling, order.currency)} (POCA 2002 s.7)",
                where=named(order),
                remedy=f"State the {name} as the court finds it now.",
            )


def _step(session: Session, order: Order, to: str, on: date, by: str, document: str) -> None:
    if to not in states(order.regime, order.regime_version)[order.state]["next"]:
        raise Refused(
            f"an order at {order.state} does not become {to}", where=named(order),
            remedy="Record the step before it first.",
        )  # fmt: skip
    session.add(
        OrderEvent(
            order_id=order.id, event=to, from_state=order.state, to_state=to,
            at=on.isoformat(), by=by.strip(), document=document,
        )
    )  # fmt: skip
    order.state = to


def found_now(session: Session, order: Order) -> dict[str, int | None]:
    """Benefit, available amount and amount as the latest decision on each has them."""
    found = {"benefit": order.benefit_minor, "available": order.available_minor}
    for row in variations(session, order):
        if row.benefit_minor is not None:
            found["benefit"] = row.benefit_minor
        if row.available_minor is not None:
            found["available"] = row.available_minor
    amount = None if order.amount_minor is None else terms_of(session, order).amount_on(date.max)
    return {**found, "amount": amount}

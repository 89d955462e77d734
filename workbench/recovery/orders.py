"""Orders: sought and made under one regime, moved only along that regime's states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import When, as_text, deadline, parse_when, said
from workbench.recovery.lawbook import table
from workbench.recovery.property import asset_of
from workbench.store.tables import CaseInfo, Order, OrderAsset, OrderEvent, Party, Receipt


def regimes() -> dict[str, dict[str, Any]]:
    """Every regime by name: title, law, and states."""
    return table("regimes")


def states(regime: str) -> dict[str, dict[str, Any]]:
    """The states of a regime by name.

    Raises:
        Refused: for an unknown regime.
    """
    known = regimes()
    if regime not in known:
        raise Refused(f"{regime} is no regime", remedy=f"Use one of: {', '.join(known)}.")
    found: dict[str, dict[str, Any]] = known[regime]["states"]
    return found


def add_order(
    case: Case,
    regime: str,
    *,
    state: str = "",
    at: str,
    by: str,
    document: str = "",
    party_id: int | None = None,
    reference: str = "",
    court: str = "",
    benefit_minor: int | None = None,
    available_minor: int | None = None,
    amount_minor: int | None = None,
    compensation_minor: int = 0,
    due: date | None = None,
    assets: Sequence[int] = (),
    currency: str = "GBP",
) -> int:
    """Begin an order's record in its first state (or `state`), and return its number.

    Raises:
        Refused: for an unknown regime, state, party or thing, or amounts that cannot be.
    """
    known = states(regime)
    begin = state or next(iter(known))
    if begin not in known:
        raise Refused(f"{begin} is no state of {regime}", remedy=f"Use {', '.join(known)}.")
    _check_amounts(benefit_minor, available_minor, amount_minor, compensation_minor, currency)
    with case.change("order", "Began an order") as work:
        info = work.session.get_one(CaseInfo, 1)
        if party_id is not None and work.session.get(Party, party_id) is None:
            raise Refused(f"there is no party {party_id}", remedy="List them with: parties CASE")
        order = Order(
            regime=regime, regime_version=info.regime, party_id=party_id, reference=reference,
            court=court, state=begin, made=None, benefit_minor=benefit_minor,
            available_minor=available_minor, amount_minor=amount_minor,
            compensation_minor=compensation_minor, currency=currency, due=due,
        )  # fmt: skip
        work.session.add(order)
        work.session.flush()
        for asset_id in assets:
            asset_of(work.session, asset_id)
            work.session.add(OrderAsset(order_id=order.id, asset_id=asset_id))
            work.session.flush()
        version = known[begin].get("version", "any")
        if version not in ("any", order.regime_version):
            raise Refused(_not_law(begin, version, order.regime_version))
        _record(work.session, order, "", begin, parse_when(at), by, document)
        work.session.flush()
        work.summary = f"{named(order)}: {known[begin]['label'].lower()} on {said(parse_when(at))}"
        return order.id


def move(
    case: Case,
    order_id: int,
    to: str,
    at: str,
    by: str,
    *,
    document: str = "",
    benefit_minor: int | None = None,
    available_minor: int | None = None,
    amount_minor: int | None = None,
    due: date | None = None,
) -> int:
    """Move an order on, recording when (local time), by whom and on what document.

    Amounts and the due date may be stated with the move that sets them.

    Raises:
        Refused: if the regime knows no such move, or it is dated before the one before.
    """
    when = parse_when(at)
    with case.change("move", "Moved an order") as work:
        order = order_of(work.session, order_id)
        known = states(order.regime)
        why_not = refusal(order, to, unpaid_minor=_unpaid(work.session, order))
        if why_not:
            raise Refused(
                why_not,
                where=named(order),
                remedy=f"Next may be: {', '.join(known[order.state]['next']) or 'nothing'}.",
            )
        last = last_event(work.session, order_id)
        if last is not None and _earlier(when, parse_when(last.at)):
            raise Refused(
                f"{to} on {said(when)} is before {last.to_state} on {said(parse_when(last.at))}",
                where=named(order),
                remedy="Check both dates.",
            )
        for name, stated in (
            ("benefit_minor", benefit_minor),
            ("available_minor", available_minor),
            ("amount_minor", amount_minor),
            ("due", due),
        ):
            if stated is not None:
                setattr(order, name, stated)
        _check_amounts(
            order.benefit_minor, order.available_minor, order.amount_minor,
            order.compensation_minor, order.currency,
        )  # fmt: skip
        row = _record(work.session, order, order.state, to, when, by, document)
        _check_made(order)
        work.session.flush()
        work.summary = f"{named(order)}: {known[to]['label'].lower()} on {said(when)}"
        return row.id


def _check_made(order: Order) -> None:
    """An order that is made says what is to be paid, and by when within what the law allows."""
    if order.made is None:
        return
    if not order.amount_minor:
        raise Refused(
            "an order that is made says what is to be paid",
            where=named(order),
            remedy="Give the amount.",
        )
    if order.due is None:
        return
    if order.due < order.made:
        raise Refused(
            f"due on {said(order.due)} is before the order of {said(order.made)}",
            where=named(order),
            remedy="Check both dates.",
        )
    if order.regime == "confiscation":
        longest = deadline("confiscation-pay-extended", order.made)
        if order.due > longest.day:
            raise Refused(
                f"due on {said(order.due)} is later than time to pay can be extended to, "
                f"{said(longest.due)} ({longest.provision})",
                where=named(order),
            )


def refusal(order: Order, to: str, *, unpaid_minor: int = 0) -> str:
    """Why an order may not move to a state, in words; "" where it may."""
    known = states(order.regime)
    if to not in known:
        return f"{to} is no state of {order.regime}"
    if to not in known[order.state]["next"]:
        return f"an order that is {known[order.state]['label'].lower()} does not become {to}"
    version = known[to].get("version", "any")
    if version not in ("any", order.regime_version):
        return _not_law(to, version, order.regime_version)
    if to == "satisfied" and unpaid_minor > 0:
        return f"{written(unpaid_minor, order.currency)} of it is not received yet"
    return ""


def _not_law(state: str, version: str, chosen: str) -> str:
    return f"{state} is law only under {version}; this case is {chosen}"


def _unpaid(session: Session, order: Order) -> int:
    paid = session.scalar(select(func.sum(Receipt.minor)).where(Receipt.order_id == order.id))
    return (order.amount_minor or 0) - int(paid or 0)


def next_moves(order: Order, *, unpaid_minor: int = 0) -> list[dict[str, str]]:
    """What may happen next, and why not where it may not."""
    known = states(order.regime)
    return [
        {
            "to": to,
            "label": known[to]["label"],
            "provision": known[to]["provision"],
            "why_not": refusal(order, to, unpaid_minor=unpaid_minor),
        }
        for to in known[order.state]["next"]
    ]


def order_of(session: Session, order_id: int) -> Order:
    """The order with this number.

    Raises:
        Refused: if there is none.
    """
    order = session.get(Order, order_id)
    if order is None:
        raise Refused(f"there is no order {order_id}", remedy="List them with: orders CASE")
    return order


def last_event(session: Session, order_id: int) -> OrderEvent | None:
    """The latest step of an order."""
    return session.scalars(
        select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(OrderEvent.id.desc())
    ).first()


def named(order: Order) -> str:
    """An order as a person calls it."""
    title: str = regimes()[order.regime]["title"]
    return f"{title} {order.reference}" if order.reference else f"{title}, order {order.id}"


def _record(
    session: Session, order: Order, from_state: str, to: str, when: When, by: str, document: str
) -> OrderEvent:
    if not by.strip():
        raise Refused("a step needs the name of who took it", where=named(order))
    row = OrderEvent(
        order_id=order.id, event=to, from_state=from_state, to_state=to, at=as_text(when),
        by=by.strip(), document=document,
    )  # fmt: skip
    session.add(row)
    order.state = to
    law = states(order.regime)[to]
    for kind in (*law.get("starts", ()), *law.get("starts_once", ())):
        deadline(kind, when)  # refuses here what could not be counted later
    if law.get("made"):
        order.made = when.date() if isinstance(when, datetime) else when
    return row


def _earlier(when: When, other: When) -> bool:
    """Whether one is before the other; on one day only where both have a time."""
    if isinstance(when, datetime) and isinstance(other, datetime):
        return when < other
    return _day(when) < _day(other)


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _check_amounts(
    benefit: int | None,
    available: int | None,
    amount: int | None,
    compensation: int,
    currency: str,
) -> None:
    for name, minor in (
        ("benefit", benefit),
        ("available amount", available),
        ("amount", amount),
        ("compensation", compensation),
    ):
        if minor is not None and minor < 0:
            raise Refused(f"the {name} {written(minor, currency)} is below nothing")
    if benefit is not None and amount is not None and amount > benefit:
        raise Refused(
            f"an order for {written(amount, currency)} is above the benefit "
            f"{written(benefit, currency)} (POCA 2002 s.7)",
            remedy="Check both amounts.",
        )
    # Where the available amount is nil the court may order a nominal sum (s.7(2)(b)).
    if available and amount is not None and amount > available:
        raise Refused(
            f"an order for {written(amount, currency)} is above the available amount "
            f"{written(available, currency)} (POCA 2002 s.7)",
            remedy="Check both amounts.",
        )

"""Orders: sought and made under one regime, moved only along that regime's states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.balance import balance_of
from workbench.recovery.deadlines import (
    Deadline,
    When,
    as_text,
    day_of,
    deadline,
    earlier,
    parse_when,
    said,
)
from workbench.recovery.lawbook import in_force, law_of
from workbench.recovery.property import asset_of
from workbench.recovery.regimes import receipt_kind, regime_of, regimes, seizure_of, states
from workbench.store.tables import (
    Asset,
    AssetEvent,
    CaseInfo,
    Order,
    OrderAsset,
    OrderEvent,
    Party,
)

__all__ = [
    "Standing", "add_asset_to", "add_order", "last_event", "move", "named", "next_moves",
    "not_next", "order_of", "refusal", "regimes", "standing_of", "states",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """How an order stands on a day, in so far as it decides what may follow."""

    on: date
    unpaid_minor: int = 0
    running: tuple[Deadline, ...] = ()  # what its last step set running


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
        Refused: for an unknown regime, state, party or thing, amounts that cannot be, or a day
            on which the regime was not law.
    """
    begin, when = state or next(iter(states(regime))), parse_when(at)
    if begin not in states(regime):
        raise Refused(
            f"{begin} is no state of {regime}", remedy=f"Use {', '.join(states(regime))}."
        )
    if not in_force(regime_of(regime), day_of(when)):
        law = regime_of(regime)
        raise Refused(
            f"{law['title'].lower()} was not law on {said(day_of(when))}: it is since "
            f"{said(law['from'])} ({law['law']})",
            remedy="Check the date.",
        )
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
            _join(work.session, order, asset_id)
        version = states(regime)[begin].get("version", "any")
        if version not in ("any", order.regime_version):
            raise Refused(_not_law(begin, version, order.regime_version))
        _record(work.session, order, "", begin, when, by, document)
        _check_made(order)
        work.session.flush()
        label = states(regime)[begin]["label"].lower()
        work.summary = f"{named(order)}: {label} on {said(when)}"
        return order.id


def add_asset_to(case: Case, order_id: int, asset_id: int) -> None:
    """Say that an order concerns a further thing.

    Raises:
        Refused: if it does already, or the thing was seized only after the order.
    """
    with case.change("concern", "Named a thing that an order concerns") as work:
        order = order_of(work.session, order_id)
        _join(work.session, order, asset_id)
        last = last_event(work.session, order_id)
        if last is not None:
            _check_seized(work.session, order, parse_when(last.at))
        work.summary = f"{named(order)} concerns {asset_of(work.session, asset_id).label}"


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
    compensation_minor: int | None = None,
    due: date | None = None,
) -> int:
    """Move an order on, recording when (local time), by whom and on what document.

    Amounts and the due date may be stated with the move that sets them; once the order is made,
    only a variation changes them.

    Raises:
        Refused: if the regime knows no such move, or it is dated before the one before.
    """
    when = parse_when(at)
    with case.change("move", "Moved an order") as work:
        order = order_of(work.session, order_id)
        known = states(order.regime, order.regime_version)
        why_not = refusal(order, to, standing_of(work.session, order, day_of(when)))
        if why_not:
            raise Refused(
                why_not,
                where=named(order),
                remedy=f"Next may be: {', '.join(_open(order)) or 'nothing'}.",
            )
        _check_step(order, to)
        last = last_event(work.session, order_id)
        if last is not None and earlier(when, parse_when(last.at)):
            raise Refused(
                f"{to} on {said(when)} is before {last.to_state} on {said(parse_when(last.at))}",
                where=named(order),
                remedy="Check both dates.",
            )
        stated = {
            "benefit_minor": benefit_minor, "available_minor": available_minor,
            "amount_minor": amount_minor, "compensation_minor": compensation_minor, "due": due,
        }  # fmt: skip
        _state_amounts(order, {name: value for name, value in stated.items() if value is not None})
        row = _record(work.session, order, order.state, to, when, by, document)
        _check_made(order)
        work.session.flush()
        work.summary = f"{named(order)}: {known[to]['label'].lower()} on {said(when)}"
        return row.id


def _check_step(order: Order, to: str) -> None:
    """A variation is more than a step: without its provision and amount nothing was varied."""
    powers = [row["key"] for row in regime_of(order.regime).get("variation", ())]
    if to == "varied" and powers:
        raise Refused(
            "a variation says under which provision, and what is to be paid from then on",
            where=named(order),
            remedy=f"Record it with: orders CASE vary {order.id} {'|'.join(powers)} --on DATE "
            "--by WHO --amount AMOUNT",
        )


def _state_amounts(order: Order, stated: dict[str, Any]) -> None:
    changed = [name for name, value in stated.items() if getattr(order, name) not in (None, value)]
    amounts = [name for name in changed if name.endswith("_minor") and getattr(order, name)]
    if order.made is not None and amounts:
        raise Refused(
            "an amount of an order that is made is changed by a variation "
            "(POCA 2002 ss.21-25), not by a step",
            where=named(order),
            remedy="Record it with: orders CASE vary",
        )
    for name, value in stated.items():
        setattr(order, name, value)
    _check_amounts(
        order.benefit_minor, order.available_minor, order.amount_minor, order.compensation_minor,
        order.currency,
    )  # fmt: skip


def _check_made(order: Order) -> None:
    """An order that is made says what is to be paid, and by when within what the law allows."""
    if order.made is None or not receipt_kind(order.regime):
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


# -- what may follow


def standing_of(session: Session, order: Order, on: date) -> Standing:
    """How an order stands on a day."""
    unpaid = balance_of(session, order, on).owed_minor
    last, law = last_event(session, order.id), law_of(session)
    running: tuple[Deadline, ...] = ()
    if last is not None:
        state = states(order.regime, order.regime_version)[last.to_state]
        running = tuple(
            deadline(kind, parse_when(last.at), regime=order.regime_version, law=law)
            for kind in state.get("starts", ())
        )
    return Standing(on, unpaid, running)


def refusal(order: Order, to: str, standing: Standing) -> str:
    """Why an order may not move to a state, in words; "" where it may."""
    known = states(order.regime, order.regime_version)
    if to not in known:
        return f"{to} is no state of {order.regime}"
    version = known[to].get("version", "any")
    if version not in ("any", order.regime_version):
        return _not_law(to, version, order.regime_version)
    if to not in known[order.state]["next"]:
        return f"an order at “{known[order.state]['label'].lower()}” does not become {to}"
    return _waits(order, known[to], standing)


def _waits(order: Order, state: dict[str, Any], standing: Standing) -> str:
    """What a state waits for that the regime would otherwise allow; "" where nothing."""
    if state.get("needs") == "paid" and standing.unpaid_minor > 0:
        return f"{written(standing.unpaid_minor, order.currency)} of it is not received yet"
    ends_by_discharge = state.get("once_made") == "discharged" and order.made is not None
    if ends_by_discharge and standing.unpaid_minor > 0:
        return (
            f"{written(standing.unpaid_minor, order.currency)} is owed; a discharge under s.24 or "
            "s.25 closes an order that is made"
        )
    for one in standing.running:
        if one.kind in state.get("after", ()) and standing.on <= one.day:
            return f"until {said(one.day)} there may be an objection ({one.provision})"
    return ""


def _open(order: Order) -> list[str]:
    """Which states its regime lets follow, under the version of the law that it is under."""
    known = states(order.regime, order.regime_version)
    return [
        to
        for to in known[order.state]["next"]
        if known[to].get("version", "any") in ("any", order.regime_version)
    ]


def _not_law(state: str, version: str, chosen: str) -> str:
    return f"{state} is law only under {version}; this case is {chosen}"


def next_moves(order: Order, standing: Standing) -> list[dict[str, Any]]:
    """What may happen next, who may do it, and why not where it may not."""
    known = states(order.regime, order.regime_version)
    return [_as_move(order, to, standing) for to in known[order.state]["next"]]


def not_next(order: Order, standing: Standing) -> list[dict[str, Any]]:
    """Every other state of the regime, and why it cannot follow now."""
    known = states(order.regime, order.regime_version)
    others = [to for to in known if to not in known[order.state]["next"] and to != order.state]
    return [_as_move(order, to, standing) for to in others]


def _as_move(order: Order, to: str, standing: Standing) -> dict[str, Any]:
    state = states(order.regime, order.regime_version)[to]
    return {
        "to": to,
        "label": state["label"],
        "provision": state["provision"],
        "who": list(state["who"]),
        "why_not": refusal(order, to, standing),
    }


# -- finding and naming


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


# -- recording


def _join(session: Session, order: Order, asset_id: int) -> None:
    asset = asset_of(session, asset_id)
    already = select(OrderAsset.id).where(
        OrderAsset.order_id == order.id, OrderAsset.asset_id == asset_id
    )
    if session.scalars(already).first() is not None:
        raise Refused(f"it concerns {asset.label} already", where=named(order))
    session.add(OrderAsset(order_id=order.id, asset_id=asset_id))
    session.flush()


def _record(
    session: Session, order: Order, from_state: str, to: str, when: When, by: str, document: str
) -> OrderEvent:
    if not by.strip():
        raise Refused("a step needs the name of who took it", where=named(order))
    _check_seized(session, order, when)
    row = OrderEvent(
        order_id=order.id, event=to, from_state=from_state, to_state=to, at=as_text(when),
        by=by.strip(), document=document,
    )  # fmt: skip
    session.add(row)
    order.state = to
    state, law = states(order.regime, order.regime_version)[to], law_of(session)
    for kind in (*state.get("starts", ()), *state.get("starts_once", ())):
        # Refuses here what could not be counted later.
        deadline(kind, when, regime=order.regime_version, law=law)
    if state.get("made"):
        order.made = day_of(when)
    return row


def _check_seized(session: Session, order: Order, when: When) -> None:
    """No step under a regime of seizure is before the thing that it concerns was seized."""
    found = session.execute(
        select(Asset, AssetEvent.at)
        .join(OrderAsset, OrderAsset.asset_id == Asset.id)
        .join(AssetEvent, AssetEvent.asset_id == Asset.id)
        .where(OrderAsset.order_id == order.id, AssetEvent.event == "seized")
        .order_by(AssetEvent.id)
    ).all()
    first: dict[int, tuple[Asset, When]] = {}
    for asset, at in found:
        first.setdefault(asset.id, (asset, parse_when(at)))
    for asset, seized in first.values():
        under = seizure_of(asset.kind)
        if under is not None and under[0] == order.regime and earlier(when, seized):
            raise Refused(
                f"a step on {said(when)} is before {asset.label} was seized on {said(seized)} "
                f"({regime_of(order.regime)['law']})",
                where=named(order),
                remedy="Check both dates.",
            )


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

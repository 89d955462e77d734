"""What is due in a case: clocks that its orders and seizures set running, and whether they met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.balance import amount_of, terms_of
from workbench.recovery.deadlines import (
    Deadline,
    When,
    day_of,
    deadline,
    earlier,
    local_day,
    parse_when,
    said,
)
from workbench.recovery.lawbook import Law, law_of
from workbench.recovery.orders import named, states
from workbench.recovery.regimes import seizure_of
from workbench.store.tables import (
    Asset,
    AssetEvent,
    Order,
    OrderAsset,
    OrderEvent,
    Receipt,
    TimeToPay,
)
from workbench.words import day_written

#: Events of a thing after which its seizure no longer runs out.
_OVER = ("detained", "restrained", "returned", "forfeited", "realised", "destroyed")

#: How far back a seizure that a register tells of may lie and still run a clock.
LATELY: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of an order, or of a thing without one; `done` says when it was met, or "".

    `done` is a local date or time. `asset` is the thing that a seizure's clock runs for.
    """

    order: int | None
    name: str
    deadline: Deadline
    done: str
    asset: int | None = None

    @property
    def late(self) -> bool:
        """Whether it was met only after it was due; what is another's to use is never late."""
        if not self.done or self.deadline.theirs:
            return False
        done, due = parse_when(self.done), self.deadline.due
        if isinstance(done, datetime) and isinstance(due, datetime):
            return done > due
        return day_of(done) > self.deadline.day

    def as_data(self) -> dict[str, object]:
        """JSON-ready data."""
        return {
            "order": self.order,
            "asset": self.asset,
            "name": self.name,
            "what": self.deadline.what,
            "kind": self.deadline.kind,
            "due": self.deadline.due.isoformat(
                **({"timespec": "minutes"} if isinstance(self.deadline.due, datetime) else {})
            ),
            "provision": self.deadline.provision,
            "explained": self.deadline.explained,
            "done": bool(self.done),
            "done_at": self.done or None,
            "late": self.late,
        }


def timetable(case: Case, *, within: int | None = None, today: date | None = None) -> list[Due]:
    """Every deadline of a case, open ones first by the day they are due.

    `within` keeps those that are open and due within so many days of `today`, overdue ones too.
    """
    with case.session() as session:
        law = law_of(session)
        orders = session.scalars(select(Order).order_by(Order.id)).all()
        events: dict[int, list[OrderEvent]] = {order.id: [] for order in orders}
        for event in session.scalars(select(OrderEvent).order_by(OrderEvent.id)):
            events[event.order_id].append(event)
        found = [due for order in orders for due in _of_order(order, events[order.id], law)]
        parts = [due for order in orders for due in _parts(session, order)]
        in_parts = {due.order for due in parts}
        # Parts with days of their own stand in place of one day for the whole.
        found = [
            due
            for due in found
            if due.order not in in_parts or due.deadline.kind != "confiscation-pay"
        ]
        found += parts
        now = today or local_day(case.now())
        found += _of_things(session, {order.id: order for order in orders}, events, law, now)
    if within is not None:
        found = [d for d in found if not d.done and (d.deadline.day - now).days <= within]
    return sorted(
        found,
        key=lambda d: (
            bool(d.done), d.deadline.day, d.order or 0, d.asset or 0, d.deadline.kind,
        ),
    )  # fmt: skip


def _of_order(order: Order, events: Sequence[OrderEvent], law: Law) -> list[Due]:
    known, found, once = states(order.regime, order.regime_version), [], set()
    for place, event in enumerate(events):
        state = known[event.to_state]
        starting = list(state.get("starts", ()))
        for kind in state.get("starts_once", ()):
            if kind not in once:
                once.add(kind)
                starting.append(kind)
        for kind in starting:
            # Time to pay runs from the order, whenever the step was taken (POCA 2002 s.11).
            of_order = order.made if kind.startswith("confiscation-pay") else None
            made = deadline(
                kind, of_order or parse_when(event.at), regime=order.regime_version, law=law
            )
            if kind == "confiscation-pay" and order.due is not None:
                made = Deadline(
                    kind, "time to pay ends", order.due, made.provision,
                    f"Time to pay ends: the order fixes {day_written(order.due)}. {made.explained}",
                )  # fmt: skip
            met = next(
                (e.at for e in events[place + 1 :] if kind in known[e.to_state].get("ends", ())),
                "",
            )
            found.append(Due(order.id, named(order), made, met))
    return found


def _parts(session: Session, order: Order) -> list[Due]:
    """Instalments: each is met once what came in covers it and all that was due before it.

    What is in no part has a day too: that of the order, or of the decision that increased it.
    """
    parts = session.scalars(
        select(TimeToPay)
        .where(TimeToPay.order_id == order.id)
        .order_by(TimeToPay.due, TimeToPay.id)
    ).all()
    receipts = session.execute(
        select(Receipt.received, Receipt.minor)
        .where(Receipt.order_id == order.id)
        .order_by(Receipt.received, Receipt.id)
    ).all()
    found, asked = [], 0
    if not parts:
        return []
    whole, number = amount_of(session, order) or 0, 0
    rest = [(by, minor, None) for by, minor in terms_of(session, order).rest()]
    sums = [*rest, *((part.due, part.minor, part) for part in parts)]
    for by, minor, part in sorted(sums, key=lambda one: one[0]):
        number += part is not None
        asks = min(minor, whole - asked)  # a reduction takes from the last parts
        if asks <= 0:
            continue
        asked += asks
        paid, met = 0, ""
        for received, came_in in receipts:
            paid += came_in
            if paid >= asked:
                met = received.isoformat()
                break
        found.append(
            Due(order.id, named(order), _part(order, part, by, number, len(parts), asks), met)
        )
    return found


def _part(
    order: Order, part: TimeToPay | None, by: date, number: int, parts: int, minor: int
) -> Deadline:
    amount = written(minor, order.currency)
    if part is None:
        return Deadline(
            "confiscation-rest", f"the rest of the order, {amount}, is to be paid",
            by, "POCA 2002 s.11",
            f"{amount} of the order is in no part, and is to be paid by {said(by)}: no time was "
            "given for it.",
        )  # fmt: skip
    how = (
        f"the court extended it on {said(part.extended)}" if part.extended else "the order fixes it"
    )
    return Deadline(
        "confiscation-part", f"part {number} of the order, {amount}, is to be paid",
        by, "POCA 2002 s.11",
        f"Part {number} of {parts}, {amount}, is to be paid by {said(by)}: {how}.",
    )  # fmt: skip


def _of_things(
    session: Session,
    orders: dict[int, Order],
    events: dict[int, list[OrderEvent]],
    law: Law,
    today: date,
) -> list[Due]:
    """Seizures whose clock runs before any order: cash, listed assets, cryptoassets.

    A register that was read in tells of thousands that are long over; of its things only those
    seized lately run a clock that can still be kept.
    """
    concerning: dict[int, list[Order]] = {}
    for link in session.scalars(select(OrderAsset).order_by(OrderAsset.id)):
        concerning.setdefault(link.asset_id, []).append(orders[link.order_id])
    seized = session.execute(
        select(Asset, AssetEvent)
        .join(AssetEvent, AssetEvent.asset_id == Asset.id)
        .where(
            AssetEvent.event == "seized",
            (Asset.source_sha256 == "") | (AssetEvent.at >= (today - LATELY).isoformat()),
        )
        .order_by(AssetEvent.id)
    ).all()
    over: dict[int, list[str]] = {}
    for asset_id, ended in session.execute(
        select(AssetEvent.asset_id, AssetEvent.at).where(AssetEvent.event.in_(_OVER))
    ):
        over.setdefault(asset_id, []).append(ended)
    found = []
    for asset, event in seized:
        under = seizure_of(asset.kind)
        if under is None:
            continue
        regime, kind = under
        mine = [order for order in concerning.get(asset.id, ()) if order.regime == regime]
        steps = [step for order in mine for step in events[order.id]]
        known = states(regime)
        if any(kind in known[step.to_state].get("starts", ()) for step in steps):
            continue  # the order's own record runs this clock
        at = parse_when(event.at)
        steps_over = [s.at for s in steps if kind in known[s.to_state].get("ends", ())]
        met = _met(at, [*steps_over, *over.get(asset.id, ())])
        if not steps_over and concerning.get(asset.id):
            continue  # held under another power, such as restraint
        try:
            counted = _hours_from(kind, at, law)
        except Refused:
            continue  # the power was not law on that day: it set no clock running
        found.append(Due(None, asset.label, counted, met, asset.id))
    return found


def _met(seized: When, ends: Sequence[str]) -> str:
    """The first of what ends a seizure that is not before it."""
    return min((at for at in ends if not earlier(parse_when(at), seized)), default="")


def _hours_from(kind: str, at: When, law: Law) -> Deadline:
    if isinstance(at, datetime):
        return deadline(kind, at, law=law)
    # Nobody is held to a later end than the law may give: a day without a time counts from its
    # first minute.
    counted = deadline(kind, datetime.combine(at, time()), law=law)
    return Deadline(
        kind, counted.what, counted.due, counted.provision,
        f"{counted.explained} No time was recorded, so it is counted from the day's beginning.",
    )  # fmt: skip

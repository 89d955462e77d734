"""What is due in a case: deadlines that its orders set running, and whether they are met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from workbench.case import Case
from workbench.recovery.deadlines import Deadline, deadline, parse_when
from workbench.recovery.orders import named, states
from workbench.store.tables import Order, OrderEvent
from workbench.words import day_written


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of an order; `done` is the local date or time at which it was met, or ""."""

    order: int
    name: str
    deadline: Deadline
    done: str

    @property
    def late(self) -> bool:
        """Whether it was met only after it was due."""
        if not self.done:
            return False
        done, due = parse_when(self.done), self.deadline.due
        if isinstance(done, datetime) and isinstance(due, datetime):
            return done > due
        return (done.date() if isinstance(done, datetime) else done) > self.deadline.day

    def as_data(self) -> dict[str, object]:
        """JSON-ready data."""
        return {
            "order": self.order,
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
        orders = session.scalars(select(Order).order_by(Order.id)).all()
        events: dict[int, list[OrderEvent]] = {order.id: [] for order in orders}
        for event in session.scalars(select(OrderEvent).order_by(OrderEvent.id)):
            events[event.order_id].append(event)
        found = [due for order in orders for due in _of_order(order, events[order.id])]
    if within is not None:
        now = today or case.now().astimezone(UTC).date()
        found = [d for d in found if not d.done and (d.deadline.day - now).days <= within]
    return sorted(found, key=lambda d: (bool(d.done), d.deadline.day, d.order, d.deadline.kind))


def calendar(case: Case) -> str:
    """The open deadlines as an iCalendar file (RFC 5545), for any diary."""
    stamp = case.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Asset Recovery Workbench//EN"]
    for due in timetable(case):
        if due.done:
            continue
        when = due.deadline.due
        start = (
            f"DTSTART;TZID=Europe/London:{when:%Y%m%dT%H%M%S}"
            if isinstance(when, datetime)
            else f"DTSTART;VALUE=DATE:{when:%Y%m%d}"
        )
        lines += [
            "BEGIN:VEVENT",
            f"UID:order-{due.order}-{due.deadline.kind}-{due.deadline.day:%Y%m%d}",
            f"DTSTAMP:{stamp}",
            start,
            f"SUMMARY:{_escaped(f'{due.name}: {due.deadline.what}')}",
            f"DESCRIPTION:{_escaped(f'{due.deadline.provision}. {due.deadline.explained}')}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _of_order(order: Order, events: list[OrderEvent]) -> list[Due]:
    known, found, once = states(order.regime), [], set()
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
            made = deadline(kind, of_order or parse_when(event.at))
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


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """RFC 5545 3.1: no line is longer than 75 octets; what follows begins with a space."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > 74:
            parts.append(current)
            current = " "
        current += letter
    return [*parts, current]

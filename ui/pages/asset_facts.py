"""What a thing's page says, as words and amounts: each section knows nothing of windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from exports.charts.lines import balance_picture
from exports.charts.picture import Picture
from ui.widgets import Tone
from ui.words import counted, day_written
from workbench.money import MINUS, written
from workbench.recovery.interests import presumption
from workbench.recovery.property import percent

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is, in words, an amount, and the figure that explains it."""

    name: str
    words: str = ""
    amount: str = ""
    figure: str = ""
    tone: Tone = ""
    strong: bool = False
    rule: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence under the lines."""

    words: str
    tone: Tone = "muted"


@dataclass(frozen=True, slots=True)
class Section:
    """One card of the page; `empty` stands in it while nothing is recorded."""

    key: str
    title: str
    facts: tuple[Fact, ...]
    empty: str = ""
    notes: tuple[Note, ...] = ()
    picture: Picture | None = None
    side: Literal["left", "right"] = "left"


def sections(row: Row, gifts: Sequence[Row], orders: Sequence[Row]) -> list[Section]:
    """Every card of a thing's page, in order."""
    return [
        _what(row), _worth(row), _over_time(row), _timeline(row), _costs(row),
        _reached(row), _orders(orders), _gifts(gifts),
    ]  # fmt: skip


def _what(row: Row) -> Section:
    quantity = f"{row['quantity']} {row['unit']}".strip()
    price = row["price_minor"]
    facts = [
        Fact("Number", row["identifier"]),
        Fact("Quantity", quantity),
        Fact("Held by", row["custody"]),
        Fact("Where", _last(row, "place")),
        Fact("Condition", _last(row, "condition")),
        Fact("Acquired", day_written(row["acquired"]) if row["acquired"] else ""),
        Fact("Whole price", "" if price is None else written(price, row["currency"])),
        Fact("Description", row["description"]),
        Fact("Note", row["note"]),
    ]
    source = row["source"]
    if source:
        facts.append(
            Fact("Read from", f"{source['file']}, {source['where']} "
                              f"(SHA-256 {source['sha256'][:12]}…)")
        )  # fmt: skip
    return Section(
        "what", "What it is", tuple(fact for fact in facts if fact.words),
        "Only its name is recorded. Correct… adds a number, a price and what is known.",
    )  # fmt: skip


def _last(row: Row, key: str) -> str:
    """What the last event in time that says it, says."""
    told = [e for e in row["events"] if e[key]]
    told.sort(key=lambda event: str(event["at"]))
    return str(told[-1][key]) if told else ""


def _worth(row: Row) -> Section:
    code, facts = row["currency"], []
    if row["value_minor"] is not None:
        last = row["valuations"][-1]
        facts.append(
            Fact("Value", f"{day_written(row['valued_on'])}, {row['basis']}",
                 written(row["value_minor"], code), figure=f"valuation:{last['valuation']}")
        )  # fmt: skip
    facts += [
        Fact("Less charge", charge["party"], f"{MINUS}{written(charge['minor'], code)}")
        for charge in row["interests"] if charge["kind"] == "charge"
    ]  # fmt: skip
    notes: list[Note] = []
    if row["equity_minor"] is not None:
        below = row["negative_equity"]
        facts.append(
            Fact("Equity", "nothing is available" if below else "what is left",
                 written(row["equity_minor"], code), strong=True, rule=True,
                 tone="wrong" if below else "", figure=f"equity:{row['asset']}")
        )  # fmt: skip
        if below:
            notes.append(Note(row["worth_explained"], "wrong"))
    valued = row["value_minor"] is not None
    facts += [
        Fact("Share", f"{part['party']}, {percent(part['millionths'])}",
             written(part["minor"], code) if valued else "",
             figure=f"interest:{part['interest']}" if part["interest"] and valued else "")
        for part in row["shares"]
    ]  # fmt: skip
    titles = [i for i in row["interests"] if i["kind"] == "legal"]
    facts += [
        Fact("Legal title", f"{title['party']}, {percent(title['millionths'])}") for title in titles
    ]
    if row["presumed"]:
        notes.append(Note(presumption()))
    if row["value_minor"] is None and facts:
        notes.append(Note("It has not been valued: the shares are worth nothing known."))
    return Section(
        "worth", "Whose it is, and what that is worth", tuple(facts),
        "No value and no interest is recorded. Value… and Interest… add them.", tuple(notes),
    )  # fmt: skip


def _over_time(row: Row) -> Section:
    code, valued = row["currency"], row["valuations"]
    picture = None
    if len({v["on"] for v in valued}) > 1:
        points = [(date.fromisoformat(v["on"]), v["minor"]) for v in valued]
        picture = balance_picture(points, code, title="Value over time", width=330, height=116)
    facts = tuple(
        Fact(day_written(v["on"]), " · ".join(filter(None, (v["basis"], v["document"]))),
             written(v["minor"], code), figure=f"valuation:{v['valuation']}")
        for v in reversed(valued)
    )  # fmt: skip
    return Section("values", "Value over time", facts, "No valuation is recorded.", picture=picture)


def _timeline(row: Row) -> Section:
    facts = []
    for event in sorted(row["events"], key=lambda e: str(e["at"]), reverse=True):
        when = f"{day_written(event['at'][:10])} {event['at'][11:16]}".strip()
        shots = event["photographs"]
        words = [
            f"{event['event'].capitalize()} by {event['by']}" if event["by"] != "not stated"
            else event["event"].capitalize(),
            event["place"],
            f"condition: {event['condition']}" if event["condition"] else "",
            event["note"], counted(len(shots), "photograph") if shots else "", event["document"],
        ]  # fmt: skip
        facts.append(Fact(when, " · ".join(filter(None, words))))
    return Section(
        "timeline", "Custody, location and condition", tuple(facts),
        "Nothing is recorded to have happened to it. Event… adds what did.", side="right",
    )  # fmt: skip


def _costs(row: Row) -> Section:
    code = row["currency"]
    facts = [
        Fact(
            day_written(c["start"]) + (f" to {day_written(c['end'])}" if c["end"] else ""),
            " · ".join(filter(None, (c["what"].capitalize(), c["document"]))),
            written(c["minor"], code),
        )
        for c in row["costs"]
    ]
    notes = []
    if row["costs"]:
        total, left = row["costs_minor"], row["available_minor"]
        facts.append(
            Fact("In all", "", written(total, code), figure=f"costs:{row['asset']}",
                 strong=True, rule=True)
        )  # fmt: skip
        if left is not None and total > left:
            notes.append(
                Note(f"It has cost more than the {written(left, code)} that is left in it.",
                     "caution")
            )  # fmt: skip
    return Section(
        "costs", "What keeping it cost", tuple(facts),
        "No cost of storage, insurance or sale is recorded.", tuple(notes), side="right",
    )  # fmt: skip


def _reached(row: Row) -> Section:
    code = row["currency"]
    done = {"price": "", "mortgage": "paid off its mortgage", "improvement": "improved it"}
    facts = tuple(
        Fact(day_written(p["date"]), " · ".join(filter(None, (
            f"Payment {p['payment']}", done.get(p["kind"], p["kind"]), p["why"]
        ))), written(p["minor"], code), figure=f"payment:{p['payment']}")
        for p in row["purchases"]
    )  # fmt: skip
    return Section(
        "trace", "The money that reached it", facts,
        "No payment is tied to it. What bought it… does so; the trace then reaches it.",
        side="right",
    )  # fmt: skip


def _orders(orders: Sequence[Row]) -> Section:
    facts = tuple(
        Fact(o["state_label"], o["name"] + (f", against {o['party']}" if o["party"] else ""),
             "" if o["amount_minor"] is None else written(o["amount_minor"], o["currency"]),
             order=o["order"])
        for o in orders
    )  # fmt: skip
    return Section("orders", "Orders about it", facts, "No order concerns it.", side="right")


def _gifts(gifts: Sequence[Row]) -> Section:
    facts = tuple(
        Fact(day_written(g["on"]), f"{g['giver']} to {g['recipient']}"
             + (f" · {g['why']}" if g["why"] else ""),
             written(g["counts_minor"], g["currency"]), figure=g["figure"])
        for g in gifts
    )  # fmt: skip
    return Section("gifts", "Gifts", facts, "It is not recorded to have been given.", side="right")

"""What a grant's own page shows: the columns of its tables, its way, and what may be done next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ui.models.columns import Column, Kind, Row
from workbench.case import Case

RAG_TONES = {"red": "wrong", "amber": "caution"}


def figure_of(row: Row) -> str:
    """The figure that a row names."""
    return str(row.get("figure") or "")


def _rag(row: Row) -> str:
    return RAG_TONES.get(str(row.get("rag")), "")


def _waits(row: Row) -> str:
    return "caution" if row.get("late") else "muted" if row.get("paid") else ""


INSTALMENTS = (
    Column(key="number", title="No.", kind=Kind.NUMBER, width=50),
    Column(key="due", title="Due", kind=Kind.DATE),
    Column(key="minor", title="Instalment", kind=Kind.MONEY, figure=figure_of),
    Column(key="stands", title="How it stands", width=230, stretch=True, tone=_waits),
    Column(key="condition", title="Condition", width=200),
    Column(key="condition_met", title="Met", kind=Kind.DATE),
    Column(key="prepared_by", title="Prepared by", width=130),
    Column(key="invoice", title="Invoice", width=100, hidden=True),
    Column(key="paid", title="Paid", kind=Kind.DATE),
    Column(key="paid_by", title="Paid by", width=130),
    Column(key="bank_reference", title="Bank's reference", width=120, hidden=True),
    Column(key="from", title="Out of", width=200),
    Column(key="clawed_back_minor", title="Came back", kind=Kind.MONEY, hidden=True),
)
PANEL = (
    Column(key="name", title="Member", width=200, stretch=True),
    Column(key="role", title="Role", width=140),
    Column(key="declared", title="Declared", kind=Kind.DATE),
    Column(key="says", title="Interests", width=300),
    Column(key="view", title="View", width=120),
)
MATCH = (
    Column(key="source", title="From", width=240, stretch=True),
    Column(key="minor", title="Amount", kind=Kind.MONEY),
    Column(key="kind", title="Kind", width=90),
    Column(key="confirmed", title="Confirmed", kind=Kind.DATE),
    Column(key="stands", title="How it stands", width=180),
    Column(key="paper", title="Paper", width=220),
)
RETURNS = (
    Column(key="start", title="From", kind=Kind.DATE),
    Column(key="end", title="To", kind=Kind.DATE),
    Column(key="due", title="Due", kind=Kind.DATE),
    Column(key="received", title="Received", kind=Kind.DATE),
    Column(key="spent_minor", title="Said to be spent", kind=Kind.MONEY),
    Column(key="paper", title="The return", width=200),
    Column(key="note", title="Note", width=240, stretch=True),
)
BACKS = (
    Column(key="received", title="Came back", kind=Kind.DATE),
    Column(key="minor", title="Amount", kind=Kind.MONEY, figure=figure_of),
    Column(key="number", title="Of instalment", kind=Kind.NUMBER, width=110),
    Column(key="by", title="Recorded by", width=160),
    Column(key="why", title="Why", width=300, stretch=True),
    Column(key="paper", title="Paper", width=200),
)
OUTCOMES = (
    Column(key="measure", title="What", width=240, stretch=True),
    Column(key="value", title="Number", kind=Kind.NUMBER, figure=figure_of),
    Column(key="unit", title="Unit", width=90),
    Column(key="target", title="Target", kind=Kind.NUMBER),
    Column(key="against", title="Against it", width=130, tone=_rag),
    Column(key="start", title="From", kind=Kind.DATE),
    Column(key="end", title="To", kind=Kind.DATE),
    Column(key="source", title="Source", width=180),
    Column(key="note", title="Note", width=200, hidden=True),
)
TERMS = (
    Column(key="what", title="Term", width=280),
    Column(key="text", title="What is agreed", width=480, stretch=True),
)
DAYS = (
    Column(key="on", title="On", kind=Kind.DATE),
    Column(key="what", title="What", width=220),
    Column(key="by", title="By", width=200),
    Column(key="note", title="Note", width=380, stretch=True),
)
WAITS = (
    Column(key="due", title="Due", kind=Kind.DATE, tone=_waits),
    Column(key="what", title="What waits", width=520, stretch=True, tone=_waits),
    Column(key="why_not", title="Not yet, because", width=320),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The grants of the case, and the chosen one with all that hangs on it."""

    grants: list[tuple[int, str]]
    row: dict[str, Any] | None
    fund: dict[str, Any]
    outcomes: list[dict[str, Any]]
    waits: list[dict[str, Any]]
    papers: dict[str, str]  # names of kept documents by SHA-256
    panel_why: str  # what the panel has yet to do, in words
    measures: Sequence[tuple[str, str]]


NOTHING = Found([], None, {}, [], [], {}, "", ())


def money_in(rows: Iterable[dict[str, Any]], currency: str = "") -> list[dict[str, Any]]:
    """Rows whose every amount says its currency: their own, else the one that is given."""
    told = []
    for row in rows:
        code = row.get("currency") or currency or "GBP"
        amounts = [key for key in row if key == "minor" or key.endswith("_minor")]
        told.append({**row, **{f"{key}:currency": code for key in amounts}})
    return told


def gather(case: Case, grant: int | None) -> Found:
    """Read one grant, the first where none is chosen."""
    from sqlalchemy import select

    from workbench.errors import Refused
    from workbench.reinvestment import rows
    from workbench.reinvestment.awards import grant_of
    from workbench.reinvestment.funds import fund_of
    from workbench.reinvestment.panel import check_panel
    from workbench.reinvestment.programmes import kinds
    from workbench.store.tables import Document

    found = rows.grant_rows(case)
    if not found:
        return NOTHING
    row = next((one for one in found if one["grant"] == grant), found[0])
    why = ""
    with case.session() as session:
        try:
            check_panel(session, grant_of(session, row["grant"]), fund_of(session, row["fund"]))
        except Refused as refusal:
            why = refusal.what
        papers = {
            doc.sha256: doc.name for doc in session.execute(select(Document.sha256, Document.name))
        }
        measures = tuple(kinds(session)[row["kind"]]["measures"])
    return Found(
        [(one["grant"], f"{one['grant']}: {one['recipient']}") for one in found], row,
        next(one for one in rows.fund_rows(case) if one["fund"] == row["fund"]),
        [one for one in rows.outcome_rows(case) if one["grant"] == row["grant"]],
        [one for one in rows.waiting_rows(case) if one["grant"] == row["grant"]],
        papers, why, measures,
    )  # fmt: skip


# -- the way of a grant


def way(row: Row) -> list[dict[str, Any]]:
    """The steps that were taken, as the state line shows them."""
    applied = row["applied"] or ""
    steps = [_step("Applied for" if applied else "Proposed", applied, "", row["programme"])]
    if row["recommended"]:
        steps.append(_step("Recommended", row["recommended"], row["recommended_by"]))
    later = []
    if row["approved"]:
        later.append(_step("Approved", row["approved"], row["approved_by"], row["decision_notice"]))
    if row["agreed"]:
        later.append(_step("Agreement signed", row["agreed"], row["recipient"]))
    paid = [i for i in row["instalments"] if i["paid"]]
    if len(paid) > 3:
        last = max(paid, key=lambda i: i["paid"])
        later.append(_step(f"{len(paid)} instalments paid", last["paid"], last["paid_by"]))
    else:
        later += [_step(f"Instalment {i['number']} paid", i["paid"], i["paid_by"]) for i in paid]
    back = [c for i in row["instalments"] for c in i["claw_backs"]]
    if back:
        last = max(back, key=lambda c: c["received"])
        later.append(_step("Money came back", last["received"], last["by"], last["why"]))
    later += [_step(e["event"].capitalize(), e["on"], e["by"], e["note"]) for e in row["events"]]
    return steps + sorted(later, key=lambda step: str(step["at"]))


def _step(label: str, at: str, by: str, note: str = "") -> dict[str, Any]:
    return {"label": label, "at": at, "by": by or "the applicant", "provision": note,
            "document": ""}  # fmt: skip


def may_follow(found: Found) -> list[dict[str, Any]]:
    """What may be done with the grant now, who may do it, and why what may not yet may not."""
    row = found.row
    if row is None:
        return []
    recommended, final = row["recommended_by"], found.fund.get("final_approver") or ""
    if row["state"] == "proposed":
        asked = [
            _act("declare", f"Interests of {m['name']}", m["name"])
            for m in row["panel"] if not m["declared"]
        ]  # fmt: skip
        return [
            *asked[:1],
            _act("recommend", "Recommend", "nobody with a conflict of interest", found.panel_why),
            _act("withdraw", "Withdraw", "the applicant or the fund"),
        ]
    if row["state"] == "recommended":
        who = final or f"anybody but {recommended}, who recommended it"
        return [
            _act("approve", "Approve", who), _act("turn-down", "Turn down", who),
            _act("withdraw", "Withdraw", "the applicant or the fund"),
        ]  # fmt: skip
    if row["state"] not in ("approved", "in payment", "paid"):
        return []
    acts = [] if row["agreed"] else [_act("agree", "Agreement signed", row["recipient"])]
    acts += _payment(row)
    acts.append(_act("vary", "Vary", final or f"anybody but {recommended}"))
    if row["paid_minor"] > row["clawed_back_minor"]:
        acts.append(_act("claw-back", "Claw back", "the fund"))
    if row["state"] == "approved":
        acts.append(_act("withdraw", "Withdraw", "the applicant or the fund"))
    else:
        acts.append(_act("close", "Close", "the fund", _why_not_close(row)))
    return acts


def _payment(row: Row) -> list[dict[str, Any]]:
    """What the next instalment waits for."""
    waiting = sorted((i for i in row["instalments"] if not i["paid"]), key=lambda i: i["due"])
    planned = sum(i["minor"] for i in row["instalments"])
    more = [_act("plan", "Plan an instalment", "the fund")] if planned < row["minor"] else []
    if not waiting:
        return more
    one = waiting[0]
    name = f"instalment {one['number']}"
    if one["condition"] and not one["condition_met"]:
        return [_act("met", f"Condition of {name} met", one["condition"]), *more]
    if not one["prepared"]:
        who = f"anybody without a conflict; somebody else pays {name}"
        return [_act("prepare", f"Prepare {name}", who), *more]
    who = f"not {one['prepared_by']}, nor who recommended or approved it"
    return [_act("pay", f"Pay {name}", who, one["why_not_pay"] or ""), *more]


def _why_not_close(row: Row) -> str:
    if any(not r["received"] for r in row["returns"]):
        return "a return is still to come"
    return "" if row["terms"]["exit_plan"] else "it has no plan for the end of the funding"


def _act(to: str, label: str, who: str, why_not: str = "") -> dict[str, Any]:
    return {"to": to, "label": label, "who": [who], "why_not": why_not, "provision": "By"}


# -- rows of the tabs


def instalments_of(row: Row) -> list[dict[str, Any]]:
    """A grant's instalments, each saying how it stands."""
    return money_in({"id": i["instalment"], **i, **stands(i)} for i in row["instalments"])


def stands(one: Row) -> dict[str, str]:
    """How an instalment stands, and out of what it was paid, in words."""
    out = ", ".join(
        f"receipt {s['receipt']}, share {s['share']}" if "share" in s else f"deposit {s['deposit']}"
        for s in one["sources"]
    )
    if one["paid"]:
        back = " (some came back)" if one["clawed_back_minor"] else ""
        return {"stands": f"paid{back}", "from": out}
    if one["why_not_pay"]:
        return {"stands": one["why_not_pay"], "from": out}
    return {"stands": "ready to be paid, by somebody else", "from": out}


def panel_of(row: Row) -> list[dict[str, Any]]:
    """The panel: what each declared, and whether they stood aside."""
    told = []
    for member in row["panel"]:
        says = "declared none" if member["declared"] else "to be declared"
        if member["conflict"]:
            says = f"stands aside: {member['conflict']}"
        told.append({"id": member["member"], **member, "says": says})
    return told


def days_of(row: Row) -> list[dict[str, Any]]:
    """Every step with its day, the person and the note."""
    taken = [
        {"on": step["at"] or None, "what": step["label"], "by": step["by"],
         "note": step["provision"]}
        for step in way(row)
    ]  # fmt: skip
    for i in row["instalments"]:
        if i["prepared"]:
            note = f"invoice {i['invoice']}" if i["invoice"] else ""
            taken.append({"on": i["prepared"], "what": f"Instalment {i['number']} prepared",
                          "by": i["prepared_by"], "note": note})  # fmt: skip
        if i["condition_met"]:
            taken.append({"on": i["condition_met"], "by": "", "note": i["condition"],
                          "what": f"Condition of instalment {i['number']} met"})  # fmt: skip
    taken += [
        {"on": m["declared"], "what": "Interests declared", "by": m["name"], "note": m["conflict"]}
        for m in row["panel"] if m["declared"]
    ]  # fmt: skip
    taken.sort(key=lambda step: str(step["on"] or ""))
    return [{"id": at, **step} for at, step in enumerate(taken)]

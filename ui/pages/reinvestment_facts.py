"""What the page of reinvestment shows: one reading of its lists, and where every pound is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ui.models.columns import Row
from ui.pages.grant import against
from ui.pages.grant_facts import money_in, stands
from workbench.case import Case
from workbench.money import written
from workbench.progress import Report

Rows = list[dict[str, Any]]
#: What a grant waits for, by the act that would do it.
WAITS_FOR = {
    "declare": "interests to be declared", "recommend": "a recommendation",
    "approve": "approval by somebody else", "agree": "a signed agreement",
    "met": "a condition to be met", "prepare": "a payment to be prepared",
    "pay": "payment by somebody else", "return": "a return", "confirm": "match funding",
    "plan the end": "a plan for its end",
}  # fmt: skip


@dataclass(slots=True)
class Found:
    """The page's lists and the sum of it all."""

    shares: Rows = field(default_factory=list)
    funds: Rows = field(default_factory=list)
    deposits: Rows = field(default_factory=list)
    programmes: Rows = field(default_factory=list)
    grants: Rows = field(default_factory=list)
    instalments: Rows = field(default_factory=list)
    outcomes: Rows = field(default_factory=list)
    public: Rows = field(default_factory=list)
    quarters: Rows = field(default_factory=list)
    dated: Rows = field(default_factory=list)
    receipts: Rows = field(default_factory=list)
    orders: tuple[tuple[int, str], ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()  # every kind of programme and what it is for
    today: str = ""
    totals: dict[str, Any] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Whether there is nothing yet that could be given."""
        return not (self.receipts or self.funds or self.programmes or self.grants)

    def currency_of(self, fund: object) -> str:
        """A fund's currency."""
        return next((str(f["currency"]) for f in self.funds if f["fund"] == fund), "GBP")


def gather(case: Case, report: Report) -> Found:
    """Read all that reinvestment knows."""
    from workbench.recovery.rows import order_rows, receipt_rows
    from workbench.reinvestment import rows
    from workbench.reinvestment.calendar import today_of
    from workbench.reinvestment.programmes import kinds

    report(0, 0, "Reading reinvestment")
    found_funds = rows.fund_rows(case)
    funds = {f["fund"]: f["name"] for f in found_funds}
    waits: dict[int, str] = {}
    for waiting in rows.waiting_rows(case):
        if waiting["grant"] is not None and waiting["act"] in WAITS_FOR:
            waits.setdefault(waiting["grant"], WAITS_FOR[waiting["act"]])
    grants = [
        {"id": g["grant"], **g, "next_step": waits.get(g["grant"], "")}
        for g in rows.grant_rows(case)
    ]
    with case.session() as session:
        known = tuple((kind, str(told["says"])) for kind, told in kinds(session).items())
    return Found(
        shares=money_in({"id": s["share"], **s} for s in rows.share_rows(case)),
        funds=money_in({"id": f["fund"], **f, **_told(f)} for f in found_funds),
        deposits=money_in(
            {"id": d["deposit"], **d, "fund_name": funds[d["fund"]]}
            for d in rows.deposit_rows(case)
        ),
        programmes=money_in({"id": p["programme"], **p, "joined": _joined(p)}
                            for p in rows.programme_rows(case)),
        grants=money_in(grants),
        instalments=money_in(
            {**i, "id": i["instalment"], "recipient": g["recipient"], "grant": g["grant"],
             **stands(i)}
            for g in grants for i in g["instalments"]
        ),
        outcomes=[{"id": o["outcome"], **o, "against": against(o)}
                  for o in rows.outcome_rows(case)],
        public=[{"id": at, **o} for at, o in enumerate(rows.public_rows(case))],
        quarters=money_in({"id": at, **q, **_books(q)}
                          for at, q in enumerate(rows.quarter_rows(case))),
        dated=money_in({"id": at, **c} for at, c in enumerate(rows.calendar_rows(case))),
        receipts=receipt_rows(case),
        orders=tuple((o["order"], o["name"]) for o in order_rows(case)),
        kinds=known, today=today_of(case).isoformat(), totals=rows.summary(case),
    )  # fmt: skip


def _told(fund: Row) -> dict[str, str]:
    """What a fund is for and not for, and how it is given, in words."""
    parts = []
    if fund["kinds"]:
        parts.append(f"only for {', '.join(fund['kinds'])}")
    if fund["not_for"]:
        parts.append(f"never for {', '.join(fund['not_for'])}")
    if fund["restriction"]:
        parts.append(str(fund["restriction"]))
    if fund["bid_limit_minor"] is not None:
        parts.append(f"bids up to {written(fund['bid_limit_minor'], fund['currency'])}")
    if fund["final_approver"]:
        parts.append(f"final approval: {fund['final_approver']}")
    return {"bounds": "; ".join(parts)}


def _joined(programme: Row) -> str:
    return ", ".join(stream["name"] for stream in programme["streams"])


def _books(quarter: Row) -> dict[str, str]:
    if quarter["closed"]:
        return {"books": f"closed by {quarter['closed_by']}"}
    return {"books": "open"}

"""Worksheets as data: what each comes to, its lines, what is left out and why, each a figure."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from workbench.case import Case
from workbench.recovery.benefit.assumptions import assumed, first_day, heads
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.uplift import index_rows
from workbench.recovery.benefit.worked import Line, Sheet, worked
from workbench.store.tables import BenefitSheet


def sheets(case: Case) -> list[Sheet]:
    """Every worksheet, worked out from one reading of the case."""
    with case.session() as session:
        numbers = session.scalars(select(BenefitSheet.id).order_by(BenefitSheet.id)).all()
        return [worked(session, number) for number in numbers]


def indexes(case: Case) -> list[dict[str, Any]]:
    """Every price index that the case has loaded."""
    with case.session() as session:
        return index_rows(session)


def sheet_row(sheet: Sheet) -> dict[str, Any]:
    """What a sheet comes to; amounts are figures with their id."""
    row, key = sheet.row, sheet.id

    def money(minor: int, figure: str) -> dict[str, Any]:
        return {"minor": minor, "currency": row.currency, "figure": figure}

    day = first_day(row)
    double = [code for code in sheet.codes if law()["exclusions"][code]["double"]]
    decided = sheet.decided
    return {
        "sheet": key, "party": sheet.party, "party_id": row.party_id, "order": row.order_id,
        "regime_version": row.regime_version,
        "proceedings_started": _iso(row.proceedings_started),
        "relevant_day": _iso(day), "convicted": _iso(row.convicted),
        "determined": _iso(row.determined), "lifestyle": row.lifestyle,
        "lifestyle_shown": sheet.lifestyle.shown,
        "lifestyle_explained": sheet.lifestyle.explained,
        "lifestyle_provision": sheet.lifestyle.provision,
        "index": sheet.index.named if sheet.index else None, "index_id": row.index_id,
        "benefit": money(sheet.benefit_minor, f"sheet-benefit:{key}"),
        "available": money(sheet.available.minor, f"sheet-available:{key}"),
        "tainted_gifts": money(sheet.available.gifts_minor, f"tainted-gifts:{key}"),
        "recoverable": money(sheet.recoverable_minor, f"sheet-recoverable:{key}"),
        "found": money(sum(one.found_minor or 0 for one in decided), f"benefit-found:{key}")
        if decided else None,
        "known_income": money(sheet.known_minor, f"sheet-income:{key}"),
        "by_head": [
            {
                "head": name, "title": head["title"], "rests_on": assumed(name),
                "lines": len(sheet.under(name)),
                **money(
                    sum(line.minor for line in sheet.under(name)), f"benefit-head:{key}-{name}"
                ),
            }
            for name, head in heads().items()
        ],
        "excluded_as_double": [_left_out(sheet, code) for code in double],
        "left_out": [_left_out(sheet, code) for code in sheet.codes if code not in double],
        "methods": [
            {
                "method": one.key, "title": one.title, "explained": one.explained,
                "note": one.note, **money(one.minor, f"benefit-method:{key}-{one.key}"),
            }
            for one in sheet.methods
        ],
        "points": list(sheet.points),
    }  # fmt: skip


def _left_out(sheet: Sheet, code: str) -> dict[str, Any]:
    lines = sheet.left_out(code)
    row = law()["exclusions"][code]
    return {
        "reason": code, "title": row["title"], "ground": row["ground"], "lines": len(lines),
        "minor": sum(line.minor for line in lines), "currency": sheet.row.currency,
        "figure": f"benefit-left-out:{sheet.id}-{code}",
    }  # fmt: skip


def line_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """Every line by day: under which head, why it counts once or does not count, and the answer."""
    return [_line(sheet, line) for line in sheet.lines.values()]


def _line(sheet: Sheet, line: Line) -> dict[str, Any]:
    row, response = line.row, line.response
    return {
        "line": row.id, "head": row.head, "head_title": heads()[row.head]["title"],
        "on": row.on.isoformat(), "text": row.text, "minor": row.minor,
        "uplifted_minor": line.uplifted.minor, "now_minor": row.now_minor,
        "value_minor": line.minor, "currency": sheet.row.currency, "counts": line.counts,
        "counts_minor": line.minor if line.counts else 0, "excluded": line.code,
        "excluded_title": law()["exclusions"][line.code]["title"] if line.code else "",
        "same_as": row.same_as_id, "why": row.why, "proof": line.proof, "doubt": line.doubt,
        "uplift": line.uplifted.explained, "payment": line.payment, "entry": line.entry,
        "asset": row.asset_id, "exhibit": row.exhibit,
        "answer": response.answer if response else "",
        "response": response.text if response else "",
        "answered": _iso(response.answered) if response else None,
        "found": response.found if response else "", "found_minor": line.found_minor,
        "found_on": _iso(response.found_on) if response else None,
        "finding": response.finding if response else "", "figure": f"benefit-line:{row.id}",
    }  # fmt: skip


def available_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """What makes up the available amount: interests, what is taken off, hidden assets, gifts."""
    found: list[dict[str, Any]] = [
        {
            "kind": "interest", "text": one.standing.label, "value_minor": one.standing.value_minor,
            "charges_minor": one.standing.charges_minor, "millionths": one.millionths,
            "minor": 0 if one.why_not else one.minor, "currency": one.standing.currency,
            "negative_equity": one.negative, "counts": not one.why_not, "explained": one.explained,
            "figure": f"sheet-interest:{sheet.id}-{one.asset_id}",
        }
        for one in sheet.available.holdings
    ]  # fmt: skip
    known = {row["key"]: row for row in law()["adjustment"]}
    found += [
        {
            "kind": item.item, "text": f"{known[item.item]['title']}: {item.text}",
            "value_minor": None, "charges_minor": None, "millionths": None,
            "minor": known[item.item]["sign"] * item.minor, "currency": sheet.row.currency,
            "negative_equity": False, "counts": True, "explained": known[item.item]["provision"],
            "figure": f"method-item:{item.id}",
        }
        for item in sheet.available.adjustments
    ]  # fmt: skip
    found += [
        {
            "kind": "gift", "text": f"Gift to {gift.recipient}", "value_minor": gift.minor,
            "charges_minor": None, "millionths": None,
            "minor": 0 if gift.why_not else gift.value_minor, "currency": gift.currency,
            "negative_equity": False, "counts": not gift.why_not,
            "explained": gift.explained
            + (f" Not tainted: {gift.why_not}." if gift.why_not else ""),
            "figure": f"tainted-gift:{sheet.id}-{gift.id}",
        }
        for gift in sheet.available.gifts
    ]  # fmt: skip
    return found


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None

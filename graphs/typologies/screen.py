"""A case screened: every lead with its rule, reason and innocent reading; set aside or not.

A lead is intelligence and no evidence: it says where to look. None is stored. One that an officer
has looked at can be set aside with a reason; when its payments change it is a new lead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select

from graphs.typologies import chains, habits, shapes, through
from graphs.typologies.payments import Payments, payments_of
from graphs.typologies.rules import Typology, chosen, rules_of
from graphs.typologies.seen import Found, Seen, day_of
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.store.tables import Payment, SavedView
from workbench.words import counted

LEAD: Final = (
    "Each of these is an intelligence lead: a reason to look, never evidence by itself. The "
    "numbers in the rules are choices, and no disclosure made in suspicion is read or used."
)
#: The listing under which a case keeps what was set aside.
LISTING: Final = "alerts"
#: How each typology is looked for.
DETECTORS: Final[Mapping[str, Callable[[Seen], list[Found]]]] = {
    "structuring": habits.structuring,
    "cash-through": through.cash_through,
    "cuckoo-smurfing": habits.cuckoo,
    "cash-intensive": habits.cash_intensive,
    "pass-through": through.pass_through,
    "mule": through.mule,
    "dormant": through.dormant,
    "fan-in": shapes.fan_in,
    "fan-out": shapes.fan_out,
    "gather-scatter": shapes.gather_scatter,
    "scatter-gather": shapes.scatter_gather,
    "bipartite": shapes.bipartite,
    "layering": chains.layering,
    "round-trip": chains.round_trip,
    "u-turn": chains.u_turn,
    "round-sums": habits.round_sums,
    "gambling": through.gambling,
    "crypto-ramp": through.crypto_ramp,
    "odd-hours": habits.odd_hours,
}
_ASKED: Final = 500


def screen(
    payments: Payments,
    rules: Mapping[str, Typology],
    typologies: Iterable[str] = (),
    report: Report = silent,
) -> list[Found]:
    """Every lead among payments, the highest score first; the same again for the same records."""
    wanted = chosen(typologies)
    seen = Seen(payments, rules)
    found: list[Found] = []
    for at, name in enumerate(wanted):
        report(at, len(wanted), rules[name].title)
        found += shapes.best_first(DETECTORS[name](seen))
    place = {name: at for at, name in enumerate(wanted)}
    return sorted(found, key=lambda f: (-f.score, place[f.typology], f.payments))


def screen_case(
    case: Case, typologies: Iterable[str] = (), report: Report = silent
) -> dict[str, Any]:
    """Screen a case, as JSON-ready data: the alerts, those set aside last.

    Raises:
        Refused: for a typology that there is not.
    """
    wanted = chosen(typologies)
    report(0, 0, "Reading the payments")
    with case.session() as session:
        rules = rules_of(session)
        aside = _aside(session.connection())
        payments = payments_of(session.connection())
        found = screen(payments, rules, wanted, report)
        keys = _keys(session.connection(), payments, found)
    alerts = [_as_data(payments, rules[one.typology], one, keys) for one in found]
    for alert in alerts:
        alert["set_aside"] = aside.get(alert["alert"])
    alerts.sort(key=lambda alert: alert["set_aside"] is not None)
    return {"alerts": alerts, "payments": len(payments), "typologies": list(wanted), "lead": LEAD}


def _as_data(
    payments: Payments, rule: Typology, one: Found, keys: Mapping[int, str]
) -> dict[str, Any]:
    days = payments.days[list(one.payments)]
    told = {
        "typology": rule.id, "title": rule.title, "rule": rule.rule,
        "parameters": dict(rule.numbers),
        "accounts": [payments.accounts[at].key for at in one.accounts],
        "names": [payments.accounts[at].label for at in one.accounts],
        "payments": [keys[int(payments.ids[at])] for at in one.payments],
        "from": day_of(int(days.min())).isoformat(), "to": day_of(int(days.max())).isoformat(),
        "minor": sum(int(payments.minors[at]) for at in one.summed),
        "currency": payments.codes[int(payments.currencies[one.summed[0]])],
        "made_of": [keys[int(payments.ids[at])] for at in one.summed],
        "score": one.score,
        "score_parts": [{"what": what, "points": points} for what, points in one.parts if points],
        "reason": one.reason, "innocent_explanation": rule.innocent,
        "source": rule.source, "confirmed": rule.confirmed,
    }  # fmt: skip
    said = json.dumps([rule.id, told["accounts"], told["payments"]], ensure_ascii=False)
    name = hashlib.sha256(said.encode()).hexdigest()[:10]
    return {"alert": name, **told, "figure": f"alert:{name}"}


def adding_up(alert: Mapping[str, Any]) -> str:
    """A score with the parts that it adds up from."""
    parts = [f"{part['points']} ({part['what']})" for part in alert["score_parts"]]
    most = ", at most 100" if sum(p["points"] for p in alert["score_parts"]) > 100 else ""
    return f"{alert['score']} = {' + '.join(parts)}{most}"


def _keys(connection: Any, payments: Payments, found: Iterable[Found]) -> dict[int, str]:
    numbers = sorted({int(payments.ids[at]) for one in found for at in one.payments})
    keys: dict[int, str] = {}
    for first in range(0, len(numbers), _ASKED):
        part = numbers[first : first + _ASKED]
        asked = select(Payment.id, Payment.key).where(Payment.id.in_(part))
        keys.update((row.id, row.key) for row in connection.execute(asked))
    return keys


def _aside(connection: Any) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        select(SavedView.name, SavedView.view).where(SavedView.listing == LISTING)
    )
    return {row.name: json.loads(row.view) for row in rows}


def set_aside(case: Case, alert: str, why: str) -> None:
    """Set a lead aside for a reason; it stays listed, after the others, with the reason.

    Raises:
        Refused: if there is no such lead now, it is set aside already, or no reason is given.
    """
    if not why.strip():
        raise Refused("setting an alert aside needs a reason", remedy="Say it with --why.")
    found = next((a for a in screen_case(case)["alerts"] if a["alert"] == alert), None)
    if found is None:
        raise Refused(f"there is no alert {alert}", remedy="List them with: screen CASE")
    if found["set_aside"]:
        raise Refused(
            f"alert {alert} is set aside already", remedy="Bring it back with --take-back."
        )
    with case.change("set-aside", "Set an alert aside") as work:
        view = json.dumps({"why": why.strip(), "by": case.by}, ensure_ascii=False)
        work.session.add(SavedView(listing=LISTING, name=alert, view=view))
        work.summary = (
            f"Set alert {alert} aside ({found['title']}, "
            f"{counted(len(found['payments']), 'payment')}): {why.strip()}"
        )


def take_back(case: Case, alert: str) -> None:
    """Bring a lead back that was set aside.

    Raises:
        Refused: if it was not.
    """
    with case.change("set-aside", "Brought an alert back") as work:
        row = work.session.scalars(
            select(SavedView).where(SavedView.listing == LISTING, SavedView.name == alert)
        ).first()
        if row is None:
            raise Refused(f"alert {alert} is not set aside")
        work.session.delete(row)
        work.summary = f"Brought alert {alert} back"

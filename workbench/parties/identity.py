"""Are two parties one? Suggest with reasons, let a person decide, and take it back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import AccountHolder, IdentityDecision, Party
from workbench.words import day_written

DECISIONS = ("same", "different", "undecided")
#: Below this likeness of names nothing is suggested; a suggestion is a lead, not a finding.
LIKENESS = 86

_TITLES = re.compile(r"\b(mr|mrs|ms|miss|mx|dr|prof|sir|dame)\b\.?")
_FORMS = (
    (re.compile(r"\b(limited|ltd)\b\.?"), "ltd"),
    (re.compile(r"\b(public limited company|plc)\b\.?"), "plc"),
    (re.compile(r"\s*&\s*"), " and "),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two parties that may be one, how alike (0-100), and why."""

    a: int
    b: int
    score: int
    reasons: tuple[str, ...]


def folded(name: str) -> str:
    """A name for comparison: case, titles, punctuation and company forms folded."""
    text = _TITLES.sub(" ", name.casefold())
    for form, short in _FORMS:
        text = form.sub(short, text)
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


def suggest(case: Case) -> list[Suggestion]:
    """Pairs of parties that may be the same, likeliest first; decided pairs are left out."""
    with case.session() as session:
        parties = session.scalars(select(Party).order_by(Party.id)).all()
        decided = {
            frozenset((d.a_id, d.b_id))
            for d in _standing(session).values()
            if d.decision != "undecided"
        }
        accounts: dict[int, set[int]] = {}
        for holder in session.scalars(select(AccountHolder)):
            accounts.setdefault(holder.party_id, set()).add(holder.account_id)
    found = (
        _compare(a, b, bool(accounts.get(a.id, set()) & accounts.get(b.id, set())))
        for a, b in combinations(parties, 2)
        if frozenset((a.id, b.id)) not in decided
    )
    return sorted((s for s in found if s is not None), key=lambda s: (-s.score, s.a, s.b))


def _compare(a: Party, b: Party, share_account: bool) -> Suggestion | None:
    from rapidfuzz import fuzz

    if {a.schema, b.schema} == {"Person", "Company"} or (a.born and b.born and a.born != b.born):
        return None
    one, other = folded(a.name), folded(b.name)
    score = round(fuzz.token_sort_ratio(one, other))
    reasons = []
    if one == other:
        reasons.append("the names are the same but for case, title or form")
    elif score >= LIKENESS:
        reasons.append(f"the names are alike ({score} of 100)")
    if share_account:
        reasons.append("both are recorded as holding one account")
        score = max(score, 90)
    if a.born and a.born == b.born and score >= 60:
        reasons.append(f"both were born on {day_written(a.born)}")
        score = min(100, score + 10)
    if a.registration and a.registration == b.registration:
        reasons.append(f"both have the company number {a.registration}")
        score = 100
    return Suggestion(a.id, b.id, score, tuple(reasons)) if score >= LIKENESS else None


def decide(case: Case, a: int, b: int, decision: str, *, why: str) -> int:
    """Record that two parties are the same, different or undecided; returns its number.

    Raises:
        Refused: if either party is unknown, they are one row, or no reason is given.
    """
    if decision not in DECISIONS:
        raise Refused(f"{decision} is no decision", remedy=f"Use {', '.join(DECISIONS)}.")
    if a == b:
        raise Refused("a party is not compared with itself", where=f"party {a}")
    if not why.strip():
        raise Refused("an identity decision needs a reason", remedy='Add --why "…".')
    with case.change("identity", "Decided an identity") as work:
        found = {p.id: p for p in work.session.scalars(select(Party).where(Party.id.in_((a, b))))}
        for wanted in (a, b):
            if wanted not in found:
                raise Refused(f"there is no party {wanted}", remedy="List them with: parties CASE")
        row = IdentityDecision(a_id=a, b_id=b, decision=decision, why=why.strip())
        work.session.add(row)
        work.session.flush()
        joined = "left undecided whether" if decision == "undecided" else "decided that"
        verb = "are the same" if decision == "undecided" else f"are {decision}"
        work.summary = f"{joined.capitalize()} {found[a].name} and {found[b].name} {verb}: {why}"
        return row.id


def undo_decision(case: Case, number: int) -> None:
    """Take a decision back; the journal keeps that it was made and withdrawn.

    Raises:
        Refused: if there is no such decision.
    """
    with case.change("identity", f"Took back identity decision {number}") as work:
        row = work.session.get(IdentityDecision, number)
        if row is None:
            raise Refused(
                f"there is no identity decision {number}", remedy="List them with: parties CASE"
            )
        work.session.delete(row)


def decision_rows(case: Case) -> list[dict[str, Any]]:
    """Every decision that stands, oldest first."""
    with case.session() as session:
        rows = session.scalars(select(IdentityDecision).order_by(IdentityDecision.id)).all()
    return [
        {"decision": d.id, "a": d.a_id, "b": d.b_id, "outcome": d.decision, "why": d.why}
        for d in rows
    ]


def groups(session: Session) -> dict[int, int]:
    """Party number to the lowest number of those decided to be the same, where several are.

    Raises:
        Refused: if a chain of "same" joins two that were decided to be different.
    """
    leader: dict[int, int] = {}

    def top(party: int) -> int:
        while leader.get(party, party) != party:
            party = leader[party]
        return party

    standing = list(_standing(session).values())
    for d in standing:
        if d.decision == "same":
            low, high = sorted((top(d.a_id), top(d.b_id)))
            leader[high] = low
            leader.setdefault(low, low)
    for d in standing:
        if d.decision == "different" and top(d.a_id) == top(d.b_id):
            raise Refused(
                f"parties {d.a_id} and {d.b_id} are decided to be different, yet others join them",
                remedy="Take one of the decisions back.",
            )
    return {party: top(party) for party in leader}


def _standing(session: Session) -> dict[frozenset[int], IdentityDecision]:
    """The last decision on each pair."""
    rows = session.scalars(select(IdentityDecision).order_by(IdentityDecision.id))
    return {frozenset((d.a_id, d.b_id)): d for d in rows}

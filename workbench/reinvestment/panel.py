"""The panel of a grant: who sat on it, what interest each declared, and what each thought."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment.awards import in_state, members
from workbench.reinvestment.people import person, same
from workbench.reinvestment.quarters import check_open
from workbench.reinvestment.rules import rule
from workbench.store.tables import Fund, Grant, PanelMember
from workbench.words import counted, listed

VIEWS = ("for", "against")


def add_member(case: Case, grant_id: int, name: str, role: str = "") -> int:
    """Name a member of a grant's panel and return their number.

    Raises:
        Refused: once the grant is recommended, or if they are on the panel already.
    """
    with case.change("panel", "Named a member of a panel") as work:
        in_state(work.session, grant_id, "proposed")
        if any(same(row.name, name) for row in members(work.session, grant_id)):
            raise Refused(f"{person(name)} is on the panel already", where=f"grant {grant_id}")
        row = PanelMember(grant_id=grant_id, name=person(name), role=role.strip(), declared=None)
        work.session.add(row)
        work.session.flush()
        role_said = f" ({row.role})" if row.role else ""
        work.summary = f"{row.name}{role_said} is on the panel of grant {grant_id}"
        return row.id


def declare(case: Case, member_id: int, on: date, *, conflict: str = "") -> None:
    """Record what interest a member declared; one with a conflict stands aside.

    Raises:
        Refused: if there is no such member, or the grant is recommended already.
    """
    with case.change("declare", "Recorded a declaration of interests") as work:
        row = member_of(work.session, member_id)
        in_state(work.session, row.grant_id, "proposed")
        check_open(work.session, on)
        row.declared, row.conflict = on, conflict.strip()
        row.stood_aside = bool(row.conflict)
        if row.stood_aside:
            row.view = ""
        work.summary = f"{row.name} declared " + (
            f"an interest in grant {row.grant_id} and stood aside: {row.conflict}"
            if row.conflict
            else f"no interest in grant {row.grant_id}"
        )


def give_view(case: Case, member_id: int, view: str) -> None:
    """Record whether a member is for or against a grant.

    Raises:
        Refused: before they declared their interests, if they stood aside, or for another word.
    """
    if view not in VIEWS:
        raise Refused(f"{view} is no view", remedy="Use for or against.")
    with case.change("view", "Recorded a member's view") as work:
        row = member_of(work.session, member_id)
        where = f"grant {row.grant_id}"
        in_state(work.session, row.grant_id, "proposed")
        if row.declared is None:
            raise Refused(
                f"{row.name} declared no interests yet", where=where, remedy="Record that first."
            )
        if row.stood_aside:
            raise Refused(f"{row.name} stood aside: {row.conflict}", where=where)
        row.view = view
        work.summary = f"{row.name} is {view} grant {row.grant_id}"


def member_of(session: Session, member_id: int) -> PanelMember:
    """The member with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(PanelMember, member_id)
    if row is None:
        raise Refused(f"there is no member {member_id} of a panel", remedy="List them: grants CASE")
    return row


def no_conflict(session: Session, grant_id: int, by: str, verb: str) -> None:
    """Refuse an act to whoever declared a conflict of interest in the grant.

    Raises:
        Refused: with the conflict as it was declared.
    """
    for row in members(session, grant_id):
        if row.conflict and same(row.name, by):
            raise Refused(
                f"{row.name} declared a conflict of interest and cannot {verb} this grant: "
                f"{row.conflict}",
                where=f"grant {grant_id}",
                remedy="Somebody else must.",
            )


def check_panel(session: Session, grant: Grant, fund: Fund) -> None:
    """What a panel must have done before a grant is recommended.

    Every member declared their interests; a small grant has a panel of the roles that the rules
    name, and more of it for the grant than against.

    Raises:
        Refused: with what is missing.
    """
    panel, where = members(session, grant.id), f"grant {grant.id}"
    for row in panel:
        if row.declared is None:
            raise Refused(
                f"{row.name} of the panel declared no interests yet",
                where=where,
                remedy="Record each member's declaration first, also that there is none.",
            )
    sitting = [row for row in panel if not row.stood_aside]
    pro = sum(row.view == "for" for row in sitting)
    contra = sum(row.view == "against" for row in sitting)
    if fund.bid_limit_minor is not None:
        present = {row.role.casefold() for row in sitting if row.view}
        missing = [role for role in rule("small-grants")["roles"] if role not in present]
        if missing:
            raise Refused(
                f"a small grant is looked at by a local panel; the view of a {listed(missing)} "
                "member is missing",
                where=where,
                remedy="Name the members with their roles and record their views.",
            )
    if (pro or contra) and pro <= contra:
        raise Refused(
            f"the panel is {counted(pro, 'member', 'members')} for and {contra} against it",
            where=where,
            remedy="Withdraw it, or change it and ask the panel again.",
        )

"""Agreed contributions: how the bodies that worked on an order share one role's part of it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.orders import named, order_of
from workbench.recovery.property import percent
from workbench.reinvestment.aris import AGENCIES
from workbench.store.tables import Contribution
from workbench.words import listed

WHOLE = 1_000_000


def agree(
    case: Case, order_id: int, parts: Mapping[str, int], *, agency: str = "investigator",
    document: str = "",
) -> list[int]:  # fmt: skip
    """Record what part of a role's share each body gets, in millionths; they make up the whole.

    What was agreed before is replaced. Receipts that are shared already stand as allocated.

    Raises:
        Refused: for an unknown role, a body without a name, a part of nothing, or parts that
            are not the whole.
    """
    if agency not in AGENCIES:
        raise Refused(
            f"{agency} has no share under the scheme", remedy=f"Use one of: {', '.join(AGENCIES)}."
        )
    bodies = {" ".join(body.split()): part for body, part in parts.items()}
    if not bodies or "" in bodies or len({body.casefold() for body in bodies}) < len(parts):
        raise Refused("each part of a contribution needs the name of its own body")
    if nothing := [body for body, part in bodies.items() if part <= 0]:
        raise Refused(f"{nothing[0]} has no part of the {agency}'s share", remedy="Leave it out.")
    if sum(bodies.values()) != WHOLE:
        raise Refused(
            f"the parts come to {percent(sum(bodies.values()))} of the {agency}'s share",
            remedy="They come to 100 %.",
        )
    with case.change("contributions", "Agreed contributions") as work:
        session = work.session
        order = order_of(session, order_id)
        for old in agreed(session, order_id, agency):
            session.delete(old)
        session.flush()
        numbers = []
        for body, part in bodies.items():
            row = Contribution(
                order_id=order_id, agency=agency, body=body, millionths=part, document=document
            )
            session.add(row)
            session.flush()
            numbers.append(row.id)
        work.summary = f"{named(order)}: the {agency}'s share is agreed as " + listed(
            [f"{percent(part)} {body}" for body, part in bodies.items()]
        )
        return numbers


def agreed(session: Session, order_id: int, agency: str) -> list[Contribution]:
    """The agreed contributions to a role's share of an order, in their stated order."""
    return list(
        session.scalars(
            select(Contribution)
            .where(Contribution.order_id == order_id, Contribution.agency == agency)
            .order_by(Contribution.id)
        )
    )

"""The chain, pound by pound: from what was seized to what it paid for and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.recovery.orders import named
from workbench.reinvestment.aris import agency_named
from workbench.reinvestment.ledger import balance_of
from workbench.reinvestment.outcomes import replaced
from workbench.reinvestment.sources import Pot, backs, paid_from, pots, taken_back
from workbench.store.tables import (
    Asset,
    AssetEvent,
    Deposit,
    Fund,
    Grant,
    Instalment,
    LedgerEntry,
    LedgerLine,
    Order,
    OrderAsset,
    Outcome,
    Programme,
    Receipt,
    ReturnedMoney,
    Share,
)

#: The links of the chain in their order; a row names those that its money has reached.
LINKS = (
    "asset", "order", "receipt", "deposit", "share", "fund", "programme", "grant", "instalment",
)  # fmt: skip
_BARE: dict[str, Any] = dict.fromkeys(
    (
        "asset", "asset_label", "seized", "order", "order_name", "receipt", "received",
        "deposit", "source", "share", "agency", "body", "fund", "fund_name", "owner",
        "programme", "programme_name", "kind", "grant", "recipient", "instalment", "paid",
    )
)  # fmt: skip


def chain_rows(case: Case) -> list[dict[str, Any]]:
    """Every part of what came in, each with the whole of its way; they add up to all of it.

    Each row: the links of `LINKS` that the part has reached, by number, with `asset_label`,
    `seized`, `order_name`, `received`, `agency`, `body`, `source` (of a deposit), `fund_name`,
    `owner`, `programme_name`, `kind`, `recipient`, `paid`; `place` (costs, compensation, top
    slice, consolidated fund, other agency, spent, returned, held, waiting), `minor`,
    `currency`; `figures`, the ids of its links in their order; and `outcomes` of its grant:
    [{outcome, measure, value, unit, figure}].
    """
    with case.session() as session:
        return list(_rows(session))


def _rows(session: Session) -> Iterator[dict[str, Any]]:
    known, gone = pots(session), taken_back(session)
    spent = list(_spent(session))
    for receipt in session.scalars(select(Receipt).order_by(Receipt.received, Receipt.id)):
        start = _start(session, receipt)
        if not balance_of(session, f"receipt:{receipt.id}"):
            yield _row(start, "waiting", receipt.minor, receipt.currency)
            continue
        for place, minor in _before_shares(session, receipt):
            yield _row(start, place, minor, receipt.currency)
        for share in session.scalars(
            select(Share).where(Share.receipt_id == receipt.id).order_by(Share.id)
        ):
            if share.id in gone:
                continue
            at = {**start, "share": share.id, "agency": share.agency, "body": share.body}
            if share.fund_id is None:
                yield _row(at, "other agency", share.minor, share.currency)
            else:
                yield from _of_pot(session, at, known["share", share.id], spent)
    for pot in known.values():
        if pot.kind == "deposit":
            given = session.get_one(Deposit, pot.id)
            at = {**_BARE, "deposit": pot.id, "source": given.source}
            at["received"] = given.on.isoformat()
            yield from _of_pot(session, at, pot, spent)


def _of_pot(
    session: Session, at: dict[str, Any], pot: Pot, spent: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What became of one share or deposit: each payment, what went back, and what is held."""
    fund = session.get_one(Fund, pot.fund_id)
    at = {**at, "fund": fund.id, "fund_name": fund.name, "owner": fund.owner}
    for part in spent:
        if part["pot"] == pot.name and part["minor"]:
            way = {**at, **part["way"]}
            yield _row(way, "spent", part["minor"], pot.currency, part["outcomes"])
    column = ReturnedMoney.share_id if pot.kind == "share" else ReturnedMoney.deposit_id
    for row in session.scalars(
        select(ReturnedMoney).where(column == pot.id).order_by(ReturnedMoney.id)
    ):
        yield _row({**at, "source": at["source"] or row.paid_to}, "returned", row.minor,
                   pot.currency)  # fmt: skip
    if pot.left():
        yield _row(at, "held", pot.left(), pot.currency)


def _spent(session: Session) -> Iterator[dict[str, Any]]:
    """Each payment from each pot, less what came back to it, with its grant and outcomes."""
    came_back: dict[Any, int] = {}
    for back in backs(session):
        key = (back.instalment_id, back.pot)
        came_back[key] = came_back.get(key, 0) + back.minor
    gone, sources = replaced(session), paid_from(session)
    for row, grant, programme in session.execute(
        select(Instalment, Grant, Programme)
        .join(Grant, Grant.id == Instalment.grant_id)
        .join(Programme, Programme.id == Grant.programme_id)
        .where(Instalment.paid.is_not(None))
        .order_by(Instalment.paid, Instalment.id)
    ):
        outcomes = [
            {
                "outcome": o.id, "measure": o.measure, "value": o.value, "unit": o.unit,
                "figure": f"outcome:{o.id}",
            }
            for o in session.scalars(
                select(Outcome)
                .where(Outcome.programme_id == programme.id)
                .where(or_(Outcome.grant_id == grant.id, Outcome.grant_id.is_(None)))
                .order_by(Outcome.id)
            )
            if o.id not in gone
        ]  # fmt: skip
        way = {
            "programme": programme.id, "programme_name": programme.name, "kind": programme.kind,
            "grant": grant.id, "recipient": grant.recipient, "instalment": row.id,
            "paid": row.paid.isoformat() if row.paid else None,
        }  # fmt: skip
        for name, minor in sources[row.id]:
            net = minor - came_back.get((row.id, name), 0)
            yield {"pot": name, "minor": net, "way": way, "outcomes": outcomes}


def _before_shares(session: Session, receipt: Receipt) -> Iterator[tuple[str, int]]:
    """What comes off a receipt before it is shared, as its posting says."""
    entries = select(LedgerLine.entry_id).where(LedgerLine.account == f"receipt:{receipt.id}")
    sums: dict[str, int] = {}
    for account, minor in session.execute(
        select(LedgerLine.account, LedgerLine.minor)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.id.in_(entries))
    ):
        sums[account] = sums.get(account, 0) + minor
    for account in ("costs", "compensation", "top-slice", "consolidated-fund"):
        if sums.get(account):
            yield account.replace("-", " "), sums[account]


def _start(session: Session, receipt: Receipt) -> dict[str, Any]:
    """Seizure, order and receipt."""
    order = session.get_one(Order, receipt.order_id)
    assets = session.scalars(
        select(OrderAsset.asset_id).where(OrderAsset.order_id == order.id).order_by(OrderAsset.id)
    ).all()
    number = receipt.asset_id or (assets[0] if len(assets) == 1 else None)
    asset = session.get(Asset, number) if number is not None else None
    seized = session.scalars(
        select(AssetEvent.at)
        .where(AssetEvent.asset_id == number, AssetEvent.event == "seized")
        .order_by(AssetEvent.at)
    ).first()
    return {
        **_BARE, "asset": number, "asset_label": asset.label if asset else None,
        "seized": seized, "order": order.id, "order_name": named(order), "receipt": receipt.id,
        "received": receipt.received.isoformat(),
    }  # fmt: skip


def _row(
    at: dict[str, Any], place: str, minor: int, currency: str, outcomes: Any = ()
) -> dict[str, Any]:
    figures = [f"{link}:{at[link]}" for link in LINKS if at[link] is not None]
    return {
        **at, "place": place, "minor": minor, "currency": currency, "figures": figures,
        "outcomes": list(outcomes),
    }  # fmt: skip


def link_rows(case: Case) -> list[dict[str, Any]]:
    """The chain as links between places, for a picture of the flow; what enters a place leaves it.

    Each: `from`, `from_text`, `from_step`, `to`, `to_text`, `to_step` (0 for what was seized or
    paid in, to 6 for where the money is), `minor`, `currency`, `figures` of the rows it is of.
    """
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in chain_rows(case):
        stops = _stops(row)
        for (step, name, text), (after, to, to_text) in pairwise(stops):
            link = found.setdefault(
                (name, to, row["currency"]),
                {
                    "from": name, "from_text": text, "from_step": step, "to": to,
                    "to_text": to_text, "to_step": after, "minor": 0,
                    "currency": row["currency"], "figures": [],
                },
            )  # fmt: skip
            link["minor"] += row["minor"]
            link["figures"] = [*dict.fromkeys((*link["figures"], *row["figures"][-1:]))]
    return sorted(found.values(), key=lambda link: (link["from_step"], link["from"], link["to"]))


def _stops(row: dict[str, Any]) -> list[tuple[int, str, str]]:
    """The places that a row's money passed, each with its step and its name for a person."""
    stops: list[tuple[int, str, str]] = []
    if row["asset"] is not None:
        stops.append((0, f"asset:{row['asset']}", row["asset_label"]))
    if row["order"] is not None:
        stops.append((1, f"order:{row['order']}", row["order_name"]))
        stops.append((2, f"receipt:{row['receipt']}", f"Receipt {row['receipt']}"))
    if row["deposit"] is not None:
        stops.append((2, f"deposit:{row['deposit']}", row["source"]))
    if row["share"] is not None:
        whose = agency_named(row["agency"]) + (f", {row['body']}" if row["body"] else "")
        stops.append((3, f"share:{row['share']}", f"Share of the {whose}"))
    if row["fund"] is not None:
        stops.append((4, f"fund:{row['fund']}", row["fund_name"]))
    if row["programme"] is not None:
        stops.append((5, f"programme:{row['programme']}", row["programme_name"]))
        stops.append((6, f"grant:{row['grant']}", row["recipient"]))
    else:
        stops.append((6, f"place:{row['place']}", row["place"].capitalize()))
    return stops

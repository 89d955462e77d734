"""Marked money in things: what is there now and whose, what sales brought, what was spent."""

from __future__ import annotations

from sqlalchemy import select

from exports.schedules.schedule import Amount, Column, Row, Schedule
from exports.schedules.view import View
from graphs.figures import Traced, things_in
from graphs.thing_figures import disposals_traced
from graphs.things import SPENT
from workbench.recovery.interests import standing
from workbench.recovery.property import WHOLE, percent
from workbench.store.tables import Asset, Disposal, Payment


def schedules(view: View, rule: str, found: Traced) -> list[Schedule]:
    """What is in each thing, the interests that it lies in, sales and exchanges, what was spent.

    A case in which nothing was sold or spent has no schedule of it.
    """
    made = [_there(view, rule), _interests(view, rule)]
    disposals = list(view.session.scalars(select(Disposal).order_by(Disposal.on, Disposal.id)))
    if disposals:
        made.append(_disposals(view, rule, found, disposals))
    if found.made.spent:
        made.append(_spent(view, rule, found))
    return made


def _assets(view: View) -> list[Asset]:
    return list(
        view.session.scalars(
            select(Asset).where(Asset.id.in_(things_in(view.book))).order_by(Asset.id)
        )
    )


def _there(view: View, rule: str) -> Schedule:
    rows: list[Row] = [
        (
            asset.label,
            view.figure(f"traced-by:{rule}:{asset.id}"),
            view.figure(f"thing:{rule}:{asset.id}"),
            view.figure(f"equity:{asset.id}"),
            view.figure(f"portion:{rule}:{asset.id}"),
        )
        for asset in _assets(view)
    ]
    return Schedule(
        "in-things",
        "What is in each asset now",
        f"By the rule {rule}: the marked money that went into each asset, what of it is still "
        "there after sales and exchanges, and its portion of what the asset is worth less the "
        "charges on it (POCA 2002 ss.305 to 307). An asset that was not valued has no portion.",
        (
            Column("Asset", share=1.8), Column("Went into it", "money"),
            Column("There now", "money"), Column("Equity", "money"), Column("Portion", "money"),
        ),
        tuple(rows),
        "No payment is recorded that bought an asset.",
    )  # fmt: skip


def _interests(view: View, rule: str) -> Schedule:
    rows: list[Row] = []
    for asset in _assets(view):
        found = standing(view.session, asset.id)
        known: dict[int, tuple[str, int]] = {}
        for part in found.parts:
            name, millionths = known.get(part.party or 0, (part.name, 0))
            known[part.party or 0] = name, millionths + part.millionths
        how = "presumed from the legal title" if found.presumed else "as recorded"
        rows += [
            (
                asset.label, name, percent(millionths), how,
                view.figure(f"lies:{rule}:{asset.id}:{party}"),
            )
            for party, (name, millionths) in known.items()
        ]  # fmt: skip
    return Schedule(
        "lies",
        "Whose interest it lies in",
        "The marked money that is in each asset, shared among the beneficial interests in whole "
        "pence by the largest remainder.",
        (
            Column("Asset", share=1.6), Column("Holder", share=1.4), Column("Share", "count"),
            Column("Interest", share=1.2), Column("Marked money", "money"),
        ),
        tuple(rows),
        "No interest in an asset that marked money bought is recorded.",
    )  # fmt: skip


def _disposals(view: View, rule: str, found: Traced, disposals: list[Disposal]) -> Schedule:
    traced = disposals_traced(found)
    names = {asset.id: asset for asset in view.session.scalars(select(Asset))}
    rows: list[Row] = []
    for row in disposals:
        asset = names[row.asset_id]
        what = asset.label
        if row.millionths != WHOLE:
            what = f"{percent(row.millionths)} of {what}"
        if row.into_asset_id:
            how = f"given for {names[row.into_asset_id].label}"
        else:
            payment = view.session.get_one(Payment, row.payment_id)
            how = f"sold; payment {payment.key}, {view.cited(payment.file_id, payment.place)}"
        whole = Amount(row.minor, asset.currency, f"disposal:{row.id}")
        origins = [origin for number, origin in traced if number == str(row.id)]
        charge = view.figure(f"as-charge:{rule}:{row.id}") if origins else None
        if not origins:
            rows.append((row.on, what, how, whole, None, None, None, None))
        for place, origin in enumerate(origins):
            gained = view.book.figure(f"accrued:{rule}:{origin}:{row.id}")
            came = sum(
                move.minor
                for move in found.made.moves
                if move.payment == f"disposal:{row.id}" and move.origin == origin
            )
            rows.append(
                (
                    row.on if not place else None, what if not place else "",
                    how if not place else "", whole if not place else None, origin,
                    Amount(came, asset.currency),
                    Amount(gained.minor, gained.currency, gained.id),
                    charge if not place else None,
                )
            )  # fmt: skip
    return Schedule(
        "disposals",
        "Sales and exchanges",
        f"What each sale or exchange brought and, by the rule {rule}, each origin’s portion of it "
        "with its gain, or its loss below nothing (POCA 2002 ss.306, 307). “As a charge” is the "
        "other way to claim: the marked money itself, at most what came (Re Oatway [1903]).",
        (
            Column("On", "day"), Column("What went", share=1.3), Column("How", share=1.6),
            Column("Came", "money"), Column("Origin", "count"), Column("Its portion", "money"),
            Column("Gain or loss", "money"), Column("As a charge", "money"),
        ),
        tuple(rows),
        "Nothing is recorded to have been sold or exchanged.",
        wide=True,
    )  # fmt: skip


def _spent(view: View, rule: str, found: Traced) -> Schedule:
    payments = view.payments_by_key()
    rows: list[Row] = []
    for (number, key), minor in sorted(found.made.spent.items()):
        payment = payments[key]
        rows.append(
            (
                payment.date, view.account(payment.payer_id), view.account(payment.payee_id),
                view.cited(payment.file_id, payment.place), number,
                Amount(minor, payment.currency, f"held:{rule}:{number}:{SPENT}{key}"),
            )
        )  # fmt: skip
    return Schedule(
        "spent",
        "Marked money that was spent",
        "Payments, or parts of them, that bought nothing that lasts: nothing is left to recover "
        "of this money itself.",
        (
            Column("Date", "day"), Column("From", share=1.4), Column("To", share=1.4),
            Column("Exhibit, place", share=0.9), Column("Origin", "count"),
            Column("Spent", "money"),
        ),
        tuple(rows),
        "No marked money is recorded to have been spent.",
    )  # fmt: skip

"""Property: what it is, cost and is worth, whose it is, and what happened to it."""

from __future__ import annotations

from sqlalchemy import select

from exports.paper.marks import moment
from exports.schedules.gifts import given
from exports.schedules.kept import kept
from exports.schedules.schedule import Amount, Column, Row, Schedule
from exports.schedules.view import View
from workbench.store.tables import Asset, AssetEvent, Interest, Party, Valuation


def schedules(view: View) -> list[Schedule]:
    """Assets, valuations, interests, the continuity log, photographs, costs and gifts.

    A case in which nothing was photographed, paid for or given has no schedule of it.
    """
    assets = list(view.session.scalars(select(Asset).order_by(Asset.id)))
    names = {asset.id: asset.label for asset in assets}
    currencies = {asset.id: asset.currency for asset in assets}
    return [
        _assets(view, assets),
        _valuations(view, names, currencies),
        _interests(view, names, currencies),
        _events(view, names),
        *kept(view, assets),
        *given(view),
    ]


def _assets(view: View, assets: list[Asset]) -> Schedule:
    rows: list[Row] = [
        (
            asset.id, asset.kind, asset.label, asset.identifier,
            " · ".join(
                filter(None, (
                    asset.description, f"{asset.quantity} {asset.unit}".strip(), asset.note,
                ))
            ),
            asset.acquired,
            None if asset.price_minor is None else Amount(asset.price_minor, asset.currency),
            view.figure(f"asset:{asset.id}"),
            asset.state, asset.custody,
        )
        for asset in assets
    ]  # fmt: skip
    return Schedule(
        "assets",
        "Assets",
        "Each thing of value that the case concerns: its whole price, what recorded payments paid "
        "of it, its state, and who holds it.",
        (
            Column("No.", "count"), Column("Kind", share=0.8), Column("Asset", share=1.3),
            Column("Identifier", share=1), Column("Description", share=1.6),
            Column("Acquired", "day"), Column("Price", "money"), Column("Paid", "money"),
            Column("State", share=0.8), Column("Held by", share=1),
        ),
        tuple(rows),
        "No property is recorded.",
        wide=True,
    )  # fmt: skip


def _valuations(view: View, names: dict[int, str], currencies: dict[int, str]) -> Schedule:
    rows: list[Row] = [
        (
            names[found.asset_id], found.on,
            view.amount(found.minor, currencies[found.asset_id], f"valuation:{found.id}"),
            found.basis, found.document,
        )
        for found in view.session.scalars(
            select(Valuation).order_by(Valuation.asset_id, Valuation.on, Valuation.id)
        )
    ]  # fmt: skip
    return Schedule(
        "valuations",
        "Valuations",
        "What each asset was worth on a day, and on what basis.",
        (
            Column("Asset", share=1.4), Column("On", "day"), Column("Value", "money"),
            Column("Basis", share=1.6), Column("Document", share=1.2),
        ),
        tuple(rows),
        "No valuation is recorded.",
    )  # fmt: skip


def _interests(view: View, names: dict[int, str], currencies: dict[int, str]) -> Schedule:
    rows: list[Row] = [
        (
            names[found.asset_id], party, found.kind,
            "" if found.millionths is None else share_written(found.millionths),
            None if found.minor is None
            else view.amount(found.minor, currencies[found.asset_id], f"charge:{found.id}"),
            None if found.kind == "charge" else view.figure(f"interest:{found.id}"),
            found.why,
        )
        for found, party in view.session.execute(
            select(Interest, Party.name)
            .join(Party, Party.id == Interest.party_id)
            .order_by(Interest.asset_id, Interest.id)
        )
    ]  # fmt: skip
    return Schedule(
        "interests",
        "Interests",
        "Who has a legal or beneficial share of an asset, or a charge on it, and what each share "
        "of a valued asset is worth after the charges.",
        (
            Column("Asset", share=1.4), Column("Party", share=1.2), Column("Kind", share=0.8),
            Column("Share", "count"), Column("Secured", "money"), Column("Worth", "money"),
            Column("Why", share=1.6),
        ),
        tuple(rows),
        "No interest in property is recorded.",
    )  # fmt: skip


def share_written(millionths: int) -> str:
    """A share of the whole as a percentage, exact: `33.3333%`."""
    whole, part = divmod(millionths, 10_000)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".") + "%"


def _events(view: View, names: dict[int, str]) -> Schedule:
    rows: list[Row] = [
        (
            names[found.asset_id], moment(found.at), found.event, found.by, found.place,
            found.condition, found.document, found.note,
        )
        for found in view.session.scalars(
            select(AssetEvent).order_by(AssetEvent.asset_id, AssetEvent.at, AssetEvent.id)
        )
    ]  # fmt: skip
    return Schedule(
        "asset-events",
        "What happened to it",
        "The continuity of each asset: what was done, when, by whom, in what condition it was, on "
        "what document, and in whose custody it was from then on. Times are local.",
        (
            Column("Asset", share=1.3), Column("When", "code"), Column("What", share=0.9),
            Column("By", share=1.2), Column("Place", share=1), Column("Condition", share=1.1),
            Column("Document", share=1.1), Column("Note, custody", share=1.5),
        ),
        tuple(rows),
        "Nothing is recorded to have happened to any property.",
        wide=True,
    )  # fmt: skip

"""Keeping property: photographs with their SHA-256, and what keeping and selling it cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import select

from exports.paper.marks import moment
from exports.schedules.schedule import Column, Row, Schedule
from exports.schedules.view import View
from workbench.store.tables import Asset, AssetCost, AssetEvent, Document


def kept(view: View, assets: Sequence[Asset]) -> Iterator[Schedule]:
    """The photographs of things and the costs of keeping them, where there are any."""
    things = {asset.id: asset for asset in assets}
    if photographs := _photographs(view, things):
        yield Schedule(
            "photographs",
            "Photographs",
            "Each photograph as the camera wrote it, unaltered in this pack under data/documents, "
            "where its name begins with this number.",
            (
                Column("Asset", share=1.2), Column("Taken", "code"), Column("By", share=1),
                Column("File", share=1.4), Column("No.", "code"), Column("SHA-256", share=3),
            ),
            tuple(photographs),
            "",
            wide=True,
        )  # fmt: skip
    if costs := list(_costs(view, things)):
        yield Schedule(
            "asset-costs",
            "Costs",
            "What storing, insuring, moving or selling each asset cost, and all of it together.",
            (
                Column("Asset", share=1.4), Column("What", share=1), Column("From", "day"),
                Column("To", "day"), Column("Cost", "money"), Column("Document", share=1.4),
            ),
            tuple(costs),
            "",
        )  # fmt: skip


def _photographs(view: View, things: dict[int, Asset]) -> list[Row]:
    events = view.session.scalars(
        select(AssetEvent)
        .where(AssetEvent.photographs != "")
        .order_by(AssetEvent.asset_id, AssetEvent.at, AssetEvent.id)
    ).all()
    wanted = select(Document.sha256, Document.id, Document.name)
    files = {row.sha256: row for row in view.session.execute(wanted)} if events else {}
    return [
        (
            things[event.asset_id].label, moment(event.at), event.by, files[sha].name,
            f"{files[sha].id:03}", sha,
        )
        for event in events
        for sha in event.photographs.split("\n")
    ]  # fmt: skip


def _costs(view: View, things: dict[int, Asset]) -> Iterator[Row]:
    """Each cost, and after several of one thing all of them together."""
    found = view.session.scalars(
        select(AssetCost).order_by(AssetCost.asset_id, AssetCost.start, AssetCost.id)
    )
    for number, costs in groupby(found, key=lambda cost: cost.asset_id):
        asset = things[number]
        each = list(costs)
        for cost in each:
            yield (
                asset.label, cost.what, cost.start, cost.end,
                view.amount(cost.minor, asset.currency, f"cost:{cost.id}"), cost.document,
            )  # fmt: skip
        if len(each) > 1:
            total = sum(cost.minor for cost in each)
            yield (
                asset.label, "all of it", None, None,
                view.amount(total, asset.currency, f"costs:{number}"), "",
            )  # fmt: skip

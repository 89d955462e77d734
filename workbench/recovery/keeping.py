"""Keeping a thing: photographs of it, and what storing, insuring, moving or selling it cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select

from workbench.case import Case
from workbench.documents import attach
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.recovery.property import asset_event, asset_of, checked_event
from workbench.store.tables import AssetCost, AssetEvent, Document

#: How the files of cameras and scanners begin; a name alone proves nothing.
_PICTURES: Final = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*",
)  # fmt: skip


def photograph(
    case: Case,
    asset_id: int,
    files: Sequence[Path],
    at: str,
    by: str,
    *,
    place: str = "",
    condition: str = "",
    note: str = "",
) -> int:
    """Keep photographs of a thing, hashed and unaltered, as one event; returns its number.

    Everything is looked at before the first file is kept.

    Raises:
        Refused: if a file is no picture, or the event could not have happened.
    """
    if not files:
        raise Refused("no photograph was named", remedy="Name at least one file.")
    with case.session() as session:
        checked_event(asset_of(session, asset_id), "photographed", at, by)
    for file in files:
        if not is_picture(file):
            raise Refused(
                "is no picture that is known here", where=file.name,
                remedy="Use JPEG, PNG, TIFF, GIF, WEBP, HEIC or BMP as the camera wrote it.",
            )  # fmt: skip
    kept = list(dict.fromkeys(attach(case, file) for file in files))
    return asset_event(
        case, asset_id, "photographed", at, by, place=place, condition=condition, note=note,
        photographs=kept,
    )  # fmt: skip


def is_picture(file: Path) -> bool:
    """Whether a file begins as a picture does.

    Raises:
        Refused: if it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            start = opened.read(16)
    except OSError as error:
        raise Refused(
            "cannot be read", where=str(file), remedy="Check the name and your rights."
        ) from error
    return (
        start.startswith(_PICTURES)
        or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
        or (start[4:8] == b"ftyp" and start[8:12] in {b"heic", b"heix", b"mif1", b"avif"})
    )


def photographs_of(case: Case, asset_id: int) -> list[tuple[str, str, str]]:
    """(SHA-256, file name, when it was taken) of each photograph of a thing, in order."""
    with case.session() as session:
        asset_of(session, asset_id)
        events = session.scalars(
            select(AssetEvent)
            .where(AssetEvent.asset_id == asset_id, AssetEvent.photographs != "")
            .order_by(AssetEvent.at, AssetEvent.id)
        ).all()
        taken = [(sha, event.at) for event in events for sha in event.photographs.split("\n")]
        wanted = select(Document.sha256, Document.name).where(
            Document.sha256.in_({sha for sha, _ in taken})
        )
        names = {row.sha256: row.name for row in session.execute(wanted)}
    return [(sha, names.get(sha, ""), at) for sha, at in taken]


def add_cost(
    case: Case,
    asset_id: int,
    what: str,
    start: date,
    minor: int,
    *,
    end: date | None = None,
    document: str = "",
) -> int:
    """Record what a thing cost to keep, move or sell, in its currency; returns its number.

    Raises:
        Refused: if it is not for anything, not above nothing, or ends before it starts.
    """
    what = what.strip()
    if not what:
        raise Refused("a cost needs to say what it was for")
    if minor <= 0:
        raise Refused(f"a cost of {written(minor)} is none", remedy="Give what was paid.")
    if end is not None and end < start:
        raise Refused(f"the cost would end on {said(end)}, before it starts on {said(start)}")
    with case.change("cost", "Recorded a cost") as work:
        asset = asset_of(work.session, asset_id)
        row = AssetCost(
            asset_id=asset_id, what=what, start=start, end=end, minor=minor, document=document
        )
        work.session.add(row)
        work.session.flush()
        until = f" to {said(end)}" if end else ""
        work.summary = (
            f"{what.capitalize()} of {asset.label} cost {written(minor, asset.currency)}, "
            f"{said(start)}{until}"
        )
        return row.id

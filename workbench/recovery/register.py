"""A register that somebody else keeps, as a spreadsheet: every row a thing, or named with why not.

Cells that cannot be read are named too, and stand in the thing's note as they were written.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.documents import attach, content_of
from workbench.errors import Refused
from workbench.figures import Book, Source
from workbench.progress import Report, silent
from workbench.records.recognise import tables_of
from workbench.recovery.register_columns import ColumnRole, Table, table_in
from workbench.recovery.register_rows import (
    AS_IT_SAYS,
    Choice,
    Doubt,
    Ruling,
    SetAside,
    Thing,
    things_in,
)
from workbench.store.tables import Asset, AssetEvent, Valuation

#: What a packed text may unpack to.
UNPACKED: Final = 256 * 1024 * 1024
#: Rows that are written at once, so that progress can be shown.
BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class RegisterRead:
    """A register as it was read, before any of it is kept. `read = things + set aside`."""

    file: str
    sha256: str
    sheet: str
    columns: tuple[ColumnRole, ...]
    things: tuple[Thing, ...]
    set_aside: tuple[SetAside, ...]
    doubts: tuple[Doubt, ...]
    ruling: Ruling
    notes: tuple[str, ...] = field(default=())

    def as_data(self) -> dict[str, Any]:
        """JSON-ready data; the things themselves stand in the register once it is loaded."""
        values = [thing.value for thing in self.things if thing.value is not None]
        return {
            "file": self.file, "sha256": self.sha256, "sheet": self.sheet,
            "read": len(self.things) + len(self.set_aside), "loaded": len(self.things),
            "set_aside": [s._asdict() for s in self.set_aside],
            "doubts": [d._asdict() for d in self.doubts],
            "columns": [c._asdict() for c in self.columns],
            "kinds": dict(Counter(thing.kind for thing in self.things).most_common()),
            "valued": len(values), "value_minor": sum(values), "currency": self.ruling.currency,
            "notes": list(self.notes),
        }  # fmt: skip


def read_register(
    case: Case, path: Path, choice: Choice = AS_IT_SAYS, report: Report = silent
) -> RegisterRead:
    """Read a register and say what each row of it would become; nothing is changed.

    Raises:
        Refused: if it is no table, nothing says what its columns are, or a choice is open.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            "cannot be read", where=str(path), remedy="Check the name and your rights."
        ) from error
    found = _table(path.name, content, choice, report)
    info = case.info()
    ruling, notes = Ruling.of(found, choice, currency=info.currency, where=path.name)
    today = case.now().date()
    things, set_aside, doubts = things_in(found, ruling, today)
    twice = sum(n > 1 for n in Counter(t.identifier for t in things if t.identifier).values())
    if twice:
        many = "number stands" if twice == 1 else "numbers stand"
        notes.append(f"{twice:,} {many} in more than one row; each row is a thing of its own")
    return RegisterRead(
        path.name, hashlib.sha256(content).hexdigest(), found.grid.name, found.columns,
        tuple(things), tuple(set_aside), tuple(doubts), ruling, tuple(notes),
    )  # fmt: skip


def load_register(
    case: Case, path: Path, choice: Choice = AS_IT_SAYS, report: Report = silent
) -> RegisterRead:
    """Enter every thing of a register in one step that can be undone; the file is kept.

    Raises:
        Refused: as reading it would be, if the same file is in the register already, or it
            holds no thing at all.
    """
    read = read_register(case, path, choice, report)
    with case.session() as session:
        if session.scalars(select(Asset.id).where(Asset.source_sha256 == read.sha256)).first():
            raise Refused(
                "the same file is in the register already", where=read.file,
                remedy="Nothing was changed; undo that entry first to load it otherwise.",
            )  # fmt: skip
    if not read.things:
        raise Refused("holds no thing that could be entered", where=read.file)
    attach(case, path)
    count = f"{len(read.things):,} {'thing' if len(read.things) == 1 else 'things'}"
    summary = f"Loaded {count} from {read.file}"
    if read.set_aside or read.doubts:
        cells = f"{len(read.doubts):,} {'cell' if len(read.doubts) == 1 else 'cells'}"
        summary += f"; {len(read.set_aside):,} set aside, {cells} not taken as written"
    with case.change("register", summary) as work:
        for start in range(0, len(read.things), BATCH):
            report(start, len(read.things), f"Entering {read.file}")
            _enter(work.session, read, read.things[start : start + BATCH])
    return read


def _enter(session: Session, read: RegisterRead, things: Sequence[Thing]) -> None:
    """Write things, then what hangs on them; numbers follow the order of the rows."""
    assets = [
        Asset(
            kind=t.kind, label=t.label, identifier=t.identifier, quantity=t.quantity, unit=t.unit,
            custody=t.custody, acquired=t.acquired, price_minor=t.price, currency=t.currency,
            state=t.state, note=t.note, source_sha256=read.sha256, source_place=t.place,
        )
        for t in things
    ]  # fmt: skip
    session.add_all(assets)
    session.flush()
    for asset, thing in zip(assets, things, strict=True):
        cited = f"{read.file}, {thing.place}"
        session.add_all(
            Valuation(asset_id=asset.id, on=on, minor=minor, basis=basis, document=cited)
            for on, minor, basis in thing.valuations
        )
        session.add_all(
            AssetEvent(
                asset_id=asset.id, event=event, at=on.isoformat(), by=thing.by or "not stated",
                place=thing.where if event == "seized" else "", document=cited,
            )
            for event, on in thing.events
        )  # fmt: skip
    session.flush()
    session.expunge_all()


def _table(name: str, content: bytes, choice: Choice, report: Report) -> Table:
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(name, content)
    _, grids = tables_of(name.removesuffix(".gz"), content, report)
    return table_in(grids, where=name, sheet=choice.sheet, header=choice.header, said=choice.roles)


def _unpacked(name: str, content: bytes) -> bytes:
    """A text packed with gzip, within a limit."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            text = packed.read(UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise Refused(
            "the packed file is damaged or cut short", where=name, remedy="Ask for it again."
        ) from fault
    if len(text) > UNPACKED:
        raise Refused("unpacks to more than is opened here", where=name, remedy="Split it.")
    return text


def line_of(book: Book, sha256: str, place: str, document: str | None = None) -> Source | None:
    """The row of a kept register that a thing was read from, as it stood; None if it was not.

    With `document`, only if that is what names the row: a later valuation rests on its own.
    """
    if not sha256:
        return None
    name, rows = book.recall(f"register:{sha256}", lambda case: _rows_of(case, sha256))
    if document is not None and document != f"{name}, {place}":
        return None
    return Source(name, sha256, place, rows.get(place, ""))


def _rows_of(case: Case, sha256: str) -> tuple[str, dict[str, str]]:
    """Name and rows of a kept register, by their place."""
    name, content = content_of(case, sha256)
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(name, content)
    _, grids = tables_of(name.removesuffix(".gz"), content)
    return name, {grid.place(line.number): line.raw for grid in grids for line in grid.rows()}

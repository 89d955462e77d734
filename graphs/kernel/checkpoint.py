"""Passes kept in a file, to be carried on from when payments were added.

Each is bound to its inputs by SHA-256. The file is sealed with a key of this user's machine,
for who writes one could have any trace told: one made elsewhere, or altered, is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from graphs.kernel.columns import Columns, Longs
from graphs.kernel.compiled import SOURCES
from graphs.kernel.log import copied
from graphs.kernel.rolled import Rolled
from graphs.kernel.state import Pass
from graphs.ledger import Pocket
from workbench.errors import Refused

MAGIC: Final = b"Asset Recovery Workbench checkpoint 1\n"
#: As many passes are kept: each rule has up to three, one for each order of a day.
MOST: Final = 18


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a pass is made from."""

    rule: str
    pockets: Sequence[Pocket]
    columns: Columns
    marks: Longs
    conversions: Longs

    def digest(self, payments: int, pockets: int) -> str:
        """SHA-256 of the first payments and pockets and all that concerns them.

        What the compiled passes say themselves is part of it: another version begins again.
        """
        names = [f"{pocket.account}\t{pocket.currency}" for pocket in self.pockets[:pockets]]
        found = hashlib.sha256(json.dumps([SOURCES, self.rule, payments, names]).encode())
        columns = self.columns
        for ends in (columns.payers, columns.payees, columns.minors):
            found.update(ends[:payments].tobytes())
        for each in (columns.held, columns.openings, columns.currencies):
            found.update(each[:pockets].tobytes())
        for rows in (self.marks, self.conversions):
            found.update(rows[rows[:, 0] < payments].tobytes())
        return found.hexdigest()


@dataclass(frozen=True, slots=True)
class _Kept:
    inputs: str
    rule: str
    position: int
    pockets: int
    tables: dict[str, Any]


class Checkpoints:
    """The passes in one file; `write` puts those that were kept since in place of them."""

    def __init__(self, place: Path) -> None:
        """Read the file, where there is one.

        Raises:
            Refused: if it is no checkpoint, or not one that was made here.
        """
        self.place = place
        #: Of each rule that was traced since: how many payments were taken over.
        self.taken_over: dict[str, int] = {}
        self._kept = _read(place) if place.exists() else []

    def resume(self, inputs: Inputs) -> Pass | Rolled | None:
        """The pass that came furthest over the same payments; None if there is none."""
        suiting = [
            kept
            for kept in self._kept
            if kept.rule == inputs.rule
            and kept.position <= len(inputs.columns)
            and kept.pockets <= len(inputs.pockets)
        ]
        for kept in sorted(suiting, key=lambda one: -one.position):
            if kept.inputs == inputs.digest(kept.position, kept.pockets):
                self._kept.remove(kept)
                made = _made(kept)
                made.add_marks(inputs.marks, inputs.conversions)
                return made
        return None

    def keep(self, made: Pass | Rolled, inputs: Inputs, taken_over: int) -> None:
        """Keep a pass as it is now, of which so many payments were taken over."""
        self.taken_over.setdefault(made.rule, taken_over)
        used, tables = made.used(), dict[str, Any]()
        for field in fields(made):
            table = getattr(made, field.name)
            if isinstance(table, np.ndarray):
                tables[field.name] = table[: used.get(field.name, len(table))]
        pockets = len(inputs.columns.held)
        digest = inputs.digest(made.position, pockets)
        self._kept.insert(0, _Kept(digest, made.rule, made.position, pockets, tables))

    def write(self) -> None:
        """Write the passes, the newest first, or leave the file as it was.

        Raises:
            Refused: if it cannot be written there.
        """
        about, tables = [], dict[str, Any]()
        for number, kept in enumerate(self._kept[:MOST]):
            about.append([kept.inputs, kept.rule, kept.position, kept.pockets])
            tables |= {f"{number}.{name}": table for name, table in kept.tables.items()}
        body = io.BytesIO()
        np.savez(body, about=np.frombuffer(json.dumps(about).encode(), np.uint8), **tables)
        content = body.getvalue()
        beside = self.place.with_name(self.place.name + ".new")
        try:
            beside.write_bytes(MAGIC + _seal(content) + content)
            beside.replace(self.place)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise Refused(
                f"the checkpoint cannot be written: {error.strerror}", where=str(self.place)
            ) from None


def _read(place: Path) -> list[_Kept]:
    try:
        whole = place.read_bytes()
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}", where=str(place)) from None
    if not whole.startswith(MAGIC):
        raise Refused(
            "is not a checkpoint", where=str(place), remedy="Name another file; this one is kept."
        )
    start = len(MAGIC) + hashlib.sha256().digest_size
    content = whole[start:]
    if not hmac.compare_digest(whole[len(MAGIC) : start], _seal(content)):
        raise Refused(
            "this checkpoint was made on another machine, or altered", where=str(place),
            remedy="Remove it, and the trace begins from the first payment.",
        )  # fmt: skip
    with np.load(io.BytesIO(content), allow_pickle=False) as tables:
        kept = []
        for number, (inputs, rule, position, pockets) in enumerate(
            json.loads(tables["about"].tobytes())
        ):
            own = [name for name in tables.files if name.startswith(f"{number}.")]
            named = {name.partition(".")[2]: tables[name] for name in own}
            kept.append(_Kept(inputs, rule, position, pockets, named))
        return kept


def _made(kept: _Kept) -> Pass | Rolled:
    """The pass as it was, with room in its tables."""
    one: Any = Rolled if kept.rule == "pro-rata" else Pass
    grow = {"pool", "debts", "drawn", "scratch", "cells"}
    tables = {
        name: copied(table, len(table), more=name in grow or name.endswith("_rows"))
        for name, table in kept.tables.items()
    }
    made: Pass | Rolled = one(rule=kept.rule, position=kept.position, **tables)
    return made


def _seal(content: bytes) -> bytes:
    return hmac.digest(_key(), content, "sha256")


def _key() -> bytes:
    """The key of this user on this machine, made when it is first needed."""
    place = _own_folder() / "asset-recovery-workbench" / "checkpoint.key"
    try:
        return place.read_bytes()
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    except FileExistsError:
        pass  # another command made it in this moment
    return place.read_bytes()


def _own_folder() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")

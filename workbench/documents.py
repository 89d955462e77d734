"""Papers that recorded facts rest on: an order as sealed, a programme's return. Bytes unaltered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from workbench.case import Case
from workbench.errors import Refused
from workbench.replay import Handler
from workbench.store.changes import table_of
from workbench.store.tables import Document

#: A scan of a long order is a few megabytes; beyond this a file is not a paper.
LARGEST = 64 * 1024 * 1024


def attach(case: Case, path: Path) -> str:
    """Keep a document in the case and return its SHA-256; the same bytes are kept once.

    Raises:
        Refused: if the file is missing, empty, too large or cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Refused("is too large for a document", where=path.name, remedy="Split it.")
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            "cannot be read", where=str(path), remedy="Check the name and your rights."
        ) from error
    if not content:
        raise Refused("is empty", where=path.name, remedy="Choose the document itself.")
    digest = hashlib.sha256(content).hexdigest()
    with case.read() as connection:
        if connection.execute(select(Document.id).where(Document.sha256 == digest)).first():
            return digest
    with case.change("attach", f"Kept the document {path.name}") as work:
        work.command = {"name": "attach", "sha256": digest, "file": path.name}
        _insert(work.connection, digest, path.name, content)
    return digest


def attach_handler(find: Callable[[str], bytes]) -> Handler:
    """How a replay keeps a document again; `find` gives the bytes that have a SHA-256."""

    def handle(connection: Connection, command: Mapping[str, Any]) -> None:
        _insert(connection, command["sha256"], command["file"], find(command["sha256"]))

    return handle


def content_of(case: Case, sha256: str) -> tuple[str, bytes]:
    """Name and bytes of a kept document.

    Raises:
        Refused: if the case keeps no such document.
    """
    with case.read() as connection:
        found = connection.execute(
            select(Document.name, Document.content).where(Document.sha256 == sha256)
        ).first()
    if found is None:
        raise Refused(f"the case keeps no document with SHA-256 {sha256}")
    return found[0], found[1]


def _insert(connection: Connection, digest: str, name: str, content: bytes) -> None:
    last = connection.execute(select(func.max(Document.id))).scalar() or 0
    connection.execute(
        table_of(Document)
        .insert()
        .values(id=last + 1, sha256=digest, name=name, size=len(content), content=content)
    )

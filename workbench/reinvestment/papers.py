"""A paper that an act rests on: kept in the case with the act, and not when it is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.case import Case
from workbench.documents import LARGEST, attach, content_of
from workbench.errors import Refused


@contextmanager
def kept(case: Case, paper: Path | str | None) -> Iterator[str]:
    """The SHA-256 of a paper for an act: a file, the SHA-256 of one kept already, or none ("").

    The file's bytes are kept after the act; a refused act leaves nothing behind.

    Raises:
        Refused: if the file cannot be read, is empty or too large, or nothing with that SHA-256
            is kept.
    """
    if paper is None or not str(paper).strip() or str(paper) == ".":
        yield ""
        return
    if is_digest(str(paper)):
        content_of(case, str(paper))
        yield str(paper)
        return
    path = Path(paper)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise Refused(
            "cannot be read", where=str(path), remedy="Check the name and your rights."
        ) from error
    if not content:
        what = "is too large for a document" if size else "is empty"
        raise Refused(what, where=path.name, remedy="Choose the document itself.")
    digest = hashlib.sha256(content).hexdigest()
    yield digest
    if attach(case, path) != digest:
        raise Refused("was altered while it was being kept", where=path.name, remedy="Try again.")


def is_digest(text: str) -> bool:
    """Whether a text is a SHA-256 as this program writes it."""
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)

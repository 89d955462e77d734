"""A file that leaves is written whole or not at all, and never over a half of itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from workbench.errors import Refused


def put(out: Path, content: bytes) -> None:
    """Write `content` to `out` in one step.

    Raises:
        Refused: if its folder cannot be written.
    """
    with putting(out) as file:
        file.write(content)


@contextmanager
def putting(out: Path) -> Iterator[BinaryIO]:
    """A file to write into bit by bit, which becomes `out` once all of it is written.

    Raises:
        Refused: if its folder cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.stem}.", suffix=".part", dir=out.parent)
    except OSError as error:
        raise Refused(
            "cannot be written", where=str(out), remedy="Check that its folder is writable."
        ) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        part.chmod(0o644)
        part.replace(out)
    except OSError as error:
        raise Refused("cannot be written", where=str(out), remedy="Make room there.") from error
    finally:
        part.unlink(missing_ok=True)

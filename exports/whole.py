"""A file that leaves is written whole or not at all, and never over a half of itself."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from workbench.errors import Refused


def put(out: Path, content: bytes) -> None:
    """Write `content` to `out` in one step.

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
            file.write(content)
        part.chmod(0o644)
        part.replace(out)
    except OSError as error:
        raise Refused("cannot be written", where=str(out), remedy="Make room there.") from error
    finally:
        part.unlink(missing_ok=True)

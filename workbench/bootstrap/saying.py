"""How the preparation speaks: one line at a time, on stderr."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """Write one line for a person; a windowed start without stderr stays silent."""
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def pass_by(line: str) -> None:
    """Show `line` in place of the one before; only where a person is watching."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{line}")
        sys.stderr.flush()

"""Where tests find real files made by other projects, and how they say so when absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: Beside the checkout by default; set WORKBENCH_SHARED to look elsewhere.
FOLDER = Path(os.environ.get("WORKBENCH_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(path: str) -> Path:
    """The file or folder `path` of the shared data, or a skip that says it is absent."""
    found = FOLDER / path
    if not found.exists():
        pytest.skip(f"shared data not present here: {path}")
    return found

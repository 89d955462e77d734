"""A run that takes its time and leaves a note of who began it: for tests of workers lost."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.progress import Report, silent


@dataclass(frozen=True)
class Slow:
    """Number `number`; says when it begins and ends by a file with the worker's process id."""

    number: int
    folder: str
    seconds: float

    @property
    def said(self) -> str:
        """What has been done."""
        return f"Did {self.number}"

    def perform(self, records: Any, report: Report = silent) -> int:  # noqa: ARG002
        """Take as long as was asked for, or less if it is stopped."""
        self._note("begun")
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            report(0, 0, "Working")
            time.sleep(0.02)
        self._note("ended")
        return self.number * self.number

    def _note(self, what: str) -> None:
        (Path(self.folder) / f"{self.number}-{what}-{os.getpid()}").touch()


def notes(folder: Path, what: str) -> dict[tuple[int, int], Path]:
    """(number, process id) of each run that has begun, or ended."""
    found = {}
    for path in folder.glob(f"*-{what}-*"):
        number, _, process = path.name.split("-")
        found[int(number), int(process)] = path
    return found

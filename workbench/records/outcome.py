"""What became of one file: what it held, what was kept, and why not the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.records.prove import NOT_CHECKABLE, NOT_RECONCILED, RECONCILED, WITH_GAPS
from workbench.records.reading import NotLoaded


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file's line in the answer to `load`.

    Always `read = loaded + duplicates + ignored + len(rejected)`. `refusal` is the one clear
    line that says why nothing of the file was kept; empty when it was loaded.
    """

    file: str
    sha256: str = ""
    format: str = ""
    layout: str = ""
    read: int = 0
    loaded: int = 0
    duplicates: int = 0
    ignored: int = 0
    rejected: tuple[NotLoaded, ...] = ()
    accounts: tuple[str, ...] = ()
    verdict: str = NOT_CHECKABLE
    in_minor: int = 0
    out_minor: int = 0
    currency: str = "GBP"
    notes: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def ok(self) -> bool:
        """Whether the file is in the case now."""
        return not self.refusal

    def as_data(self) -> dict[str, Any]:
        """The outcome as JSON-ready data."""
        told: dict[str, Any] = {
            "file": self.file,
            "sha256": self.sha256,
            "format": self.format,
            "layout": self.layout,
            "read": self.read,
            "loaded": self.loaded,
            "duplicates": self.duplicates,
            "ignored": self.ignored,
            "rejected": [
                {"where": row.place, "why": row.why, "raw": row.raw} for row in self.rejected
            ],
            "accounts": list(self.accounts),
            "verdict": self.verdict if self.ok else "refused",
            "in_minor": self.in_minor,
            "out_minor": self.out_minor,
            "currency": self.currency,
            "notes": list(self.notes),
        }
        if self.refusal:
            told["refused"] = self.refusal
        return told


def together(verdicts: Iterable[str]) -> str:
    """One verdict over several statements: a break anywhere is said first."""
    found = set(verdicts)
    if NOT_RECONCILED in found:
        return NOT_RECONCILED
    if found == {RECONCILED}:
        return RECONCILED
    if RECONCILED in found or WITH_GAPS in found:
        return WITH_GAPS
    return NOT_CHECKABLE

"""How long work says what it is doing, and how it is asked to stop."""

from __future__ import annotations

from typing import Protocol


class Report(Protocol):
    """Called by long work; raises `Cancelled` when the person asked it to stop."""

    def __call__(self, done: int, total: int, text: str) -> None:
        """State progress as `done` of `total` (0 when unknown) and what is being done."""


def silent(done: int, total: int, text: str) -> None:
    """Report to nobody."""

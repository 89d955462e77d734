"""How things are written for a person: dates, instants, counts with their right plural."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.words import counted, day_written, listed

__all__ = ["counted", "day_written", "instant_written", "listed"]


def instant_written(instant: str) -> str:
    """A UTC instant in ISO 8601 as local date and time."""
    try:
        when = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    local = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone()
    return f"{day_written(local.date())} {local:%H:%M}"

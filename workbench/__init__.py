"""The case: what is known, where it came from, and what the law makes of it."""

from __future__ import annotations

__version__ = "0.1.0"

"""One reader per format: bytes in, what was read out. None of them knows the store."""

from __future__ import annotations

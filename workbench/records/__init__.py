"""Financial records in: bytes are read, proved, loaded, and paired; nothing is dropped."""

from __future__ import annotations

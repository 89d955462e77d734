"""Redaction: a pack made from a copy of the case out of which names and numbers were taken."""

from __future__ import annotations

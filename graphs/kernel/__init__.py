"""Tracing compiled: the same rules and the same log as the reference, for large ledgers."""

from __future__ import annotations

"""Reinvestment: how receipts are shared, granted, spent, and what came of it."""

from __future__ import annotations

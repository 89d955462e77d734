"""Recovery: property, orders, deadlines and receipts; the law stands beside as dated data."""

from __future__ import annotations

"""The benefit worksheet of a defendant: lines, assumptions, double counting, what is available."""

from __future__ import annotations

"""Tables of the window: what a column is, rows read from the case or given as a list, the view."""

from __future__ import annotations

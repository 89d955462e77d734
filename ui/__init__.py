"""The window: pages, charts and background tasks. It computes nothing a command could not."""

from __future__ import annotations

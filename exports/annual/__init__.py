"""The annual report for the public: told once as plain data, then printed and put on a page."""

from __future__ import annotations

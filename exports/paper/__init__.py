"""The page: typeface, marking, contents, tables and footnotes of every document that leaves."""

from __future__ import annotations

"""The case: what is known, where it came from, and what the law makes of it."""

from __future__ import annotations

import os

# openpyxl takes lxml where it finds it: it would write a sheet in other bytes, and read a
# stranger's without the guard of defusedxml.
os.environ["OPENPYXL_LXML"] = "False"

__version__ = "0.1.0"

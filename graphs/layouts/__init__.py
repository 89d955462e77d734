"""One way of placing a graph per module; all are deterministic and none draws."""

from __future__ import annotations

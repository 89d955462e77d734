"""Where the boxes of a chart stand. The same graph always gives the same picture."""

from __future__ import annotations

from graphs.layouts.layered import layered
from graphs.layouts.placed import Edge, Layout, Place, Route, Size
from graphs.layouts.radial import radial
from graphs.layouts.spread import spread

#: Up to so many boxes a money-flow chart in columns can be read; beyond, `spread` is used.
MOST_IN_COLUMNS = 300

__all__ = [
    "MOST_IN_COLUMNS",
    "Edge",
    "Layout",
    "Place",
    "Route",
    "Size",
    "layered",
    "radial",
    "spread",
]

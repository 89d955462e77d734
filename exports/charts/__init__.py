"""Charts, described once as data: drawn here on the page and by the window on the screen."""

from __future__ import annotations

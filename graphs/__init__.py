"""The money in motion: graphs of the case, tracing rules, lineage, typologies and layout."""

from __future__ import annotations

"""The parts of the generator of the demonstration case; `make_larkspur.py` puts them together."""

from __future__ import annotations

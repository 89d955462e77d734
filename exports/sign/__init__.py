"""Signatures of a pack: the PDF by PAdES, and the manifest of everything by CMS."""

from __future__ import annotations

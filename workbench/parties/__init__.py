"""Who is who: people, companies, the accounts they hold, and decisions about identity."""

from __future__ import annotations

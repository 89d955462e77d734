"""How a case is kept: tables, migrations, SQLite and PostgreSQL, and the journal."""

from __future__ import annotations

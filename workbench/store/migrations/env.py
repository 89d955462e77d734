"""Alembic's entry point; only used through `workbench.store.migrations`."""

from __future__ import annotations

from alembic import context

context.run_migrations()

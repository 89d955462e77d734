"""Bringing a case up to the present schema, step by numbered step (Alembic)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from workbench.errors import Refused
from workbench.store.tables import Base

if TYPE_CHECKING:  # Alembic costs a tenth of a second that the window's start cannot spare
    from alembic.script import ScriptDirectory


def scripts() -> ScriptDirectory:
    """The numbered steps, as Alembic reads them."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def current(connection: Connection) -> str | None:
    """The schema step that a case stands at; None where it has no schema of ours."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def latest() -> str:
    """The step that this version of the program writes."""
    return scripts().get_current_head() or ""


def check_known(connection: Connection, where: str) -> bool:
    """Whether the case needs steps taken.

    Raises:
        Refused: if it was written by a newer version.
    """
    stands_at = current(connection)
    known = {step.revision for step in scripts().walk_revisions()}
    if stands_at is not None and stands_at not in known:
        raise Refused(
            "was written by a newer version of this program",
            where=where,
            remedy="Open it with that version or a later one.",
        )
    return stands_at != latest()


def upgrade(connection: Connection) -> None:
    """Take every step up to the latest, within the caller's transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    steps = scripts()
    context = EnvironmentContext(
        Config(),
        steps,
        fn=lambda rev, _context: steps._upgrade_revs("head", rev),  # noqa: SLF001
    )
    context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
    with context:
        context.run_migrations()

"""Records: what a narrative was read as, pairs of many, layouts and views of a case, locks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import workbench.store.types
from workbench.store.migrations.guards import guard_append_only, guard_proved

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def upgrade() -> None:
    """Add to entries and statements, make the new tables, and lock what is proved."""
    day, minor = workbench.store.types.Day, workbench.store.types.Minor
    for column in (
        _text("zone"), sa.Column("value_date", day(), nullable=True), _text("counterparty_iban"),
        _text("rule"), sa.Column("confidence", sa.Integer(), nullable=False, server_default="0"),
        _text("category"), _text("category_rule"),
    ):
        op.add_column("entry", column)
    for index in ("ix_entry_account_id", "ix_entry_file_id", "ix_entry_statement_id"):
        op.drop_index(index, table_name="entry")
    op.drop_column("entry", "match")
    op.create_index("ix_entry_file_row", "entry", ["file_id", "row"])
    op.drop_index("ix_payment_file_id", table_name="payment")
    for column in (
        sa.Column("period_from", day(), nullable=True),
        sa.Column("period_to", day(), nullable=True), _text("sequence"),
    ):
        op.add_column("statement", column)
    op.create_table(
        "entry_category",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_category_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_category")),
        sqlite_strict=True,
    )
    op.add_column(
        "pair",
        sa.Column(
            "confirmed", workbench.store.types.Flag(), nullable=False, server_default=sa.false()
        ),
    )
    op.create_table(
        "pair_side",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("minor", minor(), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], name=op.f("fk_pair_side_pair_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_pair_side_entry_id")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_pair_side_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_side")),
        sa.UniqueConstraint("entry_id", "payment_id", name=op.f("uq_pair_side_entry_id_payment_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pair_side_pair_id"), "pair_side", ["pair_id"])
    op.create_index(op.f("ix_pair_side_payment_id"), "pair_side", ["payment_id"])
    op.execute(
        "INSERT INTO pair_side (id, pair_id, entry_id, payment_id, minor) "
        "SELECT row_number() OVER (ORDER BY entry.id), pair.id, entry.id, pair.payment_id,"
        " entry.minor FROM pair JOIN entry ON entry.payment_id = pair.payment_id"
    )
    op.create_table(
        "pair_rejection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rejection")),
        sa.UniqueConstraint("entries", name=op.f("uq_pair_rejection_entries")),
        sqlite_strict=True,
    )
    op.create_table(
        "saved_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_layout")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_layout_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("listing", "name", name=op.f("uq_saved_view_listing_name")),
        sqlite_strict=True,
    )
    guard_append_only("saved_layout")
    guard_proved()

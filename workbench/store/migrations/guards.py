"""Guards in the database itself: a table that only grows refuses to be altered or emptied."""

from __future__ import annotations

from alembic import op


def guard_append_only(table: str) -> None:
    """Refuse UPDATE, DELETE and REPLACE on `table`, on either engine."""
    said = f"rows of {table} are never altered or removed"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        # REPLACE deletes without the trigger above unless recursive_triggers is on.
        key = "seq" if table == "journal" else "id"
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
    )


#: What a bank wrote; pairing may give a row another payment, nothing else of it changes.
_WRITTEN = (
    "account_id, statement_id, file_id, row, place, position, date, time, zone, value_date, minor,"
    " currency, balance_minor, type_raw, narrative, external_id"
)


def guard_proved() -> None:
    """Lock a statement that is proved, and its rows, on either engine."""
    said = "this statement is proved and locked"
    proved = "(SELECT verdict FROM statement WHERE id = OLD.statement_id) = 'reconciled'"
    rules = (("entry", _WRITTEN, proved), ("statement", "", "OLD.verdict = 'reconciled'"))
    if op.get_bind().dialect.name == "sqlite":
        for table, columns, locked in rules:
            changed = f"UPDATE OF {columns}" if columns else "UPDATE"
            for verb, when in (("update", changed), ("delete", "DELETE")):
                op.execute(
                    f"CREATE TRIGGER {table}_locked_{verb} BEFORE {when} ON {table} "
                    f"WHEN {locked} BEGIN SELECT RAISE(ABORT, '{said}'); END"
                )
        return
    for table, columns, locked in rules:
        changed = f"UPDATE OF {columns}" if columns else "UPDATE"
        op.execute(
            f"CREATE FUNCTION {table}_locked() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {locked} THEN RAISE EXCEPTION '{said}'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_locked BEFORE {changed} OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_locked()"
        )


def guard_balanced() -> None:
    """Hold the double entry: an entry of the ledger that does not balance is never kept.

    The last entry is looked at when the next is begun and when the journal is written, which
    ends every unit of work; no line is added to an entry once another has followed it.
    """
    last = "(SELECT max(id) FROM ledger_entry)"
    lopsided = (
        f"EXISTS (SELECT 1 FROM ledger_line WHERE entry_id = {last} "  # noqa: S608
        "GROUP BY currency HAVING sum(minor) <> 0)"
    )
    unequal = "an entry of the ledger does not balance"
    followed = "an entry of the ledger is closed when another has followed it"
    rules = (
        ("ledger_entry", unequal, lopsided),
        ("journal", unequal, lopsided),
        ("ledger_line", followed, f"NEW.entry_id <> {last}"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table, said, wrong in rules:
            op.execute(
                f"CREATE TRIGGER {table}_balanced BEFORE INSERT ON {table} "
                f"WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        return
    for table, said, wrong in rules:
        op.execute(
            f"CREATE FUNCTION {table}_balanced() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {wrong} THEN RAISE EXCEPTION '{said}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_balanced BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_balanced()"
        )

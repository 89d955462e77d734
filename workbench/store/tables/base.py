"""The declarative base: naming, STRICT tables, and the marks that the journal heeds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from sqlalchemy import ForeignKey, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from workbench.store.types import Day, Flag, Minor


class Base(DeclarativeBase):
    """Every table of a case.

    `recorded`: a change made through the session is written row by row into the journal,
    from which the table can be rebuilt. A table filled in bulk by a named command (records)
    is not: replaying the command rebuilds it. `append_only`: rows are never altered or
    removed; a mistake is corrected by a further row.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(), date: Day(), bool: Flag()}
    recorded: ClassVar[bool] = True
    append_only: ClassVar[bool] = False


STRICT: dict[str, Any] = {"sqlite_strict": True}

Key = Annotated[int, mapped_column(primary_key=True)]
MinorUnits = Annotated[int, mapped_column(Minor())]
Currency = Annotated[str, mapped_column(Text(), default="GBP")]


def to(column: str, **options: Any) -> Any:
    """A column that points at another table's row, indexed for the walk back."""
    return mapped_column(ForeignKey(column), index=True, **options)

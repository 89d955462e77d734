"""A table described in SQL: which ids, in which order, and the rows of some ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.sql.visitors import iterate

from ui.models.columns import Column, Kind
from ui.models.filters import amount_in, condition, days_in, is_amount, iso_dates
from workbench.errors import Refused
from workbench.records.find import holds

__all__ = ["Listing", "amount_in", "days_in", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a table shows.

    `key` is the whole-number id. `order` is how rows stand when no column is chosen; `ties`
    (the same, where it is not said) how they stand where the chosen column's values are equal;
    the key settles every tie. `search` are the texts that are sought in. `extras` are further
    values of a row that columns need (for figures and tones) but that are not shown. `base`
    says that `source` neither adds a row to this table nor takes one away, so that what asks
    of nothing else needs no join.
    """

    key: SQLColumnExpression[int]
    source: FromClause | type[Any]
    columns: tuple[Column, ...]
    search: tuple[SQLColumnExpression[Any], ...] = ()
    order: tuple[SQLColumnExpression[Any], ...] = ()
    ties: tuple[SQLColumnExpression[Any], ...] | None = None
    where: tuple[ColumnElement[bool], ...] = ()
    extras: Mapping[str, SQLColumnExpression[Any]] = field(default_factory=dict)
    base: type[Any] | None = None

    def ids(
        self,
        *,
        column: int = -1,
        descending: bool = False,
        text: str = "",
        filters: Mapping[str, str] | None = None,
        where: Sequence[ColumnElement[bool]] = (),
    ) -> Select[Any]:
        """The ids to show, in order; rows without a value in the sorting column come last.

        Raises:
            Refused: if a column's filter is none that it understands.
        """
        order: list[SQLColumnExpression[Any]] = list(self.order)
        if 0 <= column < len(self.columns):
            value = self.columns[column].value
            if value is not None:
                first = value.desc() if descending else value.asc()
                order = [first.nulls_last(), *(self.order if self.ties is None else self.ties)]
        conditions = [*self.where, *where]
        asked = [*self.matching(text), *self.filtered(filters or {})]
        if asked:
            # Sought first and ordered after: an engine that walks an index in the order of the
            # table would look up every row of it, all over the file, only to pass it by.
            found = select(self.key).select_from(self._least(asked)).where(*asked)
            conditions.append(self.key.in_(found))
        return (
            select(self.key)
            .select_from(self._least(order, conditions[: -1 if asked else None]))
            .where(*conditions)
            .order_by(*order, self.key)
        )

    def _least(self, *asked: Sequence[Any]) -> FromClause | type[Any]:
        """The source without its joins where nothing that is asked needs them."""
        if self.base is None:
            return self.source
        tables = (getattr(part, "table", None) for one in asked for part in _parts(one))
        plain = self.base.__table__
        return self.base if all(t is None or t is plain for t in tables) else self.source

    def count(self, where: Sequence[ColumnElement[bool]] = ()) -> Select[Any]:
        """How many rows there are before what is sought and filtered."""
        conditions = [*self.where, *where]
        return (
            select(func.count(self.key)).select_from(self._least((), conditions)).where(*conditions)
        )

    def rows(self, ids: Sequence[int]) -> Select[Any]:
        """The values of these rows, in no particular order."""
        wanted: list[SQLColumnExpression[Any]] = [self.key.label("id")]
        for column in self.columns:
            if column.value is not None:
                wanted.append(column.value.label(column.key))
            if column.kind is Kind.MONEY and not isinstance(column.currency, str):
                wanted.append(column.currency.label(f"{column.key}:currency"))
        wanted += [value.label(name) for name, value in self.extras.items()]
        among = self.key.in_(bindparam("ids", list(ids), expanding=True))
        return select(*wanted).select_from(self.source).where(among)

    def matching(self, text: str) -> list[ColumnElement[bool]]:
        """One condition for every word: some searched text, amount or date has it."""
        return [self._has(word) for word in words(text)]

    def filtered(self, filters: Mapping[str, str]) -> list[ColumnElement[bool]]:
        """One condition for every column that has a filter, by its key.

        Raises:
            Refused: if there is no such column, or its filter is none that it understands.
        """
        columns = {column.key: column for column in self.columns if column.value is not None}
        found = []
        for key, text in filters.items():
            if key not in columns:
                raise Refused(f"the table has no column {key}")
            if text.strip():
                found.append(condition(columns[key], text))
        return found

    def position(self, key: str) -> int:
        """Where the column with this key stands in the list of columns; -1 for none."""
        return next((i for i, column in enumerate(self.columns) if column.key == key), -1)

    def _has(self, word: str) -> ColumnElement[bool]:
        options: list[ColumnElement[bool]] = [holds(self.search, word)]
        amount, days = amount_in(word), days_in(word)
        for column in self.columns:
            if column.value is None:
                continue
            if column.kind is Kind.MONEY and amount is not None:
                options.append(is_amount(column, amount))
            elif column.kind is Kind.DATE and days is not None:
                options.append(column.value.between(*days))
        return or_(*options)


def words(text: str) -> list[str]:
    """The words that are sought; a date as it is written on screen becomes one word."""
    return iso_dates(text).split()


def _parts(clauses: Sequence[Any]) -> Iterator[Any]:
    for clause in clauses:
        yield from iterate(clause)

"""Writing thousands of rows at once, which SQLite takes one by one and PostgreSQL column by column."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from reviewdue.ledger.dialects import execute_plain
from reviewdue.processes import in_batches

# Rows that PostgreSQL takes at once: the driver writes them out in memory, more than once.
MOST = 2_000
NOTHING: Mapping[str, Any] = MappingProxyType({})


def write_plain(
    connection: Connection,
    statement: Any,
    names: tuple[str, ...],
    rows: Collection[tuple[Any, ...]],
    always: Mapping[str, Any] = NOTHING,
) -> None:
    """Execute an INSERT for many rows: tuples of the values of the named columns, as the driver takes them.

    What is `always` the same goes to the other columns of each. The statement has no values, and may be used again:
    it is put into words once.
    """
    if not rows:
        return
    wanted = connection.dialect, statement, names, tuple(always.items())
    if connection.dialect.name == "postgresql":
        for some in in_batches(rows, MOST):
            connection.exec_driver_sql(_by_column(*wanted), _columns(names, some))
        return
    sql, order = _by_row(*wanted)
    ordered = rows if order == names else map(itemgetter(*map(names.index, order)), rows)
    connection.exec_driver_sql(sql, [*ordered])


def write_rows(connection: Connection, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Execute an INSERT for many rows with the same keys, which are columns of its table."""
    if rows:
        names = tuple(rows[0])
        write_plain(connection, statement, names, _values_for(connection.dialect, statement.table, names, rows))


def update_rows(connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Change rows by their `id`; all of these have the same keys, which are columns of the table."""
    if not rows:
        return
    names = tuple(rows[0])
    values = _values_for(connection.dialect, table, names, rows)
    if connection.dialect.name == "postgresql":
        for some in in_batches(values, MOST):
            connection.exec_driver_sql(_update_by_column(connection.dialect, table, names), _columns(names, some))
        return
    changes: dict[str, Any] = {name: sa.bindparam(name) for name in names if name != "id"}
    statement = sa.update(table).where(table.c.id == sa.bindparam("of")).values(changes)
    binds = ["of" if name == "id" else name for name in names]
    execute_plain(connection, statement, [dict(zip(binds, row, strict=True)) for row in values])


def _values_for(
    dialect: Dialect, table: sa.Table, names: Sequence[str], rows: Sequence[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    """The values of rows, changed into those that the driver takes for the columns of these names."""
    columns = []
    for name in names:
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        given = [row[name] for row in rows]
        columns.append([None if value is None else convert(value) for value in given] if convert else given)
    return list(zip(*columns, strict=True))


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


Always = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=16)
def _by_row(dialect: Dialect, statement: Any, names: tuple[str, ...], always: Always) -> tuple[str, tuple[str, ...]]:
    """SQL for one row, and the order in which it takes its values."""
    values = {**{name: sa.bindparam(name) for name in names}, **_literals(dialect, always)}
    compiled = statement.values(values).compile(dialect=dialect)
    return compiled.string, tuple(compiled.positiontup)


@lru_cache(maxsize=16)
def _by_column(dialect: Dialect, statement: Any, names: tuple[str, ...], always: Always) -> str:
    """SQL for all rows at once, each of whose values is a whole column."""
    each, literals = _each_row(statement.table, names), _literals(dialect, always)
    chosen = sa.select(*(each.c[name] for name in names), *literals.values())
    return str(statement.from_select([*names, *literals], chosen).compile(dialect=dialect))


@lru_cache(maxsize=16)
def _update_by_column(dialect: Dialect, table: sa.Table, names: tuple[str, ...]) -> str:
    each = _each_row(table, names)
    changes = {name: each.c[name] for name in names if name != "id"}
    return str(sa.update(table).where(table.c.id == each.c.id).values(changes).compile(dialect=dialect))


def _each_row(table: sa.Table, names: tuple[str, ...]) -> Any:
    """The rows as a table to select from."""
    from sqlalchemy.dialects.postgresql import ARRAY

    types = {name: table.c[name].type for name in names}
    # An array has no collation.
    plain = {name: sa.Text() if isinstance(kind, sa.String) else kind for name, kind in types.items()}
    columns = (sa.cast(sa.bindparam(name), ARRAY(kind)) for name, kind in plain.items())
    return sa.func.unnest(*columns).table_valued(*names, name="each_row").render_derived()


def _literals(dialect: Dialect, always: Always) -> dict[str, sa.ColumnElement[Any]]:
    written = {"literal_binds": True}
    return {
        name: sa.literal_column(str(sa.literal(value).compile(dialect=dialect, compile_kwargs=written)))
        for name, value in always
    }

"""Writing thousands of rows at once, which SQLite takes one by one and PostgreSQL column by column."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

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
            columns = map(list, zip(*some, strict=True))
            connection.exec_driver_sql(_by_column(*wanted), dict(zip(names, columns, strict=True)))
        return
    sql, order = _by_row(*wanted)
    ordered = rows if order == names else map(itemgetter(*map(names.index, order)), rows)
    connection.exec_driver_sql(sql, [*ordered])


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
    from sqlalchemy.dialects.postgresql import ARRAY

    types = {name: statement.table.c[name].type for name in names}
    # An array has no collation.
    plain = {name: sa.Text() if isinstance(kind, sa.String) else kind for name, kind in types.items()}
    columns = (sa.cast(sa.bindparam(name), ARRAY(kind)) for name, kind in plain.items())
    each = sa.func.unnest(*columns).table_valued(*names, name="each_row").render_derived()
    literals = _literals(dialect, always)
    chosen = sa.select(*(each.c[name] for name in names), *literals.values())
    return str(statement.from_select([*names, *literals], chosen).compile(dialect=dialect))


def _literals(dialect: Dialect, always: Always) -> dict[str, sa.ColumnElement[Any]]:
    written = {"literal_binds": True}
    return {
        name: sa.literal_column(str(sa.literal(value).compile(dialect=dialect, compile_kwargs=written)))
        for name, value in always
    }

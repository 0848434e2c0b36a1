"""Many rows in one statement: PostgreSQL takes them as one text, SQLite one by one, which costs it nothing more.

A statement for each row is what a check would spend most of its time on in PostgreSQL: binding each value here, and
planning and starting each statement there.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import execute_plain, values_for, write_rows


def insert_rows(connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows with the same keys, which are columns of the table and hold no bytes."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        write_rows(connection, sa.insert(table), rows)
        return
    names = list(rows[0])
    statement = sa.insert(table).from_select(names, sa.select(*_given(table, names).c))
    connection.execute(statement, {"rows": _written(rows)})


def update_rows(connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Change rows by their `id`; all of these have the same keys, which are columns of the table and hold no bytes."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    if connection.dialect.name == "postgresql":
        given = _given(table, list(rows[0]))
        statement = sa.update(table).where(table.c.id == given.c.id).values({name: given.c[name] for name in names})
        connection.execute(statement, {"rows": _written(rows)})
        return
    changes: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    statement = sa.update(table).where(table.c.id == sa.bindparam("of")).values(changes)
    plain = [{"of": row.pop("id"), **row} for row in values_for(connection.dialect, table, rows)]
    execute_plain(connection, statement, plain)


def _given(table: sa.Table, names: Sequence[str]) -> Any:
    """The rows as a table to select from."""
    text = sa.cast(sa.bindparam("rows", type_=sa.Text), sa.JSON)
    columns = [sa.column(name, table.c[name].type) for name in names]
    return sa.func.json_to_recordset(text).table_valued(*columns).render_derived(name="given", with_types=True)


def _written(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=_write_day)


def _write_day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written to the ledger")

"""One row of every table of the record, for tests of what holds for all of them."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.schema import metadata
from reviewdue.ledger.seals import OWN, RECORD

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)


def value_of(column: sa.Column[Any], number: int) -> Any:
    """A value that a column takes; another number gives another value."""
    if column.foreign_keys:
        return value_of(next(iter(column.foreign_keys)).column, 0)
    kind = column.type.python_type if not isinstance(column.type, sa.types.TypeDecorator) else datetime
    values: dict[type, Any] = {
        str: f"{column.name} {number}",
        int: number,
        bool: number % 2 == 0,
        date: date.fromordinal(DAY.toordinal() + number),
        datetime: NOW.replace(minute=number % 60),
    }
    return values[kind]


def row_of(table: sa.Table, number: int) -> dict[str, Any]:
    """A row with a value in every column."""
    return {column.name: value_of(column, number) for column in table.c if column.name not in OWN}


def fill(connection: Connection, rows: int = 2) -> None:
    """So many rows in every table of the record."""
    for table in metadata.sorted_tables:
        if table in RECORD:
            connection.execute(sa.insert(table), [row_of(table, number) for number in range(rows)])

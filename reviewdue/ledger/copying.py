"""A whole ledger copied into an empty one, on either engine: row by row in one transaction, and verified before it
stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from reviewdue.errors import WorkNotDone
from reviewdue.ledger import trail
from reviewdue.ledger.auditing import audit
from reviewdue.ledger.bulk import write_rows
from reviewdue.ledger.opening import Ledger
from reviewdue.ledger.schema import metadata
from reviewdue.ledger.trail import Head

CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied: the rows of each table and the head of the trail.

    `faults` are those that the audit finds in the original as well; a copy has none of its own.
    """

    rows: dict[str, int] = field(default_factory=dict)
    head: Head
    faults: int = 0


def copy_ledger(source: Ledger, target: Ledger) -> Copied:
    """Copy everything, as it is at one moment. The target stays empty unless all of it arrived and verifies.

    Raises WorkNotDone.
    """
    with source.begin() as reading, target.change() as writing:
        if held := _rows_of(writing):
            raise WorkNotDone(f"the ledger to copy to holds {_say(held)} already; name an empty one")
        for table in metadata.sorted_tables:
            _copy_table(reading, writing, table)
        _continue_numbers(writing)
        return _verify(reading, writing)


def _rows_of(connection: Connection) -> dict[str, int]:
    """How many rows each table has; those without any are left out."""
    counts = {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }
    return {name: count for name, count in counts.items() if count}


def _say(rows: dict[str, int]) -> str:
    name, count = max(rows.items(), key=lambda one: one[1])
    return f"{count:,} rows of {name}"


def _copy_table(reading: Connection, writing: Connection, table: sa.Table) -> None:
    statement = sa.insert(table)
    for rows in _stretches(reading, table):
        try:
            write_rows(writing, statement, [dict(row) for row in rows])
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", error)).splitlines()[0]
            raise WorkNotDone(f"rows of {table.name} could not be copied: {said}") from error


def _stretches(reading: Connection, table: sa.Table) -> Iterator[Sequence[sa.RowMapping]]:
    query = sa.select(table).order_by(*table.primary_key)
    return reading.execute(query.execution_options(yield_per=CHUNK)).mappings().partitions()


def _continue_numbers(connection: Connection) -> None:
    """PostgreSQL counts rows up by itself and has not seen those that came with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            newest: Any = sa.select(sa.func.max(column)).scalar_subquery()
            counter = sa.func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(sa.select(sa.func.setval(counter, sa.func.coalesce(newest, 1), newest.is_not(None))))


def _verify(reading: Connection, writing: Connection) -> Copied:
    here, there = _rows_of(reading), _rows_of(writing)
    if here != there:
        names = ", ".join(sorted(name for name in here if here[name] != there.get(name)))
        raise WorkNotDone(f"not every row arrived ({names}); nothing was kept of the copy")
    head = trail.head_of(writing)
    found = audit(writing, noted=trail.head_of(reading).hash)
    faults = len(found.faults) + found.more_faults
    # A record that was tampered with is to be kept, too, with what gives that away.
    if faults and faults != _faults_of(reading):
        raise WorkNotDone(f"the audit finds the copy changed ({found.faults[0].message}); nothing was kept of it")
    return Copied(rows=there, head=head, faults=faults)


def _faults_of(connection: Connection) -> int:
    found = audit(connection)
    return len(found.faults) + found.more_faults

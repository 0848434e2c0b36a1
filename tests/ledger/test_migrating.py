"""Migrations run forwards on a ledger of every earlier version, and no row and no value of it is lost."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from reviewdue.ledger import Ledger, open_ledger
from reviewdue.ledger.opening import MIGRATIONS, NEWEST, bare_ledger
from reviewdue.ledger.schema import run

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
# The table of Alembic itself, whose one row is meant to change.
OWN = "alembic_version"
# Only one task of a page may wait, and a row that no entry seals has no seal.
AS_IN_LIFE = {"state": "done", "sealed": None, "seal": None}


def configured(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def revisions() -> list[str]:
    """Every version there was, the oldest first."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    return found[::-1]


def value_for(column: sa.Column[Any], number: int) -> Any:
    """Something that a column of this type can hold, another one for each number."""
    if column.name in AS_IN_LIFE:
        return AS_IN_LIFE[column.name]
    if isinstance(column.type, sa.Boolean):
        return bool(number % 2)
    if isinstance(column.type, sa.DateTime):
        return NOW + timedelta(seconds=number)
    if isinstance(column.type, sa.Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(column.type, sa.Integer):
        return number
    if isinstance(column.type, sa.LargeBinary):
        return f"bytes {number}".encode()
    return f'["{number}"]'  # also where a list of words is kept as JSON


def reflected(connection: Connection) -> sa.MetaData:
    tables = sa.MetaData()
    tables.reflect(connection)
    return tables


def fill(connection: Connection, number: int) -> None:
    """A row in every table there is, with a value in every column."""
    for table in reflected(connection).sorted_tables:
        if table.name != OWN:
            row = {column.name: value_for(column, number) for column in table.c}
            # A row that another one refers to has the same number, and so the same key.
            connection.execute(sa.insert(table).values(row))


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order of their keys."""
    return {
        table.name: [dict(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()]
        for table in reflected(connection).sorted_tables
        if table.name != OWN
    }


def lost(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """What is not there any more, or is another value by now."""
    for name, rows in before.items():
        there = after.get(name)
        if there is None or len(there) != len(rows):
            yield f"{name}: {len(rows)} rows became {None if there is None else len(there)}"
            continue
        for old, new in zip(rows, there, strict=True):
            yield from (f"{name}.{key}: {old[key]!r}" for key in old if key in new and new[key] != old[key])
            yield from (f"{name}.{key} is gone" for key in old if key not in new)


@pytest.fixture
def bare(empty_url: str, tmp_path: Path) -> Iterator[Ledger]:
    """A database that no migration has seen."""
    with closing(bare_ledger(empty_url, tmp_path)) as ledger:
        yield ledger


def test_whatever_a_ledger_of_any_earlier_version_holds_is_there_in_the_newest(
    bare: Ledger, empty_url: str, tmp_path: Path
) -> None:
    for number, revision in enumerate(revisions(), start=1):
        with bare.engine.begin() as connection:
            before = rows_of(connection)
            command.upgrade(configured(connection), revision)
            assert list(lost(before, rows_of(connection))) == [], f"at {revision}"
            fill(connection, number)
            filled = rows_of(connection)

    with closing(open_ledger(empty_url, tmp_path)) as newest, newest.begin() as connection:
        after = rows_of(connection)
    assert revisions()[-1] == NEWEST
    assert list(lost(filled, after)) == []
    assert len(after["page"]) == len(revisions())


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_a_ledger_of_each_earlier_version_is_opened_as_it_is_and_the_guards_stand(
    tmp_path: Path, revision: str
) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with closing(bare_ledger(url, tmp_path)) as bare, bare.engine.begin() as connection:
        command.upgrade(configured(connection), revision)
        fill(connection, 1)
        before = rows_of(connection)

    with closing(open_ledger(url, tmp_path)) as newest:
        with newest.begin() as connection:
            after = rows_of(connection)
        with pytest.raises(sa.exc.DBAPIError, match="record is not rewritten"), newest.change() as connection:
            connection.execute(sa.delete(run))

    assert list(lost(before, after)) == []

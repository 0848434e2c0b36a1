"""What SQLite and PostgreSQL spell differently in SQLAlchemy."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles

# SQLite takes 32,766 bound values and PostgreSQL 65,535; lists of keys are asked for in parts of this size.
PART = 500


def insert(dialect: Connection | str, table: sa.Table) -> Any:
    """An INSERT of a dialect, named or the connection's own, which knows ON CONFLICT."""
    # Only the one in use is loaded: the other would take a tenth of a second from every command.
    name = dialect if isinstance(dialect, str) else dialect.dialect.name
    return import_module(f"sqlalchemy.dialects.{name}").insert(table)


def upsert(dialect: Connection | str, table: sa.Table, values: Mapping[str, Any] | None = None) -> Any:
    """INSERT, or UPDATE every other column of the row with the same primary key."""
    statement = insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    others = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=others)
    return statement.values(values) if values is not None else statement


def execute_plain(connection: Connection, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Execute a statement for many rows whose values are as the driver takes them, under the names of its binds."""
    if rows:
        compiled = statement.compile(dialect=connection.dialect)
        order = compiled.positiontup
        connection.exec_driver_sql(compiled.string, list(map(itemgetter(*order), rows)) if order else rows)


class Holding(sa.sql.functions.FunctionElement[bool]):
    """Whether a column holds a text. Capitals matter, and no sign is special."""

    type = sa.Boolean()
    inherit_cache = True
    name = "holding"


@compiles(Holding, "sqlite")
def _holding_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, text, _ = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(instr({column}, {text}) > 0)"


@compiles(Holding)
def _holding(element: Any, compiler: Any, **options: Any) -> str:
    # An index of three letters each, where there is one, answers this and nothing else.
    column, _, pattern = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} LIKE {pattern})"


def holds(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """Whether a column holds a text, as a condition."""
    pattern = "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
    return Holding(column, sa.literal(text), sa.literal(pattern))


class Texts(sa.types.TypeDecorator[list[str]]):
    """Many texts as one bound value: an array, or JSON where there are none."""

    impl = sa.Text()
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        """The type of a dialect."""
        return dialect.type_descriptor(sa.ARRAY(sa.Text()) if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: list[str] | None, dialect: Any) -> Any:
        """The value as the driver takes it."""
        return value if dialect.name == "postgresql" else json.dumps(value)


class Among(sa.sql.functions.FunctionElement[bool]):
    """Whether a column holds one of many texts."""

    type = sa.Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: Any = None) -> "Among":
        """As it is: SQLAlchemy would compare it with 1 in SQLite, which then goes through the whole table."""
        return self


@compiles(Among, "sqlite")
def _among_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({texts})))"  # noqa: S608 - a column and a bound value


@compiles(Among, "postgresql")
def _among_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} = ANY ({texts}))"


def among(column: sa.ColumnElement[str], texts: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of these texts, thousands as they may be, as a condition.

    They are one bound value: to write an IN for them takes SQLAlchemy longer than the database takes to answer.
    """
    return Among(column, sa.bindparam(None, list(texts), type_=Texts()))


def in_parts(values: Iterable[Any]) -> Iterable[Sequence[Any]]:
    """The values in lists short enough for one IN."""
    remaining = list(values)
    return (remaining[at : at + PART] for at in range(0, len(remaining), PART))

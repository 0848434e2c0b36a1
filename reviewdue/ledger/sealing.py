"""Sealing: the database itself works out the digests of its rows, in the form in which `seals` works them out again.

Two ways to one digest: what the database writes is verified in Python, by an audit. A row costs a third of what it
costs to fetch it, digest it and write it back.
"""

from collections.abc import Callable
from functools import cache, reduce
from operator import add
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import ReturningUpdate

from reviewdue.ledger.columns import Instant
from reviewdue.ledger.digests import DIGEST
from reviewdue.ledger.schema import pseudonym
from reviewdue.ledger.seals import OWN, give_pseudonyms
from reviewdue.people import ERASED

IN_POSTGRESQL: tuple[tuple[type[Any], Callable[[str], str]], ...] = (
    (Instant, lambda column: f"to_json(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'))"),
    (sa.Date, lambda column: f"to_json(to_char({column}, 'YYYY-MM-DD'))"),
    (sa.Boolean, lambda column: f"CAST({column} AS integer)"),
    (sa.Integer, lambda column: column),
)


class Written(sa.sql.functions.FunctionElement[str]):
    """A column's value as `seals.canonical` writes it; NULL for none."""

    type = sa.Text()
    inherit_cache = True
    name = "written"


@compiles(Written, "sqlite")
def _written_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    # Dates and instants are texts there, and truth is a number; what is not there would be written as null.
    (value,) = element.clauses
    column = compiler.process(value, **options)
    return (
        f"CAST({column} AS TEXT)"
        if isinstance(value.type, sa.Integer | sa.Boolean)
        else f"nullif(json_quote({column}), 'null')"
    )


@compiles(Written, "postgresql")
def _written_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    (value,) = element.clauses
    column = compiler.process(value, **options)
    write = next((write for kind, write in IN_POSTGRESQL if isinstance(value.type, kind)), "to_json({})".format)
    return f"CAST({write(column)} AS text)"


class Digest(sa.sql.functions.FunctionElement[str]):
    """The SHA-256 of a text, in hexadecimal digits."""

    type = sa.Text()
    inherit_cache = True
    name = "digest"


@compiles(Digest, "sqlite")
def _digest_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"{DIGEST}({compiler.process(element.clauses, **options)})"


@compiles(Digest, "postgresql")
def _digest_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"encode(sha256(convert_to({compiler.process(element.clauses, **options)}, 'UTF8')), 'hex')"


def seal_some(connection: Connection, table: sa.Table, number: int, most: int) -> list[str]:
    """Seal so many rows of a table that no entry covers, into the entry of this number; their digests.

    Rows that somebody else is about to move are theirs to seal.
    """
    sealing = _sealing(table, connection.dialect.name)
    rows = connection.execute(sealing, {"entry": number, "most": most})
    return [digest for digest in rows.scalars() if digest is not None]


@cache
def _sealing(table: sa.Table, dialect: str) -> ReturningUpdate[tuple[str | None]]:
    is_named = [sa.or_(column.is_(None), _token(column).is_not(None)) for column in _personal(table)]
    place: sa.ColumnElement[Any] = sa.literal_column("rowid" if dialect == "sqlite" else "ctid")
    waiting = sa.select(place).select_from(table).where(table.c.sealed.is_(None), *is_named)
    waiting = waiting.limit(sa.bindparam("most", type_=sa.Integer))
    if dialect == "sqlite":
        chosen: sa.ColumnElement[bool] = place.in_(waiting)
    else:
        # An array is worked out once. A list of rows would be asked for again, and pass over those that it has locked.
        chosen = place == sa.any_(sa.func.array(waiting.with_for_update(skip_locked=True).scalar_subquery()))
    changes = {"sealed": sa.bindparam("entry", type_=sa.Integer), "seal": digest_of(table)}
    return sa.update(table).where(chosen).values(changes).returning(table.c.seal)


def name_people(connection: Connection, table: sa.Table) -> None:
    """Give a pseudonym to everybody who stands in a row that no entry covers."""
    for column in _personal(table):
        nameless = sa.select(column).where(table.c.sealed.is_(None), column.is_not(None), _token(column).is_(None))
        give_pseudonyms(connection, connection.execute(nameless.distinct()).scalars())


def digest_of(table: sa.Table) -> sa.ColumnElement[str]:
    """The digest of a row, as `RowDigests` works it out."""
    # Each part begins with a comma; the first one falls away.
    parts = [_part(table.c[name]) for name in sorted(column.name for column in table.c if column.name not in OWN)]
    values = sa.func.substr(reduce(add, parts), 2)
    return Digest(sa.literal(table.name + "{") + values + sa.literal("}"))


def _part(column: sa.Column[Any]) -> sa.ColumnElement[str]:
    value = _token(column) if column.info.get("personal") else column
    return sa.func.coalesce(sa.literal(f',"{column.name}":') + Written(value), "")


def _token(column: sa.Column[Any]) -> sa.ColumnElement[str]:
    """The pseudonym of who stands in a column; NULL where there is none."""
    token = sa.select(pseudonym.c.token).where(pseudonym.c.text == column).scalar_subquery()
    is_erased = sa.func.substr(column, 1, len(ERASED)) == ERASED
    return sa.case((is_erased, sa.func.substr(column, len(ERASED) + 1)), else_=token)


def _personal(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.c if column.info.get("personal")]

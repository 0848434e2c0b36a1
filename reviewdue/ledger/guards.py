"""Triggers that make the database itself refuse what the record must not suffer: deleting, and rewriting.

A row whose state moves on gives up its seal in the same UPDATE; what it was stays in the trail as a digest. They are
put up anew after every migration, since a table that is made again loses its triggers.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.schema import metadata
from reviewdue.ledger.seals import OWN, RECORD
from reviewdue.people import ERASED

GUARDED = tuple(table for table in metadata.sorted_tables if table in RECORD or table.info.get("appended"))
STAYS_SEALED = "OLD.sealed IS NOT NULL AND NEW.sealed IS NOT NULL"

POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION reviewdue_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING MESSAGE = 'the record is not rewritten: ' || TG_OP || ' of ' || TG_TABLE_NAME;
    END $$""",
    """CREATE OR REPLACE FUNCTION reviewdue_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO trail_moved (entry, digest, source) VALUES (OLD.sealed, OLD.seal, TG_TABLE_NAME); RETURN NULL;
    END $$""",
)


def put_up(connection: Connection) -> None:
    """Put up every guard, in place of those that are there."""
    lift(connection)
    if connection.dialect.name == "postgresql":
        for function in POSTGRESQL:
            connection.execute(sa.text(function))
    for table in GUARDED:
        for name, event, when in _guards(table):
            _create(connection, table, name, event, when)


def lift(connection: Connection) -> None:
    """Take every guard down."""
    for table in GUARDED:
        for name, _, _ in _guards(table):
            on = f" ON {table.name}" if connection.dialect.name == "postgresql" else ""
            connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {table.name}_{name}{on}"))


def _guards(table: sa.Table) -> Iterator[tuple[str, str, str]]:
    """The guards of a table: name, event and condition."""
    yield "keep", "BEFORE DELETE", ""
    personal = [column.name for column in table.c if column.info.get("personal")]
    others = ", ".join(f'"{column.name}"' for column in table.c if column.name not in (*OWN, *personal))
    appended = bool(table.info.get("appended"))
    yield "stand", f"BEFORE UPDATE OF {others}", "" if appended else STAYS_SEALED
    for name in personal:
        erased = f"substr(NEW.{name}, 1, {len(ERASED)}) <> '{ERASED}'"
        yield f"stand_{name}", f"BEFORE UPDATE OF {name}", erased if appended else f"{STAYS_SEALED} AND {erased}"
    if table in RECORD and appended:
        changed = "NEW.sealed IS NULL OR NEW.sealed <> OLD.sealed OR NEW.seal <> OLD.seal"
        yield "bound", "BEFORE UPDATE OF sealed, seal", f"OLD.sealed IS NOT NULL AND ({changed})"
    elif table in RECORD:
        yield "moved", "AFTER UPDATE OF sealed", "OLD.sealed IS NOT NULL AND NEW.sealed IS NULL"


def _create(connection: Connection, table: sa.Table, name: str, event: str, when: str) -> None:
    condition = f"WHEN ({when})" if when else ""
    begin = f"CREATE TRIGGER {table.name}_{name} {event} ON {table.name} FOR EACH ROW {condition}"
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"{begin} EXECUTE FUNCTION reviewdue_{'moved' if name == 'moved' else 'refuse'}()"))
        return
    values = f"(OLD.sealed, OLD.seal, '{table.name}')"
    action = f"INSERT INTO trail_moved (entry, digest, source) VALUES {values}"  # noqa: S608 - the schema's own names
    if name != "moved":
        action = f"SELECT RAISE(ABORT, 'the record is not rewritten: {event.split()[1]} of {table.name}')"
    connection.execute(sa.text(f"{begin} BEGIN {action}; END"))

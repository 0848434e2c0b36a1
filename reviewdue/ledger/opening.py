"""Opening the ledger: the engine, its settings, and the migrations that bring it up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError, SQLAlchemyError

from reviewdue.errors import LedgerUnusable

MIGRATIONS = Path(__file__).parent / "migrations"
# The newest file in migrations/versions; a test holds the two together. Named here so that opening a
# ledger that is up to date need not load Alembic, which takes longer than most commands.
NEWEST = "0001"


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. One transaction is one `with ledger.begin() as connection`."""

    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that commits at the end of the block and rolls back on an exception."""
        with self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_ledger(url: str, root: Path) -> Ledger:
    """Open the ledger at an SQLAlchemy URL and migrate it; a relative SQLite path starts at `root`.

    Raises LedgerUnusable.
    """
    try:
        engine = _engine(url, root)
        _bring_up_to_date(engine)
    except (ArgumentError, ModuleNotFoundError, SQLAlchemyError, OSError) as error:
        raise LedgerUnusable(f"the ledger cannot be opened: {_first_line(error)}. Check ledger.url") from error
    return Ledger(engine)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def _engine(url: str, root: Path) -> Engine:
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        if where.drivername == "postgresql":
            where = where.set(drivername="postgresql+psycopg")
        return sa.create_engine(where, pool_pre_ping=True)
    if where.database and where.database != ":memory:":
        file = root / where.database
        file.parent.mkdir(parents=True, exist_ok=True)
        where = where.set(database=str(file))
    engine = sa.create_engine(where, connect_args={"timeout": 30})
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # Deferred: readers do not wait for each other; the first write takes the lock and waits for its turn.
    connection.exec_driver_sql("BEGIN")


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect() as connection:
        version = _version(connection)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise LedgerUnusable(f"the ledger is of version {version}, newer than this program; install a newer reviewdue")
    _migrate(engine)


def _version(connection: Connection) -> str | None:
    try:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (OperationalError, ProgrammingError):
        if not sa.inspect(connection.engine).has_table("alembic_version"):
            return None
        raise
    return str(found) if found is not None else None


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Two programs that start at once must not both create the tables.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7238946013)"))
        else:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

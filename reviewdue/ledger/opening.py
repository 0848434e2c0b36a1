"""Opening the ledger: the engine, its settings and transactions, and the migrations that bring it up to date."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError, SQLAlchemyError

from reviewdue.errors import LedgerUnusable, WorkNotDone
from reviewdue.ledger.digests import DIGEST, digest
from reviewdue.ledger.moments import note_change

MIGRATIONS = Path(__file__).parent / "migrations"
# The newest file in migrations/versions; a test holds the two together. Named here so that opening a
# ledger that is up to date need not load Alembic, which takes longer than most commands.
NEWEST = "0026"


# A mail server may take minutes over one message, and whoever waits for a turn waits for that.
PATIENCE = 900
TRIES = 100
READING: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "sqlite": {"reading": True},
}


# The cache of 32 MB: a first scan writes tens of thousands of rows under keys in no order, which two do not hold.
# The log goes into the file every 32 MB: a scan changes the same pages of an index many times over.
PRAGMAS = (
    "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-32768", "wal_autocheckpoint=8000",
)  # fmt: skip


TakeTurn = Callable[[Engine, str], sqlite3.Connection | Connection]


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. One transaction is one `with` block: `begin` to read, `change` to write."""

    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction for reading, in which every query sees the ledger of one moment; writing is an error."""
        with self.engine.connect() as connection:
            connection.execution_options(**READING[self.engine.dialect.name])
            with connection.begin():
                yield connection

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction for writing; it commits at the end of the block and rolls back on an exception."""
        with self.engine.begin() as connection:
            yield connection
            note_change(connection)

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """A transaction for writing that leaves no trace: it is rolled back at the end of the block."""
        with self.engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def alone(self, errand: str) -> Iterator[None]:
        """Run the block while nobody else who uses this ledger runs one of the same errand; wait for that.

        A process that dies gives its turn back. Raises WorkNotDone after a quarter of an hour.
        """
        with self._having(_turn_in_postgresql, _turn_in_sqlite, errand):
            yield

    @contextmanager
    def together(self, errand: str) -> Iterator[None]:
        """Run the block while others may be in one of this kind, and nobody is alone at the errand; wait for that."""
        with self._having(_turn_of_several_in_postgresql, _turn_of_several_in_sqlite, errand):
            yield

    @contextmanager
    def _having(self, in_postgresql: TakeTurn, in_sqlite: TakeTurn, errand: str) -> Iterator[None]:
        take_turn = in_postgresql if self.engine.dialect.name == "postgresql" else in_sqlite
        try:
            turn = take_turn(self.engine, errand)
        except (OperationalError, sqlite3.OperationalError) as error:
            message = f"another run has been at it ({errand}) for {PATIENCE // 60} minutes; end it and run this again"
            raise WorkNotDone(message) from error
        with closing(turn):
            yield

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _turn_in_sqlite(engine: Engine, errand: str, *begin: str) -> sqlite3.Connection:
    # A lock on a file of its own: SQLite frees it when the process is gone, on every system.
    turn = sqlite3.connect(f"{engine.url.database}-{errand}", timeout=PATIENCE, isolation_level=None)
    try:
        for statement in begin or ("BEGIN EXCLUSIVE",):
            turn.execute(statement).fetchall()
    except BaseException:
        turn.close()
        raise
    return turn


def _turn_of_several_in_sqlite(engine: Engine, errand: str) -> sqlite3.Connection:
    # Who reads keeps out only who wants to be alone, and waits once somebody does.
    return _turn_in_sqlite(engine, errand, "BEGIN", "SELECT count(*) FROM sqlite_master")


def _turn_in_postgresql(engine: Engine, errand: str, lock: str = "pg_advisory_xact_lock") -> Connection:
    turn = engine.connect()
    try:
        turn.execute(sa.text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
        turn.execute(sa.text(f"SELECT {lock}(hashtext(:errand))"), {"errand": f"reviewdue {errand}"})
    except BaseException:
        turn.close()
        raise
    return turn


def _turn_of_several_in_postgresql(engine: Engine, errand: str) -> Connection:
    return _turn_in_postgresql(engine, errand, "pg_advisory_xact_lock_shared")


def open_ledger(url: str, root: Path) -> Ledger:
    """Open the ledger at an SQLAlchemy URL and migrate it; a relative SQLite path starts at `root`.

    Raises LedgerUnusable.
    """
    ledger = bare_ledger(url, root)
    try:
        _bring_up_to_date(ledger)
    except LedgerUnusable:
        ledger.close()
        raise
    except (SQLAlchemyError, OSError) as error:
        ledger.close()
        raise _unusable(error) from error
    return ledger


def bare_ledger(url: str, root: Path) -> Ledger:
    """The same, of whatever version it is. Raises LedgerUnusable."""
    try:
        return Ledger(_engine(url, root))
    except (ArgumentError, ModuleNotFoundError, OSError) as error:
        raise _unusable(error) from error


def _unusable(error: Exception) -> LedgerUnusable:
    said = str(error).splitlines()[0]
    return LedgerUnusable(f"the ledger cannot be opened: {said}. Check ledger.url, and the room on its disk")


def _engine(url: str, root: Path) -> Engine:
    where = make_url(url)
    if where.get_backend_name() not in READING:
        raise ArgumentError(f"a ledger is kept in {' or '.join(sorted(READING))}, not in {where.get_backend_name()}")
    if where.get_backend_name() != "sqlite":
        if where.drivername == "postgresql":
            where = where.set(drivername="postgresql+psycopg")
        engine = sa.create_engine(where, pool_pre_ping=True, hide_parameters=True)
        sa.event.listen(engine, "connect", _set_up_postgresql)
        return engine
    if where.database and where.database != ":memory:":
        file = root / where.database
        file.parent.mkdir(parents=True, exist_ok=True)
        where = where.set(database=str(file))
    # A fault is logged with its statement; the values in it may be about people.
    engine = sa.create_engine(where, connect_args={"timeout": 30}, hide_parameters=True)
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    # What asks whether a source is in use looks dear to the planner, which would compile it anew each time: that takes
    # ten times as long as the query does.
    connection.execute("SET jit = off")
    connection.commit()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function(DIGEST, 1, digest, deterministic=True)


def _write_ahead(connection: Any) -> None:
    """Keep a log of changes beside the file. Of programs that make a new file at once all but one are refused this
    without being made to wait."""
    for _ in range(TRIES):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.1)
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    # Readers never wait. A writer takes the lock at once: one that read first would fail, not wait, on a busy ledger.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _bring_up_to_date(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        version = _version(connection)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise LedgerUnusable(f"the ledger is of version {version}, newer than this program; install a newer reviewdue")
    _migrate(ledger)


def is_up_to_date(connection: Connection) -> bool:
    """Whether a ledger is of this program's version."""
    return _version(connection) == NEWEST


def _version(connection: Connection) -> str | None:
    try:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (OperationalError, ProgrammingError):
        # No such table; to look whether it is there by now would ask about another moment. The migration, which
        # waits for its turn, finds out, and names what else may be wrong.
        return None
    return str(found) if found is not None else None


def _migrate(ledger: Ledger) -> None:
    from alembic import command
    from alembic.config import Config

    from reviewdue.ledger import guards

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # Two programs that start at once must not both create the tables: in SQLite a change takes its turn by itself.
    with ledger.change() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7238946013)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guards.put_up(connection)

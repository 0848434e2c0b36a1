"""Tells one state of the ledger from another, exactly and at next to no cost to whoever writes.

SQLite counts the commits to a file. PostgreSQL numbers the transactions of all databases of a server together, and
Prefect's are there as a rule; so its ledger has a counter of its own, beside which stands who is writing at the moment.
"""

import sqlite3
import threading
from collections.abc import Callable

from sqlalchemy.engine import Connection, Engine

# A transaction that wrote nothing has no number.
COUNT = "SELECT CASE WHEN pg_current_xact_id_if_assigned() IS NOT NULL THEN nextval('ledger_moment') END"
# Whoever writes is named until the moment at which what they wrote can be seen.
LOOK = """
    SELECT (SELECT last_value FROM ledger_moment),
           (SELECT string_agg(CAST(backend_xid AS text), ' ' ORDER BY pid) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_xid IS NOT NULL)
"""


def open_moments(engine: Engine) -> Callable[[], object]:
    """A function whose value is another one once this program, in whatever process, committed to the ledger since.

    Asked before a transaction begins, it never calls older what that transaction sees.
    """
    return _in_sqlite(engine) if engine.dialect.name == "sqlite" else _in_postgresql(engine)


def note_change(connection: Connection) -> None:
    """Count a transaction that is about to be committed, where the database does not do it itself."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(COUNT)


def _in_sqlite(engine: Engine) -> Callable[[], object]:
    # The number moves with the commits of all connections but the one that asks, so that one never writes.
    watcher, lock = (
        sqlite3.connect(engine.url.database or "", check_same_thread=False, isolation_level=None),
        threading.Lock(),
    )

    def moment() -> object:
        with lock:
            return watcher.execute("PRAGMA data_version").fetchone()[0]

    return moment


def _in_postgresql(engine: Engine) -> Callable[[], object]:
    plain = engine.execution_options(isolation_level="AUTOCOMMIT")

    def moment() -> object:
        with plain.connect() as connection:
            return tuple(connection.exec_driver_sql(LOOK).one())

    return moment

"""Tells one state of the ledger from another, exactly and at no cost to whoever writes: both engines count changes."""

import sqlite3
import threading
from collections.abc import Callable

from sqlalchemy.engine import Engine


def open_moments(engine: Engine) -> Callable[[], object]:
    """A function whose value is another one once anything was committed to the ledger since, by whatever program.

    Asked before a transaction begins, it never calls older what that transaction sees.
    """
    return _in_sqlite(engine) if engine.dialect.name == "sqlite" else _in_postgresql(engine)


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
    # Two snapshots that name the same transactions see the same rows. Whoever only reads is not among them.
    plain = engine.execution_options(isolation_level="AUTOCOMMIT")

    def moment() -> object:
        with plain.connect() as connection:
            return connection.exec_driver_sql("SELECT CAST(pg_current_snapshot() AS text)").scalar_one()

    return moment

"""The pages of a source in the order a scan needs them, on disk: a feed comes in its own order, and may be large."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from reviewdue.files import Found

PART = 500


class Spool:
    """Pages by path. Each has a stamp, which changes when the page does, and a text to be read later."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE TABLE page (path TEXT PRIMARY KEY, stamp TEXT, text TEXT) WITHOUT ROWID")

    def add(self, path: str, stamp: str, text: str = "") -> bool:
        """Take a page; False when there is another one at this path, which stays."""
        cursor = self._connection.execute("INSERT OR IGNORE INTO page VALUES (?, ?, ?)", (path, stamp, text))
        if cursor.rowcount:
            return True
        query = "SELECT stamp, text FROM page WHERE path = ?"
        return bool(self._connection.execute(query, (path,)).fetchone() == (stamp, text))

    def found(self) -> Iterator[Found]:
        """Every page, sorted by path in code point order."""
        rows = iter(self._connection.execute("SELECT path, stamp FROM page ORDER BY path"))
        while part := list(islice(rows, PART)):
            yield from (Found(path, path, stamp) for path, stamp in part)

    def holds(self, path: str) -> bool:
        """Whether there is a page at this path."""
        return self._connection.execute("SELECT 1 FROM page WHERE path = ?", (path,)).fetchone() is not None

    def texts(self, paths: Sequence[str]) -> dict[str, str]:
        """The texts of these pages, by path."""
        found: dict[str, str] = {}
        for at in range(0, len(paths), PART):
            part = paths[at : at + PART]
            marks = ", ".join("?" * len(part))
            query = f"SELECT path, text FROM page WHERE path IN ({marks})"  # noqa: S608 - only marks are put in
            found.update(self._connection.execute(query, part))
        return found


@contextmanager
def open_spool() -> Iterator[Spool]:
    """A spool in a file of its own, which is gone afterwards."""
    # An empty name is SQLite's for a temporary file; a batch may be recorded by another thread than opened it.
    connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN")
        yield Spool(connection)
    finally:
        connection.close()

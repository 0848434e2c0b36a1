"""The ledger: the project's record in SQL. All SQL is written here, on SQLite and PostgreSQL alike."""

from reviewdue.ledger.opening import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]

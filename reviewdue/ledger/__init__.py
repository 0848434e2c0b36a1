"""The ledger: the project's record in SQL. All SQL is written here, on SQLite and PostgreSQL alike."""

from reviewdue.ledger.opening import Ledger, LedgerUnusable, open_ledger

__all__ = ["Ledger", "LedgerUnusable", "open_ledger"]

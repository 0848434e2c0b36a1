"""Saved views in the ledger: lists under a name, somebody's own or shared with all."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger import trail
from reviewdue.ledger.accessschema import saved_view

# More names than these are not found again by anybody.
MOST_OF_ONE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list of pages under a name; `query` is what was asked for, as the address says it."""

    id: str
    name: str
    query: str
    holder: str
    shared: bool


_COLUMNS = [saved_view.c[name] for name in SavedView.__dataclass_fields__]


def views_for(connection: Connection, person: str) -> list[SavedView]:
    """Somebody's own and those that are shared, by name."""
    wanted = sa.or_(saved_view.c.holder == person, saved_view.c.shared)
    rows = connection.execute(sa.select(*_COLUMNS).where(wanted)).mappings()
    return sorted((SavedView(**row) for row in rows), key=lambda one: (one.shared, one.name.casefold(), one.id))


def view_by_id(connection: Connection, id: str) -> SavedView | None:
    """One view."""
    row = connection.execute(sa.select(*_COLUMNS).where(saved_view.c.id == id)).mappings().one_or_none()
    return SavedView(**row) if row else None


def save_view(connection: Connection, name: str, query: str, *, holder: str, shared: bool, at: datetime) -> str | None:
    """Keep a list under a name, over another of the same person and name; None where they have too many."""
    same = (saved_view.c.holder == holder, saved_view.c.name == name)
    connection.execute(sa.delete(saved_view).where(*same))
    mine = sa.select(sa.func.count()).select_from(saved_view).where(saved_view.c.holder == holder)
    if connection.execute(mine).scalar_one() >= MOST_OF_ONE:
        return None
    row = {"id": secrets.token_hex(8), "name": name, "query": query, "holder": holder, "shared": shared}
    connection.execute(sa.insert(saved_view).values(**row, saved_at=at))
    trail.append(connection, "view", f"view {row['id']}", {"saved": query, "shared": shared}, actor=holder, at=at)
    return str(row["id"])


def remove_view(connection: Connection, view: SavedView, *, by: str, at: datetime) -> None:
    """Forget a view."""
    connection.execute(sa.delete(saved_view).where(saved_view.c.id == view.id))
    trail.append(connection, "view", f"view {view.id}", {"removed": view.query}, actor=by, at=at)

"""Reminders in the ledger: claimed before they are sent, settled afterwards, and never sent twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import in_parts, insert
from reviewdue.ledger.schema import reminder

CLAIMED, SENT, FAILED, BOUNCED = "claimed", "sent", "failed", "bounced"
# A failed one was certainly not delivered and may be claimed again; every other state is final.
FREE = (FAILED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a reminder is known by. `kind` is `reminder` or `summary`; a summary has no page."""

    kind: str
    page_id: str
    cycle_due: date
    rung: int
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReminder:
    """One reminder as recorded."""

    key: Key
    state: str
    message_id: str
    subject: str
    claimed_at: datetime
    path: str | None
    error: str | None


def taken(connection: Connection, kind: str, page_ids: Iterable[str]) -> set[Key]:
    """The reminders of these pages that are not to be sent (again)."""
    found: set[Key] = set()
    for part in in_parts(page_ids):
        query = sa.select(*_KEY).where(
            reminder.c.kind == kind, reminder.c.page_id.in_(part), reminder.c.state.not_in(FREE)
        )
        found.update(Key(**row) for row in connection.execute(query).mappings())
    return found


def recipients_of(connection: Connection, kind: str, cycle_due: date) -> frozenset[str]:
    """Who has had, or is being sent, something of a kind about a day."""
    where = (reminder.c.kind == kind, reminder.c.cycle_due == cycle_due, reminder.c.state.not_in(FREE))
    return frozenset(connection.execute(sa.select(reminder.c.recipient).where(*where).distinct()).scalars())


def claim(connection: Connection, keys: Iterable[Key], *, message_id: str, subject: str, at: datetime) -> list[Key]:
    """Take these reminders for one message; returns those that nobody else has taken.

    Claimed and committed before the message is sent: whoever dies in between leaves a claim behind, which
    the next run shows as uncertain and does not send again.
    """
    rows = [
        {**_values(key), "state": CLAIMED, "message_id": message_id, "subject": subject, "claimed_at": at}
        for key in dict.fromkeys(keys)
    ]
    # A row comes back where one was written; a count of rows is not to be had in PostgreSQL here.
    mine = (
        {Key(**row) for row in connection.execute(_claim(connection.dialect.name), rows).mappings()} if rows else set()
    )
    return [key for key in keys if key in mine]


@cache
def _claim(dialect: str) -> Any:
    """Writes a row that is not there, or one that is free; the statement is made once."""
    statement = insert(dialect, reminder)
    taken_over = ("state", "message_id", "subject", "claimed_at")
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in _KEY],
        set_={name: statement.excluded[name] for name in taken_over}
        | {name: sa.null() for name in ("settled_at", "path", "error", "sealed", "seal")},
        # Written out: a bound list cannot be part of a statement for many rows.
        where=sa.or_(*(reminder.c.state == sa.literal_column(f"'{state}'") for state in FREE)),
    ).returning(*_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a message: its state, where it was written, what went wrong."""

    state: str
    path: str | None = None
    error: str | None = None


def settle(
    connection: Connection, message_id: str, outcome: Outcome, *, at: datetime, claimed_at: datetime | None = None
) -> None:
    """Record what became of a claimed message; with `claimed_at`, unless somebody else has claimed it since."""
    values = {f"to_{name}": getattr(outcome, name) for name in Outcome.__dataclass_fields__}
    statement = _SETTLE if claimed_at is None else _SETTLE.where(reminder.c.claimed_at == claimed_at)
    connection.execute(statement, values | {"of_message": message_id, "to_settled_at": at})


def claimed_messages(connection: Connection) -> list[PastReminder]:
    """Reminders that were claimed by a run which never said what became of them, by message."""
    query = sa.select(reminder).where(reminder.c.state == CLAIMED)
    rows = connection.execute(query.order_by(reminder.c.message_id, reminder.c.page_id)).mappings()
    return [_past(row) for row in rows]


def reminders_of(connection: Connection, page_ids: Iterable[str]) -> dict[str, list[PastReminder]]:
    """The reminders about each page, the newest first."""
    found: dict[str, list[PastReminder]] = {}
    for part in in_parts(page_ids):
        query = sa.select(reminder).where(reminder.c.page_id.in_(part)).order_by(reminder.c.claimed_at.desc())
        for row in connection.execute(query).mappings():
            found.setdefault(row["page_id"], []).append(_past(row))
    return found


def found_again(connection: Connection, keys: Iterable[Key]) -> dict[Key, PastReminder]:
    """What the ledger has of these reminders."""
    found: dict[Key, PastReminder] = {}
    for part in in_parts(keys):
        wanted, pages, rungs = set(part), {key.page_id for key in part}, {key.rung for key in part}
        near = (reminder.c.page_id.in_(pages), reminder.c.rung.in_(rungs))
        rows = connection.execute(sa.select(reminder).where(*near)).mappings()
        found.update((past.key, past) for past in map(_past, rows) if past.key in wanted)
    return found


def told_since(connection: Connection, mailboxes: Iterable[str], since: datetime) -> dict[tuple[str, str], datetime]:
    """Which pages each of these mailboxes was sent mail about, with the instant of the newest: (mailbox, page id)."""
    found: dict[tuple[str, str], datetime] = {}
    newest = sa.func.max(reminder.c.claimed_at)
    for part in in_parts(mailboxes):
        told = (reminder.c.recipient.in_(part), reminder.c.claimed_at >= since, reminder.c.state == SENT)
        query = sa.select(reminder.c.recipient, reminder.c.page_id, newest).where(*told, reminder.c.page_id != "")
        for mailbox, page_id, at in connection.execute(query.group_by(reminder.c.recipient, reminder.c.page_id)):
            found[mailbox, page_id] = at
    return found


_KEY = (reminder.c.kind, reminder.c.page_id, reminder.c.cycle_due, reminder.c.rung, reminder.c.recipient)

_SETTLE = (
    sa.update(reminder)
    .where(reminder.c.message_id == sa.bindparam("of_message"), reminder.c.state == CLAIMED)
    .values({name: sa.bindparam(f"to_{name}") for name in ("state", "path", "error", "settled_at")})
)


def _values(key: Key) -> dict[str, object]:
    return {column.name: getattr(key, column.name) for column in _KEY}


def _past(row: sa.RowMapping) -> PastReminder:
    key = Key(**{column.name: row[column.name] for column in _KEY})
    facts = {name: row[name] for name in ("state", "message_id", "subject", "claimed_at", "path", "error")}
    return PastReminder(key=key, **facts)

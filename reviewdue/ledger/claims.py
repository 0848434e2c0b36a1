"""References that are due a check, taken by one worker at a time: whoever dies with some has them for a while only."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.lanes import WHOLE, Shard
from reviewdue.ledger.checks import IN_USE
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.schema import reference

# Longer than a batch takes whose every address is waited for, and much shorter than the time until the next run.
LEASE = timedelta(minutes=30)


def count_due(connection: Connection, now: datetime, shard: Shard = WHOLE) -> int:
    """How many references are due a check."""
    query = sa.select(sa.func.count()).select_from(reference).where(_is_due(now), *_of_shard(shard), IN_USE)
    return int(connection.execute(query).scalar_one())


def count_taken(connection: Connection, now: datetime, clock: datetime) -> int:
    """How many references are due and with somebody who has not given them back."""
    taken = reference.c.claimed_until > clock
    query = sa.select(sa.func.count()).select_from(reference).where(_is_due(now), taken, IN_USE)
    return int(connection.execute(query).scalar_one())


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(reference.c.next_check_at.is_(None), reference.c.next_check_at <= now)


def claim_due(connection: Connection, now: datetime, clock: datetime, most: int, shard: Shard = WHOLE) -> list[str]:
    """Take so many references that are due, those never checked first, and all others of the same addresses.

    In PostgreSQL whoever else is at it takes others and waits for nobody; in SQLite one writes at a time.
    """
    new, old = reference.c.next_check_at.is_(None), reference.c.next_check_at <= now
    # One after the other, each along the index: sorted as one, a million due would be sorted for each few hundred.
    taken = _claim(connection, sa.select(reference.c.id).where(new).limit(most), clock, shard)
    if (left := most - len(taken)) > 0:
        longest_due = sa.select(reference.c.id).where(old).order_by(reference.c.next_check_at).limit(left)
        taken |= _claim(connection, longest_due, clock, shard)
    shared: dict[str, str | None] = {}
    for part in in_parts({address for address in taken.values() if address is not None}):
        same = sa.select(reference.c.id).where(reference.c.address.in_(part), sa.or_(new, old))
        shared |= _claim(connection, same, clock, shard)
    return sorted({**taken, **shared})


def release_done(connection: Connection, ids: Sequence[str], now: datetime) -> list[str]:
    """Give back those that are not due any more; the ids of those that still are."""
    left: list[str] = []
    for part in in_parts(ids):
        left += connection.execute(sa.select(reference.c.id).where(reference.c.id.in_(part), _is_due(now))).scalars()
    waiting = set(left)
    release(connection, [id for id in ids if id not in waiting])
    return left


def release(connection: Connection, ids: Sequence[str]) -> None:
    """Give back what was taken."""
    for part in in_parts(ids):
        # Most were given back as their check was recorded.
        taken = (reference.c.id.in_(part), reference.c.claimed_until.is_not(None))
        connection.execute(sa.update(reference).where(*taken).values(claimed_until=None))


def _of_shard(shard: Shard) -> list[sa.ColumnElement[bool]]:
    return [] if shard.of == 1 else [reference.c.lane % shard.of == shard.number]


def _claim(connection: Connection, wanted: sa.Select[Any], clock: datetime, shard: Shard) -> dict[str, str | None]:
    is_free = sa.or_(reference.c.claimed_until.is_(None), reference.c.claimed_until <= clock)
    mine = wanted.where(is_free, *_of_shard(shard), IN_USE).with_for_update(skip_locked=True, of=reference)
    # By itself: as a part of the update PostgreSQL may ask it again, and then it gives others that are not locked yet.
    found = mine.cte("mine").prefix_with("MATERIALIZED", dialect="postgresql")
    among = reference.c.id.in_(sa.select(found.c.id))
    statement = sa.update(reference).where(among).values(claimed_until=clock + LEASE)
    rows = connection.execute(statement.returning(reference.c.id, reference.c.address))
    return {id: address for id, address in rows}  # noqa: C416 - rows are no pairs to the type checker

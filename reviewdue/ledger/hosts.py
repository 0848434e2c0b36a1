"""Hosts whose sources are in doubt, counted by SQL."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.availability import Availability
from reviewdue.incidents import Doubt
from reviewdue.ledger.checks import IN_USE
from reviewdue.ledger.dialects import in_parts
from reviewdue.ledger.schema import Instant, reference

SINCE = {
    Availability.UNREACHABLE: reference.c.unreachable_since,
    Availability.NOT_FOUND: reference.c.failing_since,
}


def doubts(connection: Connection) -> Iterator[Doubt]:
    """How much of each host is in doubt, and since when."""
    counted = {availability: _in_doubt(connection, availability) for availability in SINCE}
    totals = _totals(connection, {host for rows in counted.values() for host, _, _ in rows})
    for availability, rows in counted.items():
        for host, sources, since in rows:
            yield Doubt(host=host, availability=availability, sources=sources, of=totals[host], since=since)


def _in_doubt(connection: Connection, availability: Availability) -> list[tuple[str, int, datetime]]:
    since = SINCE[availability]
    open_still = (reference.c.availability == availability, reference.c.confirmed.is_(False))
    earliest = sa.func.min(since, type_=Instant)
    query = sa.select(reference.c.host, sa.func.count(), earliest)
    query = query.where(IN_USE, *open_still, reference.c.host.is_not(None), since.is_not(None))
    return [(host, sources, since) for host, sources, since in connection.execute(query.group_by(reference.c.host))]


def _totals(connection: Connection, hosts: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in in_parts(sorted(hosts)):
        query = sa.select(reference.c.host, sa.func.count()).where(IN_USE, reference.c.host.in_(part))
        found |= {host: count for host, count in connection.execute(query.group_by(reference.c.host))}  # noqa: C416
    return found

"""Archived copies of sources that are gone, in the ledger: for each source, the one nearest to a day."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import in_parts, upsert
from reviewdue.ledger.schema import archived_copy, citation, page, reference
from reviewdue.services.wayback import NEWEST_COPY, Copy

ASK_AGAIN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wish:
    """The copy of a source nearest to a day that somebody would like to have."""

    reference_id: str
    near: date
    url: str


def wishes(connection: Connection, now: datetime, most: int) -> list[Wish]:
    """The copies of sources confirmed gone that pages on the lists would need, and that were not asked for lately."""
    near = sa.func.coalesce(page.c.last_reviewed, NEWEST_COPY, type_=sa.Date())
    asked = sa.exists().where(
        archived_copy.c.reference_id == reference.c.id,
        archived_copy.c.near == near,
        sa.or_(archived_copy.c.url.is_not(None), archived_copy.c.asked_at > now - ASK_AGAIN_AFTER),
    )
    query = (
        sa.select(reference.c.id, near.label("near"), reference.c.csl)
        .join(citation, citation.c.reference_id == reference.c.id)
        .join(page, page.c.id == citation.c.page_id)
        .where(reference.c.availability == "not_found", reference.c.confirmed, page.c.removed_on.is_(None), ~asked)
        .distinct()
        .order_by(reference.c.id, sa.literal_column("near"))
        .limit(most)
    )
    found = ((id, day, json.loads(csl).get("URL")) for id, day, csl in connection.execute(query))
    return [Wish(id, day, url) for id, day, url in found if url]


def record_copy(connection: Connection, wish: Wish, copy: Copy | None, at: datetime) -> None:
    """Record what the archive has, or that it has nothing."""
    values = {
        "reference_id": wish.reference_id,
        "near": wish.near,
        "url": copy.url if copy else None,
        "taken_on": copy.taken_on if copy else None,
        "asked_at": at,
    }
    connection.execute(upsert(connection, archived_copy, values))


def copies_of(connection: Connection, reference_ids: Iterable[str]) -> dict[str, dict[date, Copy]]:
    """The copies there are of these sources, by the day they are nearest to."""
    found: dict[str, dict[date, Copy]] = {}
    for part in in_parts(reference_ids):
        query = sa.select(archived_copy).where(archived_copy.c.reference_id.in_(part), archived_copy.c.url.is_not(None))
        for row in connection.execute(query.order_by(archived_copy.c.near)).mappings():
            copy = Copy(url=row["url"], taken_on=row["taken_on"])
            found.setdefault(row["reference_id"], {})[row["near"]] = copy
    return found

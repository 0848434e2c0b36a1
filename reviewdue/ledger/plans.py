"""Planned reviews in the ledger: the day somebody planned a page's review for, in the cycle they planned it in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import upsert
from reviewdue.ledger.schema import page, planned_review


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The review of a page's cycle, planned for a day before it falls due, and by whom."""

    page_id: str
    cycle_due: date
    planned_for: date
    accepted_at: datetime
    accepted_by: str


def accept_plans(connection: Connection, plans: Iterable[Plan]) -> None:
    """Record plans; a cycle that was planned before is planned anew."""
    rows = [{name: getattr(one, name) for name in Plan.__dataclass_fields__} for one in plans]
    if rows:
        connection.execute(upsert(connection, planned_review), rows)


def planned_days(connection: Connection) -> dict[str, date]:
    """The planned day of every page whose present cycle was planned."""
    query = sa.select(planned_review.c.page_id, planned_review.c.planned_for).join(
        page, sa.and_(planned_review.c.page_id == page.c.id, planned_review.c.cycle_due == page.c.next_review_due)
    )
    return {page_id: day for page_id, day in connection.execute(query)}  # noqa: C416 - rows are no pairs to the type checker

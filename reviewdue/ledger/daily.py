"""How the pages stood on each day, as the last scan of that day found them, and what was finished in each month.

A day without a scan has no figures. They are not reckoned afterwards: the ledger holds the dates that pages state now,
and what a page stated on a day long past is known of some pages only.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.histories import DayFigures
from reviewdue.ledger.conditions import has_status
from reviewdue.ledger.dialects import upsert
from reviewdue.ledger.figures import sums
from reviewdue.ledger.listing import Day
from reviewdue.ledger.schema import LISTED, daily_figures, page, task_event
from reviewdue.pages import ReviewStatus

# Of a longer history no screen shows more.
LONGEST = timedelta(days=800)


def record_day(connection: Connection, day: Day, *, whole: bool) -> None:
    """Keep how the pages stand at the end of a scan, in place of what an earlier one of the day found."""
    query = sa.select(*sums(has_status(status, day) for status in ReviewStatus)).select_from(page).where(LISTED)
    counts = connection.execute(query).one()
    figures = {str(status): count or 0 for status, count in zip(ReviewStatus, counts, strict=True)}
    connection.execute(upsert(connection, daily_figures, {"day": day.today, "whole": whole, **figures}))


def days_until(connection: Connection, today: date) -> list[DayFigures]:
    """The figures of the days that have any, up to today, the oldest first."""
    table = daily_figures
    query = sa.select(table).where(table.c.day.between(today - LONGEST, today)).order_by(table.c.day)
    return [DayFigures(**row) for row in connection.execute(query).mappings()]


def count_finished(connection: Connection, months: Mapping[date, tuple[datetime, datetime]]) -> Mapping[date, int]:
    """How many reviews were finished in each month, given from when until before when it lasted."""
    bounds: Sequence[tuple[datetime, datetime]] = list(months.values())
    at = task_event.c.at
    within = [sa.and_(at >= first, at < after) for first, after in bounds]
    query = sa.select(*sums(within)).where(task_event.c.event == "done", at >= min(first for first, _ in bounds))
    return {month: count or 0 for month, count in zip(months, connection.execute(query).one(), strict=True)}

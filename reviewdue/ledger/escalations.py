"""Where reviews are stuck: tasks that were escalated because nobody moved, counted by those they are with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.schema import LISTED, page, review_task
from reviewdue.ledger.tasks import IS_ACTIVE

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """So many tasks that are with somebody, by id, and were escalated to somebody else; `since` the oldest fell due."""

    person: str | None
    escalated_to: str
    tasks: int
    since: date


def stuck_reviews(connection: Connection) -> Sequence[Stuck]:
    """The first few, those with most tasks first."""
    person = sa.func.coalesce(review_task.c.assignee, page.c.owner).label("person")
    groups = (person, review_task.c.escalated_to)
    query = (
        sa.select(*groups, sa.func.count().label("tasks"), sa.func.min(review_task.c.due).label("since"))
        .join(page, page.c.id == review_task.c.page_id)
        .where(IS_ACTIVE, LISTED, review_task.c.escalated_to.is_not(None))
        .group_by(*groups)
        .order_by(sa.desc("tasks"), *groups)
        .limit(MOST)
    )
    return [Stuck(**row) for row in connection.execute(query).mappings()]

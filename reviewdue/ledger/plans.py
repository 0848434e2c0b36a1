"""Planned reviews in the ledger: the day somebody planned a page's review for, in the cycle they planned it in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.dialects import upsert
from reviewdue.ledger.listing import CHUNK
from reviewdue.ledger.schema import LISTED, page, planned_review

# A plan is for one cycle: once the page states another date it is over.
PRESENT_CYCLE = sa.and_(planned_review.c.page_id == page.c.id, planned_review.c.cycle_due == page.c.next_review_due)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedPlan:
    """A plan that counts, with its page; `reviewers` and `topics` as JSON lists."""

    page_id: str
    title: str
    path: str
    owner: str | None
    reviewers: str
    topics: str
    cycle_due: date
    planned_for: date
    accepted_at: datetime
    accepted_by: str


def accepted_plans(connection: Connection) -> Iterator[AcceptedPlan]:
    """The plans that count: of pages on the lists that still state the date they were made for, by that date."""
    plan = planned_review.c
    columns = (page.c.title, page.c.path, page.c.owner, page.c.reviewers, page.c.topics)
    query = (
        sa.select(plan.page_id, *columns, plan.cycle_due, plan.planned_for, plan.accepted_at, plan.accepted_by)
        .join(page, PRESENT_CYCLE)
        .where(LISTED, page.c.unreadable.is_(False))
        .order_by(plan.cycle_due, page.c.sort_title, page.c.path)
    )
    for row in connection.execute(query.execution_options(yield_per=CHUNK)).mappings():
        yield AcceptedPlan(**row)


def count_accepted(connection: Connection) -> int:
    """How many plans count."""
    query = sa.select(sa.func.count()).select_from(planned_review.join(page, PRESENT_CYCLE))
    return int(connection.execute(query.where(LISTED, page.c.unreadable.is_(False))).scalar_one())


def drop_plans(connection: Connection, cycles: Iterable[tuple[str, date]]) -> None:
    """Forget the plans of these cycles: page id and the day that the page states."""
    rows = [{"of": page_id, "due": due} for page_id, due in cycles]
    if rows:
        plan = planned_review.c
        connection.execute(
            sa.delete(planned_review).where(
                plan.page_id == sa.bindparam("of"), plan.cycle_due == sa.bindparam("due", type_=sa.Date())
            ),
            rows,
        )


def forget_planner(connection: Connection, text: str, stand_in: str) -> int:
    """Put a stand-in for a person in the plans that they accepted; how many there were."""
    update = sa.update(planned_review).where(planned_review.c.accepted_by == text)
    return connection.execute(update.values(accepted_by=stand_in)).rowcount


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page whose review is due, on the planned day where there is one; `reviewers` and `topics` as JSON lists."""

    id: str
    title: str
    path: str
    owner: str | None
    reviewers: str
    topics: str
    due: date


def due_pages(connection: Connection, latest: date) -> Iterator[DuePage]:
    """The pages on the lists whose review falls due on `latest` or before. Little of each, as there may be many."""
    due = sa.func.coalesce(planned_review.c.planned_for, page.c.next_review_due, type_=sa.Date())
    query = (
        sa.select(page.c.id, page.c.title, page.c.path, page.c.owner, page.c.reviewers, page.c.topics, due)
        .outerjoin(planned_review, PRESENT_CYCLE)
        .where(LISTED, page.c.unreadable.is_(False), page.c.next_review_due <= latest)
    )
    for row in connection.execute(query.execution_options(yield_per=CHUNK)):
        yield DuePage(*row)

"""Pages of which nothing is to be found out but their date: their tasks are opened by the database itself, thousands
at once.

What is written is to the letter what settling them one by one writes; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.listing import EDITED
from reviewdue.ledger.schema import citation, page, planned_review, reference, review_task, task_event, task_reason
from reviewdue.ledger.settling import SPEAKS
from reviewdue.tasks.judging import NEVER
from reviewdue.wording import MONTHS

# Marks the pages in hand, within a transaction; no page waits since that day.
IN_HAND = date.min + timedelta(days=1)

_speaks = sa.or_(SPEAKS, reference.c.updated_on.is_not(None))
_cites_what_speaks = sa.exists().where(
    citation.c.page_id == page.c.id, reference.c.id == citation.c.reference_id, _speaks
)
# No task ever, no plan, no edit after the review, and no source that may say something.
PLAIN = sa.and_(
    ~sa.exists().where(review_task.c.page_id == page.c.id),
    ~sa.exists().where(planned_review.c.page_id == page.c.id),
    sa.not_(EDITED.element),
    ~_cites_what_speaks,
)
EVERY_PAGE = sa.true()
UNDATED = sa.or_(page.c.removed_on.is_not(None), page.c.unreadable, page.c.next_review_due.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """How many tasks were opened, and the first of them: page id and due date."""

    count: int
    first: list[tuple[str, date]]


def read_between(source: str, after: str, upto: str) -> sa.ColumnElement[bool]:
    """The pages of a stretch of a source that were found there and cite nothing: there is no more to learn of them."""
    return sa.and_(
        page.c.source == source,
        page.c.path > after,
        page.c.path <= upto,
        page.c.missing_since.is_(None),
        ~sa.exists().where(citation.c.page_id == page.c.id),
    )


def open_scheduled(
    connection: Connection,
    today: date,
    window: int,
    at: datetime,
    among: sa.ColumnElement[bool] = EVERY_PAGE,
    *,
    most: int,
    told: int,
) -> Opened:
    """Open the tasks of so many plain pages among these whose date is within the window; the first `told` are named."""
    due = page.c.next_review_due <= today + timedelta(days=window)
    waiting = sa.select(page.c.id).where(among, page.c.settle_on <= today, ~UNDATED, due, PLAIN)
    taken = sa.update(page).where(page.c.id.in_(waiting.limit(most))).values(settle_on=IN_HAND)
    count = connection.execute(taken).rowcount
    if not count:
        return Opened(count=0, first=[])
    in_hand = page.c.settle_on == IN_HAND
    connection.execute(_tasks(connection, in_hand, today))
    of_page = page.join(review_task, review_task.c.page_id == page.c.id)
    connection.execute(_reasons(of_page, in_hand, today))
    connection.execute(_events(of_page, in_hand, at))
    first = sa.select(page.c.id, page.c.next_review_due).where(in_hand).limit(told)
    named = [(id, due) for id, due in connection.execute(first)]
    connection.execute(sa.update(page).where(in_hand).values(settle_on=NEVER))
    return Opened(count=count, first=named)


def leave_until_due(connection: Connection, today: date, window: int, among: sa.ColumnElement[bool]) -> int:
    """Note the next look at every plain page among these that needs nothing yet; how many there were."""
    later = page.c.next_review_due > today + timedelta(days=window)
    enters = sa.case((UNDATED, sa.literal(NEVER)), else_=_days_before(connection, page.c.next_review_due, window))
    waiting = sa.update(page).where(among, page.c.settle_on <= today, sa.or_(UNDATED, later), PLAIN)
    return connection.execute(waiting.values(settle_on=enters)).rowcount


def _tasks(connection: Connection, in_hand: Any, today: date) -> sa.Insert:
    named = {
        "id": _new_id(connection),
        "page_id": page.c.id,
        "state": sa.literal("open"),
        "due": page.c.next_review_due,
        "opened_on": sa.literal(today),
        "reviewed_before": page.c.last_reviewed,
        "deferrals": sa.literal(0),
    }
    return _insert(review_task, named, sa.select(*named.values()).where(in_hand))


def _reasons(of_page: sa.Join, in_hand: Any, today: date) -> sa.Insert:
    nothing = sa.literal("")
    named = {
        "task_id": review_task.c.id,
        "page_id": page.c.id,
        "reason": sa.literal("scheduled"),
        "subject": nothing,
        "mark": sa.cast(page.c.next_review_due, sa.String),
        "why": nothing,
        "evidence": sa.literal("[]"),
        "due": page.c.next_review_due,
        "since": sa.literal(today),
    }
    return _insert(task_reason, named, sa.select(*named.values()).select_from(of_page).where(in_hand))


def _events(of_page: sa.Join, in_hand: Any, at: datetime) -> sa.Insert:
    named = {
        "task_id": review_task.c.id,
        "at": sa.literal(at, task_event.c.at.type),
        "actor": sa.literal("reviewdue"),
        "event": sa.literal("opened"),
        "why": sa.literal("Its review is due on ") + _in_words(page.c.next_review_due) + sa.literal("."),
    }
    return _insert(task_event, named, sa.select(*named.values()).select_from(of_page).where(in_hand))


def _insert(table: sa.Table, named: dict[str, Any], rows: sa.Select[Any]) -> sa.Insert:
    return sa.insert(table).from_select(list(named), rows, include_defaults=False)


def _new_id(connection: Connection) -> sa.ColumnElement[str]:
    """Sixteen hexadecimal digits at random, another one for each row."""
    if connection.dialect.name == "sqlite":
        return sa.func.lower(sa.func.hex(sa.func.randomblob(8)))
    return sa.func.right(sa.func.replace(sa.cast(sa.func.gen_random_uuid(), sa.Text), "-", ""), 16)


def _in_words(when: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """A date as `wording.day` says it: 6 June 2026."""
    day, year = (sa.cast(sa.cast(sa.extract(part, when), sa.Integer), sa.String) for part in ("day", "year"))
    names = dict(enumerate(MONTHS, start=1))
    month = sa.case(names, value=sa.cast(sa.extract("month", when), sa.Integer))
    return day + sa.literal(" ") + month + sa.literal(" ") + year


def _days_before(connection: Connection, when: sa.ColumnElement[Any], days: int) -> sa.ColumnElement[date]:
    if connection.dialect.name == "sqlite":
        return sa.type_coerce(sa.func.date(when, f"-{days} days"), sa.Date)
    return sa.type_coerce(when - sa.literal(days, sa.Integer), sa.Date)

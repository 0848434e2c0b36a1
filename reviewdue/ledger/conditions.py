"""Status and flags of a page as conditions of SQL: what the lists are filtered by, and what a test holds to `pages`."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from reviewdue.intervals import Interval
from reviewdue.ledger import marks
from reviewdue.ledger.listing import EDITED, OWNED, Day
from reviewdue.ledger.schema import page
from reviewdue.pages import DueBasis, Flag, ReviewStatus

Condition = sa.ColumnElement[bool]


def has_status(status: ReviewStatus, day: Day) -> Condition:
    """Whether a page has this status on a day; see `pages.review_status`."""
    due, last_of_window = page.c.next_review_due, day.today + timedelta(days=day.lead)
    conditions: dict[ReviewStatus, Condition] = {
        ReviewStatus.OVERDUE: due < day.today,
        ReviewStatus.DUE: due.between(day.today, last_of_window),
        ReviewStatus.CURRENT: due > last_of_window,
        ReviewStatus.UNDATED: due.is_(None),
    }
    if status is ReviewStatus.UNREADABLE:
        return page.c.unreadable
    return sa.and_(page.c.unreadable.is_(False), conditions[status])


def has_flag(flag: Flag, day: Day) -> Condition:
    """Whether a page has this flag on a day; see `pages.flags_of`."""
    conditions: dict[Flag, Condition] = {
        Flag.NEVER_REVIEWED: sa.and_(page.c.last_reviewed.is_(None), page.c.unreadable.is_(False)),
        Flag.UNOWNED: sa.not_(OWNED.element),
        Flag.CHANGED_SINCE_REVIEW: EDITED.element == sa.true(),
        Flag.REVIEWED_IN_FUTURE: page.c.last_reviewed > day.today,
        Flag.BEYOND_POLICY: _is_beyond(day.max_interval),
        Flag.DUE_BY_POLICY: page.c.due_basis == DueBasis.POLICY,
        Flag.POLICY_CHANGED: page.c.policy_due.is_not(None),
        Flag.OWNER_UNREACHABLE: _is_unreachable(day),
        Flag.BUMPED_WITHOUT_REVIEW: marks.BUMPED.element,
        Flag.REVIEWED_IN_HASTE: marks.HASTY.element,
        Flag.AWAITING_PUBLICATION: marks.UNPUBLISHED.element,
        Flag.TO_BE_WITHDRAWN: marks.TO_WITHDRAW.element,
    }
    return conditions[flag]


def _is_unreachable(day: Day) -> Condition:
    """Whether no mail reaches the owner that a page names; see `listing.is_unreachable`."""
    owner = page.c.owner
    is_address = sa.and_(owner.like("%_@_%.%"), owner.not_like("% %"))
    return sa.and_(owner.is_not(None), owner.not_in(sorted(day.reachable)), sa.not_(is_address))


def _is_beyond(longest: Interval) -> Condition:
    """Whether the next date lies more than an interval after the last one, by the calendar.

    In the month that the interval leads to, the day decides; where that month is too short for the day, its end
    is meant, and no day lies after that. So no engine need know how to add months.
    """
    due: Any = page.c.next_review_due
    last: Any = page.c.last_reviewed
    if longest.days:
        due = _Earlier(due, sa.literal(longest.days, sa.Integer()))
    months = _months(due) - _months(last)
    beyond = sa.or_(
        months > longest.months,
        sa.and_(months == longest.months, sa.extract("day", due) > sa.extract("day", last)),
    )
    return sa.and_(page.c.next_review_due.is_not(None), last.is_not(None), beyond)


def _months(day: Any) -> Any:
    return sa.extract("year", day) * 12 + sa.extract("month", day)


class _Earlier(sa.sql.functions.FunctionElement[Any]):
    """A date so many days before another one."""

    type = sa.Date()
    inherit_cache = True


@compiles(_Earlier, "sqlite")
def _earlier_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    day, days = element.clauses
    return f"date({compiler.process(day, **options)}, '-' || {compiler.process(days, **options)} || ' days')"


@compiles(_Earlier)
def _earlier(element: Any, compiler: Any, **options: Any) -> str:
    day, days = element.clauses
    return f"({compiler.process(day, **options)} - {compiler.process(days, **options)})"

"""Status and flags of a page as conditions of SQL: what the lists are filtered by, and what a test holds to `pages`."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from reviewdue.intervals import Interval
from reviewdue.ledger.listing import Day
from reviewdue.ledger.marks import MARKED
from reviewdue.ledger.schema import page
from reviewdue.pages import Flag, ReviewStatus
from reviewdue.shelfmarks import BITS, UNDATED, UNREADABLE

Condition = sa.ColumnElement[bool]


def has_status(status: ReviewStatus, day: Day) -> Condition:
    """Whether a page has this status on a day; see `pages.review_status`."""
    today, last_of_window = day.today.toordinal(), (day.today + timedelta(days=day.lead)).toordinal()
    between: dict[ReviewStatus, tuple[int, int]] = {
        ReviewStatus.UNREADABLE: (UNREADABLE, UNREADABLE),
        ReviewStatus.OVERDUE: (UNREADABLE + 1, today - 1),
        ReviewStatus.DUE: (today, last_of_window),
        ReviewStatus.CURRENT: (last_of_window + 1, UNDATED - 1),
        ReviewStatus.UNDATED: (UNDATED, UNDATED),
    }
    return page.c.urgency.between(*between[status])


def falls_due(first: date, after: date) -> Condition:
    """Whether the next review of a page falls on a day from the first one on, and before another one."""
    return page.c.urgency.between(first.toordinal(), after.toordinal() - 1)


def has_flag(flag: Flag, day: Day) -> Condition:
    """Whether a page has this flag on a day; see `pages.flags_of`."""
    if flag in BITS:
        return page.c.facts.bitwise_and(BITS[flag]) != 0
    if flag in MARKED:
        return MARKED[flag]
    conditions: dict[Flag, Condition] = {
        Flag.REVIEWED_IN_FUTURE: page.c.last_reviewed > day.today,
        Flag.BEYOND_POLICY: _is_beyond(day.max_interval),
        Flag.OWNER_UNREACHABLE: _is_unreachable(day),
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
    is meant, and no day lies after that. So no engine need know how to add months, and an interval of whole months is
    compared with what stands in the row.
    """
    if not longest.days:
        return sa.and_(page.c.span.is_not(None), page.c.span > 2 * longest.months)
    due: Any = _Earlier(page.c.next_review_due, sa.literal(longest.days, sa.Integer()))
    last: Any = page.c.last_reviewed
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

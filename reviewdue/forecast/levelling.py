"""Levelling one person's reviews: earlier where a month is too full, never later; pure."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reviewdue.intervals import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReview:
    """A review that falls due, and who it is with; `person` is None where nobody is named."""

    page_id: str
    title: str
    due: date
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A review that had better be done earlier: in the month of `planned` instead of that of its due date."""

    review: DueReview
    planned: date

    @property
    def months_earlier(self) -> int:
        """How many months are between the two."""
        return months_between(self.planned, self.review.due)


def month_of(day: date) -> date:
    """The first of a day's month."""
    return day.replace(day=1)


def months_between(first: date, last: date) -> int:
    """How many months the month of one day lies before that of the other."""
    return (last.year - first.year) * 12 + last.month - first.month


def level(reviews: Collection[DueReview], *, today: date, capacity: int) -> Iterator[Move]:
    """The moves after which no month has more than `capacity` reviews, as far as that can be done.

    Each review goes to the latest month that has room and does not lie after its due date, the last ones first:
    of all plans that keep to the capacity this one does the least work early. What is late already takes its
    room in this month, and what fits nowhere stays where it is.
    """
    this_month = month_of(today)
    taken = Counter({this_month: sum(month_of(review.due) <= this_month for review in reviews)})
    ahead = [review for review in reviews if month_of(review.due) > this_month]
    for review in sorted(ahead, key=lambda one: (one.due, one.page_id), reverse=True):
        month = _latest_with_room(month_of(review.due), this_month, taken, capacity)
        taken[month] += 1
        if month != month_of(review.due):
            yield Move(review=review, planned=max(_same_day_in(month, review.due), today))


def _latest_with_room(wanted: date, earliest: date, taken: Counter[date], capacity: int) -> date:
    month = wanted
    while taken[month] >= capacity:
        if month == earliest:
            return wanted
        month = month_of(month - timedelta(days=1))
    return month


def _same_day_in(month: date, day: date) -> date:
    """The same day of another month, or that month's last one."""
    last = Interval(1).after(month) - timedelta(days=1)
    return min(month + timedelta(days=day.day - 1), last)

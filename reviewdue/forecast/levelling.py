"""Levelling one person's reviews: earlier where a month is too full, never later; pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from reviewdue.intervals import Interval

# Names what is with nobody where a name is asked for.
NOBODY = "nobody"


def key_of(person: str | None) -> str:
    """A person as an option and an address name them."""
    return NOBODY if person is None else person


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


# A hundred thousand reviews fall due on a thousand days.
@lru_cache(maxsize=10_000)
def month_of(day: date) -> date:
    """The first of a day's month."""
    return day.replace(day=1)


def months_between(first: date, last: date) -> int:
    """How many months the month of one day lies before that of the other."""
    return (last.year - first.year) * 12 + last.month - first.month


def level(reviews: Collection[DueReview], *, today: date, capacity: int) -> Iterator[Move]:
    """The moves after which no month has more than `capacity` reviews, as far as that can be done.

    Month by month, the first of what is too much goes to the latest month before that has room: of all plans that keep
    to the capacity this one does the least work early. What is late already takes its room in this month. What fits
    nowhere stays where it is, so that no month becomes too full for the sake of a later one.
    """
    this_month = month_of(today)
    due: dict[date, list[DueReview]] = defaultdict(list)
    for review in sorted(reviews, key=lambda one: (one.due, one.page_id)):
        due[max(month_of(review.due), this_month)].append(review)
    taken: Counter[date] = Counter()
    for month in sorted(due):
        taken[month] = len(due[month])
        for review in due[month][: max(0, taken[month] - capacity)]:
            earlier = _latest_with_room(month, this_month, taken, capacity)
            if earlier is None:
                break
            taken.update({month: -1, earlier: 1})
            yield Move(review=review, planned=max(_same_day_in(earlier, review.due), today))


def _latest_with_room(before: date, earliest: date, taken: Counter[date], capacity: int) -> date | None:
    month = before
    while month > earliest:
        month = month_of(month - timedelta(days=1))
        if taken[month] < capacity:
            return month
    return None


def _same_day_in(month: date, day: date) -> date:
    """The same day of another month, or that month's last one."""
    last = Interval(1).after(month) - timedelta(days=1)
    return min(month + timedelta(days=day.day - 1), last)

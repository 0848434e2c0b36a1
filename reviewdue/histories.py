"""The share of pages in date over time, and what was finished in each month: which points are shown; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from reviewdue.intervals import Interval

# So many points are told apart on a phone, and are as many rows of a table.
MOST_POINTS = 26
A_WHILE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """The pages of a day by status; `whole` says that the scan left nothing out."""

    day: date
    overdue: int
    due: int
    current: int
    undated: int
    unreadable: int
    whole: bool = True

    @property
    def pages(self) -> int:
        """All pages on the lists."""
        return self.overdue + self.due + self.current + self.undated + self.unreadable

    @property
    def in_date(self) -> int:
        """Those whose review is not late. A page without a date that can be read is not known to be in date."""
        return self.due + self.current

    @property
    def share(self) -> float:
        """The share in date in per cent, rounded down, so that 100 means all of them."""
        return self.in_date * 1000 // self.pages / 10 if self.pages else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The share in date as it is now, the days to draw and to list, and the one to compare with, some while ago."""

    now: DayFigures
    days: tuple[DayFigures, ...]
    before: DayFigures | None


def make_history(days: Iterable[DayFigures], today: DayFigures) -> History:
    """The history up to today, from the days that have figures, the oldest first; today's are those of this moment."""
    every = [one for one in days if one.day < today.day and one.pages]
    long_ago = [one for one in every if one.day <= today.day - A_WHILE]
    before = long_ago[-1] if long_ago else every[0] if every else None
    shown = thinned([*every, today]) if today.pages else ()
    return History(now=today, days=tuple(shown), before=before)


def thinned(days: Sequence[DayFigures]) -> Sequence[DayFigures]:
    """The days, or of many the last one of each week or each month."""
    by_week = {(one.day - timedelta(days=one.day.weekday())): one for one in days}
    by_month = {one.day.replace(day=1): one for one in days}
    for kept in (days, list(by_week.values())):
        if len(kept) <= MOST_POINTS:
            return kept
    return list(by_month.values())[-MOST_POINTS:]


def months_before(today: date, count: int) -> list[date]:
    """The first days of so many months before this one, the oldest first."""
    return [Interval(step).after(_back(today, count)) for step in range(count)]


def _back(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def lasting(months: Iterable[date], zone: tzinfo) -> Mapping[date, tuple[datetime, datetime]]:
    """From which instant a month lasts, and before which one, by a publisher's clock."""
    return {month: (_begins(month, zone), _begins(Interval(1).after(month), zone)) for month in months}


def _begins(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def average(finished: Mapping[date, int]) -> int | None:
    """How many are finished in a month, since the first month in which any was; None if none ever was."""
    counts = list(_since_first(finished))
    return round(sum(counts) / len(counts)) or 1 if counts else None


def _since_first(finished: Mapping[date, int]) -> Iterator[int]:
    begun = False
    for month in sorted(finished):
        begun = begun or finished[month] > 0
        if begun:
            yield finished[month]

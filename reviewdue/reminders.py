"""The ladder of reminders: which rung a task has reached, and on which days mail rests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from reviewdue.people import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """`rungs` are days before (+) and after (-) a due date; after the last one it repeats every `repeat` days."""

    rungs: tuple[int, ...]
    repeat: int

    @property
    def reach(self) -> int:
        """How many days before its due date a page gets its first reminder; below zero: only afterwards."""
        return max(self.rungs) if self.rungs else -self.repeat

    def rung_on(self, today: date, due: date) -> int | None:
        """The tightest rung reached by `today`, which is the only one ever sent; None before the first.

        A page passes every rung once as days go by, and whatever day it is looked at, one rung answers: an
        outage costs the reminders that it covers and never causes a burst.
        """
        days_left = (due - today).days
        reached = [rung for rung in self.rungs if rung >= days_left]
        if not reached:
            return None
        last = min(self.rungs)
        if days_left > last - self.repeat:
            return min(reached)
        return last - (last - days_left) // self.repeat * self.repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder to one recipient. Its key is page, cycle due date, rung and recipient.

    In a weekly digest it is `week`, the Monday, that counts, and no rung.
    """

    page_id: str
    cycle_due: date
    rung: int
    recipient: Recipient
    week: date | None = None

    @property
    def key(self) -> str:
        """The key as one text, for programs."""
        if self.week is not None:
            return "|".join((self.page_id, f"week of {self.week.isoformat()}", self.recipient.mailbox))
        return "|".join((self.page_id, self.cycle_due.isoformat(), str(self.rung), self.recipient.mailbox))


def is_quiet(day: date, *, weekends: bool, holidays: Collection[date]) -> bool:
    """Whether mail rests on this day."""
    return (weekends and day.weekday() >= 5) or day in holidays


def next_working_day(day: date, *, weekends: bool, holidays: Collection[date]) -> date:
    """The first day after `day` on which mail goes out."""
    following = day + timedelta(days=1)
    while is_quiet(following, weekends=weekends, holidays=holidays):
        following += timedelta(days=1)
    return following

"""How many pages there are of each kind: one query that SQL counts, behind every figure that is shown."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.ledger.conditions import Condition, has_flag, has_status
from reviewdue.ledger.listing import Day, count_problems, is_of
from reviewdue.ledger.marks import SAYING, count_marked
from reviewdue.ledger.schema import LISTED, page
from reviewdue.pages import Flag, ReviewStatus, review_status
from reviewdue.shelfmarks import UNDATED, UNREADABLE


@dataclass(slots=True, kw_only=True)
class Figures:
    """How many pages there are, by status, by flag, and by month for those due from today on.

    `problems` counts what could not be read.
    """

    statuses: Counter[ReviewStatus] = field(default_factory=Counter)
    flags: Counter[Flag] = field(default_factory=Counter)
    months: Counter[date] = field(default_factory=Counter)
    problems: int = 0

    @property
    def pages(self) -> int:
        """All pages on the lists: every one of them has exactly one status."""
        return sum(self.statuses.values())

    def add(self, urgency: int, count: int, day: Day) -> None:
        """Add so many pages that stand at one place of the list; see `shelfmarks.urgency`."""
        self.statuses[status_at(urgency, day)] += count
        due = _due_at(urgency)
        if due and due >= day.today:
            self.months[due.replace(day=1)] += count


def _due_at(urgency: int) -> date | None:
    return date.fromordinal(urgency) if UNREADABLE < urgency < UNDATED else None


def status_at(urgency: int, day: Day) -> ReviewStatus:
    """The status of the pages that stand at one place of the list."""
    return review_status(_due_at(urgency), unreadable=urgency == UNREADABLE, today=day.today, lead=day.lead)


def count_pages(connection: Connection, day: Day, *, of: str | None = None) -> Figures:
    """Count the pages on the lists as they stand on a day, all of them or those of one owner or reviewer.

    `months` goes by the first of each month.
    """
    listed = [LISTED] if of is None else [LISTED, is_of(of)]
    figures = Figures(problems=count_problems(connection))
    days = sa.select(page.c.urgency, sa.func.count()).where(*listed).group_by(page.c.urgency)
    for urgency, count in connection.execute(days):
        figures.add(urgency, count, day)
    figures.flags = _flags(connection, day, listed)
    return figures


def _flags(connection: Connection, day: Day, listed: Iterable[Condition]) -> Counter[Flag]:
    """One pass for what stands in the rows, and one each for what the record of reviews says."""
    together = [flag for flag in Flag if flag not in SAYING]
    row = connection.execute(sa.select(*sums(has_flag(flag, day) for flag in together)).where(*listed)).one()
    flags = Counter({flag: count or 0 for flag, count in zip(together, row, strict=True)})
    return flags | Counter({flag: count_marked(connection, flag, listed) for flag in SAYING})


def sums(conditions: Iterable[Condition]) -> list[Any]:
    """For each condition how many rows fulfil it, as columns of one query; NULL where there is no row."""
    return [sa.func.sum(sa.case((condition, 1), else_=0)) for condition in conditions]


def count_by_person(connection: Connection, day: Day) -> dict[str, Counter[ReviewStatus]]:
    """The pages on the lists by status, for everyone who owns or reviews any."""
    people = (page.c.owner, page.c.reviewers)
    statuses = list(ReviewStatus)
    query = sa.select(*people, *sums(has_status(status, day) for status in statuses)).where(LISTED).group_by(*people)
    found: dict[str, Counter[ReviewStatus]] = {}
    for owner, reviewers, *counts in connection.execute(query):
        for name in {*([owner] if owner else []), *json.loads(reviewers)}:
            found.setdefault(name, Counter()).update(dict(zip(statuses, counts, strict=True)))
    return found

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
from reviewdue.ledger.listing import LISTED, Day, is_of
from reviewdue.ledger.schema import page, problem
from reviewdue.pages import Flag, ReviewStatus


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


def count_pages(connection: Connection, day: Day, *, of: str | None = None) -> Figures:
    """Count the pages on the lists as they stand on a day, all of them or those of one owner or reviewer.

    `months` goes by the first of each month.
    """
    listed = [LISTED] if of is None else [LISTED, is_of(of)]
    kinds: dict[Any, Condition] = {status: has_status(status, day) for status in ReviewStatus}
    kinds |= {flag: has_flag(flag, day) for flag in Flag}
    counts = dict(zip(kinds, connection.execute(sa.select(*sums(kinds.values())).where(*listed)).one(), strict=True))
    return Figures(
        statuses=Counter({status: counts[status] or 0 for status in ReviewStatus}),
        flags=Counter({flag: counts[flag] or 0 for flag in Flag}),
        months=_months(connection, day, listed),
        problems=connection.execute(sa.select(sa.func.count()).select_from(problem)).scalar_one(),
    )


def sums(conditions: Iterable[Condition]) -> list[Any]:
    """For each condition how many rows fulfil it, as columns of one query; NULL where there is no row."""
    return [sa.func.sum(sa.case((condition, 1), else_=0)) for condition in conditions]


def _months(connection: Connection, day: Day, listed: Iterable[Condition]) -> Counter[date]:
    due = page.c.next_review_due
    query = sa.select(due, sa.func.count()).where(*listed, page.c.unreadable.is_(False), due >= day.today).group_by(due)
    months: Counter[date] = Counter()
    for when, count in connection.execute(query):
        months[when.replace(day=1)] += count
    return months


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

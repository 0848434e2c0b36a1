"""Finding pages: every filter, the search, the order and one part of the list are SQL, so memory stays flat."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue.intervals import Interval
from reviewdue.ledger.conditions import Condition, falls_due, has_flag, has_status
from reviewdue.ledger.dialects import holds
from reviewdue.ledger.figures import Figures, status_at
from reviewdue.ledger.listing import BY_URGENCY, Day, PageLine, holds_item, is_of, read_lines
from reviewdue.ledger.schema import LISTED, citation, page
from reviewdue.ledger.tasks import page_ids_with_reason
from reviewdue.pages import Flag, ReviewStatus, Risk
from reviewdue.tasks import Reason

# Words of a search beyond these make it slower and not better.
MOST_WORDS = 8
# So many pages are found and counted in one pass. Of more one part is found, and a second pass counts them.
FEW = 5_000


class Order(StrEnum):
    """What a list of pages can be sorted by; `urgency` is unreadable first, then by due date."""

    URGENCY = "urgency"
    TITLE = "title"
    DUE = "due"
    REVIEWED = "reviewed"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which pages are wanted; what is None is not asked about.

    `month` is the first day of the month their review falls due in, what is overdue left out. `person` owns or
    reviews the page, `source` is the id of a reference it cites, `reason` one that its open task has.
    """

    text: str = ""
    status: ReviewStatus | None = None
    flag: Flag | None = None
    owner: str | None = None
    person: str | None = None
    topic: str | None = None
    risk: Risk | None = None
    source: str | None = None
    month: date | None = None
    reason: Reason | None = None
    order: Order = Order.URGENCY
    down: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for something that few pages have, as a rule."""
        return bool(self.text or self.topic or self.source or self.month or self.reason)


def count_found(connection: Connection, search: Search, day: Day) -> int:
    """How many pages a search finds."""
    query = sa.select(sa.func.count()).select_from(page).where(*_conditions(search, day))
    return int(connection.execute(query).scalar_one())


def count_statuses(connection: Connection, search: Search, day: Day) -> Counter[ReviewStatus]:
    """How many pages a search finds in each status, in one pass."""
    figures = Figures()
    query = sa.select(page.c.urgency, sa.func.count()).where(*_conditions(search, day)).group_by(page.c.urgency)
    for urgency, count in connection.execute(query):
        figures.add(urgency, count, day)
    return figures.statuses


def found_lines(
    connection: Connection, search: Search, day: Day, *, skip: int = 0, most: int | None = None
) -> Iterator[PageLine]:
    """The pages a search finds, in its order: `most` of them after the first `skip`, or all that are left."""
    conditions = _conditions(search, day)
    yield from read_lines(connection, day, conditions, _order(search), skip=skip, most=most)


@dataclass(frozen=True, slots=True)
class Few:
    """All pages that a search finds, in its order: their ids, each with its status."""

    found: tuple[tuple[str, ReviewStatus], ...]

    def count(self) -> Counter[ReviewStatus]:
        """How many there are in each status."""
        return Counter(status for _, status in self.found)

    def ids(self, status: ReviewStatus | None) -> list[str]:
        """Those in a status, or in any."""
        return [id for id, one in self.found if status in (None, one)]


def find_few(connection: Connection, search: Search, day: Day) -> Few | None:
    """All pages that a search finds; None where there are too many to have them all."""
    query = sa.select(page.c.id, page.c.urgency).where(*_conditions(search, day)).order_by(*_order(search))
    rows = connection.execute(query.limit(FEW + 1)).all()
    if len(rows) > FEW:
        return None
    statuses = {urgency: status_at(urgency, day) for _, urgency in rows}
    return Few(tuple((id, statuses[urgency]) for id, urgency in rows))


def find_part(connection: Connection, search: Search, day: Day, *, skip: int, most: int, total: int) -> list[PageLine]:
    """One part of what a search finds, which are `total` pages."""
    # To look for more than there are would go through all pages.
    reach = min(most, max(total - skip, 0))
    return list(found_lines(connection, search, day, skip=skip, most=reach))


def _conditions(search: Search, day: Day) -> list[Condition]:
    found: list[Condition] = [LISTED]
    if search.status is not None:
        found.append(has_status(search.status, day))
    if search.flag is not None:
        found.append(has_flag(search.flag, day))
    if search.owner is not None:
        found.append(page.c.owner == search.owner if search.owner else page.c.owner.is_(None))
    if search.person is not None:
        found.append(is_of(search.person))
    if search.topic is not None:
        # The words of a page hold its topics, and may be the ones that have an index.
        found += [holds_item(page.c.topics, search.topic), holds(page.c.words, search.topic.casefold())]
    if search.risk is not None:
        found.append(page.c.risk == search.risk)
    if search.source is not None:
        found.append(page.c.id.in_(sa.select(citation.c.page_id).where(citation.c.reference_id == search.source)))
    if search.month is not None:
        found.append(falls_due(max(search.month, day.today), Interval(1).after(search.month)))
    if search.reason is not None:
        found.append(page.c.id.in_(page_ids_with_reason(search.reason)))
    # Title, path, owner or topics hold each word, in capitals or not.
    return [*found, *(holds(page.c.words, word) for word in search.text.casefold().split()[:MOST_WORDS])]


def _order(search: Search) -> list[Any]:
    columns: dict[Order, Any] = {
        Order.TITLE: page.c.sort_title,
        Order.DUE: page.c.next_review_due,
        Order.REVIEWED: page.c.last_reviewed,
        Order.OWNER: sa.func.lower(page.c.owner),
    }
    if search.order is Order.URGENCY:
        return [*BY_URGENCY]
    column = columns[search.order]
    if search.order is Order.TITLE:
        return [column.desc(), page.c.path.desc()] if search.down else [column, page.c.path]
    # What has no value stays last either way.
    return [column.is_(None), column.desc() if search.down else column, page.c.path]


def topics_in_use(connection: Connection) -> list[str]:
    """Every topic of a page on the lists, in order."""
    rows = connection.execute(sa.select(page.c.topics).where(LISTED).distinct()).scalars()
    return sorted({topic for row in rows for topic in json.loads(row)}, key=str.casefold)

"""What the record of reviews says about a page on the lists, as conditions of SQL.

Each stands here twice: as a column of a few lines, which looks for the reviews of a page, and as a condition on all
pages, which goes through the reviews once; the one would be as slow for a list as the other for a line.
"""

from collections.abc import Callable, Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reviewdue import shelfmarks
from reviewdue.ledger.schema import page, review
from reviewdue.pages import Flag

WITHDRAW = "withdraw"
Condition = sa.ColumnElement[bool]
PageColumns = sa.FromClause
of_reviews = page.alias("reviewed_page")


def _since(one: PageColumns) -> Condition:
    return sa.or_(one.c.last_reviewed.is_(None), review.c.done_on >= one.c.last_reviewed)


def _bumped(one: PageColumns) -> Condition:
    return review.c.done_on == one.c.last_reviewed


def _hasty(one: PageColumns) -> Condition:
    return sa.and_(review.c.haste != "[]", _since(one))


def _unpublished(one: PageColumns) -> Condition:
    later = sa.or_(one.c.last_reviewed.is_(None), review.c.done_on > one.c.last_reviewed)
    return sa.and_(review.c.outcome != WITHDRAW, later)


def _to_withdraw(one: PageColumns) -> Condition:
    return sa.and_(review.c.outcome == WITHDRAW, _since(one))


def _has(says: Callable[[PageColumns], Condition]) -> sa.Exists:
    """Whether a page has a whole review on record that says so of it."""
    return sa.exists().where(review.c.page_id == page.c.id, review.c.complete, says(page)).correlate(page)


def _among(says: Callable[[PageColumns], Condition]) -> Condition:
    """Whether a page is among those that have such a review."""
    reviewed = sa.select(review.c.page_id).join(of_reviews, of_reviews.c.id == review.c.page_id)
    return page.c.id.in_(reviewed.where(review.c.complete, says(of_reviews)))


# The page states a later review than before, no word of it has changed, and no review of that day is on record.
BUMPED = sa.and_(page.c.facts.bitwise_and(shelfmarks.BUMPED) != 0, sa.not_(_has(_bumped))).label("bumped_unreviewed")
# The review that counts was finished in seconds, or in bulk.
HASTY = _has(_hasty).label("hasty")
# A finished review that the page does not state yet.
UNPUBLISHED = _has(_unpublished).label("unpublished")
# A review that came to the end that the page is to be taken down.
TO_WITHDRAW = _has(_to_withdraw).label("to_withdraw")
MARKS = (BUMPED, HASTY, UNPUBLISHED, TO_WITHDRAW)

# What says so of a page, by the flag that it raises.
SAYING = {
    Flag.REVIEWED_IN_HASTE: _hasty,
    Flag.AWAITING_PUBLICATION: _unpublished,
    Flag.TO_BE_WITHDRAWN: _to_withdraw,
}
MARKED: dict[Flag, Condition] = {
    Flag.BUMPED_WITHOUT_REVIEW: BUMPED.element,
    **{flag: _among(says) for flag, says in SAYING.items()},
}


def count_marked(connection: Connection, flag: Flag, listed: Iterable[Condition]) -> int:
    """How many pages that fulfil conditions have such a review on record."""
    query = sa.select(sa.func.count(review.c.page_id.distinct())).join(page, page.c.id == review.c.page_id)
    return int(connection.execute(query.where(review.c.complete, SAYING[flag](page), *listed)).scalar_one())

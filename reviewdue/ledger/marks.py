"""What the record of reviews says about a page on the lists, as conditions of SQL."""

import sqlalchemy as sa

from reviewdue.ledger.schema import page, review

WITHDRAW = "withdraw"


def _has(*conditions: sa.ColumnElement[bool]) -> sa.Exists:
    """Whether a page has a whole review on record that fulfils conditions."""
    return sa.exists().where(review.c.page_id == page.c.id, review.c.complete, *conditions).correlate(page)


LATER = sa.or_(page.c.last_reviewed.is_(None), review.c.done_on > page.c.last_reviewed)
SINCE = sa.or_(page.c.last_reviewed.is_(None), review.c.done_on >= page.c.last_reviewed)

# The page states a later review than before, no word of it has changed, and no review of that day is on record.
BUMPED = sa.and_(page.c.bumped, sa.not_(_has(review.c.done_on == page.c.last_reviewed))).label("bumped_unreviewed")
# The review that counts was finished in seconds, or in bulk.
HASTY = _has(review.c.haste != "[]", SINCE).label("hasty")
# A finished review that the page does not state yet.
UNPUBLISHED = _has(review.c.outcome != WITHDRAW, LATER).label("unpublished")
# A review that came to the end that the page is to be taken down.
TO_WITHDRAW = _has(review.c.outcome == WITHDRAW, SINCE).label("to_withdraw")
MARKS = (BUMPED, HASTY, UNPUBLISHED, TO_WITHDRAW)

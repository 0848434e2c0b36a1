"""Where a page stands on the lists: what it is sorted and found by, worked out once, when its row is written; pure.

The lists go through a hundred thousand rows for one screen. What they ask of each is a number or a text that stands in
the row, and so in an index; to work it out anew in SQL took them half a second.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from reviewdue.pages import DueBasis, Flag

# Before every date, and after every date.
UNREADABLE, UNDATED = -1, 4_000_000
TITLE_LENGTH = 80
# These follow from the row alone, whatever the day and the configuration.
NEVER_REVIEWED, UNOWNED, CHANGED_SINCE_REVIEW, DUE_BY_POLICY, POLICY_CHANGED = 1, 2, 4, 8, 16
BITS = {
    Flag.NEVER_REVIEWED: NEVER_REVIEWED,
    Flag.UNOWNED: UNOWNED,
    Flag.CHANGED_SINCE_REVIEW: CHANGED_SINCE_REVIEW,
    Flag.DUE_BY_POLICY: DUE_BY_POLICY,
    Flag.POLICY_CHANGED: POLICY_CHANGED,
}
# The page states a later review than before; whether that is so is for the record of reviews to say.
BUMPED = 32


class Shelfmark(NamedTuple):
    """The columns of `page` that follow from its others."""

    urgency: int
    sort_title: str
    words: str
    facts: int
    span: int | None


def shelfmark(row: Mapping[str, Any], topics: Iterable[str]) -> Shelfmark:
    """The columns that follow from the others of a row of `page`, whose days are dates."""
    last, due = row["last_reviewed"], row["next_review_due"]
    return Shelfmark(
        urgency=urgency(due, unreadable=row["unreadable"]),
        sort_title=sort_title(row["title"]),
        words=words(row["title"], row["path"], row["owner"] or "", *topics),
        facts=_facts(row, last),
        span=span(last, due),
    )


def urgency(due: date | None, *, unreadable: bool) -> int:
    """What the lists are sorted by: pages whose date cannot be read, then by their day, those without one last."""
    if unreadable:
        return UNREADABLE
    return due.toordinal() if due else UNDATED


def sort_title(title: str) -> str:
    """What a list goes by that is in order of titles."""
    return title.casefold()[:TITLE_LENGTH]


def words(*texts: str) -> str:
    """What a search looks at, each text on a line of its own."""
    return "\n".join(texts).casefold()


def span(last: date | None, due: date | None) -> int | None:
    """The time between two reviews, in half months of the calendar: an odd one goes beyond the day of the month."""
    if last is None or due is None:
        return None
    months = (due.year - last.year) * 12 + due.month - last.month
    return 2 * months + (due.day > last.day)


def _facts(row: Mapping[str, Any], last: date | None) -> int:
    found = BUMPED if row["bumped"] else 0
    if last is None:
        found |= 0 if row["unreadable"] else NEVER_REVIEWED
    elif _is_edited(row, last):
        found |= CHANGED_SINCE_REVIEW
    if row["owner"] is None and row["reviewers"] == "[]":
        found |= UNOWNED
    if row["due_basis"] == DueBasis.POLICY:
        found |= DUE_BY_POLICY
    return found | POLICY_CHANGED if row["policy_due"] else found


def _is_edited(row: Mapping[str, Any], last: date) -> bool:
    modified = row["date_modified"]
    return row["content_hash"] != row["reviewed_hash"] or (modified is not None and modified > last)

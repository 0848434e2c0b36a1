"""Where a page stands on the lists: what it is sorted and found by, worked out once, when its row is written; pure.

The lists go through a hundred thousand rows for one screen. What they ask of each is a number or a text that stands in
the row, and so in an index; to work it out anew in SQL took them half a second.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from reviewdue.pages import DueBasis, Flag

# Before every date, and after every date.
UNREADABLE, UNDATED = -1, 4_000_000
TITLE_LENGTH = 80
# These follow from the row alone, whatever the day and the configuration.
BITS = {
    Flag.NEVER_REVIEWED: 1,
    Flag.UNOWNED: 2,
    Flag.CHANGED_SINCE_REVIEW: 4,
    Flag.DUE_BY_POLICY: 8,
    Flag.POLICY_CHANGED: 16,
}
# The page states a later review than before; whether that is so is for the record of reviews to say.
BUMPED = 32


def shelfmark(row: dict[str, Any], topics: Iterable[str]) -> dict[str, Any]:
    """The columns that follow from the others of a row of `page`."""
    last, due = row["last_reviewed"], row["next_review_due"]
    return {
        "urgency": urgency(due, unreadable=row["unreadable"]),
        "sort_title": sort_title(row["title"]),
        "words": words(row["title"], row["path"], row["owner"] or "", *topics),
        "facts": _facts(row),
        "span": span(last, due),
    }


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


def _facts(row: dict[str, Any]) -> int:
    last = row["last_reviewed"]
    raised = {
        Flag.NEVER_REVIEWED: last is None and not row["unreadable"],
        Flag.UNOWNED: row["owner"] is None and row["reviewers"] == "[]",
        Flag.CHANGED_SINCE_REVIEW: last is not None and _is_edited(row, last),
        Flag.DUE_BY_POLICY: row["due_basis"] == DueBasis.POLICY,
        Flag.POLICY_CHANGED: row["policy_due"] is not None,
    }
    return sum(BITS[flag] for flag, is_so in raised.items() if is_so) | (BUMPED if row["bumped"] else 0)


def _is_edited(row: dict[str, Any], last: date) -> bool:
    modified = row["date_modified"]
    return row["content_hash"] != row["reviewed_hash"] or (modified is not None and modified > last)

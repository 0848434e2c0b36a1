"""A page as its row in the ledger, and what becomes of that row where the ledger has the page already; pure.

The values are those that both drivers take as they are, in the order of the table's columns: so the processes that
parse files make whole rows, and the one that writes hands them on.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from reviewdue.pages import DueBasis, Page
from reviewdue.shelfmarks import Shelfmark, shelfmark

# What json.dumps calls for each text; called for a hundred thousand pages it takes most of its time to get there.
quote = json.encoder.encode_basestring
# A day long past: what a page's tasks are is to be settled by whoever comes next.
SETTLE_NOW = date.min


class PageRow(NamedTuple):
    """The columns of `page`. Days are written as in ISO 8601, lists as JSON."""

    id: str
    source: str
    path: str
    url: str | None
    title: str
    language: str | None
    topics: str
    owner: str | None
    reviewers: str
    risk: str
    last_reviewed: str | None
    next_review_due: str | None
    due_basis: str | None
    review_interval: str | None
    unreadable: bool
    note: str | None
    date_modified: str | None
    content_hash: str
    reviewed_hash: str
    changed_on: str | None
    locator: str
    bumped: bool
    stamp: str
    first_seen: str
    missing_since: str | None
    removed_on: str | None
    policy_due: str | None
    settle_on: str
    urgency: int
    sort_title: str
    words: str
    facts: int
    span: int | None


STATED = tuple(name for name in PageRow._fields if name not in Shelfmark._fields)
DAYS = ("last_reviewed", "next_review_due", "date_modified", "changed_on", "first_seen", "policy_due", "settle_on")


@dataclass(frozen=True, slots=True)
class Prior:
    """A page as the last scan left it, as far as the next one builds on it."""

    id: str
    source: str
    path: str
    risk: str
    last_reviewed: date | None
    next_review_due: date | None
    due_basis: str | None
    content_hash: str
    reviewed_hash: str
    changed_on: date | None
    bumped: bool
    first_seen: date
    removed_on: date | None


def new_row(one: Page, *, source: str, stamp: str, today: date) -> PageRow:
    """The row of a page that the ledger does not have yet."""
    row = {
        "id": one.id,
        "source": source,
        "path": one.path,
        "url": one.url,
        "title": one.title,
        "language": one.language,
        "topics": _list(one.topics),
        "owner": one.owner,
        "reviewers": _list(one.reviewers),
        "risk": one.risk.value,
        "last_reviewed": one.last_reviewed,
        "next_review_due": one.next_review_due,
        "due_basis": one.due_basis.value if one.due_basis else None,
        "review_interval": str(one.review_interval) if one.review_interval else None,
        "unreadable": one.unreadable,
        "note": one.note,
        "date_modified": one.date_modified,
        "content_hash": one.content_hash,
        "reviewed_hash": one.content_hash,
        "changed_on": None,
        "locator": "{" + ", ".join([f"{quote(name)}: {line}" for name, line in one.locator.items()]) + "}",
        "bumped": False,
        "stamp": stamp,
        "first_seen": today,
        "missing_since": None,
        "removed_on": None,
        "policy_due": None,
        "settle_on": SETTLE_NOW,
    }
    return _finished(row, one.topics)


def row_over(new: PageRow, prior: Prior, today: date) -> PageRow:
    """What becomes of a new row over what was known of the page."""
    row = new._asdict()
    for name in DAYS:
        row[name] = date.fromisoformat(row[name]) if row[name] else None
    row["reviewed_hash"], row["changed_on"] = _edited(row, prior, today)
    row["bumped"] = _is_bumped(row, prior)
    row["next_review_due"], row["policy_due"] = _dated(row, prior)
    row["first_seen"] = prior.first_seen
    return _finished({name: row[name] for name in STATED}, json.loads(new.topics))


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quote, texts))}]"


def _finished(row: dict[str, Any], topics: Iterable[str]) -> PageRow:
    marks = shelfmark(row, topics)
    for name in DAYS:
        if (day := row[name]) is not None:
            row[name] = day.isoformat()
    return PageRow._make((*row.values(), *marks))


def _edited(row: Mapping[str, Any], prior: Prior, today: date) -> tuple[str, date | None]:
    """The hash of the text as it was reviewed, and since when the text is another one.

    A new review date takes the text of the same day as reviewed; any other edit leaves the old one standing.
    """
    now: str = row["content_hash"]
    if prior.last_reviewed != row["last_reviewed"] or prior.reviewed_hash == now:
        return now, None
    return prior.reviewed_hash, prior.changed_on or today


def _is_bumped(row: Mapping[str, Any], prior: Prior) -> bool:
    """Whether the page states a later review than it did, and every word of it is as it was at the one before."""
    last: date | None = row["last_reviewed"]
    if prior.last_reviewed == last:
        return prior.bumped
    return last is not None and last > (prior.last_reviewed or date.min) and prior.reviewed_hash == row["content_hash"]


def _dated(row: Mapping[str, Any], prior: Prior) -> tuple[date | None, date | None]:
    """The date of the next review, and the one that the policy of today would give where that is another.

    A date that the policy gave changes with what the page says: with its last review, its risk, an interval of its
    own. When only the policy has changed it stays, until somebody accepts the other one.
    """
    due, by_policy = row["next_review_due"], DueBasis.POLICY
    if row["due_basis"] != by_policy or prior.due_basis != by_policy:
        return due, None
    is_same_page = (prior.last_reviewed, prior.risk) == (row["last_reviewed"], row["risk"])
    if not is_same_page or prior.next_review_due == due:
        return due, None
    return prior.next_review_due, due

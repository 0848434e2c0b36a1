"""What a page under governance is, and what its dates say on a given day; nothing here reads or writes."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from reviewdue.intervals import Interval

# Control characters, which PostgreSQL refuses in part, and halves of characters, which no encoding takes.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class ReviewStatus(StrEnum):
    """Where a page stands on a day; every page has exactly one."""

    OVERDUE = "overdue"
    DUE = "due"
    CURRENT = "current"
    UNDATED = "undated"
    UNREADABLE = "unreadable"


class Flag(StrEnum):
    """What is said beside the status; a page has any number of these."""

    NEVER_REVIEWED = "never_reviewed"
    UNOWNED = "unowned"
    CHANGED_SINCE_REVIEW = "changed_since_review"
    REVIEWED_IN_FUTURE = "reviewed_in_future"
    BEYOND_POLICY = "beyond_policy"
    DUE_BY_POLICY = "due_by_policy"
    POLICY_CHANGED = "policy_changed"
    OWNER_UNREACHABLE = "owner_unreachable"
    BUMPED_WITHOUT_REVIEW = "bumped_without_review"
    REVIEWED_IN_HASTE = "reviewed_in_haste"
    AWAITING_PUBLICATION = "awaiting_publication"
    TO_BE_WITHDRAWN = "to_be_withdrawn"


class Risk(StrEnum):
    """How much harm a stale page can do; decides the policy's interval."""

    HIGH = "high"
    STANDARD = "standard"
    LOW = "low"


class DueBasis(StrEnum):
    """How a page's next review date came about."""

    STATED = "stated"
    INTERVAL = "interval"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read, where it stands, and what to do about it.

    `path` is relative to the governed root, `line` counts from 1 and is None where no line is to blame.
    """

    path: str
    line: int | None
    code: str
    message: str
    hint: str


# A tuple, as there are a million where pages are a hundred thousand, and each goes from one process to another.
class CitedSource(NamedTuple):
    """One entry of a page's list of references, as the author wrote it: a register id or free text.

    `intended`, such as `retracted`, is what the page means to be said against it.
    """

    cited: str
    line: int | None = None
    intended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, as its source states it. Dates are calendar dates in the publisher's time zone.

    `content_hash` covers the words a reader sees and leaves out the dates, so recording a review does not
    look like an edit. `locator` gives the line of each field in the file, for writing dates back.
    """

    id: str
    path: str
    title: str
    url: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    owner: str | None = None
    reviewers: tuple[str, ...] = ()
    risk: Risk = Risk.STANDARD
    last_reviewed: date | None = None
    next_review_due: date | None = None
    due_basis: DueBasis | None = None
    review_interval: Interval | None = None
    unreadable: bool = False
    references: tuple[CitedSource, ...] = ()
    note: str | None = None
    date_modified: date | None = None
    content_hash: str = ""
    locator: dict[str, int] = field(default_factory=dict)


def review_status(due: date | None, *, unreadable: bool, today: date, lead: int) -> ReviewStatus:
    """Where a page stands on `today`; `lead` is the length of the due window in days."""
    if unreadable:
        return ReviewStatus.UNREADABLE
    if due is None:
        return ReviewStatus.UNDATED
    if due < today:
        return ReviewStatus.OVERDUE
    return ReviewStatus.DUE if due <= today + timedelta(days=lead) else ReviewStatus.CURRENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The facts the flags of a page follow from."""

    last_reviewed: date | None
    next_review_due: date | None
    due_basis: DueBasis | None
    owned: bool
    edited_after_review: bool
    unreadable: bool
    policy_changed: bool = False
    owner_unreachable: bool = False
    bumped: bool = False
    hasty: bool = False
    unpublished: bool = False
    to_withdraw: bool = False


def flags_of(page: Standing, *, today: date, max_interval: Interval) -> tuple[Flag, ...]:
    """What is worth saying about a page beside its status, in a fixed order."""
    answers = {
        Flag.NEVER_REVIEWED: page.last_reviewed is None and not page.unreadable,
        Flag.UNOWNED: not page.owned,
        Flag.CHANGED_SINCE_REVIEW: page.edited_after_review,
        Flag.REVIEWED_IN_FUTURE: page.last_reviewed is not None and page.last_reviewed > today,
        Flag.BEYOND_POLICY: goes_beyond(page.last_reviewed, page.next_review_due, max_interval),
        Flag.DUE_BY_POLICY: page.due_basis is DueBasis.POLICY,
        Flag.POLICY_CHANGED: page.policy_changed,
        Flag.OWNER_UNREACHABLE: page.owner_unreachable,
        Flag.BUMPED_WITHOUT_REVIEW: page.bumped,
        Flag.REVIEWED_IN_HASTE: page.hasty,
        Flag.AWAITING_PUBLICATION: page.unpublished,
        Flag.TO_BE_WITHDRAWN: page.to_withdraw,
    }
    return tuple(flag for flag, raised in answers.items() if raised)


def goes_beyond(last: date | None, due: date | None, longest: Interval) -> bool:
    """Whether the time from the last review to the next one is longer than the policy allows."""
    return last is not None and due is not None and due > longest.after(last)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule:
    """What the policy says about pages that state no next date: an interval for each risk, and a ceiling."""

    intervals: dict[Risk, Interval]

    def due(
        self, last: date | None, stated: date | None, interval: Interval | None, risk: Risk
    ) -> tuple[date | None, DueBasis | None]:
        """The next review date and what it rests on; (None, None) when no review date is known at all."""
        if stated is not None:
            return stated, DueBasis.STATED
        if last is None:
            return None, None
        if interval is not None:
            return interval.after(last), DueBasis.INTERVAL
        return self.intervals[risk].after(last), DueBasis.POLICY


def one_line(parts: Collection[str]) -> str:
    """Words joined to one line with single spaces, whatever white space or control characters they held."""
    joined = " ".join(parts)
    return " ".join((joined if joined.isprintable() else UNPRINTABLE.sub(" ", joined)).split())

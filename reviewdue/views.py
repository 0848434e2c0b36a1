"""What the dashboard's templates receive: finished values, no query left to run and no sum left to do.

Dates are calendar dates in the publisher's zone. Instants are aware datetimes in any zone; the templates
show them on the publisher's clock. Counts are whole numbers. A state is the plain string of the contract
(a StrEnum member will do) and becomes words in `templates/words.jinja`. What the mail receives is in
`letters`, what the Prefect artifacts receive in `artifacts`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from reviewdue.histories import History
from reviewdue.outlooks import Outlook
from reviewdue.sourcestates import (
    ArchivedCopy,
    CitingPage,
    Evidence,
    SourceChange,
    SourceCounts,
    SourceState,
    SourceView,
    Successor,
)
from reviewdue.tasks.views import StuckView, TaskView

__all__ = [
    "ArchivedCopy",
    "CitingPage",
    "Evidence",
    "SourceChange",
    "SourceCounts",
    "SourceState",
    "SourceView",
    "Successor",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """Something that could not be read: `path` below the governed root, `line` from 1 or None."""

    path: str
    line: int | None
    code: str
    message: str
    hint: str
    page_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderView:
    """One reminder as the ledger knows it; `rung` is days before (+) or after (-) the due date."""

    at: datetime
    rung: int
    recipient: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """One finished review; `reviewers` are names with roles, `outcome` as in the contract.

    `missing` are parts that nobody had covered by then, `haste` what makes it look like a rubber stamp, `dates` what
    became of its dates, and `branch` where they were committed.
    """

    done_on: date
    outcome: str
    reviewers: tuple[str, ...] = ()
    summary: str | None = None
    next_due: date | None = None
    signed_off_by: str | None = None
    missing: tuple[str, ...] = ()
    haste: tuple[str, ...] = ()
    dates: str | None = None
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page with all that its own page shows; the lists show parts of the same value.

    `days_left` is negative once overdue and None without a date. `due_basis` is `stated`, `interval` or
    `policy`. `edited` is the day of the last edit if that is known. `owner` and `reviewers` are names.
    """

    id: str
    title: str
    path: str
    status: str
    url: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    risk: str = "standard"
    flags: tuple[str, ...] = ()
    last_reviewed: date | None = None
    next_review_due: date | None = None
    days_left: int | None = None
    due_basis: str | None = None
    policy_due: date | None = None
    review_interval: str | None = None
    edited: date | None = None
    owner: str | None = None
    reviewers: tuple[str, ...] = ()
    task: TaskView | None = None
    past_tasks: tuple[TaskView, ...] = ()
    sources: tuple[SourceState, ...] = ()
    reminders: tuple[ReminderView, ...] = ()
    reviews: tuple[ReviewView, ...] = ()
    problems: tuple[ProblemView, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Whoever owns or reviews pages, with theirs; `pages` may be a lazy iterator and is consumed once."""

    id: str
    name: str
    counts: "StatusCounts"
    pages: Iterable[PageView] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCounts:
    """Pages by review status; every page is in exactly one of the five."""

    overdue: int = 0
    due: int = 0
    current: int = 0
    undated: int = 0
    unreadable: int = 0

    @property
    def total(self) -> int:
        """All pages: the five statuses together."""
        return self.overdue + self.due + self.current + self.undated + self.unreadable

    @property
    def undateable(self) -> int:
        """Pages with no date to go by: undated and unreadable."""
        return self.undated + self.unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """Reviews that fall due in a month, the overdue ones not among them, or were finished in it; by its first day."""

    month: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that could not be done, in whole sentences: what, why, what it means, when it is tried again."""

    what: str
    detail: str = ""
    meaning: str = ""
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentItem:
    """A page of the most urgent list; `causes` are the sources that speak against it, worst first."""

    page: PageView
    causes: tuple[SourceState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """The last run of `scan`, `check`, `remind` or `publish`.

    `outcome` is `done`, `partial`, `failed` or `never`; `says` is a short phrase such as "11 sent, 0 failed".
    """

    name: str
    outcome: str
    at: datetime | None = None
    says: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the first page shows, and what every page of the site shares.

    `pages_scanned` is the scan's own count: when it differs from `pages.total` the overview says so.
    `left_out` holds one sentence for each thing the scan left out; empty means nothing was. `flags` is
    {flag: pages}, `reasons` {reason: pages whose task has it}. `months` are the 24 months ahead, this month
    first, `finished` the reviews finished in the 12 months before it. `urgent` holds at most some 12 items,
    `problems` the first few of `problem_count`.
    `finished_per_month` is what the reviewers finish on average, None when not known.
    """

    publisher: str
    today: date
    written_at: datetime
    pages_scanned: int
    pages: StatusCounts
    lead_days: int = 90
    scanned_at: datetime | None = None
    checked_at: datetime | None = None
    left_out: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    flags: Mapping[str, int] = field(default_factory=dict)
    sources: SourceCounts = field(default_factory=SourceCounts)
    urgent: tuple[UrgentItem, ...] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)
    stuck: tuple[StuckView, ...] = ()
    months: tuple[MonthCount, ...] = ()
    finished: tuple[MonthCount, ...] = ()
    finished_per_month: int | None = None
    history: History | None = None
    problem_count: int = 0
    problems: tuple[ProblemView, ...] = ()
    steps: tuple[StepView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that `dashboard.render_site` needs. Each iterable is consumed once, in the order to be shown.

    Give `pages` most urgent first, `sources` those that need a look first, `people` the busiest first,
    `outlooks` everyone's first; generators keep memory flat. Take all from one transaction, so that numbers and
    lists agree. Of `sources` no list but that of those that need a look holds more than `most_sources`.
    """

    overview: Overview
    pages: Iterable[PageView] = ()
    sources: Iterable[SourceView] = ()
    problems: Iterable[ProblemView] = ()
    people: Iterable[PersonView] = ()
    outlooks: Iterable[Outlook] = ()
    most_sources: int | None = None

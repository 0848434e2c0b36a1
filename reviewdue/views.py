"""What the dashboard's templates receive: finished values, no query left to run and no sum left to do.

Dates are calendar dates in the publisher's zone. Instants are aware datetimes in any zone; the templates
show them on the publisher's clock. Counts are whole numbers. A state is the plain string of the contract
(a StrEnum member will do) and becomes words in `templates/words.jinja`. What the mail receives is in
`letters`, what the Prefect artifacts receive in `artifacts`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from reviewdue.drift.differences import Line
from reviewdue.histories import History
from reviewdue.outlooks import Outlook
from reviewdue.tasks.views import StuckView, TaskView


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One look at a source: who looked (`checker`), where, what was seen, when, and for which axis."""

    axis: str
    checker: str
    observed: str
    at: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """What replaced a source: a short citation, where it is, since when, and a sentence on its scope."""

    label: str
    url: str | None = None
    since: date | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedCopy:
    """The copy of a source that is gone, nearest to the review of the page that cites it."""

    url: str
    taken_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """What changed in the text of a source: from the text first seen on the day `since` to that of the day `until`.

    `said` counts it in words, `more` is how many lines are not among `lines`, `number` tells one change from another.
    """

    number: int
    since: date
    until: date
    said: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source and its three separate answers.

    `confirmed` and `failed_checks` qualify `not_found`: until confirmed it is shown as "possibly gone".
    `checked_at` is None when nobody ever looked. `id` is None for free text that is in no register: it is
    shown without a link. `needs_look` is the caller's verdict that a person should look, `watch` the
    register's own word to the reviewer, and `change` what is different in its text since the page's review. Only
    one that `has_page` is linked to.
    `intended` are those of its answers for which it is cited.
    """

    id: str | None
    label: str
    availability: str = "unchecked"
    currency: str = "unknown"
    integrity: str = "unknown"
    confirmed: bool = False
    failed_checks: int = 0
    checked_at: datetime | None = None
    needs_look: bool = False
    url: str | None = None
    new_url: str | None = None
    successor: Successor | None = None
    archived: ArchivedCopy | None = None
    evidence: tuple[Evidence, ...] = ()
    watch: str | None = None
    change: SourceChange | None = None
    has_page: bool = True
    intended: tuple[str, ...] = ()

    def shown(self, axis: str) -> str:
        """The value to show for an axis: `not_found` that is not confirmed is `suspected`."""
        value: str = getattr(self, axis)
        return "suspected" if value == "not_found" and not self.confirmed else value


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
class CitingPage:
    """A page as the source it cites names it.

    `reason` is what the source calls for on this page and `why` the sentence behind it, None where it calls for
    nothing; `review_due` is when the review is due, `dealt_with` says that one has seen to it.
    """

    id: str
    title: str
    status: str
    owner: str | None = None
    next_review_due: date | None = None
    days_left: int | None = None
    reason: str | None = None
    why: str | None = None
    review_due: date | None = None
    dealt_with: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source of the register with all that its own page shows.

    `details` are the CSL fields in the order to show them, as (name, value). `citing` may be a lazy iterator
    and is consumed once; `cited_by` is its length.
    """

    state: SourceState
    cited_by: int
    details: tuple[tuple[str, str], ...] = ()
    citing: Iterable[CitingPage] = ()
    watch: str | None = None
    note: str | None = None
    changes: tuple[SourceChange, ...] = ()


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
class SourceCounts:
    """Sources by each axis, as {value: count}; every axis adds up to `total`. Absent values are zero.

    In `availability`, `not_found` counts confirmed ones; those not confirmed yet are under `suspected`.
    """

    total: int = 0
    needs_look: int = 0
    availability: Mapping[str, int] = field(default_factory=dict)
    currency: Mapping[str, int] = field(default_factory=dict)
    integrity: Mapping[str, int] = field(default_factory=dict)


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
    sources: SourceCounts = SourceCounts()
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
    lists agree.
    """

    overview: Overview
    pages: Iterable[PageView] = ()
    sources: Iterable[SourceView] = ()
    problems: Iterable[ProblemView] = ()
    people: Iterable[PersonView] = ()
    outlooks: Iterable[Outlook] = ()

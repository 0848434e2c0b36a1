"""What the dashboard's templates receive of a source: its answers, their evidence, and the pages that cite it.

Finished values, as those in `views`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from reviewdue.drift.differences import Line


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
class SourceCounts:
    """Sources by each axis, as {value: count}; every axis adds up to `total`. Absent values are zero.

    In `availability`, `not_found` counts confirmed ones; those not confirmed yet are under `suspected`.
    """

    total: int = 0
    needs_look: int = 0
    availability: Mapping[str, int] = field(default_factory=dict)
    currency: Mapping[str, int] = field(default_factory=dict)
    integrity: Mapping[str, int] = field(default_factory=dict)

"""What a finished review says: who looked at what, against which sources, what came of it; only values live here."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What a review came to."""

    NO_CHANGE = "no_change"
    MINOR_CHANGE = "minor_change"
    CLINICAL_CHANGE = "clinical_change"
    WITHDRAW = "withdraw"


class Standing(StrEnum):
    """Where a reviewer stands to the publisher."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    LAY = "lay"


class Interests(StrEnum):
    """What a reviewer said of their interests: that there are none, what they are, or nothing at all."""

    NONE = "none"
    DECLARED = "declared"
    NOTHING_DECLARED = "nothing_declared"


class Support(StrEnum):
    """Whether a source, in the edition seen, still supports the text."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_SEEN = "not_seen"


class Haste(StrEnum):
    """What makes a review look like a rubber stamp; it is shown and kept from nobody."""

    IN_SECONDS = "finished_in_seconds"
    IN_BULK = "finished_in_bulk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Somebody who reviewed a page. `id` is one of the people, or None for whoever is none of them.

    `parts` are the parts of the review that are theirs; none means all of it. `interests_note` says what was declared.
    """

    name: str
    id: str | None = None
    role: str = ""
    organisation: str = ""
    standing: Standing = Standing.INTERNAL
    parts: tuple[str, ...] = ()
    interests: Interests = Interests.NOTHING_DECLARED
    interests_note: str = ""

    @property
    def known_as(self) -> str:
        """What they are recognised by."""
        return (self.id or self.name).strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """What became of one cited source in a review. `cited` is the entry as the page has it: an id, or words."""

    cited: str
    supports: Support
    edition: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A finished review as whoever finished it states it.

    Empty scopes mean the whole page, and nothing left out. `authors` wrote or changed the text. `content_hash` is the
    text that was seen; None: as it stands now. `next_due` is None where the policy decides. `reason` says why it was
    done, where nothing asked for it.
    """

    outcome: Outcome
    reviewers: tuple[Reviewer, ...]
    sources: tuple[SourceAnswer, ...] = ()
    scope_covered: str = ""
    scope_not_covered: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    signed_off_by: str | None = None
    approver: str | None = None
    done_on: date | None = None
    next_due: date | None = None
    next_due_why: str = ""
    reason: str = ""
    content_hash: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenSource:
    """A source as a review is recorded with it: the answer, and where the source stood at that moment."""

    answer: SourceAnswer
    reference_id: str | None = None
    label: str = ""
    availability: str = "unchecked"
    currency: str = "unknown"
    integrity: str = "unknown"
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review as recorded. A `complete` one covers all parts of the text as it stands, by itself or with earlier ones.

    `trigger` is the gravest reason that asked for it, or `unprompted`. `sealed` is the entry of the trail that covers
    it. `next_due` is None where the page is to be withdrawn, or parts are missing.
    """

    number: int
    page_id: str
    title: str
    statement: Statement
    task_id: str | None
    cycle_due: date | None
    trigger: str
    reason: str
    done_on: date
    content_hash: str
    reviewed_before: date | None
    next_due: date | None
    parts: tuple[str, ...]
    missing_parts: tuple[str, ...]
    complete: bool
    haste: tuple[Haste, ...]
    recorded_at: datetime
    recorded_by: str
    sources: tuple[SeenSource, ...] = ()
    sealed: int | None = None
    writings: tuple["Writing", ...] = ()

    @property
    def written(self) -> "Writing | None":
        """What became of its dates, as far as is known."""
        return self.writings[-1] if self.writings else None


class WritingState(StrEnum):
    """What became of the dates of a review."""

    WRITTEN = "written"
    COMMITTED = "committed"
    WAITING = "waiting_for_publication"
    PAGE_CHANGED = "page_changed"
    NO_PLACE = "no_place"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One attempt to write the dates of a review back to where its page comes from."""

    state: WritingState
    at: datetime
    path: str | None = None
    branch: str | None = None
    commit: str | None = None
    detail: str = ""

    @property
    def settled(self) -> bool:
        """Whether there is nothing left to write."""
        return self.state in (WritingState.WRITTEN, WritingState.COMMITTED)

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {name: getattr(self, name) for name in ("state", "at", "path", "branch", "commit", "detail")}

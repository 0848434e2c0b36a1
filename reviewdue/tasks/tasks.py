"""What a review task is: its states, its reasons, and what a look at a page can find; only values live here."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self


class TaskState(StrEnum):
    """How far a task has come."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    DEFERRED = "deferred"
    DONE = "done"
    CANCELLED = "cancelled"


# A page has at most one task in these states at a time.
ACTIVE = (TaskState.OPEN, TaskState.ACKNOWLEDGED, TaskState.DEFERRED)


class Reason(StrEnum):
    """Why a page is to be reviewed, the gravest first."""

    RETRACTED = "source_retracted"
    WITHDRAWN = "source_withdrawn"
    CONCERN = "source_concern"
    SUPERSEDED = "source_superseded"
    UPDATED = "source_updated"
    GONE = "source_gone"
    CONTENT_CHANGED = "content_changed"
    FLAGGED = "flagged"
    MANUAL = "manual"
    SCHEDULED = "scheduled"


# What a person asked for stands until a review answers it; the others stand while what they say is so.
ASKED_FOR = (Reason.FLAGGED, Reason.MANUAL)


class Supposed(StrEnum):
    """What may become of a source, to see what it would mean."""

    UPDATED = "updated"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"
    GONE = "gone"


FindingKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that calls for a review of a page by `due`.

    `subject` is the id of the source it is about, or empty; `mark` tells one occurrence from the next, so that a
    finding that was dealt with does not come up again. `why` is a sentence, `instead` what to cite in place of the
    source and `instead_url` where that is. A `doubtful` one opens nothing and keeps what it opened before.
    """

    reason: Reason
    due: date
    subject: str = ""
    mark: str = ""
    why: str = ""
    instead: str | None = None
    instead_url: str | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()
    doubtful: bool = False

    @property
    def key(self) -> FindingKey:
        """What makes it the same finding."""
        return (str(self.reason), self.subject, self.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReason:
    """A finding as it stands on a task. `since` is the day it was found, `lifted_at` when it no longer held."""

    number: int
    finding: Finding
    since: date
    deferred_to: date | None = None
    lifted_at: datetime | None = None

    @property
    def due(self) -> date:
        """The day by which it asks for a review, later than at first where that was deferred."""
        return max(self.finding.due, self.deferred_to or self.finding.due)

    @property
    def stands(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A review of one page that is asked for. `due` is the earliest day of its reasons that stand.

    `assignee` is whoever it was handed to, by id or address; None leaves it with those the page names.
    `reviewed_before` is the page's last review when the task was opened.
    """

    id: str
    page_id: str
    state: TaskState
    due: date
    opened_on: date
    reasons: tuple[TaskReason, ...] = ()
    reviewed_before: date | None = None
    assignee: str | None = None
    escalated_to: str | None = None
    deferrals: int = 0
    outcome: str | None = None

    @classmethod
    def new(cls, page_id: str, due: date, *, opened_on: date, reviewed_before: date | None) -> Self:
        """A task that nobody has seen yet, with an id short enough to stand in an address."""
        return cls(
            id=secrets.token_hex(8),
            page_id=page_id,
            state=TaskState.OPEN,
            due=due,
            opened_on=opened_on,
            reviewed_before=reviewed_before,
        )

    @property
    def active(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in ACTIVE

    @property
    def standing(self) -> tuple[TaskReason, ...]:
        """Its reasons that hold, the gravest first; of one that nobody closed in time, those it had."""
        held = [one for one in self.reasons if one.stands] or list(self.reasons)
        return tuple(sorted(held, key=lambda one: (list(Reason).index(one.finding.reason), one.number)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent:
    """One step in the history of a task: what happened, when, who did it and why."""

    task_id: str
    at: datetime
    actor: str
    event: str
    why: str = ""

    @classmethod
    def of(cls, task: Task, at: datetime, actor: str, event: str, why: str = "") -> Self:
        """A step of a task."""
        return cls(task_id=task.id, at=at, actor=actor, event=event, why=why)

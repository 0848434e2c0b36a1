"""What people see of a task: finished values for the dashboard's templates, as those in `reviewdue.views`."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """One reason of a task: its name in the contract, the sentence behind it, what to cite instead of the source.

    `source_id` leads to the source it is about; `lifted` says that it does not hold any more.
    """

    reason: str
    why: str = ""
    since: date | None = None
    due: date | None = None
    source_id: str | None = None
    instead: str | None = None
    instead_url: str | None = None
    lifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStep:
    """One step in the history of a task; `event` is one of those in `words.jinja`."""

    at: datetime
    actor: str
    event: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task of a page: `reason` is its gravest and `state` as in the contract, `note` says what is behind it."""

    reason: str
    state: str
    due: date | None = None
    assignee: str | None = None
    escalated_to: str | None = None
    note: str | None = None
    opened: date | None = None
    deferrals: int = 0
    outcome: str | None = None
    reasons: tuple[ReasonView, ...] = ()
    history: tuple[TaskStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckView:
    """Reviews that nobody moved and that were escalated: whose they are, to whom they went, since when they are due."""

    id: str | None
    name: str | None
    escalated_to: str
    tasks: int
    since: date

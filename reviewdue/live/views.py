"""What the pages of a task are given: finished values, and the tickets of its forms."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from reviewdue.ledger import reviews as review_ledger
from reviewdue.links import Purpose, Signer, Ticket
from reviewdue.people import People
from reviewdue.projects import Project
from reviewdue.reviews.records import Review
from reviewdue.showing import know, show_sources
from reviewdue.tasks import Task
from reviewdue.tasks.assigning import everyone
from reviewdue.tasks.showing import say_assigned, show_task
from reviewdue.tasks.views import TaskView
from reviewdue.views import SourceState
from reviewdue.visits import Visit

FORMS = (Purpose.ACKNOWLEDGE, Purpose.ASSIGN, Purpose.DEFER, Purpose.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferring:
    """How far a review may be put off: to `latest`, and `left` times more without somebody who approves."""

    earliest: date
    latest: date
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A task as whoever opened its link sees it. `colleagues` are ids and names of those it can be
    handed to, and `recorded` is the newest review of the task."""

    title: str
    path: str
    page_url: str | None
    today: date
    task: TaskView
    days_left: int
    last_reviewed: date | None
    visitor: str
    theirs: bool
    may_act: bool
    is_with: str | None
    sources: tuple[SourceState, ...]
    colleagues: tuple[tuple[str, str], ...]
    approvers: tuple[tuple[str, str], ...]
    deferring: Deferring
    tickets: Mapping[str, str] = field(default_factory=dict)
    recorded: Review | None = None


def show_visit(connection: Connection, project: Project, visit: Visit, tickets: Mapping[str, str]) -> VisitView:
    """The task of a visit with all that its page shows."""
    known, people = know(connection, [visit.line], project.settings.publisher.zone), everyone(connection, project)
    line, task = visit.line, visit.task
    reviews = review_ledger.reviews_of(connection, [line.id]).get(line.id, [])
    sources = sorted(show_sources(project, line, known), key=lambda source: not source.needs_look)
    colleagues = tuple(_others(people, visit))
    approver = project.settings.policy.defer.approver
    return VisitView(
        title=line.title or line.path,
        path=line.path,
        page_url=line.url,
        today=project.today,
        task=show_task(people, line, task, visit.history),
        days_left=(task.due - project.today).days,
        last_reviewed=line.last_reviewed,
        visitor=visit.visitor.name,
        theirs=visit.theirs,
        may_act=visit.may_act,
        is_with=say_assigned(people, line, task),
        sources=tuple(sources),
        colleagues=colleagues,
        approvers=tuple(one for one in colleagues if approver in (None, one[0])),
        deferring=_deferring(project, task),
        tickets=tickets,
        recorded=next((one for one in reviews if one.task_id == task.id), None),
    )


def _others(people: People, visit: Visit) -> Iterable[tuple[str, str]]:
    named = ((person.id, person.name) for person in people.by_id.values() if not people.has_left(person))
    return sorted((one for one in named if one[0] != visit.visitor.id), key=lambda one: one[1].casefold())


def _deferring(project: Project, task: Task) -> Deferring:
    policy = project.settings.policy.defer
    return Deferring(
        earliest=project.today + timedelta(days=1),
        latest=project.today + timedelta(days=policy.days),
        left=max(0, policy.most - task.deferrals),
    )


def tickets_for(signer: Signer, visit: Visit, shown_at: datetime) -> dict[str, str]:
    """A ticket for each form of a task's page, if there is something to do."""
    return {str(purpose): ticket_for(signer, visit, purpose, shown_at) for purpose in FORMS if visit.may_act}


def ticket_for(signer: Signer, visit: Visit, purpose: Purpose, shown_at: datetime) -> str:
    """A ticket for one form, which does what it does once."""
    person, number = signer.name(visit.visitor.mailbox), secrets.token_urlsafe(12)
    return signer.sign_ticket(purpose, Ticket(task_id=visit.task.id, person=person, shown_at=shown_at, number=number))

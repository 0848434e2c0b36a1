"""What the pages of a task are given: finished values, and the tickets of its forms."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from reviewdue.links import Purpose, Signer, Ticket
from reviewdue.people import People
from reviewdue.projects import Project
from reviewdue.showing import know, show_sources
from reviewdue.tasks import Task
from reviewdue.tasks.assigning import everyone
from reviewdue.tasks.showing import say_assigned, show_task
from reviewdue.tasks.views import TaskView
from reviewdue.views import SourceState
from reviewdue.visits import Visit

FORMS = (Purpose.ACKNOWLEDGE, Purpose.ASSIGN, Purpose.DEFER, Purpose.FLAG, Purpose.FINISH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferring:
    """How far a review may be put off: to `latest`, and `left` times more without somebody who approves."""

    earliest: date
    latest: date
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitView:
    """A task as whoever opened its link sees it. `colleagues` are ids and names of those it can be handed to."""

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
    can_finish: bool
    is_with: str | None
    sources: tuple[SourceState, ...]
    colleagues: tuple[tuple[str, str], ...]
    approvers: tuple[tuple[str, str], ...]
    deferring: Deferring
    tickets: Mapping[str, str] = field(default_factory=dict)


def show_visit(connection: Connection, project: Project, visit: Visit, tickets: Mapping[str, str]) -> VisitView:
    """The task of a visit with all that its page shows."""
    known, people = know(connection, [visit.line], project.settings.publisher.zone), everyone(connection, project)
    line, task = visit.line, visit.task
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
        can_finish=False,
        is_with=say_assigned(people, line, task),
        sources=tuple(sources),
        colleagues=colleagues,
        approvers=tuple(one for one in colleagues if approver in (None, one[0])),
        deferring=_deferring(project, task),
        tickets=tickets,
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
    if not visit.may_act:
        return {}
    person = signer.name(visit.visitor.mailbox)
    return {
        str(purpose): signer.sign_ticket(
            purpose,
            Ticket(task_id=visit.task.id, person=person, shown_at=shown_at, number=secrets.token_urlsafe(12)),
        )
        for purpose in FORMS
    }

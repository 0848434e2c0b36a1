"""Visits: who has opened the page of which task through a signed link, and what they may do there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.engine import Connection

from reviewdue.ledger import listing
from reviewdue.ledger import tasks as task_ledger
from reviewdue.ledger.listing import PageLine
from reviewdue.links import Link, Signer
from reviewdue.people import People, Recipient, is_address
from reviewdue.projects import Project
from reviewdue.tasks import Task, TaskEvent
from reviewdue.tasks.assigning import everyone


class Trouble(StrEnum):
    """Why a link opens no task."""

    FORGED = "forged"  # nobody here has signed it, or it was cut short on its way
    EXPIRED = "expired"
    GONE = "gone"  # the page was taken off the lists, or nobody knows the person any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A task that somebody has open. `theirs` is whether it is still with them; only then may they act."""

    task: Task
    line: PageLine
    visitor: Recipient
    theirs: bool
    history: tuple[TaskEvent, ...]

    @property
    def may_act(self) -> bool:
        """Whether there is something to do, and it is theirs to do."""
        return self.theirs and self.task.active


def link_for(project: Project, signer: Signer, task_id: str, mailbox: str) -> str | None:
    """The address of a task's page for one person; None where the live pages have no address."""
    serve = project.settings.serve
    if serve.url is None:
        return None
    until = project.today + timedelta(days=serve.link_days)
    return f"{serve.url}/act/{signer.sign_link(Link(task_id=task_id, person=signer.name(mailbox), until=until))}"


def mute_link(project: Project, signer: Signer, mailbox: str) -> str | None:
    """The address at which the summary of a mailbox is muted."""
    serve = project.settings.serve
    return f"{serve.url}/act/mute/{signer.sign_mute(mailbox)}" if serve.url else None


def visit(connection: Connection, project: Project, signer: Signer, link: Link) -> Visit | Trouble:
    """What a link opens on the project's day."""
    found = find_visit(connection, project, signer, link)
    if found is None:
        return Trouble.GONE
    return found if link.until >= project.today else Trouble.EXPIRED


def find_visit(connection: Connection, project: Project, signer: Signer, link: Link) -> Visit | None:
    """The task and the person that a link names, whether it has ended or not."""
    task = task_ledger.task_by_id(connection, link.task_id)
    line = listing.lines_by_id(connection, [task.page_id], project.day).get(task.page_id) if task else None
    if task is None or line is None:
        return None
    people = everyone(connection, project)
    now, once = responsible(people, line, task), known_of(people, line)
    for one, is_theirs in (*((each, True) for each in now), *((each, False) for each in once)):
        if signer.is_named(link.person, one.mailbox):
            history = task_ledger.history_of(connection, [task.id]).get(task.id, [])
            return Visit(task=task, line=line, visitor=one, theirs=is_theirs, history=tuple(history))
    return None


def responsible(people: People, line: PageLine, task: Task) -> tuple[Recipient, ...]:
    """Whose a task is, with those it escalates to: they may act as well."""
    return people.recipients(line.owner, line.reviewers, escalated=True, topics=line.topics, assignee=task.assignee)


def known_of(people: People, line: PageLine) -> Iterator[Recipient]:
    """Everyone who may once have been sent the task of a page."""
    for person in people.by_id.values():
        if person.email and not people.has_left(person):
            yield Recipient(id=person.id, name=person.name, email=person.email, role="former")
    for name in (line.owner, *line.reviewers):
        if name and is_address(name):
            yield Recipient(id=name, name=name, email=name, role="former")
